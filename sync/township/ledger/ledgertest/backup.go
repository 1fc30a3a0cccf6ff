package ledgertest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Fill puts a little of everything into an empty ledger.
func Fill(t testing.TB, l ledger.Ledger) {
	t.Helper()
	err := l.Update(context.Background(), func(tx ledger.Tx) error {
		return errors.Join(
			tx.PutVillage(ledger.Village{ID: "a", Name: "东篱村", Area: "339921101201", GSN: 2, Heard: noon, Cases: 1, Sum: data.FactSum{7}}),
			tx.PutVillage(ledger.Village{ID: "ab", Name: "石门村", Area: "339921101202"}),
			tx.PutDevice(ledger.Device{ID: data.DeviceID{1}, Village: "a", Key: make([]byte, 32), Report: ledger.Report{Waiting: 3}}),
			tx.PutCode(ledger.Code{Selector: "s", Expires: noon}),
			tx.Append(entry("a", 1, chain(1), 1, "first")), tx.Append(entry("a", 2, chain(2), 1, "second")), tx.Append(entry("ab", 1, chain(3), 1, "third")),
			tx.MarkUID("a", data.UID{1}), tx.PutKey("a", data.CaseID{1}, []byte("sealed")),
			tx.PutCase(ledger.Case{ID: data.CaseID{1}, Village: "a", Row: []byte("row"), GSN: 1, Last: 1}),
			tx.AddTally(ledger.Tally{TallyKey: groupKey, Tally: data.Tally{Cases: 1, Amount: 5}}), tx.SetTallyState(ledger.TallyState{Rule: 1}),
			tx.PutHandUp(ledger.HandUp{Village: "a", ID: data.UID{1}, Received: noon, Sealed: []byte("s")}),
			tx.PutUplink(ledger.Uplink{Address: "a"}), tx.AppendOwn(data.Epoch{1}, 1, []byte("own")), tx.MarkDirty(data.CaseID{1}),
			tx.PutAccount(ledger.Account{Name: "admin", Hash: "h"}), tx.PutSession(ledger.Session{ID: "1", Account: "admin"}),
			tx.AddAct(ledger.Act{At: noon, Who: "admin", What: "one"}), tx.AddAct(ledger.Act{At: noon.Add(time.Second), What: "two"}))
	})
	if err == nil {
		err = l.Update(context.Background(), func(tx ledger.Tx) error {
			_, err := tx.Hold(ledger.Held{Village: "a", Chain: chain(1), Hash: data.Hash{1}, Reason: ledger.ReasonFork, Event: []byte("held")})
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Saved returns a ledger's backup.
func Saved(t testing.TB, l ledger.Ledger) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := l.Backup(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// testBackup restores a backup into an empty ledger, and refuses to do it over one in use
// or from a backup that is not whole.
func testBackup(t *testing.T, open Open) {
	first := open(t, t.TempDir())
	defer func() { must(t, first.Close()) }()
	Fill(t, first)
	saved := Saved(t, first)
	second := open(t, t.TempDir())
	defer func() { must(t, second.Close()) }()
	empty := Saved(t, second)
	for _, cut := range []int{0, 10, len(saved) / 2, len(saved) - 1} {
		if err := second.Restore(t.Context(), bytes.NewReader(saved[:cut])); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("a backup cut at %d: %v", cut, err)
		}
	}
	changed := bytes.Clone(saved)
	changed[len(changed)/2] ^= 1
	if err := second.Restore(t.Context(), bytes.NewReader(changed)); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("a changed backup: %v", err)
	}
	if !bytes.Equal(Saved(t, second), empty) {
		t.Error("a restore that failed left something behind")
	}
	must(t, second.Restore(t.Context(), bytes.NewReader(saved)))
	if !bytes.Equal(Saved(t, second), saved) {
		t.Error("what was restored is not what was saved")
	}
	view(t, second, func(r ledger.Reader) error {
		if _, err := r.Session("1"); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("a session came back: %v", err)
		}
		all, err := r.Stream("a", 0, 10, 1000)
		want(t, all, digested(entry("a", 1, chain(1), 1, "first"), entry("a", 2, chain(2), 1, "second")))
		return err
	})
	if err := second.Restore(t.Context(), bytes.NewReader(saved)); !errors.Is(err, ledger.ErrExists) {
		t.Errorf("a restore over a ledger in use: %v", err)
	}
	update(t, second, func(tx ledger.Tx) error { return tx.Append(entry("a", 3, chain(1), 2, "next")) })
}
