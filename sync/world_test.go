// Package sync_test tries the village's engine and the township's server against
// each other, with their real stores, over lines that do everything lines do.
package sync_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/township"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/bolt"
	"woshou/sync/wire"
)

func noon() time.Time { return time.Unix(1_790_000_000, 0) }

// town is a township's server that can be stopped, started and set back.
type town struct {
	t   testing.TB
	dir string
	led *mortal
	srv *township.Server
	// clock is the server's; its own goroutines read it too.
	clock atomic.Pointer[func() time.Time]
	// up is its line to a county, quota the room of a village's files; both may be left out.
	up    township.Transport
	quota int64
	// number tells townships of one test apart, villages counts those of this one.
	number, villages int
}

func (w *town) setClock(now func() time.Time) { w.clock.Store(&now) }

// fastDir is a folder in memory where there is one: what a disk does at a power cut
// is the stores' own tests' matter.
func fastDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "woshou-sync-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// firstTown is the folder of a township after its first start, which takes a while: an
// authority and a password are made.
var firstTown = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "woshou-town-")
	madeOnce = append(madeOnce, dir)
	if err == nil {
		w := &town{dir: dir}
		w.setClock(noon)
		if err = w.open(); err == nil {
			err = w.srv.Close()
		}
	}
	if err != nil {
		panic(err)
	}
	return dir
})

func newTown(t testing.TB) *town {
	t.Helper()
	w := &town{t: t, dir: fastDir(t)}
	if err := os.CopyFS(w.dir, os.DirFS(firstTown())); err != nil {
		t.Fatal(err)
	}
	w.setClock(noon)
	w.start()
	t.Cleanup(w.stop)
	return w
}

func (w *town) start() {
	w.t.Helper()
	if err := w.open(); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) open() error {
	led, err := bolt.Open(filepath.Join(w.dir, "ledger"))
	if err == nil {
		w.led = newMortal(led)
		w.srv, err = township.New(township.Config{
			Dir: w.dir, Name: "清河镇", Now: func() time.Time { return (*w.clock.Load())() },
			Ledger: w.led, County: w.up, FileQuota: w.quota,
		})
	}
	return err
}

func (w *town) stop() {
	if err := w.srv.Close(); err != nil {
		w.t.Error(err)
	}
}

func (w *town) restart() {
	w.stop()
	w.start()
}

