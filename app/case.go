package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// caseScreen is one case: where it stands, the one step to take next, and all that
// is on record, in six tabs.
type caseScreen struct {
	app     *App
	id      data.CaseID
	tab     int
	seen    *data.Case
	view    *view.CaseView
	whole   *fyne.Container
	head    *fyne.Container
	hint    *fynewidget.Label
	next    *widget.Button
	tabs    []*widget.Button
	body    *container.Scroll
	content *fyne.Container
	papers  *papersList
	// offset is where to scroll to once.
	offset float32
	// shown are the cards whose covered rows were asked for.
	shown map[data.ElementID]bool
}

func newCase(a *App, r Route) screen {
	return a.about(r.Case, func(*data.Case) screen {
		return &caseScreen{app: a, id: r.Case, tab: r.Tab, offset: r.offset, papers: a.papersOf(r.Case)}
	})
}

// keyNext takes the next step.
var keyNext = widget.Key{Name: fyne.KeyF8}

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
	{"case.tab.dossier", (*caseScreen).dossierTab},
}

// dossierTab is the place of the dossier among the tabs.
const dossierTab = 5

func (s *caseScreen) build() fyne.CanvasObject {
	a := s.app
	s.head, s.hint = container.NewVBox(), line("")
	s.next = a.keys.Button("", keyNext, func() { s.act(s.view.Next.Act, s.view.Next.Element) })
	s.next.Importance = fynewidget.HighImportance
	more := a.keys.Button(a.T("case.more"), widget.Key{Name: fyne.KeyF9}, s.menu)
	papers := a.keys.Button(a.T("case.papers"), widget.Key{Name: fyne.KeyP, Modifier: fyne.KeyModifierControl}, s.toPapers)
	if a.largeType() { // there is no room to show the key too
		papers.SetText(a.T("case.papers"))
	}
	step := container.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(s.next, papers, more)), s.hint)
	tabs := container.NewHBox()
	for i, t := range caseTabs {
		b := a.tabButton(i, t.word, func() { s.open(i) })
		s.tabs = append(s.tabs, b)
		tabs.Add(b)
	}
	s.content = container.NewVBox()
	s.body = scrolling(s.content)
	s.body.OnScrolled = func(at fyne.Position) {
		widget.Touch()
		a.route.offset = at.Y
	}
	a.turnPages(s.body)
	top := container.NewVBox(s.head, step, container.NewHScroll(tabs), fynewidget.NewSeparator())
	s.whole = container.New(layout.NewBorderLayout(top, nil, nil, nil), top, s.body) // in the order of reading
	return s.whole
}

func (s *caseScreen) open(tab int) {
	s.tab, s.app.route.Tab = tab, tab
	s.refresh()
	s.scrollTo(0)
}

// scrollTo scrolls the tab, and remembers where to, as OnScrolled does for the wheel.
func (s *caseScreen) scrollTo(y float32) {
	s.body.ScrollToOffset(fyne.NewPos(0, y))
	s.app.route.offset = s.body.Offset.Y
}

func (s *caseScreen) refresh() {
	c, err := s.app.desk.Store.Case(s.id)
	if err != nil {
		s.app.fail(err)
		return
	}
	s.seen, s.view = c, s.app.desk.CaseView(c)
	s.fillHead()
	for i, b := range s.tabs {
		b.Importance = fynewidget.LowImportance
		if i == s.tab {
			b.Importance = fynewidget.MediumImportance
		}
	}
	s.markTabs()
	s.content.Objects = slices.Concat(s.warnings(), s.matters(), caseTabs[s.tab].fill(s))
	widget.KeepInView(s.body, s.content.Objects...)
	s.whole.Refresh()  // all heights may have changed
	if s.offset != 0 { // where the user was when the case was left
		s.scrollTo(s.offset)
		s.offset = 0
	}
}

// toPapers goes to the list of the papers.
func (s *caseScreen) toPapers() {
	s.open(dossierTab)
	s.scrollTo(s.papers.head.Position().Y)
}

// fillHead shows the title, the stages and the next step.
func (s *caseScreen) fillHead() {
	v := s.view
	title := container.NewBorder(nil, nil, nil,
		container.NewHBox(fynewidget.NewLabel(v.Number), widget.NewStatusChip(tone(v.Tone), v.Status)), cut(v.Title))
	s.head.Objects = []fyne.CanvasObject{title, container.NewHScroll(s.stages())}
	s.hint.SetText(v.Next.Hint)
	s.next.SetText(v.Next.Label + "  " + keyNext.String())
	s.next.Hidden = v.Next.Act == ""
}

// warnings are what to know before promising anything.
func (s *caseScreen) warnings() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, text := range s.view.Warnings {
		l := line("⚠ " + text)
		l.Importance = fynewidget.WarningImportance
		out = append(out, l)
	}
	return out
}

// cut is a heading that ends in dots where it has no room.
func cut(text string) fyne.CanvasObject {
	l := heading(text).(*fynewidget.Label)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// stages shows how far the case has come; each stage opens the tab it is about.
func (s *caseScreen) stages() fyne.CanvasObject {
	names, current := []string{}, 0
	for i, st := range s.view.Stages {
		names = append(names, st.Label)
		if st.Done {
			current = i + 1
		}
	}
	tabs := map[string]int{
		s.app.T("stage.mediate"): 1, s.app.T("stage.agree"): 2, s.app.T("stage.sign"): 2,
		s.app.T("stage.perform"): 3, s.app.T("stage.close"): 3, s.app.T("stage.archive"): dossierTab,
	}
	steps := widget.NewSteps(names, func(i int) { s.open(tabs[names[i]]) })
	steps.SetCurrent(current)
	return steps
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
			list.Add(container.NewBorder(nil, nil, b, nil, line(m.Reason)))
			continue
		}
		list.Add(b)
	}
	pack := widget.NewButton(a.T("parcel.pack"), func() {
		d.Close()
		s.packCase()
	})
	pack.Alignment = fynewidget.ButtonAlignLeading
	list.Add(pack)
	if len(list.Objects) == 0 {
		list.Add(line(s.view.Next.Hint))
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
