package store

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"woshou/data"
)

// The folder of attachments follows the record: a file is there, flushed, before the event
// that names it, and is marked as pending, flushed, before the event that takes it out. So
// whatever is cut off, unlocking can tell what is to stay.

// fileNames returns the names of the files that a case holds.
func (s *Store) fileNames(c *data.Case) map[string]bool {
	out := map[string]bool{}
	for _, h := range heldFiles(c) {
		if f, ok := s.sealedFile(c.ID, h.hash, h.size); ok {
			out[f.Name] = true
		}
	}
	return out
}

// loosen marks the files that a save is to take out of a case as pending, and returns the
// names of all that come and go with it.
func (s *Store) loosen(before, after *data.Case) ([]string, error) {
	if len(before.Attachments)+len(after.Attachments)+len(before.Conflicts) == 0 {
		return nil, nil
	}
	was, is := s.fileNames(before), s.fileNames(after)
	var moved []string
	disk, dir := s.opt.files, AttachmentsPath(s.path)
	s.filing.Lock()
	defer s.filing.Unlock()
	for name := range was {
		if is[name] {
			continue
		}
		whole := filepath.Join(dir, name)
		if exists(whole) {
			if err := disk.Rename(whole, whole+PendingSuffix); err != nil {
				return moved, explain(err)
			}
			disk.SyncDir(dir)
		}
		moved = append(moved, name)
	}
	for name := range is {
		if !was[name] {
			moved = append(moved, name)
		}
	}
	return moved, nil
}

// settleFiles ends what loosen began, whether or not the save succeeded: what the case
// names stays, the rest goes. What cannot be done now is done at the next unlocking.
func (s *Store) settleFiles(id data.CaseID, moved []string) {
	if len(moved) == 0 {
		return
	}
	c, err := s.Case(id)
	if errors.Is(err, data.ErrNotFound) {
		c, err = new(data.Case), nil
	}
	if err != nil {
		return
	}
	named := s.fileNames(c)
	s.filing.Lock()
	defer s.filing.Unlock()
	for _, name := range moved {
		s.settleFile(name, named[name])
	}
}

// settleFile takes the mark from a pending file, or removes it.
func (s *Store) settleFile(name string, stays bool) {
	disk, whole := s.opt.files, filepath.Join(AttachmentsPath(s.path), name)
	pending := whole + PendingSuffix
	switch {
	case !exists(pending):
	case !stays:
		_ = disk.Remove(pending)
	default:
		if exists(whole) { // not what it should be, or there would be no other
			_ = setAside(disk, whole, "damaged", s.opt.Now())
		}
		_ = disk.Rename(pending, whole)
	}
}

// tidyFiles settles, at unlocking, what an earlier run of the program left: files that are
// not whole, and those that were being attached or taken out.
func (s *Store) tidyFiles() {
	dir := AttachmentsPath(s.path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // there is none
	}
	var named map[string]bool
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), newSuffix) {
			_ = s.opt.files.Remove(filepath.Join(dir, e.Name()))
		}
		name, pending := strings.CutSuffix(e.Name(), PendingSuffix)
		coming := strings.HasSuffix(e.Name(), partSuffix)
		if !pending && !coming {
			continue
		}
		if named == nil {
			named = s.allNames()
		}
		if pending {
			s.settleFile(name, named[name])
		} else if name, _, _ := strings.Cut(e.Name(), "."); !named[name] {
			_ = s.opt.files.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

func (s *Store) allNames() map[string]bool {
	out := map[string]bool{}
	for _, f := range s.SealedFiles() {
		out[f.Name] = true
	}
	return out
}

// removeFilesOf removes the files of cases that a finished list names, whatever event named
// them, before the cases' keys are destroyed: after that nobody can tell which they were.
func (s *Store) removeFilesOf(ids []data.CaseID) error {
	dir := AttachmentsPath(s.path)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return explain(err)
	}
	listed, names := s.Committee().Destroyed(), map[string]bool{}
	for _, id := range ids {
		if !slices.Contains(listed, id) {
			return errUnlisted
		}
		maps.Copy(names, s.everNamed(id))
	}
	s.filing.Lock()
	defer s.filing.Unlock()
	for _, e := range entries {
		// Also what lies beside it under a mark or a dated name.
		if name, _, _ := strings.Cut(e.Name(), "."); names[name] {
			if err := s.opt.files.Remove(filepath.Join(dir, e.Name())); err != nil {
				return explain(err)
			}
		}
	}
	s.opt.files.SyncDir(dir)
	return nil
}

// everNamed returns the names of the files that any event of a case named.
func (s *Store) everNamed(id data.CaseID) map[string]bool {
	out := map[string]bool{}
	history, err := s.History(id)
	if err != nil {
		return out // its content is not here, and so are its files
	}
	for _, e := range history {
		for _, ch := range e.Changes {
			a := ch.Attached()
			if a == nil {
				continue
			}
			if f, ok := s.sealedFile(id, a.Hash, a.Size); ok {
				out[f.Name] = true
			}
		}
	}
	return out
}

// DropUnnamed removes the files that no case names any more: another computer took them
// out, or they belonged to what was the record before a restore. It is done when older
// backups are removed for good.
func (s *Store) DropUnnamed() error {
	dir := AttachmentsPath(s.path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	named := s.allNames()
	s.filing.Lock()
	defer s.filing.Unlock()
	for _, e := range entries {
		name, _, _ := strings.Cut(e.Name(), ".")
		if len(name) == 2*fileNameSize && !named[name] {
			if err := s.opt.files.Remove(filepath.Join(dir, e.Name())); err != nil {
				return wrap("remove attachments", explain(err))
			}
		}
	}
	return nil
}
