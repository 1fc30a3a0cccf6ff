package township

import (
	"crypto/sha256"
	"errors"
	"sync"
	"time"

	"woshou/sync/township/ledger"
)

// From maxFailed wrong passwords in a row on, each makes the account take none for
// a time that doubles from lockFirst to lockMost.
const (
	maxFailed = 5
	lockFirst = time.Minute
	lockMost  = time.Hour
)

var errLocked = errors.New("too many wrong passwords")

// locked is errLocked with the time until when it holds.
type locked struct{ until time.Time }

func (l *locked) Error() string { return errLocked.Error() }

func (l *locked) Unwrap() error { return errLocked }

// lockFor returns how long an account takes no password after so many wrong ones.
func lockFor(failed int) time.Duration {
	if failed < maxFailed {
		return 0
	}
	return min(lockFirst<<min(failed-maxFailed, 10), lockMost)
}

// lockedAt reports whether an account takes no password now. A lock that would last longer
// than the longest is left from a time when the server's clock was wrong, and counts for nothing.
func lockedAt(a *ledger.Account, now time.Time) bool {
	return now.Before(a.Locked) && !a.Locked.After(now.Add(lockMost))
}

// missed counts a wrong password of an account and reports whether it is locked for it.
func missed(a *ledger.Account, now time.Time) bool {
	a.Failed++
	wait := lockFor(a.Failed)
	if wait > 0 {
		a.Locked = now.Add(wait)
	}
	return wait > 0
}

// strangers are the names that were tried and that no account has. They are locked as accounts
// are, so that a login does not tell which names there are; in memory only, and no more than
// maxKeys of them, because anybody can think of names.
type strangers struct {
	mu sync.Mutex
	by map[[sha256.Size]byte]ledger.Account
}

// strangerHash keeps an unknown name as slow as a known one.
var strangerHash = sync.OnceValue(func() string { return hashPassword("no account has this") })

// account returns what a name would be if it were an account's.
func (s *strangers) account(name string) ledger.Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.by[sha256.Sum256([]byte(name))]
	a.Hash = strangerHash()
	return a
}

// miss counts a wrong password of a name. Where there are too many names one of the others is
// forgotten, whichever: who watches a name cannot bring it about that it is this one.
func (s *strangers) miss(name string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sha256.Sum256([]byte(name))
	a, known := s.by[key]
	if s.by == nil {
		s.by = map[[sha256.Size]byte]ledger.Account{}
	}
	if !known && len(s.by) >= maxKeys {
		for one := range s.by {
			delete(s.by, one)
			break
		}
	}
	missed(&a, now)
	s.by[key] = a
}
