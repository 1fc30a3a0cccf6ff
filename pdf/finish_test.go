package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSubset_ToUnicode(t *testing.T) {
	cmap := string(subsetOf(t, testFonts(t).song, "俞𬭎A").toUnicode())
	if want := "1 beginbfrange\n<0001> <0003> [<4FDE><D872DF4E><0041>]\nendbfrange\n"; !strings.Contains(cmap, want) {
		t.Errorf("CMap:\n%s", cmap)
	}
	var many strings.Builder
	for r := '一'; r < '一'+300; r++ {
		many.WriteRune(r)
	}
	cmap = string(subsetOf(t, testFonts(t).song, many.String()).toUnicode())
	for _, want := range []string{"<0001> <00FF> [<4E00>", "<4EFE>]\nendbfrange\n1 beginbfrange\n<0100> <012C> [<4EFF>", "<4F2B>]\nendbfrange\nendcmap"} {
		if !strings.Contains(cmap, want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestSubset_CodesAndWidths(t *testing.T) {
	s := subsetOf(t, testFonts(t).song, "协1议2")
	if got := s.widths(); got != " /W [2 [471] 4 [558]]" {
		t.Errorf("widths%s", got)
	}
	if got := subsetOf(t, testFonts(t).song, "12协").widths(); got != " /W [1 [471 558]]" {
		t.Errorf("widths of neighbours%s", got)
	}
	if set := s.codeSet(); !bytes.Equal(set, []byte{0xF8}) {
		t.Errorf("codes %x", set)
	}
	if set := subsetOf(t, testFonts(t).song, "协议书人民调解").codeSet(); !bytes.Equal(set, []byte{0xFF}) {
		t.Errorf("seven codes %x", set)
	}
	hana := subsetOf(t, testFonts(t).rare, "𫝋") // 1024 units
	if got := hana.widths(); got != "" {
		t.Errorf("widths of 1024 units:%s", got)
	}
}

func TestMetadata_SaysTheSameTwice(t *testing.T) {
	doc := sample(t, 1)
	doc.Title = "协议 <1> & 𬭎"
	info := infoDict(doc)
	for _, want := range []string{
		"/Title <FEFF534F8BAE0020003C0031003E002000260020D872DF4E>", "/Keywords <FEFF",
		"/CreationDate (D:20250314000000+08'00')", "/ModDate (D:20250314000000+08'00')",
	} {
		if !strings.Contains(info, want) {
			t.Errorf("no %s in %s", want, info)
		}
	}
	packet := xmp(doc)
	for d := xml.NewDecoder(bytes.NewReader(packet)); ; {
		_, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{
		"协议 &lt;1&gt; &amp; 𬭎", "<xmp:CreateDate>2025-03-14T00:00:00+08:00<", "<pdfaid:conformance>B<", "〔2025〕第1号",
	} {
		if !bytes.Contains(packet, []byte(want)) {
			t.Errorf("no %s in the packet", want)
		}
	}
	if got := infoDict(&Document{}); got != "<</Producer <FEFF0057006F00730068006F0075> >>" {
		t.Errorf("info of an empty document: %s", got)
	}
}

func TestColourProfile_IsWhole(t *testing.T) {
	b := colourProfile()
	if int(binary.BigEndian.Uint32(b)) != len(b) || string(b[12:24]) != "mntrRGB XYZ " || string(b[36:40]) != "acsp" {
		t.Fatalf("profile of %d bytes", len(b))
	}
	tags := map[string]int{}
	for i := range int(binary.BigEndian.Uint32(b[128:])) {
		entry := b[132+12*i:]
		at, size := binary.BigEndian.Uint32(entry[4:]), binary.BigEndian.Uint32(entry[8:])
		if int(at+size) > len(b) || at%4 != 0 {
			t.Errorf("%s lies at %d, %d bytes", entry[:4], at, size)
		}
		tags[string(entry[:4])] = int(at)
	}
	if tags["rTRC"] != tags["gTRC"] || len(tags) != 9 {
		t.Errorf("tags %v", tags)
	}
	x := binary.BigEndian.Uint32(b[tags["rXYZ"]+8:])
	if diff := cmp.Diff(uint32(0x6FA4), x); diff != "" { // 0.4361
		t.Error(diff)
	}
}
