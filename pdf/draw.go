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
// bytes.
func Draw(w io.Writer, fonts *Fonts, doc *Document) error {
	var file bytes.Buffer
	b := newBook(&file, fonts)
	if err := b.add(doc); err != nil {
		return fmt.Errorf("draw document: %w", err)
	}
	if err := b.close(doc); err != nil {
		return fmt.Errorf("draw document: %w", err)
	}
	_, err := w.Write(file.Bytes())
	return err
}

// painter turns the boxes of one document into gofpdf's calls.
type painter struct {
	book   *book
	pdf    *gofpdf.Fpdf
	texts  [][]textRun // of each box
	height float64     // of the page, in mm
}

// textRun is a faceRun as the page says it.
type textRun struct {
	font  int     // which of the book's
	codes string  // in hexadecimal, four digits each
	x     float64 // pt from the box's X
	bold  bool
}

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
		runs, err := p.book.fonts.runs(b)
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
	font := p.book.font(r.face)
	var codes strings.Builder
	for _, g := range r.glyphs {
		code, err := p.book.used[font].add(g)
		if err != nil {
			return textRun{}, err
		}
		fmt.Fprintf(&codes, "%04X", code)
	}
	return textRun{font: font, codes: codes.String(), x: r.x, bold: r.bold}, nil
}

// draw draws the pages of a document whose text is prepared. Streams stay plain: the
// book compresses them.
func (p *painter) draw(doc *Document) ([][]byte, error) {
	p.pdf = gofpdf.New("P", "mm", "A4", "")
	p.pdf.SetCatalogSort(true)
	p.pdf.SetCompression(false)
	p.pdf.SetAutoPageBreak(false, 0)
	p.pdf.SetMargins(0, 0, 0)
	onPage := make([][]int, doc.Pages+1)
	for i, b := range doc.Boxes {
		onPage[b.Page] = append(onPage[b.Page], i)
	}
	for page := 1; page <= doc.Pages; page++ {
		var size gofpdf.SizeType
		size.Wd, size.Ht = doc.Size(page)
		p.height = size.Ht
		p.pdf.AddPageFormat("P", size)
		for _, i := range onPage[page] {
			p.box(doc.Boxes[i], p.texts[i])
		}
	}
	var drawn bytes.Buffer
	if err := p.pdf.Output(&drawn); err != nil {
		return nil, err
	}
	return parsePages(drawn.Bytes(), doc.Pages)
}

func (p *painter) box(b Box, texts []textRun) {
	gray := int(math.Round(b.Style.Gray * 255))
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
	case Picture:
		p.pdf.RawWriteStr(fmt.Sprintf("q %.3f 0 0 %.3f %.3f %.3f cm /%s Do Q",
			b.W/mmPerPt, b.H/mmPerPt, b.X/mmPerPt, (p.height-b.Y-b.H)/mmPerPt, p.book.picture(b.Image)))
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

// run writes a stretch of characters at its place. gofpdf is not asked: its own way to
// text costs as much as all the rest, and its line breaking drops Chinese characters.
func (p *painter) run(b Box, t textRun) {
	var s strings.Builder
	fmt.Fprintf(&s, "BT /F%d %g Tf ", t.font, b.Style.Size)
	if b.Style.Track != 0 {
		fmt.Fprintf(&s, "%.4f Tc ", b.Style.Track)
	}
	if t.bold {
		fmt.Fprintf(&s, "2 Tr %.3f w ", boldPen*b.Style.Size)
	}
	fmt.Fprintf(&s, "%.2f %.2f Td <%s> Tj", b.X/mmPerPt+t.x, (p.height-b.Y)/mmPerPt, t.codes)
	if b.Style.Track != 0 {
		s.WriteString(" 0 Tc")
	}
	if t.bold {
		s.WriteString(" 0 Tr")
	}
	p.pdf.RawWriteStr(s.String() + " ET")
}

// modulePath draws the black modules as one path, so that no hairline shows
// between neighbours; those side by side become one rectangle. It counts in modules from
// the code's lower left corner, which takes few bytes.
func modulePath(b Box, height float64) string {
	n := int(math.Sqrt(float64(len(b.Modules))))
	rows := moduleRows(b.Modules, n)
	if len(rows) == 0 {
		return "n"
	}
	var s strings.Builder
	fmt.Fprintf(&s, "q %.5f 0 0 %.5f %.3f %.3f cm\n", b.W/float64(n)/mmPerPt, b.H/float64(n)/mmPerPt, b.X/mmPerPt, (height-b.Y-b.H)/mmPerPt)
	for _, m := range rows {
		fmt.Fprintf(&s, "%d %d %d 1 re\n", m.from, n-1-m.row, m.to-m.from)
	}
	return s.String() + "f Q"
}
