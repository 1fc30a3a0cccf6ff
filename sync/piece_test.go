package sync_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/wire"
)

// photo is an invented content.
func photo(seed uint64, size int) []byte {
	b := make([]byte, size)
	r := rand.New(rand.NewPCG(seed, 5))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// attach puts a content into a case and returns what the case then has of it.
func (v *village) attach(id data.CaseID, content []byte) data.Attachment {
	v.t.Helper()
	before, err := v.st.Case(id)
	if err == nil {
		err = v.st.AddFile(id, content)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	a := data.Attachment{ID: data.NewElementID(), Name: "照片.jpg", Media: data.JPEG, Size: len(content), Hash: data.HashOf(content), On: 20000}
	after := before.Clone()
	after.Attachments = append(after.Attachments, a)
	v.save("attach", before, after)
	return a
}

// syncFiles exchanges until no file moves.
func (v *village) syncFiles() {
	v.t.Helper()
	if err := v.eng.SyncFiles(v.t.Context()); err != nil {
		v.t.Fatalf("files: %v", err)
	}
}

// wantFile checks that an attachment's content is here, to the last byte.
func (v *village) wantFile(id data.CaseID, a data.Attachment, content []byte) {
	v.t.Helper()
	got, err := v.st.ReadFile(id, a)
	if err != nil || !bytes.Equal(got, content) {
		v.t.Errorf("%d of %d bytes are here, %v", len(got), len(content), err)
	}
}

// kept lists the files at the township.
func (w *town) kept() (paths []string) {
	w.t.Helper()
	paths, err := filepath.Glob(filepath.Join(w.dir, "files", "*", "*", "*"))
	if err != nil {
		w.t.Fatal(err)
	}
	return paths
}

// pair is two computers of one village with one case.
func (w *town) pair(line engine.Transport) (v, c *village, id data.CaseID) {
	v = w.newVillage(w.t, line)
	id = v.add()
	v.sync()
	c = v.clone()
	c.sync()
	v.sync()
	return v, c, id
}

func TestFiles_GoToTheOtherComputer(t *testing.T) {
	w := newTown(t)
	v, c, id := w.pair(newLine(w))
	contents := [][]byte{photo(1, 1), photo(2, 65536), photo(3, 200_000)}
	var all []data.Attachment
	for _, content := range contents {
		all = append(all, v.attach(id, content))
	}
	v.sync()
	if s := v.eng.Status().Files; s.Out != 3 || s.BytesOut < 200_000 {
		t.Errorf("before: %+v", s)
	}
	v.syncFiles()
	if s := v.eng.Status().Files; s != (engine.FileStatus{}) {
		t.Errorf("after: %+v", s)
	}
	c.sync()
	if state := c.st.FileState(id, all[2]); state == store.FileHere {
		t.Errorf("before it came the file is %s", state)
	}
	c.syncFiles()
	for i, a := range all {
		c.wantFile(id, a, contents[i])
	}
	if s := c.eng.Status().Files; s != (engine.FileStatus{}) {
		t.Errorf("at the other computer: %+v", s)
	}
	v.wantSame(1)
	c.wantSame(1)
	// Nothing of it goes again: not after a start of both, nor after the server's.
	w.restart()
	quiet := newLine(w)
	asked := 0
	quiet.plan = func(request, _ []byte) fault {
		if r, err := wire.Verify(v.key(), request); request != nil && err == nil {
			asked += len(r.Sent) + len(r.Wanted)
		}
		return fault{}
	}
	v.line = quiet
	if err := v.st.Close(); err != nil {
		t.Fatal(err)
	}
	v.open(v.path)
	v.syncFiles()
	if asked != 0 {
		t.Errorf("%d files were asked about again", asked)
	}
}

// A record that is saved while a file travels goes out with the next exchange.
func TestFiles_WaitForRecords(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v, c, id := w.pair(l)
	v.attach(id, photo(1, 300_000))
	v.sync()
	pieces, saved := 0, 0
	l.plan = func(request, _ []byte) fault {
		r, err := wire.Verify(v.key(), request)
		if request == nil || err != nil {
			return fault{}
		}
		moved := slices.ContainsFunc(r.Sent, func(p wire.FilePiece) bool { return len(p.Bytes) > 0 })
		if len(r.Push) > 0 && moved {
			t.Error("a record and a piece of a file in one request")
		}
		if saved > 0 && len(r.Push) == 0 {
			t.Error("the record waits although an exchange was made")
		}
		if saved = 0; moved {
			if pieces++; pieces%3 == 1 {
				v.edit(id, "传到一半时的记录")
				saved = 1
			}
		}
		return fault{}
	}
	v.syncFiles()
	if pieces < 5 {
		t.Errorf("only %d pieces", pieces)
	}
	l.once("", 0)
	v.sync()
	c.sync()
	v.wantSame(1)
}

// A file is given only when the stream is at its end.
func TestFiles_ComeAfterTheStream(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v, c, id := w.pair(l)
	a := v.attach(id, photo(1, 50_000))
	v.syncFiles()
	for range 60 {
		v.edit(id, string(photo(2, 400)))
	}
	v.syncFiles()
	given := 0
	l.plan = func(_, answer []byte) fault {
		if r, err := wire.DecodeResponse(answer); answer != nil && err == nil {
			for _, p := range r.Given {
				given += len(p.Bytes)
			}
			if r.More && given > 0 {
				t.Error("a file before the records")
			}
		}
		return fault{}
	}
	c.syncFiles()
	c.wantFile(id, a, photo(1, 50_000))
	if given < 50_000 {
		t.Errorf("%d bytes were given", given)
	}
}

// The policy: nothing travels while files are paused, only sending goes on by itself on
// demand, a day's limit holds, and what somebody asks for comes in any case.
func TestFiles_KeepThePolicy(t *testing.T) {
	w := newTown(t)
	v, c, id := w.pair(newLine(w))
	first, second := v.attach(id, photo(1, 700_000)), v.attach(id, photo(2, 700_000))
	set := func(v *village, p store.FilePolicy) {
		t.Helper()
		if err := v.st.SetFilePolicy(p); err != nil {
			t.Fatal(err)
		}
	}
	set(v, store.FilePolicy{Mode: store.FilesPaused})
	v.syncFiles()
	if n := len(w.kept()); n != 0 || v.eng.Status().Files.Why != engine.CodeFilesPaused || v.eng.Status().Files.Out != 2 {
		t.Errorf("paused: %d files at the township, %+v", n, v.eng.Status().Files)
	}
	v.wantSame(1)
	set(v, store.FilePolicy{DailyMB: 1})
	v.syncFiles()
	if s := v.eng.Status().Files; s.Why != engine.CodeFilesLimit || s.Out != 1 {
		t.Errorf("the limit: %+v", s)
	}
	if _, used, _ := v.st.FilePolicy(data.DayOf(noon())); used < 1<<20-70_000 || used > 1<<20 {
		t.Errorf("used %d", used)
	}
	set(v, store.FilePolicy{Mode: store.FilesOnDemand})
	v.syncFiles()
	if s := v.eng.Status().Files; s.Out != 0 {
		t.Errorf("on demand, sending: %+v", s)
	}
	set(c, store.FilePolicy{Mode: store.FilesOnDemand})
	c.syncFiles()
	if s := c.eng.Status().Files; s.In != 2 {
		t.Errorf("on demand, fetching: %+v", s)
	}
	set(c, store.FilePolicy{Mode: store.FilesPaused})
	f, _ := c.st.SealedFile(id, second)
	if err := c.eng.FetchFile(t.Context(), f); err != nil {
		t.Errorf("asked for: %v", err)
	}
	c.wantFile(id, second, photo(2, 700_000))
	if c.st.FileState(id, first) == store.FileHere {
		t.Error("the other came too")
	}
}

// T14: an attachment that a record names is not at the township.
func TestT14_AnAttachmentNamedButAbsent(t *testing.T) {
	w := newTown(t)
	v, c, id := w.pair(newLine(w))
	a := v.attach(id, photo(1, 40_000))
	v.sync() // the record, and no file
	c.syncFiles()
	f, _ := c.st.SealedFile(id, a)
	if err := c.eng.FetchFile(t.Context(), f); !errors.Is(err, wire.ErrFileAbsent) {
		t.Errorf("fetching it: %v", err)
	}
	c.wantSame(1)
	if s := c.eng.Status(); s.Problem != "" || s.Files.In != 1 || s.Files.Why != wire.CodeFileAbsent {
		t.Errorf("%+v", s)
	}
	v.syncFiles()
	c.syncFiles()
	c.wantFile(id, a, photo(1, 40_000))
}

// T14: parts of it are lost, on either side, in the middle of a transfer and after it.
func TestT14_AnAttachmentTruncated(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v, c, id := w.pair(l)
	content := photo(1, 500_000)
	a := v.attach(id, content)
	cut := func(pattern string, to int64) {
		t.Helper()
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		if err := os.Truncate(found[0], to); err != nil {
			t.Fatal(err)
		}
	}
	stopAt := func(v *village, pieces int) {
		t.Helper()
		l.plan = func(request, _ []byte) fault {
			if request != nil {
				pieces--
			}
			if pieces < 0 {
				return fault{kind: cutRequest}
			}
			return fault{}
		}
		if err := v.eng.SyncFiles(t.Context()); err == nil {
			t.Fatalf("the transfer was not cut off: %d left, %+v", pieces, v.eng.Status().Files)
		}
		l.once("", 0)
	}
	part := filepath.Join(w.dir, "files", "*", "*", "*.part")
	stopAt(v, 6)
	cut(part, 10_000)
	v.syncFiles()
	if n := len(w.kept()); n != 1 {
		t.Fatalf("%d files at the township", n)
	}
	stopAt(c, 4)
	cut(filepath.Join(store.AttachmentsPath(c.path), "*.part"), 777)
	c.syncFiles()
	c.wantFile(id, a, content)
	// The township's file is cut short: it is not what the record says, and is not taken.
	if err := os.RemoveAll(store.AttachmentsPath(c.path)); err != nil {
		t.Fatal(err)
	}
	cut(filepath.Join(w.dir, "files", "*", "*", "*"), 100_000)
	c.syncFiles()
	if s := c.eng.Status(); s.Files.In != 1 || s.Files.Why != wire.CodeFileDamaged || s.Problem != "" {
		t.Errorf("%+v", s)
	}
	c.wantSame(1)
}

// T14: sent twice, by one computer whose answers are lost and by two that sealed the same.
func TestT14_AnAttachmentSentTwice(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v, c, id := w.pair(l)
	content := photo(1, 90_000)
	a := v.attach(id, content)
	c.attach(id, content)
	n := 0
	l.plan = func(request, answer []byte) fault {
		if n++; request != nil && n%3 == 0 {
			return fault{kind: twice}
		}
		if answer != nil && n%5 == 0 {
			return fault{kind: cutAnswer}
		}
		return fault{}
	}
	for _, x := range []*village{v, c} {
		for range 30 {
			_ = x.eng.SyncFiles(t.Context()) // some are cut off
		}
	}
	l.once("", 0)
	v.syncFiles()
	c.syncFiles()
	if n := len(w.kept()); n != 1 {
		t.Errorf("%d files at the township", n)
	}
	v.wantFile(id, a, content)
	c.wantFile(id, a, content)
	for _, x := range []*village{v, c} {
		if s := x.eng.Status().Files; s.Out+s.In != 0 {
			t.Errorf("%+v", s)
		}
	}
}

// The township's folder is gone, or it is another township: the files go again.
func TestFiles_RefillAServerThatWasSetBack(t *testing.T) {
	w := newTown(t)
	v, c, id := w.pair(newLine(w))
	old := w.backup()
	a := v.attach(id, photo(1, 40_000))
	v.syncFiles()
	w.restore(old, true)
	if err := os.RemoveAll(filepath.Join(w.dir, "files")); err != nil {
		t.Fatal(err)
	}
	v.syncFiles()
	c.syncFiles()
	c.wantFile(id, a, photo(1, 40_000))
}

// A destroyed case: its key and its files leave the township and the other computer.
func TestFiles_GoWithADestroyedCase(t *testing.T) {
	w := newTown(t)
	v, c, id := w.pair(newLine(w))
	other := v.add()
	v.attach(id, photo(1, 40_000))
	stays := v.attach(other, photo(1, 40_000))
	v.syncFiles()
	c.syncFiles()
	committee := v.st.Committee()
	committee.Destructions = append(committee.Destructions, data.Destruction{
		ID: data.NewElementID(), DoneOn: 20100, Cases: []data.DestroyedCase{{ID: data.NewElementID(), Case: id}},
	})
	if err := v.st.SaveCommittee("destroy", committee); err != nil {
		t.Fatal(err)
	}
	if n, err := v.st.EraseListed(); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	v.syncFiles()
	if n := len(w.kept()); n != 1 {
		t.Errorf("%d files at the township", n)
	}
	c.syncFiles()
	if n, err := c.st.EraseListed(); n != 1 || err != nil {
		t.Errorf("at the other computer %d, %v", n, err)
	}
	c.syncFiles()
	v.sync()
	v.wantSame(2)
	c.wantSame(2)
	c.wantFile(other, stays, photo(1, 40_000))
	fresh := v.clone()
	if err := os.RemoveAll(store.AttachmentsPath(fresh.path)); err != nil {
		t.Fatal(err)
	}
	fresh.syncFiles()
	fresh.wantFile(other, stays, photo(1, 40_000))
}

// An attachment, cut at every byte on its way up and on its way down.
func TestEveryCut_OfAnAttachment(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v, c, id := w.pair(l)
	content := photo(1, 600)
	a := v.attach(id, content)
	v.sync()
	each := func(v *village, done func() bool) {
		t.Helper()
		for whole := 0; !done(); whole++ {
			for _, kind := range []string{shortRequest, shortAnswer} {
				for at, length := 0, 1; at < length; at++ {
					l.plan = func(request, answer []byte) fault {
						if (request == nil) == (kind == shortRequest) {
							return fault{}
						}
						length = len(request) + len(answer)
						return fault{kind, at}
					}
					if err := v.eng.SyncFiles(t.Context()); err == nil {
						t.Fatalf("%s at byte %d of %d was taken", kind, at, length)
					}
				}
			}
			if whole > 10 {
				t.Fatal("the transfer does not end")
			}
			n := 0
			l.plan = func(request, _ []byte) fault {
				if n++; n > 2 {
					return fault{kind: cutRequest}
				}
				return fault{}
			}
			_ = v.eng.SyncFiles(t.Context()) // one whole exchange
		}
	}
	each(v, func() bool { return v.eng.Status().Files.Out == 0 })
	paths := w.kept()
	if len(paths) != 1 {
		t.Fatalf("at the township are %v", paths)
	}
	b, err := os.ReadFile(paths[0])
	if err != nil || filepath.Ext(paths[0])[1:] != data.Hash(sha256.Sum256(b)).String() {
		t.Errorf("%s, %v", paths[0], err)
	}
	l.once("", 0)
	c.sync()
	each(c, func() bool { return c.st.FileState(id, a) == store.FileHere })
	c.wantFile(id, a, content)
}
