package view

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/sheet"
)

func TestStatisticsView_EveryFigureOpensItsCases(t *testing.T) {
	for i, village := range []string{"东篱村", "石门村"} {
		d := filledDesk(t, i, "2026-07-10")
		v := d.StatisticsView(data.ReportYear(2026))
		counted := 0
		for _, r := range v.Rows {
			for _, x := range []struct {
				cases  int
				filter data.Filter
			}{{r.Cases, r.All}, {r.WrittenCases, r.Written}} {
				ids := d.CasesBehind(x.filter)
				if rows := d.LedgerView(LedgerQuery{IDs: ids}); len(ids) != x.cases || rows.Total != x.cases {
					t.Errorf("%s, %s: %d, %d behind it, the ledger shows %d", village, r.Label, x.cases, len(ids), rows.Total)
				}
				counted += x.cases
			}
		}
		if counted == 0 || len(v.Rows) != len(data.Columns)+1 {
			t.Errorf("%s: %d cases in %d rows", village, counted, len(v.Rows))
		}
	}
}

func TestStatisticsView_Samples(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	v := d.StatisticsView(data.ReportYear(2026))
	got := map[string][2]int{}
	for _, r := range v.Rows {
		if r.Cases > 0 && r.Group != "另列（不计入总数）" {
			got[r.Label] = [2]int{r.Cases, r.WrittenCases}
		}
	}
	for label, want := range map[string][2]int{
		"调解案件总数": {5, 4}, "调解成功数": {4, 3}, "村（社区）调委会": {5, 4}, "书面协议": {3, 3}, "口头协议": {1, 0}, "已履行": {3, 2}, "履行中": {1, 1},
		"申请司法确认": {1, 1}, "确认有效": {1, 1}, "邻里纠纷": {1, 1}, "公民与法人及社会组织之间": {1, 0},
	} {
		if got[label] != want {
			t.Errorf("%s: %v, want %v", label, got[label], want)
		}
	}
	want := StatisticsRate{Label: "调解成功率", Formula: "调解成功数÷（调解成功数＋调解不成）", All: Rate{Percent: "80.0%", Counts: "4/5"}, Written: Rate{Percent: "75.0%", Counts: "3/4"}}
	if diff := cmp.Diff(want, v.Rates[0]); diff != "" {
		t.Error(diff)
	}
	if r := v.Rates[1]; r.Formula != "调解成功数÷本期受理" || r.All.Counts != "4/5" {
		t.Errorf("the other definition: %+v", r)
	}
	if !strings.HasSuffix(v.MeanDays, "天") || v.Period != "2025年12月1日至2026年11月30日" {
		t.Errorf("mean %s of %s", v.MeanDays, v.Period)
	}
	if v.Staff.Mediators != 4 || v.Staff.Women == 0 {
		t.Errorf("staff %+v", v.Staff)
	}
	if past := d.StatisticsView(data.ReportYear(2020)).Staff; past.Mediators != 0 {
		t.Errorf("staff before the committee began: %+v", past)
	}
	empty := d.StatisticsView(data.ReportYear(2030))
	if empty.MeanDays != "—" || empty.Rates[0].All.Percent != "—" || empty.Rates[0].Written.Counts != "0/0" {
		t.Errorf("a year of nothing: %+v", empty.Rates[0])
	}
}

// The sheet can be written and read again, with the same figures as the screen.
func TestStatisticsSheet(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	p := data.ReportYear(2026)
	s, v := d.StatisticsSheet(p), d.StatisticsView(p)
	if len(s.Rows) != len(v.Rows)+3+6+len(v.Rates) || s.Rows[0][1].Text != v.Rows[0].Label || int(s.Rows[0][2].Number) != v.Rows[0].Cases {
		t.Errorf("%d rows, first %+v", len(s.Rows), s.Rows[0])
	}
	tables := written(t, s)
	if !strings.Contains(tables, "调解成功率") || !strings.Contains(tables, "80.0%") {
		t.Errorf("the workbook holds\n%s", tables)
	}
}

// written is all text of a workbook with one sheet.
func written(t *testing.T, s sheet.Sheet) string {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.Write(&b, sheet.Book{Sheets: []sheet.Sheet{s}}); err != nil {
		t.Fatal(err)
	}
	tables, err := sheet.Read(bytes.NewReader(b.Bytes()), "t.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, table := range tables {
		for _, row := range table.Rows {
			out = append(out, strings.Join(row.Cells, "|"))
		}
	}
	return strings.Join(out, "\n")
}

