// Package widget holds the desk's own widgets: fields for Chinese, dates, money and identity numbers, forms, tables of
// many rows, dialogs that obey Enter and Esc, notices, and keys shown on their buttons. Each works by mouse alone and
// by keyboard alone. They know Fyne and the record's value types and nothing of cases, the store or the network; they
// only signal what the user did. All of them belong to the window's goroutine.
package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Tone is what a colour means.
type Tone int

// The tones.
const (
	Neutral Tone = iota // nothing to do
	Info                // in progress
	Good                // done
	Warn                // needs attention soon
	Bad                 // overdue or wrong
)

// color names the theme's colour for text in the tone.
func (t Tone) color() fyne.ThemeColorName {
	switch t {
	case Info:
		return theme.ColorNamePrimary
	case Good:
		return theme.ColorNameSuccess
	case Warn:
		return theme.ColorNameWarning
	case Bad:
		return theme.ColorNameError
	default:
		return theme.ColorNameForeground
	}
}

// importance is Fyne's word for the tone.
func (t Tone) importance() fynewidget.Importance {
	switch t {
	case Info:
		return fynewidget.HighImportance
	case Good:
		return fynewidget.SuccessImportance
	case Warn:
		return fynewidget.WarningImportance
	case Bad:
		return fynewidget.DangerImportance
	default:
		return fynewidget.MediumImportance
	}
}

// colorIn looks a colour up in the theme of the running program.
func colorIn(th fyne.Theme, name fyne.ThemeColorName) color.NRGBA {
	c := th.Color(name, fyne.CurrentApp().Settings().ThemeVariant())
	return color.NRGBAModel.Convert(c).(color.NRGBA)
}

// tint is the pale ground for text in the tone: a tenth of its colour on a field's white.
func tint(th fyne.Theme, t Tone) color.NRGBA {
	ink, paper := colorIn(th, t.color()), colorIn(th, theme.ColorNameInputBackground)
	mix := func(a, b uint8) uint8 { return uint8((int(a) + 9*int(b)) / 10) }
	return color.NRGBA{R: mix(ink.R, paper.R), G: mix(ink.G, paper.G), B: mix(ink.B, paper.B), A: 0xFF}
}

// A watcher can tell when it gets the focus.
type watcher interface {
	fyne.CanvasObject
	watchFocus(func())
}

// KeepInView scrolls s whenever one of the objects, or something in a FormGrid or container among them, gets the focus
// out of sight.
func KeepInView(s *container.Scroll, objects ...fyne.CanvasObject) {
	for _, o := range objects {
		switch o := o.(type) {
		case *FormGrid:
			KeepInView(s, o.fields()...)
		case *fyne.Container:
			KeepInView(s, o.Objects...)
		case watcher:
			o.watchFocus(func() { reveal(s, o) })
		}
	}
}

// reveal scrolls s just so far that all of o is seen.
func reveal(s *container.Scroll, o fyne.CanvasObject) {
	const margin = 24 // room for the note below a field
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(s).Y
	switch bottom := top + o.Size().Height + margin; {
	case top < margin:
		s.ScrollToOffset(fyne.NewPos(s.Offset.X, max(0, s.Offset.Y+top-margin)))
	case bottom > s.Size().Height:
		s.ScrollToOffset(fyne.NewPos(s.Offset.X, s.Offset.Y+bottom-s.Size().Height))
	}
}
