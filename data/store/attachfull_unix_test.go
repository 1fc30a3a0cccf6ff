//go:build !windows

package store

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"woshou/data/seal"
)

// A full disk is told, leaves nothing half made, and is no hindrance once there is room. It
// is played in a process of its own, whose files may not grow.
func TestAttach_DiskFull(t *testing.T) {
	if os.Getenv(childVar) == "" {
		s := newTestStore(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		child := exec.Command(os.Args[0], "-test.run=^TestAttach_DiskFull$", "-test.v")
		child.Env = append(os.Environ(), childVar+"="+s.path)
		if out, err := child.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS") {
			t.Fatalf("%v: %s", err, out)
		}
		return
	}
	s := open(t, os.Getenv(childVar))
	c := must(attach(s, saved(t, s, 1)[0], scan(1, 900)))(t)
	before := inFolder(t, s.path)
	signal.Ignore(syscall.SIGXFSZ)
	for _, room := range []uint64{0, 10, 1000, seal.ChunkSize + 7, 3 * seal.ChunkSize} {
		setLimit(t, func(l *syscall.Rlimit) { l.Cur = room })
		_, err := attach(s, c, scan(2, 4*seal.ChunkSize))
		noLimit(t)
		if !errors.Is(err, ErrFull) {
			t.Errorf("with room for %d bytes: %v", room, err)
		}
		if after := inFolder(t, s.path); len(after) != len(before) {
			t.Errorf("with room for %d bytes: left %v", room, after)
		}
		if _, err := readAll(s, c); err != nil {
			t.Error(err)
		}
	}
	c = must(attach(s, c, scan(2, 4*seal.ChunkSize)))(t)
	if _, err := readAll(s, c); err != nil {
		t.Error(err)
	}
	if err := errors.Join(checkFolder(s), s.Verify()); err != nil {
		t.Error(err)
	}
}
