package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// askSettle shows both values of a conflict, the first if none is named, and lets a person
// decide.
func askSettle(s *caseScreen, id data.ElementID) {
	list := s.view.Conflicts
	if len(list) == 0 {
		return
	}
	at := max(0, slices.IndexFunc(list, func(c view.Conflict) bool { return c.ID == id }))
	s.app.settle(s.title(view.ActSettle), list[at], func(in view.SettleForm) error {
		_, err := s.app.desk.Settle(s.seen, in)
		return err
	})
}

// settle asks which of two values stays, or for a text made of both.
func (a *App) settle(title string, c view.Conflict, do func(view.SettleForm) error) {
	body := container.NewVBox(pairs([]view.Pair{
		{Label: a.T("conflict.field"), Value: c.Field}, {Label: a.T("conflict.reason"), Value: c.Reason},
		{Label: a.T("conflict.shown"), Value: c.Shown}, {Label: a.T("conflict.other"), Value: c.Other},
		{Label: a.T("conflict.who"), Value: joined([]string{c.Who, c.When})},
	}))
	settle := func(in view.SettleForm) func() bool {
		in.Conflict = c.ID
		return func() bool { return a.done(do(in)) }
	}
	choices := []widget.Choice{{Text: a.T("conflict.keep"), Action: settle(view.SettleForm{})}}
	if c.Takable {
		choices = append(choices, widget.Choice{Text: a.T("conflict.take"), Action: settle(view.SettleForm{Take: true})})
	}
	var d *widget.Dialog
	if c.Editable {
		choices = append(choices, widget.Choice{Text: a.T("conflict.edit"), Action: func() bool {
			d.Close() // first, so that the form below stands alone
			a.mergeTexts(title, c, do)
			return false
		}})
	}
	choices = append(choices, widget.Choice{Text: a.T("form.cancel")})
	d = widget.NewDialog(a.window.Canvas(), title, a.held(body), choices...)
}

// mergeTexts asks for a text in the place of two.
func (a *App) mergeTexts(title string, c view.Conflict, do func(view.SettleForm) error) {
	f := a.newForm()
	text := f.area("conflict.text*", c.Shown+"\n"+c.Other, 8)
	a.ask(title, f, func() error { return do(view.SettleForm{Conflict: c.ID, Edit: true, Text: text()}) })
}

// conflict is one item at the place it is about, with the button to decide it.
func (a *App) conflict(c view.Conflict, decide func()) fyne.CanvasObject {
	text := warning(a.T("conflict.item", c.Field, c.Shown, c.Other))
	return panel(container.NewBorder(nil, nil, nil, container.NewCenter(widget.NewButton(a.T("conflict.decide"), decide)), text))
}

// matters are what is to be decided about what the open tab shows, and about the number.
func (s *caseScreen) matters() []fyne.CanvasObject {
	a := s.app
	var out []fyne.CanvasObject
	if same, ok := a.desk.SameNumber(s.seen); ok {
		button := widget.NewButton(a.T("matter.other"), func() { a.Show(Route{Page: PageCase, Case: same.Other}) })
		if same.Renumber {
			button = widget.NewButton(a.T("move.renumber"), s.renumber)
		}
		out = append(out, panel(container.NewBorder(nil, nil, nil, container.NewCenter(button), warning(same.Text))))
	}
	for _, c := range s.view.Conflicts {
		if c.Tab == s.tab && s.view.Move(view.ActSettle).Allowed {
			out = append(out, a.conflict(c, func() { askSettle(s, c.ID) }))
		}
	}
	return out
}

// renumber gives the case a number of its own, after a question.
func (s *caseScreen) renumber() {
	a := s.app
	same, _ := a.desk.SameNumber(s.seen)
	widget.Confirm(a.window.Canvas(), widget.Question{Title: a.T("move.renumber"), Text: same.Text, Yes: a.T("move.renumber")}, func(yes bool) {
		if yes {
			_, err := a.desk.Renumber(s.seen)
			a.done(err)
		}
	})
}

// markTabs puts a sign on the tabs that have something to decide.
func (s *caseScreen) markTabs() {
	for i, b := range s.tabs {
		word := s.app.T(caseTabs[i].word)
		open := slices.ContainsFunc(s.view.Conflicts, func(c view.Conflict) bool { return c.Tab == i })
		s.app.labelTab(b, i, word, open)
	}
}

// committeeMatters are what is to be decided in the committee's record.
func (s *settingsScreen) committeeMatters() []fyne.CanvasObject {
	a := s.app
	var out []fyne.CanvasObject
	for _, c := range a.desk.CommitteeConflicts() {
		out = append(out, a.conflict(c, func() { a.settle(a.T("move.settle"), c, a.desk.SettleCommittee) }))
	}
	return out
}
