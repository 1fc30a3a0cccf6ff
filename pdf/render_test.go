package pdf

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"woshou/data/form"
)

// TestRender_TextComesBack asks poppler for the text of each sample and looks for
// every entry of the record in it.
func TestRender_TextComesBack(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler-utils) is not installed")
	}
	fonts := testFonts(t)
	for _, p := range papers() {
		if p.of("extreme") {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			doc := p.layOut(t, fonts)
			path := filepath.Join(t.TempDir(), "paper.pdf")
			var b bytes.Buffer
			if err := Render(&b, fonts, doc); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(tool, "-raw", "-enc", "UTF-8", path, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			text := squeezeOut(string(out))
			for _, want := range wanted(t, p) {
				if !strings.Contains(text, want) {
					t.Errorf("%q does not come back", want)
				}
			}
		})
	}
}

// wanted lists the lines of a sample's entries that are short enough to stand on
// one page, and the names of all who sign.
func wanted(t *testing.T, p paper) []string {
	t.Helper()
	f, err := form.Lookup(p.code, "")
	if err != nil {
		t.Fatal(err)
	}
	s := p.s
	out := []string{f.Title}
	for _, part := range f.Parts {
		if sign, ok := part.(form.Signing); ok {
			out = append(out, sign.Seal)
			if len(sign.Signers) > 0 && len(sign.Signers[0].Names(p.s)) > 0 {
				out = append(out, sign.Signers[0].Label)
			}
		}
	}
	for _, e := range f.Entries(s) {
		if e.Key == "case.source" || e.Key == "agreement.items" && len(s.Agreement.Items) > 3 || inCells(f, e.Key) {
			continue
		}
		for _, part := range strings.Split(e.Text, "\n") {
			out = append(out, squeezeOut(part))
		}
	}
	if p.code == form.Agreement {
		out = append(out, form.CopiesText(s.Case, s.Agreement))
		for _, it := range s.Agreement.Items {
			if it.Amount > 0 {
				out = append(out, it.Amount.Yuan())
			}
		}
	}
	return out
}

func TestRender_MissingGlyphsBeforeWriting(t *testing.T) {
	var b bytes.Buffer
	doc := &Document{Title: "x", Pages: 1, Boxes: []Box{{Page: 1, X: 30, Y: 30, Text: "字\U0003FFFD", Style: bodyStyle}}}
	var missing *MissingGlyphs
	if err := Render(&b, testFonts(t), doc); !errors.As(err, &missing) {
		t.Fatalf("error %v, want *MissingGlyphs", err)
	}
	if b.Len() != 0 {
		t.Errorf("%d bytes were written all the same", b.Len())
	}
}

func TestAgreement_WithFonts(t *testing.T) {
	fonts := testFonts(t)
	c := loan()
	first, err := Paper(fonts, form.Agreement, about(c, form.Agreement), frozen(c))
	if err != nil {
		t.Fatal(err)
	}
	if first.Pages != 2 || first.Number != c.Number || first.Created != c.Agreements[0].On || first.Author != village.Name {
		t.Errorf("%d pages, number %q, day %v, author %q", first.Pages, first.Number, first.Created, first.Author)
	}
	var a, b bytes.Buffer
	second, err := Paper(fonts, form.Agreement, about(c, form.Agreement), frozen(c))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(Render(&a, fonts, first), Render(&b, fonts, second)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same agreement gives different bytes")
	}
	doc, err := Paper(fonts, form.Acceptance, about(c, form.Acceptance), Print{Number: 1})
	if err != nil {
		t.Fatal(err)
	}
	if doc.Pages != 1 || doc.Title != "人民调解受理登记表" {
		t.Errorf("registration: %d pages, title %q", doc.Pages, doc.Title)
	}
}

// BenchmarkAgreement lays out and draws sample case 6, two pages with rare names.
func BenchmarkAgreement(b *testing.B) {
	fonts := testFonts(b)
	c := loan()
	p := frozen(c)
	for b.Loop() {
		doc, err := Paper(fonts, form.Agreement, about(c, form.Agreement), p)
		if err != nil {
			b.Fatal(err)
		}
		var out bytes.Buffer
		if err := Render(&out, fonts, doc); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLayout lays it out only.
func BenchmarkLayout(b *testing.B) {
	fonts := testFonts(b)
	c := loan()
	p := frozen(c)
	for b.Loop() {
		if _, err := Paper(fonts, form.Agreement, about(c, form.Agreement), p); err != nil {
			b.Fatal(err)
		}
	}
}
