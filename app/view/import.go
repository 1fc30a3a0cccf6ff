package view

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/sheet"
)

// Progress is told how much of slow work is done. It answers false to have the work end
// where it can be ended. It is called on the goroutine of the work.
type Progress func(done, total int) bool

// The acts of import.
const (
	ActImport     data.Move = "import"
	ActUndoImport data.Move = "undo_import"
)

// Ledger is a ledger kept before, as it was found in a file.
type Ledger struct {
	// Name is the file's name without its folder.
	Name   string
	Tables []*sheet.Table
}

// ReadLedger reads the tables of a file. The error is that of sheet.Read, *data.Invalid
// where there is no such file, or what the disk answers.
func ReadLedger(path string) (*Ledger, error) {
	path = strings.TrimSpace(path)
	if path == "" {
		return nil, invalid("import.file", "text.empty")
	}
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		return nil, invalid("import.file", "file.none")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	defer f.Close()
	tables, err := sheet.Read(f, filepath.Base(path))
	if err != nil {
		return nil, err
	}
	return &Ledger{Name: filepath.Base(path), Tables: tables}, nil
}

// ImportForm says how a table becomes cases.
type ImportForm struct {
	// From is the file's name.
	From    string
	Table   *sheet.Table
	Columns []sheet.Field
	// OtherType takes rows of an unknown type as 其他纠纷; Unsaid is the outcome of ended
	// cases whose outcome the ledger does not say, empty to leave them out.
	OtherType bool
	Unsaid    data.Outcome
}

// NewImport returns the form for a table, with a guess of what each column is.
func NewImport(from string, t *sheet.Table) ImportForm {
	return ImportForm{From: from, Table: t, Columns: sheet.Match(t.Head)}
}

// ImportColumn is a column of the ledger with some of its values.
type ImportColumn struct {
	Head    string
	Samples string
	Field   sheet.Field
}

// samples is how many values of a column are shown.
const samples = 3

// ImportColumns shows the columns with what they would be.
func (d *Desk) ImportColumns(in ImportForm) []ImportColumn {
	p := d.plan(in)
	out := make([]ImportColumn, len(in.Table.Head))
	for i, head := range in.Table.Head {
		var some []string
		for _, r := range in.Table.Rows {
			text := r.Cells[i]
			if text == "" || len(some) == samples {
				continue
			}
			if known := p.Known(in.Columns[i], text); known != "" && in.Columns[i] != "" {
				text = known
			}
			if text = short(text, 24); !slices.Contains(some, text) {
				some = append(some, text)
			}
		}
		out[i] = ImportColumn{Head: head, Samples: strings.Join(some, "；"), Field: in.Columns[i]}
	}
	return out
}

// short cuts a text for a narrow place.
func short(s string, most int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(r)
}

func (d *Desk) plan(in ImportForm) *sheet.Plan {
	p := &sheet.Plan{
		Columns: in.Columns, OtherType: in.OtherType, Unsaid: in.Unsaid, Today: d.Today(), From: in.From,
		Day1904: in.Table.Day1904, Committee: d.Store.Committee(), Types: map[string]data.DisputeType{},
	}
	for _, r := range data.ListOf(data.ListDisputeTypes, p.Committee) {
		p.Types[r.Name] = data.DisputeType(r.Code)
	}
	return p
}

// NotTaken is a row that does not become a case, and why.
type NotTaken struct {
	Line   int
	Column string // its head; empty when it is the whole row
	Text   string // what stands there
	Why    string
}

// ImportPreview is what an import would do, with the cases it would make.
type ImportPreview struct {
	Form ImportForm
	// Cases is how many rows become cases: Ended of them ended, Open still open.
	Cases, Ended, Open int
	// Dayless have ended on a day that the ledger does not give; it counts as the day of receipt.
	Dayless int
	Not     []NotTaken
	// UnknownTypes are the types that are not known, Unsaid how many rows do not say how
	// they ended: the user may decide about both.
	UnknownTypes []string
	Unsaid       int
	// Rows are the first cases, as the ledger would show them.
	Rows []LedgerRow

	cases []*data.Case
}

// mostShown is how many cases a preview shows.
const mostShown = 200

