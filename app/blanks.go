package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/widget"
	forms "woshou/data/form"
)

// blanksScreen lists all forms, to be looked at and printed empty.
type blanksScreen struct {
	app  *App
	list *papersList
	body *container.Scroll
	rows *fyne.Container
}

func newBlanks(a *App) screen {
	return &blanksScreen{app: a, list: &papersList{app: a, picked: map[forms.Ref]bool{}}}
}

func (s *blanksScreen) build() fyne.CanvasObject {
	a := s.app
	s.rows = container.NewVBox()
	s.body = scrolling(s.rows)
	a.turnPages(s.body)
	foot := container.NewVBox(fynewidget.NewSeparator(), container.NewHBox(widget.NewButton(a.T("form.back"), a.Back)))
	return container.New(layout.NewBorderLayout(nil, foot, nil, nil), s.body, foot)
}

func (s *blanksScreen) refresh() {
	s.list.rows = s.app.desk.BlankRows()
	s.rows.Objects = s.list.objects(s.app.T("blanks.title"), nil)
	s.rows.Objects = append(s.rows.Objects[:1:1], append([]fyne.CanvasObject{line(s.app.T("blanks.text"))}, s.rows.Objects[1:]...)...)
	widget.KeepInView(s.body, s.rows.Objects...)
	s.rows.Refresh()
}
