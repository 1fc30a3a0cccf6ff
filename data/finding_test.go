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

// What mediators wrote in the sample cases, in the words of their papers: nothing false is
// found in any of it.
func TestChecker_Samples(t *testing.T) {
	tells := []string{
		"叶修房时瓦片碰落张家屋瓦，张多次上门未果，悬挂遮挡物，3月1日双方推搡，叶手臂擦伤，医药费386元。请求：赔医药费、拆遮挡。",
		"共用墙基、滴水檐争议，要求退让30厘米。调解两次，斯坚持以1998年土地证为准，分歧大，2026-04-08终止（T2），告知可申请镇政府确权、向法院起诉；涉及确权，不得以协议代替物权确认。",
		"请求三子女每月支付赡养费并照料。司法确认：注意只确认给付内容，不确认身份关系。",
		"2026-02-20村口相撞，何左腕骨折，医疗费16409.02元，交警认定赵主责（70%）。敏感：病历2份（加密，限承办人查看）。",
		"2024-06-18借50000元，无利息，借条一张，已还20500元。",
		"祖山毛竹林界址不清，双方各执1983年山权证复印件。村调解三次未成，移送清溪镇调委会（R7/T9），附卷宗目录9项，镇3个工作日内确认接收；涉及林权登记变更，告知向自然资源部门申请。",
		"收割机作业面积计量争议，合作社诉12.5亩，每亩80元，楼主张10亩。口头协议：按11亩计880.00元（捌佰捌拾元整），当场付清；双方认为无需书面。",
		"安置小区漏水拒交物业费，合计24316.80元（贰万肆仟叁佰壹拾陆元捌角整）。",
		"酒后持刀扬言伤人，有危险：受理前即作激化标记，2026-04-18 21:10报派出所，登记R5（涉嫌违法犯罪，移送公安），并记录现场稳控措施与回访。",
	}
	binds := []string{
		"张根土于2026年3月31日前一次性给付叶建国医药费、误工费人民币捌佰元整（800.00元），现金",
		"叶建国于2026年4月10日前按原样修复张家屋瓦，村委验收", "张根土于3月31日前拆除遮挡物", "双方今后有事找村调委会，不得动手。",
		"三人各每月5日前支付赡养费人民币陆佰元整（600.00元），自2026年5月起，转账至母亲账户", "医疗费凭票据三人平均负担",
		"母亲随蒋建军居住，蒋建军按月协助取款记账", "逾期一期，母亲可要求一次性支付剩余当年款项",
		"赵一次性赔偿人民币壹万捌仟陆佰元整（18600.00元），已付3000.00元，余15600.00元于2026-03-31前转账；何放弃其他请求",
		"余29500.00元（贰万玖仟伍佰元整）分五期，每月末5900.00元，首期2026-04-30；逾期任一期，全部到期",
		"骆阿水补偿骆阿根毛竹款人民币叁仟元整（3000.00元）", "按11亩计880.00元（捌佰捌拾元整），当场付清；双方认为无需书面",
		"物业三十日内修缮三处漏点并由业主签字验收，住户验收后十日内补缴80%，其余抵扣；逐户明细表",
		"任何一方没有按期履行的，对方可以要求其一次性履行剩余全部义务，并可以依法向人民法院起诉。",
		"本协议履行完毕后，双方就本纠纷再无其他争议，互不再提其他请求。",
	}
	for _, text := range tells {
		c := &Case{Summary: text, Requests: text}
		s := Session{ID: "s", Notes: text, Result: text}
		if got := append(checker.Intake(c), checker.Session(c, &s)...); len(got) > 0 {
			t.Errorf("%s: %+v", text, got)
		}
	}
	for _, text := range binds {
		c := motherAndSon()
		a := &c.Agreements[0]
		a.Facts, a.Clauses[1].Text = text, text
		if got := checker.Agreement(c, a); len(got) > 0 {
			t.Errorf("%s: %+v", text, got)
		}
	}
}
