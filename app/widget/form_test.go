package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/google/go-cmp/cmp"

	ourtheme "woshou/app/theme"
	"woshou/assets/fonts"
)

func TestFormGrid_Look(t *testing.T) {
	form := NewFormGrid(
		Row{Label: "姓名", Required: true, Field: NewEntry()},
		Row{Label: "涉及金额", Hint: "单位：元", Field: NewMoneyEntry()})
	show(t, form)
	golden(t, "form", form)
}

// noteText is what a row says below its field.
func noteText(g *FormGrid, row int) string {
	if !g.rows[row].note.Visible() {
		return ""
	}
	return g.rows[row].note.String()
}

func TestFormGrid_Notes(t *testing.T) {
	name, money := NewEntry(), NewMoneyEntry()
	form := NewFormGrid(Row{Label: "姓名", Field: name}, Row{Label: "涉及金额", Hint: "单位：元", Field: money})
	show(t, container.NewVScroll(form))
	bare := form.MinSize().Height
	if noteText(form, 0) != "" || noteText(form, 1) != "单位：元" {
		t.Errorf("at first: %q, %q", noteText(form, 0), noteText(form, 1))
	}
	test.Type(money, "800")
	if got := noteText(form, 1); got != "捌佰元整" {
		t.Errorf("capitals: %q", got)
	}
	form.SetError(name, "请填写姓名")
	if got := noteText(form, 0); got != "请填写姓名" {
		t.Errorf("error: %q", got)
	}
	if form.MinSize().Height <= bare {
		t.Error("a note needs room")
	}
	form.SetError(name, "")
	money.SetValue(0)
	if noteText(form, 0) != "" || noteText(form, 1) != "单位：元" || form.MinSize().Height != bare {
		t.Errorf("in the end: %q, %q", noteText(form, 0), noteText(form, 1))
	}
}

func TestFormGrid_Columns(t *testing.T) {
	short, long := NewEntry(), NewEntry()
	form := NewFormGrid(Row{Label: "姓名", Field: short}, Row{Label: "统一社会信用代码", Field: long})
	w := show(t, form)
	w.Resize(fyne.NewSize(1366, 700))
	if short.Position().X != long.Position().X || short.Size().Width != long.Size().Width {
		t.Errorf("fields at %v and %v, %v and %v wide", short.Position().X, long.Position().X, short.Size().Width, long.Size().Width)
	}
	if short.Size().Width != form.FieldWidth {
		t.Errorf("the field is %v wide, want no more than %v", short.Size().Width, form.FieldWidth)
	}
	for i, row := range form.rows {
		if end := row.label.Position().X + row.label.Size().Width; end > short.Position().X+0.5 || end < short.Position().X-0.5 {
			t.Errorf("label %d ends at %v, the fields start at %v", i, end, short.Position().X)
		}
	}
	form.FieldWidth = 0
	form.Refresh()
	form.body.Refresh()
	if end := short.Position().X + short.Size().Width; end < 1300 || end > 1366 {
		t.Errorf("without a limit the field ends at %v of 1366", end)
	}
}

func TestFormGrid_HiddenRow(t *testing.T) {
	first, second := NewEntry(), NewEntry()
	form := NewFormGrid(Row{Label: "一", Field: first, Hint: "提示"}, Row{Label: "二", Field: second})
	show(t, form)
	at := second.Position().Y
	first.Hide()
	form.body.Refresh()
	if second.Position().Y != first.Position().Y || form.rows[0].label.Visible() || form.rows[0].note.Visible() {
		t.Error("a hidden field must take its label, note and room with it")
	}
	first.Show()
	form.body.Refresh()
	if second.Position().Y != at || !form.rows[0].note.Visible() {
		t.Error("the row did not come back")
	}
}

func TestFormGrid_LargeType(t *testing.T) {
	field := NewEntry()
	form := NewFormGrid(Row{Label: "姓名", Field: field})
	w := show(t, form)
	w.Resize(fyne.NewSize(1366, 700))
	normal := field.Size()
	test.ApplyTheme(t, ourtheme.New(fonts.UI(), nil).Scaled(ourtheme.ScaleHuge))
	t.Cleanup(func() { test.ApplyTheme(t, ourtheme.New(fonts.UI(), nil)) })
	w.Resize(fyne.NewSize(1365, 700)) // lays out again
	if field.Size().Width < 1.4*normal.Width || field.MinSize().Height < 1.3*normal.Height {
		t.Errorf("at one and a half the field went from %v to %v", normal, field.Size())
	}
}

func TestFormGrid_FieldsInOrder(t *testing.T) {
	a, b, c := NewEntry(), fynewidget.NewCheck("", nil), NewSelect("", nil, nil)
	form := NewFormGrid(Row{Field: a}, Row{Field: b})
	form.Add(Row{Field: c})
	want := []fyne.CanvasObject{a, b, c}
	if len(form.fields()) != 3 {
		t.Fatalf("%d fields, want 3", len(form.fields()))
	}
	for i, f := range form.fields() {
		if f != want[i] {
			t.Errorf("field %d is %T", i, f)
		}
	}
	canvas := show(t, form).Canvas()
	var order []string
	for range 3 {
		canvas.FocusNext()
		for name, f := range map[string]fyne.Focusable{"a": a, "b": b, "c": c} {
			if canvas.Focused() == f {
				order = append(order, name)
			}
		}
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, order); diff != "" {
		t.Errorf("tab order:\n%s", diff)
	}
}
