package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
)

// todayScreen shows what is due and opens the case it is about.
type todayScreen struct {
	app   *App
	day   *fynewidget.Label
	state *fyne.Container
	list  *fyne.Container
}

func newToday(a *App) screen { return &todayScreen{app: a} }

func (s *todayScreen) build() fyne.CanvasObject {
	s.day = fynewidget.NewLabel("")
	s.state, s.list = container.NewHBox(), container.NewVBox()
	head := container.NewHBox(heading(s.app.T("today.title")), s.day)
	return container.NewBorder(container.NewVBox(head, s.state, fynewidget.NewSeparator()), nil, nil, nil, scrolling(s.list))
}

// mostRows bounds each group: more would not be read, and the count is in the heading.
const mostRows = 100

func (s *todayScreen) refresh() {
	a := s.app
	v := a.desk.TodayView()
	s.day.SetText(v.Day)
	s.state.Objects = []fyne.CanvasObject{
		fynewidget.NewLabel(a.T("today.open", v.Open)), widget.NewStatusChip(tone(v.UnsentTone), v.Unsent),
	}
	if v.Conflicts > 0 {
		s.state.Add(widget.NewStatusChip(widget.Bad, a.T("today.conflicts", v.Conflicts)))
	}
	s.list.Objects = nil
	s.group("today.overdue", v.Overdue)
	s.group("today.now", v.Today)
	s.group("today.soon", v.Soon)
	if len(s.list.Objects) == 0 {
		s.empty(v.Open)
	}
	s.state.Refresh()
	s.list.Refresh()
}

// group lists what is due, under a heading with its count.
func (s *todayScreen) group(word string, rows []view.DueRow) {
	if len(rows) == 0 {
		return
	}
	s.list.Add(heading(s.app.T(word, len(rows))))
	for _, r := range rows[:min(len(rows), mostRows)] {
		s.list.Add(s.row(r))
	}
	if len(rows) > mostRows {
		s.list.Add(line(s.app.T("today.more", mostRows)))
	}
}

// row is one thing that is due; all of it is a button that opens the case.
func (s *todayScreen) row(r view.DueRow) fyne.CanvasObject {
	open := widget.NewButton("", func() { s.app.Show(Route{Page: PageCase, Case: r.Case}) })
	what := container.New(widths{8, 12, 0, 18},
		container.NewHBox(widget.NewStatusChip(tone(r.Tone), r.When)), fynewidget.NewLabel(r.Label),
		short(r.Title), short(r.Number))
	open.Importance = fynewidget.LowImportance
	return panel(container.NewStack(open, container.NewPadded(what)))
}

// empty says what to do when nothing is due.
func (s *todayScreen) empty(open int) {
	a := s.app
	text := a.T("today.nothing")
	if open == 0 {
		text = a.T("today.start")
	}
	intake := widget.NewPrimaryButton(a.T("nav.intake"), func() { a.Show(Route{Page: PageIntake}) })
	s.list.Add(container.NewVBox(layout.NewSpacer(), container.NewCenter(fynewidget.NewLabel(text)), container.NewCenter(intake)))
}

// short is a label that ends in dots where there is no room.
func short(text string) *fynewidget.Label {
	l := fynewidget.NewLabel(text)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}
