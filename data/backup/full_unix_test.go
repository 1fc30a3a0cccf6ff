//go:build !windows

package backup

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"woshou/data/store"
)

// childVar says that a test runs in a process of its own, whose files may be kept small.
const childVar = "BACKUP_TEST_CHILD"

// inChild runs the test in a process of its own and reports whether this is that one.
func inChild(t *testing.T) bool {
	t.Helper()
	if os.Getenv(childVar) != "" {
		signal.Ignore(syscall.SIGXFSZ)
		return true
	}
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	child.Env = append(os.Environ(), childVar+"=1")
	if out, err := child.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS") {
		t.Fatalf("%v: %s", err, out)
	}
	return false
}

// diskOf makes this process's disk have room for files of so many bytes; 0 for any.
func diskOf(t *testing.T, bytes int64) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Cur = uint64(bytes); bytes == 0 {
		limit.Cur = limit.Max
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
}

// A full disk stops a backup, a trial, a restore, a compaction and what mends a record: each
// says so, leaves nothing half made, loses nothing, and works once there is room.
func TestFullDisk(t *testing.T) {
	if !inChild(t) {
		return
	}
	r := newRig(t)
	for range 40 {
		r.save("一号")
	}
	stick := t.TempDir()
	made, err := r.keep.Make(context.Background(), r.st, stick, quiet)
	if err != nil {
		t.Fatal(err)
	}
	want := places(r.st)
	r.now = r.now.AddDate(0, 0, 1)
	acts := map[string]func() error{
		"backup": func() error { _, err := r.keep.Make(context.Background(), r.st, stick, quiet); return err },
		"trial":  func() error { _, err := r.keep.Try(context.Background(), r.st, quiet); return err },
		"restore": func() error {
			_, err := r.keep.Stage(context.Background(), made.Path(), WithKey(r.st), quiet)
			return err
		},
		"compact": func() error { return r.st.Compact() },
	}
	for _, room := range []int64{1 << 10, 20 << 10, made.Size / 2} {
		for name, act := range acts {
			diskOf(t, room)
			err := act()
			diskOf(t, 0)
			if !errors.Is(err, store.ErrFull) {
				t.Errorf("%s with room for %d: %v", name, room, err)
			}
			if got := r.list(stick); !slices.Equal(got, []string{made.Name}) {
				t.Errorf("%s with room for %d: on the stick %v", name, room, got)
			}
			all, _ := filepath.Glob(filepath.Join(r.dir, "*"))
			for _, path := range all {
				if base := filepath.Base(path); !slices.Contains([]string{"record.db", "record.db.journal", "backups.json"}, base) {
					t.Errorf("%s with room for %d leaves %s", name, room, base)
				}
			}
			if got := places(r.st); !slices.Equal(got, want) {
				t.Errorf("%s with room for %d: the record holds %d cases", name, room, len(got))
			}
			r.save("一号")
			want = places(r.st)
		}
	}
	for name, act := range acts {
		if err := act(); err != nil {
			t.Errorf("%s with room again: %v", name, err)
		}
	}
	if err := r.st.Verify(); err != nil {
		t.Error(err)
	}
	fullRepairs(t, r, want)
}

// fullRepairs takes the journal and then the file away while there is no room for another.
func fullRepairs(t *testing.T, r *rig, want []string) {
	t.Helper()
	for _, lost := range []string{store.JournalPath(r.path()), r.path()} {
		if err := errors.Join(r.st.Close(), os.Remove(lost)); err != nil {
			t.Fatal(err)
		}
		left := store.JournalPath(r.path())
		if lost == left {
			left = r.path()
		}
		before, err := os.ReadFile(left)
		if err != nil {
			t.Fatal(err)
		}
		diskOf(t, 30<<10)
		st, err := r.keeper(nil).WithPassword(password)(r.path())
		switch {
		case lost == r.path(): // nothing can be read without making it
			if !errors.Is(err, store.ErrFull) {
				t.Fatalf("the file is lost: %v", err)
			}
		case err != nil:
			t.Fatalf("the journal is lost: %v", err)
		default:
			r.st = st
			if got := places(st); !slices.Equal(got, want) {
				t.Errorf("the journal is lost: %d cases of %d", len(got), len(want))
			}
			if err := st.Close(); err != nil {
				t.Error(err)
			}
		}
		diskOf(t, 0)
		if after, err := os.ReadFile(left); err != nil || !slices.Equal(after, before) {
			t.Errorf("without %s: the other file was changed: %v", filepath.Base(lost), err)
		}
		r.st = r.open(r.path())
		if got := places(r.st); !slices.Equal(got, want) || len(r.st.Repairs()) != 1 {
			t.Errorf("with room again: %d cases of %d, repairs %v", len(got), len(want), r.st.Repairs())
		}
		r.save("一号")
		want = places(r.st)
		if err := r.st.Verify(); err != nil {
			t.Error(err)
		}
	}
}
