package data

import (
	"encoding/json"
	"testing"
	"time"
)

// mustDay is the day of a 2006-01-02 text in a test table.
func mustDay(t *testing.T, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatalf("ParseDay(%q): %v", s, err)
	}
	return d
}

func TestNewDay(t *testing.T) {
	for _, c := range []struct {
		y    int
		m    time.Month
		d    int
		code string
	}{
		{1900, 1, 1, ""},
		{2200, 12, 31, ""},
		{2024, 2, 29, ""},
		{2000, 2, 29, ""},
		{1900, 2, 29, "date.none"},
		{2026, 2, 29, "date.none"},
		{2026, 4, 31, "date.none"},
		{2026, 0, 1, "date.none"},
		{2026, 13, 1, "date.none"},
		{2026, 1, 0, "date.none"},
		{2026, 1, -1, "date.none"},
		{1899, 12, 31, "date.range"},
		{2201, 1, 1, "date.range"},
		{0, 1, 1, "date.range"},
		{-2026, 1, 1, "date.range"},
	} {
		d, err := NewDay(c.y, c.m, c.d)
		if got := codeIn(t, err); got != c.code {
			t.Errorf("NewDay(%d, %d, %d) = %v, %q, want %q", c.y, c.m, c.d, d, got, c.code)
		}
		if y, m, day := d.Date(); c.code == "" && (y != c.y || m != c.m || day != c.d) {
			t.Errorf("NewDay(%d, %d, %d).Date() = %d, %d, %d", c.y, c.m, c.d, y, m, day)
		}
	}
}

func TestDay_Count(t *testing.T) {
	var first Day
	if err := first.UnmarshalText([]byte("0001-01-01")); err != nil || first != 1 {
		t.Errorf("0001-01-01 is day %d, %v, want 1", first, err)
	}
	if got := mustDay(t, "1970-01-01"); got != unixDay {
		t.Errorf("1970-01-01 is day %d, want %d", got, unixDay)
	}
	next := mustDay(t, "1900-01-01")
	for y := minYear; y <= maxYear; y++ { // each day follows the one before, by the calendar's rule written out
		for m, length := range []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31} {
			if m == 1 && y%4 == 0 && (y%100 != 0 || y%400 == 0) {
				length = 29
			}
			for d := 1; d <= length; d++ {
				if got, err := NewDay(y, time.Month(m+1), d); err != nil || got != next {
					t.Fatalf("NewDay(%d, %d, %d) = %d, %v, want %d", y, m+1, d, got, err, next)
				}
				next++
			}
			if got, err := NewDay(y, time.Month(m+1), length+1); err == nil {
				t.Fatalf("NewDay(%d, %d, %d) = %d, want an error", y, m+1, length+1, got)
			}
		}
	}
}

