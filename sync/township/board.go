package township

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// board is what the pages show of all villages, in memory: their records, how their
// computers stand, and the tallies. It is read from the ledger once, then moved on by each
// update that became durable.
type board struct {
	// moving is held by an update from before its transaction until the board has what it
	// changed, and alone by whoever reads the ledger anew.
	moving sync.RWMutex
	// turns numbers the updates in the order in which the ledger runs them.
	turns atomic.Uint64

	mu     sync.RWMutex
	ready  bool
	state  ledger.TallyState
	places map[ledger.VillageID]*place
	// order has the places by area code.
	order []*place
	// sums are the figures of all villages together by month, splits each figure by month
	// and by what it is split into.
	sums   shelf
	splits map[data.Figure]map[data.Month]tallies
}

// place is a village on the board, whose record is never changed; turn is the update that
// wrote it last.
type place struct {
	*ledger.Village
	turn uint64
	// listed says that it has a record, and is in the board's order.
	listed  bool
	devices map[data.DeviceID]stamped
	// standing is how those in use stand.
	standing
	shelf
}

// stamped is a computer with the update that wrote it last.
type stamped struct {
	ledger.Device
	turn uint64
}

// written is a transaction that notes what the board shows of what it writes.
type written struct {
	ledger.Tx
	turn     uint64
	villages []ledger.Village
	devices  []ledger.Device
	tallies  []ledger.Tally
	state    *ledger.TallyState
}

// PutVillage writes a village.
func (w *written) PutVillage(v ledger.Village) error {
	w.villages = append(w.villages, v)
	return w.Tx.PutVillage(v)
}

// PutDevice writes a computer.
func (w *written) PutDevice(d ledger.Device) error {
	w.devices = append(w.devices, d)
	return w.Tx.PutDevice(d)
}

// AddTally adds to tallies.
func (w *written) AddTally(deltas ...ledger.Tally) error {
	w.tallies = append(w.tallies, deltas...)
	return w.Tx.AddTally(deltas...)
}

// SetTallyState notes how far the tallies are counted.
func (w *written) SetTallyState(s ledger.TallyState) error {
	w.state = &s
	return w.Tx.SetTallyState(s)
}

// names are those of all villages.
func (b *board) names() map[ledger.VillageID]string {
	out := make(map[ledger.VillageID]string, len(b.order))
	for _, p := range b.order {
		out[p.ID] = p.Name
	}
	return out
}

// update runs f in one transaction of the ledger, and moves the board on by what became
// durable. Everything that the server writes goes through it.
func (s *Server) update(ctx context.Context, f func(ledger.Tx) error) error {
	s.board.moving.RLock()
	defer s.board.moving.RUnlock()
	var w written
	err := s.led.Update(ctx, func(tx ledger.Tx) error {
		w = written{Tx: tx, turn: s.board.turns.Add(1)}
		return f(&w)
	})
	switch {
	case err == nil:
		s.board.add(&w)
	case errors.Is(err, ledger.ErrUnclear):
		s.board.forget()
	}
	return s.noted(err)
}

// add moves the board on.
func (b *board) add(w *written) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ready {
		return
	}
	for i := range w.villages {
		b.putVillage(&w.villages[i], w.turn)
	}
	for i := range w.devices {
		b.putDevice(&w.devices[i], w.turn)
	}
	for i := range w.tallies {
		b.putTally(&w.tallies[i])
	}
	if w.state != nil {
		b.state = *w.state // written by one at a time
	}
}

// forget makes the next question read the ledger anew.
func (b *board) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ready = false
}

// place returns the place of a village, made if it is not there.
func (b *board) place(id ledger.VillageID) *place {
	p := b.places[id]
	if p == nil {
		p = &place{Village: &ledger.Village{ID: id}, devices: map[data.DeviceID]stamped{}}
		b.places[id] = p
	}
	return p
}

