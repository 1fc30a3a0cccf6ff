package township

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// TestExchange_KeepsTheRules walks through R1 to R7. Each case starts with a chain
// of three events at the server.
func TestExchange_KeepsTheRules(t *testing.T) {
	tests := []struct {
		name string
		// push returns what is sent after the three events.
		push   func(c *computer) *wire.Request
		ack    uint64
		reason wire.Code
		forkAt uint64
		stream int
		held   []ledger.Reason
		count  int // cases received
	}{
		{"R1 the next event is appended", func(c *computer) *wire.Request {
			c.save(about(agreedFact()))
			return c.request()
		}, 4, "", 0, 4, nil, 4},
		{"R2 a repeated batch has no effect", func(c *computer) *wire.Request {
			c.acked = 0
			return c.request()
		}, 3, "", 0, 3, nil, 3},
		{"R2 a batch that overlaps adds what is new", func(c *computer) *wire.Request {
			c.acked = 1
			c.save(about(agreedFact()))
			return c.request()
		}, 4, "", 0, 4, nil, 4},
		{"R3 another event at a known place is a fork", func(c *computer) *wire.Request {
			c.rewind(2)
			c.save(about(agreedFact()))
			c.save(about(agreedFact()))
			c.acked = 2
			return c.request()
		}, 3, wire.CodeFork, 2, 3, []ledger.Reason{ledger.ReasonFork, ledger.ReasonFork}, 3},
		{"R3 another predecessor is a fork, wherever it began", func(c *computer) *wire.Request {
			c.rewind(1)
			for range 3 {
				c.save(about(agreedFact()))
			}
			c.acked = 3
			return c.request()
		}, 3, wire.CodeFork, 0, 3, []ledger.Reason{ledger.ReasonFork}, 3},
		{"R3 a head that differs is a fork although nothing is pushed", func(c *computer) *wire.Request {
			c.rewind(2)
			c.save(about(agreedFact()))
			c.acked = 3
			return c.request()
		}, 3, wire.CodeFork, 0, 3, nil, 3},
		{"R4 a gap is answered with the head", func(c *computer) *wire.Request {
			c.save(about(agreedFact()))
			c.save(about(agreedFact()))
			c.acked = 4
			return c.request()
		}, 3, wire.CodeGap, 0, 3, nil, 3},
		{"R5 an unknown kind is carried and counted", func(c *computer) *wire.Request {
			c.save(func(e *data.Event) {
				about(agreedFact())(e)
				e.Kind, e.Version = "kind of 2031", 7
			})
			return c.request()
		}, 4, "", 0, 4, nil, 4},
		{"R6 a uid twice has one effect", func(c *computer) *wire.Request {
			first, _ := data.DecodeEvent(c.events[0])
			c.save(func(e *data.Event) {
				about(agreedFact())(e)
				e.UID = first.UID
			})
			return c.request()
		}, 4, "", 0, 4, nil, 3},
		{"R7 another device's event is kept and refused", func(c *computer) *wire.Request {
			c.save(func(e *data.Event) {
				about(agreedFact())(e)
				e.Device = data.NewDeviceID()
			})
			c.save(about(agreedFact()))
			return c.request()
		}, 5, "", 0, 4, []ledger.Reason{ledger.ReasonWriter}, 4},
		{"R7 another epoch's event is kept and refused", func(c *computer) *wire.Request {
			c.save(func(e *data.Event) { e.Epoch = data.NewEpoch() })
			return c.request()
		}, 4, "", 0, 3, []ledger.Reason{ledger.ReasonWriter}, 3},
		{"bytes that are no event do not block the queue", func(c *computer) *wire.Request {
			c.add([]byte("\x00nonsense"))
			c.save(about(agreedFact()))
			return c.request()
		}, 5, "", 0, 4, []ledger.Reason{ledger.ReasonUnreadable}, 4},
		{"nor when they are sent again", func(c *computer) *wire.Request {
			c.add([]byte("\x00nonsense"))
			c.send(c.request())
			c.save(about(agreedFact()))
			return c.request()
		}, 5, "", 0, 4, []ledger.Reason{ledger.ReasonUnreadable}, 4},
		{"nor other bytes in their place, which are a fork", func(c *computer) *wire.Request {
			c.add([]byte("\x00nonsense"))
			c.send(c.request())
			c.rewind(3)
			c.add([]byte("\x00other nonsense"))
			return c.request()
		}, 4, wire.CodeFork, 3, 3, []ledger.Reason{ledger.ReasonFork, ledger.ReasonUnreadable}, 3},
		{"a fact row of another case is carried and not counted", func(c *computer) *wire.Request {
			c.save(func(e *data.Event) { f := agreedFact(); e.Facts = f.Encode() })
			return c.request()
		}, 4, "", 0, 4, nil, 3},
		{"a fact row that cannot be read is carried and not counted", func(c *computer) *wire.Request {
			c.save(func(e *data.Event) { e.Facts = []byte{1, 200, 3} })
			return c.request()
		}, 4, "", 0, 4, nil, 3},
		{"a fact row of the committee is not counted", func(c *computer) *wire.Request {
			c.save(func(e *data.Event) { f := agreedFact(); e.Facts, e.Subject = f.Encode(), data.CommitteeID })
			return c.request()
		}, 4, "", 0, 4, nil, 3},
		{"a device that was rewound is told so", func(c *computer) *wire.Request {
			c.rewind(1)
			c.acked = 1
			return c.request()
		}, 3, wire.CodeRewound, 0, 3, nil, 3},
		{"a device that lost its chain is told so", func(c *computer) *wire.Request {
			c.rewind(0)
			return c.request()
		}, 3, wire.CodeRewound, 0, 3, nil, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, _ := newServer(t)
			c := enrolled(t, s, dongli, dongliArea)
			for range 3 {
				c.save(about(agreedFact()))
			}
			c.sync()
			hashes := bytes.Clone(c.hashes[2][:])
			r := c.send(test.push(c))
			diff(t, "ack", r.Ack, test.ack)
			diff(t, "reason", r.Reason, test.reason)
			diff(t, "fork", r.ForkAt, test.forkAt)
			if test.ack == 3 && !bytes.Equal(r.AckHash[:], hashes) || r.AckEpoch != c.epoch {
				t.Errorf("acknowledged %v %v", r.AckEpoch, r.AckHash)
			}
			diff(t, "stream", len(stream(t, s, c.village)), test.stream)
			diff(t, "held", held(t, s), test.held)
			diff(t, "cases", totals(t, s).Figures[data.FigureReceived].Cases, test.count)
			diff(t, "cases answered", r.Cases, test.count)
		})
	}
}

