package store

import (
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"woshou/data"
	"woshou/data/seal"
)

// RepairKind is what was found at unlocking and put right.
type RepairKind string

// The kinds of repairs.
const (
	// Completed: the power went between the two copies of a save; the second has it now.
	Completed RepairKind = "completed"
	// JournalRemade: the journal was damaged or missing and was made anew.
	JournalRemade RepairKind = "journal"
	// FileRemade: the main file was damaged or missing and was made anew; a damaged one
	// lies beside it under a dated name.
	FileRemade RepairKind = "file"
	// JournalForeign: a journal that is not this record's was set aside under a dated name.
	JournalForeign RepairKind = "foreign"
)

// Repair is one repair, on the day it was made.
type Repair struct {
	Kind RepairKind
	On   data.Day
}

// Repairs returns what was put right when the record was unlocked.
func (s *Store) Repairs() []Repair { return s.repairs }

func (s *Store) repaired(kind RepairKind) {
	now := s.opt.Now()
	day, _ := data.NewDay(now.Year(), now.Month(), now.Day()) // 0 for a clock beyond all days
	s.repairs = append(s.repairs, Repair{kind, day})
}

// errBehind says that a whole file is older than its journal.
var errBehind = fmt.Errorf("file is older than its journal: %w", data.ErrDamaged)

// open makes one record of its two copies and builds memory. The error wraps
// data.ErrDamaged when neither is whole; nothing is changed then.
func (s *Store) open(fault error) error {
	err := fault
	if err == nil {
		err = s.fromFile()
	}
	if errors.Is(err, data.ErrDamaged) && s.journal != nil {
		err = s.fromJournal(err)
	}
	if err != nil {
		return err
	}
	if err := s.ready(); err != nil && !tolerable(err) {
		return err
	}
	return nil
}

// fromFile builds memory from the file and what the journal has beyond it.
func (s *Store) fromFile() error {
	t, err := s.begin()
	if err != nil {
		return err
	}
	commit := false
	err = s.disk.run(func() error {
		commit, err = t.reconcile()
		return err
	})
	if err != nil || !commit {
		t.rollback()
		s.ahead.clear(t.st, t.was)
		return err
	}
	at := t.cp.position
	if s.journal != nil {
		at = s.journal.at
	}
	if err = t.finish(at); err != nil {
		s.ahead.refuse(t.saving, t.st, t.was)
	}
	if tolerable(err) {
		return nil
	}
	return err
}

// reconcile reads and checks the whole file, and reports whether the transaction has something
// to commit.
func (t *txn) reconcile() (commit bool, err error) {
	s := t.s
	prefix, log := make(chan bool, 1), make(chan error, 1)
	prefix <- true
	go func() { log <- s.checkEvents() }()
	defer func() {
		if again := <-log; err == nil {
			err = again
		}
		commit = commit && err == nil
	}()
	switch {
	case s.journal != nil:
		if commit, err = t.compare(prefix); err != nil {
			return false, err
		}
	case s.aside != "", !s.opt.Alone && t.cp.Journal != journalID{}:
		s.repaired(JournalRemade)
	}
	if err := t.flush(); err != nil {
		return false, err
	}
	found, err := t.loadMemory()
	if err != nil {
		return false, err
	}
	if old := t.outdated(found); len(old) > 0 && !s.opt.Alone {
		for _, id := range old {
			if err := t.remake(id); err != nil {
				return false, err
			}
		}
		t.cp.Fold, commit = data.FoldVersion, true
		n, err := t.news()
		if err != nil {
			return false, err
		}
		s.mem.take(n)
	}
	if !<-prefix {
		s.dropJournal("damaged")
		s.repaired(JournalRemade)
	}
	return commit, nil
}

// checkEvents opens every event of the file; loadMemory does that with all else.
func (s *Store) checkEvents() error {
	return s.readTx(func(tx *bbolt.Tx) error {
		var room []byte
		return tx.Bucket([]byte(bucketLog)).ForEach(func(k, v []byte) (err error) {
			room, err = seal.OpenInto(room[:0], s.master, v, ad(bucketLog, k))
			return wrap("log", err)
		})
	})
}

// dropJournal closes a journal that is no use. makeJournal puts a new one in its place and
// sets the old one aside under this word; "" lets it go.
func (s *Store) dropJournal(why string) {
	_ = s.journal.file.Close() // nothing was written to it
	s.journal, s.aside = nil, why
}
