package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
)

// scanned is an invented content of its own.
func scanned(n int) []byte { return bytes.Repeat(fmt.Append(nil, "扫描件 ", n, "\n"), 9000) }

// attach puts a content into a case.
func (r *rig) attach(id data.CaseID, content []byte) data.Attachment {
	r.t.Helper()
	c, err := r.st.Case(id)
	if err != nil {
		r.t.Fatal(err)
	}
	a := data.Attachment{ID: data.NewElementID(), Name: "照片.jpg", Media: data.JPEG, Size: len(content), Hash: data.HashOf(content)}
	after := c.Clone()
	after.Attachments = append(after.Attachments, a)
	if err := r.st.AddFile(id, content); err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.st.SaveCase("attach", c, after); err != nil {
		r.t.Fatal(err)
	}
	return a
}

// detach takes all attachments out of a case.
func (r *rig) detach(id data.CaseID) {
	r.t.Helper()
	c, err := r.st.Case(id)
	if err != nil {
		r.t.Fatal(err)
	}
	after := c.Clone()
	after.Attachments = nil
	if _, err := r.st.SaveCase("detach", c, after); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) make(folder string) Note {
	r.t.Helper()
	r.now = r.now.Add(time.Minute)
	n, err := r.keep.Make(context.Background(), r.st, folder, quiet)
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// pooled returns the sealed files in a folder's pool.
func (r *rig) pooled(folder string) []string {
	return slices.DeleteFunc(r.list(poolOf(folder)), func(name string) bool { return len(name) != sealedName })
}

// own returns the one file of attachments beside the record.
func (r *rig) own() string {
	r.t.Helper()
	all, _ := filepath.Glob(filepath.Join(store.AttachmentsPath(r.path()), "*"))
	if len(all) != 1 {
		r.t.Fatalf("beside the record: %v", all)
	}
	return all[0]
}

func spoil(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Each attachment is copied once, however many backups name it, and goes with the last one.
func TestPool_OnceAndThinnedOut(t *testing.T) {
	r, stick := newRig(t), t.TempDir()
	if err := r.keep.SetFolder(stick); err != nil {
		t.Fatal(err)
	}
	id := r.save("一号")
	r.attach(id, scanned(1))
	first := r.make(stick)
	path := filepath.Join(poolOf(stick), r.pooled(stick)[0])
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	r.attach(id, scanned(2))
	second := r.make(stick)
	after, err := os.Stat(path)
	if err != nil || !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Error("the first was copied again")
	}
	if first.Files != 1 || second.Files != 2 || len(r.pooled(stick)) != 2 {
		t.Errorf("%d, %d, in the pool %v", first.Files, second.Files, r.pooled(stick))
	}
	r.detach(id)
	for range 3 { // days on which the older ones still name them
		r.now = r.now.AddDate(0, 0, 1)
		r.save("某处")
		if _, err := r.keep.Daily(context.Background(), r.st, true); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.pooled(stick)) != 2 {
		t.Errorf("in the pool %v", r.pooled(stick))
	}
	for range 500 {
		r.now = r.now.AddDate(0, 0, 1)
		if r.now.Day() == 1 {
			r.save("某处")
			if _, err := r.keep.Daily(context.Background(), r.st, true); err != nil {
				t.Fatal(err)
			}
		}
	}
	if left := r.list(poolOf(stick)); len(left) != 0 {
		t.Errorf("the last that named them is gone, in the pool are %v", left)
	}
}

// Other people's files, and what another computer's backup names, stay in the pool; while a
// list cannot be read, everything does.
func TestPool_TouchesOnlyItsOwn(t *testing.T) {
	r, stick := newRig(t), t.TempDir()
	if err := r.keep.SetFolder(stick); err != nil {
		t.Fatal(err)
	}
	id := r.save("一号")
	r.attach(id, scanned(1))
	n := r.make(stick)
	name := r.pooled(stick)[0]
	others := filepath.Join(stick, Name(r.now.Add(time.Second)))
	list, err := os.ReadFile(listOf(n.Path()))
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string][]byte{others: []byte("another's"), listOf(others): list, filepath.Join(poolOf(stick), "照片.jpg"): nil} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(r.keep.drop(n), r.keep.Thin()); err != nil || !slices.Contains(r.pooled(stick), name) {
		t.Errorf("%v: %v", r.list(poolOf(stick)), err)
	}
	if err := os.WriteFile(listOf(others), list[:len(list)-9], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.keep.Thin(); err != nil || !slices.Contains(r.pooled(stick), name) {
		t.Errorf("with a list that is cut off: %v, %v", r.list(poolOf(stick)), err)
	}
	if err := errors.Join(os.Remove(others), os.WriteFile(listOf(others), list, 0o600), r.keep.Thin()); err != nil || len(r.pooled(stick)) != 1 {
		t.Errorf("a backup on its way: %v, %v", r.list(poolOf(stick)), err)
	}
	r.now = r.now.Add(2 * oldList)
	if err := r.keep.Thin(); err != nil || !slices.Equal(r.list(poolOf(stick)), []string{"照片.jpg"}) {
		t.Errorf("one that never came: %v, %v", r.list(poolOf(stick)), err)
	}
}

// A backup on a stick is all that a new computer needs.
func TestRestore_AttachmentsOnAnotherComputer(t *testing.T) {
	r, stick := newRig(t), t.TempDir()
	id := r.save("一号")
	a, b := r.attach(id, scanned(1)), r.attach(id, scanned(2))
	n := r.make(stick)
	other := newRig(t)
	other.attach(other.save("别处"), scanned(3))
	if err := os.Remove(filepath.Join(poolOf(stick), r.pooled(stick)[0])); err != nil {
		t.Fatal(err)
	}
	found, err := other.keep.Stage(context.Background(), n.Path(), other.keep.WithPassword(password), quiet)
	if err != nil || found.Files != 2 || found.Missing != 1 {
		t.Fatalf("one is not in the pool: %+v, %v", found, err)
	}
	r.make(stick) // copies it again
	found, err = other.keep.Stage(context.Background(), n.Path(), other.keep.WithPassword(password), quiet)
	if err != nil || found.Files != 2 || found.Missing != 0 {
		t.Fatalf("%+v, %v", found, err)
	}
	if err := other.keep.Approve(n.Path()); err != nil {
		t.Fatal(err)
	}
	_ = other.st.Close()
	if _, err := other.keep.Switch(); err != nil {
		t.Fatal(err)
	}
	other.st = other.open(other.path())
	for i, x := range []data.Attachment{a, b} {
		if got, err := other.st.ReadFile(id, x); err != nil || !bytes.Equal(got, scanned(i+1)) {
			t.Errorf("attachment %d: %v", i+1, err)
		}
	}
	if lost, away := other.st.MissingFiles(); len(lost)+len(away) != 0 {
		t.Errorf("lost %v, away %v", lost, away)
	}
}

// A restore that is given up leaves nothing of the other record's attachments.
func TestStage_GivenUpLeavesNoAttachments(t *testing.T) {
	r, stick := newRig(t), t.TempDir()
	r.attach(r.save("一号"), scanned(1))
	n := r.make(stick)
	other := newRig(t)
	if _, err := other.keep.Stage(context.Background(), n.Path(), other.keep.WithPassword(password), quiet); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(other.keep.Unstage(), other.st.Close()); err != nil {
		t.Fatal(err)
	}
	other.st = other.open(other.path())
	if left := other.list(store.AttachmentsPath(other.path())); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

// What is gone or bad beside the record comes back from the newest backup that has it.
func TestMend(t *testing.T) {
	r, old, stick := newRig(t), t.TempDir(), t.TempDir()
	id := r.save("一号")
	a := r.attach(id, scanned(1))
	r.make(old)
	r.make(stick)
	spoil(t, filepath.Join(poolOf(stick), r.pooled(stick)[0]))
	f, _ := r.st.SealedFile(id, a)
	for name, harm := range map[string]func(path string){
		"gone":    func(path string) { _ = os.Remove(path) },
		"cut":     func(path string) { _ = os.Truncate(path, 1000) },
		"changed": func(path string) { spoil(t, path) },
	} {
		r.now = r.now.Add(time.Minute)
		path, _ := r.st.FilePath(f)
		harm(path)
		lost, _ := r.st.MissingFiles()
		if (len(lost) == 1) != (name != "changed") {
			t.Errorf("%s: lost %v", name, lost)
		}
		if n, err := r.keep.Mend(context.Background(), r.st, []store.SealedFile{f}); n != 1 || err != nil {
			t.Errorf("%s: mended %d, %v", name, n, err)
		}
		if got, err := r.st.ReadFile(id, a); err != nil || !bytes.Equal(got, scanned(1)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	aside, _ := filepath.Glob(filepath.Join(store.AttachmentsPath(r.path()), "*.damaged-*"))
	if len(aside) != 2 {
		t.Errorf("set aside: %v", aside)
	}
	if err := errors.Join(os.RemoveAll(old), os.RemoveAll(poolOf(stick))); err != nil {
		t.Fatal(err)
	}
	if n, err := r.keep.Mend(context.Background(), r.st, []store.SealedFile{f}); n != 0 || err != nil {
		t.Errorf("no backup has it: %d, %v", n, err)
	}
	if _, err := r.st.ReadFile(id, a); err != nil {
		t.Errorf("and what was there is gone: %v", err)
	}
}

// A trial reads every attachment, and puts right what is bad on one side; what is bad on
// both makes the backup bad.
func TestTry_Attachments(t *testing.T) {
	r, stick := newRig(t), t.TempDir()
	if err := r.keep.SetFolder(stick); err != nil {
		t.Fatal(err)
	}
	id := r.save("一号")
	a := r.attach(id, scanned(1))
	r.make(stick)
	pooled := filepath.Join(poolOf(stick), r.pooled(stick)[0])
	try := func() (Drill, error) { return r.keep.Try(context.Background(), r.st, quiet) }
	if d, err := try(); err != nil || !d.OK || d.Mended != 0 {
		t.Errorf("whole: %+v, %v", d, err)
	}
	for name, path := range map[string]string{"the pool's": pooled, "the record's": r.own()} {
		r.now = r.now.Add(time.Minute)
		spoil(t, path)
		if d, err := try(); err != nil || !d.OK || d.Mended != 1 {
			t.Errorf("%s is bad: %+v, %v", name, d, err)
		}
		if got, err := r.st.ReadFile(id, a); err != nil || !bytes.Equal(got, scanned(1)) {
			t.Errorf("%s was bad: %v", name, err)
		}
	}
	if d, err := try(); err != nil || d.Mended != 0 {
		t.Errorf("after that: %+v, %v", d, err)
	}
	f, _ := r.st.SealedFile(id, a)
	own, _ := r.st.FilePath(f)
	if err := errors.Join(os.Remove(pooled), os.Remove(own)); err != nil {
		t.Fatal(err)
	}
	if d, err := try(); !errors.Is(err, data.ErrDamaged) || d.OK {
		t.Errorf("bad on both sides: %+v, %v", d, err)
	}
	if s := r.keep.Status(always); s.Problem != ProblemDamaged {
		t.Errorf("status %+v", s)
	}
}

// A bad attachment of the record does not keep the rest from being backed up.
func TestMake_WithoutABadAttachment(t *testing.T) {
	r, stick := newRig(t), t.TempDir()
	id := r.save("一号")
	r.attach(id, scanned(1))
	spoil(t, r.own())
	r.attach(id, scanned(2))
	n := r.make(stick)
	if n.Files != 1 || len(r.pooled(stick)) != 1 {
		t.Errorf("%+v, in the pool %v", n, r.list(poolOf(stick)))
	}
	if d, err := r.keep.Try(context.Background(), r.st, quiet); err != nil || !d.OK {
		t.Errorf("%+v, %v", d, err)
	}
}

// Cut off at any step, a backup that has its name has its attachments.
func TestMake_AttachmentsCutAnywhere(t *testing.T) {
	for n := 0; ; n++ {
		r, stick := newRig(t), t.TempDir()
		id := r.save("一号")
		r.attach(id, scanned(1))
		r.attach(id, scanned(2))
		_, err := r.keeper(&cutDisk{left: n}).Make(context.Background(), r.st, stick, quiet)
		for _, name := range r.list(stick) {
			if ours(name) && len(r.pooled(stick)) != 2 {
				t.Errorf("cut at %d: %s has %v", n, name, r.pooled(stick))
			}
		}
		if made := r.make(stick); made.Files != 2 {
			t.Errorf("cut at %d, the next: %+v", n, made)
		}
		if d, tried := r.keep.Try(context.Background(), r.st, quiet); tried != nil || !d.OK || d.Mended != 0 {
			t.Errorf("cut at %d, the trial: %+v, %v", n, d, tried)
		}
		if err == nil {
			return
		}
		if !errors.Is(err, errCut) {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
}

// Cut off at any step, a restore gives the record with all attachments, the old or the new.
func TestRestore_AttachmentsCutAnywhere(t *testing.T) {
	for n := 0; ; n++ {
		r, stick := newRig(t), t.TempDir()
		id := r.save("一号")
		a := r.attach(id, scanned(1))
		made := r.make(stick)
		r.detach(id)
		b := r.attach(id, scanned(2))
		keep := r.keeper(&cutDisk{left: n})
		_, err := keep.Stage(context.Background(), made.Path(), WithKey(r.st), quiet)
		if err == nil {
			err = keep.Approve(made.Path())
		}
		_ = r.st.Close()
		if err == nil {
			_, err = keep.Switch()
		}
		if _, again := r.keep.Switch(); again != nil {
			t.Fatalf("cut at %d: %v", n, again)
		}
		r.st = r.open(r.path())
		c, again := r.st.Case(id)
		if again != nil || len(c.Attachments) != 1 {
			t.Fatalf("cut at %d: %v", n, again)
		}
		want := map[data.ElementID][]byte{a.ID: scanned(1), b.ID: scanned(2)}[c.Attachments[0].ID]
		if got, again := r.st.ReadFile(id, c.Attachments[0]); again != nil || !bytes.Equal(got, want) {
			t.Errorf("cut at %d (%v): %v", n, err, again)
		}
		if err == nil {
			if c.Attachments[0].ID != a.ID {
				t.Error("the restored record is the old one")
			}
			return
		}
	}
}

// What was destroyed is in no pool once older backups are replaced.
func TestReplace_Attachments(t *testing.T) {
	r, stick := newRig(t), t.TempDir()
	gone, stays := r.save("一号"), r.save("二号")
	r.attach(gone, scanned(1))
	r.attach(stays, scanned(2))
	r.make(stick)
	r.make(r.keep.Folder())
	c := r.st.Committee()
	c.Destructions = append(c.Destructions, data.Destruction{
		ID: "d1", DoneOn: data.DayOf(r.now), Cases: []data.DestroyedCase{{ID: "d2", Case: gone}},
	})
	if err := errors.Join(r.st.SaveCommittee("destroy", c), r.st.Erase([]data.CaseID{gone})); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(store.AttachmentsPath(r.path()), strings.Repeat("0f", sealedName/2))
	if err := os.WriteFile(left, []byte("of what was the record"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(time.Minute)
	if _, err := r.keep.Replace(context.Background(), r.st, quiet); err != nil {
		t.Fatal(err)
	}
	if a, b := r.list(poolOf(stick)), r.pooled(r.keep.Folder()); len(a) != 0 || len(b) != 1 {
		t.Errorf("on the stick %v, in the folder %v", a, b)
	}
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a file that nothing names is still there")
	}
	r.own()
}

// A copy for the hand-over has its attachments beside it.
func TestCopy_Attachments(t *testing.T) {
	r, stick := newRig(t), t.TempDir()
	r.attach(r.save("一号"), scanned(1))
	path := filepath.Join(stick, "woshou-20260710.db")
	if err := r.keep.Copy(context.Background(), r.st, path); err != nil {
		t.Fatal(err)
	}
	names, err := r.keep.readList(listOf(path))
	if err != nil || len(names) != 1 || len(r.pooled(stick)) != 1 {
		t.Errorf("%v, %v, %v", names, r.list(poolOf(stick)), err)
	}
	if err := r.keep.Copy(context.Background(), r.st, path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over it: %v", err)
	}
	if err := r.keep.thinPool(stick); err != nil || len(r.pooled(stick)) != 1 {
		t.Errorf("thinned out: %v, %v", r.list(poolOf(stick)), err)
	}
}
