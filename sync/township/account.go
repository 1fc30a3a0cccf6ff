package township

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// adminName is the account that the first start makes.
const adminName = "admin"

// A session ends after idleEnd without a request and in any case after sessionEnd.
const (
	idleEnd    = 30 * time.Minute
	sessionEnd = 12 * time.Hour
	seenEvery  = time.Minute
)

// errLogin is why a login or a new password is refused, where it is not errLocked.
var errLogin = errors.New("wrong name or password")

// secretText returns n random bytes as text that is safe in cookies and forms.
func secretText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails on the systems Go supports
	return base64.RawURLEncoding.EncodeToString(b)
}

// firstAccount makes the administrator if there is no account.
func (s *Server) firstAccount() error {
	var all []ledger.Account
	err := s.led.View(context.Background(), func(r ledger.Reader) (err error) { all, err = r.Accounts(); return err })
	if err != nil || len(all) > 0 {
		return err
	}
	return s.NewPassword(context.Background())
}

// NewPassword gives the first administrator a one-time password, which must be
// changed at the next login, and writes it to PasswordFile. The account is an
// administrator's from then on, whatever it was, and all its sessions end.
func (s *Server) NewPassword(ctx context.Context) error {
	password := oneTimePassword()
	path := filepath.Join(s.dir, filePassword)
	if err := writeFile(path, []byte(adminName+"\n"+password+"\n")); err != nil {
		return fmt.Errorf("write one-time password: %w", err)
	}
	account := ledger.Account{Name: adminName, Role: ledger.RoleAdmin, Hash: hashPassword(password), Change: true}
	return s.update(ctx, func(tx ledger.Tx) error {
		return errors.Join(tx.PutAccount(account), tx.DeleteSessions(adminName, time.Time{}),
			tx.AddAct(ledger.Act{At: s.now(), Who: actOperator, What: actOneTime, Object: adminName}))
	})
}

