package app

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/widget"
	"woshou/data"
)

// tabButton opens a part of a screen, also by Alt and its number from 1.
func (a *App) tabButton(place int, word string, open func()) *widget.Button {
	key := tabKey(place)
	b := a.keys.Button(a.T(word), key, open)
	if a.largeType() { // there is no room to show the key too
		b.SetText(a.T(word))
	}
	return b
}

// labelTab writes a tab's word anew, with a sign where something is to be decided.
func (a *App) labelTab(b *widget.Button, place int, word string, sign bool) {
	if sign {
		word = "⚠ " + word
	}
	if !a.largeType() {
		word += "  " + tabKey(place).String()
	}
	if b.Text != word {
		b.SetText(word)
	}
}

// page is a screen that is one long form with a button to save at its foot. It
// asks before what was typed is lost.
type page struct {
	app    *App
	form   *form
	scroll *container.Scroll
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
	p.scroll = scrolling(content)
	row := container.NewHBox(widget.NewButton(p.app.T("form.back"), p.app.Back), layout.NewSpacer())
	for i, b := range buttons {
		if i == len(buttons)-1 {
			b.Importance = fynewidget.HighImportance
		}
		row.Add(b)
	}
	return container.NewBorder(heading(title), container.NewVBox(fynewidget.NewSeparator(), row), nil, nil, p.scroll)
}

// saveButton saves with Ctrl+S.
func (p *page) saveButton(word string, save func()) *widget.Button {
	return p.app.keys.Button(p.app.T(word), widget.Key{Name: fyne.KeyS, Modifier: fyne.KeyModifierControl}, save)
}

// saveTo runs an action with what the page holds and then shows the case at a tab.
func (p *page) saveTo(tab int, action func() (*data.Case, error)) {
	var c *data.Case
	if p.form.save(func() (err error) { c, err = action(); return err }) {
		p.app.returnTo(Route{Page: PageCase, Case: c.ID, Tab: tab})
	}
}

// about returns the page of a case. A case that cannot be read is told, and leads
// back to the first screen.
func (a *App) about(id data.CaseID, page func(*data.Case) screen) screen {
	c, err := a.desk.Store.Case(id)
	switch {
	case errors.Is(err, data.ErrDestroyed):
		return &destroyedScreen{app: a, id: id}
	case err != nil:
		a.fail(err)
		return newToday(a)
	}
	return page(c)
}

// turnPages scrolls with the Page Up and Page Down keys, while no field has the focus.
func (a *App) turnPages(scroll *container.Scroll) {
	for key, step := range map[fyne.KeyName]float32{fyne.KeyPageUp: -0.9, fyne.KeyPageDown: 0.9} {
		a.keys.Bind(widget.Key{Name: key}, func() {
			scroll.ScrollToOffset(scroll.Offset.AddXY(0, step*scroll.Size().Height))
		})
	}
}

// tabKey opens the tab at a place: Alt with 1 to 9, then 0 for the tenth, as they lie on
// the keyboard.
func tabKey(place int) widget.Key {
	return widget.Key{Name: fyne.KeyName(rune('0' + (place+1)%10)), Modifier: fyne.KeyModifierAlt}
}
