package app

import (
	"slices"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// ledgerScreen lists the cases and searches as one types. Opened from a figure of
// the totals it shows exactly the cases that the figure counts.
type ledgerScreen struct {
	app                   *App
	filter                data.Filter
	view                  *view.LedgerView
	text                  *widget.Entry
	group, kind, mediator *widget.Select
	columns               []ledgerColumn
	table                 *widget.Table
	count                 *fynewidget.Label
	behind                *fyne.Container
	nothing               fyne.CanvasObject
	// ready says that the screen is built: what it shows is remembered from now on.
	ready bool
	// from is what was searched for when the screen was left.
	from ledgerPlace
}

// ledgerPlace is what the ledger's head asks for and the case that is chosen: a plain
// value in the route, so that coming back leads to the same place.
type ledgerPlace struct {
	text                  string
	group, kind, mediator int
	chosen                data.CaseID
}

func newLedger(a *App, r Route) screen {
	return &ledgerScreen{app: a, filter: r.Filter, from: r.ledger, view: &view.LedgerView{}}
}

// mostCases bounds what the screen lists; nobody scrolls further, one searches.
const mostCases = 500

func (s *ledgerScreen) build() fyne.CanvasObject {
	a := s.app
	s.text = widget.NewEntry()
	s.text.SetPlaceHolder(a.T("ledger.search"))
	s.text.SetText(s.from.text)
	s.text.CursorColumn = utf8.RuneCountInString(s.from.text)
	s.text.OnChanged = func(string) { s.search() }
	s.text.OnSubmitted = func(string) { s.enter() }
	choices := a.desk.LedgerChoices()
	s.group, s.kind = s.choice(choices.Groups, s.from.group), s.choice(choices.Types, s.from.kind)
	s.mediator = s.choice(choices.Mediators, s.from.mediator)
	s.count = fynewidget.NewLabel("")
	s.columns = s.makeColumns()
	var columns []widget.Column
	for _, c := range s.columns {
		columns = append(columns, c.Column)
	}
	s.table = widget.NewTable(columns, func() int { return len(s.view.Rows) }, s.cell)
	s.table.OnOpen = s.open
	s.behind = container.NewHBox()
	s.nothing = container.NewCenter(fynewidget.NewLabel(a.T("ledger.nothing")))
	filters := container.New(widths{5, 0, 5, 0, 4, 0},
		fynewidget.NewLabel(a.T("ledger.group")), s.group, fynewidget.NewLabel(a.T("ledger.type")), s.kind,
		fynewidget.NewLabel(a.T("ledger.mediator")), s.mediator)
	head := container.NewVBox(
		container.NewBorder(nil, nil, heading(a.T("ledger.title")),
			container.NewHBox(s.count, s.ways()), s.text), filters, s.behind)
	return container.NewBorder(head, nil, nil, nil, container.NewStack(s.table, s.nothing))
}

// ways lead from the cases that are shown to a table, to their papers, and to empty forms.
func (s *ledgerScreen) ways() fyne.CanvasObject {
	a := s.app
	return container.NewHBox(
		widget.NewButton(a.T("batch.title"), func() { a.printMany(s.query()) }),
		widget.NewButton(a.T("sheet.export"), func() { a.exportLedger(s.query()) }),
		widget.NewButton(a.T("scan.title"), func() { a.Show(Route{Page: PageScan}) }),
		widget.NewButton(a.T("blanks.title"), func() { a.Show(Route{Page: PageBlanks}) }))
}

func (s *ledgerScreen) first() fyne.Focusable { return s.text }

// choice is a filter whose first entry is all; codes may be empty, so the place in
// the list is the key.
func (s *ledgerScreen) choice(list []view.Choice, picked int) *widget.Select {
	var options []widget.Option
	for _, c := range list {
		options = append(options, widget.Option{Key: c.Code, Label: c.Label})
	}
	pick := widget.NewSelect(s.app.T("form.pick"), options, nil)
	pick.SetSelectedIndex(min(picked, len(list)-1))
	pick.OnChanged = func(string) { s.search() }
	return pick
}

// ledgerColumn is a column of the ledger and what it shows of a case.
type ledgerColumn struct {
	widget.Column
	text func(*view.LedgerRow) string
	// largest is the largest type that leaves room for it.
	largest float32
}

func (s *ledgerScreen) makeColumns() []ledgerColumn {
	a := s.app
	all := []ledgerColumn{
		{widget.Column{Title: a.T("ledger.number"), Width: 15.3}, ledgerNumber, theme.ScaleHuge},
		{widget.Column{Title: a.T("ledger.parties")}, func(r *view.LedgerRow) string { return r.Parties }, theme.ScaleHuge},
		{widget.Column{Title: a.T("ledger.type"), Width: 8}, func(r *view.LedgerRow) string { return r.Type }, theme.ScaleLarge},
		{widget.Column{Title: a.T("ledger.status"), Width: 5.6, Chip: true}, func(r *view.LedgerRow) string { return r.Status }, theme.ScaleHuge},
		{widget.Column{Title: a.T("ledger.received"), Width: 7}, func(r *view.LedgerRow) string { return r.Received }, theme.ScaleNormal},
		{widget.Column{Title: a.T("ledger.mediators"), Width: 5.3}, func(r *view.LedgerRow) string { return r.Mediators }, theme.ScaleNormal},
		{widget.Column{Title: a.T("ledger.amount"), Width: 7.6, Right: true}, func(r *view.LedgerRow) string { return r.Amount }, theme.ScaleLarge},
	}
	return slices.DeleteFunc(all, func(c ledgerColumn) bool { return c.largest < a.Theme.Scale() })
}

func ledgerNumber(r *view.LedgerRow) string {
	if r.Conflict {
		return "⚠ " + r.Number
	}
	return r.Number
}

func (s *ledgerScreen) cell(row, column int) widget.Cell {
	r, c := &s.view.Rows[row], s.columns[column]
	cell := widget.Cell{Text: c.text(r)}
	if c.Chip {
		cell.Tone = tone(r.Tone)
	}
	return cell
}

// query is what the head of the screen asks for.
func (s *ledgerScreen) query() view.LedgerQuery {
	q := view.LedgerQuery{
		Text: s.text.Text, Group: view.LedgerGroup(s.group.Key()), Type: data.DisputeType(s.kind.Key()),
		Mediator: data.ElementID(s.mediator.Key()), Limit: mostCases,
	}
	if s.filter != (data.Filter{}) {
		q.IDs, q.Limit = s.app.desk.CasesBehind(s.filter), 0
	}
	return q
}

// refresh keeps the case that was chosen, also when one comes back to the ledger.
func (s *ledgerScreen) refresh() {
	current := s.currentCase()
	if !s.ready {
		current = s.from.chosen
	}
	s.fill()
	s.choose(s.rowOf(current))
	s.ready = true
	s.remember()
}

// remember notes in the route what the screen shows.
func (s *ledgerScreen) remember() {
	if s.ready && s.app.screen == screen(s) {
		s.app.route.ledger = ledgerPlace{
			s.text.Text, s.group.SelectedIndex(), s.kind.SelectedIndex(), s.mediator.SelectedIndex(), s.currentCase(),
		}
	}
}

// search chooses the first case that is found.
func (s *ledgerScreen) search() {
	s.fill()
	s.choose(min(0, len(s.view.Rows)-1))
	s.remember()
}

func (s *ledgerScreen) choose(row int) {
	if row != s.table.Current() { // drawing the rows again costs a frame
		s.table.SetCurrent(row)
	}
}

func (s *ledgerScreen) fill() {
	s.view = s.app.desk.LedgerView(s.query())
	s.count.SetText(s.view.Count)
	if len(s.view.Rows) == 0 {
		s.nothing.Show()
	} else {
		s.nothing.Hide()
	}
	s.table.Refresh()
	s.fillBehind()
}

func (s *ledgerScreen) currentCase() data.CaseID {
	if i := s.table.Current(); i >= 0 && i < len(s.view.Rows) {
		return s.view.Rows[i].ID
	}
	return data.CaseID{}
}

// rowOf finds the row of a case, so that the choice outlives a refresh; else the first.
func (s *ledgerScreen) rowOf(id data.CaseID) int {
	for i := range s.view.Rows {
		if s.view.Rows[i].ID == id {
			return i
		}
	}
	return min(0, len(s.view.Rows)-1)
}

// fillBehind says which figure the cases are behind, with the way to all cases.
func (s *ledgerScreen) fillBehind() {
	s.behind.Objects = nil
	if s.filter != (data.Filter{}) {
		a := s.app
		s.behind.Objects = []fyne.CanvasObject{
			widget.NewStatusChip(widget.Info, a.T("ledger.behind", a.filterName(s.filter), s.view.Total)),
			layout.NewSpacer(), widget.NewButton(a.T("ledger.all"), s.all),
		}
	}
	s.behind.Refresh()
}

func (s *ledgerScreen) all() {
	s.filter = data.Filter{}
	s.app.route.Filter = s.filter
	s.refresh()
}

// enter opens the only case found, or goes on to the table.
func (s *ledgerScreen) enter() {
	switch len(s.view.Rows) {
	case 0:
	case 1:
		s.open(0)
	default:
		s.table.Focus()
	}
}

func (s *ledgerScreen) open(row int) {
	if row < len(s.view.Rows) {
		s.remember()
		s.app.Show(Route{Page: PageCase, Case: s.view.Rows[row].ID})
	}
}
