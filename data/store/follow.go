package store

import (
	"encoding/json"
	"errors"

	"woshou/data"
)

// follow does what is left of a save when it is acknowledged, with the locks it was handed.
func (s *Store) follow(t *txn, grow, copies bool) {
	n, err := t.safeNews()
	if n != nil {
		s.mem.take(n)
	}
	s.mu.Unlock()
	if grow {
		s.journal.spare()
		s.writing.Unlock()
	}
	t.rollback() // it only read
	if err != nil {
		s.ahead.copied(0, err)
	}
	restPacker()
	if copies {
		s.copyAhead()
	}
}

// copyAhead has the file take what is ahead of it, until that is all. When the file refuses,
// the saves are safe in the journal and the file catches up before the next.
func (s *Store) copyAhead() {
	for s.ahead.more() {
		s.ahead.lull()
		saves, _, _ := s.ahead.now()
		s.ahead.copied(len(saves), s.copySaves(saves))
		s.mu.Lock()
		s.mem.readUp(maxUnread)
		s.mu.Unlock()
	}
}

// copySaves puts into the file what saves did, in one transaction.
func (s *Store) copySaves(saves []*saving) error {
	tx, err := s.disk.begin(true)
	if err != nil {
		return err
	}
	err = s.disk.run(func() error {
		t := s.newTxn(tx)
		if t.cp, err = s.getCopied(tx); err != nil {
			return err
		}
		for _, save := range saves {
			for _, c := range save.changes {
				if err := c.put(t.bucket(c.bucket)); err != nil {
					return err
				}
			}
		}
		if err := t.store(saves...); err != nil {
			return err
		}
		t.cp.position = saves[len(saves)-1].at
		return t.putCopied()
	})
	if err != nil {
		s.disk.rollback(tx)
		return err
	}
	return s.disk.commit(tx)
}

// ready sees to it that a save can begin: there is a journal, and the file has caught up
// with it when it had refused something. It is called with the lock of saves held.
func (s *Store) ready() error {
	if s.opt.Alone {
		return nil
	}
	if s.journal == nil {
		if err := s.makeJournal(); err != nil {
			return wrap("make journal", explain(err))
		}
	}
	if !s.ahead.lags() {
		return nil
	}
	s.ahead.wait()
	t, err := s.begin()
	if err != nil {
		return err
	}
	if err := s.disk.run(func() error { _, err := t.catchUp(s.journal, s.journal.at.Offset); return err }); err != nil {
		t.rollback()
		return err
	}
	return t.finish(s.journal.at)
}

// together brings the two copies together, or says what hinders it. It is called with the lock of
// saves held.
func (s *Store) together() error {
	s.ahead.wait()
	return s.ready()
}

// upToDate returns when the file has all that was saved, or what hinders it.
func (s *Store) upToDate() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.together()
}

// Settle waits for the file to have what was saved. When the disk refuses it that, the
// file stays as it is: what is ahead of it is right.
func (s *Store) Settle() {
	s.ahead.wait()
	if s.ahead.lags() && s.writing.TryLock() {
		_ = s.ready() // the next save tells
		s.writing.Unlock()
	}
}

// catchUp applies the frames that the file does not have yet, up to an end (0: all that
// follow), folds anew the cases they concern, and returns the place behind them.
func (t *txn) catchUp(j *journal, to int64) (position, error) {
	end, err := j.scan(t.cp.position, to, t.apply)
	if err != nil || end == t.cp.position {
		return end, err
	}
	was := t.st
	if t.st, err = t.s.decodeState(t.bucket(bucketState).Get(keyState)); err != nil {
		return end, err
	}
	if t.st.Format != was.Format {
		return end, errContent
	}
	if t.was, err = json.Marshal(t.st); err != nil {
		return end, err
	}
	for id := range t.touched {
		if err := t.remake(id); err != nil {
			return end, err
		}
	}
	return end, nil
}

// apply does to the file what a frame says.
func (t *txn) apply(plain []byte) error {
	changes, err := decodeChanges(plain)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if err := t.keep(c); err != nil {
			return err
		}
		if id := (data.CaseID{}); (c.bucket == bucketFacts || c.bucket == bucketKeys) && len(c.key) == len(id) {
			t.touched[data.CaseID(c.key)] = true
		}
	}
	return nil
}

// tolerable reports whether a disk refused a write that can wait for the next save.
func tolerable(err error) bool { return errors.Is(err, ErrFull) || errors.Is(err, ErrReadOnly) }
