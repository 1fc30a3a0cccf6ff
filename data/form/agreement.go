// Source: form H of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号),
// as printed by judicial offices; contents by People's Mediation Law art. 29.

package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

var agreement2010 = Form{
	Code:    Agreement,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "人民调解协议书",
	Number:  "编号：",
	Person: []Row{
		{
			partyField("party.name", "当事人姓名", 8, func(p *data.Party) string { return p.Name }),
			partyField("party.sex", "性别", 2, func(p *data.Party) string { return sexName(p.Sex) }),
			partyField("party.ethnicity", "民族", 4, func(p *data.Party) string { return p.Ethnicity }),
			ageField,
		},
		{
			partyField("party.job", "职业或职务", 8, func(p *data.Party) string { return p.Job }),
			phoneField,
		},
		{partyField("party.address", "单位或住址", 22, func(p *data.Party) string { return p.Address })},
	},
	Company:      organisationRows("法定代表人姓名"),
	Organisation: organisationRows("负责人姓名"),
	Sections: []Field{
		{Key: "agreement.facts", Label: "纠纷主要事实、争议事项：", Get: func(s Subject) string { return strings.TrimSpace(s.Agreement.Facts) }},
		{Key: "agreement.clauses", Label: "经调解，自愿达成如下协议：", Get: func(s Subject) string { return numbered(Clauses(s.Case, s.Agreement)) }},
		{Key: "agreement.items", Label: "履行方式、时限：", Get: performance},
	},
	Copies: "本协议一式%s份，当事人、人民调解委员会各持一份。",
	Signers: []Signer{
		{Label: "当事人（签名盖章或按指印）", Who: EachParty, Finger: true},
		{Label: "人民调解员（签名）", Who: Mediators},
		{Label: "记录人（签名）", Who: Recorder},
	},
	SealPlace: "（人民调解委员会印）",
}

var phoneField = partyField("party.phone", "联系方式", 8, func(p *data.Party) string {
	if p.Phone == "" {
		return p.Reach
	}
	return p.Phone
})

var ageField = Field{Key: "party.age", Label: "年龄", Chars: 3, Get: func(s Subject) string {
	if age := s.Party.AgeOn(s.Agreement.On); age > 0 {
		return strconv.Itoa(age)
	}
	return ""
}}

func organisationRows(head string) []Row {
	return []Row{
		{partyField("party.name", "当事人名称", 22, func(p *data.Party) string { return p.Name })},
		{partyField("party.address", "地址", 25, func(p *data.Party) string { return p.Address })},
		{
			partyField("party.legal_rep", head, 6, func(p *data.Party) string { return p.LegalRep }),
			partyField("party.legal_rep_post", "职务", 5, func(p *data.Party) string { return p.LegalRepPost }),
			phoneField,
		},
	}
}

func partyField(key, label string, chars int, get func(*data.Party) string) Field {
	return Field{Key: key, Label: label, Chars: chars, Get: func(s Subject) string { return strings.TrimSpace(get(s.Party)) }}
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

// numbered puts 1、 2、 … before the lines and joins them.
func numbered(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strconv.Itoa(i+1) + "、" + l)
	}
	return b.String()
}

// performance fills 履行方式、时限 from the performance items.
func performance(s Subject) string {
	lines := Items(s.Case, s.Agreement)
	if len(lines) == 1 {
		return lines[0]
	}
	return numbered(lines)
}

// AgreementText returns the written agreement as the one text whose SHA-256 is
// frozen at printing: every entry and phrase of the paper, a line each, in
// printing order. It depends on nothing that changes after printing.
func AgreementText(c *data.Case, a *data.Agreement) string {
	f, err := Lookup(Agreement, a.Edition)
	if err != nil { // an edition of a newer program: the newest known stands in
		f = &agreement2010
	}
	var b strings.Builder
	write := func(parts ...string) {
		b.WriteString(strings.Join(parts, ""))
		b.WriteByte('\n')
	}
	write(f.Title)
	if a.Amends != "" {
		write(AmendsPhrase(c, a))
	}
	for _, e := range f.Entries(Subject{Case: c, Agreement: a}) {
		if e.Chars > 0 {
			write(strings.TrimSuffix(e.Label, "："), "：", e.Text)
		} else {
			write(e.Label)
			write(e.Text)
		}
	}
	write(f.CopiesText(c, a))
	write(a.On.Chinese())
	return b.String()
}

// AmendsPhrase names the earlier agreement that this one supplements or replaces,
// or returns "" when it does neither.
func AmendsPhrase(c *data.Case, a *data.Agreement) string {
	if a.Amends == "" {
		return ""
	}
	earlier := c.Agreement(a.Amends)
	if earlier == nil {
		return "本协议是对原协议的补充。"
	}
	name := earlier.On.Chinese() + "达成的协议（第" + strconv.Itoa(max(1, earlier.Version)) + "版）"
	var gone []string
	for _, id := range a.Replaces {
		if id == a.Amends {
			return "本协议代替" + name + "，原协议不再履行。"
		}
		gone = append(gone, replacedItem(c, id)...)
	}
	if len(gone) == 0 {
		return "本协议是对" + name + "的补充。"
	}
	return "本协议是对" + name + "的补充，以下原定事项不再履行：" + strings.ReplaceAll(numbered(gone), "\n", "")
}

// replacedItem returns the sentence of an earlier agreement's performance item.
func replacedItem(c *data.Case, id data.ElementID) []string {
	for i := range c.Agreements {
		a := &c.Agreements[i]
		if it := a.Item(id); it != nil {
			return []string{itemText(namer(a.Signers(c)), a, it)}
		}
	}
	return nil
}

// CopiesText returns the phrase about the number of originals, one for each party
// and one for the committee (People's Mediation Law art. 29): 本协议一式三份….
func (f *Form) CopiesText(c *data.Case, a *data.Agreement) string {
	return strings.Replace(f.Copies, "%s", numeral(a.Copies(c)), 1)
}

// numeral spells 1 to 99 in Chinese, larger numbers in digits.
func numeral(n int) string {
	digits := []rune("〇一二三四五六七八九")
	switch {
	case n < 1 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return string(digits[n])
	}
	s := "十"
	if n >= 20 {
		s = string(digits[n/10]) + s
	}
	if n%10 > 0 {
		s += string(digits[n%10])
	}
	return s
}
