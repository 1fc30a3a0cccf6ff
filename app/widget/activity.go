package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// touched is told of every key and every move of the pointer.
var touched = func() {}

// OnTouch has f called whenever somebody uses keyboard or mouse in the window.
func OnTouch(f func()) { touched = f }

// Touch notes that somebody is there, by what no widget of ours notices: the wheel over a page.
func Touch() { touched() }

// Sensor lies below everything and notices the pointer where nothing else does.
type Sensor struct{ fynewidget.BaseWidget }

// NewSensor returns a sensor, to be put below the window's content.
func NewSensor() *Sensor {
	s := &Sensor{}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws nothing.
func (s *Sensor) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// MouseIn notices the pointer.
func (s *Sensor) MouseIn(*desktop.MouseEvent) { touched() }

// MouseMoved notices the pointer.
func (s *Sensor) MouseMoved(*desktop.MouseEvent) { touched() }

// MouseOut notices the pointer.
func (s *Sensor) MouseOut() { touched() }

// MouseIn shows that the button can be pressed.
func (b *Button) MouseIn(e *desktop.MouseEvent) {
	touched()
	b.Button.MouseIn(e)
}

// MouseMoved notices the pointer.
func (b *Button) MouseMoved(e *desktop.MouseEvent) {
	touched()
	b.Button.MouseMoved(e)
}

// Pause stops all keys, or lets them act again.
func (k *Keys) Pause(on bool) { k.paused = on }
