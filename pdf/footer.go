package pdf

import (
	"fmt"
	"strings"

	"woshou/data/form"
)

// The furniture around the text, in mm unless said otherwise.
const (
	footerUp   = 13.0 // from the page's bottom edge up to the baseline of the last line
	footerLead = 5.5
	codeSize   = 18.0  // the side of the QR code
	codeUp     = 31.0  // from the page's bottom edge up to its top
	runningUp  = 3.0   // from the text up to the line under a later page's head
	seamIn     = 16.0  // the seam seal's hint, from the outer edge
	draftSize  = 170.0 // pt
)

// Print says which printing of a version a paper is.
type Print struct {
	// Number is the n-th printing of the version; 0 prints no number.
	Number int
	// Version of the agreement; 0 for papers that have none.
	Version int
	// Draft marks the paper as one, right across each page.
	Draft bool
	// Digest is form.Digest of the version; empty for papers that have none.
	Digest string
}

// LastPrint is how the record says that a paper was printed last.
func LastPrint(ref form.Ref, f *form.Form, s form.Subject) Print {
	if a := s.Agreement; ref.Code == form.Agreement {
		return Print{Draft: !a.Frozen(), Number: a.Prints, Version: a.Version, Digest: a.PrintHash}
	}
	return Print{Number: s.Case.Printings(string(ref.Code), ref.Element), Digest: form.Digest(f, s)}
}

// checkLength is how many digits of the digest a footer shows.
const checkLength = 8

// check is the line of the footer that tells this printing from others.
func (p Print) check() string {
	var parts []string
	if p.Digest != "" {
		parts = append(parts, "校验码"+p.Digest[:min(checkLength, len(p.Digest))])
	}
	if p.Version > 1 {
		parts = append(parts, fmt.Sprintf("第%d版", p.Version))
	}
	if p.Draft {
		parts = append(parts, "草稿")
	} else if p.Number > 0 {
		parts = append(parts, fmt.Sprintf("第%d次打印", p.Number))
	}
	return strings.Join(parts, "　")
}

// footing is what the margins of every page of a paper say.
type footing struct {
	number string
	// running stands above the text from the second page on.
	running string
	form    *form.Form
	print   Print
}

// furniture returns what stands on each page around the text: the draft mark
// below it, the footer, and a hint for the seam seal when there are several pages. A
// cover has nothing around it.
func (l *layout) furniture(foot footing, pages int) ([]Box, error) {
	var out []Box
	if foot.form.Cover {
		return nil, nil
	}
	for page := 1; page <= pages; page++ {
		boxes, err := l.footer(foot, page, pages)
		if err != nil {
			return nil, err
		}
		if page > 1 {
			boxes = append(boxes, l.running(foot.running)...)
		}
		if pages > 1 && sealed(foot.form) {
			boxes = append(boxes, l.seam()...)
		}
		if foot.print.Draft {
			boxes = append([]Box{l.draft()}, boxes...)
		}
		for _, b := range boxes {
			b.Page = page
			out = append(out, b)
		}
	}
	return out, nil
}

// running sets the head of a later page over a line, in the margin above the text.
func (l *layout) running(text string) []Box {
	if text == "" {
		return nil
	}
	lines := breakLines(l.fonts, []run{{Text: clean(text), Style: smallStyle}}, shape{Measure: l.page.textWidth / mmPerPt, Align: left})
	rule := l.page.top - runningUp
	out := []Box{{Kind: Rule, X: l.page.left, Y: rule, W: l.page.textWidth, Pen: hairline}}
	for i, ln := range lines {
		out = append(out, ln.boxes(l.page.left, rule-2-footerLead*float64(len(lines)-1-i))...)
	}
	return out
}

// sealed reports whether a seal goes on the paper.
func sealed(f *form.Form) bool {
	for _, part := range f.Parts {
		if sign, ok := part.(form.Signing); ok && sign.Seal != "" {
			return true
		}
	}
	return false
}

// footer sets number, check code and page under one another at the left and, where the
// paper has a digest, the QR code at the right.
func (l *layout) footer(foot footing, page, pages int) ([]Box, error) {
	var out []Box
	lines := l.footerLines(foot.number)
	if check := foot.print.check(); check != "" {
		lines = append(lines, l.oneLine(check, smallStyle))
	}
	y := l.page.height - footerUp - footerLead*float64(len(lines))
	for _, ln := range lines {
		out = append(out, ln.boxes(l.page.left, y)...)
		y += footerLead
	}
	count := l.oneLine(fmt.Sprintf("第%d页　共%d页", page, pages), smallStyle)
	out = append(out, count.boxes(l.page.left, y)...)
	if foot.print.Digest == "" {
		return out, nil
	}
	modules, _, err := QR(CodeText(foot.number, foot.form.Code, foot.print, page, pages))
	if err != nil {
		return nil, err
	}
	return append(out, Box{
		Kind: Modules, X: l.page.right() - codeSize, Y: l.page.height - codeUp, W: codeSize, H: codeSize, Modules: modules,
	}), nil
}

// footerLines breaks the number beside the room of the QR code.
func (l *layout) footerLines(number string) []line {
	measure := (l.page.textWidth - codeSize - 6) / mmPerPt
	return breakLines(l.fonts, []run{{Text: clean(number), Style: smallStyle}}, shape{Measure: measure, Align: left})
}

// seam marks where the seam seal (骑缝章) goes over the edges of all pages.
func (l *layout) seam() []Box {
	var out []Box
	x, middle := l.page.width-seamIn, l.page.height/2
	y := middle - 12
	for _, r := range "骑缝章" {
		out = append(out, l.pale(string(r), x, y))
		y += 6
	}
	return append(out, Box{Kind: Rule, X: x + 4, Y: middle - 22, H: 36, Pen: hairline, Dash: true, Style: Style{Gray: 0.6}})
}

// draft is the mark of a version that is not frozen.
func (l *layout) draft() Box {
	style := Style{Role: Song, Size: draftSize, Gray: 0.9}
	w := l.width(style, "草稿") * mmPerPt
	return Box{Kind: Text, X: l.page.left + (l.page.textWidth-w)/2, Y: l.page.height/2 + 20, W: w, Text: "草稿", Style: style}
}
