package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"woshou/data"
)

// fast makes passwords cheap; the cost is checked by TestArgon2_Default.
var fast = Argon2Params{Memory: 64, Time: 1, Lanes: 1}

const (
	password = "东篱村-2026"
	head     = data.ElementID("head000000000001")
)

// testClock is the wall clock of the tests: it moves a second a look.
func testClock() func() time.Time {
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	return func() time.Time { at = at.Add(time.Second); return at }
}

// testOptions wait as long for a lock as the program does: a child that another test is
// just starting has every open file for a moment, too.
func testOptions() Options {
	return Options{Now: testClock(), Argon2: fast}
}

func testCommittee() *data.Committee {
	return &data.Committee{
		Name: "东篱村人民调解委员会", Area: "339921101201", Village: "东篱村", Town: "清溪镇",
		Mediators: []data.Mediator{{ID: head, Name: "郦小红", Head: true}},
	}
}

// newTestStore makes a record in a fresh folder.
func newTestStore(t testing.TB) *Store {
	t.Helper()
	s, _, err := Create(filepath.Join(t.TempDir(), "record"), NewRecord{testCommittee(), head, password}, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// reopen closes a record and opens it again with the password.
func reopen(t testing.TB, s *Store) *Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	l, err := Open(s.path, s.opt)
	if err != nil {
		t.Fatal(err)
	}
	again, err := l.Unlock(password)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	return again
}

func TestCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record")
	first := NewRecord{testCommittee(), head, password}
	s, recovery, err := Create(path, first, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := CheckRecoveryKey(recovery); err != nil {
		t.Errorf("recovery key %q: %v", recovery, err)
	}
	if s.Author() != head || s.Path() != path {
		t.Errorf("author %q, path %q", s.Author(), s.Path())
	}
	if diff := cmp.Diff(testCommittee(), s.Committee()); diff != "" {
		t.Error(diff)
	}
	history, err := s.History(data.CommitteeID)
	if err != nil || len(history) != 1 || history[0].Kind != "setup" || history[0].Author != head {
		t.Errorf("history %+v, %v", history, err)
	}
	if _, _, err := Create(path, first, testOptions()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second record in its place: %v", err)
	}
	if diff := cmp.Diff([]string{"record", "record.journal"}, filesIn(t, filepath.Dir(path))); diff != "" {
		t.Error(diff)
	}
}

func TestCreate_Refused(t *testing.T) {
	dir := t.TempDir()
	var invalid *data.Invalid
	_, _, err := Create(filepath.Join(dir, "a"), NewRecord{testCommittee(), head, ""}, testOptions())
	if !errors.As(err, &invalid) || invalid.Code != "password.empty" {
		t.Errorf("an empty password: %v", err)
	}
	_, _, err = Create(filepath.Join(dir, "no such folder", "a"), NewRecord{testCommittee(), head, password}, testOptions())
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	if names := filesIn(t, dir); len(names) != 0 {
		t.Errorf("files left: %v", names)
	}
}

// What a Create that was cut off left behind is no obstacle.
func TestCreate_AfterCut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record")
	if err := os.WriteFile(path+newSuffix, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _, err := Create(path, NewRecord{testCommittee(), head, password}, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := reopen(t, s).Verify(); err != nil {
		t.Fatal(err)
	}
}

func filesIn(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestOpen_Missing(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none"), testOptions()); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestOpen_Locked(t *testing.T) {
	s := newTestStore(t)
	opt := testOptions()
	opt.LockTimeout = 20 * time.Millisecond
	if _, err := Open(s.path, opt); !errors.Is(err, data.ErrLocked) {
		t.Errorf("opened twice: %v", err)
	}
	s = reopen(t, s) // and the refusal did not keep the lock
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
}

// A damaged file does not stay locked once it was refused.
func TestOpen_DamagedUnlocks(t *testing.T) {
	path, _ := usedRecord(t, 1, 1)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(whole)
	for at := 0; at < len(bad); at += pageSize {
		bad[at+8] ^= 0xff // every page's kind, the freelist's too: bbolt panics
	}
	if err := os.WriteFile(path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	dropCopy(t, path)
	if _, err := Open(path, testOptions()); !errors.Is(err, data.ErrDamaged) {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := open(t, path).Verify(); err != nil {
		t.Error(err)
	}
}

func TestOpen_Newer(t *testing.T) {
	s := newTestStore(t)
	var later []byte
	err := s.writeTx(func(tx *bbolt.Tx) error {
		later = append(binary.AppendUvarint(bytes.Clone(headerMagic), FormatVersion+1), "something else"...)
		sum := sha256.Sum256(later)
		return tx.Bucket([]byte(bucketMeta)).Put(keyHeader, append(later, sum[:headerSum]...))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(s.path)
	if _, err := Open(s.path, testOptions()); !errors.Is(err, data.ErrNewer) {
		t.Errorf("a newer version's file: %v", err)
	}
	if after, _ := os.ReadFile(s.path); !bytes.Equal(before, after) {
		t.Error("a newer version's file was written to")
	}
}

func TestUnlock_Password(t *testing.T) {
	path, want := usedRecord(t, 3, 3)
	l, err := Open(path, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"", "x", password + " "} {
		if _, err := l.Unlock(wrong); !errors.Is(err, data.ErrPassword) {
			t.Errorf("password %q: %v", wrong, err)
		}
	}
	s, err := l.Unlock(password) // after wrong ones
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if diff := cmp.Diff(want, mustContents(t, s), rowOf); diff != "" {
		t.Error(diff)
	}
}

func TestPasswords(t *testing.T) {
	s := newTestStore(t)
	const other = data.ElementID("other00000000001")
	if err := s.AddPassword(other, "第二个人"); err != nil {
		t.Fatal(err)
	}
	if err := s.ChangePassword("wrong", "new"); !errors.Is(err, data.ErrPassword) {
		t.Errorf("change of a password that opens nothing: %v", err)
	}
	var invalid *data.Invalid
	if err := s.ChangePassword(password, ""); !errors.As(err, &invalid) {
		t.Errorf("an empty password: %v", err)
	}
	if err := s.ChangePassword(password, "新密码"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for text, author := range map[string]data.ElementID{"新密码": head, "第二个人": other, password: ""} {
		l, err := Open(s.path, testOptions())
		if err != nil {
			t.Fatal(err)
		}
		u, err := l.Unlock(text)
		if author == "" {
			if !errors.Is(err, data.ErrPassword) {
				t.Errorf("the old password: %v", err)
			}
			_ = l.Close()
			continue
		}
		if err != nil || u.Author() != author {
			t.Errorf("%v: not the author %s", err, author)
		}
		_ = u.Close()
	}
}

func TestRecover(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record")
	s, recovery, err := Create(path, NewRecord{testCommittee(), head, password}, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	l, err := Open(path, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Recover(newRecoveryKey(), "x"); !errors.Is(err, data.ErrPassword) {
		t.Errorf("another record's key: %v", err)
	}
	var invalid *data.Invalid
	if _, err := l.Recover(recovery[:len(recovery)-1], "x"); !errors.As(err, &invalid) {
		t.Errorf("a short key: %v", err)
	}
	s, err = l.Recover(strings.ToLower(strings.ReplaceAll(recovery, "-", " ")), "重新来过")
	if err != nil || s.Author() != head {
		t.Fatalf("author %v, %v", s, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if l, err = Open(path, testOptions()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Unlock(password); !errors.Is(err, data.ErrPassword) {
		t.Errorf("the forgotten password still opens: %v", err)
	}
	if s, err = l.Unlock("重新来过"); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
}

// Every single wrong character, every two neighbours and groups that changed places
// are found, at the right group.
func TestCheckRecoveryKey_Slips(t *testing.T) {
	for range 20 {
		key := newRecoveryKey()
		slip := func(text string, group int) {
			t.Helper()
			var invalid *data.Invalid
			err := CheckRecoveryKey(text)
			if !errors.As(err, &invalid) || invalid.Code != "recovery.slip" || invalid.Field != fmt.Sprintf("recovery.%d", group) {
				t.Fatalf("slip in group %d of %s: %s: %v", group, key, text, err)
			}
		}
		for i := range key {
			group := i/(groupRandom+2) + 1
			if key[i] == '-' {
				continue
			}
			for _, wrong := range recoveryDigits + "U" {
				if byte(wrong) != key[i] {
					slip(key[:i]+string(wrong)+key[i+1:], group)
				}
			}
			if i+1 < len(key) && key[i+1] != '-' && key[i] != key[i+1] {
				slip(key[:i]+key[i+1:i+2]+key[i:i+1]+key[i+2:], group)
			}
		}
		if key[:5] != key[6:11] {
			slip(key[6:11]+"-"+key[:5]+key[11:], 1)
		}
	}
}

func TestCheckRecoveryKey_AsMeant(t *testing.T) {
	zeros := "0000" + string(recoveryDigits[groupCheck(0, [4]byte{})])
	if got, err := parseRecoveryKey(newRecoveryKey()); err != nil || len(got) != recoveryPaper.groups*groupRandom {
		t.Errorf("%d values, %v", len(got), err)
	}
	var all []string
	for g := range recoveryPaper.groups {
		all = append(all, groupText(g, [4]byte{0, 1, 0, 1}))
	}
	text := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(strings.Join(all, " － ")))
	if err := CheckRecoveryKey(text); err != nil {
		t.Errorf("%s: %v (a group is like %s)", text, err, zeros)
	}
}

// The program's own cost of a password is the one RFC 9106 recommends.
func TestArgon2_Default(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record")
	s, _, err := Create(path, NewRecord{testCommittee(), head, password}, Options{Now: testClock()})
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	l, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	want := Argon2Params{Memory: 64 << 10, Time: 3, Lanes: 4}
	if w := l.header.Wraps[0]; w.Kind != wrapArgon2 || w.Argon2 != want || len(w.Salt) != saltSize {
		t.Errorf("wrap of kind %s costs %+v, salt of %d bytes", w.Kind, w.Argon2, len(w.Salt))
	}
}

func TestBackup(t *testing.T) {
	s := newTestStore(t)
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 20 {
		intake(t, s, sampleCase(r, n+1))
	}
	path := filepath.Join(t.TempDir(), "backup")
	if _, err := s.Backup(path); err != nil {
		t.Fatal(err)
	}
	want := mustContents(t, s)
	intake(t, s, sampleCase(r, 21)) // the work goes on
	if diff := cmp.Diff(want, mustContents(t, open(t, path)), rowOf); diff != "" {
		t.Error(diff)
	}
	if _, err := s.Backup(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another backup: %v", err)
	}
	// The journal is of the backup that became a record above.
	if diff := cmp.Diff([]string{"backup", "backup.journal"}, filesIn(t, filepath.Dir(path))); diff != "" {
		t.Error(diff)
	}
}

// A backup that would not restore does not count.
func TestBackup_Damaged(t *testing.T) {
	s := newTestStore(t)
	c := intake(t, s, sampleCase(rand.New(rand.NewPCG(1, 1)), 1))
	if err := s.commitRaw(func(t *txn) error { return t.bucket(bucketKeys).Delete(c.ID[:]) }); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "backup")
	if _, err := s.Backup(path); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("a damaged record was backed up: %v", err)
	}
	if names := filesIn(t, filepath.Dir(path)); len(names) != 0 {
		t.Errorf("files left: %v", names)
	}
}