// PreviewImport says what an import would do; it changes nothing. The error is
// *data.Invalid in "import.columns" when a column is missing that no case can be without.
func (d *Desk) PreviewImport(in ImportForm) (*ImportPreview, error) {
	has := func(fields ...sheet.Field) bool {
		return slices.ContainsFunc(in.Columns, func(f sheet.Field) bool { return slices.Contains(fields, f) })
	}
	switch {
	case !has(sheet.FieldApplicant, sheet.FieldParties):
		return nil, invalid("import.columns", "columns.name")
	case !has(sheet.FieldReceived, sheet.FieldClosed):
		return nil, invalid("import.columns", "columns.day")
	}
	p := d.plan(in)
	p.Batch = data.NewElementID()
	taken := d.numbers()
	p.Taken = func(number string) bool { return taken[number] }
	v := &ImportPreview{Form: in}
	for _, row := range in.Table.Rows {
		c, err := p.Case(row)
		if err != nil {
			v.reject(d.Words, row, err)
			continue
		}
		v.take(d.Words, c)
	}
	return v, nil
}

// numbers are the numbers of the record's cases, void ones left out.
func (d *Desk) numbers() map[string]bool {
	out := map[string]bool{}
	for _, r := range d.Store.Rows() {
		if r.Status != data.Void && r.Number != "" {
			out[data.SameNumber(r.Number)] = true
		}
	}
	return out
}

func (v *ImportPreview) take(w Words, c *data.Case) {
	v.cases = append(v.cases, c)
	v.Cases++
	if c.Import.Outcome == "" {
		v.Open++
	} else {
		v.Ended++
	}
	if c.ConcludedOn != 0 && c.ConcludedOn == c.ReceivedOn {
		v.Dayless++
	}
	if len(v.Rows) < mostShown {
		var names, who []string
		for _, p := range c.Parties {
			names = append(names, p.Name)
		}
		for _, m := range c.Mediators {
			who = append(who, m.Name)
		}
		v.Rows = append(v.Rows, LedgerRow{
			ID: c.ID, Number: c.Number, Parties: strings.Join(names, "、"), Type: strings.TrimSuffix(c.Type.Name(), "纠纷"),
			Status: w.T("status." + string(c.Status)), Tone: StatusTone(c.Status), Received: c.ReceivedOn.String(),
			Mediators: strings.Join(who, "、"), Amount: money(c.Import.Amount),
		})
	}
}

// reject keeps a row that is not taken with the reason in plain words.
func (v *ImportPreview) reject(w Words, row sheet.Row, err error) {
	var bad *data.Invalid
	if !errors.As(err, &bad) {
		return // Case returns nothing else
	}
	no := NotTaken{Line: row.Line, Why: Explain(w, invalid("import."+bad.Field, bad.Code)).Text}
	field := sheet.Field(bad.Field)
	i := slices.Index(v.Form.Columns, field)
	if i >= 0 {
		no.Column, no.Text = v.Form.Table.Head[i], short(row.Cells[i], 30)
	} else {
		for _, c := range row.Cells {
			if c != "" && no.Text == "" {
				no.Text = short(c, 30)
			}
		}
	}
	v.Not = append(v.Not, no)
	switch bad.Code {
	case "type.unknown":
		if !slices.Contains(v.UnknownTypes, no.Text) {
			v.UnknownTypes = append(v.UnknownTypes, no.Text)
		}
	case "result.unsaid", "result.unknown":
		v.Unsaid++
	}
}

// NotTakenBook is the list of rows that are not taken, as a table to work through.
func (d *Desk) NotTakenBook(v *ImportPreview) sheet.Book {
	w := d.Words
	s := sheet.Sheet{
		Name: w.T("import.not.title"), Title: w.T("import.not.title"), Subtitle: w.T("import.not.from", v.Form.From, d.Today().Chinese()),
		Columns: []sheet.Column{
			{Head: w.T("import.not.line"), Width: 4}, {Head: w.T("import.not.column"), Width: 8},
			{Head: w.T("import.not.text"), Width: 18}, {Head: w.T("import.not.why"), Width: 28},
		},
	}
	for _, n := range v.Not {
		s.Rows = append(s.Rows, []sheet.Cell{sheet.Whole(n.Line), sheet.Text(n.Column), sheet.Text(n.Text), sheet.Text(n.Why)})
	}
	return sheet.Book{Sheets: []sheet.Sheet{s}}
}

