package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// previewFindings is what to look at before the papers of a preview are printed, each with
// the way to where it is mended. It takes no room while there is nothing.
type previewFindings struct {
	app  *App
	head *fynewidget.Label
	hint *fynewidget.Label
	list *fyne.Container
	box  *fyne.Container
	n    int // counts the times it looked: an older answer that comes late is dropped
}

// findingsWidth is how much of the window the findings take beside the page, and
// findingsHeight below it, where large type leaves no room beside.
const (
	findingsWidth  = 320
	findingsHeight = 200
)

// around sets the findings beside or below the page.
func (p *previewFindings) around(page, top, foot fyne.CanvasObject) fyne.CanvasObject {
	p.head, p.hint, p.list = heading("").(*fynewidget.Label), line(""), container.NewVBox()
	scroll := scrolling(container.NewVBox(p.head, p.hint, p.list))
	p.box = container.NewStack(scroll)
	p.box.Hide()
	if p.app.largeType() {
		scroll.SetMinSize(fyne.NewSize(0, findingsHeight))
		return container.NewBorder(top, container.NewVBox(p.box, foot), nil, nil, page)
	}
	scroll.SetMinSize(fyne.NewSize(findingsWidth, 0))
	return container.NewBorder(top, foot, nil, p.box, page)
}

// look finds what to say of the papers; nothing of empty forms.
func (p *previewFindings) look(c *data.Case, refs []forms.Ref) {
	p.n++
	if c == nil {
		return
	}
	n, desk, refs := p.n, p.app.desk, slices.Clone(refs)
	background(func() ([]view.FindingView, error) { return desk.PaperFindings(c, refs), nil }, func(found []view.FindingView, err error) {
		switch {
		case n != p.n:
		case err != nil:
			p.app.fail(err)
		default:
			p.show(c, found)
		}
	})
}

func (p *previewFindings) show(c *data.Case, found []view.FindingView) {
	a := p.app
	hint := a.T("preview.all_the_same")
	if len(found) > 0 && found[0].Forbids {
		hint = a.T("preview.forbidden")
	}
	p.head.SetText(a.T("preview.findings", len(found)))
	p.hint.SetText(hint)
	if a.largeType() { // there is no room for a heading
		p.hint.SetText(joined([]string{p.head.Text, hint}))
		p.head.Hide()
	}
	p.list.Objects = nil
	for _, v := range found {
		p.list.Add(p.row(c, v))
	}
	p.box.Hidden = len(found) == 0
	p.list.Refresh()
	p.box.Refresh()
	a.window.Content().Refresh() // the page gets the room that is left
}

// row is one finding: what and where, what to do, and the button that leads there.
func (p *previewFindings) row(c *data.Case, v view.FindingView) fyne.CanvasObject {
	a := p.app
	words := container.NewVBox(finding(a, v))
	if v.Hint != "" {
		hint := line(v.Hint)
		hint.Importance = fynewidget.LowImportance
		words.Add(hint)
	}
	if v.Target.Act == "" || view.May(c, v.Target.Act, a.today()) != nil {
		return panel(dense(words))
	}
	mend := widget.NewButton(a.T("preview.mend"), func() { a.mend(c, v.Target) })
	if a.largeType() {
		return panel(container.NewBorder(nil, nil, nil, container.NewCenter(mend), dense(words)))
	}
	return panel(container.NewVBox(dense(words), container.NewHBox(mend)))
}

// mendPages are the acts that have a page of their own, which leads back to the preview.
var mendPages = map[data.Move]Page{
	view.ActEdit: PageIntake, view.ActParty: PageParty, view.ActSession: PageSession, view.ActDraft: PageAgreement,
}

// mend opens the page or the dialog where something is mended, with the cursor in its field.
func (a *App) mend(c *data.Case, t view.Target) {
	if page, ok := mendPages[t.Act]; ok {
		a.Show(Route{Page: page, Case: c.ID, Element: t.Element})
	} else {
		a.Show(Route{Page: PageCase, Case: c.ID})
		if s, ok := a.screen.(*caseScreen); ok {
			s.act(t.Act, t.Element)
		}
	}
	f, name := a.asked, t.Field
	if s, ok := a.screen.(*agreementScreen); ok {
		f = s.formOf(t.Element)
		if name == "agreement.items" {
			name = "clause.due"
		}
	}
	if f != nil {
		f.point(name, t.Start)
	}
}

// formOf returns the form with the fields of a clause, opened; that of the agreement itself
// where there is no such clause.
func (s *agreementScreen) formOf(clause data.ElementID) *form {
	i := slices.IndexFunc(s.draft.Clauses, func(c data.Clause) bool { return c.ID == clause })
	if i < 0 {
		return s.form
	}
	return s.clause(i, s.draft.Clauses[i])
}

// point puts the cursor in a field, in one of a single line before the byte of its text.
func (f *form) point(name string, at int) {
	field := f.fields[name]
	if field == nil || !field.Visible() {
		return
	}
	focus := cursor(field)
	if focus == nil {
		return
	}
	f.app.window.Canvas().Focus(focus)
	if e, ok := field.(*widget.Entry); ok && !e.MultiLine && at <= len(e.Text) {
		e.CursorColumn = len([]rune(e.Text[:at]))
		e.Refresh()
	}
}
