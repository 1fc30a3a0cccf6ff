package store

import "os"

// letGo drops the lock of a file that bbolt gave up on; here it goes with the handle.
func letGo(f *os.File) { _ = f.Close() }

// systemErrnos are the error numbers that only this system has: ERROR_DISK_FULL and
// ERROR_WRITE_PROTECT.
var systemErrnos = []answer{{112, ErrFull}, {19, ErrReadOnly}}
