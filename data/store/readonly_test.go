package store

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// noWrites is a disk that became read-only while the program runs, as one with errors does:
// nothing may be made, renamed or removed, and what is open only reads.
type noWrites struct{ system }

func (noWrites) Rename(from, _ string) error {
	return &fs.PathError{Op: "rename", Path: from, Err: syscall.EROFS}
}

func (noWrites) Remove(name string) error {
	if !exists(name) {
		return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrNotExist}
	}
	return &fs.PathError{Op: "remove", Path: name, Err: syscall.EROFS}
}

func (noWrites) Mkdir(name string) error {
	return &fs.PathError{Op: "mkdir", Path: name, Err: syscall.EROFS}
}

func openReading(name string, flag int, mode os.FileMode) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDONLY, mode)
	if flag&os.O_CREATE != 0 && errors.Is(err, fs.ErrNotExist) {
		err = &fs.PathError{Op: "open", Path: name, Err: syscall.EROFS}
	}
	return f, err
}

// Every act on a read-only disk says that it is that, and changes nothing; all can be read.
func TestReadOnly_EveryAct(t *testing.T) {
	path, want := usedRecord(t, 6, 6)
	s := open(t, path)
	gone := want.Rows[2].ID
	listFor(t, s, 740000, gone)
	want = mustContents(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, names := readBoth(t, path), filesIn(t, filepath.Dir(path))
	todo := append(acts(rand.New(rand.NewPCG(4, 4))),
		act{"erase", func(s *Store) error { return s.Erase([]data.CaseID{gone}) }},
		act{"a start's erasing", func(s *Store) error { _, err := s.EraseListed(); return err }},
		act{"user", func(s *Store) error { return s.AddPassword("m2", "另一个人") }})
	for _, a := range todo {
		opt := testOptions()
		opt.openFile, opt.files = openReading, noWrites{system{open: openReading}}
		l, err := Open(path, opt)
		if err != nil {
			t.Fatal(err)
		}
		s, err := l.Unlock(password)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := a.do(s); !errors.Is(err, ErrReadOnly) {
				t.Errorf("%s: %v", a.name, err)
			}
			if diff := cmp.Diff(want, mustContents(t, s), rowOf); diff != "" {
				t.Errorf("after %s: %s", a.name, diff)
			}
		}
		_ = s.Close() // it may not flush
		if !reflect.DeepEqual(before, readBoth(t, path)) || !slices.Equal(names, filesIn(t, filepath.Dir(path))) {
			t.Fatalf("%s changed the files: %v", a.name, filesIn(t, filepath.Dir(path)))
		}
	}
}

// A record on a read-only disk with one copy missing or damaged: the file alone is read, the
// journal alone cannot be, and either is as it was afterwards.
func TestReadOnly_OneCopy(t *testing.T) {
	path, want := usedRecord(t, 6, 6)
	whole := readBoth(t, path)
	bad := slices.Clone(whole.journal)
	bad[framesAt+frameHeader+9] ^= 1
	for name, tt := range map[string]struct {
		both
		err error
	}{
		"no journal": {both{file: whole.file}, nil}, "journal damaged": {both{whole.file, bad}, nil},
		"no file": {both{journal: whole.journal}, ErrReadOnly}, "file damaged": {both{whole.file[:len(whole.file)/2], whole.journal}, ErrReadOnly},
	} {
		writeBoth(t, path, tt.both)
		names := filesIn(t, filepath.Dir(path))
		opt := testOptions()
		opt.openFile, opt.files = openReading, noWrites{system{open: openReading}}
		l, err := Open(path, opt)
		if err == nil {
			var s *Store
			if s, err = l.Unlock(password); err == nil {
				if diff := cmp.Diff(want, mustContents(t, s), rowOf); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
				_ = s.Close()
			}
		}
		if !errors.Is(err, tt.err) || tt.err == nil && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := filesIn(t, filepath.Dir(path)); !slices.Equal(names, got) {
			t.Errorf("%s: %v became %v", name, names, got)
		}
		for one, b := range map[string][]byte{path: tt.file, JournalPath(path): tt.journal} {
			if now, err := os.ReadFile(one); b != nil && (err != nil || !slices.Equal(now, b)) {
				t.Errorf("%s: %s was changed: %v", name, filepath.Base(one), err)
			}
		}
	}
}
