package bolt_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/bolt"
	"woshou/sync/township/ledger/ledgertest"
)

func TestLedger_KeepsTheContract(t *testing.T) {
	ledgertest.Run(t, func(t *testing.T, place string) ledger.Ledger {
		l, err := bolt.Open(filepath.Join(place, "ledger.db"))
		if err != nil {
			t.Fatal(err)
		}
		return l
	})
}

func TestOpen_SaysWhyNot(t *testing.T) {
	write := func(b []byte) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := map[string]struct {
		prepare func(t *testing.T, path string)
		want    error
	}{
		"a text file":       {write([]byte("this is no database\n")), data.ErrDamaged},
		"a page of zeros":   {write(make([]byte, 16384)), data.ErrDamaged},
		"a missing folder":  {func(t *testing.T, path string) { _ = os.Remove(filepath.Dir(path)) }, os.ErrNotExist},
		"a newer format":    {newer, data.ErrNewer},
		"opened a 2nd time": {opened, data.ErrLocked},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "town", "ledger.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			c.prepare(t, path)
			if _, err := bolt.Open(path); !errors.Is(err, c.want) {
				t.Errorf("Open returned %v, want %v", err, c.want)
			}
		})
	}
}

func newer(t *testing.T, path string) {
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucket([]byte("meta"))
		if err != nil {
			return err
		}
		return b.Put([]byte("format"), binary.AppendUvarint(nil, 4))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// spoil changes every record of a bucket.
func spoil(t *testing.T, path, bucket string, change func(k, v []byte) []byte) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte(bucket))
		cur := b.Cursor()
		for k, v := cur.First(); k != nil; k, v = cur.Next() {
			if err := b.Put(bytes.Clone(k), change(k, v)); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func opened(t *testing.T, path string) {
	l, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
}

func TestOpen_KeepsTheFileToItsOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	opened(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode().Perm())
	}
}
