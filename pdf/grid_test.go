package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"woshou/data/form"
)

// cellText joins the texts that stand in each column of a table, from page to page.
func cellText(doc *Document, p sheet, columns []form.Column) []string {
	g := (&layout{page: p}).gridOf(&form.Table{Columns: columns})
	out := make([]string, len(columns))
	for _, b := range doc.Boxes {
		x := p.left
		for i, w := range g.widths {
			if b.Kind == Text && b.X >= x && b.X < x+w {
				out[i] += b.Text
			}
			x += w
		}
	}
	for i := range out {
		out[i] = squeezeOut(out[i])
	}
	return out
}

func TestTable_KeepsEveryCell(t *testing.T) {
	for _, p := range papers() {
		doc := p.layOut(t, plain{})
		f, err := form.Lookup(p.code, "")
		if err != nil {
			t.Fatal(err)
		}
		page := portrait
		if f.Landscape {
			page = landscape
		}
		for _, part := range f.Parts {
			table, ok := part.(form.Table)
			if !ok {
				continue
			}
			columns := cellText(doc, page, table.Columns)
			for _, row := range table.Rows(p.s) {
				for i, text := range row {
					for _, line := range strings.Split(text, "\n") {
						if !strings.Contains(columns[i], squeezeOut(line)) {
							t.Errorf("%s: %s %q is not in its column", p.name, table.Columns[i].Head, line)
						}
					}
				}
			}
		}
	}
}

// layTable lays out a table alone, on as many pages as it needs.
func layTable(t *form.Table) ([]Box, int) {
	l := &layout{fonts: plain{}, page: portrait}
	l.add(0, l.table(t, form.Subject{})...)
	return paginate(l.strips, area{Top: l.page.top, Height: l.page.textHeight})
}

// TestTable_MergedCells: one text for equal cells, again on each page, and no line through it.
func TestTable_MergedCells(t *testing.T) {
	var rows [][]string
	for i := range 60 {
		rows = append(rows, []string{[]string{"案件来源", "纠纷类型"}[min(1, i/4)], fmt.Sprintf("第%d行", i)})
	}
	boxes, pages := layTable(&form.Table{
		Columns: []form.Column{{Head: "类别", Share: 1, Merge: true}, {Head: "项目", Share: 3}},
		Rows:    func(form.Subject) [][]string { return rows },
	})
	if pages != 3 {
		t.Fatalf("%d pages", pages)
	}
	at := map[string][]int{}
	for _, b := range boxes {
		if b.Kind == Text {
			at[b.Text] = append(at[b.Text], b.Page)
		}
	}
	if !slices.Equal(at["案件来源"], []int{1}) || !slices.Equal(at["纠纷类型"], []int{1, 2, 3}) || !slices.Equal(at["类别"], []int{1, 2, 3}) {
		t.Errorf("on pages %v, %v, heads %v", at["案件来源"], at["纠纷类型"], at["类别"])
	}
	// Over the first column there are lines above and below the head, between the groups,
	// at the start of what goes on and at the end of each page.
	count := make([]int, pages+1)
	for _, b := range boxes {
		if b.Kind == Rule && b.H == 0 && b.X == portrait.left {
			count[b.Page]++
		}
	}
	if !slices.Equal(count, []int{0, 4, 3, 3}) {
		t.Errorf("lines over the merged column: %v", count)
	}
}

// A merged text of several lines is never parted, and has its room at a page's end.
func TestTable_MergedTextStaysWhole(t *testing.T) {
	for lead := range 40 {
		rows := slices.Repeat([][]string{{"", "先行的一行"}}, lead)
		for i := range 3 {
			rows = append(rows, []string{"防止民间纠纷转化", fmt.Sprintf("第%d行", i)})
		}
		boxes, _ := layTable(&form.Table{
			Columns: []form.Column{{Head: "类别", Share: 1, Merge: true}, {Head: "项目", Share: 5}},
			Rows:    func(form.Subject) [][]string { return rows },
		})
		last := 0
		for _, b := range boxes {
			if b.Kind == Rule && b.H == 0 {
				last = max(last, int(b.Y))
			}
		}
		overlaps(t, fmt.Sprint(lead, " rows before"), &Document{Pages: 9, Boxes: boxes})
		for _, b := range boxes {
			if b.Kind == Text && b.Y > float64(last)+1 {
				t.Errorf("%d rows before: %v is below the table", lead, b)
			}
		}
	}
}

