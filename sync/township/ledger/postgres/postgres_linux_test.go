package postgres_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/bolt"
	"woshou/sync/township/ledger/ledgertest"
	"woshou/sync/township/ledger/postgres"
)

func open(t *testing.T, address string) *postgres.Ledger {
	t.Helper()
	l, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A backup is the same whatever store it is of.
func TestBackup_MovesFromStoreToStore(t *testing.T) {
	db := ledgertest.NewDatabase(t)
	file, err := bolt.Open(filepath.Join(t.TempDir(), "township.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	ledgertest.Fill(t, file)
	saved := ledgertest.Saved(t, file)
	database := open(t, db.Address(t))
	defer func() { _ = database.Close() }()
	if err := database.Restore(t.Context(), bytes.NewReader(saved)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ledgertest.Saved(t, database), saved) {
		t.Error("the database saves something else than the file")
	}
}

// What was answered is there when the server's power was cut at any moment, whole, and of
// the rest there is nothing or all; the ledger goes on by itself when the server is back.
func TestUpdate_SurvivesAKilledServer(t *testing.T) {
	db := ledgertest.NewDatabase(t)
	l := open(t, db.Address(t))
	defer func() { _ = l.Close() }()
	var counted [4]uint64 // what each writer knows to be durable
	for round := range 4 {
		stop := make(chan bool)
		var all sync.WaitGroup
		for w := range counted {
			all.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					if n, err := ledgertest.Writer(w).Append(l); err == nil {
						counted[w] = n
					}
				}
			})
		}
		time.Sleep(time.Duration(150+70*round) * time.Millisecond)
		db.Kill()
		db.Start(t)
		close(stop)
		all.Wait()
		ledgertest.CheckWhole(t, l, counted[:])
	}
}

// One server at a time: a second one is refused while the first lives, takes over when it
// is dead, and then the first can write nothing more.
func TestOpen_OneServerAtATime(t *testing.T) {
	db := ledgertest.NewDatabase(t)
	address := db.Address(t)
	restore := postgres.HurryLease(50*time.Millisecond, 400*time.Millisecond)
	first := open(t, address)
	if _, err := postgres.Open(t.Context(), address); !errors.Is(err, data.ErrLocked) {
		t.Fatalf("a second server: %v", err)
	}
	postgres.StopBeating(first)
	second := open(t, address)
	if _, err := ledgertest.Writer(1).Append(second); err != nil {
		t.Error(err)
	}
	if _, err := ledgertest.Writer(1).Append(first); !errors.Is(err, data.ErrLocked) {
		t.Errorf("the first server still writes: %v", err)
	}
	if gsn, err := ledgertest.Writer(1).Append(second); gsn != 2 || err != nil {
		t.Errorf("the second server's next entry is %d, %v", gsn, err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	if _, err := ledgertest.Writer(1).Append(second); err != nil {
		t.Errorf("the first server's end took the lease along: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	restore()
	third := open(t, address) // at once: the lease was given back
	defer func() { _ = third.Close() }()
	if gsn, err := ledgertest.Writer(1).Append(third); gsn != 4 || err != nil {
		t.Errorf("after a restart comes %d, %v", gsn, err)
	}
}

func TestOpen_SaysWhyNot(t *testing.T) {
	db := ledgertest.NewDatabase(t)
	newer := db.Address(t)
	l := open(t, newer)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	db.Run(t, newer, "INSERT INTO woshou_schema (version) VALUES (99)")
	for address, want := range map[string]error{
		newer: data.ErrNewer, "postgres://nobody:secret@/none?host=/nowhere": nil, "postgres://:bad port": nil,
	} {
		_, err := postgres.Open(t.Context(), address)
		if err == nil || want != nil && !errors.Is(err, want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestLedger_KeepsTheContract(t *testing.T) {
	db := ledgertest.NewDatabase(t)
	ledgertest.Run(t, func(t *testing.T, place string) ledger.Ledger {
		return open(t, db.AddressOf(t, fmt.Sprintf("p%x", sha256.Sum256([]byte(place)))[:20]))
	})
}
