package tables

import (
	"time"

	"woshou/sync/township/ledger"
)

// Account returns an account.
func (t *tx) Account(name string) (ledger.Account, error) {
	return read[ledger.Account](t, accounts, []byte(name))
}

// Accounts returns all accounts by name, which is the order of their keys.
func (t *tx) Accounts() ([]ledger.Account, error) {
	return readAll[ledger.Account](t, accounts)
}

// PutAccount writes an account.
func (t *tx) PutAccount(a ledger.Account) error {
	return write(t, accounts, []byte(a.Name), a)
}

// Session returns a session.
func (t *tx) Session(id string) (ledger.Session, error) {
	return read[ledger.Session](t, sessions, []byte(id))
}

// PutSession writes a session.
func (t *tx) PutSession(s ledger.Session) error { return write(t, sessions, []byte(s.ID), s) }

// DeleteSession ends a session.
func (t *tx) DeleteSession(id string) error { return t.delete(sessions, []byte(id)) }

// DeleteSessions ends the sessions of an account, or the old ones of any.
func (t *tx) DeleteSessions(account string, before time.Time) error {
	all, err := readAll[ledger.Session](t, sessions)
	if err != nil {
		return err
	}
	for _, s := range all {
		if account != "" && s.Account != account || account == "" && !s.Begun.Before(before) {
			continue
		}
		if err := t.DeleteSession(s.ID); err != nil {
			return err
		}
	}
	return nil
}

// AddAct appends to the audit trail.
func (t *tx) AddAct(a ledger.Act) error {
	key, err := t.next(acts)
	if err != nil {
		return err
	}
	return write(t, acts, key, a)
}

// Acts returns the newest acts.
func (t *tx) Acts(limit int) (out []ledger.Act, err error) {
	err = t.last(acts, limit, func(_, v []byte) error {
		a, err := unjson[ledger.Act](v)
		out = append(out, a)
		return err
	})
	return out, err
}
