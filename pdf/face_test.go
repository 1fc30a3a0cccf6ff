package pdf

import (
	"errors"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFonts_NamesThoseOfADocument(t *testing.T) {
	doc := &Document{Pages: 1, Boxes: []Box{
		{Page: 1, Text: "协议", Style: Style{Role: Title}},
		{Page: 1, Kind: Rule, Text: "无"},
		{Page: 1, Text: "俞𬭎支付3元", Style: Style{Role: Body}},
		{Page: 1, Text: "一、", Style: Style{Role: Sans}},
		{Page: 1, Text: "引文𫝋", Style: Style{Role: Kai}},
	}}
	want := []string{"Woshou Title", "Fandol Fang", "Woshou Song", "Woshou Sans", "Woshou Kai", "Woshou Rare"}
	if diff := cmp.Diff(want, testFonts(t).Names(doc)); diff != "" {
		t.Error(diff)
	}
	alone, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	want = []string{"Woshou Title", "Woshou Song", "Woshou Sans", "Woshou Rare"}
	if diff := cmp.Diff(want, alone.Names(doc)); diff != "" {
		t.Error("of the program alone:", diff)
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
	// U+31350 came with Unicode 15; U+E000 is for private use.
	got := f.Missing("龘\U00031350乙\uE000\U00031350")
	if diff := cmp.Diff([]rune{'\U00031350', '\uE000'}, got); diff != "" {
		t.Error(diff)
	}
	if f.Has(Title, '\U00031350') || !f.Has(Title, '䶮') || !f.Has(Sans, '𫝋') {
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
		{Style{Role: Kai, Size: 10}, "引𠮷文", []string{"Woshou Kai 0", "Woshou Song 10", "Woshou Kai 20"}},
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
	if _, err := f.runs(Box{Page: 2, Text: "\U00031350"}); !errors.Is(err, errNoGlyph) || strings.Contains(err.Error(), "\U00031350") {
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
