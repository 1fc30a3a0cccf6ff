package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestTouch_KeysAndPointer(t *testing.T) {
	entry, button, sensor := NewEntry(), NewButton("x", nil), NewSensor()
	list := NewSelect("", []Option{{"a", "甲"}, {"b", "乙"}}, nil)
	w := test.NewTempWindow(t, container.NewVBox(entry, list))
	n := 0
	OnTouch(func() { n++ })
	t.Cleanup(func() { OnTouch(func() {}) })
	keys := NewKeys(w.Canvas())
	key := &fyne.KeyEvent{Name: fyne.KeyF12}
	for name, act := range map[string]func(){
		"a letter":                func() { entry.TypedRune('国') },
		"a key in a field":        func() { entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft}) },
		"a key on a button":       func() { button.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight}) },
		"a key of the window":     func() { w.Canvas().OnTypedKey()(key) },
		"pointer over a button":   func() { button.MouseMoved(&desktop.MouseEvent{}) },
		"pointer to a button":     func() { button.MouseIn(&desktop.MouseEvent{}) },
		"pointer over the rest":   func() { sensor.MouseMoved(&desktop.MouseEvent{}) },
		"pointer into the rest":   func() { sensor.MouseIn(&desktop.MouseEvent{}) },
		"a key on a list":         func() { list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight}) },
		"a click on a list":       func() { list.Tapped(&fyne.PointEvent{}); w.Canvas().Overlays().Remove(w.Canvas().Overlays().Top()) },
		"pointer over a list":     func() { list.MouseMoved(&desktop.MouseEvent{}) },
		"the wheel":               Touch,
		"pointer out of the rest": func() { sensor.MouseOut() },
	} {
		before := n
		if act(); n == before {
			t.Errorf("%s is not noticed", name)
		}
	}
	pressed := 0
	keys.Bind(Key{Name: fyne.KeyF12}, func() { pressed++ })
	keys.Pause(true)
	w.Canvas().OnTypedKey()(key)
	keys.Pause(false)
	w.Canvas().OnTypedKey()(key)
	if pressed != 1 {
		t.Errorf("pressed %d times", pressed)
	}
}
