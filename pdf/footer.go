package pdf

import (
	"fmt"
	"strings"
)

// The furniture around the text, in mm unless said otherwise.
const (
	footerY    = 280.0 // baseline of the last line
	footerLead = 5.5
	seamX      = 194.0 // the seam seal's hint, in the right margin
	draftSize  = 170.0 // pt
)

// Print says which printing of a version a paper is.
type Print struct {
	// Number is the n-th printing of the version; 0 prints no number.
	Number int
	// Draft marks the paper as one, right across each page.
	Draft bool
	// Digest is the SHA-256 of the version's text in hexadecimal; empty for papers
	// that have none.
	Digest string
}

// checkLength is how many digits of the digest a footer shows.
const checkLength = 8

// check returns the right part of the footer: check code and number of the printing.
func (p Print) check() string {
	var parts []string
	if p.Digest != "" {
		parts = append(parts, "校验码"+p.Digest[:min(checkLength, len(p.Digest))])
	}
	if p.Draft {
		parts = append(parts, "草稿")
	} else if p.Number > 0 {
		parts = append(parts, fmt.Sprintf("第%d次打印", p.Number))
	}
	return strings.Join(parts, "　")
}

// furniture returns what stands on each page around the text: the draft mark
// below it, the footer, and a hint for the seam seal when there are several pages.
func (l *layout) furniture(number string, pages int, p Print) []Box {
	var out []Box
	for page := 1; page <= pages; page++ {
		boxes := l.footer(number, fmt.Sprintf("第%d页　共%d页", page, pages), p.check())
		if pages > 1 {
			boxes = append(boxes, l.seam()...)
		}
		if p.Draft {
			boxes = append([]Box{l.draft()}, boxes...)
		}
		for _, b := range boxes {
			b.Page = page
			out = append(out, b)
		}
	}
	return out
}

// footer sets the number on the left and the check code on the right of one line,
// the page in the middle below them. A long number goes above the check code.
func (l *layout) footer(number, page, check string) []Box {
	var out []Box
	put := func(text string, a align, y float64) {
		lines := l.footerLines(text, a)
		for i, ln := range lines {
			out = append(out, ln.boxes(marginLeft, y-footerLead*float64(len(lines)-1-i))...)
		}
	}
	above := footerY - footerLead
	if l.width(smallStyle, number)+l.width(smallStyle, check) > textWidth/mmPerPt-2*smallSize {
		above -= footerLead
	}
	put(number, left, above)
	put(check, right, footerY-footerLead)
	put(page, centred, footerY)
	return out
}

func (l *layout) footerLines(text string, a align) []line {
	return breakLines(l.fonts, []run{{Text: clean(text), Style: smallStyle}}, shape{Measure: textWidth / mmPerPt, Align: a})
}

// seam marks where the seam seal (骑缝章) goes over the edges of all pages.
func (l *layout) seam() []Box {
	var out []Box
	y := PageHeight/2 - 12
	for _, r := range "骑缝章" {
		out = append(out, l.pale(string(r), seamX, y))
		y += 6
	}
	return append(out, Box{Kind: Rule, X: seamX + 4, Y: PageHeight/2 - 22, H: 36, Pen: hairline, Dash: true, Style: Style{Gray: 0.6}})
}

// draft is the mark of a version that is not frozen.
func (l *layout) draft() Box {
	style := Style{Role: Song, Size: draftSize, Gray: 0.9}
	w := l.width(style, "草稿") * mmPerPt
	return Box{Kind: Text, X: marginLeft + (textWidth-w)/2, Y: PageHeight/2 + 20, W: w, Text: "草稿", Style: style}
}
