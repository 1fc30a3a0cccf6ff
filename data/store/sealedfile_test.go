package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"woshou/data"
	"woshou/data/letter"
	"woshou/data/seal"
)

// firstVersion puts in place of a case's only file what a program of before version 2 wrote.
func firstVersion(t testing.TB, s *Store, c *data.Case, content []byte) SealedFile {
	t.Helper()
	f, _ := s.SealedFile(c.ID, c.Attachments[0])
	key, sealed := seal.NewKey(must(s.keyOf(c.ID))(t)), seal.FileHead(1)
	for n, rest := 0, content; len(rest) > 0; n++ {
		size := min(len(rest), seal.ChunkSize)
		place := binary.BigEndian.AppendUint64([]byte("file\x00"+f.Name), uint64(n))
		last := byte(0)
		if size == len(rest) {
			last = 1
		}
		sealed, rest = append(sealed, seal.Seal(key, rest[:size], append(place, last))...), rest[size:]
	}
	to, err := s.opt.files.Open(only(t, s), os.O_RDWR)
	if err != nil {
		t.Fatal(err)
	}
	_, err = to.WriteAt(sealed, 0)
	if err := errors.Join(err, to.Sync(), to.Close()); err != nil || int64(len(sealed)) != f.Size {
		t.Fatal(err, len(sealed))
	}
	return f
}

// withFirst returns a case with one attachment whose file is of version 1.
func withFirst(t testing.TB, s *Store, content []byte) (*data.Case, SealedFile) {
	t.Helper()
	c := must(attach(s, saved(t, s, 1)[0], content))(t)
	return c, firstVersion(t, s, c, content)
}

// wantVersion checks that an attachment reads whole, and of which version its file is.
func wantVersion(t testing.TB, s *Store, c *data.Case, content []byte, version byte) {
	t.Helper()
	sealed := must(os.ReadFile(only(t, s)))(t)
	if got, err := seal.ReadVersion(bytes.NewReader(sealed)); err != nil || got != version {
		t.Errorf("version %d, want %d; %v", got, version, err)
	}
	if got, err := s.ReadFile(c.ID, c.Attachments[0]); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestFileKey_OpensTheFileAlone(t *testing.T) {
	s := newTestStore(t)
	c, content := saved(t, s, 1)[0], scan(1, 2*seal.ChunkSize+5)
	c = must(attach(s, must(attach(s, c, content))(t), scan(2, 900)))(t)
	f, key, err := s.FileKey(c.ID, c.Attachments[0])
	if err != nil {
		t.Fatal(err)
	}
	opens := func(a data.Attachment) error {
		g, _ := s.SealedFile(c.ID, a)
		sealed := must(os.ReadFile(filepath.Join(AttachmentsPath(s.path), g.Name)))(t)
		form := seal.File{Name: g.Name, Hash: a.Hash, Size: a.Size}
		got, err := form.ReadAll(bytes.NewReader(sealed), seal.FileKeys{Own: seal.NewKey(key)})
		if err == nil && !bytes.Equal(got, content) {
			t.Errorf("%d other bytes", len(got))
		}
		return err
	}
	if err := opens(c.Attachments[0]); err != nil || f.Hash != c.Attachments[0].Hash {
		t.Errorf("its own file: %v", err)
	}
	if err := opens(c.Attachments[1]); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("another file of the case: %v", err)
	}
	if bytes.Equal(key, must(s.keyOf(c.ID))(t)) {
		t.Error("the key is the case's")
	}
	path, _ := s.FilePath(f)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	_, _, err = s.FileKey(c.ID, c.Attachments[0])
	if again := s.MayOpenAlone(c.ID, c.Attachments[0]); !errors.Is(err, fs.ErrNotExist) || !errors.Is(again, fs.ErrNotExist) {
		t.Errorf("a file that is gone: %v, %v", err, again)
	}
}

// A file of version 1 reads for ever. Before it leaves, or goes along with a case, it is
// sealed anew; one that the township has stays as it is and goes along on paper.
func TestFirstVersion(t *testing.T) {
	content := scan(1, 2*seal.ChunkSize+5)
	for name, c := range map[string]struct {
		sent  bool
		act   func(s *Store, id data.CaseID, a data.Attachment) error
		want  byte
		fails error
	}{
		"reading":                 {false, func(s *Store, id data.CaseID, a data.Attachment) error { return nil }, 1, nil},
		"asking":                  {false, (*Store).MayOpenAlone, 1, nil},
		"asking, sent":            {true, (*Store).MayOpenAlone, 1, ErrOldFile},
		"going along":             {false, goesAlong, 2, nil},
		"going along, sent":       {true, goesAlong, 1, ErrOldFile},
		"leaving":                 {false, leaves, 2, nil},
		"leaving, sent once":      {true, leaves, 1, nil},
		"the same attached again": {false, func(s *Store, id data.CaseID, _ data.Attachment) error { return s.AddFile(id, content) }, 1, nil},
		"leaving and going along": {false, func(s *Store, id data.CaseID, a data.Attachment) error {
			return errors.Join(leaves(s, id, a), goesAlong(s, id, a))
		}, 2, nil},
		"a check, as backups make": {true, func(s *Store, id data.CaseID, a data.Attachment) error { return s.Verify() }, 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTestStore(t)
			first, f := withFirst(t, s, content)
			if c.sent {
				if err := s.FileSent(f.Name, data.Epoch{1}); err != nil {
					t.Fatal(err)
				}
			}
			if err := c.act(s, first.ID, first.Attachments[0]); !errors.Is(err, c.fails) {
				t.Errorf("%v, want %v", err, c.fails)
			}
			wantVersion(t, s, first, content, c.want)
			s = reopen(t, s)
			wantVersion(t, s, first, content, c.want)
		})
	}
}

