package form

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

var update = flag.Bool("update", false, "write the goldens anew")

func TestLookup(t *testing.T) {
	for _, code := range []Code{Acceptance, Agreement} {
		newest, err := Lookup(code, "")
		if err != nil {
			t.Fatal(err)
		}
		if same, err := Lookup(code, newest.Edition); err != nil || same != newest {
			t.Errorf("%s: edition %s: %v", code, newest.Edition, err)
		}
		for _, d := range []data.Day{0, date("2005-01-01"), newest.From, date("2026-03-02")} {
			if f, err := On(code, d); err != nil || f != newest {
				t.Errorf("%s on %v: %v", code, d, err)
			}
		}
		if newest.From == 0 || newest.Title == "" {
			t.Errorf("%s: no day or title", code)
		}
	}
	if _, err := Lookup(Agreement, "1949"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("unknown edition: %v", err)
	}
	if _, err := Lookup("Z", ""); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("unknown paper: %v", err)
	}
	if _, err := On("Z", 1); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("unknown paper: %v", err)
	}
}

// part returns the first part of a kind.
func part[T Part](f *Form) (out T) {
	for _, p := range f.Parts {
		if p, ok := p.(T); ok {
			return p
		}
	}
	return out
}

// The words of the national forms are fixed; this test holds them.
func TestLabels(t *testing.T) {
	labels := func(rows []Row) string {
		var lines []string
		for _, r := range rows {
			var l []string
			for _, f := range r {
				l = append(l, f.Label)
			}
			lines = append(lines, strings.Join(l, " "))
		}
		return strings.Join(lines, "/")
	}
	block := func(f *Form, rows func(PartyBlocks) []Row) string { return labels(rows(part[PartyBlocks](f))) }
	sections := func(f *Form) string {
		var out []string
		for _, p := range f.Parts {
			if section, ok := p.(Section); ok {
				out = append(out, section.Label)
			}
		}
		return strings.Join(out, " ")
	}
	signers := func(f *Form) (out string) {
		for _, s := range part[Signing](f).Signers {
			out += s.Label
		}
		return out
	}
	h, d := &agreement2010, &acceptance2010
	for _, tt := range []struct{ what, got, want string }{
		{"title", h.Title, "人民调解协议书"},
		{"number", h.Number.Label, "编号："},
		{"person", block(h, func(b PartyBlocks) []Row { return b.Person }), "当事人姓名 性别 民族 年龄/职业或职务 联系方式/单位或住址"},
		{"company", block(h, func(b PartyBlocks) []Row { return b.Company }), "当事人名称/地址/法定代表人姓名 职务 联系方式"},
		{"organisation", block(h, func(b PartyBlocks) []Row { return b.Organisation }), "当事人名称/地址/负责人姓名 职务 联系方式"},
		{"sections", sections(h), "纠纷主要事实、争议事项： 经调解，自愿达成如下协议： 履行方式、时限："},
		{"seal", part[Signing](h).Seal, "（人民调解委员会印）"},
		{"signers", signers(h), "当事人（签名盖章或按指印）人民调解员（签名）记录人（签名）"},
		{"D title", d.Title, "人民调解受理登记表"},
		{"D phrase", part[Sentence](d).Text, "{}，人民调解委员会依当事人申请（人民调解委员会主动调解），经当事人同意，调解{}、{}之间的纠纷。"},
		{"D type", labels([]Row{part[Row](d)}), "纠纷类型："},
		{"D source", part[Choices](d).Label, "案件来源："},
		{"D sections", sections(d), "纠纷简要情况："},
		{"D signers", signers(d), "当事人（签名）登记人（签名）"},
		{"D note", part[Signing](d).Note, "备注：此表由人民调解委员会填写。"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, tt.got, tt.want)
		}
	}
}

// mixed is a full case of a person and a company.
func mixed() (*data.Case, *data.Agreement) {
	c := &data.Case{
		Number: "（2026）示清东人调字第009号", Type: "05", Source: data.Referral, Organ: data.Court,
		Summary: "收割机作业面积计量争议。", AcceptedOn: date("2026-06-01"),
		Parties: []data.Party{
			{ID: "a", Role: data.Applicant, Kind: data.Organisation, Name: "示例县青禾农机专业合作社", Address: "示例县清溪镇", LegalRep: "寿永康", LegalRepPost: "理事长", Phone: "0575-80000000"},
			{ID: "b", Role: data.Respondent, Kind: data.Person, Name: "楼国平", Sex: data.Male, Ethnicity: "汉族", IDNumber: "339921197105040170", Job: "务农", Reach: "经村委转告", Address: "东篱村5组"},
			{ID: "c", Role: data.ThirdPerson, Kind: data.Company, Name: "示例县宏达建筑工程有限公司", Address: "示例县城", LegalRep: "斯大伟", LegalRepPost: "经理", Phone: "13800000009"},
		},
	}
	c.Agreements = []data.Agreement{{
		ID: "g", Form: data.Written, Version: 1, On: date("2026-06-08"), Edition: "2010", Facts: "合作社诉12.5亩，楼国平主张10亩。\n单价每亩80元无争议。",
		Clauses: []data.Clause{
			{ID: "k", Kind: data.PayMoney, From: ids("b"), To: ids("a"), Amount: 88000, Purpose: "作业费", Method: data.Cash, Due: date("2026-06-08")},
			{ID: "l", Kind: data.FinalClause, Text: "双方再无其他争议。"},
		},
		Items: []data.PerformanceItem{{ID: "i", Clause: "k", From: "b", To: "a", Amount: 88000, Method: data.Cash, Due: date("2026-06-08")}},
	}}
	return c, &c.Agreements[0]
}

