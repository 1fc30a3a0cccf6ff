package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"syscall"
	"testing"
	"time"

	"woshou/data"
)

// The traps of the link (sync/PROTOCOL.md) that lie in this package, by their numbers.

// arriving is a store on a taped disk and what another computer wrote for it.
func arriving(t *testing.T) (d *tape, s *Store, pulled []Pulled, keys []WrappedKey, link Link) {
	t.Helper()
	a := newTestStore(t)
	w := newStream(t)
	w.drain(a)
	b := second(t, a)
	for n := range 3 {
		intake(t, a, sampleCase(rand.New(rand.NewPCG(1, uint64(n))), n+1))
	}
	w.push(a, 9)
	b.Settle()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	d = newTape()
	path := filepath.Join(t.TempDir(), "record")
	d.load(t, path, readBoth(t, b.path))
	s = openTaped(t, d, path)
	link = s.Link()
	pulled = w.after(s, link.GSN, 9)
	for id, key := range w.keys {
		keys = append(keys, WrappedKey{id, key})
	}
	link.ServerEpoch, link.GSN = w.epoch, link.GSN+uint64(len(pulled))
	return d, s, pulled, keys, link
}

// T4: the power goes at any op while an answer is taken in: cursor, events and keys are
// there together or not at all, and the answer can be taken in again.
func TestT04_CrashBetweenApplyAndCursor(t *testing.T) {
	d, s, pulled, keys, link := arriving(t)
	before, from := s.Link().GSN, d.length()
	if err := s.Receive(0, pulled, keys, link); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	seen := map[bool]int{}
	for n := from; n <= d.length(); n++ {
		for seed := range uint64(tears) {
			dir := t.TempDir()
			disk := d.play(n, rand.New(rand.NewPCG(uint64(n), seed)))
			disk.put(t, dir)
			o, err := openWith(filepath.Join(dir, filepath.Base(s.path)), []step{{password: password}})
			if err != nil {
				t.Fatalf("op %d: %v", n, err)
			}
			moved := o.Link().GSN == link.GSN
			if !moved && o.Link().GSN != before || moved != (len(o.Rows()) == 3) {
				t.Errorf("op %d: cursor %d and %d cases", n, o.Link().GSN, len(o.Rows()))
			}
			seen[moved]++
			err = o.Receive(0, pulled, keys, link)
			if err := errors.Join(err, o.Verify()); err != nil || len(o.Rows()) != 3 {
				t.Errorf("op %d, taken in again: %d cases, %v", n, len(o.Rows()), err)
			}
			_ = o.Close()
		}
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("played only one side: %v", seen)
	}
}

// T15: the disk is full at any op while an answer is taken in, or something is offered: that
// is told or does no harm, and it goes on when there is room.
func TestT15_DiskFullInMidApply(t *testing.T) {
	told := 0
	for n := 1; ; n++ {
		d, s, pulled, keys, link := arriving(t)
		d.failWith = syscall.ENOSPC
		before := s.Link().GSN
		d.arm(n)
		err := s.Receive(0, pulled, keys, link)
		s.Settle()
		failed := d.failed()
		d.arm(0)
		if !failed {
			break
		}
		if err != nil {
			told++
		}
		if err != nil && (s.Link().GSN != before || len(s.Rows()) != 0 || !errors.Is(err, ErrFull)) {
			t.Errorf("op %d: %v, cursor %d, %d cases", n, err, s.Link().GSN, len(s.Rows()))
		}
		if err := errors.Join(s.Receive(0, pulled, keys, link), s.Verify()); err != nil || len(s.Rows()) != 3 {
			t.Errorf("op %d, with room again: %d cases, %v", n, len(s.Rows()), err)
		}
		_ = s.Close()
	}
	if told == 0 {
		t.Error("no full disk was told")
	}
}

