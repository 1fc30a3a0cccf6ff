// Source: 移送（上交）函, a local paper; Ministry rules of 2002 art. 27, Personal
// Information Protection Law art. 23 (consent to what goes along).

package form

import (
	"strconv"

	"woshou/data"
)

// HandUpLetter is 移送（上交）函, with the receipt to cut off.
const HandUpLetter Code = "handup"

// The letter's words before and after those of consent, or of the duty it goes by.
const (
	handUpWords  = "现将{}与{}的{}纠纷移送你处，理由：{}；已调解{}次，附材料{}件{}页（清单）；"
	handUpAnswer = "请在{}日内反馈是否接收。联系人{}。"
)

var handUp2026 = Form{
	Code:    HandUpLetter,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   "移送（上交）函",
	Number:  caseNumber("编号："),
	Early:   true,
	Parts: []Part{
		Sentence{
			Text: "致{}：", Flush: true,
			Blanks: []Field{{Key: "handup.to", Label: "接收单位", Chars: 12, Get: func(s Subject) string { return s.HandUp().To }}},
		},
		Sentence{
			Text: handUpWords + "当事人已知晓并同意材料随案移交（签名）；" + handUpAnswer, Blanks: handUpBlanks(),
			If: func(s Subject) bool { return s.HandUp().Duty == "" },
		},
		Sentence{
			Text:   handUpWords + "移送依据：{}；" + handUpAnswer,
			Blanks: handUpBlanks(Field{Key: "handup.duty", Label: "移送依据", Chars: 8, Get: func(s Subject) string { return s.HandUp().Duty }}),
			If:     func(s Subject) bool { return s.HandUp().Duty != "" },
		},
		Section{Field: Field{Key: "handup.history", Label: "办理经过：", Get: func(s Subject) string { return s.HandUp().History }}, Lines: 2, Inline: true},
		Table{
			Columns: []Column{{Head: "序号", Share: 12, Align: Centre}, {Head: "材料名称", Share: 100}, {Head: "页数", Share: 14, Align: Centre}, {Head: "备注", Share: 30}},
			Rows:    handUpRows, Blank: 3,
		},
		Signing{
			Signers: []Signer{{Label: "当事人（签名）", Names: handUpConsents, Party: true}},
			Seal:    sealPhrase,
			On:      func(s Subject) data.Day { return s.HandUp().SentOn },
		},
		Cut("回执"),
		Sentence{Text: "{}：", Blanks: []Field{{Key: "committee.name", Label: "人民调解委员会", Chars: 12, Get: func(s Subject) string { return s.Committee.Name }}}, Flush: true},
		Sentence{
			Text: "你会移送的{}与{}的{}纠纷（编号{}），我处{}，理由{}。",
			Blanks: append(whose(),
				Field{Key: "case.number", Label: "编号", Chars: 8, Get: func(s Subject) string { return s.Case.Number }},
				Field{
					Key: "handup.answer", Label: "回执", Chars: 4, Optional: true,
					Ticks: handUpAnswers, Get: func(s Subject) string { return Ticked(handUpAnswers(s)) },
				},
				Field{Key: "handup.result", Label: "理由", Chars: 12, Optional: true, Get: func(s Subject) string { return trimEnd(s.HandUp().Result) }},
			),
		},
		Signing{
			Signers: []Signer{{Label: "接收人（签名）", Names: func(s Subject) []string { return []string{s.HandUp().ReceivedBy} }}},
			Seal:    "（印）",
			Organ:   func(s Subject) string { return s.HandUp().To },
			On:      func(s Subject) data.Day { return max(s.HandUp().AcceptedOn, s.HandUp().ReturnedOn) },
		},
	},
	Of: func(c *data.Case) []data.ElementID {
		var out []data.ElementID
		for i := range c.HandUps {
			out = append(out, c.HandUps[i].ID)
		}
		return out
	},
	In: data.PartRecord,
}

// whose are the two sides and the kind of their dispute.
func whose() []Field {
	return []Field{
		{Key: "case.applicants", Label: "申请一方", Chars: 6, Get: func(s Subject) string { return side(s.Case, true) }},
		{Key: "case.respondents", Label: "另一方", Chars: 6, Get: func(s Subject) string { return side(s.Case, false) }},
		kindField,
	}
}

// handUpBlanks are the blanks of the letter's sentence; more stand before its answer.
func handUpBlanks(more ...Field) []Field {
	out := append(whose(),
		Field{Key: "handup.reason", Label: "理由", Chars: 12, Get: func(s Subject) string { return trimEnd(s.HandUp().Reason) }},
		sessionsField,
		Field{Key: "handup.copies", Label: "材料件数", Chars: 2, Get: func(s Subject) string { return count(len(s.HandUp().Copies)) }},
		Field{Key: "handup.pages", Label: "材料页数", Chars: 2, Get: func(s Subject) string { return count(s.HandUp().Pages) }},
	)
	out = append(out, more...)
	return append(out,
		Field{Key: "handup.days", Label: "反馈日数", Chars: 2, Optional: true, Get: func(s Subject) string { return count(s.HandUp().Days) }},
		Field{Key: "handup.contact", Label: "联系人", Chars: 8, Get: func(s Subject) string { return trimEnd(s.HandUp().Contact) }},
	)
}

func handUpRows(s Subject) [][]string {
	var out [][]string
	for i, c := range s.HandUp().Copies {
		out = append(out, []string{strconv.Itoa(i + 1), c.Title, count(c.Pages), ""})
	}
	return out
}

// handUpConsents are the parties who agree to what goes along, none where the case goes
// by a duty.
func handUpConsents(s Subject) []string {
	if s.HandUp().Duty != "" {
		return nil
	}
	return eachParty(s)
}

func handUpAnswers(s Subject) []Choice {
	return []Choice{{Text: "接收", Chosen: s.HandUp().AcceptedOn != 0}, {Text: "退回", Chosen: s.HandUp().ReturnedOn != 0}}
}
