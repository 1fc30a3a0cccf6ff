package app

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/sheet"
)

// importScreen takes in a ledger kept before, in three steps: the file, what its columns
// are, and a look at what would come of it. Nothing is changed before the last.
type importScreen struct {
	app     *App
	step    int
	file    string
	ledger  *view.Ledger
	in      view.ImportForm
	preview *view.ImportPreview
	form    *form
	body    *container.Scroll
	list    *fyne.Container
	title   *fynewidget.Label
	foot    *fyne.Container
	busy    bool
}

func newImport(a *App) screen { return &importScreen{app: a} }

// The steps of an import.
const (
	stepFile = iota
	stepColumns
	stepPreview
)

// stepWords head the steps.
var stepWords = []string{"import.step.file", "import.step.columns", "import.step.preview"}

func (s *importScreen) build() fyne.CanvasObject {
	s.list, s.foot = container.NewVBox(), container.NewHBox()
	s.body = scrolling(s.list)
	s.app.turnPages(s.body)
	s.title = heading("").(*fynewidget.Label)
	s.show(s.step)
	foot := container.NewVBox(fynewidget.NewSeparator(), s.foot)
	return container.New(layout.NewBorderLayout(s.title, foot, nil, nil), s.title, s.body, foot)
}

// refresh keeps what the user has chosen.
func (s *importScreen) refresh() {}

func (s *importScreen) first() fyne.Focusable {
	if s.form == nil {
		return nil
	}
	return s.form.begin
}

// show goes to a step.
func (s *importScreen) show(step int) {
	a := s.app
	s.step, s.form = step, nil
	s.title.SetText(a.T("import.title") + "　" + a.T(stepWords[step]))
	back := widget.NewButton(a.T("form.back"), a.Back)
	if step > stepFile {
		back = widget.NewButton(a.T("import.back"), func() { s.show(step - 1) })
	}
	switch step {
	case stepFile:
		s.fillFile(back)
	case stepColumns:
		s.fillColumns(back)
	default:
		s.fillPreview(back)
	}
	s.list.Refresh()
	s.foot.Refresh()
	s.body.ScrollToTop()
}

func (s *importScreen) buttons(buttons ...fyne.CanvasObject) {
	s.foot.Objects = append([]fyne.CanvasObject{buttons[0], layout.NewSpacer()}, buttons[1:]...)
}

// proposed is the button that goes on, by its key too.
func (s *importScreen) proposed(text string, do func()) *widget.Button {
	b := s.app.keys.Button(text, widget.Key{Name: fyne.KeyS, Modifier: fyne.KeyModifierControl}, do)
	b.Importance = fynewidget.HighImportance
	return b
}

func (s *importScreen) fillFile(back *widget.Button) {
	a := s.app
	s.form = a.newForm()
	path := a.fileField(s.form, "import.file*", ".xlsx", ".csv", ".txt", ".xls", ".et")
	if s.file != "" {
		s.form.fields["import.file"].(*widget.Entry).SetText(s.file)
	}
	s.list.Objects = []fyne.CanvasObject{line(a.T("import.file_text")), s.form.grid}
	next := func() { s.read(path()) }
	s.form.fields["import.file"].(*widget.Entry).OnSubmitted = func(string) { next() }
	s.buttons(back, s.proposed(a.T("import.next"), next))
}

// read reads the file and goes on with its fullest table.
func (s *importScreen) read(path string) {
	if s.busy {
		return
	}
	s.busy, s.file = true, path
	f := s.form
	background(func() (*view.Ledger, error) { return view.ReadLedger(path) }, func(l *view.Ledger, err error) {
		s.busy = false
		if err != nil {
			f.fail(err)
			return
		}
		s.ledger = l
		s.choose(l.Tables[view.FullestTable(l.Tables)])
	})
}

func (s *importScreen) choose(t *sheet.Table) {
	s.in = view.NewImport(s.ledger.Name, t)
	s.show(stepColumns)
}

