package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

// personRows are the three rows of a person's block; who is the word before 姓名.
func personRows(who string) []Row {
	return []Row{
		{
			partyField("party.name", who+"姓名", 8, func(p *data.Party) string { return p.Name }),
			partyField("party.sex", "性别", 2, func(p *data.Party) string { return sexName(p.Sex) }),
			partyField("party.ethnicity", "民族", 4, func(p *data.Party) string { return p.Ethnicity }),
			ageField,
		},
		{
			partyField("party.job", "职业或职务", 8, func(p *data.Party) string { return p.Job }),
			phoneField,
		},
		{partyField("party.address", "单位或住址", 22, func(p *data.Party) string { return p.Address })},
	}
}

// identityRows are the rows of a person's block on the papers that bear the identity
// number: those for a court, and powers of attorney.
func identityRows(who string) []Row {
	return []Row{
		{
			partyField("party.name", who+"姓名", 8, func(p *data.Party) string { return p.Name }),
			partyField("party.sex", "性别", 2, func(p *data.Party) string { return sexName(p.Sex) }),
			partyField("party.ethnicity", "民族", 4, func(p *data.Party) string { return p.Ethnicity }),
		},
		{
			partyField("party.born", "出生日期", 9, func(p *data.Party) string {
				if p.Born != 0 {
					return p.Born.Chinese()
				}
				return p.IDNumber.Birth().Chinese()
			}),
			phoneField,
		},
		{partyField("party.id_number", "身份证件号码", 20, func(p *data.Party) string { return string(p.IDNumber) })},
		{partyField("party.job", "工作单位或职业", 20, func(p *data.Party) string { return p.Job })},
		{partyField("party.address", "住址", 25, func(p *data.Party) string { return p.Address })},
	}
}

// bodyRows are the rows of a body's block on the same papers: head is who speaks for it.
func bodyRows(who, head string) []Row {
	return []Row{
		{partyField("party.name", who+"名称", 22, func(p *data.Party) string { return p.Name })},
		{partyField("party.credit_code", "统一社会信用代码", 18, func(p *data.Party) string { return string(p.CreditCode) })},
		{partyField("party.address", "住所地", 24, func(p *data.Party) string { return p.Address })},
		{
			partyField("party.legal_rep", head, 6, func(p *data.Party) string { return p.LegalRep }),
			partyField("party.legal_rep_post", "职务", 5, func(p *data.Party) string { return p.LegalRepPost }),
			phoneField,
		},
	}
}

// organisationRows are the rows of a company's block: head is who speaks for it.
func organisationRows(who, head string) []Row {
	return []Row{
		{partyField("party.name", who+"名称", 22, func(p *data.Party) string { return p.Name })},
		{partyField("party.address", "地址", 25, func(p *data.Party) string { return p.Address })},
		{
			partyField("party.legal_rep", head, 6, func(p *data.Party) string { return p.LegalRep }),
			partyField("party.legal_rep_post", "职务", 5, func(p *data.Party) string { return p.LegalRepPost }),
			phoneField,
		},
	}
}

// blocksOf is a block for each party of a role, named by a word; "" takes all parties.
func blocksOf(role data.Role, who string, blank int) PartyBlocks {
	return PartyBlocks{
		Role: role, Person: personRows(who),
		Company: organisationRows(who, "法定代表人姓名"), Organisation: organisationRows(who, "负责人姓名"),
		Blank: blank,
	}
}

// moreRows are the rows of a party for whom others act or speak.
func moreRows(s Subject) []Row {
	var out []Row
	p := s.Party
	if p.Guardian != "" {
		out = append(out, Row{
			partyField("party.guardian", "监护人姓名", 6, func(p *data.Party) string { return p.Guardian }),
			optional(partyField("party.guardian_tie", "关系", 3, func(p *data.Party) string { return p.GuardianTie })),
			optional(partyField("party.guardian_phone", "联系方式", 8, func(p *data.Party) string { return p.GuardianPhone })),
		})
	}
	if len(p.Representatives) > 0 {
		out = append(out, Row{
			partyField("party.representatives", "代表人姓名", 14, func(p *data.Party) string { return strings.Join(p.Representatives, "、") }),
			partyField("party.group", "所代表人数", 4, func(p *data.Party) string { return strconv.Itoa(p.People()) }),
		})
	}
	if p.Agent.Name != "" {
		out = append(out, Row{
			partyField("party.agent", "委托代理人姓名", 8, func(p *data.Party) string { return p.Agent.Name }),
			optional(partyField("party.agent_phone", "联系方式", 8, func(p *data.Party) string { return p.Agent.Phone })),
		})
	}
	return out
}

