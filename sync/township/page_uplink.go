package township

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// uplinkBody is the page of the link to the county.
type uplinkBody struct {
	Enrolled              bool
	Address, Device       string
	LastOK, LastTry, Said string
	Class                 string
	Waiting               string
}

// waitingShown bounds how many waiting cases are counted.
const waitingShown = 10_000

func (p *pages) uplink(v visit) { p.uplinkPage(v, http.StatusOK, "", "") }

func (p *pages) uplinkPage(v visit, status int, notice, problem string) {
	body, err := p.s.uplinkState(v.r.Context())
	if err != nil {
		p.broken(v, err)
		return
	}
	p.show(v, status, "uplink", page{Title: menuUplink, Notice: notice, Problem: problem, Body: body})
}

func (s *Server) uplinkState(ctx context.Context) (body uplinkBody, err error) {
	link, err := s.County(ctx)
	if errors.Is(err, data.ErrNotFound) {
		return body, nil
	}
	waiting := 0
	if err == nil {
		err = s.led.View(ctx, func(r ledger.Reader) error {
			dirty, err := r.Dirty(waitingShown)
			waiting = len(dirty)
			return err
		})
	}
	body = uplinkBody{
		Enrolled: true, Address: strings.TrimPrefix(link.Address, "https://"), Device: short(link.Device),
		LastOK: moment(link.LastOK), LastTry: moment(link.LastTry), Said: countyNames(link.Problem), Class: "good", Waiting: fmt.Sprint(waiting),
	}
	switch {
	case link.Problem != "":
		body.Class = "bad"
	case link.LastTry.IsZero():
		body.Said, body.Class = "刚接入，还没有送出", "wait"
	}
	if waiting == waitingShown {
		body.Waiting += "以上"
	}
	return body, err
}

func (p *pages) enrolUp(v visit) {
	err := p.s.EnrolUp(v.r.Context(), v.account.Name, v.r.FormValue("address"), v.r.FormValue("code"))
	if err != nil {
		p.uplinkPage(v, http.StatusBadRequest, "", "没有接入，数据没有改变。"+ExplainCounty(err))
		return
	}
	p.uplinkPage(v, http.StatusOK, "已接入县级服务器，全部统计行将在后台送出。", "")
}

func (p *pages) sendUp(v visit) {
	p.s.up.rouse()
	p.uplinkPage(v, http.StatusOK, "已开始送出，稍后刷新本页看结果。", "")
}

// ExplainCounty returns the sentence for what went wrong with the county.
func ExplainCounty(err error) string {
	var invalid *data.Invalid
	switch {
	case err == nil:
		return ""
	case errors.As(err, &invalid) && strings.HasPrefix(invalid.Code, "code.group"):
		return "接入码第" + strings.TrimPrefix(invalid.Code, "code.group") + "组输错了，请核对。"
	case errors.As(err, &invalid):
		return problems(invalid.Code)
	}
	return countyNames(countyCode(err))
}

// differRow is a case whose row differs between a township's server and this one.
type differRow struct{ Town, Village, Case, Words string }

// differRows lists what differs, for the page on which levels are compared.
func differRows(r ledger.Reader, villages []ledger.Village) (rows []differRow, err error) {
	names := map[ledger.VillageID]string{}
	for _, v := range villages {
		names[v.ID] = v.Name
	}
	for _, v := range villages {
		if v.Differs == nil {
			continue
		}
		for _, d := range v.Differs.Cases {
			row := differRow{Town: v.Name, Village: d.Area, Case: d.Case.String()[:8]}
			if name := names[villageOf(v.ID, d.Area)]; name != "" {
				row.Village = name
			}
			has, err := r.Case(d.Case)
			if err != nil && !errors.Is(err, data.ErrNotFound) {
				return nil, err
			}
			other := names[townOf(has.Village)]
			switch {
			case d.Here && d.There:
				row.Words = "两级内容不同"
			case d.Here:
				row.Words = "下级没有这一件"
			case other != "" && townOf(has.Village) != v.ID:
				row.Words = "这一件已由" + other + "报送，没有重复计入"
			default:
				row.Words = "本级没有这一件"
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// townOf names the unit that sends a village's rows: its township, or itself.
func townOf(id ledger.VillageID) ledger.VillageID {
	town, _, _ := strings.Cut(string(id), ".")
	return ledger.VillageID(town)
}
