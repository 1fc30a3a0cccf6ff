package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/township"
)

// A village of ten years.
const rebuildCases, rebuildEvents = 3000, 10

// rebuild measures how long a new computer needs until it has everything again, over TLS
// on this machine.
func (b *bench) rebuild() error {
	server, err := township.New(township.Config{Dir: filepath.Join(b.dir, "rebuild-town"), Name: "清溪镇"})
	if err != nil {
		return err
	}
	defer server.Close()
	old, err := newBench(filepath.Join(b.dir, "rebuild"), 0)
	if err != nil {
		return err
	}
	defer old.close()
	_, err = old.enrol(server)
	fresh := filepath.Join(b.dir, "rebuild", "fresh.db")
	if err == nil {
		_, err = old.st.Backup(fresh)
	}
	if err == nil {
		err = old.live(rebuildCases, rebuildEvents)
	}
	if err == nil {
		_, err = engine.New(old.st, nil, engine.Options{}).SyncNow(context.Background())
	}
	if err != nil {
		return err
	}
	return again(fresh)
}

// open is how many cases a village has open at a time.
const open = 40

// live records cases of so many events each, in the order in which a village has them.
func (b *bench) live(cases, events int) error {
	for done := 0; done < cases; done = len(b.ids) {
		if err := b.add(min(open, cases-done)); err != nil {
			return err
		}
		for range events - 1 {
			if err := b.change(b.ids[done:]); err != nil {
				return err
			}
		}
	}
	return nil
}

// again opens the copy that has nothing yet and fills it.
func again(path string) error {
	locked, err := store.Open(path, store.Options{})
	if err != nil {
		return err
	}
	st, err := locked.Unlock(password)
	if err != nil {
		return err
	}
	defer st.Close()
	link := engine.New(st, nil, engine.Options{})
	before, begun := worked(), time.Now()
	_, err = link.SyncNow(context.Background())
	took, cpu := time.Since(begun), worked()-before
	if s := link.Status(); err == nil && (!s.Same || s.OwnCases != rebuildCases) {
		err = fmt.Errorf("%d of %d cases came", s.OwnCases, rebuildCases)
	}
	if err != nil {
		return err
	}
	fmt.Printf("# rebuild: %d events, %s of computing, both sides\n", rebuildCases*rebuildEvents, cpu)
	report("rebuild-ms", float64(took.Milliseconds()), 10_000, 1)
	return nil
}
