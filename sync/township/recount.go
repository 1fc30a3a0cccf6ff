package township

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Difference is one thing that a recount finds kept otherwise than it counts.
type Difference struct {
	// What is a stable code: see the constants.
	What DifferenceKind
	// Village is the village's name, empty for what is of all villages.
	Village string
	// Case is whose row differs, Tally which tally; what does not apply is zero.
	Case  data.CaseID
	Tally ledger.TallyKey
	// Kept and Counted are the two numbers, where there are numbers.
	Kept, Counted data.Tally
}

// DifferenceKind is a stable code for what differs.
type DifferenceKind string

// What may differ: a stream from its own digests; a case's row, fence or last event
// from the stream; a village's number and sum of rows, or a tally, from the rows.
const (
	DifferentStream DifferenceKind = "stream"
	DifferentRow    DifferenceKind = "row"
	DifferentSum    DifferenceKind = "sum"
	DifferentTally  DifferenceKind = "tally"
)

// Recount reads every stream again and compares what is kept with what follows from it:
// the row of each case, the sum of each village, every tally. Tallies that are not counted
// yet are counted first. It returns the differences,
// none when all is right. With repair what is kept is set to what was counted, in the same
// transaction; a stream that contradicts its own digests is only reported: it comes back
// from a backup, or from the villages under a new server epoch.
func (s *Server) Recount(ctx context.Context, repair bool) (found []Difference, err error) {
	run := func(tx ledger.Tx, r ledger.Reader) (err error) {
		found, err = recount(r, tx)
		return err
	}
	switch err = s.count(ctx); {
	case err != nil:
	case !repair:
		err = s.led.View(ctx, func(r ledger.Reader) error { return run(nil, r) })
	default:
		err = s.update(ctx, func(tx ledger.Tx) error {
			if err := run(tx, tx); err != nil || len(found) == 0 {
				return err
			}
			return tx.AddAct(ledger.Act{At: s.now(), Who: "operator", What: actRecount, Object: fmt.Sprint(len(found))})
		})
	}
	if err != nil {
		return nil, fmt.Errorf("recount: %w", err)
	}
	return found, nil
}

// recount compares everything, and repairs it where tx is not nil.
func recount(r ledger.Reader, tx ledger.Tx) ([]Difference, error) {
	villages, err := r.Villages()
	if err != nil {
		return nil, err
	}
	c := newCounter(r, tx)
	for i := range villages {
		if v := &villages[i]; v.Of == "" { // a township's village has no stream
			if err := c.stream(v); err != nil {
				return nil, err
			}
		}
	}
	err = c.allRows(villages)
	slices.SortFunc(c.found, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Village, b.Village), bytes.Compare(a.Case[:], b.Case[:]),
			compareTallyKeys(&a.Tally, &b.Tally))
	})
	return c.found, err
}

// counter is one recount.
type counter struct {
	r     ledger.Reader
	tx    ledger.Tx // nil when nothing is to be repaired
	found []Difference
	// all are the tallies of the rows of all villages together.
	all tallies
	// towns are the sums of each township's villages.
	towns map[ledger.VillageID]townSum
}

type townSum struct {
	cases int
	sum   data.FactSum
}

func newCounter(r ledger.Reader, tx ledger.Tx) *counter {
	return &counter{r: r, tx: tx, all: tallies{}, towns: map[ledger.VillageID]townSum{}}
}

func (c *counter) find(d Difference) { c.found = append(c.found, d) }

// stream folds a village's stream again and compares the cases.
func (c *counter) stream(v *ledger.Village) error {
	fold := &refolder{village: v, cases: map[data.CaseID]*ledger.Case{}, places: map[string]*ledger.Village{}}
	var digest data.Hash
	broken := false
	for gsn := uint64(0); gsn < v.GSN; {
		entries, err := c.r.Stream(v.ID, gsn, 1024, 1<<20)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			broken = true
			break
		}
		for i := range entries {
			e := &entries[i]
			digest = data.Chain(digest, e.Hash[:])
			broken = broken || e.GSN != gsn+1 || e.Digest != digest || !fold.take(e)
			gsn = e.GSN
		}
	}
	if broken {
		c.find(Difference{What: DifferentStream, Village: v.Name})
		return nil // what would follow from it is no measure
	}
	for id, counted := range fold.cases {
		if err := c.settle(v, id, counted); err != nil {
			return err
		}
	}
	return nil
}

// settle compares one case.
func (c *counter) settle(v *ledger.Village, id data.CaseID, counted *ledger.Case) error {
	kept, err := c.r.Case(id)
	if errors.Is(err, data.ErrNotFound) {
		err = nil
	}
	if err != nil || kept.Village != "" && kept.Village != v.ID && !strings.HasPrefix(string(kept.Village), string(villageOf(v.ID, ""))) {
		return err // a repeated event may name any case, a township one of another's
	}
	if sameCase(&kept, counted) {
		return nil
	}
	c.find(Difference{What: DifferentRow, Village: v.Name, Case: id})
	if c.tx == nil {
		return nil
	}
	return c.tx.PutCase(*counted)
}

