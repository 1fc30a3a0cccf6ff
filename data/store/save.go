package store

import (
	"encoding/json"

	"go.etcd.io/bbolt"

	"woshou/data"
	"woshou/data/seal"
)

// A save is one frame of the journal and, behind it, a part of a transaction of the bbolt
// file. The frame is flushed: then the save is acknowledged and stands ahead of the file. Saves
// that come while the file takes what was saved before go into its next transaction together.

// update runs fn in one durable transaction and tells who wants to know.
func (s *Store) update(fn func(*txn) error) error {
	touched, err := s.save(fn)
	if err == nil {
		s.tell(touched)
	}
	return err
}

// save returns when the journal has what fn did. Memory shows it from then on: its lock
// is handed on to who follows, and so is that of saves when the journal has to grow.
func (s *Store) save(fn func(*txn) error) (touched map[data.CaseID]bool, err error) {
	s.writing.Lock()
	if err = s.ready(); err == nil && s.journal == nil {
		touched, err = s.saveAlone(fn)
	}
	if err != nil || s.journal == nil {
		s.writing.Unlock()
		return touched, err
	}
	t, err := s.saveAhead(fn)
	if err != nil || t == nil {
		s.writing.Unlock()
		return nil, err
	}
	s.mu.Lock()
	grow, copies := s.journal.low(), s.ahead.add(t.saving, t.st, t.was)
	go s.follow(t, grow, copies)
	if !grow {
		s.writing.Unlock()
	}
	return t.touched, nil
}

// saveAhead saves in the journal; nil when nothing changes.
func (s *Store) saveAhead(fn func(*txn) error) (*txn, error) {
	s.ahead.room()
	s.ahead.begun.Store(true)
	defer s.ahead.begun.Store(false)
	t, err := s.prepare(s.read, fn)
	if err != nil || t == nil {
		return nil, err
	}
	payload := t.payload()
	if err := s.journal.append(payload); err != nil {
		t.rollback()
		return nil, explain(err)
	}
	t.at, t.size = s.journal.at, len(payload)
	return t, nil
}

// saveAlone saves in a file without a journal.
func (s *Store) saveAlone(fn func(*txn) error) (touched map[data.CaseID]bool, err error) {
	t, err := s.prepare(s.begin, fn)
	if err != nil || t == nil {
		return nil, err
	}
	n, err := t.safeNews()
	if err != nil {
		t.rollback()
		return nil, err
	}
	if err := t.finish(position{}); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mem.take(n)
	s.mem.readUp(maxUnread)
	return t.touched, nil
}

func (t *txn) safeNews() (n *news, err error) {
	err = t.s.disk.run(func() error {
		n, err = t.news()
		return err
	})
	return n, err
}

// prepare does everything of a transaction but its end; nil when it changes nothing.
func (s *Store) prepare(begin func() (*txn, error), fn func(*txn) error) (*txn, error) {
	t, err := begin()
	if err != nil {
		return nil, err
	}
	changed := false
	err = s.disk.run(func() error {
		if err := fn(t); err != nil {
			return err
		}
		var err error
		changed, err = t.putState()
		return err
	})
	if err != nil || !changed {
		t.rollback()
		return nil, err
	}
	return t, nil
}

// begin starts a transaction that writes the file. A file of version 1 becomes one of this
// version in it.
func (s *Store) begin() (*txn, error) {
	tx, err := s.disk.begin(true)
	if err != nil {
		return nil, err
	}
	t := s.newTxn(tx)
	err = s.disk.run(func() error {
		if err := t.readState(); err != nil || t.st.Format > 0 {
			return err
		}
		return t.upgrade()
	})
	if err != nil {
		t.rollback()
		return nil, err
	}
	return t, nil
}

// read starts a transaction that reads the file and what is ahead of it.
func (s *Store) read() (*txn, error) {
	saves, st, was := s.ahead.now()
	tx, err := s.disk.begin(false)
	if err != nil {
		return nil, err
	}
	t := s.newTxn(tx)
	t.ahead, t.st, t.was = saves, st, was
	return t, nil
}

func (s *Store) newTxn(tx *bbolt.Tx) *txn {
	return &txn{
		s: s, tx: tx, buckets: map[string]*bbolt.Bucket{}, touched: map[data.CaseID]bool{}, facts: map[data.CaseID][]byte{},
		saving: &saving{values: map[spot][]byte{}, records: map[data.CaseID]data.Record{}},
	}
}

// readState reads what the file knows of itself.
func (t *txn) readState() (err error) {
	if t.st, err = t.s.getState(t.tx); err != nil {
		return err
	}
	if t.was, err = json.Marshal(t.st); err != nil {
		return err
	}
	t.cp, err = t.s.getCopied(t.tx)
	return err
}

func (t *txn) rollback() { t.s.disk.rollback(t.tx) }

// putState stores the state if it changed and reports whether anything did.
func (t *txn) putState() (bool, error) {
	b, err := json.Marshal(t.st)
	if err != nil {
		return false, err
	}
	if string(b) != string(t.was) || len(t.frame) > 0 {
		t.was = b
		return true, t.put(bucketState, keyState, seal.Seal(t.s.master, b, ad(bucketState, keyState)))
	}
	return len(t.later) > 0, nil
}

// payload is the frame of the transaction.
func (t *txn) payload() []byte { return append([]byte{changesVersion}, t.frame...) }

// finish ends a transaction that writes the file: it stores the snapshots and how far the
// file now is, and commits.
func (t *txn) finish(at position) error {
	t.at = at
	err := t.s.disk.run(func() error {
		if err := t.flush(); err != nil {
			return err
		}
		t.frame = nil // what follows is not the journal's
		if _, err := t.putState(); err != nil {
			return err
		}
		t.cp.position = at
		return t.putCopied()
	})
	if err != nil {
		t.rollback()
		return err
	}
	if err := t.s.disk.commit(t.tx); err != nil {
		return err
	}
	t.s.ahead.clear(t.st, t.was)
	return nil
}

// view runs fn on all that was saved.
func (s *Store) view(fn func(*txn) error) error {
	t, err := s.read()
	if err != nil {
		return err
	}
	defer t.rollback()
	return s.disk.run(func() error { return fn(t) })
}

// viewFile runs fn on the file alone, once that has what was saved.
func (s *Store) viewFile(fn func(*txn) error) error {
	s.Settle()
	return s.readTx(func(tx *bbolt.Tx) error {
		t := s.newTxn(tx)
		if err := t.readState(); err != nil {
			return err
		}
		return fn(t)
	})
}
