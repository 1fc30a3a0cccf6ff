package widget

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// A dialog open before, one that opens behind, and one that closes behind: before the
// curtain nothing is seen of them, and behind it everything is in order.
func TestCurtain(t *testing.T) {
	field, secret := NewEntry(), NewEntry()
	c := show(t, container.NewVBox(field, secret)).Canvas()
	c.Focus(field)
	var said []string
	say := func(what string) func() { return func() { said = append(said, what) } }
	first := Message(c, "第一", "", say("first"))
	second := Message(c, "第二", "", say("second"))
	cur := DrawCurtain(c)
	if cur.Empty() || c.Overlays().Top() != nil || c.Focused() != nil {
		t.Fatal("something is left before the curtain")
	}
	c.Focus(secret)
	third := Message(c, "第三", "", say("third"))
	Message(c, "第四", "", say("fourth"))
	third.Close() // out of order, as work that ends does
	second.Close()
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if c.Overlays().Top() != nil || c.Focused() != secret || len(said) > 0 {
		t.Fatalf("the focus is on %T, said %v", c.Focused(), said)
	}
	cur.InFront(func() { Message(c, "前面", "", say("front")) })
	press(c, fyne.KeyReturn)
	cur.Lift()
	if len(c.Overlays().List()) != 2 {
		t.Fatalf("%d dialogs", len(c.Overlays().List()))
	}
	press(c, fyne.KeyReturn, fyne.KeyReturn)
	if !slices.Equal(said, []string{"front", "fourth", "first"}) || c.Overlays().Top() != nil || c.Focused() != field {
		t.Errorf("said %v, the focus is on %T", said, c.Focused())
	}
	first.Close()
}
