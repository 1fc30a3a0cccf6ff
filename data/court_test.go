package data

import "testing"

func TestCourtEntry_Check(t *testing.T) {
	good := CourtEntry{ID: "e", On: mustDay(t, "2026-03-24"), Kind: "guidance", People: 2, Minutes: 40}
	tests := []struct {
		name   string
		change func(*CourtEntry)
		code   string
	}{
		{"whole", func(*CourtEntry) {}, ""},
		{"no day", func(e *CourtEntry) { e.On = 0 }, "day.empty"},
		{"unknown kind", func(e *CourtEntry) { e.Kind = "dance" }, "choice.empty"},
		{"fewer than no people", func(e *CourtEntry) { e.People = -1 }, "people.range"},
		{"longer than a day", func(e *CourtEntry) { e.Minutes = 1441 }, "count.form"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := good
			tt.change(&e)
			if got := codeIn(t, e.Check()); got != tt.code {
				t.Errorf("code %q, want %q", got, tt.code)
			}
		})
	}
}

func TestTask_Check(t *testing.T) {
	day := mustDay(t, "2026-03-24")
	good := Task{
		ID: "t", Issuer: "清溪镇", Object: "村口饭店", Problems: "电线老化", IssuedOn: day, Due: day.Add(7),
		FixedBy: "楼国平", FixedOn: day.Add(3), VerifiedBy: "寿永康", ClosedOn: day.Add(5),
	}
	tests := []struct {
		name   string
		change func(*Task)
		code   string
	}{
		{"closed", func(*Task) {}, ""},
		{"open", func(x *Task) { x.FixedBy, x.FixedOn, x.VerifiedBy, x.ClosedOn = "", 0, "", 0 }, ""},
		{"no issuer", func(x *Task) { x.Issuer = "" }, "text.empty"},
		{"no object", func(x *Task) { x.Object = "" }, "text.empty"},
		{"no problem", func(x *Task) { x.Problems = "" }, "text.empty"},
		{"no day", func(x *Task) { x.IssuedOn = 0 }, "day.empty"},
		{"due before it was issued", func(x *Task) { x.Due = day.Add(-1) }, "day.early"},
		{"closed but not put right", func(x *Task) { x.FixedOn = 0 }, "day.empty"},
		{"verified by who put it right", func(x *Task) { x.VerifiedBy = x.FixedBy }, "task.verifier"},
		{"verified by nobody", func(x *Task) { x.VerifiedBy = "" }, "task.verifier"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := good
			tt.change(&x)
			if got := codeIn(t, x.Check()); got != tt.code {
				t.Errorf("code %q, want %q", got, tt.code)
			}
		})
	}
}

func TestCommittee_KeepsLedgerAndTasks(t *testing.T) {
	before := &Committee{Name: "东篱村人民调解委员会"}
	after := before.Clone()
	after.CourtLedger = []CourtEntry{{ID: "e", On: mustDay(t, "2026-03-24"), Kind: "filing"}}
	after.Tasks = []Task{{ID: "t", Issuer: "清溪镇", Problems: "电线老化"}}
	got := before.Clone()
	Apply(got, &Event{UID: NewUID()}, Body{Changes: Diff(before, after)})
	if len(got.CourtLedger) != 1 || len(got.Tasks) != 1 || got.Tasks[0].Problems != "电线老化" {
		t.Errorf("the committee's record is %+v", got)
	}
}

func TestCourtProposals(t *testing.T) {
	c := sampleNeighbours()
	c.Sessions[1].JudgeGuided, c.Sessions[1].Judge, c.Sessions[1].Start, c.Sessions[1].End = true, "黄喆", "09:00", "10:40"
	c.Sessions[3].JudgeGuided, c.Sessions[3].Start, c.Sessions[3].End = true, "10:00", "09:00"
	c.Confirmations = []Confirmation{{ID: "q", AppliedOn: on("04-01"), Docket: "（2026）调确1号"}, {ID: "r"}}
	got := CourtProposals(nil, c)
	if len(got) != 3 || got[0].Kind != CourtGuidance || got[0].On != on("03-05") || got[0].Judge != "黄喆" || got[0].Minutes != 100 || got[0].People != 2 ||
		got[1].Minutes != 0 || got[2].Kind != CourtConfirmation || got[2].Proof != "（2026）调确1号" {
		t.Fatalf("%+v", got)
	}
	for _, e := range got {
		if e.ID != "" || e.Case != c.ID || e.Check() != nil {
			t.Errorf("proposed %+v: %v", e, e.Check())
		}
	}
	if rest := CourtProposals(got[:2], c); len(rest) != 1 || rest[0].Kind != CourtConfirmation {
		t.Errorf("what is on the ledger is proposed again: %+v", rest)
	}
	if none := CourtProposals(nil, sampleNeighbours()); len(none) != 0 {
		t.Errorf("proposed %+v", none)
	}
}

func TestCourtCountsOf(t *testing.T) {
	entry := func(day string, kind CourtKind, n byte, people int) CourtEntry {
		return CourtEntry{On: on(day), Kind: kind, Case: CaseID{n}, People: people}
	}
	entries := []CourtEntry{
		entry("03-02", CourtGuidance, 1, 2), entry("03-09", CourtGuidance, 1, 2), entry("03-10", CourtGuidance, 2, 2), entry("03-10", CourtGuidance, 0, 9),
		entry("04-10", CourtPublicity, 0, 60), entry("2025-11-30", CourtFiling, 3, 1), entry("04-11", CourtFiling, 4, 1),
	}
	rows := []Fact{
		{Case: CaseID{1}, Outcome: OutcomeOral}, {Case: CaseID{2}, Outcome: OutcomeFailed}, {Case: CaseID{4}, Outcome: OutcomeWritten},
		{Case: CommitteeID, Outcome: OutcomeWritten}, {Case: CaseID{1}, Outcome: OutcomeOral, Status: Void},
	}
	got := CourtCountsOf(entries, rows, ReportYear(2026))
	if got.Settled != 1 || got.Kinds[CourtGuidance] != (Tally{Cases: 4, People: 15}) || got.Kinds[CourtPublicity] != (Tally{Cases: 1, People: 60}) || got.Kinds[CourtFiling].Cases != 1 {
		t.Errorf("%+v", got)
	}
}

func TestTask_State(t *testing.T) {
	for want, x := range map[TaskState]Task{
		TaskOpen: {Due: on("03-24")}, TaskOverdue: {Due: on("03-23")}, TaskFixed: {Due: on("03-23"), FixedOn: on("03-24")}, TaskClosed: {FixedOn: on("03-01"), ClosedOn: on("03-02")},
	} {
		if got := x.State(on("03-24")); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if (&Task{}).State(on("03-24")) != TaskOpen {
		t.Error("an order without a day is late")
	}
}
