package widget

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"woshou/data"
)

func TestEntry_EnterGoesOn(t *testing.T) {
	first, second, third := NewEntry(), NewEntry(), NewEntry()
	submitted := ""
	second.OnSubmitted = func(s string) { submitted = s }
	w := show(t, container.NewVBox(first, second, third))
	c := w.Canvas()
	c.Focus(first)
	press(c, fyne.KeyReturn)
	if c.Focused() != second {
		t.Fatal("Enter did not go to the next field")
	}
	test.Type(second, "叶")
	press(c, fyne.KeyEnter)
	if submitted != "叶" || c.Focused() != second {
		t.Errorf("submitted %q with the focus on %v, want 叶 and no move", submitted, c.Focused())
	}
	second.Disable()
	submitted = ""
	second.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if submitted != "" {
		t.Error("a disabled field submitted")
	}
}

func TestEntry_KeysOfTheWindow(t *testing.T) {
	for name, e := range map[string]*Entry{"one line": NewEntry(), "many lines": NewTextArea(3), "password": NewPasswordEntry()} {
		t.Run(name, func(t *testing.T) {
			w := show(t, e)
			var got []fyne.KeyName
			w.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) { got = append(got, k.Name) })
			w.Canvas().Focus(e)
			press(w.Canvas(), fyne.KeyF1, fyne.KeyEscape, fyne.KeyLeft, fyne.KeyF12)
			if len(got) != 3 {
				t.Errorf("the window got %v, want F1, Esc and F12", got)
			}
		})
	}
}

func TestEntry_MaxLength(t *testing.T) {
	e := NewEntry()
	e.MaxLength = 3
	show(t, e)
	test.Type(e, "俞𬭎伟的")
	if e.Text != "俞𬭎伟" {
		t.Errorf("typed: %q, want three characters", e.Text)
	}
	e.SetText("")
	clipboard := test.NewClipboard()
	clipboard.SetContent("孙𨱔赵𫖯")
	e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
	if e.Text != "孙𨱔赵" {
		t.Errorf("pasted: %q, want three characters", e.Text)
	}
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	test.Type(e, "徐")
	if e.Text != "徐" {
		t.Errorf("typing over a selection: %q, want 徐", e.Text)
	}
}

func TestTextArea(t *testing.T) {
	e := NewTextArea(4)
	w := show(t, container.NewVBox(e, NewEntry()))
	if e.Wrapping != fyne.TextWrapBreak {
		t.Error("Chinese must break between any two characters")
	}
	if e.AcceptsTab() {
		t.Error("Tab must leave the field")
	}
	one := NewEntry().MinSize().Height
	if got := e.MinSize().Height; got < 2.5*one {
		t.Errorf("four lines are %v high, one is %v", got, one)
	}
	w.Canvas().Focus(e)
	test.Type(e, "一")
	press(w.Canvas(), fyne.KeyReturn)
	test.Type(e, "二")
	if e.Text != "一\n二" {
		t.Errorf("Enter gave %q", e.Text)
	}
	e.MaxLength = 3
	press(w.Canvas(), fyne.KeyReturn)
	if strings.Count(e.Text, "\n") != 1 {
		t.Error("Enter went beyond the longest text")
	}
}

func TestEntry_OnLeave(t *testing.T) {
	first, second := NewEntry(), NewEntry()
	left := 0
	first.OnLeave = func() { left++ }
	w := show(t, container.NewVBox(first, second))
	w.Canvas().Focus(first)
	if left != 0 {
		t.Fatal("OnLeave came on arriving")
	}
	w.Canvas().Focus(second)
	if left != 1 {
		t.Errorf("OnLeave came %d times, want 1", left)
	}
}

func TestEntry_EditingShortcutsStay(t *testing.T) {
	e := NewEntry()
	show(t, e)
	test.Type(e, "abc def")
	e.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyBackspace, Modifier: fyne.KeyModifierShortcutDefault})
	if e.Text != "abc " && e.Text != "abc" {
		t.Errorf("Ctrl+BackSpace left %q", e.Text)
	}
	e.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierControl})
	e.TypedShortcut(&fyne.ShortcutUndo{})
	if e.Text != "abc def" {
		t.Errorf("undo gave %q", e.Text)
	}
}

