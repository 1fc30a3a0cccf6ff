package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// This file makes gofpdf's bytes a PDF/A-1b file (ISO 19005-1): real fonts with
// the characters behind their codes, metadata twice, a colour profile, an
// identifier made from the content. gofpdf writes each font as seven objects in
// a row, the info dictionary last but one and the catalog last; finish relies
// on that and says so when it finds something else.

const producer = "Woshou"

// object is one indirect object of a PDF file: all of it in body, or, for one
// with a stream, its dictionary without brackets and /Length.
type object struct {
	body   string
	stream []byte
}

// pdfFile is a file as its objects; number n is objects[n-1].
type pdfFile struct {
	objects []object
	zlib    *zlib.Writer // nearly a megabyte, so one for all streams
}

// finish rewrites what gofpdf wrote for doc with the fonts of used.
func finish(drawn []byte, doc *Document, used []*subset) ([]byte, error) {
	f, err := parseObjects(drawn)
	if err != nil {
		return nil, err
	}
	catalog, info := len(f.objects), len(f.objects)-1
	if catalog < 4 || !strings.Contains(f.objects[catalog-1].body, "/Catalog") {
		return nil, errors.New("no catalog at the end")
	}
	for i, o := range f.objects {
		if o.stream != nil && !strings.Contains(o.body, "/Filter") {
			f.objects[i] = f.flate("", o.stream)
		}
	}
	for _, s := range used {
		if err := f.embed(s); err != nil {
			return nil, err
		}
	}
	metadata := f.add(object{body: "/Type /Metadata /Subtype /XML", stream: xmp(doc)})
	profile := f.add(f.flate("/N 3", colourProfile()))
	f.objects[info-1] = object{body: infoDict(doc)}
	f.objects[catalog-1] = object{body: fmt.Sprintf("<</Type /Catalog /Pages 1 0 R /Lang (zh-CN) /Metadata %d 0 R"+
		" /OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB)"+
		" /DestOutputProfile %d 0 R>>]>>", metadata, profile)}
	return f.bytes(catalog, info), nil
}

// objectStart is an object's first line; streamLength finds how long its stream is.
var (
	objectStart  = regexp.MustCompile(`^(\d+) 0 obj\n`)
	streamLength = regexp.MustCompile(`/Length (\d+)`)
)

// parseObjects cuts a file of gofpdf into its objects.
func parseObjects(b []byte) (*pdfFile, error) {
	numbered := map[int]object{}
	_, b, _ = bytes.Cut(b, []byte("\n")) // %PDF-1.3
	for !bytes.HasPrefix(b, []byte("xref\n")) {
		start := objectStart.FindSubmatch(b)
		if start == nil {
			return nil, errors.New("something else where an object should be")
		}
		number, _ := strconv.Atoi(string(start[1]))
		o, rest, err := parseObject(b[len(start[0]):])
		if err != nil {
			return nil, fmt.Errorf("object %d: %w", number, err)
		}
		numbered[number], b = o, rest
	}
	f := &pdfFile{}
	for n := range len(numbered) {
		o, ok := numbered[n+1]
		if !ok {
			return nil, fmt.Errorf("object %d is missing", n+1)
		}
		f.objects = append(f.objects, o)
	}
	return f, nil
}

// parseObject reads one object behind its first line, and returns what follows it.
func parseObject(b []byte) (o object, rest []byte, err error) {
	body, rest, ok := bytes.Cut(b, []byte("\nendobj\n"))
	if !ok {
		return o, nil, errors.New("no end")
	}
	dict, _, hasStream := bytes.Cut(body, []byte("\nstream\n"))
	if !hasStream {
		return object{body: string(body)}, rest, nil
	}
	// A stream may hold any bytes: its length says where it ends.
	m := streamLength.FindSubmatch(dict)
	if m == nil {
		return o, nil, errors.New("a stream without a length")
	}
	length, err := strconv.Atoi(string(m[1]))
	data := b[len(dict)+len("\nstream\n"):]
	if err != nil || length > len(data) {
		return o, nil, errors.New("a stream longer than the file")
	}
	rest, ok = bytes.CutPrefix(data[length:], []byte("\nendstream\nendobj\n"))
	if !ok {
		return o, nil, errors.New("a stream of another length")
	}
	return object{body: string(dict), stream: data[:length]}, rest, nil
}

