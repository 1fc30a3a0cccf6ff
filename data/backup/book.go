package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"woshou/data"
	"woshou/data/store"
)

// Sum says what a record held: how many cases, the digest of their fact rows, and
// where the device's own log stood.
type Sum struct {
	Cases  int    `json:"cases"`
	Digest string `json:"digest"`
	Epoch  string `json:"epoch"`
	Seq    uint64 `json:"seq"`
	Head   string `json:"head"`
}

// SumOf returns what an open record holds now.
func SumOf(st *store.Store) Sum {
	epoch, seq, head := st.Head()
	return Sum{
		Cases: len(st.Rows()), Digest: data.FactsDigest(st.FactRows()).String(),
		Epoch: epoch.String(), Seq: seq, Head: head.String(),
	}
}

// Note is one backup that was made, checked, and counted.
type Note struct {
	Name   string    `json:"name"`
	Folder string    `json:"folder"`
	At     time.Time `json:"at"`
	Size   int64     `json:"size"`
	Sum    Sum       `json:"sum"`
	// Files is how many attachments went with it; those on other computers did not.
	Files int `json:"files,omitempty"`
	// Bad says that a drill could not restore it.
	Bad bool `json:"bad,omitempty"`
}

// Path is where the backup was written.
func (n *Note) Path() string { return filepath.Join(n.Folder, n.Name) }

// Drill is the last time a backup was tried.
type Drill struct {
	At   time.Time `json:"at"`
	Name string    `json:"name"`
	// Made is when the backup that was tried had been made.
	Made  time.Time `json:"made"`
	Cases int       `json:"cases"`
	OK    bool      `json:"ok"`
	// Mended counts the attachments that had become bad there and were copied anew.
	Mended int `json:"mended,omitempty"`
}

// book is what is known of the backups of one record. It lies beside the record and
// holds counts and digests only.
type book struct {
	// Folder is where the daily backups go; empty means beside the record.
	Folder string `json:"folder,omitempty"`
	Notes  []Note `json:"notes,omitempty"`
	Drill  Drill  `json:"drill,omitzero"`
	// Failed is when the last try failed, and the code of why; zero after a success.
	Failed time.Time `json:"failed,omitzero"`
	Why    Problem   `json:"why,omitempty"`
}

// readBook returns an empty book when there is none, or one that cannot be read: what
// is in it can be lost, not relied on.
func (k *Keeper) readBook() *book {
	b := new(book)
	raw, err := k.fs.ReadFile(k.book)
	if err == nil && json.Unmarshal(raw, b) != nil {
		b = new(book)
	}
	return b
}

// edit changes the book; the file is replaced as a whole.
func (k *Keeper) edit(change func(*book)) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	b := k.readBook()
	change(b)
	raw, err := json.MarshalIndent(b, "", "\t")
	if err == nil {
		err = k.replace(k.book, raw)
	}
	if err != nil {
		return fmt.Errorf("note the backup: %w", err)
	}
	return nil
}

// replace writes a small file so that it is the old one or the new one, never half.
func (k *Keeper) replace(path string, raw []byte) error {
	fresh := path + ".new"
	if err := k.fs.WriteFile(fresh, raw); err != nil {
		return err
	}
	if err := k.fs.Rename(fresh, path); err != nil {
		return err
	}
	k.fs.SyncDir(filepath.Dir(path))
	return nil
}

// Notes returns the backups that were made, newest first; Present says whether the
// file can be reached now.
func (k *Keeper) Notes() []Note {
	k.mu.Lock()
	defer k.mu.Unlock()
	notes := k.readBook().Notes
	slices.SortStableFunc(notes, func(a, b Note) int { return b.At.Compare(a.At) })
	return notes
}

// Present reports whether the file of a note is where it was written.
func (k *Keeper) Present(n Note) bool {
	size, err := k.fs.Size(n.Path())
	return err == nil && size == n.Size
}

// Folder returns where the daily backups go.
func (k *Keeper) Folder() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if f := k.readBook().Folder; f != "" {
		return f
	}
	return k.beside
}

// SetFolder chooses where the daily backups go; empty means beside the record. The
// error wraps fs.ErrNotExist when there is no such folder.
func (k *Keeper) SetFolder(dir string) error {
	if dir != "" && !k.fs.IsDir(dir) {
		return fmt.Errorf("folder for backups: %w", fs.ErrNotExist)
	}
	return k.edit(func(b *book) { b.Folder = dir })
}

// remember notes a backup that counts.
func (k *Keeper) remember(n Note) error {
	return k.edit(func(b *book) {
		b.Notes = append(b.Notes, n)
		b.Failed, b.Why = time.Time{}, ""
	})
}

// fail notes a try that came to nothing, and returns its error.
func (k *Keeper) fail(err error) error {
	noted := k.edit(func(b *book) { b.Failed, b.Why = k.now(), problemOf(err) })
	return errors.Join(err, noted)
}
