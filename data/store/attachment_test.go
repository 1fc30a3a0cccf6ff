package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/seal"
)

// scan is an invented content of a size.
func scan(seed uint64, size int) []byte {
	b := make([]byte, size)
	r := rand.New(rand.NewPCG(seed, 77))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// attachment names a content as the desk does, without asking what kind it is.
func attachment(content []byte, about data.ElementID) data.Attachment {
	return data.Attachment{
		ID: data.NewElementID(), About: about, Name: "照片.jpg", Media: data.JPEG, Size: len(content), Hash: data.HashOf(content), On: 739700, By: head,
	}
}

// attach puts a content into a case.
func attach(s *Store, c *data.Case, content []byte) (*data.Case, error) {
	if err := s.AddFile(c.ID, content); err != nil {
		return nil, err
	}
	after := c.Clone()
	after.Attachments = append(after.Attachments, attachment(content, ""))
	return s.SaveCase("attach", c, after)
}

// detach takes the first attachment out of a case.
func detach(s *Store, c *data.Case) (*data.Case, error) {
	after := c.Clone()
	after.Attachments = after.Attachments[1:]
	return s.SaveCase("detach", c, after)
}

// inFolder are the names in the folder of attachments.
func inFolder(t testing.TB, path string) []string {
	t.Helper()
	if !exists(AttachmentsPath(path)) {
		return nil
	}
	return filesIn(t, AttachmentsPath(path))
}

// only returns the one file of attachments there is.
func only(t testing.TB, s *Store) string {
	t.Helper()
	names := inFolder(t, s.path)
	if len(names) != 1 {
		t.Fatalf("in the folder are %v", names)
	}
	return filepath.Join(AttachmentsPath(s.path), names[0])
}

func TestAttach_ComesBackWhole(t *testing.T) {
	s := newTestStore(t)
	c := saved(t, s, 1)[0]
	sizes := []int{1, seal.ChunkSize - 1, seal.ChunkSize, seal.ChunkSize + 1, 3*seal.ChunkSize + 17, data.MaxAttachment}
	for i, size := range sizes {
		c = must(attach(s, c, scan(uint64(i), size)))(t)
	}
	for range 2 {
		for i, a := range c.Attachments {
			got, err := s.ReadFile(c.ID, a)
			if err != nil || !bytes.Equal(got, scan(uint64(i), sizes[i])) || s.FileState(c.ID, a) != FileHere {
				t.Errorf("%d bytes: %d came back, %v, %s", sizes[i], len(got), err, s.FileState(c.ID, a))
			}
		}
		if names := inFolder(t, s.path); len(names) != len(sizes) || slices.ContainsFunc(names, func(n string) bool { return len(n) != 2*fileNameSize }) {
			t.Errorf("the folder holds %v", names)
		}
		if lost, away := s.MissingFiles(); len(lost)+len(away) != 0 || len(s.SealedFiles()) != len(sizes) {
			t.Errorf("lost %v, away %v", lost, away)
		}
		if err := s.Verify(); err != nil {
			t.Error(err)
		}
		s = reopen(t, s)
	}
	for _, f := range s.SealedFiles() {
		info, err := os.Stat(filepath.Join(AttachmentsPath(s.path), f.Name))
		if err != nil || info.Size() != f.Size {
			t.Errorf("%+v: %v", f, err)
		}
	}
}

func TestAddFile_Refuses(t *testing.T) {
	s := newTestStore(t)
	c := saved(t, s, 1)[0]
	var invalid *data.Invalid
	for _, content := range [][]byte{nil, make([]byte, data.MaxAttachment+1)} {
		if err := s.AddFile(c.ID, content); !errors.As(err, &invalid) {
			t.Errorf("%d bytes: %v", len(content), err)
		}
	}
	if err := s.AddFile(data.CommitteeID, scan(1, 9)); err == nil {
		t.Error("attached to the committee")
	} else if _, err := s.ReadFile(c.ID, attachment(scan(1, 9), "")); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("never attached: %v", err)
	}
	if names := inFolder(t, s.path); names != nil {
		t.Errorf("left %v", names)
	}
}

