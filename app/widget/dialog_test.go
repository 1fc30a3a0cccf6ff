package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/google/go-cmp/cmp"
)

func TestConfirm(t *testing.T) {
	tests := []struct {
		name   string
		danger bool
		keys   []fyne.KeyName
		want   []bool
	}{
		{"Enter is yes", false, []fyne.KeyName{fyne.KeyReturn}, []bool{true}},
		{"Space too", false, []fyne.KeyName{fyne.KeySpace}, []bool{true}},
		{"Esc is no", false, []fyne.KeyName{fyne.KeyEscape}, []bool{false}},
		{"right goes to no", false, []fyne.KeyName{fyne.KeyRight, fyne.KeyReturn}, []bool{false}},
		{"danger: Enter is no", true, []fyne.KeyName{fyne.KeyReturn}, []bool{false}},
		{"danger: left goes to yes", true, []fyne.KeyName{fyne.KeyLeft, fyne.KeyReturn}, []bool{true}},
		{"arrows go round", true, []fyne.KeyName{fyne.KeyRight, fyne.KeyReturn}, []bool{true}},
		{"danger: Esc is no", true, []fyne.KeyName{fyne.KeyLeft, fyne.KeyEscape}, []bool{false}},
		{"other keys answer nothing", true, []fyne.KeyName{fyne.KeyF5, fyne.KeyDown, fyne.KeyA}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			field := NewEntry()
			c := show(t, container.NewVBox(field)).Canvas()
			c.Focus(field)
			var got []bool
			Confirm(c, Question{Title: "删除？", Text: "不能恢复。", Danger: tt.danger}, func(yes bool) { got = append(got, yes) })
			press(c, tt.keys...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("answers:\n%s", diff)
			}
			if len(tt.want) > 0 && (c.Overlays().Top() != nil || c.Focused() != field) {
				t.Error("the dialog must close and give the focus back")
			}
		})
	}
}

func TestConfirm_AnswerMayAskAgain(t *testing.T) {
	c := show(t, container.NewVBox()).Canvas()
	var got []string
	Confirm(c, Question{Title: "一"}, func(bool) {
		Confirm(c, Question{Title: "二"}, func(bool) { got = append(got, "second") })
	})
	press(c, fyne.KeyReturn)
	if len(c.Overlays().List()) != 1 {
		t.Fatalf("%d dialogs are open, want the second only", len(c.Overlays().List()))
	}
	press(c, fyne.KeyEscape)
	if len(got) != 1 || c.Overlays().Top() != nil {
		t.Errorf("answers %v, overlay %v", got, c.Overlays().Top())
	}
}

func TestMessage(t *testing.T) {
	c := show(t, container.NewVBox()).Canvas()
	var window []fyne.KeyName
	c.SetOnTypedKey(func(k *fyne.KeyEvent) { window = append(window, k.Name) })
	closed := 0
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEscape} {
		Message(c, "不能结案", "还有一方没有签名。", func() { closed++ })
		press(c, key)
	}
	if closed != 2 || c.Overlays().Top() != nil {
		t.Errorf("closed %d times, want 2", closed)
	}
	if len(window) != 0 {
		t.Errorf("the window got keys of the dialog: %v", window)
	}
	press(c, fyne.KeyF1)
	if len(window) != 1 {
		t.Error("the window did not get its keys back")
	}
}

func TestMessage_EnterWithoutFocus(t *testing.T) {
	c := show(t, container.NewVBox()).Canvas()
	closed := false
	Message(c, "提示", "内容", func() { closed = true })
	c.Unfocus()
	press(c, fyne.KeyReturn)
	if !closed {
		t.Error("Enter must press the proposed button when nothing has the focus")
	}
}

func TestMessage_LongTextFits(t *testing.T) {
	c := show(t, container.NewVBox()).Canvas()
	long := ""
	for range 8 {
		long += "各方当事人自愿达成协议，内容不违反法律。"
	}
	d := Message(c, "提示", long, nil)
	size := d.popup.Content.Size()
	if size.Width > 800 || size.Height > 600 || size.Height < 150 {
		t.Errorf("the dialog is %v in a window of 800 by 600", size)
	}
	if size.Height < d.popup.Content.MinSize().Height {
		t.Errorf("the dialog is %v high, its text needs %v", size.Height, d.popup.Content.MinSize().Height)
	}
}

func TestNewDialog_FieldGetsFocus(t *testing.T) {
	c := show(t, container.NewVBox()).Canvas()
	name := NewEntry()
	form := NewFormGrid(Row{Label: "姓名", Required: true, Field: name})
	saves := 0
	d := NewDialog(c, "添加当事人", form,
		Choice{Text: "保存", Action: func() bool {
			saves++
			if name.Text == "" {
				form.SetError(name, "请填写姓名")
				return false
			}
			return true
		}},
		Choice{Text: "取消"})
	if c.Focused() != name {
		t.Fatalf("the focus is on %T, want the first field", c.Focused())
	}
	test.Tap(d.buttons[0])
	if saves != 1 || c.Overlays().Top() == nil {
		t.Fatal("a dialog whose action refuses must stay open")
	}
	c.Focus(name)
	test.Type(name, "赵𫖯")
	press(c, fyne.KeyReturn) // on to the button
	press(c, fyne.KeyReturn)
	if saves != 2 || c.Overlays().Top() != nil {
		t.Errorf("saved %d times, still open: %v", saves, c.Overlays().Top() != nil)
	}
	d.Close() // again, harmless
}

func TestNewDialog_EscFromAField(t *testing.T) {
	c := show(t, container.NewVBox()).Canvas()
	NewDialog(c, "添加当事人", NewEntry(), Choice{Text: "保存"}, Choice{Text: "取消"})
	press(c, fyne.KeyEscape)
	if c.Overlays().Top() != nil {
		t.Error("Esc in a field must leave the dialog")
	}
}

func TestFirstField(t *testing.T) {
	field, hidden := NewEntry(), NewEntry()
	hidden.Hide()
	tests := []struct {
		name string
		in   fyne.CanvasObject
		want fyne.Focusable
	}{
		{"itself", field, field},
		{"in a box", container.NewVBox(fynewidget.NewLabel("x"), field), field},
		{"after a hidden one", container.NewVBox(hidden, field), field},
		{"in a form", NewFormGrid(Row{Label: "姓名", Field: field}), field},
		{"in a scroll", container.NewVScroll(container.NewVBox(field)), field},
		{"nowhere", fynewidget.NewLabel("x"), nil},
	}
	for _, tt := range tests {
		if got := firstField(tt.in); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
