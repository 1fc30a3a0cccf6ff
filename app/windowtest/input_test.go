package windowtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// desk is the gallery of widgets running on a display.
type desk struct {
	*Display
	t      *testing.T
	window Window
	log    string
}

// openGallery starts the gallery with the given size of type.
func openGallery(t *testing.T, o Options, scale string) *desk {
	t.Helper()
	program := Build(t, "./app/widget/gallery")
	g := &desk{Display: StartDisplay(t, o), t: t, log: filepath.Join(t.TempDir(), "log")}
	g.Start(program, "-log", g.log, "-scale", scale)
	g.window = g.WaitWindow("gallery")
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the gallery saw:\n%s", tail(g.lines()))
		}
	})
	return g
}

// lines is what the gallery logged.
func (g *desk) lines() string {
	text, err := os.ReadFile(g.log)
	if err != nil {
		return ""
	}
	return string(text)
}

// last is the newest line about one thing.
func (g *desk) last(what string) string {
	found := ""
	for line := range strings.Lines(g.lines()) {
		if strings.HasPrefix(line, what+" ") {
			found = strings.TrimSpace(line)
		}
	}
	return found
}

// expect waits until the newest line about a thing is this one.
func (g *desk) expect(what, value string) {
	g.t.Helper()
	g.WaitFor(what+" "+value, func() bool { return g.last(what) == what+" "+value })
}

// place asks the gallery where a field is and returns it in pixels of the screen. F9 must reach it from any field.
func (g *desk) place(name string) Window {
	g.t.Helper()
	before := strings.Count(g.lines(), "place "+name)
	g.Key("F9")
	g.WaitFor("the place of "+name, func() bool { return strings.Count(g.lines(), "place "+name) > before })
	var w Window
	if _, err := fmt.Sscanf(g.last("place "+name), "place "+name+" %d %d %d %d", &w.X, &w.Y, &w.Width, &w.Height); err != nil {
		g.t.Fatalf("%q: %v", g.last("place "+name), err)
	}
	w.X += g.window.X
	w.Y += g.window.Y
	return w
}

// click clicks into the upper left part of a field.
func (g *desk) click(name string) Window {
	g.t.Helper()
	w := g.place(name)
	g.Click(w.X+30, w.Y+20)
	return w
}

func TestInput_ComposingKeysStayOutOfTheText(t *testing.T) {
	g := openGallery(t, Options{InputMethod: true}, "1")
	g.Pinyin()
	g.Type("nihao")
	g.Candidates()
	g.Type(" ")
	g.expect("name", `"你好"`)

	g.Type("wo")
	g.Candidates()
	g.Key("BackSpace", "BackSpace")
	g.NoCandidates()
	g.Type("shou")
	g.Candidates()
	g.Key("Left", "Delete", "Home", "End", "Escape")
	g.NoCandidates()
	g.Type("he")
	g.Candidates()
	g.Key("Return") // takes the letters as they are
	g.expect("name", `"你好he"`)
	if strings.Contains(g.lines(), "submit") {
		t.Error("Enter while composing submitted the field")
	}

	g.Key("BackSpace", "BackSpace") // not composing any more
	g.expect("name", `"你好"`)
	g.Key("Return")
	g.expect("submit", `"你好"`)
	for line := range strings.Lines(g.lines()) {
		if strings.HasPrefix(line, "name ") && !strings.HasPrefix(line, `name "你`) {
			t.Errorf("the text lost what was saved: %s", line)
		}
	}
}

func TestInput_CandidatesAreAtTheCaret(t *testing.T) {
	for _, scale := range []string{"1", "1.5"} {
		t.Run("type "+scale, func(t *testing.T) {
			g := openGallery(t, Options{InputMethod: true}, scale)
			g.Pinyin()
			name := g.click("name")
			empty := g.compose("ni")
			below(t, empty, name)
			g.Type(" ")
			g.expect("name", `"你"`)
			g.Type("hao ")
			g.expect("name", `"你好"`)
			after := g.compose("ma")
			width := after.X - empty.X // of two characters
			if width < 30 || width > 60 {
				t.Errorf("two characters further the box moved by %d pixels, want about 34 to 51", width)
			}
			g.Key("Escape")
			g.NoCandidates()

			for range 7 { // the fields between; at large type the form scrolls there
				g.Key("Tab")
			}
			facts := g.place("facts")
			first := g.compose("di")
			below(t, first, facts)
			g.Type(" ")
			g.WaitFor("text", func() bool { return g.last("facts") != "" })
			g.Key("Return", "Return")
			second := g.compose("di")
			if second.Y < first.Y+30 || second.X != first.X {
				t.Errorf("two lines down the box went from %d,%d to %d,%d", first.X, first.Y, second.X, second.Y)
			}
		})
	}
}

// compose types pinyin and returns where the box opened.
func (g *desk) compose(pinyin string) Window {
	g.t.Helper()
	g.Type(pinyin)
	return g.Candidates()
}

// below checks that the box opened at the start of the field's first line and just under it.
func below(t *testing.T, box, field Window) {
	t.Helper()
	if box.X < field.X || box.X > field.X+40 {
		t.Errorf("the box is at x %d, the field starts at %d", box.X, field.X)
	}
	if box.Y < field.Y+20 || box.Y > field.Y+70 {
		t.Errorf("the box is at y %d, the field's first line starts at %d", box.Y, field.Y)
	}
}
