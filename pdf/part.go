package pdf

import (
	"slices"
	"strings"

	"woshou/data/form"
)

// part lays out one part of a paper.
func (l *layout) part(part form.Part, s form.Subject) {
	switch p := part.(type) {
	case form.Row:
		l.add(1.5, l.fieldRow(cells(p, s))...)
	case form.PartyBlocks:
		p.Each(s, l.partyBlock)
	case form.PartyTable:
		l.partyTable(p, s)
	case form.Sentence:
		l.sentence(p, s)
	case form.Section:
		l.section(p, s)
	case form.Choices:
		l.add(1.5, l.paragraph(choiceLine(p, s), 0, left, leading)...)
	case form.Passage:
		l.passage(p, s)
	case form.Table:
		l.add(1, l.table(&p, s)...)
	case form.Signing:
		l.signing(p, s)
	case form.Pictures:
		l.pictures(p.Get(s))
	default:
		l.furnish(part, s)
	}
}

// furnish lays out a part that holds no entries: a line of display type, room, a line to
// cut along.
func (l *layout) furnish(part form.Part, s form.Subject) {
	switch p := part.(type) {
	case form.Heading:
		l.heading(string(p))
	case form.Banner:
		l.banner(p, s)
	case form.Space:
		l.add(0, strip{Height: float64(p)})
	case form.Cut:
		l.cut(string(p))
	case form.NewPage:
		l.newPage = true
	}
}

// partyBlock adds the rows of one party; they stay on one page unless an entry makes
// them long.
func (l *layout) partyBlock(s form.Subject, rows []form.Row) {
	var block []strip
	for _, row := range rows {
		block = append(block, l.fieldRow(cells(row, s))...)
	}
	if len(block) <= 8 {
		keepAll(block)
	}
	l.add(1.5, block...)
}

// sentence sets running text with its entries on drawn lines.
func (l *layout) sentence(p form.Sentence, s form.Subject) {
	if p.If != nil && !p.If(s) {
		return
	}
	style, indent := bodyStyle, bodyIndent
	if p.Notice {
		style.Role = Kai
	}
	if p.Flush {
		indent = 0
	}
	var runs []run
	for i, text := range strings.Split(p.Text, "{}") {
		if i > 0 {
			runs = append(runs, blankOr(p.Blanks[i-1], s, style)...)
		}
		if text != "" {
			runs = append(runs, run{Text: text, Style: style})
		}
	}
	l.add(0, l.paragraph(runs, indent, justified, leading)...)
}

// blankPiece is how many characters of a blank stay on one line at least.
const blankPiece = 6

// blankOr is an entry on a drawn line, a place to write it, or the alternatives.
func blankOr(f form.Field, s form.Subject, style Style) []run {
	if f.Ticks != nil {
		return choiceRuns(f.Ticks(s), true, style)
	}
	if entry := strings.ReplaceAll(clean(f.Get(s)), "\n", "；"); entry != "" {
		return []run{{Text: entry, Style: style, Line: true}}
	}
	var runs []run
	if !f.Day {
		for left := f.Chars; left > 0; { // a long one goes on in the next line
			piece := left
			if left >= 2*blankPiece {
				piece = blankPiece
			}
			runs = append(runs, run{Blank: bodySize * float64(piece), Line: true, Style: style})
			left -= piece
		}
		return runs
	}
	for _, word := range []string{"年", "月", "日"} {
		runs = append(runs, run{Blank: 2 * bodySize, Line: true, Style: style}, run{Text: word, Style: style})
	}
	return runs
}

// section sets a label as a heading and the entry under it.
func (l *layout) section(p form.Section, s form.Subject) {
	if p.Inline {
		l.inline(p.Label, p.Get(s), p.Lines)
		return
	}
	if p.Label != "" {
		l.heading(p.Label)
	}
	if p.Table != nil {
		if table := p.Table(s); table != nil {
			l.add(1, l.table(table, s)...)
			return
		}
	}
	if !l.prose(0, p.Get(s), bodyStyle) {
		l.blankLines(p.Lines, p.Numbered)
	}
}

// inline sets a label and the entry beside it, or ruled lines to write on.
func (l *layout) inline(label, text string, blankLines int) {
	wide := l.width(headStyle, label)
	runs := []run{{Text: label, Style: headStyle}}
	shape := shape{Measure: l.page.textWidth / mmPerPt, Hang: wide}
	height := leading * mmPerPt
	base := baseline(height, bodySize)
	space := 1.5
	for _, p := range strings.Split(clean(text), "\n") {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		var strips []strip
		for _, ln := range breakLines(l.fonts, append(runs, run{Text: p, Style: bodyStyle}), shape) {
			strips = append(strips, strip{Height: height, Boxes: ln.boxes(l.page.left, base)})
		}
		l.add(space, keepLines(strips)...)
		runs, shape.First, space = nil, wide, 0
	}
	if len(runs) == 0 {
		return
	}
	first := l.oneLine(label, headStyle).boxes(l.page.left, base)
	for x := wide * mmPerPt; blankLines > 0; blankLines-- {
		rule := Box{Kind: Rule, X: l.page.left + x, Y: base + underGap, W: l.page.textWidth - x, Pen: hairline}
		l.add(space, strip{Height: height, Boxes: append(first, rule)})
		first, x, space = nil, 0, 0
		if blankLines > 1 {
			l.keepNext()
		}
	}
}

