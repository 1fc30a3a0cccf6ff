package data

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sampleEvent() Event {
	return Event{
		Version: 1, UID: UID{1, 2}, Device: DeviceID{3}, Epoch: Epoch{4}, Seq: 300, Prev: Hash{5}, Author: "m1", At: -1,
		Kind: "accept", Subject: CaseID{6}, Fence: 2, Facts: []byte("row"), Body: []byte("sealed"),
	}
}

// The bytes of an event, for ever: version, then number, length and bytes of each field.
const goldenEvent = "01" + // version
	"0110" + "01020000000000000000000000000000" + // uid
	"0210" + "03000000000000000000000000000000" + // device
	"0308" + "0400000000000000" + // epoch
	"0402" + "ac02" + // seq 300
	"0520" + "0500000000000000000000000000000000000000000000000000000000000000" + // prev
	"0602" + "6d31" + // author
	"070a" + "ffffffffffffffffff01" + // at -1: a clock before 1970
	"0806" + "616363657074" + // kind
	"0910" + "06000000000000000000000000000000" + // subject
	"0a01" + "02" + // fence
	"0b03" + "726f77" + // facts
	"0c06" + "7365616c6564" // body

func TestEvent_Golden(t *testing.T) {
	e := sampleEvent()
	if got := hex.EncodeToString(e.Encode()); got != goldenEvent {
		t.Errorf("encoded\n%s, want\n%s", got, goldenEvent)
	}
	b, err := hex.DecodeString(goldenEvent)
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeEvent(b)
	if diff := cmp.Diff(e, back); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if got, want := Chain(Hash{5}, b), Hash(sha256.Sum256(append(append([]byte{5}, make([]byte, 31)...), b...))); got != want {
		t.Errorf("chained %s, want %s", got, want)
	}
}

func TestEvent_Small(t *testing.T) {
	e := Event{Version: 1, UID: UID{1}, Seq: 1}
	b := e.Encode()
	back, err := DecodeEvent(b)
	if diff := cmp.Diff(e, back); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if len(b) > 1+18+18+10+3+34+18 {
		t.Errorf("%d bytes for an event that says nothing", len(b))
	}
}

// An older program reads past what it does not know, and chains the bytes as they came (invariant I11).
func TestDecodeEvent_Newer(t *testing.T) {
	e := sampleEvent()
	newer := append(e.Encode(), 0x7f, 0x02, 0xca, 0xfe, 0x80, 0x01, 0x01, 0x07) // numbers 127 and 128
	newer[0] = 9                                                                // version
	back, err := DecodeEvent(newer)
	e.Version, e.More = 9, newer[len(newer)-8:]
	if diff := cmp.Diff(e, back); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	older := e
	older.More = nil
	if Chain(Hash{}, newer) == Chain(Hash{}, older.Encode()) {
		t.Error("the hash does not cover what this version does not know")
	}
	if again := back.Encode(); string(again) != string(newer) {
		t.Errorf("appended to another chain it has lost something: %x, want %x", again, newer)
	}
}

func TestDecodeEvent_Damaged(t *testing.T) {
	e := sampleEvent()
	good := e.Encode()
	ends := map[int]bool{}
	for at := 1; at < len(good); {
		at += 2 + int(good[at+1])
		ends[at] = at >= 51 // the number of the event is read by then
	}
	for cut := range len(good) {
		if _, err := DecodeEvent(good[:cut]); ends[cut] != (err == nil) || err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("cut after %d bytes: %v", cut, err)
		}
	}
	long := sampleEvent()
	long.Kind = strings.Repeat("k", 300)
	none, noUID := sampleEvent(), sampleEvent()
	none.Seq, noUID.UID = 0, UID{}
	twice := slices.Concat(good, good[1:])
	for name, b := range map[string][]byte{
		"nothing": nil, "version 0": append([]byte{0}, good[1:]...), "a version of nonsense": append([]byte{0xff, 0xff, 0xff, 0x7f}, good[1:]...),
		"seq 0": none.Encode(), "no uid": noUID.Encode(), "a long kind": long.Encode(), "fields twice": twice,
		"the last field twice": append(slices.Clone(good), 0x0c, 0x01, 0x01),
		"an empty field":       append(slices.Clone(good), 0x0d, 0x00), "a short uid": {1, 1, 1, 7, 4, 1, 1},
		"a length beyond the end": append(slices.Clone(good), 0x0d, 0x05, 1), "a number in a long form": append(slices.Clone(good), 0x8d, 0x00, 0x01, 1),
		"field 0": {1, 0, 1, 1}, "too large": make([]byte, MaxEvent+1),
	} {
		if got, err := DecodeEvent(b); !errors.Is(err, ErrDamaged) || cmp.Diff(got, Event{}) != "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestChain(t *testing.T) {
	e := sampleEvent()
	first := Chain(Hash{}, e.Encode())
	e.Seq, e.Prev = 301, first
	second := Chain(first, e.Encode())
	if len(first.String()) != 64 || first == second {
		t.Errorf("chain %s, %s", first, second)
	}
	seen := map[Hash]bool{first: true}
	for _, b := range [][]byte{nil, {0}, e.Encode()} {
		for _, prev := range []Hash{{}, {1}, first} {
			seen[Chain(prev, b)] = true
		}
	}
	if len(seen) != 10 {
		t.Errorf("%d hashes of ten different pasts", len(seen))
	}
}

func FuzzDecodeEvent(f *testing.F) {
	e := sampleEvent()
	f.Add(e.Encode())
	f.Add((&Event{Version: 1, UID: UID{1}, Seq: 1}).Encode())
	f.Add(append(e.Encode(), 0x0d, 0x02, 0xca, 0xfe))
	f.Add([]byte{1, 1, 16})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := DecodeEvent(b)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("error %v", err)
			}
			return
		}
		back, err := DecodeEvent(e.Encode())
		if diff := cmp.Diff(e, back); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
	})
}
