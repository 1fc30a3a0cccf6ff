package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// committeeTab is the committee's own data and its mediators.
func (s *settingsScreen) committeeTab() []fyne.CanvasObject {
	a := s.app
	s.view = a.desk.SettingsView()
	rows := append(s.view.Rows, view.Pair{Label: a.T("settings.next_number"), Value: s.view.NextNumber})
	half := (len(rows) + 1) / 2
	columns := 2
	if a.largeType() {
		columns = 1
	}
	out := []fyne.CanvasObject{
		container.NewHBox(heading(a.T("settings.committee")), layout.NewSpacer(),
			widget.NewButton(a.T("settings.change"), s.changeCommittee), widget.NewButton(a.T("settings.term"), s.changeTerm)),
		panel(container.NewGridWithColumns(columns, pairs(rows[:half]), pairs(rows[half:]))),
		s.section("settings.mediators", a.T("mediators.add"), func() { s.changeMediator(data.Mediator{From: a.today()}) }),
	}
	out = append(s.committeeMatters(), out...)
	for _, w := range s.view.Warnings {
		out = append(out, warning(w))
	}
	for _, c := range s.view.Mediators {
		out = append(out, s.mediator(c))
	}
	return out
}

func (s *settingsScreen) mediator(c view.Card) fyne.CanvasObject {
	a := s.app
	row := container.NewHBox(heading(c.Title), widget.NewStatusChip(tone(c.Tone), c.Note), layout.NewSpacer(),
		widget.NewButton(a.T("mediators.change"), func() {
			if m := s.view.Committee.Mediator(c.ID); m != nil {
				s.changeMediator(*m)
			}
		}))
	return panel(container.NewVBox(row, pairs(c.Rows)))
}

func (s *settingsScreen) changeCommittee() {
	a, c := s.app, s.view.Committee
	f := a.newForm()
	read := a.committeeFields(f, &c)
	a.ask(a.T("settings.committee"), f, func() error {
		read()
		return a.desk.SetCommittee(c)
	})
}

func (s *settingsScreen) changeMediator(m data.Mediator) {
	a := s.app
	f := a.newForm()
	read := mediatorFields(f, &m)
	appointed := f.tick("mediator.appointed", m.Appointed)
	full := f.tick("mediator.full_time", m.FullTime)
	cert := f.text("mediator.cert_no", m.CertNo)
	from := f.day("mediator.from", m.From)
	to := f.day("mediator.to", m.To)
	title := a.T("mediators.add")
	if m.ID != "" {
		title = m.Name
	}
	before := a.desk.HeadName()
	f.dialog(title, widget.Choice{Text: a.T("form.save"), Action: func() bool {
		saved := f.save(func() error {
			read()
			m.Appointed, m.FullTime, m.CertNo, m.From, m.To = appointed(), full(), cert(), from(), to()
			_, err := a.desk.SetMediator(m)
			return err
		})
		if after := a.desk.HeadName(); saved && before != "" && after != before {
			s.handing = data.Succession{On: a.today(), From: before, To: after} // a new head takes over the files
			s.open(tabHandOver)
		}
		return saved
	}})
}

// committeeFields asks for the committee's own data.
func (a *App) committeeFields(f *form, c *data.Committee) func() {
	name := f.text("committee.name*", c.Name)
	area := f.text("committee.area*", c.Area)
	short := f.text("committee.area_short", c.AreaShort)
	village, town, county := f.text("committee.village", c.Village), f.text("committee.town", c.Town), f.text("committee.county", c.County)
	address, phone := f.text("committee.address", c.Address), f.text("committee.phone", c.Phone)
	court := f.text("committee.court", c.Court)
	code := f.text("committee.credit_code", string(c.CreditCode))
	return func() {
		c.Name, c.Area, c.AreaShort = name(), area(), short()
		c.Village, c.Town, c.County = village(), town(), county()
		c.Address, c.Phone, c.Court, c.CreditCode = address(), phone(), court(), data.CreditCode(code())
	}
}

// changeTerm asks for what set-up leaves to later: the kind of committee, its seal, its
// numbers, the catalogue of its dossiers and its term.
func (s *settingsScreen) changeTerm() {
	a, c := s.app, s.view.Committee
	f := a.newForm()
	level := f.choice("committee.level", string(c.Level), rows(data.CommitteeLevels))
	seal := f.text("committee.seal_name", c.SealName)
	numbers := f.text("committee.number_template", string(c.Numbers()))
	catalogue := f.choice("committee.catalogue", string(c.CatalogueKind()), rows(data.CatalogueKinds))
	start, end := f.day("committee.term_start", c.TermStart), f.day("committee.term_end", c.TermEnd)
	a.ask(a.T("settings.term"), f, func() error {
		c.Level, c.SealName, c.NumberTemplate = data.CommitteeLevel(level()), seal(), data.NumberTemplate(numbers())
		c.TermStart, c.TermEnd, c.Catalogue = start(), end(), data.CatalogueKind(catalogue())
		return a.desk.SetCommittee(c)
	})
}

// mediatorFields asks for what every mediator has.
func mediatorFields(f *form, m *data.Mediator) func() {
	name := f.text("mediator.name*", m.Name)
	sex := f.choice("mediator.sex", string(m.Sex), options(f.app, "sex", []data.Sex{data.Female, data.Male}))
	phone := f.text("mediator.phone", m.Phone)
	head := f.tick("mediator.head", m.Head)
	return func() { m.Name, m.Sex, m.Phone, m.Head = name(), data.Sex(sex()), phone(), head() }
}
