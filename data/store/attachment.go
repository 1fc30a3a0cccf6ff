package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"woshou/data"
)

// AttachmentsPath returns the folder with the attachments of the record at path.
func AttachmentsPath(path string) string { return path + ".files" }

// PendingSuffix marks a whole file whose event may not be saved yet, or is being taken
// back. Unlocking keeps it when the record names it and removes it otherwise. A file
// without it was named by an event and is never removed but with that, or with its case.
const PendingSuffix = ".pending"

// AddFile seals an attachment's content under its case's key and returns when the disk has
// it. The event that names it is saved after that, with SaveCase. What is there already is
// not written again. The error wraps data.ErrDestroyed, ErrFull, ErrReadOnly or what the
// disk answered; nothing is left then.
func (s *Store) AddFile(id data.CaseID, content []byte) error {
	f, ok := s.sealedFile(id, data.HashOf(content), len(content))
	if !ok || id == data.CommitteeID {
		return &data.Invalid{Field: "attachment.file", Code: "file.heavy"}
	}
	if s.Access() == data.Reads {
		return wrap("add attachment", errReads)
	}
	secret, err := s.keyToFill(id)
	if err == nil {
		s.filing.Lock()
		defer s.filing.Unlock()
		err = s.addFile(f, secret, content)
	}
	return wrap("add attachment", explain(err))
}

func (s *Store) addFile(f SealedFile, secret, content []byte) error {
	for _, path := range s.places(f) {
		if _, err := s.openSealed(f, path); err == nil {
			return nil
		}
	}
	disk, dir := s.opt.files, AttachmentsPath(s.path)
	if !exists(dir) {
		if err := disk.Mkdir(dir); err != nil {
			return err
		}
	}
	disk.SyncDir(filepath.Dir(dir))
	whole := filepath.Join(dir, f.Name)
	if err := s.putFile(f, secret, content, whole+PendingSuffix); err != nil {
		return err
	}
	if exists(whole) { // and is damaged: an event names it already
		s.settleFile(f.Name, true)
	}
	return nil
}

