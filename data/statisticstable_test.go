package data

import "testing"

// The table that is handed in says what its columns count, in the order of the form.
func TestStatisticsTable(t *testing.T) {
	c := &Committee{
		Level:      LevelTrade,
		Screenings: []Screening{{On: on("03-02"), Times: 2, Found: 3, Prevented: 1}, {On: on("05-02"), Times: 9}},
		Mediators:  []Mediator{{ID: "m1", Sex: Female, From: on("01-01"), To: on("03-31")}, {ID: "m2", FullTime: true, Appointed: true, From: on("01-01")}},
	}
	facts := randomFacts(7, 400)
	period := Period{on("03-01"), on("04-30")}
	table := StatisticsTableOf(c, facts, period, on("06-01"))
	lines := table.Lines()
	if len(lines) != len(Columns)+1 {
		t.Fatalf("%d lines", len(lines))
	}
	groups := ""
	for i, l := range lines {
		if i == 0 || lines[i-1].Group != l.Group {
			groups += l.Group + " "
		}
		all, written := Filter{Column: l.Column, Period: period}, Filter{Column: l.Column, Period: period, Basis: BasisWritten}
		if n, m := len(Select(facts, all)), len(Select(facts, written)); n != l.All.Cases || m != l.Written.Cases {
			t.Errorf("%s: %d and %d, behind them are %d and %d", l.Name, l.All.Cases, l.Written.Cases, n, m)
		}
	}
	if want := "总数 调解组织 案件来源 纠纷类型 协议形式 协议履行 司法确认 法院反馈 当事人 当事人关系 防止激化 另列（不计入总数） "; groups != want {
		t.Errorf("groups %q, want %q", groups, want)
	}
	if l := lines[3]; l.Name != "行业性、专业性调委会" || l.All != lines[0].All {
		t.Errorf("the kind of committee: %+v", l)
	}
	if table.Screening != (ScreeningTotals{2, 3, 1}) || table.Staff != (Staff{Mediators: 1, Appointed: 1, FullTime: 1}) {
		t.Errorf("screening %+v, staff %+v", table.Screening, table.Staff)
	}
	if early := StatisticsTableOf(c, facts, period, on("03-05")).Staff; early.Mediators != 2 || early.Women != 1 {
		t.Errorf("staff while the period runs: %+v", early)
	}
	if none := (&StatisticsTable{}).Lines(); len(none) != len(lines) || none[3].Name != "村（社区）调委会" || none[0].All != (Tally{}) {
		t.Errorf("a table without figures: %+v", none[3])
	}
}

func TestRate_Text(t *testing.T) {
	for r, want := range map[Rate]string{{6217, 6368}: "97.6% 6217/6368", {21111, 21352}: "98.9% 21111/21352", {0, 0}: "— 0/0", {0, 3}: "0.0% 0/3", {1, 1}: "100.0% 1/1"} {
		if got := r.Percent() + " " + r.Counts(); got != want {
			t.Errorf("%+v: %s, want %s", r, got, want)
		}
	}
	s := &Statistics{Cells: map[ColumnCode]Tally{ColumnTotal: {Cases: 4}}, days: 15}
	if got := s.Days(); got != "3.8" {
		t.Errorf("15 days of 4 cases: %s", got)
	}
	if got := (&Statistics{}).Days(); got != "—" {
		t.Errorf("of nothing: %s", got)
	}
}
