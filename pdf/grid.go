package pdf

import (
	"slices"
	"strings"

	"woshou/data/form"
)

// grid is how the cells of a table are set; lengths in mm.
type grid struct {
	widths []float64
	aligns []align
	style  Style
	lead   float64 // from line to line
	pad    float64 // above and below the lines of a row
	side   float64 // beside the lines of a cell
	least  float64 // of a row
}

// The measures of close tables.
const (
	closeLead = 17.0 // pt
	closeSide = 1.0  // mm
	mostTight = 0.1  // em taken from each digit of a number that is too long
)

// gridOf divides the text block among a table's columns.
func (l *layout) gridOf(t *form.Table) grid {
	g := grid{style: cellStyle, lead: tableLead * mmPerPt, pad: tablePad / 2, side: tablePad, least: t.Least}
	if t.Close {
		g.lead, g.pad, g.side = closeLead*mmPerPt, 0, closeSide
	}
	if t.Display > 0 {
		g.style = Style{Role: Sans, Size: t.Display, Bold: true}
		g.lead = 1.5 * t.Display * mmPerPt
	}
	sum := 0
	for _, c := range t.Columns {
		sum += c.Share
	}
	for _, c := range t.Columns {
		g.widths = append(g.widths, l.page.textWidth*float64(c.Share)/float64(sum))
		g.aligns = append(g.aligns, aligns[c.Align])
	}
	return g
}

// gridRow is one row of a table.
type gridRow struct {
	cells []string // none in a row to be filled by hand
	// open columns have no rule above: their cell goes on from the row before.
	open []bool
	// label is the text of merged cells that begin here; again is what a page that begins
	// with the row repeats of those that go on.
	label, again []Box
	keep         bool // stays on the page of the row before
}

// gridRows are a table's rows with its merged cells.
func (l *layout) gridRows(t *form.Table, g grid, rows [][]string) []gridRow {
	out := make([]gridRow, len(rows))
	for i := range rows {
		out[i] = gridRow{cells: slices.Clone(rows[i]), open: make([]bool, len(t.Columns))}
	}
	x := l.page.left
	for c, column := range t.Columns {
		for from := 0; column.Merge && from < len(rows); {
			to := from + 1
			for to < len(rows) && len(rows[from]) > c && len(rows[to]) > c && rows[to][c] == rows[from][c] {
				to++
			}
			if to > from+1 {
				l.mergeCells(g, out[from:to], c, x)
			}
			from = to
		}
		x += g.widths[c]
	}
	return out
}

// mergeCells makes one cell of a column's cells in some rows. Its text stands at the top,
// and its lines are never parted from one another.
func (l *layout) mergeCells(g grid, rows []gridRow, c int, x float64) {
	lines := l.cellLines(g, c, rows[0].cells[c])
	var text []Box
	for i, ln := range lines {
		text = append(text, ln.boxes(x+g.side, g.pad+float64(i)*g.lead+baseline(g.lead, g.style.Size))...)
	}
	fits := len(lines) <= len(rows) // otherwise the first row is as high as the text
	for i := range rows {
		r := &rows[i]
		if i > 0 || fits {
			r.cells[c] = ""
		}
		if i == 0 {
			if fits {
				r.label = append(r.label, text...)
			}
			continue
		}
		r.open[c] = true
		r.keep = r.keep || i < len(lines) || len(rows)-i < len(lines)
		r.again = append(append(r.again, text...), Box{Kind: Rule, X: x, W: g.widths[c], Pen: hairline})
	}
}

// tableHead sets the columns' heads, under the heads of their groups; none where no
// column has one.
func (l *layout) tableHead(t *form.Table, g grid) []strip {
	g.style, g.lead, g.pad, g.least = Style{Role: Sans, Size: smallSize}, tableLead*mmPerPt, tablePad/2, 0
	g.aligns = make([]align, len(t.Columns))
	row, above := gridRow{}, gridRow{}
	over := grid{style: g.style, lead: g.lead, pad: g.pad, side: g.side}
	named, grouped := false, false
	for i, c := range t.Columns {
		g.aligns[i] = centred
		row.cells, row.open = append(row.cells, c.Head), append(row.open, c.Group == "")
		named, grouped = named || c.Head != "", grouped || c.Group != ""
		if c.Group != "" && i > 0 && t.Columns[i-1].Group == c.Group {
			over.widths[len(over.widths)-1] += g.widths[i]
			continue
		}
		above.cells = append(above.cells, c.Group)
		over.widths, over.aligns = append(over.widths, g.widths[i]), append(over.aligns, centred)
	}
	switch {
	case !named:
		return nil
	case !grouped:
		row.open = nil
		return keepAll(l.tableRow(g, row))
	}
	upper, lower := l.tableRow(over, above), l.tableRow(g, row)
	l.raise(lower, g.widths, row.open, heightOf(upper)/2)
	return keepAll(append(upper, lower...))
}

