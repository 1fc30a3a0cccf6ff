package township

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// TestExchange_RefillsARestoredServer: the folder comes back from a backup (T3).
func TestExchange_RefillsARestoredServer(t *testing.T) {
	for name, announced := range map[string]bool{"and it is announced": true, "and nobody says so": false} {
		t.Run(name, func(t *testing.T) {
			s, _ := newServer(t)
			c, other := enrolled(t, s, dongli, dongliArea), enrolled(t, s, dongli, dongliArea)
			for range 5 {
				c.save(about(agreedFact()))
			}
			// A cursor and an acknowledgement from a life of the server that is gone.
			c.gsn, c.acked = 5, 5
			before := c.server
			if announced {
				if err := s.Restored(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			r := c.send(c.request())
			if r.Server == before || r.Ack != 0 || r.NextGSN != 0 {
				t.Errorf("answer %+v", r)
			}
			c.acked, c.gsn, c.server = r.Ack, r.NextGSN, r.Server
			c.sync()
			other.gsn = 3
			got := other.send(other.request())
			diff(t, "refilled", []any{len(got.Pull), got.Cases, got.Pull[0].GSN}, []any{5, 5, uint64(1)})
		})
	}
}

func TestExchange_KeepsWhatItAcknowledged(t *testing.T) {
	dir := t.TempDir()
	c := &clock{startTime()}
	open := func() *Server {
		s, err := New(Config{Dir: dir, Name: "清溪镇", Now: c.now})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	pc := enrolled(t, s, dongli, dongliArea)
	pc.save(about(agreedFact()))
	r := pc.sync()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	defer func() { _ = s.Close() }()
	pc.s = s
	again := pc.send(pc.request())
	diff(t, "after a restart", []any{again.Ack, again.Check, again.Server, again.Reason}, []any{r.Ack, r.Check, r.Server, wire.Code("")})
}

func TestExchange_AnswersNonsense(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	c.save(about(agreedFact()))
	good, err := wire.Sign(c.key, c.request())
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range [][]byte{nil, []byte("<html>"), make([]byte, 100)} {
		if _, err := s.Exchange(context.Background(), body); !errors.Is(err, wire.ErrForeign) {
			t.Errorf("%q: %v", body, err)
		}
	}
	for cut := 4; cut < len(good); cut++ {
		out, err := s.Exchange(context.Background(), good[:cut])
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		r, err := wire.DecodeResponse(out)
		if err != nil || r.Reason == "" || r.Ack != 0 {
			t.Fatalf("cut at %d: %+v %v", cut, r, err)
		}
	}
	diff(t, "nothing was stored", len(stream(t, s, c.village)), 0)
}

// TestExchange_TotalsEqualRows plays random saves of four computers in two
// villages, with repeated and lost answers, and compares the totals with a count
// of the rows from the start (I6, T5, T22).
func TestExchange_TotalsEqualRows(t *testing.T) {
	s, _ := newServer(t)
	pcs := []*computer{
		enrolled(t, s, dongli, dongliArea), enrolled(t, s, dongli, dongliArea),
		enrolled(t, s, shimen, shimenArea), enrolled(t, s, shimen, shimenArea),
	}
	random := rand.New(rand.NewPCG(1, 2))
	ids := map[string][]data.CaseID{}
	for range 300 {
		c := pcs[random.IntN(len(pcs))]
		f := agreedFact()
		f.Type = data.DisputeType(data.DisputeTypes[random.IntN(18)].Code)
		f.Amount = data.Fen(random.IntN(1000) * 100)
		if mine := ids[c.village]; len(mine) > 0 && random.IntN(2) == 0 {
			f.Case = mine[random.IntN(len(mine))]
		} else {
			ids[c.village] = append(mine, f.Case)
		}
		c.save(about(f))
		switch random.IntN(4) {
		case 0: // the answer is lost
			c.send(c.request())
		case 1:
			c.sync()
		}
	}
	for _, c := range pcs {
		c.sync()
	}
	rows := map[data.CaseID]data.Fact{}
	for _, village := range []string{pcs[0].village, pcs[2].village} {
		for _, e := range stream(t, s, village) {
			event, err := data.DecodeEvent(e.Event)
			if err != nil {
				t.Fatal(err)
			}
			rows[event.Subject], _ = data.DecodeFact(event.Facts)
		}
	}
	var all []data.Fact
	for _, f := range rows {
		all = append(all, f)
	}
	villages, got, err := s.Totals(data.Period{}, data.FigureReceived)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "totals", got, data.TotalsOf(all, data.Period{}, data.FigureReceived))
	sum := 0
	for _, v := range villages {
		sum += v.Totals.Figures[data.FigureReceived].Cases
		diff(t, "cases of "+v.Name, v.Cases, len(ids[v.ID]))
	}
	diff(t, "sum of villages", sum, len(all))
}

// failing is a ledger whose disk is full.
type failing struct{ ledger.Ledger }

var errFull = errors.New("file resize error: no space left on device")

func (f failing) Update(ctx context.Context, do func(ledger.Tx) error) error {
	return f.Ledger.Update(ctx, func(tx ledger.Tx) error { return errors.Join(do(tx), errFull) })
}

func TestExchange_AcknowledgesNothingOnAFullDisk(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	c.save(about(agreedFact()))
	good := s.led
	s.led = failing{good}
	r := c.send(c.request())
	diff(t, "answer", []any{r.Reason, r.Ack, r.Cases}, []any{wire.CodeFull, uint64(0), 0})
	s.led = good
	diff(t, "cases", totals(t, s).Figures[data.FigureReceived].Cases, 0)
	diff(t, "later", c.sync().Cases, 1)
}

var errLost = errors.New("connection lost")

// unclear is a ledger whose store is lost while it makes a transaction durable.
type unclear struct {
	ledger.Ledger
	durable bool
}

func (u unclear) Update(ctx context.Context, do func(ledger.Tx) error) error {
	err := u.Ledger.Update(ctx, func(tx ledger.Tx) error {
		if err := do(tx); err != nil || u.durable {
			return err
		}
		return errLost // so that it is rolled back
	})
	return errors.Join(ledger.ErrUnclear, err)
}

// A transaction in doubt acknowledges nothing. Whether it is there or not, the same events
// again count once, in the rows and in what the pages show.
func TestExchange_ATransactionInDoubt(t *testing.T) {
	for name, durable := range map[string]bool{"it was made durable": true, "it was not": false} {
		t.Run(name, func(t *testing.T) {
			s, _ := newServer(t)
			c := enrolled(t, s, dongli, dongliArea)
			c.save(about(agreedFact()))
			c.sync()
			diff(t, "before", totals(t, s).Figures[data.FigureReceived].Cases, 1)
			c.save(about(agreedFact()))
			good := s.led
			s.led = unclear{good, durable}
			r := c.send(c.request())
			diff(t, "in doubt", []any{r.Reason, r.Ack, r.Cases}, []any{wire.CodeBusy, uint64(0), 0})
			s.led = good
			there := 1
			if durable {
				there = 2
			}
			diff(t, "the pages show what is there", totals(t, s).Figures[data.FigureReceived].Cases, there)
			diff(t, "again", c.sync().Cases, 2)
			diff(t, "the pages", totals(t, s).Figures[data.FigureReceived].Cases, 2)
			found, err := s.Check(t.Context())
			diff(t, "the check", []any{len(found), err}, []any{0, nil})
		})
	}
}

func FuzzExchange(f *testing.F) {
	s, err := New(Config{Dir: f.TempDir(), Now: startTime})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	c := newComputer(f, s)
	code, err := s.NewCode(dongli, dongliArea)
	if err != nil {
		f.Fatal(err)
	}
	c.enrol(code, dongliArea)
	event := c.event(about(agreedFact()))
	f.Add(event, uint64(1), uint64(0), uint16(0), false)
	f.Add([]byte("nonsense"), uint64(1<<63), uint64(1<<63), uint16(9), false)
	f.Add([]byte{1}, uint64(0), uint64(7), uint16(65535), false)
	body, err := wire.Sign(c.key, c.request())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body, uint64(0), uint64(0), uint16(0), true)
	f.Fuzz(func(t *testing.T, b []byte, head, gsn uint64, waiting uint16, raw bool) {
		out, err := s.Exchange(context.Background(), signed(c, b, head, gsn, waiting, raw))
		if errors.Is(err, wire.ErrForeign) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := wire.DecodeResponse(out); err != nil {
			t.Fatalf("the answer cannot be read: %v", err)
		}
	})
}

// signed returns b as a request of its own, or as an event in a signed request.
func signed(c *computer, b []byte, head, gsn uint64, waiting uint16, raw bool) []byte {
	if raw {
		return b
	}
	req := c.request()
	req.Push, req.Head, req.GSN, req.Waiting = [][]byte{b, b}, head, gsn, int(waiting)
	body, err := wire.Sign(c.key, req)
	if err != nil {
		return b
	}
	return body
}

// BenchmarkExchange is one save of a village with 500 cases, durable when answered.
func BenchmarkExchange(b *testing.B) {
	s, err := New(Config{Dir: b.TempDir(), Now: startTime})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	c := newComputer(b, s)
	code, err := s.NewCode(dongli, dongliArea)
	if err != nil {
		b.Fatal(err)
	}
	c.enrol(code, dongliArea)
	for range 500 {
		c.save(about(agreedFact()))
		c.sync()
	}
	for b.Loop() {
		c.save(about(agreedFact()))
		c.sync()
	}
}
