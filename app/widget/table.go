package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Column is a column of a Table.
type Column struct {
	Title string
	Width float32 // in characters of the normal size; 0 shares what the others leave
	Right bool    // numbers end at the right
	Chip  bool    // shows its cells as chips
}

// Cell is what one field of a Table shows.
type Cell struct {
	Text string
	Tone Tone
}

// Table shows many rows, ten thousand or more; it asks only for those in sight. One row is current: the arrow keys,
// Page Up, Page Down, Home, End and a click move it; Enter and a click on the current row (so also a double click)
// open it.
type Table struct {
	fynewidget.BaseWidget

	// OnCurrent is called when another row becomes the current one.
	OnCurrent func(row int)
	// OnOpen is called to open a row.
	OnOpen func(row int)

	columns []Column
	length  func() int
	cell    func(row, column int) Cell
	list    *tableList
	body    fyne.CanvasObject
}

// NewTable returns a table. length says how many rows there are and cell what each shows; call Refresh when either
// changes.
func NewTable(columns []Column, length func() int, cell func(row, column int) Cell) *Table {
	t := &Table{columns: columns, length: length, cell: cell}
	t.list = newTableList(t)
	var headings []fyne.CanvasObject
	for _, c := range columns {
		headings = append(headings, newHeading(c))
	}
	header := container.New(rowLayout{t}, headings...)
	ground := canvas.NewRectangle(theme.Color(theme.ColorNameHeaderBackground))
	t.body = container.NewBorder(container.NewStack(ground, header), nil, nil, nil, t.list)
	t.ExtendBaseWidget(t)
	return t
}

func newHeading(c Column) fyne.CanvasObject {
	l := fynewidget.NewLabelWithStyle(c.Title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	l.Truncation = fyne.TextTruncateEllipsis
	if c.Right {
		l.Alignment = fyne.TextAlignTrailing
	}
	return l
}

// CreateRenderer implements fyne.Widget.
func (t *Table) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(t.body) }

// Refresh shows the rows anew.
func (t *Table) Refresh() {
	if last := t.length() - 1; t.list.current > last {
		t.list.goTo(last)
	}
	t.list.Refresh()
	t.BaseWidget.Refresh()
}

// Current is the current row, -1 for none.
func (t *Table) Current() int { return t.list.current }

// SetCurrent makes a row the current one and scrolls to it; a row that does not exist makes it none.
func (t *Table) SetCurrent(row int) { t.list.goTo(row) }

// Focus gives the table the keyboard.
func (t *Table) Focus() {
	if c := canvasOf(t.list); c != nil {
		c.Focus(t.list)
	}
}

// open opens the current row.
func (t *Table) open() {
	if row := t.list.current; row >= 0 && row < t.length() && t.OnOpen != nil {
		t.OnOpen(row)
	}
}

// tableList is the rows: Fyne's list keeps objects only for those in sight.
type tableList struct {
	fynewidget.List
	table   *Table
	current int
	onFocus func()
}

func newTableList(t *Table) *tableList {
	l := &tableList{table: t, current: -1}
	l.Length = t.length
	l.CreateItem = func() fyne.CanvasObject { return newTableRow(t) }
	l.UpdateItem = func(id fynewidget.ListItemID, o fyne.CanvasObject) { o.(*tableRow).show(id) }
	l.OnSelected = func(id fynewidget.ListItemID) {
		if id == l.current {
			return
		}
		l.current = id
		l.Highlight(id)
		if t.OnCurrent != nil {
			t.OnCurrent(id)
		}
	}
	l.ExtendBaseWidget(l)
	return l
}

// goTo makes a row the current one.
func (l *tableList) goTo(row int) {
	if row < 0 || row >= l.table.length() {
		l.current = -1
		l.UnselectAll()
		return
	}
	l.Select(row)
}

func (l *tableList) watchFocus(f func()) { l.onFocus = f }

// FocusGained marks the current row, or the first.
func (l *tableList) FocusGained() {
	l.List.FocusGained()
	if l.current < 0 {
		l.goTo(0)
	}
	if l.onFocus != nil {
		l.onFocus()
	}
}

// TypedKey moves the current row or opens it.
func (l *tableList) TypedKey(key *fyne.KeyEvent) {
	last := l.table.length() - 1
	switch key.Name {
	case fyne.KeyUp:
		l.goTo(max(0, l.current-1))
	case fyne.KeyDown:
		l.goTo(min(last, l.current+1))
	case fyne.KeyPageUp:
		l.goTo(max(0, l.current-l.page()))
	case fyne.KeyPageDown:
		l.goTo(min(last, l.current+l.page()))
	case fyne.KeyHome:
		l.goTo(min(last, 0))
	case fyne.KeyEnd:
		l.goTo(last)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		l.table.open()
	default:
		if forwarded(key.Name) {
			forwardKey(l, key)
		}
	}
}

// page is how many rows are in sight, less one to keep one's place.
func (l *tableList) page() int {
	return max(1, int(l.Size().Height/newTableRow(l.table).MinSize().Height)-1)
}

// tableRow is the objects of one row in sight.
type tableRow struct {
	fynewidget.BaseWidget
	table *Table
	row   int
	cells *fyne.Container
}

func newTableRow(t *Table) *tableRow {
	var cells []fyne.CanvasObject
	for _, c := range t.columns {
		if c.Chip {
			cells = append(cells, NewStatusChip(Neutral, ""))
			continue
		}
		l := fynewidget.NewLabel("")
		l.Truncation = fyne.TextTruncateEllipsis
		if c.Right {
			l.Alignment = fyne.TextAlignTrailing
		}
		cells = append(cells, l)
	}
	r := &tableRow{table: t, cells: container.New(rowLayout{t}, cells...)}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *tableRow) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(r.cells) }

// Tapped makes the row the current one, or opens it when it is that already.
func (r *tableRow) Tapped(*fyne.PointEvent) {
	again := r.table.list.current == r.row
	r.table.Focus()
	r.table.list.goTo(r.row)
	if again {
		r.table.open()
	}
}

// show fills the row.
func (r *tableRow) show(row int) {
	r.row = row
	for column, o := range r.cells.Objects {
		cell := r.table.cell(row, column)
		switch o := o.(type) {
		case *StatusChip:
			o.Set(cell.Tone, cell.Text)
		case *fynewidget.Label:
			o.Importance = cell.Tone.importance()
			o.SetText(cell.Text)
		}
	}
}

// rowLayout places the cells of a row below the headings.
type rowLayout struct{ table *Table }

// Layout implements fyne.Layout.
func (l rowLayout) Layout(cells []fyne.CanvasObject, size fyne.Size) {
	unit := theme.TextSize()
	rest := size.Width - theme.ScrollBarSize()
	shares := 0
	for _, c := range l.table.columns {
		rest -= c.Width * unit
		if c.Width == 0 {
			shares++
		}
	}
	x := float32(0)
	for i, c := range l.table.columns {
		width := c.Width * unit
		if c.Width == 0 {
			width = max(4*unit, rest/float32(shares))
		}
		cells[i].Move(fyne.NewPos(x, 0))
		cells[i].Resize(fyne.NewSize(width, size.Height))
		x += width
	}
}

// MinSize implements fyne.Layout.
func (l rowLayout) MinSize(cells []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(theme.ScrollBarSize(), 0)
	for i, c := range l.table.columns {
		size.Width += max(c.Width, 4) * theme.TextSize()
		size.Height = max(size.Height, cells[i].MinSize().Height)
	}
	return size
}
