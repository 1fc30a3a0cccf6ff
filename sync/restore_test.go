package sync_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"woshou/sync/township"
)

// TestRestore_OnANewMachine: the township's machine burns down. A backup that was made
// while it served is brought back on another; the villages' programs fill in what came
// after it, nothing is lost and nothing is counted twice.
func TestRestore_OnANewMachine(t *testing.T) {
	w := newTown(t)
	v, u := w.newVillage(t, w), w.newVillage(t, w)
	first := v.add()
	u.add()
	v.sync()
	u.sync()
	var saved bytes.Buffer
	if err := w.srv.Backup(t.Context(), &saved); err != nil {
		t.Fatal(err)
	}
	v.add()
	v.edit(first, "第二次调解")
	u.add()
	v.sync() // u has not been there since
	pin := w.srv.Pin()

	w.stop()
	w.dir = filepath.Join(fastDir(t), "new")
	if _, err := township.Restore(t.Context(), w.dir, "", &saved); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(w.dir, "township.db"), filepath.Join(w.dir, "ledger")); err != nil {
		t.Fatal(err)
	}
	w.start()
	if w.srv.Pin() != pin {
		t.Error("the villages would not know the township again")
	}
	v.add()
	v.sync()
	u.sync()
	v.wantSame(3)
	u.wantSame(2)
	if found, err := w.srv.Check(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("%v %v", found, err)
	}
}
