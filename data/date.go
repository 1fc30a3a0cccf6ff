package data

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Day is a civil day without clock or zone: 0 is unset, 0001-01-01 is day 1.
type Day int32

// Month is a calendar month as year*12 + month-1; 0 is unset.
type Month int32

// Years that a date typed by a person may have.
const (
	minYear = 1900
	maxYear = 2200
)

const (
	secondsPerDay = 24 * 60 * 60
	unixDay       = 719163 // the Day of 1970-01-01
)

// NewDay returns the day y-m-d. The error is *Invalid: date.range for a year outside 1900-2200, date.none for
// a day that does not exist, such as 30 February.
func NewDay(y int, m time.Month, d int) (Day, error) {
	if y < minYear || y > maxYear {
		return 0, invalid("date", "date.range")
	}
	return realDay(y, m, d)
}

// realDay is NewDay for any year of the calendar.
func realDay(y int, m time.Month, d int) (Day, error) {
	day := civil(y, m, d)
	if y2, m2, d2 := day.Date(); y2 != y || m2 != m || d2 != d {
		return 0, invalid("date", "date.none")
	}
	return day, nil
}

// civil counts the days to y-m-d; parts out of range carry over as in time.Date.
func civil(y int, m time.Month, d int) Day {
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/secondsPerDay + unixDay)
}

// ParseDay reads a date as people type it: 2006-01-02, 2006/1/2, 2006.1.2, 20060102 or 2006年1月2日, also in
// full-width digits and with spaces around. "" is the unset day. The error is *Invalid: date.form when it is
// none of these, else as NewDay.
func ParseDay(s string) (Day, error) {
	s = halfWidth(s)
	if s == "" {
		return 0, nil
	}
	y, m, d, ok := splitDate(s)
	if !ok {
		return 0, invalid("date", "date.form")
	}
	return NewDay(y, time.Month(m), d)
}

// splitDate finds year, month and day in one of the forms of ParseDay.
func splitDate(s string) (y, m, d int, ok bool) {
	var parts []string
	switch {
	case len(s) == 8 && allDigits(s):
		parts = []string{s[:4], s[4:6], s[6:]}
	case strings.HasSuffix(s, "日"):
		s = strings.Replace(strings.TrimSuffix(s, "日"), "年", "-", 1)
		parts = strings.Split(strings.Replace(s, "月", "-", 1), "-")
	default:
		for _, sep := range []string{"-", "/", "."} {
			if strings.Contains(s, sep) {
				parts = strings.Split(s, sep)
				break
			}
		}
	}
	if len(parts) != 3 || len(parts[0]) != 4 || len(parts[1]) > 2 || len(parts[2]) > 2 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i, p := range parts {
		if !allDigits(p) {
			return 0, 0, 0, false
		}
		n[i], _ = strconv.Atoi(p) // at most four digits
	}
	return n[0], n[1], n[2], true
}

// DayOf returns the day that t shows in its own zone; the zero time is the unset day.
func DayOf(t time.Time) Day {
	if t.IsZero() {
		return 0
	}
	return civil(t.Date())
}

// Date returns the parts of the day, all 0 for the unset day.
func (d Day) Date() (y int, m time.Month, day int) {
	if d == 0 {
		return 0, 0, 0
	}
	return d.utc().Date()
}

func (d Day) utc() time.Time { return time.Unix((int64(d)-unixDay)*secondsPerDay, 0).UTC() }

// String returns the day as 2006-01-02, or "" for the unset day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// MarshalText writes the day as String does. A day outside the years 1-9999 is an error, because it could not be
// read back.
func (d Day) MarshalText() ([]byte, error) {
	if y, _, _ := d.Date(); d != 0 && (y < 1 || y > 9999) {
		return nil, invalid("date", "date.range")
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes and nothing else. The error is *Invalid.
func (d *Day) UnmarshalText(b []byte) error {
	*d = 0
	if len(b) == 0 {
		return nil
	}
	if len(b) != len(time.DateOnly) || b[4] != '-' || b[7] != '-' {
		return invalid("date", "date.form")
	}
	n := 0 // year, month and day in a row
	for i, c := range b {
		switch {
		case i == 4 || i == 7:
		case c >= '0' && c <= '9':
			n = 10*n + int(c-'0')
		default:
			return invalid("date", "date.form")
		}
	}
	if n < 1_00_00 {
		return invalid("date", "date.form")
	}
	v, err := realDay(n/1_00_00, time.Month(n/1_00%1_00), n%1_00)
	*d = v
	return err
}

// Add returns the day that many days later; the unset day stays unset.
func (d Day) Add(days int) Day {
	if d == 0 {
		return 0
	}
	return d + Day(days)
}

// AddMonth returns the same day n months later, or the last day of that month if it has no such day (Civil Code
// art. 202). The unset day stays unset.
func (d Day) AddMonth(n int) Day {
	if d == 0 {
		return 0
	}
	y, m, day := d.Date()
	last := civil(y, m+time.Month(n)+1, 0)
	if _, _, end := last.Date(); day < end {
		return last - Day(end-day)
	}
	return last
}

// Sub returns the number of days from e to d.
func (d Day) Sub(e Day) int { return int(d) - int(e) }

// Weekday returns the day of the week; it means nothing for the unset day.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// Month returns the month that holds the day, unset for the unset day.
func (d Day) Month() Month {
	if d == 0 {
		return 0
	}
	y, m, _ := d.Date()
	return Month(y*12 + int(m) - 1)
}

// Chinese returns the day as 2026年3月24日, or "".
func (d Day) Chinese() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Date()
	return fmt.Sprintf("%d年%d月%d日", y, m, day)
}

// ChineseNumerals returns the day as 二〇二六年三月二十四日, with 〇 U+3007, or "".
func (d Day) ChineseNumerals() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Date()
	var b strings.Builder
	for _, c := range strconv.Itoa(y) {
		b.WriteString(numerals[c-'0'])
	}
	return b.String() + "年" + smallNumeral(int(m)) + "月" + smallNumeral(day) + "日"
}

var numerals = [10]string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// smallNumeral spells 1 to 99: 十二, 二十四.
func smallNumeral(n int) string {
	s := ""
	if n >= 20 {
		s = numerals[n/10]
	}
	if n >= 10 {
		s += "十"
	}
	if n%10 != 0 {
		s += numerals[n%10]
	}
	return s
}

// Year returns the year of the month, 0 for the unset month.
func (m Month) Year() int { return int(m) / 12 }

// String returns the month as 2006-01, or "" for the unset month.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year(), int(m)%12+1)
}

// MarshalText writes the month as String does. A month outside the years 1-9999 is an error.
func (m Month) MarshalText() ([]byte, error) {
	if y := m.Year(); m != 0 && (y < 1 || y > 9999) {
		return nil, invalid("month", "date.range")
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads what MarshalText writes and nothing else. The error is *Invalid.
func (m *Month) UnmarshalText(b []byte) error {
	*m = 0
	if len(b) == 0 {
		return nil
	}
	t, err := time.Parse("2006-01", string(b))
	if err != nil || t.Year() == 0 {
		return invalid("month", "date.form")
	}
	*m = Month(t.Year()*12 + int(t.Month()) - 1)
	return nil
}
