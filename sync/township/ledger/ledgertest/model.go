package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// model is a ledger as plain values: what a store must be no different from.
type model struct {
	villages map[ledger.VillageID]ledger.Village
	streams  map[ledger.VillageID][]ledger.Entry
	heads    map[ledger.Chain][]data.Hash
	cases    map[data.CaseID]ledger.Case
	tallies  map[ledger.TallyKey]data.Tally
	uids     map[string]bool
	held     []ledger.Held
	dirty    map[data.CaseID]bool
}

func newModel() *model {
	return &model{
		villages: map[ledger.VillageID]ledger.Village{}, streams: map[ledger.VillageID][]ledger.Entry{},
		heads: map[ledger.Chain][]data.Hash{}, cases: map[data.CaseID]ledger.Case{}, tallies: map[ledger.TallyKey]data.Tally{},
		uids: map[string]bool{}, dirty: map[data.CaseID]bool{},
	}
}

// testModel does random work on the store and on the model, several steps an update, some
// of which are undone, and compares every answer.
func testModel(t *testing.T, l ledger.Ledger) {
	const updates, steps = 150, 6
	r := rand.New(rand.NewPCG(8, 15))
	stop := errors.New("stop")
	now := newModel()
	for n := range updates {
		seed := r.Uint64()
		undo := r.IntN(5) == 0
		next := now
		err := l.Update(context.Background(), func(tx ledger.Tx) error {
			next = now.clone() // f may be run again
			rng := rand.New(rand.NewPCG(seed, 1))
			for range 1 + rng.IntN(steps) {
				next.step(t, tx, rng)
			}
			next.check(t, tx)
			if undo {
				return stop
			}
			return nil
		})
		if undo != errors.Is(err, stop) || !undo && err != nil {
			t.Fatalf("update %d returned %v", n, err)
		}
		if !undo {
			now = next
		}
		if t.Failed() {
			t.Fatalf("after update %d", n)
		}
	}
	view(t, l, func(r ledger.Reader) error { now.check(t, r); return nil })
}

func (m *model) clone() *model {
	c := newModel()
	for k, v := range m.villages {
		c.villages[k] = v
	}
	for k, v := range m.streams {
		c.streams[k] = slices.Clone(v)
	}
	for k, v := range m.heads {
		c.heads[k] = slices.Clone(v)
	}
	for k, v := range m.cases {
		c.cases[k] = v
	}
	for k, v := range m.tallies {
		c.tallies[k] = v
	}
	for k := range m.uids {
		c.uids[k] = true
	}
	for k := range m.dirty {
		c.dirty[k] = true
	}
	c.held = slices.Clone(m.held)
	return c
}

var modelVillages = []ledger.VillageID{"a", "ab", "b"}

// step does one thing to both.
func (m *model) step(t *testing.T, tx ledger.Tx, r *rand.Rand) {
	t.Helper()
	v := modelVillages[r.IntN(len(modelVillages))]
	id := data.CaseID{byte(1 + r.IntN(9))}
	switch r.IntN(7) {
	case 0:
		place := ledger.Village{ID: v, Name: "东篱村", Area: string(v), GSN: uint64(r.IntN(99)), Cases: r.IntN(9), Heard: noon}
		m.villages[v] = place
		must(t, tx.PutVillage(place))
	case 1, 2:
		m.append(t, tx, r, v, id)
	case 3:
		c := ledger.Case{ID: id, Village: v, Fence: uint64(r.IntN(3)), GSN: 1, Last: m.freeLast(v, r)}
		if r.IntN(3) > 0 {
			c.Row = []byte{byte(r.IntN(256)), 1}
		}
		m.cases[id] = c
		must(t, tx.PutCase(c))
	case 4:
		key := ledger.TallyKey{Village: v, Figure: data.FigureOpen, Month: data.Month(24300 + r.IntN(3))}
		delta := data.Tally{Cases: r.IntN(3) - 1, Amount: data.Fen(r.IntN(3) - 1)}
		m.tallies[key] = m.tallies[key].Plus(delta)
		must(t, tx.AddTally(ledger.Tally{TallyKey: key, Tally: delta}))
	case 5:
		uid := data.UID{byte(r.IntN(20))}
		m.uids[fmt.Sprint(v, uid)] = true
		must(t, tx.MarkUID(v, uid))
	case 6:
		m.hold(t, tx, r, v)
	}
}

// freeLast returns a gsn that no case of the village has as its last.
func (m *model) freeLast(v ledger.VillageID, r *rand.Rand) uint64 {
	for {
		n := uint64(1 + r.IntN(1000))
		free := true
		for _, c := range m.cases {
			free = free && (c.Village != v || c.Last != n)
		}
		if free {
			return n
		}
	}
}