func TestMoneyEntry(t *testing.T) {
	e := NewMoneyEntry()
	show(t, e)
	said := notes(e)
	var values []string
	e.OnValue = func(f data.Fen) { values = append(values, f.Yuan()) }
	test.Type(e, "16409.02")
	if got := last(said); got.Bad || got.Text != "壹万陆仟肆佰零玖元零贰分" {
		t.Errorf("capitals: %+v", got)
	}
	if v, err := e.Value(); v != 1640902 || err != nil {
		t.Errorf("value %d, %v, want 1640902 fen", v, err)
	}
	if len(values) == 0 || values[len(values)-1] != "16409.02" {
		t.Errorf("values while typing: %v", values)
	}
	e.FocusGained()
	e.FocusLost()
	if e.Text != "16,409.02" {
		t.Errorf("on leaving the text is %q", e.Text)
	}
}

func TestMoneyEntry_Wrong(t *testing.T) {
	for _, text := range []string{"0", "-5", "1.234", "一百", "10000000000.01", "1,00"} {
		t.Run(text, func(t *testing.T) {
			e := NewMoneyEntry()
			show(t, e)
			said := notes(e)
			e.SetText(text)
			if last(said).Bad {
				t.Error("it nags while one types")
			}
			e.FocusGained()
			e.FocusLost()
			if !last(said).Bad || last(said).Text == "" {
				t.Errorf("on leaving it says %+v, want an error", last(said))
			}
			if e.Text != text {
				t.Errorf("the wrong text was changed to %q", e.Text)
			}
			if _, err := e.Value(); err == nil {
				t.Error("Value has no error")
			}
		})
	}
}

func TestChecked_EmptyIsNoError(t *testing.T) {
	e := NewMoneyEntry()
	show(t, e)
	said := notes(e)
	e.SetText(" ")
	e.FocusGained()
	e.FocusLost()
	if got := last(said); got != (Note{}) {
		t.Errorf("an empty field says %+v", got)
	}
	if v, err := e.Value(); v != 0 || err != nil {
		t.Errorf("an empty field is %v, %v", v, err)
	}
}

func TestChecked_SetValueIsSilent(t *testing.T) {
	e := NewMoneyEntry()
	show(t, e)
	e.OnValue = func(data.Fen) { t.Error("OnValue was called for a value that the program set") }
	e.SetValue(80050)
	if e.Text != "800.50" {
		t.Errorf("text %q, want 800.50", e.Text)
	}
	e.SetValue(0)
	if e.Text != "" {
		t.Errorf("no amount shows %q", e.Text)
	}
}

func TestIDEntry(t *testing.T) {
	e := NewIDEntry()
	show(t, e)
	said := notes(e)
	e.SetText("339921195803020013")
	id, err := e.Value()
	if err == nil {
		if got := last(said); got.Bad || !strings.Contains(got.Text, id.Birth().Chinese()) {
			t.Errorf("it says %+v about %s", got, id.Birth())
		}
	}
	valid := withCheck(t, "33992119580302001")
	e.SetText(valid)
	if got := last(said); got.Bad || got.Text != "男，1958年3月2日" {
		t.Errorf("it says %+v, want the sex and birthday", got)
	}
	e.SetText(valid[:17] + other(valid[17]))
	e.FocusGained()
	e.FocusLost()
	if !last(said).Bad {
		t.Error("a wrong check character passed")
	}
}

// withCheck finds the check character by trying.
func withCheck(t *testing.T, digits string) string {
	t.Helper()
	for _, c := range "0123456789X" {
		e := NewIDEntry()
		e.Text = digits + string(c)
		if _, err := e.Value(); err == nil {
			return e.Text
		}
	}
	t.Fatalf("no check character fits %s", digits)
	return ""
}

// other is another check character.
func other(c byte) string {
	if c == '1' {
		return "2"
	}
	return "1"
}
