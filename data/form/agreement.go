// Source: form H of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号),
// as printed by judicial offices; contents by People's Mediation Law art. 29.

package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

// Agreement is 人民调解协议书.
const Agreement Code = "H"

var agreement2010 = Form{
	Code:    Agreement,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "人民调解协议书",
	Number:  caseNumber("编号："),
	Opening: func(s Subject) string { return AmendsPhrase(s.Case, s.Agreement) },
	Parts: []Part{
		blocksOf("", "当事人", 2),
		factsSection,
		clausesSection,
		itemsSection,
		Passage{Get: func(s Subject) string { return CopiesText(s.Case, s.Agreement) }, Close: true},
		Signing{
			Signers: []Signer{
				{Label: "当事人（签名盖章或按指印）", Names: eachParty, Finger: true, Party: true},
				{Label: "人民调解员（签名）", Names: inCharge},
				{Label: "记录人（签名）", Names: lastRecorder},
			},
			Seal: sealPhrase,
			On:   func(s Subject) data.Day { return s.Agreement.On },
		},
	},
	Of: func(c *data.Case) []data.ElementID { return agreements(c, data.Written) },
	In: data.PartAgreement,
}

// The sections that a written and an oral agreement share.
var (
	factsSection = Section{
		Field: Field{Key: "agreement.facts", Label: "纠纷主要事实、争议事项：", Get: func(s Subject) string { return strings.TrimSpace(s.Agreement.Facts) }},
		Lines: 3,
	}
	clausesSection = Section{
		Field: Field{Key: "agreement.clauses", Label: "经调解，自愿达成如下协议：", Get: func(s Subject) string { return numbered(Clauses(s.Case, s.Agreement)) }},
		Lines: 3,
	}
	itemsSection = Section{
		Field: Field{Key: "agreement.items", Label: "履行方式、时限：", Get: performance},
		Lines: 3, Table: itemTable,
	}
)

// sealPhrase marks where the committee's seal goes.
const sealPhrase = "（人民调解委员会印）"

// agreements returns the agreements of a form that a dossier holds: all but those that
// were void before anybody had them on paper.
func agreements(c *data.Case, form data.AgreementForm) []data.ElementID {
	var out []data.ElementID
	for i := range c.Agreements {
		if a := &c.Agreements[i]; a.Form == form && (a.VoidOn == 0 || a.Prints > 0) {
			out = append(out, a.ID)
		}
	}
	return out
}

// tableItems is from how many performance items on they are set as a table.
const tableItems = 4

// itemTable sets the performance items as a table when they are many.
func itemTable(s Subject) *Table {
	if len(s.Agreement.Items) < tableItems {
		return nil
	}
	shares := []int{22, 34, 41, 21, 25}
	t := &Table{Columns: []Column{{Head: "序号", Share: 13, Align: Centre}}, Rows: itemRows}
	for i, head := range CellHeads {
		t.Columns = append(t.Columns, Column{Head: head, Share: shares[i]})
	}
	t.Columns[len(t.Columns)-1].Align = Right
	return t
}

func itemRows(s Subject) [][]string {
	var out [][]string
	for i := range s.Agreement.Items {
		row := []string{strconv.Itoa(i + 1)}
		out = append(out, append(row, Cells(s.Case, s.Agreement, &s.Agreement.Items[i])...))
	}
	return out
}

// performance fills 履行方式、时限 from the performance items.
func performance(s Subject) string {
	lines := Items(s.Case, s.Agreement)
	if len(lines) == 1 {
		return lines[0]
	}
	return numbered(lines)
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
func CopiesText(c *data.Case, a *data.Agreement) string {
	copies := numeral(a.Copies(c))
	if len(a.Signers(c)) == 0 {
		copies = "＿＿"
	}
	return "本协议一式" + copies + "份，当事人、人民调解委员会各持一份。"
}
