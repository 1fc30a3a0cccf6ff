package store

import (
	"errors"
	"slices"
	"strings"

	"woshou/data"
)

// User is someone whose password opens the record on this computer.
type User struct {
	ID     data.ElementID
	Access data.Access
}

// MoveUsers and the codes that go with it refuse a change of who may use the record.
const MoveUsers data.Move = "users"

var (
	errReads  = refuse(MoveUsers, "user.reads")
	errManage = refuse(MoveUsers, "user.manage")
	errLast   = refuse(MoveUsers, "user.last")
	errSelf   = refuse(MoveUsers, "user.self")
)

func refuse(move data.Move, code string) error { return &data.Refused{Move: move, Code: code} }

// Author returns the mediator who unlocked the record.
func (s *Store) Author() data.ElementID {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.author
}

// Access returns what the author may do now. Where none of the users manages - a
// record of the first version, or the one who did has left - every mediator who may
// change cases does.
func (s *Store) Access() data.Access {
	own := s.Committee().AccessOf(s.Author())
	if own != data.Writes {
		return own
	}
	if users, err := s.Users(); err == nil && !someoneManages(users) {
		return data.Manages
	}
	return own
}

// Users returns whose passwords open the record, in the order they were given.
func (s *Store) Users() ([]User, error) {
	h, err := s.readHeader()
	if err != nil {
		return nil, wrap("read users", err)
	}
	return h.users(s.Committee()), nil
}

func (h *header) users(c *data.Committee) []User {
	var out []User
	for _, w := range h.Wraps {
		if w.Kind == wrapArgon2 {
			out = append(out, User{w.Author, c.AccessOf(w.Author)})
		}
	}
	return out
}

// CheckPassword returns data.ErrPassword unless it is the password of the author. It
// takes as long as unlocking.
func (s *Store) CheckPassword(password string) error {
	user, err := s.UserOf(password)
	if err == nil && user != s.Author() {
		err = data.ErrPassword
	}
	return wrap("check password", err)
}

// UserOf returns whom a password belongs to; data.ErrPassword for nobody.
func (s *Store) UserOf(password string) (data.ElementID, error) {
	h, err := s.readHeader()
	if err != nil {
		return "", wrap("check password", err)
	}
	_, w, err := h.openWith(password)
	if err != nil {
		return "", wrap("check password", err)
	}
	return w.Author, nil
}

// SwitchUser makes whom the password belongs to the author of what follows.
func (s *Store) SwitchUser(password string) error {
	user, err := s.UserOf(password)
	if err != nil {
		return err
	}
	s.become(user)
	return nil
}

func (s *Store) become(user data.ElementID) {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.author = user
}

// AddPassword gives someone a password, in place of an earlier one. Only who manages
// may; the password must be nobody else's, because it alone says who it is that
// comes. It returns *data.Refused or *data.Invalid.
func (s *Store) AddPassword(user data.ElementID, password string) error {
	if s.Access() != data.Manages {
		return wrap("add password", errManage)
	}
	return wrap("add password", s.setPassword(user, password))
}

func (s *Store) setPassword(user data.ElementID, password string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.editHeader(func(h *header) error {
		if err := h.free(password, user); err != nil {
			return err
		}
		return h.setPassword(s.secret, user, password, s.opt.Argon2)
	})
}

// ChangePassword replaces the password of the user it opens. It returns
// data.ErrPassword when old opens nothing and *data.Invalid for a new one that is
// empty or another user's.
func (s *Store) ChangePassword(old, new string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.editHeader(func(h *header) error {
		_, w, err := h.openWith(old)
		if err != nil {
			return err
		}
		if err := h.free(new, w.Author); err != nil {
			return err
		}
		return h.setPassword(s.secret, w.Author, new, s.opt.Argon2)
	})
	return wrap("change password", err)
}

// free sees to it that a password is given to one user only.
func (h *header) free(password string, user data.ElementID) error {
	if password == "" {
		return errNoPassword
	}
	_, w, err := h.openWith(password)
	if err == nil && w.Author != user {
		return &data.Invalid{Field: "password.new", Code: "password.taken"}
	}
	return nil
}

