package data

import (
	"fmt"
	"strings"
)

// StatisticsTable is the case statistics table as it is handed in: both bases side by
// side, with what was found by screening and who works at mediation. Screen,
// spreadsheet and paper show this one.
type StatisticsTable struct {
	Period       Period
	Level        CommitteeLevel
	All, Written *Statistics
	Screening    ScreeningTotals
	// Staff counts who serves at the period's end, or today while it is not over.
	Staff Staff
	// FactsOnly says that Screening and Staff are not known, as where only fact rows are.
	FactsOnly bool
}

// StatisticsTableOf makes a committee's own table of a period on a day.
func StatisticsTableOf(c *Committee, facts []Fact, p Period, today Day) *StatisticsTable {
	day := today
	if p.To != 0 && p.To < today {
		day = p.To
	}
	return &StatisticsTable{
		Period: p, Level: c.Level,
		All: StatisticsOf(facts, p, BasisAll), Written: StatisticsOf(facts, p, BasisWritten),
		Screening: ScreeningsOf(c.Screenings, p), Staff: StaffOf(c, day),
	}
}

// StatisticsTableOfFacts makes the table of a period from fact rows alone: that of one
// village, or of several together, at a township.
func StatisticsTableOfFacts(facts []Fact, p Period) *StatisticsTable {
	return &StatisticsTable{
		Period: p, All: StatisticsOf(facts, p, BasisAll), Written: StatisticsOf(facts, p, BasisWritten), FactsOnly: true,
	}
}

// Add adds up more fact rows.
func (t *StatisticsTable) Add(facts []Fact) {
	t.All.add(facts)
	t.Written.add(facts)
}

// StatisticsLine is one column of the table, set as a line.
type StatisticsLine struct {
	Group, Name  string
	Column       ColumnCode
	All, Written Tally
}

// Lines returns the columns in the order of the form. A table without figures, to be
// filled by hand, has its lines all the same.
func (t *StatisticsTable) Lines() []StatisticsLine {
	line := func(group, name string, code ColumnCode) StatisticsLine {
		return StatisticsLine{group, name, code, t.All.cell(code), t.Written.cell(code)}
	}
	var out []StatisticsLine
	for _, group := range ColumnGroups {
		if ColumnGroup(group.Code) == GroupOrganisation { // all of a committee's cases are of its one kind
			out = append(out, line(group.Name, t.Level.name(), ColumnTotal))
		}
		for _, col := range Columns {
			if string(col.Group) == group.Code {
				out = append(out, line(group.Name, col.Name, col.Code))
			}
		}
	}
	return out
}

// cell returns a column's figures, none of a table without figures.
func (s *Statistics) cell(code ColumnCode) Tally {
	if s == nil {
		return Tally{}
	}
	return s.Cells[code]
}

// name is the kind of committee in the statistics table; unset counts as a village's.
func (l CommitteeLevel) name() string {
	if l == "" {
		l = LevelVillage
	}
	return CommitteeLevels.Name(string(l))
}

// Formula spells a rate out: 调解成功数÷（调解成功数＋调解不成）.
func (r RateRule) Formula() string {
	var whole []string
	for _, c := range r.Whole {
		whole = append(whole, ColumnName(c))
	}
	text := strings.Join(whole, "＋")
	if len(whole) > 1 {
		text = "（" + text + "）"
	}
	return ColumnName(r.Part) + "÷" + text
}

// Percent returns the share in percent to a tenth, a dash where there is nothing to
// divide.
func (r Rate) Percent() string {
	tenths, ok := r.Tenths()
	if !ok {
		return "—"
	}
	return decimal(tenths) + "%"
}

// Counts returns the raw counts behind the share: 4/5.
func (r Rate) Counts() string { return fmt.Sprintf("%d/%d", r.Part, r.Whole) }

// Days returns the mean days from acceptance to the end, a dash where nothing was
// mediated.
func (s *Statistics) Days() string {
	tenths, ok := s.MeanDays()
	if !ok {
		return "—"
	}
	return decimal(tenths)
}

// decimal writes tenths as a number with one decimal.
func decimal(tenths int) string { return fmt.Sprintf("%d.%d", tenths/10, tenths%10) }
