package view

import (
	"strconv"
	"strings"

	"woshou/data"
)

// ConfirmForm records an application to a court to confirm the agreement.
type ConfirmForm struct {
	Court     string         `json:"court"`
	Seat      data.CourtSeat `json:"seat"`
	AppliedOn data.Day       `json:"applied_on"`
	Docket    string         `json:"docket"`
	// Parties are those who applied together; ByAgent those of them whose agent did.
	Parties []data.ElementID `json:"parties"`
	ByAgent []data.ElementID `json:"by_agent"`
	Papers  []string         `json:"papers"`
	// Scope is the part to be confirmed, where a court would not confirm all.
	Scope string `json:"scope"`
}

// NewConfirm returns the form as the screen first shows it: the committee's court, the
// papers that every application needs, and of an agreement that is not confirmed as a
// whole the clauses that may be.
func (d *Desk) NewConfirm(c *data.Case) ConfirmForm {
	in := ConfirmForm{
		Court: d.Store.Committee().Court, Seat: "committee", AppliedOn: d.Today(),
		Papers: []string{"application", "agreement", "presided", "identity"},
	}
	if a := c.ToConfirm(in.AppliedOn); a != nil {
		in.Scope = scope(d.Words, c, a)
	}
	return in
}

// scope names the clauses that a court may confirm, or nothing where that is all.
func scope(w Words, c *data.Case, a *data.Agreement) string {
	if code, _ := c.ConfirmHint(a); code == "" {
		return ""
	}
	var parts []string
	for _, n := range c.ConfirmParts(a) {
		parts = append(parts, strconv.Itoa(n))
	}
	if len(parts) == 0 {
		return ""
	}
	return w.T("confirm.parts", strings.Join(parts, "、"))
}

// Confirm records the parties' joint application (People's Mediation Law art. 33:
// within 30 days from the day of effect). What a court would refuse is refused here.
func (d *Desk) Confirm(seen *data.Case, in ConfirmForm) (*data.Case, error) {
	in.Court, in.Scope = strings.TrimSpace(in.Court), strings.TrimSpace(in.Scope)
	if err := filled("confirm.court", in.Court); err != nil {
		return nil, err
	}
	if code, element := mayConfirm(seen, in.AppliedOn); code != "" {
		return nil, refuse(ActConfirm, code, element)
	}
	a := seen.ToConfirm(in.AppliedOn)
	if err := d.happened("confirm.applied_on", in.AppliedOn, a.EffectiveOn); err != nil {
		return nil, err
	}
	if in.Seat != "" && !data.CourtSeats.Has(string(in.Seat)) {
		return nil, invalid("confirm.seat", "choice.empty")
	}
	if hint, _ := seen.ConfirmHint(a); hint != "" && in.Scope == "" {
		return nil, invalid("confirm.scope", "confirm.scope")
	}
	applicants, err := applicants(seen, a, in)
	if err != nil {
		return nil, err
	}
	return d.change(seen, ActConfirm, func(c *data.Case) error {
		c.Confirmations = append(c.Confirmations, data.Confirmation{
			ID: data.NewElementID(), Agreement: a.ID, AppliedOn: in.AppliedOn, Court: in.Court, Docket: strings.TrimSpace(in.Docket),
			Seat: in.Seat, Applicants: applicants, Papers: in.Papers, Scope: in.Scope,
		})
		return nil
	})
}

// applicants are all parties to the agreement, each in person or by an agent: an
// application of one side alone is none (Civil Procedure Law art. 205).
func applicants(c *data.Case, a *data.Agreement, in ConfirmForm) ([]data.ConfirmationApplicant, error) {
	var out []data.ConfirmationApplicant
	for _, p := range a.Signers(c) {
		if !known(in.Parties, p.ID) {
			return nil, invalid("confirm.parties", "confirm.joint")
		}
		x := data.ConfirmationApplicant{ID: data.NewElementID(), Party: p.ID}
		if now := c.Party(p.ID); known(in.ByAgent, p.ID) && now != nil {
			if now.Agent.Name == "" {
				return nil, invalid("confirm.by_agent", "confirm.agent")
			}
			x.Agent = now.Agent.Name
		}
		out = append(out, x)
	}
	return out, nil
}

// ConfirmationResults lists the answers of a court in the order the desk offers them.
var ConfirmationResults = []data.ConfirmationResult{data.Confirmed, data.ConfirmationRefused, data.Rejected, data.ApplicationTaken}

// RulingForm records the court's answer to the open application.
type RulingForm struct {
	Result data.ConfirmationResult `json:"result"`
	On     data.Day                `json:"on"`
	Docket string                  `json:"docket"`
	// Pages of the ruling, which is bound into the dossier.
	Pages  int    `json:"pages"`
	Reason string `json:"reason"`
}

// Ruling records the court's answer. After a rejection the parties may come back
// to the table (Remediate) or sue.
func (d *Desk) Ruling(seen *data.Case, in RulingForm) (*data.Case, error) {
	if !known(ConfirmationResults, in.Result) {
		return nil, invalid("ruling.result", "choice.empty")
	}
	if in.Pages < 0 || in.Pages > 9999 {
		return nil, invalid("ruling.pages", "pages.range")
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
		cf.Result, cf.RuledOn, cf.Reason, cf.RulingPages = in.Result, in.On, reason, in.Pages
		if docket := strings.TrimSpace(in.Docket); docket != "" {
			cf.Docket = docket
		}
		return nil
	})
}
