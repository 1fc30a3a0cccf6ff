package data

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestAgreement_Check(t *testing.T) {
	for code, edits := range map[string][]func(*Agreement){
		"":            {func(*Agreement) {}, func(a *Agreement) { a.Form = Oral }, func(a *Agreement) { a.Items[0].Due, a.Items[0].DoneOn = 0, on("03-24") }},
		"form.empty":  {func(a *Agreement) { a.Form = "" }},
		"day.empty":   {func(a *Agreement) { a.On = 0 }},
		"facts.empty": {func(a *Agreement) { a.Facts = "" }},
		"clause.none": {func(a *Agreement) { a.Clauses, a.Items = nil, nil }},
		"clause.empty": {func(a *Agreement) { a.Clauses[3].Text = "" },
			func(a *Agreement) { a.Clauses[1].Purpose = "" }},
		"clause.payer": {func(a *Agreement) { a.Clauses[0].From = nil }},
		"clause.payee": {func(a *Agreement) { a.Clauses[0].To = nil }},
		"clause.same":  {func(a *Agreement) { a.Clauses[0].To = []ElementID{"a", "r"} }},
		"clause.due":   {func(a *Agreement) { a.Clauses[0].Due = 0 }, func(a *Agreement) { a.Items[0].Due = 0 }},
		"amount.zero": {func(a *Agreement) { a.Clauses[0].Amount = 0 }, func(a *Agreement) { a.Clauses[0].Amount = -1 },
			func(a *Agreement) {
				a.Items = append(a.Items, PerformanceItem{ID: "x", Clause: "c1", Amount: -100, Due: 1}, PerformanceItem{ID: "y", Clause: "c1", Amount: 100, Due: 1})
			}},
		"amount.large": {func(a *Agreement) { a.Clauses[0].Amount = MaxAmount + 1 },
			func(a *Agreement) {
				a.Clauses[0].Amount, a.Items[0].Amount = MaxAmount, MaxAmount
				a.Clauses = append(a.Clauses, Clause{ID: "c9", Kind: Support, From: []ElementID{"r"}, To: []ElementID{"a"}, Amount: 1, Monthly: true, Due: 1})
			}},
		"items.sum": {func(a *Agreement) { a.Items[0].Amount-- }, func(a *Agreement) { a.Items = a.Items[1:] },
			func(a *Agreement) { a.Clauses[0].From = []ElementID{"r", "x"} }},
		"items.clause": {func(a *Agreement) { a.Items = append(a.Items, PerformanceItem{ID: "x", Clause: "gone"}) }},
	} {
		for i, edit := range edits {
			a := sampleNeighbours().Current()
			edit(a)
			if err := a.Check(); code == "" && err != nil || code != "" && codeIn(t, err) != code {
				t.Errorf("%s %d: %v", code, i, err)
			}
		}
	}
}

// Case 6: 29,500 yuan in five instalments.
func TestAgreement_Instalments(t *testing.T) {
	a := agreement("g", Written, "03-24", money("c1", "r", "a", 2950000, "04-30"))
	a.Items = nil
	for n := range 5 {
		a.Items = append(a.Items, PerformanceItem{ID: ElementID(rune('1' + n)), Clause: "c1", From: "r", To: "a", Amount: 590000, Due: on("04-30").AddMonth(n)})
	}
	if err := a.Check(); err != nil {
		t.Error(err)
	}
	a.EffectiveOn = on("03-24")
	c := &Case{Agreements: []Agreement{a}}
	if got := c.Overdue(on("06-30")); len(got) != 2 || got[1].Item.Due != on("05-30") {
		t.Errorf("overdue %v", got)
	}
	a.Items[4].Amount--
	if codeIn(t, a.Check()) != "items.sum" {
		t.Error("instalments that are one fen short were taken")
	}
}

// Every way to leave out one or more of the marks: only all of them put a written agreement in force (art. 29).
func TestAgreement_Effect(t *testing.T) {
	const all = 1<<5 - 1
	for have := range all + 1 {
		c := sampleNeighbours()
		a := c.Current()
		for i, mark := range []func(){
			func() { a.Marks = append(a.Marks, Mark{ID: "k1", Party: "a", Kind: Signature, On: on("03-24")}) },
			func() { a.Marks = append(a.Marks, Mark{ID: "k2", Party: "r", Kind: Fingerprint, On: on("03-26")}) },
			func() { a.MediatorMark = on("03-25") },
			func() { a.SealOn = on("03-25") },
			func() { a.PaperSeen = true },
		} {
			if have&(1<<i) != 0 {
				mark()
			}
		}
		want := Day(0)
		if have == all {
			want = on("03-26")
		}
		if got := a.Effect(c); got != want {
			t.Errorf("marks %05b: in force on %q, want %q", have, got, want)
		}
		if missing := len(a.Missing(c)); missing != 2-have&1-have>>1&1 {
			t.Errorf("marks %05b: %d parties missing", have, missing)
		}
	}
	for name, x := range map[string]struct {
		edit func(*Case, *Agreement)
		want Day
	}{
		"the seal is the last":       {func(_ *Case, a *Agreement) { a.SealOn = on("03-28") }, on("03-28")},
		"the mediator is the last":   {func(_ *Case, a *Agreement) { a.MediatorMark = on("03-29") }, on("03-29")},
		"oral":                       {func(_ *Case, a *Agreement) { *a = Agreement{Form: Oral, On: on("03-06")} }, on("03-06")},
		"a mark without a day":       {func(_ *Case, a *Agreement) { a.Marks[0].On = 0 }, 0},
		"no parties":                 {func(c *Case, _ *Agreement) { c.Parties = nil }, 0},
		"a party came in later":      {func(c *Case, _ *Agreement) { c.Parties = append(c.Parties, Party{ID: "t"}) }, 0},
		"one came in after printing": {func(c *Case, a *Agreement) { freeze(c, a, "03-24"); c.Parties = append(c.Parties, Party{ID: "t"}) }, on("03-24")},
	} {
		c := sampleNeighbours()
		sign(c, c.Current(), "03-24")
		x.edit(c, c.Current())
		if got := c.Agreements[0].Effect(c); got != x.want {
			t.Errorf("%s: in force on %q, want %q", name, got, x.want)
		}
	}
}

