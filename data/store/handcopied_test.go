package store

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// ages are the two files of one record on an older and on a newer day, between which the
// password changed, and what it said then.
type ages struct {
	old, now         both
	oldSays, nowSays contents
}

const newPassword = "新密码-2027"

// twoAges makes a record of two days; between them it may have been compacted, first or
// last.
func twoAges(t *testing.T, compact string) ages {
	t.Helper()
	path, says := usedRecord(t, 4, 6)
	a := ages{old: readBoth(t, path), oldSays: says}
	s := open(t, path)
	if compact == "first" {
		if err := s.Compact(); err != nil {
			t.Fatal(err)
		}
	}
	r := rand.New(rand.NewPCG(3, 9))
	for n := range 3 {
		intake(t, s, sampleCase(r, n+20))
	}
	if err := s.ChangePassword(password, newPassword); err != nil {
		t.Fatal(err)
	}
	if compact == "last" {
		if err := s.Compact(); err != nil {
			t.Fatal(err)
		}
	}
	a.nowSays = mustContents(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	a.now = readBoth(t, path)
	return a
}

// A folder copied by hand may bring together files of different days or records. Whatever
// comes together, the newest state that either has is opened, nothing of it is lost, and
// what was put right is told.
func TestOpen_CopiedByHand(t *testing.T) {
	t.Parallel()
	otherPath, _ := usedRecord(t, 2, 2)
	other := readBoth(t, otherPath).journal
	for _, compact := range []string{"never", "first", "last"} {
		a := twoAges(t, compact)
		completed, foreign := Completed, JournalForeign
		if compact != "never" { // the old file's journal is another one
			completed = FileRemade
		} else {
			foreign = JournalRemade // the same one, but frames that the file has are missing
		}
		for name, tt := range map[string]struct {
			both
			says   contents
			word   string
			repair RepairKind
		}{
			"old file, new journal":     {both{a.old.file, a.now.journal}, a.nowSays, newPassword, completed},
			"new file, old journal":     {both{a.now.file, a.old.journal}, a.nowSays, newPassword, foreign},
			"both old":                  {a.old, a.oldSays, password, ""},
			"both new":                  {a.now, a.nowSays, newPassword, ""},
			"old file, other's journal": {both{a.old.file, other}, a.oldSays, password, JournalForeign},
			"new file, other's journal": {both{a.now.file, other}, a.nowSays, newPassword, JournalForeign},
			"new file, no journal":      {both{a.now.file, nil}, a.nowSays, newPassword, JournalRemade},
			"no file, old journal":      {both{nil, a.old.journal}, a.oldSays, password, FileRemade},
		} {
			path := filepath.Join(t.TempDir(), "record")
			writeBoth(t, path, tt.both)
			if err := checkCopied(t, path, tt.word, tt.says, tt.repair); err != nil {
				t.Errorf("compacted %s, %s: %v", compact, name, err)
			}
			checkNothingLost(t, path, name, tt.both)
		}
	}
}

// checkCopied opens a record and works on it; the other password must not fit.
func checkCopied(t *testing.T, path, word string, want contents, repair RepairKind) error {
	t.Helper()
	l, err := Open(path, testOptions())
	if err != nil {
		return err
	}
	wrong := password
	if word == password {
		wrong = newPassword
	}
	if _, err := l.Unlock(wrong); !errors.Is(err, data.ErrPassword) {
		return errors.Join(errors.New("the other day's password fits"), err)
	}
	s, err := l.Unlock(word)
	if err != nil {
		return err
	}
	defer s.Close()
	if diff := cmp.Diff(want, mustContents(t, s), rowOf); diff != "" {
		return errors.New(diff)
	}
	var told []RepairKind
	for _, r := range s.Repairs() {
		told = append(told, r.Kind)
	}
	if repair == "" && len(told) > 0 || repair != "" && !slices.Equal(told, []RepairKind{repair}) {
		return errors.New("repairs " + strings.Join(kinds(told), " "))
	}
	intake(t, s, sampleCase(rand.New(rand.NewPCG(8, 8)), 77))
	after := mustContents(t, s)
	if err := errors.Join(s.Verify(), s.Close()); err != nil {
		return err
	}
	o, err := openWith(path, []step{{password: word}})
	if err != nil {
		return err
	}
	defer o.Close()
	if diff := cmp.Diff(after, mustContents(t, o), rowOf); diff != "" || len(o.Repairs()) > 0 {
		return errors.New("opened again: " + diff)
	}
	return nil
}

func kinds(list []RepairKind) (out []string) {
	for _, k := range list {
		out = append(out, string(k))
	}
	return out
}

// checkNothingLost sees to it that a journal that was no use still lies there whole.
func checkNothingLost(t *testing.T, path, name string, b both) {
	t.Helper()
	aside, err := filepath.Glob(JournalPath(path) + ".*")
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range aside {
		if raw, err := os.ReadFile(kept); err != nil || !slices.Equal(raw, b.journal) {
			t.Errorf("%s: %s is not what it was: %v", name, filepath.Base(kept), err)
		}
	}
	if strings.Contains(name, "other's") && len(aside) != 1 {
		t.Errorf("%s: kept %v", name, aside)
	}
}
