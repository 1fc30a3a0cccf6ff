package pdf

import (
	"fmt"

	"rsc.io/qr"
)

// QR returns the modules of a QR code of text, row by row, true for black, and
// how many there are in a row. The error level is M: 15 % of the code may be
// hidden by a fold or a thumb. The caller leaves a margin of 4 modules. An
// error says that text is too long (about 2300 bytes).
func QR(text string) (modules []bool, size int, err error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, 0, fmt.Errorf("encode QR code: %w", err)
	}
	modules = make([]bool, 0, code.Size*code.Size)
	for y := range code.Size {
		for x := range code.Size {
			modules = append(modules, code.Black(x, y))
		}
	}
	return modules, code.Size, nil
}

// moduleRow is a stretch of black modules side by side, to not included.
type moduleRow struct{ row, from, to int }

// moduleRows lists the black stretches of a square of modules, size to a row.
func moduleRows(modules []bool, size int) []moduleRow {
	var rows []moduleRow
	for row := range size {
		for x := 0; x < size; x++ {
			from := x
			for x < size && modules[row*size+x] {
				x++
			}
			if x > from {
				rows = append(rows, moduleRow{row, from, x})
			}
		}
	}
	return rows
}
