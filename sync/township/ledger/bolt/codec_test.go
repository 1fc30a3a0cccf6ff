package bolt

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/sync/township/ledger"
)

var (
	sampleTime  = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	sampleChain = ledger.Chain{Device: data.DeviceID{1}, Epoch: data.Epoch{2}}
	sampleEntry = ledger.Entry{Village: "v", GSN: 9, Chain: sampleChain, Seq: 300, Hash: data.Hash{3}, Digest: data.Hash{8},
		Subject: data.CaseID{4}, Received: sampleTime, Reason: ledger.ReasonLate, Event: []byte("event")}
	sampleHeld = ledger.Held{Village: "v", Chain: sampleChain, Seq: 300, Hash: data.Hash{3}, Received: sampleTime,
		Reason: ledger.ReasonFork, Event: []byte("event")}
	sampleCase = ledger.Case{ID: data.CaseID{4}, Village: "v", Fence: 5, GSN: 300, Last: 301, Row: []byte("row")}
)

func TestCodec_ReadsBackWhatItWrote(t *testing.T) {
	e, err := unpackEntry("v", 9, packEntry(sampleEntry))
	if d := cmp.Diff(sampleEntry, e); d != "" || err != nil {
		t.Errorf("entry: %v\n%s", err, d)
	}
	h, err := unpackHeld(packHeld(sampleHeld))
	if d := cmp.Diff(sampleHeld, h); d != "" || err != nil {
		t.Errorf("held: %v\n%s", err, d)
	}
	c, err := unpackCase(sampleCase.ID[:], packCase(sampleCase))
	if d := cmp.Diff(sampleCase, c); d != "" || err != nil {
		t.Errorf("case: %v\n%s", err, d)
	}
}

func TestCodec_FindsWhatIsCutShort(t *testing.T) {
	read := map[string]struct {
		whole []byte
		rest  int // bytes at the end that may be any number
		read  func([]byte) error
	}{
		"entry": {packEntry(sampleEntry), len("event"), func(b []byte) error { _, err := unpackEntry("v", 9, b); return err }},
		"held":  {packHeld(sampleHeld), len("event"), func(b []byte) error { _, err := unpackHeld(b); return err }},
		"case":  {packCase(sampleCase), len("row"), func(b []byte) error { _, err := unpackCase(sampleCase.ID[:], b); return err }},
	}
	for name, c := range read {
		for cut := range len(c.whole) - c.rest {
			if err := c.read(c.whole[:cut]); !errors.Is(err, data.ErrDamaged) {
				t.Errorf("%s cut at %d: %v", name, cut, err)
			}
		}
	}
	if _, err := unjson[ledger.Village]([]byte("{")); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("a village cut short: %v", err)
	}
}

func FuzzCodec(f *testing.F) {
	f.Add(packEntry(sampleEntry))
	f.Add(packHeld(sampleHeld))
	f.Add(packCase(sampleCase))
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, err := unpackEntry("v", 9, b); err == nil {
			if again, err := unpackEntry("v", 9, packEntry(e)); err != nil || !bytes.Equal(again.Event, e.Event) {
				t.Errorf("entry: %v", err)
			}
		}
		if h, err := unpackHeld(b); err == nil {
			if again, err := unpackHeld(packHeld(h)); err != nil || again.Village != h.Village {
				t.Errorf("held: %v", err)
			}
		}
		if c, err := unpackCase(make([]byte, 16), b); err == nil {
			if again, err := unpackCase(make([]byte, 16), packCase(c)); err != nil || again.Fence != c.Fence {
				t.Errorf("case: %v", err)
			}
		}
	})
}
