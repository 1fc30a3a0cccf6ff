package view

import (
	"strings"

	"woshou/data"
)

// PerformanceNotes lists the findings of a follow-up in the order the desk offers them.
var PerformanceNotes = []data.PerformanceNote{data.FoundPerformed, data.FoundPartly, data.FoundNot, data.FoundRevoked}

// NewFollowUp returns the form of a return visit as the screen first shows it.
func (d *Desk) NewFollowUp(c *data.Case) data.FollowUp {
	f := data.FollowUp{On: d.Today(), Performed: data.FoundNot}
	if m := c.ActiveMediators(); len(m) > 0 {
		f.By = m[0].Name
	}
	if len(c.InForce()) > 0 && c.Performed(d.Today()) {
		f.Performed = data.FoundPerformed
	}
	return f
}

// SetFollowUp records a return visit (People's Mediation Law art. 31), or changes
// the one with the same ID.
func (d *Desk) SetFollowUp(seen *data.Case, f data.FollowUp) (*data.Case, error) {
	f.By, f.Text, f.Lawsuit = data.NormalizeName(f.By), strings.TrimSpace(f.Text), strings.TrimSpace(f.Lawsuit)
	if err := first(f.Check(), d.happened("followup.on", f.On, seen.ConcludedOn)); err != nil {
		return nil, err
	}
	if !known(PerformanceNotes, f.Performed) {
		return nil, invalid("followup.performed", "choice.empty")
	}
	return d.act(seen, ActFollowUp, func(c *data.Case) error {
		if f.ID == "" {
			f.ID = data.NewElementID()
		}
		if a := c.LatestInForce(); f.Agreement == "" && a != nil {
			f.Agreement = a.ID
		}
		c.FollowUps = put(c.FollowUps, f, func(o *data.FollowUp) bool { return o.ID == f.ID })
		return nil
	})
}
