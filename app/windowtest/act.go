package windowtest

import (
	"fmt"
	"strconv"
	"strings"
)

// Window is a window on the display.
type Window struct {
	ID            string // X11 window id, decimal
	X, Y          int    // upper left corner of the content on the screen, pixels
	Width, Height int
}

// keyDelay parts typed keys, in ms: an input method loses keys that come faster than any hand.
const keyDelay = "40"

// WaitWindow waits for a visible window with that text in its title, gives it the focus and returns it.
func (d *Display) WaitWindow(title string) Window {
	d.tb.Helper()
	var found []Window
	d.WaitFor("a window titled "+title, func() bool {
		found = d.Windows("--name", title)
		return len(found) > 0
	})
	w := found[0]
	d.command("xdotool", "windowactivate", "--sync", w.ID)
	d.WaitFor("the focus on "+title, func() bool {
		return strings.TrimSpace(d.try("xdotool", "getwindowfocus")) == w.ID
	})
	return d.geometry(w.ID)
}

// Windows lists the visible windows that xdotool finds by a criterion such as "--name" or "--class" and a pattern.
func (d *Display) Windows(criterion, pattern string) []Window {
	var all []Window
	for _, id := range strings.Fields(d.try("xdotool", "search", "--onlyvisible", criterion, pattern)) {
		if w := d.geometry(id); w.Width > 0 {
			all = append(all, w)
		}
	}
	return all
}

// geometry asks where the window is; a window that just went away has no width.
func (d *Display) geometry(id string) Window {
	w := Window{ID: id}
	for line := range strings.Lines(d.try("xwininfo", "-id", id)) {
		label, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil {
			continue
		}
		switch strings.TrimSpace(label) {
		case "Absolute upper-left X":
			w.X = n
		case "Absolute upper-left Y":
			w.Y = n
		case "Width":
			w.Width = n
		case "Height":
			w.Height = n
		}
	}
	return w
}

// Type types ASCII text as single key presses.
func (d *Display) Type(text string) {
	d.tb.Helper()
	d.command("xdotool", "type", "--delay", keyDelay, text)
}

// Key presses keys by their X names, such as Tab, Return, alt+n or F2.
func (d *Display) Key(keys ...string) {
	d.tb.Helper()
	d.command("xdotool", append([]string{"key", "--delay", keyDelay}, keys...)...)
}

// Click presses the left button at a place on the screen.
func (d *Display) Click(x, y int) {
	d.tb.Helper()
	d.command("xdotool", "mousemove", strconv.Itoa(x), strconv.Itoa(y), "click", "1")
}

// Screenshot writes the screen to a PNG file.
func (d *Display) Screenshot(path string) {
	d.tb.Helper()
	d.command("import", "-window", "root", path)
}

// String names the display, such as ":7".
func (d *Display) String() string { return fmt.Sprintf("display %s", d.name) }
