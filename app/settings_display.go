package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/app/widget"
)

// displayTab is the size of type, and what a helper on the telephone asks for.
func (s *settingsScreen) displayTab() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		s.section("settings.size", "", nil), s.sizes(),
		s.section("settings.about", "", nil), panel(pairs(s.app.places())),
	}
}

// sizes offers the sizes of type, each in its own size.
func (s *settingsScreen) sizes() fyne.CanvasObject {
	a := s.app
	row := container.NewHBox()
	for _, size := range []struct {
		scale float32
		word  string
	}{{theme.ScaleNormal, "settings.size.normal"}, {theme.ScaleLarge, "settings.size.large"}, {theme.ScaleHuge, "settings.size.huge"}} {
		b := widget.NewButton(a.T(size.word), func() { a.setScale(size.scale) })
		if size.scale == a.Theme.Scale() {
			b.Importance = fynewidget.HighImportance
		}
		row.Add(b)
	}
	return row
}

// setScale changes the size of type, at once and for later.
func (a *App) setScale(scale float32) {
	a.Theme = a.Theme.Scaled(scale)
	a.fyne.Settings().SetTheme(a.Theme)
	a.open(a.route)
	if err := writeScale(a.home, scale); err != nil {
		a.fail(err)
	}
}

// places is where everything lies, for the helper on the telephone.
func (a *App) places() []view.Pair {
	return []view.Pair{
		{Label: a.T("about.version"), Value: a.Version}, {Label: a.T("about.record"), Value: a.Paths.Record()},
		{Label: a.T("about.papers"), Value: a.Paths.Papers()}, {Label: a.T("about.log"), Value: a.home.Log()},
		{Label: a.T("about.crash"), Value: a.home.Crash()},
	}
}
