// Source: item 8 of the Ministry of Justice's dossier (司发通〔2010〕239号), 卷宗情况说明: free
// text; who signs it follows archives practice.

package form

import (
	"strings"

	"woshou/data"
)

// Statement is 卷宗情况说明.
const Statement Code = "L"

var statement2010 = Form{
	Code:    Statement,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "卷宗情况说明",
	Number:  caseNumber("卷号："),
	Parts: []Part{
		Section{Field: Field{Key: "volume.statement", Label: "情况说明：", Get: func(s Subject) string { return strings.TrimSpace(s.Case.Volume.Statement) }}, Lines: 12},
		Signing{Signers: filers("立卷人（签名）")},
		Row{{Key: "case.archived_on", Label: "立卷时间：", Chars: 8, Day: true, Get: func(s Subject) string { return s.Case.ArchivedOn.Chinese() }}},
	},
	Of: func(c *data.Case) []data.ElementID {
		if c.Volume.Statement == "" {
			return nil
		}
		return once(c)
	},
	In: data.PartStatement,
}
