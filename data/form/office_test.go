package form

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// office is a committee with a head.
var office = &data.Committee{Name: "东篱村人民调解委员会", Mediators: []data.Mediator{{ID: "m1", Name: "周天明", Head: true}}}

func TestStatistics(t *testing.T) {
	facts := []data.Fact{
		{Case: data.CaseID{1}, Type: "02", Source: data.Application, Accepted: date("2026-03-02"), Concluded: date("2026-03-24"), Outcome: data.OutcomeWritten, People: 2, Amount: 80000},
		{Case: data.CaseID{2}, Type: "05", Source: data.OwnMotion, Accepted: date("2026-03-03"), Concluded: date("2026-03-03"), Outcome: data.OutcomeOral, People: 3},
	}
	table := data.StatisticsTableOf(office, facts, data.ReportYear(2026), date("2026-05-08"))
	s := OfCommittee(office, table, date("2026-05-08"))
	rows := statisticsRows(s)
	if len(rows) != len(data.Columns)+1 {
		t.Fatalf("%d rows, want every column and the kind of committee", len(rows))
	}
	for i, want := range map[int][]string{
		0: {"总数", "调解案件总数", "2", "5", "800.00", "1", "2", "800.00"},
		3: {"调解组织", "村（社区）调委会", "2", "5", "800.00", "1", "2", "800.00"},
	} {
		if d := cmp.Diff(want, rows[i]); d != "" {
			t.Errorf("row %d (-want +got):\n%s", i, d)
		}
	}
	if last := rows[len(rows)-1]; last[0] != "另列" || last[4] != "0" && last[4] != "800.00" {
		t.Errorf("last row %v", last)
	}
	rates := rateRows(s)
	for i, want := range map[int][]string{
		0: {"调解成功率", "调解成功数÷（调解成功数＋调解不成）", "2/2", "100.0%", "1/1", "100.0%"},
		1: {"调解成功率（按受理数）", "调解成功数÷本期受理", "2/2", "100.0%", "1/1", "100.0%"},
		7: {"平均调解天数", "受理至办结天数的平均数", "2", "11.0", "1", "22.0"},
	} {
		if d := cmp.Diff(want, rates[i]); d != "" {
			t.Errorf("rate %d (-want +got):\n%s", i, d)
		}
	}
	if got := besideRows(s)[0]; got[3] != "1" || len(got) != 9 {
		t.Errorf("people %v", got)
	}
	none := data.StatisticsTableOf(office, nil, data.ReportYear(2026), date("2026-05-08"))
	if got := rateRows(OfCommittee(office, none, 1))[0]; got[2] != "0/0" || got[3] != "—" {
		t.Errorf("a year of nothing: %v", got)
	}
}

// A form to be filled by hand has every line and no figure.
func TestStatistics_Blank(t *testing.T) {
	s := Blank(office)
	rows := append(statisticsRows(s), rateRows(s)...)
	if len(rows) != len(data.Columns)+1+len(data.Rates)+1 {
		t.Errorf("%d lines", len(rows))
	}
	for _, r := range rows {
		if r[0] == "" || r[1] == "" || strings.Join(r[2:], "") != "" {
			t.Errorf("blank line %v", r)
		}
	}
	if besideRows(s) != nil || shareRows(s) != nil || subsidyRows(s) != nil || ledgerRows(s) != nil || keyRows(s) != nil {
		t.Error("a blank table has rows")
	}
	if got := countRows(s); strings.Join(append(got[0], got[1]...), "") != "次数人次" {
		t.Errorf("blank counts %v", got)
	}
	for _, f := range []*Form{&statistics2026, &subsidy2026, &ledger2026, &task2026, &recovery2026} {
		for _, e := range f.Entries(s) {
			if e.Text != "" && e.Key != "committee.name" {
				t.Errorf("%s: %s says %q on a blank form", f.Code, e.Key, e.Text)
			}
		}
		if f.Day(s) != 0 {
			t.Errorf("%s: a blank form has a day", f.Code)
		}
	}
}

