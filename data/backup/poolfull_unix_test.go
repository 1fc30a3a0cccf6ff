//go:build !windows

package backup

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"woshou/data/store"
)

// A stick without room for the attachments takes no backup that would be without them, and
// is none the worse; a restore without room for them is not staged.
func TestFullDisk_Attachments(t *testing.T) {
	if !inChild(t) {
		return
	}
	r, stick := newRig(t), t.TempDir()
	id := r.save("一号")
	a := r.attach(id, slices.Repeat(scanned(1), 30)) // larger than the record
	n := r.make(t.TempDir())
	for _, room := range []int64{n.Size, n.Size + 100<<10} {
		diskOf(t, room)
		_, err := r.keep.Make(context.Background(), r.st, stick, quiet)
		diskOf(t, 0)
		if left := append(r.list(poolOf(stick)), slices.DeleteFunc(r.list(stick), func(name string) bool { return name == PoolName })...); !errors.Is(err, store.ErrFull) || len(left) != 0 {
			t.Errorf("with room for %d: %v, left %v", room, err, left)
		}
	}
	other := newRig(t)
	diskOf(t, n.Size+100<<10)
	_, err := other.keep.Stage(context.Background(), n.Path(), other.keep.WithPassword(password), quiet)
	diskOf(t, 0)
	if !errors.Is(err, store.ErrFull) || slices.ContainsFunc(other.list(other.dir), func(name string) bool { return strings.Contains(name, ".restore") }) {
		t.Errorf("a restore: %v, left %v", err, other.list(other.dir))
	}
	made := r.make(stick)
	if found, err := other.keep.Stage(context.Background(), made.Path(), other.keep.WithPassword(password), quiet); err != nil || found.Missing != 0 {
		t.Errorf("with room again: %+v, %v", found, err)
	}
	if _, err := r.st.ReadFile(id, a); err != nil {
		t.Error(err)
	}
}
