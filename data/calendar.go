package data

import (
	"sync"
	"time"
)

// Calendar knows which days are worked, beyond Saturdays and Sundays. A nil
// Calendar knows weekends only.
type Calendar struct {
	// Off are working days made free, On weekend days that are worked (调休).
	Off, On map[Day]bool
	// Names names the days that are off.
	Names map[Day]string
	// years are those whose whole arrangement is known; nil turns the fixed holidays of
	// other years off too.
	years map[int]bool
}

// Works reports whether a day is a working day.
func (c *Calendar) Works(d Day) bool {
	weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
	if c == nil {
		return !weekend
	}
	return c.On[d] || !weekend && !c.Off[d] && !c.fixed(d)
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

// OnOrAfter returns the day itself where it is a working day, else the next that is;
// unset stays unset.
func (c *Calendar) OnOrAfter(d Day) Day {
	for d != 0 && !c.Works(d) {
		d = d.Add(1)
	}
	return d
}

// Complete reports whether the year's whole arrangement is known. Of any other year
// the calendar knows the weekends and the holidays with a date of their own.
func (c *Calendar) Complete(year int) bool { return c != nil && c.years[year] }

// fixed reports whether a day of a year without data is a holiday that the
// regulation (全国年节及纪念日放假办法 art. 2, as of November 2024) gives a date: 1
// January, Qingming, 1-2 May, 1-3 October. The moon's holidays and the days moved
// for them come with the year's notice only.
func (c *Calendar) fixed(d Day) bool {
	y, m, day := d.Date()
	if c.years == nil || c.years[y] {
		return false
	}
	switch m {
	case time.January:
		return day == 1
	case time.April:
		return day == qingming(y)
	case time.May:
		return day <= 2
	case time.October:
		return day <= 3
	}
	return false
}

// qingming returns the day in April of the solar term, by the usual formula; it is
// exact for 2000-2099, and elsewhere off by one day at most.
func qingming(year int) int {
	n := year % 100
	return int(float64(n)*0.2422+4.81) - n/4
}

// statutoryDays is how many days a year are holidays of all citizens (art. 2).
const statutoryDays = 13

// Holidays returns the calendar of the published years, of data/lists/holidays.json.
// It is shared and must not be changed.
func Holidays() *Calendar { return publishedHolidays() }

var publishedHolidays = sync.OnceValue(func() *Calendar {
	var file struct {
		Years []struct {
			Year     int
			Holidays []struct {
				Name     string
				From, To Day
				Worked   []Day
			}
		}
	}
	readList("holidays", &file)
	c := newCalendar()
	for _, y := range file.Years {
		c.years[y.Year] = true
		for _, h := range y.Holidays {
			c.off(h.Name, Period{h.From, h.To})
			for _, d := range h.Worked {
				c.On[d] = true
			}
		}
	}
	return c
})

func newCalendar() *Calendar {
	return &Calendar{Off: map[Day]bool{}, On: map[Day]bool{}, Names: map[Day]string{}, years: map[int]bool{}}
}

// off makes the days of a span free, weekends among them.
func (c *Calendar) off(name string, p Period) {
	for d := p.From; d <= p.To; d++ {
		c.Off[d], c.Names[d] = true, name
		delete(c.On, d)
	}
}

// longestHoliday bounds a place's own row, in days: a slip of the pen in a year would
// otherwise make years free.
const longestHoliday = 31

// CalendarOf returns the published calendar with a place's own rows added: spans of
// days off, and days that are worked. A year counts as complete when the place has
// entered the 13 days that are holidays of all.
func CalendarOf(rows []ListRow) *Calendar {
	c := Holidays()
	own := newCalendar()
	entered := map[int]int{}
	for _, r := range rows {
		p := Period{r.From, max(r.To, r.From)}
		if r.List != ListHolidays || r.From == 0 || p.To.Sub(p.From) >= longestHoliday {
			continue
		}
		if r.Code == HolidayOff {
			own.off(r.Name, p)
			for d := p.From; d <= p.To; d++ {
				entered[d.Month().Year()]++
			}
			continue
		}
		for d := p.From; d <= p.To; d++ {
			own.On[d] = true
		}
	}
	if len(own.Off)+len(own.On) == 0 {
		return c
	}
	return own.over(c, entered)
}

// over returns the calendar laid over another one.
func (c *Calendar) over(base *Calendar, entered map[int]int) *Calendar {
	out := newCalendar()
	for d := range base.Off {
		out.off(base.Names[d], Period{d, d})
	}
	for d := range base.On {
		out.On[d] = true
	}
	for d := range c.Off {
		out.off(c.Names[d], Period{d, d})
	}
	for d := range c.On {
		out.On[d] = true
		delete(out.Off, d)
	}
	for y := range base.years {
		out.years[y] = true
	}
	for y, n := range entered {
		out.years[y] = out.years[y] || n >= statutoryDays
	}
	return out
}
