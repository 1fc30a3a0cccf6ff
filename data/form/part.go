package form

import (
	"slices"
	"strings"

	"woshou/data"
)

// Part is one piece of a paper. These are all there are: Row, PartyBlocks, PartyTable,
// Sentence, Section, Heading, Choices, Passage, Table, Signing, Pictures, Banner, Space,
// Cut, NewPage.
type Part interface {
	// entries returns the fields of the part with what the record says for them.
	entries(Subject) []Entry
}

// Field is one labelled entry of a paper.
type Field struct {
	Key   string // stable name, as in data.Invalid
	Label string // as printed, without the blank
	// Chars is how many characters the blank holds at least; 0 is an entry that
	// takes whole lines.
	Chars int
	// Optional entries may stay blank.
	Optional bool
	// Day entries are left as ＿年＿月＿日 when they stay blank.
	Day bool
	// Ticks are alternatives that a sentence sets in place of a blank, those that apply
	// ticked; the entry is their words, a line each.
	Ticks func(Subject) []Choice
	// Pattern is what stands on the line of a row when the entry stays blank: （　）字第　号.
	Pattern string
	// Spread is over how many characters the label of a row is spread, so that the
	// entries of several rows stand under one another; 0 leaves it as it is.
	Spread int
	// Get returns the entry, lines parted by \n, or "" when the record lacks it.
	Get func(Subject) string
}

func (f Field) entry(s Subject) Entry { return Entry{Field: f, Text: f.Get(s)} }

func entriesOf(s Subject, fields []Field) []Entry {
	var out []Entry
	for _, f := range fields {
		out = append(out, f.entry(s))
	}
	return out
}

// Row is one printed line of fields side by side.
type Row []Field

func (r Row) entries(s Subject) []Entry { return entriesOf(s, r) }

// PartyBlocks is a block of rows for each party.
type PartyBlocks struct {
	// Role narrows the parties to those of one role; "" takes all.
	Role data.Role
	// Own narrows them to the party that the paper is about.
	Own bool
	// Person, Company and Organisation are the rows of one party's block, by its kind.
	Person, Company, Organisation []Row
	// More are the rows that only some parties have: a guardian, an agent. Nil adds none.
	More func(Subject) []Row
	// Blank is how many empty blocks of persons there are where nobody has the role.
	Blank int
}

// Each calls f for every block in turn with the subject that speaks of its party.
func (b PartyBlocks) Each(s Subject, f func(Subject, []Row)) {
	parties := s.inRole(b.Role, b.Blank)
	if b.Own {
		parties = []data.Party{*s.Party}
	}
	for i := range parties {
		s.Party = &parties[i]
		f(s, b.rows(s))
	}
}

func (b PartyBlocks) rows(s Subject) []Row {
	rows := b.Person
	switch s.Party.Kind {
	case data.Company:
		rows = b.Company
	case data.Organisation:
		rows = b.Organisation
	}
	if b.More != nil {
		rows = append(slices.Clip(rows), b.More(s)...)
	}
	return rows
}

func (b PartyBlocks) entries(s Subject) []Entry {
	var out []Entry
	b.Each(s, func(of Subject, rows []Row) {
		for _, row := range rows {
			for _, f := range row {
				out = append(out, Entry{Field: f, Party: of.Party.ID, Text: f.Get(of)})
			}
		}
	})
	return out
}

// PartyTable is a framed table with a row for each party, to be signed in.
type PartyTable struct {
	Columns []PartyColumn
	// Least is how high a row is at least, in mm.
	Least float64
	// Blank is how many empty rows a paper to be filled by hand has.
	Blank int
}

// PartyColumn is one column of a PartyTable; the field's label is its head. A column
// without Get has no entry: it is left to be written in.
type PartyColumn struct {
	Field
	Share int // of the width
	Align Align
	// Options are alternatives with a box before each, the party's own ticked.
	Options func(Subject) []Choice
	// Fixed is printed in a column without Get.
	Fixed string
}

// Each calls f for every row in turn with the subject that speaks of its party.
func (t PartyTable) Each(s Subject, f func(Subject)) {
	parties := s.inRole("", t.Blank)
	for i := range parties {
		s.Party = &parties[i]
		f(s)
	}
}

func (t PartyTable) entries(s Subject) []Entry {
	var out []Entry
	t.Each(s, func(of Subject) {
		for _, c := range t.Columns {
			if c.Get != nil {
				out = append(out, Entry{Field: c.Field, Party: of.Party.ID, Text: c.Get(of)})
			}
		}
	})
	return out
}

// Sentence is running text with entries on drawn lines: each {} of Text is the next of
// Blanks.
type Sentence struct {
	Text   string
	Blanks []Field
	// Flush begins it at the edge, without indent: whom a letter is to.
	Flush bool
	// Notice sets it in Kai, as what is told and not agreed.
	Notice bool
	// If says whether the sentence is printed; nil is always.
	If func(Subject) bool
}

func (t Sentence) entries(s Subject) []Entry {
	if t.If != nil && !t.If(s) {
		return nil
	}
	return entriesOf(s, t.Blanks)
}

