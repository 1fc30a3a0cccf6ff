package store

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"woshou/data"
)

// SealedFile is the file that holds an attachment's content, as the record names it. Two
// attachments of a case with the same content share one.
type SealedFile struct {
	Case data.CaseID
	Hash data.ContentHash
	// Name says nothing to who has not the village's key; Size is of the sealed bytes.
	Name string
	Size int64

	content int // bytes, before they are sealed
}

// A sealed file: fileMagic, the version, a checksum of both, then the content in sealed
// values of chunkSize bytes, the last of which may be shorter.
const (
	fileVersion  = 1
	fileSum      = 4
	fileNameSize = 16
	chunkSize    = 64 << 10
	sealedMore   = 1 + 12 + 16 // algorithm, nonce, tag
)

var fileMagic = []byte("woshou file\n")

// fileHead is what every sealed file of this version begins with.
var fileHead = fileHeadOf(fileVersion)

func fileHeadOf(version byte) []byte {
	head := append(bytes.Clone(fileMagic), version)
	sum := sha256.Sum256(head)
	return append(head, sum[:fileSum]...)
}

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
	chunks := (size + chunkSize - 1) / chunkSize
	return SealedFile{
		Case: id, Hash: hash, Name: hex.EncodeToString(h.Sum(nil)[:fileNameSize]),
		Size: int64(len(fileHead) + size + chunks*sealedMore), content: size,
	}, true
}

// chunkPlace binds a chunk to its file and its place in it.
func (f *SealedFile) chunkPlace(n uint64, last bool) []byte {
	place := append([]byte("file\x00"), f.Name...)
	place = binary.BigEndian.AppendUint64(place, n)
	if last {
		return append(place, 1)
	}
	return append(place, 0)
}

// write seals a content into a file that is empty yet, and waits until the disk has it.
func (f *SealedFile) write(to file, key cipher.AEAD, content []byte) error {
	if _, err := to.WriteAt(fileHead, 0); err != nil {
		return err
	}
	at := int64(len(fileHead))
	for n := uint64(0); len(content) > 0; n++ {
		size := min(len(content), chunkSize)
		b := seal(key, content[:size], f.chunkPlace(n, size == len(content)))
		if _, err := to.WriteAt(b, at); err != nil {
			return err
		}
		content, at = content[size:], at+int64(len(b))
	}
	return to.Sync()
}

// read opens what write wrote. The error wraps data.ErrDamaged for anything else,
// data.ErrNewer for a file of a later version, or is what reading answered.
func (f *SealedFile) read(from io.Reader, key cipher.AEAD) ([]byte, error) {
	if err := readFileHead(from); err != nil {
		return nil, err
	}
	content := make([]byte, 0, f.content)
	room := make([]byte, chunkSize+sealedMore)
	for n := uint64(0); len(content) < f.content; n++ {
		size := min(f.content-len(content), chunkSize)
		sealed := room[:size+sealedMore]
		if _, err := io.ReadFull(from, sealed); err != nil {
			return nil, short(err)
		}
		plain, err := unseal(key, sealed, f.chunkPlace(n, len(content)+size == f.content))
		if err != nil {
			return nil, fmt.Errorf("attachment's part %d: %w", n, err)
		}
		content = append(content, plain...)
	}
	if n, err := from.Read(room[:1]); n > 0 || err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, fmt.Errorf("attachment goes on: %w", data.ErrDamaged))
	}
	if data.HashOf(content) != f.Hash {
		return nil, fmt.Errorf("attachment: %w", data.ErrDamaged)
	}
	return content, nil
}

func readFileHead(from io.Reader) error {
	head := make([]byte, len(fileHead))
	if _, err := io.ReadFull(from, head); err != nil {
		return short(err)
	}
	version := head[len(fileMagic)]
	switch {
	case bytes.Equal(head, fileHead):
		return nil
	case bytes.HasPrefix(head, fileMagic) && version > fileVersion && bytes.Equal(head, fileHeadOf(version)):
		return fmt.Errorf("attachment of format %d: %w", version, data.ErrNewer)
	}
	return fmt.Errorf("attachment's head: %w", data.ErrDamaged)
}

// short makes the end of a file that should go on what it is.
func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("attachment is cut off: %w", data.ErrDamaged)
	}
	return err
}

// openSealed reads a sealed file wherever it lies.
func (s *Store) openSealed(f SealedFile, path string) ([]byte, error) {
	key, err := s.keyOf(f.Case)
	if err != nil {
		return nil, err
	}
	from, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = from.Close() }()
	return f.read(from, key)
}

// CheckSealed reads a sealed file wherever it lies - beside the record, in a backup - and
// returns nil when every byte is what the record says. Otherwise the error wraps
// data.ErrDamaged, data.ErrNewer, fs.ErrNotExist, or is what reading answered.
func (s *Store) CheckSealed(f SealedFile, path string) error {
	_, err := s.openSealed(f, path)
	return wrap("check attachment", err)
}

// keyOf returns a case's key; data.ErrNotFound when it is not here, data.ErrDestroyed when
// it never will be.
func (s *Store) keyOf(id data.CaseID) (key cipher.AEAD, err error) {
	err = s.view(func(t *txn) error {
		if t.s.destroyed(id, t.bucket(bucketKeys).Get(id[:])) {
			return data.ErrDestroyed
		}
		key, err = t.caseKey(id)
		if err == nil && key == nil {
			err = data.ErrNotFound
		}
		return err
	})
	return key, err
}
