package view

import (
	"woshou/data"
	"woshou/data/store"
)

// What waits for a person to decide, beside what is due.
const (
	DueSettle     data.DueKind = "settle"
	DueSameNumber data.DueKind = "same_number"
	DueNumber     data.DueKind = "number"
	DueCommittee  data.DueKind = "committee"
	DueRetired    data.DueKind = "retired"
)

// matterRows returns what is to be decided: values that two people changed, numbers that two
// cases bear; and what comes by itself at the next exchange, so that nobody looks for it.
func (d *Desk) matterRows() []DueRow {
	var out []DueRow
	add := func(kind data.DueKind, r *store.Row) *DueRow {
		row := DueRow{Kind: kind, Label: d.Words.T("due." + string(kind)), When: d.Words.T("matter.decide"), Tone: Bad}
		if r != nil {
			row.Case, row.Title, row.Number = r.ID, r.Title, numberOf(d.Words, r)
		}
		out = append(out, row)
		return &out[len(out)-1]
	}
	renumber := map[data.CaseID]bool{}
	for _, group := range d.sameNumbers() {
		for _, r := range group[1:] {
			renumber[r.Case] = true
		}
	}
	waiting := 0
	rows := d.Store.Rows()
	for i := range rows {
		r := &rows[i]
		if r.Conflicts > 0 {
			add(DueSettle, r)
		}
		if renumber[r.ID] {
			add(DueSameNumber, r)
		}
		if r.NumberBy != "" {
			waiting++
		}
	}
	if n := len(d.Store.Committee().Conflicts); n > 0 {
		add(DueCommittee, nil).Title = d.Words.T("matter.committee", n)
	}
	if waiting > 0 {
		row := add(DueNumber, nil)
		row.Title, row.When, row.Tone = d.Words.T("matter.number", waiting), d.Words.T("matter.wait"), Busy
	}
	if d.Store.Committee().Retired(d.Store.Device().Text()) {
		add(DueRetired, nil).Title = d.Words.T("matter.retired")
	}
	return out
}

// SameNumber says of a case that bears another one's number what is to be done: renumber
// says that it is this one which gets another.
type SameNumber struct {
	Text     string
	Other    data.CaseID
	Renumber bool
}

// SameNumber returns what is to be done about the case's number; nothing where it is its own.
func (d *Desk) SameNumber(c *data.Case) (SameNumber, bool) {
	other, renumber := d.doubleOf(c)
	if other == (data.CaseID{}) {
		return SameNumber{}, false
	}
	out := SameNumber{Other: other, Renumber: renumber, Text: d.Words.T("matter.same_keep", c.Number)}
	if renumber {
		out.Text = d.Words.T("matter.same_renumber", c.Number)
		if c.NumberPrinted() {
			out.Text = d.Words.T("matter.same_printed", c.Number)
		}
	}
	return out, true
}
