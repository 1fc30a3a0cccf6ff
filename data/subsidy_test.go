package data

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// paid is case 1 performed, followed up, closed on 20 April and bound.
func paid(t *testing.T) *Case {
	t.Helper()
	c := agreed(t)
	for i := range c.Current().Items {
		c.Current().Items[i].DoneOn = on("04-12")
	}
	c.FollowUps = []FollowUp{{ID: "f", Agreement: c.Current().ID, On: on("04-12"), By: "寿永康", Performed: FoundPerformed}}
	Follow(c, on("04-12"))
	do(t, c, MoveClose, "04-20")
	c.Volume.FiledBy, c.Volume.Pages = "寿永康", 12
	return c
}

func TestSubsidy_PaysByGrade(t *testing.T) {
	c := &Committee{Mediators: []Mediator{{ID: "m2", Name: "杨秀莲"}, {ID: "m1", Name: "寿永康"}}}
	one := paid(t)
	one.Mediators = append(one.Mediators, Assignment{ID: "x2", Mediator: "m2", Name: "杨秀莲"}, Assignment{ID: "x3", Mediator: "m9", Name: "楼国平"},
		Assignment{ID: "x4", Mediator: "m8", Name: "斯大伟", WithdrewOn: on("03-05")})
	oral := paid(t)
	oral.ID, oral.ClosedOn, oral.Sessions = CaseID{2}, on("04-01"), oral.Sessions[:1]
	oral.Agreements[0].Form = Oral
	s := Subsidy(c, []*Case{one, oral}, ReportYear(2026))
	if len(s.Lines) != 2 || len(s.Left) != 0 || s.Lines[0].Case != oral.ID {
		t.Fatalf("%+v, left %+v", s.Lines, s.Left)
	}
	// Six sessions make it hard; 200 yuan among three leaves two fen over.
	want := SubsidyLine{
		Case: one.ID, Number: one.Number, Title: one.Title(), Type: one.Type, Closed: on("04-20"), Outcome: OutcomeWritten, Grade: "疑难", Percent: 100, Pay: 20000, Papers: 5,
		Shares: []Share{{"m1", "寿永康", 1, 6667}, {"m2", "杨秀莲", 1, 6667}, {"m9", "楼国平", 1, 6666}},
	}
	if diff := cmp.Diff(want, s.Lines[1]); diff != "" {
		t.Error(diff)
	}
	if l := s.Lines[0]; l.Grade != "简易" || l.Percent != 50 || l.Pay != 2500 || l.Outcome != OutcomeOral {
		t.Errorf("the oral case: %+v", l)
	}
	if diff := cmp.Diff([]Share{{"m2", "杨秀莲", 1, 6667}, {"m1", "寿永康", 2, 9167}, {"m9", "楼国平", 1, 6666}}, s.Sums); diff != "" || s.Total != 22500 {
		t.Errorf("total %d %s", s.Total, diff)
	}
	var sum Fen
	for _, x := range s.Sums {
		sum += x.Pay
	}
	if sum != s.Total {
		t.Errorf("the mediators get %d of %d", sum, s.Total)
	}
	if got := Subsidy(c, []*Case{one, oral}, Period{on("04-02"), on("04-30")}); len(got.Lines) != 1 {
		t.Errorf("%d cases closed from 2 April", len(got.Lines))
	}
}

