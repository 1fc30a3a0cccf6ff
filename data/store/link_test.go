package store

import (
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// second returns another computer of the same village: the same keys and history, its
// own device and chain.
func second(t testing.TB, s *Store) *Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record")
	s.Settle()
	if err := s.copyTo(path); err != nil {
		t.Fatal(err)
	}
	l, err := Open(path, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	o, err := l.unlocked(s.secret, s.author)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	err = o.update(func(t *txn) error {
		t.st.Device, t.st.Acked = data.NewDeviceID(), 0
		t.st.Chains = append(t.st.Chains, chain{Epoch: data.NewEpoch()})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// stream is a township's side of the link, as far as the store sees it.
type stream struct {
	t      testing.TB
	epoch  data.Epoch
	events []streamed
	keys   map[data.CaseID][]byte
	rows   map[data.CaseID][]byte
	heads  map[string]uint64 // by device and epoch
	uids   map[data.UID]bool
}

type streamed struct {
	device data.DeviceID
	epoch  data.Epoch
	seq    uint64
	raw    []byte
}

func newStream(t testing.TB) *stream {
	return &stream{
		t: t, epoch: data.NewEpoch(), keys: map[data.CaseID][]byte{}, rows: map[data.CaseID][]byte{},
		heads: map[string]uint64{}, uids: map[data.UID]bool{},
	}
}

func chainOf(d data.DeviceID, e data.Epoch) string { return d.String() + e.String() }

// push takes in what a store has to send, at most n events.
func (w *stream) push(s *Store, n int) {
	w.t.Helper()
	raws := must(s.After(s.Acked(), 1<<20))(w.t)
	raws = raws[:min(n, len(raws))]
	for _, k := range must(s.KeysAfter(s.Acked(), len(raws)))(w.t) {
		w.keys[k.Case] = k.Key
	}
	for _, raw := range raws {
		e, err := data.DecodeEvent(raw)
		if err != nil {
			w.t.Fatal(err)
		}
		head := chainOf(e.Device, e.Epoch)
		if e.Seq <= w.heads[head] {
			continue
		}
		if e.Seq != w.heads[head]+1 {
			w.t.Fatalf("event %d after %d", e.Seq, w.heads[head])
		}
		w.heads[head] = e.Seq
		w.events = append(w.events, streamed{e.Device, e.Epoch, e.Seq, raw})
		if len(e.Facts) > 0 && !w.uids[e.UID] {
			w.rows[e.Subject] = e.Facts
		}
		w.uids[e.UID] = true
	}
}

// pull gives a store the next n events of the stream, and what is acknowledged.
func (w *stream) pull(s *Store, n int) {
	w.t.Helper()
	link := s.Link()
	if link.ServerEpoch != w.epoch {
		link.GSN = 0
	}
	pulled := w.after(s, link.GSN, n)
	link.ServerEpoch, link.GSN = w.epoch, link.GSN+uint64(len(pulled))
	var keys []WrappedKey
	for id, key := range w.keys {
		keys = append(keys, WrappedKey{id, key})
	}
	epoch, _, _ := s.Head()
	if err := s.Receive(w.heads[chainOf(s.Device(), epoch)], pulled, keys, link); err != nil {
		w.t.Fatal(err)
	}
}

func (w *stream) after(s *Store, gsn uint64, n int) []Pulled {
	var out []Pulled
	for i := gsn; i < uint64(len(w.events)) && len(out) < n; i++ {
		e := w.events[i]
		p := Pulled{GSN: i + 1, Epoch: e.epoch, Seq: e.seq, Event: e.raw}
		if e.device == s.Device() {
			p.Event = nil
		}
		out = append(out, p)
	}
	return out
}

// drain exchanges until nothing is left on any side.
func (w *stream) drain(stores ...*Store) {
	for range 20 {
		for _, s := range stores {
			w.push(s, 1000)
			w.pull(s, 1000)
		}
	}
}

func (w *stream) digest() data.Hash {
	var rows [][]byte
	for _, row := range w.rows {
		rows = append(rows, row)
	}
	return data.FactsDigest(rows)
}

func TestAfter(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 20 {
		intake(t, s, sampleCase(r, n+1))
	}
	epoch, head, hash := s.Head()
	if n, oldest := s.Pending(); n != 21 || head != 21 || oldest.IsZero() {
		t.Errorf("%d pending since %s, head %d", n, oldest, head)
	}
	all := must(s.After(0, 1<<30))(t)
	var last data.Hash
	for i, raw := range all {
		e, err := data.DecodeEvent(raw)
		if err != nil || e.Seq != uint64(i+1) || e.Epoch != epoch || e.Prev != last {
			t.Fatalf("event %d: %+v, %v", i, e, err)
		}
		last = data.Chain(last, raw)
	}
	if len(all) != 21 || last != hash {
		t.Errorf("%d events, head %s, want %s", len(all), last, hash)
	}
}

func TestAfter_Room(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 20 {
		intake(t, s, sampleCase(r, n+1))
	}
	all := must(s.After(0, 1<<30))(t)
	if got := must(s.After(5, 1))(t); len(got) != 1 || !bytes.Equal(got[0], all[5]) {
		t.Errorf("one in any case: got %d", len(got))
	}
	if got := must(s.After(21, 1<<20))(t); len(got) != 0 {
		t.Errorf("%d events after the last", len(got))
	}
	room := len(all[0]) + len(all[1])
	if got := must(s.After(0, room))(t); len(got) != 2 {
		t.Errorf("%d events in the room of two", len(got))
	}
	if keys := must(s.KeysAfter(1, 3))(t); len(keys) != 3 {
		t.Errorf("%d keys of three cases", len(keys))
	}
}

func TestLink(t *testing.T) {
	s := newTestStore(t)
	want := Link{
		Address: "https://town.example:8443", Pin: []byte{1, 2}, Device: data.NewDeviceID(), Key: []byte{3, 4}, Village: "v7",
		ServerEpoch: data.NewEpoch(), GSN: 12, LastOK: time.Unix(1770000000, 0).UTC(), TownDigest: data.Hash{5}, TownCases: 9,
	}
	if diff := cmp.Diff(Link{}, s.Link()); diff != "" {
		t.Error(diff)
	}
	if err := s.SetLink(want); err != nil {
		t.Fatal(err)
	}
	s.Link().Key[0] = 99
	if diff := cmp.Diff(want, reopen(t, s).Link()); diff != "" {
		t.Error(diff)
	}
}

// A fork or a restore: the tail goes out again under a new epoch and has one effect,
// though the township has some of it twice.
func TestNewEpoch(t *testing.T) {
	s := newTestStore(t)
	w := newStream(t)
	r := rand.New(rand.NewPCG(1, 1))
	now := intake(t, s, sampleCase(r, 1))
	w.drain(s)
	for range 5 {
		next := now.Clone()
		edit(r, next)
		next.Claimed++
		now = save(t, s, now, next)
	}
	old, head, _ := s.Head()
	w.push(s, 2) // the answer is lost: acknowledged stays behind
	acked := s.Acked()
	if err := s.NewEpoch(acked); err != nil {
		t.Fatal(err)
	}
	epoch, seq, _ := s.Head()
	if epoch == old || seq != head-acked || s.Acked() != 0 {
		t.Errorf("epoch %s, %d events of %d, %d acknowledged", epoch, seq, head-acked, s.Acked())
	}
	before := w.uids
	for _, raw := range must(s.After(0, 1<<20))(t) {
		e := must(data.DecodeEvent(raw))(t)
		if e.Epoch != epoch || (e.Seq <= 2) != before[e.UID] {
			t.Errorf("event %d has not its own UID", e.Seq)
		}
	}
	s = reopen(t, s)
	w.drain(s)
	sameEverywhere(t, w, s)
	if diff := cmp.Diff(now, must(s.Case(now.ID))(t)); diff != "" {
		t.Error(diff)
	}
	if h := must(s.History(now.ID))(t); len(h) != 6 {
		t.Errorf("history of %d events, want 6", len(h))
	}
	other := second(t, s)
	next := now.Clone()
	next.Place = "after"
	save(t, s, now, next)
	w.drain(s, other)
	sameEverywhere(t, w, s, other)
}
