package store

import (
	"cmp"
	"iter"
	"slices"
	"unique"

	"woshou/data"
	"woshou/data/search"
)

// Row is what lists show of a case.
type Row struct {
	ID      data.CaseID
	Number  string
	Title   string
	Parties []string
	Status  data.Status
	Type    data.DisputeType
	Outcome data.Outcome
	// The days of the case; 0 when not there yet.
	Received, Accepted, Concluded data.Day
	Mediators                     []data.ElementID
	// Destroyed says that the content was destroyed; the fact row stays.
	Destroyed bool
	// Conflicts counts what waits to be settled.
	Conflicts int
	// Fact is the row the township has when everything is sent; zero for a draft.
	Fact data.Fact
	// Claimed and Agreed, of all agreements in force, are in fen.
	Claimed, Agreed data.Fen
	// Year and Seq are where the number was drawn from. NumberBy is the computer that is to
	// give one, empty when none is waited for; Printed says that one stands on a paper.
	Year, Seq int
	NumberBy  data.DeviceText
	Printed   bool
}

// item is what memory holds of a case. Items are replaced, never changed.
type item struct {
	row  Row
	fact []byte
	slot search.Slot
	// slim is what data.Deadlines needs of the case, nil when nothing is due.
	slim slim
	// older says that a newer program than the one that folded the case may fold it otherwise.
	older bool
	// held are the files of its attachments.
	held []heldFile
}

// newItem makes a case's item; c has only its ID when the content is not here.
func newItem(c *data.Case, fact []byte) *item {
	it := &item{fact: fact, row: Row{
		ID: c.ID, Number: c.Number, Title: c.Title(), Status: one(c.Status), Type: one(c.Type),
		Received: c.ReceivedOn, Accepted: c.AcceptedOn, Concluded: c.ConcludedOn,
		Conflicts: len(c.Conflicts), Claimed: c.Claimed, Year: c.Year, Seq: c.Seq, Printed: c.NumberPrinted(),
	}}
	r := &it.row
	if c.NumberWaits() {
		r.NumberBy = c.NumberBy
	}
	if f, err := data.DecodeFact(fact); err == nil {
		f.Status, f.Type, f.Source, f.Organ = one(f.Status), one(f.Type), one(f.Source), one(f.Organ)
		f.Outcome, f.Ground, f.Performance, f.Confirmation = one(f.Outcome), one(f.Ground), one(f.Performance), one(f.Confirmation)
		r.Fact, r.Outcome = f, f.Outcome
	}
	if c.Status == "" {
		r.Status, r.Type, r.Received = r.Fact.Status, r.Fact.Type, r.Fact.Received
		r.Accepted, r.Concluded = r.Fact.Accepted, r.Fact.Concluded
	}
	for i := range c.Parties {
		r.Parties = append(r.Parties, c.Parties[i].Name)
	}
	for _, m := range c.ActiveMediators() {
		r.Mediators = append(r.Mediators, one(m.Mediator))
	}
	r.Agreed, it.held = c.Moved(), heldFiles(c)
	if len(data.Deadlines(c, c.ReceivedOn, nil)) > 0 {
		it.slim = newSlim(c)
	}
	return it
}

// one returns the one copy of a word that very many cases have.
func one[T ~string](s T) T { return T(unique.Make(string(s)).Value()) }

// newest orders items for lists: drafts without a day first, then the latest.
func newest(a, b *item) int {
	x, y := &a.row, &b.row
	if (x.Received == 0) != (y.Received == 0) {
		return cmp.Compare(x.Received, y.Received)
	}
	return cmp.Or(cmp.Compare(y.Received, x.Received), cmp.Compare(y.Seq, x.Seq), slices.Compare(x.ID[:], y.ID[:]))
}

// Rows returns a row for every case, newest first. The slice is shared and must not
// be changed.
func (s *Store) Rows() []Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mem.rows == nil {
		s.mem.rows = make([]Row, 0, len(s.mem.list.order))
		for it := range s.mem.list.all() {
			s.mem.rows = append(s.mem.rows, it.row)
		}
	}
	return s.mem.rows
}

// Facts returns the fact rows that the township has when everything is sent.
func (s *Store) Facts() []data.Fact {
	var out []data.Fact
	for it := range s.ordered() {
		if len(it.fact) > 0 {
			out = append(out, it.row.Fact)
		}
	}
	return out
}

// FactRows returns the bytes of Facts, for data.FactsDigest. They must not be changed.
func (s *Store) FactRows() [][]byte {
	var out [][]byte
	for it := range s.ordered() {
		if len(it.fact) > 0 {
			out = append(out, it.fact)
		}
	}
	return out
}

// RowMarks returns the marks of FactRows, for a comparison case by case.
func (s *Store) RowMarks() []data.RowMark {
	var out []data.RowMark
	for it := range s.ordered() {
		if len(it.fact) > 0 {
			out = append(out, data.MarkOf(it.row.ID, it.fact))
		}
	}
	return out
}

func (s *Store) ordered() iter.Seq[*item] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mem.list.all()
}
