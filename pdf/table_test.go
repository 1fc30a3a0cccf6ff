package pdf

import (
	"math"
	"strings"
	"testing"

	"woshou/data/form"
)

// TestLayout_CoversAreOnePage: a cover that runs over is none.
func TestLayout_CoversAreOnePage(t *testing.T) {
	for _, p := range papers() {
		f, err := form.Lookup(p.code, "")
		if err != nil {
			t.Fatal(err)
		}
		if !f.Cover {
			continue
		}
		doc := p.layOut(t, plain{})
		if doc.Pages != 1 {
			t.Errorf("%s has %d pages", p.name, doc.Pages)
		}
		for _, b := range doc.Boxes {
			if b.Kind == Text && strings.Contains(b.Text, "共1页") || b.Kind == Modules {
				t.Errorf("%s: %v stands on a cover", p.name, b)
			}
		}
	}
}

// TestTable_LeastHeight: rows grow to their least height with the frame and their text
// in the middle.
func TestTable_LeastHeight(t *testing.T) {
	l := &layout{fonts: plain{}, page: portrait}
	rows := [][]string{{"一"}, {strings.Repeat("长", 120)}}
	table := &form.Table{Columns: []form.Column{{Head: "名称", Share: 1}}, Rows: func(form.Subject) [][]string { return rows }, Least: 14}
	strips := l.table(table, form.Subject{})
	if got := strips[1].Height; math.Abs(got-14) > 1e-6 {
		t.Errorf("a short row is %.2f mm high", got)
	}
	for _, b := range strips[1].Boxes {
		if b.Kind == Text && math.Abs(b.Y-baseline(14, smallSize)) > 0.5 {
			t.Errorf("its text stands at %.2f mm", b.Y)
		}
		if b.Kind == Rule && b.W == 0 && b.H != strips[1].Height {
			t.Errorf("the frame is %.2f mm high", b.H)
		}
	}
	high := 0.0
	for _, s := range strips[2:] {
		high += s.Height
	}
	if lines := len(strips) - 2; lines < 2 || math.Abs(high-tablePad-float64(lines)*tableLead*mmPerPt) > 1e-6 {
		t.Errorf("a row of %d lines is %.2f mm high", lines, high)
	}
}

func TestRow_SpreadLabelsAndPatterns(t *testing.T) {
	row := func(f form.Field) (label []string, entry Box) {
		l := &layout{fonts: plain{}, page: portrait}
		f.Chars, f.Get = 10, func(form.Subject) string { return "" }
		for _, b := range l.fieldRow(cells(form.Row{f}, form.Subject{}))[0].Boxes {
			if b.Kind == Rule {
				entry = b
			} else if entry.W == 0 {
				label = append(label, b.Text)
			}
		}
		return label, entry
	}
	_, narrow := row(form.Field{Label: "卷名："})
	two, wide := row(form.Field{Label: "卷名：", Spread: 5})
	_, five := row(form.Field{Label: "人民调解员：", Spread: 5})
	if math.Abs(wide.X-five.X) > 1e-6 || wide.X-narrow.X < 10 || two[0] != "卷名" || two[1] != "：" {
		t.Errorf("entries begin at %.2f, %.2f and %.2f mm, label %q", narrow.X, wide.X, five.X, two)
	}
	if text, _ := row(form.Field{Label: "日期：", Pattern: "　　年　月"}); strings.Join(strings.Fields(strings.Join(text, "")), "") != "日期：年月" {
		t.Errorf("the pattern reads %q", text)
	}
	if text, _ := row(form.Field{Label: "日期：", Day: true}); strings.Join(strings.Fields(strings.Join(text, "")), "") != "日期：年月日" {
		t.Errorf("a blank day reads %q", text)
	}
}
