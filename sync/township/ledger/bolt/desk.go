package bolt

import (
	"time"

	"woshou/sync/township/ledger"
)

// Account returns an account.
func (t *tx) Account(name string) (ledger.Account, error) {
	return read[ledger.Account](t, bucketAccounts, []byte(name))
}

// Accounts returns all accounts by name, which is the order of their keys.
func (t *tx) Accounts() ([]ledger.Account, error) {
	return readAll[ledger.Account](t, bucketAccounts)
}

// PutAccount writes an account.
func (t *tx) PutAccount(a ledger.Account) error {
	return write(t, bucketAccounts, []byte(a.Name), a)
}

// Session returns a session.
func (t *tx) Session(id string) (ledger.Session, error) {
	return read[ledger.Session](t, bucketSessions, []byte(id))
}

// PutSession writes a session.
func (t *tx) PutSession(s ledger.Session) error { return write(t, bucketSessions, []byte(s.ID), s) }

// DeleteSession ends a session.
func (t *tx) DeleteSession(id string) error { return t.delete(bucketSessions, []byte(id)) }

// DeleteSessions ends the sessions of an account, or the old ones of any.
func (t *tx) DeleteSessions(account string, before time.Time) error {
	all, err := readAll[ledger.Session](t, bucketSessions)
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
	key, err := t.next(bucketActs)
	if err != nil {
		return err
	}
	return write(t, bucketActs, key, a)
}

// Acts returns the newest acts.
func (t *tx) Acts(limit int) (out []ledger.Act, err error) {
	cur := t.b.Bucket(bucketActs).Cursor()
	for k, v := cur.Last(); k != nil && len(out) < limit; k, v = cur.Prev() {
		a, err := unjson[ledger.Act](v)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}
