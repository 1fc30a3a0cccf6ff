package pdf

import (
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
	var runs []run
	for i, text := range strings.Split(p.Text, "{}") {
		if i > 0 {
			runs = append(runs, blankOr(p.Blanks[i-1], s)...)
		}
		if text != "" {
			runs = append(runs, run{Text: text, Style: bodyStyle})
		}
	}
	l.add(0, l.paragraph(runs, bodyIndent, justified, leading)...)
}

// blankOr is an entry on a drawn line, or a place to write it.
func blankOr(f form.Field, s form.Subject) []run {
	if entry := strings.ReplaceAll(clean(f.Get(s)), "\n", "；"); entry != "" {
		return []run{{Text: entry, Style: bodyStyle, Line: true}}
	}
	if !f.Day {
		return []run{{Blank: bodySize * float64(f.Chars), Line: true, Style: bodyStyle}}
	}
	var runs []run
	for _, word := range []string{"年", "月", "日"} {
		runs = append(runs, run{Blank: 2 * bodySize, Line: true, Style: bodyStyle}, run{Text: word, Style: bodyStyle})
	}
	return runs
}

// section sets a label as a heading and the entry under it.
func (l *layout) section(p form.Section, s form.Subject) {
	if p.Label != "" {
		l.heading(p.Label)
	}
	if p.Table != nil {
		if table := p.Table(s); table != nil {
			l.add(1, l.table(table, s)...)
			return
		}
	}
	l.prose(0, p.Get(s), bodyStyle, p.Lines)
}

func (l *layout) passage(p form.Passage, s form.Subject) {
	style := bodyStyle
	if p.Notice {
		style.Role = Kai
	}
	space := 0.0
	if p.Close {
		space = 1.5
	}
	l.prose(space, p.Get(s), style, 0)
}

// choiceLine is the label and the alternatives, those that apply ticked.
func choiceLine(p form.Choices, s form.Subject) []run {
	runs := []run{{Text: p.Label, Style: bodyStyle}}
	for i, choice := range p.Options(s) {
		if i > 0 {
			runs = append(runs, run{Text: "　", Style: bodyStyle})
		}
		switch {
		case p.Boxes && choice.Chosen:
			runs = append(runs, run{Text: "☑", Style: tickStyle})
		case p.Boxes:
			runs = append(runs, run{Text: "☐", Style: tickStyle})
		}
		runs = append(runs, run{Text: choice.Text, Style: bodyStyle})
		if choice.Chosen && !p.Boxes {
			runs = append(runs, run{Text: "√", Style: Style{Role: Song, Size: bodySize, Bold: true}})
		}
	}
	return runs
}

var tickStyle = Style{Role: Song, Size: bodySize}

// signing adds the places to sign, and the place of the seal or of the date.
func (l *layout) signing(p form.Signing, s form.Subject) {
	l.signatures(places(p, s))
	switch {
	case p.On == nil:
		l.glue = false
	case p.Seal != "":
		organ := s.Committee.Seal()
		if p.Organ != nil {
			organ = p.Organ(s)
		}
		l.sealPlace(p.Seal, organ, dateText(p.On(s)), p.Note)
	default:
		l.datePlace(dateText(p.On(s)), p.Note)
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
	l.add(2, strip{Height: height, Boxes: boxes})
	l.keepNext()
}
