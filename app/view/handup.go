package view

import (
	"strings"

	"woshou/data"
)

// HandUpForm passes the case to another body with the parties' consent.
type HandUpForm struct {
	To        string   `json:"to"`
	Reason    string   `json:"reason"`
	ConsentOn data.Day `json:"consent_on"`
	SentOn    data.Day `json:"sent_on"`
	Pages     int      `json:"pages"` // of the papers that go along
}

// HandUp hands the case up (移送); the receiver must accept or return it.
func (d *Desk) HandUp(seen *data.Case, in HandUpForm) (*data.Case, error) {
	in.To, in.Reason = strings.TrimSpace(in.To), strings.TrimSpace(in.Reason)
	if err := first(
		filled("handup.to", in.To), filled("handup.reason", in.Reason),
		d.happened("handup.consent_on", in.ConsentOn, seen.ReceivedOn),
		d.happened("handup.sent_on", in.SentOn, in.ConsentOn),
	); err != nil {
		return nil, err
	}
	if in.Pages < 0 || in.Pages > 9999 {
		return nil, invalid("handup.pages", "pages.range")
	}
	return d.change(seen, data.MoveHandUp, func(c *data.Case) error {
		c.HandUps = append(c.HandUps, data.HandUp{
			ID: data.NewElementID(), To: in.To, Reason: in.Reason, ConsentOn: in.ConsentOn, SentOn: in.SentOn, Pages: in.Pages,
		})
		return data.Do(c, data.MoveHandUp, in.SentOn)
	})
}

// AnswerForm is the receiver's answer to a hand-up.
type AnswerForm struct {
	On data.Day `json:"on"`
	// Returned says the case came back, otherwise it was accepted.
	Returned bool   `json:"returned"`
	Result   string `json:"result"`
}

// AnswerHandUp records the receiver's answer; a case that is returned goes on in
// mediation here.
func (d *Desk) AnswerHandUp(seen *data.Case, in AnswerForm) (*data.Case, error) {
	in.Result = strings.TrimSpace(in.Result)
	return d.act(seen, ActAnswer, func(c *data.Case) error {
		h := waiting(c)
		if err := d.happened("answer.on", in.On, h.SentOn); err != nil {
			return err
		}
		h.Result = in.Result
		if !in.Returned {
			h.AcceptedOn = in.On
			return nil
		}
		if err := filled("answer.result", in.Result); err != nil {
			return err
		}
		h.ReturnedOn = in.On
		return data.Do(c, data.MoveReturn, in.On)
	})
}
