package form

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// Every paper has what the program needs to find and to name it.
func TestEditions(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range editions {
		if key := string(f.Code) + f.Edition; seen[key] {
			t.Errorf("two editions %s of %s", f.Edition, f.Code)
		} else {
			seen[key] = true
		}
		if f.Code == "" || f.Edition == "" || f.From == 0 || f.Title == "" {
			t.Errorf("%q of %q: no code, edition, day or title", f.Title, f.Code)
		}
		if first, err := On(f.Code, date("2005-01-01")); err != nil || first.Code != f.Code {
			t.Errorf("%s on an early day: %v", f.Code, err)
		}
		if f.Of == nil && f.In != "" {
			t.Errorf("%s is of no case and in its dossier", f.Code)
		}
	}
}

// said returns what a paper's entries say, by key.
func said(t *testing.T, code Code, s Subject) map[string]string {
	t.Helper()
	f, err := Lookup(code, "")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range f.Entries(s) {
		out[e.Key] = e.Text
	}
	return out
}

// about is the subject of a case's first paper of a kind.
func about(t *testing.T, c *data.Case, code Code) Subject {
	t.Helper()
	committee := &data.Committee{Name: "东篱村人民调解委员会", Court: "示例县人民法院清溪人民法庭"}
	for _, ref := range Papers(c) {
		if ref.Code == code {
			s, err := About(committee, c, ref, date("2026-07-01"))
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	}
	t.Fatalf("the case has no paper %s", code)
	return Subject{}
}

// hasPaper reports whether a case has something to print on a paper.
func hasPaper(c *data.Case, code Code) bool {
	for _, ref := range Papers(c) {
		if ref.Code == code {
			return true
		}
	}
	return false
}

// inForce is mixed with its agreement in force.
func inForce() (*data.Case, *data.Agreement) {
	c, a := mixed()
	a.EffectiveOn, a.Clauses[0].Amount, a.Items[0].Amount = a.On, 88000, 88000
	return c, a
}

func TestConfirmation(t *testing.T) {
	c, a := inForce()
	got := said(t, Confirmation, about(t, c, Confirmation))
	for key, want := range map[string]string{
		"confirm.request": "请求依法确认申请人于2026年6月8日达成的人民调解协议（编号：（2026）示清东人调字第009号）有效。",
		"case.type":       "生产经营", "committee.name": "东篱村", "confirm.court": "示例县", "agreement.on": "2026年6月8日",
		"confirm.clauses": numbered(Clauses(c, a)),
		"confirm.papers":  "1、调解协议书\n2、调解组织主持调解的证明\n3、各方身份证明、住址、联系方式\n4、送达地址确认书",
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
	c.Parties[1].Agent.Name = "黄喆"
	got = said(t, Confirmation, about(t, c, Confirmation))
	if !strings.HasSuffix(got["confirm.papers"], "5、代理人的授权委托书") {
		t.Errorf("papers with an agent: %q", got["confirm.papers"])
	}
	c.Confirmations = []data.Confirmation{{ID: "x", Agreement: "g", Court: "别县人民法院", Applicants: []data.ConfirmationApplicant{{Party: "a"}, {Party: "b"}, {Party: "c"}}, Papers: []string{"application", "agreement"}}}
	s := about(t, c, Confirmation)
	if got = said(t, Confirmation, s); got["confirm.court"] != "别县" || got["confirm.papers"] != "1、调解协议书" || got["confirm.agent"] != "" {
		t.Errorf("as recorded: %v", got)
	}
	if names := confirmSigners(s); strings.Join(names, "") != "示例县青禾农机专业合作社楼国平示例县宏达建筑工程有限公司" {
		t.Errorf("who came in person signs: %v", names)
	}
}

// Only what a court confirms is asked for: of support the money, of title nothing.
func TestConfirmation_Scope(t *testing.T) {
	c, a := inForce()
	a.Clauses = []data.Clause{
		{ID: "k", Kind: data.OtherClause, Text: "蒋玉凤随蒋建军居住。"},
		{ID: "l", Kind: data.Support, From: ids("b"), To: ids("a"), Amount: 60000, Monthly: true, Purpose: "赡养费", Due: date("2026-07-05")},
		{ID: "m", Kind: data.BearCosts, From: ids("b"), Purpose: "医疗费"},
	}
	c.Type = "01"
	got := said(t, Confirmation, about(t, c, Confirmation))
	if want := "第2、3条有效；其余各条不在请求确认的范围内。"; !strings.HasSuffix(got["confirm.request"], want) {
		t.Errorf("request %q, want it to end in %q", got["confirm.request"], want)
	}
	if clauses := got["confirm.clauses"]; !strings.HasPrefix(clauses, "2、") || !strings.Contains(clauses, "\n3、") || strings.Contains(clauses, "居住") {
		t.Errorf("clauses %q", clauses)
	}
	c.Confirmations = []data.Confirmation{{ID: "x", Agreement: "g", Scope: "请求确认第2条中每月600元的给付"}}
	if got = said(t, Confirmation, about(t, c, Confirmation)); !strings.Contains(got["confirm.request"], "第2条有效") {
		t.Errorf("request %q, want the recorded scope", got["confirm.request"])
	}
	c.Confirmations, c.Type, a.Clauses = nil, "07", a.Clauses[:1]
	if hasPaper(c, Confirmation) || hasPaper(c, Reminder) {
		t.Error("confirmation is promised for a dispute about title")
	}
}

func TestReminder(t *testing.T) {
	c, a := inForce()
	got := said(t, Reminder, about(t, c, Reminder))
	if got["agreement.effective_on"] != "2026年6月8日" || got["agreement.confirm_until"] != "2026年7月8日" || got["confirm.court"] != "示例县" {
		t.Errorf("reminder: %v", got)
	}
	a.EffectiveOn = 0
	if got = said(t, Reminder, about(t, c, Reminder)); got["agreement.effective_on"] != "" || got["agreement.confirm_until"] != "" {
		t.Errorf("before it is in force: %v", got)
	}
	if a.VoidOn = a.On; hasPaper(c, Reminder) {
		t.Error("a void agreement has a reminder")
	}
}

func TestTermination(t *testing.T) {
	c, _ := mixed()
	if c.Agreements = nil; hasPaper(c, Termination) {
		t.Error("a case that goes on has a notice of its end")
	}
	c.Sessions = make([]data.Session, 3)
	for _, tt := range []struct {
		ground              data.Ground
		advice              string
		reason, other, ways string
	}{
		{"T2", "可以申请镇政府确认权属，也可以向法院起诉。", "分歧较大", "", "行政机关处理\n人民法院诉讼"},
		{"T4", "可以申请劳动仲裁。", "联系不上", "", "仲裁"},
		{"T5", "", "其他", "当事人拒绝在协议书上签名", ""},
	} {
		c.Termination = data.Ending{On: date("2026-06-20"), Ground: tt.ground, Advice: tt.advice}
		got := said(t, Termination, about(t, c, Termination))
		want := map[string]string{
			"case.number": c.Number, "case.parties": partyNames(c), "case.type": "生产经营", "case.accepted_on": "2026年6月1日", "case.sessions": "3",
			"termination.ground": tt.reason, "termination.other": tt.other, "termination.advice": tt.ways,
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.ground, d)
		}
	}
}

func TestReceipt(t *testing.T) {
	c, a := inForce()
	a.Items[0].Payments = []data.Payment{
		{ID: "y1", On: date("2026-06-08"), Amount: 50000, By: "楼国平"},
		{ID: "y2", On: date("2026-07-08"), Amount: 38000, By: "楼小明", Witness: "王海燕", For: date("2026-07-08")},
	}
	s, err := About(&data.Committee{}, c, Ref{Receipt, "y2"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"payment.from": "楼国平", "payment.purpose": "2026年7月作业费", "payment.capitals": "叁佰捌拾元整", "payment.amount": "380.00",
		"case.number": c.Number, "payment.clause": "1",
	}
	if d := cmp.Diff(want, said(t, Receipt, s)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	signing := part[Signing](&receipt2026)
	var names []string
	for _, signer := range signing.Signers {
		names = append(names, signer.Names(s)...)
	}
	if got := strings.Join(names, " "); got != "示例县青禾农机专业合作社 楼小明 王海燕" {
		t.Errorf("who signs: %s", got)
	}
	if on := receipt2026.Day(s); on != date("2026-07-08") {
		t.Errorf("day %v", on)
	}
	if a.Clauses[0].Purpose = "借款"; paidFor(s) != "2026年7月借" {
		t.Errorf("the paper's own 款 stands twice: %s", paidFor(s))
	}
	if _, err := About(&data.Committee{}, c, Ref{Receipt, "gone"}, 0); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a receipt of no payment: %v", err)
	}
}

// The request to the police is offered when all is performed, and the dispute is one that
// police may have before them.
func TestPoliceRequest(t *testing.T) {
	c, a := inForce()
	a.Items[0].DoneOn = a.On
	for _, tt := range []struct {
		what string
		do   func()
		want bool
	}{
		{"a quarrel about work", func() {}, false},
		{"signs of danger", func() { c.Escalations = []data.Escalation{{ID: "s"}} }, true},
		{"sent by the police", func() { c.Escalations, c.Organ = nil, "police" }, true},
		{"neighbours", func() { c.Organ, c.Type = "", "02" }, true},
		{"not yet performed", func() { a.Items[0].DoneOn = 0 }, false},
		{"void", func() { a.Items[0].DoneOn, a.VoidOn = a.On, a.On }, false},
	} {
		if tt.do(); hasPaper(c, PoliceRequest) != tt.want {
			t.Errorf("%s: offered %v, want %v", tt.what, !tt.want, tt.want)
		}
	}
}

func TestEscalationReport(t *testing.T) {
	c, _ := mixed()
	c.Escalations = []data.Escalation{{
		ID: "s", On: date("2026-06-03"), Time: "21:10", Kinds: []data.EscalationKind{data.Armed, data.ThreatHarm}, People: 2,
		Measures: "劝离", ReportedTo: "清溪派出所", ReportedOn: date("2026-06-03"), ReportedAt: "21:20",
	}}
	got := said(t, EscalationReport, about(t, c, EscalationReport))
	for key, want := range map[string]string{
		"escalation.reported_to": "清溪派出所", "escalation.reported_on": "2026年6月3日21时20分", "escalation.on": "2026年6月3日21时10分", "escalation.people": "2",
		"escalation.kinds": "扬言伤害、自杀\n持械",
		"case.parties":     "示例县青禾农机专业合作社，示例县清溪镇，0575-80000000\n楼国平，男，55岁，东篱村5组，经村委转告\n示例县宏达建筑工程有限公司，示例县城，13800000009",
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
}

func TestHandUpLetter(t *testing.T) {
	c, _ := mixed()
	c.HandUps = []data.HandUp{{ID: "h", To: "清溪镇人民调解委员会", Reason: "跨村。", Copies: make([]data.HandUpCopy, 2), Pages: 7, Duty: "矿产资源由专门机关处理", AcceptedOn: date("2026-06-11")}}
	s := about(t, c, HandUpLetter)
	got := said(t, HandUpLetter, s)
	if got["handup.duty"] == "" || got["handup.copies"] != "2" || got["handup.pages"] != "7" || got["handup.reason"] != "跨村" || got["handup.answer"] != "接收" {
		t.Errorf("by duty: %v", got)
	}
	if names := handUpConsents(s); names != nil {
		t.Errorf("without consent %v sign", names)
	}
	if c.HandUps[0].Duty = ""; len(handUpConsents(s)) != 3 {
		t.Error("with consent not every party signs")
	}
	if _, ok := said(t, HandUpLetter, s)["handup.duty"]; ok {
		t.Error("a letter with consent names a duty")
	}
}

func TestPapersOfAParty(t *testing.T) {
	c, _ := mixed()
	if hasPaper(c, PowerOfAttorney) {
		t.Error("a power of attorney without an agent")
	}
	c.Parties[1].Agent = data.Agent{
		Name: "黄喆", Special: true, PowerOn: date("2026-06-02"), Until: date("2026-07-02"),
		Sex: data.Male, IDNumber: "339921199510120157", Tie: "外甥", Address: "东篱村5组2号",
	}
	s := about(t, c, PowerOfAttorney)
	got := said(t, PowerOfAttorney, s)
	for key, want := range map[string]string{
		"party.name": "楼国平", "party.id_number": "339921197105040170", "party.born": "1971年5月4日", "agent.name": "黄喆",
		"agent.special": "特别（承认、放弃、变更请求，达成并签署协议）", "agent.power_on": "2026年6月2日", "agent.until": "2026年7月2日",
		"agent.sex": "男", "agent.id_number": "339921199510120157", "agent.tie": "外甥", "agent.address": "东篱村5组2号", "case.title": "示例县青禾农机专业合作社与楼国平生产经营",
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
	c.Parties[1].Agent.UntilEnd = true
	if got := said(t, PowerOfAttorney, about(t, c, PowerOfAttorney))["agent.until"]; got != "本纠纷调解终结" {
		t.Errorf("the power ends with %q", got)
	}
	var parties []string
	for _, ref := range Papers(c) {
		if ref.Code == ServiceAddress {
			parties = append(parties, string(ref.Element))
		}
	}
	if strings.Join(parties, "") != "abc" {
		t.Errorf("addresses of %v, want each party's", parties)
	}
	if blank := said(t, PowerOfAttorney, Blank(&data.Committee{})); blank["party.name"] != "" || blank["agent.special"] != "" {
		t.Errorf("blank: %v", blank)
	}
}

func TestHandOverList(t *testing.T) {
	list := &HandOver{
		Succession: data.Succession{On: date("2026-05-08"), From: "周天明", To: "郦小红", Witness: "寿永康", Digest: "ab"},
		Files: data.HandOverList{
			Years: []data.HandOverYear{
				{Year: 2025, First: "第1号", Last: "第4号", Files: 2, Missing: []data.MissingFile{{Number: "第2号", Reason: "受潮"}, {Number: "第3号", Void: true, Reason: "重复"}}},
				{Year: 2026, First: "第1号", Last: "第2号", Files: 2, Open: 1, Missing: []data.MissingFile{{Number: "第9号", DestroyedOn: date("2026-01-05")}}},
			},
			Open: []data.FileRow{{Number: "第2号", Title: "邻里纠纷"}}, Files: 4,
		},
	}
	s := OfCommittee(&data.Committee{}, list, date("2026-05-09"))
	got := said(t, HandOverList, s)
	if want := "1、第2号：受潮\n2、第3号：作废，重复\n3、第9号：已按销毁清单于2026年1月5日销毁"; got["handover.missing"] != want {
		t.Errorf("missing %q, want %q", got["handover.missing"], want)
	}
	if got["handover.open"] != "1、第2号　邻里纠纷" || got["handover.digest"] != "ab" {
		t.Errorf("entries %v", got)
	}
	want := [][]string{{"2025", "第1号", "第4号", "2", "0", "2"}, {"2026", "第1号", "第2号", "2", "1", "1"}, {"合计", "", "", "4", "1", "3"}}
	if d := cmp.Diff(want, handOverRows(s)); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if day := handOver2026.Day(s); day != list.On {
		t.Errorf("day %v", day)
	}
	if rows := handOverRows(Blank(&data.Committee{})); rows != nil {
		t.Errorf("a blank list has rows %v", rows)
	}
	if s.List = (*HandOver)(nil); handOverRows(s) != nil {
		t.Error("a nil list is not empty")
	}
}

// A party confirms who receives its papers, and whether they may come by message.
func TestServiceAddress(t *testing.T) {
	c, _ := mixed()
	s := about(t, c, ServiceAddress)
	s.Party.Service = data.Service{
		Receiver: "郦小红", ReceiverPhone: "13800000008", ReceiverAddress: "石门村2号",
		Electronic: data.ElectronicAgreed, Account: "13800000009", Email: "dongli@example.com",
	}
	got := said(t, ServiceAddress, s)
	for key, want := range map[string]string{
		"address.receiver": "郦小红", "address.receiver_phone": "13800000008", "address.receiver_address": "石门村2号",
		"address.electronic": "同意", "address.account": "13800000009", "address.email": "dongli@example.com",
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
	s.Party.Service = data.Service{Electronic: data.ElectronicRefused}
	if got := said(t, ServiceAddress, s); got["address.electronic"] != "不同意" {
		t.Errorf("refused: %q", got["address.electronic"])
	}
	s.Party.Service = data.Service{}
	if got := said(t, ServiceAddress, s); got["address.electronic"] != "" || got["address.receiver"] != "" {
		t.Errorf("not asked: %v", got)
	}
}

// A paper says what the record lacks, and is silent on what may stay blank.
func TestMissing_ByHand(t *testing.T) {
	for _, f := range All() {
		for _, e := range Missing(f, Blank(&data.Committee{})) {
			switch e.Key {
			case "escalation.support", "escalation.received_at", "agent.id_number", "agent.tie", "address.receiver", "handup.days", "agent.until",
				"task.measures", "recovery.keeper":
				t.Errorf("%s asks for %s, which may stay blank", f.Code, e.Key)
			}
		}
	}
	c, a := inForce()
	a.Items[0].Payments = []data.Payment{{ID: "y", On: a.On, Amount: 88000, By: "楼国平"}}
	if missing := Missing(&receipt2026, about(t, c, Receipt)); missing != nil {
		t.Errorf("of a receipt is missing %v", missing)
	}
}