// The same content is kept once in a case, under another name in another case.
func TestAttach_SameContent(t *testing.T) {
	s := newTestStore(t)
	cases, content := saved(t, s, 2), scan(5, 70_000)
	one := must(attach(s, cases[0], content))(t)
	before := must(os.ReadFile(only(t, s)))(t)
	one = must(attach(s, one, content))(t)
	if after := must(os.ReadFile(only(t, s)))(t); !bytes.Equal(before, after) {
		t.Error("it was written again")
	}
	other := must(attach(s, cases[1], content))(t)
	if names := inFolder(t, s.path); len(names) != 2 {
		t.Errorf("two cases: %v", names)
	}
	one = must(detach(s, one))(t)
	if got, err := s.ReadFile(one.ID, one.Attachments[0]); err != nil || !bytes.Equal(got, content) {
		t.Errorf("one of two was taken out: %v", err)
	}
	must(detach(s, one))(t)
	if got, err := s.ReadFile(other.ID, other.Attachments[0]); err != nil || !bytes.Equal(got, content) || len(inFolder(t, s.path)) != 1 {
		t.Errorf("another case's: %v, %v", err, inFolder(t, s.path))
	}
}

// What an earlier run left is settled at the unlocking: what is not whole and what no event
// names goes; what an event named stays, also when the record was set back.
func TestUnlock_SettlesFiles(t *testing.T) {
	s := newTestStore(t)
	c := saved(t, s, 1)[0]
	c = must(attach(s, c, scan(1, 100)))(t)
	whole := only(t, s)
	if err := s.AddFile(c.ID, scan(2, 100)); err != nil { // no event follows
		t.Fatal(err)
	}
	dir := AttachmentsPath(s.path)
	older := filepath.Join(dir, strings.Repeat("ab", fileNameSize))
	for _, name := range []string{older, whole + ".new", filepath.Join(dir, "照片.jpg")} {
		writeFile(t, name, []byte("x"))
	}
	if err := os.Rename(whole, whole+PendingSuffix); err != nil { // taking out was cut off before the event
		t.Fatal(err)
	}
	s = reopen(t, s)
	want := []string{filepath.Base(whole), filepath.Base(older), "照片.jpg"}
	slices.Sort(want)
	if diff := cmp.Diff(want, inFolder(t, s.path)); diff != "" {
		t.Error(diff)
	}
	if _, err := s.ReadFile(c.ID, c.Attachments[0]); err != nil {
		t.Error(err)
	}
	if err := s.DropUnnamed(); err != nil || len(inFolder(t, s.path)) != 2 {
		t.Errorf("after older ones go: %v, %v", inFolder(t, s.path), err)
	}
}

// A save that is refused takes nothing out, and puts nothing in.
func TestSaveCase_RefusedKeepsFiles(t *testing.T) {
	s := newTestStore(t)
	c := must(attach(s, saved(t, s, 1)[0], scan(1, 100)))(t)
	before := inFolder(t, s.path)
	if err := s.AddFile(c.ID, scan(2, 100)); err != nil {
		t.Fatal(err)
	}
	after := c.Clone()
	after.Attachments = []data.Attachment{attachment(scan(2, 100), "")}
	after.Summary = noise(data.MaxEvent)
	if _, err := s.SaveCase("x", c, after); err == nil {
		t.Fatal("saved")
	}
	if diff := cmp.Diff(before, inFolder(t, s.path)); diff != "" {
		t.Error(diff)
	}
	if got, err := s.ReadFile(c.ID, c.Attachments[0]); err != nil || !bytes.Equal(got, scan(1, 100)) {
		t.Error(err)
	}
}

// Who may only read can open an attachment and add none.
func TestAddFile_Reader(t *testing.T) {
	s, _ := newSharedStore(t)
	c := must(attach(s, saved(t, s, 1)[0], scan(1, 100)))(t)
	s.author = "nobody"
	if err := s.AddFile(c.ID, scan(2, 100)); refusal(err) == "" {
		t.Errorf("added: %v", err)
	}
	if _, err := s.ReadFile(c.ID, c.Attachments[0]); err != nil {
		t.Error(err)
	}
}

