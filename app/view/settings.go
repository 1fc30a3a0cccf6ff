package view

import "woshou/data"

// SettingsView is the settings screen: the committee, its mediators, and what to
// tell a helper on the telephone.
type SettingsView struct {
	Committee data.Committee
	Rows      []Pair
	Mediators []Card
	// NextNumber is the number the next accepted case will get, as an example of
	// the template.
	NextNumber string
	Warnings   []string
}

// SettingsView prepares the settings screen.
func (d *Desk) SettingsView() *SettingsView {
	w, today := d.Words, d.Today()
	c := d.Store.Committee()
	k := cards{w: w, committee: c, today: today}
	year, _, _ := today.Date()
	v := &SettingsView{
		Committee:  *c,
		NextNumber: d.nextNumber(c, year),
		Rows: pairs(
			k.label("committee.name", c.Name), k.label("committee.seal_name", c.Seal()),
			k.label("committee.credit_code", string(c.CreditCode)), k.label("committee.area", c.Area),
			k.label("committee.area_short", c.AreaShort), k.label("committee.village", c.Village),
			k.label("committee.town", c.Town), k.label("committee.county", c.County),
			k.label("committee.address", c.Address), k.label("committee.phone", c.Phone),
			k.label("committee.court", c.Court), k.label("committee.number_template", string(c.Numbers())),
			k.label("committee.level", data.CommitteeLevels.Name(string(c.Level))),
			k.label("committee.catalogue", data.CatalogueKinds.Name(string(c.CatalogueKind()))),
			k.label("committee.term_start", c.TermStart.Chinese()), k.label("committee.term_end", c.TermEnd.Chinese()),
		),
	}
	for i := range c.Mediators {
		v.Mediators = append(v.Mediators, k.mediator(&c.Mediators[i]))
	}
	for _, code := range c.Warnings(today) {
		v.Warnings = append(v.Warnings, w.T("warn."+code))
	}
	return v
}

// nextNumber is the number that the next accepted case gets here, or a word for none.
func (d *Desk) nextNumber(c *data.Committee, year int) string {
	seq, err := d.Store.NextNumber(year)
	if err != nil || seq == 0 {
		return d.Words.T("case.number_waits")
	}
	return c.Numbers().Format(c.AreaShort, year, seq, "")
}

func (k *cards) mediator(m *data.Mediator) Card {
	card := Card{ID: m.ID, Title: m.Name}
	switch {
	case m.To != 0 && m.To < k.today:
		card.Note = k.w.T("mediator.left", m.To.Chinese())
	case m.Head:
		card.Note = k.w.T("mediator.head")
	case m.Appointed:
		card.Note = k.w.T("mediator.appointed")
	default:
		card.Note = k.w.T("mediator.elected")
	}
	sex := ""
	if m.Sex != "" {
		sex = k.w.T("sex." + string(m.Sex))
	}
	card.Rows = pairs(
		k.label("mediator.sex", sex), k.label("mediator.phone", m.Phone), k.label("mediator.cert_no", m.CertNo),
		k.label("mediator.from", m.From.Chinese()), k.label("mediator.to", m.To.Chinese()),
		k.yes(m.FullTime, "mediator.full_time"),
	)
	return card
}
