package wire

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

func stickOf(t testing.TB, kind byte, items ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewStick(&b, kind)
	for _, item := range items {
		if err == nil {
			err = w.Put(item)
		}
	}
	if err == nil {
		err = w.End(SumsUp)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readStick reads a file whose last item is the sum.
func readStick(b []byte, kind byte) (items [][]byte, err error) {
	r, err := OpenStick(bytes.NewReader(b), kind)
	if err != nil {
		return nil, err
	}
	for {
		item, err := r.Next()
		if errors.Is(err, io.EOF) {
			if sum := r.Sum(); !bytes.Equal(sum[:], r.Vouch()) {
				return nil, data.ErrDamaged
			}
			return items, nil
		}
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
}

func TestStick_ComesBackAsItWas(t *testing.T) {
	items := [][]byte{[]byte("one"), bytes.Repeat([]byte("x"), 70_000), {0}}
	b := stickOf(t, StickUp, items...)
	got, err := readStick(b, StickUp)
	if d := cmp.Diff(items, got); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
	if _, err := readStick(b, StickDown); !errors.Is(err, ErrForeign) {
		t.Errorf("another kind: %v", err)
	}
	if _, err := readStick([]byte("PK\x03\x04 a zip file"), StickUp); !errors.Is(err, ErrForeign) {
		t.Errorf("another file: %v", err)
	}
	newer := bytes.Clone(b)
	newer[headSize] = 2
	if _, err := readStick(newer, StickUp); !errors.Is(err, data.ErrNewer) {
		t.Errorf("a later version: %v", err)
	}
	b = stickOf(t, StickUp, []byte("one"), []byte("two"))
	for at := range b {
		if _, err := readStick(b[:at], StickUp); err == nil {
			t.Errorf("cut at %d: read", at)
		}
		changed := bytes.Clone(b)
		changed[at] ^= 1
		if _, err := readStick(changed, StickUp); err == nil {
			t.Errorf("changed at %d: read", at)
		}
	}
	if _, err := readStick(append(b, 0), StickUp); err == nil {
		t.Error("a file that goes on was read")
	}
}

func fullStickCase() *StickCase {
	return &StickCase{
		Key: WrappedKey{Case: data.CaseID{3}, Key: []byte("sealed")}, Events: [][]byte{[]byte("event"), []byte("another")},
		Pieces: []FilePiece{{Name: FileName{1}, Size: 9, Sum: data.Hash{4}, Offset: 3, Bytes: []byte("part")}},
	}
}

func TestStick_ItemsComeBackAsTheyWere(t *testing.T) {
	b, err := fullStickCase().Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeStickCase(b)
	if d := cmp.Diff(fullStickCase(), got); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
	head := &StickHead{Device: data.DeviceID{1}, Server: data.Epoch{2}, GSN: 7, Authority: []byte("key")}
	gotHead, err := DecodeStickHead(head.Encode())
	if d := cmp.Diff(head, gotHead); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
	big := fullStickCase()
	big.Events = [][]byte{make([]byte, MaxMessage)}
	if _, err := big.Encode(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
}

func FuzzStick(f *testing.F) {
	item, err := fullStickCase().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stickOf(f, StickPeer, item))
	f.Add(stickOf(f, StickPeer, (&StickHead{GSN: 3}).Encode()))
	f.Fuzz(func(t *testing.T, b []byte) {
		items, err := readStick(b, StickPeer)
		if err == nil && !bytes.Equal(stickOf(t, StickPeer, items...), b) {
			t.Error("the items are written as another file")
		}
		for _, item := range append(items, b) {
			if c, err := DecodeStickCase(item); err == nil {
				again, err := c.Encode()
				if err != nil {
					t.Fatal(err)
				}
				if got, err := DecodeStickCase(again); err != nil || cmp.Diff(c, got) != "" {
					t.Errorf("%v: %+v comes back as %+v", err, c, got)
				}
			}
			if h, err := DecodeStickHead(item); err == nil {
				if got, err := DecodeStickHead(h.Encode()); err != nil || cmp.Diff(h, got) != "" {
					t.Errorf("%v: %+v comes back as %+v", err, h, got)
				}
			}
		}
	})
}
