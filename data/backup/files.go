package backup

import (
	"errors"
	"os"
	"path/filepath"
)

// files is what the package asks of the disk, so that tests can cut it off at any
// step.
type files interface {
	ReadFile(path string) ([]byte, error)
	// WriteFile writes a whole file and waits until the disk has it.
	WriteFile(path string, content []byte) error
	Rename(from, to string) error
	Remove(path string) error
	RemoveAll(path string) error
	MkdirAll(path string) error
	Size(path string) (int64, error)
	IsDir(path string) bool
	SyncDir(path string)
}

// disk is the real one.
type disk struct{}

func (disk) ReadFile(path string) ([]byte, error) { return os.ReadFile(path) }

func (disk) WriteFile(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

func (disk) Rename(from, to string) error { return os.Rename(from, to) }
func (disk) Remove(path string) error     { return os.Remove(path) }
func (disk) RemoveAll(path string) error  { return os.RemoveAll(path) }
func (disk) MkdirAll(path string) error   { return os.MkdirAll(path, 0o700) }

func (disk) Size(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (disk) IsDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// SyncDir makes renames durable where the system allows it.
func (disk) SyncDir(path string) {
	if d, err := os.Open(filepath.Clean(path)); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
