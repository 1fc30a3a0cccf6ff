package township

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// maxAccount is how many characters an account's name may have.
const maxAccount = 32

// newAccount makes an account and returns its one-time password. The error is
// *data.Invalid with account.name, account.exists or account.role.
func (s *Server) newAccount(ctx context.Context, who, name string, role ledger.Role) (string, error) {
	name = strings.TrimSpace(name)
	if !isAccountName(name) {
		return "", &data.Invalid{Field: "name", Code: "account.name"}
	}
	return s.giveOneTime(ctx, func(tx ledger.Tx, hash string) error {
		all, err := tx.Accounts()
		if err != nil {
			return err
		}
		for _, a := range all {
			if strings.EqualFold(a.Name, name) {
				return &data.Invalid{Field: "name", Code: "account.exists"}
			}
		}
		a := ledger.Account{Name: name, Role: role, Hash: hash, Change: true}
		return errors.Join(checkRole(role), tx.PutAccount(a), s.note(tx, who, actAccount, name+" "+string(role)))
	})
}

// resetPassword gives an account a one-time password and ends its sessions. The
// error is *data.Invalid with account.none.
func (s *Server) resetPassword(ctx context.Context, who, name string) (string, error) {
	return s.giveOneTime(ctx, func(tx ledger.Tx, hash string) error {
		return s.change(tx, name, func(a *ledger.Account) error {
			a.Hash, a.Change, a.Failed, a.Locked = hash, true, 0, time.Time{}
			return errors.Join(tx.DeleteSessions(name, time.Time{}), s.note(tx, who, actOneTime, name))
		})
	})
}

// giveOneTime makes a one-time password and stores its hash by put.
func (s *Server) giveOneTime(ctx context.Context, put func(tx ledger.Tx, hash string) error) (string, error) {
	password, hash := oneTimePassword(), ""
	err := s.hashed(ctx, func() { hash = hashPassword(password) })
	if err == nil {
		err = s.update(ctx, func(tx ledger.Tx) error { return put(tx, hash) })
	}
	if err != nil {
		return "", err
	}
	return password, nil
}

// setRole gives an account another role. The error is *data.Invalid with
// account.none, account.role or account.last.
func (s *Server) setRole(ctx context.Context, who, name string, role ledger.Role) error {
	return s.update(ctx, func(tx ledger.Tx) error {
		return s.change(tx, name, func(a *ledger.Account) error {
			a.Role = role
			return errors.Join(checkRole(role), s.note(tx, who, actRole, name+" "+string(role)))
		})
	})
}

// setDisabled takes an account's access, which ends its sessions, or gives it back.
// The error is *data.Invalid with account.none or account.last.
func (s *Server) setDisabled(ctx context.Context, who, name string, disabled bool) error {
	return s.update(ctx, func(tx ledger.Tx) error {
		return s.change(tx, name, func(a *ledger.Account) error {
			a.Disabled = disabled
			if !disabled {
				a.Failed, a.Locked = 0, time.Time{}
				return s.note(tx, who, actEnable, name)
			}
			return errors.Join(tx.DeleteSessions(name, time.Time{}), s.note(tx, who, actDisable, name))
		})
	})
}

// change edits an account inside a transaction and sees to it that an
// administrator is left.
func (s *Server) change(tx ledger.Tx, name string, edit func(*ledger.Account) error) error {
	a, err := tx.Account(name)
	if errors.Is(err, data.ErrNotFound) {
		return &data.Invalid{Field: "name", Code: "account.none"}
	}
	if err != nil {
		return err
	}
	if err := errors.Join(edit(&a), tx.PutAccount(a)); err != nil {
		return err
	}
	all, err := tx.Accounts()
	if err != nil {
		return err
	}
	for _, one := range all {
		if !one.Disabled && roleOf(one) == ledger.RoleAdmin {
			return nil
		}
	}
	return &data.Invalid{Field: "name", Code: "account.last"}
}

// note writes a line of the audit trail.
func (s *Server) note(tx ledger.Tx, who, what, object string) error {
	return tx.AddAct(ledger.Act{At: s.now(), Who: who, What: what, Object: object})
}

func checkRole(r ledger.Role) error {
	if roleNames(r) == string(r) {
		return &data.Invalid{Field: "role", Code: "account.role"}
	}
	return nil
}

func isAccountName(name string) bool {
	n := utf8.RuneCountInString(name)
	return utf8.ValidString(name) && n >= 2 && n <= maxAccount && strings.IndexFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.·", r)
	}) < 0
}
