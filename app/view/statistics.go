package view

import (
	"strconv"

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
	Staff     data.Staff
	// MeanDays is the mean time from acceptance to the end.
	MeanDays string
	Notes    []string
}

// StatisticsView shows the village's own table.
func (d *Desk) StatisticsView(p data.Period) *StatisticsView {
	w, table := d.Words, d.statistics(p)
	v := &StatisticsView{
		Period: periodText(w, p), Screening: table.Screening, Staff: table.Staff, MeanDays: table.All.Days(),
		Notes: []string{
			w.T("statistics.note.count"), w.T("statistics.note.basis"), w.T("statistics.note.success"),
			w.T("statistics.note.rounding"), w.T("statistics.note.prevented"),
		},
	}
	for _, line := range table.Lines() {
		v.Rows = append(v.Rows, statisticsRow(line, p))
	}
	for _, rule := range data.Rates {
		v.Rates = append(v.Rates, StatisticsRate{
			Label: rule.Name, Formula: rule.Formula(),
			All: rate("", table.All.Rate(rule)), Written: rate("", table.Written.Rate(rule)),
		})
	}
	if _, ok := table.All.MeanDays(); ok {
		v.MeanDays = w.T("statistics.days", v.MeanDays)
	}
	return v
}

// statistics is the table of a period: screen, spreadsheet and paper show this one.
func (d *Desk) statistics(p data.Period) *data.StatisticsTable {
	return data.StatisticsTableOf(d.Store.Committee(), d.Store.Facts(), p, d.Today())
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

func statisticsRow(l data.StatisticsLine, p data.Period) StatisticsRow {
	return StatisticsRow{
		Group: l.Group, Label: l.Name, Cases: l.All.Cases, People: l.All.People, Amount: money(l.All.Amount), WrittenCases: l.Written.Cases,
		All:     data.Filter{Column: l.Column, Period: p},
		Written: data.Filter{Column: l.Column, Period: p, Basis: data.BasisWritten},
		total:   l.All, written: l.Written,
	}
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
