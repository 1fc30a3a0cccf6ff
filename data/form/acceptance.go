// Source: form D of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号).
// The third source, 委托移送, follows the town offices' copies and the statistics table.

package form

import (
	"strings"

	"woshou/data"
)

// Acceptance is 人民调解受理登记表.
const Acceptance Code = "D"

var acceptance2010 = Form{
	Code:    Acceptance,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "人民调解受理登记表",
	Parts: []Part{
		Space(4),
		Sentence{
			Text: "{}，人民调解委员会依当事人申请（人民调解委员会主动调解），经当事人同意，调解{}、{}之间的纠纷。",
			Blanks: []Field{
				{Key: "case.accepted_on", Label: "受理日期", Chars: 9, Day: true, Get: func(s Subject) string { return s.Case.AcceptedOn.Chinese() }},
				{Key: "case.applicants", Label: "申请一方", Chars: 6, Get: func(s Subject) string { return side(s.Case, true) }},
				{Key: "case.respondents", Label: "另一方", Chars: 6, Get: func(s Subject) string { return side(s.Case, false) }},
			},
		},
		Row{{Key: "case.type", Label: "纠纷类型：", Chars: 8, Get: func(s Subject) string { return s.Case.Type.Name() }}},
		Choices{
			Field:   Field{Key: "case.source", Label: "案件来源：", Chars: 8, Get: func(s Subject) string { return sourceName(s.Committee, s.Case) }},
			Options: func(s Subject) []Choice { return SourceChoices(s.Committee, s.Case) },
		},
		Section{Field: summaryField, Lines: 3},
		Signing{
			Signers: []Signer{
				{Label: "当事人（签名）", Names: eachParty, Party: true},
				{Label: "登记人（签名）", Names: someone},
			},
			Seal: sealPhrase,
			On:   func(s Subject) data.Day { return s.Case.AcceptedOn },
			Note: "备注：此表由人民调解委员会填写。",
		},
	},
	Early: true,
	Of:    once,
	In:    data.PartRegister,
}

var summaryField = Field{Key: "case.summary", Label: "纠纷简要情况：", Get: func(s Subject) string { return strings.TrimSpace(s.Case.Summary) }}

// once is what a paper is about that a case has one of.
func once(*data.Case) []data.ElementID { return []data.ElementID{""} }

// side names the parties who apply, or the others.
func side(c *data.Case, applicants bool) string {
	var out []string
	for _, p := range c.Parties {
		if (p.Role == data.Applicant) == applicants {
			out = append(out, p.Name)
		}
	}
	return strings.Join(out, "、")
}

// SourceChoices returns the alternatives of 案件来源 with the case's own marked.
// A referral is named with the organ it came from.
func SourceChoices(committee *data.Committee, c *data.Case) []Choice {
	circled := []rune("①②③④⑤⑥⑦⑧⑨")
	var out []Choice
	for i, row := range data.ListOf(data.ListSources, committee) {
		chosen := string(c.Source) == row.Code
		text := row.Name
		if row.Code == string(data.Referral) {
			if !chosen {
				continue // the national form has the first two only
			}
			text = sourceName(committee, c)
		}
		out = append(out, Choice{Text: string(circled[i]) + text, Chosen: chosen})
	}
	return out
}

func sourceName(committee *data.Committee, c *data.Case) string {
	text := data.ListOf(data.ListSources, committee).Name(string(c.Source))
	if c.Source == data.Referral && c.Organ != "" {
		text += "（" + data.ListOf(data.ListOrgans, committee).Name(string(c.Organ)) + "）"
	}
	return text
}
