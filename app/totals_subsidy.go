package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
	"woshou/data/sheet"
)

// subsidyTab is the application for subsidies: the cases paid for, what each mediator
// gets, the cases left out, and the terms.
func (s *totalsScreen) subsidyTab(p data.Period) []fyne.CanvasObject {
	a := s.app
	v := a.desk.SubsidyView(p)
	out := []fyne.CanvasObject{container.NewHBox(heading(a.T("subsidy.paid", len(v.Rows), v.Total)), layout.NewSpacer(),
		a.reportButton(view.CommitteeRef{Code: forms.Subsidy, Period: p}), a.exportButton(view.ExportSubsidy, func() sheet.Sheet { return a.desk.SubsidySheet(p) }))}
	if len(v.Rows) == 0 {
		out = append(out, line(a.T("subsidy.none")))
	}
	for _, r := range v.Rows {
		out = append(out, s.subsidyRow(r, r.Pay, joined([]string{r.Form, r.Grade, r.Papers, a.T("subsidy.closed_on", r.Closed), r.Shares})))
	}
	if len(v.Sums) > 0 {
		out = append(out, heading(a.T("subsidy.sums")), panel(s.subsidySums(v.Sums)))
	}
	if len(v.Left) > 0 {
		out = append(out, heading(a.T("subsidy.left", len(v.Left))))
	}
	for _, r := range v.Left {
		out = append(out, s.subsidyRow(r, "", r.Why))
	}
	return append(out, s.subsidyTerms(v)...)
}

// subsidyRow is a case; its button opens it.
func (s *totalsScreen) subsidyRow(r view.SubsidyRow, pay, more string) fyne.CanvasObject {
	a := s.app
	open := widget.NewButton(a.T("court.case"), func() { a.Show(Route{Page: PageCase, Case: r.Case}) })
	amount := fynewidget.NewLabelWithStyle(pay, fyne.TextAlignTrailing, fyne.TextStyle{Bold: true})
	head := container.NewBorder(nil, nil, nil, container.NewHBox(amount, open), cut(r.Title))
	return panel(container.NewVBox(head, line(joined([]string{r.Number, more}))))
}

func (s *totalsScreen) subsidySums(sums []view.SubsidySum) fyne.CanvasObject {
	out := container.New(layout.NewCustomPaddedVBoxLayout(0))
	for _, x := range sums {
		out.Add(container.New(widths{0, 8, 12}, short(x.Name), end(s.app.T("subsidy.sum_cases", x.Cases)), end(x.Pay)))
	}
	return out
}

// subsidyTerms says by what rule cases are paid, with the way to change it.
func (s *totalsScreen) subsidyTerms(v *view.SubsidyView) []fyne.CanvasObject {
	a := s.app
	out := []fyne.CanvasObject{container.NewHBox(heading(a.T("subsidy.terms")), layout.NewSpacer(),
		widget.NewButton(a.T("subsidy.change_terms"), func() { s.askTerms(v.Terms) }),
		widget.NewButton(a.T("subsidy.add_grade"), func() { s.askGrade(data.SubsidyGrade{}) }))}
	if v.Shipped {
		out = append(out, warning(a.T("subsidy.shipped")))
	}
	for i, text := range v.Rules {
		if i >= len(v.Terms.Grades) {
			out = append(out, line(text))
			continue
		}
		change := widget.NewButton(a.T("mediators.change"), func() { s.askGrade(v.Terms.Grades[i]) })
		out = append(out, container.NewBorder(nil, nil, nil, change, line(text)))
	}
	return out
}

func (s *totalsScreen) askTerms(t data.SubsidyTerms) {
	a := s.app
	f := a.newForm()
	oral := f.count("subsidy.oral_percent", t.OralPercent)
	failed := f.count("subsidy.failed_percent", t.FailedPercent)
	unperformed := f.tick("subsidy.unperformed", t.Unperformed)
	a.ask(a.T("subsidy.terms"), f, func() error { return a.desk.SetSubsidyTerms(oral(), failed(), unperformed()) })
}

func (s *totalsScreen) askGrade(g data.SubsidyGrade) {
	a := s.app
	f := a.newForm()
	name := f.text("grade.name*", g.Name)
	pay := f.money("grade.pay*", g.Pay)
	people := f.count("grade.people", g.People)
	amount := f.money("grade.amount", g.Amount)
	sessions := f.count("grade.sessions", g.Sessions)
	difficult := f.tick("grade.difficult", g.Difficult)
	a.ask(a.T("subsidy.grade"), f, func() error {
		g.Name, g.Pay, g.People, g.Amount, g.Sessions, g.Difficult = name(), pay(), people(), amount(), sessions(), difficult()
		return a.desk.SetSubsidyGrade(g)
	})
}
