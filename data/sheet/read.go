package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"woshou/data"
)

// What a file may have at most; a village's ledger of decades is a hundredth of it.
const (
	MaxBytes = 20 << 20 // of the file
	MaxRows  = 50_000   // of a table
	// maxUnpacked bounds what a packed file may become, in bytes.
	maxUnpacked = 96 << 20
	maxParts    = 2_000 // files inside a packed file
	maxColumns  = 100   // columns that are looked at
	maxText     = 4_000 // characters of a cell
	maxSheets   = 100
)

// Table is one sheet of a file as it was found: a head and the rows below it, all as text.
type Table struct {
	// Name of the sheet, or of a csv file.
	Name string
	// Head are the columns' heads. Where no row looks like a head, Head are the columns'
	// letters.
	Head []string
	Rows []Row
	// Day1904 says that days are counted from 1904, as old Macintosh files do.
	Day1904 bool
}

// Row is one row with something in it.
type Row struct {
	// Line is its place in the file, from 1.
	Line  int
	Cells []string // as many as the table has columns
}

// Read reads the tables of an xlsx or csv file; name is the file's name, and tells nothing
// but how a csv's only table is called. Sheets with nothing in them are left out. The error
// is *data.Invalid in field "import.file" - file.empty, file.large, file.old for the xls
// format and for files with a password, file.unknown, file.damaged, file.encoding,
// file.rows - or what r answered.
func Read(r io.Reader, name string) ([]*Table, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if len(b) > MaxBytes {
		return nil, bad("file.large")
	}
	var tables []*Table
	switch {
	case len(bytes.TrimSpace(b)) == 0:
		return nil, bad("file.empty")
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		tables, err = readBook(b)
	case bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0")):
		return nil, bad("file.old")
	default:
		base := filepath.Base(name)
		tables, err = readText(b, strings.TrimSuffix(base, filepath.Ext(base)))
	}
	if err != nil {
		return nil, err
	}
	if len(tables) == 0 {
		return nil, bad("file.empty")
	}
	return tables, nil
}

func bad(code string) error { return &data.Invalid{Field: "import.file", Code: code} }

// readBook reads an xlsx file. The library that takes it apart is given nothing that
// unpacks to more than memory holds, and a panic inside it counts as damage.
func readBook(b []byte) (tables []*Table, err error) {
	if err := unpacks(b); err != nil {
		return nil, err
	}
	defer func() {
		if recover() != nil {
			tables, err = nil, bad("file.damaged")
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, // no part goes to a file
	})
	if err != nil {
		return nil, bad("file.damaged")
	}
	defer f.Close()
	names := f.GetSheetList()
	props, err := f.GetWorkbookProps()
	if err != nil || len(names) > maxSheets {
		return nil, bad("file.damaged")
	}
	for _, name := range names {
		rows, err := readSheet(f, name)
		if err != nil {
			return nil, err
		}
		if t := tableOf(name, rows); t != nil {
			t.Day1904 = props.Date1904 != nil && *props.Date1904
			tables = append(tables, t)
		}
	}
	return tables, nil
}

// unpacks says whether a packed file is whole and not a bomb.
func unpacks(b []byte) error {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return bad("file.damaged")
	}
	if len(z.File) > maxParts {
		return bad("file.large")
	}
	book, left := false, int64(maxUnpacked)
	for _, part := range z.File {
		book = book || strings.HasSuffix(part.Name, "workbook.xml")
		r, err := part.Open()
		if err != nil {
			return bad("file.damaged")
		}
		n, err := io.Copy(io.Discard, io.LimitReader(r, left+1))
		if left -= n; left < 0 {
			return bad("file.large")
		}
		if err != nil {
			return bad("file.damaged")
		}
		if err := r.Close(); err != nil {
			return bad("file.damaged")
		}
	}
	if !book {
		return bad("file.unknown")
	}
	return nil
}

func readSheet(f *excelize.File, name string) (out []Row, err error) {
	rows, err := f.Rows(name)
	if errors.As(err, new(excelize.ErrSheetNotExist)) {
		return nil, nil // a sheet of pictures
	}
	if err != nil {
		return nil, bad("file.damaged")
	}
	defer func() {
		if rows.Close() != nil {
			err = bad("file.damaged")
		}
	}()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, bad("file.damaged")
		}
		if out, err = addRow(out, line, cells); err != nil {
			return nil, err
		}
	}
	if rows.Error() != nil {
		return nil, bad("file.damaged")
	}
	return out, nil
}