// putVillage takes a village's record unless a later update has written it.
func (b *board) putVillage(v *ledger.Village, turn uint64) {
	p := b.place(v.ID)
	if turn < p.turn {
		return
	}
	record := *v
	if p.turn, p.Village = turn, &record; !p.listed {
		at, _ := slices.BinarySearchFunc(b.order, p, comparePlaces)
		b.order, p.listed = slices.Insert(b.order, at, p), true
	}
}

func comparePlaces(a, b *place) int {
	return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.ID, b.ID))
}

// putDevice does so for a computer.
func (b *board) putDevice(d *ledger.Device, turn uint64) {
	p := b.place(d.Village)
	if turn < p.devices[d.ID].turn {
		return
	}
	p.devices[d.ID] = stamped{*d, turn}
	p.standing = standing{}
	for _, d := range p.devices {
		if d.Revoked.IsZero() {
			p.computers, p.waiting, p.behind = p.computers+1, p.waiting+d.Report.Waiting, p.behind+d.Report.Behind
		}
	}
}

// putTally adds to a tally.
func (b *board) putTally(t *ledger.Tally) {
	i, known := figureAt[t.Figure]
	switch {
	case !known:
		return
	case t.Village != "":
		b.place(t.Village).add(t.Month, i, t.Tally)
		return
	case t.Since == 0:
		b.sums.add(t.Month, i, t.Tally)
	}
	months := b.splits[t.Figure]
	if months == nil {
		months = map[data.Month]tallies{}
		b.splits[t.Figure] = months
	}
	if months[t.Month] == nil {
		months[t.Month] = tallies{}
	}
	months[t.Month].add(t.TallyKey, t.Tally)
}

// ask lets f look at the board, read from the ledger unless it is there already.
func (s *Server) ask(ctx context.Context, f func(b *board) error) error {
	b := &s.board
	b.mu.RLock()
	if !b.ready {
		b.mu.RUnlock()
		if err := b.read(ctx, s.led); err != nil {
			return err
		}
		b.mu.RLock()
	}
	defer b.mu.RUnlock()
	return f(b)
}

// read fills the board from the ledger unless it is filled already.
func (b *board) read(ctx context.Context, led ledger.Ledger) error {
	b.moving.Lock()
	defer b.moving.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ready {
		return nil
	}
	b.places, b.order, b.sums = map[ledger.VillageID]*place{}, nil, shelf{}
	b.splits = map[data.Figure]map[data.Month]tallies{}
	err := led.View(ctx, b.fill)
	b.ready = err == nil
	return err
}

func (b *board) fill(r ledger.Reader) (err error) {
	if b.state, err = r.TallyState(); err != nil {
		return err
	}
	villages, err := r.Villages()
	if err != nil {
		return err
	}
	for i := range villages {
		b.putVillage(&villages[i], 0)
	}
	devices, err := r.Devices()
	if err != nil {
		return err
	}
	for i := range devices {
		b.putDevice(&devices[i], 0)
	}
	for _, v := range append(villages, ledger.Village{}) {
		all, err := r.Tallies(v.ID, 0, 0)
		if err != nil {
			return err
		}
		for i := range all {
			b.putTally(&all[i])
		}
	}
	return nil
}

// counted returns nil when the tallies have every village, or *Uncounted.
func (b *board) counted() error {
	if !b.state.Counting {
		return nil
	}
	u := &Uncounted{All: len(b.order)}
	for _, p := range b.order {
		if b.state.Has(p.ID) {
			u.Done++
		}
	}
	return u
}

// inUse returns the place's computers that are not revoked, by the time of enrolment.
func (p *place) inUse() (all []ledger.Device) {
	for _, d := range p.devices {
		if d.Revoked.IsZero() {
			all = append(all, d.Device)
		}
	}
	slices.SortFunc(all, compareDevices)
	return all
}

func compareDevices(a, b ledger.Device) int {
	return cmp.Or(a.Enrolled.Compare(b.Enrolled), bytes.Compare(a.ID[:], b.ID[:]))
}
