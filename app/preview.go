package app

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/pdf"
)

// previewScreen shows a paper page by page as it is printed, and prints it.
type previewScreen struct {
	app     *App
	route   Route
	preview *view.Preview
	sheet   *canvas.Image
	where   *fynewidget.Label
	zoom    float32
}

func newPreview(a *App, r Route) screen { return &previewScreen{app: a, route: r, zoom: 1} }

func (s *previewScreen) build() fyne.CanvasObject {
	a := s.app
	s.sheet, s.where = canvas.NewImageFromImage(image.NewGray(image.Rect(0, 0, 1, 1))), fynewidget.NewLabel("")
	s.sheet.FillMode, s.sheet.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
	scroll := container.NewScroll(container.NewCenter(s.sheet))
	turn := func(word string, key fyne.KeyName, to func()) *widget.Button {
		return a.keys.Button(a.T(word), widget.Key{Name: key, Modifier: fyne.KeyModifierAlt}, func() {
			if s.preview != nil {
				to()
				s.draw()
				scroll.ScrollToTop()
			}
		})
	}
	bar := container.NewHBox(
		widget.NewButton(a.T("form.back"), a.Back),
		turn("preview.previous", fyne.KeyLeft, func() { s.preview.Previous() }), s.where,
		turn("preview.next", fyne.KeyRight, func() { s.preview.Next() }),
		turn("preview.larger", fyne.KeyUp, func() { s.zoom = min(s.zoom*1.25, 3) }),
		turn("preview.smaller", fyne.KeyDown, func() { s.zoom = max(s.zoom/1.25, 0.5) }),
		layout.NewSpacer())
	save := a.keys.Button(a.T("preview.save"), widget.Key{Name: fyne.KeyS, Modifier: fyne.KeyModifierControl}, func() { s.print(a.savePaper) })
	do := a.keys.Button(a.T("preview.print"), widget.Key{Name: fyne.KeyP, Modifier: fyne.KeyModifierControl}, func() { s.print(a.printPaper) })
	do.Importance = fynewidget.HighImportance
	bar.Add(save)
	bar.Add(do)
	return container.NewBorder(bar, line(a.T("preview.freezes")), nil, nil, scroll)
}

// refresh lays the paper out anew: printing changes it.
func (s *previewScreen) refresh() {
	c, err := s.app.desk.Store.Case(s.route.Case)
	if err != nil {
		s.app.fail(err)
		return
	}
	desk, route := s.app.desk, s.route
	background(func() (*pdf.Document, error) { return desk.Paper(c, route.Form, route.Element) }, func(doc *pdf.Document, err error) {
		if err != nil {
			s.app.fail(err)
			return
		}
		s.preview = desk.NewPreview(doc)
		s.draw()
	})
}

// dotsPerInch at which a page is drawn for a zoom of 1: an A4 page is then as wide
// as the space beside the navigation on a 1366 pixel screen needs.
const dotsPerInch = 96

func (s *previewScreen) draw() {
	p, zoom := s.preview, s.zoom
	s.where.SetText(p.Position())
	background(func() (image.Image, error) { return p.Page(dotsPerInch * float64(zoom)) }, func(page image.Image, err error) {
		if err != nil {
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
	c, printed, err := s.app.desk.Print(c, s.route.Form)
	if err != nil {
		s.app.fail(err)
		return
	}
	hand(view.FileName(c, s.route.Form), printed.PDF)
	s.refresh()
}
