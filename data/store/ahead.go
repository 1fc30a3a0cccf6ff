package store

import (
	"bytes"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"woshou/data"
)

// saving is one transaction that the journal has. Nothing of it changes any more.
type saving struct {
	// changes are what it did to the file, in order; values the last one of each place.
	changes []change
	values  map[spot][]byte
	// records are what its subjects are from then on, later the snapshots to be stored.
	records map[data.CaseID]data.Record
	later   []snapshot
	// at is where the journal stands behind it, size how many bytes it has there.
	at   position
	size int
}

// spot is a place in the file.
type spot struct{ bucket, key string }

// ahead is what was saved and is in the journal, but not in the file yet, oldest first. Who
// reads the file sees through it: whatever is here counts before what the file says. So
// it must be looked at first and the file's transaction begun then; what the file
// takes over in between is in both.
type ahead struct {
	mu     sync.Mutex
	saves  []*saving // never changed in place: readers keep it
	st     *state    // after the last of them, not changed either
	was    []byte    // st as it was stored
	bytes  int
	failed bool // the file refused some of it: it must catch up before the next save
	// copying says that somebody copies; changed tells who waits for that.
	copying bool
	changed *sync.Cond
	// begun says that a save is under way.
	begun atomic.Bool
}

func (a *ahead) init() { a.changed = sync.NewCond(&a.mu) }

// What may wait for the file; then the next save waits.
const (
	maxAhead      = 64
	maxAheadBytes = 4 << 20
)

// moment is how long nobody saves until the file takes what waits: two transactions at the
// same time hold up one another, and many saves in one cost it little more than one.
const moment = time.Millisecond

// add puts a save behind the others. It reports whether the caller has to copy: nobody
// else does.
func (a *ahead) add(s *saving, st *state, was []byte) (copies bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.saves = append(slices.Clip(a.saves), s)
	a.st, a.was, a.bytes = st, was, a.bytes+s.size
	copies = !a.copying && !a.failed
	a.copying = a.copying || copies
	return copies
}

// more reports whether there is something to be copied. When that is all, or the file
// refused some, nobody copies any more.
func (a *ahead) more() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.copying = len(a.saves) > 0 && !a.failed
	if !a.copying {
		a.changed.Broadcast()
	}
	return a.copying
}

// lull returns when nobody saved for a moment, or when half of the room is taken.
func (a *ahead) lull() {
	for n, last := 0, -1; n != last || a.begun.Load(); {
		time.Sleep(moment)
		a.mu.Lock()
		n, last = len(a.saves), n
		half := n >= maxAhead/2 || a.bytes >= maxAheadBytes/2
		a.mu.Unlock()
		if half {
			return
		}
	}
}

// copied takes away the first n, which the file now has, or notes that it refused them.
func (a *ahead) copied(n int, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failed = a.failed || err != nil; a.failed {
		return
	}
	for _, s := range a.saves[:n] {
		a.bytes -= s.size
	}
	a.saves = slices.Clone(a.saves[n:])
	a.changed.Broadcast()
}

// clear says that the file has everything, up to a state.
func (a *ahead) clear(st *state, was []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.saves, a.bytes, a.failed = nil, 0, false
	a.st, a.was = st, was
}

// refuse says that the file did not take a save and has to catch up.
func (a *ahead) refuse(s *saving, st *state, was []byte) {
	a.clear(st, was)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.saves, a.bytes, a.failed = []*saving{s}, s.size, true
}

func (a *ahead) lags() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.failed
}

// now returns what is ahead of the file and a copy of the state behind it.
func (a *ahead) now() (saves []*saving, st *state, was []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.st != nil {
		own := *a.st
		own.Chains, own.Numbers, own.Drawn = slices.Clone(own.Chains), maps.Clone(own.Numbers), maps.Clone(own.Drawn)
		if own.Filling != nil {
			filling := *own.Filling
			own.Filling = &filling
		}
		st = &own
	}
	return a.saves, st, a.was
}

// record returns what a subject is when that is ahead of the file; r is nil for one that
// was destroyed.
func record(saves []*saving, id data.CaseID) (r data.Record, found bool) {
	for _, s := range slices.Backward(saves) {
		if r, found := s.records[id]; found {
			return r, true
		}
	}
	return nil, false
}

// subjects returns whatever has an index, in order.
func (t *txn) subjects() ([]data.CaseID, error) {
	ids := map[data.CaseID]bool{}
	err := t.bucket(bucketFacts).ForEach(func(k, _ []byte) error {
		ids[data.CaseID(k)] = true
		return nil
	})
	for _, s := range append(slices.Clip(t.ahead), t.saving) {
		for at := range s.values {
			if at.bucket == bucketFacts {
				ids[data.CaseID([]byte(at.key))] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(ids), func(a, b data.CaseID) int { return bytes.Compare(a[:], b[:]) }), err
}

// wait returns when the file has everything, or refused some of it.
func (a *ahead) wait() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.copying {
		a.changed.Wait()
	}
}

// room returns when there is room for a save.
func (a *ahead) room() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.copying && (len(a.saves) >= maxAhead || a.bytes >= maxAheadBytes) {
		a.changed.Wait()
	}
}
