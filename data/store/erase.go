package store

import (
	"fmt"
	"slices"

	"woshou/data"
	"woshou/data/seal"
)

// MoveDestroy is what Erase refuses, with a code that says why.
const MoveDestroy data.Move = "destroy"

var errUnlisted = refuse(MoveDestroy, "destroy.unlisted")

// Erase destroys the keys of cases and what was folded from their events, and then
// rewrites the record's files so that no byte of either is left in them. The events
// stay, sealed for ever, and so do the fact rows: chain and totals are as before. Only
// cases that a finished list of the committee names can be erased, and only by who
// manages. The error is *data.Refused, or wraps data.ErrNotFound or what the disk
// answered; after an error of the rewriting the cases are erased, and EraseListed
// rewrites the files later.
func (s *Store) Erase(ids []data.CaseID) error {
	if s.Access() != data.Manages {
		return wrap("erase", errManage)
	}
	return wrap("erase", s.erase(ids))
}

// EraseListed erases what the committee's finished lists name and this computer still
// has - the list may have been finished on another one - and ends what an Erase that
// was cut off had begun. It returns how many cases it erased.
func (s *Store) EraseListed() (int, error) {
	left := s.listed()
	begun := false
	err := s.view(func(t *txn) error {
		begun = t.st.Erased
		return nil
	})
	if err != nil || len(left) == 0 && !begun {
		return 0, wrap("erase", err)
	}
	return len(left), wrap("erase", s.erase(left))
}

// listed returns the cases on finished lists that are still readable here.
func (s *Store) listed() []data.CaseID {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.DeleteFunc(s.mem.committee.Destroyed(), func(id data.CaseID) bool {
		it := s.mem.items[id]
		return it == nil || it.row.Destroyed
	})
}

func (s *Store) erase(ids []data.CaseID) error {
	if err := s.removeFilesOf(ids); err != nil {
		return err
	}
	err := s.update(func(t *txn) error {
		var committee data.Committee
		if _, err := t.load(data.CommitteeID, &committee); err != nil {
			return err
		}
		listed := committee.Destroyed()
		for _, id := range ids {
			if !slices.Contains(listed, id) {
				return errUnlisted
			}
			if err := t.destroy(id); err != nil {
				return err
			}
		}
		t.st.Erased = true
		return nil
	})
	if err == nil {
		err = s.Compact()
	}
	if err != nil {
		return err
	}
	return s.update(func(t *txn) error {
		t.st.Erased = false
		return nil
	})
}

// destroy puts a sealed nothing in the place of a case's key. It stays there for ever,
// so that the key does not come back from the township; an event tells the township.
func (t *txn) destroy(id data.CaseID) error {
	if t.get(bucketFacts, id[:]) == nil {
		return fmt.Errorf("case %s: %w", id, data.ErrNotFound)
	}
	if err := t.appendErased(id); err != nil {
		return err
	}
	if err := t.swap(bucketKeys, id[:], seal.Seal(t.s.master, nil, ad(bucketKeys, id[:]))); err != nil {
		return err
	}
	t.putSnapshot(id, nil, nil)
	return nil
}

// destroyed reports whether a key's sealed value is the nothing that destroy left.
func (s *Store) destroyed(id data.CaseID, sealed []byte) bool {
	secret, err := seal.Open(s.master, sealed, ad(bucketKeys, id[:]))
	return sealed != nil && err == nil && len(secret) == 0
}

// appendErased says that a case's key is destroyed, unless some computer has said so.
func (t *txn) appendErased(id data.CaseID) error {
	x, err := t.index(id)
	if err != nil {
		return err
	}
	for _, at := range x.Events {
		if e, err := t.event(at.place); err != nil || e.Kind == data.KindErased {
			return err
		}
	}
	e := data.Event{UID: data.NewUID(), Kind: data.KindErased, Subject: id, Author: t.s.author, At: t.s.opt.Now().Unix()}
	if err := t.append(&e, nil, x); err != nil {
		return err
	}
	return t.putIndex(id, x)
}
