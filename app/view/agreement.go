package view

import (
	"slices"
	"strings"

	"woshou/data"
)

// AgreementForm is a version of the agreement while it is drafted.
type AgreementForm struct {
	Form    data.AgreementForm `json:"form"`
	On      data.Day           `json:"on"`
	Facts   string             `json:"facts"`
	Clauses []data.Clause      `json:"clauses"`
	// Items are the instalments entered by hand. A clause that has none here gets
	// its performance items by itself.
	Items []data.PerformanceItem `json:"items"`
	// Replaces names what is no longer owed when this agreement takes effect: earlier
	// agreements as a whole, or items of theirs that are not done.
	Replaces []data.ElementID `json:"replaces"`
	// Draft keeps an unfinished text without the checks of a finished one.
	Draft bool `json:"draft"`
}

// NewAgreement returns the form as the screen first shows it: the current draft,
// or an empty one with the facts of the intake.
func (d *Desk) NewAgreement(c *data.Case) AgreementForm {
	if a := c.Current(); a != nil && a.EffectiveOn == 0 {
		return AgreementForm{Form: a.Form, On: a.On, Facts: a.Facts, Clauses: slices.Clone(a.Clauses), Items: byHand(a), Replaces: a.Replaces}
	}
	return AgreementForm{Form: data.Written, On: d.Today(), Facts: c.Summary}
}

// byHand returns the items that do not simply follow from their clause.
func byHand(a *data.Agreement) []data.PerformanceItem {
	var out []data.PerformanceItem
	for _, cl := range a.Clauses {
		items := slices.DeleteFunc(slices.Clone(a.Items), func(i data.PerformanceItem) bool { return i.Clause != cl.ID })
		plain := data.ItemsOf(cl)
		same := slices.EqualFunc(items, plain, func(x, y data.PerformanceItem) bool {
			return x.From == y.From && x.To == y.To && x.Amount == y.Amount && x.Thing == y.Thing &&
				x.Method == y.Method && x.Due == y.Due && x.Monthly == y.Monthly
		})
		if !same {
			out = append(out, items...)
		}
	}
	return out
}

// SetAgreement saves the draft. After an agreement took effect the draft is a new
// one that amends it; what is in force never changes.
func (d *Desk) SetAgreement(seen *data.Case, in AgreementForm) (*data.Case, error) {
	a := data.Agreement{Form: in.Form, On: in.On, Facts: strings.TrimSpace(in.Facts)}
	if in.Form != data.Oral {
		a.Form = data.Written
	}
	for _, cl := range in.Clauses {
		if cl.ID == "" {
			cl.ID = data.NewElementID()
		}
		cl.Purpose, cl.Text = strings.TrimSpace(cl.Purpose), strings.TrimSpace(cl.Text)
		a.Clauses = append(a.Clauses, cl)
	}
	var err error
	if a.Replaces, err = replaceable(seen, in.Replaces); err != nil {
		return nil, err
	}
	var old []data.PerformanceItem
	if now := seen.Current(); now != nil {
		old = now.Items
	}
	a.Items = itemsOf(a.Clauses, in.Items, old)
	if !in.Draft {
		if err := d.checkAgreement(seen, &a); err != nil {
			return nil, err
		}
	}
	return d.act(seen, ActDraft, func(c *data.Case) error {
		if in.Draft && c.Status == data.Agreed {
			return refuse(ActDraft, "agree.unclear", "")
		}
		return d.putText(c, a)
	})
}

// putText makes a text that of the current draft, or of a new one.
func (d *Desk) putText(c *data.Case, a data.Agreement) error {
	if now := c.Current(); now != nil && now.Unprinted() && now.EffectiveOn == 0 { // it was fixed for nothing
		if err := d.reopen(c, ""); err != nil {
			return err
		}
		renew(&a)
	}
	now := c.Current()
	if now == nil || now.EffectiveOn != 0 {
		a.ID, a.Version = data.NewElementID(), 1
		if now != nil {
			a.Amends = now.ID
		}
		c.Agreements = append(c.Agreements, a)
		return nil
	}
	now.Form, now.On, now.Facts, now.Clauses, now.Items = a.Form, a.On, a.Facts, a.Clauses, a.Items
	now.Replaces = a.Replaces
	return nil
}

// replaceable returns what an agreement says it replaces: agreements in force, or items
// of theirs that are not done.
func replaceable(c *data.Case, ids []data.ElementID) ([]data.ElementID, error) {
	for _, id := range ids {
		whole := slices.ContainsFunc(c.InForce(), func(a *data.Agreement) bool { return a.ID == id })
		if o, ok := c.OwedItem(id); !whole && (!ok || o.Item.DoneOn != 0) {
			return nil, invalid("agreement.replaces", "choice.empty")
		}
	}
	return slices.Clone(ids), nil
}

