package app

import (
	"errors"
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
	"woshou/pdf"
)

// previewScreen shows papers page by page as they are printed, and prints them: papers of
// a case, a paper of the committee, or empty forms.
type previewScreen struct {
	app     *App
	of      data.CaseID // zero for what is of no case
	report  view.CommitteeRef
	refs    []forms.Ref
	rows    []view.PaperRow
	preview *view.Preview
	sheet   *canvas.Image
	where   *fynewidget.Label
	note    *fynewidget.Label
	scroll  *container.Scroll
	papers  *widget.Select   // which of several is shown
	out     []*widget.Button // the ways to paper that count
	draft   *widget.Button
	zoom    float32
	found   *previewFindings
	drawn   int // counts the pages asked for: an older one that comes late is dropped
}

func newPreview(a *App, r Route) screen {
	s := &previewScreen{app: a, of: r.Case, report: r.Committee, refs: slices.Clone(r.Papers), zoom: 1, found: &previewFindings{app: a}}
	if r.Case == (data.CaseID{}) {
		return s
	}
	return a.about(r.Case, func(*data.Case) screen { return s })
}

func (s *previewScreen) build() fyne.CanvasObject {
	a := s.app
	s.sheet, s.where, s.note = canvas.NewImageFromImage(image.NewGray(image.Rect(0, 0, 1, 1))), fynewidget.NewLabel(""), line("")
	s.sheet.FillMode, s.sheet.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
	s.scroll = container.NewScroll(container.NewCenter(s.sheet))
	a.turnPages(s.scroll)
	bar := container.NewHBox(
		widget.NewButton(a.T("form.back"), a.Back),
		s.turn("preview.previous", fyne.KeyLeft, func() { s.preview.Previous() }), s.where,
		s.turn("preview.next", fyne.KeyRight, func() { s.preview.Next() }),
		s.turn("preview.larger", fyne.KeyUp, func() { s.zoom = min(s.zoom*1.25, 3) }),
		s.turn("preview.smaller", fyne.KeyDown, func() { s.zoom = max(s.zoom/1.25, 0.5) }))
	s.papers = widget.NewSelect("", nil, nil)
	top := container.NewVBox(container.NewHScroll(bar))
	if len(s.refs) > 1 {
		top.Add(s.papers)
	}
	return s.found.around(s.scroll, top, s.foot())
}

// foot says what printing does, beside the ways to paper.
func (s *previewScreen) foot() fyne.CanvasObject {
	a := s.app
	ctrl := func(name fyne.KeyName) widget.Key { return widget.Key{Name: name, Modifier: fyne.KeyModifierControl} }
	save := a.keys.Button(a.T("preview.save"), ctrl(fyne.KeyS), func() { s.print((*printing).toFolder) })
	do := a.keys.Button(a.T("preview.print"), ctrl(fyne.KeyP), func() { s.print((*printing).toPrinter) })
	do.Importance = fynewidget.HighImportance
	s.draft = widget.NewButton(a.T("preview.draft"), s.printDraft)
	s.draft.Hide()
	s.out = []*widget.Button{save, do}
	buttons := container.NewHBox(s.draft, save, do)
	if a.largeType() { // the note needs the width
		return container.NewVBox(s.note, container.NewHScroll(buttons))
	}
	return container.NewBorder(nil, nil, nil, container.NewCenter(buttons), s.note)
}

// turn is a button that shows another page, or the page in another size.
func (s *previewScreen) turn(word string, key fyne.KeyName, to func()) *widget.Button {
	return s.app.keys.Button(s.app.T(word), widget.Key{Name: key, Modifier: fyne.KeyModifierAlt}, func() {
		if s.preview != nil {
			to()
			s.draw()
			s.scroll.ScrollToTop()
		}
	})
}

// current is the case as it is now, nil for what is of none; false when it cannot be read.
func (s *previewScreen) current() (*data.Case, bool) {
	if s.of == (data.CaseID{}) {
		return nil, true
	}
	c, err := s.app.desk.Store.Case(s.of)
	if err != nil {
		s.app.fail(err)
	}
	return c, err == nil
}

// refresh lays the papers out anew, for printing changes them, and stays on its page.
func (s *previewScreen) refresh() {
	c, ok := s.current()
	if !ok {
		return
	}
	desk := s.app.desk
	if c != nil {
		s.refs = desk.Arranged(c, s.refs)
	}
	s.describe(c)
	s.found.look(c, s.refs)
	background(s.laying(c), func(docs []*pdf.Document, err error) {
		var missing *pdf.MissingGlyphs
		switch {
		case s.app.screen != screen(s):
		case c != nil && errors.As(err, &missing):
			s.app.askSpelling(c, missing, func(*data.Case) { s.app.refresh() })
		case err != nil:
			s.app.fail(err)
		default:
			s.show(desk.NewPreview(docs...))
		}
	})
}

