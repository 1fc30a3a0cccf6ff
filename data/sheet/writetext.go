package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"woshou/data"
)

// WriteText writes the heads and rows of a sheet as csv, with the mark by which
// spreadsheets know UTF-8. A text that a spreadsheet would take for a formula gets an
// apostrophe before it. The error is that of w.
func WriteText(w io.Writer, s Sheet) error {
	if _, err := io.WriteString(w, "\xEF\xBB\xBF"); err != nil {
		return fmt.Errorf("write text: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var line []string
	for _, c := range s.Columns {
		line = append(line, noFormula(c.Head))
	}
	if err := out.Write(line); err != nil {
		return fmt.Errorf("write text: %w", err)
	}
	for _, row := range s.Rows {
		line = line[:0]
		for _, c := range row {
			line = append(line, c.text())
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("write text: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write text: %w", err)
	}
	return nil
}

// text is a cell's value in a text file.
func (c Cell) text() string {
	switch c.Kind {
	case KindWhole:
		return strconv.FormatInt(c.Number, 10)
	case KindMoney:
		return data.Fen(c.Number).Yuan()
	case KindDay:
		return data.Day(c.Number).String()
	}
	return noFormula(c.Text)
}

// noFormula keeps a text from being taken for a formula.
func noFormula(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
