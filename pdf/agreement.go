package pdf

import (
	"fmt"
	"strconv"
	"strings"

	"woshou/data"
	"woshou/data/form"
)

// tableItems is from how many performance items on they are set as a table.
const tableItems = 4

// Agreement lays out the written agreement (form H) in the edition that the
// agreement names. An error is an unknown edition or *MissingGlyphs.
func Agreement(fonts *Fonts, committee *data.Committee, c *data.Case, a *data.Agreement, p Print) (*Document, error) {
	s := form.Subject{Committee: committee, Case: c, Agreement: a}
	return agreement(fonts, s, p)
}

func agreement(fonts faces, s form.Subject, p Print) (*Document, error) {
	f, err := form.Lookup(form.Agreement, s.Agreement.Edition)
	if err != nil {
		return nil, err
	}
	if err := checkEntries(fonts, f, s); err != nil {
		return nil, err
	}
	l := &layout{fonts: fonts}
	l.agreementHead(f, s)
	l.partyBlocks(f, s)
	for _, section := range f.Sections {
		l.heading(section.Label)
		if section.Key == "agreement.items" && len(s.Agreement.Items) >= tableItems {
			l.add(1, l.items(s)...)
		} else {
			l.prose(section.Get(s), 3)
		}
	}
	l.keepLast(2)
	l.keepNext()
	l.add(1.5, l.paragraph([]run{{Text: f.CopiesText(s.Case, s.Agreement), Style: bodyStyle}}, bodyIndent, justified, leading)...)
	l.keepNext()
	l.signatures(places(f, s))
	qr, err := l.code(s, p)
	if err != nil {
		return nil, err
	}
	l.sealPlace(f.SealPlace, s.Committee.Seal(), s.Agreement.On, qr)
	return l.document(f, s, s.Agreement.On, p), nil
}

// agreementHead adds title and number, and what the agreement supplements.
func (l *layout) agreementHead(f *form.Form, s form.Subject) {
	l.title(f.Title)
	style := Style{Role: Body, Size: labelSize}
	number := []run{{Text: f.Number + clean(s.Case.Number), Style: style}}
	if s.Case.Number == "" {
		number = append(number, run{Blank: 10 * labelSize, Line: true, Style: style})
	}
	l.add(0, l.paragraph(number, 0, right, leading)...)
	l.keepNext()
	if amends := form.AmendsPhrase(s.Case, s.Agreement); amends != "" {
		l.prose(amends, 0)
		l.keepNext()
	}
}

// partyBlocks adds the rows of each party; a block stays on one page unless an
// entry makes it long.
func (l *layout) partyBlocks(f *form.Form, s form.Subject) {
	parties := s.Parties()
	for i := range parties {
		of := s
		of.Party = &parties[i]
		var block []strip
		for _, row := range f.Block(of.Party) {
			block = append(block, l.fieldRow(cells(row, of))...)
		}
		if len(block) <= 8 {
			keepAll(block)
		}
		l.add(1.5, block...)
	}
}

// items sets the performance items as a table.
func (l *layout) items(s form.Subject) []strip {
	chars := []int{22, 34, 41, 21, 25} // mm
	columns := []column{{"序号", 13, centred}}
	for i, head := range form.CellHeads {
		columns = append(columns, column{head, chars[i], left})
	}
	columns[len(columns)-1].align = right
	var rows [][]string
	for i := range s.Agreement.Items {
		row := []string{strconv.Itoa(i + 1)}
		rows = append(rows, append(row, form.Cells(s.Case, s.Agreement, &s.Agreement.Items[i])...))
	}
	return l.table(columns, rows)
}

// codeSize is the side of the QR code, in mm (62 pt).
const codeSize = 62 * mmPerPt

// code returns the QR code that holds number, version and digest, with a line
// that says so; nothing for a paper without a digest.
func (l *layout) code(s form.Subject, p Print) ([]Box, error) {
	if p.Digest == "" {
		return nil, nil
	}
	version := max(1, s.Agreement.Version)
	modules, _, err := QR(CodeText(s.Case.Number, version, p.Digest))
	if err != nil {
		return nil, fmt.Errorf("encode the check code: %w", err)
	}
	const top = 10.0
	boxes := []Box{{Kind: Modules, X: marginLeft, Y: top, W: codeSize, H: codeSize, Modules: modules}}
	for i, text := range []string{"扫码核对", fmt.Sprintf("第%d版", version)} {
		boxes = append(boxes, l.oneLine(text, smallStyle).boxes(marginLeft+codeSize+4, top+10+6*float64(i))...)
	}
	return boxes, nil
}

// CodeText is what the QR code of a paper says: its number, version and digest, a
// line each.
func CodeText(number string, version int, digest string) string {
	return strings.Join([]string{number, strconv.Itoa(version), digest}, "\n")
}
