package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/seal"
)

// encodeVersion returns a slot as a program of another version would write it.
func encodeVersion(t testing.TB, b []byte, version uint64) []byte {
	t.Helper()
	s, err := decodeSlot(b)
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(s.encode())
	out[len(slotMagic)] = byte(version)
	end := len(slotMagic) + 1 + 4 + int(binary.BigEndian.Uint32(out[len(slotMagic)+1:]))
	sum := sha256.Sum256(out[:end])
	copy(out[end:], sum[:])
	return out
}

func testJournal(t testing.TB) *journal {
	t.Helper()
	j, err := newJournal(testFiles(), filepath.Join(t.TempDir(), "j"), slot{Seq: 1, Record: recordID{1}, Journal: journalID{2}}, seal.NewKey(make([]byte, keySize)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.file.Close() })
	return j
}

func testFiles() files { return testOptions().filled().files }

// What is appended is read back, whatever the sizes, over many steps of growth.
func TestJournal_Append(t *testing.T) {
	j := testJournal(t)
	r := rand.New(rand.NewPCG(1, 1))
	var want [][]byte
	for range 120 {
		b := make([]byte, 1+r.IntN(60_000))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		want = append(want, b)
		if err := j.append(b); err != nil {
			t.Fatal(err)
		}
		j.spare()
	}
	var got [][]byte
	end, err := j.scan(j.slot.start(), 0, func(plain []byte) error { got = append(got, plain); return nil })
	if err != nil || end != j.at {
		t.Fatalf("%+v, %v; appended up to %+v", end, err, j.at)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("frames differ")
	}
	if at, err := j.scan(j.slot.start(), 0, nil); err != nil || at != end {
		t.Errorf("without opening them: %+v, %v", at, err)
	}
	if more, err := j.more(end); more || err != nil {
		t.Errorf("more than all: %v", err)
	}
}

// A frame that is changed, lost, repeated or in another's place does not follow, and what
// stands behind it tells it from a torn end.
func TestJournal_Changed(t *testing.T) {
	j := testJournal(t)
	var ends []position
	for n := range 6 {
		if err := j.append(bytes.Repeat([]byte{byte(n)}, 100)); err != nil {
			t.Fatal(err)
		}
		ends = append(ends, j.at)
	}
	size := ends[1].Offset - ends[0].Offset
	read := func(n int) []byte {
		b := make([]byte, size)
		if _, err := j.file.ReadAt(b, ends[n].Offset-size); err != nil {
			t.Fatal(err)
		}
		return b
	}
	third, fourth := read(2), read(3)
	for name, b := range map[string][]byte{
		"a bit": append([]byte{third[0], third[1], third[2], third[3] ^ 1}, third[4:]...), "another": fourth, "again": read(1), "lost": make([]byte, size),
		"the seal": append(bytes.Clone(third[:size-1]), third[size-1]^1),
	} {
		if _, err := j.file.WriteAt(b, ends[1].Offset); err != nil {
			t.Fatal(err)
		}
		at, err := j.scan(j.slot.start(), 0, nil)
		if err != nil || at != ends[1] {
			t.Errorf("%s: read up to %+v, %v", name, at, err)
		}
		if more, err := j.more(at); !more || err != nil {
			t.Errorf("%s: taken for a torn end: %v", name, err)
		}
	}
}

func TestSlot_TooMany(t *testing.T) {
	s := slot{Header: make([]byte, slotSize)}
	if s.encode() != nil {
		t.Error("a header that does not fit was encoded")
	}
	var invalid *data.Invalid
	if err := testJournal(t).writeSlot(s); !errors.As(err, &invalid) {
		t.Error(err)
	}
}

func FuzzDecodeSlot(f *testing.F) {
	s := slot{Seq: 3, Record: recordID{1}, Journal: journalID{2}, Header: []byte("header")}
	f.Add(s.encode())
	f.Add(slotMagic)
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := decodeSlot(b)
		if err != nil {
			if !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNewer) {
				t.Fatal(err)
			}
			return
		}
		if again, err := decodeSlot(s.encode()); s.encode() != nil && (err != nil || !cmp.Equal(s, again)) {
			t.Fatalf("%v: %+v became %+v", err, s, again)
		}
	})
}

