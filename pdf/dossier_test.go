package pdf

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/form"
)

// archived is a full case whose court's ruling has two pages.
func archived() Dossier {
	c := full()
	c.Confirmations[0].RulingPages = 2
	return Dossier{Subject: form.Subject{Committee: village, Case: c, Today: date("2026-05-08"), Images: photographs}}
}

// leaf says what a leaf is and on which pages.
func leaf(l form.Leaf) string {
	if l.First == 0 {
		return l.Title
	}
	return fmt.Sprintf("%s %d-%d", l.Title, l.First, l.Last())
}

// folios returns the number at the outer corner of each page; "" where there is none.
func folios(doc *Document) []string {
	out := make([]string, doc.Pages)
	for _, b := range doc.Boxes {
		if _, height := doc.Size(b.Page); b.Kind == Text && (b.Y == folioDown || b.Y == height-folioIn) {
			out[b.Page-1] += b.Text
		}
	}
	return out
}

func TestBind_NumbersGoThrough(t *testing.T) {
	doc, bound, err := bind(plain{}, archived())
	if err != nil {
		t.Fatal(err)
	}
	next, page := 1, 1
	want := make([]string, doc.Pages)
	place := map[data.DossierPart]int{data.PartCover: -2, data.PartCatalogue: -1}
	for i, p := range data.DossierParts {
		place[p] = i
	}
	for i := range bound.Leaves {
		l := &bound.Leaves[i]
		if i > 0 && place[l.In] < place[bound.Leaves[i-1].In] {
			t.Errorf("%s stands behind %s", leaf(*l), leaf(bound.Leaves[i-1]))
		}
		if l.Numbered() && l.First != next {
			t.Errorf("%s does not begin with page %d", leaf(*l), next)
		}
		for n := range l.Pages {
			if !l.Kept() && l.Numbered() {
				want[page-1] = fmt.Sprint(l.First + n)
			}
			if !l.Kept() {
				page++
			}
		}
		if l.Numbered() {
			next += l.Pages
		}
	}
	if bound.Pages != next-1 || page != doc.Pages+1 {
		t.Errorf("%d pages are numbered of %d, %d of %d are printed", bound.Pages, next-1, doc.Pages, page-1)
	}
	if d := cmp.Diff(want, folios(doc)); d != "" {
		t.Errorf("numbers of pages (-want +got):\n%s", d)
	}
	var kept []string
	for _, l := range bound.Leaves {
		if l.Kept() {
			kept = append(kept, fmt.Sprint(l.Title, l.Pages))
		}
	}
	if d := cmp.Diff([]string{"门诊病历和收费票据（复印件）3", "裁定书2"}, kept); d != "" {
		t.Errorf("kept on paper (-want +got):\n%s", d)
	}
	text := allText(doc)
	for _, say := range []string{"本卷宗共" + fmt.Sprint(bound.Pages) + "页", "页门诊病历和收费票据（复印件）", "页裁定书", "不编页号"} {
		if !strings.Contains(text, say) {
			t.Errorf("the covers and the catalogue do not say %q", say)
		}
	}
	for i := range bound.Leaves {
		if l := &bound.Leaves[i]; l.Kept() && !strings.Contains(text, fmt.Sprintf("第%d-%d页%s", l.First, l.Last(), l.Title)) {
			t.Errorf("the catalogue does not say where %s stands", leaf(*l))
		}
	}
}

func TestBind_OuterCorner(t *testing.T) {
	d := archived()
	for _, d.TwoSided = range []bool{false, true} {
		doc, bound, err := bind(plain{}, d)
		if err != nil {
			t.Fatal(err)
		}
		back := map[string]bool{}
		for i := range bound.Leaves {
			for n := range bound.Leaves[i].Pages {
				back[fmt.Sprint(bound.Leaves[i].First+n)] = d.TwoSided && n%2 == 1
			}
		}
		seen := 0
		for _, b := range doc.Boxes {
			if b.Kind != Text || b.Y != folioDown {
				continue
			}
			seen++
			if left := b.X < PageWidth/2; left != back[b.Text] {
				t.Errorf("two sides %v: page %s stands at %.0f mm", d.TwoSided, b.Text, b.X)
			}
			if b.X < 10 || b.X+b.W > PageWidth-10 || b.Y-b.Style.Size*mmPerPt < 10 || b.Style.Size < 12 {
				t.Errorf("%v stands at the edge", b)
			}
		}
		if seen < 5 {
			t.Errorf("%d numbers", seen)
		}
	}
}

