package pdf

import (
	"slices"
	"strings"

	"woshou/data/form"
)

// cell is one labelled entry of a row without frame: the label, then the entry
// on a drawn line.
type cell struct {
	label string
	text  string
	chars int // share of the row's free width
	// spread is over how many characters the label is spread; 0 as it is.
	spread int
}

// The measures of rows and tables.
const (
	cellGap    = 8.0  // pt between the cells of a row
	labelGap   = 3.0  // pt between a label and its line
	tableLead  = 18.0 // pt
	tablePad   = 1.5  // mm inside a table cell
	blankRow   = 10.0 // mm, a row to be filled by hand
	splitLines = 6    // a table row of more lines may be split
	entryPad   = 3.0  // pt before an entry that is not centred
)

// cells returns a row of fields with their entries.
func cells(row form.Row, s form.Subject) []cell {
	var out []cell
	for _, f := range row {
		c := cell{label: f.Label, text: f.Get(s), chars: f.Chars, spread: f.Spread}
		switch {
		case c.text != "":
		case f.Pattern != "":
			c.text = f.Pattern
		case f.Day:
			c.text = dateText(0)
		}
		out = append(out, c)
	}
	return out
}

// blankDay is a place to write a date.
const blankDay = "　　　　年　　月　　日"

// label sets a cell's label from x pt on and returns its boxes and its width in pt.
// Only the characters before the colon are spread.
func (l *layout) label(c cell, x, base float64) ([]Box, float64) {
	name := []rune(strings.TrimSuffix(c.label, "："))
	spare := float64(c.spread-len(name)) * (bodySize + bodyStyle.Track)
	if len(name) < 2 || spare <= 0 {
		return l.oneLine(c.label, bodyStyle).boxes(l.page.left+x*mmPerPt, base), l.labelWidth(c)
	}
	wide := bodyStyle
	wide.Track += spare / float64(len(name)-1)
	boxes := l.oneLine(string(name), wide).boxes(l.page.left+x*mmPerPt, base)
	colon := x + l.labelWidth(c) - l.width(bodyStyle, "：")
	return append(boxes, l.oneLine("：", bodyStyle).boxes(l.page.left+colon*mmPerPt, base)...), l.labelWidth(c)
}

func (l *layout) labelWidth(c cell) float64 {
	spare := float64(c.spread-len([]rune(strings.TrimSuffix(c.label, "：")))) * (bodySize + bodyStyle.Track)
	return l.width(bodyStyle, c.label) + max(0, spare)
}

// fieldRow sets cells side by side over the text block. Where the entries do not
// fit, the longest gets lines of its own.
func (l *layout) fieldRow(row []cell) []strip {
	widths, fits := l.shares(row)
	if !fits && len(row) > 1 {
		at := 0
		for i := range row {
			if l.width(bodyStyle, row[i].text) > l.width(bodyStyle, row[at].text) {
				at = i
			}
		}
		var out []strip
		for _, part := range [][]cell{row[:at], row[at : at+1], row[at+1:]} {
			if len(part) > 0 {
				out = append(out, l.fieldRow(part)...)
			}
		}
		return out
	}
	height := leading * mmPerPt
	base := baseline(height, bodySize)
	var out []strip
	x := 0.0
	for i, c := range row {
		label, wide := l.label(c, x, base)
		x += wide + labelGap
		for k, ln := range l.entry(c, widths[i], len(row) > 1) {
			if k == len(out) {
				out = append(out, strip{Height: height})
			}
			if k == 0 {
				out[0].Boxes = append(out[0].Boxes, label...)
			}
			out[k].Boxes = append(out[k].Boxes, ln.boxes(l.page.left+x*mmPerPt, base)...)
			out[k].Boxes = append(out[k].Boxes, Box{Kind: Rule, X: l.page.left + x*mmPerPt, Y: base + underGap, W: widths[i] * mmPerPt, Pen: hairline})
		}
		x += widths[i] + cellGap
	}
	return out
}