// putFile writes a sealed file under a name; nothing is left of one that cannot be written.
func (s *Store) putFile(f SealedFile, secret, content []byte, name string) error {
	disk, fresh := s.opt.files, filepath.Join(AttachmentsPath(s.path), f.Name+newSuffix)
	if err := removeStale(disk, fresh); err != nil {
		return err
	}
	to, err := disk.Open(fresh, os.O_RDWR|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	err = errors.Join(f.write(to, secret, content), to.Close())
	if err == nil {
		err = disk.Rename(fresh, name)
	}
	if err != nil {
		_ = disk.Remove(fresh)
		return err
	}
	disk.SyncDir(filepath.Dir(name))
	return nil
}

// keyToFill returns the bytes of the key of a case that is there, or of one that is about
// to be saved.
func (s *Store) keyToFill(id data.CaseID) (secret []byte, err error) {
	secret, err = s.keyOf(id)
	if !errors.Is(err, data.ErrNotFound) {
		return secret, err
	}
	err = s.update(func(t *txn) (err error) {
		if t.bucket(bucketFacts).Get(id[:]) != nil {
			return fmt.Errorf("content of case %s: %w", id, data.ErrNotFound)
		}
		secret, err = t.newCaseSecret(id)
		return err
	})
	return secret, err
}

// places are the names under which a file may lie beside the record.
func (s *Store) places(f SealedFile) []string {
	whole := filepath.Join(AttachmentsPath(s.path), f.Name)
	return []string{whole, whole + PendingSuffix}
}

// ReadFile returns an attachment's content when every byte of it is what was attached. The
// error wraps data.ErrNotFound when it is not on this computer, data.ErrDamaged, or what
// the disk answered.
func (s *Store) ReadFile(id data.CaseID, a data.Attachment) (content []byte, err error) {
	f, ok := s.sealedFile(id, a.Hash, a.Size)
	if !ok {
		return nil, wrap("read attachment", data.ErrDamaged)
	}
	for _, path := range s.places(f) {
		content, again := s.openSealed(f, path)
		if again == nil {
			return content, nil
		}
		if !errors.Is(again, fs.ErrNotExist) {
			err = again
		}
	}
	if err == nil {
		err = data.ErrNotFound
	}
	return nil, wrap("read attachment", err)
}

// FileState is where an attachment's content is.
type FileState string

// The states of an attachment's file, told by its presence and its size.
const (
	FileHere FileState = "here"
	// FileAway: another computer of the village attached it, and it has not come here.
	FileAway FileState = "away"
	// FileLost: it was attached here, and is gone or not whole.
	FileLost FileState = "lost"
)

// FileState says where the content of a case's attachment is.
func (s *Store) FileState(id data.CaseID, a data.Attachment) FileState {
	f, ok := s.sealedFile(id, a.Hash, a.Size)
	if !ok {
		return FileLost
	}
	return s.stateOf(f)
}

func (s *Store) stateOf(f SealedFile) FileState {
	switch path, whole := s.FilePath(f); {
	case whole:
		return FileHere
	case path != "" || s.attachedHere(f):
		return FileLost
	}
	return FileAway
}

// FilePath returns where an attachment's file lies beside the record, "" for nowhere, and
// whether it has the size that it should.
func (s *Store) FilePath(f SealedFile) (path string, whole bool) {
	for _, at := range s.places(f) {
		info, err := os.Stat(at)
		if err == nil && info.Size() == f.Size {
			return at, true
		}
		if err == nil {
			path = at
		}
	}
	return path, false
}

// attachedHere reports whether an event of this computer names a file.
func (s *Store) attachedHere(f SealedFile) bool {
	history, err := s.History(f.Case)
	if err != nil {
		return true // nothing says that somebody else has it
	}
	for _, e := range history {
		for _, ch := range e.Changes {
			if a := ch.Attached(); a != nil && a.Hash == f.Hash && e.Device == s.Device() {
				return true
			}
		}
	}
	return false
}

// SealedFiles returns the files of all attachments that the record names, wherever they
// are, for backups.
func (s *Store) SealedFiles() []SealedFile {
	s.mu.RLock()
	var held []heldFile
	var ids []data.CaseID
	for id, it := range s.mem.items {
		for _, h := range it.held {
			held, ids = append(held, h), append(ids, id)
		}
	}
	s.mu.RUnlock()
	var out []SealedFile
	for i, h := range held {
		if f, ok := s.sealedFile(ids[i], h.hash, h.size); ok {
			f.first = h.first
			out = append(out, f)
		}
	}
	return out
}

// MissingFiles returns the attachments whose files were here and are not whole, told by
// presence and size alone, and those that are on other computers.
func (s *Store) MissingFiles() (lost, away []SealedFile) {
	for _, f := range s.SealedFiles() {
		switch s.stateOf(f) {
		case FileLost:
			lost = append(lost, f)
		case FileAway:
			away = append(away, f)
		}
	}
	return lost, away
}

// SealedFile returns the file that holds an attachment's content; false for what is no
// attachment.
func (s *Store) SealedFile(id data.CaseID, a data.Attachment) (SealedFile, bool) {
	return s.sealedFile(id, a.Hash, a.Size)
}

// heldFile is what memory keeps of an attachment.
type heldFile struct {
	hash data.ContentHash
	size int
	// first says that it went along to the township, which has the case.
	first bool
}

// heldFiles returns the files that a case's content needs, each once.
func heldFiles(c *data.Case) []heldFile {
	if len(c.Attachments)+len(c.Conflicts) == 0 {
		return nil
	}
	along := map[data.ContentHash]bool{}
	if h := c.AtTownship(); h != nil {
		for _, f := range h.Files {
			along[f.Hash] = true
		}
	}
	var out []heldFile
	seen := map[data.ContentHash]bool{}
	for _, a := range c.Held() {
		if !seen[a.Hash] {
			seen[a.Hash] = true
			out = append(out, heldFile{a.Hash, a.Size, along[a.Hash]})
		}
	}
	return out
}
