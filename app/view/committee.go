package view

import (
	"strings"

	"woshou/data"
)

// SetCommittee changes the committee's own fields; the mediators stay as they are.
func (d *Desk) SetCommittee(in data.Committee) error {
	next := d.Store.Committee()
	in.Mediators, in.Folded = next.Mediators, next.Folded
	in.Name, in.SealName = strings.TrimSpace(in.Name), strings.TrimSpace(in.SealName)
	if err := CheckCommittee(&in); err != nil {
		return err
	}
	return d.Store.SaveCommittee("committee", &in)
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
	if strings.TrimSpace(c.Name) == "" {
		return invalid("committee.name", "name.empty")
	}
	return first(
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
	var out []data.Mediator
	for _, m := range d.Store.Committee().Mediators {
		if (m.From == 0 || m.From <= day) && (m.To == 0 || day <= m.To) {
			out = append(out, m)
		}
	}
	return out
}
