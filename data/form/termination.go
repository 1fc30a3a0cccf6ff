// Source: 终止调解通知书, Ningbo Regulation on People's Mediation art. 27; People's
// Mediation Law art. 26 asks to tell of the other ways.

package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

// Termination is 终止调解通知书.
const Termination Code = "N"

var termination2026 = Form{
	Code:    Termination,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   "终止调解通知书",
	Number:  caseNumber("编号："),
	Early:   true,
	Parts: []Part{
		Space(4),
		Sentence{
			Text: "{}（当事人）：", Flush: true,
			Blanks: []Field{{Key: "case.parties", Label: "当事人", Chars: 12, Get: func(s Subject) string { return partyNames(s.Case) }}},
		},
		Sentence{
			Text: "你们之间的{}纠纷，本调委会于{}受理，经{}次调解未能达成协议（原因：{}{}），自即日起终止调解。",
			Blanks: []Field{
				kindField, acceptedField, sessionsField,
				{
					Key: "termination.ground", Label: "原因", Chars: 4,
					Ticks: endingGrounds, Get: func(s Subject) string { return Ticked(endingGrounds(s)) },
				},
				{Key: "termination.other", Label: "其他原因", Chars: 6, Optional: true, Get: otherGround},
			},
		},
		Sentence{
			Text: "你们可以通过{}等途径解决；起诉有时间限制，请及早办理。",
			Blanks: []Field{{
				Key: "termination.advice", Label: "途径", Chars: 4,
				Ticks: otherWays, Get: func(s Subject) string { return Ticked(otherWays(s)) },
			}},
		},
		Signing{Seal: "（印）", On: func(s Subject) data.Day { return s.Case.Termination.On }},
		Signing{Signers: []Signer{{Label: "签收", Names: eachParty, Party: true}}},
	},
	Of: func(c *data.Case) []data.ElementID {
		if c.Termination.On == 0 {
			return nil
		}
		return once(c)
	},
	In: data.PartRecord,
}

var (
	acceptedField = Field{Key: "case.accepted_on", Label: "受理日期", Chars: 9, Day: true, Get: func(s Subject) string { return s.Case.AcceptedOn.Chinese() }}
	sessionsField = Field{Key: "case.sessions", Label: "调解次数", Chars: 2, Get: func(s Subject) string {
		if n := len(s.Case.Sessions); n > 0 {
			return strconv.Itoa(n)
		}
		return ""
	}}
)

// partyNames names all parties of a case.
func partyNames(c *data.Case) string {
	var out []string
	for _, p := range c.Parties {
		out = append(out, p.Name)
	}
	return strings.Join(out, "、")
}

// groundWords are the notice's words for the grounds it knows; the rest are 其他.
var groundWords = []struct {
	ground data.Ground
	words  string
}{{"T1", "一方不愿继续"}, {"T2", "分歧较大"}, {"T3", "期限届满"}, {"T4", "联系不上"}}

func endingGrounds(s Subject) []Choice {
	ground := s.Case.Termination.Ground
	out, known := []Choice(nil), false
	for _, w := range groundWords {
		out = append(out, Choice{Text: w.words, Chosen: w.ground == ground})
		known = known || w.ground == ground
	}
	return append(out, Choice{Text: "其他", Chosen: ground != "" && !known})
}

// otherGround is the ground's name where the notice has no word of its own for it.
func otherGround(s Subject) string {
	ground := s.Case.Termination.Ground
	for _, w := range groundWords {
		if w.ground == ground {
			return ""
		}
	}
	return data.ListOf(data.ListTerminations, s.Committee).Name(string(ground))
}

// otherWays are the ways beside mediation; those that the recorded advice names are
// ticked.
func otherWays(s Subject) []Choice {
	advice := s.Case.Termination.Advice
	named := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(advice, w) {
				return true
			}
		}
		return false
	}
	return []Choice{
		{Text: "仲裁", Chosen: named("仲裁")},
		{Text: "行政机关处理", Chosen: named("政府", "部门", "机关", "行政", "确权")},
		{Text: "人民法院诉讼", Chosen: named("法院", "起诉", "诉讼")},
	}
}
