package view

import (
	"strings"

	"woshou/data"
)

// MediatorsForm names who mediates a case from now on.
type MediatorsForm struct {
	Mediators []data.ElementID `json:"mediators"`
	Chosen    bool             `json:"chosen"`
	// On and Reason say when and why the others withdrew (回避).
	On     data.Day `json:"on"`
	Reason string   `json:"reason"`
}

// Assign changes who mediates; a mediator who is left out withdraws.
func (d *Desk) Assign(seen *data.Case, in MediatorsForm) (*data.Case, error) {
	return d.act(seen, ActMediator, func(c *data.Case) error {
		if len(in.Mediators) == 0 {
			return invalid("accept.mediators", "mediator.none")
		}
		for i := range c.Mediators {
			m := &c.Mediators[i]
			if m.WithdrewOn != 0 || known(in.Mediators, m.Mediator) {
				continue
			}
			if err := d.happened("mediators.on", in.On, c.ReceivedOn); err != nil {
				return err
			}
			m.WithdrewOn, m.Reason = in.On, strings.TrimSpace(in.Reason)
		}
		return d.assign(c, in.Mediators, in.Chosen)
	})
}

// assign puts mediators of the committee in charge who are not yet.
func (d *Desk) assign(c *data.Case, ids []data.ElementID, chosen bool) error {
	committee := d.Store.Committee()
	for _, id := range ids {
		m := committee.Mediator(id)
		if m == nil {
			return invalid("accept.mediators", "mediator.unknown")
		}
		if inCharge(c, id) == nil {
			c.Mediators = append(c.Mediators, data.Assignment{ID: data.NewElementID(), Mediator: id, Name: m.Name, Chosen: chosen})
		}
	}
	return nil
}

// RecuseForm says that a mediator has a tie to a party or to the matter: that the
// mediator withdraws, with who takes the place, or stays because the parties agree.
type RecuseForm struct {
	Mediator data.ElementID `json:"mediator"`
	On       data.Day       `json:"on"`
	// Reason is the relation that was disclosed, or what a party asked to be replaced for.
	Reason string `json:"reason"`
	// Kept says that all parties agree that the mediator stays.
	Kept        bool           `json:"kept"`
	Replacement data.ElementID `json:"replacement"`
}

// Recuse records a mediator's tie and what came of it (回避: Rules on Online Mediation
// by People's Courts art. 13; Rules on Specially Invited Mediation art. 15). The last
// mediator withdraws only when another takes the place.
func (d *Desk) Recuse(seen *data.Case, in RecuseForm) (*data.Case, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	if err := first(d.happened("recuse.on", in.On, seen.ReceivedOn), filled("recuse.reason", in.Reason)); err != nil {
		return nil, err
	}
	return d.act(seen, ActRecuse, func(c *data.Case) error {
		m := inCharge(c, in.Mediator)
		if m == nil {
			return invalid("recuse.mediator", "choice.empty")
		}
		m.Relation = in.Reason
		if in.Kept {
			m.KeptOn = in.On
			return nil
		}
		m.WithdrewOn, m.Reason = in.On, in.Reason
		if in.Replacement == "" && len(c.ActiveMediators()) > 0 {
			return nil
		}
		if in.Replacement == "" || in.Replacement == in.Mediator {
			return invalid("recuse.replacement", "mediator.none")
		}
		if inCharge(c, in.Replacement) != nil {
			return nil
		}
		if err := d.assign(c, []data.ElementID{in.Replacement}, false); err != nil {
			return inField("recuse.replacement", err)
		}
		c.Mediators[len(c.Mediators)-1].Replaces = in.Mediator
		return nil
	})
}

// inCharge returns the assignment of a mediator who has not withdrawn, or nil.
func inCharge(c *data.Case, id data.ElementID) *data.Assignment {
	for i := range c.Mediators {
		if m := &c.Mediators[i]; m.Mediator == id && m.WithdrewOn == 0 {
			return m
		}
	}
	return nil
}
