package pdf

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoad_WithoutFangSongServesSong(t *testing.T) {
	t.Setenv("WINDIR", t.TempDir())
	f, err := Load(filepath.Join(t.TempDir(), "none.ttf"))
	if err != nil {
		t.Fatal(err)
	}
	if names := f.Names(); names[0] != "Woshou Song" {
		t.Errorf("without FangSong the Body face is %q", names[0])
	}
	if face, _ := f.find(Body, '调'); face != f.song {
		t.Errorf("Body text comes from %v", face)
	}
}

func TestLoad_NamesTheFonts(t *testing.T) {
	want := []string{"Fandol Fang", "Woshou Song", "Woshou Title", "Woshou Sans", "Woshou Rare"}
	if diff := cmp.Diff(want, testFonts(t).Names()); diff != "" {
		t.Error(diff)
	}
}

func TestLoad_FromWindowsFolder(t *testing.T) {
	windows := t.TempDir()
	if err := os.MkdirAll(filepath.Join(windows, "Fonts"), 0o755); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(fangPath)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(windows, "Fonts", "simfang.ttf")
	t.Setenv("WINDIR", windows)
	for _, c := range []struct {
		content []byte
		want    string
	}{{b, "Fandol Fang"}, {[]byte("damaged"), "Woshou Song"}} {
		if err := os.WriteFile(path, c.content, 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := Load("")
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Names()[0]; got != c.want {
			t.Errorf("Body face is %q, want %q", got, c.want)
		}
	}
}

func TestLoad_SaysWhenTheGivenFileIsNoFont(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fang.ttf")
	for _, content := range []string{"", "x", "OTTO", strings.Repeat("ttcf\x00\x01", 50)} {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("content %.10q: error %v", content, err)
		}
	}
}

func TestFonts_Advance(t *testing.T) {
	f := testFonts(t)
	for _, r := range "调，。：（“”‘’—…·①〇％￥𬭎𫖯䶮𤧛𨱔𫝋" {
		for _, role := range []Role{Body, Title, Song, Sans, Kai} {
			if got := f.Advance(Style{Role: role, Size: 16}, r); math.Abs(got-16) > 1e-9 {
				t.Errorf("%c in %v is %g pt wide, not 16", r, role, got)
			}
		}
	}
	for _, r := range "0123456789.,%-/AaXx\u00A0 " {
		song := f.Advance(Style{Role: Song, Size: 16}, r)
		if body := f.Advance(Style{Role: Body, Size: 16}, r); body != song || body <= 0 || body >= 16 {
			t.Errorf("%c is %g pt wide in Body, %g in Song", r, body, song)
		}
	}
	if got := f.Advance(Style{Size: 16}, '\U0010FFFF'); got != 0 {
		t.Errorf("a character no font has is %g pt wide", got)
	}
}

func TestFonts_WidthCountsTrack(t *testing.T) {
	f := testFonts(t)
	if got := f.Width(Style{Size: 10, Track: -0.5}, "人民调解"); math.Abs(got-38) > 1e-9 {
		t.Errorf("width %g, want 38", got)
	}
	if got := f.Width(Style{Size: 10}, ""); got != 0 {
		t.Errorf("width of nothing %g", got)
	}
}

func TestFonts_MissingAndHas(t *testing.T) {
	f := testFonts(t)
	for _, name := range rareNames {
		if missing := f.Missing(name); missing != nil {
			t.Errorf("%s: missing %q", name, missing)
		}
	}
	// U+9FFD came with Unicode 14, U+31350 with Unicode 15.
	got := f.Missing("龘\u9FFD乙\U00031350\u9FFD")
	if diff := cmp.Diff([]rune{'\u9FFD', '\U00031350'}, got); diff != "" {
		t.Error(diff)
	}
	if f.Has(Title, '\u9FFD') || !f.Has(Title, '䶮') || !f.Has(Sans, '𫝋') {
		t.Error("Has does not agree with the fonts")
	}
}

func TestFonts_RunsChangeFaceOnlyWhereNeeded(t *testing.T) {
	f := testFonts(t)
	for _, c := range []struct {
		style Style
		text  string
		want  []string
	}{
		{Style{Size: 10}, "俞𬭎伟", []string{"Fandol Fang 0", "Woshou Song 10", "Fandol Fang 20"}},
		{Style{Size: 10, Track: 1}, "共3份", []string{"Fandol Fang 0", "Woshou Song 11", "Fandol Fang 17.57"}},
		{Style{Role: Title, Size: 10}, "协议", []string{"Woshou Title 0"}},
		{Style{Role: Title, Size: 10}, "䶮村", []string{"Woshou Song 0 bold", "Woshou Title 10"}},
		{Style{Role: Title, Size: 10}, "𫝋村", []string{"Woshou Rare 0 bold", "Woshou Title 10"}},
		{Style{Role: Song, Size: 10, Bold: true}, "注3", []string{"Woshou Song 0 bold"}},
	} {
		runs, err := f.runs(Box{Page: 1, Text: c.text, Style: c.style})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range runs {
			s := r.face.full + " " + trimFloat(r.x)
			if r.bold {
				s += " bold"
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
	}
	if _, err := f.runs(Box{Page: 2, Text: "\u9FFD"}); !errors.Is(err, errNoGlyph) || strings.Contains(err.Error(), "\u9FFD") {
		t.Errorf("error %v", err)
	}
}

func TestFonts_ServeManyAtOnce(t *testing.T) {
	f := testFonts(t)
	doc := sample(t, 1)
	var group sync.WaitGroup
	widths := make([]float64, 8)
	for i := range widths {
		group.Go(func() {
			for _, b := range doc.Boxes {
				widths[i] += f.Width(b.Style, b.Text)
			}
			if _, err := Raster(f, doc, 1, 20); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, w := range widths {
		if w != widths[0] || w == 0 {
			t.Fatalf("widths differ: %v", widths)
		}
	}
}
