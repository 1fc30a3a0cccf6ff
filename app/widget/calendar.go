package widget

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/data"
)

// calendar shows one month to pick a day from.
type calendar struct {
	day, today data.Day
	picked     func(data.Day) // the unset day when it was cleared
	left       func()         // Esc

	title *fynewidget.Label
	grid  *dayGrid
}

// Weeks and days of the grid: a month touches six weeks at most.
const weeks, weekDays = 6, 7

func newCalendar(day, today data.Day) *calendar {
	c := &calendar{day: day, today: today, title: fynewidget.NewLabel("")}
	c.title.Alignment = fyne.TextAlignCenter
	c.grid = newDayGrid(c)
	return c
}

// build puts the calendar together.
func (c *calendar) build() fyne.CanvasObject {
	step := func(text string, months int) fyne.CanvasObject {
		b := fynewidget.NewButton(text, func() { c.move(c.day.AddMonth(months)) })
		b.Importance = fynewidget.LowImportance
		return b
	}
	head := container.NewBorder(nil, nil,
		container.NewHBox(step("«", -12), step("‹", -1)),
		container.NewHBox(step("›", 1), step("»", 12)), c.title)
	foot := container.NewHBox(
		fynewidget.NewButton(words.Clear, func() { c.picked(0) }), layout.NewSpacer(),
		fynewidget.NewButton(words.Today, func() { c.picked(c.today) }))
	c.move(c.day)
	return container.NewVBox(head, c.grid, foot)
}

// move marks the day and shows its month. Days that no field takes are not gone to.
func (c *calendar) move(d data.Day) {
	y, m, day := d.Date()
	if _, err := data.NewDay(y, m, day); err != nil {
		return
	}
	c.day = d
	c.title.SetText(words.Month(y, int(m)))
	c.grid.Refresh()
}

// first is the Monday of the grid's first week.
func (c *calendar) first() data.Day {
	_, _, inMonth := c.day.Date()
	start := c.day.Add(1 - inMonth)
	return start.Add(-((int(start.Weekday()) + 6) % weekDays))
}

// typed moves the marked day, picks it or leaves.
func (c *calendar) typed(key fyne.KeyName) {
	switch key {
	case fyne.KeyLeft:
		c.move(c.day.Add(-1))
	case fyne.KeyRight:
		c.move(c.day.Add(1))
	case fyne.KeyUp:
		c.move(c.day.Add(-weekDays))
	case fyne.KeyDown:
		c.move(c.day.Add(weekDays))
	case fyne.KeyPageUp:
		c.move(c.day.AddMonth(-1))
	case fyne.KeyPageDown:
		c.move(c.day.AddMonth(1))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		c.picked(c.day)
	case fyne.KeyEscape:
		c.left()
	}
}

// dayGrid is the days of the month under the names of the weekdays.
type dayGrid struct {
	fynewidget.BaseWidget
	c *calendar
}

func newDayGrid(c *calendar) *dayGrid {
	g := &dayGrid{c: c}
	g.ExtendBaseWidget(g)
	return g
}

// FocusGained implements fyne.Focusable.
func (g *dayGrid) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (g *dayGrid) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (g *dayGrid) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (g *dayGrid) TypedKey(key *fyne.KeyEvent) { g.c.typed(key.Name) }

// Tapped picks the day under the pointer.
func (g *dayGrid) Tapped(e *fyne.PointEvent) {
	cell := g.cell()
	column, row := int(e.Position.X/cell.Width), int(e.Position.Y/cell.Height)-1
	if row < 0 || row >= weeks || column < 0 || column >= weekDays {
		return
	}
	d := g.c.first().Add(row*weekDays + column)
	if y, m, day := d.Date(); y != 0 {
		if _, err := data.NewDay(y, m, day); err == nil {
			g.c.picked(d)
		}
	}
}

// cell is the size of one day.
func (g *dayGrid) cell() fyne.Size {
	side := theme.TextSize() * 2.1
	return fyne.NewSize(side*1.1, side)
}

// CreateRenderer implements fyne.Widget.
func (g *dayGrid) CreateRenderer() fyne.WidgetRenderer {
	r := &dayGridRenderer{grid: g}
	for i := range r.days {
		r.grounds[i] = canvas.NewRectangle(color.Transparent)
		r.grounds[i].CornerRadius = theme.InputRadiusSize()
		r.days[i] = newCellText()
		r.objects = append(r.objects, r.grounds[i], r.days[i])
	}
	for i := range r.names {
		r.names[i] = newCellText()
		r.objects = append(r.objects, r.names[i])
	}
	r.Refresh()
	return r
}

func newCellText() *canvas.Text {
	t := canvas.NewText("", color.Transparent)
	t.Alignment = fyne.TextAlignCenter
	return t
}

type dayGridRenderer struct {
	grid    *dayGrid
	names   [weekDays]*canvas.Text
	days    [weeks * weekDays]*canvas.Text
	grounds [weeks * weekDays]*canvas.Rectangle
	objects []fyne.CanvasObject
}

// Destroy implements fyne.WidgetRenderer.
func (r *dayGridRenderer) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (r *dayGridRenderer) Objects() []fyne.CanvasObject { return r.objects }

// MinSize implements fyne.WidgetRenderer.
func (r *dayGridRenderer) MinSize() fyne.Size {
	cell := r.grid.cell()
	return fyne.NewSize(cell.Width*weekDays, cell.Height*(weeks+1))
}

// Layout implements fyne.WidgetRenderer.
func (r *dayGridRenderer) Layout(fyne.Size) {
	cell := r.grid.cell()
	place := func(o fyne.CanvasObject, column, row int) {
		o.Move(fyne.NewPos(float32(column)*cell.Width, float32(row)*cell.Height))
		o.Resize(cell)
	}
	for i, name := range r.names {
		place(name, i, 0)
	}
	for i, day := range r.days {
		place(day, i%weekDays, i/weekDays+1)
		place(r.grounds[i], i%weekDays, i/weekDays+1)
	}
}

// Refresh shows the month of the marked day: days of other months pale, today in colour, the marked day on a ground.
func (r *dayGridRenderer) Refresh() {
	th := r.grid.Theme()
	for i, name := range r.names {
		name.Text = words.Weekdays[i]
		name.TextSize = th.Size(theme.SizeNameCaptionText)
		name.Color = colorIn(th, theme.ColorNamePlaceHolder)
	}
	c := r.grid.c
	first := c.first()
	for i, text := range r.days {
		d := first.Add(i)
		_, _, number := d.Date()
		text.Text = strconv.Itoa(number)
		text.TextSize = th.Size(theme.SizeNameText)
		text.TextStyle.Bold = d == c.today
		ink, ground := theme.ColorNameForeground, color.Color(color.Transparent)
		switch {
		case d == c.day:
			ink, ground = theme.ColorNameForegroundOnPrimary, colorIn(th, theme.ColorNamePrimary)
		case d == c.today:
			ink = theme.ColorNamePrimary
		case d.Month() != c.day.Month():
			ink = theme.ColorNameInputBorder
		}
		text.Color, r.grounds[i].FillColor = colorIn(th, ink), ground
	}
	canvas.Refresh(r.grid)
}
