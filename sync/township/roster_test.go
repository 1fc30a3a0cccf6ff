package township

import (
	"context"
	"errors"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// hired makes an account with a role and a password of its own, and logs it in.
func hired(t *testing.T, s *Server, name string, role ledger.Role) (secret string, one ledger.Session) {
	t.Helper()
	ctx := context.Background()
	first, err := s.newAccount(ctx, adminName, name, role)
	if err != nil {
		t.Fatal(err)
	}
	secret, err = s.login(ctx, name, first)
	if err != nil {
		t.Fatal(err)
	}
	if one, _, err = s.session(ctx, secret); err != nil {
		t.Fatal(err)
	}
	if err := s.changePassword(ctx, one, first, newPassword); err != nil {
		t.Fatal(err)
	}
	return secret, one
}

func TestAccounts_AreMadeOnceAndNamedPlainly(t *testing.T) {
	s, _ := newServer(t)
	for _, c := range []struct {
		name string
		role ledger.Role
		want string
	}{
		{"寿永康", ledger.RoleClerk, ""}, {"寿永康", ledger.RoleReader, "account.exists"}, {"ADMIN", ledger.RoleClerk, "account.exists"},
		{"", ledger.RoleClerk, "account.name"}, {"一", ledger.RoleClerk, "account.name"}, {"a b", ledger.RoleClerk, "account.name"},
		{"<b>", ledger.RoleClerk, "account.name"}, {"郦小红", "king", "account.role"}, {"郦小红", "", "account.role"},
		{"阿依古丽·买买提", ledger.RoleCounty, ""}, {" 俞𬭎伟 ", ledger.RoleReader, ""},
	} {
		_, err := s.newAccount(context.Background(), adminName, c.name, c.role)
		diff(t, c.name, invalidCode(err), c.want)
	}
}

func TestAccounts_AnAdministratorIsAlwaysLeft(t *testing.T) {
	s, _ := newServer(t)
	ctx := context.Background()
	refused := func(what string, err error) { t.Helper(); diff(t, what, invalidCode(err), "account.last") }
	hired(t, s, "寿永康", ledger.RoleClerk)
	refused("disabled", s.setDisabled(ctx, adminName, adminName, true))
	refused("made a clerk", s.setRole(ctx, adminName, adminName, ledger.RoleClerk))
	diff(t, "second administrator", invalidCode(s.setRole(ctx, adminName, "寿永康", ledger.RoleAdmin)), "")
	diff(t, "the first goes", invalidCode(s.setDisabled(ctx, "寿永康", adminName, true)), "")
	refused("the second then", s.setDisabled(ctx, "寿永康", "寿永康", true))
	refused("the second's role", s.setRole(ctx, "寿永康", "寿永康", ledger.RoleReader))
	diff(t, "an unknown account", invalidCode(s.setRole(ctx, adminName, "nobody", ledger.RoleAdmin)), "account.none")
	// The machine's own door is left: it makes the first account an administrator again.
	if err := s.NewPassword(ctx); err != nil {
		t.Fatal(err)
	}
	begin(t, s)
	diff(t, "now the second may go", invalidCode(s.setDisabled(ctx, adminName, "寿永康", true)), "")
}

func TestAccounts_DisablingEndsEverything(t *testing.T) {
	s, _ := newServer(t)
	ctx := context.Background()
	secret, _ := hired(t, s, "寿永康", ledger.RoleClerk)
	if err := s.setDisabled(ctx, adminName, "寿永康", true); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.session(ctx, secret); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("its session: %v", err)
	}
	if _, err := s.login(ctx, "寿永康", newPassword); !errors.Is(err, errLogin) {
		t.Errorf("its password: %v", err)
	}
	if err := s.setDisabled(ctx, adminName, "寿永康", false); err != nil {
		t.Fatal(err)
	}
	if _, err := s.login(ctx, "寿永康", newPassword); err != nil {
		t.Errorf("enabled again: %v", err)
	}
	password, err := s.resetPassword(ctx, adminName, "寿永康")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.login(ctx, "寿永康", newPassword); !errors.Is(err, errLogin) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := s.login(ctx, "寿永康", password); err != nil {
		t.Errorf("the one-time password: %v", err)
	}
}

// TestAccounts_OneWithoutARoleIsAnAdministrator opens a record of the time before
// the roles.
func TestAccounts_OneWithoutARoleIsAnAdministrator(t *testing.T) {
	s, _ := newServer(t)
	old := ledger.Account{Name: "old", Hash: hashPassword(newPassword)}
	if err := s.update(context.Background(), func(tx ledger.Tx) error { return tx.PutAccount(old) }); err != nil {
		t.Fatal(err)
	}
	diff(t, "role", roleOf(old), ledger.RoleAdmin)
	diff(t, "may", []bool{admins.has(old), clerks.has(old), people.has(old), public.has(old)}, []bool{true, false, true, false})
	unknown := ledger.Account{Name: "new", Role: "of 2031"}
	diff(t, "a role of a newer program may", people.has(unknown), false)
	diff(t, "the first may go", invalidCode(s.setDisabled(context.Background(), "old", adminName, true)), "")
}

func TestAccounts_EveryActIsWrittenDown(t *testing.T) {
	s, _ := newServer(t)
	ctx := context.Background()
	_, one := hired(t, s, "寿永康", ledger.RoleClerk)
	for _, err := range []error{
		s.setRole(ctx, adminName, "寿永康", ledger.RoleReader), s.setDisabled(ctx, adminName, "寿永康", true),
		s.setDisabled(ctx, adminName, "寿永康", false), s.endOthers(ctx, one),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.resetPassword(ctx, adminName, "寿永康"); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := s.led.View(ctx, func(r ledger.Reader) error {
		acts, err := r.Acts(8)
		for _, a := range acts {
			got = append(got, a.Who+" "+a.What+" "+a.Object)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "acts", got, []string{
		"admin one_time_password 寿永康", "寿永康 sessions_ended ", "admin enable 寿永康", "admin disable 寿永康",
		"admin role 寿永康 reader", "寿永康 password ", "寿永康 login ", "admin account 寿永康 clerk",
	})
}
