package store

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/seal"
)

// listFor puts cases on a finished list.
func listFor(t testing.TB, s *Store, done data.Day, ids ...data.CaseID) {
	t.Helper()
	c := s.Committee()
	d := data.Destruction{ID: data.NewElementID(), DoneOn: done}
	for _, id := range ids {
		d.Cases = append(d.Cases, data.DestroyedCase{ID: data.NewElementID(), Case: id})
	}
	c.Destructions = append(c.Destructions, d)
	if err := s.SaveCommittee("destroy", c); err != nil {
		t.Fatal(err)
	}
}

// saved stores invented cases.
func saved(t testing.TB, s *Store, n int) []*data.Case {
	t.Helper()
	r := rand.New(rand.NewPCG(11, 4))
	var out []*data.Case
	for i := range n {
		c := sampleCase(r, i+1)
		got, err := s.SaveCase("intake", &data.Case{ID: c.ID}, c)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, got)
	}
	return out
}

func TestErase(t *testing.T) {
	s := newTestStore(t)
	cases := saved(t, s, 3)
	gone, stays := cases[1], cases[2]
	facts, _, head := data.FactsDigest(s.FactRows()), 0, s.mem.head
	listFor(t, s, 0, gone.ID)
	if err := s.Erase([]data.CaseID{gone.ID}); refusal(err) != "destroy.unlisted" {
		t.Fatalf("a list that is not finished: %v", err)
	}
	if n, err := s.EraseListed(); n != 0 || err != nil {
		t.Errorf("erased %d, %v", n, err)
	}
	listFor(t, s, 740000, gone.ID)
	if err := s.Erase([]data.CaseID{stays.ID}); refusal(err) != "destroy.unlisted" {
		t.Fatalf("a case that is not on the list: %v", err)
	}
	if err := s.Erase([]data.CaseID{gone.ID}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // in memory, and as the file has it
		if _, err := s.Case(gone.ID); !errors.Is(err, data.ErrDestroyed) {
			t.Errorf("the case: %v", err)
		}
		if diff := cmp.Diff(stays, must(s.Case(stays.ID))(t)); diff != "" {
			t.Error(diff)
		}
		if data.FactsDigest(s.FactRows()) != facts || len(s.Rows()) != 3 {
			t.Error("totals changed")
		}
		rows, _ := s.Find(Query{Text: gone.Parties[0].Phone})
		for _, row := range rows {
			if row.ID == gone.ID {
				t.Error("the telephone number finds the case")
			}
		}
		for _, row := range s.Rows() {
			if row.Destroyed != (row.ID == gone.ID) {
				t.Errorf("row of %s: destroyed %v", row.Title, row.Destroyed)
			}
		}
		history, err := s.History(gone.ID)
		if err != nil || len(history) != 2 || len(history[0].Changes) != 0 || history[0].Kind != "intake" || history[1].Kind != data.KindErased {
			t.Errorf("history %+v, %v", history, err)
		}
		if err := s.Verify(); err != nil {
			t.Error(err)
		}
		s = reopen(t, s)
	}
	if s.mem.head.Seq != head.Seq+3 { // the two lists, and that it was done
		t.Errorf("head %+v, was %+v", s.mem.head, head)
	}
	after := gone.Clone()
	after.Place = "again"
	if _, err := s.SaveCase("edit", gone, after); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a save after: %v", err)
	}
}

