package app

import (
	"strconv"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// agreementTab shows each version of the agreement with its list of marks.
func (s *caseScreen) agreementTab() []fyne.CanvasObject {
	out := s.section("case.agreement", view.ActDraft, data.MoveAgree, view.ActPrint, data.MoveUnsign)
	if len(s.view.Agreements) == 0 {
		return append(out, s.nothing(view.ActDraft))
	}
	for i := range s.view.Agreements {
		out = append(out, s.agreement(&s.view.Agreements[i]))
	}
	return out
}

// longState is from how many characters on the state of an agreement is no chip.
const longState = 24

func (s *caseScreen) agreement(v *view.AgreementView) fyne.CanvasObject {
	a := s.app
	look := widget.NewButton(a.T("case.preview"), func() {
		a.showPapers(s.seen, []forms.Ref{{Code: forms.Agreement, Element: v.ID}})
	})
	sign := widget.NewStatusChip(tone(v.Tone), v.State)
	head := container.NewHBox(heading(v.Title), sign, layout.NewSpacer(), look)
	column := container.NewVBox(head)
	void := ""
	if utf8.RuneCountInString(v.State) > longState { // with the reason why it is void
		void = v.State
		sign.Hide()
	}
	for _, text := range []string{void, v.Amends, v.Facts} {
		if text != "" {
			column.Add(line(text))
		}
	}
	for i, clause := range v.Clauses {
		column.Add(line(strconv.Itoa(i+1) + ". " + clause))
	}
	column.Add(pairs(labelled(a, []view.Pair{
		{Label: "agreement.sum", Value: v.Total}, {Label: "agreement.copies", Value: v.CopiesText},
		{Label: "agreement.effective", Value: v.Effective}, {Label: "agreement.confirm_until", Value: v.ConfirmUntil},
	})))
	for _, f := range v.Findings {
		column.Add(finding(a, f))
	}
	for _, c := range v.Checks {
		column.Add(s.check(c))
	}
	s.attachments(column, head, v.ID)
	return panel(column)
}

// finding is something to look at once more. It stops nobody, unless the law makes the
// paper void.
func finding(a *App, v view.FindingView) fyne.CanvasObject {
	word, importance := "finding.look", fynewidget.WarningImportance
	if v.Forbids {
		word, importance = "finding.forbids", fynewidget.DangerImportance
	}
	l := line(a.T(word, v.Text))
	l.Importance = importance
	return l
}

// labelled gives rows the words of their labels and leaves out those that say nothing.
func labelled(a *App, rows []view.Pair) []view.Pair {
	var out []view.Pair
	for _, r := range rows {
		if r.Value != "" {
			out = append(out, view.Pair{Label: a.T(r.Label), Value: r.Value})
		}
	}
	return out
}

// check is one line of the list of marks, with the button to tick it off.
func (s *caseScreen) check(c view.Check) fyne.CanvasObject {
	sign := widget.NewStatusChip(widget.Warn, s.app.T("mark.open"))
	if c.Done {
		sign.Set(widget.Good, s.app.T("mark.done"))
	}
	right := container.NewHBox()
	m := s.view.Move(c.Act)
	switch {
	case !c.Done && m.Allowed:
		right.Add(widget.NewButton(m.Label, func() { s.act(c.Act, c.Party) }))
	case c.Done && c.Act != view.ActPaper && view.May(s.seen, view.ActUnmark, s.app.today()) == nil:
		right.Add(widget.NewButton(s.app.T("undo"), func() { s.unmark(c) }))
	}
	return container.NewBorder(nil, nil, container.NewCenter(sign), right, line(joined([]string{c.Label, c.Detail})))
}

// afterTab shows what follows an agreement: performance, return visits, the court.
func (s *caseScreen) afterTab() []fyne.CanvasObject {
	out := s.section("case.items", view.ActPerform, view.ActUrge)
	var shown []*view.AgreementView // void and replaced texts stand with the agreement
	for i := range s.view.Agreements {
		if v := &s.view.Agreements[i]; len(v.Items) > 0 && !v.Past {
			shown = append(shown, v)
		}
	}
	for _, v := range shown {
		if len(shown) > 1 {
			out = append(out, line(v.Title+"　"+v.State))
		}
		for _, item := range v.Items {
			out = append(out, s.item(item))
		}
	}
	if len(out) == 1 {
		out = append(out, line(s.app.T("case.no_items")))
	}
	out = append(out, s.group("case.follow_ups", s.view.FollowUps, s.editor(view.ActFollowUp), view.ActFollowUp)...)
	out = append(out, s.group("case.advices", s.view.Advices, nil, view.ActAdvise)...)
	out = append(out, s.group("case.confirmations", s.view.Confirmations, nil, view.ActConfirm, view.ActRuling)...)
	out = append(out, s.group("case.court_actions", s.view.CourtActions, s.editor(view.ActCourt), view.ActCourt)...)
	out = append(out, s.group("case.remediations", s.view.Remediations, nil, data.MoveRemediate, data.MoveKeep, view.ActVoidAgreement)...)
	return append(out, s.group("case.end", nil, nil, data.MoveClose, data.MoveArchive)...)
}

func (s *caseScreen) item(v view.ItemRow) fyne.CanvasObject {
	row := container.NewHBox(container.NewCenter(widget.NewStatusChip(tone(v.Tone), v.State)), layout.NewSpacer())
	if v.Open && s.view.Move(view.ActPerform).Allowed {
		row.Add(widget.NewButton(s.view.Move(view.ActPerform).Label, func() { s.act(view.ActPerform, v.ID) }))
		row.Add(widget.NewButton(s.view.Move(view.ActUrge).Label, func() { s.act(view.ActUrge, v.ID) }))
	}
	what := line(joined(v.Cells))
	column := container.NewVBox(container.NewBorder(nil, nil, nil, container.NewCenter(row), what))
	if s.app.largeType() { // no room beside each other
		column = container.NewVBox(what, row)
	}
	for _, p := range v.Paid {
		var undo fyne.CanvasObject
		if v.Undo {
			undo = container.NewCenter(widget.NewButton(s.app.T("undo"), func() { s.unperform(v.ID, p) }))
		}
		column.Add(container.NewBorder(nil, nil, nil, undo, line(p.Text)))
	}
	for _, note := range v.Notes {
		column.Add(line(note))
	}
	s.attachments(column, row, v.ID)
	return panel(column)
}