// hashed runs f when fewer than two passwords are being checked.
func (s *Server) hashed(ctx context.Context, f func()) error {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
		f()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// login returns the secret of a new session. The error is errLogin or errLocked,
// or the ledger's. A name that no account has is answered, and costs, the same.
func (s *Server) login(ctx context.Context, name, password string) (string, error) {
	var account ledger.Account
	err := s.led.View(ctx, func(r ledger.Reader) (err error) { account, err = r.Account(name); return err })
	known := !errors.Is(err, data.ErrNotFound)
	if !known {
		account, err = s.strangers.account(name), nil
	}
	if err != nil {
		return "", err
	}
	if lockedAt(&account, s.now()) {
		return "", &locked{account.Locked}
	}
	right := false
	if err := s.hashed(ctx, func() { right = checkPassword(account.Hash, password) }); err != nil {
		return "", err
	}
	if !known {
		s.strangers.miss(name, s.now())
		return "", errLogin
	}
	secret := ""
	err = s.update(ctx, func(tx ledger.Tx) error {
		secret, err = s.admit(tx, name, account.Hash, right)
		return err
	})
	if err == nil && secret == "" {
		err = errLogin
	}
	return secret, err
}

// admit counts a wrong password, or begins a session and returns its secret. The
// account is read again: others may have tried meanwhile.
func (s *Server) admit(tx ledger.Tx, name, hash string, right bool) (string, error) {
	account, err := tx.Account(name)
	if err != nil {
		return "", err
	}
	now := s.now()
	if !right || account.Hash != hash || account.Disabled || lockedAt(&account, now) {
		return "", s.miss(tx, account)
	}
	account.Failed = 0
	secret := secretText(32)
	session := ledger.Session{ID: sessionID(secret), Account: name, Token: secretText(18), Begun: now, Seen: now}
	return secret, errors.Join(tx.PutAccount(account), tx.DeleteSessions("", now.Add(-sessionEnd)),
		tx.PutSession(session), tx.AddAct(ledger.Act{At: now, Who: name, What: actLogin}))
}

// miss counts a wrong password.
func (s *Server) miss(tx ledger.Tx, account ledger.Account) error {
	act := ledger.Act{At: s.now(), Who: account.Name, What: actFailed}
	if missed(&account, act.At) {
		act.What = actLocked
	}
	return errors.Join(tx.PutAccount(account), tx.AddAct(act))
}

// sessionID is what the ledger knows of a session's secret.
func sessionID(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// session returns the session of a secret and its account, data.ErrNotFound when
// there is none or it has ended.
func (s *Server) session(ctx context.Context, secret string) (one ledger.Session, account ledger.Account, err error) {
	err = s.led.View(ctx, func(r ledger.Reader) error {
		if one, err = r.Session(sessionID(secret)); err != nil {
			return err
		}
		account, err = r.Account(one.Account)
		return err
	})
	if err != nil {
		return one, account, err
	}
	now := s.now()
	if now.Sub(one.Seen) >= idleEnd || now.Sub(one.Begun) >= sessionEnd || now.Before(one.Begun) || account.Disabled {
		return ledger.Session{}, ledger.Account{}, fmt.Errorf("session ended: %w", data.ErrNotFound)
	}
	if now.Sub(one.Seen) < seenEvery {
		return one, account, nil
	}
	one.Seen = now
	err = s.update(ctx, func(tx ledger.Tx) error {
		if _, err := tx.Session(one.ID); err != nil {
			return err // ended meanwhile
		}
		return tx.PutSession(one)
	})
	if errors.Is(err, errNoRoom) {
		err = nil // the pages say so to who is logged in
	}
	return one, account, err
}

func (s *Server) logout(ctx context.Context, one ledger.Session) error {
	return s.update(ctx, func(tx ledger.Tx) error {
		return errors.Join(tx.DeleteSession(one.ID), tx.AddAct(ledger.Act{At: s.now(), Who: one.Account, What: actLogout}))
	})
}

// endOthers ends the other sessions of a session's account.
func (s *Server) endOthers(ctx context.Context, one ledger.Session) error {
	return s.update(ctx, func(tx ledger.Tx) error {
		return errors.Join(tx.DeleteSessions(one.Account, time.Time{}), tx.PutSession(one),
			tx.AddAct(ledger.Act{At: s.now(), Who: one.Account, What: actSessions}))
	})
}

// changePassword sets a new password, ends the account's other sessions and
// removes the file with its one-time password. The error is errLogin when the old
// one is wrong, which counts as at a login, errLocked, or checkNewPassword's.
func (s *Server) changePassword(ctx context.Context, one ledger.Session, old, next string) error {
	if err := checkNewPassword(one.Account, old, next); err != nil {
		return err
	}
	var account ledger.Account
	err := s.led.View(ctx, func(r ledger.Reader) (err error) { account, err = r.Account(one.Account); return err })
	if err != nil {
		return err
	}
	hash, err := s.rehash(ctx, &account, old, next)
	if err != nil {
		return err
	}
	wrong := hash == ""
	err = s.update(ctx, func(tx ledger.Tx) error {
		now, err := tx.Account(one.Account)
		if err != nil {
			return err
		}
		switch {
		case wrong:
			return s.miss(tx, now)
		case lockedAt(&now, s.now()): // by others that were tried meanwhile
			return &locked{now.Locked}
		case now.Hash != account.Hash || now.Disabled: // an administrator was quicker
			return errLogin
		}
		now.Hash, now.Change, now.Failed = hash, false, 0
		return errors.Join(tx.PutAccount(now), tx.DeleteSessions(one.Account, time.Time{}), tx.PutSession(one),
			tx.AddAct(ledger.Act{At: s.now(), Who: one.Account, What: actPassword}))
	})
	if err == nil && wrong {
		err = errLogin
	}
	if err != nil || one.Account != adminName {
		return err
	}
	if err := os.Remove(filepath.Join(s.dir, filePassword)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove one-time password: %w", err)
	}
	return nil
}

// rehash returns the hash of an account's next password, none where the old one is wrong.
func (s *Server) rehash(ctx context.Context, account *ledger.Account, old, next string) (hash string, err error) {
	if lockedAt(account, s.now()) {
		return "", &locked{account.Locked}
	}
	err = s.hashed(ctx, func() {
		if checkPassword(account.Hash, old) {
			hash = hashPassword(next)
		}
	})
	return hash, err
}
