package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/widget"
)

// page is a screen that is one long form with a button to save at its foot. It
// asks before what was typed is lost.
type page struct {
	app  *App
	form *form
}

func (p *page) dirty() bool { return p.form != nil && p.form.touched }

func (p *page) refresh() {}

func (p *page) first() fyne.Focusable {
	if p.form == nil {
		return nil
	}
	return p.form.begin
}

// frame puts a title above the content, and below it the way back and the given
// buttons; the last of them is the one proposed.
func (p *page) frame(title string, content fyne.CanvasObject, buttons ...*widget.Button) fyne.CanvasObject {
	scroll := scrolling(content)
	row := container.NewHBox(widget.NewButton(p.app.T("form.back"), p.app.Back), layout.NewSpacer())
	for i, b := range buttons {
		if i == len(buttons)-1 {
			b.Importance = fynewidget.HighImportance
		}
		row.Add(b)
	}
	return container.NewBorder(heading(title), container.NewVBox(fynewidget.NewSeparator(), row), nil, nil, scroll)
}

// saveButton saves with Ctrl+S.
func (p *page) saveButton(word string, save func()) *widget.Button {
	return p.app.keys.Button(p.app.T(word), widget.Key{Name: fyne.KeyS, Modifier: fyne.KeyModifierControl}, save)
}
