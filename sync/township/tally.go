package township

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

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

// write adds them to those of the ledger. A store takes many fastest in their order.
func (t tallies) write(tx ledger.TallyWriter) error {
	var all []ledger.Tally
	for key, delta := range t {
		if delta != (data.Tally{}) {
			all = append(all, ledger.Tally{TallyKey: key, Tally: delta})
		}
	}
	slices.SortFunc(all, func(a, b ledger.Tally) int { return compareTallyKeys(&a.TallyKey, &b.TallyKey) })
	return tx.AddTally(all...)
}

func compareTallyKeys(a, b *ledger.TallyKey) int {
	return cmp.Or(cmp.Compare(a.Village, b.Village), cmp.Compare(a.Figure, b.Figure), cmp.Compare(a.Month, b.Month),
		cmp.Compare(a.Since, b.Since), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Outcome, b.Outcome))
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
	if err := t.tally(t.village.ID, was.Row, now.Row); err != nil {
		return err
	}
	return t.mark(now.ID)
}

// tally counts a village's row in the place of its old one; either may be empty. The rows
// of a village that is yet to be counted anew are left to that.
func (t *turn) tally(v ledger.VillageID, old, row []byte) error {
	state, err := t.tx.TallyState()
	if err == nil && state.Has(v) {
		err = t.counted.replace(v, old, row)
	}
	if err != nil {
		return fmt.Errorf("count a row: %w", err)
	}
	return nil
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
