package widget

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// ring draws a border around a widget of Fyne's: Fyne gives its select none, and shows the focus of a coloured button
// by a colour that can hardly be told from the button's.
type ring struct {
	fyne.WidgetRenderer
	of     fyne.Widget
	colour func() fyne.ThemeColorName // "" for no border
	border *canvas.Rectangle
}

func newRing(inner fyne.WidgetRenderer, of fyne.Widget, colour func() fyne.ThemeColorName) *ring {
	r := &ring{WidgetRenderer: inner, of: of, colour: colour, border: canvas.NewRectangle(color.Transparent)}
	r.draw()
	return r
}

// Objects implements fyne.WidgetRenderer.
func (r *ring) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.border)
}

// Layout implements fyne.WidgetRenderer.
func (r *ring) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	outline(r.border, size)
}

// outline places a rectangle so that its border, which is drawn outside it, ends at the edge.
func outline(border *canvas.Rectangle, size fyne.Size) {
	edge := theme.InputBorderSize()
	border.Move(fyne.NewSquareOffsetPos(edge))
	border.Resize(size.SubtractWidthHeight(2*edge, 2*edge))
}

// Refresh implements fyne.WidgetRenderer.
func (r *ring) Refresh() {
	r.draw()
	r.WidgetRenderer.Refresh()
}

func (r *ring) draw() {
	th := r.of.(interface{ Theme() fyne.Theme }).Theme()
	name := r.colour()
	r.border.Hidden = name == ""
	if name != "" {
		r.border.StrokeColor = colorIn(th, name)
	}
	r.border.StrokeWidth = th.Size(theme.SizeNameInputBorder)
	r.border.CornerRadius = th.Size(theme.SizeNameInputRadius)
}
