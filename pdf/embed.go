package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// embed writes the objects of a font under the number that pages know it by.
func (f *pdfFile) embed(number int, s *subset) {
	font := s.font()
	name := subsetTag(font) + "+" + s.face.post
	file := f.add(f.flate(fmt.Sprintf("/Length1 %d", len(font)), font))
	codes := f.add(f.flate("", s.codeSet()))
	descriptor := f.add(object{body: s.descriptor(name, file, codes)})
	descendant := f.add(object{body: fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s"+
		" /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"+
		" /FontDescriptor %d 0 R /DW 1000%s /CIDToGIDMap /Identity>>", name, descriptor, s.widths())})
	characters := f.add(f.flate("", s.toUnicode()))
	f.put(number, object{body: fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H"+
		" /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, descendant, characters)})
}

// subsetTag is the six letters that tell subsets of one font apart.
func subsetTag(font []byte) string {
	sum := sha256.Sum256(font)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// thousandth turns font units into the thousandths of an em PDF counts in.
func (s *subset) thousandth(units int) string {
	return strconv.FormatFloat(float64(units)*1000/float64(s.face.upem), 'f', -1, 32)
}

// widths lists the advances of glyphs that are not one em wide, as most are; empty
// where all are.
func (s *subset) widths() string {
	var b strings.Builder
	listed := -1 // the last code
	for i, g := range s.glyphs {
		if g.advance == s.face.upem {
			continue
		}
		code := firstCode + i
		switch {
		case listed < 0:
			fmt.Fprintf(&b, " /W [%d [", code)
		case listed == code-1:
			b.WriteByte(' ')
		default:
			fmt.Fprintf(&b, "] %d [", code)
		}
		b.WriteString(s.thousandth(g.advance))
		listed = code
	}
	if listed >= 0 {
		b.WriteString("]]")
	}
	return b.String()
}

func (s *subset) descriptor(name string, file, codes int) string {
	ascent, descent := s.metrics()
	x0, y0, x1, y1 := s.bounds()
	return fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%s %s %s %s] /ItalicAngle 0"+
		" /Ascent %s /Descent %s /CapHeight %[7]s /StemV 80 /FontFile2 %[9]d 0 R /CIDSet %[10]d 0 R>>",
		name, s.thousandth(x0), s.thousandth(y0), s.thousandth(x1), s.thousandth(y1),
		s.thousandth(ascent), s.thousandth(ascent), s.thousandth(descent), file, codes)
}

// codeSet has a bit for every code with a glyph, the highest of each byte first.
func (s *subset) codeSet() []byte {
	last := firstCode + len(s.glyphs) - 1
	bits := make([]byte, last/8+1)
	bits[0] = 0x80 // .notdef
	for code := firstCode; code <= last; code++ {
		bits[code/8] |= 0x80 >> (code % 8)
	}
	return bits
}

// toUnicode is the CMap from codes to characters, for searching and copying.
func (s *subset) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 0x100 // codes of a range: they differ in the last byte only
	for i, g := range s.glyphs {
		code := firstCode + i
		if i == 0 || code%most == 0 {
			fmt.Fprintf(&b, "1 beginbfrange\n<%04X> <%04X> [", code, min(code|(most-1), firstCode+len(s.glyphs)-1))
		}
		fmt.Fprintf(&b, "<%s>", hex16(string(g.char)))
		if i == len(s.glyphs)-1 || (code+1)%most == 0 {
			b.WriteString("]\nendbfrange\n")
		}
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return b.Bytes()
}

// hex16 writes text as hexadecimal UTF-16.
func hex16(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}
