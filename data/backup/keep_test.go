package backup

import (
	"slices"
	"testing"
	"time"
)

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, time.Local)
	if err != nil {
		panic(err)
	}
	return t
}

func TestKeep(t *testing.T) {
	for name, tt := range map[string]struct {
		made []string
		gone []string // the others stay
	}{
		"nothing":    {},
		"one, old":   {made: []string{"2001-01-01 08:00"}},
		"of one day": {made: []string{"2026-07-10 09:00", "2026-07-10 17:30", "2026-07-10 12:00"}, gone: []string{"2026-07-10 09:00", "2026-07-10 12:00"}},
		"seven days": {made: days("2026-07-10 17:00", 7)},
		"rare ones":  {made: []string{"2026-07-10 17:00", "2025-01-10 17:00", "2024-01-10 17:00", "2023-01-10 17:00"}},
		"the eighth": {
			made: days("2026-07-10 17:00", 8), // a Friday; the eighth is the Friday before, of its own week the newest is Sunday
			gone: []string{"2026-07-03 17:00"},
		},
		"a clock in 2099": {made: []string{"2099-01-01 00:00", "2026-07-10 17:00", "1970-01-01 08:00"}},
	} {
		var made []time.Time
		for _, text := range tt.made {
			made = append(made, at(text))
		}
		for i, keep := range Keep(made) {
			if gone := slices.Contains(tt.gone, tt.made[i]); keep == gone {
				t.Errorf("%s: %s stays is %v", name, tt.made[i], keep)
			}
		}
	}
}

// days returns a time on so many days, going back.
func days(last string, n int) []string {
	var out []string
	for i := range n {
		out = append(out, at(last).AddDate(0, 0, -i).Format("2006-01-02 15:04"))
	}
	return out
}

// Two years of daily backups leave 7 days, the rest of 4 weeks and of 12 months, and
// never more, on whatever day one looks.
func TestKeep_OverYears(t *testing.T) {
	var stay []time.Time
	for d := range 730 {
		day := at("2026-01-01 17:00").AddDate(0, 0, d)
		stay = append(stay, day)
		var next []time.Time
		for i, keep := range Keep(stay) {
			if keep {
				next = append(next, stay[i])
			}
		}
		stay = next
		if len(stay) > keepDays+keepWeeks+keepMonths || stay[len(stay)-1] != day {
			t.Fatalf("on %s %d stay, the last of %s", day, len(stay), stay[len(stay)-1])
		}
	}
	if oldest := stay[0]; at("2027-12-31 17:00").Sub(oldest) < 300*24*time.Hour {
		t.Errorf("the oldest is of %s", oldest)
	}
}
