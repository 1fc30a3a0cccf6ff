package view

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"woshou/data"
	"woshou/data/sheet"
)

// ActExport is the committee's entry that something left the program.
const ActExport data.Move = "export"

// ErrStopped says that the user stopped slow work; nothing of it stays.
var ErrStopped = errors.New("stopped by the user")

// What an export holds, as Export.What says it.
const (
	ExportLedger     = "ledger"
	ExportEverything = "everything"
	ExportCase       = "case"
	ExportSubsidy    = "subsidy"
	ExportCourt      = "court"
	ExportHandOver   = "handover"
)

// LedgerExport is what an export of the ledger asks.
type LedgerExport struct {
	Query LedgerQuery
	// Full shows names, telephones, addresses and numbers; otherwise they are covered.
	Full bool
}

// ExportLedger writes the ledger as xlsx to a new file at path, and records that it was
// written. The file appears whole or not at all. The error wraps fs.ErrExist where there is
// one already, ErrStopped, or what the disk answers.
func (d *Desk) ExportLedger(path string, in LedgerExport, progress Progress) (cases int, err error) {
	if err := free(path); err != nil {
		return 0, err
	}
	b, err := d.LedgerBook(in, progress)
	if err != nil {
		return 0, err
	}
	cases = len(b.Sheets[0].Rows)
	// Recorded first: nothing leaves that cannot be recorded.
	if err := d.recordExport(ExportLedger, !in.Full, cases); err != nil {
		return 0, err
	}
	return cases, WriteBook(path, *b)
}

// ExportTable writes a table as xlsx to a new file at path. A table that names parties says
// what it is, one of the codes above, and is recorded with its number of rows; "" records
// nothing. The error wraps fs.ErrExist where there is a file already, or what the disk
// answers.
func (d *Desk) ExportTable(path, what string, t sheet.Sheet) error {
	if err := free(path); err != nil {
		return err
	}
	if what != "" {
		if err := d.recordExport(what, false, len(t.Rows)); err != nil {
			return err
		}
	}
	return WriteBook(path, sheet.Book{Sheets: []sheet.Sheet{t}})
}

// recordExport keeps who exported what, as an event of the committee's record.
func (d *Desk) recordExport(what string, masked bool, cases int) error {
	return d.committee(string(ActExport), func(c *data.Committee) {
		c.Exports = append(c.Exports, data.Export{
			ID: data.NewElementID(), On: d.Today(), By: d.Store.Author(), What: what, Masked: masked, Cases: cases,
		})
	})
}

// LedgerBook is the ledger as a workbook, oldest case first: a sheet of the cases that can be
// printed, and one of their parties. Progress is asked between cases; the error wraps
// ErrStopped when it says stop.
func (d *Desk) LedgerBook(in LedgerExport, progress Progress) (*sheet.Book, error) {
	w := d.Words
	note := w.T("export.made", d.Today().Chinese(), w.T("export.masked"))
	if in.Full {
		note = w.T("export.made", d.Today().Chinese(), w.T("export.full"))
	}
	title := d.Store.Committee().Name + w.T("export.ledger_title")
	cases := sheet.Sheet{Name: w.T("export.ledger"), Title: title, Subtitle: note, Columns: heads(w, caseHeads), Foot: []string{w.T("export.foot")}}
	parties := sheet.Sheet{Name: w.T("export.parties"), Title: title, Subtitle: note, Columns: heads(w, partyHeads)}
	in.Query.Limit, in.Query.void = 0, true // a number that became void is accounted for
	rows := d.LedgerView(in.Query).Rows
	amount := data.Fen(0)
	for i := range rows {
		if !progress(i, len(rows)) {
			return nil, fmt.Errorf("ledger: %w", ErrStopped)
		}
		c, err := d.Store.Case(rows[len(rows)-1-i].ID)
		if errors.Is(err, data.ErrNotFound) || errors.Is(err, data.ErrDestroyed) {
			continue // its content is not on this computer, or no more
		}
		if err != nil {
			return nil, err
		}
		if c.Status == data.Void && c.Import.Batch != "" {
			continue // never of this ledger
		}
		if !in.Full {
			c = masked(c)
		}
		f, _ := data.FactOf(c)
		amount += f.Amount
		no := len(cases.Rows) + 1
		cases.Rows = append(cases.Rows, d.caseCells(no, c, &f))
		for _, p := range c.Parties {
			parties.Rows = append(parties.Rows, partyCells(w, no, c, &p))
		}
	}
	cases.Sum = make([]sheet.Cell, len(caseHeads))
	cases.Sum[1], cases.Sum[amountColumn] = sheet.Text(w.T("export.sum", len(cases.Rows))), sheet.Money(amount)
	return &sheet.Book{Sheets: []sheet.Sheet{cases, parties}}, nil
}

