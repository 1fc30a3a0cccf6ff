// Package ime tells the system's input method where the caret is, so that the box with the candidates of a Chinese
// input method opens beside the text and not in a corner of the window. Fyne has no call for it. On X11 it needs the
// patched GLFW that app/ime/patchglfw prepares and the build tag ime; on Windows it speaks to IMM32 itself; elsewhere
// it does nothing. It knows nothing of the program's records.
package ime

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// A spot is the caret's place in pixels from the top left corner of the window's content.
type spot struct {
	x, y   int // upper left corner of the caret
	height int // of the line
}

// Caret tells the input method where the caret of o is: at is its upper left corner relative to o, height the height
// of the line, both in Fyne's units. A caret that an inner scroll moved out of o counts as being at o's edge. Objects
// that are in no window are ignored. Call it when o has the focus, at focus and after each move of the caret.
func Caret(o fyne.CanvasObject, at fyne.Position, height float32) {
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(o)
	if c == nil {
		return
	}
	for _, w := range d.AllWindows() {
		native, ok := w.(driver.NativeWindow)
		if !ok || w.Canvas() != c {
			continue
		}
		s := locate(c, d.AbsolutePositionForObject(o), clamp(at, o.Size(), height), height)
		native.RunNative(func(context any) { place(context, s) })
	}
}

// clamp keeps a line of that height inside an object of that size.
func clamp(at fyne.Position, size fyne.Size, height float32) fyne.Position {
	return fyne.NewPos(
		max(0, min(at.X, size.Width)),
		max(0, min(at.Y, size.Height-height)),
	)
}

// locate turns a caret at a position relative to origin into pixels of the canvas.
func locate(c fyne.Canvas, origin, at fyne.Position, height float32) spot {
	top := origin.Add(at)
	x, y := c.PixelCoordinateForPosition(top)
	_, bottom := c.PixelCoordinateForPosition(top.AddXY(0, height))
	return spot{x: x, y: y, height: bottom - y}
}
