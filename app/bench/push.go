package main

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

const (
	pushConnections = 256
	pushes          = 20_000
	fleetVillages   = 2304
)

// push measures pushes of one event each over kept connections into both stores: from
// sending a signed request to having read its answer.
func (b *bench) push() error {
	log, err := b.logBound()
	if err != nil {
		return err
	}
	us, err := b.pushInto("bbolt", "", pushes)
	if err != nil {
		return err
	}
	report("push-bbolt-us", us, 200, 1) // 5,000 a second
	report("push-bbolt-log", us, log, 5)
	db, err := newDatabase()
	if err != nil {
		fmt.Printf("# PostgreSQL not measured: %v\n", err)
		return nil
	}
	defer db.Remove()
	address, err := db.Place("push")
	if err == nil {
		us, err = b.pushInto("postgres", address, pushes/2)
	}
	if err == nil {
		report("push-postgres-us", us, 400, 1) // 2,500 a second
	}
	return err
}

// pushInto returns how many microseconds pass for each push.
func (b *bench) pushInto(name, store string, n int) (us float64, err error) {
	all := crowd(pushConnections)
	dir := filepath.Join(b.dir, "push-"+name)
	if err := fillTown(dir, store, 1, registerAll(all)); err != nil {
		return 0, err
	}
	t, err := b.startTown(dir, store)
	if err != nil {
		return 0, err
	}
	lines, err := connect(t.address, len(all))
	if err != nil {
		return 0, errors.Join(err, t.stop())
	}
	defer hangUp(lines)
	if err := readyAll(lines, all, n/len(all)); err != nil {
		return 0, errors.Join(err, t.stop())
	}
	before, begun := worked(t.cmd.Process.Pid), time.Now()
	took, err := kept(lines, all, func(c *computer) bool { return len(c.ready) > 0 })
	whole := time.Since(begun)
	cpu := worked(t.cmd.Process.Pid) - before
	if err != nil {
		return 0, errors.Join(err, t.stop())
	}
	pushed := time.Duration(len(took))
	fmt.Printf("# push into %s: %d connections, p50 %.1f ms, p99 %.1f ms, %s of computing a push, clients included, %.2f processors busy\n",
		name, len(all), at(took, 0.5), at(took, 0.99), cpu/pushed, cpu.Seconds()/whole.Seconds())
	return float64((whole / pushed).Nanoseconds()) / 1000, t.stop()
}

// readyAll has every computer push once, which tells it the life of its stream, and make
// and sign its next n requests: a village's computer does that on its own processor.
func readyAll(lines []*line, all []*computer, n int) error {
	for i, c := range all {
		if err := c.push(lines[i], 1); err != nil {
			return err
		}
	}
	for _, c := range all {
		for range n {
			if err := c.prepare(1); err != nil {
				return err
			}
		}
	}
	return nil
}

// logBound measures a bbolt file used as a log: events one behind another, as many in each
// transaction as there are connections, with no exchange. It returns microseconds an event.
func (b *bench) logBound() (us float64, err error) {
	dir := filepath.Join(b.dir, "log")
	c := newComputer(0)
	begun := time.Now()
	err = fillTown(dir, "", pushes/pushConnections, func(_ int, tx ledger.Tx) (err error) {
		for range pushConnections {
			event := c.event()
			err = errors.Join(err, tx.AppendOwn(c.epoch, c.seq, event))
		}
		return err
	})
	return float64(time.Since(begun).Microseconds()) / float64(c.seq), err
}

// fleet has every village push its day's work over a connection of its own.
func (b *bench) fleet() error {
	all := crowd(fleetVillages)
	dir := filepath.Join(b.dir, "fleet")
	if err := fillTown(dir, "", 1, registerAll(all)); err != nil {
		return err
	}
	t, err := b.startTown(dir, "")
	if err != nil {
		return err
	}
	before, begun := worked(t.cmd.Process.Pid), time.Now()
	const atOnce = 256
	errs := make([]error, atOnce)
	var next atomic.Int64
	var done sync.WaitGroup
	for i := range atOnce {
		done.Go(func() {
			for n := next.Add(1) - 1; int(n) < len(all); n = next.Add(1) - 1 {
				errs[i] = errors.Join(errs[i], all[n].day(t.address))
			}
		})
	}
	done.Wait()
	took, cpu := time.Since(begun), worked(t.cmd.Process.Pid)-before
	if err := errors.Join(errs...); err != nil {
		return errors.Join(err, t.stop())
	}
	fmt.Printf("# fleet: %s of computing, clients included\n", cpu)
	report("fleet-ms", float64(took.Milliseconds()), 10_000, 1)
	return t.stop()
}

