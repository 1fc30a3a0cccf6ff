// Source: 人民调解案件情况统计表, the ministry's table as judicial bureaus carry it, set as
// lines; both bases, formulas and rounding are stated because places count differently.

package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

// Statistics is 人民调解案件情况统计表, a paper of the committee about a
// *data.StatisticsTable.
const Statistics Code = "statistics"

const statisticsTitle = "人民调解案件情况统计表"

// The heads over the figures of the two bases.
const (
	basisAll     = "全部"
	basisWritten = "仅书面"
)

var statistics2026 = Form{
	Code:    Statistics,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   statisticsTitle,
	Running: later(statisticsTitle, statisticsPeriod),
	Parts: []Part{
		reporterRow,
		Row{periodField(statisticsPeriod)},
		Space(2),
		Table{
			Columns: []Column{
				{Head: "类别", Share: 19, Align: Centre, Merge: true}, {Head: "项目", Share: 37},
				{Group: basisAll, Head: "件", Share: 11, Align: Right}, {Group: basisAll, Head: "人", Share: 13, Align: Right},
				{Group: basisAll, Head: "元", Share: 26, Align: Right}, {Group: basisWritten, Head: "件", Share: 11, Align: Right},
				{Group: basisWritten, Head: "人", Share: 13, Align: Right}, {Group: basisWritten, Head: "元", Share: 26, Align: Right},
			},
			Rows: statisticsRows, Close: true,
		},
		Space(3),
		Table{Columns: besideColumns(), Rows: besideRows, Blank: 1, Close: true, Whole: true},
		Space(3),
		Table{
			Columns: []Column{
				{Head: "比率", Share: 31}, {Head: "计算方法", Share: 63},
				{Group: basisAll, Head: "件数", Share: 16, Align: Centre}, {Group: basisAll, Head: "比率", Share: 15, Align: Centre},
				{Group: basisWritten, Head: "件数", Share: 16, Align: Centre}, {Group: basisWritten, Head: "比率", Share: 15, Align: Centre},
			},
			Rows: rateRows, Close: true, Whole: true,
		},
		Space(2),
		Passage{Small: true, Get: func(Subject) string { return statisticsNotes }},
		reported("填表人（签名）"),
	},
}

const statisticsNotes = `注：1．本表按办结日期统计本期受理后办结的纠纷；不予受理、作废的和“另列”各项不计入总数。“防止激化”和“本期受理”按收到、受理的日期统计。
2．“调解案件总数”一行的人数为涉及当事人数，金额为协议涉及金额。“全部”计书面协议和口头协议，“仅书面”不含以口头协议结束的纠纷。
3．调解成功率不计不予受理、和解撤回和移送的纠纷。比率和平均调解天数四舍五入到小数点后一位；分母为零的写“—”。`

func statisticsPeriod(s Subject) data.Period { return listed[data.StatisticsTable](s).Period }

// statisticsRows are the columns of the ministry's table, a line each; without figures
// there is room for them.
func statisticsRows(s Subject) [][]string {
	t := listed[data.StatisticsTable](s)
	var out [][]string
	for _, l := range t.Lines() {
		group, _, _ := strings.Cut(l.Group, "（")
		row := []string{group, l.Name, "", "", "", "", "", ""}
		if t.All != nil {
			copy(row[2:], append(tally(l.All), tally(l.Written)...))
		}
		out = append(out, row)
	}
	return out
}

// tally writes cases, people and yuan.
func tally(t data.Tally) []string {
	amount := "0"
	if t.Amount != 0 {
		amount = t.Amount.Yuan()
	}
	return []string{strconv.Itoa(t.Cases), strconv.Itoa(t.People), amount}
}

// rateRows are the rates with their formulas and raw counts, and the mean time.
func rateRows(s Subject) [][]string {
	t := listed[data.StatisticsTable](s)
	var out [][]string
	for _, rule := range data.Rates {
		row := []string{rule.Name, rule.Formula(), "", "", "", ""}
		if t.All != nil {
			all, written := t.All.Rate(rule), t.Written.Rate(rule)
			copy(row[2:], []string{all.Counts(), all.Percent(), written.Counts(), written.Percent()})
		}
		out = append(out, row)
	}
	mean := []string{"平均调解天数", "受理至办结天数的平均数", "", "", "", ""}
	if t.All != nil {
		count := func(s *data.Statistics) string { return strconv.Itoa(s.Cells[data.ColumnTotal].Cases) }
		copy(mean[2:], []string{count(t.All), t.All.Days(), count(t.Written), t.Written.Days()})
	}
	return append(out, mean)
}

// besideColumns are the heads of what is counted beside the cases: rounds of screening,
// and people.
func besideColumns() []Column {
	var out []Column
	for _, group := range []struct {
		name  string
		share int
		heads []string
	}{{"矛盾纠纷排查", 20, []string{"排查次数", "发现件数", "预防件数"}}, {"人民调解员", 16, []string{"总数", "委员", "聘任", "专职", "兼职", "妇女"}}} {
		for _, head := range group.heads {
			out = append(out, Column{Group: group.name, Head: head, Share: group.share, Align: Centre})
		}
	}
	return out
}

func besideRows(s Subject) [][]string {
	t := listed[data.StatisticsTable](s)
	if t.All == nil {
		return nil
	}
	var row []string
	for _, n := range []int{
		t.Screening.Times, t.Screening.Found, t.Screening.Prevented,
		t.Staff.Mediators, t.Staff.Members, t.Staff.Appointed, t.Staff.FullTime, t.Staff.PartTime, t.Staff.Women,
	} {
		row = append(row, strconv.Itoa(n))
	}
	return [][]string{row}
}
