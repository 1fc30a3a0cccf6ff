package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

func TestReceive_Ack(t *testing.T) {
	s := newTestStore(t)
	c := intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	w := newStream(t)
	w.push(s, 1)
	w.pull(s, 0)
	if n, _ := s.Pending(); n != 1 || s.Acked() != 1 {
		t.Errorf("%d pending, %d acknowledged", n, s.Acked())
	}
	if h := must(s.History(c.ID))(t); h[0].Sent {
		t.Error("shown as sent before it was")
	}
	w.drain(s)
	s = reopen(t, s)
	if n, oldest := s.Pending(); n != 0 || !oldest.IsZero() || s.Acked() != 2 {
		t.Errorf("%d pending since %s, %d acknowledged", n, oldest, s.Acked())
	}
	if h := must(s.History(c.ID))(t); !h[0].Sent {
		t.Error("not shown as sent")
	}
}

// Two computers change one case at the same time, in every order of arrival: both end
// up with the same, no word is lost, and the township has the row of both together.
func TestReceive_Concurrent(t *testing.T) {
	for order := range 4 {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			a := newTestStore(t)
			c := sampleCase(rand.New(rand.NewPCG(1, 1)), 1)
			c.Status, c.Agreements = data.Mediating, nil
			base := intake(t, a, c)
			w := newStream(t)
			w.drain(a)
			b := second(t, a)
			w.drain(b)

			one, two := base.Clone(), base.Clone()
			one.Summary, one.Type, one.Difficult = "一个说法", "05", true
			two.Summary, two.Sessions = "另一个说法", append(two.Sessions, data.Session{ID: "s9", On: 739999, Notes: "第二台电脑"})
			save(t, a, base, one)
			save(t, b, base, two)
			stores := []*Store{a, b}
			if order%2 == 1 {
				slices.Reverse(stores)
			}
			if order/2 == 1 { // both push before either pulls
				w.push(stores[0], 9)
				w.push(stores[1], 9)
			}
			w.drain(stores...)
			sameEverywhere(t, w, a, b)
			got := must(a.Case(c.ID))(t)
			if !got.Difficult || got.Type != "05" || len(got.Sessions) != len(base.Sessions)+1 {
				t.Errorf("a change was lost: %+v", got)
			}
			if len(got.Conflicts) != 1 {
				t.Fatalf("conflicts %+v", got.Conflicts)
			}
			if both := got.Summary + string(got.Conflicts[0].Other); both != "一个说法\"另一个说法\"" && both != "另一个说法\"一个说法\"" {
				t.Errorf("shown and kept: %s", both)
			}
		})
	}
}

// An event that came by stick from another computer, which alone can send it, stands behind
// whatever this one sends: a row that the township was told is not told again for it.
func TestTakeIn_TheRowIsToldOnce(t *testing.T) {
	a := newTestStore(t)
	c := sampleCase(rand.New(rand.NewPCG(1, 1)), 1)
	c.Status, c.Agreements = data.Mediating, nil
	base := intake(t, a, c)
	w := newStream(t)
	w.drain(a)
	b := second(t, a)
	w.drain(b)
	theirs := base.Clone()
	theirs.Difficult = true
	save(t, b, base, theirs)
	ok(t, b.EachLog(func(id data.CaseID, key []byte, events [][]byte) error {
		_, err := a.TakeIn(id, key, events)
		return err
	}))
	known := must(a.Case(c.ID))(t)
	ours := known.Clone()
	ours.Type = "05"
	save(t, a, known, ours)

	w.drain(a)
	if n, _ := a.Pending(); n != 0 || string(w.rows[c.ID]) != string(factRow(ours)) {
		t.Errorf("%d events wait, and the township has the row of both: %v", n, string(w.rows[c.ID]) == string(factRow(ours)))
	}
	if h := must(a.History(c.ID))(t); len(h) != 3 {
		t.Errorf("%d events of one case after three changes", len(h))
	}
	w.drain(a, b)
	sameEverywhere(t, w, a, b)
}

// sameEverywhere checks invariant I5 and that totals are those of the township.
func sameEverywhere(t *testing.T, w *stream, stores ...*Store) {
	t.Helper()
	first := stores[0]
	for _, s := range stores {
		if n, _ := s.Pending(); n != 0 {
			t.Errorf("%d events still wait", n)
		}
		if data.FactsDigest(s.FactRows()) != w.digest() {
			t.Error("village and township have different fact rows")
		}
		for _, row := range first.Rows() {
			x, y := must(first.Case(row.ID))(t), must(s.Case(row.ID))(t)
			if diff := cmp.Diff(x, y); diff != "" {
				t.Errorf("case %s differs: %s", row.ID, diff)
			}
			if string(factRow(x)) != string(rowBytes(s, row.ID)) {
				t.Errorf("the township's row of case %s is not that of the case", row.ID)
			}
		}
		if err := s.Verify(); err != nil {
			t.Error(err)
		}
	}
}