// shares divides a row's free width, in pt: as the form's blanks are long, or,
// when an entry is longer, so that each gets what it needs. It reports whether
// all entries fit.
func (l *layout) shares(row []cell) ([]float64, bool) {
	free, chars := l.page.textWidth/mmPerPt-cellGap*float64(len(row)-1), 0
	for _, c := range row {
		free -= l.labelWidth(c) + labelGap
		chars += c.chars
	}
	out := make([]float64, len(row))
	need := make([]float64, len(row))
	spare, fits := free, true
	for i, c := range row {
		out[i] = free * float64(c.chars) / float64(chars)
		need[i] = 2 * bodySize
		if c.text != "" {
			need[i] = l.width(bodyStyle, c.text) + entryPad
		}
		spare -= need[i]
		fits = fits && need[i] <= out[i]
	}
	if fits || spare < 0 {
		return out, fits
	}
	for i, c := range row {
		out[i] = need[i] + spare*float64(c.chars)/float64(chars)
	}
	return out, true
}

// entry breaks a cell's text into lines of wide pt; an entry of one line that
// shares its row stands in the middle.
func (l *layout) entry(c cell, wide float64, shared bool) []line {
	runs := []run{{Text: strings.ReplaceAll(clean(c.text), "\n", " "), Style: bodyStyle}}
	lines := breakLines(l.fonts, runs, shape{Measure: wide, First: entryPad, Hang: entryPad, Align: left})
	if len(lines) == 1 && shared {
		lines = breakLines(l.fonts, runs, shape{Measure: wide, Align: centred})
	}
	return lines
}

// aligns are the form's alignments as layout's.
var aligns = map[form.Align]align{form.Left: left, form.Centre: centred, form.Right: right}

// partyTable sets a row for each party, high enough to sign in.
func (l *layout) partyTable(p form.PartyTable, s form.Subject) {
	t := &form.Table{Least: p.Least, Rows: func(s form.Subject) [][]string {
		var rows [][]string
		p.Each(s, func(of form.Subject) { rows = append(rows, partyRow(p.Columns, of)) })
		return rows
	}}
	for _, c := range p.Columns {
		t.Columns = append(t.Columns, form.Column{Head: c.Label, Share: c.Share, Align: c.Align})
	}
	l.add(1.5, l.table(t, s)...)
}

// partyRow is the cells of one party's row.
func partyRow(columns []form.PartyColumn, of form.Subject) []string {
	row := make([]string, len(columns))
	for i, c := range columns {
		switch {
		case c.Options != nil:
			var options []string
			for _, o := range c.Options(of) {
				options = append(options, tickBox(o)+o.Text)
			}
			row[i] = strings.Join(options, "\n")
		case c.Get != nil:
			row[i] = c.Get(of)
		default:
			row[i] = c.Fixed
		}
	}
	return row
}

// table sets rows under the columns' heads, which are repeated on each page.
func (l *layout) table(t *form.Table, s form.Subject) []strip {
	g := l.gridOf(t)
	rows := t.Rows(s)
	if len(rows) == 0 {
		rows = make([][]string, max(1, t.Blank))
	}
	head := l.tableHead(t, g)
	out := slices.Clone(head)
	for i, r := range l.gridRows(t, g, rows) {
		one := g
		if t.Total && i == len(rows)-1 {
			one.style.Role = Sans
		}
		strips := l.tableRow(one, r)
		if len(strips) <= splitLines {
			keepAll(strips)
		} else {
			keepLines(strips)
		}
		strips[0].Keep = i == 0 || r.keep // the head is never left alone
		for k := range strips {
			strips[k].Head = head
		}
		if len(r.again) > 0 {
			strips[0].Head = append(slices.Clip(head), strip{Boxes: r.again})
		}
		out = append(out, strips...)
	}
	if t.Whole && heightOf(out) < l.page.textHeight {
		keepAll(out)
	}
	end := &out[len(out)-1]
	end.Boxes, end.Last = append(end.Boxes, end.Last...), nil
	return out
}
