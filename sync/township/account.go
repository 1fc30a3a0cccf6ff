package township

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// adminName is the account that the first start makes.
const adminName = "admin"

// After maxFailed wrong passwords in a row an account takes none for lockTime. A
// session ends after idleEnd without a request and in any case after sessionEnd.
const (
	maxFailed   = 5
	lockTime    = 15 * time.Minute
	idleEnd     = 30 * time.Minute
	sessionEnd  = 12 * time.Hour
	seenEvery   = time.Minute
	minPassword = 10
	maxPassword = 128
)

// Why a login or a new password is refused.
var (
	errLogin  = errors.New("wrong name or password")
	errLocked = errors.New("too many wrong passwords")
)

// Argon2id costs of a stored password: time, KiB, threads (OWASP's second choice).
const (
	hashTime, hashMemory, hashThreads = 2, 19 << 10, 1
	hashSize, saltSize                = 32, 16
)

// hashPassword returns a password's hash in PHC form.
func hashPassword(password string) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails on the systems Go supports
	sum := argon2.IDKey([]byte(password), salt, hashTime, hashMemory, hashThreads, hashSize)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		hashMemory, hashTime, hashThreads, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// checkPassword reports whether a password has this hash; what cannot be read
// matches nothing.
func checkPassword(hash, password string) bool {
	parts := strings.Split(hash, "$")
	var memory, passes uint32
	var threads uint8
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil || threads == 0 || passes == 0 {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || err2 != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// secretText returns n random bytes as text that is safe in cookies and forms.
func secretText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails on the systems Go supports
	return base64.RawURLEncoding.EncodeToString(b)
}

// firstAccount makes the administrator if there is none.
func (s *Server) firstAccount() error {
	err := s.led.View(context.Background(), func(r ledger.Reader) error { _, err := r.Account(adminName); return err })
	if !errors.Is(err, data.ErrNotFound) {
		return err
	}
	return s.NewPassword(context.Background())
}

// NewPassword gives the administrator a one-time password, which must be changed
// at the next login, and writes it to PasswordFile. All sessions end.
func (s *Server) NewPassword(ctx context.Context) error {
	password := string(data.NewElementID()) // 80 bits, and no letters that look alike
	path := filepath.Join(s.dir, filePassword)
	if err := writeFile(path, []byte(adminName+"\n"+password+"\n")); err != nil {
		return fmt.Errorf("write one-time password: %w", err)
	}
	account := ledger.Account{Name: adminName, Hash: hashPassword(password), Change: true}
	return s.led.Update(ctx, func(tx ledger.Tx) error {
		return errors.Join(tx.PutAccount(account), tx.DeleteSessions(adminName, time.Time{}),
			tx.AddAct(ledger.Act{At: s.now(), Who: "operator", What: actOneTime}))
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

// dummyHash keeps an unknown name as slow as a known one.
var dummyHash = sync.OnceValue(func() string { return hashPassword("no account has this") })

// login returns the secret of a new session. The error is errLogin or errLocked,
// or the ledger's.
func (s *Server) login(ctx context.Context, name, password string) (string, error) {
	var account ledger.Account
	err := s.led.View(ctx, func(r ledger.Reader) (err error) { account, err = r.Account(name); return err })
	known := err == nil
	if err != nil && !errors.Is(err, data.ErrNotFound) {
		return "", err
	}
	if known && s.now().Before(account.Locked) {
		return "", errLocked
	}
	hash, right := account.Hash, false
	if !known {
		hash = dummyHash()
	}
	if err := s.hashed(ctx, func() { right = checkPassword(hash, password) }); err != nil {
		return "", err
	}
	if !known {
		return "", errLogin
	}
	secret := ""
	err = s.led.Update(ctx, func(tx ledger.Tx) error {
		secret, err = s.admit(tx, name, hash, right)
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
	act := ledger.Act{At: now, Who: name, What: actLogin}
	if !right || account.Hash != hash || now.Before(account.Locked) {
		act.What = actFailed
		if account.Failed++; account.Failed >= maxFailed {
			account.Failed, account.Locked, act.What = 0, now.Add(lockTime), actLocked
		}
		return "", errors.Join(tx.PutAccount(account), tx.AddAct(act))
	}
	account.Failed = 0
	secret := secretText(32)
	session := ledger.Session{ID: sessionID(secret), Account: name, Token: secretText(18), Begun: now, Seen: now}
	return secret, errors.Join(tx.PutAccount(account), tx.DeleteSessions("", now.Add(-sessionEnd)),
		tx.PutSession(session), tx.AddAct(act))
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
	if now.Sub(one.Seen) >= idleEnd || now.Sub(one.Begun) >= sessionEnd || now.Before(one.Begun) {
		return ledger.Session{}, ledger.Account{}, fmt.Errorf("session ended: %w", data.ErrNotFound)
	}
	if now.Sub(one.Seen) < seenEvery {
		return one, account, nil
	}
	one.Seen = now
	err = s.led.Update(ctx, func(tx ledger.Tx) error {
		if _, err := tx.Session(one.ID); err != nil {
			return err // ended meanwhile
		}
		return tx.PutSession(one)
	})
	return one, account, err
}

func (s *Server) logout(ctx context.Context, one ledger.Session) error {
	return s.led.Update(ctx, func(tx ledger.Tx) error {
		return errors.Join(tx.DeleteSession(one.ID), tx.AddAct(ledger.Act{At: s.now(), Who: one.Account, What: actLogout}))
	})
}

// changePassword sets a new password, ends the account's other sessions and
// removes the file with the one-time password. The error is errLogin when the old
// one is wrong, or *data.Invalid with password.short, password.long, password.same
// or password.name.
func (s *Server) changePassword(ctx context.Context, one ledger.Session, old, next string) error {
	if err := checkNewPassword(one.Account, old, next); err != nil {
		return err
	}
	var account ledger.Account
	err := s.led.View(ctx, func(r ledger.Reader) (err error) { account, err = r.Account(one.Account); return err })
	if err != nil {
		return err
	}
	hash, right := "", false
	if err := s.hashed(ctx, func() {
		if right = checkPassword(account.Hash, old); right {
			hash = hashPassword(next)
		}
	}); err != nil {
		return err
	}
	if !right {
		return errLogin
	}
	account.Hash, account.Change, account.Failed = hash, false, 0
	err = s.led.Update(ctx, func(tx ledger.Tx) error {
		return errors.Join(tx.PutAccount(account), tx.DeleteSessions(one.Account, time.Time{}), tx.PutSession(one),
			tx.AddAct(ledger.Act{At: s.now(), Who: one.Account, What: actPassword}))
	})
	if err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(s.dir, filePassword)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove one-time password: %w", err)
	}
	return nil
}

func checkNewPassword(name, old, next string) error {
	code := ""
	switch n := utf8.RuneCountInString(next); {
	case n < minPassword:
		code = "password.short"
	case n > maxPassword:
		code = "password.long"
	case next == old:
		code = "password.same"
	case strings.Contains(strings.ToLower(next), name):
		code = "password.name"
	default:
		return nil
	}
	return &data.Invalid{Field: "password", Code: code}
}
