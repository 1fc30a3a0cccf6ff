package backup

import (
	"slices"
	"time"
)

// How many backups stay: the newest of each of the last days, weeks and months that
// have any. Days on which nothing was made do not count, so that a long holiday or
// a clock that jumped removes nothing.
const (
	keepDays   = 7
	keepWeeks  = 4
	keepMonths = 12
)

// Keep returns, for each of the times at which backups were made, whether that backup
// stays. The newest always does.
func Keep(made []time.Time) []bool {
	order := make([]int, len(made))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return made[b].Compare(made[a]) })
	keep := make([]bool, len(made))
	for _, rule := range []struct {
		most   int
		period func(time.Time) string
	}{
		{keepDays, func(t time.Time) string { return t.Format(time.DateOnly) }},
		{keepWeeks, func(t time.Time) string { return monday(t).Format(time.DateOnly) }},
		{keepMonths, func(t time.Time) string { return t.Format("2006-01") }},
	} {
		last, n := "", 0
		for _, i := range order {
			p := rule.period(made[i])
			if p == last || n == rule.most {
				continue
			}
			last, n, keep[i] = p, n+1, true
		}
	}
	return keep
}

// monday returns the first day of a time's week.
func monday(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }
