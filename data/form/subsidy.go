// Source: 以案定补 补贴申报表, county rules on paying mediators by the case (People's
// Mediation Law art. 16): one dossier, one payment; the town's office and the county's
// bureau examine it.

package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

// Subsidy is 人民调解案件补贴申报表, a paper of the committee about a *data.SubsidySheet.
const Subsidy Code = "subsidy"

const subsidyTitle = "人民调解案件补贴申报表"

var subsidy2026 = Form{
	Code:      Subsidy,
	Edition:   "2026",
	From:      day("2011-01-01"),
	Title:     subsidyTitle,
	Landscape: true,
	Running:   later(subsidyTitle, subsidyPeriod),
	Parts: []Part{
		Row{reporterRow[0], periodField(subsidyPeriod)},
		Space(2),
		Table{
			Columns: []Column{
				{Head: "序号", Share: 13, Align: Centre}, {Head: "案号", Share: 36, Align: Centre}, {Head: "案件", Share: 40},
				{Head: "纠纷类型", Share: 22, Align: Centre}, {Head: "结案日期", Share: 25, Align: Centre}, {Head: "结果", Share: 20, Align: Centre},
				{Head: "等级", Share: 13, Align: Centre}, {Head: "比例", Share: 14, Align: Centre}, {Head: "卷宗", Share: 12, Align: Centre},
				{Head: "调解员及应得（元）", Share: 38}, {Head: "金额（元）", Share: 24, Align: Right},
			},
			Rows: subsidyRows, Blank: 8, Total: true,
		},
		Sentence{
			Text: "本期申报案件{}件，补贴金额合计人民币（大写）{}（￥{}元）。", Flush: true,
			Blanks: []Field{
				subsidyField("subsidy.cases", "件数", 3, func(t *data.SubsidySheet) string { return strconv.Itoa(len(t.Lines)) }),
				subsidyField("subsidy.capitals", "大写", 9, func(t *data.SubsidySheet) string { return t.Total.Capitals() }),
				subsidyField("subsidy.total", "合计", 6, func(t *data.SubsidySheet) string { return t.Total.Yuan() }),
			},
		},
		Table{Columns: append(shareColumns(), shareColumns()...), Rows: shareRows, Blank: 2, Whole: true},
		Space(2),
		Passage{Small: true, Get: subsidyNote},
		reported("填报人（签名）"),
		Space(3),
		Table{
			Columns: []Column{{Head: "司法所审核意见", Share: 1, Align: Right}, {Head: "司法局审批意见", Share: 1, Align: Right}},
			Rows:    func(Subject) [][]string { return [][]string{{opinion, opinion}} },
			Least:   40,
		},
	},
}

// opinion is where an office that examines the report puts its seal and the day.
const opinion = "\n\n\n（印）\n经办人：　　　　　　　　　　年　　月　　日"

// shareColumns are one half of the table of what each mediator gets.
func shareColumns() []Column {
	return []Column{
		{Head: "调解员", Share: 13, Align: Centre}, {Head: "件数", Share: 6, Align: Centre},
		{Head: "金额（元）", Share: 12, Align: Right}, {Head: "本人签名", Share: 14},
	}
}

func subsidyPeriod(s Subject) data.Period { return listed[data.SubsidySheet](s).Period }

// subsidyField is a sum of the sheet, blank on a form to be filled by hand.
func subsidyField(key, label string, chars int, get func(*data.SubsidySheet) string) Field {
	return Field{Key: key, Label: label, Chars: chars, Get: func(s Subject) string {
		if s.List == nil {
			return ""
		}
		return get(listed[data.SubsidySheet](s))
	}}
}

// subsidyRows are the cases that are paid for, and their sum.
func subsidyRows(s Subject) [][]string {
	sheet := listed[data.SubsidySheet](s)
	var out [][]string
	for i, l := range sheet.Lines {
		out = append(out, []string{
			strconv.Itoa(i + 1), l.Number, l.Title, strings.TrimSuffix(l.Type.Name(), "纠纷"), l.Closed.String(), strings.TrimPrefix(data.Outcomes.Name(string(l.Outcome)), "达成"),
			l.Grade, strconv.Itoa(l.Percent) + "%", strconv.Itoa(l.Papers) + "项", sharesOf(l.Shares), l.Pay.Yuan(),
		})
	}
	if len(out) == 0 {
		return nil
	}
	return append(out, []string{"合计", "", "", "", "", "", "", "", "", "", sheet.Total.Yuan()})
}

// sharesOf names who mediated, a line each, with what each gets.
func sharesOf(list []data.Share) string {
	var out []string
	for _, x := range list {
		out = append(out, x.Name+" "+x.Pay.Yuan())
	}
	return strings.Join(out, "\n")
}

// shareRows are what each mediator gets, two in a row.
func shareRows(s Subject) [][]string {
	var out [][]string
	for i, x := range listed[data.SubsidySheet](s).Sums {
		if i%2 == 0 {
			out = append(out, make([]string, 8))
		}
		copy(out[i/2][i%2*4:], []string{x.Name, strconv.Itoa(x.Cases), x.Pay.Yuan()})
	}
	return out
}

// subsidyNote says by what terms the cases are paid.
func subsidyNote(s Subject) string {
	const proof = "注：“卷宗”为卷内已有的项数（共9项）；一案有几位调解员的，补贴平均分。"
	if s.List == nil {
		return proof
	}
	terms := s.Committee.SubsidyRule()
	var out []string
	for _, g := range terms.Grades {
		out = append(out, g.Name+"每件"+g.Pay.Yuan()+"元")
	}
	for _, part := range []struct {
		words   string
		percent int
	}{{"口头协议", terms.OralPercent}, {"调解不成", terms.FailedPercent}} {
		if part.percent > 0 {
			out = append(out, part.words+"按"+strconv.Itoa(part.percent)+"%")
		}
	}
	return proof + "补贴标准：" + strings.Join(out, "，") + "。"
}