// masked covers everything in a case by which a party could be recognised.
func masked(c *data.Case) *data.Case {
	c = c.Clone()
	c.Summary, c.Place = c.MaskText(c.Summary), data.MaskAddress(c.Place)
	for i := range c.Parties {
		c.Parties[i] = c.Parties[i].Masked()
	}
	return c
}

// columnHead is the word of a column and its width in characters.
type columnHead struct {
	word  string
	width float64
}

// The columns of the exported ledger fit across a page; the parties have their own sheet.
var (
	caseHeads = []columnHead{
		{"no", 4}, {"number", 9}, {"received", 5.8}, {"source", 5}, {"applicant", 6}, {"respondent", 6}, {"type", 6},
		{"summary", 18}, {"outcome", 5.5}, {"amount", 6.5}, {"mediators", 5}, {"closed", 5.8},
	}
	partyHeads = []columnHead{
		{"no", 4}, {"number", 16}, {"role", 6}, {"name", 10}, {"phone", 8}, {"address", 18}, {"id_number", 11},
	}
)

const amountColumn = 9

func heads(w Words, columns []columnHead) []sheet.Column {
	var out []sheet.Column
	for _, c := range columns {
		out = append(out, sheet.Column{Head: w.T("export." + c.word), Width: c.width})
	}
	return out
}

func (d *Desk) caseCells(no int, c *data.Case, f *data.Fact) []sheet.Cell {
	var who []string
	for _, m := range c.ActiveMediators() {
		who = append(who, m.Name)
	}
	outcome := d.Words.T("status." + string(c.Status))
	if f.Outcome != "" {
		outcome = data.Outcomes.Name(string(f.Outcome))
	}
	return []sheet.Cell{
		sheet.Whole(no), sheet.Text(c.Number), sheet.Day(c.ReceivedOn), sheet.Text(data.Sources.Name(string(c.Source))),
		sheet.Text(side(c, data.Applicant)), sheet.Text(side(c, data.Respondent)), sheet.Text(c.Type.Name()), sheet.Text(c.Summary),
		sheet.Text(outcome), sheet.SomeMoney(f.Amount), sheet.Text(strings.Join(who, "、")), sheet.Day(c.ClosedOn),
	}
}

// side names the parties of one side.
func side(c *data.Case, role data.Role) string {
	var names []string
	for _, p := range c.ByRole(role) {
		names = append(names, groupName(&p))
	}
	return strings.Join(names, "、")
}

func groupName(p *data.Party) string {
	if p.Group > 1 {
		return p.Name + "等" + strconv.Itoa(p.Group) + "人"
	}
	return p.Name
}

func partyCells(w Words, no int, c *data.Case, p *data.Party) []sheet.Cell {
	number := string(p.IDNumber)
	if number == "" {
		number = string(p.CreditCode)
	}
	return []sheet.Cell{
		sheet.Whole(no), sheet.Text(c.Number), sheet.Text(w.T("role." + string(p.Role))), sheet.Text(groupName(p)),
		sheet.Text(p.Phone), sheet.Text(p.Address), sheet.Text(number),
	}
}

// WriteBook writes a workbook to a new file; it appears whole or not at all. The error
// wraps fs.ErrExist where there is one already, or what the disk answers.
func WriteBook(path string, b sheet.Book) error {
	return writeWhole(path, func(w io.Writer) error { return sheet.Write(w, b) })
}

// partSuffix marks a file or folder that is not whole yet.
const partSuffix = ".part"

// writeWhole writes a new file under another name first, so that nothing half-written ever
// has the file's name.
func writeWhole(path string, write func(io.Writer) error) error {
	if err := free(path); err != nil {
		return err
	}
	part := path + partSuffix
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		_ = os.Remove(part)
		return fmt.Errorf("write file: %w", err)
	}
	return nil
}

// free says that there is a folder for a new file or folder and nothing of its name; the
// error wraps fs.ErrExist or fs.ErrNotExist.
func free(path string) error {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fs.ErrExist
		}
		return fmt.Errorf("write file: %w", err)
	}
	return nil
}

// Exports lists what left the program, the newest first, as lines for the screen.
func (d *Desk) Exports() []Pair {
	w, committee := d.Words, d.Store.Committee()
	var out []Pair
	for i := len(committee.Exports) - 1; i >= 0; i-- {
		e := committee.Exports[i]
		word := "export.masked"
		if !e.Masked {
			word = "export.full"
		}
		out = append(out, Pair{Label: e.On.Chinese(), Value: w.T("export.line", committee.PersonName(e.By), w.T("export.what."+e.What), e.Cases, w.T(word))})
	}
	return out
}

// ExportName is the name of an exported file, without its ending: what it is and the day.
func (d *Desk) ExportName(what string) string {
	return filepath.Base(d.Words.T("export.what."+what)) + d.Today().String()
}
