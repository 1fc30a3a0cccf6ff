package app

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/backup"
	"woshou/data/store"
)

// unlockScreen asks for the password, or for the recovery key and a new password.
// A record that cannot be opened is explained, with where it lies.
type unlockScreen struct {
	app    *App
	record *view.UnlockView
	// recovered is the record while it is open by its recovery key only.
	recovered *view.RecoverView
	body      *fyne.Container
	state     *fynewidget.Label
	form      *form
	do        *widget.Button
}

func newUnlock(a *App) screen { return &unlockScreen{app: a} }

func (s *unlockScreen) build() fyne.CanvasObject {
	s.body = container.NewStack()
	s.look()
	return s.body
}

func (s *unlockScreen) refresh() {}

// look opens the file, which may wait a moment for another program to let go of it.
func (s *unlockScreen) look() {
	a := s.app
	s.release()
	s.show(a.T("unlock.title"), line(a.T("unlock.looking")))
	words, path, opt := a.Words, a.Paths.Record(), a.storeOptions()
	background(func() (*view.UnlockView, error) { return view.OpenRecord(words, path, opt), nil }, func(v *view.UnlockView, _ error) {
		s.record = v
		switch v.Start {
		case view.StartSetup:
			a.Show(Route{Page: PageSetup})
		case view.StartProblem:
			s.problem(v.Problem, v.Rescue)
		default:
			if v.Unfinished {
				s.recovery()
				return
			}
			s.password()
		}
	})
}

// show puts a narrow column in the middle of the window.
func (s *unlockScreen) show(title string, parts ...fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{middle(s.app, title, parts...)}
	s.body.Refresh()
}

// middle is a card in the middle of the window, as wide as a form needs.
func middle(a *App, title string, parts ...fyne.CanvasObject) fyne.CanvasObject {
	column := container.NewVBox(heading(title))
	for _, p := range parts {
		column.Add(p)
	}
	wide := container.New(wide(680*a.Theme.Scale()), panel(container.NewPadded(column)))
	return container.NewVScroll(container.NewCenter(wide))
}

func (s *unlockScreen) password() {
	a := s.app
	s.form = a.newForm()
	typed := s.form.password("password*")
	s.state = line("")
	unlock := func() { s.unlock(typed()) }
	s.submitBy("password", unlock)
	s.do = widget.NewPrimaryButton(a.T("unlock.open"), unlock)
	forgotten := widget.NewButton(a.T("unlock.forgotten"), s.recovery)
	s.show(a.T("unlock.title"), line(a.T("unlock.text")), s.form.grid, s.state,
		container.NewHBox(forgotten, layout.NewSpacer(), s.do), fynewidget.NewSeparator(),
		container.NewHBox(layout.NewSpacer(), a.samplesButton()))
	s.focus("password")
}

// submitBy makes Enter in a field do what the proposed button does.
func (s *unlockScreen) submitBy(field string, do func()) {
	s.form.fields[field].(*widget.Entry).OnSubmitted = func(string) { do() }
}

func (s *unlockScreen) focus(field string) {
	s.app.window.Canvas().Focus(s.form.fields[field].(fyne.Focusable))
}

func (s *unlockScreen) unlock(password string) {
	record := s.record
	s.open(func() (*store.Store, error) { return record.Unlock(password) })
}

// open runs the slow work of opening; what is wrong shows at its field.
func (s *unlockScreen) open(record func() (*store.Store, error)) {
	a := s.app
	if s.do.Disabled() {
		return
	}
	s.do.Disable()
	s.state.SetText(a.T("unlock.opening"))
	work := a.openWith(func() (*store.Store, string, error) {
		st, err := record()
		return st, "", err
	})
	background(work, func(o opening, err error) {
		s.do.Enable()
		s.state.SetText("")
		if err == nil {
			again := s.recovered != nil
			s.recovered = nil
			a.enter(o)
			if again {
				a.logged(a.desk.NoteAccess(a.desk.Store.Author(), data.AccessRecovered))
			}
			return
		}
		s.wrong(err)
	})
}

func (s *unlockScreen) wrong(err error) {
	var bad *data.Invalid
	group := ""
	if errors.As(err, &bad) {
		group, _ = strings.CutPrefix(bad.Field, "recovery.")
	}
	switch {
	case group != "" && bad.Code == "recovery.slip":
		s.form.grid.SetError(s.form.fields["recovery"], s.app.T("unlock.slip", group))
		s.focus("recovery")
	case errors.Is(err, data.ErrPassword) && s.form.fields["recovery"] != nil:
		s.form.grid.SetError(s.form.fields["recovery"], s.app.T("unlock.other_key"))
		s.focus("recovery")
	case errors.Is(err, data.ErrPassword):
		field := s.form.fields["password"].(*widget.Entry)
		field.SetText("")
		s.form.grid.SetError(field, s.app.T("unlock.wrong"))
		s.focus("password")
	case !s.form.show(err):
		s.problem(view.Explain(s.app.Words, err), errors.Is(err, data.ErrDamaged))
	}
}

