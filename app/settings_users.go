package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// usersTab is who may open the record, and the user's own password.
func (s *settingsScreen) usersTab() []fyne.CanvasObject {
	a := s.app
	v, err := a.desk.UsersView()
	if err != nil {
		return []fyne.CanvasObject{line(a.explain(err))}
	}
	own := container.NewHBox(widget.NewButton(a.T("settings.password"), s.changePassword),
		widget.NewButton(a.T("lock.now")+"  "+keyLock.String(), a.lockNow))
	out := []fyne.CanvasObject{s.section("users.own", "", nil), own, s.section("users.idle", "", nil), s.idleChoices()}
	add := func() { s.changeReader(data.Reader{From: a.today()}) }
	if !v.Manages {
		add = nil
	}
	out = append(out, s.section("users.title", a.T("users.add_reader"), add), line(a.T("users.text")))
	for _, r := range v.Rows {
		out = append(out, s.user(r, v.Manages))
	}
	if v.Manages {
		out = append(out, s.section("users.sheet", "", nil), line(a.T("users.sheet_text")),
			container.NewHBox(widget.NewButton(a.T("users.reissue"), s.reissue)))
	}
	if len(v.Log) > 0 {
		out = append(out, s.section("users.log", "", nil), lines(v.Log))
	}
	return out
}

// user is one person with what can be done about his access.
func (s *settingsScreen) user(r view.UserRow, manages bool) fyne.CanvasObject {
	a := s.app
	chip := widget.NewStatusChip(widget.Neutral, a.T("users.closed"))
	if r.Opens {
		chip = widget.NewStatusChip(widget.Good, a.T("users.opens"))
	}
	name := r.Name
	if r.Self {
		name += a.T("users.self")
	}
	buttons := container.NewHBox(chip)
	if manages && !r.Self {
		buttons.Add(widget.NewButton(a.T("users.give"), func() { s.givePassword(r) }))
		if r.Opens {
			buttons.Add(widget.NewButton(a.T("users.take"), func() { s.takeAccess(r) }))
		}
	}
	if manages && !r.Head {
		buttons.Add(widget.NewButton(a.T("mediators.change"), func() { s.changeUser(r) }))
	}
	who := fyne.CanvasObject(container.NewHBox(heading(name), container.NewCenter(fynewidget.NewLabel(joined([]string{r.Post, r.Access})))))
	if a.largeType() {
		who = cut(joined([]string{name, r.Post, r.Access}))
	}
	row := container.NewBorder(nil, nil, nil, container.NewCenter(buttons), who)
	if r.Warning == "" {
		return panel(row)
	}
	return panel(container.NewVBox(row, warning(r.Warning)))
}

// changeUser changes what a person may do; a reader's own data too.
func (s *settingsScreen) changeUser(r view.UserRow) {
	a, c := s.app, s.app.desk.Store.Committee()
	if reader := c.Reader(r.ID); reader != nil {
		s.changeReader(*reader)
		return
	}
	m := c.Mediator(r.ID)
	if m == nil {
		return
	}
	f := a.newForm()
	choices := []widget.Option{
		{Key: accessKey(data.Writes), Label: a.T("users.may_write")},
		{Key: accessKey(data.Manages), Label: a.T("users.may_manage")}, {Key: accessKey(data.Reads), Label: a.T("users.may_read")},
	}
	access := f.choice("user.access*", accessKey(m.Access), choices)
	a.ask(r.Name, f, func() error { return a.desk.SetAccess(r.ID, accessOf(access())) })
}

// A choice's empty key is "nothing chosen", so the access of most has a key of its own.
const writesKey = "write"

func accessKey(access data.Access) string {
	if access == data.Writes {
		return writesKey
	}
	return string(access)
}

func accessOf(key string) data.Access {
	if key == writesKey {
		return data.Writes
	}
	return data.Access(key)
}

func (s *settingsScreen) changeReader(r data.Reader) {
	a := s.app
	f := a.newForm()
	name, post := f.text("reader.name*", r.Name), f.text("reader.post*", r.Post)
	phone := f.text("reader.phone", r.Phone)
	from, to := f.day("reader.from", r.From), f.day("reader.to", r.To)
	title := a.T("users.add_reader")
	if r.ID != "" {
		title = r.Name
	}
	a.ask(title, f, func() error {
		r.Name, r.Post, r.Phone, r.From, r.To = name(), post(), phone(), from(), to()
		_, err := a.desk.SetReader(r)
		return err
	})
}

func (s *settingsScreen) givePassword(r view.UserRow) {
	a := s.app
	f := a.newForm()
	fresh, again := f.password("password.new*"), f.password("password.repeat*")
	askSlow(a, slowForm{title: a.T("users.give_title", r.Name), text: a.T("users.give_text"), form: f}, func() func() (bool, error) {
		desk, p, q := a.desk, fresh(), again()
		return func() (bool, error) { return true, desk.GivePassword(r.ID, p, q) }
	}, func(bool) { a.done(nil) })
}

func (s *settingsScreen) takeAccess(r view.UserRow) {
	a := s.app
	widget.Confirm(a.window.Canvas(), widget.Question{
		Title: a.T("users.take_title", r.Name), Text: a.T("users.take_text"), Yes: a.T("users.take"), Danger: true,
	}, func(yes bool) {
		if yes {
			a.done(a.desk.TakeAccess(r.ID))
		}
	})
}

func (s *settingsScreen) changePassword() {
	a := s.app
	f := a.newForm()
	old := f.password("password.old*")
	fresh, again := f.password("password.new*"), f.password("password.repeat*")
	askSlow(a, slowForm{title: a.T("settings.password"), form: f}, func() func() (bool, error) {
		desk, o, p, q := a.desk, old(), fresh(), again()
		return func() (bool, error) { return true, desk.OwnPassword(o, p, q) }
	}, func(bool) { a.toasts.Show(widget.Good, a.T("settings.password_done")) })
}

// reissue makes a new recovery sheet and shows it.
func (s *settingsScreen) reissue() {
	a := s.app
	f := a.newForm()
	password := f.password("password*")
	askSlow(a, slowForm{title: a.T("users.reissue"), text: a.T("users.reissue_text"), form: f}, func() func() (string, error) {
		desk, p := a.desk, password()
		return func() (string, error) { return desk.NewRecoveryKey(p) }
	}, func(key string) {
		keySheet{a, opening{store: a.desk.Store, fonts: a.desk.Fonts, key: key}}.ask()
		a.refresh()
	})
}