// One original for each party and one for the committee (art. 29): case 3 has four parties, five copies.
func TestAgreement_Copies(t *testing.T) {
	c := sampleNeighbours()
	if got := c.Current().Copies(c); got != 3 {
		t.Errorf("%d copies for two parties", got)
	}
	c.Parties = append(c.Parties, Party{ID: "r2"}, Party{ID: "r3"})
	if got := c.Current().Copies(c); got != 5 {
		t.Errorf("%d copies for four parties", got)
	}
	freeze(c, c.Current(), "03-24")
	c.Parties = c.Parties[:2]
	if got := c.Current().Copies(c); got != 5 || len(c.Current().Signers(c)) != 4 {
		t.Errorf("%d copies of a printed agreement of four", got)
	}
}

func TestItemsOf(t *testing.T) {
	three := []ElementID{"r1", "r2", "r3"}
	support := Clause{ID: "c", Kind: Support, From: three, To: []ElementID{"a"}, Amount: 60000, Monthly: true, Method: Transfer, Due: on("05-05")}
	ignoreID := cmpopts.IgnoreFields(PerformanceItem{}, "ID")
	item := PerformanceItem{Clause: "c", To: "a", Amount: 60000, Monthly: true, Method: Transfer, Due: on("05-05")}
	want := []PerformanceItem{item, item, item}
	for i := range want {
		want[i].From = three[i]
	}
	got := ItemsOf(support)
	if diff := cmp.Diff(want, got, ignoreID); diff != "" {
		t.Error(diff)
	}
	if got[0].ID == "" || got[0].ID == got[1].ID || got[1].ID == got[2].ID {
		t.Errorf("IDs %s %s %s", got[0].ID, got[1].ID, got[2].ID)
	}
	act := Clause{ID: "c", Kind: DoAct, Purpose: "修缮三处漏点", Due: on("05-05")}
	if diff := cmp.Diff([]PerformanceItem{{Clause: "c", Thing: "修缮三处漏点", Due: on("05-05")}}, ItemsOf(act), ignoreID); diff != "" {
		t.Error(diff)
	}
	for _, kind := range ClauseKinds {
		items := ItemsOf(Clause{ID: "c", Kind: kind, From: []ElementID{"r"}, Text: "x"})
		if (len(items) == 1) != kind.Performable() || kind.Money() && !kind.Performable() {
			t.Errorf("%s: %d items, performable %v, money %v", kind, len(items), kind.Performable(), kind.Money())
		}
	}
	if len(ClauseKinds) != 11 {
		t.Errorf("the desk offers %d kinds of clauses", len(ClauseKinds))
	}
}

func TestAgreement_Total(t *testing.T) {
	a := Agreement{Clauses: []Clause{
		{Kind: PayMoney, From: []ElementID{"r"}, Amount: 1860000},
		{Kind: Support, From: []ElementID{"r1", "r2", "r3"}, Amount: 60000, Monthly: true},
		{Kind: DoAct, From: []ElementID{"r"}, Amount: 5},
		{Kind: PayMoney, Amount: 7},
	}}
	if got, want := a.Total(), Fen(1860000+3*12*60000+7); got != want {
		t.Errorf("total %d, want %d", got, want)
	}
	if got := sampleNeighbours().Current().Total(); got != 80000 {
		t.Errorf("case 1 moves %d fen", got)
	}
}

func TestAgreement_Find(t *testing.T) {
	c := agreed(t)
	a := c.Agreement("g")
	if a == nil || a != c.Current() || c.Agreement("x") != nil || a.Item("c2-i1").Thing != "按原样修复瓦片" || a.Item("x") != nil {
		t.Error("an agreement or an item was not found by its ID")
	}
	if m := a.MarkOf("r"); m == nil || m.ID != "kr" || a.MarkOf("x") != nil {
		t.Error("a mark was not found by its party")
	}
	if !a.Frozen() || !a.InForce() {
		t.Error("printed and signed, and not in force")
	}
	a.VoidOn = on("04-01")
	if a.InForce() || c.Current() != nil {
		t.Error("a void agreement is in force")
	}
	c.Agreements = append(c.Agreements, Agreement{ID: "g2"}, Agreement{ID: "g3", VoidOn: 1})
	if c.Current().ID != "g2" {
		t.Errorf("current is %s", c.Current().ID)
	}
	if !slices.Equal(c.Agreements[1].Missing(c), []ElementID{"a", "r"}) {
		t.Error("nobody is missing on an unsigned agreement")
	}
}
