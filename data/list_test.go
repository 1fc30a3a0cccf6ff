package data

import (
	"encoding/json"
	"testing"
)

// The shipped lists name where they come from, and hold what the code counts on.
func TestShippedLists(t *testing.T) {
	for _, name := range ListNames {
		if name == ListHolidays {
			continue
		}
		l := ListOf(name, nil)
		if len(l) < 3 || SourceOf(name) == "" {
			t.Errorf("%s: %d rows, source %q", name, len(l), SourceOf(name))
		}
		seen := map[string]bool{}
		for _, r := range l {
			row := ListRow{ID: "x", List: name, Row: r}
			if seen[r.Code] || row.Check() != nil {
				t.Errorf("%s: row %+v, %v", name, r, row.Check())
			}
			seen[r.Code] = true
		}
	}
	if len(shippedLists) != len(ListNames)-1 {
		t.Errorf("%d shipped lists, %d named", len(shippedLists), len(ListNames)-1)
	}
	for _, code := range []Source{Application, OwnMotion, Referral} {
		if !Sources.Has(string(code)) {
			t.Errorf("no source %s", code)
		}
	}
	if !Organs.Has(string(Court)) || !Organs.Has(string(OtherOrgan)) || DisputeTypes.Row("08").Petition != "城乡建设" {
		t.Error("organs or mappings")
	}
	if red := ListOf(ListRiskColours, nil).Row("red"); red.Days != 3 || red.Owner != "县" {
		t.Errorf("red is %+v", red)
	}
}

// A place's own row stands for the shipped one with its code, or comes after them.
func TestListOf_OwnRows(t *testing.T) {
	c := &Committee{Rows: []ListRow{
		{ID: "1", List: ListDisputeTypes, Row: Row{Code: "04a", Name: "民间借贷纠纷", From: on("03-01")}},
		{ID: "2", List: ListDisputeTypes, Row: Row{Code: "12", Name: "旅游纠纷", To: on("02-28")}},
		{ID: "3", List: ListRefusals, Row: Row{Code: "R9", Name: "重复申请"}},
	}}
	l := ListOf(ListDisputeTypes, c)
	if len(l) != 19 || l[18].Code != "04a" || len(DisputeTypes) != 18 || DisputeTypes.Row("12").To != 0 {
		t.Fatalf("%d types", len(l))
	}
	if on1 := l.On(on("03-01")); on1.Has("12") || !on1.Has("04a") || l.Name("12") != "旅游纠纷" {
		t.Error("what is no longer offered keeps its name and leaves the choice")
	}
	if on2 := l.On(on("02-28")); !on2.Has("12") || on2.Has("04a") {
		t.Error("offered before its first day")
	}
	if ListOf(ListRefusals, c).Name("R9") != "重复申请" || RefusalGrounds.Has("R9") {
		t.Error("own ground")
	}
	if DisputeType("04a").Main() != "04" || DisputeType("04a").Name() != "合同纠纷" || DisputeType("77x").Main() != "77x" || !DisputeType("10b").Labour() {
		t.Error("an own kind of dispute counts under the ministry's")
	}
}

