package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

func TestButton_Keys(t *testing.T) {
	taps := 0
	b := NewButton("保存", func() { taps++ })
	c := show(t, container.NewVBox(b)).Canvas()
	var window []fyne.KeyName
	c.SetOnTypedKey(func(k *fyne.KeyEvent) { window = append(window, k.Name) })
	c.Focus(b)
	press(c, fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyLeft, fyne.KeyF1)
	if taps != 3 || len(window) != 1 {
		t.Errorf("pressed %d times, window got %v, want 3 and F1", taps, window)
	}
	if c.Focused() != b {
		t.Error("a key must leave the focus on the button")
	}
	b.Disable()
	press(c, fyne.KeyReturn)
	if taps != 3 {
		t.Error("a disabled button was pressed")
	}
}

func TestButton_FocusIsSeen(t *testing.T) {
	b := NewPrimaryButton("下一步", nil)
	c := show(t, container.NewVBox(b)).Canvas()
	golden(t, "button", b)
	c.Focus(b)
	golden(t, "button-focused", b)
	c.Unfocus()
	golden(t, "button", b)
	press(c, fyne.KeyReturn) // without an action, harmless
}

func TestKey_String(t *testing.T) {
	for key, want := range map[Key]string{
		{fyne.KeyF2, 0}:                      "F2",
		{fyne.KeyEscape, 0}:                  "Esc",
		{fyne.KeyS, fyne.KeyModifierControl}: "Ctrl+S",
		{fyne.KeyN, fyne.KeyModifierAlt}:     "Alt+N",
		{fyne.KeyP, fyne.KeyModifierControl | fyne.KeyModifierShift}:    "Ctrl+Shift+P",
		{fyne.KeyDelete, fyne.KeyModifierAlt | fyne.KeyModifierControl}: "Ctrl+Alt+Delete",
	} {
		if got := key.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestKeys_Button(t *testing.T) {
	c := show(t, container.NewVBox()).Canvas()
	keys := NewKeys(c)
	taps := 0
	b := keys.Button("新建", Key{Name: fyne.KeyF2}, func() { taps++ })
	if b.Text != "新建  F2" {
		t.Errorf("the button says %q", b.Text)
	}
	press(c, fyne.KeyF2)
	if taps != 1 {
		t.Fatalf("pressed %d times, want 1", taps)
	}
	b.Disable()
	press(c, fyne.KeyF2)
	b.Enable()
	b.Hide()
	press(c, fyne.KeyF2)
	if taps != 1 {
		t.Error("the key pressed a button that is disabled or hidden")
	}
}

func TestKeys_RestWhileADialogIsOpen(t *testing.T) {
	c := show(t, container.NewVBox()).Canvas()
	keys := NewKeys(c)
	pressed := 0
	keys.Bind(Key{fyne.KeyD, fyne.KeyModifierAlt}, func() { pressed++ })
	keys.press(Key{fyne.KeyD, fyne.KeyModifierAlt})
	d := Message(c, "提示", "内容", nil)
	keys.press(Key{fyne.KeyD, fyne.KeyModifierAlt})
	if pressed != 1 {
		t.Errorf("pressed %d times, want 1", pressed)
	}
	d.Close()
	keys.press(Key{fyne.KeyD, fyne.KeyModifierAlt})
	if pressed != 2 {
		t.Errorf("pressed %d times after the dialog, want 2", pressed)
	}
}

func TestKeys_Clear(t *testing.T) {
	c := show(t, container.NewVBox()).Canvas()
	keys := NewKeys(c)
	keys.Bind(Key{Name: fyne.KeyF5}, func() { t.Error("the key of the last screen is still bound") })
	keys.Bind(Key{fyne.KeyS, fyne.KeyModifierControl}, func() { t.Error("and this one") })
	keys.Clear()
	press(c, fyne.KeyF5)
	keys.press(Key{fyne.KeyS, fyne.KeyModifierControl})
	again := 0
	keys.Bind(Key{Name: fyne.KeyF5}, func() { again = 1 })
	keys.Bind(Key{Name: fyne.KeyF5}, func() { again = 2 })
	press(c, fyne.KeyF5)
	if again != 2 {
		t.Errorf("the newest action must win, got %d", again)
	}
}

func TestKeys_Hints(t *testing.T) {
	c := show(t, container.NewVBox()).Canvas()
	keys := NewKeys(c)
	count := 0
	row := keys.Hints(
		Hint{Key{Name: fyne.KeyF1}, "帮助", func() { count++ }},
		Hint{Key{fyne.KeyF, fyne.KeyModifierControl}, "查找", func() { count += 10 }}).(*fyne.Container)
	golden(t, "hints", row)
	press(c, fyne.KeyF1)
	for _, o := range row.Objects {
		test.Tap(o.(*Button))
	}
	if count != 12 {
		t.Errorf("a key and two clicks gave %d, want 12", count)
	}
}