// recovery asks for the key on the recovery sheet.
func (s *unlockScreen) recovery() {
	a := s.app
	s.form = a.newForm()
	key := s.form.text("recovery*", "")
	s.state = line("")
	record := s.record
	recover := func() {
		if s.do.Disabled() {
			return
		}
		s.do.Disable()
		s.state.SetText(a.T("unlock.opening"))
		k := key()
		background(func() (*view.RecoverView, error) { return record.Recover(k) }, func(v *view.RecoverView, err error) {
			s.do.Enable()
			s.state.SetText("")
			if err != nil {
				s.wrong(err)
				return
			}
			s.recovered = v
			s.newPassword()
		})
	}
	s.submitBy("recovery", recover)
	s.do = widget.NewPrimaryButton(a.T("unlock.recover"), recover)
	title, text := a.T("unlock.forgotten"), a.T("unlock.recovery_text")
	row := container.NewHBox(widget.NewButton(a.T("form.back"), s.password), layout.NewSpacer(), s.do)
	if record.Unfinished { // there is no password to go back to
		title, text = a.T("join.title"), a.T("join.unfinished")
		row.Objects = row.Objects[1:]
	}
	s.show(title, line(text), s.form.grid, s.state, row)
	s.focus("recovery")
}

// newPassword asks whose password is forgotten and for a new one.
func (s *unlockScreen) newPassword() {
	a, v := s.app, s.recovered
	s.form = a.newForm()
	whose := func() string { return string(v.Holder) }
	if len(v.Users) > 1 {
		var users []widget.Option
		for _, u := range v.Users {
			users = append(users, widget.Option{Key: string(u.ID), Label: u.Name})
		}
		whose = s.form.choice("recovery.user*", string(v.Holder), users)
	}
	fresh, again := s.form.password("password.new*"), s.form.password("password.repeat*")
	s.state = line("")
	reset := func() {
		user, p, r := data.ElementID(whose()), fresh(), again()
		s.open(func() (*store.Store, error) { return v.Reset(user, p, r) })
	}
	s.submitBy("password.repeat", reset)
	s.do = widget.NewPrimaryButton(a.T("unlock.reset"), reset)
	s.show(a.T("unlock.forgotten"), line(a.T("unlock.reset_text")), s.form.grid, s.state,
		container.NewHBox(widget.NewButton(a.T("form.back"), s.look), layout.NewSpacer(), s.do))
	s.focus("password.new")
}

// problem says why the record cannot be opened, what is safe and what to do. A damaged
// record can be replaced by a backup.
func (s *unlockScreen) problem(m view.Message, rescue bool) {
	a := s.app
	again := widget.NewPrimaryButton(a.T("unlock.again"), s.look)
	row := container.NewHBox(widget.NewButton(a.T("unlock.close"), a.close), layout.NewSpacer())
	if rescue {
		row.Add(widget.NewButton(a.T("restore.rescue"), s.rescue))
	}
	row.Add(again)
	s.show(m.Title, line(m.Text), line(m.Hint), pairs(a.places()), row)
	a.window.Canvas().Focus(again)
}

// rescue puts a backup in the place of a record that cannot be opened any more.
func (s *unlockScreen) rescue() { s.app.rescue(s.app.T("restore.rescue_text"), s.look) }

// rescue puts a backup in the place of a record that is not there, or cannot be opened.
func (a *App) rescue(text string, then func()) {
	keep := a.keeper()
	ask := restoreForm{a.T("restore.rescue"), text, a.T("restore.go_now"), "password*"}
	a.askRestore(ask, keep, func(ctx context.Context, path, password string, tell func(backup.Progress)) (backup.Found, error) {
		found, err := keep.Stage(ctx, path, keep.WithPassword(password), tell)
		if err == nil {
			err = keep.Approve(path)
		}
		return found, err
	}, func(string, backup.Found) {
		a.switchRecord()
		then()
	})
}

// release lets go of a record that was not unlocked.
func (s *unlockScreen) release() {
	if s.app.desk != nil {
		return
	}
	if s.recovered != nil {
		s.app.logged(s.recovered.Close())
	} else if s.record != nil {
		s.app.logged(s.record.Close())
	}
	s.record, s.recovered = nil, nil
}