func rowBytes(s *Store, id data.CaseID) []byte {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mem.items[id].fact
}

// Random edits on two computers with random exchanges between, answers lost and given
// twice: when the exchanges are done, both have the same.
func TestReceive_Converges(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(11, seed))
		a := newTestStore(t)
		w := newStream(t)
		for n := range 3 {
			intake(t, a, sampleCase(r, n+1))
		}
		w.drain(a)
		stores := []*Store{a, second(t, a)}
		for range 60 {
			i := r.IntN(2)
			s := stores[i]
			switch r.IntN(6) {
			case 0:
				w.push(s, 1+r.IntN(3))
			case 1:
				w.pull(s, 1+r.IntN(4))
			case 2: // the same part of the stream once more
				link := s.Link()
				if err := s.Receive(s.Acked(), w.after(s, link.GSN/2, 5), nil, link); err != nil {
					t.Fatal(err)
				}
			case 3:
				if r.IntN(3) == 0 {
					stores[i] = reopen(t, s)
				}
			default:
				before := must(s.Case(pick(r, s.Rows()).ID))(t)
				after := before.Clone()
				edit(r, after)
				save(t, s, before, after)
			}
		}
		w.drain(stores...)
		sameEverywhere(t, w, stores...)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// What arrives twice, under whatever number, has one effect.
func TestReceive_Duplicate(t *testing.T) {
	a := newTestStore(t)
	w := newStream(t)
	w.drain(a)
	b := second(t, a)
	c := intake(t, a, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	w.drain(a, b)
	want := mustContents(t, b)
	last := w.events[len(w.events)-1]
	link := b.Link()
	link.GSN += 2
	again := []Pulled{{GSN: link.GSN - 1, Event: last.raw}, {GSN: link.GSN, Event: last.raw}}
	if err := b.Receive(b.Acked(), again, nil, link); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, mustContents(t, b), rowOf); diff != "" {
		t.Error(diff)
	}
	if h := must(b.History(c.ID))(t); len(h) != 1 {
		t.Errorf("history of %d events", len(h))
	}
}

// An event that this program cannot read is kept, and the queue goes on.
func TestReceive_Unreadable(t *testing.T) {
	s := newTestStore(t)
	c := intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	strange := data.Event{
		Version: 9, UID: data.NewUID(), Device: data.NewDeviceID(), Epoch: data.NewEpoch(), Seq: 1, Kind: "later", Subject: c.ID, Body: []byte("sealed by a later program"),
	}
	pulled := []Pulled{{GSN: 1, Event: []byte("no event at all")}, {GSN: 2, Event: strange.Encode()}}
	if err := s.Receive(0, pulled, []WrappedKey{{data.NewCaseID(), []byte("no key")}}, Link{GSN: 2}); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	if diff := cmp.Diff(c, must(s.Case(c.ID))(t)); diff != "" {
		t.Error(diff)
	}
	if h := must(s.History(c.ID))(t); len(h) != 2 {
		t.Errorf("history of %d events", len(h))
	}
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
}

// An event may come before the key of its case; its totals count at once, its content
// is read when the key comes.
func TestReceive_KeyLater(t *testing.T) {
	a := newTestStore(t)
	w := newStream(t)
	w.drain(a)
	b := second(t, a)
	c := intake(t, a, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	w.push(a, 9)
	keys := w.keys
	w.keys = map[data.CaseID][]byte{}
	w.pull(b, 9)
	if _, err := b.Case(c.ID); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("content without its key: %v", err)
	}
	if len(b.Facts()) != 1 || b.Rows()[0].Status != c.Status || b.Rows()[0].Title != "" {
		t.Errorf("facts %+v, rows %+v", b.Facts(), b.Rows())
	}
	if _, err := b.SaveCase("x", &data.Case{ID: c.ID}, &data.Case{ID: c.ID, Place: "x"}); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("saved over content that is not here: %v", err)
	}
	b = reopen(t, b)
	w.keys = keys
	w.pull(b, 9)
	if diff := cmp.Diff(c, must(b.Case(c.ID))(t)); diff != "" {
		t.Error(diff)
	}
	if row := b.Rows()[0]; row.Title != c.Title() {
		t.Errorf("title %q", row.Title)
	}
}

func TestReceive_Refused(t *testing.T) {
	s := newTestStore(t)
	intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	epoch, _, _ := s.Head()
	want := mustContents(t, s)
	for name, test := range map[string]struct {
		ack    uint64
		pulled []Pulled
		want   error
	}{
		"an ack of what is not here":  {3, nil, data.ErrNotFound},
		"an own event not here":       {1, []Pulled{{GSN: 1, Epoch: epoch, Seq: 3}}, data.ErrNotFound},
		"an own epoch not here":       {1, []Pulled{{GSN: 1, Epoch: data.NewEpoch(), Seq: 1}}, data.ErrNotFound},
		"an event without its number": {1, []Pulled{{Epoch: epoch, Seq: 1}}, data.ErrDamaged},
	} {
		if err := s.Receive(test.ack, test.pulled, nil, Link{GSN: 7}); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
		if s.Acked() != 0 || s.Link().GSN != 0 {
			t.Errorf("%s: acknowledged %d, cursor %d", name, s.Acked(), s.Link().GSN)
		}
	}
	if diff := cmp.Diff(want, mustContents(t, s), rowOf); diff != "" {
		t.Error(diff)
	}
}

