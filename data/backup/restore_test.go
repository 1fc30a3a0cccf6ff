package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
)

var errCut = errors.New("cut off")

// cutDisk is the disk until its n-th change, which it does not make, nor any after.
type cutDisk struct {
	disk
	left int
}

func (d *cutDisk) step(do func() error) error {
	if d.left <= 0 {
		return errCut
	}
	d.left--
	return do()
}

func (d *cutDisk) WriteFile(path string, content []byte) error {
	return d.step(func() error { return d.disk.WriteFile(path, content) })
}

func (d *cutDisk) Rename(from, to string) error {
	return d.step(func() error { return d.disk.Rename(from, to) })
}

func (d *cutDisk) Remove(path string) error {
	return d.step(func() error { return d.disk.Remove(path) })
}

func (d *cutDisk) RemoveAll(path string) error {
	return d.step(func() error { return d.disk.RemoveAll(path) })
}

func (d *cutDisk) MkdirAll(path string) error {
	return d.step(func() error { return d.disk.MkdirAll(path) })
}

// staged is a rig with a backup of one case, a record of two, and the backup staged.
func stagedRig(t *testing.T, f files) (*rig, Note, error) {
	t.Helper()
	r := newRig(t)
	r.save("一号")
	n, err := r.keep.Make(context.Background(), r.st, t.TempDir(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	r.save("二号")
	r.now = r.now.AddDate(0, 0, 1)
	keep := r.keeper(f)
	found, err := keep.Stage(context.Background(), n.Path(), WithKey(r.st), quiet)
	if err == nil {
		err = keep.Approve(n.Path())
	}
	if err == nil && (found.Sum.Cases != 1 || found.Committee == "" || found.Newest == 0) {
		t.Errorf("found %+v", found)
	}
	return r, n, err
}

var (
	oldPlaces = []string{"一号", "二号"}
	newPlaces = []string{"一号"}
)

func TestRestore(t *testing.T) {
	r, n, err := stagedRig(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.keep.Switch(); !errors.Is(err, data.ErrLocked) {
		t.Errorf("while the record is open: %v", err)
	}
	if got := places(r.st); !slices.Equal(got, oldPlaces) {
		t.Errorf("the open record holds %v", got)
	}
	_ = r.st.Close()
	done, err := r.keep.Switch()
	if err != nil || done.From != n.Name {
		t.Fatalf("%+v, %v", done, err)
	}
	r.st = r.open(r.path())
	if got := places(r.st); !slices.Equal(got, newPlaces) {
		t.Errorf("after the switch: %v", got)
	}
	if got := r.st.Repairs(); len(got) != 0 {
		t.Errorf("repaired: %v", got)
	}
	r.save("三号")
	if err := r.st.Verify(); err != nil {
		t.Error(err)
	}
	old := r.open(done.Aside)
	if got := places(old); !slices.Equal(got, oldPlaces) {
		t.Errorf("what was set aside holds %v", got)
	}
	_ = old.Close()
	_ = r.st.Close()
	if done, err := r.keep.Switch(); err != nil || done.From != "" {
		t.Errorf("a second time: %+v, %v", done, err)
	}
}

// A restored record that a township knows begins a new epoch, with what the township
// does not have.
func TestRestore_BeginsAnEpoch(t *testing.T) {
	r := newRig(t)
	r.save("一号")
	if err := r.st.SetLink(store.Link{Address: "https://township.example"}); err != nil {
		t.Fatal(err)
	}
	r.save("二号")
	before, seq, _ := r.st.Head()
	n, err := r.keep.Make(context.Background(), r.st, t.TempDir(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.keep.Stage(context.Background(), n.Path(), WithKey(r.st), quiet); err != nil {
		t.Fatal(err)
	}
	if err := r.keep.Approve(n.Path()); err != nil {
		t.Fatal(err)
	}
	_ = r.st.Close()
	if _, err := r.keep.Switch(); err != nil {
		t.Fatal(err)
	}
	r.st = r.open(r.path())
	after, again, _ := r.st.Head()
	if after == before || again != seq {
		t.Errorf("epoch %s at %d, was %s at %d", after, again, before, seq)
	}
	if got := places(r.st); !slices.Equal(got, oldPlaces) {
		t.Errorf("it holds %v", got)
	}
}

// Cut off at every step of staging and of switching, the record is the old one or the
// new one, whole, once the program starts again.
func TestRestore_CutAnywhere(t *testing.T) {
	for n := 0; ; n++ {
		r, _, err := stagedRig(t, &cutDisk{left: n})
		_ = r.st.Close()
		if _, again := r.keep.Switch(); again != nil {
			t.Fatalf("staging cut at %d: %v", n, again)
		}
		r.st = r.open(r.path())
		got, want := places(r.st), newPlaces
		if err != nil {
			want = oldPlaces
		}
		if !slices.Equal(got, want) {
			t.Errorf("staging cut at %d (%v): the record holds %v", n, err, got)
		}
		_ = r.st.Close()
		if err == nil {
			break
		}
		if !errors.Is(err, errCut) {
			t.Fatalf("staging cut at %d: %v", n, err)
		}
	}
	for n := 0; ; n++ {
		r, _, err := stagedRig(t, nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.st.Close()
		_, err = r.keeper(&cutDisk{left: n}).Switch()
		if _, again := r.keep.Switch(); again != nil {
			t.Fatalf("switching cut at %d: %v", n, again)
		}
		r.st = r.open(r.path())
		if got := places(r.st); !slices.Equal(got, newPlaces) {
			t.Errorf("switching cut at %d (%v): the record holds %v", n, err, got)
		}
		_ = r.st.Close()
		aside, _ := filepath.Glob(r.path() + ".replaced-*")
		if len(aside) == 0 {
			t.Errorf("switching cut at %d: the old record is gone", n)
			continue
		}
		old := r.open(aside[0])
		if got := places(old); !slices.Equal(got, oldPlaces) {
			t.Errorf("switching cut at %d: set aside is %v", n, got)
		}
		_ = old.Close()
		if err == nil {
			return
		}
	}
}

func TestStage_Refuses(t *testing.T) {
	r := newRig(t)
	r.save("一号")
	n, err := r.keep.Make(context.Background(), r.st, t.TempDir(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	other := newRig(t)
	raw, err := os.ReadFile(n.Path())
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken.db")
	if err := os.WriteFile(broken, append(raw[:len(raw)/2], make([]byte, len(raw)/2)...), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, tt := range map[string]struct {
		ctx  context.Context
		path string
		open Opener
		want error
	}{
		"no file":          {context.Background(), n.Path() + ".none", WithKey(r.st), fs.ErrNotExist},
		"cut in half":      {context.Background(), broken, WithKey(r.st), data.ErrDamaged},
		"another record":   {context.Background(), n.Path(), WithKey(other.st), data.ErrDamaged},
		"another password": {context.Background(), n.Path(), r.keep.WithPassword("not this"), data.ErrPassword},
		"cancelled":        {ctx, n.Path(), WithKey(r.st), context.Canceled},
	} {
		if _, err := r.keep.Stage(tt.ctx, tt.path, tt.open, quiet); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
		left, _ := filepath.Glob(r.path() + ".restore*")
		if len(left) != 0 {
			t.Errorf("%s leaves %v", name, left)
		}
	}
	if _, err := r.keep.Stage(context.Background(), n.Path(), r.keep.WithPassword(password), quiet); err != nil {
		t.Errorf("with the password: %v", err)
	}
	_ = r.st.Close()
	if done, err := r.keep.Switch(); err != nil || done.From != "" {
		t.Errorf("before it was approved: %+v, %v", done, err)
	}
	if err := errors.Join(r.keep.Approve(n.Path()), r.keep.Unstage()); err != nil {
		t.Error(err)
	}
	if done, err := r.keep.Switch(); err != nil || done.From != "" {
		t.Errorf("after it was given up: %+v, %v", done, err)
	}
	if err := r.keep.Approve(n.Path()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("approved with nothing staged: %v", err)
	}
}

// A marker that cannot be read, or that points elsewhere, switches nothing.
func TestSwitch_MarkerOfNoUse(t *testing.T) {
	for _, text := range []string{"", "{", `{"aside":"/etc/passwd"}`, `{"from":"x"}`} {
		r, _, err := stagedRig(t, nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.st.Close()
		if err := os.WriteFile(r.path()+".restore.json", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if done, err := r.keep.Switch(); err != nil || done.From != "" {
			t.Errorf("%q: %+v, %v", text, done, err)
		}
		r.st = r.open(r.path())
		if got := places(r.st); !slices.Equal(got, oldPlaces) {
			t.Errorf("%q: the record holds %v", text, got)
		}
		_ = r.st.Close()
	}
}

func TestReplace_RemovesWhatHolds(t *testing.T) {
	r := newRig(t)
	gone, stick := t.TempDir(), t.TempDir()
	for _, folder := range []string{gone, stick} {
		r.save(fmt.Sprint("在", folder))
		r.now = r.now.Add(time.Minute)
		if _, err := r.keep.Make(context.Background(), r.st, folder, quiet); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.RemoveAll(gone); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".replaced-20260709-080000", ".damaged-20260709-080000.journal", ".journal.torn-20260709-080000", ".txt"} {
		if err := os.WriteFile(r.path()+name, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.now = r.now.Add(time.Minute)
	notes, replaced := r.keep.Holding(r.now)
	if len(notes) != 2 || len(replaced) != 3 {
		t.Errorf("holding %v, %v", notes, replaced)
	}
	left, err := r.keep.Replace(context.Background(), r.st, quiet)
	if err != nil || len(left) != 1 || left[0].Folder != gone {
		t.Errorf("left %+v, %v", left, err)
	}
	if got := r.list(stick); len(got) != 0 {
		t.Errorf("on the stick: %v", got)
	}
	notes, replaced = r.keep.Holding(r.now)
	if len(notes) != 1 || len(replaced) != 0 {
		t.Errorf("after: %v, %v", notes, replaced)
	}
	if _, err := os.Stat(r.path() + ".txt"); err != nil {
		t.Error("a file that is nobody's was removed")
	}
	if n, ok := r.keep.newest(); !ok || !n.At.Equal(r.now) {
		t.Errorf("the newest is %+v", n)
	}
}