// addRow keeps a row that has something in it.
func addRow(rows []Row, line int, cells []string) ([]Row, error) {
	cells = cells[:min(len(cells), maxColumns)]
	row := Row{Line: line, Cells: make([]string, len(cells))}
	empty := true
	for i, c := range cells {
		row.Cells[i] = plain(c)
		empty = empty && row.Cells[i] == ""
	}
	switch {
	case empty:
		return rows, nil
	case len(rows) == MaxRows:
		return nil, bad("file.rows")
	}
	return append(rows, row), nil
}

// plain is the text of a cell: standard characters, no spaces around, no long tail of
// digits that binary numbers have.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r == '\uFEFF' || r == '\u200B' || r == utf8.RuneError:
			return -1
		case r == '\u00A0' || r == '\u3000':
			return ' '
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if len(s) > maxText && utf8.RuneCountInString(s) > maxText {
		s = string([]rune(s)[:maxText])
	}
	if strings.ContainsAny(s, ".eE") {
		if f, err := strconv.ParseFloat(s, 64); err == nil && looksLong(s) {
			return strconv.FormatFloat(roundTo15(f), 'f', -1, 64)
		}
	}
	return s
}

// looksLong reports whether a number is written as programs keep it and people do not:
// with an exponent, or with sixteen digits and more.
func looksLong(s string) bool { return strings.ContainsAny(s, "eE") || len(s) > 16 }

// roundTo15 keeps the fifteen digits that a spreadsheet shows of a number.
func roundTo15(f float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil || r > 1e18 || r < -1e18 {
		return 0
	}
	return r
}

// tableOf parts the rows into the head and what is below it, or nil where there is nothing.
func tableOf(name string, rows []Row) *Table {
	if len(rows) == 0 {
		return nil
	}
	columns := 0
	for _, r := range rows {
		n := len(r.Cells)
		for n > 0 && r.Cells[n-1] == "" {
			n--
		}
		columns = max(columns, n)
	}
	for i := range rows {
		cells := make([]string, columns)
		copy(cells, rows[i].Cells)
		rows[i].Cells = cells
	}
	t := &Table{Name: name}
	first, last := findHead(rows)
	if first < 0 {
		for i := range columns {
			letter, _ := excelize.ColumnNumberToName(i + 1) // at most maxColumns
			t.Head = append(t.Head, letter)
		}
		t.Rows = rows
		return t
	}
	t.Head = joinHeads(rows[first : last+1])
	t.Rows = rows[last+1:]
	return t
}

// headRows is how far down a head is looked for, below titles and notes.
const headRows = 20

// findHead finds the rows of the head, -1 where none of the first rows looks like one: the
// row with the most words of a ledger's head, and the row below it when that has more of them.
func findHead(rows []Row) (first, last int) {
	first, most := -1, 1
	for i := range rows[:min(len(rows), headRows)] {
		if n := headWords(rows[i].Cells); n > most {
			first, most = i, n
		}
	}
	if first < 0 {
		return -1, -1
	}
	last = first
	switch {
	case last+1 < len(rows) && belowHead(rows[last].Cells, rows[last+1].Cells):
		last++
	case first > 0 && rows[first-1].Line == rows[first].Line-1 && belowHead(rows[first-1].Cells, rows[first].Cells):
		first--
	}
	return first, last
}

// belowHead reports whether low is the second row of a head whose first is high: it has
// words of a head, under cells that were merged, and nothing that is a value.
func belowHead(high, low []string) bool {
	under := 0
	for i, c := range low {
		switch {
		case c == "":
		case utf8.RuneCountInString(c) > 12 || strings.ContainsAny(c, "0123456789"):
			return false
		case high[i] == "" || guess(c) != "":
			under++
		}
	}
	return under >= 2 && headWords(low)+headWords(high) > max(headWords(high), 2) && count(high) >= 3
}

func count(cells []string) int {
	n := 0
	for _, c := range cells {
		if c != "" {
			n++
		}
	}
	return n
}

// headWords counts the cells that are heads of a ledger.
func headWords(cells []string) int {
	n := 0
	for _, c := range cells {
		if utf8.RuneCountInString(c) <= 20 && guess(c) != "" {
			n++
		}
	}
	return n
}

// joinHeads makes one head of one or two rows. A cell of the upper row that was merged
// stands only over the first of its columns and is carried on over the others.
func joinHeads(rows []Row) []string {
	head := make([]string, len(rows[0].Cells))
	if len(rows) == 1 {
		for i, c := range rows[0].Cells {
			head[i] = oneLine(c)
		}
		return head
	}
	over := ""
	for i := range head {
		high, low := oneLine(rows[0].Cells[i]), oneLine(rows[1].Cells[i])
		switch {
		case high != "":
			over = high
		case low == "":
			over = ""
		}
		switch {
		case low == "":
			head[i] = high
		case over == "":
			head[i] = low
		default:
			head[i] = over + " " + low
		}
	}
	return head
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), "") }