// laying is the work that lays out what is shown.
func (s *previewScreen) laying(c *data.Case) func() ([]*pdf.Document, error) {
	desk, report, refs := s.app.desk, s.report, slices.Clone(s.refs)
	switch {
	case c != nil:
		return func() ([]*pdf.Document, error) { return desk.PaperSet(c, refs) }
	case report.Code != "":
		return func() ([]*pdf.Document, error) {
			doc, err := desk.CommitteePaper(report)
			return []*pdf.Document{doc}, err
		}
	}
	return func() ([]*pdf.Document, error) { return blanks(desk, refs) }
}

func blanks(desk *view.Desk, refs []forms.Ref) ([]*pdf.Document, error) {
	var out []*pdf.Document
	for _, ref := range refs {
		doc, err := desk.Blank(ref.Code)
		if err != nil {
			return nil, err
		}
		out = append(out, doc)
	}
	return out, nil
}

func (s *previewScreen) show(fresh *view.Preview) {
	if s.preview != nil {
		fresh.Keep(s.preview)
	}
	s.preview = fresh
	s.draw()
}

// describe says what the papers are and what printing them does, and offers the ways to
// paper that they have.
func (s *previewScreen) describe(c *data.Case) {
	a := s.app
	s.rows = nil
	blocked, note, drafts := false, "", 0
	for _, ref := range s.refs {
		row := view.PaperRow{Ref: ref, Title: view.FormTitle(string(ref.Code))}
		if c != nil {
			row = a.desk.PaperRow(c, ref)
		}
		s.rows = append(s.rows, row)
		switch {
		case row.Draft:
			drafts++
			note = a.T("preview.freezes")
		case note == "" && len(s.refs) == 1:
			note = row.State
		}
		if row.Why != "" {
			blocked, note = true, row.Why
		}
	}
	if c == nil || note == "" {
		note = s.about(c)
	}
	for _, b := range s.out {
		if blocked {
			b.Disable()
		} else {
			b.Enable()
		}
	}
	s.draft.Hidden = drafts != 1 || len(s.refs) != 1
	s.draft.Refresh()
	s.note.SetText(note)
	s.list()
}

// about says what the papers are together.
func (s *previewScreen) about(c *data.Case) string {
	a := s.app
	switch {
	case s.report.Names() != "":
		return a.T("preview.recorded")
	case s.report.Code != "":
		return a.T("preview.report")
	case c == nil:
		return a.T("preview.blank")
	case view.Bound(s.refs):
		return a.T("preview.bound", len(s.refs))
	}
	return a.T("preview.set", len(s.refs))
}

// list names the papers of a set, to go to one of them.
func (s *previewScreen) list() {
	if len(s.refs) < 2 {
		return
	}
	var names []widget.Option
	for _, r := range s.rows {
		names = append(names, widget.Option{Key: string(r.Ref.Code) + " " + string(r.Ref.Element), Label: joined([]string{r.Title, r.About, r.State})})
	}
	names = distinct(names)
	at := max(0, s.papers.SelectedIndex())
	s.papers.OnChanged = nil
	s.papers.SetChoices(names)
	s.papers.SetSelectedIndex(at)
	s.papers.OnChanged = func(string) {
		if i := s.papers.SelectedIndex(); s.preview != nil && i >= 0 && i != s.preview.Paper() {
			s.preview.Open(i)
			s.draw()
			s.scroll.ScrollToTop()
		}
	}
}

// dotsPerInch at which a page is drawn for a zoom of 1: an A4 page is then as wide
// as the space beside the navigation on a 1366 pixel screen needs.
const dotsPerInch = 96

func (s *previewScreen) draw() {
	p, dpi := *s.preview, dotsPerInch*float64(s.zoom) // as it is now: the user may turn on meanwhile
	s.where.SetText(p.Position())
	if len(s.refs) > 1 {
		s.papers.SetSelectedIndex(p.Paper())
	}
	s.drawn++
	n := s.drawn
	background(func() (image.Image, error) { return p.Page(dpi) }, func(page image.Image, err error) {
		switch {
		case n != s.drawn:
			return
		case err != nil:
			s.app.fail(err)
			return
		}
		showPage(s.sheet, page, s.app.window.Canvas().Scale())
	})
}

// print puts the papers on paper, which freezes an agreement the first time.
func (s *previewScreen) print(way func(*printing)) {
	c, ok := s.current()
	if !ok {
		return
	}
	if s.report.Code != "" {
		s.app.printReport(s.report, way)
		return
	}
	s.app.preparePapers(c, s.refs, func(p *printing) {
		p.done = func() { s.printed(p.batch.Items) }
		way(p)
	})
}

// printed shows the papers anew: an agreement that did not come out goes on in a version
// of its own.
func (s *previewScreen) printed(items []view.Item) {
	var now []forms.Ref
	for _, item := range items {
		now = append(now, item.Refs...)
	}
	if len(now) > 0 { // empty forms are jobs already
		s.refs = now
	}
	s.app.refresh()
}

// printDraft prints the paper with the mark of a draft: that freezes and counts nothing.
func (s *previewScreen) printDraft() {
	if c, ok := s.current(); ok {
		s.app.loosePapers(c, s.refs, (*printing).toPrinter)
	}
}
