package township

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// clock is a clock that stands still until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func (c *clock) move(d time.Duration) { c.at = c.at.Add(d) }

func startTime() time.Time { return time.Date(2026, 6, 1, 9, 30, 0, 0, beijing) }

// newServer returns a server in a fresh folder, and its clock.
func newServer(t *testing.T) (*Server, *clock) {
	t.Helper()
	c := &clock{startTime()}
	s, err := New(Config{Dir: t.TempDir(), Name: "清溪镇", Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, c
}

// computer is a village's computer as the server sees it: a key, a chain, a cursor.
type computer struct {
	t   testing.TB
	s   *Server
	key ed25519.PrivateKey
	id  data.DeviceID
	// village and server are what enrolment answered.
	village string
	server  data.Epoch
	epoch   data.Epoch
	events  [][]byte
	hashes  []data.Hash
	acked   uint64
	gsn     uint64
	// of and body are the case and the bytes of what a benchmark sends.
	of   data.Fact
	body []byte
}

// enrolled returns a computer that has enrolled for a village.
func enrolled(t testing.TB, s *Server, village, area string) *computer {
	t.Helper()
	c := newComputer(t, s)
	code, err := s.NewCode(village, area)
	if err != nil {
		t.Fatal(err)
	}
	if r := c.enrol(code, area); r.Reason != "" {
		t.Fatalf("enrolment refused: %s", r.Reason)
	}
	return c
}

func newComputer(t testing.TB, s *Server) *computer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	body := make([]byte, 1000)
	_, _ = rand.Read(body)
	return &computer{t: t, s: s, key: key, id: data.NewDeviceID(), epoch: data.NewEpoch(), body: body}
}

func (c *computer) enrol(code, area string) *wire.EnrolResponse {
	c.t.Helper()
	parsed, err := wire.ParseCode(code)
	if err != nil {
		c.t.Fatal(err)
	}
	body, err := wire.SignEnrol(c.key, &wire.EnrolRequest{
		Proto: wire.Proto, Secret: parsed.Secret, Device: c.id, Epoch: c.epoch, Committee: "东篱村人民调解委员会", Area: area,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	out, err := c.s.Enrol(context.Background(), body)
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := wire.DecodeEnrolResponse(out)
	if err != nil {
		c.t.Fatal(err)
	}
	if r.Reason == "" {
		c.village, c.server = r.Village, r.Server
	}
	return r
}

// event makes the next event of the chain, without adding it.
func (c *computer) event(change func(*data.Event)) []byte {
	e := data.Event{
		Version: data.EventVersion, UID: data.NewUID(), Device: c.id, Epoch: c.epoch, Seq: uint64(len(c.events)) + 1,
		Prev: c.headHash(), At: c.s.now().Unix(), Kind: "accept", Subject: data.NewCaseID(), Body: []byte("sealed"),
	}
	if change != nil {
		change(&e)
	}
	return e.Encode()
}

// about makes an event carry a fact row.
func about(f data.Fact) func(*data.Event) {
	return func(e *data.Event) { e.Subject, e.Facts = f.Case, f.Encode() }
}

// save appends an event to the chain and returns its bytes.
func (c *computer) save(change func(*data.Event)) []byte {
	return c.add(c.event(change))
}

func (c *computer) add(raw []byte) []byte {
	c.hashes = append(c.hashes, data.Chain(c.headHash(), raw))
	c.events = append(c.events, raw)
	return raw
}

func (c *computer) headHash() data.Hash {
	if len(c.hashes) == 0 {
		return data.Hash{}
	}
	return c.hashes[len(c.hashes)-1]
}

// request is what the computer would send now: everything that is not acknowledged.
func (c *computer) request() *wire.Request {
	return &wire.Request{
		Proto: wire.Proto, Device: c.id, Epoch: c.epoch, Head: uint64(len(c.events)), HeadHash: c.headHash(),
		Server: c.server, GSN: c.gsn, Push: c.events[c.acked:],
	}
}

func (c *computer) send(r *wire.Request) *wire.Response {
	c.t.Helper()
	body, err := wire.Sign(c.key, r)
	if err != nil {
		c.t.Fatal(err)
	}
	out, err := c.s.Exchange(context.Background(), body)
	if err != nil {
		c.t.Fatal(err)
	}
	resp, err := wire.DecodeResponse(out)
	if err != nil {
		c.t.Fatal(err)
	}
	if resp.Echo != wire.EchoOf(body) || resp.Proto != wire.Proto || resp.Now != c.s.now().Unix() {
		c.t.Errorf("answer's frame: %v %d %d", resp.Echo, resp.Proto, resp.Now)
	}
	return resp
}

// sync exchanges until nothing is left and returns the last answer.
func (c *computer) sync() *wire.Response {
	c.t.Helper()
	for range 100 {
		r := c.send(c.request())
		if r.Reason != "" {
			c.t.Fatalf("reason %s", r.Reason)
		}
		c.acked, c.gsn, c.server = r.Ack, r.NextGSN, r.Server
		if !r.More && c.acked == uint64(len(c.events)) {
			return r
		}
	}
	c.t.Fatal("no end of exchanges")
	return nil
}

// day is a day of 2026.
func day(month time.Month, d int) data.Day {
	v, err := data.NewDay(2026, month, d)
	if err != nil {
		panic(err)
	}
	return v
}

// agreedFact is a case that ended with a written agreement.
func agreedFact() data.Fact {
	return data.Fact{
		Case: data.NewCaseID(), Status: data.Performing, Type: "02", Source: data.Application, Outcome: data.OutcomeWritten,
		Received: day(3, 1), Accepted: day(3, 2), Concluded: day(3, 24), Effective: day(3, 24),
		Amount: 38600, People: 2, Sessions: 6, Performance: data.InPerformance,
	}
}

const (
	dongli, dongliArea = "东篱村", "339921101201"
	shimen, shimenArea = "石门村", "339921101202"
)

func diff(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got)\n%s", what, d)
	}
}

// held returns the reasons of what is set aside, the newest first.
func held(t *testing.T, s *Server) (reasons []ledger.Reason) {
	t.Helper()
	err := s.led.View(context.Background(), func(r ledger.Reader) error {
		all, err := r.Held(100)
		for _, h := range all {
			reasons = append(reasons, h.Reason)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return reasons
}

// stream returns a village's entries.
func stream(t *testing.T, s *Server, village string) (all []ledger.Entry) {
	t.Helper()
	err := s.led.View(context.Background(), func(r ledger.Reader) (err error) {
		all, err = r.Stream(ledger.VillageID(village), 0, 10000, 1<<30)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func totals(t *testing.T, s *Server) data.Totals {
	t.Helper()
	_, all, err := s.Totals(data.Period{}, data.FigureReceived)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func invalidCode(err error) string {
	var invalid *data.Invalid
	if errors.As(err, &invalid) {
		return invalid.Code
	}
	if err == nil {
		return ""
	}
	return "not invalid: " + strings.ToLower(err.Error())
}