// fillColumns shows each column with some of its values and what it is taken for.
func (s *importScreen) fillColumns(back *widget.Button) {
	a := s.app
	s.list.Objects = []fyne.CanvasObject{line(a.T("import.columns_text", s.ledger.Name, len(s.in.Table.Rows)))}
	if len(s.ledger.Tables) > 1 {
		s.list.Add(s.tables())
	}
	selects := make([]*widget.Select, len(s.in.Columns))
	for i, c := range a.desk.ImportColumns(s.in) {
		pick := widget.NewSelect(a.T("form.pick"), s.fields(), nil)
		pick.SetKey(string(c.Field))
		pick.OnChanged = func(string) { s.match(selects, i) }
		selects[i] = pick
		s.list.Add(container.New(widths{9, 0, 10}, cut(c.Head), cutLine(c.Samples), pick))
	}
	s.buttons(back, s.proposed(a.T("import.next"), s.look))
}

// cutLine is a line of text that ends in dots where it has no room.
func cutLine(text string) fyne.CanvasObject {
	l := fynewidget.NewLabel(text)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// tables picks one of several sheets.
func (s *importScreen) tables() fyne.CanvasObject {
	a := s.app
	var options []widget.Option
	for _, t := range s.ledger.Tables {
		options = append(options, widget.Option{Key: t.Name, Label: a.T("import.table_of", t.Name, len(t.Rows))})
	}
	pick := widget.NewSelect(a.T("form.pick"), distinct(options), nil)
	pick.SetKey(s.in.Table.Name)
	pick.OnChanged = func(string) {
		for _, t := range s.ledger.Tables {
			if t.Name == pick.Key() && t != s.in.Table {
				s.choose(t)
				return
			}
		}
	}
	return container.New(widths{9, 0}, fynewidget.NewLabel(a.T("import.table")), pick)
}

func (s *importScreen) fields() []widget.Option {
	a := s.app
	out := []widget.Option{{Key: "", Label: a.T("import.leave_out")}}
	for _, f := range sheet.Fields {
		out = append(out, widget.Option{Key: string(f), Label: a.T("field.import." + string(f))})
	}
	return out
}

// match takes over what was picked for a column; no two columns are the same thing.
func (s *importScreen) match(selects []*widget.Select, column int) {
	f := sheet.Field(selects[column].Key())
	s.in.Columns[column] = f
	for i := range s.in.Columns {
		if i != column && f != "" && s.in.Columns[i] == f {
			s.in.Columns[i] = ""
			selects[i].SetKey("")
		}
	}
}

// look makes the preview.
func (s *importScreen) look() {
	if s.busy {
		return
	}
	s.busy = true
	in := s.in
	background(func() (*view.ImportPreview, error) { return s.app.desk.PreviewImport(in) }, func(v *view.ImportPreview, err error) {
		s.busy = false
		if err != nil {
			s.app.fail(err)
			return
		}
		s.preview = v
		s.show(stepPreview)
	})
}

// fillPreview shows what would come of the import, what may be decided, and the rows that
// are not taken.
func (s *importScreen) fillPreview(back *widget.Button) {
	a, v := s.app, s.preview
	ready := widget.NewStatusChip(widget.Good, a.T("import.ready", v.Cases))
	counts := container.NewHBox(ready, fynewidget.NewLabel(a.T("import.counts", v.Ended, v.Open)))
	if len(v.Not) > 0 {
		counts.Add(widget.NewStatusChip(widget.Warn, a.T("import.not_ready", len(v.Not))))
	}
	s.list.Objects = append([]fyne.CanvasObject{counts}, s.decisions()...)
	if len(v.Not) > 0 {
		s.list.Add(container.NewHBox(heading(a.T("import.not.title")), layout.NewSpacer(), widget.NewButton(a.T("import.not.export"), s.exportNot)))
		for _, n := range v.Not[:min(len(v.Not), mostNot)] {
			s.list.Add(line(a.T("import.not.row", n.Line, joined([]string{n.Column, n.Text}), n.Why)))
		}
		if len(v.Not) > mostNot {
			s.list.Add(line(a.T("import.not.more", len(v.Not)-mostNot)))
		}
	}
	if v.Cases > 0 {
		s.list.Add(heading(a.T("import.first", len(v.Rows))))
		for _, r := range v.Rows {
			s.list.Add(container.New(widths{16, 0, 8, 7, 6},
				cutLine(r.Number), cutLine(r.Parties), cutLine(r.Type), fynewidget.NewLabel(r.Received), fynewidget.NewLabel(r.Status)))
		}
	}
	start := s.proposed(a.T("import.start", v.Cases), s.start)
	if v.Cases == 0 {
		start.Disable()
	}
	s.buttons(back, start)
}

// mostNot is how many rows that are not taken the screen lists; the exported list has all.
const mostNot = 50

// decisions asks what only the user can say of rows that were not understood.
func (s *importScreen) decisions() []fyne.CanvasObject {
	a, v := s.app, s.preview
	var out []fyne.CanvasObject
	if v.Dayless > 0 {
		out = append(out, line(a.T("import.dayless", v.Dayless)))
	}
	if len(v.UnknownTypes) > 0 || s.in.OtherType {
		tick := widget.NewCheck(a.T("import.other_type", strings.Join(v.UnknownTypes[:min(len(v.UnknownTypes), mostNamed)], "、")), nil)
		tick.SetChecked(s.in.OtherType)
		tick.OnChanged = func(on bool) {
			s.in.OtherType = on
			s.look()
		}
		out = append(out, tick)
	}
	if v.Unsaid > 0 || s.in.Unsaid != "" {
		options := append([]widget.Option{{Key: "", Label: a.T("import.unsaid.leave")}}, rows(data.Outcomes)...)
		pick := widget.NewSelect(a.T("form.pick"), options, nil)
		pick.SetKey(string(s.in.Unsaid))
		pick.OnChanged = func(string) {
			s.in.Unsaid = data.Outcome(pick.Key())
			s.look()
		}
		out = append(out, container.New(widths{0, 12}, line(a.T("import.unsaid", v.Unsaid)), pick))
	}
	return out
}

func (s *importScreen) exportNot() {
	a, v := s.app, s.preview
	a.askFolder(a.T("import.not.export"), func(dir string) (string, error) {
		return numbered(filepath.Join(dir, a.T("import.not.file")), ".xlsx", func(path string) error {
			return view.WriteBook(path, a.desk.NotTakenBook(v))
		})
	}, func(path string) { a.exported(path, nil) })
}

// start takes the cases in, and then offers to take them back.
func (s *importScreen) start() {
	a, v := s.app, s.preview
	withProgress(a, a.T("import.title"), func(p view.Progress) (view.ImportResult, error) { return a.desk.Import(v, p) },
		func(r view.ImportResult, err error) {
			if err != nil {
				a.fail(err)
			}
			if r.Taken == 0 {
				s.look()
				return
			}
			s.result(r)
		})
}

func (s *importScreen) result(r view.ImportResult) {
	a := s.app
	s.title.SetText(a.T("import.title"))
	text, sign := a.T("import.done", r.Taken), widget.NewStatusChip(widget.Good, a.T("import.ok"))
	if r.Left > 0 {
		sign = widget.NewStatusChip(widget.Warn, a.T("progress.stopped"))
		text += "\n" + a.T("import.done_left", r.Left)
	}
	ledger := func() { a.returnTo(Route{Page: PageLedger}) }
	undo := widget.NewButton(a.T("import.undo"), func() { a.undoImport(r.Batch, ledger) })
	s.list.Objects = []fyne.CanvasObject{
		container.NewHBox(sign), line(text), line(a.T("import.undo_later")),
	}
	s.buttons(undo, s.proposed(a.T("import.to_ledger"), ledger))
	s.list.Refresh()
	s.foot.Refresh()
	s.body.ScrollToTop()
}
