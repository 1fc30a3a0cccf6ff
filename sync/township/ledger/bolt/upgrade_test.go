package bolt_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/bolt"
)

// version1 returns the path of a ledger that version 0.3.0 wrote: two villages, three
// computers of which one is revoked, entries with and without a row, late, repeated and
// refused ones, a case that was voided.
func version1(t *testing.T) string {
	t.Helper()
	packed, err := os.Open(filepath.Join("testdata", "version1.db.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = packed.Close() }()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "township.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpen_BringsVersion1UpToDate(t *testing.T) {
	path := version1(t)
	for range 2 { // the second time it is up to date already
		l, err := bolt.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.View(t.Context(), func(r ledger.Reader) error { return checkUpgraded(t, r) }); err != nil {
			t.Error(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func checkUpgraded(t *testing.T, r ledger.Reader) error {
	villages, err := r.Villages()
	if err != nil {
		return err
	}
	if len(villages) != 2 || villages[0].Name != "东篱村" || villages[0].GSN != 9 || villages[1].GSN != 2 || villages[0].Heard.IsZero() {
		t.Errorf("villages %+v", villages)
	}
	for i, want := range []int{4, 1} {
		v := villages[i]
		checkStream(t, r, v)
		cases, err := r.Cases(v.ID)
		if err != nil {
			return err
		}
		var rows [][]byte
		for _, c := range cases {
			rows = append(rows, c.Row)
		}
		if len(rows) != want || v.Cases != want || v.Sum != data.SumOf(rows) {
			t.Errorf("%s: %d rows, kept %d with sum %s, want %d", v.Name, len(rows), v.Cases, v.Sum, want)
		}
	}
	devices, err := r.Devices()
	revoked := 0
	for _, d := range devices {
		if !d.Revoked.IsZero() {
			revoked++
		}
		if d.Report.At.IsZero() || len(d.Key) != 32 || d.Enrolled.IsZero() {
			t.Errorf("device %+v", d)
		}
	}
	if err != nil || len(devices) != 3 || revoked != 1 {
		t.Errorf("%d devices, %d revoked, %v", len(devices), revoked, err)
	}
	held, err := r.Held(10)
	if err != nil || len(held) != 2 || held[0].Reason != ledger.ReasonRevoked || held[1].Reason != ledger.ReasonOwner {
		t.Errorf("held %+v, %v", held, err)
	}
	state, err := r.TallyState()
	if state != (ledger.TallyState{}) {
		t.Errorf("an older ledger claims tallies %+v", state)
	}
	return err
}

// checkStream compares a village's digests, and its cases' last events, with its
// entries.
func checkStream(t *testing.T, r ledger.Reader, v ledger.Village) {
	t.Helper()
	all, err := r.Stream(v.ID, 0, 100, 1<<20)
	if err != nil || uint64(len(all)) != v.GSN {
		t.Fatalf("%s: %d entries, %v", v.Name, len(all), err)
	}
	var digest data.Hash
	last := map[data.CaseID]uint64{}
	for _, e := range all {
		digest = data.Chain(digest, e.Hash[:])
		if at, err := r.DigestAt(v.ID, e.GSN); err != nil || at != digest || e.Digest != digest {
			t.Errorf("%s: digest at %d: %v", v.Name, e.GSN, err)
		}
		if event, err := data.DecodeEvent(e.Event); err != nil || event.Subject != e.Subject {
			t.Errorf("%s: entry %d: %v", v.Name, e.GSN, err)
		}
		if e.Subject != data.CommitteeID {
			last[e.Subject] = e.GSN
		}
		of, err := r.EntriesOf(v.ID, e.Subject)
		if err != nil || len(of) == 0 || !bytes.Equal(of[len(of)-1].Subject[:], e.Subject[:]) {
			t.Errorf("%s: entries of the case of %d: %v", v.Name, e.GSN, err)
		}
	}
	newest, err := r.Newest(v.ID, 0, 100)
	if err != nil || len(newest) != len(last) {
		t.Errorf("%s: %d cases by last event, want %d, %v", v.Name, len(newest), len(last), err)
	}
	for i, c := range newest {
		if c.Last != last[c.ID] || i > 0 && c.Last >= newest[i-1].Last {
			t.Errorf("%s: case %s stands at %d, its last event is %d", v.Name, c.ID, c.Last, last[c.ID])
		}
	}
}

func TestOpen_LeavesADamagedVersion1AsItWas(t *testing.T) {
	path := version1(t)
	spoil(t, path, "cases", func(k, v []byte) []byte { return []byte{200} })
	for range 2 {
		if _, err := bolt.Open(path); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("Open returned %v", err)
		}
	}
}