// itemsOf returns the performance items of clauses: those entered by hand, and
// the plain ones of all other clauses, which keep the IDs they had.
func itemsOf(clauses []data.Clause, hand, old []data.PerformanceItem) []data.PerformanceItem {
	var out []data.PerformanceItem
	for _, cl := range clauses {
		n := len(out)
		for _, i := range hand {
			if i.Clause == cl.ID {
				if i.ID == "" {
					i.ID = data.NewElementID()
				}
				out = append(out, i)
			}
		}
		if len(out) > n {
			continue
		}
		for _, i := range data.ItemsOf(cl) {
			at := slices.IndexFunc(old, func(o data.PerformanceItem) bool { return o.Clause == cl.ID && o.From == i.From })
			if at >= 0 {
				i.ID = old[at].ID
			}
			out = append(out, i)
		}
	}
	return out
}

func (d *Desk) checkAgreement(c *data.Case, a *data.Agreement) error {
	return first(d.happened("agreement.on", a.On, c.Earliest(data.MoveAgree)), a.Check(), a.CheckItems())
}

// Split parts a payment into n instalments, a month apart from the first day; the
// last takes what does not divide. A first day at the end of its month keeps to
// the ends of months. The parts always add up to the clause's amount.
func Split(cl data.Clause, n int, firstDue data.Day) []data.PerformanceItem {
	var out []data.PerformanceItem
	monthEnd := firstDue.Add(1).Month() != firstDue.Month()
	for _, plain := range data.ItemsOf(cl) {
		for i := range n {
			item := plain
			item.ID, item.Due, item.Amount = data.NewElementID(), firstDue.AddMonth(i), cl.Amount/data.Fen(n)
			for monthEnd && item.Due.Add(1).Month() == item.Due.Month() {
				item.Due = item.Due.Add(1)
			}
			if i == n-1 {
				item.Amount = cl.Amount - cl.Amount/data.Fen(n)*data.Fen(n-1)
			}
			out = append(out, item)
		}
	}
	return out
}

// Agree records that the parties agreed on the draft. An oral agreement is in
// force from then on (People's Mediation Law art. 30).
func (d *Desk) Agree(seen *data.Case) (*data.Case, error) {
	return d.change(seen, data.MoveAgree, func(c *data.Case) error {
		return data.Do(c, data.MoveAgree, d.Today())
	})
}

// BackForm says why the parties go back to the table.
type BackForm struct {
	Reason string `json:"reason"`
}

// BackToTable takes an agreement that is not in force back into mediation. A
// version that was printed is voided with the reason and goes on as the next
// version; the paper must not be signed any more. One that nobody has on paper needs
// no reason.
func (d *Desk) BackToTable(seen *data.Case, in BackForm) (*data.Case, error) {
	reason := strings.TrimSpace(in.Reason)
	return d.change(seen, data.MoveUnsign, func(c *data.Case) error {
		a := c.Current()
		if a == nil || !a.Frozen() || a.EffectiveOn != 0 {
			return data.Do(c, data.MoveUnsign, d.Today())
		}
		if err := filled("unsign.reason", reason); err != nil && !a.Unprinted() {
			return err
		}
		return d.reopen(c, reason)
	})
}

// reopen voids the current version, whose text is fixed, and goes on with the text in one
// that may change: the next, or the same again where nobody has it on paper.
func (d *Desk) reopen(c *data.Case, reason string) error {
	a := c.Current()
	next := nextVersion(c, a)
	if a.Unprinted() {
		next.Version, reason = a.Version, d.Words.T("print.never")
	}
	a.VoidOn, a.VoidReason = d.Today(), reason
	c.Agreements = append(c.Agreements, next)
	return data.Do(c, data.MoveUnsign, d.Today())
}

// nextVersion copies the text of a version into a new one that may change.
func nextVersion(c *data.Case, a *data.Agreement) data.Agreement {
	text := c.Clone().Agreement(a.ID)
	next := data.Agreement{
		ID: data.NewElementID(), Form: a.Form, Version: max(1, a.Version) + 1, Amends: a.Amends,
		On: a.On, Facts: a.Facts, Clauses: text.Clauses, Items: text.Items, Replaces: text.Replaces,
	}
	renew(&next)
	return next
}

// renew gives the parts of a text IDs of their own: another version has them too.
func renew(a *data.Agreement) {
	for i := range a.Clauses {
		old := a.Clauses[i].ID
		a.Clauses[i].ID = data.NewElementID()
		for j := range a.Items {
			if a.Items[j].Clause == old {
				a.Items[j].Clause = a.Clauses[i].ID
			}
		}
	}
	for i := range a.Items {
		a.Items[i].ID = data.NewElementID()
	}
}
