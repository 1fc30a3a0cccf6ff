package township

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// tallyRule is the version of how rows are counted into tallies, here and in
// data.Counts. It rises when that changes; the next start then counts them anew.
const tallyRule = 1

// tallies are what rows count, by key: the rows of each village by figure and month,
// and those of all villages by type and outcome as well. FigureOpen of all villages is
// also split by the month of receipt.
type tallies map[ledger.TallyKey]data.Tally

func (t tallies) add(key ledger.TallyKey, delta data.Tally) { t[key] = t[key].Plus(delta) }

// count adds a row of a village.
func (t tallies) count(v ledger.VillageID, f *data.Fact) { t.each(v, f, false) }

// uncount takes it away.
func (t tallies) uncount(v ledger.VillageID, f *data.Fact) { t.each(v, f, true) }

func (t tallies) each(v ledger.VillageID, f *data.Fact, away bool) {
	one := data.TallyOf(f)
	for _, c := range f.Counts() {
		delta := one
		if c.Ended != away {
			delta = data.Tally{}.Minus(one)
		}
		t.add(ledger.TallyKey{Village: v, Figure: c.Figure, Month: c.Month}, delta)
		t.add(ledger.TallyKey{Figure: c.Figure, Month: c.Month, Type: f.TypeKey(), Outcome: f.OutcomeKey()}, delta)
		if c.Figure == data.FigureOpen {
			t.add(ledger.TallyKey{Figure: c.Figure, Month: c.Month, Since: c.Since}, delta)
		}
	}
}

// replace counts a village's row in the place of its old one; either may be empty.
func (t tallies) replace(v ledger.VillageID, old, row []byte) error {
	if bytes.Equal(old, row) {
		return nil
	}
	for _, c := range []struct {
		row   []byte
		count func(ledger.VillageID, *data.Fact)
	}{{old, t.uncount}, {row, t.count}} {
		if len(c.row) == 0 {
			continue
		}
		f, err := data.DecodeFact(c.row)
		if err != nil {
			return err
		}
		c.count(v, &f)
	}
	return nil
}

// write adds them to those of the ledger.
func (t tallies) write(tx ledger.TallyWriter) error {
	var all []ledger.Tally
	for key, delta := range t {
		if delta != (data.Tally{}) {
			all = append(all, ledger.Tally{TallyKey: key, Tally: delta})
		}
	}
	return tx.AddTally(all...)
}

// put writes what is known of a case after the last entry of the stream, and what follows
// from it: the village's check over its rows, the tallies, and what the county is yet to
// learn.
func (t *turn) put(was, now ledger.Case) error {
	now.Last = t.village.GSN
	if err := t.tx.PutCase(now); err != nil || bytes.Equal(was.Row, now.Row) {
		return err
	}
	if len(was.Row) == 0 {
		t.village.Cases++
	}
	t.village.Sum = t.village.Sum.Minus(was.Row).Plus(now.Row)
	if err := t.counted.replace(t.village.ID, was.Row, now.Row); err != nil {
		return fmt.Errorf("count a row: %w", err)
	}
	return t.mark(now.ID)
}

// mark notes a case whose row the county is yet to learn, where there is a county.
func (t *turn) mark(id data.CaseID) error {
	if !t.asked {
		switch _, err := t.tx.Uplink(); {
		case err == nil:
			t.above = true
		case !errors.Is(err, data.ErrNotFound):
			return err
		}
		t.asked = true
	}
	if !t.above {
		return nil
	}
	t.marked = true
	return t.tx.MarkDirty(id)
}

// touch notes the last entry as one about a case on which it has no effect.
func (t *turn) touch(id data.CaseID) error {
	c, err := t.tx.Case(id)
	if errors.Is(err, data.ErrNotFound) || err == nil && c.Village != t.village.ID {
		return nil
	}
	if err != nil {
		return err
	}
	return t.put(c, c)
}

// count adds what the push changed to the tallies.
func (t *turn) count() error { return t.counted.write(t.tx) }

// figureAt is the place of each figure in a block.
var figureAt = func() map[data.Figure]int {
	at := map[data.Figure]int{}
	for i, f := range data.Figures {
		at[data.Figure(f.Code)] = i
	}
	return at
}()

// block is the tallies of one village and month, figure by figure.
type block [12]data.Tally

func (b *block) plus(other *block) {
	for i := range b {
		b[i].Cases += other[i].Cases
		b[i].People += other[i].People
		b[i].Amount += other[i].Amount
	}
}

// shelf is the blocks of one village by month, in the order of the months, which a table
// of thousands of villages goes through faster than a map.
type shelf struct {
	months []data.Month
	blocks []block
}

