package data

import "time"

// Calendar knows which days are worked, beyond Saturdays and Sundays. A nil
// Calendar knows weekends only.
type Calendar struct {
	// Off are working days made free, On weekend days that are worked (调休).
	Off, On map[Day]bool
}

// Works reports whether a day is a working day.
func (c *Calendar) Works(d Day) bool {
	weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
	if c == nil {
		return !weekend
	}
	return c.On[d] || !weekend && !c.Off[d]
}

// AddWorkdays returns the n-th working day after a day; unset stays unset.
func (c *Calendar) AddWorkdays(d Day, n int) Day {
	for d != 0 && n > 0 {
		d = d.Add(1)
		if c.Works(d) {
			n--
		}
	}
	return d
}
