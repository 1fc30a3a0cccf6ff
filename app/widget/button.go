package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Button is a button that Enter presses as well as Space.
type Button struct {
	fynewidget.Button
	focused bool
	onFocus func()
	onArrow func(step int) // left -1, right +1; nil for nothing
}

// NewButton returns a button.
func NewButton(text string, tapped func()) *Button {
	b := &Button{}
	b.Text, b.OnTapped = text, tapped
	b.ExtendBaseWidget(b)
	return b
}

// NewPrimaryButton returns the button for the one step that a screen proposes.
func NewPrimaryButton(text string, tapped func()) *Button {
	b := NewButton(text, tapped)
	b.Importance = fynewidget.HighImportance
	return b
}

// CreateRenderer draws Fyne's button with a dark border while it has the focus.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	return newRing(b.Button.CreateRenderer(), b, func() fyne.ThemeColorName {
		if b.focused {
			return theme.ColorNameForeground
		}
		return ""
	})
}

// FocusGained marks the button.
func (b *Button) FocusGained() {
	b.focused = true
	b.Button.FocusGained()
	if b.onFocus != nil {
		b.onFocus()
	}
}

// FocusLost unmarks it.
func (b *Button) FocusLost() {
	b.focused = false
	b.Button.FocusLost()
}

func (b *Button) watchFocus(f func()) { b.onFocus = f }

// TypedKey presses the button on Enter and Space and hands on what belongs to the window.
func (b *Button) TypedKey(key *fyne.KeyEvent) {
	touched()
	switch {
	case isEnter(key.Name), key.Name == fyne.KeySpace:
		b.press()
	case forwarded(key.Name):
		forwardKey(b, key)
	case key.Name == fyne.KeyLeft && b.onArrow != nil:
		b.onArrow(-1)
	case key.Name == fyne.KeyRight && b.onArrow != nil:
		b.onArrow(1)
	default:
		b.Button.TypedKey(key)
	}
}

// press does what a click does, but leaves the focus where it is: Fyne's Tapped takes it away.
func (b *Button) press() {
	if !b.Disabled() && b.OnTapped != nil {
		b.OnTapped()
	}
}

// Key is a key of the keyboard with its modifiers. Ctrl with A, C, V, X, Y, Z or Insert belongs to editing and never
// arrives here.
type Key struct {
	Name     fyne.KeyName
	Modifier fyne.KeyModifier
}

// String shows the key as on the keyboard: Ctrl+S, Alt+N, F2, Esc.
func (k Key) String() string {
	var parts []string
	for _, m := range []struct {
		bit  fyne.KeyModifier
		name string
	}{
		{fyne.KeyModifierControl, "Ctrl"},
		{fyne.KeyModifierAlt, "Alt"},
		{fyne.KeyModifierShift, "Shift"},
	} {
		if k.Modifier&m.bit != 0 {
			parts = append(parts, m.name)
		}
	}
	name := string(k.Name)
	if k.Name == fyne.KeyEscape {
		name = "Esc"
	}
	return strings.Join(append(parts, name), "+")
}

// Keys runs the actions of a window's keys, whatever has the focus, except while a dialog or menu is open. With Ctrl
// or Alt any key will do; without, only Esc and the function keys. There is one Keys for each window.
type Keys struct {
	canvas fyne.Canvas
	bound  map[Key]func()
	paused bool
}

// NewKeys takes over the keys of a window's canvas.
func NewKeys(c fyne.Canvas) *Keys {
	k := &Keys{canvas: c, bound: map[Key]func(){}}
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { k.press(Key{Name: e.Name}) })
	return k
}

// Bind makes the key run the action, in place of an action it had.
func (k *Keys) Bind(key Key, action func()) {
	if _, known := k.bound[key]; !known && key.Modifier != 0 {
		k.canvas.AddShortcut(&desktop.CustomShortcut{KeyName: key.Name, Modifier: key.Modifier}, func(fyne.Shortcut) { k.press(key) })
	}
	k.bound[key] = action
}

// Clear forgets all keys: the next screen has its own.
func (k *Keys) Clear() {
	for key := range k.bound {
		if key.Modifier != 0 {
			k.canvas.RemoveShortcut(&desktop.CustomShortcut{KeyName: key.Name, Modifier: key.Modifier})
		}
	}
	clear(k.bound)
}

func (k *Keys) press(key Key) {
	touched()
	if action := k.bound[key]; action != nil && !k.paused && k.canvas.Overlays().Top() == nil {
		action()
	}
}

// Button returns a button that shows its key and is pressed by it too, unless it is disabled or hidden.
func (k *Keys) Button(text string, key Key, tapped func()) *Button {
	b := NewButton(text+"  "+key.String(), tapped)
	k.Bind(key, func() {
		if b.Visible() {
			b.press()
		}
	})
	return b
}

// Hint is a key and what it does.
type Hint struct {
	Key    Key
	Text   string
	Action func()
}

// Hints binds the keys and returns the line that shows them; each can also be clicked.
func (k *Keys) Hints(hints ...Hint) fyne.CanvasObject {
	row := container.NewHBox()
	for _, h := range hints {
		b := NewButton(h.Key.String()+" "+h.Text, h.Action)
		b.Importance = fynewidget.LowImportance
		k.Bind(h.Key, h.Action)
		row.Add(b)
	}
	return row
}