// T21: a virus scanner holds a file when it is to be renamed: it is tried again for a moment,
// and when it does not let go nothing is lost.
func TestT21_AVirusScannerHoldsTheFile(t *testing.T) {
	busy := errors.New("another program holds the file")
	held := func(err error) bool { return errors.Is(err, busy) }
	for _, c := range []struct {
		times int
		want  error
	}{{0, nil}, {3, nil}, {1000, busy}} {
		tries, slept := 0, time.Duration(0)
		err := patiently(func() error {
			if tries++; tries > c.times {
				return nil
			}
			return busy
		}, held, func(d time.Duration) { slept += d })
		if !errors.Is(err, c.want) || slept > 3*time.Second || tries > 12 {
			t.Errorf("held %d times: %v after %d tries and %v", c.times, err, tries, slept)
		}
	}
	if err := patiently(func() error { return syscall.ENOENT }, held, nil); !errors.Is(err, syscall.ENOENT) {
		t.Errorf("another error: %v", err)
	}

	path, _ := usedRecord(t, 3, 3)
	d := newTape()
	copied := filepath.Join(t.TempDir(), "record")
	d.load(t, copied, readBoth(t, path))
	s := openTaped(t, d, copied)
	before := mustContents(t, s)
	scanned := &scanner{files: s.opt.files}
	s.opt.files = scanned
	if err := s.Compact(); err == nil || scanned.asked == 0 {
		t.Fatalf("compacted while the file was held: %v, asked %d times", err, scanned.asked)
	}
	if !reflect.DeepEqual(mustContents(t, s), before) {
		t.Error("something is lost after a rename that failed")
	}
	intake(t, s, sampleCase(rand.New(rand.NewPCG(5, 5)), 9))
	s.opt.files = scanned.files
	if err := errors.Join(s.Compact(), s.Verify(), s.Close()); err != nil {
		t.Errorf("once it let go: %v", err)
	}
}

// scanner lets no file be renamed.
type scanner struct {
	files
	asked int
}

func (s *scanner) Rename(string, string) error {
	s.asked++
	return syscall.EACCES
}

