package store

import (
	"os"
	"syscall"
)

// dataSync spares the disk what is only about the file, such as its time.
func dataSync(f *os.File) error {
	for {
		if err := syscall.Fdatasync(int(f.Fd())); err != syscall.EINTR {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}