// The township's copy of the key does not bring a destroyed case back.
func TestErase_KeyStaysAway(t *testing.T) {
	s := newTestStore(t)
	gone := saved(t, s, 1)[0]
	keys, err := s.KeysAfter(0, 10)
	if err != nil {
		t.Fatal(err)
	}
	listFor(t, s, 740000, gone.ID)
	if n, err := s.EraseListed(); n != 1 || err != nil {
		t.Fatalf("erased %d, %v", n, err)
	}
	if n, err := s.EraseListed(); n != 0 || err != nil {
		t.Errorf("erased %d again, %v", n, err)
	}
	if err := s.Receive(0, nil, keys, Link{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Case(gone.ID); !errors.Is(err, data.ErrDestroyed) {
		t.Errorf("the case came back: %v", err)
	}
}

// After Erase no file beside the record holds the destroyed case's key, nor its
// snapshot, in any form: bytes that were there before are nowhere now, and no key that
// is left opens the events.
func TestErase_NothingIsLeft(t *testing.T) {
	s := newTestStore(t)
	cases := saved(t, s, 20)
	gone := cases[7]
	for _, c := range cases { // more than one version of each lies about
		after := c.Clone()
		after.Place += "旧址"
		must(s.SaveCase("edit", c, after))(t)
	}
	secret, sealedKey, snapshot := keyOf(t, s, gone.ID)
	if !inFiles(t, s, sealedKey) || !inFiles(t, s, snapshot[:64]) {
		t.Fatal("the key and the snapshot are not in the files to begin with")
	}
	listFor(t, s, 740000, gone.ID)
	if err := s.Erase([]data.CaseID{gone.ID}); err != nil {
		t.Fatal(err)
	}
	for name, bytes := range map[string][]byte{"the sealed key": sealedKey, "the bare key": secret, "the snapshot": snapshot[:64]} {
		if inFiles(t, s, bytes) {
			t.Errorf("%s is still in a file", name)
		}
	}
	keys := [][]byte{s.secret}
	for _, c := range cases {
		if c != gone {
			k, _, _ := keyOf(t, s, c.ID)
			keys = append(keys, k)
		}
	}
	err := s.viewFile(func(t2 *txn) error {
		x, err := t2.index(gone.ID)
		if err != nil {
			return err
		}
		for _, at := range x.Events {
			e, err := t2.event(at.place)
			if err != nil {
				return err
			}
			for _, k := range keys {
				if body, err := s.openBody(seal.NewKey(k), &e); err == nil && len(e.Body) > 0 {
					t.Errorf("a key that is left opens an event with %d changes", len(body.Changes))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	if n, err := s.EraseListed(); n != 0 || err != nil {
		t.Errorf("something was left to do: %d, %v", n, err)
	}
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
}

// keyOf returns a case's key, bare and sealed, and the sealed snapshot.
func keyOf(t testing.TB, s *Store, id data.CaseID) (secret, sealed, snapshot []byte) {
	t.Helper()
	err := s.viewFile(func(x *txn) (err error) {
		sealed, snapshot = clone(x.bucket(bucketKeys).Get(id[:])), clone(x.bucket(bucketCases).Get(id[:]))
		secret, err = seal.Open(s.master, sealed, ad(bucketKeys, id[:]))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret, sealed, snapshot
}

// inFiles reports whether any file in the record's folder has these bytes.
func inFiles(t testing.TB, s *Store, want []byte) bool {
	t.Helper()
	for _, name := range filesIn(t, filepath.Dir(s.path)) {
		raw, err := os.ReadFile(filepath.Join(filepath.Dir(s.path), name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, want) {
			return true
		}
	}
	return false
}

// The power went between the destroying and the rewriting: the next start ends it.
func TestErase_CutOff(t *testing.T) {
	s := newTestStore(t)
	gone := saved(t, s, 5)[2]
	_, sealedKey, _ := keyOf(t, s, gone.ID)
	listFor(t, s, 740000, gone.ID)
	err := s.update(func(x *txn) error {
		x.st.Erased = true
		return x.destroy(gone.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	if !inFiles(t, s, sealedKey) {
		t.Fatal("the old key is gone already: this proves nothing")
	}
	for n := range 2 {
		if count, err := s.EraseListed(); count != 0 || err != nil {
			t.Errorf("erased %d, %v", count, err)
		}
		if inFiles(t, s, sealedKey) {
			t.Errorf("start %d: the old key is still there", n+1)
		}
	}
}

// Either of the two files alone knows that the case was destroyed.
func TestErase_EitherFileAlone(t *testing.T) {
	for _, lost := range []func(string) string{func(p string) string { return p }, JournalPath} {
		s := newTestStore(t)
		cases := saved(t, s, 5)
		facts := data.FactsDigest(s.FactRows())
		listFor(t, s, 740000, cases[2].ID)
		if err := errors.Join(s.Erase([]data.CaseID{cases[2].ID}), s.Close(), os.Remove(lost(s.path))); err != nil {
			t.Fatal(err)
		}
		s = as(t, s, password)
		if _, err := s.Case(cases[2].ID); !errors.Is(err, data.ErrDestroyed) {
			t.Errorf("without %s: %v", filepath.Base(lost("record")), err)
		}
		if diff := cmp.Diff(cases[3], must(s.Case(cases[3].ID))(t)); diff != "" {
			t.Error(diff)
		}
		if data.FactsDigest(s.FactRows()) != facts {
			t.Error("totals changed")
		}
		if err := s.Verify(); err != nil {
			t.Error(err)
		}
	}
}
