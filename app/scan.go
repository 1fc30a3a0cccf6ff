package app

import (
	"errors"
	"image"
	"os"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/pdf/scan"
)

// scanScreen checks scans of signed papers against the record: first they are chosen, then
// the report is shown with each page, the differences framed.
type scanScreen struct {
	app    *App
	of     data.CaseID // of the case it was opened from; zero from the ledger
	form   *form
	files  func() []string
	picked []string // of the last time
	check  *widget.Button
	body   *fyne.Container
	report *view.ScanReport
	at     int
	page   *container.Scroll
	sheet  *canvas.Image
	where  *fynewidget.Label
	said   *fyne.Container
	drawn  int // counts the pages asked for: an older one that comes late is dropped
}

// scanEndings are the files that can be checked.
var scanEndings = []string{".jpg", ".jpeg", ".png"}

func newScan(a *App, r Route) screen {
	return &scanScreen{app: a, of: r.Case}
}

func (s *scanScreen) build() fyne.CanvasObject {
	s.body = container.NewStack()
	s.choose()
	return s.body
}

// refresh keeps what was chosen and found.
func (s *scanScreen) refresh() {}

func (s *scanScreen) first() fyne.Focusable {
	if s.report != nil {
		return nil
	}
	return s.form.begin
}

// choose asks for the pictures.
func (s *scanScreen) choose() {
	a := s.app
	s.report, s.form = nil, a.newForm()
	s.files = s.form.files("scan.file", "scan.path", scanEndings, func(path string) bool { return slices.Contains(s.picked, path) })
	s.form.changed = s.count
	column := container.NewVBox(line(a.T("scan.choose_text")), s.form.grid)
	typed, ok := s.form.fields["scan.path"].(*widget.Entry)
	if !ok {
		typed = s.form.fields["scan.file"].(*widget.Entry)
		column.Add(line(a.T("scan.none_found")))
	}
	typed.OnSubmitted = func(string) { s.run() }
	s.check = widget.NewButton("", s.run)
	s.check.Importance = fynewidget.HighImportance
	s.count()
	foot := container.NewHBox(widget.NewButton(a.T("form.back"), a.Back), layout.NewSpacer(), s.check)
	s.put(container.NewBorder(heading(a.T("scan.title")), container.NewVBox(fynewidget.NewSeparator(), foot), nil, nil, scrolling(column)))
}

func (s *scanScreen) put(content fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{content}
	s.body.Refresh()
}

// count says on the button how many would be checked.
func (s *scanScreen) count() {
	n := len(s.chosen())
	s.check.SetText(s.app.T("scan.check", n))
	if n == 0 {
		s.check.Disable()
	} else {
		s.check.Enable()
	}
}