func TestTable_GroupedHeads(t *testing.T) {
	boxes, _ := layTable(&form.Table{
		Columns: []form.Column{{Head: "项目", Share: 2}, {Group: "全部", Head: "件", Share: 1}, {Group: "全部", Head: "人", Share: 1}, {Group: "仅书面", Head: "件", Share: 1}},
		Rows:    func(form.Subject) [][]string { return [][]string{{"调解案件总数", "5", "12", "4"}} },
	})
	find := func(text string) Box {
		for _, b := range boxes {
			if b.Text == text {
				return b
			}
		}
		t.Fatalf("no %q", text)
		return Box{}
	}
	all, cases, people, item := find("全部"), find("件"), find("人"), find("项目")
	if all.Y >= cases.Y || item.Y <= all.Y || item.Y >= cases.Y {
		t.Errorf("全部 at %.1f, 件 at %.1f, 项目 at %.1f: want the last in the middle", all.Y, cases.Y, item.Y)
	}
	if middle := (cases.X + people.X + people.W) / 2; all.X+all.W/2-middle > 0.01 || middle-all.X-all.W/2 > 0.01 {
		t.Errorf("全部 is centred on %.2f, its columns on %.2f", all.X+all.W/2, middle)
	}
	for _, b := range boxes { // the head of its own is not cut in two
		if b.Kind == Rule && b.H == 0 && b.X < item.X && b.Y > all.Y && b.Y < cases.Y {
			t.Errorf("%v cuts 项目", b)
		}
	}
}

// TestTable_NumbersAreNotBroken: a number that is a little too long is set tight.
func TestTable_NumbersAreNotBroken(t *testing.T) {
	l := &layout{fonts: plain{}, page: portrait}
	g := l.gridOf(&form.Table{Columns: []form.Column{{Share: 26}, {Share: 130}}, Close: true})
	for text, lines := range map[string]int{"12345678.90": 1, "123456789.01": 1, "12345678901234567.89": 2, "接受委托移送调解": 2} {
		if got := l.cellLines(g, 0, text); len(got) != lines {
			t.Errorf("%s: %d lines, want %d", text, len(got), lines)
		}
	}
}

func TestTable_WholeStaysOnOnePage(t *testing.T) {
	for lines := range 25 {
		l := &layout{fonts: plain{}, page: portrait}
		l.add(0, slices.Repeat([]strip{{Height: 9}}, lines)...)
		l.add(0, l.table(&form.Table{
			Columns: []form.Column{{Head: "比率", Share: 1}}, Whole: true,
			Rows: func(form.Subject) [][]string { return slices.Repeat([][]string{{"调解成功率"}}, 8) },
		}, form.Subject{})...)
		boxes, _ := paginate(l.strips, area{Top: l.page.top, Height: l.page.textHeight})
		page := 0
		for _, b := range boxes {
			if page != 0 && b.Page != page {
				t.Fatalf("%d lines above: the table is on pages %d and %d", lines, page, b.Page)
			}
			page = b.Page
		}
	}
}

// A table of display type without heads: the groups of a key, each in a cell.
func TestTable_Display(t *testing.T) {
	doc := paperNamed(t, "list-recovery").layOut(t, plain{})
	for _, group := range strings.Split(string(*recoveryKey()), "-") {
		if found := saying(doc, group); len(found) != 1 || found[0].Style.Size < 20 {
			t.Errorf("%s: %v", group, found)
		}
	}
	if doc.Pages != 1 || slices.ContainsFunc(doc.Boxes, func(b Box) bool { return b.Kind == Modules }) {
		t.Errorf("%d pages; a code to scan would say what must stay secret", doc.Pages)
	}
}

// TestLedger_TwoThousandEntries: a year's ledger of a busy place keeps its heads and its numbers.
func TestLedger_TwoThousandEntries(t *testing.T) {
	doc := listPaper("long", form.Ledger, ledger(2000, longName)).layOut(t, plain{})
	if heads := len(saying(doc, "当事人、对象")); heads < doc.Pages-1 || doc.Pages < 200 {
		t.Errorf("%d heads on %d pages", heads, doc.Pages)
	}
	if len(saying(doc, "2000")) != 1 {
		t.Error("the last entry is not there")
	}
}
