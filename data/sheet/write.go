package sheet

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Limits and measures of the xlsx format.
const (
	maxCellUnits = 32_767 // UTF-16 units of one cell
	maxNameUnits = 31     // UTF-16 units of a sheet's name
	paperA4      = 9
	// serialOfDayOne is what a data.Day is less than the day's number in a spreadsheet,
	// which counts 1899-12-31 as 1 and a 29 February 1900 that never was.
	serialOfDayOne = 693_594
	// The built-in number formats of whole numbers and of text.
	formatWhole, formatText = 1, 49
	formatMoney, formatDay  = "#,##0.00", "yyyy-mm-dd"
)

// writer fills one workbook.
type writer struct {
	file   *excelize.File
	names  map[string]bool
	styles map[look]int
}

// Write writes the workbook as xlsx. The error is that of w.
func Write(w io.Writer, b Book) error {
	f := excelize.NewFile()
	defer f.Close()
	x := &writer{file: f, names: map[string]bool{}, styles: map[look]int{}}
	if err := x.fill(b); err != nil {
		return fmt.Errorf("fill workbook: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

func (x *writer) fill(b Book) error {
	if err := x.file.SetDocProps(&excelize.DocProperties{Creator: "握手言和", LastModifiedBy: "握手言和"}); err != nil {
		return err
	}
	if err := x.file.SetDefaultFont(bodyFont); err != nil {
		return err
	}
	for i := range b.Sheets {
		s := &b.Sheets[i]
		name := x.name(s.Name)
		var err error
		if i == 0 {
			err = x.file.SetSheetName("Sheet1", name)
		} else {
			_, err = x.file.NewSheet(name)
		}
		if err != nil {
			return err
		}
		t := &table{writer: x, name: name, sheet: s}
		if err := t.write(); err != nil {
			return fmt.Errorf("sheet %d: %w", i+1, err)
		}
	}
	return nil
}

// name makes a sheet's name that every office takes and that no other sheet has.
func (x *writer) name(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || r < ' ' || r == utf8.RuneError {
			return '-'
		}
		return r
	}, s)
	if s = strings.TrimSpace(s); s == "" {
		s = "表"
	}
	base := cut(s, maxNameUnits)
	name := base
	for n := 2; x.names[strings.ToLower(name)]; n++ {
		end := fmt.Sprintf("-%d", n)
		name = cut(base, maxNameUnits-len(end)) + end
	}
	x.names[strings.ToLower(name)] = true
	return name
}

// cut shortens a text to so many UTF-16 units, never inside a character.
func cut(s string, units int) string {
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > units {
			return s[:i]
		}
	}
	return s
}

// table writes one sheet, row after row.
type table struct {
	*writer
	name  string
	sheet *Sheet
	row   int // the last row written, from 1
	head  int // the last row of the head
}