// rewind makes the computer forget its events after n.
func (c *computer) rewind(n int) {
	c.events, c.hashes = c.events[:n:n], c.hashes[:n:n]
	c.acked = min(c.acked, uint64(n))
}

func TestExchange_GivesEventsBackAsTheyCame(t *testing.T) {
	s, _ := newServer(t)
	a, b := enrolled(t, s, dongli, dongliArea), enrolled(t, s, dongli, dongliArea)
	raw := a.save(func(e *data.Event) { e.Kind = "未来的事" })
	odd := append(bytes.Clone(a.event(nil)), 200, 1, 1, 7) // a field of a newer program
	a.add(odd)
	req := a.request()
	first, _ := data.DecodeEvent(raw)
	stray := data.NewCaseID()
	req.Keys = []wire.WrappedKey{{Case: first.Subject, Key: []byte("wrapped")}, {Case: stray, Key: []byte("of no event")}}
	own := a.send(req)
	diff(t, "own events travel without bytes", own.Pull, []wire.Entry{
		{GSN: 1, Device: a.id, Epoch: a.epoch, Seq: 1}, {GSN: 2, Device: a.id, Epoch: a.epoch, Seq: 2},
	})
	got := b.send(b.request())
	diff(t, "pulled", got.Pull, []wire.Entry{{GSN: 1, Event: raw}, {GSN: 2, Event: odd}})
	diff(t, "keys", got.Keys, []wire.WrappedKey{{Case: first.Subject, Key: []byte("wrapped")}})
	diff(t, "cursor", got.NextGSN, uint64(2))

	err := s.led.View(context.Background(), func(r ledger.Reader) error { _, err := r.Key(ledger.VillageID(a.village), stray); return err })
	if !errors.Is(err, data.ErrNotFound) {
		t.Errorf("the key of no event: %v", err)
	}
	req = a.request()
	req.Keys = []wire.WrappedKey{{Case: first.Subject, Key: []byte("replaced")}}
	a.send(req)
	diff(t, "the first key stays", b.send(b.request()).Keys[0].Key, []byte("wrapped"))
}