func TestFolio_OfAWidePageIsAtItsFoot(t *testing.T) {
	doc := &Document{Pages: 2, Wide: []bool{false, true}}
	front, back := folio(plain{}, doc, 2, 17, false), folio(plain{}, doc, 2, 17, true)
	if front.Y < PageWidth-20 || front.X < PageHeight/2 || back.X > PageHeight/2 {
		t.Errorf("%v, %v", front, back)
	}
}

func TestBind_Chosen(t *testing.T) {
	d := archived()
	d.Papers = []form.Ref{{Code: form.Agreement, Element: "g1"}, {Code: form.Acceptance}}
	doc, bound, err := bind(plain{}, d)
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, m := range doc.Marks {
		titles = append(titles, fmt.Sprint(m.Title, m.Page))
	}
	if d := cmp.Diff([]string{"人民调解受理登记表1", "人民调解协议书2"}, titles); d != "" {
		t.Errorf("marks (-want +got):\n%s", d)
	}
	if len(bound.Leaves) != 2 || strings.Join(folios(doc), "") != "" {
		t.Errorf("%d leaves, numbers %q: a choice without the catalogue has none", len(bound.Leaves), folios(doc))
	}
	d.Papers = []form.Ref{{Code: form.Agreement, Element: "gone"}}
	if _, _, err := bind(plain{}, d); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("an agreement that is not there: %v", err)
	}
	if _, _, err := bind(plain{lacks: "䶮"}, Dossier{Subject: form.Subject{Committee: village, Case: loan()}}); err == nil {
		t.Error("a character that no font has is bound")
	}
}

func TestBind_PiecesThatTheRecordDoesNotKnow(t *testing.T) {
	local := *village
	local.Catalogue = data.LocalCatalogue
	d := archived()
	d.Subject.Committee = &local
	d.Kept = []form.Leaf{{Title: "当事人身份证明", In: data.PartRegister, Pages: 4}, {Title: "收条", In: data.PartAgreement, Pages: 1}}
	_, bound, err := bind(plain{}, d)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for _, l := range bound.Leaves {
		at[l.Title] = l.First
	}
	if at["当事人身份证明"] <= at["人民调解受理登记表"] || at["人民调解证据材料"] < at["当事人身份证明"]+4 ||
		at["收条"] <= at["人民调解协议书"] || at["裁定书"] <= at["收条"] {
		t.Errorf("first pages %v", at)
	}
}

// Numbers says what Bind says, also where a picture cannot be made.
func TestNumbers_AsBound(t *testing.T) {
	fonts, d := testFonts(t), archived()
	_, bound, err := Bind(fonts, d)
	if err != nil {
		t.Fatal(err)
	}
	cut := d // the pictures' files, without their second halves
	cut.Subject.Images = func(id data.ElementID) []form.Picture {
		var out []form.Picture
		for _, p := range photographs(id) {
			out = append(out, form.Picture{Caption: p.Caption, Image: p.Image[:len(p.Image)/2]})
		}
		return out
	}
	if _, _, err := Bind(fonts, cut); err == nil {
		t.Error("a picture that is cut is bound")
	}
	for _, d := range []Dossier{d, cut} {
		numbers, err := Numbers(fonts, d)
		if diff := cmp.Diff(bound, numbers); diff != "" || err != nil {
			t.Errorf("%v (-bound +numbers):\n%s", err, diff)
		}
	}
}

