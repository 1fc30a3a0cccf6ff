package view

import (
	"strconv"

	"woshou/data"
	"woshou/data/sheet"
)

// StatisticsRow is one column of the ministry's table, set as a row: cases, people and
// money on both bases. All and Written open exactly the cases that they count.
type StatisticsRow struct {
	Group, Label string
	Cases        int
	People       int
	Amount       string // yuan; empty when none
	WrittenCases int
	All, Written data.Filter
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
		Notes: sheet.StatisticsNotes(w),
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
	for _, r := range sheet.StaffRows(s, d.Words) {
		out = append(out, Pair{r.Name, strconv.Itoa(r.Count)})
	}
	return out
}

func statisticsRow(l data.StatisticsLine, p data.Period) StatisticsRow {
	return StatisticsRow{
		Group: l.Group, Label: l.Name, Cases: l.All.Cases, People: l.All.People, Amount: money(l.All.Amount), WrittenCases: l.Written.Cases,
		All:     data.Filter{Column: l.Column, Period: p},
		Written: data.Filter{Column: l.Column, Period: p, Basis: data.BasisWritten},
	}
}

func periodText(w Words, p data.Period) string {
	return w.T("totals.period", p.From.Chinese(), p.To.Chinese())
}

// StatisticsSheet is the table for a spreadsheet, by the basis of all agreements and
// of written ones only.
func (d *Desk) StatisticsSheet(p data.Period) sheet.Sheet {
	return sheet.Statistics(d.statistics(p), d.Words, d.Store.Committee().Name)
}
