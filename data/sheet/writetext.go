package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"woshou/data"
)

// WriteText writes the heads and rows of a sheet as csv, with the mark by which
// spreadsheets know UTF-8. A text that a spreadsheet would take for a formula gets an
// apostrophe before it. The error is that of w.
func WriteText(w io.Writer, s Sheet) error {
	return StreamText(w, s.Columns, func(put func([]Cell) error) error {
		for _, row := range s.Rows {
			if err := put(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// StreamText is WriteText for rows that are not all in memory: each puts one after another.
// The error is that of w or of each.
func StreamText(w io.Writer, columns []Column, each func(put func(row []Cell) error) error) error {
	if _, err := io.WriteString(w, "\xEF\xBB\xBF"); err != nil {
		return fmt.Errorf("write text: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var line []string
	for _, c := range columns {
		line = append(line, noFormula(c.Head))
	}
	if err := out.Write(line); err != nil {
		return fmt.Errorf("write text: %w", err)
	}
	err := each(func(row []Cell) error {
		line = line[:0]
		for _, c := range row {
			line = append(line, c.text())
		}
		return out.Write(line)
	})
	if err != nil {
		return fmt.Errorf("write text: %w", err)
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

// noFormula keeps a text from being taken for a formula; where Chinese is typed, the wide signs
// begin one as well.
func noFormula(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + s
	}
	return s
}
