// Package ledgertest is the contract of a ledger as tests: every store that a
// township may use must pass Run.
package ledgertest

import (
	"context"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Open opens the ledger at a place; two calls with one place, the first closed,
// open the same ledger.
type Open func(t *testing.T, place string) ledger.Ledger

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// Run tests a store.
func Run(t *testing.T, open Open) {
	tests := map[string]func(*testing.T, ledger.Ledger){
		"an update that fails leaves nothing":       testRollback,
		"a cancelled context starts nothing":        testCancelled,
		"what is not there is ErrNotFound":          testNotFound,
		"villages are in order of area":             testVillages,
		"devices and codes are kept":                testDevicesAndCodes,
		"a chain grows at its end only":             testChain,
		"streams of villages are apart":             testStreamsApart,
		"a stream is read in portions":              testPortions,
		"a uid is marked for one village":           testUIDs,
		"an event is set aside once":                testHeld,
		"a case counts where its row is":            testCases,
		"a stream has a digest at each entry":       testDigest,
		"a stream is read by case":                  testEntriesOf,
		"cases are read by their last event":        testNewest,
		"tallies add up and are read by month":      testTallies,
		"hand-ups are read newest first":            testHandUps,
		"the link to the county is kept":            testUplink,
		"keys are kept per village":                 testKeys,
		"accounts and sessions are kept and ended":  testSessions,
		"acts are read newest first":                testActs,
		"returned bytes outlive their transaction":  testLifetime,
		"updates from many goroutines do not mix":   testConcurrent,
		"an unfinished update is not seen by views": testIsolation,
		"updates share a transaction, not a fate":   testGroup,
		"a cancelled update waits for nothing":      testWaiting,
		"a panic stays with its own update":         testPanic,
		"random work gives what a simple model has": testModel,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := open(t, t.TempDir())
			defer func() { must(t, l.Close()) }()
			test(t, l)
		})
	}
	t.Run("a closed ledger opens as it was", func(t *testing.T) { testReopen(t, open) })
	t.Run("a backup fills an empty ledger", func(t *testing.T) { testBackup(t, open) })
	t.Run("an erased key stays erased", func(t *testing.T) { testErased(t, open) })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func update(t *testing.T, l ledger.Ledger, f func(ledger.Tx) error) {
	t.Helper()
	must(t, l.Update(context.Background(), f))
}

func view(t *testing.T, l ledger.Ledger, f func(ledger.Reader) error) {
	t.Helper()
	must(t, l.View(context.Background(), f))
}

func want(t *testing.T, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func chain(n byte) ledger.Chain {
	return ledger.Chain{Device: data.DeviceID{n}, Epoch: data.Epoch{n}}
}

func entry(v ledger.VillageID, gsn uint64, c ledger.Chain, seq uint64, event string) ledger.Entry {
	return ledger.Entry{
		Village: v, GSN: gsn, Chain: c, Seq: seq, Hash: data.Chain(data.Hash{byte(seq)}, []byte(event)),
		Subject: data.CaseID{byte(gsn)}, Received: noon, Event: []byte(event),
	}
}

// digested returns a stream's entries as they are stored: each with its digest.
func digested(all ...ledger.Entry) []ledger.Entry {
	var d data.Hash
	for i := range all {
		d = sha256.Sum256(append(d[:], all[i].Hash[:]...))
		all[i].Digest = d
	}
	return all
}

func testRollback(t *testing.T, l ledger.Ledger) {
	stop := errors.New("stop")
	err := l.Update(context.Background(), func(tx ledger.Tx) error {
		must(t, tx.PutVillage(ledger.Village{ID: "a", Name: "东篱村", Area: "339921101201"}))
		must(t, tx.Append(entry("a", 1, chain(1), 1, "x")))
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatalf("Update returned %v", err)
	}
	view(t, l, func(r ledger.Reader) error {
		all, err := r.Villages()
		want(t, len(all), 0)
		h, _ := r.Head(chain(1))
		want(t, h, ledger.Head{})
		return err
	})
}

func testCancelled(t *testing.T, l ledger.Ledger) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ran := false
	if err := l.Update(ctx, func(ledger.Tx) error { ran = true; return nil }); !errors.Is(err, context.Canceled) || ran {
		t.Errorf("Update returned %v, ran %v", err, ran)
	}
	if err := l.View(ctx, func(ledger.Reader) error { ran = true; return nil }); !errors.Is(err, context.Canceled) || ran {
		t.Errorf("View returned %v, ran %v", err, ran)
	}
}

func testNotFound(t *testing.T, l ledger.Ledger) {
	view(t, l, func(r ledger.Reader) error {
		_, village := r.Village("none")
		_, device := r.Device(data.DeviceID{9})
		_, code := r.Code("none")
		_, hash := r.HashAt(chain(9), 1)
		_, one := r.Case(data.CaseID{9})
		_, key := r.Key("none", data.CaseID{9})
		_, account := r.Account("none")
		_, session := r.Session("none")
		for i, err := range []error{village, device, code, hash, one, key, account, session} {
			if !errors.Is(err, data.ErrNotFound) {
				t.Errorf("read %d returned %v", i, err)
			}
		}
		return nil
	})
}

func testVillages(t *testing.T, l ledger.Ledger) {
	b := ledger.Village{ID: "b", Name: "石门村", Area: "339921101202", Epoch: data.Epoch{4}, Town: true, Of: "z", Since: 5, Differs: &ledger.Differs{At: noon, Cases: []ledger.DifferentCase{{Area: "339921101202", Case: data.CaseID{3}, There: true}}}, GSN: 7, Heard: noon, Cases: 3, Sum: data.FactSum{0: 9, 31: 1}}
	a := ledger.Village{ID: "z", Name: "东篱村", Area: "339921101201"}
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.PutVillage(b), tx.PutVillage(a), tx.PutVillage(ledger.Village{ID: "z", Area: "0"}), tx.PutVillage(a))
	})
	view(t, l, func(r ledger.Reader) error {
		all, err := r.Villages()
		want(t, all, []ledger.Village{a, b})
		one, _ := r.Village("b")
		want(t, one, b)
		return err
	})
	var first data.Epoch
	view(t, l, func(r ledger.Reader) (err error) { first, err = r.Epoch(); return err })
	if first == (data.Epoch{}) {
		t.Error("a new ledger has no server epoch")
	}
	update(t, l, func(tx ledger.Tx) error { return tx.SetEpoch(data.Epoch{5}) })
	view(t, l, func(r ledger.Reader) error {
		e, err := r.Epoch()
		want(t, e, data.Epoch{5})
		return err
	})
}

