package store

import (
	"cmp"
	"slices"

	"woshou/data"
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
	// Conflicts counts what waits to be settled.
	Conflicts int
	// Fact is the row the township has when everything is sent; zero for a draft.
	Fact data.Fact
	// Claimed and Agreed are in fen.
	Claimed, Agreed data.Fen

	seq int
}

// item is what memory holds of a case. Items are replaced, never changed.
type item struct {
	row  Row
	fact []byte
	hay  string
	// slim is what data.Deadlines needs of the case, nil when nothing is due.
	slim *data.Case
}

// newItem makes a case's item; c has only its ID when the content is not here.
func newItem(c *data.Case, fact []byte) *item {
	it := &item{fact: fact, row: Row{
		ID: c.ID, Number: c.Number, Title: c.Title(), Status: c.Status, Type: c.Type,
		Received: c.ReceivedOn, Accepted: c.AcceptedOn, Concluded: c.ConcludedOn,
		Conflicts: len(c.Conflicts), Claimed: c.Claimed, seq: c.Seq,
	}}
	r := &it.row
	if f, err := data.DecodeFact(fact); err == nil {
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
		r.Mediators = append(r.Mediators, m.Mediator)
	}
	if a := c.Current(); a != nil {
		r.Agreed = a.Total()
	}
	it.hay = haystack(c)
	if len(data.Deadlines(c, c.ReceivedOn, nil)) > 0 {
		it.slim = slim(c)
	}
	return it
}

// newest orders items for lists: drafts without a day first, then the latest.
func newest(a, b *item) int {
	x, y := &a.row, &b.row
	if (x.Received == 0) != (y.Received == 0) {
		return cmp.Compare(x.Received, y.Received)
	}
	return cmp.Or(cmp.Compare(y.Received, x.Received), cmp.Compare(y.seq, x.seq), slices.Compare(x.ID[:], y.ID[:]))
}

// Rows returns a row for every case, newest first. The slice is shared and must not
// be changed.
func (s *Store) Rows() []Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mem.rows == nil {
		s.mem.rows = make([]Row, len(s.mem.order))
		for i, it := range s.mem.order {
			s.mem.rows[i] = it.row
		}
	}
	return s.mem.rows
}

// Facts returns the fact rows that the township has when everything is sent.
func (s *Store) Facts() []data.Fact {
	var out []data.Fact
	for _, it := range s.ordered() {
		if len(it.fact) > 0 {
			out = append(out, it.row.Fact)
		}
	}
	return out
}

// FactRows returns the bytes of Facts, for data.FactsDigest. They must not be changed.
func (s *Store) FactRows() [][]byte {
	var out [][]byte
	for _, it := range s.ordered() {
		if len(it.fact) > 0 {
			out = append(out, it.fact)
		}
	}
	return out
}

func (s *Store) ordered() []*item {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mem.order
}
