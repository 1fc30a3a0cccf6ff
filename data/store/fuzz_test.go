package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/letter"
	"woshou/data/seal"
)

func FuzzDecodeHeader(f *testing.F) {
	h, err := newHeader(make([]byte, keySize), NewRecord{Author: head, Password: password}, newRecoveryKey(), fast)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(h.encode())
	f.Add(headerMagic)
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := decodeHeader(b)
		if err != nil && !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNewer) {
			t.Fatal(err)
		}
		if err == nil && len(h.encode()) == 0 {
			t.Fatal("empty")
		}
	})
}

// What was sealed opens only whole, with its key and in its place; anything else is damage.
func FuzzUnseal(f *testing.F) {
	key := seal.NewKey(make([]byte, keySize))
	f.Add(seal.Seal(key, []byte("plain"), []byte("place")), []byte("place"))
	f.Add(seal.Seal(key, nil, nil), []byte{})
	f.Add([]byte{1}, []byte("place"))
	f.Fuzz(func(t *testing.T, b, place []byte) {
		plain, err := seal.Open(key, b, place)
		if err != nil {
			if !errors.Is(err, data.ErrDamaged) || plain != nil {
				t.Fatalf("%x, %v", plain, err)
			}
		} else if len(plain) != len(b)-1-key.Overhead() {
			t.Fatalf("%d bytes of %d", len(plain), len(b))
		}
		sealed := seal.Seal(key, b, place)
		if again, err := seal.Open(key, sealed, place); err != nil || string(again) != string(b) {
			t.Fatalf("what was sealed does not open: %v", err)
		}
		sealed[len(b)%len(sealed)] ^= 1
		if _, err := seal.Open(key, sealed, place); !errors.Is(err, data.ErrDamaged) {
			t.Fatalf("a changed bit: %v", err)
		}
	})
}

// An event's body whose bytes may be anything is read or is damage, sealed rightly or not.
func FuzzOpenBody(f *testing.F) {
	key, s := seal.NewKey(make([]byte, keySize)), &Store{identity: villageIdentity(make([]byte, keySize))}
	good, err := data.Body{Changes: []data.Change{{Path: "summary", Value: json.RawMessage(`"x"`)}}}.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packEvent(good))
	f.Add(pack([]byte(`{"c":[{"p":"","v":{}}]}`)))
	f.Add([]byte{packedZstd1, 0x28, 0xb5, 0x2f, 0xfd})
	f.Add([]byte{9, 9})
	f.Fuzz(func(t *testing.T, b []byte) {
		e := &data.Event{UID: data.UID{1}}
		for _, e.Body = range [][]byte{b, seal.Seal(key, b, e.UID[:]), answerOf(t, s, b)} {
			body, err := s.openBody(key, e)
			if err != nil && !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNewer) && !errors.Is(err, letter.ErrKey) {
				t.Fatal(err)
			}
			if err != nil && len(body.Changes) > 0 {
				t.Fatalf("%v, and %d changes", err, len(body.Changes))
			}
		}
	})
}

// answerOf seals bytes as a township seals an answer.
func answerOf(t *testing.T, s *Store, b []byte) []byte {
	out := bytes.NewBuffer([]byte{letter.Sealed})
	w, err := age.Encrypt(out, s.identity.Recipient())
	if err == nil {
		_, err = w.Write(b)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A recovery key is taken for what it is or refused with the group; however it is written,
// it means one key.
func FuzzRecoveryKey(f *testing.F) {
	for range 3 {
		f.Add(newRecoveryKey())
	}
	f.Add("")
	f.Add("０１２３４-ABCDE")
	f.Add(strings.Repeat("𬭎", 9))
	f.Fuzz(func(t *testing.T, text string) {
		v, err := parseRecoveryKey(text)
		if err != nil {
			var invalid *data.Invalid
			if !errors.As(err, &invalid) || v != nil {
				t.Fatalf("%v, %v", v, err)
			}
			return
		}
		var groups []string
		for g := range recoveryPaper.groups {
			groups = append(groups, groupText(g, [groupRandom]byte(v[g*groupRandom:])))
		}
		again, err := parseRecoveryKey(strings.ToLower(strings.Join(groups, " ")))
		if err != nil || !cmp.Equal(v, again) {
			t.Fatalf("%v: %v became %v", err, v, again)
		}
	})
}

// A page's bytes may be anything: the check says whole or damaged.
func FuzzCheckPages(f *testing.F) {
	path, _ := usedRecord(f, 3, 3)
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(0), []byte{1})
	f.Add(uint32(3*pageSize+8), []byte{2, 0, 255, 255})
	f.Add(uint32(2*pageSize), make([]byte, pageSize))
	f.Fuzz(func(t *testing.T, at uint32, b []byte) {
		file := append([]byte(nil), whole...)
		copy(file[int(at)%len(file):], b)
		name := filepath.Join(t.TempDir(), "f")
		writeFile(t, name, file)
		if err := checkPages(name); err != nil && !errors.Is(err, data.ErrDamaged) {
			t.Fatal(err)
		}
	})
}

func FuzzDecodeIndex(f *testing.F) {
	x := index{Events: []entry{{place{1, 7}, 0}, {place{0, 300}, 12}}, Fact: []byte("fact")}
	f.Add(x.encode())
	f.Add([]byte{indexVersion, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := decodeIndex(b)
		if err != nil {
			if !errors.Is(err, data.ErrDamaged) {
				t.Fatal(err)
			}
			return
		}
		again, err := decodeIndex(x.encode())
		if err != nil || !cmp.Equal(x, again, cmp.AllowUnexported(entry{})) {
			t.Fatalf("%v: %+v became %+v", err, x, again)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add(pack([]byte(`{"c":[{"p":"status","v":"closed"}]}`)))
	f.Add(pack(nil))
	f.Add([]byte{packedZstd1, 0x28, 0xb5, 0x2f, 0xfd})
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := unpack(b)
		if err != nil && !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNewer) {
			t.Fatal(err)
		}
		if len(out) > maxUnpacked {
			t.Fatalf("%d bytes", len(out))
		}
		again, err := unpack(pack(b))
		if err != nil || string(again) != string(b) {
			t.Fatalf("packing is not undone: %v", err)
		}
	})
}
