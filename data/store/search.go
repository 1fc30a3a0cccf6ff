package store

import (
	"slices"

	"woshou/data"
)

// Query picks rows; fields left empty do not narrow.
type Query struct {
	// Text is what was typed: every word of it must occur in a case's names, numbers,
	// phones or any of its texts, or be the pinyin of a name (zhangjianguo) or its
	// initials (zjg).
	Text     string
	Statuses []data.Status
	Type     data.DisputeType
	Mediator data.ElementID
	// Period is matched with the day of receipt.
	Period data.Period
	// IDs keeps the answer to these cases when it is not nil.
	IDs []data.CaseID
	// Limit bounds the rows returned; 0 is all.
	Limit int
}

// Find returns the rows that a query picks, newest first, at most Limit of them, and
// how many there are in all.
func (s *Store) Find(q Query) (rows []Row, total int) {
	s.mu.Lock()
	s.mem.readUp(0)
	list, text := s.mem.list, s.mem.text
	s.mu.Unlock()
	hits := text.Find(q.Text)
	among := map[data.CaseID]bool{}
	for _, id := range q.IDs {
		among[id] = true
	}
	narrows := q.narrows()
	for _, slot := range list.order {
		// Rows lie apart in memory: those that only count are not looked at.
		if !hits.Has(slot) || narrows && !q.picks(&list.at(slot).row, among) {
			continue
		}
		if total++; q.Limit == 0 || total <= q.Limit {
			rows = append(rows, list.at(slot).row)
		}
	}
	return rows, total
}

// narrows reports whether more than a case's text decides.
func (q *Query) narrows() bool {
	return len(q.Statuses) > 0 || q.Type != "" || q.Mediator != "" || q.Period != data.Period{} || q.IDs != nil
}

func (q *Query) picks(r *Row, among map[data.CaseID]bool) bool {
	return (q.IDs == nil || among[r.ID]) &&
		(len(q.Statuses) == 0 || slices.Contains(q.Statuses, r.Status)) &&
		(q.Type == "" || q.Type == r.Type || q.Type == r.Type.Main()) &&
		(q.Mediator == "" || slices.Contains(r.Mediators, q.Mediator)) &&
		(q.Period == data.Period{} || q.Period.Has(r.Received))
}
