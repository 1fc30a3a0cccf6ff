package sync_test

import (
	"crypto/ed25519"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// The traps of the protocol (PROTOCOL.md), each by its number.

// T1: a computer is set back to an old backup, before and after it wrote more.
func TestT01_RestoreFromAnOldBackup(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	first := v.add()
	v.sync()
	old := v.backup()
	lost := v.add()
	v.edit(first, "备份以后的记录")
	v.sync()
	v.restore(old)
	v.sync() // nothing new was written: the tail comes back
	v.wantSame(2)
	v.restore(old)
	v.add() // written before the next contact
	v.edit(first, "恢复以后的记录")
	v.sync()
	v.wantSame(3)
	if _, err := v.st.Case(lost); err != nil {
		t.Errorf("the case written after the backup: %v", err)
	}
	c, err := v.st.Case(first)
	if err != nil || len(c.Sessions) != 2 || c.Summary != "恢复以后的记录" || len(c.Conflicts) == 0 {
		t.Errorf("both sides' work on one case: %d sessions, %d conflicts, %v", len(c.Sessions), len(c.Conflicts), err)
	}
}

// T2: a folder is copied to a second computer, and both go on.
func TestT02_ACopiedFolder(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	id := v.add()
	v.sync()
	c := v.clone()
	for range 3 {
		v.add()
		c.add()
		c.edit(id, "副本上的记录")
		v.sync()
		c.sync()
	}
	for range 2 { // both saw the other's last events, and what they made of them
		v.sync()
		c.sync()
	}
	v.wantSame(7)
	c.wantSame(7)
}

// T3: the township's server comes back from a backup, told so or not.
func TestT03_ServerRestored(t *testing.T) {
	for name, told := range map[string]bool{"told": true, "not told": false} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			v := w.newVillage(t, w)
			u := w.newVillage(t, w)
			first := v.add()
			u.add()
			v.sync()
			u.sync()
			old := w.backup()
			v.add()
			v.edit(first, "第二次调解")
			v.sync()
			w.restore(old, told)
			v.add()
			v.sync()
			u.sync()
			v.wantSame(3)
			u.wantSame(1)
		})
	}
}

// T5: an answer is lost, and the batch goes again.
func TestT05_DuplicateBatchAfterALostAnswer(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v := w.newVillage(t, l)
	v.add()
	for range 5 {
		l.plan = func(_, answer []byte) fault {
			if answer != nil {
				return fault{kind: cutAnswer}
			}
			return fault{}
		}
		if _, err := v.eng.SyncNow(t.Context()); engine.CodeOf(err) != "unreachable_cut" {
			t.Fatalf("lost answer: %v", err)
		}
	}
	l.once(twice, 0)
	v.sync()
	v.wantSame(1)
	if entries, _ := v.stream(); len(entries) != 2 {
		t.Errorf("%d entries after six times the same batch, want 2", len(entries))
	}
}

// T6: messages arrive short, with a length that was changed on the way, or spoilt.
func TestT06_ShortAndSpoiltMessages(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v := w.newVillage(t, l)
	v.add()
	for kind, want := range map[string][]wire.Code{
		cutRequest: {"unreachable_cut"}, cutAnswer: {"unreachable_cut"},
		shortRequest: {wire.CodeDamaged, wire.CodeSignature}, shortAnswer: {wire.CodeDamaged},
	} {
		l.once(kind, 150)
		_, err := v.eng.SyncNow(t.Context())
		got := engine.CodeOf(err)
		if got != want[0] && got != want[len(want)-1] && got != engine.CodeStale {
			t.Errorf("%s: %v (%s)", kind, err, got)
		}
	}
	for seed := range 200 {
		l.once(noise, seed)
		_, _ = v.eng.SyncNow(t.Context()) // whatever it finds, it does no harm
		if s := v.eng.Status(); s.Waiting > 2 {
			t.Fatalf("noise %d: %d events wait", seed, s.Waiting)
		}
	}
	l.once("", 0)
	v.sync()
	v.wantSame(1)
}

// T7: a batch of a dead connection arrives long after newer ones, and an answer to
// an old request comes back.
func TestT07_ALateBatchFromADeadConnection(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v := w.newVillage(t, l)
	id := v.add()
	v.sync()
	v.edit(id, "较新的记录")
	l.once(late, 0)
	v.sync()
	v.wantSame(1)
	v.add()
	l.once(stale, 0)
	if _, err := v.eng.SyncNow(t.Context()); engine.CodeOf(err) != engine.CodeStale {
		t.Errorf("an old answer: %v", err)
	}
	v.sync()
	v.wantSame(2)
	for _, old := range l.requests {
		if _, err := w.Exchange(t.Context(), old); err != nil {
			t.Fatal(err)
		}
	}
	v.sync()
	v.wantSame(2)
}

