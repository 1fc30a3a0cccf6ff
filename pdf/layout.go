package pdf

import (
	"fmt"
	"math"
	"strings"
)

// sheet is the page and the block of text on it, in mm.
type sheet struct {
	width, height         float64
	left, top             float64 // of the text block
	textWidth, textHeight float64
}

func (p sheet) right() float64 { return p.left + p.textWidth }

// portrait is A4 with the proportions of GB/T 9704-2012: a text block of 156 by 225 mm
// behind a binding margin of 28 mm. landscape is the same turned, bound at the top.
var (
	portrait  = sheet{width: PageWidth, height: PageHeight, left: 28, top: 37, textWidth: 156, textHeight: 225}
	landscape = sheet{width: PageHeight, height: PageWidth, left: 20, top: 28, textWidth: 257, textHeight: 148}
)

// The sizes of type, in pt. Nothing is smaller than 12 pt: parties are old.
const (
	bodySize  = 16.0
	titleSize = 22.0
	labelSize = 14.0
	smallSize = 12.0
	leading   = 28.0
)

// manyLines is how many ruled lines stay together on a page.
const manyLines = 4

// lineChars is how many characters a full line of body text holds.
const lineChars = 28

// bodyStyle is set a hair tight, so that 28 characters fill the text block exactly
// and lines of Chinese characters alone need no stretching.
var bodyStyle = Style{Role: Body, Size: bodySize, Track: portrait.textWidth/mmPerPt/lineChars - bodySize}

// bodyIndent is the first-line indent of body text: two characters, in pt.
var bodyIndent = 2 * (bodyStyle.Size + bodyStyle.Track)

var (
	headStyle  = Style{Role: Sans, Size: bodySize, Track: bodyStyle.Track}
	labelStyle = Style{Role: Body, Size: labelSize}
	smallStyle = Style{Role: Song, Size: smallSize}
	cellStyle  = Style{Role: Body, Size: smallSize}
	paleStyle  = Style{Role: Song, Size: smallSize, Gray: 0.6}
	titleStyle = Style{Role: Title, Size: titleSize, Track: 6}
)

// The weights of lines, in mm.
const (
	hairline = 0.2
	underGap = 1.4 // from the baseline down to an underline
)

// faces is what layout asks of the fonts; *Fonts is one.
type faces interface {
	measurer
	Missing(text string) []rune
}

// layout collects the strips of one document.
type layout struct {
	fonts  faces
	page   sheet
	room   float64 // mm of each page that text may take
	strips []strip
	err    error // the first of a part that cannot be laid out
	bare   bool  // pictures are not made: only their places are asked for
	// glue keeps the next strips with the ones before them, newPage parts them.
	glue, newPage bool
	// cutAt is the strip of the last cut line, 0 while there is none.
	cutAt int
}

// add appends strips; space mm above them.
func (l *layout) add(space float64, strips ...strip) {
	if len(strips) == 0 {
		return
	}
	first := len(l.strips)
	l.strips = append(l.strips, strips...)
	l.strips[first].Space += space
	l.strips[first].Keep = l.strips[first].Keep || l.glue && !l.newPage
	l.strips[first].Break = l.newPage
	l.glue, l.newPage = false, false
}

// keepNext keeps what was added last on one page with what comes next.
func (l *layout) keepNext() { l.glue = true }

// keepLast keeps the last n strips on one page.
func (l *layout) keepLast(n int) {
	for i := max(1, len(l.strips)-n+1); i < len(l.strips); i++ {
		l.strips[i].Keep = true
	}
}

// width returns the width of text in pt.
func (l *layout) width(s Style, text string) float64 {
	return naturalWidth(unitsOf(l.fonts, []run{{Text: text, Style: s}}))
}

// oneLine sets text on a single line, however wide.
func (l *layout) oneLine(text string, s Style) line {
	return setLine(unitsOf(l.fonts, []run{{Text: text, Style: s}}), shape{Measure: math.Inf(1), Align: left}, 0, true)
}

// baseline returns how far below the top of a line its baseline is, both in mm,
// so that Chinese characters stand in the middle of the line.
func baseline(height, size float64) float64 { return height/2 + 0.38*size*mmPerPt }

// boxes returns a line's boxes with its left edge at x mm and its baseline at y mm.
func (ln line) boxes(x, y float64) []Box {
	var out []Box
	for _, s := range ln.Segments {
		if strings.TrimSpace(s.Text) == "" {
			continue
		}
		out = append(out, Box{Kind: Text, X: x + s.X*mmPerPt, Y: y, W: s.W * mmPerPt, Text: s.Text, Style: s.Style})
	}
	for _, r := range ln.Rules {
		out = append(out, Box{Kind: Rule, X: x + r.X*mmPerPt, Y: y + underGap, W: r.W * mmPerPt, Pen: hairline})
	}
	return out
}

// paragraph sets runs over the width of the text block, lead pt from line to line.
func (l *layout) paragraph(runs []run, first float64, a align, lead float64) []strip {
	shape := shape{Measure: l.page.textWidth / mmPerPt, First: first, Align: a}
	var out []strip
	for _, ln := range breakLines(l.fonts, runs, shape) {
		height := lead * mmPerPt
		out = append(out, strip{Height: height, Boxes: ln.boxes(l.page.left, baseline(height, runs[0].Style.Size))})
	}
	return keepLines(out)
}

// prose adds text as paragraphs with a first-line indent of two characters, space mm
// above them. It reports whether there was any.
func (l *layout) prose(space float64, text string, style Style) bool {
	found, lead := false, leading
	if style.Size == smallSize {
		lead = tableLead
	}
	for _, p := range strings.Split(clean(text), "\n") {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		l.add(space, l.paragraph([]run{{Text: p, Style: style}}, 2*(style.Size+style.Track), justified, lead)...)
		space, found = 0, true
	}
	return found
}

// blankLines adds ruled lines to write on, which may begin with 1、 2、 3、 Many go on over
// the end of a page.
func (l *layout) blankLines(n int, numbers bool) {
	height := leading * mmPerPt
	base := baseline(height, bodySize)
	var lines []strip
	for i := range n {
		var boxes []Box
		x := 0.0
		if numbers {
			number := fmt.Sprintf("%d、", i+1)
			boxes = l.oneLine(number, bodyStyle).boxes(l.page.left, base)
			x = l.width(bodyStyle, number) * mmPerPt
		}
		rule := Box{Kind: Rule, X: l.page.left + x, Y: base + underGap, W: l.page.textWidth - x, Pen: hairline}
		lines = append(lines, strip{Height: height, Boxes: append(boxes, rule)})
	}
	if n <= manyLines {
		keepAll(lines)
	}
	l.add(0, keepLines(lines)...)
}

// heading adds a section's label, which stays with the two lines after it.
func (l *layout) heading(text string) {
	l.add(1.5, l.paragraph([]run{{Text: text, Style: headStyle}}, 0, left, leading)...)
	l.keepNext()
}

// title adds the paper's name.
func (l *layout) title(text string) {
	// The last character's tracking would move the title off the centre.
	ln := breakLines(l.fonts, []run{{Text: text, Style: titleStyle}}, shape{Measure: l.page.textWidth/mmPerPt + titleStyle.Track, Align: centred})
	for _, one := range ln {
		l.add(0, strip{Height: 14, Boxes: one.boxes(l.page.left, baseline(14, titleSize))})
		l.keepNext()
	}
}
