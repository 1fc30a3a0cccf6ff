//go:build !windows

package store

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"woshou/data"
)

// limitFiles makes this process's disk full once the record has grown by room bytes.
func limitFiles(t *testing.T, s *Store, room int64) {
	t.Helper()
	info, err := os.Stat(s.path)
	if err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	setLimit(t, func(l *syscall.Rlimit) { l.Cur = uint64(info.Size() + room) })
}

func noLimit(t *testing.T) {
	t.Helper()
	setLimit(t, func(l *syscall.Rlimit) { l.Cur = l.Max })
}

func setLimit(t *testing.T, change func(*syscall.Rlimit)) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	change(&limit)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
}

// A full disk is told, keeps what was acknowledged, and is no hindrance once there is
// room again. It is played in a process of its own, whose files may not grow.
func TestSave_DiskFull(t *testing.T) {
	if os.Getenv(childVar) == "" {
		s := newTestStore(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		child := exec.Command(os.Args[0], "-test.run=^TestSave_DiskFull$", "-test.v")
		child.Env = append(os.Environ(), childVar+"="+s.path)
		if out, err := child.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS") {
			t.Fatalf("%v: %s", err, out)
		}
		return
	}
	s := open(t, os.Getenv(childVar))
	r := rand.New(rand.NewPCG(1, 1))
	want := map[data.CaseID]*data.Case{}
	limitFiles(t, s, 100<<10)
	var full error
	for n := 0; full == nil; n++ {
		c := sampleCase(r, n+1)
		if _, full = s.SaveCase("intake", &data.Case{ID: c.ID}, c); full == nil {
			want[c.ID] = c
		}
	}
	if !errors.Is(full, ErrFull) || len(want) < 5 {
		t.Fatalf("after %d saves: %v", len(want), full)
	}
	if _, err := s.Backup(s.path + ".backup"); err != nil && !errors.Is(err, ErrFull) {
		t.Errorf("a backup to a full disk: %v", err)
	}
	sameCases(t, s, want)
	if err := s.Close(); err != nil && !errors.Is(err, ErrFull) { // it may not put right the frame that had no room
		t.Error(err)
	}
	s = open(t, s.path)
	sameCases(t, s, want)
	noLimit(t)
	for n := range 10 { // there is room again
		c := sampleCase(r, n)
		want[c.ID] = intake(t, s, c)
	}
	sameCases(t, s, want)
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
}
