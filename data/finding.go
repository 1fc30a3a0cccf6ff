package data

import (
	"slices"
	"strings"
)

// Finding is one thing to look at once more before a paper of a case is printed.
type Finding struct {
	// Code is the key of its words, whose gaps Args fill.
	Code     string
	Args     []string
	Severity Severity
	// Field is where it can be mended, named as in Invalid and on the forms, and Element
	// the party, clause, meeting or performance item that the field belongs to; empty for
	// the case or the agreement itself.
	Field   string
	Element ElementID
	// Start and End bound Text within what the field says, in bytes; all are empty for a
	// finding about the field as a whole.
	Start, End int
	Text       string
}

// Severity says whether a paper may be printed all the same.
type Severity uint8

// Most findings are for the mediator to decide. Forbids is kept for what the law makes
// void (Civil Code arts. 143, 153), and for what is no agreement or cannot be on record.
const (
	Advises Severity = iota
	Forbids
)

// findings gathers what is found, in the order of the paper.
type findings []Finding

// add appends a finding whose condition holds.
func (l *findings) add(on bool, f Finding) {
	if on {
		*l = append(*l, f)
	}
}

// gap appends that a part without which an agreement is not finished is missing or
// wrong: a reviewer would send it back, and a court calls it unclear (Interpretation of
// the Civil Procedure Law art. 358).
func (l *findings) gap(on bool, field, code string, element ElementID) {
	l.add(on, Finding{Code: invalidWords + code, Field: field, Element: element})
}

// stop appends a gap that no record can hold: no day, a day out of order, an amount beyond
// all bounds. There is nothing to print with it.
func (l *findings) stop(on bool, field, code string, element ElementID) {
	l.add(on, Finding{Code: invalidWords + code, Field: field, Element: element, Severity: Forbids})
}

// The words of a gap are those of Invalid, the words of what is forbidden those of Refused.
const (
	invalidWords = "invalid."
	refusedWords = "refused."
)

// Gap reports whether the finding is about a part that is missing or cannot be, which
// finishing the agreement asks for, and not about its wording.
func (f *Finding) Gap() bool { return strings.HasPrefix(f.Code, invalidWords) }

// firstGap returns the first of the gaps as *Invalid, or nil.
func firstGap(list findings) error {
	if len(list) == 0 {
		return nil
	}
	return invalid(list[0].Field, strings.TrimPrefix(list[0].Code, invalidWords))
}

// refusal returns the reason's code of a finding that forbids printing.
func (f *Finding) refusal() string {
	switch {
	case f.Code == invalidWords+"clause.none":
		return "void.clauses"
	case f.Gap():
		return "agree.unclear"
	}
	return strings.TrimPrefix(f.Code, refusedWords)
}

// sides is how many parties an agreement has at least.
const sides = 2

// Void returns why the law does not let the agreement stand, as the code of a reason, or
// an empty code. It goes by the shipped words alone: what the law forbids is the same
// everywhere.
func (a *Agreement) Void(c *Case) string {
	for _, f := range slices.Concat(a.gaps(), a.forbidden(c)) {
		if f.Severity == Forbids {
			return f.refusal()
		}
	}
	return ""
}

// forbidden returns what makes the agreement void by what it says.
func (a *Agreement) forbidden(c *Case) findings {
	var out findings
	out.add(len(a.Signers(c)) < sides, Finding{Code: "refused.void.parties", Field: "party.name", Severity: Forbids})
	for i := range a.Clauses {
		for _, p := range a.Clauses[i].passages() {
			out = append(out, voidWords.in(p, nil)...)
		}
	}
	return out
}

// Checker finds what to look at once more in the papers of cases. It holds the words
// that a place looks for.
type Checker struct{ words wordRules }

// CheckerOn returns the checker with the words that a committee looks for on a day.
func CheckerOn(committee *Committee, day Day) *Checker {
	rows := slices.DeleteFunc(ListOf(ListWords, committee).On(day), func(r Row) bool { return r.Kind.voids() })
	return &Checker{newWordRules(rows)}
}

// passage is a text that somebody typed, and where.
type passage struct {
	field   string
	element ElementID
	text    string
	// clause is the clause it binds by; nil for a text that tells.
	clause *Clause
}

// at makes a finding about the part of the passage between two bytes.
func (p *passage) at(start, end int, code string, args ...string) Finding {
	return Finding{Code: code, Args: args, Field: p.field, Element: p.element, Start: start, End: end, Text: p.text[start:end]}
}

// first returns a finding about the first of some words in the passage, and whether one is there.
func (p *passage) first(code string, words ...string) (Finding, bool) {
	for _, w := range words {
		if i := strings.Index(p.text, w); i >= 0 {
			return p.at(i, i+len(w), code), true
		}
	}
	return Finding{}, false
}

// Agreement returns what to look at in an agreement, in the order of the paper.
func (k *Checker) Agreement(c *Case, a *Agreement) []Finding {
	names := c.names()
	out := slices.Concat(a.gaps(), a.forbidden(c), k.text(passage{field: "agreement.facts", text: a.Facts}, names))
	for i := range a.Clauses {
		cl := &a.Clauses[i]
		out = append(out, cl.completeness()...)
		out = append(out, cl.wording(c, a)...)
		for _, p := range cl.passages() {
			out = append(out, k.text(p, names)...)
		}
	}
	for i := range a.Items {
		it := &a.Items[i]
		out = append(out, k.text(passage{field: "item.thing", element: it.ID, text: it.Thing}, names)...)
	}
	return slices.Concat(out, a.completeness(c), a.mixtures()).once()
}

// once leaves out what a finding that forbids says of the same words.
func (l findings) once() findings {
	var out findings
	for _, f := range l {
		told := f.Severity == Advises && f.Text != "" && slices.ContainsFunc(l, func(o Finding) bool {
			return o.Severity == Forbids && o.Field == f.Field && o.Element == f.Element && o.Start < f.End && f.Start < o.End
		})
		out.add(!told, f)
	}
	return out
}

// Intake returns what to look at in what was said when the dispute came in.
func (k *Checker) Intake(c *Case) []Finding {
	names := c.names()
	return slices.Concat(
		k.text(passage{field: "case.summary", text: c.Summary}, names), k.text(passage{field: "case.requests", text: c.Requests}, names))
}

// Session returns what to look at in the record of a meeting.
func (k *Checker) Session(c *Case, s *Session) []Finding {
	names := c.names()
	return slices.Concat(
		k.text(passage{field: "session.notes", element: s.ID, text: s.Notes}, names),
		k.text(passage{field: "session.result", element: s.ID, text: s.Result}, names))
}

// text returns what to look at in one text, whatever paper it stands on.
func (k *Checker) text(p passage, names []string) findings {
	return slices.Concat(amountsIn(p), supportIn(p), k.words.in(p, names))
}

// names returns the names that stand in the texts of a case, in which no word is looked for.
func (c *Case) names() []string {
	var out []string
	for i := range c.Parties {
		out = append(append(out, c.Parties[i].people()...), c.Parties[i].Name)
	}
	for _, m := range c.Mediators {
		out = append(out, m.Name)
	}
	return out
}
