package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"woshou/data"
)

// destroyedScreen is what is left of a case whose content was destroyed: who did what.
type destroyedScreen struct {
	app  *App
	id   data.CaseID
	list *fyne.Container
}

func (s *destroyedScreen) build() fyne.CanvasObject {
	a := s.app
	s.list = container.NewVBox()
	number := a.desk.DestroyedNumber(s.id)
	return container.NewBorder(container.NewVBox(heading(joined([]string{a.T("case.history"), number})), warning(a.T("case.destroyed"))),
		nil, nil, nil, scrolling(s.list))
}

func (s *destroyedScreen) refresh() {
	s.list.Objects = s.app.historyRows(s.id)
	s.list.Refresh()
}