func (l *layout) passage(p form.Passage, s form.Subject) {
	style := bodyStyle
	if p.Small {
		style = cellStyle
	}
	if p.Notice {
		style.Role = Kai
	}
	space := 0.0
	if p.Close {
		space = 1.5
	}
	l.prose(space, p.Get(s), style)
}

// choiceLine is the label and the alternatives, those that apply ticked.
func choiceLine(p form.Choices, s form.Subject) []run {
	return append([]run{{Text: p.Label, Style: bodyStyle}}, choiceRuns(p.Options(s), p.Boxes, bodyStyle)...)
}

// choiceRuns are alternatives one after the other, those that apply ticked.
func choiceRuns(options []form.Choice, boxes bool, style Style) []run {
	var runs []run
	for i, choice := range options {
		if i > 0 {
			runs = append(runs, run{Text: "　", Style: style})
		}
		if boxes {
			runs = append(runs, run{Text: tickBox(choice), Style: tickStyle})
		}
		runs = append(runs, run{Text: choice.Text, Style: style})
		if choice.Chosen && !boxes {
			runs = append(runs, run{Text: "√", Style: Style{Role: Song, Size: bodySize, Bold: true}})
		}
	}
	return runs
}

var tickStyle = Style{Role: Song, Size: bodySize}

// signing adds the places to sign, and the place of the seal or of the date.
func (l *layout) signing(p form.Signing, s form.Subject) {
	parties, officials := places(p, s)
	rows := arrange(parties, officials)
	if p.Abreast {
		rows = abreast(parties, officials)
	}
	if p.On == nil {
		l.signatures(rows)
		l.glue = false
		return
	}
	foot := l.datePlace(dateText(p.On(s)), p.Note)
	if p.Seal != "" {
		foot = l.sealPlace(p, s)
	}
	if len(parties) > 0 || p.Abreast || !l.signBeside(officials, foot) {
		l.signatures(rows)
		l.add(0, foot)
	}
}

// banner sets a line of display type in the middle.
func (l *layout) banner(p form.Banner, s form.Subject) {
	style := Style{Role: Sans, Size: p.Size, Track: p.Size / 5}
	if p.Song {
		style.Role = Title
	}
	height := p.Size * 1.6 * mmPerPt
	// The last character's tracking would move the line off the centre.
	measure := l.page.textWidth/mmPerPt + style.Track
	for _, ln := range breakLines(l.fonts, []run{{Text: clean(p.Get(s)), Style: style}}, shape{Measure: measure, Align: centred}) {
		l.add(0, strip{Height: height, Boxes: ln.boxes(l.page.left, baseline(height, p.Size))})
	}
}

// cut is a dashed line over the page, with its word in the middle.
func (l *layout) cut(word string) {
	const height = 12.0
	l.slip()
	middle := l.page.left + l.page.textWidth/2
	gap := 0.0
	var boxes []Box
	if word != "" {
		gap = l.width(smallStyle, word)*mmPerPt/2 + 3
		boxes = l.oneLine(word, smallStyle).boxes(middle-gap+3, baseline(height, smallSize))
	}
	for _, from := range []float64{l.page.left, middle + gap} {
		boxes = append(boxes, Box{Kind: Rule, X: from, Y: height / 2, W: l.page.textWidth/2 - gap, Pen: hairline, Dash: true})
	}
	l.cutAt = len(l.strips)
	l.add(2, strip{Height: height, Boxes: boxes})
	l.keepNext()
}

// slip keeps on one page what stands from the last cut on, where it fits.
func (l *layout) slip() {
	if l.cutAt > 0 && heightOf(l.strips[l.cutAt:]) <= l.page.textHeight {
		keepAll(l.strips[l.cutAt:])
	}
}

// twice sets all again under a cut line, where both copies fit on one page.
func (l *layout) twice() {
	const cut = 14.0
	if 2*heightOf(l.strips)+cut > l.page.textHeight {
		return
	}
	copied := slices.Clone(l.strips)
	l.cut("沿此线裁开")
	l.add(2, copied...)
	l.slip()
}

// tickBox is the box before an alternative.
func tickBox(c form.Choice) string {
	if c.Chosen {
		return "☑"
	}
	return "☐"
}