// An event of another computer names a file that is not here; both know where it is, and
// nothing is taken for damage. When the file comes, it is read with the village's keys.
func TestFileState_OnAnotherComputer(t *testing.T) {
	a := newTestStore(t)
	c := saved(t, a, 1)[0]
	b := second(t, a)
	w := newStream(t)
	w.push(a, 100)
	w.pull(b, 100)
	here := must(attach(a, c, scan(1, 70_000)))(t)
	w.push(a, 100)
	w.pull(b, 100)
	w.pull(a, 100)
	there := must(b.Case(c.ID))(t)
	if diff := cmp.Diff(here, there); diff != "" {
		t.Fatal(diff)
	}
	x := there.Attachments[0]
	if a.FileState(c.ID, x) != FileHere || b.FileState(c.ID, x) != FileAway {
		t.Errorf("here %s, there %s", a.FileState(c.ID, x), b.FileState(c.ID, x))
	}
	if _, err := b.ReadFile(c.ID, x); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("read there: %v", err)
	}
	if lost, away := b.MissingFiles(); len(lost) != 0 || len(away) != 1 {
		t.Errorf("lost %v, away %v", lost, away)
	}
	if _, err := b.Backup(b.path + ".backup"); err != nil {
		t.Error(err)
	}
	f, _ := b.SealedFile(c.ID, x)
	if err := b.CheckSealed(f, only(t, a)); err != nil {
		t.Errorf("the sealed file of the other computer: %v", err)
	}
	if err := os.CopyFS(AttachmentsPath(b.path), os.DirFS(AttachmentsPath(a.path))); err != nil {
		t.Fatal(err)
	}
	if got, err := b.ReadFile(c.ID, x); err != nil || !bytes.Equal(got, scan(1, 70_000)) {
		t.Errorf("after it came: %v", err)
	}
	if err := os.Remove(only(t, a)); err != nil {
		t.Fatal(err)
	}
	if lost, _ := a.MissingFiles(); a.FileState(c.ID, x) != FileLost || len(lost) != 1 {
		t.Errorf("where it was attached: %s", a.FileState(c.ID, x))
	}
}

// One computer takes out what another changes at the same time: the content stays while a
// person may still decide to keep it.
func TestHeld_WhileInConflict(t *testing.T) {
	a := newTestStore(t)
	c := must(attach(a, saved(t, a, 1)[0], scan(1, 500)))(t)
	b := second(t, a)
	w := newStream(t)
	w.push(a, 100)
	w.pull(a, 100)
	w.pull(b, 100)
	renamed := c.Clone()
	renamed.Attachments[0].Name = "借条.jpg"
	must(b.SaveCase("edit", c, renamed))(t)
	w.push(b, 100)
	must(detach(a, c))(t) // it does not know of the other name
	w.push(a, 100)
	w.pull(a, 100)
	now := must(a.Case(c.ID))(t)
	if len(now.Attachments) != 0 || len(now.Held()) != 1 || len(now.Conflicts) != 1 {
		t.Fatalf("%+v, %+v", now.Attachments, now.Conflicts)
	}
	if len(a.SealedFiles()) != 1 {
		t.Error("no backup would carry it")
	}
}

