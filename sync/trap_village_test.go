package sync_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/township/ledger"
)

// The traps that need several computers, or a server that lost something.

// computers returns two computers of a village that have the same, each with a chain of its own.
func computers(t *testing.T, w *town) (v, c *village, id data.CaseID) {
	t.Helper()
	v = w.newVillage(t, w)
	id = v.add()
	v.sync()
	c = v.clone()
	c.add()
	v.add()
	settle(v, c)
	return v, c, id
}

// settle exchanges until all have the same.
func settle(all ...*village) {
	for range 3 {
		for _, v := range all {
			v.sync()
		}
	}
}

// wantOne checks that all computers agree with the township and with each other.
func wantOne(t *testing.T, cases int, all ...*village) {
	t.Helper()
	for _, v := range all {
		v.wantSame(cases)
		if got, want := v.states(), all[0].states(); got != want {
			t.Errorf("two computers show\n%s\n%s", want, got)
		}
	}
}

// T3: the server is set back without being told, and others fill the gap before the computers
// come that had read further. Its digests tell.
func TestT03_UntoldWhileTheGapIsFilled(t *testing.T) {
	w := newTown(t)
	v, c, id := computers(t, w)
	old := w.backup()
	late := v.clone() // reads all and is away when the server is set back
	v.add()
	v.edit(id, "服务器丢掉的记录")
	settle(v, c, late)
	lost := v.cases
	w.restore(old, false)
	other := c.clone()
	other.restoreTo(t, c)
	for range 4 {
		other.add()
	}
	other.sync()
	epoch := late.st.Link().ServerEpoch
	settle(late, c, v, other)
	if late.st.Link().ServerEpoch == epoch {
		t.Error("nobody found out")
	}
	wantOne(t, 8, late, c, v, other)
	for _, id := range lost {
		if _, err := other.st.Case(id); err != nil {
			t.Errorf("a case that the server lost: %v", err)
		}
	}
}

// restoreTo makes a clone read from the beginning, as one that never read further.
func (v *village) restoreTo(t *testing.T, from *village) {
	t.Helper()
	l := from.st.Link()
	l.GSN, l.Stream = 0, data.Hash{}
	if err := v.st.SetLink(l); err != nil {
		t.Fatal(err)
	}
}

// T3: a computer is set back and gets its own tail from the server; then the server is set
// back behind that tail. Nobody's chain has the tail any more.
func TestT03_AfterAComputerWasSetBack(t *testing.T) {
	for name, told := range map[string]bool{"told": true, "not told": false} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			v := w.newVillage(t, w)
			id := v.add()
			v.sync()
			before, old := v.backup(), w.backup()
			tail := v.add()
			v.edit(id, "备份以后的记录")
			v.sync()
			v.restore(before)
			v.sync()
			w.restore(old, told)
			v.sync()
			v.wantSame(2)
			if entries, _ := v.stream(); len(entries) != 4 {
				t.Errorf("%d entries, want the committee's, two cases and a change", len(entries))
			}
			if _, err := v.st.Case(tail); err != nil {
				t.Errorf("the case of the tail: %v", err)
			}
		})
	}
}

// T10: a void case is changed by a computer that did not know. It stays void, and what was
// written is not lost.
func TestT10_AVoidIsNotResurrected(t *testing.T) {
	w := newTown(t)
	v, c, id := computers(t, w)
	before, err := v.st.Case(id)
	if err != nil {
		t.Fatal(err)
	}
	after := before.Clone()
	after.Status = data.Void
	v.save("void", before, after)
	v.sync()
	c.edit(id, "不知道已经作废")
	settle(c, v)
	wantOne(t, 3, v, c)
	got, err := v.st.Case(id)
	if err != nil || got.Status != data.Void || len(got.Conflicts) != 1 || got.Summary != "不知道已经作废" {
		t.Errorf("status %s, %d open items, %q, %v", got.Status, len(got.Conflicts), got.Summary, err)
	}
	_, cases := v.stream()
	for _, known := range cases {
		if f, err := data.DecodeFact(known.Row); known.ID == id && (err != nil || f.Status != data.Void) {
			t.Errorf("at the township: %s, %v", f.Status, err)
		}
	}
}

