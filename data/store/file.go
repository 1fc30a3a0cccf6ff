package store

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"woshou/data"
)

// file is an open file as the journal uses it.
type file interface {
	io.ReaderAt
	io.WriterAt
	Truncate(size int64) error
	Sync() error
	Close() error
	Size() (int64, error)
}

// files is the disk as the store uses it beside bbolt; tests put a disk that fails or
// forgets in its place.
type files interface {
	// Open opens a file and holds it for this program: data.ErrLocked when another does.
	Open(name string, flag int) (file, error)
	Rename(from, to string) error
	Remove(name string) error
	// Mkdir makes a folder for this user alone.
	Mkdir(name string) error
	// SyncDir makes renames in a folder durable where the system allows it.
	SyncDir(dir string)
}

// system is the computer's own disk.
type system struct {
	open opener
	wait time.Duration // for another program to let go of a file
}

type opener func(string, int, os.FileMode) (*os.File, error)

func (s system) Open(name string, flag int) (file, error) {
	f, err := s.open(name, flag, 0o600)
	if err != nil {
		return nil, err
	}
	// A program that is just being started from here has the file for a moment, too.
	for until := time.Now().Add(s.wait); ; time.Sleep(5 * time.Millisecond) {
		err := hold(f)
		if err == nil {
			return systemFile{f}, nil
		}
		if !errors.Is(err, data.ErrLocked) || time.Now().After(until) {
			_ = f.Close()
			return nil, err
		}
	}
}

func (system) Rename(from, to string) error {
	return patiently(func() error { return os.Rename(from, to) }, held, time.Sleep)
}

// patiently does something again and again while another program, a virus scanner for
// example, holds the file for a moment: for some two seconds.
func patiently(do func() error, held func(error) bool, sleep func(time.Duration)) error {
	err := do()
	for wait := 10 * time.Millisecond; held(err) && wait < 2*time.Second; wait *= 2 {
		sleep(wait)
		err = do()
	}
	return err
}

func (system) Remove(name string) error { return os.Remove(name) }
func (system) Mkdir(name string) error  { return os.Mkdir(name, 0o700) }
func (system) SyncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

type systemFile struct{ *os.File }

// Sync returns when the disk has what was written and what is needed to find it again.
func (f systemFile) Sync() error { return dataSync(f.File) }

func (f systemFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// JournalPath returns where the journal of the record at path is.
func JournalPath(path string) string { return path + ".journal" }

// newSuffix marks a file that is not whole yet.
const newSuffix = ".new"

// Exists reports whether there is a record at path: one of its two copies is enough.
func Exists(path string) bool { return exists(path) || exists(JournalPath(path)) }

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// Move gives a closed record another name, both copies of it and its attachments. The error wraps
// fs.ErrExist when there is a record already.
func Move(from, to string) error {
	if Exists(to) {
		return wrap("move record", fs.ErrExist)
	}
	disk := system{}
	// The journal goes last: alone in its old place it would be taken for the record.
	if err := disk.Rename(from, to); err != nil {
		return wrap("move record", explain(err))
	}
	if err := disk.Rename(JournalPath(from), JournalPath(to)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wrap("move record", explain(err))
	}
	if err := disk.Rename(AttachmentsPath(from), AttachmentsPath(to)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wrap("move record", explain(err))
	}
	disk.SyncDir(filepath.Dir(to))
	return nil
}

// Remove deletes a closed record, both copies of it and its attachments; nothing when
// there is none.
func Remove(path string) error {
	for _, name := range []string{JournalPath(path), path} {
		if err := removeStale(system{}, name); err != nil {
			return wrap("remove record", explain(err))
		}
	}
	return wrap("remove record", explain(os.RemoveAll(AttachmentsPath(path))))
}

func removeStale(disk files, path string) error {
	if err := disk.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// setAside renames a file that is not what it should be, so that nothing of it is lost.
func setAside(disk files, path, why string, now time.Time) error {
	base := path + "." + why + "-" + now.UTC().Format("20060102-150405")
	name := base
	for n := 'b'; exists(name) && n <= 'z'; n++ {
		name = base + string(n)
	}
	err := disk.Rename(path, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