func TestExchange_HidesRefusedEventsFromOthers(t *testing.T) {
	s, _ := newServer(t)
	a, b := enrolled(t, s, dongli, dongliArea), enrolled(t, s, dongli, dongliArea)
	a.add([]byte("nonsense"))
	good := a.save(nil)
	a.sync()
	diff(t, "pulled", b.send(b.request()).Pull, []wire.Entry{{GSN: 1, Event: good}})
}

func TestExchange_GivesARewoundDeviceItsTail(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	var all [][]byte
	for range 3 {
		all = append(all, c.save(about(agreedFact())))
	}
	c.sync()
	c.rewind(1)
	c.gsn = 1
	r := c.send(c.request())
	diff(t, "reason", r.Reason, wire.CodeRewound)
	diff(t, "tail", r.Pull, []wire.Entry{{GSN: 2, Event: all[1]}, {GSN: 3, Event: all[2]}})
}

func TestExchange_PullsInPortions(t *testing.T) {
	s, _ := newServer(t)
	a, b := enrolled(t, s, dongli, dongliArea), enrolled(t, s, dongli, dongliArea)
	var all [][]byte
	for range 30 {
		all = append(all, a.save(func(e *data.Event) { e.Body = make([]byte, 3000) }))
		a.sync()
	}
	var got [][]byte
	for rounds := 1; ; rounds++ {
		req := b.request()
		req.Want = 4000 * (rounds % 5) // 0 leaves it to the server
		r := b.send(req)
		for _, e := range r.Pull {
			got = append(got, e.Event)
		}
		b.gsn, b.server = r.NextGSN, r.Server
		if !r.More {
			break
		}
		if rounds > 30 {
			t.Fatal("no progress")
		}
	}
	diff(t, "pulled", got, all)

	large := a.save(func(e *data.Event) { e.Body = make([]byte, 900_000) })
	a.sync()
	diff(t, "a large event travels alone", len(b.send(b.request()).Pull[0].Event), len(large))
}

func TestExchange_FoldsInStreamOrder(t *testing.T) {
	s, _ := newServer(t)
	a, b := enrolled(t, s, dongli, dongliArea), enrolled(t, s, dongli, dongliArea)
	f := agreedFact()
	write := func(c *computer, fence uint64, amount data.Fen) {
		row := f
		row.Amount = amount
		c.save(func(e *data.Event) { about(row)(e); e.Fence = fence })
		c.sync()
	}
	for _, step := range []struct {
		who    *computer
		fence  uint64
		amount data.Fen
		want   data.Fen
	}{
		{a, 0, 100, 100}, {b, 0, 200, 200}, // the last in the stream wins
		{b, 2, 300, 300}, {a, 1, 400, 300}, // a lower fence is late
		{a, 2, 500, 500},
	} {
		write(step.who, step.fence, step.amount)
		diff(t, "amount", totals(t, s).Figures[data.FigureReceived].Amount, step.want)
	}
	a.save(func(e *data.Event) { e.Subject, e.Fence = f.Case, 2 }) // no row: nothing changes
	a.sync()
	got := totals(t, s).Figures[data.FigureReceived]
	diff(t, "tally", got, data.Tally{Cases: 1, People: 2, Amount: 500})
	var reasons []ledger.Reason
	for _, e := range stream(t, s, a.village) {
		reasons = append(reasons, e.Reason)
	}
	diff(t, "reasons", reasons, []ledger.Reason{"", "", "", ledger.ReasonLate, "", ""})
}

func TestExchange_ChecksTotals(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	f1, f2 := agreedFact(), agreedFact()
	c.save(about(f1))
	c.save(about(f2))
	r := c.sync()
	want := data.TotalsCheck([][]byte{f2.Encode(), f1.Encode()})
	diff(t, "digest", r.Check, want)
	diff(t, "cases", r.Cases, 2)
	all, n, err := s.Digest()
	if err != nil || all != want || n != 2 {
		t.Errorf("Digest() = %v %d %v", all, n, err)
	}
	req := c.request()
	req.Check, req.Cases = want, 2
	c.send(req)
	if d := device(t, s, c.id); !d.Report.Same || d.Report.Cases != 2 || d.Report.Behind != 0 {
		t.Errorf("report %+v", d.Report)
	}
}

