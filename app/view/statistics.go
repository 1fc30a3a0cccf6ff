package view

import (
	"fmt"
	"strconv"
	"strings"

	"woshou/data"
	"woshou/data/sheet"
)

// StatisticsRow is one column of the ministry's table, set as a row: cases, people and
// money on both bases. All and Written open exactly the cases that they count.
type StatisticsRow struct {
	Group, Label   string
	Cases          int
	People         int
	Amount         string // yuan; empty when none
	WrittenCases   int
	All, Written   data.Filter
	total, written data.Tally
}

// StatisticsRate is a rate on both bases, with the raw counts and the formula.
type StatisticsRate struct {
	Label, Formula string
	All, Written   Rate
}

// StatisticsView is the case statistics table (人民调解案件情况统计表) of a period.
type StatisticsView struct {
	Period    string
	Rows      []StatisticsRow
	Rates     []StatisticsRate
	Screening data.ScreeningTotals
	// Staff counts who serves at the period's end, or today while it is not over.
	Staff data.Staff
	// MeanDays is the mean time from acceptance to the end.
	MeanDays string
	Notes    []string
}

// StatisticsView adds up the village's own fact rows, by the function of every level.
func (d *Desk) StatisticsView(p data.Period) *StatisticsView {
	w, facts, c := d.Words, d.Store.Facts(), d.Store.Committee()
	all, written := data.StatisticsOf(facts, p, data.BasisAll), data.StatisticsOf(facts, p, data.BasisWritten)
	v := &StatisticsView{
		Period: periodText(w, p), Screening: data.ScreeningsOf(c.Screenings, p), MeanDays: "—",
		Staff: data.StaffOf(c, staffDay(p, d.Today())),
		Notes: []string{
			w.T("statistics.note.count"), w.T("statistics.note.basis"), w.T("statistics.note.success"),
			w.T("statistics.note.rounding"), w.T("statistics.note.prevented"),
		},
	}
	for _, group := range data.ColumnGroups {
		if data.ColumnGroup(group.Code) == data.GroupOrganisation {
			v.Rows = append(v.Rows, organisation(c.Level, group.Name, all, written))
		}
		for _, col := range data.Columns {
			if string(col.Group) == group.Code {
				v.Rows = append(v.Rows, statisticsRow(group.Name, col.Name, col.Code, all, written))
			}
		}
	}
	for _, rule := range data.Rates {
		v.Rates = append(v.Rates, StatisticsRate{
			Label: rule.Name, Formula: formula(rule),
			All: rate("", all.Rate(rule)), Written: rate("", written.Rate(rule)),
		})
	}
	if tenths, ok := all.MeanDays(); ok {
		v.MeanDays = w.T("statistics.days", fmt.Sprintf("%d.%d", tenths/10, tenths%10))
	}
	return v
}

func staffDay(p data.Period, today data.Day) data.Day {
	if p.To != 0 && p.To < today {
		return p.To
	}
	return today
}

// StaffRows are the counts of people with their labels.
func (d *Desk) StaffRows(s data.Staff) []Pair {
	var out []Pair
	for _, x := range []struct {
		word  string
		count int
	}{
		{"staff.mediators", s.Mediators}, {"staff.members", s.Members}, {"staff.appointed", s.Appointed},
		{"staff.full_time", s.FullTime}, {"staff.part_time", s.PartTime}, {"staff.women", s.Women},
	} {
		out = append(out, Pair{d.Words.T(x.word), strconv.Itoa(x.count)})
	}
	return out
}

func statisticsRow(group, label string, code data.ColumnCode, all, written *data.Statistics) StatisticsRow {
	t, s := all.Cells[code], written.Cells[code]
	return StatisticsRow{
		Group: group, Label: label, Cases: t.Cases, People: t.People, Amount: money(t.Amount), WrittenCases: s.Cases,
		All:     data.Filter{Column: code, Period: all.Period},
		Written: data.Filter{Column: code, Period: all.Period, Basis: data.BasisWritten},
		total:   t, written: s,
	}
}