// A township's server that was set back counts anew; who has more gives it again.
func TestReceive_ServerRewound(t *testing.T) {
	a := newTestStore(t)
	r := rand.New(rand.NewPCG(1, 1))
	w := newStream(t)
	now := intake(t, a, sampleCase(r, 1))
	w.drain(a)
	b := second(t, a)
	w.drain(b)
	next := now.Clone()
	next.Place = "b"
	save(t, b, now, next)
	lost := w.copy()
	w.drain(a, b)
	now = must(a.Case(now.ID))(t)
	next = now.Clone()
	next.Claimed = 77
	save(t, a, now, next)
	w.drain(a, b)

	lost.epoch = data.NewEpoch()
	for range 3 {
		for _, s := range []*Store{a, b} {
			lost.pull(s, 1000) // the acknowledgement goes back, and with it what is pending
			lost.push(s, 1000)
			lost.pull(s, 1000)
		}
	}
	sameEverywhere(t, lost, a, b)
	if got := must(b.Case(now.ID))(t); got.Place != "b" || got.Claimed != 77 {
		t.Errorf("place %q, claimed %d", got.Place, got.Claimed)
	}
}

func (w *stream) copy() *stream {
	out := newStream(w.t)
	out.events = slices.Clone(w.events)
	for k, v := range w.keys {
		out.keys[k] = v
	}
	for k, v := range w.rows {
		out.rows[k] = v
	}
	for k, v := range w.heads {
		out.heads[k] = v
	}
	for k, v := range w.uids {
		out.uids[k] = v
	}
	return out
}

// Nothing that Receive does in part is kept when it fails.
func TestReceive_DiskFails(t *testing.T) {
	a := newTestStore(t)
	w := newStream(t)
	w.drain(a)
	b := second(t, a)
	intake(t, a, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	w.push(a, 9)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	opt := testOptions()
	opt.openFile = func(name string, _ int, mode os.FileMode) (*os.File, error) {
		return os.OpenFile(name, os.O_RDONLY, mode)
	}
	l, err := Open(b.path, opt)
	if err != nil {
		t.Fatal(err)
	}
	b, err = l.Unlock(password)
	if err != nil {
		t.Fatal(err)
	}
	before := b.Link()
	if err := b.Receive(0, w.after(b, before.GSN, 9), nil, Link{GSN: 2}); err == nil {
		t.Error("received on a disk that cannot be written")
	}
	if b.Link().GSN != before.GSN || len(b.Rows()) != 0 {
		t.Errorf("cursor %d, %d rows", b.Link().GSN, len(b.Rows()))
	}
	_ = b.Close()
	b = open(t, b.path)
	w.drain(a, b)
	sameEverywhere(t, w, a, b)
}

// A server that comes back to a life whose stream was given all that it lacked may lack it again.
func TestReceive_ALifeThatComesBack(t *testing.T) {
	s := enrolled(t, newTestStore(t))
	lives := []data.Epoch{data.NewEpoch(), data.NewEpoch()}
	hear := func(life data.Epoch) {
		link := s.Link()
		link.ServerEpoch, link.GSN = life, 0
		ok(t, s.Receive(0, nil, nil, link))
	}
	hear(lives[0])
	for !s.Link().Offered() {
		ok(t, s.Offer(lives[0]))
	}
	hear(lives[1]) // and is not read to its end
	if hear(lives[0]); s.Link().Offered() {
		t.Error("what was given before is taken for what is there")
	}
}

// An answer that was on its way while the computer was enrolled elsewhere does not undo that,
// and what a file by stick waits for stays.
func TestReceive_OfATownshipLeftMeanwhile(t *testing.T) {
	s := newTestStore(t)
	asked := Link{Address: "a.test", Village: "v1"}
	now := Link{Address: "b.test", Village: "v2", Asked: []byte{1}}
	if err := s.SetLink(now); err != nil {
		t.Fatal(err)
	}
	if err := s.Receive(0, nil, nil, asked); !errors.Is(err, ErrMoved) {
		t.Errorf("of another township: %v", err)
	}
	asked = Link{Address: now.Address, Village: now.Village, GSN: 3}
	if err := s.Receive(0, nil, nil, asked); err != nil {
		t.Error(err)
	}
	if l := s.Link(); l.Address != now.Address || l.Village != now.Village || string(l.Asked) != string(now.Asked) || l.GSN != 3 {
		t.Errorf("%+v", l)
	}
}
