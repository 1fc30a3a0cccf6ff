package view

import (
	"fmt"

	"woshou/data"
)

// NamedPeriod is a period that one can choose by its name.
type NamedPeriod struct {
	Key, Label string
	data.Period
}

// Periods offers the quarters of this report year that have begun, the report year
// before it with its quarters, latest first.
func (d *Desk) Periods() []NamedPeriod {
	w, today, calendar := d.Words, d.Today(), d.list(data.ListReportCalendar)
	this := data.ReportYearOf(today).To.Month().Year()
	var out []NamedPeriod
	for _, year := range []int{this, this - 1} {
		if year != this {
			out = append(out, NamedPeriod{fmt.Sprintf("year-%d", year), w.T("totals.span.past", year), data.ReportYear(year)})
		}
		quarters := data.Quarters(year, calendar)
		for i := len(quarters) - 1; i >= 0 && len(quarters) > 1; i-- {
			if q := quarters[i]; q.From <= today {
				out = append(out, NamedPeriod{fmt.Sprintf("%d-%s", year, q.Code), w.T("totals.span.quarter", year, q.Name), q.Period})
			}
		}
	}
	return out
}
