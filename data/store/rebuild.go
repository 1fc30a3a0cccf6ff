package store

import (
	"bytes"
	"errors"
	"path/filepath"

	"go.etcd.io/bbolt"

	"woshou/data"
)

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
	if err == nil {
		err = t.bucket(bucketState).ForEach(func(k, v []byte) error {
			if bytes.Equal(k, keyState) || bytes.Equal(k, keyCopied) {
				return nil
			}
			return add(bucketState, k, v)
		})
	}
	if v := t.bucket(bucketState).Get(keyState); v != nil && err == nil {
		err = add(bucketState, keyState, v)
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
		t := s.newTxn(tx)
		t.values = nil // all there is would be too much
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