// TestBind_SoundFile looks at the whole dossier as others read it.
func TestBind_SoundFile(t *testing.T) {
	d := archived()
	d.Subject.Case.Parties[0].Name = "俞𬭎伟" // beyond the BMP in the metadata
	doc, bound, err := Bind(testFonts(t), d)
	if err != nil {
		t.Fatal(err)
	}
	doc.Marks[0].Title += "𬭎"
	path := drawn(t, doc)
	if said := output(t, "qpdf", "--check", path); !strings.Contains(said, "No syntax or stream encoding errors") {
		t.Error(said)
	}
	var read struct {
		Outlines []struct {
			Title string `json:"title"`
			Page  int    `json:"destpageposfrom1"`
		} `json:"outlines"`
	}
	if err := json.Unmarshal([]byte(output(t, "qpdf", "--json", "--json-key=outlines", path)), &read); err != nil {
		t.Fatal(err)
	}
	var marks []Mark
	for _, o := range read.Outlines {
		marks = append(marks, Mark{o.Title, o.Page})
	}
	if d := cmp.Diff(doc.Marks, marks); d != "" {
		t.Errorf("list of contents (-want +got):\n%s", d)
	}
	pages := strings.Split(output(t, "pdftotext", "-layout", path, "-"), "\f")
	number := regexp.MustCompile(`^\s*(\d+)\n`)
	for i, want := range folios(doc) {
		got := ""
		if m := number.FindStringSubmatch(pages[i]); m != nil {
			got = m[1]
		}
		if got != want {
			t.Errorf("page %d reads as number %q, want %q", i+1, got, want)
		}
	}
	if info := output(t, "pdfinfo", path); !strings.Contains(info, "调解卷宗") || !strings.Contains(info, "俞𬭎伟") || !strings.Contains(info, bound.Leaves[0].Title) {
		t.Error(info)
	}
	fonts := strings.Split(strings.TrimSpace(output(t, "pdffonts", path)), "\n")[2:]
	names := map[string]bool{}
	for _, line := range fonts {
		names[strings.SplitN(strings.Fields(line)[0], "+", 2)[1]] = true
	}
	if len(names) != len(fonts) {
		t.Errorf("a font is embedded more than once: %q", fonts)
	}
	arePDFA(t, path)
}

func TestBind_WidePages(t *testing.T) {
	doc := &Document{Pages: 1}
	wide := &Document{Pages: 1, Wide: []bool{true}, Boxes: []Box{{Page: 1, X: 250, Y: 100, Text: "宽", Style: Style{Size: 16}}}}
	if first := doc.append(wide); first != 2 {
		t.Fatalf("the wide page is number %d", first)
	}
	info := output(t, "pdfinfo", "-f", "1", "-l", "2", drawn(t, doc))
	for _, want := range []string{"Page    1 size:  595.28 x 841.89", "Page    2 size:  841.89 x 595.28"} {
		if !strings.Contains(info, want) {
			t.Errorf("no %q in %s", want, info)
		}
	}
	if size := rasterOf(t, doc, 2, 100).Rect.Size(); size.X < size.Y {
		t.Errorf("the wide page is painted %v", size)
	}
}

// thirty is a dossier of thirty pages.
func thirty(tb testing.TB, fonts *Fonts) Dossier {
	d := archived()
	a := &d.Subject.Case.Agreements[0]
	for lines := 0; ; lines += 20 {
		doc, _, err := Bind(fonts, d)
		if err != nil {
			tb.Fatal(err)
		}
		if doc.Pages >= 30 {
			return d
		}
		a.Facts += strings.Repeat("\n双方对屋瓦由谁修复、遮挡物是否拆除以及医药费、误工费如何承担有争议，各执一词。", 20)
	}
}

// BenchmarkBind binds and draws a dossier of thirty pages, warm.
func BenchmarkBind(b *testing.B) {
	fonts := testFonts(b)
	d := thirty(b, fonts)
	b.ReportAllocs()
	for b.Loop() {
		doc, _, err := Bind(fonts, d)
		if err != nil {
			b.Fatal(err)
		}
		var out strings.Builder
		if err := Render(&out, fonts, doc); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(doc.Pages), "pages")
		b.ReportMetric(float64(out.Len()), "file-bytes")
	}
}
