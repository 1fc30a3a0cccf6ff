// Package sheet carries tables in and out, for offices that work with spreadsheets: it
// writes workbooks that LibreOffice, WPS and Excel open and print properly, and reads the
// ledgers that villages kept before, from xlsx and csv files of any origin. What is read is
// never trusted: sizes are bounded, and a text never becomes a formula.
package sheet

import "woshou/data"

// Book is a workbook: one sheet behind the other.
type Book struct{ Sheets []Sheet }

// Sheet is one table to be read and printed, A4 across.
type Sheet struct {
	// Name stands on the tab. What spreadsheets do not allow in a name is replaced, and a
	// name that is taken gets a number.
	Name string
	// Title stands above the table, Subtitle below it in small type (unit, period, who
	// made it); both may be empty.
	Title, Subtitle string
	Columns         []Column
	Rows            [][]Cell
	// Sum is the bold last row of the table, where there is one.
	Sum []Cell
	// Foot are the lines below the table.
	Foot []string
}

// Column is a column of a table. Neighbours of the same Group share that head above theirs.
type Column struct {
	Group, Head string
	// Width in Chinese characters.
	Width float64
}

// Kind says what a cell holds.
type Kind int

// The kinds of a cell. The zero Cell is an empty text.
const (
	KindText Kind = iota
	KindWhole
	KindMoney
	KindDay
)

// Cell is one value of a table; make it with Text, Whole, Money or Day.
type Cell struct {
	Kind Kind
	Text string
	// Number is the whole number, the fen or the data.Day.
	Number int64
}

// Text is a cell of text; it stays text whatever it begins with.
func Text(s string) Cell { return Cell{Text: s} }

// Whole is a cell with a whole number.
func Whole(n int) Cell { return Cell{Kind: KindWhole, Number: int64(n)} }

// Money is a cell with an amount, a real number in yuan with two places.
func Money(f data.Fen) Cell { return Cell{Kind: KindMoney, Number: int64(f)} }

// SomeMoney is Money, or an empty cell for nothing.
func SomeMoney(f data.Fen) Cell {
	if f == 0 {
		return Cell{}
	}
	return Money(f)
}

// Day is a cell with a real date; the unset day is an empty cell.
func Day(d data.Day) Cell {
	if d == 0 {
		return Cell{}
	}
	return Cell{Kind: KindDay, Number: int64(d)}
}
