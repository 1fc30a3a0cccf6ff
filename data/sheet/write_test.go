package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"woshou/data"
)

func day(t testing.TB, s string) data.Day {
	t.Helper()
	d, err := data.ParseDay(s)
	if err != nil || d == 0 {
		t.Fatalf("day %q: %v", s, err)
	}
	return d
}

// sample is a ledger of three rows with everything a table can have.
func sample(t testing.TB) Book {
	return Book{Sheets: []Sheet{{
		Name: "台账", Title: "东篱村人民调解委员会调解台账", Subtitle: "2026年1月1日至2026年11月30日　单位：元",
		Columns: []Column{
			{Head: "案号", Width: 12}, {Head: "受理日期", Width: 6}, {Group: "当事人", Head: "申请人", Width: 6},
			{Group: "当事人", Head: "被申请人", Width: 6}, {Head: "简要情况", Width: 20}, {Head: "协议金额", Width: 7}, {Head: "次数", Width: 3},
		},
		Rows: [][]Cell{
			{Text("（2026）示清东人调字第001号"), Day(day(t, "2026-03-02")), Text("叶**"), Text("张**"),
				Text("叶修房时瓦片碰落张家屋瓦，张多次上门未果，悬挂遮挡物，3月1日双方推搡，叶手臂擦伤，医药费386元。"), Money(80000), Whole(6)},
			{Text("=1+2"), Day(0), Text("俞𬭎伟"), Text("+86"), Text("-cmd|' /C calc'!A0"), SomeMoney(0), Whole(-3)},
			{Text("@SUM(A1)"), Day(day(t, "1970-01-01")), Text("赵𫖯"), Text("330681109012345678"), Text("a\x00b\n<c>&d"), Money(1640902)},
		},
		Sum:  []Cell{Text("合计"), {}, {}, {}, {}, Money(1720902), Whole(9)},
		Foot: []string{"注：金额为协议金额。", "制表人：叶建国"},
	}}}
}

func written(t testing.TB, b Book) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func raw(t testing.TB, f *excelize.File, sheet, cell string) (string, excelize.CellType) {
	t.Helper()
	v, err := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	kind, err := f.GetCellType(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	return v, kind
}

func TestWrite_KeepsValuesWhatTheyAre(t *testing.T) {
	f := written(t, sample(t))
	for _, c := range []struct {
		cell, want string
		kind       excelize.CellType
	}{
		{"A1", "东篱村人民调解委员会调解台账", excelize.CellTypeSharedString},
		{"C3", "当事人", excelize.CellTypeSharedString},
		{"D4", "被申请人", excelize.CellTypeSharedString},
		{"A3", "案号", excelize.CellTypeSharedString},
		{"B5", "46083", excelize.CellTypeUnset}, // 2026-03-02
		{"B7", "25569", excelize.CellTypeUnset}, // 1970-01-01
		{"F5", "800.00", excelize.CellTypeUnset},
		{"F7", "16409.02", excelize.CellTypeUnset},
		{"G5", "6", excelize.CellTypeUnset},
		{"A6", "=1+2", excelize.CellTypeSharedString},
		{"C6", "俞𬭎伟", excelize.CellTypeSharedString},
		{"D6", "+86", excelize.CellTypeSharedString},
		{"E6", "-cmd|' /C calc'!A0", excelize.CellTypeSharedString},
		{"A7", "@SUM(A1)", excelize.CellTypeSharedString},
		{"D7", "330681109012345678", excelize.CellTypeSharedString},
		{"E7", "ab\n<c>&d", excelize.CellTypeSharedString},
		{"F8", "17209.02", excelize.CellTypeUnset},
		{"A10", "制表人：叶建国", excelize.CellTypeSharedString},
	} {
		if got, kind := raw(t, f, "台账", c.cell); got != c.want || kind != c.kind {
			t.Errorf("%s = %q of type %d, want %q of %d", c.cell, got, kind, c.want, c.kind)
		}
		if formula, _ := f.GetCellFormula("台账", c.cell); formula != "" {
			t.Errorf("%s is a formula: %s", c.cell, formula)
		}
	}
	shown, err := f.GetCellValue("台账", "B5")
	if err != nil || shown != "2026-03-02" {
		t.Errorf("day is shown as %q (%v)", shown, err)
	}
	if shown, _ := f.GetCellValue("台账", "F7"); shown != "16,409.02" {
		t.Errorf("money is shown as %q", shown)
	}
}

func TestWrite_SetsThePage(t *testing.T) {
	f := written(t, sample(t))
	p, err := f.GetPanes("台账")
	if err != nil || !p.Freeze || p.YSplit != 4 {
		t.Errorf("panes %+v, %v", p, err)
	}
	l, err := f.GetPageLayout("台账")
	if err != nil || *l.Orientation != "landscape" || *l.Size != 9 || *l.FitToWidth != 1 || *l.FitToHeight != 0 {
		t.Errorf("layout %+v, %v", l, err)
	}
	s, err := f.GetSheetProps("台账")
	if err != nil || !*s.FitToPage {
		t.Errorf("props %+v, %v", s, err)
	}
	names := f.GetDefinedName()
	if len(names) != 1 || names[0].Name != "_xlnm.Print_Titles" || names[0].RefersTo != "'台账'!$1:$4" {
		t.Errorf("names %+v", names)
	}
	font, err := f.GetDefaultFont()
	if err != nil || font != "宋体" {
		t.Errorf("font %q, %v", font, err)
	}
}

func TestWrite_NamesSheets(t *testing.T) {
	long := strings.Repeat("𬭎", 40)
	b := Book{}
	for _, n := range []string{"a/b:c?", "", "台账", "台账", long, long, "'x'"} {
		b.Sheets = append(b.Sheets, Sheet{Name: n, Columns: []Column{{Head: "甲"}}})
	}
	got := written(t, b).GetSheetList()
	want := []string{"a-b-c-", "表", "台账", "台账-2", strings.Repeat("𬭎", 15), strings.Repeat("𬭎", 14) + "-2", "-x-"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("names\n%q, want\n%q", got, want)
	}
}

func TestWrite_CutsWhatIsTooLong(t *testing.T) {
	text := strings.Repeat("𬭎", 40_000)
	f := written(t, Book{Sheets: []Sheet{{Name: "a", Columns: []Column{{Head: "甲"}}, Rows: [][]Cell{{Text(text)}}}}})
	got, _ := raw(t, f, "a", "A2")
	if !utf8.ValidString(got) || !strings.HasSuffix(got, "𬭎…") || utf8.RuneCountInString(got) != 16_384 {
		t.Errorf("%d characters, ending %q", utf8.RuneCountInString(got), got[len(got)-8:])
	}
}

// What offices refuse to open is often a part that is not well formed.
func TestWrite_NamesNoPathOrProgram(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, sample(t)); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"xuri", "/home", "/tmp"} {
			if bytes.Contains(b, []byte(word)) {
				t.Errorf("%s names %s", part.Name, word)
			}
		}
	}
}

type failing struct{ left int }

func (f *failing) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

func TestWrite_TellsAFullDisk(t *testing.T) {
	if err := Write(&failing{left: 100}, sample(t)); err == nil {
		t.Error("no error though nothing could be written")
	}
}
