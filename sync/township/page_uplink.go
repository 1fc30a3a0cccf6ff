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
