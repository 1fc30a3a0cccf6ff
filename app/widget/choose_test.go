package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/go-cmp/cmp"
)

var kinds = []Option{{"neighbor", "邻里纠纷"}, {"family", "婚姻家庭纠纷"}, {"land", "山林土地纠纷"}}

func TestSelect_Keys(t *testing.T) {
	var changed []string
	s := NewSelect("请选择", kinds, func(key string) { changed = append(changed, key) })
	next := NewEntry()
	w := show(t, container.NewVBox(s, next))
	c := w.Canvas()
	c.Focus(s)
	press(c, fyne.KeyRight, fyne.KeyRight)
	if s.Key() != "family" {
		t.Errorf("after two steps %q, want family", s.Key())
	}
	press(c, fyne.KeyLeft)
	press(c, fyne.KeySpace, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn) // the list
	if s.Key() != "land" {
		t.Errorf("picked %q from the list, want land", s.Key())
	}
	if diff := cmp.Diff([]string{"neighbor", "family", "neighbor", "land"}, changed); diff != "" {
		t.Errorf("changes:\n%s", diff)
	}
	c.Focus(s)
	press(c, fyne.KeyReturn)
	if c.Focused() != next {
		t.Error("Enter must go to the next field")
	}
}

func TestSelect_SetKey(t *testing.T) {
	s := NewSelect("请选择", kinds, nil)
	show(t, s)
	golden(t, "select", s)
	s.SetKey("land")
	if s.Selected != "山林土地纠纷" || s.Key() != "land" {
		t.Errorf("shows %q, key %q", s.Selected, s.Key())
	}
	s.SetKey("unknown")
	if s.Selected != "" || s.Key() != "" {
		t.Errorf("an unknown key shows %q", s.Selected)
	}
}

func TestSelect_SetChoices(t *testing.T) {
	s := NewSelect("请选择", kinds, nil)
	show(t, s)
	s.SetKey("family")
	s.SetChoices(kinds[1:])
	if s.Key() != "family" {
		t.Errorf("the choice was lost: %q", s.Key())
	}
	s.SetChoices(kinds[:1])
	if s.Key() != "" || s.Selected != "" {
		t.Errorf("a choice that is gone still shows %q", s.Selected)
	}
}

func TestSelect_Focus(t *testing.T) {
	s := NewSelect("请选择", kinds, nil)
	w := show(t, s)
	var window []fyne.KeyName
	w.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) { window = append(window, k.Name) })
	w.Canvas().Focus(s)
	golden(t, "select-focused", s)
	press(w.Canvas(), fyne.KeyF1)
	if len(window) != 1 {
		t.Error("function keys must reach the window")
	}
	w.Canvas().Unfocus()
	golden(t, "select", s)
	s.Disable()
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if s.Key() != "" {
		t.Error("a disabled field changed")
	}
}
