package pdf

import (
	"slices"

	"woshou/data"
	"woshou/data/form"
)

// The places to sign and to seal, in mm.
const (
	signGap     = 8.0  // between the two columns of places to sign
	signWidth   = 74.0 // of one place
	signLine    = 17.0 // from the top of a place down to its line
	signFoot    = 3.0  // below a place
	fingerTop   = 8.0  // from the top of a place down to that square
	fingerSize  = 17.0 // the square for a fingerprint
	fingerRoom  = fingerSize + 3
	sealSize    = 42.0 // a committee's round seal
	sealHeight  = 46.0
	signLeast   = 50.0 // of a place beside a seal's
	signSlack   = 10.0 // by which places beside a seal's may be higher
	signLines   = 4    // lines of text that share a page with all places to sign
	mostAbreast = 3
)

// place is one place to sign.
type place struct {
	label  string
	name   string // who signs here, in small type under the line
	finger bool
}

// places lists the places to sign: the parties', then the others'.
func places(signing form.Signing, s form.Subject) (parties, officials []place) {
	for _, signer := range signing.Signers {
		for _, name := range signer.Names(s) {
			one := place{signer.Label, name, signer.Finger}
			if signer.Party {
				parties = append(parties, one)
			} else {
				officials = append(officials, one)
			}
		}
	}
	return parties, officials
}

// signatures adds rows of places to sign. They all stand on one page with the last lines of text, unless they are too many.
func (l *layout) signatures(rows [][]*place) {
	var strips []strip
	height := sealHeight
	for _, row := range rows {
		one := l.signRow(row)
		height += one.Height
		strips = append(strips, one)
	}
	if len(strips) == 0 {
		return
	}
	if height <= l.page.textHeight-signLines*leading*mmPerPt {
		keepAll(strips)
	} else { // the first stay with the text, the last with the seal
		strips[len(strips)-1].Keep = true
	}
	l.add(5, strips...)
	l.keepNext()
}

// signBeside adds a few officials' places to sign at the left of the seal's place, or of
// the date. It reports false, and adds nothing, where they do not fit there.
func (l *layout) signBeside(officials []place, foot strip) bool {
	width := signWidth
	for _, b := range foot.Boxes {
		width = min(width, b.X-l.page.left-signGap)
	}
	if width < signLeast {
		return false
	}
	var boxes []Box
	top, height := 0.0, 0.0
	for i := range officials {
		top = height
		one, h := l.signPlace(&officials[i], l.page.left, width)
		boxes = append(boxes, lower(one, top)...)
		height += h
	}
	height -= signFoot
	if len(officials) == 0 || height > sealHeight+signSlack {
		return false
	}
	if foot.Height < signLine { // a date alone is level with the last line
		foot.Boxes = lower(foot.Boxes, top+signLine-underGap-foot.Boxes[0].Y)
	}
	l.add(5, strip{Height: max(foot.Height, height), Boxes: append(boxes, foot.Boxes...)})
	return true
}

// lower moves boxes down.
func lower(boxes []Box, by float64) []Box {
	out := slices.Clone(boxes)
	for i := range out {
		out[i].Y += by
	}
	return out
}

// arrange puts the parties on the left and the officials on the right, as the
// form has it, or, when that takes fewer rows, the parties in both columns and
// the officials below them.
func arrange(parties, officials []place) [][]*place {
	below := append(pairs(parties), pairs(officials)...)
	if n := max(len(parties), len(officials)); n <= len(below) {
		out := make([][]*place, n)
		for i := range out {
			out[i] = make([]*place, 2)
		}
		for i := range parties {
			out[i][0] = &parties[i]
		}
		for i := range officials {
			out[i][1] = &officials[i]
		}
		return out
	}
	return below
}

// abreast puts all places in one row, where they are few enough.
func abreast(parties, officials []place) [][]*place {
	all := append(slices.Clone(parties), officials...)
	if len(all) > mostAbreast {
		return arrange(parties, officials)
	}
	var row []*place
	for i := range all {
		row = append(row, &all[i])
	}
	return [][]*place{row}
}

func pairs(list []place) [][]*place {
	var out [][]*place
	for i := range list {
		if i%2 == 0 {
			out = append(out, make([]*place, 2))
		}
		out[i/2][i%2] = &list[i]
	}
	return out
}

// signRow sets places side by side. More than two share the width so that the lines to
// sign on are equally long beside the squares for fingerprints.
func (l *layout) signRow(row []*place) strip {
	var s strip
	free := l.page.textWidth - signGap*float64(len(row)-1)
	for _, p := range row {
		if p != nil && p.finger {
			free -= fingerRoom
		}
	}
	x := l.page.left
	for _, p := range row {
		width := signWidth
		if len(row) > 2 {
			if width = free / float64(len(row)); p.finger {
				width += fingerRoom
			}
		}
		if p != nil {
			boxes, height := l.signPlace(p, x, width)
			s.Boxes = append(s.Boxes, boxes...)
			s.Height = max(s.Height, height)
		}
		x += width + signGap
	}
	return s
}

