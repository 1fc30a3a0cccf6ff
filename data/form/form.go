// Package form holds the statutory papers of people's mediation as Go values:
// their labels, their order, their fixed phrases and where each entry comes from
// in the record. The desk builds its entry grids from them, Missing lists the
// blanks, and the paper prints them, so that the three never differ. It knows
// neither screens nor fonts. Legal wording is never translated.
package form

import (
	"fmt"
	"strings"

	"woshou/data"
)

// Code names a paper, by the letters of the ministry's set.
type Code string

// The papers in this package.
const (
	Acceptance Code = "D" // 人民调解受理登记表
	Agreement  Code = "H" // 人民调解协议书
)

// Form is one edition of a statutory paper.
type Form struct {
	Code    Code
	Edition string   // stays with a printed case
	From    data.Day // the day the edition takes effect
	Title   string
	Number  string // label of the number at the head; empty where the paper has none

	// Person and Company are the rows of one party's block, by the party's kind;
	// the block is repeated for each party.
	Person, Company, Organisation []Row
	// Sections are the entries of the body in their order.
	Sections []Field
	// Copies is the phrase about the number of originals, with %s for the number.
	Copies string
	// Signers are the places to sign, in their order.
	Signers []Signer
	// SealPlace is the phrase that marks where the committee's seal goes.
	SealPlace string
	// Note is the fixed remark at the foot.
	Note string
}

// Row is one printed line of fields.
type Row []Field

// Field is one labelled entry of a paper.
type Field struct {
	Key   string // stable name, as in data.Invalid
	Label string // as printed, without the blank
	// Chars is how many characters the blank holds at least; 0 is an entry that
	// takes whole lines.
	Chars int
	// Optional entries may stay blank.
	Optional bool
	// Get returns the entry, lines parted by \n, or "" when the record lacks it.
	Get func(Subject) string
}

// Subject is what a paper speaks of. Agreement is nil for papers that need none;
// Party is set while the fields of one party's block are read.
type Subject struct {
	Committee *data.Committee
	Case      *data.Case
	Agreement *data.Agreement
	Party     *data.Party
}

// Parties returns the parties as the paper names them: an agreement's frozen
// copy, else the case's.
func (s Subject) Parties() []data.Party {
	if s.Agreement != nil {
		return s.Agreement.Signers(s.Case)
	}
	return s.Case.Parties
}

// Signer is a place to sign.
type Signer struct {
	Label string
	Who   Who
	// Finger says that a fingerprint may be put beside the name.
	Finger bool
}

// Who signs at a place.
type Who uint8

// The people who sign papers.
const (
	EachParty Who = iota
	Mediators
	Recorder
	Registrar
)

// editions lists all editions of all papers, the newest of each first.
var editions = []*Form{&agreement2010, &acceptance2010}

// Lookup returns the edition of a paper; "" asks for the newest. An unknown
// paper or edition is an error that wraps data.ErrNotFound.
func Lookup(code Code, edition string) (*Form, error) {
	for _, f := range editions {
		if f.Code == code && (edition == "" || f.Edition == edition) {
			return f, nil
		}
	}
	return nil, fmt.Errorf("form %s, edition %q: %w", code, edition, data.ErrNotFound)
}

// On returns the edition of a paper that was in effect on a day; a day before the
// first edition gets the first. An unknown paper is an error that wraps
// data.ErrNotFound.
func On(code Code, day data.Day) (*Form, error) {
	var first *Form
	for _, f := range editions {
		if f.Code == code {
			if first = f; f.From <= day {
				return f, nil
			}
		}
	}
	if first == nil {
		return nil, fmt.Errorf("form %s: %w", code, data.ErrNotFound)
	}
	return first, nil
}

// Block returns the rows of the party's block.
func (f *Form) Block(p *data.Party) []Row {
	switch p.Kind {
	case data.Company:
		return f.Company
	case data.Organisation:
		return f.Organisation
	}
	return f.Person
}

// Entry is a field of one paper with what the record says for it.
type Entry struct {
	Field
	Party data.ElementID // the party it belongs to; empty for the paper itself
	Text  string
}

// Entries returns all fields of the paper for the subject, in printing order.
func (f *Form) Entries(s Subject) []Entry {
	var out []Entry
	if f.Number != "" {
		out = append(out, Entry{Field: numberField(f.Number), Text: s.Case.Number})
	}
	if f.Person != nil {
		parties := s.Parties()
		for i := range parties {
			p := &parties[i]
			of := s
			of.Party = p
			for _, row := range f.Block(p) {
				for _, field := range row {
					out = append(out, Entry{Field: field, Party: p.ID, Text: field.Get(of)})
				}
			}
		}
	}
	for _, field := range f.Sections {
		out = append(out, Entry{Field: field, Text: field.Get(s)})
	}
	return out
}

// Missing returns the entries that the record leaves blank and the paper needs.
func Missing(f *Form, s Subject) []Entry {
	var out []Entry
	for _, e := range f.Entries(s) {
		if !e.Optional && strings.TrimSpace(e.Text) == "" {
			out = append(out, e)
		}
	}
	return out
}

func numberField(label string) Field {
	return Field{Key: "case.number", Label: label, Chars: 8, Get: func(s Subject) string { return s.Case.Number }}
}

// day builds the day an edition takes effect.
func day(text string) data.Day {
	d, err := data.ParseDay(text)
	if err != nil {
		panic("form: edition day " + text)
	}
	return d
}
