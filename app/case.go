package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// caseScreen is one case: where it stands, the one step to take next, and all that
// is on record, in five tabs.
type caseScreen struct {
	app     *App
	id      data.CaseID
	tab     int
	seen    *data.Case
	view    *view.CaseView
	head    *fyne.Container
	tabs    *fyne.Container
	body    *container.Scroll
	content *fyne.Container
}

func newCase(a *App, r Route) screen { return &caseScreen{app: a, id: r.Case, tab: r.Tab} }

// caseTabs names the tabs; each has its own file's function to fill it.
var caseTabs = []struct {
	word string
	fill func(*caseScreen) []fyne.CanvasObject
}{
	{"case.tab.intake", (*caseScreen).intakeTab},
	{"case.tab.sessions", (*caseScreen).sessionsTab},
	{"case.tab.agreement", (*caseScreen).agreementTab},
	{"case.tab.after", (*caseScreen).afterTab},
	{"case.tab.history", (*caseScreen).historyTab},
}

func (s *caseScreen) build() fyne.CanvasObject {
	s.head, s.tabs = container.NewVBox(), container.NewHBox()
	s.content = container.NewVBox()
	s.body = scrolling(s.content)
	for i, t := range caseTabs {
		key := widget.Key{Name: fyne.KeyName(rune('1' + i)), Modifier: fyne.KeyModifierAlt}
		s.tabs.Add(s.app.keys.Button(s.app.T(t.word), key, func() { s.open(i) }))
	}
	return container.NewBorder(container.NewVBox(s.head, s.tabs, fynewidget.NewSeparator()), nil, nil, nil, s.body)
}

func (s *caseScreen) open(tab int) {
	s.tab, s.app.route.Tab = tab, tab
	s.refresh()
	s.body.ScrollToTop()
}

func (s *caseScreen) refresh() {
	c, err := s.app.desk.Store.Case(s.id)
	if err != nil {
		s.app.fail(err)
		return
	}
	s.seen, s.view = c, s.app.desk.CaseView(c)
	s.fillHead()
	for i, o := range s.tabs.Objects {
		b := o.(*widget.Button)
		b.Importance = fynewidget.LowImportance
		if i == s.tab {
			b.Importance = fynewidget.MediumImportance
		}
		b.Refresh()
	}
	s.content.Objects = caseTabs[s.tab].fill(s)
	s.content.Refresh()
}

// fillHead shows the title, the stages, the next step and the menu of all steps.
func (s *caseScreen) fillHead() {
	a, v := s.app, s.view
	title := container.NewBorder(nil, nil, heading(v.Title),
		container.NewHBox(fynewidget.NewLabel(v.Number), widget.NewStatusChip(tone(v.Tone), v.Status)))
	names, current := []string{}, 0
	for i, st := range v.Stages {
		names = append(names, st.Label)
		if st.Done {
			current = i + 1
		}
	}
	steps := widget.NewSteps(names, func(int) {})
	steps.SetCurrent(current)
	more := a.keys.Button(a.T("case.more"), widget.Key{Name: fyne.KeyF9}, s.menu)
	next := fynewidget.NewLabel(v.Next.Hint)
	next.Wrapping = fyne.TextWrapBreak
	right := container.NewHBox(more)
	if v.Next.Act != "" {
		do := a.keys.Button(v.Next.Label, widget.Key{Name: fyne.KeyF8}, func() { s.act(v.Next.Act, v.Next.Element) })
		do.Importance = fynewidget.HighImportance
		right = container.NewHBox(do, more)
	}
	s.head.Objects = []fyne.CanvasObject{title, steps, container.NewBorder(nil, nil, nil, container.NewCenter(right), next)}
	for _, warning := range v.Warnings {
		l := fynewidget.NewLabel("⚠ " + warning)
		l.Importance = fynewidget.WarningImportance
		l.Wrapping = fyne.TextWrapBreak
		s.head.Add(l)
	}
	s.head.Refresh()
}

// menu lists every step that has a place now; one that must wait says why.
func (s *caseScreen) menu() {
	a := s.app
	list := container.NewVBox()
	var d *widget.Dialog
	for _, m := range s.view.Moves {
		if !m.Offered {
			continue
		}
		b := widget.NewButton(m.Label, func() {
			d.Close()
			s.act(m.Act, m.Element)
		})
		b.Alignment = fynewidget.ButtonAlignLeading
		if !m.Allowed {
			b.Disable()
			why := fynewidget.NewLabel(m.Reason)
			why.Wrapping = fyne.TextWrapBreak
			list.Add(container.NewBorder(nil, nil, b, nil, why))
			continue
		}
		list.Add(b)
	}
	scroll := scrolling(list)
	scroll.SetMinSize(fyne.NewSize(720, min(list.MinSize().Height, a.window.Canvas().Size().Height*0.62)))
	d = widget.NewDialog(a.window.Canvas(), a.T("case.more"), scroll, widget.Choice{Text: a.T("form.cancel")})
}

// act starts an act: the screen or dialog that asks what it needs. An act that
// needs nothing is done at once.
func (s *caseScreen) act(act data.Move, element data.ElementID) {
	if err := view.May(s.seen, act, s.app.today()); err != nil {
		s.app.fail(err)
		return
	}
	askers[act](s, element)
}

// tone turns a view's tone into a widget's.
func tone(t view.Tone) widget.Tone {
	switch t {
	case view.Busy:
		return widget.Info
	case view.Good:
		return widget.Good
	case view.Warn:
		return widget.Warn
	case view.Bad:
		return widget.Bad
	}
	return widget.Neutral
}
