package windowtest

import (
	"path/filepath"
	"testing"
)

func TestWindow_KeyboardAlone(t *testing.T) {
	g := openGallery(t, Options{}, "1")
	g.Type("wang")
	g.expect("name", `"wang"`)
	g.Key("Tab", "Right", "Right")
	g.expect("sex", "female")
	g.Key("Tab", "Tab") // over the identity number
	g.Type("2026-3-2")
	g.expect("day", "2026-03-02")
	g.Key("Down", "Right", "Down", "Return") // calendar: a day and a week later
	g.expect("day", "2026-03-10")
	g.Key("Tab", "space", "Down", "Down", "Return")
	g.expect("kind", "family")
	g.Key("Tab")
	g.Type("16409.02")
	g.expect("money", "1640902")
	g.Key("Return", "space") // Enter goes on to the check box
	g.expect("oral", "true")

	g.Key("ctrl+f") // the table, from a field
	g.expect("row", "0")
	g.Key("Down", "Down", "Return")
	g.expect("open", "2")
	g.Key("End")
	g.expect("row", "9999")
}

func TestWindow_DialogKeys(t *testing.T) {
	g := openGallery(t, Options{}, "1")
	for _, tt := range []struct {
		name string
		keys []string
		want string
	}{
		{"Enter presses the safe button", []string{"alt+d", "Return"}, "false"},
		{"Left goes to the dangerous one", []string{"alt+d", "Left", "Return"}, "true"},
		{"Esc is no", []string{"alt+d", "Left", "Escape"}, "false"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g.Key(tt.keys...)
			g.expect("delete", tt.want)
		})
	}
	g.Type("x") // the field has the focus back
	g.expect("name", `"x"`)
	g.Key("F1") // and keys reach the window from it
	g.expect("help", "asked")
}

func TestWindow_MouseAlone(t *testing.T) {
	g := openGallery(t, Options{}, "1")
	table := g.place("table")
	row := func(n int) (x, y int) { return table.X + 60, table.Y + 65 + n*48 }
	g.Click(row(1))
	g.expect("row", "1")
	g.Click(row(1))
	g.expect("open", "1")
	day := g.place("day")
	g.Click(day.X+day.Width-20, day.Y+20) // the calendar's icon
	picture := filepath.Join(t.TempDir(), "calendar.png")
	g.Screenshot(picture)
	g.Click(day.X+58, day.Y+day.Height+140) // the second day of its second row
	g.expect("day", "2026-03-03")
}
