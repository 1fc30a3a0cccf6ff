//go:build ime && linux && x11

package ime

import (
	"fyne.io/fyne/v2/driver"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// place sets the spot location of the window's X input context. Input methods open their box below it.
func place(context any, s spot) {
	if w, ok := context.(driver.X11WindowContext); ok {
		glfw.SetX11InputSpot(w.WindowHandle, s.x, s.y+s.height)
	}
}
