package scan

import (
	"flag"
	"fmt"
	"image"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/pdf"
)

var trials = flag.Int("scan.trials", 0, "scans to make of each kind, none for a small sample; a soak asks for more")

// forgery alters a page: its text before it is printed, or the paper.
type forgery struct {
	name  string
	page  int
	text  func(c *data.Case)
	words [2]string // printed text and what is printed instead
	paper func(s *sheet, at Rect)
	at    string // the printed text that the paper is altered at
	// beyond says that finding it is more than the check promises.
	beyond bool
}

var forgeries = []forgery{
	{name: "digit 800 to 900", page: 1, words: [2]string{"800.00", "900.00"}},
	{name: "digit 386 to 336", page: 1, words: [2]string{"386", "336"}},
	{name: "digit of a day", page: 1, words: [2]string{"31", "21"}},
	{name: "capital amount", page: 1, words: [2]string{"捌佰", "玖佰"}},
	{name: "800 to 8000", page: 1, text: func(c *data.Case) { c.Agreements[0].Clauses[0].Amount *= 10; c.Agreements[0].Items[0].Amount *= 10 }},
	{name: "a name", page: 1, words: [2]string{"张根土", "张根生"}},
	{name: "a clause", page: 1, text: func(c *data.Case) { c.Agreements[0].Clauses[2].Purpose = "保留遮挡物" }},
	{name: "whited out digit", page: 1, at: "0.00", paper: func(s *sheet, at Rect) {
		s.line(at.X+0.6, at.Y+1.5, at.X+0.6, at.Y+5, 2.4, white)
	}},
	{name: "penned digit", page: 1, at: "00.00", paper: func(s *sheet, at Rect) { // 0 to 8
		s.line(at.X+0.7, at.Y+3.2, at.X+2.2, at.Y+3, 0.5, blueBlack)
	}},
	{name: "penned between lines", page: 1, at: "双方对屋瓦", paper: func(s *sheet, at Rect) {
		s.line(at.X+3, at.Y+6.5, at.X+8, at.Y+6.2, 0.5, blueBlack)
	}},
	{name: "土 to 士", page: 1, words: [2]string{"张根土", "张根士"}, beyond: true},
	{name: "penned point", page: 1, at: "00.00", beyond: true, paper: func(s *sheet, at Rect) { s.dot(at.X-0.1, at.Y+5.3, 0.3, blueBlack) }},
	{name: "red penned digit", page: 1, at: "00.00", beyond: true, paper: func(s *sheet, at Rect) {
		s.line(at.X+0.7, at.Y+3.2, at.X+2.2, at.Y+3, 0.5, sealRed)
	}},
}

// forged returns the altered page's document and the sheet.
func (f forgery) forged(t testing.TB, fonts *pdf.Fonts, digest string) (*pdf.Document, func(*sheet)) {
	c := roofTiles()
	if f.text != nil {
		f.text(c)
	}
	doc := layOut(t, fonts, c, 1, digest)
	if f.words[0] != "" {
		for i := range doc.Boxes {
			b := &doc.Boxes[i]
			if b.Page == f.page && strings.Contains(b.Text, f.words[0]) {
				b.Text = strings.Replace(b.Text, f.words[0], f.words[1], 1)
				return doc, nil
			}
		}
		t.Fatalf("%s: nothing to replace", f.name)
	}
	if f.paper == nil {
		return doc, nil
	}
	for _, b := range doc.Boxes {
		if before, _, ok := strings.Cut(b.Text, f.at); ok && b.Page == f.page {
			at := bounds(b)
			for _, r := range before {
				at.X += (fonts.Advance(b.Style, r) + b.Style.Track) * mmPerPt
			}
			return doc, func(s *sheet) { f.paper(s, at) }
		}
	}
	t.Fatalf("%s: no place", f.name)
	return nil, nil
}

