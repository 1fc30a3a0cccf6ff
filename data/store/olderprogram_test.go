package store

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"woshou/data"
	"woshou/data/seal"
)

// byOlder does to a record what a program does that does not know attachments: it leaves
// them out of the snapshot of a case that it saves, and does not say that it wrote.
func byOlder(t *testing.T, s *Store, c *data.Case) {
	t.Helper()
	older := c.Clone()
	older.Attachments = nil
	err := s.update(func(t *txn) error {
		key, err := t.caseKey(c.ID)
		if err == nil {
			t.putSnapshot(c.ID, key, older)
		}
		return err
	})
	s.Settle()
	if err == nil {
		err = s.writeTx(func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucketState))
			plain, err := seal.Open(s.master, b.Get(keyCopied), ad(bucketState, keyCopied))
			var fields map[string]json.RawMessage
			if err := errors.Join(err, json.Unmarshal(plain, &fields)); err != nil {
				return err
			}
			delete(fields, "Known")
			if plain, err = json.Marshal(fields); err != nil {
				return err
			}
			return b.Put(keyCopied, seal.Seal(s.master, plain, ad(bucketState, keyCopied)))
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// An older program that worked on a record takes no attachment away: this one folds the
// cases anew from their events, which are as they were.
func TestUnlock_AfterAnOlderProgram(t *testing.T) {
	s := newTestStore(t)
	c := must(attach(s, saved(t, s, 2)[1], scan(1, 70_000)))(t)
	byOlder(t, s, c)
	for range 2 {
		s = reopen(t, s)
		if diff := cmp.Diff(c, must(s.Case(c.ID))(t)); diff != "" {
			t.Error(diff)
		}
		if _, err := readAll(s, c); err != nil {
			t.Error(err)
		}
		if err := errors.Join(s.Verify(), checkFolder(s)); err != nil {
			t.Error(err)
		}
	}
}
