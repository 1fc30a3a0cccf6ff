package township

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// A list of the rows behind a figure reads no more than it shows: villages whose tallies
// have none of them are passed over, and so are those whose rows come before or behind the
// page. What must be sorted is read whole, and only as much kept as is shown.

// found is a fact row with its village.
type found struct {
	village string
	area    string
	fact    data.Fact
}

// listMost is how many rows are kept in memory for a list.
const listMost = 20_000

// scope is the villages that a question is about, by area code.
type scope struct {
	// name is the village's that was asked about, empty for all.
	name     string
	villages []scoped
	// sum is what the question counts in all of them, if known.
	sum   data.Tally
	known bool
}

// scoped is a village with what the question counts in it: exactly if known, else at most.
type scoped struct {
	id         ledger.VillageID
	name, area string
	most       data.Tally
	known      bool
}

// scopeOf returns what a question is about; data.ErrNotFound for a village that is not here.
func (s *Server) scopeOf(ctx context.Context, q query) (sc scope, err error) {
	err = s.ask(ctx, func(b *board) error {
		in := b.order
		if q.village != "" {
			p := b.places[ledger.VillageID(q.village)]
			if p == nil || !p.listed {
				return data.ErrNotFound
			}
			if sc.name, in = p.Name, []*place{p}; p.Town { // its rows are all its villages'
				in = slices.DeleteFunc(slices.Clone(b.order), func(one *place) bool { return one.Of != p.ID })
			}
		}
		for _, p := range in {
			sc.villages = append(sc.villages, b.count(p, q))
		}
		if q.village == "" {
			sc.sum, sc.known = b.sum(q)
		}
		return nil
	})
	return sc, err
}

// months returns the months whose tallies answer the query; ok is false where none do.
func (q query) months() (from, to data.Month, ok bool) {
	from, to, ok = q.period.Months()
	if q.month == 0 || q.figure == data.FigureOpen { // whose month is that of the receipt
		return from, to, ok
	}
	if q.month < from || to != 0 && q.month > to {
		return 1, 1, ok // nothing was counted then
	}
	return q.month, q.month, ok
}

// count returns what a query counts in a village.
func (b *board) count(p *place, q query) scoped {
	c := scoped{id: p.ID, name: p.Name, area: p.Area, most: data.Tally{Cases: p.Cases}}
	if from, to, ok := q.months(); ok && b.state.Has(p.ID) {
		all := p.over(from, to)
		c.most = all.of(q.figure)
		c.known = q.typ == "" && q.outcome == "" && (q.month == 0 || q.figure != data.FigureOpen)
	}
	return c
}

// sum returns what a query counts in all villages, if the tallies know it.
func (b *board) sum(q query) (sum data.Tally, known bool) {
	from, to, ok := q.months()
	split := q.typ != "" || q.outcome != ""
	since := q.figure == data.FigureOpen && q.month != 0
	if !ok || b.state.Counting || split && since {
		return sum, false
	}
	b.eachSplit(q.figure, from, to, func(_ data.Month, key *ledger.TallyKey, t data.Tally) {
		switch {
		case (key.Since != 0) != since || since && key.Since != q.month:
		case q.typ != "" && key.Type != data.DisputeType(q.typ) || q.outcome != "" && key.Outcome != data.Outcome(q.outcome):
		default:
			sum = sum.Plus(t)
		}
	})
	return sum, true
}

// errEnough ends a reading that has what it needs.
var errEnough = errors.New("enough")

// eachRow calls f with the rows of a scope that a query counts: village by village, and in
// each by day of receipt. A village that pass takes is not read.
func (s *Server) eachRow(ctx context.Context, sc *scope, q query, pass func(*scoped) bool, f func(*found) error) error {
	err := s.led.View(ctx, func(r ledger.Reader) error {
		for i := range sc.villages {
			v := &sc.villages[i]
			if v.most.Cases == 0 || pass(v) {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err // whoever asked is gone
			}
			rows, err := rowsOf(r, v.id)
			if err != nil {
				return err
			}
			for _, fact := range data.Select(rows, q.filter()) {
				if err := f(&found{v.name, v.area, fact}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// list is some of the rows that a query counts, with the sum of all of them.
type list struct {
	// first is how many come before those that are here.
	first int
	rows  []*found
	sum   data.Tally
}

// list returns the rows from one place to another, without it, as the query sorts them; all
// that come before as well where how many there are is not known, or where they are sorted.
func (s *Server) list(ctx context.Context, sc *scope, q query, from, to int) (l list, err error) {
	sorted := caseColumns[q.column()] != nil
	if sorted || !sc.known {
		from = 0
	}
	l.first = from
	at := 0
	pass := func(v *scoped) bool {
		if sorted || !v.known || at+v.most.Cases > from && at < to {
			return false
		}
		at, l.sum = at+v.most.Cases, l.sum.Plus(v.most)
		return true
	}
	err = s.eachRow(ctx, sc, q, pass, func(f *found) error {
		l.sum = l.sum.Plus(data.TallyOf(&f.fact))
		switch {
		case sorted:
			if l.rows = append(l.rows, f); len(l.rows) >= 2*max(to, casesShown) {
				l.cut(q, to)
			}
		case at >= from && at < to:
			l.rows = append(l.rows, f)
		case at >= to && sc.known:
			return errEnough
		}
		at++
		return nil
	})
	if sorted {
		l.cut(q, to)
	}
	if sc.known {
		l.sum = sc.sum
	}
	return l, err
}

// span returns the rows from one place to another, as far as they are here.
func (l *list) span(from, to int) []*found {
	from, to = max(from-l.first, 0), max(to-l.first, 0)
	return l.rows[min(from, len(l.rows)):min(to, len(l.rows))]
}

// cut sorts the rows and keeps the first ones.
func (l *list) cut(q query, n int) {
	sortLines(l.rows, q.listing, caseColumns)
	clear(l.rows[min(n, len(l.rows)):])
	l.rows = l.rows[:min(n, len(l.rows))]
}

// caseColumns is how a list of cases can be sorted.
var caseColumns = map[string]func(a, b *found) int{
	"village":   func(a, b *found) int { return cmp.Compare(a.area, b.area) },
	"received":  func(a, b *found) int { return cmp.Compare(a.fact.Received, b.fact.Received) },
	"accepted":  func(a, b *found) int { return cmp.Compare(a.fact.Accepted, b.fact.Accepted) },
	"concluded": func(a, b *found) int { return cmp.Compare(a.fact.Concluded, b.fact.Concluded) },
	"type":      func(a, b *found) int { return cmp.Compare(a.fact.Type, b.fact.Type) },
	"source":    func(a, b *found) int { return cmp.Compare(a.fact.Source, b.fact.Source) },
	"status":    func(a, b *found) int { return cmp.Compare(a.fact.Status, b.fact.Status) },
	"outcome":   func(a, b *found) int { return cmp.Compare(a.fact.Outcome, b.fact.Outcome) },
	"people":    func(a, b *found) int { return cmp.Compare(a.fact.People, b.fact.People) },
	"sessions":  func(a, b *found) int { return cmp.Compare(a.fact.Sessions, b.fact.Sessions) },
	"amount":    func(a, b *found) int { return cmp.Compare(a.fact.Amount, b.fact.Amount) },
}
