package view

import (
	"cmp"
	"maps"
	"slices"

	"woshou/data"
)

// TotalsQuery is what the totals screen asks for: a period, the figure that is
// broken down, and 0 for the reporting year of the day.
type TotalsQuery struct {
	Period data.Period
	Figure data.Figure
}

// TotalRow is one figure, or one part of a breakdown. Filter finds the cases
// behind it: exactly Cases of them.
type TotalRow struct {
	Label  string
	Cases  int
	People int
	Amount string // yuan; empty when none
	Filter data.Filter
}

// Rate is a share in percent with its raw counts, or a dash where there is
// nothing to divide.
type Rate struct{ Label, Percent, Counts string }

// TotalsView is the totals screen.
type TotalsView struct {
	Period  string
	Figures []TotalRow
	// The chosen figure by type, month and outcome.
	Chosen                  string
	Types, Months, Outcomes []TotalRow
	Rates                   []Rate
	// Prevented is what was kept from happening: suicide, crime, group petition, fight.
	Prevented []TotalRow
	Note      string // the rule of rounding and what is counted
}

// TotalsView adds up the village's own fact rows: the same function as the township's.
func (d *Desk) TotalsView(q TotalsQuery) *TotalsView {
	w := d.Words
	if q.Period == (data.Period{}) {
		q.Period = data.ReportYearOf(d.Today())
	}
	if q.Figure == "" {
		q.Figure = data.FigureConcluded
	}
	facts := d.Store.Facts()
	t := data.TotalsOf(facts, q.Period, q.Figure)
	v := &TotalsView{
		Period: w.T("totals.period", q.Period.From.Chinese(), q.Period.To.Chinese()),
		Chosen: data.Figures.Name(string(q.Figure)), Note: w.T("totals.note"),
		Prevented: prevented(w, facts, q.Period),
	}
	for _, f := range data.Figures {
		figure := data.Figure(f.Code)
		v.Figures = append(v.Figures, totalRow(f.Name, t.Figures[figure], data.Filter{Figure: figure, Period: q.Period}))
	}
	filter := data.Filter{Figure: q.Figure, Period: q.Period}
	for _, r := range data.DisputeTypes {
		if tally := t.Types[data.DisputeType(r.Code)]; tally.Cases > 0 {
			filter := filter
			filter.Type = data.DisputeType(r.Code)
			v.Types = append(v.Types, totalRow(r.Name, tally, filter))
		}
	}
	for _, m := range slices.SortedFunc(maps.Keys(t.Months), cmp.Compare[data.Month]) {
		filter := filter
		filter.Month = m
		v.Months = append(v.Months, totalRow(m.String(), t.Months[m], filter))
	}
	for _, r := range data.Outcomes {
		if tally := t.Outcomes[data.Outcome(r.Code)]; tally.Cases > 0 {
			filter := filter
			filter.Outcome = data.Outcome(r.Code)
			v.Outcomes = append(v.Outcomes, totalRow(r.Name, tally, filter))
		}
	}
	v.Rates = []Rate{
		rate(w.T("rate.success"), t.SuccessRate()),
		rate(w.T("rate.performance"), t.PerformanceRate()),
	}
	return v
}

func totalRow(label string, t data.Tally, f data.Filter) TotalRow {
	return TotalRow{Label: label, Cases: t.Cases, People: t.People, Amount: money(t.Amount), Filter: f}
}

func rate(label string, r data.Rate) Rate {
	return Rate{Label: label, Percent: r.Percent(), Counts: r.Counts()}
}

// prevented is the statistics table's columns on prevented escalation, over the
// disputes received in the period.
func prevented(w Words, facts []data.Fact, p data.Period) []TotalRow {
	t := data.StatisticsOf(facts, p, data.BasisAll)
	var out []TotalRow
	for _, kind := range data.PreventedKinds {
		code := data.ColumnCode("prevented_" + kind)
		row := totalRow(w.T("prevented."+string(kind)), t.Cells[code], data.Filter{Column: code, Period: p})
		row.Amount = "" // what was prevented has no price
		out = append(out, row)
	}
	return out
}

// CasesBehind returns the cases that a figure counts, for the ledger to show.
func (d *Desk) CasesBehind(f data.Filter) []data.CaseID {
	ids := []data.CaseID{}
	for _, fact := range data.Select(d.Store.Facts(), f) {
		ids = append(ids, fact.Case)
	}
	return ids
}
