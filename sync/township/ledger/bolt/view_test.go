package bolt

import (
	"path/filepath"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/ledgertest"
	"woshou/sync/township/ledger/tables"
)

// A transaction that began before the tables took the log, and looks at the log only after
// it was filled and taken again, has the ledger as it was when it began.
func TestLog_AsATransactionHasIt(t *testing.T) {
	l, err := Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	makeRoom(t, l)
	for n := 1; n < 2*maxLog; n++ {
		grow(t, l, 1)
		stand := n * (n + 1) / 2 // this one, and those of the rounds before
		checkLater(t, l, func() { grow(t, l, n) }, stand)
	}
}

func grow(t *testing.T, l ledger.Ledger, n int) {
	t.Helper()
	for range n {
		if _, err := ledgertest.Writer(1).Append(l); err != nil {
			t.Fatal(err)
		}
	}
}

// checkLater begins a transaction and looks at the ledger through it after something else.
func checkLater(t *testing.T, l *Ledger, meanwhile func(), want int) {
	t.Helper()
	now, err := l.db.Begin(false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = now.Rollback() }()
	meanwhile()
	was, err := l.log.at(now)
	if err != nil {
		t.Fatal(err)
	}
	checkStand(t, tables.New(was), want)
}

func checkStand(t *testing.T, r ledger.Reader, want int) {
	t.Helper()
	v, err := r.Village("v1")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := r.Stream(v.ID, 0, 10_000, 1<<20)
	if int(v.GSN) != want || len(entries) != want || err != nil {
		t.Fatalf("the village stands at %d with %d entries, %v; want %d", v.GSN, len(entries), err, want)
	}
}

// makeRoom makes the file so large that it need not grow for a while: it can't while somebody
// reads it.
func makeRoom(t *testing.T, l ledger.Ledger) {
	t.Helper()
	for _, size := range []int{3 << 20, 0, 0} {
		err := l.Update(t.Context(), func(tx ledger.Tx) error { return tx.PutKey("other", data.CaseID{1}, make([]byte, size)) })
		if err != nil {
			t.Fatal(err)
		}
	}
}
