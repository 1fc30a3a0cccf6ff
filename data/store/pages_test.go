package store

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"woshou/data"
)

// Whatever bbolt writes is whole to the check, after any puts and deletes.
func TestCheckPages_WhatBoltWrites(t *testing.T) {
	t.Parallel()
	for seed := range uint64(max(4, *damages/100)) {
		r := rand.New(rand.NewPCG(21, seed))
		path := filepath.Join(t.TempDir(), "file")
		d, err := openDisk(path, testOptions().filled())
		if err != nil {
			t.Fatal(err)
		}
		d.db.NoSync = true
		for range 60 {
			err := d.update(func(tx *bbolt.Tx) error { return anyChanges(tx, r) })
			if err != nil {
				t.Fatal(err)
			}
			if err := checkPages(path); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		if err := d.close(); err != nil {
			t.Fatal(err)
		}
	}
}

// anyChanges puts and deletes in two buckets, in runs of neighbours too, so that pages split,
// merge and empty.
func anyChanges(tx *bbolt.Tx, r *rand.Rand) error {
	for _, name := range []string{"a", "b"} {
		b, err := tx.CreateBucketIfNotExists([]byte(name))
		if err != nil {
			return err
		}
		from, drop := r.Uint64N(4000), r.IntN(3) > 0
		for n := range uint64(r.IntN(300)) {
			at := from + n
			if r.IntN(4) == 0 {
				at = r.Uint64N(4000)
			}
			key := binary.BigEndian.AppendUint64(nil, at)
			if drop {
				err = b.Delete(key)
			} else {
				err = b.Put(key, make([]byte, r.IntN(2000)))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// A branch that names a page by another key than its first is damage: bbolt would add the
// page anew beside the old name when it changes it, and free a page that is still named.
func TestCheckPages_Separators(t *testing.T) {
	path, _ := usedRecord(t, 60, 20)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for id := uint64(2); id < uint64(len(whole)/pageSize); id++ {
		page := whole[id*pageSize:][:pageSize]
		if le.Uint64(page) != id || le.Uint16(page[8:]) != branchPage {
			continue
		}
		for i := range int(le.Uint16(page[10:])) {
			at := int(id)*pageSize + pageHeader + i*elementSize
			shorter, lower := append([]byte(nil), whole...), append([]byte(nil), whole...)
			binary.LittleEndian.PutUint32(shorter[at+4:], le.Uint32(whole[at+4:])-1)
			last := at + int(le.Uint32(whole[at:])) + int(le.Uint32(whole[at+4:])) - 1
			lower[last]--
			for what, b := range map[string][]byte{"shorter": shorter, "lower": lower} {
				name := filepath.Join(t.TempDir(), "f")
				writeFile(t, name, b)
				// A branch that is free now is nobody's.
				if err := checkPages(name); err == nil && !isFree(t, path, id) || err != nil && !errors.Is(err, data.ErrDamaged) {
					t.Errorf("page %d, key %d made %s: %v", id, i, what, err)
				}
				tried++
			}
		}
	}
	if tried == 0 {
		t.Error("no branch page was tried")
	}
}

// isFree reports whether a page is on a file's freelist: what it holds does not count.
func isFree(t *testing.T, path string, id uint64) bool {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, free, high, err := readMetas(f)
	if err != nil {
		t.Fatal(err)
	}
	p := &pages{file: f, high: high, used: make([]uint64, high/64+1)}
	if err := p.freelist(free); err != nil {
		t.Fatal(err)
	}
	return p.used[id/64]&(1<<(id%64)) != 0
}
