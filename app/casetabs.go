package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

func (s *caseScreen) intakeTab() []fyne.CanvasObject {
	v := s.view
	out := append(s.section("case.intake", view.ActEdit, view.ActReply, view.ActFeedback), panel(pairs(v.Intake)))
	out = append(out, s.group("case.parties", v.Parties, s.editor(view.ActParty), view.ActParty, view.ActInform)...)
	out = append(out, s.group("case.mediators", v.Mediators, nil, view.ActMediator, view.ActRecuse)...)
	out = append(out, s.group("case.escalations", v.Escalations, s.editor(view.ActEscalate), view.ActEscalate)...)
	out = append(out, s.group("case.hand_ups", v.HandUps, nil, data.MoveHandUp, view.ActAnswer, view.ActHandUpResult)...)
	if len(v.Reopenings) > 0 {
		out = append(out, s.group("case.reopenings", v.Reopenings, nil, data.MoveReopen)...)
	}
	if len(v.Ending) > 0 {
		out = append(append(out, s.section("case.ending")...), panel(pairs(v.Ending)))
	}
	return append(out, s.wholeAttachments()...)
}

func (s *caseScreen) sessionsTab() []fyne.CanvasObject {
	v := s.view
	var edit func(data.ElementID) // a meeting may be put right after its time, until the case is closed
	if v.Move(view.ActEdit).Allowed {
		edit = func(id data.ElementID) { s.to(Route{Page: PageSession, Element: id}) }
	}
	out := s.group("case.sessions", v.Sessions, edit, view.ActSession)
	out = append(out, s.group("case.inquiries", v.Inquiries, s.editor(view.ActInquiry), view.ActInquiry)...)
	return append(out, s.group("case.evidence", v.Evidence, s.watched(s.editor(view.ActEvidence)), view.ActEvidence)...)
}

// group is a section of cards with the buttons of its acts; edit opens a card and is
// nil where nothing can be changed. Without cards it says why, or leaves itself out
// when its acts have no place now.
func (s *caseScreen) group(word string, cards []view.Card, edit func(data.ElementID), acts ...data.Move) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, c := range cards {
		out = append(out, s.card(c, edit))
	}
	if len(out) == 0 {
		i := slices.IndexFunc(acts, func(act data.Move) bool { return s.view.Move(act).Offered })
		if i < 0 {
			return nil
		}
		out = append(out, s.nothing(acts[i]))
	}
	return append(s.section(word, acts...), out...)
}

// nothing says that there is nothing yet, or what an act is waiting for.
func (s *caseScreen) nothing(act data.Move) fyne.CanvasObject {
	if why := s.view.Move(act).Reason; why != "" {
		return line(why)
	}
	return line(s.app.T("case.nothing"))
}

// editor opens an act's dialog or page on an element that is there.
func (s *caseScreen) editor(act data.Move) func(data.ElementID) {
	if !s.view.Move(act).Allowed {
		return nil
	}
	return func(id data.ElementID) { s.act(act, id) }
}

func (s *caseScreen) to(r Route) {
	r.Case = s.id
	s.app.Show(r)
}

// section is a heading with the buttons of the acts that can be taken now.
func (s *caseScreen) section(word string, acts ...data.Move) []fyne.CanvasObject {
	row := container.NewHBox(heading(s.app.T(word)), layout.NewSpacer())
	for _, act := range acts {
		if m := s.view.Move(act); m.Allowed {
			row.Add(widget.NewButton(m.Label, func() { s.act(act, "") }))
		}
	}
	return []fyne.CanvasObject{row}
}

// card shows one part of the case, with a button to open it where it can be changed.
func (s *caseScreen) card(c view.Card, edit func(data.ElementID)) fyne.CanvasObject {
	right := container.NewHBox()
	if c.Note != "" {
		right.Add(widget.NewStatusChip(tone(c.Tone), c.Note))
	}
	rows := c.Rows
	switch {
	case len(c.Full) == 0:
	case s.shown[c.ID]:
		rows = c.Full
	default:
		right.Add(widget.NewButton(s.app.T("case.show"), func() { s.show(c.ID) }))
	}
	if edit != nil {
		right.Add(widget.NewButton(s.app.T("case.open"), func() { edit(c.ID) }))
	}
	row := container.NewBorder(nil, nil, nil, container.NewCenter(right), cut(c.Title))
	column := container.NewVBox(row, pairs(rows))
	s.attachments(column, right, c.ID)
	return panel(column)
}

