package app

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// settingsScreen shows the committee, its mediators, the size of type, the
// password, the backup, and what a helper on the telephone asks for.
type settingsScreen struct {
	app  *App
	view *view.SettingsView
	list *fyne.Container
}

func newSettings(a *App) screen { return &settingsScreen{app: a} }

func (s *settingsScreen) build() fyne.CanvasObject {
	s.list = container.NewVBox()
	return container.NewBorder(heading(s.app.T("settings.title")), nil, nil, nil, scrolling(s.list))
}

func (s *settingsScreen) refresh() {
	a := s.app
	s.view = a.desk.SettingsView()
	s.list.Objects = nil
	s.section("settings.size", "", nil)
	s.list.Add(s.sizes())
	if !a.inSamples() {
		s.section("settings.safety", "", nil)
		s.list.Add(container.NewHBox(widget.NewButton(a.T("settings.password"), s.changePassword),
			widget.NewButton(a.T("settings.backup"), s.backup)))
	}
	s.section("settings.committee", a.T("settings.change"), s.changeCommittee)
	rows := append(s.view.Rows, view.Pair{Label: a.T("settings.next_number"), Value: s.view.NextNumber})
	half := (len(rows) + 1) / 2
	columns := 2
	if a.largeType() {
		columns = 1
	}
	s.list.Add(panel(container.NewGridWithColumns(columns, pairs(rows[:half]), pairs(rows[half:]))))
	s.section("settings.mediators", a.T("mediators.add"), func() { s.changeMediator(data.Mediator{From: a.today()}) })
	for _, w := range s.view.Warnings {
		l := line("⚠ " + w)
		l.Importance = fynewidget.WarningImportance
		s.list.Add(l)
	}
	for _, c := range s.view.Mediators {
		s.list.Add(s.mediator(c))
	}
	s.section("settings.about", "", nil)
	s.list.Add(panel(pairs(a.places())))
	s.list.Refresh()
}

// section is a heading with, where there is one, the button of what it is about.
func (s *settingsScreen) section(word, button string, do func()) {
	row := container.NewHBox(heading(s.app.T(word)), layout.NewSpacer())
	if do != nil {
		row.Add(widget.NewButton(button, do))
	}
	s.list.Add(row)
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
	read := a.committeeFields(f, &c, true)
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
	a.ask(title, f, func() error {
		read()
		m.Appointed, m.FullTime, m.CertNo, m.From, m.To = appointed(), full(), cert(), from(), to()
		_, err := a.desk.SetMediator(m)
		return err
	})
}

// committeeFields asks for the committee's own data; all of it once it is at work.
func (a *App) committeeFields(f *form, c *data.Committee, all bool) func() {
	name := f.text("committee.name*", c.Name)
	area := f.text("committee.area*", c.Area)
	short := f.text("committee.area_short", c.AreaShort)
	village, town, county := f.text("committee.village", c.Village), f.text("committee.town", c.Town), f.text("committee.county", c.County)
	address, phone := f.text("committee.address", c.Address), f.text("committee.phone", c.Phone)
	court := f.text("committee.court", c.Court)
	code := f.text("committee.credit_code", string(c.CreditCode))
	more := func() {}
	if all {
		seal := f.text("committee.seal_name", c.SealName)
		numbers := f.text("committee.number_template", string(c.Numbers()))
		end := f.day("committee.term_end", c.TermEnd)
		more = func() {
			c.SealName, c.NumberTemplate, c.TermEnd = seal(), data.NumberTemplate(numbers()), end()
		}
	}
	return func() {
		c.Name, c.Area, c.AreaShort = name(), area(), short()
		c.Village, c.Town, c.County = village(), town(), county()
		c.Address, c.Phone, c.Court, c.CreditCode = address(), phone(), court(), data.CreditCode(code())
		more()
	}
}

// mediatorFields asks for what every mediator has.
func mediatorFields(f *form, m *data.Mediator) func() {
	name := f.text("mediator.name*", m.Name)
	sex := f.choice("mediator.sex", string(m.Sex), options(f.app, "sex", []data.Sex{data.Female, data.Male}))
	phone := f.text("mediator.phone", m.Phone)
	head := f.tick("mediator.head", m.Head)
	return func() { m.Name, m.Sex, m.Phone, m.Head = name(), data.Sex(sex()), phone(), head() }
}

// sizes offers the sizes of type, each in its own size.
func (s *settingsScreen) sizes() fyne.CanvasObject {
	a := s.app
	row := container.NewHBox()
	for _, size := range []struct {
		scale float32
		word  string
	}{{theme.ScaleNormal, "settings.size.normal"}, {theme.ScaleLarge, "settings.size.large"}, {theme.ScaleHuge, "settings.size.huge"}} {
		b := widget.NewButton(a.T(size.word), func() { a.setScale(size.scale) })
		if size.scale == a.Theme.Scale() {
			b.Importance = fynewidget.HighImportance
		}
		row.Add(b)
	}
	return row
}

// setScale changes the size of type, at once and for later.
func (a *App) setScale(scale float32) {
	a.Theme = a.Theme.Scaled(scale)
	a.fyne.Settings().SetTheme(a.Theme)
	a.open(a.route)
	if err := writeScale(a.home, scale); err != nil {
		a.fail(err)
	}
}

func (s *settingsScreen) changePassword() {
	a := s.app
	f := a.newForm()
	old := f.password("password.old*")
	fresh, again := f.password("password.new*"), f.password("password.repeat*")
	var d *widget.Dialog
	busy := false
	change := func() bool {
		err := view.CheckPassword(fresh(), again())
		if err != nil {
			f.show(err)
		}
		if err != nil || busy {
			return false
		}
		busy = true
		st, from, to := a.desk.Store, old(), fresh()
		background(func() (struct{}, error) { return struct{}{}, st.ChangePassword(from, to) }, func(_ struct{}, err error) {
			busy = false
			switch {
			case errors.Is(err, data.ErrPassword):
				f.show(&data.Invalid{Field: "password.old", Code: "password.wrong"})
			case err != nil:
				a.fail(err)
			default:
				d.Close()
				a.toasts.Show(widget.Good, a.T("settings.password_done"))
			}
		})
		return false
	}
	d = widget.NewDialog(a.window.Canvas(), a.T("settings.password"), a.scrolled(f),
		widget.Choice{Text: a.T("form.save"), Action: change}, widget.Choice{Text: a.T("form.cancel")})
}

// places is where everything lies, for the helper on the telephone.
func (a *App) places() []view.Pair {
	return []view.Pair{
		{Label: a.T("about.version"), Value: a.Version}, {Label: a.T("about.record"), Value: a.Paths.Record()},
		{Label: a.T("about.papers"), Value: a.Paths.Papers()}, {Label: a.T("about.log"), Value: a.home.Log()},
		{Label: a.T("about.crash"), Value: a.home.Crash()},
	}
}