// raise moves the texts of some columns up.
func (l *layout) raise(row []strip, widths []float64, columns []bool, by float64) {
	for k := range row {
		for j := range row[k].Boxes {
			b, x := &row[k].Boxes[j], l.page.left
			for i, w := range widths {
				if b.Kind == Text && columns[i] && b.X >= x && b.X < x+w {
					b.Y -= by
				}
				x += w
			}
		}
	}
}

// cellLines breaks the text of a cell into lines. A number that is a little too long is set
// tight instead: it is never broken.
func (l *layout) cellLines(g grid, column int, text string) []line {
	var out []line
	shape := shape{Measure: (g.widths[column] - 2*g.side) / mmPerPt, Align: g.aligns[column]}
	for _, part := range strings.Split(clean(text), "\n") {
		runs := []run{{Text: part, Style: g.style}}
		if over := l.width(g.style, part) - shape.Measure; over > 0 && isNumber(part) {
			runs[0].Style.Track -= min(over/float64(len(part)), mostTight*g.style.Size)
		}
		out = append(out, breakLines(l.fonts, runs, shape)...)
	}
	return out
}

// isNumber reports whether a text is digits and the marks of a number alone.
func isNumber(text string) bool { return strings.Trim(text, "0123456789.,/%-") == "" }

// tableRow sets the cells of one row, a strip a line. Cells with fewer lines stand in the
// middle of rows that are not split. A row without cells has room to write.
func (l *layout) tableRow(g grid, r gridRow) []strip {
	if len(r.cells) == 0 {
		blank := []strip{{Height: max(blankRow, g.least)}}
		l.frameRow(blank, g.widths, r.open)
		return blank
	}
	set := make([][]line, len(r.cells))
	most := 1
	for i, text := range r.cells {
		set[i] = l.cellLines(g, i, text)
		most = max(most, len(set[i]))
	}
	out := make([]strip, most)
	for k := range out {
		out[k].Height = g.lead
	}
	pad := max(g.pad, (g.least-g.lead*float64(most))/2)
	out[0].Height += pad
	out[most-1].Height += pad
	out[0].Boxes = append(out[0].Boxes, r.label...)
	x := l.page.left
	for i := range r.cells {
		shift := 0.0
		if most <= splitLines {
			shift = float64(most-len(set[i])) * g.lead / 2
		}
		for n, ln := range set[i] {
			y := baseline(g.lead, g.style.Size) + shift
			if n == 0 {
				y += pad
			}
			out[n].Boxes = append(out[n].Boxes, ln.boxes(x+g.side, y)...)
		}
		x += g.widths[i]
	}
	l.frameRow(out, g.widths, r.open)
	return out
}

// frameRow draws the lines around a row's cells, none above its open columns.
func (l *layout) frameRow(row []strip, widths []float64, open []bool) {
	row[0].Boxes = append(row[0].Boxes, l.rulesAbove(widths, open)...)
	for k := range row {
		s := &row[k]
		x := l.page.left
		for i := 0; i <= len(widths); i++ {
			s.Boxes = append(s.Boxes, Box{Kind: Rule, X: x, H: s.Height, Pen: hairline})
			if i < len(widths) {
				x += widths[i]
			}
		}
		bottom := l.tableRule()
		bottom.Y = s.Height
		s.Last = []Box{bottom}
	}
}

// rulesAbove is the line over a row, in pieces where some columns are open.
func (l *layout) rulesAbove(widths []float64, open []bool) []Box {
	if !slices.Contains(open, true) {
		return []Box{l.tableRule()}
	}
	var out []Box
	x := l.page.left
	for i, w := range widths {
		switch n := len(out); {
		case open[i]:
		case i > 0 && !open[i-1]:
			out[n-1].W += w
		default:
			out = append(out, Box{Kind: Rule, X: x, W: w, Pen: hairline})
		}
		x += w
	}
	return out
}

func (l *layout) tableRule() Box {
	return Box{Kind: Rule, X: l.page.left, W: l.page.textWidth, Pen: hairline}
}