// What the stream of a server lacks is offered in the order in which it was folded, once; a
// server that has everything is offered nothing.
func TestOffer(t *testing.T) {
	a := newTestStore(t)
	w := newStream(t)
	base := intake(t, a, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	w.drain(a)
	b := second(t, a)
	for n := range 6 { // in turn, each knowing the other's last
		s := []*Store{a, b}[n%2]
		w.drain(a, b)
		now := must(s.Case(base.ID))(t)
		next := now.Clone()
		next.Summary = fmt.Sprintf("第%d次", n)
		save(t, s, now, next)
	}
	w.drain(a, b)
	want := must(a.Case(base.ID))(t)
	if err := a.Offer(w.epoch); err != nil {
		t.Fatal(err)
	}
	if n, _ := a.Pending(); n != 0 || !a.Link().Offer.Done {
		t.Errorf("%d events were offered to a server that has all", n)
	}
	empty := newStream(t) // another township: only a moves there
	link := a.Link()
	link.ServerEpoch, link.GSN = empty.epoch, 0
	if err := a.Receive(0, nil, nil, link); err != nil {
		t.Fatal(err)
	}
	for n := 0; a.Link().Offer.Server != empty.epoch || !a.Link().Offer.Done; n++ {
		if err := a.Offer(empty.epoch); err != nil || n > 9 {
			t.Fatalf("offer %d: %v", n, err)
		}
	}
	empty.drain(a)
	if got := must(a.Case(base.ID))(t); got.Summary != want.Summary || len(got.Conflicts) != len(want.Conflicts) {
		t.Errorf("after the move: %q, %d conflicts; before: %q, %d", got.Summary, len(got.Conflicts), want.Summary, len(want.Conflicts))
	}
	if n, m := len(empty.uids), len(w.uids); n != m {
		t.Errorf("the new township has %d events, the old one %d", n, m)
	}
	if empty.digest() != w.digest() {
		t.Error("the rows differ")
	}
	head := a.mem.head
	if err := a.Offer(empty.epoch); err != nil || a.mem.head != head {
		t.Errorf("offered a second time: %v", err)
	}
	sameEverywhere(t, empty, a)
}

// A great offer goes in parts, and goes on where it was interrupted.
func TestOffer_InParts(t *testing.T) {
	a := newTestStore(t)
	w := newStream(t)
	w.drain(a)
	b := second(t, a)
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 40 {
		c := sampleCase(r, n+1)
		long := make([]byte, 60_000)
		for i := range long {
			long[i] = byte('a' + r.IntN(26))
		}
		c.Summary = string(long)
		intake(t, a, c)
	}
	for range 3 {
		w.drain(a, b)
	}
	link := b.Link()
	epoch := data.NewEpoch()
	link.ServerEpoch, link.GSN = epoch, 0
	if err := b.Receive(0, nil, nil, link); err != nil {
		t.Fatal(err)
	}
	parts := 0
	for ; !b.Link().Offered(); parts++ {
		if err := b.Offer(epoch); err != nil || parts > 20 {
			t.Fatalf("part %d: %v", parts, err)
		}
		b = reopen(t, b)
	}
	if n, _ := b.Pending(); parts < 2 || n < 41 {
		t.Errorf("%d events in %d parts", n, parts)
	}
	uids := map[data.UID]int{}
	for _, raw := range must(b.After(0, 1<<30))(t) {
		e := must(data.DecodeEvent(raw))(t)
		uids[e.UID]++
	}
	for uid, n := range uids {
		if n != 1 {
			t.Errorf("event %s was offered %d times", uid, n)
		}
	}
}

// T9: an event of a newer program is offered with all that this one does not know of it.
func TestT09_OfferedUntouched(t *testing.T) {
	a := newTestStore(t)
	w := newStream(t)
	w.drain(a)
	future := data.Event{
		Version: 7, UID: data.NewUID(), Device: data.NewDeviceID(), Epoch: data.NewEpoch(), Seq: 1,
		Kind: "of the future", Subject: data.NewCaseID(), Fence: 3, Body: []byte("sealed otherwise"), More: []byte{60, 3, 'n', 'e', 'w'},
	}
	link := a.Link()
	link.GSN++
	if err := a.Receive(a.Acked(), []Pulled{{GSN: link.GSN, Event: future.Encode()}}, nil, link); err != nil {
		t.Fatal(err)
	}
	link.ServerEpoch, link.GSN = data.NewEpoch(), 0
	if err := errors.Join(a.Receive(0, nil, nil, link), a.Offer(link.ServerEpoch)); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, raw := range must(a.After(0, 1<<20))(t) {
		e := must(data.DecodeEvent(raw))(t)
		if e.UID != future.UID {
			continue
		}
		found = true
		want := future
		want.Device, want.Epoch, want.Seq, want.Prev = e.Device, e.Epoch, e.Seq, e.Prev
		if string(raw) != string(want.Encode()) {
			t.Errorf("offered as %+v", e)
		}
	}
	if !found {
		t.Error("it was not offered")
	}
}

// The digest of a stream is the same whether an event comes with its bytes or is this
// device's own.
func TestStreamDigest(t *testing.T) {
	s := newTestStore(t)
	intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	epoch, head, hash := s.Head()
	var own, whole []Pulled
	want := data.Hash{}
	for i, raw := range must(s.After(0, 1<<20))(t) {
		gsn := uint64(i + 1)
		own, whole = append(own, Pulled{GSN: gsn, Epoch: epoch, Seq: gsn}), append(whole, Pulled{GSN: gsn, Event: raw})
		e := must(data.DecodeEvent(raw))(t)
		h := data.Chain(e.Prev, raw)
		want = data.Chain(want, h[:])
		if gsn == head && h != hash {
			t.Error("not the chain's hash")
		}
	}
	for _, pulled := range [][]Pulled{own, whole, append(own[:1:1], whole[1:]...)} {
		if got := must(s.StreamDigest(data.Hash{}, pulled))(t); got != want || len(pulled) != 2 {
			t.Errorf("digest %s of %d events, want %s", got, len(pulled), want)
		}
	}
	if _, err := s.StreamDigest(data.Hash{}, []Pulled{{GSN: 1, Epoch: epoch, Seq: 9}}); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("an own event that is not here: %v", err)
	}
}

// The totals check that is kept by deltas is that of the rows, after any history.
func TestTotalsCheck_IsThatOfTheRows(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(2, 2))
	same := func(what string) {
		t.Helper()
		rows := s.FactRows()
		check, cases, head := s.TotalsCheck()
		if _, want, _ := s.Head(); check != data.TotalsCheck(rows) || cases != len(rows) || head != want {
			t.Errorf("%s: the check of %d rows is not that of the %d there are", what, cases, len(rows))
		}
		var marks []data.RowMark
		for _, row := range rows {
			f, err := data.DecodeFact(row)
			if err != nil {
				t.Fatal(err)
			}
			marks = append(marks, data.MarkOf(f.Case, row))
		}
		if !slices.Equal(s.RowMarks(), marks) {
			t.Errorf("%s: the marks are not those of the rows", what)
		}
	}
	same("without a case")
	for n := range 12 {
		c := intake(t, s, sampleCase(r, n+1))
		same("a new case")
		next := c.Clone()
		edit(r, next)
		save(t, s, c, next)
		same("a change")
	}
	s = reopen(t, s)
	same("opened anew")
}
