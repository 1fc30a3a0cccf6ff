package data

import (
	"slices"
	"testing"
)

// clauses are those of an agreement in force since 24 March.
func binding(kind DisputeType, clauses ...Clause) (*Case, *Agreement) {
	c := &Case{Status: Performing, Type: kind, Agreements: []Agreement{{ID: "g", Form: Written, EffectiveOn: on("03-24"), Clauses: clauses}}}
	return c, &c.Agreements[0]
}

func TestConfirm_WhatCourtsTake(t *testing.T) {
	pay := money("p", "r", "a", 80000, "03-31")
	support := Clause{ID: "s", Kind: Support, From: []ElementID{"r"}, To: []ElementID{"a"}, Amount: 60000, Monthly: true, Due: on("05-05"), Purpose: "赡养费"}
	act := Clause{ID: "d", Kind: DoAct, Purpose: "修复屋瓦"}
	say := func(text string) Clause { return Clause{ID: "o", Kind: OtherClause, Text: text} }
	for name, x := range map[string]struct {
		kind    DisputeType
		clauses []Clause
		hint    string
		parts   []int
		why     string
	}{
		"a payment":                    {"02", []Clause{pay, act}, "", []int{1, 2}, ""},
		"case 3: only payment":         {"01", []Clause{support, say("蒋玉凤随蒋建军居住。")}, "confirm.family", []int{1}, ""},
		"family, nothing to confirm":   {"01", []Clause{say("和好。")}, "confirm.family", nil, "confirm.family"},
		"divorce":                      {"01", []Clause{say("双方自愿离婚。")}, "confirm.status_clause", nil, "confirm.status_clause"},
		"adoption beside a payment":    {"01", []Clause{support, say("解除收养关系。")}, "confirm.status_clause", []int{1}, ""},
		"land, only a boundary":        {"07", []Clause{say("以老水渠中线为界。")}, "confirm.title_clause", nil, "confirm.title_clause"},
		"land, a boundary and money":   {"07", []Clause{say("以老水渠中线为界。"), pay}, "confirm.title_clause", []int{2}, ""},
		"a house, a repair":            {"03", []Clause{act}, "confirm.title", nil, "confirm.title"},
		"a house, a payment":           {"03", []Clause{pay}, "confirm.title", []int{1}, ""},
		"a house is given away":        {"04", []Clause{say("东首房屋归张三所有。")}, "confirm.title_clause", nil, "confirm.title_clause"},
		"debts are returned":           {"04", []Clause{say("归还所有欠款。")}, "", []int{1}, ""},
		"a trade mark":                 {"05", []Clause{pay, say("商标权转给合作社。")}, "confirm.title_clause", []int{1}, ""},
		"the word in a money's reason": {"01", []Clause{{ID: "p", Kind: PayMoney, Purpose: "离婚后的补偿款"}}, "confirm.family", []int{1}, ""},
	} {
		c, a := binding(x.kind, x.clauses...)
		hint, _ := c.ConfirmHint(a)
		why, _ := c.WhyNotConfirm(a, on("04-01"))
		if parts := c.ConfirmParts(a); hint != x.hint || !slices.Equal(parts, x.parts) || why != x.why {
			t.Errorf("%s: hint %q, parts %v, why not %q", name, hint, parts, why)
		}
	}
}

func TestConfirm_TimeAndAgain(t *testing.T) {
	c, a := binding("02", money("p", "r", "a", 80000, "03-31"))
	why := func(day string) string {
		code, _ := c.WhyNotConfirm(a, on(day))
		return code
	}
	if a.ConfirmUntil() != on("04-23") || why("04-23") != "" || why("04-24") != "confirm.late" {
		t.Errorf("until %s: %q, %q", a.ConfirmUntil(), why("04-23"), why("04-24"))
	}
	for result, want := range map[ConfirmationResult]string{
		"": "confirm.again", Confirmed: "confirm.again", Rejected: "confirm.again", ApplicationTaken: "", ConfirmationRefused: "",
	} {
		c.Confirmations = []Confirmation{{ID: "q", Agreement: "g", Result: result}}
		if got := why("04-01"); got != want {
			t.Errorf("after %q: %q, want %q", result, got, want)
		}
	}
	c.Confirmations = nil
	// The last day of 22 January lies in the Spring Festival: the first working day after it is in time (CPL art. 85).
	a.EffectiveOn = on("01-22")
	if a.ConfirmUntil() != on("02-21") || why("02-24") != "" || why("02-25") != "confirm.late" {
		t.Errorf("over the holiday until %s: %q, %q", a.ConfirmUntil(), why("02-24"), why("02-25"))
	}
	a.EffectiveOn = on("03-24")
	a.Form = Oral
	if why("04-01") != "confirm.written" {
		t.Error("an oral agreement was taken")
	}
	a.Form, a.VoidOn = Written, on("03-30")
	if why("04-01") != "confirm.status" || (&Agreement{}).ConfirmUntil() != 0 {
		t.Error("an agreement that is not in force was taken")
	}
}

