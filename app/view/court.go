package view

import (
	"slices"
	"strconv"
	"strings"

	"woshou/data"
	"woshou/data/form"
	"woshou/data/sheet"
)

// CourtRow is one line of the shared court's ledger (共享法庭台账). Proposed lines are
// not on it yet: a case on record calls for them.
type CourtRow struct {
	Entry                      data.CourtEntry
	On, Kind, Audience, People string
	Judge, Minutes, Result     string
	Case                       string // the number of its case
	Proof, Recorder            string
}

// CourtCount is one of the annual counts.
type CourtCount struct{ Label, Value string }

// CourtView is the shared court's ledger of a period.
type CourtView struct {
	Period         string
	Counts         []CourtCount
	Rows, Proposed []CourtRow
}

// CourtView prepares the ledger of a period, newest first.
func (d *Desk) CourtView(p data.Period) *CourtView {
	w, c, numbers := d.Words, d.Store.Committee(), d.caseNumbers()
	v, ledger := &CourtView{Period: periodText(w, p)}, d.courtLedger(p, numbers)
	for _, k := range data.CourtKinds {
		t := ledger.Counts.Kinds[data.CourtKind(k.Code)]
		text := w.T("court.times", t.Cases)
		if t.People > 0 {
			text = w.T("court.times_people", t.Cases, t.People)
		}
		v.Counts = append(v.Counts, CourtCount{k.Name, text})
	}
	v.Counts = append(v.Counts, CourtCount{w.T("court.settled"), w.T("court.cases", ledger.Counts.Settled)})
	for i := range ledger.Lines {
		v.Rows = append(v.Rows, courtRow(ledger.Lines[len(ledger.Lines)-1-i]))
	}
	for _, e := range newestFirst(d.proposals(c, p), func(e *data.CourtEntry) data.Day { return e.On }) {
		v.Proposed = append(v.Proposed, courtRow(form.CourtLine{CourtEntry: e, Number: numbers[e.Case]}))
	}
	return v
}

// courtLedger is the ledger of a period, oldest first: screen, spreadsheet and paper show
// this one.
func (d *Desk) courtLedger(p data.Period, numbers map[data.CaseID]string) *form.CourtLedger {
	entries := d.Store.Committee().CourtLedger
	out := &form.CourtLedger{Period: p, Counts: data.CourtCountsOf(entries, d.Store.Facts(), p)}
	for _, e := range entries {
		if p.Has(e.On) {
			out.Lines = append(out.Lines, form.CourtLine{CourtEntry: e, Number: numbers[e.Case]})
		}
	}
	slices.SortStableFunc(out.Lines, func(a, b form.CourtLine) int { return int(a.On - b.On) })
	return out
}

// caseNumbers are the numbers of all cases.
func (d *Desk) caseNumbers() map[data.CaseID]string {
	numbers, rows := map[data.CaseID]string{}, d.Store.Rows()
	for i := range rows {
		numbers[rows[i].ID] = rows[i].Number
	}
	return numbers
}

// proposals looks through the cases that may have been before the court in the period.
func (d *Desk) proposals(c *data.Committee, p data.Period) []data.CourtEntry {
	var out []data.CourtEntry
	rows := d.Store.Rows()
	for i := range rows {
		f := &rows[i].Fact
		over := f.Archived != 0 && f.Archived < p.From || p.To != 0 && rows[i].Received > p.To
		if over || f.Status == data.Void || f.Sessions == 0 && f.Applied == 0 {
			continue
		}
		k, err := d.Store.Case(rows[i].ID)
		if err != nil {
			continue // told where the case is opened
		}
		for _, e := range data.CourtProposals(c.CourtLedger, k) {
			if p.Has(e.On) {
				out = append(out, e)
			}
		}
	}
	return out
}

