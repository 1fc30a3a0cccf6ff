package store

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

const (
	clerk  = data.ElementID("clerk00000000001")
	lawyer = data.ElementID("lawyer0000000001")
)

// newSharedStore makes a record with a head, a mediator and a reader, each with a
// password, and returns its recovery key.
func newSharedStore(t testing.TB) (*Store, string) {
	t.Helper()
	c := testCommittee()
	c.Mediators = append(c.Mediators, data.Mediator{ID: clerk, Name: "俞𬭎伟"})
	c.Readers = []data.Reader{{ID: lawyer, Name: "赵𫖯", Post: "村法律顾问"}}
	s, key, err := Create(filepath.Join(t.TempDir(), "record"), NewRecord{c, head, password}, testOptions())
	if err == nil {
		err = errors.Join(s.AddPassword(clerk, "俞的密码"), s.AddPassword(lawyer, "赵的密码"))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, key
}

// as closes a record and opens it with another password.
func as(t testing.TB, s *Store, password string) *Store {
	t.Helper()
	_ = s.Close() // closed already in some tests
	l, err := Open(s.path, s.opt)
	if err != nil {
		t.Fatal(err)
	}
	u, err := l.Unlock(password)
	if err != nil {
		_ = l.Close()
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = u.Close() })
	return u
}

func opens(t testing.TB, s *Store, password string) bool {
	t.Helper()
	_, err := s.UserOf(password)
	if err != nil && !errors.Is(err, data.ErrPassword) {
		t.Fatal(err)
	}
	return err == nil
}

func refusal(err error) string {
	var no *data.Refused
	if errors.As(err, &no) {
		return no.Code
	}
	return ""
}

func TestUsers_EachPasswordIsSomebody(t *testing.T) {
	s, _ := newSharedStore(t)
	want := []User{{head, data.Manages}, {clerk, data.Writes}, {lawyer, data.Reads}}
	got, err := s.Users()
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for password, user := range map[string]User{password: want[0], "俞的密码": want[1], "赵的密码": want[2]} {
		if id, err := s.UserOf(password); id != user.ID || err != nil {
			t.Errorf("%s opens as %s, %v", password, id, err)
		}
		u := as(t, s, password)
		if u.Author() != user.ID || u.Access() != user.Access {
			t.Errorf("%s came in as %s with %q", password, u.Author(), u.Access())
		}
		if err := u.CheckPassword(password); err != nil {
			t.Errorf("own password: %v", err)
		}
		for _, other := range []string{"", "nobody's", password + " "} {
			if err := u.CheckPassword(other); !errors.Is(err, data.ErrPassword) {
				t.Errorf("password %q: %v", other, err)
			}
		}
		s = u
	}
	if err := as(t, s, password).CheckPassword("俞的密码"); !errors.Is(err, data.ErrPassword) {
		t.Errorf("another user's password passes for one's own: %v", err)
	}
}

func TestUsers_OnePasswordForOne(t *testing.T) {
	s, _ := newSharedStore(t)
	var bad *data.Invalid
	if err := s.AddPassword(lawyer, "俞的密码"); !errors.As(err, &bad) || bad.Code != "password.taken" {
		t.Errorf("given to a second: %v", err)
	}
	if err := s.ChangePassword("赵的密码", password); !errors.As(err, &bad) || bad.Code != "password.taken" {
		t.Errorf("taken by a second: %v", err)
	}
	if err := errors.Join(s.AddPassword(clerk, "俞的密码"), s.ChangePassword("赵的密码", "赵的密码")); err != nil {
		t.Errorf("the same again: %v", err)
	}
}

func TestUsers_SwitchChangesTheAuthor(t *testing.T) {
	s, _ := newSharedStore(t)
	if err := s.SwitchUser("wrong"); !errors.Is(err, data.ErrPassword) || s.Author() != head {
		t.Errorf("a wrong password: %v, author %s", err, s.Author())
	}
	if err := s.SwitchUser("俞的密码"); err != nil || s.Author() != clerk {
		t.Fatalf("%v, author %s", err, s.Author())
	}
	c := &data.Case{ID: data.NewCaseID()}
	after := c.Clone()
	after.Status, after.Place = data.Draft, "东篱村"
	if _, err := s.SaveCase("intake", c, after); err != nil {
		t.Fatal(err)
	}
	rows, err := s.History(c.ID)
	if err != nil || len(rows) != 1 || rows[0].Author != clerk {
		t.Errorf("history %+v, %v", rows, err)
	}
}

