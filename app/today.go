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

// todayScreen shows what is due and opens the case it is about. It looks ahead when
// another day is picked.
type todayScreen struct {
	app   *App
	day   *fynewidget.Label
	pick  *widget.DayEntry
	back  *widget.Button
	on    data.Day // 0 is today
	state *fyne.Container
	link  *fynewidget.Label
	list  *fyne.Container
}

func newToday(a *App) screen { return &todayScreen{app: a} }

func (s *todayScreen) build() fyne.CanvasObject {
	s.day = fynewidget.NewLabel("")
	s.state, s.list = container.NewHBox(), container.NewVBox()
	s.link = line("")
	s.pick = widget.NewDayEntry(s.app.today)
	s.pick.OnValue = s.look
	s.back = widget.NewButton(s.app.T("today.back"), func() { s.pick.SetDay(0); s.look(0) })
	other := container.New(widths{5, 11}, fynewidget.NewLabel(s.app.T("today.other")), s.pick)
	head := container.NewHBox(heading(s.app.T("today.title")), container.NewCenter(s.day), layout.NewSpacer(), s.back, other)
	return container.NewBorder(container.NewVBox(head, s.state, s.link, fynewidget.NewSeparator()), nil, nil, nil, scrolling(s.list))
}

// look shows what is due on a day; 0 is today.
func (s *todayScreen) look(on data.Day) {
	s.on = on
	s.refresh()
}

// mostRows bounds each group: more would not be read, and the count is in the heading.
const mostRows = 50

func (s *todayScreen) refresh() {
	a := s.app
	v := a.desk.TodayView(s.on)
	s.back.Hidden = !v.Other
	s.day.SetText(v.Day)
	s.state.Objects = []fyne.CanvasObject{
		fynewidget.NewLabel(a.T("today.open", v.Open)), widget.NewStatusChip(tone(v.UnsentTone), v.Unsent),
	}
	if text, _ := a.desk.BackupNotice(); text != "" {
		s.state.Add(widget.NewButton("⚠ "+text, func() { a.Show(Route{Page: PageSettings, Tab: tabOf("settings.tab.backup")}) }))
	}
	s.link.SetText(v.Link)
	if s.link.Show(); v.Link == "" {
		s.link.Hide()
	}
	now := "today.now"
	if v.Other {
		now = "today.that_day"
	}
	s.list.Objects = slices.Concat(s.began(), s.group("today.matters", v.Matters), s.group("today.overdue", v.Overdue), s.group(now, v.Today), s.group("today.soon", v.Soon))
	switch {
	case len(s.list.Objects) > 0:
	case v.Other:
		s.list.Objects = []fyne.CanvasObject{container.NewCenter(fynewidget.NewLabel(a.T("today.nothing_then")))}
	default:
		s.list.Objects = s.empty(v.Open)
	}
	s.state.Refresh()
	s.list.Refresh()
}

// group lists what is due, under a heading with its count.
func (s *todayScreen) group(word string, rows []view.DueRow) []fyne.CanvasObject {
	if len(rows) == 0 {
		return nil
	}
	out := []fyne.CanvasObject{heading(s.app.T(word, len(rows)))}
	for _, r := range rows[:min(len(rows), mostRows)] {
		out = append(out, s.row(r))
	}
	if len(rows) > mostRows {
		out = append(out, line(s.app.T("today.more", mostRows)))
	}
	return out
}

// dueRoute is where something that is due can be done.
func dueRoute(r view.DueRow) Route {
	switch r.Kind {
	case data.DueTerm:
		return Route{Page: PageSettings, Tab: tabOf("settings.tab.committee")}
	case view.DueHolidays:
		return Route{Page: PageSettings, Tab: tabOf("settings.tab.lists")}
	case view.DueTask:
		return Route{Page: PageTotals, Tab: tabTasks}
	case view.DueCommittee:
		return Route{Page: PageSettings, Tab: tabOf("settings.tab.committee")}
	case view.DueNumber:
		return Route{Page: PageSync}
	case view.DueRetired:
		return Route{Page: PageSettings, Tab: tabOf("settings.tab.computers")}
	}
	return Route{Page: PageCase, Case: r.Case}
}

// row is one thing that is due; all of it is a button that opens the place to do it.
func (s *todayScreen) row(r view.DueRow) fyne.CanvasObject {
	open := widget.NewButton("", func() { s.app.Show(dueRoute(r)) })
	what := []fyne.CanvasObject{
		container.NewHBox(widget.NewStatusChip(tone(r.Tone), r.When)), fynewidget.NewLabel(r.Label), short(r.Title),
	}
	content := container.New(widths{8, 12, 0, 18}, append(what, short(r.Number))...)
	if s.app.largeType() { // no room beside each other
		content = container.NewVBox(container.New(widths{8, 0}, what[:2]...), what[2])
	}
	open.Importance = fynewidget.LowImportance
	return panel(container.NewStack(open, container.NewPadded(content)))
}

// empty says what to do when nothing is due.
func (s *todayScreen) empty(open int) []fyne.CanvasObject {
	a := s.app
	text := a.T("today.nothing")
	if open == 0 {
		text = a.T("today.start")
	}
	intake := widget.NewPrimaryButton(a.T("nav.intake"), func() { a.Show(Route{Page: PageIntake}) })
	return []fyne.CanvasObject{container.NewCenter(fynewidget.NewLabel(text)), container.NewCenter(intake)}
}

// short is a label that ends in dots where there is no room.
func short(text string) *fynewidget.Label {
	l := fynewidget.NewLabel(text)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}