// add appends an object and returns its number.
func (f *pdfFile) add(o object) int {
	f.objects = append(f.objects, o)
	return len(f.objects)
}

// flate returns a compressed stream object.
func (f *pdfFile) flate(dict string, data []byte) object {
	var b bytes.Buffer
	if f.zlib == nil {
		f.zlib = zlib.NewWriter(&b)
	} else {
		f.zlib.Reset(&b)
	}
	f.zlib.Write(data) // into memory: no error
	f.zlib.Close()
	return object{body: strings.TrimSpace(dict + " /Filter /FlateDecode"), stream: b.Bytes()}
}

// bytes writes the file. The binary second line and the identifier are PDF/A's.
func (f *pdfFile) bytes(root, info int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n")
	offsets := make([]int, len(f.objects))
	for i, o := range f.objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n", i+1)
		if o.stream == nil {
			b.WriteString(o.body)
		} else {
			fmt.Fprintf(&b, "<<%s /Length %d>>\nstream\n", o.body, len(o.stream))
			b.Write(o.stream)
			b.WriteString("\nendstream")
		}
		b.WriteString("\nendobj\n")
	}
	id := sha256.Sum256(b.Bytes())
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%X> <%X>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.objects)+1, root, info, id[:16], id[:16], xref)
	return b.Bytes()
}

