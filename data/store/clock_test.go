package store

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Clocks that are wrong, or jump, decide nothing: not the order, not the repairs.
func TestClocks(t *testing.T) {
	for name, years := range map[string][]int{"1970": {1970}, "2099": {2099}, "backwards": {2031, 2026, 1999, 2099, 1970}, "beyond": {12000}} {
		n := 0
		opt := testOptions()
		opt.Now = func() time.Time { n++; return time.Date(years[n%len(years)], 1, 1, 0, 0, n, 0, time.UTC) }
		path := filepath.Join(t.TempDir(), "record")
		s, _, err := Create(path, NewRecord{testCommittee(), head, password}, opt)
		if err != nil {
			t.Fatal(name, err)
		}
		r := rand.New(rand.NewPCG(1, 1))
		now := intake(t, s, sampleCase(r, 1))
		for range 8 {
			next := now.Clone()
			next.Claimed++
			now = save(t, s, now, next)
			s.Settle() // so that the file has many pages
		}
		want := mustContents(t, s)
		for _, broken := range []bool{false, true} {
			if err := s.Close(); err != nil {
				t.Fatal(name, err)
			}
			if b := readBoth(t, path); broken {
				writeBoth(t, path, both{b.file[:len(b.file)/2], b.journal})
			}
			l, err := Open(path, opt)
			if err != nil {
				t.Fatal(name, err)
			}
			if s, err = l.Unlock(password); err != nil {
				t.Fatal(name, err)
			}
			if diff := cmp.Diff(want, mustContents(t, s), rowOf); diff != "" {
				t.Error(name, diff)
			}
			if err := s.Verify(); err != nil {
				t.Error(name, err)
			}
			if repaired := len(s.Repairs()) == 1; repaired != broken {
				t.Error(name, s.Repairs())
			}
		}
		_ = s.Close()
	}
}
