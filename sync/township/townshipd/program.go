//go:build linux || windows

package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// copyProgram lays this program where the service has it: not in anybody's own folder.
func copyProgram(to string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if self == to {
		return nil
	}
	in, err := os.Open(self)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	part := to + ".new"
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err == nil {
		err = os.Rename(part, to)
	}
	return err
}
