package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"
)

var sexes = []Option{{"male", "男"}, {"female", "女"}, {"unknown", "不详"}}

func TestRadio_Keys(t *testing.T) {
	var got []string
	r := NewRadio(sexes, func(key string) { got = append(got, key) })
	next := NewEntry()
	c := show(t, container.NewVBox(r, next)).Canvas()
	var window []fyne.KeyName
	c.SetOnTypedKey(func(k *fyne.KeyEvent) { window = append(window, k.Name) })
	c.Focus(r)
	press(c, fyne.KeyRight, fyne.KeyDown, fyne.KeySpace, fyne.KeyRight, fyne.KeyLeft, fyne.KeyUp, fyne.KeyF1, fyne.KeyEscape)
	want := []string{"male", "female", "unknown", "male", "unknown", "female"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("chosen:\n%s", diff)
	}
	if len(window) != 2 {
		t.Errorf("the window got %v, want F1 and Esc", window)
	}
	press(c, fyne.KeyReturn)
	if c.Focused() != next {
		t.Error("Enter must go to the next field")
	}
}

func TestRadio_LeftFirst(t *testing.T) {
	r := NewRadio(sexes, nil)
	c := show(t, r).Canvas()
	c.Focus(r)
	press(c, fyne.KeyLeft)
	if r.Key() != "unknown" {
		t.Errorf("left of nothing is %q, want the last", r.Key())
	}
}

func TestRadio_Mouse(t *testing.T) {
	var got []string
	r := NewRadio(sexes, func(key string) { got = append(got, key) })
	c := show(t, container.NewVBox(r)).Canvas()
	test.Tap(r.row.Objects[1].(*segment))
	test.Tap(r.row.Objects[1].(*segment))
	if diff := cmp.Diff([]string{"female"}, got); diff != "" || c.Focused() != r {
		t.Errorf("chosen, focus %T:\n%s", c.Focused(), diff)
	}
	golden(t, "radio", r)
	r.Disable()
	test.Tap(r.row.Objects[0].(*segment))
	if r.Key() != "female" {
		t.Error("a disabled field changed")
	}
}

func TestRadio_SetKey(t *testing.T) {
	r := NewRadio(sexes, func(key string) { t.Errorf("changed got %q for what the program set", key) })
	show(t, r)
	if r.Key() != "" {
		t.Errorf("at first %q", r.Key())
	}
	r.SetKey("unknown")
	if r.Key() != "unknown" {
		t.Errorf("key %q", r.Key())
	}
	r.SetKey("other")
	if r.Key() != "" {
		t.Errorf("an unknown key chose %q", r.Key())
	}
}

func TestCheck_Keys(t *testing.T) {
	var got []bool
	box := NewCheck("当事人口头申请", func(on bool) { got = append(got, on) })
	next := NewEntry()
	c := show(t, container.NewVBox(box, next)).Canvas()
	var window []fyne.KeyName
	c.SetOnTypedKey(func(k *fyne.KeyEvent) { window = append(window, k.Name) })
	c.Focus(box)
	test.Type(box, " ")
	press(c, fyne.KeyF2, fyne.KeyReturn)
	if !box.Checked || len(got) != 1 || len(window) != 1 || c.Focused() != next {
		t.Errorf("ticked %v, changes %v, window %v, focus %T", box.Checked, got, window, c.Focused())
	}
}