func TestListRow_Check(t *testing.T) {
	for _, x := range []struct {
		row  ListRow
		code string
	}{
		{ListRow{List: ListDisputeTypes, Row: Row{Code: "04a", Name: "民间借贷"}}, ""},
		{ListRow{List: "dances", Row: Row{Code: "a", Name: "b"}}, "choice.empty"},
		{ListRow{List: ListOrgans, Row: Row{Code: "a"}}, "name.empty"},
		{ListRow{List: ListOrgans, Row: Row{Code: "林业站", Name: "林业站"}}, "list.code"},
		{ListRow{List: ListOrgans, Row: Row{Name: "林业站"}}, "list.code"},
		{ListRow{List: ListOrgans, Row: Row{Code: "forest", Name: "林业站", From: on("03-02"), To: on("03-01")}}, "day.early"},
		{ListRow{List: ListDisputeTypes, Row: Row{Code: "19", Name: "网络"}}, "list.parent"},
		{ListRow{List: ListSources, Row: Row{Code: "qr", Name: "扫码"}}, "list.closed"},
		{ListRow{List: ListRefusals, Row: Row{Code: "T10", Name: "重复"}}, "list.letter"},
		{ListRow{List: ListTerminations, Row: Row{Code: "T10", Name: "鉴定不成"}}, ""},
		{ListRow{List: ListSources, Row: Row{Code: "own", Name: "主动上门"}}, ""},
		{ListRow{List: ListRiskColours, Row: Row{Code: "red", Name: "红", Days: -1}}, "count.form"},
		{ListRow{List: ListReportCalendar, Row: Row{Code: "q2", Name: "二季度", Start: "3月"}}, "date.form"},
		{ListRow{List: ListReportCalendar, Row: Row{Code: "q2", Name: "二季度", Start: "03-21"}}, ""},
		{ListRow{List: ListHolidays, Row: Row{Code: "off", Name: "春节"}}, "day.empty"},
		{ListRow{List: ListHolidays, Row: Row{Code: "maybe", Name: "春节", From: on("03-01")}}, "choice.empty"},
		{ListRow{List: ListHolidays, Row: Row{Code: "off", Name: "春节", From: on("2027-01-01"), To: on("2028-01-01")}}, "holiday.long"},
		{ListRow{List: ListHolidays, Row: Row{Code: "off", Name: "春节", From: on("2027-02-05"), To: on("2027-02-12")}}, ""},
	} {
		if got := codeIn(t, x.row.Check()); got != x.code {
			t.Errorf("%+v: %q, want %q", x.row, got, x.code)
		}
	}
}

// A place's rows travel as events do: field by field, the row's own among them.
func TestListRow_Folds(t *testing.T) {
	before := &Committee{Rows: []ListRow{{ID: "1", List: ListOrgans, Row: Row{Code: "forest", Name: "林业站"}}}}
	after := before.Clone()
	after.Rows[0].To = on("12-31")
	after.Rows = append(after.Rows, ListRow{ID: "2", List: ListHolidays, Row: Row{Code: HolidayOff, Name: "春节", From: on("2027-02-05")}})
	changes := Diff(before, after)
	if len(changes) != 2 || changes[0].Path != "rows.1.to" {
		t.Fatalf("changes %+v", changes)
	}
	got := before.Clone()
	Apply(got, &Event{UID: NewUID()}, Body{Changes: changes})
	if len(got.Rows) != 2 || got.Rows[0].To != on("12-31") || got.Rows[1].Name != "春节" || len(got.Extra) != 0 {
		t.Errorf("%+v", got.Rows)
	}
	raw, err := json.Marshal(after.Rows[0])
	if want := `{"id":"1","list":"organs","code":"forest","name":"林业站","to":"2026-12-31"}`; err != nil || string(raw) != want {
		t.Errorf("%s, %v", raw, err)
	}
}

func TestQuarters(t *testing.T) {
	check := func(calendar List, want ...string) {
		t.Helper()
		got := Quarters(2026, calendar)
		if len(got) != len(want) || got[0].From != ReportYear(2026).From || got[len(got)-1].To != ReportYear(2026).To {
			t.Fatalf("%+v", got)
		}
		for i, q := range got {
			if q.To != on(want[i]) || i > 0 && q.From != got[i-1].To+1 {
				t.Errorf("quarter %d: %s to %s", i+1, q.From, q.To)
			}
		}
	}
	calendar := ListOf(ListReportCalendar, nil)
	check(calendar, "2026-02-28", "2026-05-31", "2026-08-31", "2026-11-30")
	own := &Committee{Rows: []ListRow{{ID: "1", List: ListReportCalendar, Row: Row{Code: "q2", Name: "二", Start: "03-21"}}}}
	check(ListOf(ListReportCalendar, own), "2026-03-20", "2026-05-31", "2026-08-31", "2026-11-30")
	check(List{{Start: "06-01"}, {Start: "03-01"}}, "2026-11-30")
	check(nil, "2026-11-30")
	check(List{{Start: "xx"}}, "2026-11-30")
}
