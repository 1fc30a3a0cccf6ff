package app

import (
	"errors"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
	"woshou/pdf"
)

// papersList lists papers with a box to tick each: those of a case, or, without one, the
// forms to be filled by hand.
type papersList struct {
	app    *App
	of     *data.Case
	rows   []view.PaperRow
	picked map[forms.Ref]bool // outlives the screen
	ticks  []*widget.Check
	print  *widget.Button
	all    *widget.Button
	head   fyne.CanvasObject
}

// tickedPapers are the papers of a case that are ticked, until another case is opened.
type tickedPapers struct {
	of   data.CaseID
	refs map[forms.Ref]bool
}

// papersOf is the list of papers of a case, ticked as it was left.
func (a *App) papersOf(id data.CaseID) *papersList {
	if a.ticked.of != id || a.ticked.refs == nil {
		a.ticked = tickedPapers{of: id, refs: map[forms.Ref]bool{}}
	}
	return &papersList{app: a, picked: a.ticked.refs}
}

// objects are the head of the list with its buttons, and the list. whole are the papers of
// the whole dossier, of a case.
func (l *papersList) objects(title string, whole []forms.Ref) []fyne.CanvasObject {
	a := l.app
	l.all = widget.NewButton("", l.tickAll)
	l.print = widget.NewButton("", func() { a.printPapers(l.of, l.chosen()) })
	head := container.NewHBox(heading(title), layout.NewSpacer(), l.all, l.print)
	if len(whole) > 0 {
		head.Add(widget.NewButton(a.T("papers.whole"), func() { a.showPapers(l.of, whole) }))
	}
	if l.of != nil {
		head.Add(widget.NewButton(a.T("scan.title"), func() { a.Show(Route{Page: PageScan, Case: l.of.ID}) }))
	}
	if len(l.rows) == 0 {
		l.head = heading(title)
		return []fyne.CanvasObject{l.head, line(a.T("papers.none"))}
	}
	l.head, l.ticks = head, nil
	out := []fyne.CanvasObject{head}
	for _, row := range l.rows {
		out = append(out, l.row(row))
	}
	l.count()
	return out
}

// row is one paper: its box, what it is about, what became of it, and its buttons.
func (l *papersList) row(r view.PaperRow) fyne.CanvasObject {
	a := l.app
	tick := widget.NewCheck(r.Title, nil)
	tick.SetChecked(l.picked[r.Ref])
	tick.OnChanged = func(on bool) {
		l.picked[r.Ref] = on
		l.count()
	}
	l.ticks = append(l.ticks, tick)
	look := widget.NewButton(a.T("papers.look"), func() { a.showPapers(l.of, []forms.Ref{r.Ref}) })
	do := widget.NewButton(a.T("preview.print"), func() { a.printPapers(l.of, []forms.Ref{r.Ref}) })
	if r.Why != "" {
		tick.Disable()
		do.Disable()
	}
	right := container.NewHBox(look, do)
	if r.State != "" {
		right = container.NewHBox(container.NewCenter(widget.NewStatusChip(tone(r.Tone), r.State)), look, do)
	}
	below := joined([]string{r.About, r.Scan, r.Why})
	if below == "" {
		return panel(container.NewBorder(nil, nil, nil, right, tick))
	}
	about := fynewidget.NewLabel(below)
	about.Truncation = fyne.TextTruncateEllipsis
	about.Importance = fynewidget.LowImportance
	if a.largeType() { // no room beside each other
		return panel(container.NewVBox(container.NewBorder(nil, nil, nil, right, tick), about))
	}
	return panel(container.NewBorder(nil, nil, tick, right, about))
}

// chosen are the papers that are ticked, in the order of the list.
func (l *papersList) chosen() []forms.Ref {
	var out []forms.Ref
	for _, r := range l.rows {
		if l.picked[r.Ref] && r.Why == "" {
			out = append(out, r.Ref)
		}
	}
	return out
}

// tickAll ticks all papers that can be printed, or none when all of them are.
func (l *papersList) tickAll() {
	on := !l.full()
	for _, t := range l.ticks {
		if !t.Disabled() {
			t.SetChecked(on)
		}
	}
}

func (l *papersList) full() bool {
	return !slices.ContainsFunc(l.ticks, func(t *widget.Check) bool { return !t.Disabled() && !t.Checked })
}

// count says on the buttons what they would do.
func (l *papersList) count() {
	a, n := l.app, len(l.chosen())
	l.print.SetText(a.T("papers.print", n))
	if n == 0 {
		l.print.Disable()
	} else {
		l.print.Enable()
	}
	word := "papers.all"
	if l.full() {
		word = "papers.nothing"
	}
	l.all.SetText(a.T(word))
}

// showPapers opens the preview of papers, of a case or empty forms.
func (a *App) showPapers(c *data.Case, refs []forms.Ref) {
	r := Route{Page: PagePreview, Papers: refs}
	if c != nil {
		r.Case = c.ID
	}
	a.Show(r)
}

// printPapers prints papers: of a case, or, without one, empty forms.
func (a *App) printPapers(c *data.Case, refs []forms.Ref) {
	a.preparePapers(c, refs, func(p *printing) { p.toPrinter() })
}

// preparePapers makes sure that papers can be set, asking about characters that no font
// has, and then calls next with what to print.
func (a *App) preparePapers(c *data.Case, refs []forms.Ref, next func(*printing)) {
	if c == nil {
		a.loosePapers(nil, refs, next)
		return
	}
	desk := a.desk
	background(func() (struct{}, error) { return struct{}{}, desk.CheckPapers(c, refs) }, func(_ struct{}, err error) {
		var missing *pdf.MissingGlyphs
		switch {
		case errors.As(err, &missing):
			a.askSpelling(c, missing, func(c *data.Case) {
				a.refresh()
				a.preparePapers(c, refs, next)
			})
		case err != nil:
			a.fail(err)
		default:
			next(a.printingOf(c, refs))
		}
	})
}

// printingOf is what is told and asked before papers of a case are printed.
func (a *App) printingOf(c *data.Case, refs []forms.Ref) *printing {
	items := view.Items(c, refs)
	p := &printing{app: a, batch: view.NewBatch(a.desk, items...), one: len(items) == 1, copies: 1, done: a.refresh}
	for _, ref := range refs {
		row := a.desk.PaperRow(c, ref)
		if !view.Bound(refs) { // one copy is bound
			p.copies = max(p.copies, row.Copies)
		}
		if row.Draft {
			p.note = a.T("preview.freezes")
		}
	}
	return p
}

// loosePapers makes papers that no record counts: drafts of a case's papers, or empty
// forms.
func (a *App) loosePapers(c *data.Case, refs []forms.Ref, next func(*printing)) {
	desk := a.desk
	a.looseJobs(func() ([]view.Item, error) {
		var items []view.Item
		for _, ref := range refs {
			job, err := desk.LoosePaper(c, ref)
			if err != nil {
				return nil, err
			}
			items = append(items, view.Item{Loose: job})
		}
		return items, nil
	}, next)
}

// looseJobs calls next with what work made, which is of no case.
func (a *App) looseJobs(work func() ([]view.Item, error), next func(*printing)) {
	desk := a.desk
	background(work, func(items []view.Item, err error) {
		if err != nil {
			a.fail(err)
			return
		}
		next(&printing{app: a, batch: view.NewBatch(desk, items...), one: len(items) == 1, copies: 1, done: a.refresh})
	})
}