func sameCase(a, b *ledger.Case) bool {
	return a.Village == b.Village && a.Fence == b.Fence && a.GSN == b.GSN && a.Last == b.Last && string(a.Row) == string(b.Row)
}

// refolder folds a stream again.
type refolder struct {
	village *ledger.Village
	cases   map[data.CaseID]*ledger.Case
	// places are a township's villages, by area code.
	places map[string]*ledger.Village
}

// take applies an entry to the cases as the exchange did, by the reason that it noted,
// and reports whether the entry is sound.
func (f *refolder) take(e *ledger.Entry) bool {
	event, err := data.DecodeEvent(e.Event)
	if err != nil || event.Subject != e.Subject || data.Chain(event.Prev, e.Event) != e.Hash {
		return false
	}
	if f.village.Town {
		return f.rows(e, &event)
	}
	if e.Subject == data.CommitteeID {
		return true
	}
	fold := f.cases
	one := fold[e.Subject]
	if one == nil {
		if e.Reason == ledger.ReasonRepeat {
			return true
		}
		one = &ledger.Case{ID: e.Subject, Village: e.Village}
		fold[e.Subject] = one
	}
	one.Last = e.GSN
	switch e.Reason {
	case ledger.ReasonRepeat, ledger.ReasonLate:
		return true
	case "":
		if len(event.Facts) > 0 {
			one.Row, one.GSN = event.Facts, e.GSN
		}
	}
	one.Fence = max(one.Fence, event.Fence)
	return true
}

// rows applies an event with the rows of a township.
func (f *refolder) rows(e *ledger.Entry, event *data.Event) bool {
	if e.Reason != "" || event.Kind != data.KindRows {
		return true
	}
	b, ok := readBulk(event)
	if !ok {
		return false
	}
	at := f.places[b.Area]
	if at == nil {
		at = &ledger.Village{ID: villageOf(f.village.ID, b.Area)}
		f.places[b.Area] = at
	}
	enter(at, &b, e.GSN)
	for i, id := range b.cases {
		if was := f.cases[id]; was == nil || !late(at, was, b.GSN[i]) {
			f.cases[id] = &ledger.Case{ID: id, Village: at.ID, Fence: b.GSN[i], GSN: e.GSN, Row: b.rows[i]}
		}
	}
	return true
}

// allRows counts the rows of all villages and compares their sums and tallies, then the
// townships' sums, and the tallies of all together.
func (c *counter) allRows(villages []ledger.Village) error {
	for i := range villages {
		if !villages[i].Town {
			if err := c.rows(&villages[i]); err != nil {
				return err
			}
		}
	}
	for i := range villages {
		if v := &villages[i]; v.Town {
			if err := errors.Join(c.sum(v, c.towns[v.ID]), c.compare(v, tallies{})); err != nil {
				return err
			}
		}
	}
	return c.compare(&ledger.Village{}, c.all)
}

// rows counts a village's rows, and compares its sum and tallies.
func (c *counter) rows(v *ledger.Village) error {
	cases, err := c.r.Cases(v.ID)
	if err != nil {
		return err
	}
	var sum data.FactSum
	counted := tallies{}
	for _, one := range cases {
		sum = sum.Plus(one.Row)
		if err := counted.replace(v.ID, nil, one.Row); err != nil {
			return fmt.Errorf("row of case %s: %w", one.ID, err)
		}
	}
	of := c.towns[v.Of]
	c.towns[v.Of] = townSum{of.cases + len(cases), of.sum.And(sum)}
	return errors.Join(c.sum(v, townSum{len(cases), sum}), c.compare(v, counted))
}

// sum compares a village's sum with what was counted.
func (c *counter) sum(v *ledger.Village, counted townSum) error {
	if counted.sum == v.Sum && counted.cases == v.Cases {
		return nil
	}
	c.find(Difference{
		What: DifferentSum, Village: v.Name, Kept: data.Tally{Cases: v.Cases}, Counted: data.Tally{Cases: counted.cases},
	})
	v.Sum, v.Cases = counted.sum, counted.cases
	if c.tx == nil {
		return nil
	}
	return c.tx.PutVillage(*v)
}

// compare compares the tallies of a village, or without one those of all, with what was
// counted; what its rows count in those of all is added to them.
func (c *counter) compare(v *ledger.Village, counted tallies) error {
	all, err := c.r.Tallies(v.ID, 0, 0)
	if err != nil {
		return err
	}
	kept, fix := tallies{}, tallies{}
	for _, t := range all {
		kept[t.TallyKey] = t.Tally
		counted.add(t.TallyKey, data.Tally{}) // so that it is compared
	}
	for key, n := range counted {
		switch {
		case key.Village != v.ID:
			c.all.add(key, n)
		case kept[key] != n:
			c.find(Difference{What: DifferentTally, Village: v.Name, Tally: key, Kept: kept[key], Counted: n})
			fix[key] = n.Minus(kept[key])
		}
	}
	if c.tx == nil {
		return nil
	}
	return fix.write(c.tx)
}