// at returns the block of a month, made if it is not there; it is good until the next one
// is made.
func (s *shelf) at(m data.Month) *block {
	i, found := slices.BinarySearch(s.months, m)
	if !found {
		s.months, s.blocks = slices.Insert(s.months, i, m), slices.Insert(s.blocks, i, block{})
	}
	return &s.blocks[i]
}

// board is the tallies in memory, for the pages: read from the ledger once, then moved
// on by each exchange that became durable.
type board struct {
	// moving is held by an exchange from before its transaction until the board has
	// what it changed, and alone by whoever reads the ledger anew.
	moving sync.RWMutex

	mu       sync.RWMutex
	ready    bool
	villages map[ledger.VillageID]*shelf
	all      map[data.Figure]tallies
}

// add moves the board on.
func (b *board) add(t tallies) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ready {
		return
	}
	for key, delta := range t {
		b.put(key, delta)
	}
}

func (b *board) put(key ledger.TallyKey, delta data.Tally) {
	i, known := figureAt[key.Figure]
	switch {
	case !known:
		return
	case key.Village == "" && b.all[key.Figure] == nil:
		b.all[key.Figure] = tallies{key: delta}
		return
	case key.Village == "":
		b.all[key.Figure].add(key, delta)
		return
	}
	of := b.villages[key.Village]
	if of == nil {
		of = &shelf{}
		b.villages[key.Village] = of
	}
	at := of.at(key.Month)
	at[i] = at[i].Plus(delta)
}

// forget makes the next question read the ledger anew.
func (b *board) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ready = false
}

// read fills the board from the ledger unless it is filled already.
func (b *board) read(ctx context.Context, led ledger.Ledger) error {
	b.mu.RLock()
	ready := b.ready
	b.mu.RUnlock()
	if ready {
		return nil
	}
	b.moving.Lock()
	defer b.moving.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ready {
		return nil
	}
	b.villages, b.all = map[ledger.VillageID]*shelf{}, map[data.Figure]tallies{}
	err := led.View(ctx, func(r ledger.Reader) error {
		villages, err := r.Villages()
		if err != nil {
			return err
		}
		for _, v := range append(villages, ledger.Village{}) {
			all, err := r.Tallies(v.ID, 0, 0)
			if err != nil {
				return err
			}
			for _, t := range all {
				b.put(t.TallyKey, t.Tally)
			}
		}
		return nil
	})
	b.ready = err == nil
	return err
}

// village adds up a village's figures over months.
func (b *board) village(v ledger.VillageID, from, to data.Month) (sum block) {
	of := b.villages[v]
	if of == nil {
		return sum
	}
	open := figureAt[data.FigureOpen]
	for i, m := range of.months {
		switch at := &of.blocks[i]; {
		case to != 0 && m > to:
			return sum
		case m < from:
			sum[open] = sum[open].Plus(at[open])
		default:
			sum.plus(at)
		}
	}
	return sum
}

// parts adds up a figure of all villages over months, by type, month and outcome.
func (b *board) parts(t *data.Totals, from, to data.Month) {
	for key, one := range b.all[t.Figure] {
		if to != 0 && key.Month > to || key.Month < from && t.Figure != data.FigureOpen {
			continue
		}
		switch {
		case key.Since != 0:
			addTo(t.Months, key.Since, one)
			continue
		case t.Figure != data.FigureOpen:
			addTo(t.Months, key.Month, one)
		}
		addTo(t.Types, key.Type, one)
		addTo(t.Outcomes, key.Outcome, one)
	}
}

// addTo adds to a tally of a map; one that came back to nothing is not kept.
func addTo[K comparable](m map[K]data.Tally, key K, t data.Tally) {
	if m[key] = m[key].Plus(t); m[key] == (data.Tally{}) {
		delete(m, key)
	}
}

// figures returns a block as totals show it.
func (b *block) figures() map[data.Figure]data.Tally {
	out := make(map[data.Figure]data.Tally, len(b))
	for i, f := range data.Figures {
		if b[i] != (data.Tally{}) {
			out[data.Figure(f.Code)] = b[i]
		}
	}
	return out
}

// totals fills in the totals of villages, and returns those of all, over whole months.
func (b *board) totals(villages []VillageTotals, t data.Totals, from, to data.Month) data.Totals {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var all block
	for i := range villages {
		one := b.village(ledger.VillageID(villages[i].ID), from, to)
		all.plus(&one)
		villages[i].Totals = data.Totals{Period: t.Period, Figure: t.Figure, Figures: one.figures()}
	}
	t.Figures = all.figures()
	b.parts(&t, from, to)
	return t
}
