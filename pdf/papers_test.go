package pdf

import (
	"fmt"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/form"
)

// plain stands in for the fonts: every width is the contract's, and it lacks the
// characters of its own string.
type plain struct {
	square
	lacks string
}

func (p plain) Missing(text string) []rune {
	var out []rune
	for _, r := range text {
		if strings.ContainsRune(p.lacks, r) && !strings.ContainsRune(string(out), r) {
			out = append(out, r)
		}
	}
	return out
}

func date(text string) data.Day {
	d, err := data.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

// yuan is an amount in whole yuan.
func yuan(n int) data.Fen { return data.Fen(n) * 100 }

// ids names the elements with these IDs.
func ids(names ...data.ElementID) []data.ElementID { return names }

func person(id data.ElementID, role data.Role, name string, number data.ResidentID) data.Party {
	sex := data.Female
	if number.Male() {
		sex = data.Male
	}
	return data.Party{
		ID: id, Role: role, Kind: data.Person, Name: name, Sex: sex, Ethnicity: "汉族", IDNumber: number,
		Job: "务农", Phone: "13800000001", Address: "示例县清溪镇东篱村3组12号",
	}
}

var village = &data.Committee{
	Name: "东篱村人民调解委员会", Level: data.LevelVillage, CreditCode: "54339921MF9999011H", Area: "339921101001", AreaShort: "示清东",
	Village: "东篱村", Town: "清溪镇", County: "示例县", Court: "示例县人民法院",
	Mediators: []data.Mediator{{ID: "m1", Name: "周天明", Head: true}},
}

// agreementDigest is what printing freezes of a case's first agreement.
func agreementDigest(c *data.Case) string {
	f, err := form.Lookup(form.Agreement, c.Agreements[0].Edition)
	if err != nil {
		panic(err)
	}
	return form.Digest(f, form.Subject{Case: c, Agreement: &c.Agreements[0]})
}

// frozen is how sample agreements are printed.
func frozen(c *data.Case) Print {
	return Print{Number: 1, Digest: agreementDigest(c)}
}

// roofTiles is sample case 1: neighbours, six meetings, a written agreement.
func roofTiles() *data.Case {
	c := &data.Case{
		ID: data.CaseID{1}, Number: "（2026）示清东人调字第001号", Type: "02", Source: data.Application,
		Place: "东篱村3组", Summary: "叶建国修房时瓦片碰落张根土家屋瓦，张根土多次上门未果，悬挂遮挡物。2026年3月1日双方发生推搡，叶建国手臂擦伤，医药费386元。",
		Requests: "赔偿医药费\n拆除遮挡物", ReceivedOn: date("2026-03-02"), AcceptedOn: date("2026-03-02"),
		Mediators: []data.Assignment{{ID: "a1", Mediator: "m1", Name: "周天明"}},
		Parties: []data.Party{
			person("p1", data.Applicant, "叶建国", "339921196803150014"),
			person("p2", data.Respondent, "张根土", "339921195911020036"),
		},
	}
	for i, d := range []string{"2026-03-02", "2026-03-05", "2026-03-09", "2026-03-13", "2026-03-18", "2026-03-24"} {
		c.Sessions = append(c.Sessions, data.Session{ID: data.ElementID(fmt.Sprint("s", i)), On: date(d), Place: "东篱村人民调解室", Recorder: "王海燕"})
	}
	c.Agreements = []data.Agreement{{
		ID: "g1", Form: data.Written, Version: 1, On: date("2026-03-24"), Edition: "2010",
		Facts: "2026年2月，叶建国翻修自家房屋时，瓦片碰落相邻张根土家屋瓦数片。张根土多次上门要求修复未果，遂在两家之间悬挂遮挡物，影响叶建国家采光和通行。3月1日，双方在村口发生口角并互相推搡，叶建国左手臂擦伤，花去医药费386元。\n双方对屋瓦由谁修复、遮挡物是否拆除以及医药费、误工费如何承担有争议。",
		Clauses: []data.Clause{
			{ID: "c1", Kind: data.PayMoney, From: ids("p2"), To: ids("p1"), Amount: yuan(800), Purpose: "医药费、误工费", Method: data.Cash, Due: date("2026-03-31")},
			{ID: "c2", Kind: data.DoAct, From: ids("p1"), Purpose: "按原样修复张根土家屋瓦", Due: date("2026-04-10"), AcceptedBy: "东篱村村民委员会"},
			{ID: "c3", Kind: data.DoAct, From: ids("p2"), Purpose: "拆除遮挡物", Due: date("2026-03-31")},
			{ID: "c4", Kind: data.OtherClause, Text: "双方今后有事找村人民调解委员会，不得动手。"},
		},
		Items: []data.PerformanceItem{
			{ID: "i1", Clause: "c1", From: "p2", To: "p1", Amount: yuan(800), Method: data.Cash, Due: date("2026-03-31")},
			{ID: "i2", Clause: "c2", From: "p1", Thing: "按原样修复张根土家屋瓦", Due: date("2026-04-10")},
			{ID: "i3", Clause: "c3", From: "p2", Thing: "拆除遮挡物", Due: date("2026-03-31")},
		},
	}}
	return c
}

// support is sample case 3: a mother and her three children.
func support() *data.Case {
	c := &data.Case{
		ID: data.CaseID{3}, Number: "（2026）示清东人调字第003号", Type: "01", Source: data.Application,
		Summary:    "蒋玉凤年老体弱，三名子女对赡养费和照料分担有争议。",
		AcceptedOn: date("2026-04-07"), Mediators: []data.Assignment{{ID: "a1", Name: "周天明"}, {ID: "a2", Name: "金彩娟"}},
		Parties: []data.Party{
			person("p1", data.Applicant, "蒋玉凤", "339921194208060103"), person("p2", data.Respondent, "蒋建明", "339921196612250215"),
			person("p3", data.Respondent, "蒋建军", "339921197007140231"), person("p4", data.Respondent, "蒋丽丽", "339921197410030120"),
		},
	}
	c.Agreements = []data.Agreement{{
		ID: "g1", Form: data.Written, Version: 1, On: date("2026-04-16"), EffectiveOn: date("2026-04-16"), Edition: "2010",
		Facts: "蒋玉凤现年83岁，丧偶，生育蒋建明、蒋建军、蒋丽丽三名子女，随次子蒋建军居住，无固定收入。近两年因医疗和日常开支增加，三名子女对赡养费数额、医疗费分担及照料方式意见不一。",
		Clauses: []data.Clause{
			{ID: "c1", Kind: data.Support, From: ids("p2", "p3", "p4"), To: ids("p1"), Amount: yuan(600), Monthly: true, Purpose: "赡养费", Method: data.Transfer, Due: date("2026-05-05"), Text: "款项转入蒋玉凤本人账户。"},
			{ID: "c2", Kind: data.BearCosts, From: ids("p2", "p3", "p4"), Purpose: "蒋玉凤的医疗费凭票据", Text: "三人各承担三分之一。"},
			{ID: "c3", Kind: data.OtherClause, Text: "蒋玉凤随蒋建军居住，蒋建军按月协助取款并记账。"},
			{ID: "c4", Kind: data.OnDefault, Text: "逾期一期未付的，蒋玉凤可以要求一次性支付剩余当年款项。"},
		},
	}}
	for i, from := range ids("p2", "p3", "p4") {
		c.Agreements[0].Items = append(c.Agreements[0].Items, data.PerformanceItem{
			ID: data.ElementID(fmt.Sprint("i", i)), Clause: "c1", From: from, To: "p1", Amount: yuan(600), Thing: "赡养费", Method: data.Transfer, Due: date("2026-05-05"), Monthly: true,
		})
	}
	return c
}

// loan is sample case 6: five instalments, and 徐䶮.
func loan() *data.Case {
	c := &data.Case{
		ID: data.CaseID{6}, Number: "（2026）示清东人调字第006号", Type: "04", Source: data.Referral, Organ: data.Court,
		Summary: "借款50000元，已还20500元，余款未还。", AcceptedOn: date("2026-04-01"), Mediators: []data.Assignment{{ID: "a1", Name: "陈𤧛"}},
		Parties: []data.Party{person("p1", data.Applicant, "陈志强", "339921198708050057"), person("p2", data.Respondent, "徐䶮", "339921199901010297")},
	}
	a := data.Agreement{
		ID: "g1", Form: data.Written, Version: 2, On: date("2026-04-09"), Edition: "2010",
		Facts: "2024年6月18日，徐䶮向陈志强借款50000元，未约定利息，出具借条一张。此后徐䶮陆续归还20500元，余29500元经多次催讨未还。见证人俞𬭎伟、赵𫖯到场说明了借款经过。",
		Clauses: []data.Clause{
			{ID: "c1", Kind: data.PayMoney, From: ids("p2"), To: ids("p1"), Amount: yuan(29500), Purpose: "借款", Method: data.Transfer, Due: date("2026-08-31")},
			{ID: "c2", Kind: data.OnDefault, Text: "逾期任一期未付的，剩余款项全部到期，陈志强可以要求一次性付清"},
			{ID: "c3", Kind: data.FinalClause, Text: "本协议履行完毕后，双方就本次借款再无其他争议。"},
		},
	}
	for i, d := range []string{"2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31"} {
		a.Items = append(a.Items, data.PerformanceItem{ID: data.ElementID(fmt.Sprint("i", i)), Clause: "c1", From: "p2", To: "p1", Amount: yuan(5900), Method: data.Transfer, Due: date(d)})
	}
	c.Agreements = []data.Agreement{a}
	return c
}

// waterLeak is sample case 10: a company and twelve households.
func waterLeak() *data.Case {
	c := &data.Case{
		ID: data.CaseID{10}, Number: "（2026）示清东人调字第010号", Type: "17", Source: data.OwnMotion,
		Summary: "安置小区三处漏水，十二户拒交物业费，合计24316.80元。", AcceptedOn: date("2026-05-06"), Mediators: []data.Assignment{{ID: "a1", Name: "金彩娟"}},
		Parties: []data.Party{{
			ID: "p0", Role: data.Applicant, Kind: data.Company, Name: "示例县美家物业服务有限公司", CreditCode: "91339921MA9999064T",
			Address: "示例县清溪镇青禾社区服务中心一楼", LegalRep: "寿永康", LegalRepPost: "经理", Phone: "0575-80000000",
		}},
	}
	a := data.Agreement{
		ID: "g1", Form: data.Written, Version: 1, On: date("2026-05-20"), EffectiveOn: date("2026-05-20"), Edition: "2010",
		Facts:   "青禾社区安置小区自2025年10月起有三处漏水，物业公司未及时修缮，周天明等十二户业主因此拒交物业费，合计24316.80元（贰万肆仟叁佰壹拾陆元捌角整）。",
		Clauses: []data.Clause{{ID: "c0", Kind: data.DoAct, From: ids("p0"), Purpose: "修缮三处漏点", Due: date("2026-06-19"), AcceptedBy: "业主代表郦小红"}},
	}
	names := []string{"周天明", "郦小红", "杨秀莲", "阿依古丽·买买提", "黄喆", "钱立", "骆阿水", "骆阿根", "斯大伟", "孙𨱔", "楼国平", "何桂英"}
	for i, name := range names {
		id := data.ElementID(fmt.Sprint("p", i+1))
		clause := data.ElementID(fmt.Sprint("c", i+1))
		p := person(id, data.Respondent, name, "339921197809100258")
		p.Address = fmt.Sprintf("示例县清溪镇青禾社区%d幢%d室", 1+i/4, 101+i)
		c.Parties = append(c.Parties, p)
		amount := data.Fen(162112 + i*16)
		a.Clauses = append(a.Clauses, data.Clause{ID: clause, Kind: data.PayMoney, From: ids(id), To: ids("p0"), Amount: amount, Purpose: "物业费", Method: data.WeChat, Due: date("2026-06-29")})
		a.Items = append(a.Items, data.PerformanceItem{ID: clause, Clause: clause, From: id, To: "p0", Amount: amount, Thing: "物业费", Method: data.WeChat, Due: date("2026-06-29")})
	}
	c.Agreements = []data.Agreement{a}
	return c
}

// bare has nothing but what a case cannot be without, and of papers about something
// that thing without a word.
func bare() *data.Case {
	return &data.Case{
		ID: data.CaseID{99}, Parties: []data.Party{{ID: "p1", Kind: data.Person, Name: "叶建国"}, {ID: "p2", Kind: data.Organisation, Name: "清溪镇石门村股份经济合作社"}},
		Agreements:    []data.Agreement{{ID: "g1", Form: data.Written, Items: []data.PerformanceItem{{ID: "i1", Payments: []data.Payment{{ID: "y1"}}}}}},
		Confirmations: []data.Confirmation{{ID: "x1", Agreement: "g1"}},
		Escalations:   []data.Escalation{{ID: "s9"}},
		HandUps:       []data.HandUp{{ID: "h1"}},
	}
}

// extreme has twelve parties with names of 30 characters, 40 clauses and facts
// of 20,000 characters.
func extreme() *data.Case {
	c := waterLeak()
	c.Number = "（2026）示例县清溪镇东篱村联合人民调解委员会人调字第1234567号"
	for i := range c.Parties {
		c.Parties[i].Name = string([]rune(strings.Repeat("阿依古丽·买买提", 4))[:30])
		c.Parties[i].Job = strings.Repeat("农机合作社收割机驾驶员兼仓库保管员", 3)
		c.Parties[i].Address = strings.Repeat("示例县清溪镇青禾社区安置小区东区", 8)
	}
	const said = "双方对漏水原因、修缮责任和物业费数额各执一词，经2026年5月8日现场勘验后确认了三处漏点（详见照片1—3）的位置。"
	long := strings.Repeat(said, 20000/len([]rune(said))+1)
	a := &c.Agreements[0]
	a.Facts = long
	s := data.Session{ID: "s1", On: date("2026-05-08"), Mode: data.FaceToFace, Notes: long, Result: string([]rune(long)[:1000]), Recorder: c.Parties[0].Name}
	for i := range c.Parties {
		s.Present = append(s.Present, c.Parties[i].ID)
		s.Invited += c.Parties[i].Name + "、"
	}
	c.Sessions = []data.Session{s}
	c.Inquiries = []data.Inquiry{{ID: "q1", On: s.On, Place: c.Parties[0].Address, Person: c.Parties[0].Name, Notes: long}}
	c.FollowUps = []data.FollowUp{{ID: "f1", Agreement: a.ID, On: s.On, By: s.Invited, Text: long}}
	for len(a.Clauses) < 40 {
		a.Clauses = append(a.Clauses, data.Clause{ID: data.ElementID(fmt.Sprint("x", len(a.Clauses))), Kind: data.OtherClause, Text: strings.Repeat("双方应当互相配合完成修缮，", 6)})
	}
	quarrel := strings.Repeat("双方多次争吵，调解员到场劝开并作了记录，", 40)
	a.Items[0].Payments = []data.Payment{{ID: "y1", On: a.On, For: a.On, Amount: data.MaxAmount - 1, By: c.Parties[1].Name, Witness: c.Parties[2].Name}}
	c.Parties[1].Agent, c.Termination = data.Agent{Name: c.Parties[2].Name, Phone: quarrel[:60], Tie: quarrel[:90], Address: quarrel[:300]}, data.Ending{On: a.On, Ground: "T8", Advice: quarrel}
	c.Parties[1].Service = data.Service{Receiver: c.Parties[2].Name, ReceiverPhone: quarrel[:60], ReceiverAddress: quarrel[:300], Account: quarrel[:90], Email: strings.Repeat("dongli", 20) + "@example.com"}
	c.Escalations = []data.Escalation{{ID: "s9", On: a.On, Time: "18:20", Kinds: []data.EscalationKind{data.Crowd, data.Armed}, People: 9999, Measures: quarrel, ReportedTo: quarrel[:90], Reply: quarrel}}
	c.HandUps = []data.HandUp{{ID: "h1", To: quarrel[:90], Reason: quarrel, History: quarrel, Contact: c.Parties[3].Name, Duty: quarrel, SentOn: a.On, Pages: 9999, Result: quarrel}}
	for i := range 60 {
		c.HandUps[0].Copies = append(c.HandUps[0].Copies, data.HandUpCopy{ID: data.ElementID(fmt.Sprint("hc", i)), Title: quarrel[:90], Pages: 9999})
	}
	return c
}

// full has something of everything that a paper is about.
func full() *data.Case {
	c := roofTiles()
	c.ID, c.Number = data.CaseID{20}, "（2026）示清东人调字第020号"
	c.Way, c.OralBy, c.ReadBackOn = data.ByMouth, "m1", date("2026-03-02")
	for i := range c.Parties {
		p := &c.Parties[i]
		p.ConsentOn, p.InformedOn, p.InformedBy, p.Openness = date("2026-03-02"), date("2026-03-02"), "m1", data.WantsClosed
	}
	c.Parties[1].Agent = data.Agent{
		Name: "金彩娟", Special: true, Phone: "13800000003", PowerOn: date("2026-03-04"), UntilEnd: true,
		Sex: data.Female, IDNumber: "339921198001110060", Tie: "外甥女", Address: "东篱村5组2号",
	}
	c.Parties[1].Service = data.Service{
		Receiver: "金彩娟", ReceiverPhone: "13800000003", ReceiverAddress: "示例县清溪镇东篱村5组2号", Electronic: data.ElectronicAgreed, Account: "13800000003",
		Email: "dongli@example.com",
	}
	for i := range c.Sessions {
		s := &c.Sessions[i]
		s.Start, s.End, s.Mode, s.Present, s.Mediators = "9:30", "11:00", data.FaceToFace, ids("p1", "p2"), ids("m1")
		s.Notes = "调解员：今天请双方来，先把各自的想法说一说。\n叶建国：他家的遮挡物挡住了我家的光，我的手也擦伤了。\n张根土：我家的瓦被砸坏几片，找过他好几次都没有修。"
		s.Result, s.ReadToAll = "双方同意回去考虑，下次再谈。", true
	}
	last := &c.Sessions[len(c.Sessions)-1]
	last.Invited, last.Consented, last.JudgeGuided, last.Judge = "邻居杨秀莲、村民小组长骆阿水", true, true, "周天明"
	last.Result = "双方达成书面协议。"
	c.Inquiries = []data.Inquiry{{
		ID: "q1", On: date("2026-03-04"), At: "14:00", Place: "东篱村3组杨秀莲家", Inquirers: ids("m1"), Recorder: "王海燕",
		Person: "杨秀莲", Sex: data.Female, Age: 62, Job: "务农", Address: "东篱村3组13号", Phone: "13800000004", Relation: "双方的邻居",
		Notes: "问：2月修房时您在场吗？\n答：在。瓦片掉下来砸坏了张家三四片瓦。\n问：3月1日的事您看见了吗？\n答：看见了，两个人互相推了几下，叶建国的手擦破了皮。", ReadBack: true,
	}}
	c.Evidence = []data.Evidence{
		{ID: "e1", Kind: "photo", Title: "被砸屋瓦照片", On: date("2026-03-04"), Provider: "p2", Pages: 2, Shelf: "2026年第1盒"},
		{ID: "e2", Kind: "medical", Title: "门诊病历和收费票据", On: date("2026-03-02"), Provider: "p1", Copy: true, Pages: 3, Sensitive: true, Shelf: "2026年第1盒"},
	}
	a := &c.Agreements[0]
	a.FrozenOn, a.Prints, a.Parties = a.On, 1, c.Clone().Parties
	a.PrintHash = agreementDigest(c)
	a.Marks = []data.Mark{{ID: "k1", Party: "p1", Kind: "signature", On: a.On}, {ID: "k2", Party: "p2", Kind: "signature", On: a.On}}
	a.MediatorMark, a.SealOn, a.PaperSeen, a.EffectiveOn = a.On, a.On, true, a.On
	a.Items[0].DoneOn = date("2026-03-30")
	a.Items[0].Payments = []data.Payment{{ID: "y1", On: date("2026-03-30"), Amount: yuan(800), Method: data.Cash, By: "张根土", Receipt: "收条1号", Witness: "王海燕"}}
	a.Items[1].DoneOn, a.Items[2].DoneOn = date("2026-04-09"), date("2026-03-29")
	c.Agreements = append(c.Agreements, data.Agreement{
		ID: "g2", Form: data.Oral, Version: 1, On: date("2026-04-02"), EffectiveOn: date("2026-04-02"), Amends: "g1",
		Facts:   "遮挡物拆下的竹竿堆放在共用通道上。",
		Clauses: []data.Clause{{ID: "c9", Kind: data.DoAct, From: ids("p2"), Purpose: "把竹竿搬走", Due: date("2026-04-03")}},
		Items:   []data.PerformanceItem{{ID: "i9", Clause: "c9", From: "p2", Thing: "把竹竿搬走", Due: date("2026-04-03"), DoneOn: date("2026-04-03")}},
	})
	c.FollowUps = []data.FollowUp{{ID: "f1", Agreement: "g1", On: date("2026-04-20"), By: "周天明", Visit: true, Performed: data.FoundPerformed, Satisfaction: 5, Text: "屋瓦已修好，遮挡物已拆，双方见面能说话了。"}}
	c.Confirmations = []data.Confirmation{{
		ID: "x1", Agreement: "g1", Court: "示例县人民法院", AppliedOn: date("2026-04-10"), Docket: "（2026）示调确字第12号", Seat: "committee",
		Applicants: []data.ConfirmationApplicant{{ID: "xa", Party: "p1"}, {ID: "xb", Party: "p2", Agent: "金彩娟"}}, Result: data.Confirmed, RuledOn: date("2026-04-14"),
	}}
	c.Escalations = []data.Escalation{{
		ID: "s9", On: date("2026-03-01"), Time: "18:20", Kinds: []data.EscalationKind{data.ThreatHarm}, People: 2, Measures: "劝开双方，通知家属看护，安排网格员夜间巡查。",
		ReportedTo: "清溪派出所", ReportedOn: date("2026-03-01"), ReportedAt: "18:40", Reply: "已派民警到场。",
		Support: "请派民警到场，并安排夜间巡查。", By: "周天明", ReceivedBy: "黄喆", ReceivedAt: "18:45",
	}}
	c.HandUps = []data.HandUp{{
		ID: "h1", To: "清溪镇人民调解委员会", Reason: "争议涉及相邻两村，需要镇里协调。", History: "村里调解三次，双方意见不一。", Contact: "周天明 13800000001",
		Copies:   []data.HandUpCopy{{ID: "hc1", Title: "人民调解受理登记表", Pages: 1}, {ID: "hc2", Title: "人民调解记录", Pages: 6}},
		Consents: []data.Consent{{ID: "hp1", Party: "p1", On: date("2026-03-14")}, {ID: "hp2", Party: "p2", On: date("2026-03-14")}}, ConsentOn: date("2026-03-14"),
		SentOn: date("2026-03-14"), Days: 3, Pages: 7, ReturnedOn: date("2026-03-16"), ReceivedBy: "金彩娟", Result: "仍由村里调解，镇里派人参加。",
	}}
	c.Volume = data.Volume{FiledBy: "王海燕", CheckedBy: "周天明", Pages: 24, Shelf: "2026年第1盒", Statement: "门诊病历为复印件，原件由叶建国保存。"}
	c.ConcludedOn, c.ClosedOn, c.ArchivedOn, c.Retention = a.On, date("2026-04-21"), date("2026-04-25"), data.LongTerm
	return c
}

// minor has a child whose guardian acts, and a party who cannot read; it was settled by
// word of mouth.
func minor() *data.Case {
	child, old := person("p1", data.Respondent, "钱雨桐", "339921201205200169"), person("p2", data.Applicant, "何桂英", "339921195102090026")
	child.Guardian, child.GuardianTie, child.GuardianPhone = "钱立", "父亲", "13800000005"
	old.ReadAloudBy = "王海燕"
	c := &data.Case{
		ID: data.CaseID{21}, Number: "（2026）示清东人调字第021号", Type: "02", Source: data.Application, ReceivedOn: date("2026-05-11"), AcceptedOn: date("2026-05-11"),
		Summary: "钱雨桐踢球打碎何桂英家窗玻璃一块。", Requests: "1、赔偿玻璃120元", Parties: []data.Party{old, child}, Mediators: []data.Assignment{{ID: "a1", Mediator: "m1", Name: "周天明"}},
	}
	for i := range c.Parties {
		c.Parties[i].InformedOn, c.Parties[i].InformedBy, c.Parties[i].Openness = c.ReceivedOn, "m1", data.WantsClosed
	}
	for i, m := range []data.Session{{Mode: data.Video, Present: ids("p1", "p2"), NextOn: date("2026-05-13"), NextAt: "14:00"}, {Mode: data.Separate, Present: ids("p2")}} {
		m.ID, m.On, m.Place, m.Mediators, m.Recorder = data.ElementID(fmt.Sprint("s", i)), date("2026-05-12").Add(i), "东篱村人民调解室", ids("m1"), "王海燕"
		m.Notes, m.Result = "何桂英：玻璃是我自己换的，花了120元。", "何桂英同意对方赔120元。"
		c.Sessions = append(c.Sessions, m)
	}
	c.Agreements = []data.Agreement{{
		ID: "g1", Form: data.Oral, Version: 1, On: date("2026-05-13"), EffectiveOn: date("2026-05-13"), Facts: c.Summary,
		Clauses: []data.Clause{{ID: "c1", Kind: data.PayMoney, From: ids("p1"), To: ids("p2"), Amount: yuan(120), Purpose: "玻璃款", Method: data.Cash, Due: date("2026-05-13")}},
		Items:   []data.PerformanceItem{{ID: "i1", Clause: "c1", From: "p1", To: "p2", Amount: yuan(120), Method: data.Cash, Due: date("2026-05-13")}},
	}}
	return c
}

// failed ended without an agreement: sample case 2.
func failed() *data.Case {
	c := roofTiles()
	c.ID, c.Number, c.Type, c.Agreements = data.CaseID{2}, "（2026）示清东人调字第002号", "03", nil
	c.Parties[0], c.Parties[1] = person("p1", data.Applicant, "楼国平", "339921197105040170"), person("p2", data.Respondent, "斯大伟", "339921198502180198")
	c.Sessions = c.Sessions[:2]
	c.Summary, c.Requests = "两家共用墙基，对滴水檐的位置有争议，要求退让30厘米。", "退让30厘米"
	c.Termination = data.Ending{On: date("2026-04-08"), Ground: "T2", Text: "斯大伟坚持以1998年土地证为准。", Advice: "可以申请镇政府确认权属，也可以向示例县人民法院起诉。"}
	return c
}

// paper is one sample to lay out.
type paper struct {
	name string // the sample's and the paper's code: case1-H
	code form.Code
	s    form.Subject
	p    Print
	nth  int // which of its kind in its sample, from 1
}

// cases are the samples that every paper is laid out for.
var cases = []struct {
	name string
	make func() *data.Case
}{
	{"case1", roofTiles}, {"case2", failed}, {"case3", support}, {"case6", loan}, {"case10", waterLeak},
	{"minor", minor}, {"bare", bare}, {"full", full}, {"extreme", extreme},
}

// papers are all papers of all samples, and every form blank.
func papers() []paper {
	var out []paper
	for _, sample := range cases {
		c := sample.make()
		count := map[form.Code]int{}
		for _, ref := range form.Papers(c) {
			name := sample.name + "-" + string(ref.Code)
			if count[ref.Code]++; count[ref.Code] > 1 {
				name += fmt.Sprintf("-%d", count[ref.Code])
			}
			p := paperOf(name, c, ref)
			p.nth = count[ref.Code]
			out = append(out, p)
		}
	}
	for _, sample := range lists {
		out = append(out, listPaper(sample.name+"-"+string(sample.code), sample.code, sample.list()))
	}
	for _, f := range form.All() {
		out = append(out, paper{"blank-" + string(f.Code), f.Code, form.Blank(village), Print{}, 1})
	}
	return out
}

// listPaper is how a committee's paper is printed.
func listPaper(name string, code form.Code, list any) paper {
	s := form.OfCommittee(village, list, date("2026-05-08"))
	f, err := form.Edition(code, s)
	if err != nil {
		panic(err)
	}
	p := Print{Number: 1, Digest: form.Digest(f, s)}
	if code == form.RecoverySheet { // a secret has no digest
		p = Print{}
	}
	return paper{name, code, s, p, 1}
}

// paperOf is how a sample's paper is printed: the first time, or as a draft.
func paperOf(name string, c *data.Case, ref form.Ref) paper {
	s, err := form.About(village, c, ref, date("2026-05-08"))
	if err != nil {
		panic(err)
	}
	s.Images = photographs
	p := paper{name, ref.Code, s, Print{Draft: true}, 1}
	if c.Number != "" {
		f, err := form.Edition(ref.Code, s)
		if err != nil {
			panic(err)
		}
		p.p = Print{Number: 1, Version: s.Agreement.Version, Digest: form.Digest(f, s)}
	}
	return p
}

// of reports which sample a paper is of.
func (p paper) of(sample string) bool { return strings.HasPrefix(p.name, sample+"-") }

// layOut lays out a sample.
func (p paper) layOut(t testing.TB, fonts faces) *Document {
	t.Helper()
	doc, err := layOut(fonts, p.code, p.s, p.p)
	if err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	return doc
}

// about is the subject of a sample's first paper of a kind.
func about(c *data.Case, code form.Code) form.Subject {
	s := form.Subject{Committee: village, Case: c}
	if code == form.Agreement {
		s.Agreement = &c.Agreements[0]
	}
	return s
}
