package township

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"woshou/data"
	"woshou/data/letter"
	"woshou/sync/township/ledger"
)

// The list of hand-ups shows the newest handUpsShown, and of handUpsRead all that wait here.
const (
	handUpsShown = 200
	handUpsRead  = 5000
)

// handUpRow is one case handed up, as far as it can be read without opening it.
type handUpRow struct {
	Village, Key, Case, Received, Due string
	Days                              int
	State, Class                      string
	By, Answered                      string
	Open                              bool
}

func (p *pages) handUps(v visit) { p.handUpsPage(v, http.StatusOK, "", "") }

func (p *pages) handUpsPage(v visit, status int, notice, problem string) {
	var rows []handUpRow
	err := p.s.led.View(v.r.Context(), func(r ledger.Reader) error {
		all, err := r.HandUps(handUpsRead)
		if err != nil {
			return err
		}
		for i := range all {
			row, err := p.handUpRow(r, &all[i])
			if err != nil {
				return err
			}
			if row.Open || i < handUpsShown {
				rows = append(rows, row)
			}
		}
		return nil
	})
	if err != nil {
		p.broken(v, err)
		return
	}
	slices.SortStableFunc(rows, func(a, b handUpRow) int {
		switch {
		case a.Open == b.Open:
			return 0
		case a.Open:
			return -1
		}
		return 1
	})
	p.show(v, status, "handups", page{Title: "移送案件", Notice: notice, Problem: problem, Body: rows})
}

func (p *pages) handUpRow(r ledger.Reader, h *ledger.HandUp) (handUpRow, error) {
	village, err := r.Village(h.Village)
	if err != nil {
		return handUpRow{}, err
	}
	c, err := r.Case(h.Case)
	if err != nil {
		return handUpRow{}, err
	}
	received := data.DayOf(h.Received.In(beijing))
	due := data.HandUpBy(received, 0, data.Holidays())
	row := handUpRow{
		Village: village.Name, Key: handUpKey(h), Case: h.Case.String()[:8], Received: moment(h.Received), Due: due.String(),
		Days: p.today().Sub(received), By: h.By, Answered: moment(h.Answered), Open: owned(h, &c),
	}
	switch {
	case h.State == handUpReturned, h.State == handUpSettled:
		row.State, row.Class = handUpNames(h.State), "off"
	case !row.Open:
		row.State, row.Class = "村里已收回", "off"
	case h.State == handUpAccepted:
		row.State, row.Class = handUpNames(h.State), "good"
	case p.today() > due:
		row.State, row.Class = "超期未答复", "bad"
	default:
		row.State, row.Class = "等候接收", "wait"
	}
	return row, nil
}

// handUpKey is how a page names a hand-up: its village and its event.
func handUpKey(h *ledger.HandUp) string { return string(h.Village) + "." + h.ID.String() }

func readHandUpKey(s string) (v ledger.VillageID, id data.UID, ok bool) {
	n := len(s) - 2*len(id)
	if n < 2 || s[n-1] != '.' {
		return "", id, false
	}
	_, err := hex.Decode(id[:], []byte(s[n:]))
	return ledger.VillageID(s[:n-1]), id, err == nil
}

// handUpBody is a case that somebody opened.
type handUpBody struct {
	Row      handUpRow
	Letter   *letter.Letter
	Files    []handFileRow
	Sent     string
	Answer   data.HandUp
	Accepted string
	Outcomes data.List
	Today    string
	Account  string
}

// openHandUp shows a case. It takes a form, because it leaves a line in the audit trail.
func (p *pages) openHandUp(v visit) { p.handUpPage(v, http.StatusOK, "") }

func (p *pages) handUpPage(v visit, status int, problem string) {
	village, id, ok := readHandUpKey(v.r.FormValue("case"))
	if !ok {
		p.handUpsPage(v, http.StatusNotFound, "", "没有这个移送案件。")
		return
	}
	l, h, answer, err := p.s.ReadHandUp(v.r.Context(), v.account.Name, village, id)
	switch {
	case errors.Is(err, data.ErrNotFound):
		p.handUpsPage(v, http.StatusNotFound, "", "没有这个移送案件。")
		return
	case errors.Is(err, letter.ErrKey):
		problem = "这个案件是用镇街以前的密钥封装的，现在的密钥打不开。请退回，让村里重新移送。"
	case errors.Is(err, data.ErrNewer):
		problem = "村里的程序比服务器新，这个案件暂时打不开。请升级服务器，内容不会丢。"
	case errors.Is(err, data.ErrDamaged):
		problem = "这个案件的内容损坏，打不开。请退回，让村里重新移送。"
	case err != nil:
		p.broken(v, err)
		return
	}
	body := handUpBody{Letter: l, Answer: answer, Outcomes: data.Outcomes, Today: p.today().String(), Account: v.account.Name}
	err = p.s.led.View(v.r.Context(), func(r ledger.Reader) (err error) { body.Row, err = p.handUpRow(r, &h); return err })
	if err == nil && l != nil {
		body.Files, err = p.handFileRows(v, &h, l.Files)
	}
	if err != nil {
		p.broken(v, err)
		return
	}
	if l != nil {
		body.Sent = l.SentOn.Chinese()
		if l.Days > 0 {
			body.Sent += fmt.Sprintf("，请在%d日内答复", l.Days)
		}
	}
	if answer.AcceptedOn != 0 {
		body.Accepted = answer.AcceptedOn.Chinese()
	}
	p.show(v, status, "handup", page{Title: "移送案件", Problem: problem, Body: body})
}

// answerHandUp takes the answer that the page of a case asks for.
func (p *pages) answerHandUp(v visit) {
	village, id, ok := readHandUpKey(v.r.FormValue("case"))
	if !ok {
		p.handUpsPage(v, http.StatusNotFound, "", "没有这个移送案件。")
		return
	}
	a := Answer{
		State: ledger.HandUpState(v.r.FormValue("state")), By: v.r.FormValue("by"), Text: v.r.FormValue("text"),
		Missing: v.r.FormValue("missing"), Result: data.Outcome(v.r.FormValue("result")),
	}
	var err, err2 error
	if on := v.r.FormValue("on"); on != "" {
		a.On, err = data.ParseDay(on)
	}
	if amount := v.r.FormValue("amount"); amount != "" {
		a.Amount, err2 = data.ParseYuan(amount)
	}
	if err = errors.Join(err, err2); err == nil {
		err = p.s.AnswerHandUp(v.r.Context(), v.account.Name, village, id, a)
	}
	switch invalid := (*data.Invalid)(nil); {
	case errors.As(err, &invalid):
		p.handUpPage(v, http.StatusBadRequest, problems(invalid.Code))
	case errors.Is(err, errHandUpGone):
		p.handUpsPage(v, http.StatusConflict, "", "这个案件已经答复过，或者村里已经收回，没有改动。")
	case errors.Is(err, data.ErrNotFound):
		p.handUpsPage(v, http.StatusNotFound, "", "没有这个移送案件。")
	case err != nil:
		p.broken(v, err)
	default:
		p.handUpsPage(v, http.StatusOK, "已登记“"+handUpNames(a.State)+"”，村里下次联网就会收到。", "")
	}
}
