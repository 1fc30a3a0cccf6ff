package pdf

import (
	"encoding/binary"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// firstCode is the code of a subset's first glyph. Codes are counted up from
// here in order of use, whatever the characters: one beyond the BMP needs no
// care of its own. They are the glyphs' numbers in the font too; 0 is .notdef.
const firstCode = 1

// subset is the part of a face that a document uses, as a TrueType font
// without hints. Glyph 0 is the empty .notdef.
type subset struct {
	face   *face
	glyphs []*glyph // without .notdef
	codes  map[rune]rune
}

func newSubset(f *face) *subset { return &subset{face: f, codes: map[rune]rune{}} }

// add returns the code that draws g, which it takes in when it is new.
func (s *subset) add(g *glyph) (rune, error) {
	if code, ok := s.codes[g.char]; ok {
		return code, nil
	}
	if err := s.face.load(g); err != nil {
		return 0, err
	}
	code := rune(firstCode + len(s.glyphs))
	s.glyphs = append(s.glyphs, g)
	s.codes[g.char] = code
	return code, nil
}

// metrics returns the face's ascent and descent (negative) in font units.
func (s *subset) metrics() (ascent, descent int) {
	em := s.face.upem
	m, err := s.face.font.Metrics(nil, fixed.Int26_6(em), font.HintingNone)
	if err != nil {
		return em * 88 / 100, -em * 12 / 100 // the em box of Chinese fonts
	}
	return int(m.Ascent), -int(m.Descent)
}

// bounds returns the box around all glyphs in font units.
func (s *subset) bounds() (x0, y0, x1, y1 int) {
	for _, g := range s.glyphs {
		gx0, gy0, gx1, gy1 := g.outline.bounds()
		x0, y0, x1, y1 = min(x0, gx0), min(y0, gy0), max(x1, gx1), max(y1, gy1)
	}
	return x0, y0, x1, y1
}

// font writes the subset as a TrueType file with the tables that a PDF reader needs
// (PDF 1.4, 5.8): codes are not characters here, so there is no cmap.
func (s *subset) font() []byte { return assemble(s.tables()) }

func (s *subset) tables() []table {
	var glyf []byte
	loca := []int{0, 0}
	points, contours := 0, 0
	for _, g := range s.glyphs {
		glyf = append(glyf, g.data...)
		glyf = append(glyf, make([]byte, len(glyf)&1)...)
		loca = append(loca, len(glyf))
		n := 0
		for _, c := range g.outline {
			n += len(c)
		}
		points, contours = max(points, n), max(contours, len(g.outline))
	}
	places, long := locaTable(loca)
	metrics, n := s.hmtx()
	return []table{
		{"glyf", glyf},
		{"head", s.head(long)},
		{"hhea", s.hhea(n)},
		{"hmtx", metrics},
		{"loca", places},
		{"maxp", appendUint16s(nil, 1, 0, len(s.glyphs)+1, points, contours, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)},
	}
}

// locaTable says where each glyph begins, in the short form where that holds it: the
// long one, 1, or the short one, 0, is what head calls it.
func locaTable(offsets []int) (loca []byte, long int) {
	if offsets[len(offsets)-1] <= 2*0xFFFF {
		for _, at := range offsets {
			loca = appendUint16s(loca, at/2)
		}
		return loca, 0
	}
	for _, at := range offsets {
		loca = binary.BigEndian.AppendUint32(loca, uint32(at))
	}
	return loca, 1
}

// hmtx lists advances and left edges. The last advance goes for all glyphs after it too;
// n is how many are told.
func (s *subset) hmtx() (hmtx []byte, n int) {
	advances, lefts := []int{s.face.upem}, []int{0} // of .notdef
	for _, g := range s.glyphs {
		left, _, _, _ := g.outline.bounds()
		advances, lefts = append(advances, g.advance), append(lefts, left)
	}
	n = len(advances)
	for n > 1 && advances[n-2] == advances[n-1] {
		n--
	}
	for i, left := range lefts {
		if i < n {
			hmtx = appendUint16s(hmtx, advances[i])
		}
		hmtx = appendUint16s(hmtx, left)
	}
	return hmtx, n
}

// appendUint16s appends each value's low 16 bits.
func appendUint16s(b []byte, values ...int) []byte {
	for _, v := range values {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return b
}

func (s *subset) head(long int) []byte {
	x0, y0, x1, y1 := s.bounds()
	b := appendUint16s(nil, 1, 0, 1, 0, 0, 0) // version, revision, checksum to come
	b = append(b, 0x5F, 0x0F, 0x3C, 0xF5)     // magic number
	b = appendUint16s(b, 1<<0|1<<1, s.face.upem)
	b = append(b, make([]byte, 16)...) // created, modified
	return appendUint16s(b, x0, y0, x1, y1, 0, 8, 2, long, 0)
}

func (s *subset) hhea(metrics int) []byte {
	ascent, descent := s.metrics()
	widest := s.face.upem
	for _, g := range s.glyphs {
		widest = max(widest, g.advance)
	}
	b := appendUint16s(nil, 1, 0, ascent, descent, 0, widest)
	b = append(b, make([]byte, 22)...)
	return appendUint16s(b, metrics)
}

type table struct {
	tag  string
	data []byte
}

// assemble writes the tables, given in order of their tags, as a font file.
func assemble(tables []table) []byte {
	size := 1 // the largest power of 2 not above the number of tables
	shift := 0
	for size*2 <= len(tables) {
		size, shift = size*2, shift+1
	}
	b := appendUint16s(nil, 1, 0, len(tables), size*16, shift, (len(tables)-size)*16)
	offset := len(b) + 16*len(tables)
	adjust := 0 // where head's checksum of the whole file goes
	for _, t := range tables {
		if t.tag == "head" {
			adjust = offset + 8
		}
		b = append(b, t.tag...)
		b = binary.BigEndian.AppendUint32(b, checksum(t.data))
		b = binary.BigEndian.AppendUint32(b, uint32(offset))
		b = binary.BigEndian.AppendUint32(b, uint32(len(t.data)))
		offset += (len(t.data) + 3) &^ 3
	}
	b = slices.Grow(b, offset)
	for _, t := range tables {
		b = append(b, t.data...)
		b = append(b, make([]byte, -len(t.data)&3)...)
	}
	binary.BigEndian.PutUint32(b[adjust:], 0xB1B0AFBA-checksum(b))
	return b
}

// checksum adds up b as big-endian 32-bit numbers, the last filled with zeros.
func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var rest [4]byte
	copy(rest[:], b)
	return sum + binary.BigEndian.Uint32(rest[:])
}