// signPlace draws one place to sign at x mm, width mm wide, and returns its height in
// mm: the label, the line with the name under it, the square for a fingerprint.
func (l *layout) signPlace(p *place, x, width float64) ([]Box, float64) {
	var boxes []Box
	put := func(text string, style Style, measure, top, lead float64) float64 {
		for _, ln := range breakLines(l.fonts, []run{{Text: clean(text), Style: style}}, shape{Measure: measure / mmPerPt, Align: left}) {
			boxes = append(boxes, ln.boxes(x, top+baseline(lead, style.Size))...)
			top += lead
		}
		return top
	}
	put(p.label, labelStyle, width, 0, 7)
	line := width
	if p.finger {
		line -= fingerRoom
		fx := x + width - fingerSize
		boxes = append(boxes,
			Box{Kind: Frame, X: fx, Y: fingerTop, W: fingerSize, H: fingerSize, Pen: hairline, Style: Style{Gray: 0.5}, Hand: true},
			l.pale("指印", fx+fingerSize/2, fingerTop+baseline(fingerSize, smallSize)))
	}
	boxes = append(boxes, Box{Kind: Rule, X: x, Y: signLine, W: line, Pen: hairline, Hand: true})
	bottom := signLine + 1
	if p.name != "" {
		bottom = put(p.name, smallStyle, line, bottom, 5.5)
	}
	if p.finger {
		bottom = max(bottom, fingerTop+fingerSize)
	}
	return boxes, bottom + signFoot
}

// pale returns a hint in grey, centred on x mm.
func (l *layout) pale(text string, x, y float64) Box {
	w := l.width(paleStyle, text) * mmPerPt
	return Box{Kind: Text, X: x - w/2, Y: y, W: w, Text: text, Style: paleStyle}
}

// sealPlace is the organ's name over the date, four characters from the right, and
// the place of its seal over both. No seal is ever drawn. The note stands at the left.
func (l *layout) sealPlace(p form.Signing, s form.Subject) strip {
	organ, date := s.Committee.Seal(), dateText(p.On(s))
	if p.Organ != nil {
		organ = p.Organ(s)
	}
	style := Style{Role: Body, Size: bodySize}
	measure := l.page.textWidth - 30
	dateWidth := l.width(style, date) * mmPerPt
	centre := l.page.right() - 4*bodySize*mmPerPt - dateWidth/2
	lines := breakLines(l.fonts, []run{{Text: clean(organ), Style: style}}, shape{Measure: measure / mmPerPt, Align: centred})
	widest := measure
	if len(lines) == 1 {
		widest = l.width(style, clean(organ)) * mmPerPt
	}
	if edge := l.page.right() - 2*bodySize*mmPerPt; centre+widest/2 > edge { // a long name goes to two characters from the right
		centre = edge - widest/2
	}
	lead := leading * mmPerPt
	top := (sealHeight-float64(len(lines)+1)*lead)/2 + 4
	boxes := l.note(p.Note, sealHeight)
	boxes = append(boxes,
		Box{Kind: Circle, X: centre - sealSize/2, Y: (sealHeight - sealSize) / 2, W: sealSize, H: sealSize, Pen: hairline, Dash: true, Style: Style{Gray: 0.6}, Hand: true},
		l.pale(p.Seal, centre, top-2))
	for _, ln := range lines {
		boxes = append(boxes, ln.boxes(centre-measure/2, top+baseline(lead, bodySize))...)
		top += lead
	}
	boxes = append(boxes, l.oneLine(date, style).boxes(centre-dateWidth/2, top+baseline(lead, bodySize))...)
	return strip{Height: sealHeight, Boxes: boxes}
}

// datePlace is the date alone, four characters from the right.
func (l *layout) datePlace(date, note string) strip {
	style := Style{Role: Body, Size: bodySize}
	height := leading * mmPerPt
	x := l.page.right() - 4*bodySize*mmPerPt - l.width(style, date)*mmPerPt
	boxes := append(l.note(note, height), l.oneLine(date, style).boxes(x, baseline(height, bodySize))...)
	return strip{Height: height, Space: 2, Boxes: boxes}
}

// note is the remark at the foot of a strip.
func (l *layout) note(text string, height float64) []Box {
	if text == "" {
		return nil
	}
	return l.oneLine(text, labelStyle).boxes(l.page.left, height-3)
}

// dateText is a date as papers bear it, or a place to write one.
func dateText(on data.Day) string {
	if on == 0 {
		return blankDay
	}
	return on.Chinese()
}
