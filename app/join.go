package app

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/backup"
	"woshou/data/store"
	"woshou/sync/engine"
)

// tabJoin is the route's tab of the first run that leads to a village which works with
// Woshou on another computer.
const tabJoin = 1

// joinScreen takes this computer into a village that has a record: by the recovery sheet, or
// by an invitation from another computer.
type joinScreen struct {
	page
	draft view.JoinForm
	body  *fyne.Container
	state *fyne.Container
	do    *widget.Button
	// made is the record once it is there, and not yet anybody's.
	made opening
}

func newJoin(a *App) screen { return &joinScreen{page: page{app: a}} }

func (s *joinScreen) build() fyne.CanvasObject {
	s.body = container.NewStack()
	s.choose()
	return s.body
}

// dirty is also true while the record is there and nobody has a password for it.
func (s *joinScreen) dirty() bool { return s.page.dirty() || s.made.store != nil }

// show puts a step in the middle of the window.
func (s *joinScreen) show(title string, parts ...fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{middle(s.app, title, parts...)}
	s.body.Refresh()
}

// choose asks by which way.
func (s *joinScreen) choose() {
	a := s.app
	s.form = nil
	bySheet := widget.NewPrimaryButton(a.T("join.by_sheet"), s.sheet)
	s.show(a.T("join.title"), line(a.T("join.text")),
		panel(container.NewBorder(nil, nil, nil, container.NewCenter(bySheet), line(a.T("join.by_sheet_text")))),
		panel(container.NewBorder(nil, nil, nil, container.NewCenter(widget.NewButton(a.T("join.by_file"), s.file)), line(a.T("join.by_file_text")))),
		container.NewHBox(widget.NewButton(a.T("form.back"), func() { a.Show(Route{Page: PageSetup}) })))
	a.window.Canvas().Focus(bySheet)
}

// foot is the row of buttons below a step: back, and what it does.
func (s *joinScreen) foot(back func(), word string, do func()) fyne.CanvasObject {
	s.do = widget.NewPrimaryButton(s.app.T(word), do)
	row := container.NewHBox()
	if back != nil {
		row.Add(widget.NewButton(s.app.T("form.back"), back))
	}
	row.Add(layout.NewSpacer())
	row.Add(s.do)
	s.state = container.NewVBox()
	return container.NewVBox(s.state, row)
}

// working says what is being done; empty for nothing.
func (s *joinScreen) working(text string) {
	s.state.Objects = nil
	if text == "" {
		s.do.Enable()
	} else {
		s.do.Disable()
		s.state.Add(line(text))
	}
	s.state.Refresh()
}

// sheet asks for the township's code and the recovery key.
func (s *joinScreen) sheet() {
	a, d := s.app, &s.draft
	s.form = a.newForm()
	address, code := s.form.text("join.address*", d.Address), s.form.text("join.code*", d.Code)
	recovery, name := s.form.text("join.recovery*", d.Recovery), s.form.text("join.name*", d.NameOr(a.T("join.second")))
	proxy := s.form.text("join.proxy", d.Proxy)
	do := func() {
		d.Address, d.Code, d.Recovery, d.Name, d.Proxy = address(), code(), recovery(), name(), proxy()
		s.join()
	}
	s.show(a.T("join.by_sheet"), line(a.T("join.sheet_text")), s.form.grid, s.foot(s.choose, "join.do", do))
	a.window.Canvas().Focus(s.form.begin)
}

// join enrols, makes the record and fetches who the village's mediators are.
func (s *joinScreen) join() {
	if s.do.Disabled() {
		return
	}
	a, draft := s.app, &s.draft
	s.form.show(nil)
	s.working(a.T("join.working"))
	paths, opt := a.Paths, a.storeOptions()
	work := a.openWith(func() (*store.Store, string, error) {
		if err := paths.Make(); err != nil {
			return nil, "", err
		}
		st, err := draft.Join(context.Background(), paths.Record(), opt)
		if err == nil { // without a line now, it goes on once the desk is open
			_ = view.Fetch(context.Background(), st, engine.New(st, nil, engine.Options{Now: a.Now}))
		}
		return st, "", err
	})
	background(work, func(o opening, err error) {
		s.working("")
		if err != nil {
			s.wrong(err)
			return
		}
		s.made = o
		s.password(view.People(a.Words, o.store, a.today()), s.finish)
	})
}

