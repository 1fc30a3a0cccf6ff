package pdf

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/jung-kurt/gofpdf"
)

// Lines of boxes that give no width, and the dashes, in mm.
const (
	defaultPen = 0.2
	dashOn     = 1.2
	dashOff    = 0.8
)

// boldPen is the stroke that thickens bold text, in em.
const boldPen = 0.02

// Draw writes doc as a PDF/A-1b file. Nothing is written unless all of it can
// be; an error says that a character is in no font, that a box is on no page,
// that a font file is damaged, or what w said. Equal documents give equal
// bytes. gofpdf only ever sees runs with a place: its own line breaking drops
// Chinese characters.
func Draw(w io.Writer, fonts *Fonts, doc *Document) error {
	p := &painter{fonts: fonts, subsets: map[*face]*subset{}}
	_, p.height = doc.Size()
	if err := p.prepare(doc); err != nil {
		return fmt.Errorf("draw document: %w", err)
	}
	p.open(doc.Landscape)
	for page := range doc.Pages {
		p.pdf.AddPage()
		for i, b := range doc.Boxes {
			if b.Page == page+1 {
				p.box(b, p.texts[i])
			}
		}
	}
	var drawn bytes.Buffer
	if err := p.pdf.Output(&drawn); err != nil {
		return fmt.Errorf("draw document: %w", err)
	}
	finished, err := finish(drawn.Bytes(), doc, p.used)
	if err != nil {
		return fmt.Errorf("finish document: %w", err)
	}
	_, err = w.Write(finished)
	return err
}

// painter turns boxes into gofpdf's calls.
type painter struct {
	fonts   *Fonts
	pdf     *gofpdf.Fpdf
	subsets map[*face]*subset
	used    []*subset   // in order of use; number n is gofpdf's family family(n)
	texts   [][]textRun // of each box
	height  float64     // of a page, in mm
}

// textRun is a faceRun as gofpdf is told it.
type textRun struct {
	family string
	codes  string
	x      float64 // pt from the box's X
	bold   bool
}

func family(n int) string { return fmt.Sprintf("face%d", n) }

// prepare finds the glyphs of all text, so that the fonts are complete before
// the first page is drawn.
func (p *painter) prepare(doc *Document) error {
	p.texts = make([][]textRun, len(doc.Boxes))
	for i, b := range doc.Boxes {
		if b.Page < 1 || b.Page > doc.Pages {
			return fmt.Errorf("box on page %d of %d", b.Page, doc.Pages)
		}
		if b.Kind != Text {
			continue
		}
		runs, err := p.fonts.runs(b)
		if err != nil {
			return err
		}
		for _, r := range runs {
			t, err := p.text(r)
			if err != nil {
				return err
			}
			p.texts[i] = append(p.texts[i], t)
		}
	}
	return nil
}

func (p *painter) text(r faceRun) (textRun, error) {
	s := p.subsets[r.face]
	if s == nil {
		s = newSubset(r.face)
		s.family = family(len(p.used))
		p.subsets[r.face] = s
		p.used = append(p.used, s)
	}
	var codes strings.Builder
	for _, g := range r.glyphs {
		code, err := s.add(g)
		if err != nil {
			return textRun{}, err
		}
		codes.WriteRune(code)
	}
	return textRun{family: s.family, codes: codes.String(), x: r.x, bold: r.bold}, nil
}

// open starts gofpdf's file. Streams stay plain: finish compresses them. Of each
// font gofpdf gets a stand-in without glyphs: that is enough to write codes, it
// takes seconds over the widths of a thousand glyphs, and finish puts the real
// font in its place.
func (p *painter) open(landscape bool) {
	orientation := "P"
	if landscape {
		orientation = "L"
	}
	p.pdf = gofpdf.New(orientation, "mm", "A4", "")
	p.pdf.SetCatalogSort(true)
	p.pdf.SetCompression(false)
	p.pdf.SetAutoPageBreak(false, 0)
	p.pdf.SetMargins(0, 0, 0)
	for _, s := range p.used {
		p.pdf.AddUTF8FontFromBytes(s.family, "", newSubset(s.face).font())
	}
}

func (p *painter) box(b Box, texts []textRun) {
	gray := int(math.Round(b.Style.Gray * 255))
	p.pdf.SetTextColor(gray, gray, gray)
	p.pdf.SetDrawColor(gray, gray, gray)
	p.pdf.SetFillColor(gray, gray, gray)
	switch b.Kind {
	case Text:
		for _, t := range texts {
			p.run(b, t)
		}
		return
	case Modules:
		p.pdf.RawWriteStr(modulePath(b, p.height))
		return
	}
	pen := b.Pen
	if pen == 0 {
		pen = defaultPen
	}
	p.pdf.SetLineWidth(pen)
	if b.Dash {
		p.pdf.SetDashPattern([]float64{dashOn, dashOff}, 0)
		defer p.pdf.SetDashPattern(nil, 0)
	}
	switch b.Kind {
	case Rule:
		p.pdf.Line(b.X, b.Y, b.X+b.W, b.Y+b.H)
	case Frame:
		p.pdf.Rect(b.X, b.Y, b.W, b.H, "D")
	case Circle:
		p.pdf.Ellipse(b.X+b.W/2, b.Y+b.H/2, b.W/2, b.H/2, 0, "D")
	}
}

func (p *painter) run(b Box, t textRun) {
	p.pdf.SetFont(t.family, "", b.Style.Size)
	if b.Style.Track != 0 {
		p.pdf.RawWriteStr(fmt.Sprintf("%.4f Tc", b.Style.Track))
		defer p.pdf.RawWriteStr("0 Tc")
	}
	if t.bold {
		p.pdf.RawWriteStr(fmt.Sprintf("2 Tr %.3f w", boldPen*b.Style.Size))
		defer p.pdf.RawWriteStr("0 Tr")
	}
	p.pdf.Text(b.X+t.x*mmPerPt, b.Y, t.codes)
}

// modulePath draws the black modules as one path, so that no hairline shows
// between neighbours; those side by side become one rectangle.
func modulePath(b Box, height float64) string {
	n := int(math.Sqrt(float64(len(b.Modules))))
	var s strings.Builder
	for _, m := range moduleRows(b.Modules, n) {
		w, h := b.W/float64(n)/mmPerPt, b.H/float64(n)/mmPerPt
		x := b.X/mmPerPt + float64(m.from)*w
		y := (height-b.Y)/mmPerPt - float64(m.row+1)*h
		fmt.Fprintf(&s, "%.3f %.3f %.3f %.3f re\n", x, y, float64(m.to-m.from)*w, h)
	}
	if s.Len() == 0 {
		return "n"
	}
	return s.String() + "f"
}