func TestMissing(t *testing.T) {
	keys := func(list []Entry) []string {
		var out []string
		for _, e := range list {
			out = append(out, e.Key+"@"+string(e.Party))
		}
		return out
	}
	c, a := mixed()
	s := Subject{Committee: &data.Committee{}, Case: c, Agreement: a}
	if got := keys(Missing(&agreement2010, s)); got != nil {
		t.Errorf("nothing is missing, got %v", got)
	}
	if got := keys(Missing(&acceptance2010, s)); got != nil {
		t.Errorf("nothing is missing in D, got %v", got)
	}
	c.Number, c.Parties[0].LegalRepPost, c.Parties[1].Address, c.Parties[1].Reach, c.Parties[1].IDNumber = "", " ", "", "", ""
	a.Facts, a.Items = "\n", nil
	want := []string{"case.number@", "party.legal_rep_post@a", "party.age@b", "party.phone@b", "party.address@b", "agreement.facts@", "agreement.items@"}
	if d := cmp.Diff(want, keys(Missing(&agreement2010, s))); d != "" {
		t.Errorf("H (-want +got):\n%s", d)
	}
	want = []string{"case.accepted_on@", "case.applicants@", "case.respondents@", "case.type@", "case.source@", "case.summary@"}
	if d := cmp.Diff(want, keys(Missing(&acceptance2010, Subject{Case: &data.Case{}}))); d != "" {
		t.Errorf("D (-want +got):\n%s", d)
	}
}

// agreementText is the text of an agreement that its printing freezes.
func agreementText(c *data.Case, a *data.Agreement) string {
	return Text(&agreement2010, Subject{Case: c, Agreement: a})
}

func TestAgreementText(t *testing.T) {
	c, a := mixed()
	got := agreementText(c, a)
	const path = "testdata/agreement.txt"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("text (-want +got):\n%s", d)
	}
}

// The digest on paper must still be that of the record after marks, payments and
// corrections of the case; it must change with the text.
func TestAgreementText_Frozen(t *testing.T) {
	c, a := mixed()
	before := agreementText(c, a)
	a.FrozenOn, a.PrintHash, a.Prints = date("2026-06-08"), "x", 2
	a.Parties = append([]data.Party(nil), c.Parties...)
	a.Marks = []data.Mark{{Party: "a", On: date("2026-06-09")}}
	a.MediatorMark, a.SealOn, a.EffectiveOn = date("2026-06-09"), date("2026-06-09"), date("2026-06-09")
	a.Items[0].DoneOn, a.Items[0].Receipt = date("2026-06-08"), "收条"
	c.Parties[1].Phone, c.Parties[1].Name = "13800000008", "楼国萍"
	c.Parties = c.Parties[:2]
	if after := agreementText(c, a); after != before {
		t.Errorf("the frozen text changed (-before +after):\n%s", cmp.Diff(before, after))
	}
	a.Clauses[0].Amount++
	if agreementText(c, a) == before {
		t.Error("another amount, the same text")
	}
}

func TestAgreementText_Amends(t *testing.T) {
	c, a := mixed()
	second := *a
	second.ID, second.Amends = "h", "g"
	c.Agreements = append(c.Agreements, second)
	if got, want := AmendsPhrase(c, &c.Agreements[1]), "本协议是对2026年6月8日达成的协议（第1版）的补充。"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !strings.Contains(agreementText(c, &c.Agreements[1]), "（第1版）的补充。\n") {
		t.Error("the text does not name what it amends")
	}
	second.Amends = "gone"
	if got := AmendsPhrase(c, &second); got != "本协议是对原协议的补充。" {
		t.Errorf("got %q", got)
	}
}

func TestCopiesText(t *testing.T) {
	for parties, want := range map[int]string{2: "三", 4: "五", 9: "十", 10: "十一", 12: "十三", 19: "二十", 20: "二十一", 99: "100"} {
		c := &data.Case{Parties: make([]data.Party, parties)}
		if got := CopiesText(c, &data.Agreement{}); got != "本协议一式"+want+"份，当事人、人民调解委员会各持一份。" {
			t.Errorf("%d parties: %s", parties, got)
		}
	}
}

func TestSourceChoices(t *testing.T) {
	tests := []struct {
		c    data.Case
		want []Choice
	}{
		{data.Case{}, []Choice{{"①当事人申请", false}, {"②人民调解委员会主动调解", false}}},
		{data.Case{Source: data.OwnMotion}, []Choice{{"①当事人申请", false}, {"②人民调解委员会主动调解", true}}},
		{data.Case{Source: data.Referral, Organ: data.Court}, []Choice{{"①当事人申请", false}, {"②人民调解委员会主动调解", false}, {"③委托移送（法院）", true}}},
	}
	for _, tt := range tests {
		if d := cmp.Diff(tt.want, SourceChoices(nil, &tt.c)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.c.Source, d)
		}
	}
}
