package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// meanDifference compares two gray pictures in squares of a few dots, 0 to 255 a
// square: painters round the place of a glyph to a dot or a part of one.
func meanDifference(t *testing.T, a, b *image.Gray) float64 {
	t.Helper()
	if a.Bounds() != b.Bounds() {
		t.Fatalf("pictures of %v and %v", a.Bounds(), b.Bounds())
	}
	const side = 6
	w, h := a.Rect.Dx()/side, a.Rect.Dy()/side
	sums := make([]int, w*h)
	for y := range h * side {
		for x := range w * side {
			sums[y/side*w+x/side] += int(a.GrayAt(x, y).Y) - int(b.GrayAt(x, y).Y)
		}
	}
	total := 0
	for _, sum := range sums {
		total += max(sum, -sum)
	}
	return float64(total) / float64(w*h*side*side)
}

// printed returns a page of a PDF file as poppler paints it, in as many dots as size.
func printed(t *testing.T, path string, page int, size image.Point) *image.Gray {
	t.Helper()
	out := filepath.Join(t.TempDir(), "page")
	number := fmt.Sprint(page)
	output(t, "pdftoppm", "-gray", "-singlefile", "-f", number, "-l", number,
		"-scale-to-x", fmt.Sprint(size.X), "-scale-to-y", fmt.Sprint(size.Y), path, out)
	b, err := os.ReadFile(out + ".pgm")
	if err != nil {
		t.Fatal(err)
	}
	var w, h, most int
	if _, err := fmt.Sscanf(string(b[:40]), "P5\n%d %d\n%d\n", &w, &h, &most); err != nil || most != 255 {
		t.Fatalf("pgm header: %v", err)
	}
	picture := image.NewGray(image.Rect(0, 0, w, h))
	copy(picture.Pix, b[len(b)-w*h:])
	return picture
}

func TestRaster_LooksLikeThePrintedPage(t *testing.T) {
	const dpi = 200
	doc := sample(t, 2)
	path := drawn(t, doc)
	for page := 1; page <= 2; page++ {
		ours, err := Raster(testFonts(t), doc, page, dpi)
		if err != nil {
			t.Fatal(err)
		}
		theirs := printed(t, path, page, ours.Rect.Size())
		blank := image.NewGray(ours.Bounds())
		for i := range blank.Pix {
			blank.Pix[i] = 0xFF
		}
		ink := meanDifference(t, theirs, blank)
		off := meanDifference(t, ours, theirs)
		if ink < 3 || off > ink/8 {
			t.Errorf("page %d: preview and print differ by %.2f of %.2f", page, off, ink)
		}
	}
}

func TestQR_ReadFromPaper(t *testing.T) {
	doc := sample(t, 1)
	const dpi = 150
	painted, err := Raster(testFonts(t), doc, 1, dpi)
	if err != nil {
		t.Fatal(err)
	}
	for name, picture := range map[string]*image.Gray{"preview": painted, "print": printed(t, drawn(t, doc), 1, painted.Rect.Size())} {
		var b bytes.Buffer
		if err := png.Encode(&b, picture); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name+".png")
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		if said := output(t, "zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", path); strings.TrimSpace(said) != "WS1|339921|2025-1|9f86d081" {
			t.Errorf("%s reads %q", name, said)
		}
	}
}

func TestRaster_PlacesShapes(t *testing.T) {
	doc := &Document{Pages: 2, Boxes: []Box{
		{Page: 2, Kind: Rule, X: 10, Y: 20, W: 100, Pen: 2},
		{Page: 2, Kind: Rule, X: 10, Y: 40, W: 100, Pen: 2, Style: Style{Gray: 0.6}},
		{Page: 2, Kind: Rule, X: 10, Y: 60, W: 100, Pen: 2, Dash: true},
		{Page: 2, Kind: Circle, X: 100, Y: 100, W: 40, H: 40, Pen: 2},
		{Page: 2, Kind: Frame, X: 20, Y: 100, W: 40, H: 40, Pen: 2},
		{Page: 2, Kind: Modules, X: 20, Y: 200, W: 30, H: 30, Modules: []bool{true, false, false, false, false, false, false, false, true}},
	}}
	picture, err := Raster(testFonts(t), doc, 2, 254) // 10 dots a mm
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		x, y float64
		want uint8
	}{
		{"rule", 50, 20, 0}, {"above the rule", 50, 18, 255}, {"gray rule", 50, 40, 153},
		{"dash", 10.6, 60, 0}, {"gap", 11.6, 60, 255}, {"second dash", 12.6, 60, 0},
		{"circle's left", 100, 120, 0}, {"circle's top", 120, 100, 0}, {"inside the circle", 120, 120, 255},
		{"frame's right", 60, 120, 0}, {"frame's corner", 20, 100, 0}, {"inside the frame", 40, 120, 255},
		{"first module", 25, 205, 0}, {"second module", 35, 205, 255}, {"last module", 45, 225, 0},
	} {
		if got := picture.GrayAt(int(c.x*10), int(c.y*10)).Y; got != c.want {
			t.Errorf("%s is %d, want %d", c.name, got, c.want)
		}
	}
	if first, err := Raster(testFonts(t), doc, 1, 30); err != nil || bytes.ContainsFunc(first.Pix, func(r rune) bool { return r == 0 }) {
		t.Errorf("the empty page 1: %v", err)
	}
}

func TestRaster_SaysWhatIsWrong(t *testing.T) {
	fonts := testFonts(t)
	doc := &Document{Pages: 1, Boxes: []Box{{Page: 1, Text: "\U00031350", Style: Style{Size: 16}}}}
	for _, c := range []struct {
		page int
		dpi  float64
	}{{0, 96}, {2, 96}, {1, 0}, {1, 1e9}, {1, math.NaN()}, {1, 96}} {
		if _, err := Raster(fonts, doc, c.page, c.dpi); err == nil {
			t.Errorf("page %d at %g dpi: no error", c.page, c.dpi)
		}
	}
}

func TestParts_OfADashedLine(t *testing.T) {
	round := func(list [][2]float64) string {
		var s strings.Builder
		for _, p := range list {
			fmt.Fprintf(&s, "%s-%s ", trimFloat(p[0]), trimFloat(p[1]))
		}
		return strings.TrimSpace(s.String())
	}
	for _, c := range []struct {
		along, length float64
		dash          bool
		want          string
	}{
		{0, 5, false, "0-5"},
		{0, 5, true, "0-1.2 2-3.2 4-5"},
		{1, 2, true, "0-0.2 1-2"}, // the line goes round a corner within a dash
		{1.5, 0.4, true, ""},      // within a gap
		{101.5, 1, true, "0.5-1"}, // far along
	} {
		if diff := cmp.Diff(c.want, round(parts(c.along, c.length, c.dash))); diff != "" {
			t.Errorf("%g mm along, %g mm long: %s", c.along, c.length, diff)
		}
	}
}

func BenchmarkRaster(b *testing.B) {
	fonts, doc := testFonts(b), sample(b, 1)
	for _, dpi := range []float64{110, 300} {
		b.Run(fmt.Sprint(dpi), func(b *testing.B) {
			for b.Loop() {
				if _, err := Raster(fonts, doc, 1, dpi); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
