package view

import (
	"errors"
	"io/fs"

	"woshou/data"
	"woshou/data/store"
)

// Start is what the desk shows first.
type Start int

// The starts of the desk: set-up when there is no record yet, the password, or
// a message when the record cannot be opened.
const (
	StartSetup Start = iota
	StartUnlock
	StartProblem
)

// UnlockView is the way into an existing record.
type UnlockView struct {
	Start   Start
	Problem Message // for StartProblem
	// Rescue says that a backup can help.
	Rescue bool
	// Unfinished says that a join was cut off before somebody had a password: the recovery
	// key opens the record.
	Unfinished bool
	locked     *store.Locked
}

// OpenRecord looks at the record at path without changing it.
func OpenRecord(w Words, path string, opt store.Options) *UnlockView {
	locked, err := store.Open(path, opt)
	switch {
	case err == nil:
		return &UnlockView{Start: StartUnlock, locked: locked, Unfinished: !locked.HasPassword()}
	case errors.Is(err, fs.ErrNotExist):
		return &UnlockView{Start: StartSetup}
	}
	return &UnlockView{Start: StartProblem, Problem: Explain(w, err), Rescue: errors.Is(err, data.ErrDamaged)}
}

// Unlock opens the record with a password. The error is data.ErrPassword for a
// wrong one; the record then stays locked and can be tried again.
func (v *UnlockView) Unlock(password string) (*store.Store, error) {
	if password == "" {
		return nil, invalid("password", "password.empty")
	}
	if v.locked == nil {
		return nil, data.ErrNotFound
	}
	return v.locked.Unlock(password)
}

// Recover opens the record with the key on the recovery sheet, so that somebody can be
// given a new password.
func (v *UnlockView) Recover(key string) (*RecoverView, error) {
	if key == "" {
		return nil, invalid("recovery", "recovery.empty")
	}
	if v.locked == nil {
		return nil, data.ErrNotFound
	}
	r, err := v.locked.OpenRecovery(key)
	if err != nil {
		return nil, err
	}
	users, committee, err := r.Users()
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	out := &RecoverView{Holder: r.Holder(), recovered: r}
	for _, u := range users {
		if name := committee.PersonName(u.ID); name != "" || u.ID == out.Holder {
			out.Users = append(out.Users, UserRow{ID: u.ID, Name: name})
		}
	}
	if len(users) == 0 { // a join was cut off
		for _, m := range committee.Mediators {
			out.Users = append(out.Users, UserRow{ID: m.ID, Name: m.Name})
		}
	}
	return out, nil
}

// RecoverView is a record opened with its recovery key.
type RecoverView struct {
	// Users are those who have a password, Holder is whom the key was made for.
	Users     []UserRow
	Holder    data.ElementID
	recovered *store.Recovered
}

// Reset gives a user a new password and returns the record opened for that user.
func (v *RecoverView) Reset(user data.ElementID, password, repeat string) (*store.Store, error) {
	if err := CheckPassword(password, repeat); err != nil {
		return nil, err
	}
	return v.recovered.Reset(user, password)
}

// Close lets go of the record when nobody was given a password.
func (v *RecoverView) Close() error { return v.recovered.Close() }

// Close lets go of a record that was not unlocked.
func (v *UnlockView) Close() error {
	if v.locked == nil {
		return nil
	}
	return v.locked.Close()
}