// organisation is the row of the committee's own kind: all of its cases are one kind's.
func organisation(level data.CommitteeLevel, group string, all, written *data.Statistics) StatisticsRow {
	if level == "" {
		level = data.LevelVillage
	}
	return statisticsRow(group, data.CommitteeLevels.Name(string(level)), data.ColumnTotal, all, written)
}

// formula spells a rate out: 调解成功数 ÷（调解成功数＋调解不成）.
func formula(rule data.RateRule) string {
	var whole []string
	for _, c := range rule.Whole {
		whole = append(whole, data.ColumnName(c))
	}
	text := strings.Join(whole, "＋")
	if len(whole) > 1 {
		text = "（" + text + "）"
	}
	return data.ColumnName(rule.Part) + "÷" + text
}

func periodText(w Words, p data.Period) string {
	return w.T("totals.period", p.From.Chinese(), p.To.Chinese())
}

// StatisticsSheet is the table for a spreadsheet, by the basis of all agreements and
// of written ones only.
func (d *Desk) StatisticsSheet(p data.Period) sheet.Sheet {
	w, v, c := d.Words, d.StatisticsView(p), d.Store.Committee()
	s := sheet.Sheet{
		Name: w.T("statistics.sheet"), Title: w.T("statistics.title"), Subtitle: c.Name + "　" + v.Period, Foot: v.Notes,
		Columns: []sheet.Column{
			{Head: w.T("statistics.group"), Width: 9}, {Head: w.T("statistics.column"), Width: 16},
			{Group: w.T("statistics.all"), Head: w.T("totals.cases"), Width: 6}, {Group: w.T("statistics.all"), Head: w.T("totals.people"), Width: 6},
			{Group: w.T("statistics.all"), Head: w.T("totals.amount"), Width: 11}, {Group: w.T("statistics.all"), Head: w.T("statistics.rate"), Width: 9},
			{Group: w.T("statistics.written"), Head: w.T("totals.cases"), Width: 6}, {Group: w.T("statistics.written"), Head: w.T("totals.people"), Width: 6},
			{Group: w.T("statistics.written"), Head: w.T("totals.amount"), Width: 11}, {Group: w.T("statistics.written"), Head: w.T("statistics.rate"), Width: 9},
		},
	}
	for _, r := range v.Rows {
		s.Rows = append(s.Rows, []sheet.Cell{
			sheet.Text(r.Group), sheet.Text(r.Label),
			sheet.Whole(r.total.Cases), sheet.Whole(r.total.People), sheet.SomeMoney(r.total.Amount), {},
			sheet.Whole(r.written.Cases), sheet.Whole(r.written.People), sheet.SomeMoney(r.written.Amount), {},
		})
	}
	for _, n := range []struct {
		word  string
		count int
	}{{"screening.times", v.Screening.Times}, {"screening.found", v.Screening.Found}, {"screening.prevented", v.Screening.Prevented}} {
		s.Rows = append(s.Rows, []sheet.Cell{sheet.Text(w.T("statistics.screening")), sheet.Text(w.T("field." + n.word)), sheet.Whole(n.count)})
	}
	for _, r := range d.StaffRows(v.Staff) {
		s.Rows = append(s.Rows, []sheet.Cell{sheet.Text(w.T("statistics.staff")), sheet.Text(r.Label), {}, sheet.Text(r.Value)})
	}
	for _, r := range v.Rates {
		s.Rows = append(s.Rows, []sheet.Cell{
			sheet.Text(w.T("statistics.rates")), sheet.Text(r.Label), sheet.Text(r.All.Counts), {}, {}, sheet.Text(r.All.Percent),
			sheet.Text(r.Written.Counts), {}, {}, sheet.Text(r.Written.Percent),
		})
		s.Foot = append(s.Foot, r.Label+"＝"+r.Formula)
	}
	return s
}