// No byte of what was attached, and nothing of its name, can be read in any file.
func TestAttach_NothingReadable(t *testing.T) {
	s := newTestStore(t)
	c := saved(t, s, 1)[0]
	content := []byte(strings.Repeat("欧阳鎏曌的身份证 canary-of-the-scan ", 9000))
	for range 2 {
		c = must(attach(s, c, content))(t)
	}
	c = must(detach(s, c))(t)
	if _, err := s.Backup(s.path + ".backup"); err != nil {
		t.Fatal(err)
	}
	spoil(t, only(t, s), 2000)
	err := filepath.WalkDir(filepath.Dir(s.path), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, planted := range []string{"欧阳鎏曌", "canary", "照片", string(c.Attachments[0].Hash), string(data.HashOf(content))[:16]} {
			for writing, form := range writings(planted) {
				if strings.Contains(string(b), form) || strings.Contains(path, form) {
					t.Errorf("%s holds %s in %s", path, planted, writing)
				}
			}
		}
		sum, _ := c.Attachments[0].Hash.Bytes()
		if bytes.Contains(b, sum[:8]) {
			t.Errorf("%s holds the hash of the content", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Erasing a case removes every file that it ever named, and no other's.
func TestErase_Attachments(t *testing.T) {
	s := newTestStore(t)
	cases := saved(t, s, 2)
	gone := must(attach(s, cases[0], scan(1, 70_000)))(t)
	stays := must(attach(s, cases[1], scan(1, 70_000)))(t)
	f, _ := s.SealedFile(gone.ID, gone.Attachments[0])
	sealed := must(os.ReadFile(filepath.Join(AttachmentsPath(s.path), f.Name)))(t)
	whole := filepath.Join(AttachmentsPath(s.path), f.Name)
	writeFile(t, whole+".damaged-20260302-080000", sealed)
	key := must(s.keyOf(gone.ID))(t)
	if err := s.Erase([]data.CaseID{gone.ID}); refusal(err) != "destroy.unlisted" || !exists(whole) {
		t.Fatalf("not listed: %v", err)
	}
	listFor(t, s, 740000, gone.ID)
	if err := s.Erase([]data.CaseID{gone.ID}); err != nil {
		t.Fatal(err)
	}
	other := only(t, s)
	if got, err := s.ReadFile(stays.ID, stays.Attachments[0]); err != nil || !bytes.Equal(got, scan(1, 70_000)) {
		t.Errorf("the other case's %s: %v", filepath.Base(other), err)
	}
	if _, err := f.read(bytes.NewReader(sealed), key); err != nil {
		t.Fatalf("with the key that is gone: %v", err) // so it is the key alone
	}
	if err := s.CheckSealed(f, other); !errors.Is(err, data.ErrDestroyed) {
		t.Errorf("a copy made before: %v", err)
	}
	if err := s.AddFile(gone.ID, scan(3, 10)); !errors.Is(err, data.ErrDestroyed) {
		t.Errorf("attached to it: %v", err)
	}
}

// Removing and moving a record takes its attachments along.
func TestMoveRemove_Attachments(t *testing.T) {
	s := newTestStore(t)
	c := must(attach(s, saved(t, s, 1)[0], scan(1, 100)))(t)
	to := filepath.Join(t.TempDir(), "elsewhere")
	if err := errors.Join(s.Close(), Move(s.path, to)); err != nil {
		t.Fatal(err)
	}
	o := open(t, to)
	if _, err := o.ReadFile(c.ID, c.Attachments[0]); err != nil {
		t.Error(err)
	}
	if err := errors.Join(o.Close(), Remove(to)); err != nil {
		t.Fatal(err)
	}
	if left := append(filesIn(t, filepath.Dir(to)), filesIn(t, filepath.Dir(s.path))...); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

// A disk that may not be written says so for what would write, and lets everything be read.
func TestAttach_ReadOnly(t *testing.T) {
	s := newTestStore(t)
	c := must(attach(s, saved(t, s, 1)[0], scan(1, 70_000)))(t)
	if err := s.AddFile(c.ID, scan(9, 10)); err != nil { // an orphan, which stays then
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before := inFolder(t, s.path)
	opt := testOptions()
	opt.openFile, opt.files = openReading, noWrites{system{open: openReading}}
	l, err := Open(s.path, opt)
	if err != nil {
		t.Fatal(err)
	}
	if s, err = l.Unlock(password); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := attach(s, c, scan(2, 100)); !errors.Is(err, ErrReadOnly) {
			t.Errorf("attached: %v", err)
		}
		if _, err := detach(s, c); !errors.Is(err, ErrReadOnly) {
			t.Errorf("taken out: %v", err)
		}
		if _, err := s.ReadFile(c.ID, c.Attachments[0]); err != nil {
			t.Error(err)
		}
	}
	_ = s.Close()
	if diff := cmp.Diff(before, inFolder(t, s.path)); diff != "" {
		t.Error(diff)
	}
}

// The list of files in memory follows the record.
func TestSealedFiles_Many(t *testing.T) {
	s := newTestStore(t)
	c := saved(t, s, 3)[1]
	for i := range 12 {
		c = must(attach(s, c, fmt.Append(nil, "scan ", i)))(t)
	}
	for range 2 {
		if got := s.SealedFiles(); len(got) != 12 || got[0].Case != c.ID {
			t.Errorf("%d files", len(got))
		}
		s = reopen(t, s)
	}
}