func testDevicesAndCodes(t *testing.T, l ledger.Ledger) {
	late := ledger.Device{ID: data.DeviceID{1}, Village: "a", Key: make([]byte, 32), Enrolled: noon.Add(time.Hour), Committee: "东篱村人民调解委员会"}
	early := ledger.Device{ID: data.DeviceID{2}, Village: "b", Key: make([]byte, 32), Enrolled: noon, Revoked: noon}
	early.Report = ledger.Report{At: noon, Waiting: 3, Behind: 1, Digest: data.Hash{4}, Cases: 5, Same: true}
	code := ledger.Code{Selector: "s", Digest: data.Hash{1}, Village: "a", Expires: noon, Tries: 2, UsedBy: data.DeviceID{1}}
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.PutDevice(late), tx.PutDevice(early), tx.PutCode(code),
			tx.PutCode(ledger.Code{Selector: "gone"}), tx.PutCode(ledger.Code{Selector: "later", Expires: noon.Add(time.Minute)}),
			tx.DeleteCode("gone"))
	})
	view(t, l, func(r ledger.Reader) error {
		all, err := r.Devices()
		want(t, all, []ledger.Device{early, late})
		one, _ := r.Code("s")
		want(t, one, code)
		codes, _ := r.Codes()
		want(t, len(codes), 2)
		want(t, codes[0].Selector, "later")
		return err
	})
}

func testConcurrent(t *testing.T, l ledger.Ledger) {
	const writers, each = 4, 8
	done := make(chan error, writers)
	for range writers {
		go func() {
			var err error
			for range each {
				err = errors.Join(err, l.Update(context.Background(), func(tx ledger.Tx) error {
					v, err := tx.Village("a")
					if err != nil && !errors.Is(err, data.ErrNotFound) {
						return err
					}
					v.ID = "a"
					v.GSN++
					return tx.PutVillage(v)
				}))
			}
			done <- err
		}()
	}
	for range writers {
		must(t, <-done)
	}
	view(t, l, func(r ledger.Reader) error {
		v, err := r.Village("a")
		want(t, v.GSN, uint64(writers*each))
		return err
	})
}

func testIsolation(t *testing.T, l ledger.Ledger) {
	update(t, l, func(tx ledger.Tx) error {
		must(t, tx.PutVillage(ledger.Village{ID: "a"}))
		seen := make(chan int)
		go func() {
			n := -1
			_ = l.View(context.Background(), func(r ledger.Reader) error {
				all, err := r.Villages()
				n = len(all)
				return err
			})
			seen <- n
		}()
		want(t, <-seen, 0)
		return nil
	})
}

func testReopen(t *testing.T, open Open) {
	place := t.TempDir()
	l := open(t, place)
	var before data.Epoch
	update(t, l, func(tx ledger.Tx) (err error) {
		before, err = tx.Epoch()
		return errors.Join(err, tx.PutVillage(ledger.Village{ID: "a", GSN: 1}), tx.Append(entry("a", 1, chain(1), 1, "x")))
	})
	must(t, l.Close())
	l = open(t, place)
	defer func() { must(t, l.Close()) }()
	view(t, l, func(r ledger.Reader) error {
		after, err := r.Epoch()
		want(t, after, before)
		all, _ := r.Stream("a", 0, 10, 100)
		want(t, all, digested(entry("a", 1, chain(1), 1, "x")))
		return err
	})
}
