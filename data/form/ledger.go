// Source: 共享法庭工作台账, the functions and the reported annual counts of village shared
// courts (共享法庭) in Zhejiang.

package form

import (
	"strconv"

	"woshou/data"
)

// Ledger is 共享法庭工作台账, a paper of the committee about a *CourtLedger.
const Ledger Code = "ledger"

const ledgerTitle = "共享法庭工作台账"

// CourtLedger is what the shared court did in a period, by day.
type CourtLedger struct {
	Period data.Period
	Lines  []CourtLine
	Counts data.CourtCounts
}

// CourtLine is one line of the ledger with the number of the case it was about.
type CourtLine struct {
	data.CourtEntry
	Number string
}

var ledger2026 = Form{
	Code:      Ledger,
	Edition:   "2026",
	From:      day("2021-01-01"),
	Title:     ledgerTitle,
	Landscape: true,
	Running:   later(ledgerTitle, ledgerPeriod),
	Parts: []Part{
		Row{reporterRow[0], periodField(ledgerPeriod)},
		Space(2),
		Table{
			Columns: []Column{
				{Head: "序号", Share: 13, Align: Centre}, {Head: "日期", Share: 25, Align: Centre}, {Head: "事项", Share: 21, Align: Centre},
				{Head: "当事人、对象", Share: 44}, {Head: "人数", Share: 13, Align: Centre}, {Head: "案号", Share: 36, Align: Centre},
				{Head: "法官", Share: 18, Align: Centre}, {Head: "分钟", Share: 13, Align: Centre}, {Head: "结果", Share: 36},
				{Head: "证明材料", Share: 21, Align: Centre}, {Head: "记录人", Share: 17, Align: Centre},
			},
			Rows: ledgerRows, Blank: 10,
		},
		Space(3),
		Table{Columns: countColumns(), Rows: countRows, Close: true, Whole: true},
		reported("记录人（签名）"),
	},
}

func ledgerPeriod(s Subject) data.Period { return listed[CourtLedger](s).Period }

// ledgerRows are the entries, the oldest first.
func ledgerRows(s Subject) [][]string {
	var out [][]string
	for i, l := range listed[CourtLedger](s).Lines {
		out = append(out, []string{
			strconv.Itoa(i + 1), l.On.String(), data.CourtKinds.Name(string(l.Kind)), l.Audience, count(l.People), l.Number,
			l.Judge, count(l.Minutes), l.Result, l.Proof, l.Recorder,
		})
	}
	return out
}

// countColumns are the annual counts that a shared court reports.
func countColumns() []Column {
	const group = "统计指标"
	out := []Column{{Share: 2, Align: Centre}}
	for _, k := range data.CourtKinds {
		out = append(out, Column{Group: group, Head: k.Name, Share: 3, Align: Centre})
	}
	return append(out, Column{Group: group, Head: "指导后化解（件）", Share: 4, Align: Centre})
}

// countRows are the annual counts: times, and people.
func countRows(s Subject) [][]string {
	counts := listed[CourtLedger](s).Counts
	times, people := []string{"次数"}, []string{"人次"}
	for _, k := range data.CourtKinds {
		t := counts.Kinds[data.CourtKind(k.Code)]
		if s.List == nil {
			times, people = append(times, ""), append(people, "")
			continue
		}
		times, people = append(times, strconv.Itoa(t.Cases)), append(people, count(t.People))
	}
	settled := ""
	if s.List != nil {
		settled = strconv.Itoa(counts.Settled)
	}
	return [][]string{append(times, settled), append(people, "")}
}
