package app

import (
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
	out := s.section("case.intake", s.actButton(view.ActEdit, ""))
	out = append(out, panel(pairs(v.Intake)))
	out = append(out, s.section("case.parties", s.actButton(view.ActParty, ""), s.actButton(view.ActInform, ""))...)
	for _, c := range v.Parties {
		out = append(out, s.card(c, func() { s.to(Route{Page: PageParty, Element: c.ID}) }))
	}
	out = append(out, s.group("case.mediators", v.Mediators, view.ActMediator, nil)...)
	out = append(out, s.group("case.escalations", v.Escalations, view.ActEscalate, s.editor(view.ActEscalate))...)
	out = append(out, s.group("case.hand_ups", v.HandUps, data.MoveHandUp, nil)...)
	if len(v.Ending) > 0 {
		out = append(out, s.section("case.ending")...)
		out = append(out, panel(pairs(v.Ending)))
	}
	return out
}

func (s *caseScreen) sessionsTab() []fyne.CanvasObject {
	v := s.view
	out := s.section("case.sessions", s.actButton(view.ActSession, ""))
	for _, c := range v.Sessions {
		out = append(out, s.card(c, func() { s.to(Route{Page: PageSession, Element: c.ID}) }))
	}
	out = append(out, s.group("case.inquiries", v.Inquiries, view.ActInquiry, s.editor(view.ActInquiry))...)
	return append(out, s.group("case.evidence", v.Evidence, view.ActEvidence, s.editor(view.ActEvidence))...)
}

// group is a section of cards with the button that adds one.
func (s *caseScreen) group(word string, cards []view.Card, act data.Move, edit func(data.ElementID)) []fyne.CanvasObject {
	if len(cards) == 0 && !s.view.Move(act).Offered {
		return nil
	}
	out := s.section(word, s.actButton(act, ""))
	for _, c := range cards {
		var open func()
		if edit != nil {
			open = func() { edit(c.ID) }
		}
		out = append(out, s.card(c, open))
	}
	return out
}

// editor opens an act's dialog on an element that is there.
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

// section is a heading with the buttons that belong to it.
func (s *caseScreen) section(word string, buttons ...fyne.CanvasObject) []fyne.CanvasObject {
	row := container.NewHBox(heading(s.app.T(word)), layout.NewSpacer())
	for _, b := range buttons {
		if b != nil {
			row.Add(b)
		}
	}
	return []fyne.CanvasObject{row}
}

// actButton is the button of an act that has a place now, or nil.
func (s *caseScreen) actButton(act data.Move, element data.ElementID) fyne.CanvasObject {
	m := s.view.Move(act)
	if !m.Allowed {
		return nil
	}
	return widget.NewButton(m.Label, func() { s.act(act, element) })
}

// card shows one part of the case; open, if there is one, is behind its button.
func (s *caseScreen) card(c view.Card, open func()) fyne.CanvasObject {
	row := container.NewHBox(heading(c.Title))
	if c.Note != "" {
		row.Add(widget.NewStatusChip(tone(c.Tone), c.Note))
	}
	row.Add(layout.NewSpacer())
	if open != nil {
		row.Add(widget.NewButton(s.app.T("case.open"), open))
	}
	return panel(container.NewVBox(row, pairs(c.Rows)))
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

// historyTab shows who did what, and the printed papers.
func (s *caseScreen) historyTab() []fyne.CanvasObject {
	rows, err := s.app.desk.History(s.id)
	if err != nil {
		return []fyne.CanvasObject{line(s.app.explain(err))}
	}
	out := s.group("case.papers", s.view.Papers, view.ActRegister, nil)
	out = append(out, s.section("case.history")...)
	for _, r := range rows {
		sent := s.app.T("history.waiting")
		if r.Sent {
			sent = s.app.T("history.sent")
		}
		out = append(out, container.NewBorder(nil, nil, fynewidget.NewLabel(r.When+"  "+r.Who), fynewidget.NewLabel(sent), line(r.What)))
	}
	return out
}