// T11: a case comes back with a higher fence while an old computer works on it. What it wrote
// is kept and given to all, and changes neither owner nor totals.
func TestT11_ReturnedWhileTheVillageEdits(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	c := v.clone()
	p := newPush(t, v)
	fact := data.Fact{Case: data.NewCaseID(), Status: data.HandedUp}
	p.event(func(e *data.Event) { e.Subject, e.Fence, e.Facts = fact.Case, 1, fact.Encode() })
	fact.Status = data.Mediating
	p.event(func(e *data.Event) { e.Subject, e.Fence, e.Facts = fact.Case, 2, fact.Encode() })
	sum := p.send().Check
	fact.Status = data.Closed
	p.event(func(e *data.Event) { e.Subject, e.Fence, e.Facts = fact.Case, 1, fact.Encode() })
	if resp := p.send(); resp.Reason != "" || resp.Ack != p.seq || resp.Check != sum || resp.Cases != 1 {
		t.Errorf("a late event: %+v, want it acknowledged and the totals as they were", resp)
	}
	entries, cases := v.stream()
	last := entries[len(entries)-1]
	if last.Reason != ledger.ReasonLate || cases[0].Fence != 2 || cases[0].Village != last.Village {
		t.Errorf("kept as %q, fence %d", last.Reason, cases[0].Fence)
	}
	c.sync()
	if c.st.Link().GSN < last.GSN {
		t.Errorf("the other computer has read up to %d of %d", c.st.Link().GSN, last.GSN)
	}
}

// T12: two computers change one field of a case offline. The later one shows on both, and an
// item with the other value stays until somebody settles it.
func TestT12_TwoComputersEditOneCaseOffline(t *testing.T) {
	w := newTown(t)
	v, c, id := computers(t, w)
	v.edit(id, "第一台电脑写的")
	c.edit(id, "第二台电脑写的")
	settle(v, c)
	wantOne(t, 3, v, c)
	got, err := c.st.Case(id)
	if err != nil || len(got.Sessions) != 2 || got.Summary != "第二台电脑写的" || len(got.Conflicts) == 0 {
		t.Fatalf("%d sessions, %q, %d open items, %v", len(got.Sessions), got.Summary, len(got.Conflicts), err)
	}
	var other string
	if err := json.Unmarshal(got.Conflicts[0].Other, &other); err != nil || other != "第一台电脑写的" {
		t.Errorf("the item keeps %q, %v", other, err)
	}
}

// T13: a computer is set back behind numbers that were given and printed. Once it was in touch
// with the township, no number is given again.
func TestT13_ANumberIsNotGivenTwice(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	v.sync()
	old := v.backup()
	numbers := map[int]data.CaseID{}
	give := func() {
		v.tended().sync() // as the desk does: with its claims on numbers
		id := data.NewCaseID()
		seq, err := v.st.NextNumber(2026)
		if err != nil || seq == 0 {
			t.Fatalf("number %d, %v", seq, err)
		}
		after := &data.Case{ID: id, Status: data.Accepted, Type: "marriage", ReceivedOn: 20000, AcceptedOn: 20001, Year: 2026, Seq: seq, Number: fmt.Sprintf("（2026）第%d号", seq)}
		v.save("accept", &data.Case{ID: id}, after)
		if had, twice := numbers[seq]; twice {
			t.Errorf("number %d was given to %s and to %s", seq, had, id)
		}
		numbers[seq] = id
	}
	for range 3 {
		give()
	}
	v.sync()
	v.restore(old)
	v.sync()
	for range 3 {
		give()
	}
	v.sync()
	v.wantSame(6)
}

// T19: a village moves to another township. All it has goes there, also what only its older
// chains and its other computers wrote, in the order in which it was folded.
func TestT19_MovedToAnotherTownship(t *testing.T) {
	w := newTown(t)
	v, c, id := computers(t, w)
	for i := range 4 { // in turn, each knowing the other's
		x := []*village{v, c}[i%2]
		x.edit(id, fmt.Sprintf("第%d次调解", i))
		settle(v, c)
	}
	v.edit(id, "还没有发给原镇街")
	want, had := v.states(), v.events()
	next := newTown(t)
	code, err := next.srv.NewCode("东沟村", v.area)
	if err != nil {
		t.Fatal(err)
	}
	v.w, v.line, c.w, c.line = next, next, next, next
	v.use(v.st)
	c.use(c.st)
	v.enrol(code)
	there, link := v.st.Link(), c.st.Link() // the copy of a folder is the same device
	link.Address, link.Pin, link.Key, link.Village = there.Address, there.Pin, there.Key, there.Village
	if err := c.st.SetLink(link); err != nil {
		t.Fatal(err)
	}
	v.sync()
	v.wantSame(3)
	settle(v, c)
	wantOne(t, 3, v, c)
	if got := v.states(); got != want {
		t.Errorf("after the move\n%s\nbefore\n%s", got, want)
	}
	arrived := map[data.UID]bool{}
	entries, _ := v.stream()
	for _, entry := range entries {
		if e, err := data.DecodeEvent(entry.Event); err == nil {
			arrived[e.UID] = true
		}
	}
	for uid := range had {
		if !arrived[uid] {
			t.Errorf("event %s did not move", uid)
		}
	}
}