// chosen are the files that were chosen, by their names, as scanners number pages; of a
// folder all pictures.
func (s *scanScreen) chosen() []string {
	var out []string
	for _, path := range s.files() {
		if !isFolder(path) {
			out = append(out, path)
			continue
		}
		entries, _ := os.ReadDir(path) // a folder that cannot be read offers nothing
		for _, e := range entries {
			if hasEnding(e.Name(), scanEndings) {
				out = append(out, filepath.Join(path, e.Name()))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// run checks what was chosen, and shows what came of it.
func (s *scanScreen) run() {
	paths, desk, f := s.chosen(), s.app.desk, s.form
	if len(paths) == 0 {
		return
	}
	s.picked = s.files()
	withProgress(s.app, s.app.T("scan.checking"), func(p view.Progress) (*view.ScanReport, error) {
		var files []view.ScanFile
		for _, path := range paths {
			file, err := view.ReadScan(path)
			if err != nil {
				return nil, err
			}
			files = append(files, file)
		}
		return desk.CheckScan(files, p)
	}, func(r *view.ScanReport, err error) {
		switch {
		case s.app.screen != screen(s) || errors.Is(err, view.ErrStopped):
		case err != nil:
			f.fail(err)
		default:
			s.report, s.at = r, 0
			s.tell()
		}
	})
}

// tell shows the report beside the page, or above it where the type is large.
func (s *scanScreen) tell() {
	a := s.app
	s.where, s.said = fynewidget.NewLabel(""), container.NewVBox()
	s.sheet = canvas.NewImageFromImage(image.NewGray(image.Rect(0, 0, 1, 1)))
	s.sheet.FillMode, s.sheet.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
	s.page = container.NewScroll(container.NewCenter(s.sheet))
	a.turnPages(s.page)
	words := scrolling(container.NewVBox(s.whole(), fynewidget.NewSeparator(), dense(s.said)))
	again := widget.NewButton(a.T("scan.again"), s.choose)
	foot := container.NewHBox(widget.NewButton(a.T("form.back"), a.Back), again, layout.NewSpacer(),
		s.turn("scan.previous", fyne.KeyLeft, -1), s.where, s.turn("scan.next", fyne.KeyRight, 1))
	bottom := container.NewVBox(fynewidget.NewSeparator(), container.NewHScroll(foot))
	if a.largeType() {
		words.SetMinSize(fyne.NewSize(0, 240))
		s.put(container.NewBorder(words, bottom, nil, nil, s.page))
	} else {
		words.SetMinSize(fyne.NewSize(findingsWidth, 0))
		s.put(container.NewBorder(heading(a.T("scan.title")), bottom, words, nil, s.page))
	}
	s.show()
}

// turn is a button to another scan.
func (s *scanScreen) turn(word string, key fyne.KeyName, step int) *widget.Button {
	return s.app.keys.Button(s.app.T(word), widget.Key{Name: key, Modifier: fyne.KeyModifierAlt}, func() {
		if at := s.at + step; at >= 0 && at < len(s.report.Sheets) {
			s.at = at
			s.show()
		}
	})
}

// whole says what was found of the scans together.
func (s *scanScreen) whole() fyne.CanvasObject {
	a, r := s.app, s.report
	column := container.NewVBox(toned(r.Summary, r.Tone))
	if r.Case != (data.CaseID{}) {
		column.Add(line(joined([]string{r.Paper, r.Number, r.Title})))
	}
	if s.of != (data.CaseID{}) && r.Case != (data.CaseID{}) && r.Case != s.of {
		column.Add(toned(a.T("scan.not_this"), view.Bad))
	}
	for _, text := range r.Findings {
		column.Add(toned(text, view.Bad))
	}
	if r.Case != (data.CaseID{}) && r.Case != s.of {
		column.Add(container.NewHBox(widget.NewButton(a.T("scan.to_case"), func() { a.Show(Route{Page: PageCase, Case: r.Case}) })))
	}
	return column
}

// show says what was found on one scan, and draws it.
func (s *scanScreen) show() {
	a, one := s.app, &s.report.Sheets[s.at]
	s.where.SetText(a.T("scan.place", s.at+1, len(s.report.Sheets)))
	name := heading(one.File).(*fynewidget.Label)
	name.Wrapping = fyne.TextWrapBreak
	s.said.Objects = []fyne.CanvasObject{name}
	if one.Paper != "" {
		s.said.Add(line(one.Paper))
	}
	for _, text := range one.Findings {
		s.said.Add(toned(text, one.Tone))
	}
	if one.Comparison == nil {
		s.said.Add(line(a.T("scan.plain")))
	}
	s.said.Refresh()
	s.draw(one)
}

func (s *scanScreen) draw(one *view.ScanSheet) {
	s.drawn++
	n, compared := s.drawn, one.Comparison
	s.sheet.Hidden = true
	s.sheet.Refresh()
	if compared == nil {
		return
	}
	background(func() (image.Image, error) { return compared.Picture(dotsPerInch), nil }, func(page image.Image, err error) {
		switch {
		case n != s.drawn:
		case err != nil:
			s.app.fail(err)
		default:
			scale := s.app.window.Canvas().Scale()
			showPage(s.sheet, page, scale)
			s.toFirst(compared, dotsPerInch/scale)
		}
	})
}

// toFirst scrolls to the first difference of a page that has so many units an inch.
func (s *scanScreen) toFirst(compared *scan.Comparison, units float32) {
	top := float32(0)
	for i, d := range compared.Differences {
		if y := float32(d.At.Y) / 25.4 * units; i == 0 || y < top {
			top = y
		}
	}
	s.page.Refresh()
	s.page.ScrollToOffset(fyne.NewPos(0, max(0, top-s.page.Size().Height/3)))
}

// showPage shows a page with a dot of it on each dot of the screen.
func showPage(sheet *canvas.Image, page image.Image, scale float32) {
	size := page.Bounds().Size()
	sheet.Image, sheet.Hidden = page, false
	sheet.SetMinSize(fyne.NewSize(float32(size.X)/scale, float32(size.Y)/scale))
	sheet.Refresh()
}

// toned is a line in the colour of how much attention it asks for.
func toned(text string, t view.Tone) fyne.CanvasObject {
	l := line(text)
	switch t {
	case view.Good:
		l.Importance = fynewidget.SuccessImportance
	case view.Warn:
		l.Importance = fynewidget.WarningImportance
	case view.Bad:
		l.Importance = fynewidget.DangerImportance
	}
	return l
}
