package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/wire"
)

func TestSyncNow_SendsEverythingAndComparesTotals(t *testing.T) {
	w, st := newTown(), openStore(t)
	w.enrol(t, st)
	e := New(st, w, Options{Now: cheap.Now})
	if s := e.Status(); s.Compared || !s.Enrolled || s.Waiting != 1 {
		t.Errorf("before the first exchange: %s", brief(s))
	}
	for range 60 {
		addCase(t, st, 900)
	}
	r := mustSync(t, e)
	if r.Sent != 61 || r.Received != 0 {
		t.Errorf("result %+v, want the committee's event and 60 cases sent", r)
	}
	wantSame(t, e, 60)
	if w.largest > wire.MaxPush || w.calls < 3 {
		t.Errorf("%d calls, largest push %d bytes", w.calls, w.largest)
	}
	if s := e.Status(); !s.LastOK.Equal(cheap.Now()) || s.LastTry.IsZero() {
		t.Errorf("last success %v, last try %v", s.LastOK, s.LastTry)
	}
	calls := w.calls
	if r := mustSync(t, e); r.Sent != 0 || w.calls != calls+1 {
		t.Errorf("nothing to do: %+v in %d calls", r, w.calls-calls)
	}
}

func TestSyncNow_ShowsTotalsThatDiffer(t *testing.T) {
	w, st := newTown(), openStore(t)
	w.enrol(t, st)
	addCase(t, st, 10)
	w.answer = func(r *wire.Response) { r.Check[0] ^= 1 }
	e := New(st, w, Options{})
	mustSync(t, e)
	if s := e.Status(); !s.Compared || s.Same || s.Problem != CodeTotals {
		t.Errorf("status %s, want %s", brief(s), CodeTotals)
	}
	addCase(t, st, 10)
	if s := e.Status(); s.Compared || s.Problem != "" || s.Waiting != 1 {
		t.Errorf("with an unsent event: %s, want nothing compared", brief(s))
	}
	w.answer = nil
	mustSync(t, e)
	wantSame(t, e, 2)
}

func TestSyncNow_NeedsAnEnrolment(t *testing.T) {
	st, w := openStore(t), newTown()
	e := New(st, w, Options{})
	if _, err := e.SyncNow(t.Context()); !errors.Is(err, ErrNotEnrolled) {
		t.Errorf("sync: %v, want ErrNotEnrolled", err)
	}
	if s := e.Status(); s.Enrolled || s.Problem != CodeNotEnrolled {
		t.Errorf("status %s", brief(s))
	}
	w.enrol(t, st)
	if s := e.Status(); !s.Enrolled || s.Problem != "" {
		t.Errorf("just enrolled, before the first try: status %s", brief(s))
	}
}

// T2: a folder copied to a second computer. Both go on writing; the township sees a
// fork, and after a new epoch both have everything that either wrote.
func TestSyncNow_BringsACopiedFolderBackTogether(t *testing.T) {
	w, a := newTown(), openStore(t)
	w.enrol(t, a)
	path := filepath.Join(t.TempDir(), "second.db")
	if _, err := a.Backup(path); err != nil {
		t.Fatal(err)
	}
	b := reopen(t, path)
	ea, eb := New(a, w, Options{}), New(b, w, Options{})
	addCase(t, a, 50)
	addCase(t, b, 50)
	mustSync(t, ea)
	mustSync(t, eb)
	mustSync(t, ea)
	if ea.st.Device() != eb.st.Device() {
		t.Fatal("not a copy")
	}
	wantSame(t, ea, 2)
	wantSame(t, eb, 2)
}

