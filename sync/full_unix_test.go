//go:build !windows

package sync_test

import (
	"os/signal"
	"syscall"
	"testing"
)

// fill makes this process write no file, as on a disk that is full, until room is called.
func fill(t testing.TB) (room func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var was syscall.Rlimit
	set := func(l syscall.Rlimit) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	set(syscall.Rlimit{Cur: 0, Max: was.Max})
	return func() { set(was) }
}
