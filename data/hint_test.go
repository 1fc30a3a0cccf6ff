package data

import (
	"slices"
	"testing"
)

// hintsOf are the codes that an agreement between a mother of 84 and a son of 60 gets.
func hintsOf(edit func(c *Case, a *Agreement)) []string {
	c := draft(3, "01", person("a", Applicant, "蒋玉凤", "339921194208060103"), person("r", Respondent, "蒋建明", "339921196612250215"))
	c.Agreements = []Agreement{{ID: "g", Form: Written, On: on("04-16"), Clauses: []Clause{
		{ID: "c", Kind: PayMoney, From: []ElementID{"r"}, To: []ElementID{"a"}, Amount: 100, Method: Cash, Due: on("05-05"), Purpose: "费用"},
		{ID: "d", Kind: OnDefault, Text: "逾期的，可以要求一次付清。"},
	}}}
	edit(c, &c.Agreements[0])
	var out []string
	for _, h := range c.Agreements[0].Hints(c) {
		out = append(out, h.Code)
	}
	return out
}

func TestHints(t *testing.T) {
	first := func(edit func(cl *Clause)) func(*Case, *Agreement) {
		return func(_ *Case, a *Agreement) { edit(&a.Clauses[0]) }
	}
	for name, x := range map[string]struct {
		edit func(*Case, *Agreement)
		want []string
	}{
		"nothing to say":          {func(*Case, *Agreement) {}, nil},
		"no way to pay":           {first(func(cl *Clause) { cl.Method = "" }), []string{"hint.method"}},
		"a transfer to nowhere":   {first(func(cl *Clause) { cl.Method = Transfer }), []string{"hint.account"}},
		"a transfer to somewhere": {first(func(cl *Clause) { cl.Method, cl.Text = Transfer, "转入本人账户" }), nil},
		"nothing on default":      {func(_ *Case, a *Agreement) { a.Clauses = a.Clauses[:1] }, []string{"hint.default"}},
		"paid on the spot":        {func(_ *Case, a *Agreement) { a.Clauses = a.Clauses[:1]; a.Clauses[0].Due = a.On }, nil},
		"an act nobody checks": {first(func(cl *Clause) { *cl = Clause{ID: "c", Kind: DoAct, Purpose: "修瓦"} }),
			[]string{"hint.doer", "hint.due", "hint.acceptance"}},
		"a thing for nobody": {first(func(cl *Clause) {
			*cl = Clause{ID: "c", Kind: HandOver, From: []ElementID{"r"}, Due: on("05-05"), Purpose: "钥匙"}
		}),
			[]string{"hint.receiver"}},
		"a sum in words":       {first(func(cl *Clause) { *cl = Clause{ID: "c", Kind: OtherClause, Text: "另付500元。"} }), []string{"hint.sum"}},
		"a sum of costs":       {first(func(cl *Clause) { *cl = Clause{ID: "c", Kind: BearCosts, Amount: 5, Purpose: "检测费500元"} }), nil},
		"vague":                {first(func(cl *Clause) { cl.Text = "尽快付清" }), []string{"lint.vague"}},
		"advance or deposit":   {first(func(cl *Clause) { cl.Purpose = "订金" }), []string{"lint.deposit"}},
		"advance and deposit":  {first(func(cl *Clause) { cl.Purpose, cl.Text = "订金", "定金另算" }), []string{"lint.deposit_both"}},
		"fault and no fault":   {first(func(cl *Clause) { cl.Purpose, cl.Text = "赔偿款", "补偿另算" }), []string{"lint.compensation"}},
		"a mother is raised":   {first(func(cl *Clause) { cl.Purpose = "抚养费" }), []string{"lint.support_child"}},
		"a mother as a sister": {first(func(cl *Clause) { cl.Purpose = "扶养费" }), []string{"lint.support_equal"}},
		"a mother":             {first(func(cl *Clause) { cl.Purpose = "赡养费" }), nil},
		"a son as a mother": {first(func(cl *Clause) { cl.Purpose, cl.From, cl.To = "赡养费", cl.To, cl.From }),
			[]string{"lint.support_parent"}},
		"two words": {first(func(cl *Clause) { cl.Purpose, cl.Text = "赡养费", "扶养费另算"; cl.From = nil }), []string{"lint.support_mixed"}},
		"age unknown": {func(c *Case, a *Agreement) { c.Parties[0].IDNumber = ""; a.Clauses[0].Purpose = "抚养费" },
			nil},
		"an organisation": {func(c *Case, a *Agreement) { c.Parties[0].Kind = Company; a.Clauses[0].Purpose = "抚养费" }, nil},
		"title":           {func(_ *Case, a *Agreement) { a.Clauses[1].Text = "以水渠为界" }, []string{"confirm.title_clause"}},
		"wages by word of mouth": {func(c *Case, a *Agreement) { c.Type, a.Form, a.Clauses[0].Due = "10", Oral, a.On },
			[]string{"hint.labour_written"}},
		"later by word of mouth": {func(_ *Case, a *Agreement) { a.Form = Oral }, []string{"hint.later_written"}},
	} {
		if got := hintsOf(x.edit); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
	if got := hintsOf(func(_ *Case, a *Agreement) { a.Clauses = nil }); got != nil {
		t.Errorf("no clause at all: %v", got)
	}
}
