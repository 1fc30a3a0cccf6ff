package seal

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"testing/iotest"

	"woshou/data"
)

var update = flag.Bool("update", false, "write the stored file of this version anew")

// caseKey, storedName and storedContent are those of the stored files.
var (
	caseKey       = []byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f")
	storedContent = bytes.Repeat([]byte("东篱村毛竹林界址照片\n"), 2300)
)

const storedName = "00112233445566778899aabbccddeeff"

func fileOf(content []byte) *File {
	return &File{Name: storedName, Hash: data.HashOf(content), Size: len(content)}
}

func ownKey(name string) FileKeys { return FileKeys{Own: NewKey(FileKey(caseKey, name))} }

func allKeys() FileKeys {
	k := ownKey(storedName)
	k.Case = NewKey(caseKey)
	return k
}

// sealed returns a sealed file's bytes.
func sealed(t testing.TB, f *File, content []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := f.Write(&out, ownKey(f.Name).Own, content); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func noise(seed uint64, size int) []byte {
	b, r := make([]byte, size), rand.New(rand.NewPCG(seed, 9))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// A file of every version that was ever written opens: version 1 by its case's key alone,
// version 2 by its own.
func TestFile_EveryVersionOpens(t *testing.T) {
	f := fileOf(storedContent)
	if *update {
		if err := os.WriteFile("testdata/version2.file", sealed(t, f, storedContent), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		version byte
		opens   FileKeys
		shut    FileKeys
		want    error
	}{
		"testdata/version1.file": {1, allKeys(), ownKey(storedName), ErrCaseKey},
		"testdata/version2.file": {2, ownKey(storedName), FileKeys{Case: NewKey(caseKey), Own: NewKey(caseKey)}, data.ErrDamaged},
	} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		version, err := ReadVersion(bytes.NewReader(b))
		if err != nil || version != c.version || int64(len(b)) != FileSize(len(storedContent)) {
			t.Errorf("%s: version %d, %d bytes, %v", name, version, len(b), err)
		}
		if got, err := f.ReadAll(bytes.NewReader(b), c.opens); err != nil || !bytes.Equal(got, storedContent) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		if got, err := f.ReadAll(bytes.NewReader(b), c.shut); !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s with other keys: %d bytes, %v", name, len(got), err)
		}
	}
}

// One file's key opens no other of the case, under whatever name it is offered.
func TestFileKey_OpensOneFile(t *testing.T) {
	content := noise(1, 3000)
	f := fileOf(content)
	other := &File{Name: "ffeeddccbbaa99887766554433221100", Hash: f.Hash, Size: f.Size}
	b := sealed(t, other, content)
	for name, c := range map[string]struct {
		f *File
		k FileKeys
	}{
		"another file's key":           {other, ownKey(storedName)},
		"another file's key and name":  {f, ownKey(storedName)},
		"the key under another's name": {f, ownKey(other.Name)},
	} {
		if got, err := c.f.ReadAll(bytes.NewReader(b), c.k); !errors.Is(err, data.ErrDamaged) || got != nil {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	if got, err := other.ReadAll(bytes.NewReader(b), ownKey(other.Name)); err != nil || !bytes.Equal(got, content) {
		t.Error(err)
	}
	if bytes.Equal(FileKey(caseKey, storedName), FileKey(caseKey, other.Name)) || len(FileKey(caseKey, storedName)) != KeySize {
		t.Error("two files have one key")
	}
}

// Around every border of a part, however the bytes arrive, a Reader gives what was sealed.
func TestReader_GivesTheContent(t *testing.T) {
	for i, size := range []int{1, ChunkSize - 1, ChunkSize, ChunkSize + 1, 3*ChunkSize + 17} {
		content := noise(uint64(i), size)
		f := fileOf(content)
		b := sealed(t, f, content)
		if int64(len(b)) != FileSize(size) {
			t.Errorf("%d bytes are sealed into %d, said %d", size, len(b), FileSize(size))
		}
		for name, from := range map[string]io.Reader{
			"at once": bytes.NewReader(b), "by halves": iotest.HalfReader(bytes.NewReader(b)), "the end with the last": iotest.DataErrReader(bytes.NewReader(b)),
		} {
			r, err := f.Open(from, ownKey(f.Name))
			if err != nil {
				t.Fatal(err)
			}
			if err := iotest.TestReader(r, content); err != nil {
				t.Errorf("%d bytes, %s: %v", size, name, err)
			}
		}
	}
}

// What is not the file ends with an error, never with io.EOF.
func TestReader_Damaged(t *testing.T) {
	content := noise(7, 2*ChunkSize+9)
	f := fileOf(content)
	b := sealed(t, f, content)
	flipped := func(at int) []byte { out := bytes.Clone(b); out[at] ^= 1; return out }
	head, part := len(FileHead(FileVersion)), ChunkSize+Overhead
	lying := *f
	lying.Hash = data.HashOf([]byte("another"))
	long := *f
	long.Size--
	none := *f
	none.Size = 0
	huge := *f
	huge.Size = data.MaxAttachment + 1
	for name, c := range map[string]struct {
		f    *File
		b    []byte
		want error
	}{
		"a bit of the first part":  {f, flipped(head + 40), data.ErrDamaged},
		"a bit of the last part":   {f, flipped(len(b) - 1), data.ErrDamaged},
		"a bit of the head":        {f, flipped(3), data.ErrDamaged},
		"an algorithm":             {f, flipped(head), data.ErrDamaged},
		"cut between parts":        {f, b[:head+part], data.ErrDamaged},
		"cut in a part":            {f, b[:len(b)-4], data.ErrDamaged},
		"a byte more":              {f, append(bytes.Clone(b), 0), data.ErrDamaged},
		"parts changed over":       {f, slices.Concat(b[:head], b[head+part:head+2*part], b[head:head+part], b[head+2*part:]), data.ErrDamaged},
		"nothing":                  {f, nil, data.ErrDamaged},
		"version 0":                {f, slices.Concat(FileHead(0), b[head:]), data.ErrDamaged},
		"a later version":          {f, slices.Concat(FileHead(FileVersion+1), b[head:]), data.ErrNewer},
		"version 1 with no key":    {f, slices.Concat(FileHead(1), b[head:]), ErrCaseKey},
		"a content of another sum": {&lying, b, data.ErrDamaged},
		"a size that is less":      {&long, b, data.ErrDamaged},
		"no size":                  {&none, b, data.ErrDamaged},
		"a size above all":         {&huge, b, data.ErrDamaged},
	} {
		r, err := c.f.Open(bytes.NewReader(c.b), ownKey(f.Name))
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if got, err := c.f.ReadAll(bytes.NewReader(c.b), ownKey(f.Name)); !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s, all at once: %d bytes, %v", name, len(got), err)
		}
	}
	cut := errors.New("the disk failed")
	r, err := f.Open(io.MultiReader(bytes.NewReader(b[:head+part]), iotest.ErrReader(cut)), ownKey(f.Name))
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	if !errors.Is(err, cut) {
		t.Errorf("a disk that fails: %v", err)
	}
}

// However large a file, a Reader has room for one part.
func TestReader_HasRoomForOnePart(t *testing.T) {
	content := noise(3, 4<<20)
	f := fileOf(content)
	b, keys := sealed(t, f, content), ownKey(f.Name)
	got := testing.Benchmark(func(bench *testing.B) {
		for bench.Loop() {
			r, err := f.Open(bytes.NewReader(b), keys)
			if err == nil {
				_, err = io.Copy(io.Discard, r)
			}
			if err != nil {
				bench.Fatal(err)
			}
		}
	}).AllocedBytesPerOp()
	if got > 4*ChunkSize {
		t.Errorf("%d bytes for a file of %d", got, len(b))
	}
}

// Bytes may be anything: they are the content or an error, and never more than its size.
func FuzzReader(f *testing.F) {
	content := noise(5, ChunkSize+40)
	file := fileOf(content)
	whole := sealed(f, file, content)
	head := FileHead(FileVersion)
	f.Add(uint32(0), []byte{0})
	f.Add(uint32(len(head)), whole[len(head):len(head)+50])
	f.Add(uint32(len(whole)-3), []byte{1, 2, 3, 4, 5})
	f.Fuzz(func(t *testing.T, at uint32, b []byte) {
		for _, bytesOf := range [][]byte{b, slices.Concat(whole[:int(at)%len(whole)], b), slices.Concat(head, b), slices.Concat(FileHead(1), b)} {
			r, err := file.Open(bytes.NewReader(bytesOf), ownKey(file.Name))
			var got []byte
			if err == nil {
				got, err = io.ReadAll(r)
			}
			switch {
			case len(got) > len(content):
				t.Fatalf("%d bytes read", len(got))
			case err == nil && (!bytes.Equal(got, content) || !bytes.Equal(bytesOf, whole)):
				t.Fatalf("%d bytes read from %d", len(got), len(bytesOf))
			case err != nil && !errors.Is(err, data.ErrDamaged) && !errors.Is(err, data.ErrNewer) && !errors.Is(err, ErrCaseKey):
				t.Fatal(err)
			}
		}
	})
}
