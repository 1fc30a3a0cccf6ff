package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// holdFile keeps the file from taking what is saved until it is let go of.
func holdFile(t testing.TB, s *Store) (letGo func()) {
	t.Helper()
	tx, err := s.disk.begin(true)
	if err != nil {
		t.Fatal(err)
	}
	return func() { s.disk.rollback(tx) }
}

func (s *Store) waiting() int {
	saves, _, _ := s.ahead.now()
	return len(saves)
}

// burst saves whatever can be saved: new cases, the same case again and again, the committee,
// the link, many cases at once, and a case that is destroyed. It returns how many saves those were.
func burst(t testing.TB, s *Store) (saves int) {
	t.Helper()
	r := rand.New(rand.NewPCG(51, 1))
	now := intake(t, s, sampleCase(r, 100))
	for range 3 {
		next := now.Clone()
		next.Summary += words(r, 1)
		now = save(t, s, now, next)
	}
	gone := intake(t, s, sampleCase(r, 101))
	listFor(t, s, 740000, gone.ID)
	err := errors.Join(
		s.update(func(x *txn) error { return x.destroy(gone.ID) }),
		s.SetLink(Link{Address: "https://town.example"}),
		s.SaveCases("import", []*data.Case{sampleCase(r, 102), sampleCase(r, 103), sampleCase(r, 104)}),
		s.NewEpoch(2))
	if err != nil {
		t.Fatal(err)
	}
	return 10
}

// What was saved is read at once, by whatever is asked, though the file has none of it; later
// the file has all, and says the same without the journal.
func TestAhead_ReadAtOnce(t *testing.T) {
	t.Parallel()
	s := newTestStore(t)
	fill(t, s, 30)
	s.Settle()
	letGo := holdFile(t, s)
	acts := burst(t, s)
	if n := s.waiting(); n != acts {
		t.Errorf("%d saves wait of %d", n, acts)
	}
	held := mustContents(t, s)
	_, seq, _ := s.Head()
	events := must(s.After(0, 1<<20))(t)
	if uint64(len(events)) != seq {
		t.Errorf("%d events of %d", len(events), seq)
	}
	keys := must(s.KeysAfter(0, 1000))(t)
	if rows, _ := s.Find(Query{Text: "第102号"}); len(rows) != 1 {
		t.Errorf("found %d rows", len(rows))
	}
	letGo()
	s.Settle()
	if n := s.waiting(); n != 0 {
		t.Fatalf("%d saves wait", n)
	}
	for range 3 { // as it is, opened anew, and from the file alone
		if diff := cmp.Diff(held, mustContents(t, s), rowOf); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]any{events, keys}, []any{must(s.After(0, 1<<20))(t), must(s.KeysAfter(0, 1000))(t)}); diff != "" {
			t.Error(diff)
		}
		if err := s.Verify(); err != nil {
			t.Error(err)
		}
		if len(s.Repairs()) > 0 {
			t.Errorf("repairs %+v", s.Repairs())
		}
		s = reopen(t, s)
	}
	if err := errors.Join(s.Close(), os.Remove(JournalPath(s.path))); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(held, mustContents(t, open(t, s.path)), rowOf); diff != "" {
		t.Error(diff)
	}
}

// The power goes while several saves wait for the file, or while it takes them: each that was
// acknowledged is there.
func TestAhead_Crash(t *testing.T) {
	t.Parallel()
	d := newTape()
	path := filepath.Join(t.TempDir(), "record")
	s, _, err := Create(path, NewRecord{testCommittee(), head, password}, d.options())
	if err != nil {
		t.Fatal(err)
	}
	steps := []step{{"create", d.length(), mustContents(t, s), password}}
	r := rand.New(rand.NewPCG(52, 1))
	for round := range 3 {
		s.Settle()
		letGo := holdFile(t, s)
		c := sampleCase(r, round*10+1)
		for n := range 6 {
			next := c.Clone()
			if next.Summary = fmt.Sprint(words(r, 1), n); n == 0 {
				c = intake(t, s, next)
			} else {
				c = save(t, s, c, next)
			}
			steps = append(steps, step{fmt.Sprint("save ", n), d.length(), mustContents(t, s), password})
			intake(t, s, sampleCase(r, round*10+2+n))
			steps = append(steps, step{fmt.Sprint("intake ", n), d.length(), mustContents(t, s), password})
		}
		letGo()
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "disk")
	for n := steps[0].acked; n <= d.length(); n++ {
		for seed := range uint64(tears) {
			disk := d.play(n, rand.New(rand.NewPCG(uint64(n), seed)))
			disk.put(t, dir)
			checkCut(t, fmt.Sprintf("cut after op %d, seed %d", n, seed), filepath.Join(dir, "record"), steps, n)
		}
	}
}

// No more than so many saves wait; the one after them does until there is room, and all are
// there in the end.
func TestAhead_Room(t *testing.T) {
	t.Parallel()
	s := newTestStore(t)
	s.Settle()
	letGo := holdFile(t, s)
	r := rand.New(rand.NewPCG(53, 1))
	want := map[data.CaseID]*data.Case{}
	for range maxAhead {
		c := intake(t, s, sampleCase(r, 1))
		want[c.ID] = c
	}
	done := make(chan error)
	more := sampleCase(r, 1)
	want[more.ID] = more
	go func() {
		_, err := s.SaveCase("intake", &data.Case{ID: more.ID}, more)
		done <- err
	}()
	for range 1000 {
		runtime.Gosched()
	}
	if n := s.waiting(); n != maxAhead {
		t.Errorf("%d saves wait", n)
	}
	letGo()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	sameCases(t, s, want)
	sameCases(t, reopen(t, s), want)
}

// Several save and several read at the same time, while the files are written anew and
// copied: nothing is lost, and what was read was whole.
func TestAhead_ManyAtOnce(t *testing.T) {
	t.Parallel()
	s := newTestStore(t)
	fill(t, s, 20)
	var busy sync.WaitGroup
	for n := range uint64(3) {
		busy.Go(func() {
			r := rand.New(rand.NewPCG(54, n))
			now := intake(t, s, sampleCase(r, int(n)))
			for i := range 25 {
				next := now.Clone()
				next.Place = fmt.Sprint(n, i)
				var err error
				if now, err = s.SaveCase("edit", now, next); err != nil || now.Place != next.Place {
					t.Error(err)
					return
				}
				h, err := s.History(now.ID)
				if err != nil || len(h) != i+2 {
					t.Errorf("%d events of %d: %v", len(h), i+2, err)
				}
			}
		})
	}
	busy.Go(func() {
		for range 10 {
			rows := s.Rows()
			for _, row := range rows {
				if _, err := s.Case(row.ID); err != nil {
					t.Error(err)
				}
			}
			s.Find(Query{Text: "东篱"})
		}
	})
	busy.Go(func() {
		_, backup := s.Backup(s.path + ".backup")
		if err := errors.Join(backup, s.Compact(), s.Verify(), s.Compact()); err != nil {
			t.Error(err)
		}
	})
	busy.Wait()
	want := mustContents(t, s)
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, mustContents(t, reopen(t, s)), rowOf); diff != "" {
		t.Error(diff)
	}
}
