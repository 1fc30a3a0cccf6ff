package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"woshou/data"
)

// code is the code of an error, "" without one.
func code(t testing.TB, err error) string {
	t.Helper()
	var bad *data.Invalid
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &bad):
		t.Fatalf("not *data.Invalid: %v", err)
	}
	return bad.Code
}

func encoded(t testing.TB, text string, with interface{ Bytes([]byte) ([]byte, error) }) string {
	t.Helper()
	b, err := with.Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const village = "案号,受理日期,申请人,被申请人,纠纷类型\n1,2026.3.2,叶建国,张根土,邻里\n2,2026年3月5日,何桂英,\"赵𫖯\",\"交通,事故\"\n"

func TestRead_CSV(t *testing.T) {
	want := []*Table{{
		Name: "台账", Head: []string{"案号", "受理日期", "申请人", "被申请人", "纠纷类型"},
		Rows: []Row{
			{Line: 2, Cells: []string{"1", "2026.3.2", "叶建国", "张根土", "邻里"}},
			{Line: 3, Cells: []string{"2", "2026年3月5日", "何桂英", "赵𫖯", "交通,事故"}},
		},
	}}
	tabs := strings.ReplaceAll(strings.ReplaceAll(village, "交通,事故", "交通#事故"), ",", "\t")
	for name, text := range map[string]string{
		"UTF-8":          village,
		"with mark":      "\uFEFF" + village,
		"GB 18030":       encoded(t, village, simplifiedchinese.GB18030.NewEncoder()),
		"UTF-16":         encoded(t, village, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()),
		"tabs":           strings.ReplaceAll(tabs, "#", ","),
		"semicolons":     strings.ReplaceAll(strings.ReplaceAll(tabs, "\t", ";"), "#", ","),
		"Windows' lines": strings.ReplaceAll(village, "\n", "\r\n"),
		"spaces":         strings.ReplaceAll(village, "叶建国", "\u3000叶建国\u00A0"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read(strings.NewReader(text), "C/台账.csv")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestRead_GBKOfOldOffices(t *testing.T) {
	text := "案号,申请人\n1,叶建国\n"
	got, err := Read(strings.NewReader(encoded(t, text, simplifiedchinese.GBK.NewEncoder())), "a.csv")
	if err != nil || got[0].Rows[0].Cells[1] != "叶建国" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestRead_FindsTheHead(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		head []string
		line int // of the first row below
	}{
		"below titles": {"东篱村人民调解台账,,\n2026年度,,\n序号,案号,当事人,调解员\n1,2,叶建国与张根土,王海燕\n", []string{"序号", "案号", "当事人", "调解员"}, 4},
		"two rows": {
			"案号,当事人,,受理日期,调解结果\n,申请人,被申请人,,\n1,叶建国,张根土,2026-3-2,成功\n",
			[]string{"案号", "当事人 申请人", "当事人 被申请人", "受理日期", "调解结果"}, 3,
		},
		"two rows of one side": {
			"案号,申请人,,被申请人,,日期\n,姓名,电话,姓名,电话,\n1,叶建国,138,张根土,139,2026-3-2\n",
			[]string{"案号", "申请人 姓名", "申请人 电话", "被申请人 姓名", "被申请人 电话", "日期"}, 3,
		},
		"none":              {"1,叶建国,张根土\n2,何桂英,赵𫖯\n", []string{"A", "B", "C"}, 1},
		"lines in the head": {"案号,\"申请\n人\",类 型\n1,叶建国,邻里\n", []string{"案号", "申请人", "类型"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read(strings.NewReader(c.text), "a.csv")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.head, got[0].Head); d != "" {
				t.Error(d)
			}
			if got[0].Rows[0].Line != c.line {
				t.Errorf("first row at line %d, want %d", got[0].Rows[0].Line, c.line)
			}
		})
	}
}

// book makes an xlsx file with one sheet of values from A1 on.
func book(t testing.TB, rows [][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", cellName(1, i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("空"); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead_Book(t *testing.T) {
	got, err := Read(bytes.NewReader(book(t, [][]any{
		{"东篱村台账"}, nil,
		{"案号", "受理日期", "申请人", "协议金额", "电话"},
		{1, 46083, "叶建国", 16409.02, 13800005678.0},
		{2, "2026.3.5", "何桂英", 0.1 + 0.2, "1.38E+10"},
	})), "a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	want := []*Table{{Name: "Sheet1", Head: []string{"案号", "受理日期", "申请人", "协议金额", "电话"}, Rows: []Row{
		{Line: 4, Cells: []string{"1", "46083", "叶建国", "16409.02", "13800005678"}},
		{Line: 5, Cells: []string{"2", "2026.3.5", "何桂英", "0.3", "13800000000"}},
	}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// What is written can be read back.
func TestRead_WhatWriteWrote(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, sample(t)); err != nil {
		t.Fatal(err)
	}
	got, err := Read(&out, "a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"案号", "受理日期", "当事人 申请人", "当事人 被申请人", "简要情况", "协议金额", "次数"}
	if d := cmp.Diff(want, got[0].Head); d != "" {
		t.Error(d)
	}
	if r := got[0].Rows[0]; r.Cells[5] != "800.00" || r.Cells[1] != "46083" || r.Line != 5 {
		t.Errorf("first row %+v", r)
	}
}

// packed makes a zip file.
func packed(t testing.TB, parts map[string]io.Reader) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, r := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestRead_RefusesWhatIsNoTable(t *testing.T) {
	whole := book(t, [][]any{{"案号", "申请人"}, {1, "叶建国"}})
	many := strings.Repeat("1,2\n", MaxRows+1)
	for name, c := range map[string]struct {
		bytes []byte
		code  string
	}{
		"nothing":        {nil, "file.empty"},
		"blank":          {[]byte(" \n,,\n"), "file.empty"},
		"old Excel":      {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "file.old"},
		"a picture":      {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff"), "file.unknown"},
		"a program":      {[]byte("MZ\x00\x00abc"), "file.unknown"},
		"broken letters": {[]byte("案号,\xff\xff"), "file.encoding"},
		"half a book":    {whole[:len(whole)/2], "file.damaged"},
		"another zip":    {packed(t, map[string]io.Reader{"word/document.xml": strings.NewReader("<a/>")}), "file.unknown"},
		"no sheets":      {packed(t, map[string]io.Reader{"xl/workbook.xml": strings.NewReader("<a/>")}), "file.damaged"},
		"a bomb":         {packed(t, map[string]io.Reader{"xl/workbook.xml": io.LimitReader(zeros{}, maxUnpacked+1)}), "file.large"},
		"a large file":   {make([]byte, MaxBytes+1), "file.large"},
		"too many rows":  {[]byte(many), "file.rows"},
		"most rows":      {[]byte(many[4:]), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(bytes.NewReader(c.bytes), "a"); code(t, err) != c.code {
				t.Errorf("error %v, want %s", err, c.code)
			}
		})
	}
}

func TestRead_TellsWhatTheDiskAnswers(t *testing.T) {
	var bad *data.Invalid
	_, err := Read(io.MultiReader(strings.NewReader("a,b\n"), brokenReader{}), "a.csv")
	if !errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &bad) {
		t.Errorf("error %v", err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// sound checks what every table that was read keeps to.
func sound(t *testing.T, tables []*Table, err error) {
	if err != nil {
		if code(t, err) == "" || tables != nil {
			t.Errorf("tables %v with error %v", tables, err)
		}
		return
	}
	for _, table := range tables {
		if len(table.Rows) > MaxRows || len(table.Head) > maxColumns {
			t.Errorf("%d rows, %d columns", len(table.Rows), len(table.Head))
		}
		last := 0
		p := &Plan{Columns: Match(table.Head), Today: 739700, OtherType: true}
		for _, r := range table.Rows {
			if len(r.Cells) != len(table.Head) || r.Line <= last {
				t.Fatalf("line %d of %d cells after line %d", r.Line, len(r.Cells), last)
			}
			last = r.Line
			c, err := p.Case(r)
			switch {
			case err != nil:
				code(t, err)
			case c.Title() == "" || c.ReceivedOn == 0 || c.ReceivedOn > p.Today:
				t.Errorf("case %+v", c)
			}
		}
	}
}

func FuzzReadText(f *testing.F) {
	f.Add([]byte(village))
	f.Add([]byte("案号;\"申请\"\"人\";\n1;\xB2\xE2;2"))
	f.Add([]byte("\xFF\xFEa\x00,\x00"))
	f.Add([]byte("日期\t当事人\t类别\n46083\t甲诉乙等12户\t其他\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
			t.Skip()
		}
		tables, err := Read(bytes.NewReader(b), "a.csv")
		sound(t, tables, err)
	})
}

// The parts inside are what is fuzzed; the packing is Go's own.
func FuzzReadBook(f *testing.F) {
	whole := book(f, [][]any{{"案号", "申请人", "日期"}, {1, "叶建国", 46083}})
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		f.Fatal(err)
	}
	part := map[string]string{}
	for _, file := range z.File {
		r, err := file.Open()
		if err != nil {
			f.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			f.Fatal(err)
		}
		part[file.Name] = string(b)
	}
	f.Add(part["xl/workbook.xml"], part["xl/worksheets/sheet1.xml"], part["xl/sharedStrings.xml"], part["xl/styles.xml"])
	f.Add(part["xl/workbook.xml"], `<worksheet><sheetData><row r="2"><c r="XFD2" t="s"><v>99</v></c></row></sheetData></worksheet>`, "<sst/>", "")
	f.Fuzz(func(t *testing.T, workbook, sheet, shared, styles string) {
		parts := map[string]io.Reader{}
		for name, text := range part {
			parts[name] = strings.NewReader(text)
		}
		parts["xl/workbook.xml"], parts["xl/worksheets/sheet1.xml"] = strings.NewReader(workbook), strings.NewReader(sheet)
		parts["xl/sharedStrings.xml"], parts["xl/styles.xml"] = strings.NewReader(shared), strings.NewReader(styles)
		tables, err := Read(bytes.NewReader(packed(t, parts)), "a.xlsx")
		sound(t, tables, err)
	})
}