func TestParseDay(t *testing.T) {
	want := mustDay(t, "2026-03-04")
	for _, s := range []string{
		"2026-03-04", "2026-3-4", "2026/3/4", "2026/03/04", "2026.3.4", "2026.03.04", "20260304", "2026年3月4日",
		"2026年03月04日", "２０２６－０３－０４", "２０２６年３月４日", "２０２６０３０４", "２０２６／３／４", "2026。3。4",
		" 2026-03-04 ", "　2026-3-4　", "\t2026年3月4日\n",
	} {
		if got, err := ParseDay(s); err != nil || got != want {
			t.Errorf("ParseDay(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", " ", "　"} {
		if got, err := ParseDay(s); err != nil || got != 0 {
			t.Errorf("ParseDay(%q) = %v, %v, want the unset day", s, got, err)
		}
	}
}

func TestParseDay_Refused(t *testing.T) {
	for s, want := range map[string]string{
		"2026":           "date.form",
		"2026-03":        "date.form",
		"26-03-04":       "date.form",
		"2026-003-04":    "date.form",
		"2026-3-4-5":     "date.form",
		"2026-3/4":       "date.form",
		"2026 3 4":       "date.form",
		"2026-03-04T00Z": "date.form",
		"2026年3月4":       "date.form",
		"2026年日":         "date.form",
		"日":              "date.form",
		"-2026-3-4":      "date.form",
		"2026--4":        "date.form",
		"2026-+3-4":      "date.form",
		"2026030":        "date.form",
		"202603044":      "date.form",
		"约2019年冬":        "date.form",
		"二〇二六年三月四日":      "date.form",
		"2026-02-30":     "date.none",
		"20261301":       "date.none",
		"2026年0月1日":      "date.none",
		"2026-01-00":     "date.none",
		"1899-12-31":     "date.range",
		"2201-01-01":     "date.range",
		"0000-00-00":     "date.range",
	} {
		if got, err := ParseDay(s); codeIn(t, err) != want || got != 0 {
			t.Errorf("ParseDay(%q) = %v, %v, want %s", s, got, err, want)
		}
	}
}

func TestDayOf(t *testing.T) {
	instant := time.Date(2026, 3, 24, 18, 30, 0, 0, time.UTC)
	if got := DayOf(instant).String(); got != "2026-03-24" {
		t.Errorf("DayOf in UTC = %s", got)
	}
	if got := DayOf(instant.In(time.FixedZone("CST", 8*3600))).String(); got != "2026-03-25" {
		t.Errorf("DayOf in China = %s, want the day of that zone", got)
	}
	if got := DayOf(time.Time{}); got != 0 {
		t.Errorf("DayOf the zero time = %v, want unset", got)
	}
}

func TestDay_Words(t *testing.T) {
	for s, want := range map[string][2]string{
		"2026-03-24": {"2026年3月24日", "二〇二六年三月二十四日"},
		"2026-03-02": {"2026年3月2日", "二〇二六年三月二日"},
		"2000-10-10": {"2000年10月10日", "二〇〇〇年十月十日"},
		"1999-12-31": {"1999年12月31日", "一九九九年十二月三十一日"},
		"2018-11-20": {"2018年11月20日", "二〇一八年十一月二十日"},
		"2045-06-30": {"2045年6月30日", "二〇四五年六月三十日"},
		"1967-08-19": {"1967年8月19日", "一九六七年八月十九日"},
		"":           {"", ""},
	} {
		d := mustDay(t, s)
		if got := [2]string{d.Chinese(), d.ChineseNumerals()}; got != want {
			t.Errorf("%s in words = %q, want %q", s, got, want)
		}
	}
}

func TestDay_Add(t *testing.T) {
	for _, c := range []struct {
		from string
		days int
		want string
	}{
		{"2026-03-24", 30, "2026-04-23"}, // sample case 1: the last day for judicial confirmation
		{"2026-12-31", 1, "2027-01-01"},
		{"2024-02-28", 1, "2024-02-29"},
		{"2026-03-01", -1, "2026-02-28"},
		{"2026-03-01", 0, "2026-03-01"},
		{"", 30, ""},
	} {
		from := mustDay(t, c.from)
		got := from.Add(c.days)
		if got.String() != c.want {
			t.Errorf("%s.Add(%d) = %s, want %s", c.from, c.days, got, c.want)
		}
		if from != 0 && got.Sub(from) != c.days {
			t.Errorf("%s.Sub(%s) = %d, want %d", got, from, got.Sub(from), c.days)
		}
	}
}

func TestDay_AddMonth(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-03-02", 1, "2026-04-02"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-01-31", 2, "2026-03-31"},
		{"2026-03-31", 1, "2026-04-30"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-04-30", 4, "2026-08-30"},
		{"2026-04-30", 0, "2026-04-30"},
		{"", 1, ""},
	} {
		if got := mustDay(t, c.from).AddMonth(c.n).String(); got != c.want {
			t.Errorf("%s.AddMonth(%d) = %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestDay_Weekday(t *testing.T) {
	for s, want := range map[string]time.Weekday{
		"2026-03-24": time.Tuesday,
		"1970-01-01": time.Thursday,
		"1900-01-01": time.Monday,
		"2000-02-29": time.Tuesday,
	} {
		if got := mustDay(t, s).Weekday(); got != want {
			t.Errorf("%s.Weekday() = %v, want %v", s, got, want)
		}
	}
}

func TestDay_Month(t *testing.T) {
	for s, want := range map[string]string{"2026-03-24": "2026-03", "2025-12-31": "2025-12", "2026-01-01": "2026-01", "": ""} {
		if got := mustDay(t, s).Month(); got.String() != want {
			t.Errorf("%q.Month() = %q, want %q", s, got, want)
		}
	}
	m := mustDay(t, "2026-03-24").Month()
	if m != 2026*12+2 || m.Year() != 2026 {
		t.Errorf("2026-03 is month %d of year %d", m, m.Year())
	}
	if next := mustDay(t, "2025-12-31").Month() + 1; next.String() != "2026-01" || next.Year() != 2026 {
		t.Errorf("the month after 2025-12 is %s", next)
	}
}

func TestDay_JSON(t *testing.T) {
	type row struct {
		Day    Day
		Unset  Day
		Month  Month
		Totals map[Month]int
	}
	day := mustDay(t, "2026-03-24")
	text, err := json.Marshal(row{Day: day, Month: day.Month(), Totals: map[Month]int{day.Month(): 3}})
	want := `{"Day":"2026-03-24","Unset":"","Month":"2026-03","Totals":{"2026-03":3}}`
	if err != nil || string(text) != want {
		t.Fatalf("json is %s, %v, want %s", text, err, want)
	}
	var back row
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back.Day != day || back.Unset != 0 || back.Month != day.Month() || back.Totals[day.Month()] != 3 {
		t.Errorf("read back %+v", back)
	}
}

func TestDay_MarshalText_Range(t *testing.T) {
	for d, ok := range map[Day]bool{0: true, 1: true, 3652059: true, -400: false, 3652060: false, 1<<31 - 1: false} {
		text, err := d.MarshalText()
		if (err == nil) != ok {
			t.Errorf("Day(%d).MarshalText() = %q, %v", d, text, err)
			continue
		}
		var back Day
		if ok && (back.UnmarshalText(text) != nil || back != d) {
			t.Errorf("Day(%d) comes back as %d", d, back)
		}
	}
	for _, m := range []Month{-1, 11, 12 * 10000} {
		if text, err := m.MarshalText(); err == nil {
			t.Errorf("Month(%d).MarshalText() = %q, want an error", m, text)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"", "2026-03-24", "2026/3/4", "2026.3.4", "20260304", "2026年3月4日", "２０２６－３－４", "日", "2026-02-30", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDay(s)
		if codeIn(t, err) != "" {
			if d != 0 {
				t.Fatalf("ParseDay(%q) gives %v beside %v", s, d, err)
			}
			return
		}
		for _, text := range []string{d.String(), d.Chinese()} {
			if back, err := ParseDay(text); err != nil || back != d {
				t.Errorf("%q is %v, but its text %q is %v, %v", s, d, text, back, err)
			}
		}
	})
}

// What UnmarshalText takes, MarshalText writes again byte for byte.
func FuzzDayText(f *testing.F) {
	for _, s := range []string{"", "2026-03-24", "2026-03", "0001-01-01", "9999-12", "2026-3-4", "2026/03/24", "0000-01-01", "2026-02-30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var d Day
		if codeIn(t, d.UnmarshalText([]byte(s))) == "" {
			if back, err := d.MarshalText(); err != nil || string(back) != s {
				t.Errorf("day %q comes back as %q, %v", s, back, err)
			}
		}
		var m Month
		if codeIn(t, m.UnmarshalText([]byte(s))) == "" {
			if back, err := m.MarshalText(); err != nil || string(back) != s {
				t.Errorf("month %q comes back as %q, %v", s, back, err)
			}
		}
	})
}
