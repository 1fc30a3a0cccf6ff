package sheet

import "github.com/xuri/excelize/v2"

// The type of the tables. Offices without these fonts take their own Song.
const (
	bodyFont  = "宋体"
	titleFont = "黑体"
	bodySize  = 11.0 // points
	noteSize  = 10.0
	titleSize = 16.0
)

// look is how a cell is drawn.
type look struct {
	size         float64
	bold, centre bool
	border, fill bool
	kind         Kind
}

// style returns the number of a look in the workbook.
func (x *writer) style(l look) (int, error) {
	if id, ok := x.styles[l]; ok {
		return id, nil
	}
	s := &excelize.Style{
		Font:      &excelize.Font{Family: bodyFont, Size: l.size, Bold: l.bold},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	}
	if l.size == titleSize {
		s.Font.Family = titleFont
	}
	if l.border {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Style: 1, Color: "000000"})
		}
	}
	if l.fill {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F2F2F2"}}
	}
	if l.centre {
		s.Alignment.Horizontal = "center"
	}
	money, day := formatMoney, formatDay
	switch l.kind {
	case KindWhole:
		s.NumFmt = formatWhole
	case KindMoney:
		s.CustomNumFmt = &money
	case KindDay:
		s.CustomNumFmt = &day
		s.Alignment.Horizontal = "center"
	default:
		s.NumFmt = formatText
	}
	id, err := x.file.NewStyle(s)
	if err == nil {
		x.styles[l] = id
	}
	return id, err
}
