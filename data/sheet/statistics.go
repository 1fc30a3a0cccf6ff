package sheet

import (
	"strconv"

	"woshou/data"
)

// Words gives the text for a key of the program's words.
type Words interface {
	T(key string, args ...any) string
}

// Statistics is the case statistics table in the form's order, by the basis of all
// agreements and of written ones only, handed in by the committee or office of a name.
func Statistics(t *data.StatisticsTable, w Words, who string) Sheet {
	s := Sheet{
		Name: w.T("statistics.sheet"), Title: w.T("statistics.title"), Foot: StatisticsNotes(w),
		Subtitle: who + "　" + w.T("totals.period", t.Period.From.Chinese(), t.Period.To.Chinese()),
		Columns: []Column{
			{Head: w.T("statistics.group"), Width: 9}, {Head: w.T("statistics.column"), Width: 16},
			{Group: w.T("statistics.all"), Head: w.T("totals.cases"), Width: 6}, {Group: w.T("statistics.all"), Head: w.T("totals.people"), Width: 6},
			{Group: w.T("statistics.all"), Head: w.T("totals.amount"), Width: 11}, {Group: w.T("statistics.all"), Head: w.T("statistics.rate"), Width: 9},
			{Group: w.T("statistics.written"), Head: w.T("totals.cases"), Width: 6}, {Group: w.T("statistics.written"), Head: w.T("totals.people"), Width: 6},
			{Group: w.T("statistics.written"), Head: w.T("totals.amount"), Width: 11}, {Group: w.T("statistics.written"), Head: w.T("statistics.rate"), Width: 9},
		},
	}
	for _, l := range t.Lines() {
		s.Rows = append(s.Rows, []Cell{
			Text(l.Group), Text(l.Name),
			Whole(l.All.Cases), Whole(l.All.People), SomeMoney(l.All.Amount), {},
			Whole(l.Written.Cases), Whole(l.Written.People), SomeMoney(l.Written.Amount), {},
		})
	}
	if !t.FactsOnly {
		s.Rows = append(s.Rows, ownRows(t, w)...)
	}
	for _, rule := range data.Rates {
		all, written := t.All.Rate(rule), t.Written.Rate(rule)
		s.Rows = append(s.Rows, []Cell{
			Text(w.T("statistics.rates")), Text(rule.Name), Text(all.Counts()), {}, {}, Text(all.Percent()),
			Text(written.Counts()), {}, {}, Text(written.Percent()),
		})
		s.Foot = append(s.Foot, rule.Name+"＝"+rule.Formula())
	}
	return s
}

// ownRows are the lines that a committee alone can fill in: what was found by
// screening, and who works at mediation.
func ownRows(t *data.StatisticsTable, w Words) (rows [][]Cell) {
	for _, n := range []struct {
		word  string
		count int
	}{{"screening.times", t.Screening.Times}, {"screening.found", t.Screening.Found}, {"screening.prevented", t.Screening.Prevented}} {
		rows = append(rows, []Cell{Text(w.T("statistics.screening")), Text(w.T("field." + n.word)), Whole(n.count)})
	}
	for _, r := range StaffRows(t.Staff, w) {
		rows = append(rows, []Cell{Text(w.T("statistics.staff")), Text(r.Name), {}, Text(strconv.Itoa(r.Count))})
	}
	return rows
}

// StatisticsNotes are the lines below the table: how it counts.
func StatisticsNotes(w Words) []string {
	return []string{
		w.T("statistics.note.count"), w.T("statistics.note.basis"), w.T("statistics.note.success"),
		w.T("statistics.note.rounding"), w.T("statistics.note.prevented"),
	}
}

// NamedCount is a number with its label.
type NamedCount struct {
	Name  string
	Count int
}

// StaffRows are the counts of those who work at mediation, with their labels.
func StaffRows(s data.Staff, w Words) (out []NamedCount) {
	for _, x := range []struct {
		word  string
		count int
	}{
		{"staff.mediators", s.Mediators}, {"staff.members", s.Members}, {"staff.appointed", s.Appointed},
		{"staff.full_time", s.FullTime}, {"staff.part_time", s.PartTime}, {"staff.women", s.Women},
	} {
		out = append(out, NamedCount{w.T(x.word), x.count})
	}
	return out
}
