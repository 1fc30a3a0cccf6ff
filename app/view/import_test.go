package view

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woshou/data"
)

// goOn is a progress that never stops.
func goOn(int, int) bool { return true }

// stopAt is a progress that stops at a step.
func stopAt(n int) Progress { return func(done, _ int) bool { return done < n } }

const oldLedger = `东篱村人民调解台账,,,,,,,,
案号,受理日期,申请人,被申请人,纠纷类型,调解结果,协议金额,调解员,结案日期
（2025）示清东人调字第001号,2025.3.2,叶建国,张根土,邻里,调解成功,800,王海燕,2025.3.24
（2025）示清东人调字第002号,2025年4月1日,楼国平,斯大伟,宅基地,调解不成,,王海燕,2025年4月8日
（2025）示清东人调字第007号,20250511,骆阿水,骆阿根,奇事,口头协议,3000,,20250512
（2025）示清东人调字第001号,2025-06-01,何桂英,赵𫖯,交通事故,成功,18600,,2025-06-02
5,2025-06-03,,黄喆,邻里,成功,,,2025-06-04
6,2027-01-01,陈志强,徐䶮,借贷,成功,,,
7,2025-07-01,陈志强,徐䶮,借贷,,,,2025-07-02
8,2025-11-01,金彩娟,杨秀莲,邻里,,,,
合计,,,,,,22400,,
`

func ledgerFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "台账.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// oldForm is the form for oldLedger.
func oldForm(t *testing.T) ImportForm {
	t.Helper()
	l, err := ReadLedger(ledgerFile(t, oldLedger))
	if err != nil {
		t.Fatal(err)
	}
	return NewImport(l.Name, l.Tables[FullestTable(l.Tables)])
}

