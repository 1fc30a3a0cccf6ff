package township

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

const newPassword = "清溪镇的长密码2026"

// forOwner fails when others may read a file. Windows has no digits for that: there the
// folder keeps others out.
func forOwner(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

// oneTime returns the administrator's one-time password.
func oneTime(t *testing.T, s *Server) string {
	t.Helper()
	path, exists := s.PasswordFile()
	if !exists {
		t.Fatal("no one-time password")
	}
	forOwner(t, path)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	name, password, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	if name != adminName || len(password) != 16 {
		t.Fatalf("file says %q", b)
	}
	return password
}

// begin logs in and sets the long-lived password.
func begin(t *testing.T, s *Server) (secret string, one ledger.Session) {
	t.Helper()
	ctx := context.Background()
	first := oneTime(t, s)
	secret, err := s.login(ctx, adminName, first)
	if err != nil {
		t.Fatal(err)
	}
	one, account, err := s.session(ctx, secret)
	if err != nil || !account.Change {
		t.Fatalf("%+v %v", account, err)
	}
	if err := s.changePassword(ctx, one, first, newPassword); err != nil {
		t.Fatal(err)
	}
	return secret, one
}

func TestLogin_OneTimePasswordIsReplaced(t *testing.T) {
	s, _ := newServer(t)
	first := oneTime(t, s)
	secret, _ := begin(t, s)
	if _, exists := s.PasswordFile(); exists {
		t.Error("the file with the one-time password is still there")
	}
	ctx := context.Background()
	if _, err := s.login(ctx, adminName, first); !errors.Is(err, errLogin) {
		t.Errorf("the one-time password again: %v", err)
	}
	if _, err := s.login(ctx, adminName, newPassword); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if _, account, err := s.session(ctx, secret); err != nil || account.Change {
		t.Errorf("the session that changed it: %+v %v", account, err)
	}
}

func TestLogin_WaitsLongerAfterEachWrongPassword(t *testing.T) {
	s, at := newServer(t)
	begin(t, s)
	ctx := context.Background()
	for range maxFailed {
		if _, err := s.login(ctx, adminName, "wrong password"); !errors.Is(err, errLogin) {
			t.Fatal(err)
		}
	}
	for _, wait := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		at.move(wait*time.Minute - time.Second)
		if _, err := s.login(ctx, adminName, newPassword); !errors.Is(err, errLocked) {
			t.Errorf("the right password before %d minutes: %v", wait, err)
		}
		at.move(time.Second)
		if _, err := s.login(ctx, adminName, "wrong password"); !errors.Is(err, errLogin) {
			t.Errorf("a wrong password after %d minutes: %v", wait, err)
		}
	}
	at.move(lockMost)
	if _, err := s.login(ctx, adminName, newPassword); err != nil {
		t.Errorf("the right password afterwards: %v", err)
	}
	for range 2 { // a right one in between begins the count again
		for range maxFailed - 1 {
			_, _ = s.login(ctx, adminName, "wrong password")
		}
		if _, err := s.login(ctx, adminName, newPassword); err != nil {
			t.Errorf("after four wrong ones: %v", err)
		}
	}
}