// A new computer has the newest cases before it has read the stream, says how far it is, and
// has all in the end, though it is interrupted at every answer.
func TestNewComputer_HasTheNewestCasesFirst(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, w)
	fresh := v.clone() // the village's keys and no case
	for i := range 400 {
		v.edit(v.add(), fmt.Sprintf("第%d件", i))
	}
	v.edit(v.cases[0], "最早的一件，最近改过")
	v.sync()
	var first []store.Row
	answers := 0
	line := newLine(w)
	fresh.line = line
	line.plan = func(_, answer []byte) fault {
		if answer == nil {
			return fault{}
		}
		if answers++; first == nil && !fresh.st.Empty() {
			first = fresh.st.Rows()
			if s := fresh.eng.Status(); s.Last < 802 || s.Read != 0 {
				t.Errorf("after the first answer %d of %d", s.Read, s.Last)
			}
		}
		if answers%2 == 0 {
			return fault{kind: cutAnswer}
		}
		return fault{}
	}
	fresh.use(fresh.st)
	for tries := 0; ; tries++ {
		_, err := fresh.eng.SyncNow(t.Context())
		if err == nil {
			break
		}
		if tries > 500 {
			t.Fatal(err)
		}
	}
	if len(first) == 0 || len(first) > 100 {
		t.Fatalf("%d cases came first", len(first))
	}
	newest := map[data.CaseID]bool{v.cases[0]: true}
	for _, id := range v.cases[len(v.cases)-len(first)+1:] {
		newest[id] = true
	}
	for _, row := range first {
		if !newest[row.ID] {
			t.Errorf("case %s came first and is not among the newest %d", row.ID, len(first))
		}
	}
	wantOne(t, 400, fresh, v)
	if s := fresh.eng.Status(); s.Read != s.Last || s.Last == 0 {
		t.Errorf("in the end %d of %d", s.Read, s.Last)
	}
}

// A first sync of very many cases over TLS is not sent away for coming too often.
func TestFirstSync_OfTenThousandCases(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	w := newTown(t)
	address, err := w.srv.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	v := unenrolled(t, w, nil)
	code, err := w.srv.NewCode("东沟村", v.area)
	if err == nil {
		err = engine.Enrol(context.Background(), v.st, address, code)
	}
	if err != nil {
		t.Fatal(err)
	}
	var all []*data.Case
	for range 10_000 {
		all = append(all, &data.Case{
			ID: data.NewCaseID(), Status: data.Accepted, Type: "marriage", ReceivedOn: 20000, AcceptedOn: 20001, Summary: "邻里因宅基地通行发生争执。",
		})
	}
	if err := v.st.SaveCases("import", all); err != nil {
		t.Fatal(err)
	}
	if _, err := v.eng.SyncNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	v.wantSame(10_000)
}

// T3: what a set-back server lost of a case comes to it before what was written on top of
// that, though the writer's own chain has no gap there.
func TestT03_TheOrderWithinACaseStays(t *testing.T) {
	for name, told := range map[string]bool{"told": true, "not told": false} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			v, c, id := computers(t, w)
			for range 60 { // more than one answer has room for
				v.add()
			}
			v.edit(id, "第一次调解")
			settle(v, c)
			old := w.backup()
			c.edit(id, "第二次调解")
			c.sync()
			v.sync()
			v.edit(id, "第三次调解")
			w.restore(old, told)
			v.use(v.st) // begins with small pieces
			settle(v, c)
			wantOne(t, 63, v, c)
			got, err := v.st.Case(id)
			if err != nil || got.Summary != "第三次调解" || len(got.Conflicts) != 0 || len(got.Sessions) != 3 {
				t.Errorf("%q, %d open items, %d sessions, %v", got.Summary, len(got.Conflicts), len(got.Sessions), err)
			}
		})
	}
}
