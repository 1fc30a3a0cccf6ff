package data

import (
	"slices"
	"testing"
)

var checker = CheckerOn(nil, on("04-16"))

// motherAndSon is an agreement between a mother of 84 and a son of 60 in which nothing is
// to be found.
func motherAndSon() *Case {
	c := draft(3, "01", person("a", Applicant, "蒋玉凤", "339921194208060103"), person("r", Respondent, "蒋建明", "339921196612250215"))
	c.Agreements = []Agreement{{ID: "g", Form: Written, On: on("04-16"), Facts: "双方对费用有争议。", Clauses: []Clause{
		{ID: "c", Kind: PayMoney, From: []ElementID{"r"}, To: []ElementID{"a"}, Amount: 100, Method: Cash, Due: on("05-05"), Purpose: "费用"},
		{ID: "d", Kind: OnDefault, Text: "逾期的，可以要求一次付清。"},
	}}}
	c.Agreements[0].Items = ItemsOf(c.Agreements[0].Clauses[0])
	return c
}

// foundIn are the codes of what is found after an edit, each once.
func foundIn(edit func(c *Case, a *Agreement)) []string {
	c := motherAndSon()
	a := &c.Agreements[0]
	edit(c, a)
	return codes(checker.Agreement(c, a))
}

func codes(list []Finding) []string {
	var out []string
	for _, f := range list {
		if !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}

// first edits the first clause.
func first(edit func(cl *Clause)) func(*Case, *Agreement) {
	return func(_ *Case, a *Agreement) {
		edit(&a.Clauses[0])
		a.Items = ItemsOf(a.Clauses[0])
	}
}

func instead(cl Clause) func(*Case, *Agreement) { return first(func(c *Clause) { *c = cl }) }

func TestChecker_Clauses(t *testing.T) {
	for name, x := range map[string]struct {
		edit func(*Case, *Agreement)
		want []string
	}{
		"nothing to say":          {func(*Case, *Agreement) {}, nil},
		"no way to pay":           {first(func(cl *Clause) { cl.Method = "" }), []string{"finding.method"}},
		"a transfer to nowhere":   {first(func(cl *Clause) { cl.Method = Transfer }), []string{"finding.account"}},
		"a transfer to somewhere": {first(func(cl *Clause) { cl.Method, cl.Text = Transfer, "转入本人账户" }), nil},
		"nobody pays":             {first(func(cl *Clause) { cl.From = nil }), []string{"invalid.clause.payer", "invalid.items.sum"}},
		"nobody is paid":          {first(func(cl *Clause) { cl.To = nil }), []string{"invalid.clause.payee"}},
		"pays herself":            {first(func(cl *Clause) { cl.To = cl.From }), []string{"invalid.clause.same"}},
		"nothing is paid":         {first(func(cl *Clause) { cl.Amount = 0 }), []string{"invalid.amount.zero"}},
		"paid some day":           {first(func(cl *Clause) { cl.Due = 0 }), []string{"invalid.clause.due"}},
		"parts that are short":    {func(_ *Case, a *Agreement) { a.Items[0].Amount-- }, []string{"invalid.items.sum"}},
		"due before it was made":  {func(_ *Case, a *Agreement) { a.Items[0].Due = a.On - 1 }, []string{"invalid.day.before_agreement"}},
		"no facts":                {func(_ *Case, a *Agreement) { a.Facts = "" }, []string{"invalid.facts.empty"}},
		"nothing on default":      {func(_ *Case, a *Agreement) { a.Clauses = a.Clauses[:1] }, []string{"finding.default"}},
		"paid on the spot":        {func(_ *Case, a *Agreement) { a.Clauses = a.Clauses[:1]; a.Clauses[0].Due = a.On }, nil},
		"an act nobody checks": {instead(Clause{ID: "c", Kind: DoAct, Purpose: "修瓦"}),
			[]string{"finding.doer", "finding.due", "finding.acceptance"}},
		"a thing for nobody": {instead(Clause{ID: "c", Kind: HandOver, From: []ElementID{"r"}, Due: on("05-05"), Purpose: "钥匙"}),
			[]string{"finding.receiver"}},
		"a sum in words": {instead(Clause{ID: "c", Kind: OtherClause, Text: "另付500元。"}), []string{"finding.sum"}},
		"a penalty":      {instead(Clause{ID: "c", Kind: OtherClause, Text: "逾期一天付违约金5元。"}), nil},
		"a sum of costs": {instead(Clause{ID: "c", Kind: BearCosts, Amount: 5, Purpose: "检测费500元"}), nil},
		"title":          {func(_ *Case, a *Agreement) { a.Clauses[1].Text = "以水渠为界" }, []string{"confirm.title_clause"}},
		"a deed":         {func(_ *Case, a *Agreement) { a.Clauses[1].Text = "归还房屋产权证，由产权人验收" }, nil},
		"status":         {func(_ *Case, a *Agreement) { a.Clauses[1].Text = "双方断绝关系" }, []string{"confirm.status_clause"}},
		"wages by word of mouth": {func(c *Case, a *Agreement) { c.Type, a.Form, a.Clauses[0].Due = "10", Oral, a.On },
			[]string{"finding.labour_written"}},
		"later by word of mouth": {func(_ *Case, a *Agreement) { a.Form = Oral }, []string{"finding.later_written"}},
		"no clause at all":       {func(_ *Case, a *Agreement) { a.Clauses, a.Items = nil, nil }, []string{"invalid.clause.none"}},
		"alone":                  {func(c *Case, a *Agreement) { c.Parties = c.Parties[1:]; a.Clauses[0].To = nil }, []string{"invalid.clause.payee", "refused.void.parties"}},
	} {
		if got := foundIn(x.edit); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
}

func TestChecker_ConfusedWords(t *testing.T) {
	purpose := func(p, text string) func(*Case, *Agreement) {
		return first(func(cl *Clause) { cl.Purpose, cl.Text = p, text })
	}
	facts := func(f, p string) func(*Case, *Agreement) {
		return func(_ *Case, a *Agreement) { a.Facts, a.Clauses[0].Purpose = f, p }
	}
	swapped := func(p string) func(*Case, *Agreement) {
		return first(func(cl *Clause) { cl.Purpose, cl.From, cl.To = p, cl.To, cl.From })
	}
	// peers are husband and wife, the mother made as old as the son.
	peers := func(f, p string) func(*Case, *Agreement) {
		return func(c *Case, a *Agreement) {
			c.Parties[0].IDNumber = "339921196311270087"
			a.Facts, a.Clauses[0].Purpose = f, p
		}
	}
	for name, x := range map[string]struct {
		edit func(*Case, *Agreement)
		want string
	}{
		"advance or deposit":               {purpose("订金", ""), "finding.deposit"},
		"advance and deposit":              {purpose("订金", "定金另算"), "finding.deposit_both"},
		"a deposit":                        {purpose("定金", ""), ""},
		"fault and no fault":               {purpose("赔偿款", "补偿另算"), "finding.compensation"},
		"damages and land":                 {purpose("赔偿款", "征地补偿款另算"), ""},
		"damages in the facts":             {facts("双方对赔偿金额有争议。", "补偿款"), ""},
		"wages' compensation":              {purpose("经济补偿金和赔偿金", ""), ""},
		"damages for land":                 {purpose("征地赔偿款", ""), "finding.expropriation"},
		"the payer was at fault":           {facts("交警认定蒋建明负主要责任。", "补偿款"), "finding.fault"},
		"the payer was not at fault":       {facts("交警认定蒋玉凤负主要责任。", "补偿款"), ""},
		"a mother is raised":               {purpose("抚养费", ""), "finding.support_child"},
		"a mother as a sister":             {purpose("扶养费", ""), "finding.support_equal"},
		"a mother":                         {purpose("赡养费", ""), ""},
		"a son as a mother":                {swapped("赡养费"), "finding.support_parent"},
		"a son":                            {swapped("抚养费"), ""},
		"a child's money to its grandma":   {facts("孩子随蒋玉凤生活。", "抚养费"), ""},
		"the child's money, so called":     {purpose("小孩抚养费", ""), ""},
		"two words":                        {purpose("赡养费", "扶养费另算"), "finding.support_mixed"},
		"of spouses, as of a parent":       {peers("双方系夫妻。", "赡养费"), "finding.support_spouse"},
		"of spouses":                       {peers("双方系夫妻。", "扶养费"), ""},
		"brothers, for the mother":         {peers("双方系兄弟，母亲由蒋玉凤照料。", "赡养费"), ""},
		"spouses, for a child":             {peers("双方系夫妻，有一女儿。", "抚养费"), ""},
		"of peers of whom nothing is told": {peers("双方有争议。", "赡养费"), ""},
		"age unknown":                      {func(c *Case, a *Agreement) { c.Parties[0].IDNumber = ""; a.Clauses[0].Purpose = "抚养费" }, ""},
		"an organisation":                  {func(c *Case, a *Agreement) { c.Parties[0].Kind = Company; a.Clauses[0].Purpose = "抚养费" }, ""},
		"children raise":                   {facts("三个子女轮流抚养母亲。", "费用"), "finding.support_elder"},
		"children support":                 {facts("三个子女轮流赡养母亲。", "费用"), ""},
		"raised by the mother":             {facts("孩子由母亲抚养父亲付费。", "费用"), ""},
		"a child is supported":             {facts("双方轮流赡养孩子。", "费用"), "finding.support_minor"},
		"a child is kept":                  {facts("双方不愿扶养小孩。", "费用"), "finding.support_pick"},
		"a legacy for care":                {facts("双方订有遗赠扶养协议，扶养父母。", "费用"), ""},
		"a wife is raised":                 {facts("蒋建明不抚养妻子。", "费用"), "finding.support_peer"},
		"the wife's children":              {facts("蒋建明抚养妻子的孩子。", "费用"), ""},
	} {
		want := []string{x.want}
		if x.want == "" {
			want = nil
		}
		if got := foundIn(x.edit); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// What is found says where: the field, its element, and the words themselves.
func TestFinding_Where(t *testing.T) {
	c := motherAndSon()
	a := &c.Agreements[0]
	a.Clauses[0].Text = "款项为捌佰元整（900元），尽快付清。"
	a.Facts = "泼皮闹事。"
	c.Sessions = []Session{{ID: "s", Notes: "双方谈了。", Result: "必须签字"}}
	for _, f := range append(checker.Agreement(c, a), checker.Session(c, &c.Sessions[0])...) {
		var text string
		switch f.Field {
		case "agreement.facts":
			text = a.Facts
		case "clause.text":
			text = a.Clauses[0].Text
		case "session.result":
			text = c.Sessions[0].Result
		}
		if f.Text == "" || f.Text != text[f.Start:f.End] || f.Severity != Advises {
			t.Errorf("%+v", f)
		}
		if want := map[string]ElementID{"clause.text": "c", "session.result": "s"}[f.Field]; f.Element != want {
			t.Errorf("%s is of %q", f.Field, f.Element)
		}
	}
	if n := len(checker.Agreement(c, a)); n != 3 {
		t.Errorf("%d found", n)
	}
}

func TestAgreement_Void(t *testing.T) {
	for name, x := range map[string]struct {
		edit func(*Case, *Agreement)
		want string
	}{
		"stands":                 {func(*Case, *Agreement) {}, ""},
		"unclear, and printed":   {first(func(cl *Clause) { cl.From, cl.Due, cl.Method = nil, 0, "" }), ""},
		"parts do not add up":    {func(_ *Case, a *Agreement) { a.Items[0].Amount-- }, ""},
		"no facts":               {func(_ *Case, a *Agreement) { a.Facts = "" }, ""},
		"no clause":              {func(_ *Case, a *Agreement) { a.Clauses, a.Items = nil, nil }, "void.clauses"},
		"no parties":             {func(c *Case, _ *Agreement) { c.Parties = nil }, "void.parties"},
		"one party":              {func(c *Case, _ *Agreement) { c.Parties = c.Parties[:1] }, "void.parties"},
		"no day":                 {func(_ *Case, a *Agreement) { a.On = 0 }, "agree.unclear"},
		"beyond all amounts":     {first(func(cl *Clause) { cl.Amount = MaxAmount + 1 }), "agree.unclear"},
		"an item of nothing":     {func(_ *Case, a *Agreement) { a.Items[0].Clause = "x" }, "agree.unclear"},
		"crime":                  {first(func(cl *Clause) { cl.Text = "蒋玉凤不再追究蒋建明的刑事责任。" }), "void.penal"},
		"crime, waived":          {first(func(cl *Clause) { cl.Text = "收款后，放弃追究对方刑事责任。" }), "void.penal"},
		"crime, settled":         {func(_ *Case, a *Agreement) { a.Clauses[1].Text = "刑事部分一次性了结" }, "void.penal"},
		"crime, for the police":  {first(func(cl *Clause) { cl.Text = "是否追究刑事责任，由公安机关依法决定。" }), ""},
		"crime, not waived":      {first(func(cl *Clause) { cl.Text = "本协议不免除其应当承担的刑事责任。" }), ""},
		"crime, forgiven":        {first(func(cl *Clause) { cl.Text = "蒋玉凤出具谅解书。" }), ""},
		"crime, in the facts":    {func(_ *Case, a *Agreement) { a.Facts = "公安机关决定不追究刑事责任。" }, ""},
		"a gambling debt":        {first(func(cl *Clause) { cl.Purpose = "归还赌债" }), "void.law"},
		"gambling, sworn off":    {func(_ *Case, a *Agreement) { a.Clauses[1].Text = "蒋建明不再赌博，不得再欠赌债" }, ""},
		"a debt that was gamble": {func(_ *Case, a *Agreement) { a.Facts = "蒋玉凤说这笔钱是赌债。" }, ""},
		"people against debts":   {func(_ *Case, a *Agreement) { a.Clauses[1].Text = "无力偿还的，以身抵债" }, "void.law"},
	} {
		c := motherAndSon()
		x.edit(c, &c.Agreements[0])
		if got := c.Agreements[0].Void(c); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// What forbids is told once, not also as a mere promise about crimes.
func TestChecker_ForbidsOnce(t *testing.T) {
	got := foundIn(first(func(cl *Clause) { cl.Text = "不追究刑事责任，也不报案。" }))
	if !slices.Equal(got, []string{"refused.void.penal", "finding.word"}) {
		t.Errorf("%v", got)
	}
}
