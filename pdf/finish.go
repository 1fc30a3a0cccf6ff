package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// This file makes a file a PDF/A-1b one (ISO 19005-1): metadata twice, a colour
// profile, and the list of contents where there is one.

const producer = "Woshou"

// finish writes what a file of the pages ends with.
func (f *pdfFile) finish(about *Document, pages int, marks []bookmark) error {
	metadata := f.add(object{body: "/Type /Metadata /Subtype /XML", stream: xmp(about)})
	profile := f.add(f.flate("/N 3", colourProfile()))
	info := f.add(object{body: infoDict(about)})
	contents := ""
	if len(marks) > 0 {
		contents = fmt.Sprintf(" /PageMode /UseOutlines /Outlines %d 0 R", f.outlines(marks))
	}
	root := f.add(object{body: fmt.Sprintf("<</Type /Catalog /Pages %d 0 R /Lang (zh-CN) /Metadata %d 0 R%s"+
		" /OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB)"+
		" /DestOutputProfile %d 0 R>>]>>", pages, metadata, contents, profile)})
	return f.close(root, info)
}

// bookmark is an entry of the list of contents with its page's object.
type bookmark struct {
	title string
	page  int
}

// outlines writes the list of contents and returns its number. Titles are UTF-16, so
// that they may hold any character.
func (f *pdfFile) outlines(marks []bookmark) int {
	root := f.reserve()
	first := len(f.offsets) + 1
	for i, m := range marks {
		around := ""
		if i > 0 {
			around += fmt.Sprintf(" /Prev %d 0 R", first+i-1)
		}
		if i+1 < len(marks) {
			around += fmt.Sprintf(" /Next %d 0 R", first+i+1)
		}
		f.add(object{body: fmt.Sprintf("<</Title <FEFF%s> /Parent %d 0 R%s /Dest [%d 0 R /Fit]>>", hex16(m.title), root, around, m.page)})
	}
	f.put(root, object{body: fmt.Sprintf("<</Type /Outlines /First %d 0 R /Last %d 0 R /Count %d>>", first, first+len(marks)-1, len(marks))})
	return root
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
