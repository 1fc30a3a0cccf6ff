package data

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPerformanceItem_NextDue(t *testing.T) {
	for name, x := range map[string]struct {
		item PerformanceItem
		want string
	}{
		"once":                     {PerformanceItem{Due: on("03-31")}, "2026-03-31"},
		"done":                     {PerformanceItem{Due: on("03-31"), DoneOn: on("03-30")}, ""},
		"no day":                   {PerformanceItem{}, ""},
		"monthly, none paid":       {PerformanceItem{Due: on("05-05"), Monthly: true}, "2026-05-05"},
		"monthly, two paid":        {PerformanceItem{Due: on("05-05"), Monthly: true, PaidThrough: on("06-05")}, "2026-07-05"},
		"monthly, paid in between": {PerformanceItem{Due: on("05-05"), Monthly: true, PaidThrough: on("06-20")}, "2026-07-05"},
		"end of the month does not drift": {PerformanceItem{Due: on("01-31"), Monthly: true, PaidThrough: on("02-28")},
			"2026-03-31"},
		"monthly, ended": {PerformanceItem{Due: on("05-05"), Monthly: true, DoneOn: on("06-01")}, ""},
		"monthly no day": {PerformanceItem{Monthly: true, PaidThrough: on("06-05")}, ""},
	} {
		if got := x.item.NextDue().String(); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

func TestCase_Performed(t *testing.T) {
	for name, x := range map[string]struct {
		items     []PerformanceItem
		performed bool
		overdue   int
	}{
		"nothing to do":       {nil, true, 0},
		"due today":           {[]PerformanceItem{{Due: on("04-10")}}, false, 0},
		"overdue":             {[]PerformanceItem{{Due: on("04-09")}}, false, 1},
		"due later":           {[]PerformanceItem{{Due: on("05-09")}}, false, 0},
		"no day":              {[]PerformanceItem{{}}, false, 0},
		"done":                {[]PerformanceItem{{Due: on("04-09"), DoneOn: on("04-10")}}, true, 0},
		"monthly, paid":       {[]PerformanceItem{{Due: on("03-05"), Monthly: true, PaidThrough: on("04-05")}}, true, 0},
		"monthly, due today":  {[]PerformanceItem{{Due: on("03-10"), Monthly: true, PaidThrough: on("03-10")}}, true, 0},
		"monthly, overdue":    {[]PerformanceItem{{Due: on("03-05"), Monthly: true, PaidThrough: on("03-05")}}, false, 1},
		"one done, one still": {[]PerformanceItem{{DoneOn: 1}, {Due: on("04-01")}}, false, 1},
	} {
		c := &Case{Agreements: []Agreement{{ID: "g", EffectiveOn: on("03-24"), Items: x.items}}}
		if got, over := c.Performed(on("04-10")), len(c.Overdue(on("04-10"))); got != x.performed || over != x.overdue {
			t.Errorf("%s: performed %v, %d overdue", name, got, over)
		}
	}
}

// payment is a payment of so many fen on a day.
func payment(day string, amount Fen) Payment {
	return Payment{ID: NewElementID(), On: on(day), Amount: amount}
}

func TestPerformanceItem_Payments(t *testing.T) {
	i := PerformanceItem{Amount: 80000, Due: on("03-31")}
	if i.Left() != 80000 || i.Paid() != 0 {
		t.Errorf("unpaid: %d left", i.Left())
	}
	i.Payments = append(i.Payments, payment("03-28", 30000))
	if i.settle(); i.Left() != 50000 || i.DoneOn != 0 || i.NextDue() != on("03-31") {
		t.Errorf("in part: %d left, done %s", i.Left(), i.DoneOn)
	}
	i.Payments = append(i.Payments, payment("03-30", 20000), payment("03-29", 30000))
	if i.settle(); i.Left() != 0 || i.DoneOn != on("03-30") || i.NextDue() != 0 {
		t.Errorf("in full: %d left, done %s", i.Left(), i.DoneOn)
	}
	act := PerformanceItem{Thing: "修瓦", Due: on("03-31")}
	if act.settle(); act.DoneOn != 0 || act.Left() != 0 {
		t.Error("an act was done by itself")
	}
}

// Support of 600 yuan a month: a month is met when its own payments come to all of it.
func TestPerformanceItem_Months(t *testing.T) {
	i := PerformanceItem{Amount: 60000, Monthly: true, Due: on("05-05")}
	pay := func(month string, amount Fen) {
		i.Payments = append(i.Payments, Payment{ID: NewElementID(), On: on("05-03"), For: on(month), Amount: amount})
		i.settle()
	}
	pay("05-05", 20000)
	if i.NextDue() != on("05-05") || i.Left() != 40000 {
		t.Errorf("May in part: due %s, %d left", i.NextDue(), i.Left())
	}
	pay("05-05", 40000)
	pay("07-05", 60000)
	if i.NextDue() != on("06-05") || i.Left() != 60000 || i.DoneOn != 0 {
		t.Errorf("May and July: due %s, %d left", i.NextDue(), i.Left())
	}
	pay("06-05", 60000)
	if i.NextDue() != on("08-05") {
		t.Errorf("till July: due %s", i.NextDue())
	}
}

// Two computers each record half of a payment: together they settle the item.
func TestFollow_SettlesWhatTwoRecorded(t *testing.T) {
	c := agreed(t)
	a, b := c.Clone(), c.Clone()
	a.Current().Item("c1-i1").Payments = []Payment{{ID: "p1", On: on("03-28"), Amount: 50000}}
	b.Current().Item("c1-i1").Payments = []Payment{{ID: "p2", On: on("03-29"), Amount: 30000}}
	for _, edited := range []*Case{a, b} {
		e := &Event{Subject: c.ID}
		Apply(c, e, Body{Changes: Diff(agreed(t), edited)})
	}
	if Follow(c, on("03-30")); c.Current().Item("c1-i1").DoneOn != on("03-29") || len(c.Conflicts) != 0 {
		t.Errorf("item %+v, conflicts %v", c.Current().Item("c1-i1"), c.Conflicts)
	}
}

// supplemented is case 1 with a supplement of 5 April in force.
func supplemented(t *testing.T, replaces ...ElementID) *Case {
	t.Helper()
	c := agreed(t)
	c.Remediations = []Remediation{{ID: "m", Agreement: "g", On: on("04-05"), ConsentOn: on("04-05"), Reason: "想分两次付"}}
	do(t, c, MoveRemediate, "04-05")
	second := agreement("g2", Written, "04-05", money("d1", "r", "a", 50000, "04-30"))
	second.Amends, second.Replaces = "g", replaces
	c.Agreements = append(c.Agreements, second)
	if got := len(c.Overdue(on("04-05"))); got != 2 {
		t.Fatalf("%d items overdue while a supplement is only a draft, want 2", got)
	}
	if got := dues(c, "04-05"); got != "urge 2026-04-01 c1-i1; urge 2026-04-01 c3-i1; perform 2026-04-10 c2-i1; conclude 2026-05-05" {
		t.Errorf("while they talk again: %s", got)
	}
	do(t, c, MoveAgree, "04-05")
	freeze(c, c.Current(), "04-05")
	do(t, c, MoveFreeze, "04-05")
	sign(c, c.Current(), "04-05")
	do(t, c, MoveEffect, "04-05")
	return c
}

func TestCase_SupplementKeepsWhatItDoesNotReplace(t *testing.T) {
	for name, x := range map[string]struct {
		replaces []ElementID
		inForce  int
		owed     []ElementID
		moved    Fen
	}{
		"nothing": {nil, 2, []ElementID{"c1-i1", "c2-i1", "c3-i1", "d1-i1"}, 130000},
		"an item": {[]ElementID{"c1-i1"}, 2, []ElementID{"c2-i1", "c3-i1", "d1-i1"}, 50000},
		"all":     {[]ElementID{"g"}, 1, []ElementID{"d1-i1"}, 50000},
	} {
		c := supplemented(t, x.replaces...)
		var owed []ElementID
		for _, o := range c.Owed() {
			owed = append(owed, o.Item.ID)
		}
		if !slices.Equal(owed, x.owed) || len(c.InForce()) != x.inForce || c.LatestInForce().ID != "g2" || c.Moved() != x.moved {
			t.Errorf("%s: owed %v, %d in force, %s yuan", name, owed, len(c.InForce()), c.Moved().Yuan())
		}
		if f, _ := FactOf(c); f.Amount != x.moved || f.Effective != on("04-05") || f.Performance != InPerformance {
			t.Errorf("%s: fact row %+v", name, f)
		}
	}
}

// What was paid before it was replaced still counts as moved.
func TestCase_MovedCountsWhatWasPaid(t *testing.T) {
	c := supplemented(t, "g")
	c.Agreement("g").Item("c1-i1").Payments = []Payment{payment("03-28", 30000)}
	if got := c.Moved(); got != 80000 {
		t.Errorf("moved %d fen, want 30000 paid and 50000 agreed anew", got)
	}
	m := PerformanceItem{Amount: 100, Monthly: true, Payments: []Payment{payment("03-28", 300)}}
	if m.unpaid() != 900 {
		t.Errorf("of a year of 100 with 300 paid, %d are unpaid", m.unpaid())
	}
}

// Talks come to nothing: the agreement goes on as it was.
func TestLife_Kept(t *testing.T) {
	c := agreed(t)
	if code := refused(t, c, MoveRemediate, "03-25"); code != "remediate.consent" {
		t.Errorf("back to the table without consent: %s", code)
	}
	c.Remediations = []Remediation{{ID: "m", Agreement: "g", On: on("03-25"), ConsentOn: on("03-25")}}
	do(t, c, MoveRemediate, "03-25")
	if c.ConcludedOn != 0 {
		t.Error("still concluded while they talk")
	}
	do(t, c, MoveKeep, "03-26")
	if c.Status != Performing || c.ConcludedOn != on("03-24") {
		t.Errorf("%s, concluded %s", c.Status, c.ConcludedOn)
	}
	if f, _ := FactOf(c); f.Outcome != OutcomeWritten {
		t.Errorf("outcome %s", f.Outcome)
	}
}

// A mistake is taken back after everything seemed done.
func TestLife_Undone(t *testing.T) {
	c := agreed(t)
	for i := range c.Current().Items {
		c.Current().Items[i].DoneOn = on("03-30")
	}
	if Follow(c, on("03-30")); c.Status != Performed {
		t.Fatal(c.Status)
	}
	c.Current().Items[0].DoneOn = 0
	if Follow(c, on("03-30")); c.Status != Performing {
		t.Errorf("taken back: %s", c.Status)
	}
	if Follow(c, on("04-01")); c.Status != Defaulted {
		t.Errorf("a day late: %s", c.Status)
	}
}

// Closed while something is overdue, a case stays in default until that is done.
func TestFact_ClosedInDefault(t *testing.T) {
	c := agreed(t)
	Follow(c, on("04-20"))
	c.FollowUps = []FollowUp{{ID: "f", Agreement: "g"}}
	do(t, c, MoveClose, "04-20")
	if f, _ := FactOf(c); f.Performance != InDefault {
		t.Errorf("closed in default: %s", f.Performance)
	}
	for i := range c.Current().Items {
		c.Current().Items[i].DoneOn = on("05-30")
	}
	if f, _ := FactOf(c); f.Performance != FullyDone {
		t.Errorf("done after closing: %s", f.Performance)
	}
}

// A void agreement binds nobody; the case still ended with it.
func TestCase_VoidAgreement(t *testing.T) {
	c := agreed(t)
	c.Agreements[0].VoidOn, c.Agreements[0].VoidReason = on("04-20"), "法院判决撤销"
	if len(c.Owed()) != 0 || c.LatestInForce() != nil || !c.Performed(on("06-01")) {
		t.Error("a void agreement is still owed")
	}
	f, _ := FactOf(c)
	if f.Outcome != OutcomeWritten || f.Amount != 0 || f.Performance != "" {
		t.Errorf("fact row %+v", f)
	}
	do(t, c, MoveClose, "04-21")
}

// Reminders fall due 1, 7 and 15 days after the day; then the other routes are told.
func TestDeadlines_Urging(t *testing.T) {
	c := agreed(t)
	a := c.Current()
	a.Items = a.Items[:1]
	c.FollowUps = []FollowUp{{Agreement: "g"}, {Agreement: "g"}}
	a.Form = Oral // no confirmation
	for _, x := range []struct {
		today string
		urged string
		want  string
	}{
		{"03-31", "", "perform 2026-03-31 c1-i1"},
		{"04-01", "", "urge 2026-04-01 c1-i1"},
		{"04-02", "04-02", "perform 2026-03-31 c1-i1"},
		{"04-07", "", "urge 2026-04-07 c1-i1"},
		{"04-08", "04-08", "perform 2026-03-31 c1-i1"},
		{"04-15", "", "urge 2026-04-15 c1-i1; advice 2026-04-15 g"},
		{"04-16", "04-16", "perform 2026-03-31 c1-i1; advice 2026-04-15 g"},
	} {
		if x.urged != "" {
			a.Items[0].Urges = append(a.Items[0].Urges, Urge{ID: NewElementID(), On: on(x.urged)})
		}
		if got := dues(c, x.today); got != x.want {
			t.Errorf("on %s: %s, want %s", x.today, got, x.want)
		}
	}
	c.Advices = []Advice{{Agreement: "g", On: on("04-16")}}
	if got := dues(c, "04-17"); got != "perform 2026-03-31 c1-i1" {
		t.Errorf("told: %s", got)
	}
}

// Nothing that happens after printing changes a word of what was printed.
func TestFrozen_PaymentsMayChangeTextMayNot(t *testing.T) {
	c := agreed(t)
	item := "agreements.g.items.c1-i1."
	for path, frozen := range map[string]bool{
		item + "payments": false, item + "payments.p1.amount": false, item + "accepted_by": false, item + "urges.u.means": false,
		item + "amount": true, item + "due": true, "agreements.g.replaces": true, "agreements.g.facts": true, "agreements.g.void_on": false,
	} {
		if got := c.frozen(path); got != frozen {
			t.Errorf("%s frozen: %v", path, got)
		}
	}
	before, after := c.Clone(), c.Clone()
	after.Current().Item("c1-i1").Payments = []Payment{{ID: "p", On: on("03-28"), Amount: 80000, By: "张根土", Receipt: "收条", Witness: "寿永康"}}
	Apply(before, &Event{Subject: c.ID}, Body{Changes: Diff(c, after)})
	if diff := cmp.Diff(after, before); diff != "" {
		t.Error(diff)
	}
}
