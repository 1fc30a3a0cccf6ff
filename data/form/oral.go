// Source: form I of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号); judicial
// offices fill it in as the written agreement (form H). People's Mediation Law arts. 28, 30.

package form

import "woshou/data"

// OralAgreement is 人民调解口头协议登记表.
const OralAgreement Code = "I"

var oral2010 = Form{
	Code:    OralAgreement,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "人民调解口头协议登记表",
	Number:  caseNumber("编号："),
	Opening: func(s Subject) string { return AmendsPhrase(s.Case, s.Agreement) },
	Parts: []Part{
		applying("", "当事人", 2),
		shorter(factsSection, 2),
		shorter(clausesSection, 2),
		shorter(itemsSection, 1),
		Signing{
			Signers: []Signer{
				{Label: "人民调解员（签名）", Names: inCharge},
				{Label: "记录人（签名）", Names: lastRecorder},
			},
			Seal: sealPhrase,
			On:   func(s Subject) data.Day { return s.Agreement.On },
		},
	},
	Of: func(c *data.Case) []data.ElementID { return agreements(c, data.Oral) },
	In: data.PartAgreement,
}

// shorter is a section with fewer lines to write on: an oral agreement is small, and its
// paper one page.
func shorter(s Section, lines int) Section {
	s.Lines = lines
	return s
}