// backup returns the ledger's bytes as they are on disk now.
func (w *town) backup() []byte {
	w.t.Helper()
	w.stop()
	b, err := os.ReadFile(filepath.Join(w.dir, "ledger"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.start()
	return b
}

// restore sets the ledger back; told says whether the server is told so.
func (w *town) restore(b []byte, told bool) {
	w.t.Helper()
	w.stop()
	if err := os.WriteFile(filepath.Join(w.dir, "ledger"), b, 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.start()
	if told {
		if err := w.srv.Restored(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// Exchange is the line without faults.
func (w *town) Exchange(ctx context.Context, b []byte) ([]byte, error) {
	answer, err := w.srv.Exchange(ctx, b)
	if err != nil {
		return nil, &engine.Unreachable{Reason: "http", Status: 400, Err: err}
	}
	return answer, nil
}

// village is one village's computer.
type village struct {
	t     testing.TB
	w     *town
	path  string
	area  string
	sheet string // the recovery key
	st    *store.Store
	eng   *engine.Engine
	line  engine.Transport
	cases []data.CaseID
}

var cheap = store.Options{Now: noon, Argon2: store.Argon2Params{Memory: 8, Time: 1, Lanes: 1}}

// newVillage makes a village with an empty record and enrols it.
func (w *town) newVillage(t testing.TB, line engine.Transport) *village {
	t.Helper()
	v := unenrolled(t, w, line)
	code, err := w.srv.NewCode("村"+v.area, v.area)
	if err != nil {
		t.Fatal(err)
	}
	v.enrol(code)
	return v
}

func unenrolled(t testing.TB, w *town, line engine.Transport) *village {
	t.Helper()
	return unenrolledIn(t, w, line, w.newArea())
}

// unenrolledIn is a computer in a village with an area code.
func unenrolledIn(t testing.TB, w *town, line engine.Transport, area string) *village {
	t.Helper()
	v := &village{t: t, w: w, path: filepath.Join(fastDir(t), "record"), line: line, area: area}
	var err error
	if v.sheet, err = createRecord(v.path, v.area); err != nil {
		t.Fatal(err)
	}
	v.open(v.path)
	t.Cleanup(func() { _ = v.st.Close() })
	return v
}

// newArea returns the area code of one more village.
func (w *town) newArea() string {
	w.villages++
	return fmt.Sprintf("339921%03d%03d", w.number, w.villages)
}

// createRecord makes an empty record and returns its recovery key.
func createRecord(path, area string) (sheet string, err error) {
	st, sheet, err := store.Create(path, store.NewRecord{
		Committee: &data.Committee{Name: "示例县清河镇东沟村人民调解委员会", Area: area},
		Author:    "mediator", Password: "long password",
	}, cheap)
	if err != nil {
		return "", err
	}
	return sheet, st.Close()
}

func (v *village) use(st *store.Store) {
	v.st, v.eng = st, engine.New(st, v.line, engine.Options{Now: noon})
}

// enrol does without TLS what engine.Enrol does; TestEndToEnd has the real one.
func (v *village) enrol(code string) {
	v.t.Helper()
	parsed, err := wire.ParseCode(code)
	if err != nil {
		v.t.Fatal(err)
	}
	l := v.st.Link()
	if len(l.Key) == 0 {
		_, key, _ := ed25519.GenerateKey(nil)
		l.Key = key.Seed()
	}
	key := ed25519.NewKeyFromSeed(l.Key)
	epoch, _, _ := v.st.Head()
	b, err := wire.SignEnrol(key, &wire.EnrolRequest{
		Proto: wire.Proto, Secret: parsed.Secret, Device: v.st.Device(), Epoch: epoch, Area: v.area,
	})
	if err != nil {
		v.t.Fatal(err)
	}
	if b, err = v.w.srv.Enrol(v.t.Context(), b); err != nil {
		v.t.Fatal(err)
	}
	resp, err := wire.DecodeEnrolResponse(b)
	if err != nil || resp.Reason != "" {
		v.t.Fatal(err, resp)
	}
	l.Address, l.Pin, l.Village = "town.test", parsed.Pin[:], resp.Village
	if err := v.st.SetLink(l); err != nil {
		v.t.Fatal(err)
	}
}

// open opens a record's file, this village's or a copy.
func (v *village) open(path string) {
	v.t.Helper()
	l, err := store.Open(path, cheap)
	if err != nil {
		v.t.Fatal(err)
	}
	st, err := l.Unlock("long password")
	if err != nil {
		v.t.Fatal(err)
	}
	v.path = path
	v.use(st)
}

// backup copies the record and returns where.
func (v *village) backup() string {
	v.t.Helper()
	path := filepath.Join(fastDir(v.t), "backup")
	if _, err := v.st.Backup(path); err != nil {
		v.t.Fatal(err)
	}
	return path
}

// clone is a second computer that got a copy of the folder.
func (v *village) clone() *village {
	v.t.Helper()
	return v.cloneOf(v.backup())
}

// cloneOf is a second computer that begins with a backup, which becomes its record.
func (v *village) cloneOf(path string) *village {
	v.t.Helper()
	c := &village{t: v.t, w: v.w, area: v.area, line: v.line}
	c.open(path)
	v.t.Cleanup(func() { _ = c.st.Close() })
	return c
}

// restore puts a backup in the record's place; the backup stays as it is.
func (v *village) restore(path string) {
	v.t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = v.st.Close()
	}
	if err == nil {
		err = store.Remove(v.path) // its journal would bring everything back
	}
	if err == nil {
		err = os.WriteFile(v.path, b, 0o600)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	v.open(v.path)
}

// add saves a new case.
func (v *village) add(summary ...string) data.CaseID {
	v.t.Helper()
	c := newCase(append(summary, "邻里因宅基地通行发生争执。")[0])
	v.save("accept", emptyCase(c.ID), c)
	v.cases = append(v.cases, c.ID)
	return c.ID
}

func emptyCase(id data.CaseID) *data.Case { return &data.Case{ID: id} }

func newCase(summary string) *data.Case {
	return &data.Case{
		ID: data.NewCaseID(), Status: data.Accepted, Type: "marriage", ReceivedOn: 20000, AcceptedOn: 20001,
		Summary: summary, Parties: []data.Party{{ID: "p1", Kind: data.Person, Name: "俞𬭎伟"}},
	}
}

// edit changes a case: one more session, and another summary.
func (v *village) edit(id data.CaseID, summary string) {
	v.t.Helper()
	v.change("mediate", id, summary)
}

// change is edit by an act of some kind; it returns the summary that was there.
func (v *village) change(kind string, id data.CaseID, summary string) (seen string) {
	v.t.Helper()
	before, err := v.st.Case(id)
	if err != nil {
		v.t.Fatal(err)
	}
	v.save(kind, before, edited(before, summary))
	return before.Summary
}

func edited(before *data.Case, summary string) *data.Case {
	after := before.Clone()
	after.Status, after.Summary = data.Mediating, summary
	after.Sessions = append(after.Sessions, data.Session{ID: data.NewElementID()})
	return after
}

func (v *village) save(kind string, before, after *data.Case) {
	v.t.Helper()
	if _, err := v.st.SaveCase(kind, before, after); err != nil {
		v.t.Fatal(err)
	}
}

// sync exchanges until all is done; a line without faults needs one round.
func (v *village) sync() {
	v.t.Helper()
	if _, err := v.eng.SyncNow(v.t.Context()); err != nil {
		v.t.Fatalf("sync: %v", err)
	}
}

// wantSame checks that village and township agree, with this many cases, and the
// township's side of the invariants.
func (v *village) wantSame(cases int) {
	v.t.Helper()
	s := v.eng.Status()
	if !s.Same || s.OwnCases != cases || s.TownCases != cases || s.Waiting != 0 || s.Problem != "" {
		v.t.Errorf("problem=%q waiting=%d, own %d and the township's %d cases, want %d; compared=%v same=%v",
			s.Problem, s.Waiting, s.OwnCases, s.TownCases, cases, s.Compared, s.Same)
	}
	v.checkStream()
}

// stream returns the township's entries of this village.
func (v *village) stream() (entries []ledger.Entry, cases []ledger.Case) {
	v.t.Helper()
	id := ledger.VillageID(v.st.Link().Village)
	err := v.w.led.View(v.t.Context(), func(r ledger.Reader) (err error) {
		if entries, err = r.Stream(id, 0, 1<<20, 1<<30); err == nil {
			cases, err = r.Cases(id)
		}
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return entries, cases
}

// totals returns the township's check over this village, as it keeps it by deltas.
func (v *village) totals() (check data.Hash) {
	v.t.Helper()
	err := v.w.led.View(v.t.Context(), func(r ledger.Reader) error {
		village, err := r.Village(ledger.VillageID(v.st.Link().Village))
		check = village.Sum.Check(village.Cases)
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return check
}

// checkStream holds invariants I1 (each chain is a hash-linked prefix), I3 (each
// uid has one effect) and I6 (the totals are those of the rows, and fences only grow).
func (v *village) checkStream() {
	v.t.Helper()
	entries, cases := v.stream()
	heads := map[ledger.Chain]ledger.Head{}
	effects := map[data.UID]int{}
	rows := map[data.CaseID][]byte{}
	fences := map[data.CaseID]uint64{}
	for i, e := range entries {
		event, err := data.DecodeEvent(e.Event)
		if err != nil {
			v.t.Fatal(err)
		}
		head := heads[e.Chain]
		if e.GSN != uint64(i+1) || e.Seq != head.Seq+1 || event.Prev != head.Hash || e.Hash != data.Chain(head.Hash, e.Event) {
			v.t.Errorf("I1: entry %d is not the next of its chain", e.GSN)
		}
		heads[e.Chain] = ledger.Head{Seq: e.Seq, Hash: e.Hash}
		if late := event.Fence < fences[e.Subject]; e.Reason != ledger.ReasonRepeat && late != (e.Reason == ledger.ReasonLate) {
			v.t.Errorf("I6: entry %d has fence %d after %d, and reason %q", e.GSN, event.Fence, fences[e.Subject], e.Reason)
		} else if e.Reason == "" {
			fences[e.Subject] = event.Fence
		}
		if e.Reason != "" {
			continue
		}
		if effects[event.UID]++; effects[event.UID] > 1 {
			v.t.Errorf("I3: the event of entry %d has had its effect before", e.GSN)
		}
		if len(event.Facts) > 0 {
			rows[event.Subject] = event.Facts
		}
	}
	var town, fold [][]byte
	for _, c := range cases {
		town = append(town, c.Row)
	}
	for _, row := range rows {
		fold = append(fold, row)
	}
	if v.totals() != data.TotalsCheck(fold) || data.TotalsCheck(town) != data.TotalsCheck(fold) {
		v.t.Errorf("I6: %d rows are not the fold of the stream's %d", len(town), len(fold))
	}
}

// key is the public key that the village's computer signs with.
func (v *village) key() ed25519.PublicKey {
	return ed25519.NewKeyFromSeed(v.st.Link().Key).Public().(ed25519.PublicKey)
}