// where returns the part of the page that two sheets differ in.
func where(a, b *sheet) Rect {
	var box image.Rectangle
	for i := range a.planes[0].Pix {
		if a.planes[0].Pix[i] != b.planes[0].Pix[i] {
			x, y := i%a.planes[0].Stride, i/a.planes[0].Stride
			box = box.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	return Rect{float64(box.Min.X) / sheetDots, float64(box.Min.Y) / sheetDots, float64(box.Dx()) / sheetDots, float64(box.Dy()) / sheetDots}
}

// result counts what became of the scans of one kind.
type result struct {
	taken, unread, unfit int
	alarms               int // differences where nothing was altered, pages
	found                int
	slowest              time.Duration
	notes                []string
}

func (res result) String() string {
	return fmt.Sprintf("%4d scans, %3d unread, %3d unfit, %3d with false alarms, %3d found, slowest %v", res.taken, res.unread, res.unfit, res.alarms, res.found, res.slowest.Round(time.Millisecond))
}

// try scans a sheet and holds it against the record; altered is where it was forged.
func (res *result) try(t testing.TB, x *trial, page int, file []byte, altered *Rect) {
	t.Helper()
	res.taken++
	start := time.Now()
	p, err := Open(file)
	if err != nil {
		res.unread++
		return
	}
	c, err := p.Compare(x.fonts, page, x.doc)
	res.slowest = max(res.slowest, time.Since(start))
	if err != nil {
		res.unfit++
		return
	}
	alarm, found := false, false
	for _, d := range c.Differences {
		if altered != nil && altered.grown(3, 3).meets(d.At) {
			found = true
			continue
		}
		alarm = true
		res.notes = append(res.notes, fmt.Sprintf("%+v", d))
	}
	if alarm {
		res.alarms++
	}
	if found {
		res.found++
	}
}

// takes are the ways of scanning that are tried.
var takes = []struct {
	name string
	take func(*rand.Rand) take
}{
	{"300 dpi colour", func(r *rand.Rand) take { return flatbed(r, 300, true) }},
	{"300 dpi grey", func(r *rand.Rand) take { return flatbed(r, 300, false) }},
	{"200 dpi grey", func(r *rand.Rand) take { return flatbed(r, 200, false) }},
	{"150 dpi grey", func(r *rand.Rand) take { return flatbed(r, 150, false) }},
	{"photo", photo},
}

// trial is the sample agreement on paper, honest and forged.
type trial struct {
	fonts   *pdf.Fonts
	doc     *pdf.Document
	honest  []*sheet
	forged  []*sheet
	altered []Rect
}

func newTrial(t testing.TB, forgeries []forgery) *trial {
	t.Helper()
	x := &trial{fonts: testFonts(t)}
	c := roofTiles()
	digest := digestOf(t, c)
	x.doc = layOut(t, x.fonts, c, 1, digest)
	x.honest = []*sheet{newSheet(t, x.fonts, x.doc, 1), newSheet(t, x.fonts, x.doc, 2)}
	for _, f := range forgeries {
		doc, pen := f.forged(t, x.fonts, digest)
		s := newSheet(t, x.fonts, doc, f.page)
		if pen != nil {
			pen(s)
		}
		x.forged = append(x.forged, s)
		x.altered = append(x.altered, where(x.honest[f.page-1], s))
	}
	return x
}

// signed scans a page that people have signed.
func (x *trial) signed(t testing.TB, s *sheet, how func(*rand.Rand) take, seed, kind int) []byte {
	r := rand.New(rand.NewPCG(uint64(seed), uint64(kind)))
	s = s.clone()
	s.sign(r)
	return how(r).of(t, s, r)
}

func (x *trial) tryHonest(t testing.TB, how func(*rand.Rand) take, n int) (res result) {
	for seed := range n {
		page := seed % 2
		res.try(t, x, 1+page, x.signed(t, x.honest[page], how, seed, 7), nil)
	}
	return res
}

func (x *trial) tryForged(t testing.TB, how func(*rand.Rand) take, n, kind int, f forgery) (res result) {
	for seed := range n {
		res.try(t, x, f.page, x.signed(t, x.forged[kind], how, seed, 100+kind), &x.altered[kind])
	}
	return res
}

// Signed and sealed pages raise no alarm, and each alteration is found, on scans at 300
// dots per inch, in colour and in grey. The soak reports the lesser pictures as well.
func TestTrials(t *testing.T) {
	forgeries, ways, n := forgeries, takes, *trials
	if n == 0 {
		forgeries, ways, n = forgeries[:1], takes[:2], 1
	}
	x := newTrial(t, forgeries)
	for i, way := range ways {
		must := i < 2
		res := x.tryHonest(t, way.take, 2*n)
		t.Logf("%-16s %-22s %v", way.name, "unaltered", res)
		if must && (res.unread+res.unfit+res.alarms > 0) {
			t.Errorf("%s: an honest page is doubted: %v", way.name, res.notes)
		}
		for kind, f := range forgeries {
			res := x.tryForged(t, way.take, n, kind, f)
			t.Logf("%-16s %-22s %v", way.name, f.name, res)
			if must && !f.beyond && res.found != res.taken {
				t.Errorf("%s: %s is not found", way.name, f.name)
			}
		}
	}
}
