package widget

import (
	"flag"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/google/go-cmp/cmp"

	ourtheme "woshou/app/theme"
	"woshou/assets/fonts"
	"woshou/data"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMain gives all tests one app in our colours.
func TestMain(m *testing.M) {
	a := test.NewApp()
	a.Settings().SetTheme(ourtheme.New(fonts.UI(), nil))
	code := m.Run()
	a.Quit()
	os.Exit(code)
}

// show puts an object into a window of the size of a small screen.
func show(t *testing.T, o fyne.CanvasObject) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, o)
	w.Resize(fyne.NewSize(800, 600))
	return w
}

// golden compares the markup of an object with testdata/name.xml.
func golden(t *testing.T, name string, o fyne.CanvasObject) {
	t.Helper()
	got := test.RenderObjectToMarkup(o)
	path := filepath.Join("testdata", name+".xml")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed; look at it, then run with -update:\n%s", path, diff)
	}
}

// press types keys into what has the focus, as a window does.
func press(c fyne.Canvas, keys ...fyne.KeyName) {
	for _, k := range keys {
		e := &fyne.KeyEvent{Name: k}
		if f := c.Focused(); f != nil {
			f.TypedKey(e)
		} else if f := c.OnTypedKey(); f != nil {
			f(e)
		}
	}
}

// day reads a date of a test.
func day(t *testing.T, s string) data.Day {
	t.Helper()
	d, err := data.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// notes collects what a field says below itself.
func notes(n noter) *[]Note {
	var all []Note
	n.setNote(func(note Note) { all = append(all, note) })
	return &all
}

func last(all *[]Note) Note {
	if len(*all) == 0 {
		return Note{}
	}
	return (*all)[len(*all)-1]
}

// luminance is the relative luminance of WCAG 2.1.
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 { return math.Pow(float64(v)/255, 2.2) }
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func TestTone_TextOnItsTintHasContrast(t *testing.T) {
	th := ourtheme.New(nil, nil)
	for _, tone := range []Tone{Neutral, Info, Good, Warn, Bad} {
		ink, ground := luminance(colorIn(th, tone.color())), luminance(tint(th, tone))
		if got := (ground + 0.05) / (ink + 0.05); got < 4.5 {
			t.Errorf("tone %d: contrast %.2f, want 4.5", tone, got)
		}
	}
}

func TestTone_EachHasItsOwnColour(t *testing.T) {
	seen := map[fyne.ThemeColorName]Tone{}
	for _, tone := range []Tone{Neutral, Info, Good, Warn, Bad} {
		if other, ok := seen[tone.color()]; ok {
			t.Errorf("tones %d and %d look alike", tone, other)
		}
		seen[tone.color()] = tone
	}
}

func TestKeepInView(t *testing.T) {
	var rows []Row
	var entries []*Entry
	for range 30 {
		e := NewEntry()
		entries = append(entries, e)
		rows = append(rows, Row{Label: "字段", Field: e})
	}
	form := NewFormGrid(rows...)
	scroll := container.NewVScroll(form)
	w := show(t, scroll)
	KeepInView(scroll, form)
	visible := func(o fyne.CanvasObject) bool {
		y := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y - fyne.CurrentApp().Driver().AbsolutePositionForObject(scroll).Y
		return y >= 0 && y+o.Size().Height <= scroll.Size().Height
	}
	if visible(entries[29]) {
		t.Fatal("the last field must start out of sight")
	}
	for _, i := range []int{29, 0, 15} {
		w.Canvas().Focus(entries[i])
		if !visible(entries[i]) {
			t.Errorf("field %d has the focus out of sight, offset %v", i, scroll.Offset.Y)
		}
	}
}

func TestSetWords(t *testing.T) {
	before := words
	t.Cleanup(func() { words = before })
	changed := before
	changed.OK = "好的"
	SetWords(changed)
	w := show(t, container.NewVBox())
	d := Message(w.Canvas(), "标题", "内容", nil)
	if d.buttons[0].Text != "好的" {
		t.Errorf("the button says %q", d.buttons[0].Text)
	}
}

func TestStatusChip(t *testing.T) {
	chip := NewStatusChip(Info, "调解中")
	show(t, container.NewHBox(chip))
	golden(t, "chip", chip)
	narrow := chip.MinSize().Width
	chip.Set(Bad, "已逾期 12 天")
	if chip.MinSize().Width <= narrow {
		t.Error("a longer text needs a wider chip")
	}
	golden(t, "chip-bad", chip)
}

func TestSteps(t *testing.T) {
	var went []int
	s := NewSteps([]string{"受理", "调解", "协议", "履行"}, func(i int) { went = append(went, i) })
	w := show(t, s)
	s.SetCurrent(2)
	golden(t, "steps", s)
	buttons := stepButtons(s)
	if len(buttons) != 4 {
		t.Fatalf("%d stages, want 4", len(buttons))
	}
	test.Tap(buttons[3])
	w.Canvas().Focus(buttons[0])
	press(w.Canvas(), fyne.KeyReturn)
	if diff := cmp.Diff([]int{3, 0}, went); diff != "" {
		t.Errorf("stages chosen:\n%s", diff)
	}
	s.SetCurrent(4)
	for i, b := range stepButtons(s) {
		if b.Icon == nil {
			t.Errorf("stage %d is not marked as done", i)
		}
	}
}

func stepButtons(s *Steps) []*Button {
	var all []*Button
	for _, o := range s.row.Objects {
		if b, ok := o.(*Button); ok {
			all = append(all, b)
		}
	}
	return all
}

func TestToasts_OlderDoesNotHideNewer(t *testing.T) {
	var ends []func()
	toasts := NewToasts(func(d time.Duration, f func()) {
		if d < 2*time.Second {
			t.Errorf("a notice stays only %v", d)
		}
		ends = append(ends, f)
	})
	show(t, toasts.Layer())
	if toasts.box.Visible() {
		t.Fatal("a notice is seen before there is one")
	}
	toasts.Show(Good, "已保存")
	toasts.Show(Bad, "没有保存")
	ends[0]()
	if !toasts.box.Visible() || toasts.text.Text != "没有保存" {
		t.Error("the end of the first notice hid the second")
	}
	if toasts.card.FillColor != colorIn(ourtheme.New(nil, nil), theme.ColorNameError) {
		t.Error("a bad notice must have the colour of errors")
	}
	ends[1]()
	if toasts.box.Visible() {
		t.Error("the notice does not go away")
	}
}

func TestToasts_Silent(t *testing.T) {
	toasts := NewToasts(func(time.Duration, func()) {})
	show(t, toasts.Layer())
	toasts.Show(Good, "已保存")
	toasts.Silence(true)
	toasts.Show(Bad, "叶建国的案件没有送出")
	if toasts.box.Visible() || toasts.text.Text != "已保存" {
		t.Error("a notice is seen while the window is locked")
	}
	toasts.Silence(false)
	toasts.Show(Good, "已保存")
	if !toasts.box.Visible() {
		t.Error("no notice after that")
	}
}

func TestToasts_TakeNoClicks(t *testing.T) {
	tapped := false
	below := NewButton("保存", func() { tapped = true })
	toasts := NewToasts(func(time.Duration, func()) {})
	w := show(t, container.NewStack(below, toasts.Layer()))
	toasts.Show(Good, "已保存")
	box := fyne.CurrentApp().Driver().AbsolutePositionForObject(toasts.text)
	test.TapCanvas(w.Canvas(), box.AddXY(2, 2))
	if !tapped {
		t.Error("the notice keeps a click from the button below it")
	}
}