func preview(t *testing.T, d *Desk, in ImportForm) *ImportPreview {
	t.Helper()
	v, err := d.PreviewImport(in)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestReadLedger_SaysWhatIsWrong(t *testing.T) {
	_, err := ReadLedger("  ")
	wantInvalid(t, err, "import.file", "text.empty")
	_, err = ReadLedger(filepath.Join(t.TempDir(), "x.csv"))
	wantInvalid(t, err, "import.file", "file.none")
	_, err = ReadLedger(t.TempDir())
	wantInvalid(t, err, "import.file", "file.none")
	_, err = ReadLedger(ledgerFile(t, ""))
	wantInvalid(t, err, "import.file", "file.empty")
}

func TestImportColumns_ShowWhatTheyMean(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	got := d.ImportColumns(oldForm(t))
	if len(got) != 9 || got[1].Head != "受理日期" || got[1].Field != "received" || got[1].Samples != "2025-03-02；2025-04-01；2025-05-11" {
		t.Errorf("columns %+v", got)
	}
	if got[4].Samples != "邻里纠纷；房屋宅基地纠纷；奇事" {
		t.Errorf("types %q", got[4].Samples)
	}
}

func TestPreviewImport_CountsAndSaysWhyNot(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	v := preview(t, d, oldForm(t))
	if v.Cases != 3 || v.Ended != 2 || v.Open != 1 || len(v.Rows) != 3 || v.Unsaid != 1 || strings.Join(v.UnknownTypes, "") != "奇事" {
		t.Errorf("%+v", v)
	}
	want := map[int]string{5: "类型不认识", 6: "出现了两次", 7: "", 8: "", 9: "没有写结果", 11: "合计"}
	for _, n := range v.Not {
		if why, ok := want[n.Line]; !ok || !strings.Contains(n.Why, why) || n.Why == "" {
			t.Errorf("row %d: %q", n.Line, n.Why)
		}
		delete(want, n.Line)
	}
	if len(want) > 0 {
		t.Errorf("nothing is said of rows %v", want)
	}
	if v.Not[0].Column != "纠纷类型" || v.Not[0].Text != "奇事" {
		t.Errorf("%+v", v.Not[0])
	}
	if got := len(d.Store.Rows()); got != 0 {
		t.Errorf("a preview made %d cases", got)
	}
	in := v.Form
	in.OtherType, in.Unsaid = true, data.OutcomeWritten
	if v = preview(t, d, in); v.Cases != 5 || len(v.Not) != 4 {
		t.Errorf("with the user's decisions %d cases, not %+v", v.Cases, v.Not)
	}
}

func TestPreviewImport_NeedsNamesAndDays(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	in := oldForm(t)
	in.Columns[2] = ""
	_, err := d.PreviewImport(in)
	wantInvalid(t, err, "import.columns", "columns.name")
	in = oldForm(t)
	in.Columns[1], in.Columns[8] = "", ""
	_, err = d.PreviewImport(in)
	wantInvalid(t, err, "import.columns", "columns.day")
}

func TestImport_CountsAndIsTakenBack(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	v := preview(t, d, oldForm(t))
	done := []int{}
	r, err := d.Import(v, func(n, total int) bool { done = append(done, n, total); return true })
	if err != nil || r.Taken != 3 || r.Left != 0 || len(done) != 6 || done[5] != 3 {
		t.Fatalf("%+v, %v, %v", r, err, done)
	}
	year := data.ReportYear(2025)
	tally := func(f data.Figure) data.Tally { return data.TotalsOf(d.Store.Facts(), year, f).Figures[f] }
	if got := tally(data.FigureWritten); got.Cases != 1 || got.Amount != 80_000 {
		t.Errorf("written agreements %+v", got)
	}
	if got := tally(data.FigureFailed); got.Cases != 1 {
		t.Errorf("failed %+v", got)
	}
	if next := nextNumber(t, d.Store, 2025); next != 3 {
		t.Errorf("the next number of 2025 is %d", next)
	}
	again := preview(t, d, oldForm(t))
	if again.Cases != 0 {
		t.Errorf("%d rows are taken a second time", again.Cases)
	}
	for _, n := range again.Not {
		if n.Line == 3 && !strings.Contains(n.Why, "已经有了") {
			t.Errorf("row 3 again: %s", n.Why)
		}
	}
	var open *data.Case
	d.Store.Cases(func(c *data.Case) bool {
		if c.Status == data.Accepted {
			open = c
		}
		return true
	})
	if open == nil {
		t.Fatal("the open case is not there")
	}
	if _, err := d.Inform(open, InformForm{On: date(t, "2026-07-10"), Parties: ids(open)}); err != nil {
		t.Fatal(err)
	}
	u, err := d.UndoImport(r.Batch, goOn)
	if err != nil || u.Voided != 2 || len(u.Kept) != 1 || u.Left != 0 {
		t.Errorf("%+v, %v", u, err)
	}
	if got := tally(data.FigureConcluded); got.Cases != 0 {
		t.Errorf("after taking back %+v", got)
	}
	if all, found := d.LedgerView(LedgerQuery{}), d.LedgerView(LedgerQuery{Text: "叶建国"}); all.Total != 1 || found.Total != 1 || found.Rows[0].Status != "已作废" {
		t.Errorf("the ledger shows %d, a search finds %+v", all.Total, found.Rows)
	}
	if book, err := d.LedgerBook(LedgerExport{}, goOn); err != nil || len(book.Sheets[0].Rows) != 1 {
		t.Errorf("the exported ledger has %+v, %v", book, err)
	}
	b := d.Imports()
	if len(b) != 1 || b[0].UndoneOn != d.Today() || b[0].Cases != 3 || b[0].From != "台账.csv" {
		t.Errorf("batches %+v", b)
	}
	if v := preview(t, d, oldForm(t)); v.Cases < 2 {
		t.Errorf("after taking back %d rows can be taken again", v.Cases)
	}
}

func TestImport_Stops(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	r, err := d.Import(preview(t, d, oldForm(t)), stopAt(1))
	if err != nil || r.Taken != 1 || r.Left != 2 || len(d.Store.Rows()) != 1 || d.Imports()[0].Cases != 1 {
		t.Errorf("%+v, %v, %+v", r, err, d.Imports())
	}
	u, err := d.UndoImport(r.Batch, stopAt(0))
	if err != nil || u.Voided != 0 || u.Left != 1 || d.Imports()[0].UndoneOn != 0 {
		t.Errorf("%+v, %v", u, err)
	}
	if u, err = d.UndoImport(r.Batch, goOn); err != nil || u.Voided != 1 {
		t.Errorf("%+v, %v", u, err)
	}
	_, err = d.Import(&ImportPreview{}, goOn)
	wantInvalid(t, err, "import.file", "import.none")
}

func TestNotTakenBook(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	v := preview(t, d, oldForm(t))
	b := d.NotTakenBook(v)
	if rows := b.Sheets[0].Rows; len(rows) != len(v.Not) || rows[0][0].Number != 5 || rows[0][2].Text != "奇事" {
		t.Errorf("%+v", b)
	}
}

// A slip of the pen in an old number, 第9999号, does not use up the numbers of the year.
func TestImport_OfANumberThatCannotBe(t *testing.T) {
	d := newDesk(t, "2026-06-30")
	l, err := ReadLedger(ledgerFile(t, "案号,受理日期,申请人,纠纷类型,调解结果\n"+
		"（2026）示清东人调字第9999号,2026-02-28,叶建国,邻里,成功\n（2026）示清东人调字第012号,2026-02-28,何桂英,邻里,成功\n"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := d.Import(preview(t, d, NewImport(l.Name, l.Tables[0])), goOn); err != nil || r.Taken != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := nextNumber(t, d.Store, 2026); got != 13 {
		t.Errorf("the next number is %d", got)
	}
}
