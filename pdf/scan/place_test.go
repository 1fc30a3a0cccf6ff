package scan

import (
	"strings"
	"testing"

	"woshou/data/form"
	"woshou/pdf"
)

func TestHandPlaces(t *testing.T) {
	fonts := testFonts(t)
	c := roofTiles()
	doc := layOut(t, fonts, c, 1, digestOf(t, c))
	for page, want := range map[int]int{1: 0, 2: 4 + 2 + 1} { // names, fingerprints, the seal
		_, _, all := split(doc, page)
		if got := handPlaces(all); len(got) != want {
			t.Errorf("page %d has %d places for hands, want %d: %+v", page, len(got), want, got)
		}
	}
	blank, err := pdf.Paper(fonts, form.Agreement, form.Blank(village), pdf.Print{})
	if err != nil {
		t.Fatal(err)
	}
	_, _, all := split(blank, 1)
	rules := 0
	for _, b := range all {
		if b.Kind == pdf.Rule && b.H == 0 && !b.Dash {
			rules++
		}
	}
	if got := len(handPlaces(all)); rules < 10 || got < rules {
		t.Errorf("a blank form has %d places to write on %d lines", got, rules)
	}
}

func TestWords_InReadingOrder(t *testing.T) {
	fonts := testFonts(t)
	c := roofTiles()
	must, _, _ := split(layOut(t, fonts, c, 1, digestOf(t, c)), 1)
	for _, b := range must {
		if strings.Contains(b.Text, "800.00") {
			if got := words(fonts, must, bounds(b).grown(5, -1)); got != "￥800.00）。" {
				t.Errorf("the words there are %q", got)
			}
			return
		}
	}
	t.Error("no amount")
}

// The fit follows a page that is turned, scaled and tilted, and a few matches far off
// change nothing.
func TestWarp_Fits(t *testing.T) {
	truth := warp{origin: Point{166, 266}, h: [8]float64{1180, 40, 1960, -42, 1170, 3140, 0.012, -0.02}, dots: 11.8}
	guess := truth
	guess.h = [8]float64{1183, 36, 1962, -38, 1173, 3139, 0, 0}
	var matches []match
	for i := range 300 {
		at := Point{20 + float64(i%15)*12, 20 + float64(i/15)*13}
		seen := truth.at(at)
		if i%10 == 0 {
			seen.X += 60
		}
		matches = append(matches, match{page: at, seen: seen, like: 0.9})
	}
	got := guess.fitted(matches)
	for _, at := range []Point{{0, 0}, {210, 0}, {0, 297}, {210, 297}} {
		a, b := got.at(at), truth.at(at)
		if off := max(a.X-b.X, b.X-a.X, a.Y-b.Y, b.Y-a.Y) / truth.dots; off > 0.15 {
			t.Errorf("%v is %.2f mm off", at, off)
		}
	}
}