// T8: clocks in 1970 or 2099, jumping. No result depends on them (invariant I10).
func TestT08_WrongClocks(t *testing.T) {
	clocks := []time.Time{time.Unix(0, 0), time.Date(2099, 12, 31, 23, 59, 59, 0, time.UTC), time.Unix(1, 0), noon()}
	w := newTown(t)
	address, err := w.srv.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	v := unenrolled(t, w, nil)
	code, err := w.srv.NewCode("东沟村", v.area) // its ten minutes need a clock: the township's own
	if err == nil {
		err = engine.Enrol(t.Context(), v.st, address, code)
	}
	if err != nil {
		t.Fatal(err)
	}
	var ticks atomic.Int32
	w.setClock(func() time.Time { return clocks[int(ticks.Add(1))%len(clocks)] })
	for i := range 8 {
		v.reopenAt(clocks[i%len(clocks)])
		id := v.add()
		v.edit(id, "调解")
		v.sync()
		v.wantSame(i + 1)
	}
}

// reopenAt opens the record on a computer whose clock shows a time.
func (v *village) reopenAt(now time.Time) {
	v.t.Helper()
	if err := v.st.Close(); err != nil {
		v.t.Fatal(err)
	}
	opt := cheap
	opt.Now = func() time.Time { return now }
	l, err := store.Open(v.path, opt)
	if err != nil {
		v.t.Fatal(err)
	}
	st, err := l.Unlock("long password")
	if err != nil {
		v.t.Fatal(err)
	}
	v.st, v.eng = st, engine.New(st, v.line, engine.Options{Now: opt.Now})
}

// push sends events that no store of this version writes, as a device of a village.
type push struct {
	t    *testing.T
	v    *village
	key  ed25519.PrivateKey
	seq  uint64
	prev data.Hash
	raw  [][]byte
}

// newPush begins after what the village has sent.
func newPush(t *testing.T, v *village) *push {
	t.Helper()
	v.sync()
	_, seq, prev := v.st.Head()
	return &push{t: t, v: v, key: ed25519.NewKeyFromSeed(v.st.Link().Key), seq: seq, prev: prev}
}

func (p *push) event(change func(e *data.Event)) {
	epoch, _, _ := p.v.st.Head()
	e := data.Event{Version: 1, UID: data.NewUID(), Device: p.v.st.Device(), Epoch: epoch, Seq: p.seq + 1, Prev: p.prev, Kind: "accept", Subject: data.NewCaseID()}
	change(&e)
	p.bytes(e.Encode())
}

func (p *push) bytes(raw []byte) {
	p.raw = append(p.raw, raw)
	p.prev = data.Chain(p.prev, raw)
	p.seq++
}

