package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// computer is a village's computer as the township sees it: a key and a chain. It
// is as lean as one can be, because it computes on the machine that is measured.
type computer struct {
	village ledger.VillageID
	key     ed25519.PrivateKey
	id      data.DeviceID
	epoch   data.Epoch
	server  data.Epoch
	seq     uint64
	hash    data.Hash
	fact    data.Fact
	body    []byte
	// ready are requests that were made and signed beforehand.
	ready []prepared
}

// prepared is a request as HTTP, and the end of the chain that its answer acknowledges.
type prepared struct {
	request []byte
	ack     uint64
}

func newComputer(n int) *computer {
	_, key, _ := ed25519.GenerateKey(nil) // never fails with the system's randomness
	c := &computer{village: ledger.VillageID(fmt.Sprint("village", n)), key: key, id: data.NewDeviceID(), epoch: data.NewEpoch(), body: make([]byte, 700)}
	_, _ = rand.Read(c.body)
	return c
}

// crowd is many computers, each of a village of its own.
func crowd(n int) (all []*computer) {
	for i := range n {
		all = append(all, newComputer(i))
	}
	return all
}

// register writes the computer and its village into a ledger, as an enrolment does.
func (c *computer) register(n int, v ledger.Village, tx ledger.Tx) error {
	v.ID, v.Name, v.Area = c.village, fmt.Sprintf("第%d村", n+1), fmt.Sprintf("3399%08d", n)
	d := ledger.Device{ID: c.id, Village: v.ID, Key: c.key.Public().(ed25519.PublicKey), Enrolled: time.Now()}
	return errors.Join(tx.PutVillage(v), tx.PutDevice(d))
}

func registerAll(all []*computer) func(part int, tx ledger.Tx) error {
	return func(_ int, tx ledger.Tx) (err error) {
		for n, c := range all {
			err = errors.Join(err, c.register(n, ledger.Village{}, tx))
		}
		return err
	}
}

// event is the next of a day: a case is received, accepted, heard twice, and agreed.
func (c *computer) event() []byte {
	n := int(c.seq % 5)
	day, _ := data.NewDay(2026, 3, 1)
	if n == 0 {
		c.fact = data.Fact{Case: data.NewCaseID(), Status: data.Accepted, Type: "02", Source: data.Application, Received: day, People: 2}
	}
	if n > 0 {
		c.fact.Status, c.fact.Accepted, c.fact.Sessions = data.Accepted, day.Add(1), n
	}
	if n == 4 {
		c.fact.Status, c.fact.Outcome, c.fact.Concluded, c.fact.Effective = data.Performing, data.OutcomeWritten, day.Add(20), day.Add(20)
		c.fact.Performance, c.fact.Amount = data.InPerformance, 38600
	}
	c.seq++
	e := data.Event{
		Version: data.EventVersion, UID: data.NewUID(), Device: c.id, Epoch: c.epoch, Seq: c.seq, Prev: c.hash,
		At: time.Now().Unix(), Kind: "edit", Subject: c.fact.Case, Body: c.body[:300+n*100], Facts: c.fact.Encode(),
	}
	raw := e.Encode()
	c.hash = data.Chain(c.hash, raw)
	return raw
}

// line is a connection to a township.
type line struct {
	*tls.Conn
	answers *bufio.Reader
}

// dial connects as a village's program does; it is loopback, so nobody looks at the pin.
func dial(address string) (*line, error) {
	conn, err := tls.Dial("tcp", address, &tls.Config{
		MinVersion: tls.VersionTLS13, CurvePreferences: []tls.CurveID{tls.X25519}, NextProtos: []string{wire.ALPN}, InsecureSkipVerify: true,
	})
	if err != nil {
		return nil, err
	}
	return &line{conn, bufio.NewReader(conn)}, nil
}

// push sends the next request that is ready, or one with the next n events; they are
// durable when it returns.
func (c *computer) push(l *line, n int) error {
	if len(c.ready) == 0 {
		if err := c.prepare(n); err != nil {
			return err
		}
	}
	next := c.ready[0]
	c.ready = c.ready[1:]
	if _, err := l.Write(next.request); err != nil {
		return err
	}
	answer, err := http.ReadResponse(l.answers, nil)
	if err != nil {
		return err
	}
	out, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return err
	}
	resp, err := wire.DecodeResponse(out)
	if err != nil {
		return err
	}
	if resp.Reason != "" || resp.Ack != next.ack || resp.NextGSN != next.ack {
		return fmt.Errorf("a push was answered with %q and %d, %d of %d", resp.Reason, resp.Ack, resp.NextGSN, next.ack)
	}
	c.server = resp.Server
	return nil
}

// prepare makes and signs the request with the next n events. Where the village's stream
// stands follows from the computer's own events, because no other one writes to it.
func (c *computer) prepare(n int) error {
	r := &wire.Request{Proto: wire.Proto, Device: c.id, Epoch: c.epoch, Server: c.server, GSN: c.seq}
	for range n {
		r.Push = append(r.Push, c.event())
	}
	r.Head, r.HeadHash = c.seq, c.hash
	body, err := wire.Sign(c.key, r)
	if err != nil {
		return err
	}
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: town\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", wire.PathExchange, wire.ContentType, len(body))
	c.ready = append(c.ready, prepared{append([]byte(head), body...), c.seq})
	return nil
}

// connect opens so many connections; hangUp closes them.
func connect(address string, n int) (lines []*line, err error) {
	for range n {
		l, err := dial(address)
		if err != nil {
			hangUp(lines)
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func hangUp(lines []*line) {
	for _, l := range lines {
		_ = l.Close() // the other side has answered everything
	}
}

// kept pushes one event after another over kept connections, each its computer's, until
// more says no to it, and returns how long each took, shortest first.
func kept(lines []*line, all []*computer, more func(*computer) bool) ([]time.Duration, error) {
	took, errs := make([][]time.Duration, len(lines)), make([]error, len(lines))
	var done sync.WaitGroup
	for i, l := range lines {
		done.Go(func() {
			for errs[i] == nil && more(all[i]) {
				start := time.Now()
				errs[i] = all[i].push(l, 1)
				took[i] = append(took[i], time.Since(start))
			}
		})
	}
	done.Wait()
	whole := slices.Concat(took...)
	slices.Sort(whole)
	return whole, errors.Join(errs...)
}
