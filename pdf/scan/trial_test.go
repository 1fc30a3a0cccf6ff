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

var trials = flag.Int("scan.trials", 1, "scans to make of each kind; a soak asks for more")

// forgery alters a page: its text before it is printed, or the paper.
type forgery struct {
	name  string
	page  int
	text  func(c *data.Case)
	words [2]string // printed text and what is printed instead
	paper func(s *sheet, at Rect)
	at    string // the printed text that the paper is altered at
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
		s.line(at.X+2.8, at.Y+1.5, at.X+2.8, at.Y+5, 0.5, blueBlack)
	}},
	{name: "penned between lines", page: 1, at: "双方对屋瓦", paper: func(s *sheet, at Rect) {
		s.line(at.X+3, at.Y+6.5, at.X+8, at.Y+6.2, 0.5, blueBlack)
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

func (r result) String() string {
	return fmt.Sprintf("%4d scans, %3d unread, %3d unfit, %3d with false alarms, %3d found, slowest %v", r.taken, r.unread, r.unfit, r.alarms, r.found, r.slowest.Round(time.Millisecond))
}

// try scans a sheet and holds it against the record; altered is where it was forged.
func (res *result) try(t testing.TB, fonts *pdf.Fonts, doc *pdf.Document, page int, file []byte, altered *Rect) {
	res.taken++
	start := time.Now()
	p, err := Open(file)
	if err != nil {
		res.unread++
		return
	}
	c, err := p.Compare(fonts, page, doc)
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

func TestTrials(t *testing.T) {
	fonts := testFonts(t)
	c := roofTiles()
	digest := digestOf(t, c)
	doc := layOut(t, fonts, c, 1, digest)
	clean := []*sheet{newSheet(t, fonts, doc, 1), newSheet(t, fonts, doc, 2)}
	forged := make([]*sheet, len(forgeries))
	altered := make([]Rect, len(forgeries))
	for i, f := range forgeries {
		doc, pen := f.forged(t, fonts, digest)
		forged[i] = newSheet(t, fonts, doc, f.page)
		if pen != nil {
			pen(forged[i])
		}
		altered[i] = where(clean[f.page-1], forged[i])
	}
	for _, k := range takes {
		var honest result
		for n := range *trials * 2 {
			r := rand.New(rand.NewPCG(uint64(n), 7))
			s := clean[n%2].clone()
			s.sign(r)
			honest.try(t, fonts, doc, 1+n%2, k.take(r).of(t, s, r), nil)
		}
		t.Logf("%-16s %-22s %v", k.name, "unaltered", honest)
		for _, note := range honest.notes {
			t.Log("    ", note)
		}
		for i, f := range forgeries {
			var res result
			for n := range *trials {
				r := rand.New(rand.NewPCG(uint64(n), uint64(100+i)))
				s := forged[i].clone()
				s.sign(r)
				res.try(t, fonts, doc, f.page, k.take(r).of(t, s, r), &altered[i])
			}
			t.Logf("%-16s %-22s %v", k.name, f.name, res)
			for _, note := range res.notes[:min(3, len(res.notes))] {
				t.Log("    ", note)
			}
		}
	}
}