// ImportResult is what came of an import.
type ImportResult struct {
	Batch data.ElementID
	// Taken cases are in, Left were not reached because the user stopped.
	Taken, Left int
}

// Import saves the cases of a preview, one event each. Progress is asked between rows; what
// is in when it says stop, or when an error comes, stays in and can be taken back as a batch.
func (d *Desk) Import(v *ImportPreview, progress Progress) (out ImportResult, err error) {
	if len(v.cases) == 0 {
		return out, invalid("import.file", "import.none")
	}
	out.Batch = v.cases[0].Import.Batch
	batch := data.ImportBatch{ID: out.Batch, On: d.Today(), By: d.Store.Author(), From: v.Form.From, Cases: len(v.cases)}
	if err := d.setBatch(batch); err != nil {
		return out, err
	}
	for i, c := range v.cases {
		if !progress(i, len(v.cases)) {
			break
		}
		if _, err = d.Store.SaveCase(string(ActImport), &data.Case{ID: c.ID}, c); err != nil {
			break
		}
		out.Taken++
	}
	if out.Left = len(v.cases) - out.Taken; out.Left > 0 && err == nil {
		batch.Cases = out.Taken
		err = d.setBatch(batch)
	}
	return out, err
}

func (d *Desk) setBatch(b data.ImportBatch) error {
	return d.committee(string(ActImport), func(c *data.Committee) {
		c.Imports = put(c.Imports, b, func(o *data.ImportBatch) bool { return o.ID == b.ID })
	})
}

// Imports lists the imports, the newest first.
func (d *Desk) Imports() []data.ImportBatch {
	out := slices.Clone(d.Store.Committee().Imports)
	slices.Reverse(out)
	return out
}

// UndoResult is what came of taking an import back.
type UndoResult struct {
	Voided int
	// Kept are the numbers, or names, of cases that someone has worked on since; they stay.
	Kept []string
	// Left were not reached because the user stopped.
	Left int
}

// UndoImport takes an import back: every case of the batch that nobody touched since
// becomes void, with its reason, and counts nowhere. It may be called again.
func (d *Desk) UndoImport(batch data.ElementID, progress Progress) (out UndoResult, err error) {
	var cases []*data.Case
	d.Store.Cases(func(c *data.Case) bool {
		if c.Import.Batch == batch && c.Status != data.Void {
			cases = append(cases, c)
		}
		return true
	})
	for i, c := range cases {
		if !progress(i, len(cases)) {
			out.Left = len(cases) - i
			return out, nil
		}
		history, err := d.Store.History(c.ID)
		if err != nil {
			return out, err
		}
		if len(history) > 1 {
			out.Kept = append(out.Kept, caseName(c))
			continue
		}
		after := c.Clone()
		after.Status, after.VoidReason = data.Void, d.Words.T("import.undone_reason")
		if _, err := d.Store.SaveCase(string(ActUndoImport), c, after); err != nil {
			return out, err
		}
		out.Voided++
	}
	return out, d.committee(string(ActUndoImport), func(c *data.Committee) {
		for i := range c.Imports {
			if c.Imports[i].ID == batch {
				c.Imports[i].UndoneOn = d.Today()
			}
		}
	})
}

// caseName is what a person calls a case: its number, or else its title.
func caseName(c *data.Case) string {
	if c.Number != "" {
		return c.Number
	}
	return c.Title()
}

// FullestTable is the place of the table that most looks like a ledger: the one with most
// rows among those whose columns are known best.
func FullestTable(tables []*sheet.Table) int {
	best, most := 0, -1
	for i, t := range tables {
		known := 0
		for _, f := range sheet.Match(t.Head) {
			if f != "" {
				known++
			}
		}
		if worth := known*sheet.MaxRows + len(t.Rows); worth > most {
			best, most = i, worth
		}
	}
	return best
}

// importNote says of a case that was not handled here where it came from and what is known
// of its end; "" for any other.
func importNote(w Words, c *data.Case) string {
	from := c.Import
	switch {
	case from.Guest:
		return w.T("import.note_guest", from.From)
	case from.Batch == "":
		return ""
	case from.Outcome == "":
		return w.T("import.note_open", from.From, from.Row)
	}
	return w.T("import.note", from.From, from.Row, data.Outcomes.Name(string(from.Outcome)), or(from.Result), or(money(from.Amount)))
}

// or is a text, or a dash for none.
func or(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