func (p *push) send() *wire.Response {
	p.t.Helper()
	epoch, _, _ := p.v.st.Head()
	b, err := wire.Sign(p.key, &wire.Request{
		Proto: 1, Device: p.v.st.Device(), Epoch: epoch, Head: p.seq, HeadHash: p.prev, Push: p.raw,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	answer, err := p.v.w.srv.Exchange(p.t.Context(), b)
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := wire.DecodeResponse(answer)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp
}

// T9: events and fields of a newer program pass through both sides untouched.
func TestT09_UnknownKindsAndFields(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	c := v.clone()
	c.add()
	p := newPush(t, v)
	p.event(func(e *data.Event) { e.Version, e.Kind, e.Body = 7, "of the future", []byte("sealed otherwise") })
	// Field 60 is a newer program's, behind an event of today.
	fact := data.Fact{Case: data.NewCaseID(), Status: data.Accepted}
	epoch, _, _ := v.st.Head()
	e := data.Event{Version: 1, UID: data.NewUID(), Device: v.st.Device(), Epoch: epoch, Seq: p.seq + 1, Prev: p.prev, Kind: "accept", Subject: fact.Case, Facts: fact.Encode()}
	p.bytes(append(e.Encode(), 60, 3, 'n', 'e', 'w'))
	resp := p.send()
	if resp.Reason != "" || resp.Ack != p.seq || resp.Cases != 1 {
		t.Fatalf("answer %+v", resp)
	}
	entries, _ := v.stream()
	for i, raw := range p.raw {
		if got := entries[len(entries)-len(p.raw)+i].Event; string(got) != string(raw) {
			t.Errorf("event %d was changed", i)
		}
	}
	c.sync() // the other computer takes them, and its own case still counts
	c.wantSame(2)
}

// T16: an event that the server cannot read is kept and acknowledged, and the
// queue goes on behind it.
func TestT16_AnEventTheServerCannotParse(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	p := newPush(t, v)
	p.event(func(e *data.Event) { e.Facts = []byte("no fact row") })
	p.bytes([]byte("no event at all"))
	good := data.Fact{Case: data.NewCaseID(), Status: data.Accepted}
	p.event(func(e *data.Event) { e.Subject, e.Facts = good.Case, good.Encode() })
	if resp := p.send(); resp.Reason != "" || resp.Ack != p.seq || resp.Cases != 1 {
		t.Errorf("answer %+v, want all acknowledged and one case", resp)
	}
}

// T17: a fork is repaired twice, and a copy of a copy forks again.
func TestT17_AForkInAFork(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	v.add()
	v.sync()
	c := v.clone()
	v.add()
	c.add()
	v.sync()
	c.sync() // the first fork
	d := c.clone()
	c.add()
	d.add()
	c.sync()
	d.sync() // a fork of the forked epoch
	for range 2 {
		v.sync()
		c.sync()
		d.sync()
	}
	v.wantSame(5)
	c.wantSame(5)
	d.wantSame(5)
}

// T18: an old computer is found in a drawer, half a year later.
func TestT18_AnOldComputerFromADrawer(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	id := v.add()
	v.sync()
	drawer := v.clone()
	drawer.edit(id, "半年前没有发出的记录")
	for range 30 {
		v.add()
		v.edit(id, "其后的记录")
		v.sync()
	}
	drawer.sync()
	v.sync()
	drawer.sync()
	v.wantSame(31)
	drawer.wantSame(31)
	a, err := v.st.Case(id)
	b, err2 := drawer.st.Case(id)
	if err != nil || err2 != nil || len(a.Sessions) != 31 || len(b.Sessions) != 31 || a.Summary != b.Summary {
		t.Errorf("%d and %d sessions, %v %v", len(a.Sessions), len(b.Sessions), err, err2)
	}
}

// T20: a captive portal answers 200 with a page.
func TestT20_ACaptivePortal(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v := w.newVillage(t, l)
	v.add()
	l.once(portal, 0)
	if _, err := v.eng.SyncNow(t.Context()); !errors.Is(err, wire.ErrForeign) {
		t.Errorf("a portal: %v", err)
	}
	if s := v.eng.Status(); s.Problem != engine.CodeCaptive || s.Waiting != 2 {
		t.Errorf("status %+v", s)
	}
	v.sync()
	v.wantSame(1)
}

// T22: rows that only the township has come back, and the totals are those of the rows.
func TestT22_TotalsFollowTheRows(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	v.add()
	v.sync()
	p := newPush(t, v) // an event that this computer's file does not have
	fact := data.Fact{Case: data.NewCaseID(), Status: data.Accepted}
	p.event(func(e *data.Event) { e.Subject, e.Facts = fact.Case, fact.Encode() })
	if resp := p.send(); resp.Ack != p.seq {
		t.Fatalf("answer %+v", resp)
	}
	v.sync() // it sees that it was rewound, and takes the event
	v.wantSame(2)
}

// A computer that was revoked gets nothing, and what it sends has no effect.
func TestRevoked_IsToldSo(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	v.sync()
	err := w.led.Update(t.Context(), func(tx ledger.Tx) error {
		d, err := tx.Device(v.st.Device())
		d.Revoked = noon()
		return errors.Join(err, tx.PutDevice(d))
	})
	if err != nil {
		t.Fatal(err)
	}
	v.add()
	if _, err := v.eng.SyncNow(t.Context()); !errors.Is(err, wire.ErrRevoked) {
		t.Errorf("revoked: %v", err)
	}
	if s := v.eng.Status(); s.Problem != wire.CodeRevoked || s.Waiting != 1 {
		t.Errorf("status %+v", s)
	}
	if entries, cases := v.stream(); len(entries) != 1 || len(cases) != 0 {
		t.Errorf("the township took %d events and has %d cases", len(entries), len(cases))
	}
}
