package pdf

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func trimFloat(x float64) string { return strconv.FormatFloat(math.Round(x*1e6)/1e6, 'f', -1, 64) }

func TestFace_EveryFiftiethGlyphLoads(t *testing.T) {
	f := testFonts(t)
	for _, face := range []*face{f.song, f.title, f.sans, f.rare, f.fang, f.kai} {
		n := 0
		for r := rune(' '); r < 0x32000; r++ {
			g := face.glyph(r)
			if g == nil {
				continue
			}
			n++
			if n%50 != 0 {
				continue
			}
			if err := face.load(g); err != nil {
				t.Errorf("%s %U: %v", face.full, r, err)
			}
			if x0, y0, x1, y1 := g.outline.bounds(); x0 < -1000 || y0 < -1000 || x1 > 3000 || y1 > 3000 {
				t.Errorf("%s %U reaches from %d,%d to %d,%d", face.full, r, x0, y0, x1, y1)
			}
		}
		if n < 100 {
			t.Errorf("%s has %d characters", face.full, n)
		}
	}
}

func TestFace_OutlinesTurnClockwise(t *testing.T) {
	f := testFonts(t)
	for _, face := range []*face{f.song, f.title, f.sans, f.fang, f.kai, f.rare} {
		char := '口'
		if face == f.rare {
			char = '𫝋'
		}
		g := face.glyph(char)
		if err := face.load(g); err != nil {
			t.Fatal(err)
		}
		if a := g.outline.area(); a >= 0 {
			t.Errorf("%s: area of %c is %d, want it negative", face.full, char, a)
		}
	}
}

func TestOutline_ThickerMovesEdgesOutwards(t *testing.T) {
	square := outline{{{0, 0, true}, {0, 100, true}, {100, 100, true}, {100, 0, true}}}
	want := outline{{{-10, -10, true}, {-10, 110, true}, {110, 110, true}, {110, -10, true}}}
	if diff := cmp.Diff(want, square.thicker(10), cmp.AllowUnexported(point{})); diff != "" {
		t.Error(diff)
	}
	slices.Reverse(square[0])
	slices.Reverse(want[0])
	if diff := cmp.Diff(want, square.thicker(10), cmp.AllowUnexported(point{})); diff != "" {
		t.Error("the other way round:", diff)
	}
}

func TestOutline_GlyfSharesEqualFlags(t *testing.T) {
	o := outline{{{0, 0, true}, {0, 10, true}, {300, 310, true}, {290, 300, false}}}
	want := []byte{
		0, 1, 0, 0, 0, 0, 1, 44, 1, 54, // one contour, 0,0 to 300,310
		0, 3, 0, 0, // its last point; no instructions
		flagOn | flagXSame | flagYSame,
		flagOn | flagXSame | flagYByte | flagYSame,
		flagOn,
		flagXByte | flagYByte,
		1, 44, 10, // x: same, same, +300, -10
		10, 1, 44, 10, // y: same, +10, +300, -10
	}
	if diff := cmp.Diff(want, o.glyf()); diff != "" {
		t.Error(diff)
	}
	if outline(nil).glyf() != nil {
		t.Error("an empty glyph has bytes")
	}
	if got := appendFlags(nil, []byte{1, 1, 1, 1, 2, 2, 3}); !slices.Equal(got, []byte{1 | flagRepeat, 3, 2, 2, 3}) {
		t.Errorf("flags %v", got)
	}
}

// FuzzParseFace feeds damaged fonts: errors are fine, panics are not.
func FuzzParseFace(f *testing.F) {
	fonts := testFonts(f)
	s := newSubset(fonts.song)
	for _, r := range "协议1" {
		if _, err := s.add(fonts.song.glyph(r)); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(readable(s))
	f.Add([]byte("OTTO"))
	f.Fuzz(func(t *testing.T, b []byte) {
		face, err := parseFace(b)
		if err != nil {
			return
		}
		for r := rune(firstCode); r < firstCode+5; r++ {
			if g := face.glyph(r); g != nil {
				_ = face.load(g)
			}
		}
	})
}
