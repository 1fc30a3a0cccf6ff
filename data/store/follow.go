package store

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"woshou/data"
)

// A save is one frame of the journal and one transaction of the bbolt file. The frame
// is flushed first: then the save is acknowledged. The bbolt transaction, begun before, is
// finished behind it by a follower, which keeps the lock of saves until then: so the file
// is never more than one transaction behind.

// update runs fn in one durable transaction and tells who wants to know.
func (s *Store) update(fn func(*txn) error) error {
	touched, err := s.save(fn)
	if err == nil {
		s.tell(touched)
	}
	return err
}

// save returns when the journal has what fn did. Memory shows it from then on: its lock
// is handed on to the follower.
func (s *Store) save(fn func(*txn) error) (touched map[data.CaseID]bool, err error) {
	s.writing.Lock()
	if err := s.ready(); err != nil {
		s.writing.Unlock()
		return nil, err
	}
	t, err := s.prepare(fn)
	if err != nil || t == nil {
		s.writing.Unlock()
		return nil, err
	}
	if s.journal == nil {
		defer s.writing.Unlock()
		return t.touched, s.saveAlone(t)
	}
	if err := s.journal.append(t.payload()); err != nil {
		t.rollback()
		s.writing.Unlock()
		return nil, explain(err)
	}
	s.mu.Lock()
	s.following = make(chan struct{})
	go s.follow(t)
	return t.touched, nil
}

// saveAlone ends a transaction of a file without a journal.
func (s *Store) saveAlone(t *txn) error {
	n, err := t.safeNews()
	if err != nil {
		t.rollback()
		return err
	}
	if err := t.finish(position{}); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mem.take(n)
	s.mem.readUp(maxUnread)
	return nil
}

func (t *txn) safeNews() (n *news, err error) {
	err = t.s.disk.run(func() error {
		n, err = t.news()
		return err
	})
	return n, err
}

// prepare does everything of a transaction but its end; nil when it changes nothing.
func (s *Store) prepare(fn func(*txn) error) (*txn, error) {
	t, err := s.begin()
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

// begin starts a transaction. A file of version 1 becomes one of this version in it.
func (s *Store) begin() (*txn, error) {
	tx, err := s.disk.begin()
	if err != nil {
		return nil, err
	}
	t := s.newTxn()
	t.tx = tx
	err = s.disk.run(func() error {
		if err := t.read(); err != nil || t.st.Format > 0 {
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

func (s *Store) newTxn() *txn {
	return &txn{
		s: s, touched: map[data.CaseID]bool{}, records: map[data.CaseID]data.Record{}, facts: map[data.CaseID][]byte{},
		behind: map[string][]change{},
	}
}

// read reads the file's own state, or takes it over from the transaction before.
func (t *txn) read() (err error) {
	if t.tx.Writable() && t.s.last != nil { // what only writers touch
		last := t.s.last
		st, cp := *last.st, *last.cp
		st.Chains, st.Numbers = slices.Clone(st.Chains), maps.Clone(st.Numbers)
		t.st, t.cp, t.was, t.s.last = &st, &cp, last.was, nil
		return nil
	}
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
		return true, t.put(bucketState, keyState, seal(t.s.master, b, ad(bucketState, keyState)))
	}
	return len(t.later) > 0, nil
}

// payload is the frame of the transaction.
func (t *txn) payload() []byte { return append([]byte{changesVersion}, t.frame...) }

// finish stores the snapshots and how far the file now is, and commits.
func (t *txn) finish(at position) error {
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
	t.s.last = t
	t.records, t.facts = nil, nil
	return nil
}

// follow does what is left of a save when it is acknowledged, with both locks of the
// store. When that fails, the save is safe in the journal and the file catches up before
// the next.
func (s *Store) follow(t *txn) {
	defer close(s.following)
	n, err := t.safeNews()
	if n != nil {
		s.mem.take(n)
	}
	s.pinned = t.records
	s.mu.Unlock()
	if again := t.finish(s.journal.at); err == nil {
		err = again
	}
	s.lag.Store(err != nil)
	s.mu.Lock()
	if s.following = nil; err == nil {
		s.pinned = nil
	}
	s.mem.readUp(maxUnread)
	s.mu.Unlock()
	s.journal.spare()
	restPacker()
	s.writing.Unlock()
}

// unpin lets go of the cases that only memory had.
func (s *Store) unpin() {
	s.mu.Lock()
	s.pinned = nil
	s.mu.Unlock()
}

// ready brings the two copies together before a save. It is called with the lock of
// saves held.
func (s *Store) ready() error {
	if s.opt.Alone {
		return nil
	}
	if s.journal == nil {
		if err := s.makeJournal(); err != nil {
			return wrap("make journal", explain(err))
		}
	}
	if !s.lag.Load() {
		return nil
	}
	t, err := s.begin()
	if err != nil {
		return err
	}
	if err := s.disk.run(func() error { _, err := t.catchUp(s.journal, s.journal.at.Offset); return err }); err != nil {
		t.rollback()
		return err
	}
	if err := t.finish(s.journal.at); err != nil {
		return err
	}
	s.lag.Store(false)
	s.unpin()
	return nil
}

// upToDate returns when the file has all that was saved, or what hinders it.
func (s *Store) upToDate() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.ready()
}

// settle waits for the file to have what was saved. When the disk refuses it that, the
// file stays as it is: cases and lists are right in memory.
func (s *Store) settle() {
	s.mu.RLock()
	done := s.following
	s.mu.RUnlock()
	if done != nil {
		<-done
	}
	if s.lag.Load() && s.writing.TryLock() {
		_ = s.ready() // the next save tells
		s.writing.Unlock()
	}
}

// view runs fn on the file as it is after the last save.
func (s *Store) view(fn func(*txn) error) error {
	s.settle()
	return s.readTx(func(tx *bbolt.Tx) error {
		t := s.newTxn()
		t.tx = tx
		if err := t.read(); err != nil {
			return err
		}
		return fn(t)
	})
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
		if err := c.put(t.bucket(c.bucket)); err != nil {
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
