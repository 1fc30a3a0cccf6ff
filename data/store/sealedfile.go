package store

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"woshou/data"
	"woshou/data/seal"
)

// SealedFile is the file that holds an attachment's content, as the record names it. Two
// attachments of a case with the same content share one.
type SealedFile struct {
	Case data.CaseID
	Hash data.ContentHash
	// Name says nothing to who has not the village's key; Size is of the sealed bytes.
	Name string
	Size int64

	content int  // bytes, before they are sealed
	first   bool // the township that has the case waits for it
}

const fileNameSize = 16

// namingKey makes the key of the files' names, which all computers of the village share.
func namingKey(secret []byte) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, "woshou attachment names", keySize)
	if err != nil {
		panic("store: " + err.Error()) // only for an impossible length
	}
	return key
}

// sealedFile returns where the content of an attachment lies; false when its hash is none.
func (s *Store) sealedFile(id data.CaseID, hash data.ContentHash, size int) (SealedFile, bool) {
	sum, ok := hash.Bytes()
	if !ok || size <= 0 || size > data.MaxAttachment {
		return SealedFile{}, false
	}
	h := hmac.New(sha256.New, s.naming)
	h.Write(id[:])
	h.Write(sum[:])
	name := hex.EncodeToString(h.Sum(nil)[:fileNameSize])
	return SealedFile{Case: id, Hash: hash, Name: name, Size: seal.FileSize(size), content: size}, true
}

func (f *SealedFile) form() seal.File {
	return seal.File{Name: f.Name, Hash: f.Hash, Size: f.content}
}

// write seals a content into a file that is empty yet, and waits until the disk has it.
func (f *SealedFile) write(to file, secret, content []byte) error {
	form := f.form()
	if err := form.Write(io.NewOffsetWriter(to, 0), seal.NewKey(seal.FileKey(secret, f.Name)), content); err != nil {
		return err
	}
	return to.Sync()
}

// read opens a sealed file of any version; the error is as seal.File's.
func (f *SealedFile) read(from io.Reader, secret []byte) ([]byte, error) {
	form := f.form()
	return form.ReadAll(from, seal.FileKeys{Case: seal.NewKey(secret), Own: seal.NewKey(seal.FileKey(secret, f.Name))})
}

// openSealed reads a sealed file wherever it lies.
func (s *Store) openSealed(f SealedFile, path string) ([]byte, error) {
	secret, err := s.keyOf(f.Case)
	if err != nil {
		return nil, err
	}
	from, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = from.Close() }()
	return f.read(from, secret)
}

// CheckSealed reads a sealed file wherever it lies - beside the record, in a backup - and
// returns nil when every byte is what the record says. Otherwise the error wraps
// data.ErrDamaged, data.ErrNewer, fs.ErrNotExist, or is what reading answered.
func (s *Store) CheckSealed(f SealedFile, path string) error {
	_, err := s.openSealed(f, path)
	return wrap("check attachment", err)
}

// keyOf returns the bytes of a case's key; data.ErrNotFound when it is not here,
// data.ErrDestroyed when it never will be.
func (s *Store) keyOf(id data.CaseID) (secret []byte, err error) {
	err = s.view(func(t *txn) error {
		if t.s.destroyed(id, t.bucket(bucketKeys).Get(id[:])) {
			return data.ErrDestroyed
		}
		secret, err = t.caseSecret(id)
		if err == nil && secret == nil {
			err = data.ErrNotFound
		}
		return err
	})
	return secret, err
}

// ErrOldFile says that an attachment cannot be opened alone: its file is of version 1 and
// the township has it so, or it cannot be sealed anew.
var ErrOldFile = errors.New("attachment's file is of the first version")

// FileKey returns an attachment's file and the key that opens it and nothing else of its
// case. A file of version 1 is sealed anew first. The error wraps fs.ErrNotExist when the
// file is not whole here, ErrOldFile, or is what the disk answered.
func (s *Store) FileKey(id data.CaseID, a data.Attachment) (f SealedFile, key []byte, err error) {
	f, ok := s.sealedFile(id, a.Hash, a.Size)
	if !ok {
		return f, nil, wrap("open attachment for another", data.ErrDamaged)
	}
	secret, err := s.keyOf(id)
	if err == nil {
		err = s.openable(f)
	}
	if errors.Is(err, ErrOldFile) && !s.sentAsIs(f) {
		err = s.renewFile(f)
	}
	if err != nil {
		return f, nil, wrap("open attachment for another", err)
	}
	return f, seal.FileKey(secret, f.Name), nil
}

// MayOpenAlone returns nil when FileKey can be asked for; otherwise the error wraps
// fs.ErrNotExist or ErrOldFile. It reads the file's head and no more.
func (s *Store) MayOpenAlone(id data.CaseID, a data.Attachment) error {
	f, ok := s.sealedFile(id, a.Hash, a.Size)
	if !ok {
		return wrap("look at attachment", data.ErrDamaged)
	}
	err := s.openable(f)
	if errors.Is(err, ErrOldFile) && !s.sentAsIs(f) && s.Access() != data.Reads {
		return nil // it will be sealed anew
	}
	return wrap("look at attachment", err)
}

// openable returns nil for a file that is whole here and has a key of its own.
func (s *Store) openable(f SealedFile) error {
	path, whole := s.FilePath(f)
	if !whole {
		return fs.ErrNotExist
	}
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	version, err := seal.ReadVersion(from)
	if err == nil && version < seal.FileVersion {
		err = ErrOldFile
	}
	return err
}

// sentAsIs reports whether a township, the present one or one before, has a file: it keeps
// the first of a name.
func (s *Store) sentAsIs(f SealedFile) bool {
	_, sent := s.sentFiles()[f.Name]
	return sent
}

// renewFile seals a file of version 1 anew; its name and its size stay. The old one stays
// until the new one is whole on the disk. The error wraps ErrOldFile when this record is
// only to be read.
func (s *Store) renewFile(f SealedFile) error {
	if s.Access() == data.Reads {
		return ErrOldFile
	}
	s.filing.Lock()
	defer s.filing.Unlock()
	whole := filepath.Join(AttachmentsPath(s.path), f.Name)
	content, err := s.openSealed(f, whole)
	if err != nil {
		return err
	}
	secret, err := s.keyOf(f.Case)
	if err != nil {
		return err
	}
	if err := s.putFile(f, secret, content, whole); err != nil {
		return fmt.Errorf("seal attachment anew: %w", explain(err))
	}
	return nil
}
