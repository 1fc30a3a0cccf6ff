package seal

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"

	"woshou/data"
)

// A sealed file: fileMagic, the version, a checksum of both, then the content in sealed
// values of ChunkSize bytes, the last of which may be shorter. Version 1 is sealed under
// its case's key, version 2 under a key of its own, so that one file can be opened for
// somebody without the rest of its case. All else is the same in both.
const (
	FileVersion = 2
	// ChunkSize is how many bytes of the content each part holds but the last.
	ChunkSize = 64 << 10

	caseKeyed = 1
	fileSum   = 4
)

var fileMagic = []byte("woshou file\n")

// fileHeadSize is how many bytes come before the first part, in every version.
var fileHeadSize = len(fileMagic) + 1 + fileSum

// ErrCaseKey says that a file is of version 1: nothing less than its case's key opens it.
var ErrCaseKey = errors.New("sealed under the key of its whole case")

// FileHead returns what every sealed file of a version begins with.
func FileHead(version byte) []byte {
	head := append(bytes.Clone(fileMagic), version)
	sum := sha256.Sum256(head)
	return append(head, sum[:fileSum]...)
}

// FileSize returns the size of a sealed file, in bytes, of a content of this size. It is the
// same in every version.
func FileSize(content int) int64 {
	chunks := (int64(content) + ChunkSize - 1) / ChunkSize
	return int64(fileHeadSize) + int64(content) + chunks*Overhead
}

// FileKey returns the key of one file of a case, KeySize bytes: HKDF-SHA-256 of the case's
// key with no salt. Neither the case's key nor another file's follows from it.
func FileKey(caseKey []byte, name string) []byte {
	key, err := hkdf.Key(sha256.New, caseKey, nil, "woshou attachment "+name, KeySize)
	if err != nil {
		panic("seal: " + err.Error()) // only for an impossible length
	}
	return key
}

// FileKeys are the keys of a file. Case is nil for whoever has not the case's key and opens
// no file of version 1.
type FileKeys struct{ Case, Own cipher.AEAD }

// File is a sealed file as whoever opens it must know it.
type File struct {
	// Name is the file's name in its folder, to which each of its parts is bound.
	Name string
	// Hash is of the content, Size its bytes.
	Hash data.ContentHash
	Size int
}

// place binds a chunk to its file and its place in it.
func (f *File) place(n int, last bool) []byte {
	place := append([]byte("file\x00"), f.Name...)
	place = binary.BigEndian.AppendUint64(place, uint64(n))
	if last {
		return append(place, 1)
	}
	return append(place, 0)
}

// Write writes a content, sealed under the file's own key.
func (f *File) Write(to io.Writer, own cipher.AEAD, content []byte) error {
	if _, err := to.Write(FileHead(FileVersion)); err != nil {
		return err
	}
	for n := 0; len(content) > 0; n++ {
		size := min(len(content), ChunkSize)
		if _, err := to.Write(Seal(own, content[:size], f.place(n, size == len(content)))); err != nil {
			return err
		}
		content = content[size:]
	}
	return nil
}

// ReadAll returns the content of a sealed file when it is whole, and nothing otherwise; the
// error is as a Reader's.
func (f *File) ReadAll(from io.Reader, keys FileKeys) ([]byte, error) {
	r, err := f.Open(from, keys)
	if err != nil {
		return nil, err
	}
	content := make([]byte, f.Size)
	if _, err := io.ReadFull(r, content); err != nil {
		return nil, short(err)
	}
	if _, err := r.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		return nil, err
	}
	return content, nil
}

// Reader gives the content of a sealed file part by part. What it gave is the file's only
// when it ended with io.EOF: then every part was in its place and the hash is the content's.
// It has room for one part, however large the file.
type Reader struct {
	f    *File
	from io.Reader
	key  cipher.AEAD
	room []byte // of a sealed part
	open []byte // of the part that is being given
	left []byte // what of it is still to be given
	next int    // the number of the part behind it
	done int    // bytes of the content before that
	sum  hash.Hash
	err  error
}

// Open reads a sealed file's head. The error wraps data.ErrDamaged for what is no such
// file, data.ErrNewer for one of a later version, ErrCaseKey for one of version 1 without
// its case's key, or is what reading answered; a Reader's is one of the same.
func (f *File) Open(from io.Reader, keys FileKeys) (*Reader, error) {
	version, err := ReadVersion(from)
	if err != nil {
		return nil, err
	}
	if f.Size <= 0 || f.Size > data.MaxAttachment {
		return nil, fmt.Errorf("attachment's size: %w", data.ErrDamaged)
	}
	key := keys.Own
	if version == caseKeyed {
		if key = keys.Case; key == nil {
			return nil, ErrCaseKey
		}
	}
	return &Reader{f: f, from: from, key: key, sum: sha256.New(), room: make([]byte, min(f.Size, ChunkSize)+Overhead), open: make([]byte, 0, min(f.Size, ChunkSize))}, nil
}

// Read is io.Reader's.
func (r *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(r.left) == 0 && r.err == nil {
		if r.done < r.f.Size {
			r.err = r.part()
		} else {
			r.err = r.end()
		}
	}
	if r.err != nil {
		return 0, r.err
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}

// part opens the next part.
func (r *Reader) part() error {
	size := min(r.f.Size-r.done, ChunkSize)
	sealed := r.room[:size+Overhead]
	if _, err := io.ReadFull(r.from, sealed); err != nil {
		return short(err)
	}
	plain, err := OpenInto(r.open[:0], r.key, sealed, r.f.place(r.next, r.done+size == r.f.Size))
	if err != nil {
		return fmt.Errorf("attachment's part %d: %w", r.next, err)
	}
	r.sum.Write(plain)
	r.left, r.next, r.done = plain, r.next+1, r.done+size
	return nil
}

// end checks, behind the last part, that nothing follows and all of it is the content.
func (r *Reader) end() error {
	if n, err := r.from.Read(r.room[:1]); n > 0 || err != nil && !errors.Is(err, io.EOF) {
		return errors.Join(err, fmt.Errorf("attachment goes on: %w", data.ErrDamaged))
	}
	if want, ok := r.f.Hash.Bytes(); !ok || data.Hash(r.sum.Sum(nil)) != want {
		return fmt.Errorf("attachment: %w", data.ErrDamaged)
	}
	return io.EOF
}

// ReadVersion reads a sealed file's head and returns its version; the error is as Open's.
func ReadVersion(from io.Reader) (byte, error) {
	head := make([]byte, fileHeadSize)
	if _, err := io.ReadFull(from, head); err != nil {
		return 0, short(err)
	}
	version := head[len(fileMagic)]
	switch {
	case version == 0 || !bytes.Equal(head, FileHead(version)):
		return 0, fmt.Errorf("attachment's head: %w", data.ErrDamaged)
	case version > FileVersion:
		return 0, fmt.Errorf("attachment of format %d: %w", version, data.ErrNewer)
	}
	return version, nil
}

// short makes the end of a file that should go on what it is.
func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("attachment is cut off: %w", data.ErrDamaged)
	}
	return err
}