// RemoveUser takes someone's access away: the password opens this file no more, old
// copies of it still. Only who manages may, and not for himself or the last one.
func (s *Store) RemoveUser(user data.ElementID) error {
	switch {
	case s.Access() != data.Manages:
		return wrap("remove user", errManage)
	case user == s.Author():
		return wrap("remove user", errSelf)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return wrap("remove user", s.editHeader(func(h *header) error {
		left := slices.DeleteFunc(slices.Clone(h.Wraps), func(w keyWrap) bool { return w.Kind == wrapArgon2 && w.Author == user })
		switch {
		case len(left) == len(h.Wraps):
			return data.ErrNotFound
		case !slices.ContainsFunc(left, func(w keyWrap) bool { return w.Kind == wrapArgon2 }):
			return errLast
		}
		h.Wraps = left
		return nil
	}))
}

// NewRecoveryKey makes a new recovery key and returns it to be printed; the old one
// opens this file no more, and those of the village's other computers once they have
// exchanged. Only who manages may.
func (s *Store) NewRecoveryKey() (string, error) {
	if s.Access() != data.Manages {
		return "", wrap("new recovery key", errManage)
	}
	key := newRecoveryKey()
	old, err := s.replaceRecovery(key)
	if err == nil {
		if err = s.tellRecovery(); err != nil { // nobody will see the new key
			err = errors.Join(err, s.restoreRecovery(old))
		}
	}
	if err != nil {
		return "", wrap("new recovery key", err)
	}
	return key, nil
}

func (s *Store) replaceRecovery(key string) (old keyWrap, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	err = s.editHeader(func(h *header) error {
		if w := h.recovery(); w != nil {
			old = *w
		}
		return h.setRecovery(s.secret, s.author, key)
	})
	return old, err
}

func (s *Store) restoreRecovery(old keyWrap) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.editHeader(func(h *header) error {
		h.setWrap(old)
		return nil
	})
}

// Recovered is a record opened with the recovery key, before it is said whose
// password is to be replaced.
type Recovered struct {
	store *Store
	user  data.ElementID
}

// OpenRecovery opens the record with its recovery key. It returns *data.Invalid for a
// slip of the pen (see CheckRecoveryKey) and data.ErrPassword when the key belongs to
// another record, or was replaced.
func (l *Locked) OpenRecovery(recoveryKey string) (*Recovered, error) {
	secret, author, err := l.header.openRecovery(recoveryKey)
	if err != nil {
		return nil, wrap("recover", err)
	}
	s, err := l.unlocked(secret, author)
	if err != nil {
		return nil, err
	}
	return &Recovered{s, author}, nil
}

// Users returns whose passwords can be replaced, and the committee for their names.
func (r *Recovered) Users() ([]User, *data.Committee, error) {
	users, err := r.store.Users()
	return users, r.store.Committee(), err
}

// Holder returns whom the recovery key was made for.
func (r *Recovered) Holder() data.ElementID { return r.user }

// Reset gives a user a new password and returns the record opened for that user.
// After an error it can be tried again.
func (r *Recovered) Reset(user data.ElementID, password string) (*Store, error) {
	if err := r.store.setPassword(user, password); err != nil {
		return nil, wrap("recover", err)
	}
	r.store.become(user)
	return r.store, nil
}

// Close lets go of the record when nothing is to be replaced after all.
func (r *Recovered) Close() error { return r.store.Close() }

// Recover opens the record with its recovery key and gives a new password to whom the
// key was made for. The errors are those of OpenRecovery and Reset.
func (l *Locked) Recover(recoveryKey, newPassword string) (*Store, error) {
	if newPassword == "" {
		return nil, errNoPassword
	}
	r, err := l.OpenRecovery(recoveryKey)
	if err != nil {
		return nil, err
	}
	s, err := r.Reset(r.user, newPassword)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return s, nil
}

// maySave returns *data.Refused when the author may not make these changes. Looks are
// noted whoever looks.
func (t *txn) maySave(id data.CaseID, changes []data.Change) error {
	s := t.s
	s.mu.RLock()
	committee, author := s.mem.committee, s.author
	s.mu.RUnlock()
	access := committee.AccessOf(author)
	onlyLooks := !slices.ContainsFunc(changes, func(c data.Change) bool { return !c.IsLook() })
	switch {
	case access == data.Manages, id != data.CommitteeID && onlyLooks:
		return nil
	case access != data.Writes:
		return errReads
	case id != data.CommitteeID, !slices.ContainsFunc(changes, managed):
		return nil
	}
	h, err := decodeHeader(t.bucket(bucketMeta).Get(keyHeader))
	if err == nil && someoneManages(h.users(committee)) {
		err = errManage
	}
	return err
}

// managed reports whether only who manages may make a change of the committee's record.
func managed(c data.Change) bool {
	field, _, _ := strings.Cut(c.Path, ".")
	return slices.Contains([]string{"mediators", "readers", "keeping", "destructions", "recovery", "invitations"}, field)
}

func someoneManages(users []User) bool {
	return slices.ContainsFunc(users, func(u User) bool { return u.Access == data.Manages })
}