func TestSubsidy(t *testing.T) {
	sheet := &data.SubsidySheet{
		Period: data.Period{From: date("2026-03-01"), To: date("2026-05-31")}, Total: 17500,
		Lines: []data.SubsidyLine{
			{
				Number: "第1号", Title: "甲与乙邻里纠纷", Type: "02", Closed: date("2026-04-21"), Outcome: data.OutcomeWritten, Grade: "疑难", Percent: 100, Pay: 15000, Papers: 9,
				Shares: []data.Share{{Name: "周天明", Cases: 1, Pay: 7500}, {Name: "金彩娟", Cases: 1, Pay: 7500}},
			},
			{Number: "第2号", Title: "丙与丁邻里纠纷", Type: "18", Closed: date("2026-04-22"), Outcome: data.OutcomeOral, Grade: "简易", Percent: 50, Pay: 2500, Papers: 5, Shares: []data.Share{{Name: "周天明", Cases: 1, Pay: 2500}}},
		},
		Sums: []data.Share{{Name: "周天明", Cases: 2, Pay: 10000}, {Name: "金彩娟", Cases: 1, Pay: 7500}, {Name: "骆阿根", Cases: 1, Pay: 1}},
	}
	s := OfCommittee(office, sheet, date("2026-06-01"))
	want := [][]string{
		{"1", "第1号", "甲与乙邻里纠纷", "邻里", "2026-04-21", "书面协议", "疑难", "100%", "9项", "周天明 75.00\n金彩娟 75.00", "150.00"},
		{"2", "第2号", "丙与丁邻里纠纷", "其他", "2026-04-22", "口头协议", "简易", "50%", "5项", "周天明 25.00", "25.00"},
		{"合计", "", "", "", "", "", "", "", "", "", "175.00"},
	}
	if d := cmp.Diff(want, subsidyRows(s)); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if d := cmp.Diff([][]string{{"周天明", "2", "100.00", "", "金彩娟", "1", "75.00", ""}, {"骆阿根", "1", "0.01", "", "", "", "", ""}}, shareRows(s)); d != "" {
		t.Errorf("shares (-want +got):\n%s", d)
	}
	got := said(t, Subsidy, s)
	wantSaid := map[string]string{
		"committee.name": office.Name, "report.period": "2026年3月1日至2026年5月31日", "subsidy.cases": "2", "subsidy.capitals": "壹佰柒拾伍元整", "subsidy.total": "175.00",
	}
	if d := cmp.Diff(wantSaid, got); d != "" {
		t.Errorf("entries (-want +got):\n%s", d)
	}
	if note := subsidyNote(s); !strings.HasSuffix(note, "补贴标准：简易每件50.00元，一般每件100.00元，疑难每件200.00元，重大每件500.00元，口头协议按50%。") {
		t.Errorf("note %q", note)
	}
	if day := subsidy2026.Day(s); day != s.Today {
		t.Errorf("day %v", day)
	}
	if names := headNow(s); names[0] != "周天明" {
		t.Errorf("who answers for it: %v", names)
	}
}

func TestLedger(t *testing.T) {
	list := &CourtLedger{
		Period: data.Period{From: date("2026-03-01")},
		Lines: []CourtLine{
			{data.CourtEntry{On: date("2026-03-24"), Kind: data.CourtGuidance, Audience: "甲与乙", People: 2, Judge: "黄喆", Minutes: 90, Result: "调成", Proof: "照片1", Recorder: "王海燕"}, "第1号"},
			{data.CourtEntry{On: date("2026-04-01"), Kind: data.CourtPublicity, Audience: "村民"}, ""},
		},
		Counts: data.CourtCounts{Kinds: map[data.CourtKind]data.Tally{data.CourtGuidance: {Cases: 1, People: 2}, data.CourtPublicity: {Cases: 1}}, Settled: 1},
	}
	s := OfCommittee(office, list, date("2026-06-01"))
	want := [][]string{
		{"1", "2026-03-24", "指导调解", "甲与乙", "2", "第1号", "黄喆", "90", "调成", "照片1", "王海燕"},
		{"2", "2026-04-01", "普法宣传", "村民", "", "", "", "", "", "", ""},
	}
	if d := cmp.Diff(want, ledgerRows(s)); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if d := cmp.Diff([][]string{{"次数", "1", "0", "0", "0", "1", "0", "1"}, {"人次", "2", "", "", "", "", "", ""}}, countRows(s)); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
	if got := ledger2026.Running(s); got != "共享法庭工作台账（续）　2026年3月1日" {
		t.Errorf("running head %q", got)
	}
}

func TestTaskOrder(t *testing.T) {
	order := &data.Task{
		Number: "第7号", Issuer: "清溪镇", Object: "村口饭店", Problems: "1. 电线老化\n灭火器过期", Addressees: []string{"应急管理站", "平安办", "派出所"},
		IssuedOn: date("2026-04-20"), Due: date("2026-05-05"),
	}
	s := OfCommittee(office, order, date("2026-06-01"))
	got := said(t, TaskOrder, s)
	for key, want := range map[string]string{
		"task.problems": "1、电线老化\n2、灭火器过期", "task.addressee": "应急管理站", "task.addressees": "平安办、派出所", "task.due": "2026年5月5日", "task.passed": "", "task.closed_on": "",
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
	if missing := Missing(&task2026, s); missing != nil {
		t.Errorf("an order that is given out lacks %v", missing)
	}
	order.Fix, order.FixedBy, order.FixedOn, order.VerifiedBy, order.ClosedOn = "换了", "楼国平", date("2026-04-28"), "寿永康", date("2026-04-30")
	got = said(t, TaskOrder, s)
	if got["task.passed"] != "合格，予以销号" || got["task.closed_on"] != "2026年4月30日" || got["task.verified_by"] != "寿永康" {
		t.Errorf("closed: %v", got)
	}
	if day := task2026.Day(s); day != order.IssuedOn {
		t.Errorf("day %v", day)
	}
	if one := addressees(&data.Task{Addressees: []string{"平安办"}}); len(one) != 2 || one[1] != "" {
		t.Errorf("addressees %v, want a place for the second", one)
	}
}

func TestRecoverySheet(t *testing.T) {
	key := RecoveryKey("ABCDE-FGHJK-MNPQR-STVWX-YZ012")
	s := OfCommittee(office, &key, date("2026-06-01"))
	if d := cmp.Diff([][]string{{"ABCDE", "FGHJK", "MNPQR", "STVWX"}, {"YZ012", "", "", ""}}, keyRows(s)); d != "" {
		t.Errorf("groups (-want +got):\n%s", d)
	}
	if got := said(t, RecoverySheet, s); got["recovery.made_on"] != "2026年6月1日" || got["recovery.keeper"] != "" {
		t.Errorf("entries %v", got)
	}
	if missing := Missing(&recovery2026, s); missing != nil {
		t.Errorf("missing %v", missing)
	}
}
