// Source: 档案移交清单, archives practice at a change of the head (People's Mediation Law
// art. 9 gives three years to a term).

package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

// HandOverList is 档案移交清单, a paper of the committee.
const HandOverList Code = "handover"

// HandOver is what the list is about: one change of the head, and the files that pass.
type HandOver struct {
	data.Succession
	Files data.HandOverList
}

var handOver2026 = Form{
	Code:    HandOverList,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   "档案移交清单",
	Parts: []Part{
		Row{
			handOverField("handover.from", "移交人", 6, func(h *HandOver) string { return h.From }),
			handOverField("handover.to", "接收人", 6, func(h *HandOver) string { return h.To }),
			handOverField("handover.witness", "监交人", 6, func(h *HandOver) string { return h.Witness }),
		},
		Space(2),
		Table{
			Columns: []Column{
				{Head: "年度", Share: 16, Align: Centre}, {Head: "起始卷号", Share: 46, Align: Centre}, {Head: "终止卷号", Share: 46, Align: Centre},
				{Head: "卷数", Share: 16, Align: Centre}, {Head: "在办", Share: 16, Align: Centre}, {Head: "缺号", Share: 16, Align: Centre},
			},
			Rows: handOverRows, Blank: 4, Total: true,
		},
		Row{
			optional(handOverField("handover.carrier", "电子介质编号", 8, func(h *HandOver) string { return h.Carrier })),
			optional(handOverField("handover.file", "文件名", 8, func(h *HandOver) string { return h.File })),
		},
		Row{optional(handOverField("handover.digest", "校验值", 24, func(h *HandOver) string { return h.Digest }))},
		Section{Field: optional(handOverField("handover.missing", "缺失说明：", 0, missingFiles)), Lines: 2, Inline: true},
		Section{Field: optional(handOverField("handover.open", "在办案件：", 0, openFiles)), Lines: 2, Inline: true},
		Section{Field: optional(handOverField("handover.note", "备注：", 0, func(h *HandOver) string { return strings.TrimSpace(h.Note) })), Inline: true},
		Signing{
			Signers: []Signer{
				{Label: "移交人（签名）", Names: func(s Subject) []string { return []string{listed[HandOver](s).From} }, Party: true},
				{Label: "接收人（签名）", Names: func(s Subject) []string { return []string{listed[HandOver](s).To} }, Party: true},
				{Label: "监交人（签名）", Names: func(s Subject) []string { return []string{listed[HandOver](s).Witness} }},
			},
			Abreast: true,
			Seal:    sealPhrase,
			On:      func(s Subject) data.Day { return listed[HandOver](s).On },
		},
	},
}

func handOverField(key, label string, chars int, get func(*HandOver) string) Field {
	return Field{Key: key, Label: label, Chars: chars, Get: func(s Subject) string { return get(listed[HandOver](s)) }}
}

// handOverRows are the years' files and their sum.
func handOverRows(s Subject) [][]string {
	files := &listed[HandOver](s).Files
	var out [][]string
	open, missing := 0, 0
	for _, y := range files.Years {
		out = append(out, []string{strconv.Itoa(y.Year), y.First, y.Last, strconv.Itoa(y.Files), strconv.Itoa(y.Open), strconv.Itoa(len(y.Missing))})
		open, missing = open+y.Open, missing+len(y.Missing)
	}
	if len(out) == 0 {
		return nil
	}
	return append(out, []string{"合计", "", "", strconv.Itoa(files.Files), strconv.Itoa(open), strconv.Itoa(missing)})
}

// missingFiles says why each missing number has no dossier.
func missingFiles(h *HandOver) string {
	var out []string
	for _, y := range h.Files.Years {
		for _, m := range y.Missing {
			out = append(out, m.Number+"："+whyMissing(&m))
		}
	}
	return numbered(out)
}

func whyMissing(m *data.MissingFile) string {
	switch {
	case m.Void:
		return "作废，" + m.Reason
	case m.DestroyedOn != 0:
		return "已按销毁清单于" + m.DestroyedOn.Chinese() + "销毁"
	case m.Reason == "" && m.Reserved:
		return "留给一台电脑的号段，没有用到"
	case m.Reason == "":
		return "原因不明"
	}
	return m.Reason
}

func openFiles(h *HandOver) string {
	var out []string
	for _, r := range h.Files.Open {
		out = append(out, strings.TrimSpace(r.Number+"　"+r.Title))
	}
	return numbered(out)
}
