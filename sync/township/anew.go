package township

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// The tallies of a ledger that has none, or those of an older rule, are counted anew beside
// the exchanges, a part of the villages at a time, in the order of their IDs. Each part is
// one transaction, which also notes how far the count has come: a server that was ended
// goes on from there. An exchange counts its rows where the count has been already, and
// leaves them to it elsewhere.

const (
	// partRows is about how many rows a part has; a village is never divided.
	partRows = 10_000
	// countAgain is how long a count that failed waits.
	countAgain = 10 * time.Second
)

// Uncounted says that the tallies are being counted anew, and how many villages of all
// they have.
type Uncounted struct{ Done, All int }

// Error says how far the count is.
func (u *Uncounted) Error() string {
	return fmt.Sprintf("totals are being counted: %d of %d villages", u.Done, u.All)
}

// beginCount notes that the tallies are to be counted anew if they are of another rule. It
// takes back those of all villages together; those of each are set right in its turn.
func (s *Server) beginCount(ctx context.Context) error {
	var state ledger.TallyState
	err := s.led.View(ctx, func(r ledger.Reader) (err error) { state, err = r.TallyState(); return err })
	if err != nil || state.Rule == tallyRule {
		return err
	}
	return s.update(ctx, func(tx ledger.Tx) error {
		back, err := taken(tx, "")
		if err != nil {
			return err
		}
		if err := back.write(tx); err != nil {
			return err
		}
		villages, err := tx.Villages()
		if err != nil {
			return err
		}
		return tx.SetTallyState(ledger.TallyState{Rule: tallyRule, Counting: len(villages) > 0})
	})
}

// taken returns what takes back the tallies of a village.
func taken(r ledger.TallyReader, v ledger.VillageID) (tallies, error) {
	kept, err := r.Tallies(v, 0, 0)
	back := tallies{}
	for _, t := range kept {
		back.add(t.TallyKey, data.Tally{}.Minus(t.Tally))
	}
	return back, err
}

// count counts what is not counted yet, part by part, and ends when everything is.
func (s *Server) count(ctx context.Context) error {
	for {
		more, err := s.countPart(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// keepCounting counts until everything is counted or ctx ends.
func (s *Server) keepCounting(ctx context.Context) {
	begun := time.Now()
	for {
		err := s.count(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			s.log.Info("totals are counted", "took", time.Since(begun))
			return
		}
		s.log.Error("count the totals", "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(countAgain):
		}
	}
}

// stretch is some villages counted on one snapshot.
type stretch struct {
	// from is how far the count had come.
	from    ledger.TallyState
	counted []countedVillage
	// last says that there was no village behind them.
	last bool
}

// countedVillage is what is to be added to the tallies for a village as it was.
type countedVillage struct {
	ledger.Village
	tallies
}

// countPart counts the next villages, and reports whether there may be more.
func (s *Server) countPart(ctx context.Context) (more bool, err error) {
	var p stretch
	err = s.led.View(ctx, func(r ledger.Reader) (err error) { p, err = s.readPart(r); return err })
	if err != nil || !p.from.Counting {
		return false, err
	}
	return true, s.update(ctx, p.write)
}

// ahead returns the villages behind those that are counted, by ID.
func ahead(r ledger.Reader, state ledger.TallyState) ([]ledger.Village, error) {
	all, err := r.Villages()
	all = slices.DeleteFunc(all, func(v ledger.Village) bool { return state.Has(v.ID) })
	slices.SortFunc(all, func(a, b ledger.Village) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}

// readPart counts villages until there are enough rows.
func (s *Server) readPart(r ledger.Reader) (p stretch, err error) {
	if p.from, err = r.TallyState(); err != nil || !p.from.Counting {
		return p, err
	}
	left, err := ahead(r, p.from)
	if err != nil {
		return p, err
	}
	for n := 0; len(left) > 0 && (n == 0 || n+left[0].Cases <= s.limits.part); left = left[1:] {
		one, err := countVillage(r, &left[0])
		if err != nil {
			return p, err
		}
		p.counted = append(p.counted, countedVillage{left[0], one})
		n += max(left[0].Cases, 1)
	}
	p.last = len(left) == 0
	return p, nil
}

// countVillage returns what is to be added to the tallies so that they have a village's
// rows as they are.
func countVillage(r ledger.Reader, v *ledger.Village) (tallies, error) {
	all, err := taken(r, v.ID)
	if err != nil {
		return nil, err
	}
	cases, err := r.Cases(v.ID)
	for i := range cases {
		if err == nil {
			err = all.replace(v.ID, nil, cases[i].Row)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("count the rows of a village: %w", err)
	}
	return all, nil
}

// write adds the part to the tallies. A village whose rows have changed since, or that has
// come between, is counted here.
func (p *stretch) write(tx ledger.Tx) error {
	state, err := tx.TallyState()
	if err != nil || state != p.from {
		return err // somebody else has gone on
	}
	now, err := ahead(tx, state)
	if err != nil {
		return err
	}
	if !p.last {
		state.Upto = p.counted[len(p.counted)-1].ID
		now = slices.DeleteFunc(now, func(v ledger.Village) bool { return !state.Has(v.ID) })
	}
	state.Counting = !p.last
	sum := tallies{}
	for i := range now {
		one, ok := p.as(&now[i])
		if !ok {
			if one, err = countVillage(tx, &now[i]); err != nil {
				return err
			}
		}
		for key, delta := range one {
			sum.add(key, delta)
		}
	}
	if err := sum.write(tx); err != nil {
		return err
	}
	if p.last {
		state = ledger.TallyState{Rule: tallyRule}
	}
	return tx.SetTallyState(state)
}

// as returns what was counted for a village if its rows are still the same.
func (p *stretch) as(v *ledger.Village) (tallies, bool) {
	i, found := slices.BinarySearchFunc(p.counted, v.ID, func(c countedVillage, id ledger.VillageID) int { return cmp.Compare(c.ID, id) })
	if !found || p.counted[i].Cases != v.Cases || p.counted[i].Sum != v.Sum {
		return nil, false
	}
	return p.counted[i].tallies, true
}