func reopen(t testing.TB, path string) *store.Store {
	t.Helper()
	l, err := store.Open(path, cheap)
	if err != nil {
		t.Fatal(err)
	}
	st, err := l.Unlock("long password")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

// T1: a file set back to an old backup finds its later events again.
func TestSyncNow_RestoresWhatABackupLost(t *testing.T) {
	w, st := newTown(), openStore(t)
	w.enrol(t, st)
	e := New(st, w, Options{})
	addCase(t, st, 50)
	mustSync(t, e)
	path := filepath.Join(t.TempDir(), "backup.db")
	if _, err := st.Backup(path); err != nil {
		t.Fatal(err)
	}
	late := addCase(t, st, 50)
	mustSync(t, e)

	old := reopen(t, path)
	addCase(t, old, 50) // written before the first contact
	eo := New(old, w, Options{})
	mustSync(t, eo)
	wantSame(t, eo, 3)
	if _, err := old.Case(late); err != nil {
		t.Errorf("the case written after the backup: %v", err)
	}
}

func TestSyncNow_StopsAtATownshipThatContradictsItself(t *testing.T) {
	for name, lie := range map[string]func(r *wire.Response){
		"always a fork":      func(r *wire.Response) { r.Reason = wire.CodeFork },
		"always ahead":       func(r *wire.Response) { r.Ack += 1000 },
		"another hash":       func(r *wire.Response) { r.AckHash[0] ^= 1 },
		"always a new epoch": func(r *wire.Response) { r.Server = data.NewEpoch(); r.More = true },
		"nothing taken":      func(r *wire.Response) { r.Ack, r.AckHash = 0, data.Hash{} },
		"more for ever":      func(r *wire.Response) { r.More = true },
	} {
		w, st := newTown(), openStore(t)
		w.enrol(t, st)
		addCase(t, st, 10)
		w.answer = lie
		e := New(st, w, Options{})
		_, err := e.SyncNow(t.Context())
		if err == nil || w.calls > 3*maxRepairs {
			t.Errorf("%s: %v after %d calls", name, err, w.calls)
		}
		if e.Status().Problem == "" {
			t.Errorf("%s: no problem is shown", name)
		}
		w.answer = nil
		mustSync(t, e)
		wantSame(t, e, 1)
	}
}

func TestSyncNow_SaysWhatTheStoreRefused(t *testing.T) {
	w, st := newTown(), openStore(t)
	w.enrol(t, st)
	w.answer = func(*wire.Response) { _ = st.Close() }
	e := New(st, w, Options{})
	if _, err := e.SyncNow(t.Context()); CodeOf(err) != CodeStore {
		t.Errorf("sync on a closed store: %v", err)
	}
}

// Pieces shrink on a line that breaks and grow again on one that holds.
func TestSyncNow_ShrinksPieces(t *testing.T) {
	w, st := newTown(), openStore(t)
	w.enrol(t, st)
	for range 40 {
		addCase(t, st, 900)
	}
	var asked []int
	w.request = func(r *wire.Request) error {
		asked = append(asked, r.Want)
		if r.Want > wire.MinPiece && len(asked) < 6 {
			return &Unreachable{Reason: "cut", Err: os.ErrClosed}
		}
		return nil
	}
	e := New(st, w, Options{})
	for range 4 {
		if _, err := e.SyncNow(t.Context()); CodeOf(err) != "unreachable_cut" {
			t.Fatalf("sync: %v", err)
		}
	}
	mustSync(t, e)
	want := []int{16 << 10, 8 << 10, 4 << 10, 2 << 10, 1 << 10, 1 << 10, 2 << 10, 4 << 10}
	for i, n := range want {
		if asked[i] != n {
			t.Fatalf("pieces %v, want to begin %v", asked, want)
		}
	}
	wantSame(t, e, 40)
}

// Run never gives up, waits longer after each failure, and exchanges at once when
// it is woken.
func TestRun_WaitsLongerAndNeverEnds(t *testing.T) {
	st := openStore(t)
	w := newTown()
	w.enrol(t, st)
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var tries []time.Duration
		down := true
		w.request = func(*wire.Request) error {
			tries = append(tries, time.Since(begin))
			if down {
				return &Unreachable{Reason: "dns", Err: os.ErrNotExist}
			}
			return nil
		}
		e := New(st, w, Options{Jitter: func() float64 { return 0.5 }})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { e.Run(ctx); close(done) }()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		for i, want := range []time.Duration{0, 5, 15, 35, 75, 155, 315, 635, 1235, 1835} {
			if tries[i] != want*time.Second {
				t.Fatalf("try %d after %v, want %v s", i, tries[i], want)
			}
		}
		if len(tries) < 140 {
			t.Errorf("%d tries in a day", len(tries))
		}
		if s := e.Status(); s.Problem != "unreachable_dns" || s.Busy {
			t.Errorf("status %s", brief(s))
		}
		down = false
		before := len(tries)
		e.Wake()
		e.Wake()
		synctest.Wait()
		if len(tries) == before {
			t.Error("Wake did not make it try")
		}
		wantSame(t, e, 0)
		addCase(t, st, 10)
		time.Sleep(longestWait + time.Second)
		synctest.Wait()
		wantSame(t, e, 1)
		cancel()
		<-done
	})
}

// With random jitter no two waits need be equal, and none leaves its bounds.
func TestRun_SpreadsItsWaits(t *testing.T) {
	st := openStore(t)
	w := newTown()
	w.enrol(t, st)
	synctest.Test(t, func(t *testing.T) {
		var waits []time.Duration
		last := time.Now()
		w.request = func(*wire.Request) error {
			waits = append(waits, time.Since(last))
			last = time.Now()
			return nil
		}
		e := New(st, w, Options{Idle: time.Minute})
		ctx, cancel := context.WithCancel(t.Context())
		go e.Run(ctx)
		time.Sleep(time.Hour)
		cancel()
		synctest.Wait()
		different := map[time.Duration]bool{}
		for _, d := range waits[1:] {
			different[d] = true
			if d < 30*time.Second || d > 90*time.Second {
				t.Errorf("wait of %v", d)
			}
		}
		if len(different) < len(waits)/2 {
			t.Errorf("only %d different waits of %d", len(different), len(waits))
		}
	})
}

func TestSyncNow_EndsWithItsContext(t *testing.T) {
	w, st := newTown(), openStore(t)
	w.enrol(t, st)
	ctx, cancel := context.WithCancel(t.Context())
	w.request = func(*wire.Request) error { cancel(); return nil }
	e := New(st, w, Options{})
	if _, err := e.SyncNow(ctx); !errors.Is(err, context.Canceled) || CodeOf(err) != CodeStopped {
		t.Errorf("sync: %v", err)
	}
	if s := e.Status(); s.Problem != "" {
		t.Errorf("stopping is shown as a problem: %s", brief(s))
	}
	if _, err := e.SyncNow(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("sync after the end: %v", err)
	}
}