func FuzzDecodeChanges(f *testing.F) {
	b := appendChange([]byte{changesVersion}, change{bucketLog, []byte("key"), []byte("value")})
	f.Add(appendChange(b, change{bucketKeys, []byte("gone"), nil}))
	f.Add([]byte{changesVersion, 1, 1, 1, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		changes, err := decodeChanges(b)
		if err != nil {
			if !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNewer) {
				t.Fatal(err)
			}
			return
		}
		out := []byte{changesVersion}
		for _, c := range changes {
			out = appendChange(out, c)
		}
		again, err := decodeChanges(out)
		if err != nil || !cmp.Equal(changes, again, cmp.AllowUnexported(change{})) {
			t.Fatalf("%v: %v became %v", err, changes, again)
		}
	})
}

// A journal whose bytes may be anything is read without harm.
func FuzzJournal_Scan(f *testing.F) {
	j := testJournal(f)
	for n := range 3 {
		if err := j.append(bytes.Repeat([]byte{byte(n)}, 50)); err != nil {
			f.Fatal(err)
		}
	}
	b := make([]byte, j.at.Offset-framesAt)
	if _, err := j.file.ReadAt(b, framesAt); err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)-1])
	key, start := j.key, j.slot.start()
	f.Fuzz(func(t *testing.T, b []byte) {
		j := &journal{file: memoryFile(append(make([]byte, framesAt), b...)), size: int64(framesAt + len(b)), key: key, slot: j.slot}
		end, err := j.scan(start, 0, func([]byte) error { return nil })
		if err != nil && !errors.Is(err, data.ErrDamaged) || end.Offset > j.size || end.Frame > 3 {
			t.Fatalf("%+v, %v", end, err)
		}
		if _, err := j.more(end); err != nil {
			t.Fatal(err)
		}
	})
}

// memoryFile is bytes to read.
type memoryFile []byte

func (m memoryFile) ReadAt(b []byte, at int64) (int, error) { return bytes.NewReader(m).ReadAt(b, at) }
func (memoryFile) WriteAt([]byte, int64) (int, error)       { return 0, errors.ErrUnsupported }
func (memoryFile) Truncate(int64) error                     { return errors.ErrUnsupported }
func (memoryFile) Sync() error                              { return nil }
func (memoryFile) Close() error                             { return nil }
func (m memoryFile) Size() (int64, error)                   { return int64(len(m)), nil }

// After a flush that failed, the sector with its end is written anew from its start, with
// zeros for what was refused, and flushed, before anything else.
func TestJournal_Mends(t *testing.T) {
	d := newTape()
	j, err := newJournal(d, filepath.Join(t.TempDir(), "j"), slot{Seq: 1}, seal.NewKey(make([]byte, keySize)))
	if err != nil {
		t.Fatal(err)
	}
	defer j.file.Close()
	for range 3 {
		if err := j.append(make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
	}
	was := j.at
	for n := 1; n <= 2; n++ { // the write, and the flush
		d.arm(n)
		if err := j.append(make([]byte, 3000)); err == nil || j.at != was {
			t.Fatalf("op %d failed: %v, at %+v", n, err, j.at)
		}
		d.arm(0)
		last := d.ops[len(d.ops)-2:]
		if last[0].kind != wrote || last[0].at != was.Offset-was.Offset%sector || last[1].kind != synced {
			t.Errorf("op %d failed: not mended: %v at %d", n, last[0].kind, last[0].at)
		}
		if end := len(last[0].b); !bytes.Equal(last[0].b[end-3000:], make([]byte, 3000)) {
			t.Error("what was refused is still there")
		}
	}
	if err := j.append([]byte("after")); err != nil || j.at.Frame != was.Frame+1 {
		t.Errorf("%v, at %+v", err, j.at)
	}
	if end, err := j.scan(j.slot.start(), 0, nil); err != nil || end != j.at {
		t.Errorf("%+v, %v", end, err)
	}
}
