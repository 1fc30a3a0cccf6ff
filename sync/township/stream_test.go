package township

import (
	"bytes"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/wire"
)

// digests returns the digest of a stream at each gsn, reckoned from its entries.
func digests(t *testing.T, s *Server, village string) []data.Hash {
	t.Helper()
	all := []data.Hash{{}}
	for _, e := range stream(t, s, village) {
		event, err := data.DecodeEvent(e.Event)
		if err != nil {
			t.Fatal(err)
		}
		h := data.Chain(event.Prev, e.Event)
		all = append(all, data.Chain(all[len(all)-1], h[:]))
	}
	return all
}

// The answer names the stream's digest at its end, unless the device has it already.
func TestExchange_NamesTheStream(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	for range 3 {
		c.save(about(agreedFact()))
	}
	r := c.sync()
	want := digests(t, s, c.village)
	diff(t, "digest", r.Stream, want[3])
	diff(t, "end", r.Last, uint64(3))
	req := c.request()
	req.Stream = want[3]
	diff(t, "what the device has", c.send(req).Stream, data.Hash{})
}

// R8 and R9: a device that read another stream, or a life of it that was never told, begins a new life of its own village's, and
// nothing of what it pushes is taken before it knows of it. No other village is touched.
func TestExchange_AnotherStream(t *testing.T) {
	s, _ := newServer(t)
	c, other := enrolled(t, s, dongli, dongliArea), enrolled(t, s, shimen, shimenArea)
	c.save(about(agreedFact()))
	other.save(about(agreedFact()))
	was, others := c.sync(), other.sync()
	first := was.Server
	for name, spoil := range map[string]func(*wire.Request){
		"another digest":                func(r *wire.Request) { r.Stream = data.Hash{9} },
		"beyond the end":                func(r *wire.Request) { r.GSN = 99 },
		"a life that the server forgot": func(r *wire.Request) { r.Server = data.Epoch{9} },
	} {
		c.save(about(agreedFact()))
		req := c.request()
		spoil(req)
		r := c.send(req)
		if r.Server == was.Server || r.Ack != was.Ack || len(r.Pull) != int(was.Ack) || r.NextGSN != was.NextGSN {
			t.Errorf("%s: server %s, acknowledged %d, %d entries up to %d", name, r.Server, r.Ack, len(r.Pull), r.NextGSN)
		}
		again := c.send(req) // still of the old life: told again, nothing taken, no third life
		if again.Server != r.Server || again.Ack != was.Ack {
			t.Errorf("%s, again: server %s, acknowledged %d", name, again.Server, again.Ack)
		}
		c.server, c.gsn = r.Server, r.NextGSN
		was = c.sync()
	}
	for _, old := range []data.Epoch{first, {9}} { // another computer that was away for long
		late := c.request()
		late.Server = old
		diff(t, "the life that who names "+old.String()+" is told of", c.send(late).Server, was.Server)
	}
	diff(t, "the other village's server epoch", other.sync().Server, others.Server)
	if e := enrolled(t, s, dongli, dongliArea); e.server != was.Server {
		t.Errorf("a computer that enrols now is told %s, want %s", e.server, was.Server)
	}
}

// A device that claims another stream again and again is turned away, and others are served.
func TestExchange_ClaimsAnotherStreamForEver(t *testing.T) {
	s, _ := newServer(t)
	c, other := enrolled(t, s, dongli, dongliArea), enrolled(t, s, shimen, shimenArea)
	c.save(about(agreedFact()))
	r := c.sync()
	lives := 0
	for range 3 * renewBurst {
		req := c.request()
		req.Server, req.GSN, req.Stream = r.Server, 1, data.Hash{9}
		if next := c.send(req); next.Reason == "" {
			lives, r = lives+1, next
		} else if next.Reason != wire.CodeBusy {
			t.Fatalf("reason %s", next.Reason)
		}
	}
	if lives < renewBurst || lives > renewBurst+2 {
		t.Errorf("%d lives of the stream", lives)
	}
	other.save(about(agreedFact()))
	other.sync()
	c.server, c.gsn = r.Server, 0
	c.sync()
}

