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
	locked  *store.Locked
}

// OpenRecord looks at the record at path without changing it.
func OpenRecord(w Words, path string, opt store.Options) *UnlockView {
	locked, err := store.Open(path, opt)
	switch {
	case err == nil:
		return &UnlockView{Start: StartUnlock, locked: locked}
	case errors.Is(err, fs.ErrNotExist):
		return &UnlockView{Start: StartSetup}
	}
	return &UnlockView{Start: StartProblem, Problem: Explain(w, err)}
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

// Recover opens the record with the key on the recovery sheet and gives it a new
// password.
func (v *UnlockView) Recover(key, password, repeat string) (*store.Store, error) {
	if key == "" {
		return nil, invalid("recovery", "recovery.empty")
	}
	if err := CheckPassword(password, repeat); err != nil {
		return nil, err
	}
	if v.locked == nil {
		return nil, data.ErrNotFound
	}
	return v.locked.Recover(key, password)
}

// Close lets go of a record that was not unlocked.
func (v *UnlockView) Close() error {
	if v.locked == nil {
		return nil
	}
	return v.locked.Close()
}