func (m *model) append(t *testing.T, tx ledger.Tx, r *rand.Rand, v ledger.VillageID, id data.CaseID) {
	c := chain(byte(r.IntN(4)))
	e := entry(v, uint64(len(m.streams[v])+1), c, uint64(len(m.heads[c])+1), fmt.Sprint("event ", r.IntN(1000)))
	e.Subject = id
	if r.IntN(4) == 0 { // to the chain only
		must(t, tx.Link(c, ledger.Head{Seq: e.Seq, Hash: e.Hash}))
		m.heads[c] = append(m.heads[c], e.Hash)
		return
	}
	must(t, tx.Append(e))
	m.heads[c] = append(m.heads[c], e.Hash)
	m.streams[v] = digested(append(m.streams[v], e)...)
}

func (m *model) hold(t *testing.T, tx ledger.Tx, r *rand.Rand, v ledger.VillageID) {
	h := ledger.Held{Village: v, Chain: chain(byte(r.IntN(3))), Seq: 1, Hash: data.Hash{byte(r.IntN(5))}, Received: noon,
		Reason: ledger.ReasonFork, Event: []byte("held")}
	fresh, err := tx.Hold(h)
	must(t, err)
	known := slices.ContainsFunc(m.held, func(o ledger.Held) bool { return o.Chain == h.Chain && o.Hash == h.Hash })
	want(t, fresh, !known)
	if !known {
		m.held = append(m.held, h)
	}
}

// check compares everything that can be asked.
func (m *model) check(t *testing.T, r ledger.Reader) {
	t.Helper()
	for _, v := range modelVillages {
		m.checkVillage(t, r, v)
	}
	for n := range byte(4) {
		h, err := r.Head(chain(n))
		must(t, err)
		hashes := m.heads[chain(n)]
		want(t, h.Seq, uint64(len(hashes)))
		if len(hashes) > 0 {
			want(t, h.Hash, hashes[len(hashes)-1])
			at, err := r.HashAt(chain(n), 1)
			must(t, err)
			want(t, at, hashes[0])
		}
	}
	held, err := r.Held(1000)
	must(t, err)
	slices.Reverse(held)
	same(t, held, m.held)
}

func (m *model) checkVillage(t *testing.T, r ledger.Reader, v ledger.VillageID) {
	t.Helper()
	got, err := r.Village(v)
	if place, there := m.villages[v]; there {
		must(t, err)
		want(t, got, place)
	} else if !errors.Is(err, data.ErrNotFound) {
		t.Errorf("village %s: %v", v, err)
	}
	stream, err := r.Stream(v, 0, 10000, 1<<30)
	must(t, err)
	same(t, stream, m.streams[v])
	var about []ledger.Entry
	for _, e := range m.streams[v] {
		if e.Subject == (data.CaseID{3}) {
			about = append(about, e)
		}
	}
	of, err := r.EntriesOf(v, data.CaseID{3})
	must(t, err)
	same(t, of, about)
	m.checkCases(t, r, v)
	tallies, err := r.Tallies(v, 0, 0)
	must(t, err)
	n := 0
	for key, tally := range m.tallies {
		if key.Village == v && tally != (data.Tally{}) {
			n++
			if !slices.Contains(tallies, ledger.Tally{TallyKey: key, Tally: tally}) {
				t.Errorf("tally %+v is not among %+v", key, tallies)
			}
		}
	}
	want(t, len(tallies), n)
	for n := range byte(20) {
		known, err := r.HasUID(v, data.UID{n})
		must(t, err)
		want(t, known, m.uids[fmt.Sprint(v, data.UID{n})])
	}
}

func (m *model) checkCases(t *testing.T, r ledger.Reader, v ledger.VillageID) {
	t.Helper()
	var rows, newest []ledger.Case
	for _, c := range m.cases {
		if c.Village == v {
			newest = append(newest, c)
			if len(c.Row) > 0 {
				rows = append(rows, c)
			}
		}
	}
	slices.SortFunc(rows, func(a, b ledger.Case) int { return int(a.ID[0]) - int(b.ID[0]) })
	slices.SortFunc(newest, func(a, b ledger.Case) int { return int(b.Last) - int(a.Last) })
	cases, err := r.Cases(v)
	must(t, err)
	same(t, cases, rows)
	last, err := r.Newest(v, 0, 100)
	must(t, err)
	same(t, last, newest)
}

// same is want for lists, where no list is as good as an empty one.
func same[T any](t *testing.T, got, list []T) {
	t.Helper()
	if len(got)+len(list) > 0 {
		want(t, got, list)
	}
}