// Section is a label as a heading and the entry in whole lines under it.
type Section struct {
	Field
	// Lines is how many lines to write on are ruled when it stays blank; Numbered
	// begins each with its number: 1、 2、 3、
	Lines    int
	Numbered bool
	// Inline sets the label at the head of the entry's first line, where room is scarce;
	// without an entry and Lines it is left out.
	Inline bool
	// Table sets the entry as a table where that is easier to read; nil, or an answer of
	// nil, keeps the text.
	Table func(Subject) *Table
}

func (p Section) entries(s Subject) []Entry { return []Entry{p.entry(s)} }

// Heading is a section's label alone, where other parts than an entry follow.
type Heading string

func (Heading) entries(Subject) []Entry { return nil }

// Choice is one of several alternatives on a paper.
type Choice struct {
	Text   string // with its number where it has one: ①当事人申请
	Chosen bool
}

// Choices are alternatives in one line after a label, those that apply ticked.
type Choices struct {
	Field
	Options func(Subject) []Choice
	// Boxes puts ☐ or ☑ before each; otherwise √ stands behind the chosen one.
	Boxes bool
}

// Ticked returns the words of the chosen alternatives, a line each: an entry's text.
func Ticked(choices []Choice) string {
	var out []string
	for _, c := range choices {
		if c.Chosen {
			out = append(out, c.Text)
		}
	}
	return strings.Join(out, "\n")
}

func (p Choices) entries(s Subject) []Entry { return []Entry{p.entry(s)} }

// Passage is running text without a label: a fixed phrase, a notice. Empty text takes
// no room.
type Passage struct {
	Get func(Subject) string
	// Notice sets it in Kai, as what is told and not agreed.
	Notice bool
	// Small sets it in the type of tables, as a remark under one.
	Small bool
	// Close keeps it on the page of the places to sign that follow.
	Close bool
}

func (Passage) entries(Subject) []Entry { return nil }

// Phrase is a passage of fixed words.
func Phrase(text string) Passage { return Passage{Get: func(Subject) string { return text }} }

// Notice is a passage of fixed words that tell a party something.
func Notice(text string) Passage {
	return Passage{Get: func(Subject) string { return text }, Notice: true}
}

// Align says where the text of a column stands.
type Align uint8

// The places of text in a column.
const (
	Left Align = iota
	Centre
	Right
)

// Column is one column of a table.
type Column struct {
	Head  string
	Share int // of the width
	Align Align
	// Group is a head over those of all neighbours that have it.
	Group string
	// Merge makes one cell of equal ones under each other; its text is repeated on each
	// page.
	Merge bool
}

// Table is a framed table with heads that are repeated on each page; without a head in
// any column it has none.
type Table struct {
	Columns []Column
	Rows    func(Subject) [][]string
	// Whole keeps all rows on one page where they fit.
	Whole bool
	// Close sets the cells with little room around them: many figures.
	Close bool
	// Display sets the cells in display type of so many pt; 0 is the small type of tables.
	Display float64
	// Blank is how many empty rows a paper to be filled by hand has.
	Blank int
	// Total sets the last row apart as a sum.
	Total bool
	// Least is how high a row is at least, in millimetres.
	Least float64
}

func (Table) entries(Subject) []Entry { return nil }

// Signer is a kind of place to sign.
type Signer struct {
	Label string
	// Names returns who signs, a place each; "" is a place without a name.
	Names func(Subject) []string
	// Finger says that a fingerprint may be put beside the name.
	Finger bool
	// Party places stand in the left column, the others in the right one.
	Party bool
}

// Signing is the places to sign, the committee's seal and the date.
type Signing struct {
	Signers []Signer
	// Abreast sets all places in one row: a slip has few, and little room.
	Abreast bool
	// Seal is the phrase that marks where a seal goes; empty where none does.
	Seal string
	// Organ is whose seal it is; nil is the committee.
	Organ func(Subject) string
	// On is the date at the foot; nil prints none, 0 a blank.
	On func(Subject) data.Day
	// Note is the fixed remark at the foot.
	Note string
}

func (Signing) entries(Subject) []Entry { return nil }

// Pictures sets photographs and scans, one or two to a page, each with its caption.
type Pictures struct {
	Get func(Subject) []Picture
}

// Picture is an image that is placed on a page.
type Picture struct {
	Caption string
	Image   []byte // JPEG or PNG
}

func (Pictures) entries(Subject) []Entry { return nil }

// Banner is a line of display type in the middle: the title of a cover.
type Banner struct {
	Get  func(Subject) string
	Size float64 // pt
	// Song sets it in the title face, otherwise in HeiTi.
	Song bool
}

func (Banner) entries(Subject) []Entry { return nil }

// Space is room left free, in millimetres.
type Space float64

func (Space) entries(Subject) []Entry { return nil }

// Cut is a dashed line to cut or fold along, with a word on it: 回执. What follows it
// stays with it on one page where it fits.
type Cut string

func (Cut) entries(Subject) []Entry { return nil }

// NewPage begins a page.
type NewPage struct{}

func (NewPage) entries(Subject) []Entry { return nil }
