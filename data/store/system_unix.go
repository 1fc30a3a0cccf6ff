//go:build !windows

package store

import (
	"os"
	"syscall"
)

// letGo drops the lock of a file that bbolt gave up on: its memory map, which nobody
// can undo then, would hold the lock after the file is closed.
func letGo(f *os.File) {
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
	_ = f.Close()
}

// systemErrnos are the error numbers that only this system has.
var systemErrnos []answer