func TestUsers_ReaderChangesNothing(t *testing.T) {
	s, _ := newSharedStore(t)
	before := &data.Case{ID: data.NewCaseID()}
	after := before.Clone()
	after.Status, after.Place = data.Draft, "东篱村"
	saved, err := s.SaveCase("intake", before, after)
	if err != nil {
		t.Fatal(err)
	}
	r := as(t, s, "赵的密码")
	changed, looked := saved.Clone(), saved.Clone()
	changed.Place = "西篱村"
	if _, err := r.SaveCase("edit", saved, changed); refusal(err) != "user.reads" {
		t.Errorf("a reader's change: %v", err)
	}
	looked.Looks = []data.Look{{ID: data.NewElementID(), By: lawyer, At: 1}}
	if seen, err := r.SaveCase(data.LookedKind, saved, looked); err != nil || len(seen.Looks) != 1 {
		t.Errorf("a reader's look: %v", err)
	}
	both := looked.Clone()
	both.Place = "西篱村"
	if _, err := r.SaveCase(data.LookedKind, saved, both); refusal(err) != "user.reads" {
		t.Errorf("a change that comes with a look: %v", err)
	}
	c := r.Committee()
	c.Phone = "0570-1234567"
	if err := r.SaveCommittee("committee", c); refusal(err) != "user.reads" {
		t.Errorf("a reader's change of the committee: %v", err)
	}
	for what, err := range map[string]error{
		"give": r.AddPassword(clerk, "x"), "take": r.RemoveUser(clerk), "erase": r.Erase([]data.CaseID{saved.ID}),
	} {
		if refusal(err) != "user.manage" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := r.NewRecoveryKey(); refusal(err) != "user.manage" {
		t.Errorf("a new recovery key: %v", err)
	}
	if now, err := r.Case(saved.ID); err != nil || now.Place != "东篱村" {
		t.Errorf("the case is at %q, %v", now.Place, err)
	}
}

func TestUsers_RoleTakenWhileIn(t *testing.T) {
	s, _ := newSharedStore(t)
	c := s.Committee()
	c.Mediators[1].Access = data.Reads
	if err := s.SaveCommittee("user", c); err != nil {
		t.Fatal(err)
	}
	if err := s.SwitchUser("俞的密码"); err != nil {
		t.Fatal(err)
	}
	before := &data.Case{ID: data.NewCaseID()}
	after := before.Clone()
	after.Status = data.Draft
	if _, err := s.SaveCase("intake", before, after); refusal(err) != "user.reads" {
		t.Errorf("after the role was taken: %v", err)
	}
}

func TestUsers_OnlyWhoManagesChangesTheList(t *testing.T) {
	s, _ := newSharedStore(t)
	u := as(t, s, "俞的密码")
	c := u.Committee()
	c.Phone = "0570-1234567"
	if err := u.SaveCommittee("committee", c); err != nil {
		t.Errorf("a telephone number: %v", err)
	}
	for what, change := range map[string]func(*data.Committee){
		"makes himself head": func(c *data.Committee) { c.Mediators[1].Head = true },
		"adds a head":        func(c *data.Committee) { c.Mediators = append(c.Mediators, data.Mediator{ID: "new", Head: true}) },
		"a reader":           func(c *data.Committee) { c.Readers = nil },
		"years":              func(c *data.Committee) { c.Keeping.Short = 1 },
		"a finished list":    func(c *data.Committee) { c.Destructions = []data.Destruction{{ID: "d", DoneOn: 1}} },
	} {
		c := u.Committee()
		change(c)
		if err := u.SaveCommittee("committee", c); refusal(err) != "user.manage" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestUsers_NobodyIsLockedOut(t *testing.T) {
	c := testCommittee()
	c.Mediators = append(c.Mediators, data.Mediator{ID: clerk, Name: "俞𬭎伟"})
	s, _, err := Create(filepath.Join(t.TempDir(), "record"), NewRecord{c, clerk, password}, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if s.Access() != data.Manages {
		t.Fatal("the head has no password, and nobody manages")
	}
	if err := s.AddPassword(head, "主任的密码"); err != nil {
		t.Fatal(err)
	}
	if s.Access() != data.Writes {
		t.Error("the head is there, and others still manage")
	}
	if err := as(t, s, "主任的密码").RemoveUser(head); refusal(err) != "user.self" {
		t.Errorf("a head removes himself: %v", err)
	}
}

func TestUsers_AccessTakenAway(t *testing.T) {
	s, _ := newSharedStore(t)
	old := filepath.Join(t.TempDir(), "old")
	if _, err := s.Backup(old); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveUser(clerk); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveUser(clerk); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a second time: %v", err)
	}
	if opens(t, s, "俞的密码") || !opens(t, s, "赵的密码") {
		t.Error("the wrong password opens")
	}
	l, err := Open(old, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	u, err := l.Unlock("俞的密码")
	if err != nil {
		t.Fatalf("an old backup: %v", err)
	}
	_ = u.Close()
}

func TestRecovered_ResetsAnyUser(t *testing.T) {
	s, key := newSharedStore(t)
	_ = s.Close()
	l, err := Open(s.path, s.opt)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.OpenRecovery(newRecoveryKey()); !errors.Is(err, data.ErrPassword) {
		t.Fatalf("another record's key: %v", err)
	}
	r, err := l.OpenRecovery(key)
	if err != nil {
		t.Fatal(err)
	}
	users, committee, err := r.Users()
	if err != nil || len(users) != 3 || r.Holder() != head || committee.PersonName(users[2].ID) != "赵𫖯" {
		t.Fatalf("%+v, %v", users, err)
	}
	var bad *data.Invalid
	if _, err := r.Reset(clerk, password); !errors.As(err, &bad) || bad.Code != "password.taken" {
		t.Errorf("another's password: %v", err)
	}
	if s, err = r.Reset(clerk, "新的一个"); err != nil || s.Author() != clerk {
		t.Fatalf("author %v, %v", s, err)
	}
	defer s.Close()
	if opens(t, s, "俞的密码") || !opens(t, s, "新的一个") || !opens(t, s, password) {
		t.Error("the wrong passwords open")
	}
}

func TestNewRecoveryKey_ReplacesTheOld(t *testing.T) {
	s, old := newSharedStore(t)
	key, err := s.NewRecoveryKey()
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	l, err := Open(s.path, s.opt)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Recover(old, "随便一个"); !errors.Is(err, data.ErrPassword) {
		t.Errorf("the old sheet: %v", err)
	}
	s, err = l.Recover(key, "随便一个")
	if err != nil || s.Author() != head {
		t.Fatalf("the new sheet: %v", err)
	}
	_ = s.Close()
}
