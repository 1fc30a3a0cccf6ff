package bolt_test

import (
	"bytes"
	"context"
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

// moreThanLog is more updates one after another than the file's log holds.
const moreThanLog = 40

func open(t *testing.T, path string) *bolt.Ledger {
	t.Helper()
	l, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func grow(t *testing.T, l ledger.Ledger) {
	t.Helper()
	if _, err := ledgertest.Writer(1).Append(l); err != nil {
		t.Fatal(err)
	}
}

// saved is everything that a ledger has.
func saved(t *testing.T, l ledger.Ledger) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := l.Backup(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A ledger has the same in it whatever of it is in the log: while it is open, in a copy of
// its file as a crash leaves it, and when that is opened again.
func TestLog_IsSeenAndSurvives(t *testing.T) {
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "ledger.db"), filepath.Join(dir, "copy.db")
	l := open(t, path)
	defer func() { _ = l.Close() }()
	for n := range moreThanLog {
		grow(t, l)
		file, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(copied, file, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		want := saved(t, l)
		for range 2 {
			after := open(t, copied)
			got := saved(t, after)
			if err := after.Close(); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("after %d updates the copy has other records", n+1)
			}
		}
	}
}

// A log that is damaged is said to be, and nothing is taken from it.
func TestOpen_FindsADamagedLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := open(t, path)
	grow(t, l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	spoil(t, path, "log", func(_, v []byte) []byte { return v[:len(v)-1] })
	if _, err := bolt.Open(path); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("Open returned %v", err)
	}
}

// What a ledger was given before a backup is restored, and is in its log, counts as before.
func TestRestore_OverALog(t *testing.T) {
	dir := t.TempDir()
	full, empty := open(t, filepath.Join(dir, "full.db")), open(t, filepath.Join(dir, "empty.db"))
	defer func() { _, _ = full.Close(), empty.Close() }()
	grow(t, full)
	backup := saved(t, full)
	if err := full.Restore(t.Context(), bytes.NewReader(backup)); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("a ledger whose records are in the log was restored over: %v", err)
	}
	err := empty.Update(t.Context(), func(tx ledger.Tx) error { return tx.SetEpoch(data.Epoch{7}) })
	if err == nil {
		err = empty.Restore(t.Context(), bytes.NewReader(backup))
	}
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(saved(t, empty), backup) {
		t.Error("the restored ledger has other records than the backup")
	}
	err = empty.Update(context.Background(), func(tx ledger.Tx) error {
		if e, err := tx.Epoch(); err != nil || e == (data.Epoch{7}) {
			t.Errorf("the epoch is %v, %v: of before the restoring", e, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// A file of version 0.4.0 has no log.
func TestOpen_BringsVersion2UpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := open(t, path)
	grow(t, l)
	want := saved(t, l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open(t, path) // empties the log
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		return errors.Join(tx.DeleteBucket([]byte("log")), tx.Bucket([]byte("meta")).Put([]byte("format"), []byte{2}))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	l = open(t, path)
	defer func() { _ = l.Close() }()
	if !bytes.Equal(saved(t, l), want) {
		t.Error("a file of format 2 has other records, or is not of format 3 now")
	}
}
