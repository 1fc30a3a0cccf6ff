package app

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynetheme "fyne.io/fyne/v2/theme"

	"woshou/app/view"
	"woshou/app/widget"
)

// recovery shows the recovery key, the only time it is seen. The desk opens once
// the user says that it is kept.
func (s *setupScreen) recovery() fyne.CanvasObject {
	a := s.app
	start := widget.NewPrimaryButton(a.T("recovery.start"), s.finish)
	start.Disable()
	content := keySheet{a, s.made}.content(func(on bool) {
		if on {
			start.Enable()
		} else {
			start.Disable()
		}
	})
	return s.step(a.T("recovery.text"), content, nil, start)
}

// keySheet shows a new recovery key and makes its sheet.
type keySheet struct {
	app  *App
	made opening
}

// content is the key, what to do with it, and the box that says it is done.
func (k keySheet) content(kept func(bool)) fyne.CanvasObject {
	a := k.app
	return container.NewVBox(
		panel(container.NewPadded(bigKey(k.made.key))),
		container.NewHBox(widget.NewPrimaryButton(a.T("recovery.print"), k.sheet(k.print)),
			widget.NewButton(a.T("recovery.save"), k.sheet(k.save))),
		line(a.T("recovery.care")), widget.NewCheck(a.T("recovery.kept"), kept))
}

// ask shows the key in a dialog that closes only once the user says that it is kept.
func (k keySheet) ask() {
	a, kept := k.app, false
	close := func() bool {
		if !kept {
			a.toasts.Show(widget.Warn, a.T("recovery.not_kept"))
		}
		return kept
	}
	widget.NewDialog(a.window.Canvas(), a.T("recovery.title"), k.content(func(on bool) { kept = on }),
		widget.Choice{Text: a.T("recovery.close"), Action: close})
}

// sheet makes the recovery sheet and hands it on.
func (k keySheet) sheet(hand func(*view.Job)) func() {
	return func() {
		sheet, err := view.RecoverySheet(k.made.fonts, k.made.store.Committee(), k.made.key, k.app.T("recovery.file"), k.app.today())
		if err != nil {
			k.app.fail(err)
			return
		}
		hand(sheet)
	}
}

// print prints the sheet; it is never kept beside the record that it opens.
func (k keySheet) print(sheet *view.Job) {
	p := &printing{app: k.app, batch: view.NewBatch(k.app.desk, view.Item{Loose: sheet}), one: true, copies: 1, secret: true}
	p.toPrinter()
}

func (k keySheet) save(sheet *view.Job) {
	a := k.app
	a.askFolder(a.T("recovery.save"), func(dir string) (string, error) { return writeNumbered(dir, sheet.File, sheet.PDF) }, func(path string) {
		widget.Message(a.window.Canvas(), a.T("paper.saved"), a.T("paper.saved_text", path), nil)
	})
}

// finish opens the desk with the record that was made.
func (s *setupScreen) finish() {
	made := s.made
	s.made, s.form.touched = opening{}, false
	s.app.enter(made)
}

// bigKey shows the groups of a recovery key in large type, four in a row.
func bigKey(key string) fyne.CanvasObject {
	grid := container.New(layout.NewGridLayout(keyRow))
	for _, group := range strings.Split(key, "-") {
		text := canvas.NewText(group, fynetheme.Color(fynetheme.ColorNameForeground))
		text.TextSize = fynetheme.Size(fynetheme.SizeNameHeadingText) * 1.3
		text.TextStyle.Bold = true
		grid.Add(container.NewCenter(text))
	}
	return grid
}

const keyRow = 4 // groups