// embed replaces the seven objects of gofpdf's font by those of s and adds the
// list of its codes.
func (f *pdfFile) embed(s *subset) error {
	mark := "/BaseFont /utf8" + s.family + "\n"
	first := -1
	for i, o := range f.objects {
		if strings.Contains(o.body, "/Subtype /Type0") && strings.Contains(o.body, mark) {
			first = i
		}
	}
	if first < 0 || first+7 > len(f.objects) {
		return fmt.Errorf("font %s is not in the file", s.family)
	}
	font := s.font()
	name := subsetTag(font) + "+" + s.face.post
	codes := f.add(f.flate("", s.codeSet()))
	n := first + 1
	copy(f.objects[first:], []object{
		{body: fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H"+
			" /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, n+1, n+2)},
		{body: fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo %d 0 R"+
			" /FontDescriptor %d 0 R /DW 1000 /W [%d [%s]] /CIDToGIDMap %d 0 R>>",
			name, n+3, n+4, firstCode, s.widths(), n+5)},
		f.flate("", s.toUnicode()),
		{body: "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"},
		{body: s.descriptor(name, n+6, codes)},
		f.flate("", s.glyphMap()),
		f.flate(fmt.Sprintf("/Length1 %d", len(font)), font),
	})
	return nil
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

// widths lists the glyphs' advances.
func (s *subset) widths() string {
	widths := make([]string, len(s.glyphs))
	for i, g := range s.glyphs {
		widths[i] = s.thousandth(g.advance)
	}
	return strings.Join(widths, " ")
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

// glyphMap gives the glyph of every code, two bytes each.
func (s *subset) glyphMap() []byte {
	m := make([]byte, 2*firstCode)
	for i := range s.glyphs {
		m = appendUint16s(m, i+1)
	}
	return m
}

// toUnicode is the CMap from codes to characters, for searching and copying.
func (s *subset) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 100 // lines a block may have
	for from := 0; from < len(s.glyphs); from += most {
		block := s.glyphs[from:min(from+most, len(s.glyphs))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for i, g := range block {
			fmt.Fprintf(&b, "<%04X> <%s>\n", firstCode+from+i, hex16(string(g.char)))
		}
		b.WriteString("endbfchar\n")
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

// infoDict must say the same as xmp.
func infoDict(doc *Document) string {
	var b strings.Builder
	b.WriteString("<<")
	for _, e := range []struct{ key, text string }{
		{"Title", doc.Title}, {"Subject", doc.Subject}, {"Author", doc.Author},
		{"Keywords", doc.Number}, {"Producer", producer},
	} {
		if e.text != "" {
			fmt.Fprintf(&b, "/%s <FEFF%s> ", e.key, hex16(e.text))
		}
	}
	if doc.Created != 0 {
		y, m, d := doc.Created.Date()
		fmt.Fprintf(&b, "/CreationDate (D:%04d%02d%02d000000+08'00') /ModDate (D:%04[1]d%02[2]d%02[3]d000000+08'00')", y, m, d)
	}
	return b.String() + ">>"
}

// xmp is the metadata packet, with PDF/A's claim.
func xmp(doc *Document) []byte {
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
		` xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"` +
		` xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">` +
		`<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>`)
	element := func(before, text, after string) {
		if text != "" {
			b.WriteString(before)
			xml.EscapeText(&b, []byte(text)) // into memory: no error
			b.WriteString(after)
		}
	}
	element(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">`, doc.Title, `</rdf:li></rdf:Alt></dc:title>`)
	element(`<dc:description><rdf:Alt><rdf:li xml:lang="x-default">`, doc.Subject, `</rdf:li></rdf:Alt></dc:description>`)
	element(`<dc:creator><rdf:Seq><rdf:li>`, doc.Author, `</rdf:li></rdf:Seq></dc:creator>`)
	element(`<pdf:Keywords>`, doc.Number, `</pdf:Keywords>`)
	element(`<pdf:Producer>`, producer, `</pdf:Producer>`)
	if doc.Created != 0 {
		y, m, d := doc.Created.Date()
		day := fmt.Sprintf("%04d-%02d-%02dT00:00:00+08:00", y, m, d)
		element(`<xmp:CreateDate>`, day, `</xmp:CreateDate>`)
		element(`<xmp:ModifyDate>`, day, `</xmp:ModifyDate>`)
	}
	b.WriteString("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>")
	return b.Bytes()
}

// colourProfile is a small sRGB display profile, ICC version 2.1: primaries
// and white adapted to D50, and gamma 2.2 for its curve.
func colourProfile() []byte {
	s15 := func(values ...float64) []byte { // XYZType
		b := append([]byte("XYZ "), 0, 0, 0, 0)
		for _, v := range values {
			fixed := int(v*65536 + 0.5)
			b = appendUint16s(b, fixed>>16, fixed)
		}
		return b
	}
	label := "sRGB\x00"
	description := append([]byte("desc\x00\x00\x00\x00\x00\x00\x00"), byte(len(label)))
	description = append(append(description, label...), make([]byte, 11+67)...)
	curve := append([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33"), 0, 0)
	tags := []table{
		{"cprt", []byte("text\x00\x00\x00\x00CC0\x00")},
		{"desc", description},
		{"wtpt", s15(0.9642, 1, 0.8249)},
		{"rXYZ", s15(0.4361, 0.2225, 0.0139)},
		{"gXYZ", s15(0.3851, 0.7169, 0.0971)},
		{"bXYZ", s15(0.1431, 0.0606, 0.7141)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	header := []byte("\x00\x00\x00\x00\x00\x00\x00\x00\x02\x10\x00\x00mntrRGB XYZ \x07\xE8\x00\x01\x00\x01" +
		"\x00\x00\x00\x00\x00\x00acsp")
	header = append(header, make([]byte, 28)...)
	header = append(header, s15(0.9642, 1, 0.8249)[8:]...)
	header = append(header, make([]byte, 48)...)
	return profileOf(header, tags)
}

// profileOf puts the tags behind the header; equal tags share their bytes.
func profileOf(header []byte, tags []table) []byte {
	b := appendUint16s(header, 0, len(tags))
	offset := len(b) + 12*len(tags)
	var body []byte
	placed := map[string]int{}
	for _, t := range tags {
		at, ok := placed[string(t.data)]
		if !ok {
			at = offset + len(body)
			placed[string(t.data)] = at
			body = append(body, t.data...)
			body = append(body, make([]byte, -len(t.data)&3)...)
		}
		b = append(b, t.tag...)
		b = appendUint16s(b, at>>16, at, 0, len(t.data))
	}
	b = append(b, body...)
	copy(b, appendUint16s(nil, len(b)>>16, len(b)))
	return b
}
