package store

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// letGo drops the lock of a file that bbolt gave up on; here it goes with the handle.
func letGo(f *os.File) { _ = f.Close() }

// hold has nothing to do here: bbolt's lock of the other file holds the record, and
// while that is rebuilt Windows refuses to rename a file that somebody has open.
func hold(*os.File) error { return nil }

// holdRecord takes the lock that bbolt takes, of the last byte that a file can have.
func holdRecord(f *os.File) error {
	last := ^uint32(0)
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{Offset: last, OffsetHigh: last})
}

// held reports whether another program holds a file: ERROR_ACCESS_DENIED,
// ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
func held(err error) bool {
	errno, ok := errors.AsType[syscall.Errno](err)
	return ok && (errno == 5 || errno == 32 || errno == 33)
}

// systemErrnos are the error numbers that only this system has: ERROR_DISK_FULL and
// ERROR_WRITE_PROTECT.
var systemErrnos = []answer{{112, ErrFull}, {19, ErrReadOnly}}