// What a login says tells nobody which names there are, and who thinks of names fills neither
// the ledger nor the memory.
func TestLogin_TellsNoNames(t *testing.T) {
	s, at := newServer(t)
	begin(t, s)
	acts := func() (n int) {
		err := s.led.View(context.Background(), func(r ledger.Reader) error {
			all, err := r.Acts(1000)
			n = len(all)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	try := func(name string) string {
		_, err := s.login(context.Background(), name, "wrong password")
		return explain(err)
	}
	before := acts()
	for i, wait := range []time.Duration{0, 0, 0, 0, 0, 0, time.Minute, 0, time.Minute, time.Minute, 0, time.Hour, 0, time.Hour} {
		at.move(wait)
		diff(t, fmt.Sprint("try ", i), try("没有的人"), try(adminName))
	}
	if _, err := s.login(context.Background(), "没有的人", "wrong password"); !errors.Is(err, errLocked) {
		t.Errorf("in the end: %v", err)
	}
	tried := acts()
	diff(t, "another name", try("也没有的人"), explain(errLogin))
	diff(t, "acts of unknown names", acts(), tried)
	if tried == before {
		t.Error("the tries with a known name are in no audit trail")
	}
	for i := range maxKeys + 10 {
		s.strangers.miss(fmt.Sprint(i), at.now())
	}
	diff(t, "names in memory", len(s.strangers.by), maxKeys)
	for range maxFailed {
		s.strangers.miss("watched", at.now())
	}
	watched := s.strangers.account("watched")
	diff(t, "one more of many names is locked", lockedAt(&watched, at.now()), true)
}

// A lock set while the server's clock stood in another century does not last until then.
func TestLogin_ALockOfAWrongClockEnds(t *testing.T) {
	s, at := newServer(t)
	_, one := begin(t, s)
	ctx := context.Background()
	right := at.at
	at.at = time.Date(2099, 1, 1, 0, 0, 0, 0, beijing)
	for range maxFailed + 10 {
		_, _ = s.login(ctx, adminName, "wrong password")
		at.move(lockMost)
	}
	_, _ = s.login(ctx, adminName, "wrong password")
	if _, err := s.login(ctx, adminName, newPassword); !errors.Is(err, errLocked) {
		t.Fatalf("while the clock is wrong: %v", err)
	}
	at.at = right
	if err := s.changePassword(ctx, one, newPassword, "石桥下的第三棵老樟树"); err != nil {
		t.Errorf("a change: %v", err)
	}
	if _, err := s.login(ctx, adminName, "石桥下的第三棵老樟树"); err != nil {
		t.Errorf("a login: %v", err)
	}
	boss := hiredClerk(t, s, "寿永康", ledger.RoleAdmin)
	err := s.update(ctx, func(tx ledger.Tx) error {
		a, err := tx.Account(adminName)
		a.Locked = time.Date(2099, 1, 1, 0, 0, 0, 0, beijing)
		return errors.Join(err, tx.PutAccount(a))
	})
	if page := boss.get("/accounts").body; err != nil || strings.Contains(page, "锁定至") {
		t.Errorf("the page still shows the lock: %v", err)
	}
}

func TestNewPassword_HelpsWhoForgot(t *testing.T) {
	s, at := newServer(t)
	secret, _ := begin(t, s)
	ctx := context.Background()
	for range maxFailed {
		_, _ = s.login(ctx, adminName, "forgotten")
	}
	if err := s.NewPassword(ctx); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.session(ctx, secret); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("an old session: %v", err)
	}
	if _, err := s.login(ctx, adminName, newPassword); !errors.Is(err, errLogin) {
		t.Errorf("the old password: %v", err)
	}
	begin(t, s)
	at.move(time.Minute)
	if _, err := s.login(ctx, adminName, newPassword); err != nil {
		t.Error(err)
	}
}

func TestSession_Ends(t *testing.T) {
	tests := map[string]struct {
		pass func(s *Server, at *clock, secret string, one ledger.Session)
		ends bool
	}{
		"not before half an hour": {func(_ *Server, at *clock, _ string, _ ledger.Session) { at.move(idleEnd - time.Second) }, false},
		"after half an hour":      {func(_ *Server, at *clock, _ string, _ ledger.Session) { at.move(idleEnd) }, true},
		"after twelve hours of work": {func(s *Server, at *clock, secret string, _ ledger.Session) {
			for range 12 * 3 {
				at.move(20 * time.Minute)
				_, _, _ = s.session(context.Background(), secret)
			}
		}, true},
		"not within twelve hours of work": {func(s *Server, at *clock, secret string, _ ledger.Session) {
			for range 12*3 - 1 {
				at.move(20 * time.Minute)
				_, _, _ = s.session(context.Background(), secret)
			}
		}, false},
		"at logout": {func(s *Server, _ *clock, _ string, one ledger.Session) { _ = s.logout(context.Background(), one) }, true},
		"when the password is changed elsewhere": {func(s *Server, _ *clock, _ string, _ ledger.Session) {
			secret, _ := s.login(context.Background(), adminName, newPassword)
			other, _, _ := s.session(context.Background(), secret)
			if err := s.changePassword(context.Background(), other, newPassword, newPassword+"!"); err != nil {
				t.Error(err)
			}
		}, true},
		"when the account ends its other sessions": {func(s *Server, _ *clock, _ string, _ ledger.Session) {
			secret, _ := s.login(context.Background(), adminName, newPassword)
			other, _, _ := s.session(context.Background(), secret)
			if err := s.endOthers(context.Background(), other); err != nil {
				t.Error(err)
			}
			if _, _, err := s.session(context.Background(), secret); err != nil {
				t.Errorf("the session that did it: %v", err)
			}
		}, true},
		"when the clock jumps back": {func(_ *Server, at *clock, _ string, _ ledger.Session) { at.move(-time.Hour) }, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, at := newServer(t)
			secret, one := begin(t, s)
			test.pass(s, at, secret, one)
			_, _, err := s.session(context.Background(), secret)
			if ended := errors.Is(err, data.ErrNotFound); ended != test.ends {
				t.Errorf("session: %v", err)
			}
		})
	}
}

func TestChangePassword_Refuses(t *testing.T) {
	s, _ := newServer(t)
	_, one := begin(t, s)
	for _, c := range []struct{ old, next, want string }{
		{newPassword, "123456789", "password.short"}, {newPassword, "一二三四五六七八九", "password.short"},
		{newPassword, strings.Repeat("长", maxPassword+1), "password.long"}, {newPassword, newPassword, "password.same"},
		{newPassword, "my-Admin-password", "password.name"},
		{"wrong", "石桥下的第三棵老樟树", "not invalid: " + errLogin.Error()},
		{newPassword, "aaaa bbbb aaaa", "password.simple"}, {newPassword, "1234567890", "password.simple"},
		{newPassword, "Password1234!", "password.common"}, {newPassword, "2026qwertyuiop", "password.common"},
		{newPassword, "1q2w3e4r5t", "password.common"},
		{newPassword, "竹篱笆外的水塘2026", ""},
	} {
		diff(t, c.next, invalidCode(s.changePassword(context.Background(), one, c.old, c.next)), c.want)
	}
}

func TestCheckPassword_MatchesOnlyItsOwn(t *testing.T) {
	defer func(cheap hashCost) { cost = cheap }(cost)
	cost = usualCost
	hash := hashPassword("密码")
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("a password costs %s", hash[:30])
	}
	if !checkPassword(hash, "密码") || checkPassword(hash, "密碼") || hash == hashPassword("密码") {
		t.Error("hash does not tell passwords apart, or has no salt")
	}
	for _, damaged := range []string{"", "x", "$argon2id$v=19$m=1,t=0,p=1$AA$AA", "$argon2id$v=19$m=8,t=1,p=0$AA$AA",
		"$argon2id$v=19$m=8,t=1,p=1$AA$", "$argon2id$v=19$m=8,t=1,p=1$!$AA", "$argon2id$v=1$m=8,t=1,p=1$AA$AA", strings.Replace(hash, "argon2id", "argon2i", 1)} {
		if checkPassword(damaged, "密码") || checkPassword(damaged, "") {
			t.Errorf("%q matches", damaged)
		}
	}
}

// The old password of a change is guessed no faster than the one of a login.
func TestChangePassword_LocksOut(t *testing.T) {
	s, at := newServer(t)
	_, one := begin(t, s)
	ctx := context.Background()
	next := "石桥下的第三棵老樟树"
	for range maxFailed {
		if err := s.changePassword(ctx, one, "wrong", next); !errors.Is(err, errLogin) {
			t.Fatal(err)
		}
	}
	if err := s.changePassword(ctx, one, newPassword, next); !errors.Is(err, errLocked) {
		t.Errorf("the right one at once: %v", err)
	}
	if _, err := s.login(ctx, adminName, newPassword); !errors.Is(err, errLocked) {
		t.Errorf("a login at once: %v", err)
	}
	at.move(lockFirst)
	if err := s.changePassword(ctx, one, newPassword, next); err != nil {
		t.Error(err)
	}
	err := s.led.View(ctx, func(r ledger.Reader) error {
		acts, err := r.Acts(2)
		diff(t, "audit", []string{acts[0].What, acts[1].What}, []string{actPassword, actLocked})
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
