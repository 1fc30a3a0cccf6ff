// Source: 治安案件不予处罚书面申请, Law on Penalties for the Administration of Public
// Security (2025) art. 9: no penalty where the parties settle before people's mediators,
// perform, and ask for it in writing. The text in force governs, as the paper says.

package form

import (
	"strings"

	"woshou/data"
)

// PoliceRequest is 治安案件不予处罚书面申请.
const PoliceRequest Code = "police"

var police2026 = Form{
	Code:    PoliceRequest,
	Edition: "2026",
	From:    day("2026-01-01"),
	Title:   "治安案件不予处罚书面申请",
	Parts: []Part{
		Space(4),
		Sentence{
			Text: "申请人{}与{}因{}发生纠纷，经{}人民调解委员会调解，已于{}达成协议（编号{}）并履行完毕，双方自愿，现书面申请公安机关依法审查认可。",
			Blanks: []Field{
				{Key: "case.applicants", Label: "申请一方", Chars: 6, Get: func(s Subject) string { return side(s.Case, true) }},
				{Key: "case.respondents", Label: "另一方", Chars: 6, Get: func(s Subject) string { return side(s.Case, false) }},
				{Key: "case.summary", Label: "起因", Chars: 24, Get: func(s Subject) string { return trimEnd(strings.ReplaceAll(s.Case.Summary, "\n", "")) }},
				committeeField,
				{Key: "agreement.on", Label: "协议日期", Chars: 9, Day: true, Get: func(s Subject) string { return s.Agreement.On.Chinese() }},
				{Key: "case.number", Label: "编号", Chars: 10, Get: func(s Subject) string { return s.Case.Number }},
			},
		},
		Phrase("附：协议书、履行凭证。"),
		Signing{
			Signers: []Signer{{Label: "申请人（各方签名按指印）", Names: eachParty, Finger: true, Party: true}},
			On:      func(Subject) data.Day { return 0 },
			Note:    "（以最终施行的法律条文为准）",
		},
	},
	Of: settledForPolice,
}

// settledForPolice is the first agreement in force of a dispute that police may have
// before them, once all that is owed is performed.
func settledForPolice(c *data.Case) []data.ElementID {
	agreed := c.InForce()
	if len(agreed) == 0 || !publicOrder(c) || len(c.Undone()) > 0 {
		return nil
	}
	return []data.ElementID{agreed[0].ID}
}

// publicOrder reports whether a dispute is of the kinds that come to blows or damage, or
// came from the police, or showed signs of danger.
func publicOrder(c *data.Case) bool {
	main := c.Type.Main()
	return main == "02" || main == "06" || c.Organ.Main() == "police" || len(c.Escalations) > 0
}
