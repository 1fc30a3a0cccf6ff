package app

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/backup"
)

// computersTab is the village's computers, and the way to take one more in.
func (s *settingsScreen) computersTab() []fyne.CanvasObject {
	a := s.app
	v := a.desk.Computers()
	var invite func()
	if v.Invite == "" {
		invite = s.invite
	}
	out := []fyne.CanvasObject{s.section("computers.title", a.T("computers.add"), invite), line(a.T("computers.text"))}
	if v.Invite != "" {
		out = append(out, line(v.Invite))
	}
	for _, w := range v.Warnings {
		out = append(out, warning(w))
	}
	if len(v.Rows) == 0 {
		out = append(out, line(a.T("computers.none")))
	}
	for _, r := range v.Rows {
		out = append(out, s.computer(r, v.Manages))
	}
	if v.Numbers != "" {
		out = append(out, line(v.Numbers))
	}
	if len(v.Invited) > 0 {
		out = append(out, s.section("computers.invited", "", nil), lines(v.Invited))
	}
	return out
}

// computer is one of the computers with what can be done about it.
func (s *settingsScreen) computer(r view.ComputerRow, manages bool) fyne.CanvasObject {
	a := s.app
	buttons := container.NewHBox()
	if manages {
		buttons.Add(widget.NewButton(a.T("computers.name"), func() { s.nameComputer(r) }))
		word, retire := "computers.retire", true
		if r.Retired {
			word, retire = "computers.unretire", false
		}
		buttons.Add(widget.NewButton(a.T(word), func() { s.retireComputer(r, retire) }))
	}
	head := container.NewBorder(nil, nil, nil, buttons, cut(joined([]string{r.Name, a.T("computers.since", r.Since)})))
	if r.Note == "" {
		return panel(head)
	}
	return panel(container.NewVBox(head, line(r.Note)))
}

func (s *settingsScreen) nameComputer(r view.ComputerRow) {
	f := s.app.newForm()
	name := f.text("computer.name*", r.Name)
	s.app.ask(s.app.T("computers.name"), f, func() error { return s.app.desk.NameComputer(r.ID, name()) })
}

// retireComputer says that a computer is not used any more, after a question.
func (s *settingsScreen) retireComputer(r view.ComputerRow, retire bool) {
	a := s.app
	if !retire {
		a.done(a.desk.RetireComputer(r.ID, false))
		return
	}
	widget.Confirm(a.window.Canvas(), widget.Question{
		Title: a.T("computers.retire_title", r.Name), Text: a.T("computers.retire_text"), Yes: a.T("computers.retire"), Danger: true,
	}, func(yes bool) {
		if yes {
			a.done(a.desk.RetireComputer(r.ID, true))
		}
	})
}

// invite asks where the invitation goes, and makes it.
func (s *settingsScreen) invite() {
	a, desk := s.app, s.app.desk
	f := a.newForm()
	folder := a.folderFields(f)
	withCopy := f.tick("invite.copy", true)
	password := f.password("password*")
	var d *widget.Dialog
	do := func() bool {
		f.show(nil)
		dir, with, typed := folder(), withCopy(), password()
		if !isFolder(dir) {
			f.show(&data.Invalid{Field: "backup.folder", Code: "folder.none"})
			return false
		}
		behindBar(a, a.T("computers.add"), func(ctx context.Context, tell func(backup.Progress)) (view.Invitation, error) {
			return desk.Invite(ctx, dir, typed, with, tell)
		}, func(in view.Invitation, err error) {
			if err != nil {
				f.fail(err)
				return
			}
			d.Close()
			s.invited(in)
			a.refresh()
		})
		return false
	}
	content := container.NewBorder(line(a.T("invite.text")), nil, nil, nil, a.scrolled(f))
	d = widget.NewDialog(a.window.Canvas(), a.T("computers.add"), content,
		widget.Choice{Text: a.T("invite.do"), Action: do}, widget.Choice{Text: a.T("form.cancel")})
}

// invited shows the code of an invitation, the only time that it is seen.
func (s *settingsScreen) invited(in view.Invitation) {
	a, noted := s.app, false
	check := widget.NewCheck(a.T("invite.noted"), func(on bool) { noted = on })
	where := line(a.T("invite.done", in.Path))
	content := container.New(minWidth(680), container.NewVBox(where, panel(container.NewPadded(bigKey(in.Code))), line(a.T("invite.care")), check))
	widget.NewDialog(a.window.Canvas(), a.T("invite.title"), content, widget.Choice{Text: a.T("recovery.close"), Action: func() bool {
		if !noted {
			a.toasts.Show(widget.Warn, a.T("invite.not_noted"))
		}
		return noted
	}})
}
