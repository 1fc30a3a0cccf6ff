package pdf

import (
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// subsetOf takes the characters of text from a face.
func subsetOf(t testing.TB, f *face, text string) *subset {
	t.Helper()
	s := newSubset(f)
	for _, r := range text {
		if _, err := s.add(f.glyph(r)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestSubset_ReadBackByAnother(t *testing.T) {
	f := testFonts(t)
	for face, text := range map[*face]string{
		f.song: "俞𬭎伟1,280.50 元（“整”）——", f.title: "人民调解协议书", f.sans: "一、Aa%",
		f.fang: "仿宋，体", f.kai: "楷体", f.rare: "𫝋𫝦☑",
	} {
		s := subsetOf(t, face, text)
		parsed, err := sfnt.Parse(s.font())
		if err != nil {
			t.Fatalf("%s: %v", face.full, err)
		}
		if parsed.NumGlyphs() != len(s.glyphs)+1 || int(parsed.UnitsPerEm()) != face.upem {
			t.Errorf("%s: %d glyphs, %d units", face.full, parsed.NumGlyphs(), parsed.UnitsPerEm())
		}
		for i, g := range s.glyphs {
			checkGlyph(t, parsed, rune(firstCode+i), g)
		}
	}
}

// checkGlyph compares what the font has at code with g.
func checkGlyph(t *testing.T, parsed *sfnt.Font, code rune, g *glyph) {
	t.Helper()
	var buf sfnt.Buffer
	em := fixed.Int26_6(parsed.UnitsPerEm())
	index, err := parsed.GlyphIndex(&buf, code)
	if err != nil || int(index) != int(code)-firstCode+1 {
		t.Fatalf("code %#x has glyph %d, %v", code, index, err)
	}
	advance, err := parsed.GlyphAdvance(&buf, index, em, font.HintingNone)
	if err != nil || int(advance) != g.advance {
		t.Errorf("%c: advance %d, %v; want %d", g.char, advance, err, g.advance)
	}
	segments, err := parsed.LoadGlyph(&buf, index, em, nil)
	if err != nil {
		t.Fatalf("%c: %v", g.char, err)
	}
	x0, y0, x1, y1 := g.outline.bounds()
	box := segments.Bounds()
	got := [4]int{int(box.Min.X), -int(box.Max.Y), int(box.Max.X), -int(box.Min.Y)}
	if diff := cmp.Diff([4]int{x0, y0, x1, y1}, got); diff != "" {
		t.Errorf("%c: %s", g.char, diff)
	}
	if diff := cmp.Diff(g.outline, outlineOf(segments, 0), cmp.AllowUnexported(point{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%c came back as another outline: %s", g.char, diff)
	}
}

func TestSubset_TakesEachCharacterOnce(t *testing.T) {
	f := testFonts(t)
	s := subsetOf(t, f.song, "人民人民")
	if len(s.glyphs) != 2 {
		t.Errorf("%d glyphs", len(s.glyphs))
	}
	code, err := s.add(f.song.glyph('民'))
	if err != nil || code != firstCode+1 {
		t.Errorf("code %#x, %v", code, err)
	}
}

func TestSubset_ChecksumOfTheWhole(t *testing.T) {
	s := subsetOf(t, testFonts(t).song, "协议")
	if sum := checksum(s.font()); sum != 0xB1B0AFBA {
		t.Errorf("checksum %#x", sum)
	}
	if sum := checksum([]byte{0, 0, 0, 1, 2}); sum != 0x02000001 {
		t.Errorf("an incomplete last number counts %#x", sum)
	}
}

func TestSubset_WithoutGlyphs(t *testing.T) {
	parsed, err := sfnt.Parse(newSubset(testFonts(t).song).font())
	if err != nil || parsed.NumGlyphs() != 1 {
		t.Error("a font of .notdef alone:", err)
	}
}

func TestSubset_OfASpace(t *testing.T) {
	f := testFonts(t).song
	parsed, err := sfnt.Parse(subsetOf(t, f, " ").font())
	if err != nil {
		t.Fatal(err)
	}
	checkGlyph(t, parsed, firstCode, f.glyph(' '))
}