func (t *table) write() error {
	steps := []func() error{t.page, t.titles, t.heads, t.body, t.foot, t.freeze}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// page sets the paper: A4 across, as wide as the paper, with numbered pages.
func (t *table) page() error {
	size, across, one, any, fit := paperA4, "landscape", 1, 0, true
	if err := t.file.SetSheetProps(t.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	err := t.file.SetPageLayout(t.name, &excelize.PageLayoutOptions{
		Size: &size, Orientation: &across, FitToWidth: &one, FitToHeight: &any,
	})
	if err != nil {
		return err
	}
	side, top := 0.5, 0.6 // inches
	centre := true
	err = t.file.SetPageMargins(t.name, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: &centre,
	})
	if err != nil {
		return err
	}
	return t.file.SetHeaderFooter(t.name, &excelize.HeaderFooterOptions{OddFooter: "&C第&P页，共&N页"})
}

// titles writes the lines above the table.
func (t *table) titles() error {
	if t.sheet.Title != "" {
		if err := t.across(t.sheet.Title, look{size: titleSize, bold: true, centre: true}, 30); err != nil {
			return err
		}
	}
	if t.sheet.Subtitle != "" {
		return t.across(t.sheet.Subtitle, look{size: noteSize}, 0)
	}
	return nil
}

// across writes a line over the table's whole width, high enough for its text; height in
// points, 0 for what the text needs.
func (t *table) across(text string, l look, height float64) error {
	t.row++
	first, last := cellName(1, t.row), cellName(max(1, len(t.sheet.Columns)), t.row)
	if err := t.file.SetCellStr(t.name, first, tidy(text)); err != nil {
		return err
	}
	style, err := t.style(l)
	if err != nil {
		return err
	}
	if err := t.file.SetCellStyle(t.name, first, last, style); err != nil {
		return err
	}
	if first != last {
		if err := t.file.MergeCell(t.name, first, last); err != nil {
			return err
		}
	}
	if height == 0 {
		width := 0.0
		for _, c := range t.sheet.Columns {
			width += max(c.Width, narrowest)
		}
		height = lineHeight * lines(text, max(width, 10))
	}
	return t.file.SetRowHeight(t.name, t.row, min(height, tallest))
}

// Heights in points. Rows are given theirs: offices do not all fit them to the text when
// they open a file, and never for merged cells.
const (
	lineHeight = 15.0
	tallest    = 400.0
)

// lines counts the lines of a text in a width of so many Chinese characters.
func lines(text string, width float64) float64 {
	n := 0.0
	for _, part := range strings.Split(text, "\n") {
		length := 0.0
		for _, r := range part {
			if r < 0x2E80 {
				length += 0.55
			} else {
				length++
			}
		}
		n += max(1, math.Ceil(length/width))
	}
	return n
}

// narrowest is the width of a column that asks for none, in Chinese characters.
const narrowest = 4

// heads writes the columns' heads and widths, in two rows where columns have a group.
func (t *table) heads() error {
	grouped := false
	for i, c := range t.sheet.Columns {
		grouped = grouped || c.Group != ""
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := t.file.SetColWidth(t.name, letter, letter, 2*max(c.Width, narrowest)+0.7); err != nil {
			return err
		}
	}
	top := t.row + 1
	t.row++
	if grouped {
		t.row++
	}
	t.head = t.row
	if len(t.sheet.Columns) == 0 {
		return nil
	}
	style, err := t.style(look{size: bodySize, bold: true, centre: true, border: true, fill: true})
	if err != nil {
		return err
	}
	if err := t.file.SetCellStyle(t.name, cellName(1, top), cellName(len(t.sheet.Columns), t.row), style); err != nil {
		return err
	}
	for i := range t.sheet.Columns {
		if err := t.oneHead(i, top, grouped); err != nil {
			return err
		}
	}
	return nil
}

// oneHead writes the head of a column, and with the first column of a group the group's.
func (t *table) oneHead(i, top int, grouped bool) error {
	columns := t.sheet.Columns
	c := columns[i]
	at := cellName(i+1, t.row)
	if grouped && c.Group == "" {
		at = cellName(i+1, top)
		if err := t.file.MergeCell(t.name, at, cellName(i+1, t.row)); err != nil {
			return err
		}
	}
	if c.Group != "" && (i == 0 || columns[i-1].Group != c.Group) {
		last := i
		for last+1 < len(columns) && columns[last+1].Group == c.Group {
			last++
		}
		first := cellName(i+1, top)
		if err := t.file.SetCellStr(t.name, first, tidy(c.Group)); err != nil {
			return err
		}
		if last > i {
			if err := t.file.MergeCell(t.name, first, cellName(last+1, top)); err != nil {
				return err
			}
		}
	}
	return t.file.SetCellStr(t.name, at, tidy(c.Head))
}

func (t *table) body() error {
	for _, row := range t.sheet.Rows {
		if err := t.cells(row, false); err != nil {
			return err
		}
	}
	if t.sheet.Sum != nil {
		return t.cells(t.sheet.Sum, true)
	}
	return nil
}

// cells writes one row; a row that is short is filled up, so that the lines close.
func (t *table) cells(row []Cell, bold bool) error {
	t.row++
	most := 1.0
	for i, column := range t.sheet.Columns {
		var c Cell
		if i < len(row) {
			c = row[i]
		}
		if c.Kind == KindText {
			most = max(most, lines(c.Text, 1.08*max(column.Width, narrowest)))
		}
		at := cellName(i+1, t.row)
		style, err := t.style(look{size: bodySize, bold: bold, border: true, kind: c.Kind})
		if err != nil {
			return err
		}
		if err := t.file.SetCellStyle(t.name, at, at, style); err != nil {
			return err
		}
		if err := t.value(at, c); err != nil {
			return err
		}
	}
	return t.file.SetRowHeight(t.name, t.row, min(lineHeight*most+4, tallest))
}

func (t *table) value(at string, c Cell) error {
	switch c.Kind {
	case KindWhole:
		return t.file.SetCellInt(t.name, at, c.Number)
	case KindMoney:
		return t.file.SetCellFloat(t.name, at, float64(c.Number)/100, 2, 64)
	case KindDay:
		return t.file.SetCellInt(t.name, at, c.Number-serialOfDayOne)
	}
	if c.Text == "" {
		return nil
	}
	return t.file.SetCellStr(t.name, at, tidy(c.Text))
}

func (t *table) foot() error {
	for _, line := range t.sheet.Foot {
		if err := t.across(line, look{size: noteSize}, 0); err != nil {
			return err
		}
	}
	return nil
}

// freeze keeps the head in sight, on the screen and on every printed page.
func (t *table) freeze() error {
	err := t.file.SetPanes(t.name, &excelize.Panes{
		Freeze: true, YSplit: t.head, TopLeftCell: cellName(1, t.head+1), ActivePane: "bottomLeft",
	})
	if err != nil {
		return err
	}
	return t.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: t.name, RefersTo: fmt.Sprintf("'%s'!$1:$%d", t.name, t.head),
	})
}

// tidy takes out what a cell cannot hold and cuts what is too long for one.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
	if short := cut(s, maxCellUnits-1); short != s {
		return short + "…"
	}
	return s
}

func cellName(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column, row) // both are within the format
	return name
}
