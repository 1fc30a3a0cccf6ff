// Source: form A of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号), and the
// back of a dossier as town offices have it.

package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

// The outside of a dossier: Cover is 调解卷宗（封面）, Back 封底.
const (
	Cover Code = "A"
	Back  Code = "M"
)

var cover2010 = Form{
	Code:    Cover,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "调解卷宗",
	Parts: append([]Part{
		Space(8),
		Banner{Get: committeeName, Size: 26, Song: true},
		Space(7),
		Banner{Get: func(Subject) string { return "调解卷宗" }, Size: 52, Song: true},
		Space(20),
	}, coverRows(
		Field{Key: "case.title", Label: "卷名：", Get: func(s Subject) string { return s.Case.Title() }},
		Field{Key: "case.number", Label: "卷号：", Pattern: "（　　　　）人调字第　　　　号", Get: func(s Subject) string { return s.Case.Number }},
		Field{Key: "case.mediators", Label: "人民调解员：", Get: mediatorNames},
		Field{Key: "case.mediated", Label: "调解日期：", Pattern: "　　　年　　月　　日至　　　年　　月　　日", Get: mediated},
		Field{Key: "volume.filed_by", Label: "立卷人：", Get: func(s Subject) string { return s.Case.Volume.FiledBy }},
		Field{Key: "case.archived_on", Label: "立卷日期：", Pattern: "　　　年　　月　　日", Get: func(s Subject) string { return s.Case.ArchivedOn.Chinese() }},
		Field{Key: "case.retention", Label: "保管期限：", Get: func(s Subject) string { return retentionNames[s.Case.Retention] }},
		Field{Key: "volume.remark", Label: "备注：", Optional: true, Get: func(Subject) string { return "" }},
	)...),
	Of:    once,
	In:    data.PartCover,
	Cover: true,
}

var back2010 = Form{
	Code:    Back,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "封底",
	Parts: []Part{
		Space(70),
		Sentence{
			Text:   "本卷宗共{}页（封面、卷内目录和封底不编页号）。",
			Blanks: []Field{{Key: "volume.pages", Label: "全卷页数", Chars: 4, Get: volumePages}},
		},
		Space(8),
		Signing{
			Signers: filers("装订、立卷人（签名）"),
			Seal:    sealPhrase,
			On:      func(s Subject) data.Day { return s.Case.ArchivedOn },
		},
	},
	Of:    once,
	In:    data.PartBack,
	Cover: true,
}

// coverRows are the rows of the cover; their entries stand under one another.
func coverRows(fields ...Field) []Part {
	var out []Part
	for _, f := range fields {
		f.Chars, f.Spread = 20, len([]rune("人民调解员"))
		out = append(out, Row{f}, Space(1.5))
	}
	return out
}

// committeeName is the committee's name, or a place to write one.
func committeeName(s Subject) string {
	if s.Committee.Name == "" {
		return "＿＿＿＿人民调解委员会"
	}
	return s.Committee.Name
}

func mediatorNames(s Subject) string { return strings.Join(inCharge(s), "、") }

// mediated is from when to when the case was mediated.
func mediated(s Subject) string {
	from, to := s.Case.AcceptedOn, s.Case.ConcludedOn
	if from == 0 {
		return ""
	}
	if to == 0 {
		return from.Chinese() + "至　　　年　　月　　日"
	}
	return from.Chinese() + "至" + to.Chinese()
}

var retentionNames = map[data.Retention]string{data.ShortTerm: "短期", data.LongTerm: "长期", data.Permanent: "永久"}

// volumePages is how many pages the dossier has: as it is bound, else as it was counted
// when it was filed.
func volumePages(s Subject) string {
	switch {
	case s.Bound != nil && s.Bound.Pages > 0:
		return strconv.Itoa(s.Bound.Pages)
	case s.Case.Volume.Pages > 0:
		return strconv.Itoa(s.Case.Volume.Pages)
	}
	return ""
}

// filers are the places of who bound the dossier, under a label, and who checked it.
func filers(label string) []Signer {
	return []Signer{
		{Label: label, Names: func(s Subject) []string { return []string{s.Case.Volume.FiledBy} }},
		{Label: "检查人（签名）", Names: func(s Subject) []string { return []string{s.Case.Volume.CheckedBy} }},
	}
}
