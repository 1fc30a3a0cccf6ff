package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
)

func TestLedgerView_Finds(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	tests := []struct {
		name string
		q    LedgerQuery
		want []string
	}{
		{"all, newest first", LedgerQuery{}, []string{"生产经营", "婚姻家庭", "房屋宅基地", "道路交通事故", "邻里"}},
		{"a name", LedgerQuery{Text: "赵𫖯"}, []string{"道路交通事故"}},
		{"pinyin initials", LedgerQuery{Text: "yjg"}, []string{"邻里"}},
		{"a word of the summary", LedgerQuery{Text: " 滴水檐 "}, []string{"房屋宅基地"}},
		{"nothing", LedgerQuery{Text: "没有这个人"}, nil},
		{"performing", LedgerQuery{Group: GroupPerform}, []string{"婚姻家庭"}},
		{"open", LedgerQuery{Group: GroupOpen}, nil},
		{"a kind of dispute", LedgerQuery{Type: "02"}, []string{"邻里"}},
		{"a mediator", LedgerQuery{Mediator: "dongli2"}, []string{"婚姻家庭", "道路交通事故", "邻里"}},
		{"a period", LedgerQuery{Period: data.Period{From: date(t, "2026-04-01")}}, []string{"生产经营", "婚姻家庭"}},
		{"none of no cases", LedgerQuery{IDs: []data.CaseID{}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := d.LedgerView(tt.q)
			var got []string
			for _, r := range v.Rows {
				got = append(got, r.Type)
			}
			// Two cases of one day stand in the order of their numbers.
			if diff := cmp.Diff(tt.want, got); diff != "" || v.Total != len(tt.want) {
				t.Errorf("total %d (-want +got):\n%s", v.Total, diff)
			}
		})
	}
	v := d.LedgerView(LedgerQuery{Limit: 2})
	if len(v.Rows) != 2 || v.Total != 5 || v.Count != "共5件，显示前2件" {
		t.Errorf("%d rows, %s", len(v.Rows), v.Count)
	}
	row := d.LedgerView(LedgerQuery{Text: "何桂英"}).Rows[0]
	want := LedgerRow{
		ID: row.ID, Number: "（2026）示清东人调字第002号", Parties: "何桂英、赵𫖯", Type: "道路交通事故", Status: "已归档",
		Received: "2026-03-05", Mediators: "杨秀莲等", Amount: "18,600.00元",
	}
	if diff := cmp.Diff(want, row); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
	choices := d.LedgerChoices()
	if len(choices.Types) != 19 || len(choices.Groups) != 4 || len(choices.Mediators) != 5 || choices.Types[0].Code != "" {
		t.Errorf("choices %+v", choices)
	}
	own := data.ListRow{List: data.ListDisputeTypes, Row: data.Row{Code: "18a", Name: "水库移民纠纷"}}
	if err := d.SetListRow(own); err != nil {
		t.Fatal(err)
	}
	if types := d.LedgerChoices().Types; len(types) != 20 || !slices.Contains(types, Choice{"18a", "水库移民纠纷"}) {
		t.Errorf("the place's own type is not among %+v", types)
	}
}

func TestTotalsView_CountsTheSamples(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	v := d.TotalsView(TotalsQuery{})
	if v.Period != "2025年12月1日至2026年11月30日" || v.Chosen != "办结" {
		t.Errorf("period %s, chosen %s", v.Period, v.Chosen)
	}
	want := map[string]int{
		"收到纠纷": 5, "受理": 5, "办结": 5, "调解成功": 4, "书面协议": 3, "口头协议": 1, "已履行": 3,
		"司法确认有效": 1, "调解不成": 1, "不予受理": 0, "移送": 0, "期末在办": 0,
	}
	for _, row := range v.Figures {
		if row.Cases != want[row.Label] {
			t.Errorf("%s: %d, want %d", row.Label, row.Cases, want[row.Label])
		}
		if ids := d.CasesBehind(row.Filter); len(ids) != row.Cases {
			t.Errorf("%s: %d cases behind the figure %d", row.Label, len(ids), row.Cases)
		} else if rows := d.LedgerView(LedgerQuery{IDs: ids}); rows.Total != row.Cases {
			t.Errorf("%s: the ledger shows %d", row.Label, rows.Total)
		}
	}
	sum := 0
	for _, part := range [][]TotalRow{v.Types, v.Months, v.Outcomes} {
		for _, row := range part {
			if len(d.CasesBehind(row.Filter)) != row.Cases {
				t.Errorf("%s: %d cases, the figure says %d", row.Label, len(d.CasesBehind(row.Filter)), row.Cases)
			}
			sum += row.Cases
		}
	}
	if sum != 15 {
		t.Errorf("the three breakdowns add up to %d, want 3 times 5", sum)
	}
	if want := []Rate{{"调解成功率", "80.0%", "4/5"}, {"协议履行率", "75.0%", "3/4"}}; !slices.Equal(v.Rates, want) {
		t.Errorf("rates %v", v.Rates)
	}
	if months := v.Months; months[0].Label != "2026-03" || months[len(months)-1].Label != "2026-05" {
		t.Errorf("months %+v", months)
	}
}