// A computer of 0.3.0 asks for up to 16 KiB and is given no more entries than it can read.
func TestExchange_PiecesOfAnOldComputer(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	for range 600 {
		c.save(func(e *data.Event) { e.Body = nil })
	}
	c.sync()
	req := c.request()
	req.GSN, req.Want = 0, wire.Piece
	old := c.send(req)
	req.Want = wire.MaxPull
	now := c.send(req)
	if len(old.Pull) > wire.PieceEntries || len(now.Pull) != 600 || old.Room != wire.MaxPush {
		t.Errorf("%d entries for an old computer, %d for a new one", len(old.Pull), len(now.Pull))
	}
}

// The newest cases come whole, the one with the last event first, in as many answers as they
// need; what fits into no answer is left out.
func TestExchange_NewestCases(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	var facts []data.Fact
	c.save(func(e *data.Event) { e.Subject = data.CommitteeID })
	for i := range 6 {
		f := agreedFact()
		facts = append(facts, f)
		c.save(about(f))
		c.save(func(e *data.Event) {
			about(f)(e)
			if e.Body = bytes.Repeat([]byte{byte(i)}, 700); i == 4 {
				e.Body = bytes.Repeat([]byte{1}, wire.Piece+1)
			}
		})
	}
	c.save(about(facts[0])) // the oldest case was touched last
	c.sync()
	var order []data.CaseID
	fresh := enrolled(t, s, dongli, dongliArea)
	req := &wire.Request{Proto: 1, Device: fresh.id, Epoch: fresh.epoch, Want: 2000, Newest: true}
	for answers := 1; ; answers++ {
		r := fresh.send(req)
		if !r.More || r.NextGSN != 0 || len(r.Pull) > 0 || answers > 9 {
			t.Fatalf("answer %d: more %v, cursor %d, %d pulled", answers, r.More, r.NextGSN, len(r.Pull))
		}
		for _, e := range r.Newest {
			event, err := data.DecodeEvent(e.Event)
			if err != nil {
				t.Fatal(err)
			}
			if len(order) == 0 || order[len(order)-1] != event.Subject {
				order = append(order, event.Subject)
			}
		}
		if req.Before = r.Before; req.Before == 0 {
			if answers < 3 {
				t.Errorf("%d answers of 2,000 bytes", answers)
			}
			break
		}
	}
	want := []data.CaseID{data.CommitteeID, facts[0].Case, facts[5].Case, facts[3].Case, facts[2].Case, facts[1].Case}
	diff(t, "order", order, want)
	empty := enrolled(t, s, shimen, shimenArea)
	req.Device, req.Epoch, req.Before = empty.id, empty.epoch, 0
	if r := empty.send(req); len(r.Newest) != 0 || r.More {
		t.Errorf("a village without a case: %d entries, more %v", len(r.Newest), r.More)
	}
}

// An exchange that brings something costs a quarter of one that does not; whoever only
// knocks is turned away as before.
func TestLimiter_Give(t *testing.T) {
	now := time.Unix(0, 0)
	l := newLimiter(1, 100)
	l.now = func() time.Time { return now }
	count := func(key string, back float64) (n int) {
		for ; n < 10_000 && l.allow(key); n++ {
			l.give(key, back)
		}
		return n
	}
	if idle, useful := count("idle", 0), count("useful", usefulBack); idle != 100 || useful < 390 || useful > 400 {
		t.Errorf("at once: %d idle and %d useful exchanges", idle, useful)
	}
	l.give("nobody", 1)
	if _, known := l.left["nobody"]; known {
		t.Error("what was given to nobody takes room")
	}
}

// Where the committee's record leaves no room for the newest case in the first answer, that
// comes with the next one.
func TestExchange_NewestCasesAfterAFullAnswer(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	c.save(func(e *data.Event) { e.Subject, e.Body = data.CommitteeID, bytes.Repeat([]byte{1}, 1500) })
	f := agreedFact()
	c.save(func(e *data.Event) { about(f)(e); e.Body = bytes.Repeat([]byte{2}, 1000) })
	c.sync()
	fresh := enrolled(t, s, dongli, dongliArea)
	req := &wire.Request{Proto: 1, Device: fresh.id, Epoch: fresh.epoch, Want: 2000, Newest: true}
	var order []data.CaseID
	for range 2 {
		r := fresh.send(req)
		for _, e := range r.Newest {
			event, err := data.DecodeEvent(e.Event)
			if err != nil {
				t.Fatal(err)
			}
			order = append(order, event.Subject)
		}
		if req.Before = r.Before; req.Before == 0 {
			break
		}
	}
	diff(t, "order", order, []data.CaseID{data.CommitteeID, f.Case})
}