// The payment of the first agreement may still be confirmed when the supplement has nothing to confirm.
func TestToConfirm(t *testing.T) {
	c, _ := binding("01", money("p", "r", "a", 80000, "03-31"))
	c.Agreements = append(c.Agreements, Agreement{ID: "n", Form: Written, EffectiveOn: on("04-01"), Clauses: []Clause{{ID: "o", Text: "和好。"}}})
	if got := c.ToConfirm(on("04-10")); got.ID != "g" {
		t.Errorf("to confirm: %s", got.ID)
	}
	if got := c.ToConfirm(on("06-10")); got.ID != "n" {
		t.Errorf("too late for both: %s", got.ID)
	}
	if (&Case{}).ToConfirm(on("06-10")) != nil {
		t.Error("nothing in force, and something to confirm")
	}
}

// A court did not take the application: back to the table without more ado (art. 33).
func TestRemediate_AfterTheCourt(t *testing.T) {
	for result, ok := range map[ConfirmationResult]bool{Rejected: true, ConfirmationRefused: true, Confirmed: false, ApplicationTaken: false, "": false} {
		c := agreed(t)
		c.Confirmations = []Confirmation{{ID: "q", Agreement: "g", Result: result}}
		if got := Why(c, MoveRemediate, on("04-11")) == nil; got != ok {
			t.Errorf("%q: back to the table %v", result, got)
		}
	}
}

func TestRoutesFor(t *testing.T) {
	for name, x := range map[string]struct {
		kind DisputeType
		edit func(*Case)
		want []Route
	}{
		"money overdue": {"02", nil, []Route{RouteSue, RoutePayment}},
		"wages":         {"10", nil, []Route{RouteSue, RouteArbitration, RoutePayment}},
		"only an act": {"02", func(c *Case) { c.Agreements[0].Items[0].DoneOn = on("03-30") },
			[]Route{RouteSue}},
		"confirmed": {"10", func(c *Case) { c.Confirmations = []Confirmation{{Agreement: "g", Result: Confirmed}} }, []Route{RouteEnforce}},
		"rejected":  {"02", func(c *Case) { c.Confirmations = []Confirmation{{Agreement: "g", Result: Rejected}} }, []Route{RouteSue, RoutePayment}},
	} {
		c := agreed(t)
		c.Type = x.kind
		if x.edit != nil {
			x.edit(c)
		}
		if got := c.RoutesFor(c.Current(), on("04-12")); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
}

func TestCourtAction_AndAdvice_Check(t *testing.T) {
	action := CourtAction{Kind: Sued, On: on("05-01"), Court: "示例县人民法院"}
	if err := action.Check(); err != nil {
		t.Error(err)
	}
	for field, edit := range map[string]func(*CourtAction){
		"choice.empty": func(x *CourtAction) { x.Kind = "other" }, "day.empty": func(x *CourtAction) { x.On = 0 }, "text.empty": func(x *CourtAction) { x.Court = " " },
	} {
		bad := action
		edit(&bad)
		if got := codeIn(t, bad.Check()); got != field {
			t.Errorf("court action: %s, want %s", got, field)
		}
	}
	advice := Advice{On: on("04-16"), By: "寿永康", To: []ElementID{"a"}, Routes: []Route{RouteSue}}
	if err := advice.Check(); err != nil {
		t.Error(err)
	}
	for code, edit := range map[string]func(*Advice){
		"day.empty": func(x *Advice) { x.On = 0 }, "name.empty": func(x *Advice) { x.By = "" },
		"present.none": func(x *Advice) { x.To = nil }, "choice.empty": func(x *Advice) { x.Routes = nil },
	} {
		bad := advice
		edit(&bad)
		if got := codeIn(t, bad.Check()); got != code {
			t.Errorf("advice: %s, want %s", got, code)
		}
	}
}

func TestParty_SignsFor(t *testing.T) {
	for name, x := range map[string]struct {
		party Party
		by    string
		as    MarkAs
	}{
		"a grown person":       {Party{Kind: Person, Name: "叶建国", Age: 58}, "", ""},
		"a child":              {Party{Kind: Person, IDNumber: "339921201205200169", Guardian: "钱立"}, "钱立", AsGuardian},
		"a company":            {Party{Kind: Company, LegalRep: "寿永康"}, "寿永康", AsHead},
		"an agent who may":     {Party{Kind: Person, Agent: Agent{Name: "王海燕", Special: true}}, "王海燕", AsAgent},
		"an agent who may not": {Party{Kind: Person, Agent: Agent{Name: "王海燕"}}, "", ""},
	} {
		if by, as := x.party.SignsFor(on("03-24")); by != x.by || as != x.as {
			t.Errorf("%s: %s as %q", name, by, as)
		}
	}
}
