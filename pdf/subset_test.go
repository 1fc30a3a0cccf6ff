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

// readable is the subset's font with the tables that a reader of font files wants besides,
// and PDF does not: cmap, with codes for characters, and an empty post.
func readable(s *subset) []byte {
	last := firstCode + len(s.glyphs) - 1
	cmap := appendUint16s(nil, 0, 1, 3, 1, 0, 12,
		4, 32, 0, 2*2, 4, 1, 0, // format, length, language, segments
		last, 0xFFFF, 0, firstCode, 0xFFFF, 1-firstCode, 1, 0, 0)
	tables := append([]table{{"cmap", cmap}}, s.tables()...)
	return assemble(append(tables, table{"post", append([]byte{0, 3}, make([]byte, 30)...)}))
}

func TestSubset_ReadBackByAnother(t *testing.T) {
	f := testFonts(t)
	for face, text := range map[*face]string{
		f.song: "俞𬭎伟1,280.50 元（“整”）——", f.title: "人民调解协议书", f.sans: "一、Aa%",
		f.fang: "仿宋，体", f.kai: "楷体", f.rare: "𫝋𫝦☑",
	} {
		s := subsetOf(t, face, text)
		parsed, err := sfnt.Parse(readable(s))
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
	parsed, err := sfnt.Parse(readable(newSubset(testFonts(t).song)))
	if err != nil || parsed.NumGlyphs() != 1 {
		t.Error("a font of .notdef alone:", err)
	}
}

func TestSubset_OfASpace(t *testing.T) {
	f := testFonts(t).song
	parsed, err := sfnt.Parse(readable(subsetOf(t, f, " ")))
	if err != nil {
		t.Fatal(err)
	}
	checkGlyph(t, parsed, firstCode, f.glyph(' '))
}

// TestSubset_Large has more outlines than the short form of loca holds.
func TestSubset_Large(t *testing.T) {
	f := testFonts(t).fang
	s := newSubset(f)
	for r := '一'; len(s.glyphs) < 600; r++ {
		if g := f.glyph(r); g != nil {
			if _, err := s.add(g); err != nil {
				t.Fatal(err)
			}
		}
	}
	file := readable(s)
	if len(file) < 2*0x10000 {
		t.Fatalf("%d bytes are not large", len(file))
	}
	parsed, err := sfnt.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{0, 1, 300, 598, 599} {
		checkGlyph(t, parsed, rune(firstCode+i), s.glyphs[i])
	}
}