func courtRow(l form.CourtLine) CourtRow {
	e := l.CourtEntry
	return CourtRow{
		Entry: e, On: e.On.String(), Kind: data.CourtKinds.Name(string(e.Kind)), Audience: e.Audience, People: number(e.People),
		Judge: e.Judge, Minutes: number(e.Minutes), Result: e.Result, Case: l.Number, Proof: e.Proof, Recorder: e.Recorder,
	}
}

// SetCourtEntry enters a line of the ledger, or changes the one with the same ID; a
// proposed one has none yet.
func (d *Desk) SetCourtEntry(e data.CourtEntry) error {
	e.Audience, e.Judge, e.Result = strings.TrimSpace(e.Audience), strings.TrimSpace(e.Judge), strings.TrimSpace(e.Result)
	if err := first(e.Check(), d.happened("court.on", e.On, 0)); err != nil {
		return err
	}
	return d.committee("court_entry", func(c *data.Committee) {
		if e.ID == "" {
			e.ID = data.NewElementID()
		}
		c.CourtLedger = put(c.CourtLedger, e, func(o *data.CourtEntry) bool { return o.ID == e.ID })
	})
}

// RemoveCourtEntry takes a line out that was entered by mistake; the history keeps it.
func (d *Desk) RemoveCourtEntry(id data.ElementID) error {
	return d.committee("court_entry", func(c *data.Committee) {
		c.CourtLedger = without(c.CourtLedger, func(e *data.CourtEntry) bool { return e.ID == id })
	})
}

// CourtLedgerSheet is the ledger for a spreadsheet, oldest first, with the counts below.
func (d *Desk) CourtLedgerSheet(p data.Period) sheet.Sheet {
	w, v := d.Words, d.CourtView(p)
	s := sheet.Sheet{
		Name: w.T("court.sheet"), Title: w.T("court.title"), Subtitle: d.Store.Committee().Name + "　" + v.Period,
		Columns: []sheet.Column{
			{Head: w.T("subsidy.seq"), Width: 4}, {Head: w.T("field.court.on"), Width: 8}, {Head: w.T("field.court.kind"), Width: 7},
			{Head: w.T("field.court.audience"), Width: 18}, {Head: w.T("field.court.people"), Width: 5}, {Head: w.T("ledger.number"), Width: 15},
			{Head: w.T("field.court.judge"), Width: 7}, {Head: w.T("field.court.minutes"), Width: 6}, {Head: w.T("field.court.result"), Width: 16},
			{Head: w.T("field.court.proof"), Width: 10}, {Head: w.T("field.court.recorder"), Width: 7},
		},
	}
	for i := range v.Rows {
		r := &v.Rows[len(v.Rows)-1-i]
		s.Rows = append(s.Rows, []sheet.Cell{
			sheet.Whole(i + 1), sheet.Day(r.Entry.On), sheet.Text(r.Kind), sheet.Text(r.Audience), wholeOrNone(r.Entry.People), sheet.Text(r.Case),
			sheet.Text(r.Judge), wholeOrNone(r.Entry.Minutes), sheet.Text(r.Result), sheet.Text(r.Proof), sheet.Text(r.Recorder),
		})
	}
	for _, c := range v.Counts {
		s.Foot = append(s.Foot, c.Label+"："+c.Value)
	}
	return s
}

func wholeOrNone(n int) sheet.Cell {
	if n == 0 {
		return sheet.Cell{}
	}
	return sheet.Text(strconv.Itoa(n))
}

// CourtPairs are the parts of a line with their labels.
func (d *Desk) CourtPairs(r CourtRow) []Pair {
	k := cards{w: d.Words}
	return pairs(
		k.label("court.audience", r.Audience), k.label("court.people", r.People), Pair{d.Words.T("ledger.number"), r.Case},
		k.label("court.judge", r.Judge), k.label("court.minutes", r.Minutes), k.label("court.result", r.Result),
		k.label("court.proof", r.Proof), k.label("court.recorder", r.Recorder),
	)
}
