// Package form holds the statutory papers of people's mediation as Go values:
// their labels, their order, their fixed phrases and where each entry comes from
// in the record. The desk builds its entry grids from them, Missing lists the
// blanks, and the paper prints them, so that the three never differ. It knows
// neither screens nor fonts. Legal wording is never translated.
package form

import (
	"fmt"
	"slices"
	"strings"

	"woshou/data"
)

// Code names a paper: the letters of the ministry's set, or a word for a local paper.
type Code string

// Form is one edition of a paper: a title and parts, from top to bottom.
type Form struct {
	Code    Code
	Edition string   // stays with a printed case
	From    data.Day // the day the edition takes effect
	Title   string
	// Number is the field at the head, at the right; without a label the paper has none.
	Number Field
	// Opening is what stands before all entries: which agreement this one amends.
	Opening func(Subject) string
	Parts   []Part
	// Running is what stands at the head of the second page and those after it, so that a
	// loose page is known; nil is nothing.
	Running func(Subject) string
	// Early papers are made before there is any agreement: they name the parties as the
	// case does, whatever an agreement says later.
	Early bool
	// Landscape papers are wider than high.
	Landscape bool
	// Twice sets two copies on a page, to be cut apart, where they fit.
	Twice bool
	// Cover papers have a banner for a title, and nothing at the foot.
	Cover bool

	// Of lists what of a case has a paper of this kind, in the order of the dossier: a
	// meeting, a version of an agreement; "" is the case itself. Nil for the papers of
	// a committee.
	Of func(*data.Case) []data.ElementID
	// In is the part of the dossier that the paper belongs to; empty for one that is
	// handed out and not filed.
	In data.DossierPart
	// Optional papers are filed only once they were printed.
	Optional bool
}

// editions lists all editions of all papers in the order of a dossier, the newest of
// each first.
var editions = []*Form{
	&cover2010, &catalogue2010,
	&application2010, &acceptance2010, &rights2021, &power2026, &address2026,
	&inquiry2010, &evidence2010,
	&escalation2026, &record2010, &termination2026, &handUp2026,
	&agreement2010, &oral2010, &reminder2026, &receipt2026, &police2026,
	&followUp2010,
	&confirmation2016,
	&statement2010, &back2010,
	&statistics2026, &subsidy2026, &ledger2026, &task2026, &handOver2026, &recovery2026,
}

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

// Edition returns the edition of a paper for its subject: the one that an agreement was
// frozen in, else the one in effect on the day that the paper bears. An unknown paper or
// edition is an error that wraps data.ErrNotFound.
func Edition(code Code, s Subject) (*Form, error) {
	if s.Agreement != nil && s.Agreement.Edition != "" && code == Agreement {
		return Lookup(code, s.Agreement.Edition)
	}
	f, err := Lookup(code, "")
	if err != nil {
		return nil, err
	}
	if on := f.Day(s); on != 0 {
		return On(code, on)
	}
	return f, nil
}

// All returns the newest edition of every paper, in the order of a dossier.
func All() []*Form {
	var out []*Form
	seen := map[Code]bool{}
	for _, f := range editions {
		if !seen[f.Code] {
			seen[f.Code] = true
			out = append(out, f)
		}
	}
	return out
}

// Ref names one paper of a case: which form, and what of the case it is about.
type Ref struct {
	Code    Code
	Element data.ElementID
}

// Papers lists the papers that a case has something to print on, in the order of a
// dossier (domain: 卷内目录).
func Papers(c *data.Case) []Ref {
	var out []Ref
	for _, f := range All() {
		if f.Of == nil {
			continue
		}
		for _, id := range f.Of(c) {
			out = append(out, Ref{f.Code, id})
		}
	}
	return out
}

// Filed lists the papers that a case's dossier is made of: those that belong in one,
// and of the optional ones those that were printed.
func Filed(c *data.Case) []Ref {
	return slices.DeleteFunc(Papers(c), func(ref Ref) bool {
		f, err := Lookup(ref.Code, "")
		return err != nil || f.In == "" || f.Optional && c.Printings(string(ref.Code), ref.Element) == 0
	})
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
	if f.Number.Label != "" {
		out = append(out, f.Number.entry(s))
	}
	for _, part := range f.Parts {
		out = append(out, part.entries(s)...)
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

// Day returns the day that the paper bears at its foot, 0 where it has none.
func (f *Form) Day(s Subject) data.Day {
	for _, part := range f.Parts {
		if sign, ok := part.(Signing); ok && sign.On != nil {
			return sign.On(s)
		}
	}
	return 0
}

// caseNumber is the field of the case's number under a label.
func caseNumber(label string) Field {
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
