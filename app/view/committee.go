package view

import (
	"strings"

	"woshou/data"
)

// SetCommittee changes the committee's own fields; its mediators and its lists stay as
// they are.
func (d *Desk) SetCommittee(in data.Committee) error {
	in.Name, in.SealName = strings.TrimSpace(in.Name), strings.TrimSpace(in.SealName)
	if err := CheckCommittee(&in); err != nil {
		return err
	}
	if in.TermEnd != 0 && in.TermEnd < in.TermStart {
		return invalid("committee.term_end", "day.early")
	}
	if !data.CatalogueKinds.Has(string(in.CatalogueKind())) {
		return invalid("committee.catalogue", "choice.empty")
	}
	return d.committee("committee", func(c *data.Committee) {
		c.Name, c.SealName, c.Level, c.CreditCode = in.Name, in.SealName, in.Level, in.CreditCode
		c.Area, c.AreaShort, c.Village, c.Town, c.County = in.Area, in.AreaShort, in.Village, in.Town, in.County
		c.Address, c.Phone, c.Court, c.NumberTemplate = in.Address, in.Phone, in.Court, in.NumberTemplate
		c.TermStart, c.TermEnd, c.Catalogue = in.TermStart, in.TermEnd, in.Catalogue
	})
}

// CheckCommittee tidies the committee's fields and returns *data.Invalid with the
// screen's field for the first that is wrong; mediators are not looked at.
func CheckCommittee(c *data.Committee) error {
	if c.CreditCode != "" {
		code, err := data.ParseCreditCode(string(c.CreditCode))
		if err != nil {
			return inField("committee.credit_code", err)
		}
		c.CreditCode = code
	}
	return first(
		c.CheckNames(),
		inField("committee.area", data.CheckAreaCode(c.Area)),
		inField("committee.number_template", c.Numbers().Check()),
	)
}

// SetMediator enters a mediator, or changes the one with the same ID. Who leaves
// gets a last day and stays in the list, because papers name them.
func (d *Desk) SetMediator(m data.Mediator) (data.ElementID, error) {
	if err := checkMediator(&m); err != nil {
		return "", err
	}
	next := d.Store.Committee()
	if m.ID == "" {
		m.ID = data.NewElementID()
	}
	for i := range next.Mediators {
		o := &next.Mediators[i]
		o.Head = o.Head && (!m.Head || o.ID == m.ID) // a committee has one head
	}
	next.Mediators = put(next.Mediators, m, func(o *data.Mediator) bool { return o.ID == m.ID })
	return m.ID, d.Store.SaveCommittee("mediator", next)
}

func checkMediator(m *data.Mediator) error {
	m.Name, m.Phone = data.NormalizeName(m.Name), strings.TrimSpace(m.Phone)
	if err := data.CheckName(m.Name); err != nil {
		return inField("mediator.name", err)
	}
	if m.To != 0 && m.To < m.From {
		return invalid("mediator.to", "day.early")
	}
	return nil
}

// ActiveMediators returns the mediators who serve on a day.
func (d *Desk) ActiveMediators(day data.Day) []data.Mediator {
	return d.Store.Committee().Serving(day)
}

// HeadName is the committee's head today, empty while there is none.
func (d *Desk) HeadName() string {
	if h := d.Store.Committee().Head(d.Today()); h != nil {
		return h.Name
	}
	return ""
}
