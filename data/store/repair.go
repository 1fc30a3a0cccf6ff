package store

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"

	"go.etcd.io/bbolt"

	"woshou/data"
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
		return err
	}
	at := t.cp.position
	if s.journal != nil {
		at = s.journal.at
	}
	err = t.finish(at)
	s.lag.Store(err != nil && s.journal != nil)
	if tolerable(err) {
		return nil
	}
	s.unpin()
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
	s.pinned = t.records
	if !<-prefix {
		s.dropJournal("damaged")
		s.repaired(JournalRemade)
	}
	return commit, nil
}

// checkEvents opens every event of the file; loadMemory does that with all else.
func (s *Store) checkEvents() error {
	return s.readTx(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(bucketLog)).ForEach(func(k, v []byte) error {
			_, err := unseal(s.master, v, ad(bucketLog, k))
			return wrap("log", err)
		})
	})
}

// compare finds out what the journal is to the file. A journal that is no use is closed,
// one that is ahead is applied; whole gets, later, whether the journal's frames that the
// file has are whole.
func (t *txn) compare(whole chan bool) (ahead bool, err error) {
	s, j := t.s, t.s.journal
	switch {
	case j.slot.Record != t.record():
		s.dropJournal("other")
		s.repaired(JournalForeign)
		return false, nil
	case j.slot.Journal != t.cp.Journal:
		return false, t.compareStates(j)
	}
	from := t.cp.position
	end, err := t.catchUp(j, 0)
	if err != nil {
		return false, err
	}
	if more, err := j.more(end); err != nil || more {
		return false, errors.Join(err, data.ErrDamaged)
	}
	<-whole
	go func() {
		at, err := j.scan(j.slot.start(), from.Offset, nil)
		whole <- err == nil && at == from
	}()
	if err := j.goOn(end); err != nil && !tolerable(explain(err)) {
		return false, err
	}
	if end == from {
		return false, nil
	}
	s.repaired(Completed)
	return true, nil
}

// compareStates judges a journal of this record that is not the one the file copied from:
// a new one whose making was cut off, the one of an older or a newer copy of the file, or
// of a copy that went its own way.
func (t *txn) compareStates(j *journal) error {
	last, err := t.s.lastState(j, place{t.st.line(), t.st.own().Seq})
	switch {
	case err != nil:
		t.s.dropJournal("damaged")
		t.s.repaired(JournalRemade)
	case last.includes(t.st) && last.beyond(t.st):
		return errBehind
	case last.includes(t.st):
		t.s.dropJournal("")
	default:
		t.s.dropJournal("other")
		t.s.repaired(JournalForeign)
	}
	return nil
}

// reached is how far a journal's frames go.
type reached struct {
	st   state
	head data.Hash // of the event at the place asked for
}

