package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

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
	fmt.Printf("# push: the disk alone takes an entry in %.0f µs, in groups\n", log)
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