// wrong shows an error at its field; a slip of the pen names the group.
func (s *joinScreen) wrong(err error) {
	var bad *data.Invalid
	if errors.As(err, &bad) {
		for field, kind := range map[string]string{"join.recovery": "recovery", "invite.code": "invite", "join.code": "code"} {
			group, slip := strings.CutPrefix(bad.Field, kind+".")
			if kind == "code" {
				group, slip = strings.CutPrefix(bad.Code, "code.group")
			}
			if f := s.form.fields[field]; f != nil && slip && len(group) == 1 {
				s.form.grid.SetError(f, s.app.T("join.slip", group))
				s.app.window.Canvas().Focus(f.(fyne.Focusable))
				return
			}
			if f := s.form.fields[field]; f != nil && bad.Field == kind {
				s.form.grid.SetError(f, s.app.explain(err))
				s.app.window.Canvas().Focus(f.(fyne.Focusable))
				return
			}
		}
	}
	s.form.fail(err)
}

// password asks who sits at this computer and for a new password.
func (s *joinScreen) password(people []view.UserRow, do func()) {
	a, d := s.app, &s.draft
	s.form = a.newForm()
	var users []widget.Option
	for _, p := range people {
		users = append(users, widget.Option{Key: string(p.ID), Label: joined([]string{p.Name, p.Post})})
	}
	user := s.form.choice("join.user*", soleOr(d.User, users), users)
	first, again := s.form.password("password.new*"), s.form.password("password.repeat*")
	s.form.touch()
	var parts []fyne.CanvasObject
	if s.made.store == nil { // by an invitation: the record is made with it
		name := s.form.text("join.name*", d.NameOr(a.T("join.second")))
		parts = append(parts, line(a.T("join.invited_text", d.Committee())), s.form.grid,
			s.foot(s.file, "join.do", func() { d.Name = name(); s.read(user, first, again); do() }))
	} else {
		parts = append(parts, line(a.T("join.password_text")), s.form.grid,
			s.foot(nil, "recovery.start", func() { s.read(user, first, again); do() }))
	}
	s.show(a.T("join.password"), parts...)
	a.window.Canvas().Focus(s.form.begin)
}

func (s *joinScreen) read(user, password, repeat func() string) {
	s.draft.User, s.draft.Password, s.draft.Repeat = data.ElementID(user()), password(), repeat()
}

// finish gives the record its first password and opens the desk.
func (s *joinScreen) finish() {
	if s.do.Disabled() {
		return
	}
	a, draft, st := s.app, &s.draft, s.made.store
	s.form.show(nil)
	s.working(a.T("setup.creating"))
	background(func() (struct{}, error) { return struct{}{}, draft.FirstPassword(st) }, func(_ struct{}, err error) {
		s.working("")
		if err != nil {
			s.wrong(err)
			return
		}
		s.enter(s.made)
	})
}

func (s *joinScreen) enter(o opening) {
	s.made, s.form.touched = opening{}, false
	s.app.enter(o)
}

// file asks for an invitation and its code.
func (s *joinScreen) file() {
	a, d := s.app, &s.draft
	s.form = a.newForm()
	path := a.fileField(s.form, "invite.path*", view.InvitationEnding)
	code := s.form.text("invite.code*", d.InviteCode)
	do := func() {
		if s.do.Disabled() {
			return
		}
		d.File, d.InviteCode = path(), code()
		s.form.show(nil)
		s.working(a.T("unlock.opening"))
		background(func() (*store.Invited, error) { return d.Open() }, func(in *store.Invited, err error) {
			s.working("")
			if err != nil {
				s.wrong(err)
				return
			}
			s.password(view.Invitees(in), s.accept)
		})
	}
	s.show(a.T("join.by_file"), line(a.T("join.file_text")), s.form.grid, s.foot(s.choose, "setup.next", do))
	a.window.Canvas().Focus(s.form.begin)
}

// accept makes the record by the invitation, from the copy beside it if there is one, and
// opens the desk; where the township does not know this computer yet, at that.
func (s *joinScreen) accept() {
	a, draft := s.app, &s.draft
	s.form.show(nil)
	paths, opt, keep := a.Paths, a.storeOptions(), a.keeper()
	behindBar(a, a.T("join.title"), func(ctx context.Context, tell func(backup.Progress)) (opening, error) {
		return a.openWith(func() (*store.Store, string, error) {
			if err := paths.Make(); err != nil {
				return nil, "", err
			}
			st, err := draft.Accept(ctx, paths.Record(), keep, opt, tell)
			return st, "", err
		})()
	}, func(o opening, err error) {
		if err != nil {
			s.wrong(err)
			return
		}
		s.enter(o)
		a.Show(Route{Page: PageSync})
	})
}