// lastState reads a whole journal.
func (s *Store) lastState(j *journal, at place) (*reached, error) {
	var sealed []byte
	out := new(reached)
	_, err := j.scan(j.slot.start(), 0, func(plain []byte) error {
		changes, err := decodeChanges(plain)
		for _, c := range changes {
			switch {
			case c.bucket == bucketState && bytes.Equal(c.key, keyState):
				sealed = c.value
			case c.bucket == bucketLog && bytes.Equal(c.key, at.key()):
				out.head, err = s.hashOf(c)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	st, err := s.decodeState(sealed)
	if err != nil {
		return nil, err
	}
	out.st = *st
	return out, nil
}

func (s *Store) hashOf(c change) (data.Hash, error) {
	raw, err := unseal(s.master, c.value, ad(bucketLog, c.key))
	if err != nil {
		return data.Hash{}, err
	}
	e, err := data.DecodeEvent(raw)
	return data.Chain(e.Prev, raw), err
}

// includes reports whether all events of another state are in this one.
func (r *reached) includes(o *state) bool {
	own := o.own()
	if r.st.Device != o.Device || len(r.st.Chains) < len(o.Chains) || r.st.Arrivals < o.Arrivals {
		return false
	}
	same := r.st.Chains[len(o.Chains)-1]
	return same.Epoch == own.Epoch && same.Seq >= own.Seq && (own.Seq == 0 || r.head == own.Hash)
}

// beyond reports whether there are more events than in another state.
func (r *reached) beyond(o *state) bool {
	return len(r.st.Chains) > len(o.Chains) || r.st.own().Seq > o.own().Seq || r.st.Arrivals > o.Arrivals
}

// dropJournal closes a journal that is no use. makeJournal puts a new one in its place and
// sets the old one aside under this word; "" lets it go.
func (s *Store) dropJournal(why string) {
	_ = s.journal.file.Close() // nothing was written to it
	s.journal, s.aside = nil, why
}

// makeJournal makes a journal that has all the file has.
func (s *Store) makeJournal() error {
	t, err := s.begin()
	if err != nil {
		return err
	}
	err = s.disk.run(func() error { return s.journalFrom(t) })
	if err != nil {
		t.rollback()
		return err
	}
	if err := t.finish(s.journal.at); err != nil {
		_ = s.journal.close()
		s.journal, s.aside = nil, ""
		return err
	}
	return nil
}

// journalFrom writes the journal of what a transaction sees and gives it its name.
func (s *Store) journalFrom(t *txn) error {
	if _, err := t.putState(); err != nil {
		return err
	}
	name := JournalPath(s.path)
	if err := removeStale(s.opt.files, name+newSuffix); err != nil {
		return err
	}
	j, err := t.writeJournal(name + newSuffix)
	if err != nil {
		return err
	}
	if s.aside != "" {
		if err := setAside(s.opt.files, name, s.aside, s.opt.Now()); err != nil {
			_ = j.close()
			return err
		}
		s.aside = ""
	}
	s.journal, err = j.rename(s.opt.files, name)
	return err
}

// frameBytes is how large the frames of a journal are that is made from a file.
const frameBytes = 1 << 20

// writeJournal writes a new journal of all that a transaction sees, the state last.
func (t *txn) writeJournal(name string) (*journal, error) {
	sl := slot{Record: t.record(), Header: clone(t.bucket(bucketMeta).Get(keyHeader)), Seq: t.slotSeq()}
	copy(sl.Journal[:], randomBytes(len(sl.Journal)))
	j, err := newJournal(t.s.opt.files, name, sl, t.s.master)
	if err != nil {
		return nil, err
	}
	frame := []byte{changesVersion}
	add := func(bucket string, k, v []byte) error {
		frame = appendChange(frame, change{bucket, k, v})
		if len(frame) < frameBytes {
			return nil
		}
		err := j.put(frame)
		frame = frame[:1]
		return err
	}
	for _, bucket := range []string{bucketLog, bucketKeys, bucketFacts} {
		if err == nil {
			err = t.bucket(bucket).ForEach(func(k, v []byte) error { return add(bucket, k, v) })
		}
	}
	for _, key := range [][]byte{keyLink, keyState} {
		if v := t.bucket(bucketState).Get(key); v != nil && err == nil {
			err = add(bucketState, key, v)
		}
	}
	if err == nil && len(frame) > 1 {
		err = j.put(frame)
	}
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		_ = j.file.Close()
		_ = t.s.opt.files.Remove(name)
		return nil, err
	}
	j.bad = 0
	return j, nil
}

// fromJournal makes the file anew from a journal that is whole. why is the file's fault.
func (s *Store) fromJournal(why error) error {
	fresh := s.path + newSuffix
	if err := s.fileFrom(fresh); err != nil {
		_ = removeStale(s.opt.files, fresh)
		if errors.Is(err, data.ErrDamaged) {
			return errors.Join(why, err)
		}
		return err
	}
	_ = s.disk.close() // it is damaged
	word := "damaged"
	if errors.Is(why, errBehind) {
		word = "older"
	}
	if err := setAside(s.opt.files, s.path, word, s.opt.Now()); err != nil {
		return explain(err)
	}
	if err := s.opt.files.Rename(fresh, s.path); err != nil {
		return explain(err)
	}
	s.opt.files.SyncDir(filepath.Dir(s.path))
	var err error
	if s.disk, err = openDisk(s.path, s.opt); err != nil {
		return err
	}
	s.repairs = nil
	s.repaired(FileRemade)
	return s.fromFile()
}

// fileFrom makes a new file at path from the journal.
func (s *Store) fileFrom(path string) error {
	if err := removeStale(s.opt.files, path); err != nil {
		return err
	}
	d, err := openDisk(path, s.opt)
	if err != nil {
		return err
	}
	o := newStore(d, path, s.opt, s.secret, s.author)
	o.journal = s.journal
	d.db.NoSync = true
	err = o.fill(s.disk)
	if err == nil {
		err = d.run(d.db.Sync)
	}
	if err := errors.Join(err, d.close()); err != nil {
		return err
	}
	return checkPages(path)
}

// refoldAtOnce is how many cases a rebuilding folds in one transaction.
const refoldAtOnce = 2000

// fill puts into an empty file what the journal has and folds the cases. It compares with
// the file that was, if that can still tell how far it came.
func (s *Store) fill(was *disk) error {
	j := s.journal
	var end position
	touched := map[data.CaseID]bool{}
	err := s.writeTx(func(tx *bbolt.Tx) error {
		if err := makeBuckets(tx); err != nil {
			return err
		}
		meta := tx.Bucket([]byte(bucketMeta))
		err := errors.Join(meta.Put(keyHeader, j.slot.Header), meta.Put(keyRecord, j.slot.Record[:]), putSlotSeq(tx, j.slot.Seq))
		if err != nil {
			return err
		}
		t := s.newTxn()
		t.tx = tx
		end, err = j.scan(j.slot.start(), 0, t.apply)
		touched = t.touched
		return err
	})
	if err != nil {
		return err
	}
	if more, err := j.more(end); err != nil || more || end.Frame < s.cameTo(was, end.Journal) {
		return errors.Join(err, data.ErrDamaged)
	}
	if err := j.goOn(end); err != nil {
		return explain(err)
	}
	batch := make([]data.CaseID, 0, refoldAtOnce)
	for id := range touched {
		if batch = append(batch, id); len(batch) == refoldAtOnce {
			if err := s.refoldBatch(batch, end); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	return s.refoldBatch(batch, end)
}

func (s *Store) refoldBatch(ids []data.CaseID, end position) error {
	t, err := s.begin()
	if err != nil {
		return err
	}
	err = s.disk.run(func() error {
		for _, id := range ids {
			if err := t.remake(id); err != nil {
				return err
			}
		}
		t.cp.Fold = data.FoldVersion
		return nil
	})
	if err != nil {
		t.rollback()
		return err
	}
	return t.finish(end)
}

// cameTo returns how many frames of a journal a damaged file says it has; 0 when it
// cannot say.
func (s *Store) cameTo(was *disk, id journalID) (frames uint64) {
	if was == nil {
		return 0
	}
	_ = was.view(func(tx *bbolt.Tx) error {
		if cp, err := s.getCopied(tx); err == nil && cp.Journal == id {
			frames = cp.Frame
		}
		return nil
	})
	return frames
}
