package view

import (
	"strings"

	"woshou/data"
)

// ConfirmForm records an application to a court to confirm the agreement.
type ConfirmForm struct {
	Court     string   `json:"court"`
	AppliedOn data.Day `json:"applied_on"`
	Docket    string   `json:"docket"`
}

// Confirm records the parties' joint application (People's Mediation Law art. 33:
// within 30 days from the day of effect). Agreements on title to land or houses
// are refused here as a court would refuse them.
func (d *Desk) Confirm(seen *data.Case, in ConfirmForm) (*data.Case, error) {
	if err := filled("confirm.court", strings.TrimSpace(in.Court)); err != nil {
		return nil, err
	}
	if code, element := mayConfirm(seen, in.AppliedOn); code != "" {
		return nil, refuse(ActConfirm, code, element)
	}
	a := seen.Current()
	if err := d.happened("confirm.applied_on", in.AppliedOn, a.EffectiveOn); err != nil {
		return nil, err
	}
	return d.change(seen, ActConfirm, func(c *data.Case) error {
		c.Confirmations = append(c.Confirmations, data.Confirmation{
			ID: data.NewElementID(), Agreement: a.ID, AppliedOn: in.AppliedOn,
			Court: strings.TrimSpace(in.Court), Docket: strings.TrimSpace(in.Docket),
		})
		return nil
	})
}

// ConfirmationResults lists the answers of a court in the order the desk offers them.
var ConfirmationResults = []data.ConfirmationResult{data.Confirmed, data.ConfirmationRefused, data.Rejected, data.ApplicationTaken}

// RulingForm records the court's answer to the open application.
type RulingForm struct {
	Result data.ConfirmationResult `json:"result"`
	On     data.Day                `json:"on"`
	Docket string                  `json:"docket"`
	Reason string                  `json:"reason"`
}

// Ruling records the court's answer. After a rejection the parties may come back
// to the table (Remediate) or sue.
func (d *Desk) Ruling(seen *data.Case, in RulingForm) (*data.Case, error) {
	if !known(ConfirmationResults, in.Result) {
		return nil, invalid("ruling.result", "choice.empty")
	}
	return d.act(seen, ActRuling, func(c *data.Case) error {
		cf := &c.Confirmations[len(c.Confirmations)-1]
		if err := d.happened("ruling.on", in.On, cf.AppliedOn); err != nil {
			return err
		}
		reason := strings.TrimSpace(in.Reason)
		if in.Result != data.Confirmed && reason == "" {
			return invalid("ruling.reason", "text.empty")
		}
		cf.Result, cf.RuledOn, cf.Reason = in.Result, in.On, reason
		if docket := strings.TrimSpace(in.Docket); docket != "" {
			cf.Docket = docket
		}
		return nil
	})
}

// Remediate brings a case back to the table after a court rejected the
// confirmation (People's Mediation Law art. 33).
func (d *Desk) Remediate(seen *data.Case) (*data.Case, error) {
	return d.change(seen, data.MoveRemediate, func(c *data.Case) error {
		return data.Do(c, data.MoveRemediate, d.Today())
	})
}
