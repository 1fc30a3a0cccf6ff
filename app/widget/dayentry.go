package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/data"
)

// DayEntry takes a date as people type it, 2026-3-2 or 2026年3月2日, or from a calendar, which its button, F4 and the
// down key open.
type DayEntry struct {
	Checked[data.Day]

	today    func() data.Day
	calendar *fynewidget.PopUp
}

// NewDayEntry returns an empty field for a date. today is where the calendar of an empty field opens.
func NewDayEntry(today func() data.Day) *DayEntry {
	e := &DayEntry{today: today}
	e.parse, e.format, e.describe = data.ParseDay, data.Day.String, describeDay
	e.start(e)
	e.ActionItem = newOpener(e.OpenCalendar)
	return e
}

// opener is the calendar's icon. It is no stop for Tab, because the field opens the calendar by key.
type opener struct {
	fynewidget.BaseWidget
	tapped func()
}

func newOpener(tapped func()) *opener {
	o := &opener{tapped: tapped}
	o.ExtendBaseWidget(o)
	return o
}

// CreateRenderer implements fyne.Widget.
func (o *opener) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(container.NewPadded(fynewidget.NewIcon(theme.CalendarIcon())))
}

// Tapped implements fyne.Tappable.
func (o *opener) Tapped(*fyne.PointEvent) { o.tapped() }

// Cursor implements desktop.Cursorable.
func (o *opener) Cursor() desktop.Cursor { return desktop.PointerCursor }

// describeDay adds what a date does not show: the day of the week.
func describeDay(d data.Day) string {
	fromMonday := (int(d.Weekday()) + 6) % 7
	return d.Chinese() + "，周" + words.Weekdays[fromMonday]
}

// Day is the date in the field, unset for the empty field; the error is *data.Invalid.
func (e *DayEntry) Day() (data.Day, error) { return e.Value() }

// SetDay shows the date without calling OnValue.
func (e *DayEntry) SetDay(d data.Day) { e.SetValue(d) }

// TypedKey opens the calendar or edits.
func (e *DayEntry) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyF4 || key.Name == fyne.KeyDown {
		e.OpenCalendar()
		return
	}
	e.Checked.TypedKey(key)
}

// OpenCalendar shows the calendar below the field, at the date in it or at today.
func (e *DayEntry) OpenCalendar() {
	c := canvasOf(e)
	if c == nil || e.Disabled() {
		return
	}
	day, err := e.Value()
	if err != nil || day == 0 {
		day = e.today()
	}
	month := newCalendar(day, e.today())
	month.picked = func(d data.Day) {
		e.closeCalendar()
		e.SetText(d.String()) // calls OnValue
		c.Focus(e)
	}
	month.left = func() {
		e.closeCalendar()
		c.Focus(e)
	}
	e.calendar = fynewidget.NewPopUp(month.build(), c)
	e.calendar.ShowAtRelativePosition(fyne.NewPos(0, e.Size().Height), e)
	e.keepOnScreen(c)
	c.Focus(month.grid)
}

// keepOnScreen moves the calendar above the field when there is no room below.
func (e *DayEntry) keepOnScreen(c fyne.Canvas) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(e)
	height := e.calendar.MinSize().Height
	if below := at.Y + e.Size().Height; below+height > c.Size().Height && at.Y > height {
		e.calendar.ShowAtPosition(fyne.NewPos(at.X, at.Y-height))
	}
}

func (e *DayEntry) closeCalendar() {
	if e.calendar != nil {
		e.calendar.Hide()
		e.calendar = nil
	}
}
