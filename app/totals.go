package app

import (
	"slices"
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

// totalsScreen shows what a period comes to, a tab for each table; each figure opens
// the cases that it counts.
type totalsScreen struct {
	app      *App
	tab      int
	place    totalsPlace // to come back to
	tabs     []*widget.Button
	query    view.TotalsQuery
	span     *widget.Select
	from, to *widget.DayEntry
	own      *fyne.Container
	period   *fynewidget.Label
	chooser  *fyne.Container
	body     *container.Scroll
	list     *fyne.Container
	court    lazy[view.CourtView]
}

func newTotals(a *App, r Route) screen {
	return &totalsScreen{app: a, tab: r.Tab, place: r.totals, query: view.TotalsQuery{Figure: data.FigureConcluded}}
}

// totalsPlace is the period that is chosen, and the own dates, where coming back leads to.
type totalsPlace struct {
	span     string
	from, to data.Day
}

// totalsTab is one tab: its word and what fills it for a period.
type totalsTab struct {
	word string
	// timeless tabs are about no period.
	timeless bool
	fill     func(*totalsScreen, data.Period) []fyne.CanvasObject
}

// totalsTabs names the tabs; each has its own file's function to fill it.
var totalsTabs = []totalsTab{
	{"totals.tab.overview", false, (*totalsScreen).overviewTab},
	{"totals.tab.statistics", false, (*totalsScreen).statisticsTab},
	{"totals.tab.subsidy", false, (*totalsScreen).subsidyTab},
	{"totals.tab.screening", false, (*totalsScreen).screeningTab},
	{"totals.tab.court", false, (*totalsScreen).courtTab},
	{"totals.tab.tasks", true, (*totalsScreen).tasksTab},
}

// The places of the tabs that other screens open.
const (
	tabScreening = 3
	tabTasks     = 5
)

// The periods one can choose; the others are those of the report calendar.
const (
	spanReport = "report"
	spanYear   = "year"
	spanMonth  = "month"
	spanOwn    = "own"
)

func (s *totalsScreen) build() fyne.CanvasObject {
	a := s.app
	tabs := container.NewHBox()
	for i, t := range totalsTabs {
		b := a.tabButton(i, t.word, func() { s.open(i) })
		s.tabs = append(s.tabs, b)
		tabs.Add(b)
	}
	s.buildChooser()
	s.list = container.NewVBox()
	s.body = scrolling(s.list)
	a.turnPages(s.body)
	head := container.NewHBox(heading(a.T("totals.title")), container.NewCenter(s.period))
	top := container.NewVBox(head, container.NewHScroll(tabs), s.chooser, fynewidget.NewSeparator())
	return container.New(layout.NewBorderLayout(top, nil, nil, nil), top, s.body) // in the order of reading
}

// buildChooser makes the choice of the period.
func (s *totalsScreen) buildChooser() {
	a := s.app
	s.from, s.to = widget.NewDayEntry(a.today), widget.NewDayEntry(a.today)
	s.from.OnValue, s.to.OnValue = func(data.Day) { s.refresh() }, func(data.Day) { s.refresh() }
	s.own = container.New(widths{2, 11, 2, 11}, fynewidget.NewLabel(a.T("totals.from")), s.from, fynewidget.NewLabel(a.T("totals.to")), s.to)
	s.own.Hide()
	options := []widget.Option{{Key: spanReport, Label: a.T("totals.span.report")}}
	for _, p := range a.desk.Periods() {
		options = append(options, widget.Option{Key: p.Key, Label: p.Label})
	}
	options = append(options, widget.Option{Key: spanYear, Label: a.T("totals.span.year")},
		widget.Option{Key: spanMonth, Label: a.T("totals.span.month")}, widget.Option{Key: spanOwn, Label: a.T("totals.span.own")})
	s.span = widget.NewSelect(a.T("form.pick"), options, nil)
	s.span.SetKey(spanReport)
	if s.place.span != "" {
		s.span.SetKey(s.place.span)
		s.from.SetDay(s.place.from)
		s.to.SetDay(s.place.to)
	}
	s.span.OnChanged = func(string) { s.refresh() }
	s.period = fynewidget.NewLabel("")
	s.chooser = container.NewHBox(container.New(widths{18}, s.span), s.own)
}

// again shows what was read for the screen, if it is still there.
func (s *totalsScreen) again() {
	if s.app.screen == screen(s) {
		s.app.refresh()
	}
}

func (s *totalsScreen) open(tab int) {
	s.tab, s.app.route.Tab = tab, tab
	s.app.refresh()
	s.body.ScrollToTop()
}

// keepPlace lets whoever comes back find the same period.
func (s *totalsScreen) keepPlace() {
	from, _ := s.from.Day() // as far as they are typed
	to, _ := s.to.Day()
	s.app.route.totals = totalsPlace{s.span.Key(), from, to}
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
	case spanReport:
		return data.ReportYearOf(today), true
	}
	periods := s.app.desk.Periods()
	i := slices.IndexFunc(periods, func(p view.NamedPeriod) bool { return p.Key == s.span.Key() })
	if i < 0 {
		return data.ReportYearOf(today), true
	}
	return periods[i].Period, true
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
	a, tab := s.app, totalsTabs[s.tab]
	for i, b := range s.tabs {
		b.Importance = fynewidget.LowImportance
		if i == s.tab {
			b.Importance = fynewidget.MediumImportance
		}
		b.Refresh()
	}
	s.own.Hidden = s.span.Key() != spanOwn
	s.chooser.Hidden = tab.timeless
	period, ok := s.chosen()
	switch {
	case tab.timeless:
		s.period.SetText("")
	case !ok:
		s.period.SetText(a.T("totals.dates"))
		return
	default:
		s.period.SetText(a.T("totals.period", period.From.Chinese(), period.To.Chinese()))
	}
	s.query.Period = period
	s.keepPlace()
	s.list.Objects = tab.fill(s, period)
	widget.KeepInView(s.body, s.list.Objects...)
	s.list.Refresh()
}

// behind is a count that opens its cases; a count of nothing is a plain number.
func (s *totalsScreen) behind(cases int, f data.Filter) fyne.CanvasObject {
	text := strconv.Itoa(cases)
	if cases == 0 {
		return middling(text)
	}
	return widget.NewButton(text, func() { s.app.Show(Route{Page: PageLedger, Filter: f}) })
}

// filterName says which figure, and which part of it, a filter picks.
func (a *App) filterName(f data.Filter) string {
	name := a.T("totals.period", f.Period.From.Chinese(), f.Period.To.Chinese()) + " "
	if f.Column != "" {
		name += data.ColumnName(f.Column)
		if f.Basis == data.BasisWritten {
			name += " · " + a.T("statistics.written")
		}
		return name
	}
	name += data.Figures.Name(string(f.Figure))
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
