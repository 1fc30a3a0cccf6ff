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
