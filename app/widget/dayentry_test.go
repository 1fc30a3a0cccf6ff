package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"woshou/data"
)

// newDayField shows an empty date field; today is Tuesday, 24 March 2026.
func newDayField(t *testing.T) (*DayEntry, fyne.Canvas) {
	t.Helper()
	today := day(t, "2026-03-24")
	e := NewDayEntry(func() data.Day { return today })
	w := show(t, container.NewVBox(e, NewEntry()))
	w.Canvas().Focus(e)
	return e, w.Canvas()
}

func TestDayEntry_Typed(t *testing.T) {
	tests := []struct{ typed, text, note string }{
		{"2026-3-2", "2026-03-02", "2026年3月2日，周一"},
		{"2026年3月24日", "2026-03-24", "2026年3月24日，周二"},
		{"20240229", "2024-02-29", "2024年2月29日，周四"},
		{"2026/3/8", "2026-03-08", "2026年3月8日，周日"},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			e, c := newDayField(t)
			said := notes(e)
			test.Type(e, tt.typed)
			press(c, fyne.KeyReturn)
			if e.Text != tt.text || last(said) != (Note{Text: tt.note}) {
				t.Errorf("text %q, note %+v, want %q and %q", e.Text, last(said), tt.text, tt.note)
			}
			if d, err := e.Day(); d.String() != tt.text || err != nil {
				t.Errorf("day %s, %v", d, err)
			}
		})
	}
}

func TestDayEntry_Wrong(t *testing.T) {
	for _, typed := range []string{"2026-02-30", "1899-1-1", "昨天", "2026-13-1"} {
		t.Run(typed, func(t *testing.T) {
			e, c := newDayField(t)
			said := notes(e)
			edits := 0
			e.OnEdit = func() { edits++ }
			test.Type(e, typed)
			e.OnValue = func(d data.Day) { t.Errorf("leaving gave %s", d) }
			press(c, fyne.KeyReturn)
			if _, err := e.Day(); err == nil || edits != len([]rune(typed)) {
				t.Errorf("error %v after %d edits", err, edits)
			}
			if !last(said).Bad || e.Text != typed {
				t.Errorf("text %q, note %+v, want the text kept and an error", e.Text, last(said))
			}
		})
	}
}

func TestDayEntry_CalendarByKeyboard(t *testing.T) {
	tests := []struct {
		name string
		keys []fyne.KeyName
		want string
	}{
		{"starts at today", nil, "2026-03-24"},
		{"a day", []fyne.KeyName{fyne.KeyRight}, "2026-03-25"},
		{"a day back", []fyne.KeyName{fyne.KeyLeft}, "2026-03-23"},
		{"a week", []fyne.KeyName{fyne.KeyDown}, "2026-03-31"},
		{"a week back", []fyne.KeyName{fyne.KeyUp}, "2026-03-17"},
		{"into the next month", []fyne.KeyName{fyne.KeyDown, fyne.KeyDown}, "2026-04-07"},
		{"a month back", []fyne.KeyName{fyne.KeyPageUp}, "2026-02-24"},
		{"to a shorter month", []fyne.KeyName{fyne.KeyDown, fyne.KeyPageDown}, "2026-04-30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, c := newDayField(t)
			press(c, fyne.KeyF4)
			press(c, tt.keys...)
			press(c, fyne.KeyReturn)
			if e.Text != tt.want {
				t.Errorf("picked %q, want %q", e.Text, tt.want)
			}
			if c.Overlays().Top() != nil || c.Focused() != e {
				t.Error("the calendar must close and give the focus back")
			}
		})
	}
}

func TestDayEntry_CalendarStartsAtTheFieldsDay(t *testing.T) {
	e, c := newDayField(t)
	e.SetDay(day(t, "2024-02-28"))
	press(c, fyne.KeyDown, fyne.KeyRight, fyne.KeySpace)
	if e.Text != "2024-02-29" {
		t.Errorf("picked %q, want the leap day", e.Text)
	}
}

func TestDayEntry_CalendarEsc(t *testing.T) {
	e, c := newDayField(t)
	e.SetDay(day(t, "2024-02-28"))
	press(c, fyne.KeyF4, fyne.KeyRight, fyne.KeyEscape)
	if e.Text != "2024-02-28" || c.Overlays().Top() != nil || c.Focused() != e {
		t.Errorf("Esc left %q, overlay %v", e.Text, c.Overlays().Top())
	}
	e.Disable()
	e.OpenCalendar()
	if c.Overlays().Top() != nil {
		t.Error("a disabled field opened its calendar")
	}
}

func TestDayEntry_CalendarTellsValue(t *testing.T) {
	e, c := newDayField(t)
	var got []data.Day
	e.OnValue = func(d data.Day) { got = append(got, d) }
	press(c, fyne.KeyF4, fyne.KeyReturn)
	if len(got) != 1 || got[0] != day(t, "2026-03-24") {
		t.Errorf("OnValue got %v", got)
	}
}

func TestCalendar_Month(t *testing.T) {
	c := newCalendar(day(t, "2026-03-10"), day(t, "2026-03-24"))
	show(t, c.build())
	golden(t, "calendar", c.grid)
	if c.title.Text != "2026年3月" {
		t.Errorf("title %q", c.title.Text)
	}
	for _, tt := range []struct{ day, first string }{
		{"2026-03-10", "2026-02-23"}, // the month starts on a Sunday
		{"2026-06-30", "2026-06-01"}, // on a Monday
		{"2024-02-29", "2024-01-29"},
	} {
		c.move(day(t, tt.day))
		if got := c.first().String(); got != tt.first {
			t.Errorf("the grid of %s starts on %s, want %s", tt.day, got, tt.first)
		}
	}
}

func TestCalendar_Mouse(t *testing.T) {
	c := newCalendar(day(t, "2026-03-10"), day(t, "2026-03-24"))
	var picked []string
	c.picked = func(d data.Day) { picked = append(picked, d.String()) }
	show(t, c.build())
	cell := c.grid.cell()
	at := func(column, row float32) fyne.Position {
		return fyne.NewPos((column+0.5)*cell.Width, (row+0.5)*cell.Height)
	}
	test.TapAt(c.grid, at(0, 0)) // names of the weekdays
	test.TapAt(c.grid, at(6, 1)) // first Sunday
	test.TapAt(c.grid, at(1, 6))
	test.TapAt(c.grid, at(20, 3))
	want := []string{"2026-03-01", "2026-03-31"}
	if len(picked) != 2 || picked[0] != want[0] || picked[1] != want[1] {
		t.Errorf("picked %v, want %v", picked, want)
	}
}

func TestCalendar_StaysInTheYearsAFieldTakes(t *testing.T) {
	for _, edge := range []string{"1900-01-01", "2200-12-31"} {
		c := newCalendar(day(t, edge), day(t, "2026-03-24"))
		show(t, c.build())
		for _, k := range []fyne.KeyName{fyne.KeyPageUp, fyne.KeyLeft, fyne.KeyPageDown, fyne.KeyRight} {
			c.move(day(t, edge))
			c.typed(k)
			if _, err := data.ParseDay(c.day.String()); err != nil {
				t.Errorf("%s from %s went to %s", k, edge, c.day)
			}
		}
	}
}