func goesAlong(s *Store, id data.CaseID, a data.Attachment) error {
	_, key, err := s.FileKey(id, a)
	if err == nil && len(key) != keySize {
		err = fmt.Errorf("a key of %d bytes", len(key))
	}
	return err
}

func leaves(s *Store, id data.CaseID, a data.Attachment) error {
	f, _ := s.SealedFile(id, a)
	sum, err := s.SumSealed(f)
	path, _ := s.FilePath(f)
	if now, err := sumOf(path); err != nil || now != sum {
		return errors.Join(err, errors.New("it is not what was summed"))
	}
	return err
}

// Whatever the disk refuses, the file stays readable, as the one or as the other.
func TestFail_SealedAnew(t *testing.T) {
	content := scan(1, seal.ChunkSize+5)
	told := 0
	for n := 1; ; n++ {
		d := newTape()
		d.failWith = syscall.EIO
		s, _, err := Create(filepath.Join(t.TempDir(), "record"), NewRecord{testCommittee(), head, password}, d.options())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		c, _ := withFirst(t, s, content)
		d.arm(n)
		err = goesAlong(s, c.ID, c.Attachments[0])
		failed := d.failed()
		d.arm(0)
		if err != nil {
			told++
		}
		if _, err := readAll(s, c); err != nil || s.FileState(c.ID, c.Attachments[0]) != FileHere {
			t.Fatalf("op %d fails: %v", n, err)
		}
		if err := errors.Join(goesAlong(s, c.ID, c.Attachments[0]), checkFolder(s)); err != nil {
			t.Fatalf("the next try after op %d: %v", n, err)
		}
		wantVersion(t, s, c, content, 2)
		if !failed {
			break
		}
	}
	if told == 0 {
		t.Error("no failure was told")
	}
}

// The power may go at any op of it.
func TestCrash_SealedAnew(t *testing.T) {
	content := scan(1, seal.ChunkSize+5)
	d := newTape()
	s, _, err := Create(filepath.Join(t.TempDir(), "record"), NewRecord{testCommittee(), head, password}, d.options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, _ := withFirst(t, s, content)
	s.Settle()
	start := d.length()
	if err := goesAlong(s, c.ID, c.Attachments[0]); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	dir := t.TempDir()
	for n := start; n <= d.length(); n++ {
		for seed := range uint64(tears + 1) {
			disk := d.play(n, rand.New(rand.NewPCG(uint64(n), seed)))
			disk.put(t, dir)
			if err := checkAttachmentsCut(filepath.Join(dir, "record"), c.ID, []attachStep{{start, [][]byte{content}}}, n); err != nil {
				t.Fatalf("cut after op %d of %d, seed %d: %v", n, d.length(), seed, err)
			}
		}
	}
}

// What the township waits for goes before what is newer.
func TestFileQueue_HandedUpFirst(t *testing.T) {
	s := newTestStore(t)
	cases := saved(t, s, 3)
	for i, c := range cases {
		cases[i] = must(attach(s, must(attach(s, c, scan(uint64(i), 700)))(t), scan(uint64(i+9), 800)))(t)
	}
	rows := s.Rows()
	oldest := must(s.Case(rows[len(rows)-1].ID))(t)
	queue := func() (out []data.ContentHash) {
		send, _ := s.FileQueue(data.Epoch{1})
		for _, f := range send {
			out = append(out, f.Hash)
		}
		return out
	}
	before, chosen := queue(), oldest.Attachments[1]
	after := oldest.Clone()
	after.HandUps = append(after.HandUps, data.HandUp{ID: "h", SealedTo: "k", Files: []data.HandUpFile{{ID: chosen.ID, Name: chosen.Name, Hash: chosen.Hash}}})
	opened := data.Opened{HandUp: "h", AnswerTo: letter.Identity([32]byte{1}).Recipient().String(), Key: "k", Sealed: []byte("x")}
	oldest = must(s.SaveOpened("hand_up", oldest, after, opened))(t)
	want := append([]data.ContentHash{chosen.Hash}, slices.DeleteFunc(slices.Clone(before), func(h data.ContentHash) bool { return h == chosen.Hash })...)
	for range 2 {
		if got := queue(); !slices.Equal(got, want) {
			t.Errorf("the queue is %v, want %v", got, want)
		}
		s = reopen(t, s)
	}
	back := oldest.Clone()
	back.HandUps[0].ReturnedOn = 740000
	save(t, s, oldest, back)
	if got := queue(); !slices.Equal(got, before) {
		t.Errorf("after it came back: %v, want %v", got, before)
	}
}
