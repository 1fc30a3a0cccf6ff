package widget

import (
	"slices"

	"fyne.io/fyne/v2"
)

// Curtain hides the dialogs of a window, with the keys and the focus they had, until it is lifted. A dialog that opens
// meanwhile stands behind it too, and one that closes is gone when it lifts.
type Curtain struct {
	canvas fyne.Canvas
	behind []hidden
	keys   func(*fyne.KeyEvent)
	focus  fyne.Focusable
}

// hidden is what stands behind a curtain, the dialog that it is if any, and how it is
// shown again.
type hidden struct {
	object fyne.CanvasObject
	dialog *Dialog
	show   func()
}

// drawn are the curtains by their windows' canvases.
var drawn = map[fyne.Canvas]*Curtain{}

// DrawCurtain hides what is open above the window's content, and lets no key arrive there.
func DrawCurtain(c fyne.Canvas) *Curtain {
	cur := &Curtain{canvas: c, keys: c.OnTypedKey(), focus: c.Focused()}
	for _, o := range slices.Clone(c.Overlays().List()) {
		cur.behind = append(cur.behind, hidden{o, dialogs[o], func() { c.Overlays().Add(o) }})
	}
	c.Unfocus() // in the dialog
	if len(cur.behind) > 0 {
		c.Overlays().Remove(cur.behind[0].object) // and all above it
		c.Unfocus()                               // below it
	}
	c.SetOnTypedKey(func(*fyne.KeyEvent) {})
	drawn[c] = cur
	return cur
}

// Empty reports whether nothing stands behind the curtain.
func (cur *Curtain) Empty() bool { return len(cur.behind) == 0 }

// InFront runs a function whose dialogs are meant for whoever stands before the curtain.
func (cur *Curtain) InFront(f func()) {
	delete(drawn, cur.canvas)
	f()
	drawn[cur.canvas] = cur
}

// Forget has nothing get the focus when the curtain lifts.
func (cur *Curtain) Forget() { cur.focus = nil }

// Lift shows everything as it was.
func (cur *Curtain) Lift() {
	c := cur.canvas
	delete(drawn, c)
	c.Unfocus()
	c.SetOnTypedKey(cur.keys)
	for _, h := range cur.behind {
		h.show()
	}
	if cur.focus != nil {
		c.Focus(cur.focus)
	}
}

// put lets a dialog stand behind the curtain instead of opening.
func (cur *Curtain) put(d *Dialog, first fyne.Focusable) {
	d.keys, d.before, d.overlay = cur.keys, cur.focus, d.popup
	cur.keys, cur.focus = d.typed, first
	cur.behind = append(cur.behind, hidden{d.overlay, d, d.show})
}

// above is the dialog that opened over this one behind the curtain, or nil.
func (d *Dialog) above(cur *Curtain) *Dialog {
	i := slices.IndexFunc(cur.behind, func(h hidden) bool { return h.object == d.overlay })
	if i+1 < len(cur.behind) {
		return cur.behind[i+1].dialog
	}
	return nil
}

// take closes a dialog that stands behind the curtain; false when it does not.
func (cur *Curtain) take(d *Dialog) bool {
	if cur == nil {
		return false
	}
	i := slices.IndexFunc(cur.behind, func(h hidden) bool { return h.object == d.overlay })
	if i < 0 {
		return false
	}
	if next := d.above(cur); next != nil {
		next.keys, next.before = d.keys, d.before
	} else {
		cur.keys, cur.focus = d.keys, d.before
	}
	cur.behind = slices.Delete(cur.behind, i, i+1)
	return true
}
