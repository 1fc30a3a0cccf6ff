package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/seal"
)

// away makes a record whose one attachment of a size is on another computer, and returns
// the sealed file and its bytes as they lie there.
func away(t *testing.T, size int) (*Store, SealedFile, []byte) {
	t.Helper()
	s := newTestStore(t)
	c := must(attach(s, saved(t, s, 1)[0], scan(5, size)))(t)
	f, _ := s.SealedFile(c.ID, c.Attachments[0])
	sealed, err := os.ReadFile(only(t, s))
	if err == nil {
		err = os.Remove(only(t, s))
	}
	if err != nil {
		t.Fatal(err)
	}
	return s, f, sealed
}

func TestAddPart_GoesOnWhereItWas(t *testing.T) {
	s, f, sealed := away(t, 2*seal.ChunkSize+9)
	sum := data.Hash(sha256.Sum256(sealed))
	for at := int64(0); at < f.Size; {
		if at > f.Size/2 {
			s = reopen(t, s) // in the middle of the transfer
		}
		if got, have := s.FilePart(f); at > 0 && (got != sum || have != at) {
			t.Fatalf("at %d the part is %d of %s", at, have, got)
		}
		// What comes twice, or too early, changes nothing.
		for _, wrong := range []int64{at - 1, at + 1, at - 30_000} {
			if wrong < 0 || wrong >= f.Size {
				continue
			}
			if have, err := s.AddPart(f, sum, wrong, sealed[wrong:min(wrong+50, f.Size)]); err != nil || have != at {
				t.Fatalf("a piece at %d where %d is due: %d, %v", wrong, at, have, err)
			}
		}
		end := min(at+30_000, f.Size)
		have, err := s.AddPart(f, sum, at, sealed[at:end])
		if err != nil || have != end {
			t.Fatalf("a piece at %d: %d, %v", at, have, err)
		}
		at = end
	}
	a := must(s.Case(f.Case))(t).Attachments[0]
	got, err := s.ReadFile(f.Case, a)
	if err != nil || !bytes.Equal(got, scan(5, 2*seal.ChunkSize+9)) || s.FileState(f.Case, a) != FileHere {
		t.Errorf("%d bytes, %v, %s", len(got), err, s.FileState(f.Case, a))
	}
	if names := inFolder(t, s.path); len(names) != 1 || names[0] != f.Name {
		t.Errorf("the folder holds %v", names)
	}
	if have, err := s.AddPart(f, sum, 0, sealed[:10]); err != nil || have != f.Size {
		t.Errorf("once more: %d, %v", have, err)
	}
}

func TestAddPart_DropsWhatIsNotTheFile(t *testing.T) {
	s, f, sealed := away(t, 5000)
	bad := bytes.Clone(sealed)
	bad[2000] ^= 1
	for name, c := range map[string]struct {
		sum    data.Hash
		sealed []byte
	}{
		"bytes that have not the sum":        {data.Hash(sha256.Sum256(sealed)), bad},
		"bytes that have it but do not open": {data.Hash(sha256.Sum256(bad)), bad},
		"more than the file's":               {data.Hash(sha256.Sum256(sealed)), append(bytes.Clone(sealed), 1)},
	} {
		have, err := s.AddPart(f, c.sum, 0, c.sealed)
		if !errors.Is(err, data.ErrDamaged) || have != 0 || len(inFolder(t, s.path)) != 0 {
			t.Errorf("%s: %d, %v, the folder holds %v", name, have, err, inFolder(t, s.path))
		}
	}
	// The same file as another computer sealed it: what was begun is dropped.
	if have, err := s.AddPart(f, data.Hash{1}, 0, sealed[:100]); err != nil || have != 100 {
		t.Fatal(have, err)
	}
	if have, err := s.AddPart(f, data.Hash(sha256.Sum256(sealed)), 0, sealed); err != nil || have != f.Size {
		t.Fatalf("begun anew: %d, %v", have, err)
	}
	if names := inFolder(t, s.path); len(names) != 1 {
		t.Errorf("the folder holds %v", names)
	}
}

func TestTidy_KeepsWhatIsComing(t *testing.T) {
	s, f, sealed := away(t, 5000)
	if _, err := s.AddPart(f, data.Hash{1}, 0, sealed[:100]); err != nil {
		t.Fatal(err)
	}
	stray := filepath.Join(AttachmentsPath(s.path), strings.Repeat("0", 32)+"."+data.Hash{2}.String()+partSuffix)
	if err := os.WriteFile(stray, []byte("of a case that is gone"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	if _, have := s.FilePart(f); have != 100 || exists(stray) {
		t.Errorf("the part has %d bytes; the stray is there: %v", have, exists(stray))
	}
}

func TestFileQueue_TellsWhatIsToGoAndToCome(t *testing.T) {
	s := newTestStore(t)
	cases := saved(t, s, 2)
	for i, c := range cases {
		cases[i] = must(attach(s, must(attach(s, c, scan(uint64(i), 700)))(t), scan(uint64(i+9), 800)))(t)
	}
	first, _ := s.SealedFile(cases[0].ID, cases[0].Attachments[0])
	path, _ := s.FilePath(first)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	town, other := data.Epoch{1}, data.Epoch{2}
	newest := s.Rows()[0].ID
	for range 2 {
		send, fetch := s.FileQueue(town)
		if len(send) != 3 || len(fetch) != 1 || fetch[0].Name != first.Name || send[0].Case != newest {
			t.Fatalf("to go %v, to come %v", send, fetch)
		}
		s = reopen(t, s)
	}
	send, _ := s.FileQueue(town)
	for range 2 {
		if err := s.FileSent(send[0].Name, town); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		left, _ := s.FileQueue(town)
		again, _ := s.FileQueue(other) // a server that was set back
		if len(left) != 2 || left[0].Name != send[1].Name || len(again) != 3 {
			t.Errorf("%d left, %d at another server", len(left), len(again))
		}
		s = reopen(t, s)
	}
	sum, err := s.SumSealed(send[0])
	part, err2 := s.ReadSealed(send[0], send[0].Size-10, 1000)
	if err != nil || err2 != nil || len(part) != 10 {
		t.Errorf("%v, %v, %d bytes", err, err2, len(part))
	}
	whole, err := s.ReadSealed(send[0], 0, 1<<20)
	if err != nil || data.Hash(sha256.Sum256(whole)) != sum {
		t.Errorf("%d bytes of another sum, %v", len(whole), err)
	}
	path, _ = s.FilePath(send[0])
	whole[300] ^= 1
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SumSealed(send[0]); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("a damaged file goes out: %v", err)
	}
}

func TestFilePolicy_IsKept(t *testing.T) {
	s := newTestStore(t)
	want := FilePolicy{FilesOnDemand, 50}
	if err := errors.Join(s.SetFilePolicy(want), s.UseLine(7, 100), s.UseLine(7, 11)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if p, used, err := s.FilePolicy(7); p != want || used != 111 || err != nil {
			t.Errorf("%+v, %d, %v", p, used, err)
		}
		if _, used, _ := s.FilePolicy(8); used != 0 {
			t.Errorf("the next day begins with %d", used)
		}
		s = reopen(t, s)
	}
	if err := s.UseLine(8, 5); err != nil {
		t.Fatal(err)
	}
	if _, used, _ := s.FilePolicy(8); used != 5 {
		t.Errorf("used %d", used)
	}
	for _, mb := range []int{-1, MaxDailyMB + 1} {
		if err := s.SetFilePolicy(FilePolicy{DailyMB: mb}); err == nil {
			t.Errorf("%d MB a day was taken", mb)
		}
	}
}
