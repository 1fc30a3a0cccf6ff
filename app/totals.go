package app

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// totalsScreen shows the figures of a period; each opens the cases that it counts.
type totalsScreen struct {
	app      *App
	query    view.TotalsQuery
	span     *widget.Select
	from, to *widget.DayEntry
	own      *fyne.Container
	period   *fynewidget.Label
	figures  *fyne.Container
	parts    *fyne.Container
}

func newTotals(a *App) screen {
	return &totalsScreen{app: a, query: view.TotalsQuery{Figure: data.FigureConcluded}}
}

// The periods one can choose.
const (
	spanReport = "report"
	spanYear   = "year"
	spanMonth  = "month"
	spanOwn    = "own"
)

func (s *totalsScreen) build() fyne.CanvasObject {
	a := s.app
	s.from, s.to = widget.NewDayEntry(a.today), widget.NewDayEntry(a.today)
	s.from.OnValue, s.to.OnValue = func(data.Day) { s.refresh() }, func(data.Day) { s.refresh() }
	s.own = container.New(widths{2, 11, 2, 11}, fynewidget.NewLabel(a.T("totals.from")), s.from, fynewidget.NewLabel(a.T("totals.to")), s.to)
	s.own.Hide()
	s.span = widget.NewSelect(a.T("form.pick"), []widget.Option{
		{Key: spanReport, Label: a.T("totals.span.report")}, {Key: spanYear, Label: a.T("totals.span.year")},
		{Key: spanMonth, Label: a.T("totals.span.month")}, {Key: spanOwn, Label: a.T("totals.span.own")},
	}, nil)
	s.span.SetKey(spanReport)
	s.span.OnChanged = func(string) { s.refresh() }
	s.period = fynewidget.NewLabel("")
	s.figures, s.parts = container.New(layout.NewCustomPaddedVBoxLayout(0)), container.New(layout.NewCustomPaddedVBoxLayout(0))
	chooser := container.NewVBox(container.NewHBox(container.New(widths{16}, s.span), fynewidget.NewLabel(a.T("totals.how"))), s.own)
	head := container.NewVBox(container.NewHBox(heading(a.T("totals.title")), container.NewCenter(s.period)), chooser)
	if a.largeType() {
		return container.NewBorder(head, nil, nil, nil, scrolling(container.NewVBox(s.figures, fynewidget.NewSeparator(), s.parts)))
	}
	return container.NewBorder(head, nil, nil, nil, container.NewGridWithColumns(2, scrolling(s.figures), scrolling(s.parts)))
}

// chosen is the period of the chooser; false while own dates are not both given.
func (s *totalsScreen) chosen() (data.Period, bool) {
	today := s.app.today()
	switch s.span.Key() {
	case spanYear, spanMonth:
		return calendarPeriod(today, s.span.Key() == spanMonth), true
	case spanOwn:
		from, err1 := s.from.Day()
		to, err2 := s.to.Day()
		return data.Period{From: from, To: to}, err1 == nil && err2 == nil && from != 0 && to >= from
	}
	return data.ReportYearOf(today), true
}

// calendarPeriod is the calendar year, or the month, that a day lies in.
func calendarPeriod(today data.Day, month bool) data.Period {
	y, m, _ := today.Date()
	first, last := time.January, time.December
	if month {
		first, last = m, m
	}
	from, _ := data.NewDay(y, first, 1)
	end, _ := data.NewDay(y, last, 1)
	return data.Period{From: from, To: end.AddMonth(1).Add(-1)}
}

func (s *totalsScreen) refresh() {
	a := s.app
	s.own.Hidden = s.span.Key() != spanOwn
	period, ok := s.chosen()
	if !ok {
		s.period.SetText(a.T("totals.dates"))
		return
	}
	s.query.Period = period
	v := a.desk.TotalsView(s.query)
	s.period.SetText(v.Period)
	s.fillFigures(v)
	s.fillParts(v)
}

// figureWidths are the columns of a figure: its name, cases, people, yuan.
var figureWidths = widths{0, 5, 5, 9}

func (s *totalsScreen) fillFigures(v *view.TotalsView) {
	a := s.app
	s.figures.Objects = []fyne.CanvasObject{s.titles("totals.figure")}
	for _, r := range v.Figures {
		name := widget.NewButton(r.Label, func() {
			s.query.Figure = r.Filter.Figure
			s.refresh()
		})
		name.Alignment = fynewidget.ButtonAlignLeading
		name.Importance = fynewidget.LowImportance
		if r.Filter.Figure == s.query.Figure {
			name.Importance = fynewidget.MediumImportance
		}
		s.figures.Add(s.row(name, r))
	}
	s.figures.Add(fynewidget.NewSeparator())
	for _, r := range v.Rates {
		s.figures.Add(container.New(widths{0, 6, 8}, fynewidget.NewLabel(r.Label), end(r.Percent), end(r.Counts)))
	}
	s.figures.Add(fynewidget.NewSeparator())
	s.figures.Add(heading(a.T("totals.prevented")))
	for _, r := range v.Prevented {
		s.figures.Add(container.New(figureWidths, fynewidget.NewLabel(r.Label), middling(strconv.Itoa(r.Cases)), end(strconv.Itoa(r.People)), end("")))
	}
	s.figures.Add(line(v.Note))
	s.figures.Refresh()
}

// fillParts breaks the chosen figure down.
func (s *totalsScreen) fillParts(v *view.TotalsView) {
	a := s.app
	s.parts.Objects = nil
	for _, part := range []struct {
		word string
		rows []view.TotalRow
	}{{"totals.by_type", v.Types}, {"totals.by_month", v.Months}, {"totals.by_outcome", v.Outcomes}} {
		s.parts.Add(heading(a.T(part.word, v.Chosen)))
		if len(part.rows) == 0 {
			s.parts.Add(line(a.T("totals.none")))
			continue
		}
		s.parts.Add(s.titles(""))
		for _, r := range part.rows {
			s.parts.Add(s.row(short(r.Label), r))
		}
	}
	s.parts.Refresh()
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
	count := fyne.CanvasObject(middling("0"))
	if r.Cases > 0 {
		count = widget.NewButton(strconv.Itoa(r.Cases), func() { s.app.Show(Route{Page: PageLedger, Filter: r.Filter}) })
	}
	return container.New(figureWidths, name, count, end(strconv.Itoa(r.People)), end(r.Amount))
}

// middling is a number in the middle of its column, as a button's text is.
func middling(text string) *fynewidget.Label {
	return fynewidget.NewLabelWithStyle(text, fyne.TextAlignCenter, fyne.TextStyle{})
}

// end is a number at the right of its column.
func end(text string) fyne.CanvasObject {
	return fynewidget.NewLabelWithStyle(text, fyne.TextAlignTrailing, fyne.TextStyle{})
}

// filterName says which figure, and which part of it, a filter picks.
func (a *App) filterName(f data.Filter) string {
	name := a.T("totals.period", f.Period.From.Chinese(), f.Period.To.Chinese()) + " " + data.Figures.Name(string(f.Figure))
	if f.Type != "" {
		name += " · " + f.Type.Name()
	}
	if f.Month != 0 {
		name += " · " + f.Month.String()
	}
	if f.Outcome != "" {
		name += " · " + data.Outcomes.Name(string(f.Outcome))
	}
	return name
}