func device(t *testing.T, s *Server, id data.DeviceID) (d ledger.Device) {
	t.Helper()
	if err := s.led.View(context.Background(), func(r ledger.Reader) (err error) { d, err = r.Device(id); return err }); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestExchange_KeepsVillagesApart is R7: no request of one village reads or
// changes anything of another.
func TestExchange_KeepsVillagesApart(t *testing.T) {
	s, _ := newServer(t)
	a, b := enrolled(t, s, dongli, dongliArea), enrolled(t, s, shimen, shimenArea)
	f := agreedFact()
	a.save(about(f))
	req := a.request()
	req.Keys = []wire.WrappedKey{{Case: f.Case, Key: []byte("of a")}}
	before := a.send(req)
	stolen := f
	stolen.Amount = 1
	b.save(about(stolen))
	b.save(func(e *data.Event) { e.Subject, e.Fence = f.Case, 99 })
	b.save(func(e *data.Event) { about(stolen)(e); e.Device = a.id })
	b.save(func(e *data.Event) { about(stolen)(e); e.Device, e.Epoch = a.id, a.epoch })
	req = b.request()
	req.Keys = []wire.WrappedKey{{Case: f.Case, Key: []byte("of b")}}
	r := b.send(req)
	diff(t, "acknowledged", r.Ack, uint64(4))
	diff(t, "nothing to pull", len(r.Pull)+len(r.Keys), 0)
	diff(t, "no case", r.Cases, 0)
	diff(t, "refused", held(t, s), []ledger.Reason{
		ledger.ReasonWriter, ledger.ReasonWriter, ledger.ReasonOwner, ledger.ReasonOwner,
	})
	a.acked = 1
	after := a.send(a.request())
	diff(t, "digest of a", after.Check, before.Check)

	body, err := wire.Sign(b.key, a.request()) // under a's name with b's key
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Exchange(context.Background(), body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.DecodeResponse(out)
	if err != nil || got.Reason != wire.CodeSignature || len(got.Pull) > 0 || got.Cases > 0 || got.Ack > 0 {
		t.Errorf("answer to a forged request: %+v %v", got, err)
	}
}

func TestExchange_RefusesWhomItDoesNotKnow(t *testing.T) {
	s, _ := newServer(t)
	c := newComputer(t, s)
	c.save(about(agreedFact()))
	r := c.send(c.request())
	diff(t, "reason", r.Reason, wire.CodeUnknownDevice)
	diff(t, "cases", totals(t, s).Figures[data.FigureReceived].Cases, 0)
}

func TestExchange_QuarantinesARevokedDevice(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	c.save(about(agreedFact()))
	c.sync()
	if err := s.revoke(context.Background(), "admin", c.id); err != nil {
		t.Fatal(err)
	}
	c.save(about(agreedFact()))
	r := c.send(c.request())
	diff(t, "answer", []any{r.Reason, r.Ack, len(r.Pull), r.Cases}, []any{wire.CodeRevoked, uint64(0), 0, 0})
	c.send(c.request())
	diff(t, "held once", held(t, s), []ledger.Reason{ledger.ReasonRevoked})
	diff(t, "cases", totals(t, s).Figures[data.FigureReceived].Cases, 1)
}

func TestExchange_BoundsQuarantine(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	if err := s.revoke(context.Background(), "admin", c.id); err != nil {
		t.Fatal(err)
	}
	err := s.update(context.Background(), func(tx ledger.Tx) error {
		_, err := tx.Hold(ledger.Held{Chain: ledger.Chain{Device: c.id}, Reason: ledger.ReasonFork, Event: make([]byte, maxHeldBytes)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c.save(nil)
	diff(t, "reason", c.send(c.request()).Reason, wire.CodeRevoked)
	diff(t, "held", held(t, s), []ledger.Reason{ledger.ReasonFork})
}

func TestExchange_SendsNoBytesThatTheDeviceHas(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	for range 4 {
		c.save(about(agreedFact()))
	}
	c.send(c.request()) // the answer is lost
	req := c.request()
	req.Push = req.Push[:1] // pieces have shrunk
	for i, e := range c.send(req).Pull {
		if e.Event != nil || e.Seq != uint64(i)+1 {
			t.Errorf("entry %+v", e)
		}
	}
	all := c.events
	c.rewind(2)
	c.save(nil)
	c.acked = 0
	r := c.send(c.request())
	diff(t, "after a fork, what is not common comes whole", r.Pull, []wire.Entry{
		{GSN: 1, Device: c.id, Epoch: c.epoch, Seq: 1}, {GSN: 2, Device: c.id, Epoch: c.epoch, Seq: 2},
		{GSN: 3, Event: all[2]}, {GSN: 4, Event: all[3]},
	})
}
