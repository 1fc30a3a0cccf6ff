package app

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// overviewTab is the figures of the period, and the chosen one broken down.
func (s *totalsScreen) overviewTab(data.Period) []fyne.CanvasObject {
	v := s.app.desk.TotalsView(s.query)
	figures, parts := s.figures(v), s.parts(v)
	if s.app.largeType() {
		return []fyne.CanvasObject{figures, fynewidget.NewSeparator(), parts}
	}
	return []fyne.CanvasObject{container.NewGridWithColumns(2, figures, parts)}
}

// figureWidths are the columns of a figure: its name, cases, people, yuan.
var figureWidths = widths{0, 5, 5, 9}

func (s *totalsScreen) figures(v *view.TotalsView) fyne.CanvasObject {
	a := s.app
	out := container.New(layout.NewCustomPaddedVBoxLayout(0), s.titles("totals.figure"))
	for _, r := range v.Figures {
		name := widget.NewButton(r.Label, func() {
			s.query.Figure = r.Filter.Figure
			s.app.refresh()
		})
		name.Alignment = fynewidget.ButtonAlignLeading
		name.Importance = fynewidget.LowImportance
		if r.Filter.Figure == s.query.Figure {
			name.Importance = fynewidget.MediumImportance
		}
		out.Add(s.row(name, r))
	}
	out.Add(fynewidget.NewSeparator())
	for _, r := range v.Rates {
		out.Add(container.New(widths{0, 6, 8}, fynewidget.NewLabel(r.Label), end(r.Percent), end(r.Counts)))
	}
	out.Add(fynewidget.NewSeparator())
	out.Add(heading(a.T("totals.prevented")))
	for _, r := range v.Prevented {
		out.Add(s.row(fynewidget.NewLabel(r.Label), r))
	}
	out.Add(line(v.Note))
	return out
}

// parts breaks the chosen figure down.
func (s *totalsScreen) parts(v *view.TotalsView) fyne.CanvasObject {
	a := s.app
	out := container.New(layout.NewCustomPaddedVBoxLayout(0))
	for _, part := range []struct {
		word string
		rows []view.TotalRow
	}{{"totals.by_type", v.Types}, {"totals.by_month", v.Months}, {"totals.by_outcome", v.Outcomes}} {
		out.Add(heading(a.T(part.word, v.Chosen)))
		if len(part.rows) == 0 {
			out.Add(line(a.T("totals.none")))
			continue
		}
		out.Add(s.titles(""))
		for _, r := range part.rows {
			out.Add(s.row(short(r.Label), r))
		}
	}
	return out
}

func (s *totalsScreen) titles(first string) fyne.CanvasObject {
	a := s.app
	name := ""
	if first != "" {
		name = a.T(first)
	}
	return container.New(figureWidths, fynewidget.NewLabel(name), middling(a.T("totals.cases")), end(a.T("totals.people")), end(a.T("totals.amount")))
}

// row is a figure whose count opens its cases.
func (s *totalsScreen) row(name fyne.CanvasObject, r view.TotalRow) fyne.CanvasObject {
	return container.New(figureWidths, name, s.behind(r.Cases, r.Filter), end(strconv.Itoa(r.People)), end(r.Amount))
}

// middling is a number in the middle of its column, as a button's text is.
func middling(text string) *fynewidget.Label {
	return fynewidget.NewLabelWithStyle(text, fyne.TextAlignCenter, fyne.TextStyle{})
}

// end is a number at the right of its column.
func end(text string) fyne.CanvasObject {
	return fynewidget.NewLabelWithStyle(text, fyne.TextAlignTrailing, fyne.TextStyle{})
}
