package data

import "testing"

// The days of the State Council's notices for 2025 and 2026, at their edges.
func TestHolidays_Published(t *testing.T) {
	cal := Holidays()
	for day, works := range map[string]bool{
		"2025-01-01": false, "2025-01-02": true, "2025-01-26": true, "2025-01-28": false, "2025-02-04": false, "2025-02-05": true, "2025-02-08": true,
		"2025-04-04": false, "2025-04-27": true, "2025-05-05": false, "2025-05-06": true, "2025-06-02": false, "2025-06-03": true,
		"2025-09-28": true, "2025-10-08": false, "2025-10-09": true, "2025-10-11": true, "2025-10-12": false,
		"2026-01-02": false, "2026-01-04": true, "2026-01-05": true, "2026-02-14": true, "2026-02-16": false, "2026-02-23": false, "2026-02-24": true, "2026-02-28": true,
		"2026-04-06": false, "2026-04-07": true, "2026-05-05": false, "2026-05-06": true, "2026-05-09": true, "2026-06-19": false, "2026-06-22": true,
		"2026-09-20": true, "2026-09-25": false, "2026-09-28": true, "2026-10-07": false, "2026-10-08": true, "2026-10-10": true, "2026-11-23": true,
	} {
		if cal.Works(on(day)) != works {
			t.Errorf("%s works: %v", day, !works)
		}
	}
	if cal.Names[on("2026-02-17")] != "春节" || !cal.Complete(2025) || !cal.Complete(2026) || cal.Complete(2027) || (*Calendar)(nil).Complete(2026) {
		t.Error("names or years")
	}
	// Each year gives 7 days for the weekends it takes, and the 13 days of art. 2 on top.
	for year, free := range map[int]int{2025: 13, 2026: 13} {
		n := 0
		for d := on("2025-01-01"); d <= on("2026-12-31"); d++ {
			weekend := d.Weekday() == 0 || d.Weekday() == 6
			if y, _, _ := d.Date(); y != year {
				continue
			}
			if !weekend && cal.Off[d] {
				n++
			}
			if cal.On[d] {
				n--
			}
			if cal.On[d] && (!weekend || cal.Off[d]) {
				t.Errorf("%s is worked and free, or no weekend", d)
			}
		}
		if n > free || n < free-4 {
			t.Errorf("%d: %d working days fewer than weekends alone", year, n)
		}
	}
}

// A year without a notice knows the holidays that have a date of their own.
func TestHolidays_UnknownYear(t *testing.T) {
	cal := Holidays()
	for day, works := range map[string]bool{
		"2027-01-01": false, "2027-01-04": true, "2027-04-05": false, "2027-04-06": true, "2027-05-03": true, "2027-10-01": false, "2027-10-04": true,
		"2028-04-04": false, "2028-05-01": false, "2028-05-02": false, "2028-05-03": true, "2028-02-01": true, "2024-04-04": false,
	} {
		if cal.Works(on(day)) != works {
			t.Errorf("%s works: %v", day, !works)
		}
	}
	for year, day := range map[int]int{2024: 4, 2025: 4, 2026: 5, 2027: 5, 2028: 4, 2029: 4, 2030: 5, 2031: 5} {
		if qingming(year) != day {
			t.Errorf("Qingming of %d: 4 %d", year, qingming(year))
		}
	}
	bare := &Calendar{}
	if !bare.Works(on("2027-01-01")) {
		t.Error("a calendar made by hand knows what it was given")
	}
}

// A place enters a year of its own, or corrects a day of a published one.
func TestCalendarOf(t *testing.T) {
	if CalendarOf(nil) != Holidays() {
		t.Error("no own rows, another calendar")
	}
	off := func(from, to string) ListRow {
		return ListRow{List: ListHolidays, Row: Row{Code: HolidayOff, Name: "放假", From: on(from), To: on(to)}}
	}
	worked := ListRow{List: ListHolidays, Row: Row{Code: HolidayWorked, Name: "上班", From: on("2027-02-07")}}
	rows := []ListRow{off("2027-02-05", "2027-02-12"), worked, off("2026-11-23", "2026-11-23"), off("2027-06-01", "2028-06-01"), {List: ListOrgans, Row: Row{From: on("2026-12-01")}}}
	cal := CalendarOf(rows)
	for day, works := range map[string]bool{
		"2027-02-05": false, "2027-02-12": false, "2027-02-07": true, "2027-02-15": true, "2027-01-01": false, "2026-11-23": false, "2026-11-24": true,
		"2027-06-02": true, "2026-10-10": true, "2026-10-02": false, "2026-12-01": true,
	} {
		if cal.Works(on(day)) != works {
			t.Errorf("%s works: %v", day, !works)
		}
	}
	if cal.Complete(2027) || !cal.Complete(2026) || Holidays().Off[on("2026-11-23")] {
		t.Error("eight days are not a whole year, and the shared calendar stays as it is")
	}
	whole := CalendarOf(append(rows, off("2027-05-01", "2027-05-05")))
	if !whole.Complete(2027) || whole.Works(on("2027-05-05")) {
		t.Error("thirteen days are the year")
	}
	if got := CalendarOf([]ListRow{{List: ListHolidays, Row: Row{Code: HolidayWorked, From: on("2026-10-05")}}}); !got.Works(on("2026-10-05")) {
		t.Error("a day off that a place works")
	}
}
