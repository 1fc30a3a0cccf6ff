package store

import (
	"encoding/binary"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"woshou/data"
)

// contents is everything a record says, for comparing.
type contents struct {
	Committee *data.Committee
	Cases     map[data.CaseID]*data.Case
	Histories map[data.CaseID][]Entry
	Facts     data.Hash
	Rows      []Row
	Head      data.Hash
	Pending   int
}

func contentsOf(s *Store) (contents, error) {
	out := contents{
		Committee: s.Committee(), Rows: s.Rows(), Facts: data.FactsDigest(s.FactRows()),
		Cases: map[data.CaseID]*data.Case{}, Histories: map[data.CaseID][]Entry{},
	}
	_, _, out.Head = s.Head()
	out.Pending, _ = s.Pending()
	for _, row := range out.Rows {
		c, err := s.Case(row.ID)
		if err != nil && (!row.Destroyed || !errors.Is(err, data.ErrDestroyed)) {
			return out, err
		}
		if out.Histories[row.ID], err = s.History(row.ID); err != nil {
			return out, err
		}
		out.Cases[row.ID] = c
	}
	return out, nil
}

func mustContents(t testing.TB, s *Store) contents {
	t.Helper()
	c, err := contentsOf(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var rowOf = cmp.AllowUnexported(Row{})

// usedRecord returns the path of a closed record with a life behind it, and what it says.
func usedRecord(t testing.TB, cases, edits int) (string, contents) {
	t.Helper()
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(5, 6))
	var all []*data.Case
	for n := range cases {
		all = append(all, intake(t, s, sampleCase(r, n+1)))
		s.Settle()
	}
	for range edits {
		i := r.IntN(len(all))
		next := all[i].Clone()
		edit(r, next)
		if len(data.Diff(all[i], next)) > 0 {
			all[i] = save(t, s, all[i], next)
		}
		s.Settle() // each save a transaction of its own: few free pages
	}
	want := mustContents(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return s.path, want
}

// damage changes one thing in a file's bytes.
func damage(r *rand.Rand, b []byte) []byte {
	b = append([]byte(nil), b...)
	at := r.IntN(len(b))
	switch r.IntN(7) {
	case 0: // anywhere
		b[at] ^= 1 << r.IntN(8)
	case 1: // a page's header
		b[at/pageSize*pageSize+r.IntN(pageHeader)] ^= 1 << r.IntN(8)
	case 2: // a page's elements
		b[at/pageSize*pageSize+pageHeader+r.IntN(8*elementSize)] ^= 1 << r.IntN(8)
	case 3: // a run of noise
		for i := at; i < min(len(b), at+1+r.IntN(600)); i++ {
			b[i] = byte(r.Uint32())
		}
	case 4: // a lost sector
		at = at / 512 * 512
		clear(b[at:min(len(b), at+512)])
	case 5:
		return b[:at]
	case 6: // a page in another's place
		copy(b[at/pageSize*pageSize:], b[r.IntN(len(b)/pageSize)*pageSize:][:pageSize])
	}
	return b
}

// openDamaged opens, unlocks and reads a file whose bytes may be anything.
func openDamaged(path string) (contents, error) {
	l, err := Open(path, testOptions())
	if err != nil {
		return contents{}, err
	}
	s, err := l.Unlock(password)
	if err != nil {
		return contents{}, errors.Join(err, l.Close())
	}
	defer s.Close()
	return contentsOf(s)
}

// dropCopy takes a record's journal away, so that there is nothing to repair from.
func dropCopy(t testing.TB, path string) {
	t.Helper()
	if err := os.Remove(JournalPath(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

// damages is how many single damages TestOpen_Damaged tries; a soak asks for more.
var damages = flag.Int("store.damages", 150, "single damages to try")

// Without a second copy any single damage is either found, with the file left as it is, or
// did no harm: then a save afterwards does none either.
func TestOpen_Damaged(t *testing.T) {
	t.Parallel()
	path, want := usedRecord(t, 40, 60)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	copied := filepath.Join(t.TempDir(), "damaged")
	for seed := range uint64(*damages) {
		r := rand.New(rand.NewPCG(7, seed))
		b := damage(r, whole)
		if err := os.WriteFile(copied, b, 0o600); err != nil {
			t.Fatal(err)
		}
		dropCopy(t, copied)
		got, err := openDamaged(copied)
		if err != nil {
			found++
			if !errors.Is(err, data.ErrDamaged) {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if after, _ := os.ReadFile(copied); string(after) != string(b) {
				t.Fatalf("seed %d: a damaged file was written to", seed)
			}
			continue
		}
		if !reflect.DeepEqual(want, got) {
			t.Fatalf("seed %d: silently wrong: %s", seed, cmp.Diff(want, got, rowOf))
		}
		saveAfterDamage(t, seed, copied, want)
	}
	if found < *damages/4 {
		t.Errorf("only %d of %d damages found: the test damages too little", found, *damages)
	}
}

func saveAfterDamage(t *testing.T, seed uint64, path string, want contents) {
	t.Helper()
	cases := maps.Clone(want.Cases)
	use := func(do func(s *Store)) { // nothing of it stays: there are thousands
		s, err := openWith(path, []step{{password: password}})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		defer s.Close()
		do(s)
	}
	r := rand.New(rand.NewPCG(8, seed))
	use(func(s *Store) {
		for _, row := range want.Rows[:5] {
			after := cases[row.ID].Clone()
			edit(r, after)
			after.Claimed++
			got, err := s.SaveCase("edit", cases[row.ID], after)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			cases[row.ID] = got
		}
	})
	use(func(s *Store) {
		if err := s.Verify(); err != nil {
			t.Fatalf("seed %d: after a save: %v", seed, err)
		}
		for id, c := range cases {
			if got, err := s.Case(id); err != nil || len(data.Diff(got, c)) > 0 {
				t.Fatalf("seed %d: case %s after a save: %v", seed, id, err)
			}
		}
	})
}

// bbolt is not given a damaged file: it would keep it mapped, and on Windows write to it.
func TestOpen_Empty(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record")
	opt := testOptions()
	opt.openFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if name == path {
			t.Error("bbolt opens it")
		}
		return os.OpenFile(name, flag, mode)
	}
	for _, b := range []string{"", "woshou", string(make([]byte, 3*pageSize)), string(make([]byte, 100*pageSize))} {
		if err := os.WriteFile(path, []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path, opt); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
		if after, _ := os.ReadFile(path); string(after) != b {
			t.Errorf("%d bytes: the file was written to", len(b))
		}
	}
}

// A page that leads back to itself would make bbolt recurse until the program dies.
func TestOpen_Cycle(t *testing.T) {
	path, _ := usedRecord(t, 60, 0)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cycles := 0
	for id := uint64(2); id < uint64(len(b)/pageSize); id++ {
		page := b[id*pageSize:][:pageSize]
		if le.Uint64(page) != id || le.Uint16(page[8:]) != branchPage || le.Uint16(page[10:]) == 0 {
			continue
		}
		bad := append([]byte(nil), b...)
		binary.LittleEndian.PutUint64(bad[id*pageSize+pageHeader+8:], id)
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		dropCopy(t, path)
		if _, err := openDamaged(path); errors.Is(err, data.ErrDamaged) {
			cycles++
		}
	}
	if cycles == 0 {
		t.Error("no branch page was tried")
	}
}

// A whole page of an older save, put back, has right seals but is not what the file
// says it holds.
func TestOpen_StaleValue(t *testing.T) {
	s := newTestStore(t)
	c := intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	var old []byte
	if err := s.viewFile(func(t *txn) error { old = clone(t.bucket(bucketCases).Get(c.ID[:])); return nil }); err != nil {
		t.Fatal(err)
	}
	next := c.Clone()
	next.Summary = "另一个经过"
	save(t, s, c, next)
	err := s.commitRaw(func(t *txn) error { return t.bucket(bucketCases).Put(c.ID[:], old) })
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	dropCopy(t, s.path)
	if _, err := openDamaged(s.path); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("a stale value was taken: %v", err)
	}
}

// commitRaw changes the file behind the store's back.
func (s *Store) commitRaw(fn func(*txn) error) error {
	s.Settle()
	return s.writeTx(func(tx *bbolt.Tx) error {
		t := s.newTxn(tx)
		if err := t.readState(); err != nil {
			return err
		}
		return fn(t)
	})
}

// What is missing is found, in whatever bucket.
func TestOpen_MissingValue(t *testing.T) {
	for _, bucket := range []string{bucketCases, bucketFacts, bucketKeys, bucketLog, bucketState} {
		s := newTestStore(t)
		r := rand.New(rand.NewPCG(1, 1))
		for n := range 5 {
			intake(t, s, sampleCase(r, n+1))
		}
		err := s.commitRaw(func(t *txn) error {
			k, _ := t.bucket(bucket).Cursor().Last()
			return t.bucket(bucket).Delete(clone(k))
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		dropCopy(t, s.path)
		if _, err := openDamaged(s.path); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("%s: a missing value was not found: %v", bucket, err)
		}
	}
}

func TestVerify_BrokenChain(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 5 {
		intake(t, s, sampleCase(r, n+1))
	}
	if err := s.Verify(); err != nil {
		t.Fatal(err)
	}
	err := s.commitRaw(func(t *txn) error {
		raw, err := t.rawEvent(place{1, 4})
		if err != nil {
			return err
		}
		return t.putEvent(place{1, 3}, raw)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("a broken chain was not found: %v", err)
	}
}

func TestVerify_SnapshotIsFold(t *testing.T) {
	s := newTestStore(t)
	c := intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	err := s.update(func(t *txn) error {
		key, err := t.caseKey(c.ID)
		if err != nil {
			return err
		}
		wrong := c.Clone()
		wrong.Claimed++
		t.putSnapshot(c.ID, key, wrong)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("a snapshot that is not its events was not found: %v", err)
	}
}
