package view

import (
	"strings"

	"woshou/data"
)

// NewAdvice returns the form of what parties are told when an agreement is not
// performed, as the screen first shows it: to those who are owed something overdue,
// the routes that are open to them.
func (d *Desk) NewAdvice(c *data.Case) data.Advice {
	x := data.Advice{On: d.Today(), By: d.author()}
	a := c.LatestInForce()
	late := c.Overdue(d.Today())
	if len(late) > 0 {
		a = late[0].Agreement
	}
	if a == nil {
		return x
	}
	x.Agreement, x.Routes = a.ID, c.RoutesFor(a, d.Today())
	for _, o := range late {
		to := []data.ElementID{o.Item.To}
		if cl := clauseOf(o.Agreement, o.Item.Clause); cl != nil && len(cl.To) > 0 {
			to = cl.To // an item names one payee of several
		}
		for _, id := range to {
			if o.Agreement.ID == a.ID && id != "" && !known(x.To, id) {
				x.To = append(x.To, id)
			}
		}
	}
	return x
}

// author is the name of the mediator at the desk.
func (d *Desk) author() string {
	if m := d.Store.Committee().Mediator(d.Store.Author()); m != nil {
		return m.Name
	}
	return ""
}

// Advise records what a party was told about ways beside mediation (People's Mediation
// Law art. 32).
func (d *Desk) Advise(seen *data.Case, x data.Advice) (*data.Case, error) {
	x.By, x.Text = data.NormalizeName(x.By), strings.TrimSpace(x.Text)
	if err := first(x.Check(), d.happened("advice.on", x.On, seen.AcceptedOn)); err != nil {
		return nil, err
	}
	for _, r := range x.Routes {
		if !data.Routes.Has(string(r)) {
			return nil, invalid("advice.routes", "choice.empty")
		}
	}
	return d.act(seen, ActAdvise, func(c *data.Case) error {
		if c.Agreement(x.Agreement) == nil {
			x.Agreement = c.LatestInForce().ID
		}
		x.ID = data.NewElementID()
		c.Advices = append(c.Advices, x)
		return nil
	})
}

// CourtAction records what a party asked of a court about an agreement, or what the
// court did to it (the columns of court feedback in the statistics table).
func (d *Desk) CourtAction(seen *data.Case, x data.CourtAction) (*data.Case, error) {
	x.Court, x.Docket, x.Text = strings.TrimSpace(x.Court), strings.TrimSpace(x.Docket), strings.TrimSpace(x.Text)
	if err := first(x.Check(), d.happened("court_action.on", x.On, seen.AcceptedOn)); err != nil {
		return nil, err
	}
	return d.act(seen, ActCourt, func(c *data.Case) error {
		if x.ID == "" {
			x.ID = data.NewElementID()
		}
		if a := c.LatestInForce(); x.Agreement == "" && a != nil {
			x.Agreement = a.ID
		}
		c.CourtActions = put(c.CourtActions, x, func(o *data.CourtAction) bool { return o.ID == x.ID })
		return nil
	})
}

// VoidAgreementForm says why an agreement in force binds nobody any more.
type VoidAgreementForm struct {
	On     data.Day `json:"on"`
	Reason string   `json:"reason"`
}

// VoidAgreement takes the latest agreement in force out of force: the parties agreed to
// undo it, or a court revoked it or found it invalid. Its text and its payments stay on
// record.
func (d *Desk) VoidAgreement(seen *data.Case, in VoidAgreementForm) (*data.Case, error) {
	reason := strings.TrimSpace(in.Reason)
	return d.act(seen, ActVoidAgreement, func(c *data.Case) error {
		a := c.LatestInForce()
		if err := first(d.happened("void_agreement.on", in.On, a.EffectiveOn), filled("void_agreement.reason", reason)); err != nil {
			return err
		}
		a.VoidOn, a.VoidReason = in.On, reason
		return nil
	})
}

// RemediateForm brings an agreement in force back to the table.
type RemediateForm struct {
	On data.Day `json:"on"`
	// Consent says that both sides want to talk again.
	Consent bool   `json:"consent"`
	Reason  string `json:"reason"`
}

// Remediate brings a case back to the table with the consent of both sides: to
// supplement or change the agreement, or to make it anew after a court did not confirm
// it (People's Mediation Law art. 33). The agreement stays in force until a new one
// replaces what it says.
func (d *Desk) Remediate(seen *data.Case, in RemediateForm) (*data.Case, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	return d.change(seen, data.MoveRemediate, func(c *data.Case) error {
		back := remediated(c, in.On)
		if err := data.Why(back, data.MoveRemediate, in.On); err != nil {
			return err
		}
		if err := first(d.happened("remediate.on", in.On, c.Earliest(data.MoveRemediate)), filled("remediate.reason", in.Reason)); err != nil {
			return err
		}
		if !in.Consent {
			return invalid("remediate.consent", "consent.empty")
		}
		r := back.Remediations[len(back.Remediations)-1]
		r.ID, r.Reason = data.NewElementID(), in.Reason
		c.Remediations = append(c.Remediations, r)
		return data.Do(c, data.MoveRemediate, in.On)
	})
}

// remediated returns a copy of the case in which both sides agreed to talk again.
func remediated(c *data.Case, on data.Day) *data.Case {
	out := c.Clone()
	r := data.Remediation{On: on, ConsentOn: on}
	if a := out.LatestInForce(); a != nil {
		r.Agreement = a.ID
	}
	out.Remediations = append(out.Remediations, r)
	return out
}

// Keep ends talks that came to nothing: the agreement in force goes on as it was, and
// a draft that was not signed is void.
func (d *Desk) Keep(seen *data.Case, in BackForm) (*data.Case, error) {
	reason := strings.TrimSpace(in.Reason)
	return d.change(seen, data.MoveKeep, func(c *data.Case) error {
		if err := data.Do(c, data.MoveKeep, d.Today()); err != nil {
			return err
		}
		if a := c.Current(); a != nil && a.EffectiveOn == 0 {
			a.VoidOn, a.VoidReason = d.Today(), reason
		}
		return filled("keep.reason", reason)
	})
}