func TestPeriods(t *testing.T) {
	d := filledDesk(t, 1, "2026-07-10")
	var got []string
	for _, p := range d.Periods() {
		got = append(got, p.Label+" "+p.From.String()+" "+p.To.String())
	}
	want := []string{
		"2026年第三季度 2026-06-01 2026-08-31", "2026年第二季度 2026-03-01 2026-05-31", "2026年第一季度 2025-12-01 2026-02-28",
		"上一统计年度（2025年） 2024-12-01 2025-11-30", "2025年第四季度 2025-09-01 2025-11-30", "2025年第三季度 2025-06-01 2025-08-31",
		"2025年第二季度 2025-03-01 2025-05-31", "2025年第一季度 2024-12-01 2025-02-28",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	row := data.ListRow{List: data.ListReportCalendar, Row: data.Row{Code: "q3", Name: "三季度", Start: "06-21"}}
	if err := d.SetListRow(row); err != nil {
		t.Fatal(err)
	}
	if p := d.Periods()[0]; p.Label != "2026年三季度" || p.From != date(t, "2026-06-21") {
		t.Errorf("the place's own calendar: %+v", p)
	}
}

func TestSubsidyView(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	p := data.ReportYear(2026)
	v := d.SubsidyView(p)
	if !v.Shipped || len(v.Rules) != 6 || len(v.Rows)+len(v.Left) == 0 || len(v.Rows) == 0 {
		t.Fatalf("%d paid, %d left, rules %v", len(v.Rows), len(v.Left), v.Rules)
	}
	for _, r := range append(v.Rows, v.Left...) {
		if r.Title == "" || r.Closed == "" || (r.Pay == "") == (r.Why == "") || strings.Contains(r.Why, ".") {
			t.Errorf("%+v", r)
		}
	}
	if err := d.SetSubsidyTerms(101, 0, false); codeOf(err) != "percent.range" {
		t.Errorf("101 percent: %v", err)
	}
	if err := d.SetSubsidyTerms(100, 30, true); err != nil {
		t.Fatal(err)
	}
	grade := d.SubsidyView(p).Terms.Grades[0]
	grade.Pay = 8000
	if err := d.SetSubsidyGrade(grade); err != nil {
		t.Fatal(err)
	}
	if err := d.SetSubsidyGrade(data.SubsidyGrade{Name: " "}); codeOf(err) != "name.empty" {
		t.Errorf("a grade without a name: %v", err)
	}
	w := d.SubsidyView(p)
	if w.Shipped || w.Terms.OralPercent != 100 || w.Terms.Grades[0].Pay != 8000 || len(w.Rows) < len(v.Rows) {
		t.Errorf("%+v", w.Terms)
	}
	text := written(t, d.SubsidySheet(p))
	if !strings.Contains(text, w.Rows[0].Number) || !strings.Contains(text, "合计") {
		t.Errorf("the workbook holds\n%s", text)
	}
}

func TestScreeningView(t *testing.T) {
	d := filledDesk(t, 1, "2026-07-10")
	p := data.ReportYear(2026)
	s := data.Screening{On: date(t, "2026-03-02"), Times: 2, Found: 3, Prevented: 1, Place: " 石门村 "}
	if err := d.SetScreening(s); err != nil {
		t.Fatal(err)
	}
	s.On = date(t, "2026-07-11")
	if err := d.SetScreening(s); codeOf(err) != "day.future" {
		t.Errorf("a round to come: %v", err)
	}
	s.On, s.Times = date(t, "2026-05-02"), 0
	if err := d.SetScreening(s); codeOf(err) != "count.one" {
		t.Errorf("no round: %v", err)
	}
	s.Times = 1
	if err := d.SetScreening(s); err != nil {
		t.Fatal(err)
	}
	v := d.ScreeningView(p)
	if len(v.Rows) != 2 || v.Rows[0].On != "2026-05-02" || v.Rows[1].Place != "石门村" || v.ScreeningTotals != (data.ScreeningTotals{Times: 3, Found: 6, Prevented: 2}) {
		t.Fatalf("%+v", v)
	}
	if got := d.StatisticsView(p).Screening; got != v.ScreeningTotals {
		t.Errorf("the table says %+v", got)
	}
	if err := d.RemoveScreening(v.Rows[0].Screening.ID); err != nil || len(d.ScreeningView(p).Rows) != 1 {
		t.Errorf("removed: %v", err)
	}
	if got := d.ScreeningView(data.ReportYear(2025)); len(got.Rows) != 0 {
		t.Errorf("%d rounds in 2025", len(got.Rows))
	}
}