// day pushes three events over a fresh connection.
func (c *computer) day(address string) error {
	l, err := dial(address)
	if err != nil {
		return err
	}
	return errors.Join(c.push(l, 3), l.Close())
}

// What the dashboard shows, and how often it is asked for.
const (
	dashboardCases = 300
	dashboardAsked = 200
	dashboardLines = 64
	dashboardParts = 24
)

// dashboard measures the page of the totals of a county while events come in.
func (b *bench) dashboard() error {
	all := crowd(fleetVillages)
	dir := filepath.Join(b.dir, "dashboard")
	secret := "bench"
	if err := fillTown(dir, "", dashboardParts, func(part int, tx ledger.Tx) error { return b.county(all, part, secret, tx) }); err != nil {
		return err
	}
	t, err := b.startTown(dir, "")
	if err != nil {
		return err
	}
	lines, err := connect(t.address, dashboardLines)
	if err != nil {
		return errors.Join(err, t.stop())
	}
	defer hangUp(lines)
	var asked atomic.Bool
	var pushed []time.Duration
	var pushErr error
	var done sync.WaitGroup
	done.Go(func() {
		pushed, pushErr = kept(lines, all, func(*computer) bool { return !asked.Load() })
	})
	begun := time.Now()
	took, err := b.ask(t.address, secret)
	rate := time.Since(begun).Seconds()
	asked.Store(true)
	done.Wait()
	if err = errors.Join(err, pushErr); err != nil {
		return errors.Join(err, t.stop())
	}
	fmt.Printf("# dashboard: p50 %.1f ms while %.0f pushes a second came in\n", at(took, 0.5), float64(len(pushed))/rate)
	report("dashboard-p99-ms", at(took, 0.99), 50, 1)
	return t.stop()
}

// county writes a part of the villages with their cases, and somebody who has logged in.
func (b *bench) county(all []*computer, part int, secret string, tx ledger.Tx) error {
	day, _ := data.NewDay(2026, 1, 1)
	size := len(all) / dashboardParts
	for n := part * size; n < (part+1)*size; n++ {
		v := ledger.Village{Heard: time.Now()}
		for range dashboardCases {
			on := day.Add(b.rand.IntN(600) - 400)
			f := data.Fact{
				Case: data.NewCaseID(), Status: data.Performing, Type: data.DisputeType(data.DisputeTypes[b.rand.IntN(len(data.DisputeTypes))].Code),
				Source: data.Application, Outcome: data.OutcomeWritten, Received: on, Accepted: on.Add(1), Concluded: on.Add(20), Effective: on.Add(20),
				Performance: data.InPerformance, Amount: data.Fen(b.rand.IntN(1e6)), People: 2, Sessions: 2,
			}
			row := f.Encode()
			v.Cases, v.Sum = v.Cases+1, v.Sum.Plus(row)
			if err := tx.PutCase(ledger.Case{ID: f.Case, Village: all[n].village, Row: row}); err != nil {
				return err
			}
		}
		if err := all[n].register(n, v, tx); err != nil {
			return err
		}
	}
	sum := sha256.Sum256([]byte(secret))
	return errors.Join(tx.PutAccount(ledger.Account{Name: "bench", Role: ledger.RoleReader, Hash: "-"}),
		tx.PutSession(ledger.Session{ID: hex.EncodeToString(sum[:]), Account: "bench", Token: "bench", Begun: time.Now(), Seen: time.Now()}))
}

// ask gets the page again and again, and returns how long each took, shortest first.
func (b *bench) ask(address, secret string) ([]time.Duration, error) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer client.CloseIdleConnections()
	get := func(int) error {
		r, err := http.NewRequest(http.MethodGet, "https://"+address+"/?figure=agreed", nil)
		if err != nil {
			return err
		}
		r.AddCookie(&http.Cookie{Name: "__Host-woshou", Value: secret})
		answer, err := client.Do(r)
		if err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err == nil && (answer.StatusCode != http.StatusOK || answer.Request.URL.Path != "/" || n < 10_000) {
			err = fmt.Errorf("the page of the totals: %s at %s, %d bytes", answer.Status, answer.Request.URL.Path, n)
		}
		return err
	}
	if err := get(0); err != nil { // the first one reads the ledger
		return nil, err
	}
	return times(dashboardAsked, get)
}
