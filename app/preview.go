package app

import (
	"errors"
	"image"

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

// previewScreen shows a paper page by page as it is printed, and prints it.
type previewScreen struct {
	app     *App
	route   Route
	preview *view.Preview
	sheet   *canvas.Image
	where   *fynewidget.Label
	note    *fynewidget.Label
	scroll  *container.Scroll
	out     []*widget.Button // the ways to paper
	zoom    float32
	drawn   int // counts the pages asked for: an older one that comes late is dropped
}

func newPreview(a *App, r Route) screen {
	return a.about(r.Case, func(*data.Case) screen { return &previewScreen{app: a, route: r, zoom: 1} })
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
	save := a.keys.Button(a.T("preview.save"), widget.Key{Name: fyne.KeyS, Modifier: fyne.KeyModifierControl}, func() { s.print(a.savePaper) })
	do := a.keys.Button(a.T("preview.print"), widget.Key{Name: fyne.KeyP, Modifier: fyne.KeyModifierControl}, func() { s.print(a.printPaper) })
	do.Importance = fynewidget.HighImportance
	s.out = []*widget.Button{save, do}
	foot := container.NewBorder(nil, nil, nil, container.NewHBox(save, do), s.note)
	return container.NewBorder(container.NewHScroll(bar), foot, nil, nil, s.scroll)
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

// refresh lays the paper out anew, for printing changes it, and stays on its page.
func (s *previewScreen) refresh() {
	c, err := s.app.desk.Store.Case(s.route.Case)
	if err != nil {
		s.app.fail(err)
		return
	}
	s.offer(c)
	desk, route := s.app.desk, s.route
	background(func() (*pdf.Document, error) {
		return desk.Paper(c, forms.Ref{Code: route.Form, Element: route.Element})
	}, func(doc *pdf.Document, err error) {
		if err != nil {
			s.app.fail(err)
			return
		}
		fresh := desk.NewPreview(doc)
		for s.preview != nil && fresh.HasNext() && fresh.Position() != s.preview.Position() {
			fresh.Next()
		}
		s.preview = fresh
		s.draw()
	})
}

// offer lets the paper be printed, unless it is a version that is void or replaced,
// and says what printing does.
func (s *previewScreen) offer(c *data.Case) {
	act, note := view.ActRegister, ""
	if s.route.Form == forms.Agreement {
		act = view.ActPrint
		if a := c.Current(); a != nil && !a.Frozen() {
			note = s.app.T("preview.freezes")
		}
	}
	var no *data.Refused
	old := act == view.ActPrint && (c.Current() == nil || c.Current().ID != s.route.Element)
	switch err := view.May(c, act, s.app.today()); {
	case old:
		note = s.app.T("preview.old")
	case errors.As(err, &no):
		note = view.Reason(s.app.Words, no)
	}
	for _, b := range s.out {
		if old || no != nil {
			b.Disable()
		} else {
			b.Enable()
		}
	}
	s.note.SetText(note)
}

// dotsPerInch at which a page is drawn for a zoom of 1: an A4 page is then as wide
// as the space beside the navigation on a 1366 pixel screen needs.
const dotsPerInch = 96

func (s *previewScreen) draw() {
	p, dpi := *s.preview, dotsPerInch*float64(s.zoom) // as it is now: the user may turn on meanwhile
	s.where.SetText(p.Position())
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
		size := page.Bounds().Size()
		scale := s.app.window.Canvas().Scale()
		s.sheet.Image = page
		s.sheet.SetMinSize(fyne.NewSize(float32(size.X)/scale, float32(size.Y)/scale))
		s.sheet.Refresh()
	})
}

// print prints the paper, which freezes an agreement the first time, and hands the
// file to the printer or to the folder of papers.
func (s *previewScreen) print(hand func(name string, pdf []byte)) {
	c, err := s.app.desk.Store.Case(s.route.Case)
	if err != nil {
		s.app.fail(err)
		return
	}
	c, printed, err := s.app.desk.Print(c, forms.Ref{Code: s.route.Form, Element: s.route.Element})
	if err != nil {
		s.app.fail(err)
		return
	}
	hand(printed.File, printed.PDF)
	s.refresh()
}