// optional is the field where a paper is good without it.
func optional(f Field) Field {
	f.Optional = true
	return f
}

func partyField(key, label string, chars int, get func(*data.Party) string) Field {
	return Field{Key: key, Label: label, Chars: chars, Get: func(s Subject) string { return strings.TrimSpace(get(s.Party)) }}
}

var phoneField = phoneOf("联系方式")

// phoneOf is how a party is reached, under a label.
func phoneOf(label string) Field { return partyField("party.phone", label, 8, reach) }

// reach is a party's telephone, or else who finds them.
func reach(p *data.Party) string {
	if p.Phone == "" {
		return p.Reach
	}
	return p.Phone
}

var ageField = Field{Key: "party.age", Label: "年龄", Chars: 3, Get: func(s Subject) string {
	if age := s.Party.AgeOn(s.made()); age > 0 {
		return strconv.Itoa(age)
	}
	return ""
}}

// made is the day on which ages are told: that of the agreement, else of acceptance.
func (s Subject) made() data.Day {
	if s.Agreement != nil && s.Agreement.On != 0 {
		return s.Agreement.On
	}
	if s.Case.AcceptedOn != 0 {
		return s.Case.AcceptedOn
	}
	return s.Case.ReceivedOn
}

func sexName(s data.Sex) string {
	switch s {
	case data.Male:
		return "男"
	case data.Female:
		return "女"
	}
	return ""
}

// The people who sign papers, a place each.

// eachParty returns the parties, with who signs for them where another does; two
// places without a name on a blank form.
func eachParty(s Subject) []string {
	return signersOf(s.inRole("", 2))
}

// signersOf names the parties with those who sign for them.
func signersOf(parties []data.Party) []string {
	var out []string
	for i := range parties {
		out = append(out, signerOf(&parties[i]))
	}
	return out
}

// signerOf names the party and, where another signs for it, that person.
func signerOf(p *data.Party) string {
	switch {
	case p.Guardian != "":
		return p.Name + "（监护人：" + p.Guardian + "）"
	case p.Agent.Name != "":
		return p.Name + "（代理人：" + p.Agent.Name + "）"
	}
	return p.Name
}

// inCharge names the mediators in charge, or leaves one place without a name.
func inCharge(s Subject) []string {
	var out []string
	for _, m := range s.Case.ActiveMediators() {
		out = append(out, m.Name)
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// lastRecorder names who kept the record of the last meeting.
func lastRecorder(s Subject) []string {
	for i := len(s.Case.Sessions) - 1; i >= 0; i-- {
		if r := s.Case.Sessions[i].Recorder; r != "" {
			return []string{r}
		}
	}
	return []string{""}
}

// someone is one place without a name.
func someone(Subject) []string { return []string{""} }

// orSomeone is one place without a name where nobody is named.
func orSomeone(names []string) []string {
	if len(names) == 0 {
		return []string{""}
	}
	return names
}

// mediators names the mediators with these IDs.
func (s Subject) mediators(ids []data.ElementID) []string {
	var out []string
	for _, id := range ids {
		if name := s.mediator(id); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// people parts a list that was typed as one text: 邻居杨秀莲、村民小组长骆阿水. A mark
// inside brackets parts nothing.
func people(text string) []string {
	depth := 0
	parts := strings.FieldsFunc(text, func(r rune) bool {
		switch r {
		case '（', '(':
			depth++
		case '）', ')':
			depth--
		}
		return depth <= 0 && strings.ContainsRune("、，,；;。\n", r)
	})
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// readAloud is the sentence about those of the parties who cannot read the paper.
func readAloud(parties func(Subject) []data.Party) Passage {
	return Passage{Close: true, Get: func(s Subject) string {
		var out []string
		for _, p := range parties(s) {
			if p.ReadAloudBy != "" {
				out = append(out, p.Name+"不能自行阅读，已向其宣读，宣读人："+p.ReadAloudBy+"。")
			}
		}
		return strings.Join(out, "\n")
	}}
}
