// Source: form C of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号), as
// printed by judicial offices. That an oral application is written down on the spot and
// read back follows the Farm-land Contract Disputes Law art. 7.

package form

import "woshou/data"

// Application is 人民调解申请书.
const Application Code = "C"

var application2010 = Form{
	Code:    Application,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "人民调解申请书",
	Parts: []Part{
		applying(data.Applicant, "申请人", 1),
		applying(data.Respondent, "被申请人", 1),
		applying(data.ThirdPerson, "第三人", 0),
		Section{Field: summaryField, Lines: 3},
		Section{
			Field: Field{Key: "case.requests", Label: "当事人申请事项：", Get: func(s Subject) string { return numberedLines(s.Case.Requests) }},
			Lines: 3, Numbered: true,
		},
		Sentence{
			Text: "本申请为口头申请，由{}当场记录，并于{}向申请人宣读，申请人确认记录无误。",
			Blanks: []Field{
				{Key: "case.oral_by", Label: "记录人", Chars: 5, Get: func(s Subject) string { return s.mediator(s.Case.OralBy) }},
				{Key: "case.read_back_on", Label: "宣读日期", Chars: 9, Day: true, Get: func(s Subject) string { return s.Case.ReadBackOn.Chinese() }},
			},
			If: oral,
		},
		Passage{
			Close: true,
			Get: func(Subject) string {
				return "人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解委员会进行调解。"
			},
		},
		readAloud(applicants),
		Signing{
			Signers: []Signer{
				{Label: "申请人（签名盖章或按指印）", Names: eachApplicant, Finger: true, Party: true},
				{Label: "记录人（签名）", Names: oralRecorder},
			},
			On: func(s Subject) data.Day { return s.Case.ReceivedOn },
		},
	},
	Early: true,
	Of:    applied,
	In:    data.PartRegister,
}

// applying is the blocks of a role, with those who act for a party.
func applying(role data.Role, who string, blank int) PartyBlocks {
	b := blocksOf(role, who, blank)
	b.More = moreRows
	return b
}

// applied: what an organ referred or the committee took up by itself had no application.
func applied(c *data.Case) []data.ElementID {
	if c.Source == data.Referral || c.Source == data.OwnMotion {
		return nil
	}
	return once(c)
}

func oral(s Subject) bool { return s.Case.Way == data.ByMouth }

// oralRecorder is a place to sign for who wrote an oral application down.
func oralRecorder(s Subject) []string {
	if !oral(s) {
		return nil
	}
	return []string{s.mediator(s.Case.OralBy)}
}

func applicants(s Subject) []data.Party { return s.inRole(data.Applicant, 0) }

func eachApplicant(s Subject) []string { return orSomeone(signersOf(applicants(s))) }
