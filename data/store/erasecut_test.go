package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"woshou/data"
)

// doomed is a record on a tape's disk with one case on a finished list, and the bytes
// that are to be nowhere once the case is erased.
type doomed struct {
	path    string
	id      data.CaseID
	secrets map[string][]byte
	facts   data.Hash
	whole   both
}

func newDoomed(t *testing.T) doomed {
	t.Helper()
	s := newTestStore(t)
	cases := saved(t, s, 8)
	gone := cases[3]
	after := gone.Clone()
	after.Place += "旧址" // more than one version of it lies about
	must(s.SaveCase("edit", gone, after))(t)
	listFor(t, s, 740000, gone.ID)
	secret, sealed, snapshot := keyOf(t, s, gone.ID)
	d := doomed{path: s.path, id: gone.ID, facts: data.FactsDigest(s.FactRows())}
	d.secrets = map[string][]byte{"the bare key": secret, "the sealed key": sealed, "the snapshot": snapshot[:64]}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d.whole = readBoth(t, d.path)
	return d
}

// check opens what the disk has: the case is there as it was or it is destroyed, and once
// the start has ended what was begun, no file holds a secret of it. It reports whether the
// case was there still.
func (d *doomed) check(t *testing.T, path string) (there bool, err error) {
	t.Helper()
	s, err := openWith(path, []step{{password: password}})
	if err != nil {
		return false, err
	}
	defer s.Close()
	switch _, err := s.Case(d.id); {
	case err == nil:
		there = true
	case !errors.Is(err, data.ErrDestroyed):
		return false, err
	}
	if err := s.Verify(); err != nil {
		return there, err
	}
	n, err := s.EraseListed() // as each start does
	if err != nil || n == 1 != there {
		return there, fmt.Errorf("the start erased %d: %w", n, err)
	}
	if _, err := s.Case(d.id); !errors.Is(err, data.ErrDestroyed) {
		return there, fmt.Errorf("after the start: %w", err)
	}
	for what, secret := range d.secrets {
		if inFiles(t, s, secret) {
			return there, fmt.Errorf("%s is still in one of %v", what, filesIn(t, filepath.Dir(path)))
		}
	}
	if data.FactsDigest(s.FactRows()) != d.facts {
		return there, errors.New("totals changed")
	}
	return there, s.Verify()
}

// The power may go at any op of an erasure: what the disk then has is the record as it was,
// or the start ends the erasure and no file holds the key.
func TestErase_CutAnywhere(t *testing.T) {
	t.Parallel()
	d := newDoomed(t)
	tape := newTape()
	path := filepath.Join(t.TempDir(), "record")
	tape.load(t, path, d.whole)
	s := openTaped(t, tape, path)
	if err := errors.Join(s.Erase([]data.CaseID{d.id}), s.Close()); err != nil {
		t.Fatal(err)
	}
	seeds := uint64(tears)
	if *damages > 1000 {
		seeds = 20
	}
	dir := filepath.Join(t.TempDir(), "disk")
	found := map[bool]int{}
	for n := tape.start(); n <= tape.length(); n++ {
		for seed := range seeds {
			disk := tape.play(n, rand.New(rand.NewPCG(uint64(n), seed)))
			disk.put(t, dir)
			there, err := d.check(t, filepath.Join(dir, "record"))
			if err != nil {
				t.Fatalf("cut after op %d of %d, seed %d: %v", n, tape.length(), seed, err)
			}
			found[there]++
		}
	}
	if found[true] == 0 || found[false] == 0 {
		t.Errorf("found there or destroyed: %v", found)
	}
}

// The n-th op of an erasure fails, for each n until there are no more: then another try, or
// the next start, ends it.
func TestErase_FailNth(t *testing.T) {
	t.Parallel()
	d := newDoomed(t)
	for _, again := range []bool{true, false} {
		told := 0
		for n := 1; ; n++ {
			tape := newTape()
			tape.failWith = []error{syscall.EIO, syscall.ENOSPC}[n%2]
			path := filepath.Join(t.TempDir(), "record")
			tape.load(t, path, d.whole)
			s := openTaped(t, tape, path)
			tape.arm(n)
			refused := s.Erase([]data.CaseID{d.id})
			s.Settle()
			failed := tape.failed()
			tape.arm(0)
			if refused != nil {
				told++
			}
			if refused != nil && again {
				if _, err := s.EraseListed(); err != nil {
					t.Fatalf("op %d failed: the next try: %v", n, err)
				}
			}
			if err := s.Close(); err != nil && !failed {
				t.Fatal(err)
			}
			truth := tape.play(tape.length(), nil)
			dir := filepath.Join(t.TempDir(), "disk")
			truth.put(t, dir)
			for _, path := range []string{path, filepath.Join(dir, "record")} {
				there, err := d.check(t, path)
				if err != nil {
					t.Fatalf("op %d failed (%v): %v", n, refused, err)
				}
				if there && (refused == nil || again) {
					t.Fatalf("op %d: erased, but the case is there", n)
				}
			}
			if !failed {
				break
			}
		}
		if told == 0 {
			t.Error("no failure was told")
		}
	}
}

// A file whose making was cut off long ago and that still has the old key goes, too.
func TestErase_RemovesWhatWasNotWhole(t *testing.T) {
	d := newDoomed(t)
	writeBoth(t, d.path, d.whole)
	for _, name := range []string{d.path, JournalPath(d.path)} {
		b := slices.Concat(d.secrets["the sealed key"], bytes.Repeat([]byte{1}, 5000))
		writeFile(t, name+newSuffix, b)
	}
	if there, err := d.check(t, d.path); err != nil || !there {
		t.Errorf("%v, %v", there, err)
	}
}
