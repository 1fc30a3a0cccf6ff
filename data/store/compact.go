package store

import (
	"errors"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// compactAtOnce is how many bytes a compaction copies in one transaction.
const compactAtOnce = 8 << 20

// Compact writes both files anew with what counts only: no free pages, no frames of
// values that were replaced or destroyed. Cut off at any point it leaves a whole record.
// It waits for a save under way and holds up the next. The error says what the disk
// answered; the record goes on as it was, or is compacted already.
func (s *Store) Compact() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.together(); err != nil {
		return wrap("compact", err)
	}
	fresh := s.path + newSuffix
	err := s.compactTo(fresh)
	if err == nil {
		err = s.disk.replace(s.opt, fresh, s.path)
	}
	if err != nil {
		_ = s.opt.files.Remove(fresh)
	}
	// The journal of the new file, in place of the one with the old frames. A file whose
	// journal is another is given a new one at unlocking, too.
	if err == nil && s.journal != nil {
		_ = s.journal.close()
		s.journal, s.aside = nil, ""
		err = s.ready()
	}
	return wrap("compact", explain(err))
}

// compactTo writes the file's content to a new file.
func (s *Store) compactTo(fresh string) error {
	if err := removeStale(s.opt.files, fresh); err != nil {
		return err
	}
	d, err := openDisk(fresh, s.opt)
	if err != nil {
		return err
	}
	d.db.NoSync = true
	err = d.run(func() error { return bbolt.Compact(d.db, s.disk.db, compactAtOnce) })
	if err == nil {
		err = d.run(d.db.Sync)
	}
	if err := errors.Join(err, d.close()); err != nil {
		return err
	}
	return checkPages(fresh)
}

// replace gives a whole file the place of the open one and opens it there.
func (d *disk) replace(opt Options, fresh, path string) error {
	d.swap.Lock()
	defer d.swap.Unlock()
	if err := d.db.Close(); err != nil {
		return err
	}
	renamed := opt.files.Rename(fresh, path)
	opt.files.SyncDir(filepath.Dir(path))
	next, err := openDisk(path, opt) // the new one or, when it was not renamed, the old one
	if err != nil {
		return errors.Join(renamed, err)
	}
	d.db, d.file = next.db, next.file
	return renamed
}
