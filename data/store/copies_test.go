package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// both is the bytes of a record's two files.
type both struct{ file, journal []byte }

func readBoth(t testing.TB, path string) both {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	journal, err := os.ReadFile(JournalPath(path))
	if err != nil {
		t.Fatal(err)
	}
	return both{file, journal}
}

// writeBoth writes a record into an empty folder; nil leaves a file out.
func writeBoth(t testing.TB, path string, b both) {
	t.Helper()
	all, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range map[string][]byte{path: b.file, JournalPath(path): b.journal} {
		if content == nil {
			continue
		}
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// damageUsed damages a journal where it is in use: the zeros behind say nothing.
func damageUsed(r *rand.Rand, b []byte) []byte {
	used := len(b)
	for used > 0 && b[used-1] == 0 {
		used--
	}
	return append(damage(r, b[:used]), b[used:]...)
}

// Any damage of one of the two files, or its loss, is put right from the other: nothing
// is missing, it is told, and work goes on.
func TestOpen_OneDamaged(t *testing.T) {
	t.Parallel()
	path, want := usedRecord(t, 30, 50)
	whole := readBoth(t, path)
	copied := filepath.Join(t.TempDir(), "record")
	kinds := map[RepairKind]int{}
	for seed := range uint64(*damages) {
		r := rand.New(rand.NewPCG(17, seed))
		b := whole
		switch r.IntN(6) {
		case 0, 1:
			b.file = damage(r, b.file)
		case 2, 3:
			b.journal = damageUsed(r, b.journal)
		case 4:
			b.file = [][]byte{nil, {}, make([]byte, len(b.file))}[r.IntN(3)]
		case 5:
			b.journal = [][]byte{nil, {}, make([]byte, len(b.journal))}[r.IntN(3)]
		}
		writeBoth(t, copied, b)
		l, err := Open(copied, testOptions())
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		s, err := l.Unlock(password)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		got, err := contentsOf(s)
		if err != nil || !reflect.DeepEqual(want, got) {
			t.Fatalf("seed %d: %v: %s", seed, err, cmp.Diff(want, got, rowOf))
		}
		for _, repair := range s.Repairs() {
			kinds[repair.Kind]++
		}
		if err := errors.Join(s.Verify(), s.Close()); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		saveAfterDamage(t, seed, copied, want)
		checkKept(t, seed, copied, b.file)
	}
	if kinds[FileRemade] < *damages/8 || kinds[JournalRemade] < *damages/8 {
		t.Errorf("of %d damages repaired: %v", *damages, kinds)
	}
}

// checkKept sees to it that a damaged file still lies beside the one made anew.
func checkKept(t *testing.T, seed uint64, path string, damaged []byte) {
	t.Helper()
	kept, err := filepath.Glob(path + ".damaged-*")
	if err != nil || len(kept) > 1 {
		t.Fatalf("seed %d: kept %v, %v", seed, kept, err)
	}
	for _, name := range kept {
		b, err := os.ReadFile(name)
		if err != nil || !reflect.DeepEqual(b, damaged) && len(b)+len(damaged) > 0 {
			t.Errorf("seed %d: what is kept is not what was damaged: %v", seed, err)
		}
	}
}

// With both files damaged nothing is changed.
func TestOpen_BothDamaged(t *testing.T) {
	path, _ := usedRecord(t, 10, 20)
	whole := readBoth(t, path)
	bad := both{append([]byte(nil), whole.file...), append([]byte(nil), whole.journal...)}
	for at := 2 * pageSize; at < len(bad.file); at += pageSize {
		bad.file[at+8] ^= 0xff
	}
	bad.journal[framesAt+frameHeader+100] ^= 1
	writeBoth(t, path, bad)
	if _, err := openDamaged(path); !errors.Is(err, data.ErrDamaged) {
		t.Fatal(err)
	}
	if after := readBoth(t, path); !reflect.DeepEqual(after, bad) {
		t.Error("damaged files were written to")
	}
	if names := filesIn(t, filepath.Dir(path)); len(names) != 2 {
		t.Errorf("files left: %v", names)
	}
}

// An old copy of the file, put back by hand, catches up with its journal.
func TestOpen_OlderFile(t *testing.T) {
	for _, compacted := range []bool{false, true} {
		s := newTestStore(t)
		r := rand.New(rand.NewPCG(1, 1))
		intake(t, s, sampleCase(r, 1))
		s.Settle()
		old := readBoth(t, s.path)
		if compacted {
			if err := s.Compact(); err != nil {
				t.Fatal(err)
			}
		}
		for n := range 10 {
			intake(t, s, sampleCase(r, n+2))
		}
		want := mustContents(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		now := readBoth(t, s.path)
		writeBoth(t, s.path, both{old.file, now.journal})
		o := open(t, s.path)
		if diff := cmp.Diff(want, mustContents(t, o), rowOf); diff != "" {
			t.Error(diff)
		}
		if err := o.Verify(); err != nil {
			t.Error(err)
		}
		if repairs := o.Repairs(); len(repairs) != 1 {
			t.Errorf("compacted %v: repairs %v", compacted, repairs)
		}
	}
}

// A journal of another record, or of a copy of this one that went its own way, is set
// aside whole.
func TestOpen_ForeignJournal(t *testing.T) {
	mine, _ := usedRecord(t, 5, 5)
	other, _ := usedRecord(t, 3, 1)
	m := readBoth(t, mine)
	twin := filepath.Join(t.TempDir(), "twin")
	writeBoth(t, twin, both{file: m.file}) // has a journal of its own
	s := open(t, twin)
	intake(t, s, sampleCase(rand.New(rand.NewPCG(3, 3)), 99))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	o := open(t, mine)
	intake(t, o, sampleCase(rand.New(rand.NewPCG(4, 4)), 98))
	want := mustContents(t, o)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	m = readBoth(t, mine)
	for name, foreign := range map[string][]byte{"another record": readBoth(t, other).journal, "a twin": readBoth(t, twin).journal} {
		writeBoth(t, mine, both{m.file, foreign})
		s := open(t, mine)
		if diff := cmp.Diff(want, mustContents(t, s), rowOf); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if repairs := s.Repairs(); len(repairs) != 1 || repairs[0].Kind != JournalForeign {
			t.Errorf("%s: %v", name, repairs)
		}
		kept, _ := filepath.Glob(JournalPath(mine) + ".other-*")
		if len(kept) != 1 {
			t.Fatalf("%s: kept %v", name, kept)
		}
		if b, _ := os.ReadFile(kept[0]); !reflect.DeepEqual(b, foreign) {
			t.Errorf("%s: changed", name)
		}
		_ = s.Close()
	}
}

// A newer program's journal is refused politely.
func TestOpen_NewerJournal(t *testing.T) {
	path, _ := usedRecord(t, 1, 0)
	b := readBoth(t, path)
	later := append([]byte(nil), b.journal...)
	for n := range 2 {
		copy(later[n*slotSize:], encodeVersion(t, b.journal[n*slotSize:][:slotSize], journalVersion+1))
	}
	writeBoth(t, path, both{b.file, later})
	if _, err := Open(path, testOptions()); !errors.Is(err, data.ErrNewer) {
		t.Error(err)
	}
	if after := readBoth(t, path); !reflect.DeepEqual(after, both{b.file, later}) {
		t.Error("written to")
	}
}

func TestCreate_OverJournal(t *testing.T) {
	path, _ := usedRecord(t, 1, 0)
	b := readBoth(t, path)
	writeBoth(t, path, both{journal: b.journal})
	if _, _, err := Create(path, NewRecord{testCommittee(), head, password}, testOptions()); !errors.Is(err, os.ErrExist) {
		t.Errorf("over a record of which only the journal is left: %v", err)
	}
	if !Exists(path) {
		t.Error("the journal alone is no record")
	}
}

func TestMove(t *testing.T) {
	path, want := usedRecord(t, 3, 3)
	to := filepath.Join(t.TempDir(), "moved")
	if err := Move(path, to); err != nil {
		t.Fatal(err)
	}
	if Exists(path) || !exists(JournalPath(to)) {
		t.Error("not both files were moved")
	}
	s := open(t, to)
	if diff := cmp.Diff(want, mustContents(t, s), rowOf); diff != "" || len(s.Repairs()) > 0 {
		t.Error(diff, s.Repairs())
	}
	_ = s.Close()
	other, _ := usedRecord(t, 1, 0)
	if err := Move(other, to); !errors.Is(err, os.ErrExist) {
		t.Errorf("over another record: %v", err)
	}
	if err := errors.Join(Remove(to), Remove(to)); err != nil || Exists(to) {
		t.Errorf("not removed: %v", err)
	}
}

// The password that was changed opens neither file, and no old wrap is in the journal.
func TestPasswords_BothCopies(t *testing.T) {
	s := newTestStore(t)
	h, err := s.readHeader()
	if err != nil {
		t.Fatal(err)
	}
	old := h.Wraps[0].Sealed
	if err := s.ChangePassword(password, "新密码"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b := readBoth(t, s.path)
	oldJSON, _ := json.Marshal(old)
	if strings.Contains(string(b.journal), strings.Trim(string(oldJSON), `"`)) {
		t.Error("the old wrap is still in the journal")
	}
	for name, one := range map[string]both{"both": b, "file": {file: b.file}, "journal": {journal: b.journal}} {
		writeBoth(t, s.path, one)
		l, err := Open(s.path, testOptions())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Unlock(password); !errors.Is(err, data.ErrPassword) {
			t.Errorf("%s: the old password: %v", name, err)
		}
		o, err := l.Unlock("新密码")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_ = o.Close()
	}
}

// A file of version 1 opens, keeps what it says, and becomes one of this version with a
// journal; an older program then refuses it, because its header says so.
func TestOpen_Version1(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "version1"))
	if err != nil {
		t.Fatal(err)
	}
	checkReleased(t, both{file: raw}, "version1")
}

// The files of version 2 open, together and each alone.
func TestOpen_Version2(t *testing.T) {
	name := filepath.Join("testdata", "version2")
	b := readBoth(t, name)
	checkReleased(t, b, "version2")
	for _, half := range []both{{file: b.file}, {journal: b.journal}} {
		path := filepath.Join(t.TempDir(), "record")
		writeBoth(t, path, half)
		if err := open(t, path).Verify(); err != nil {
			t.Error(err)
		}
	}
}

func checkReleased(t *testing.T, b both, name string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record")
	writeBoth(t, path, b)
	var want struct {
		Recovery, Head, Facts string
		Cases                 []*data.Case
	}
	raw, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	for _, opened := range []string{"first", "again"} {
		s := open(t, path)
		for _, c := range want.Cases {
			if diff := data.Diff(c, must(s.Case(c.ID))(t)); len(diff) > 0 {
				t.Errorf("%s: case %s: %v", opened, c.ID, diff)
			}
		}
		if _, _, head := s.Head(); head.String() != want.Head || data.FactsDigest(s.FactRows()).String() != want.Facts {
			t.Errorf("%s: head or facts are others", opened)
		}
		if err := s.Verify(); err != nil {
			t.Errorf("%s: %v", opened, err)
		}
		if len(s.Repairs()) > 0 {
			t.Errorf("%s: repairs %v", opened, s.Repairs())
		}
		if err := s.viewFile(func(t *txn) error {
			if t.st.Format != FormatVersion || t.bucket(bucketMeta).Get(keyHeader)[len(headerMagic)] != FormatVersion {
				return fmt.Errorf("format %d", t.st.Format)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		if opened == "first" {
			intake(t, s, sampleCase(rand.New(rand.NewPCG(8, 8)), 77))
			if _, _, head := s.Head(); head.String() == want.Head {
				t.Error("nothing was saved")
			}
			_, _, head := s.Head()
			want.Head, want.Facts = head.String(), data.FactsDigest(s.FactRows()).String()
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Open(path, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Recover(want.Recovery, "另一个密码")
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
}

// Looked at alone, a file stays as it is to the byte, a backup of the first version too.
func TestOpen_Alone(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "version1"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "record")
	writeBoth(t, path, both{file: raw})
	opt := testOptions()
	opt.Alone = true
	l, err := Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Unlock(password)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Verify(), s.Close()); err != nil {
		t.Error(err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(raw) || len(filesIn(t, filepath.Dir(path))) != 1 {
		t.Error("it was written to")
	}
	if l, err = Open(path, opt); err != nil {
		t.Fatal(err)
	}
	if s, err = l.Unlock(password); err != nil {
		t.Fatal(err)
	}
	intake(t, s, sampleCase(rand.New(rand.NewPCG(8, 8)), 77))
	want := mustContents(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, mustContents(t, open(t, path)), rowOf); diff != "" {
		t.Error(diff)
	}
}

// Snapshots that an older program folded, with fields that it did not know or with more
// items, are folded anew by one that knows better.
func TestOpen_KnowsMore(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(1, 1))
	c, asked := intake(t, s, sampleCase(r, 1)), intake(t, s, sampleCase(r, 2))
	leave := func(older *data.Case) error { // as an older program would have left it
		return s.update(func(t *txn) error {
			key, err := t.caseKey(older.ID)
			if err == nil {
				t.putSnapshot(older.ID, key, older)
			}
			return err
		})
	}
	less, more := c.Clone(), asked.Clone()
	less.Place, less.Extra = "", map[string]json.RawMessage{"place": json.RawMessage(`"x"`)}
	for _, id := range []data.ElementID{"one", "two"} {
		more.Conflicts = append(more.Conflicts, data.Conflict{ID: id, Path: "summary", Reason: data.TwoPeople, Other: json.RawMessage(`"x"`)})
	}
	err := errors.Join(leave(less), leave(more))
	if err == nil {
		err = s.commitRaw(func(t *txn) error {
			t.cp.Fold = data.FoldVersion - 1
			return t.putCopied()
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s = reopen(t, s)
		for _, want := range []*data.Case{c, asked} {
			if diff := cmp.Diff(want, must(s.Case(want.ID))(t)); diff != "" {
				t.Error(diff)
			}
		}
		if err := s.Verify(); err != nil {
			t.Error(err)
		}
	}
}

func TestCompact(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(6, 6))
	now := intake(t, s, sampleCase(r, 1))
	for range 60 {
		next := now.Clone()
		next.Summary = words(r, 3)
		now = save(t, s, now, next)
	}
	fill(t, s, 300)
	want := mustContents(t, s)
	s.Settle()
	before := readBoth(t, s.path)
	done := make(chan error)
	go func() { // reading goes on
		var err error
		for range 50 {
			_, again := s.History(now.ID)
			err = errors.Join(err, again)
		}
		done <- err
	}()
	if err := errors.Join(s.Compact(), <-done); err != nil {
		t.Fatal(err)
	}
	after := readBoth(t, s.path)
	if len(after.file) >= len(before.file) {
		t.Errorf("%d bytes, before %d", len(after.file), len(before.file))
	}
	for range 2 {
		if diff := cmp.Diff(want, mustContents(t, s), rowOf); diff != "" {
			t.Error(diff)
		}
		if err := s.Verify(); err != nil {
			t.Error(err)
		}
		if len(filesIn(t, filepath.Dir(s.path))) != 2 || len(s.Repairs()) > 0 {
			t.Error(filesIn(t, filepath.Dir(s.path)), s.Repairs())
		}
		s = reopen(t, s)
	}
}
