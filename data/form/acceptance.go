// Source: form D of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号).
// The third source, 委托移送, follows the town offices' copies and the statistics table.

package form

import (
	"strings"

	"woshou/data"
)

var acceptance2010 = Form{
	Code:    Acceptance,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "人民调解受理登记表",
	Sections: []Field{
		{Key: "case.accepted_on", Label: "受理日期", Chars: 9, Get: func(s Subject) string { return s.Case.AcceptedOn.Chinese() }},
		{Key: "case.applicants", Label: "申请一方", Chars: 6, Get: func(s Subject) string { return side(s.Case, true) }},
		{Key: "case.respondents", Label: "另一方", Chars: 6, Get: func(s Subject) string { return side(s.Case, false) }},
		{Key: "case.type", Label: "纠纷类型：", Chars: 8, Get: func(s Subject) string { return s.Case.Type.Name() }},
		{Key: "case.source", Label: "案件来源：", Chars: 8, Get: func(s Subject) string { return sourceName(s.Committee, s.Case) }},
		{Key: "case.summary", Label: "纠纷简要情况：", Get: func(s Subject) string { return strings.TrimSpace(s.Case.Summary) }},
	},
	Signers: []Signer{
		{Label: "当事人（签名）", Who: EachParty},
		{Label: "登记人（签名）", Who: Registrar},
	},
	SealPlace: "（人民调解委员会印）",
	Note:      "备注：此表由人民调解委员会填写。",
}

// AcceptancePhrase is the first sentence of form D around the blanks of its first
// three sections, which have no printed labels: the day, one side, the other side.
var AcceptancePhrase = [4]string{"", "，人民调解委员会依当事人申请（人民调解委员会主动调解），经当事人同意，调解", "、", "之间的纠纷。"}

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

// Choice is one of the alternatives of form D's source line.
type Choice struct {
	Text   string // with its number: ①当事人申请
	Chosen bool
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