func TestSubsidy_LeavesOutWithTheReason(t *testing.T) {
	for name, x := range map[string]struct {
		edit  func(*Case)
		terms func(*SubsidyTerms)
		want  string
	}{
		"paid":                 {func(*Case) {}, nil, ""},
		"not performed":        {func(c *Case) { c.Agreements[0].Items[0].DoneOn = 0 }, nil, LeftUnperformed},
		"support, paid so far": {func(c *Case) { support(c, "05-05") }, nil, ""},
		"support, overdue":     {func(c *Case) { support(c, "04-05") }, nil, LeftUnperformed},
		"not asked for":        {func(c *Case) { c.Agreements[0].Items[0].DoneOn = 0 }, func(t *SubsidyTerms) { t.Unperformed = true }, ""},
		"no follow-up":         {func(c *Case) { c.FollowUps = nil }, nil, LeftIncomplete},
		"not bound":            {func(c *Case) { c.Volume.Pages = 0 }, nil, LeftIncomplete},
		"nobody":               {func(c *Case) { c.Mediators = nil }, nil, LeftNobody},
		"oral, unpaid":         {func(c *Case) { c.Agreements[0].Form = Oral }, func(t *SubsidyTerms) { t.OralPercent = 0 }, LeftOral},
		"failed":               {failedCase, nil, LeftFailed},
		"failed, paid":         {failedCase, func(t *SubsidyTerms) { t.FailedPercent = 30 }, ""},
		"refused":              {func(c *Case) { c.Agreements, c.AcceptedOn, c.Refusal.On = nil, 0, c.ConcludedOn }, nil, LeftRefused},
		"withdrawn":            {func(c *Case) { c.Agreements, c.Withdrawal.On = nil, c.ConcludedOn }, nil, LeftFailed},
		"void":                 {func(c *Case) { c.Status = Void }, nil, "-"},
		"not yet closed":       {func(c *Case) { c.ClosedOn = 0 }, nil, "-"},
	} {
		c, k := &Committee{Subsidy: ShippedSubsidy()}, paid(t)
		x.edit(k)
		if x.terms != nil {
			x.terms(&c.Subsidy)
		}
		s := Subsidy(c, []*Case{k}, ReportYear(2026))
		got := "-"
		if len(s.Lines) == 1 {
			got = ""
		} else if len(s.Left) == 1 {
			got = s.Left[0].Code
			if (len(s.Left[0].Lacks) > 0) != (got == LeftIncomplete || name == "withdrawn" || name == "refused") && got == LeftIncomplete {
				t.Errorf("%s: lacks %v", name, s.Left[0].Lacks)
			}
		}
		if got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// support makes the first item monthly, due for the first time on a day.
func support(c *Case, day string) {
	item := &c.Agreements[0].Items[0]
	item.Monthly, item.DoneOn, item.Due = true, 0, on(day)
}

func failedCase(c *Case) {
	c.Agreements, c.FollowUps = nil, nil
	c.Termination.On = c.ConcludedOn
}

func TestSubsidyTerms_Grade(t *testing.T) {
	terms := ShippedSubsidy()
	for name, x := range map[string]struct {
		c    Case
		want string
	}{
		"plain":     {Case{}, "简易"},
		"people":    {Case{Parties: make([]Party, 3)}, "一般"},
		"claimed":   {Case{Claimed: 5_000_000}, "疑难"},
		"difficult": {Case{Difficult: true}, "疑难"},
		"sessions":  {Case{Sessions: make([]Session, 8), Difficult: true}, "重大"},
	} {
		if g := terms.Grade(&x.c); g.Name != x.want {
			t.Errorf("%s: %s, want %s", name, g.Name, x.want)
		}
	}
	if (&SubsidyTerms{}).Grade(&Case{}) != nil {
		t.Error("a grade of no terms")
	}
	terms.Grades[0].Name = "x"
	if ShippedSubsidy().Grades[0].Name != "简易" {
		t.Error("the shipped terms are shared")
	}
}

func TestSubsidyTerms_Check(t *testing.T) {
	for code, edit := range map[string]func(*SubsidyTerms){
		"": func(*SubsidyTerms) {}, "percent.range": func(s *SubsidyTerms) { s.OralPercent = 101 }, "list.empty": func(s *SubsidyTerms) { s.Grades = nil },
		"name.empty": func(s *SubsidyTerms) { s.Grades[1].Name = "" }, "count.form": func(s *SubsidyTerms) { s.Grades[1].Sessions = -1 },
		"amount.large": func(s *SubsidyTerms) { s.Grades[1].Pay = maxSubsidy + 1 },
	} {
		terms := ShippedSubsidy()
		edit(&terms)
		if got := codeIn(t, terms.Check()); got != code {
			t.Errorf("%q, want %q", got, code)
		}
	}
	before := &Committee{}
	after := before.Clone()
	after.Subsidy = ShippedSubsidy()
	got := before.Clone()
	Apply(got, &Event{UID: NewUID()}, Body{Changes: Diff(before, after)})
	if diff := cmp.Diff(after.Subsidy, got.Subsidy); diff != "" || got.SubsidyRule().OralPercent != 50 {
		t.Error(diff)
	}
}

// A supplement that moves no money leaves the grade as high as all that is in force makes it; a case that another
// committee counts is none of ours.
func TestSubsidy_OfAllInForceAndOurs(t *testing.T) {
	terms := SubsidyTerms{Grades: []SubsidyGrade{{ID: "1", Name: "简易", Pay: 5000}, {ID: "2", Name: "重大", Amount: 50000, Pay: 9000}}}
	c := paid(t)
	if g := terms.Grade(c); g.Name != "重大" {
		t.Fatalf("800 yuan are of grade %s", g.Name)
	}
	c.Agreements = append(c.Agreements, Agreement{ID: "g2", Form: Oral, Amends: "g", On: on("04-15"), EffectiveOn: on("04-15"), Clauses: []Clause{{ID: "c9", Kind: Refrain, Text: "不再争执。"}}})
	if g := terms.Grade(c); g.Name != "重大" {
		t.Errorf("with a supplement: %s", g.Name)
	}
	c.Import.Guest = true
	if s := Subsidy(&Committee{}, []*Case{c}, Period{}); len(s.Lines)+len(s.Left) != 0 {
		t.Errorf("a case of another committee: %+v", s)
	}
}
