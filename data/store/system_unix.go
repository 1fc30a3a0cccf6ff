//go:build !windows

package store

import (
	"errors"
	"os"
	"syscall"

	"woshou/data"
)

// letGo drops the lock of a file that bbolt gave up on: its memory map, which nobody
// can undo then, would hold the lock after the file is closed.
func letGo(f *os.File) {
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
	_ = f.Close()
}

// hold keeps other programs from opening a file; data.ErrLocked when one has it.
func hold(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return data.ErrLocked
	}
	return err
}

// holdRecord takes the lock that bbolt takes.
func holdRecord(f *os.File) error { return hold(f) }

// held reports whether another program holds a file: here that hinders nobody.
func held(error) bool { return false }

// systemErrnos are the error numbers that only this system has.
var systemErrnos []answer