func TestTotalsView_PreventedAndNothing(t *testing.T) {
	d := filledDesk(t, 1, "2026-07-10")
	v := d.TotalsView(TotalsQuery{})
	if p := v.Prevented[1]; p.Label != "防止民转刑" || p.Cases != 1 || p.People != 2 {
		t.Errorf("prevented %+v", v.Prevented)
	}
	for _, row := range v.Figures {
		if want := map[string]int{"收到纠纷": 4, "不予受理": 1, "移送": 1, "书面协议": 2}[row.Label]; want != 0 && row.Cases != want {
			t.Errorf("%s: %d, want %d", row.Label, row.Cases, want)
		}
	}
	v = d.TotalsView(TotalsQuery{Period: data.ReportYear(2030), Figure: data.FigureAgreed})
	for _, r := range v.Rates {
		if r.Percent != "—" || r.Counts != "0/0" {
			t.Errorf("rate of nothing: %+v", r)
		}
	}
	if len(v.Types) != 0 || v.Prevented[1].Cases != 0 {
		t.Errorf("a year without cases: %+v", v)
	}
}

func TestSync_ByStick(t *testing.T) {
	d, _ := played(t, "01", "accept", 1, "2026-03-02")
	v := d.Sync()
	d.linked(v, engine.Status{Enrolled: true, Waiting: 3})
	if !v.ByStick || !strings.Contains(v.Summary, "有3条记录要报送，请写到优盘") || !strings.Contains(v.Address, "优盘") || v.Tone != Busy {
		t.Errorf("%+v", v)
	}
}

func TestSync_PlainWords(t *testing.T) {
	d, _ := played(t, "01", "accept", 1, "2026-03-02")
	alone := d.Sync()
	if alone.Enrolled || !strings.Contains(alone.Summary, "还没有连接镇街") || alone.OwnCases != 1 || len(alone.OwnDigest) != 19 || alone.TownDigest != "" {
		t.Errorf("alone: %+v", alone)
	}
	own := data.TotalsCheck(d.Store.FactRows())
	tests := []struct {
		name        string
		status      engine.Status
		summary     string
		compare     string
		tone        Tone
		compareTone Tone
	}{
		{"not enrolled", engine.Status{Problem: engine.CodeNotEnrolled}, "还没有连接镇街", "暂时不能核对", Plain, Plain},
		{"done", engine.Status{Enrolled: true, TownDigest: own, TownCases: 1, Compared: true, Same: true}, "已全部报送", "两边一致", Good, Good},
		{"busy", engine.Status{Enrolled: true, Busy: true, Waiting: 3}, "正在报送", "暂时不能核对", Busy, Plain},
		{"waiting", engine.Status{Enrolled: true, Waiting: 3, TownDigest: data.Hash{1}}, "还有3条", "还有3条没有报送", Busy, Plain},
		{"differ", engine.Status{Enrolled: true, TownDigest: data.Hash{1}, TownCases: 2, Compared: true, Problem: engine.CodeTotals}, "两边的数字不一致", "本村1件，镇街2件", Warn, Bad},
		{"no line", engine.Status{Enrolled: true, Waiting: 1, TownDigest: data.Hash{1}, Problem: "unreachable_connect"}, "连不上镇街的服务器", "还有1条没有报送", Warn, Plain},
		{"no network", engine.Status{Enrolled: true, Waiting: 1, Problem: "unreachable_dns"}, "找不到镇街的服务器", "暂时不能核对", Warn, Plain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := d.Sync()
			v.Address = "https://town.test"
			d.linked(v, tt.status)
			if !strings.Contains(v.Summary, tt.summary) || !strings.Contains(v.Compare, tt.compare) || v.Tone != tt.tone || v.CompareTone != tt.compareTone {
				t.Errorf("%+v", v)
			}
			if tt.status.Problem != "" && tt.status.Enrolled && v.Problem.Hint == "" {
				t.Error("no help")
			}
		})
	}
	v := d.Sync()
	d.linked(v, engine.Status{Enrolled: true, LastOK: d.Now().Add(-3 * time.Hour)})
	if v.LastOK != "2026-03-02 06:00（3小时前）" {
		t.Errorf("last: %s", v.LastOK)
	}
}

func TestSync_CasesThatDiffer(t *testing.T) {
	d, c := played(t, "01", "accept", 1, "2026-03-02")
	strange := data.NewCaseID()
	status := engine.Status{
		Enrolled: true, TownDigest: data.Hash{1}, TownCases: 2, Compared: true, Problem: engine.CodeTotals,
		Differs: []data.RowDifference{{Case: strange, There: true}, {Case: c.ID, Here: true}},
	}
	of := func() *SyncView {
		v := d.Sync()
		d.linked(v, status)
		return v
	}
	known := DifferentCase{Case: c.ID, Here: true, ID: c.ID.String()[:8], Title: c.Number + "　" + c.Title()}
	want := []Difference{
		{d.Words.T("sync.differ_here"), []DifferentCase{known}},
		{d.Words.T("sync.differ_there"), []DifferentCase{{Case: strange, ID: strange.String()[:8], Title: "这台电脑上没有"}}},
	}
	v := of()
	if diff := cmp.Diff(want, v.Differs); diff != "" || v.Listed != "不一致的案件：2件" {
		t.Errorf("%s (-want +got):\n%s", v.Listed, diff)
	}
	status.Differs, status.Unlisted = []data.RowDifference{{Case: c.ID, Here: true, There: true}}, true
	v = of()
	if diff := cmp.Diff([]Difference{{d.Words.T("sync.differ_both"), []DifferentCase{known}}}, v.Differs); diff != "" || v.Listed != "不一致的案件：先列出1件，可能还有" {
		t.Errorf("%s (-want +got):\n%s", v.Listed, diff)
	}
	if got := d.differentCase(c.ID, &store.Row{ID: c.ID, Destroyed: true}); got.Title != "已销毁" || !got.Here {
		t.Errorf("a destroyed case: %+v", got)
	}
	status.Differs = nil
	if v = of(); v.Differs != nil || v.Listed != "" {
		t.Errorf("a township that names none: %+v", v)
	}
}