// show uncovers a card until the case is left; the case notes who looked.
func (s *caseScreen) show(id data.ElementID) {
	if _, err := s.app.desk.Look(s.seen, id); err != nil {
		s.app.fail(err)
		return
	}
	if s.shown == nil {
		s.shown = map[data.ElementID]bool{}
	}
	s.shown[id] = true
	s.app.refresh()
}

// watched notes that a sensitive piece of evidence is opened, before it is.
func (s *caseScreen) watched(open func(data.ElementID)) func(data.ElementID) {
	if open == nil {
		return nil
	}
	return func(id data.ElementID) {
		i := slices.IndexFunc(s.seen.Evidence, func(e data.Evidence) bool { return e.ID == id })
		if i >= 0 && s.seen.Evidence[i].Sensitive && !s.shown[id] {
			s.show(id)
		}
		open(id)
	}
}

// pairs is a column of labels and what the record says beside them.
func pairs(rows []view.Pair) fyne.CanvasObject {
	grid := container.New(layout.NewFormLayout())
	for _, r := range rows {
		label := fynewidget.NewLabel(r.Label)
		label.Importance = fynewidget.LowImportance
		value := fynewidget.NewLabel(r.Value)
		value.Wrapping = fyne.TextWrapBreak
		grid.Add(label)
		grid.Add(value)
	}
	// As far in as the headings, whose theme has more space around text.
	inset := fynetheme.InnerPadding() - fynetheme.InnerPadding()/denser
	return container.New(layout.NewCustomPaddedLayout(0, 0, inset, inset), dense(grid))
}

// denser is how many times less space a dense text has around it.
const denser = 3

// dense sets lines of text close together, as a table of labels and values wants.
func dense(content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewThemeOverride(content, denseTheme{fyne.CurrentApp().Settings().Theme()})
}

type denseTheme struct{ fyne.Theme }

// Size returns the theme's size, with less space around text.
func (t denseTheme) Size(name fyne.ThemeSizeName) float32 {
	if name == fynetheme.SizeNameInnerPadding {
		return t.Theme.Size(name) / denser
	}
	return t.Theme.Size(name)
}

// panel sets content on a ground of its own.
func panel(content fyne.CanvasObject) fyne.CanvasObject {
	ground := canvas.NewRectangle(fynetheme.Color(fynetheme.ColorNameInputBackground))
	ground.CornerRadius = 6
	return container.NewStack(ground, container.NewPadded(content))
}

// line is a label that breaks anywhere, as Chinese text does.
func line(text string) *fynewidget.Label {
	l := fynewidget.NewLabel(text)
	l.Wrapping = fyne.TextWrapBreak
	return l
}

// lines is a panel of such labels, one below the other.
func lines(texts []string) fyne.CanvasObject {
	list := container.NewVBox()
	for _, text := range texts {
		list.Add(line(text))
	}
	return panel(dense(list))
}

// historyTab shows who did what.
func (s *caseScreen) historyTab() []fyne.CanvasObject {
	return append(s.section("case.history"), s.app.historyRows(s.id)...)
}

// historyRows is who did what to a case, newest first.
func (a *App) historyRows(id data.CaseID) []fyne.CanvasObject {
	rows, err := a.desk.History(id)
	if err != nil {
		return []fyne.CanvasObject{line(a.explain(err))}
	}
	var out []fyne.CanvasObject
	for _, r := range rows {
		sent := a.T("history.waiting")
		if r.Sent {
			sent = a.T("history.sent")
		}
		out = append(out, container.NewBorder(nil, nil, nil, fynewidget.NewLabel(sent), line(joined([]string{r.When, r.Who, r.What}))))
	}
	return out
}
