package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"woshou/data"
	"woshou/data/seal"
)

// partSuffix marks a file that is coming from elsewhere and is not whole. Between the
// file's name and the mark stands the SHA-256 of the sealed bytes that it is to have.
const partSuffix = ".part"

// SumSealed returns the SHA-256 of a sealed file's bytes when every byte of its content is
// what the record says, so that no bad file goes out. A file of version 1 that no township
// has is sealed anew before. The error is as CheckSealed's.
func (s *Store) SumSealed(f SealedFile) (sum data.Hash, err error) {
	path, whole := s.FilePath(f)
	if !whole {
		return sum, wrap("sum attachment", fs.ErrNotExist)
	}
	if err := s.CheckSealed(f, path); err != nil {
		return sum, err
	}
	if errors.Is(s.openable(f), ErrOldFile) && !s.sentAsIs(f) {
		_ = s.renewFile(f) // or it goes as it is: it cannot be handed up alone then
	}
	return sumOf(path)
}

func sumOf(path string) (sum data.Hash, err error) {
	from, err := os.Open(path)
	if err != nil {
		return sum, err
	}
	defer func() { _ = from.Close() }()
	h := sha256.New()
	_, err = io.Copy(h, from)
	return data.Hash(h.Sum(nil)), err
}

// ReadSealed returns the part of a sealed file that begins at offset, at most n bytes.
func (s *Store) ReadSealed(f SealedFile, offset int64, n int) ([]byte, error) {
	path, whole := s.FilePath(f)
	if !whole {
		return nil, wrap("read sealed attachment", fs.ErrNotExist)
	}
	from, err := os.Open(path)
	if err != nil {
		return nil, wrap("read sealed attachment", err)
	}
	defer func() { _ = from.Close() }()
	part := make([]byte, min(int64(n), max(f.Size-offset, 0)))
	if _, err := from.ReadAt(part, offset); err != nil {
		return nil, wrap("read sealed attachment", err)
	}
	return part, nil
}

// FilePart returns how far a file that is coming has come, and what it is to be; zero when
// nothing of it is here.
func (s *Store) FilePart(f SealedFile) (sum data.Hash, have int64) {
	path, sum := s.partOf(f)
	if path == "" {
		return sum, 0
	}
	info, err := os.Stat(path)
	if err != nil {
		return data.Hash{}, 0
	}
	return sum, info.Size()
}

// partOf finds the file that is coming.
func (s *Store) partOf(f SealedFile) (path string, sum data.Hash) {
	found, _ := filepath.Glob(filepath.Join(AttachmentsPath(s.path), f.Name+".*"+partSuffix)) // only a pattern can be wrong
	for _, path := range found {
		text := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), f.Name+"."), partSuffix)
		if b, err := hex.DecodeString(text); err == nil && len(b) == len(sum) {
			return path, data.Hash(b)
		}
	}
	return "", sum
}

// AddPart takes in a piece of a file that another computer attached, of which the sealed
// bytes have this sum, and returns how much of it is here. What does not follow what is
// here changes nothing; another sum begins anew. With its last byte the file is checked,
// flushed and put in its place. The error wraps data.ErrDamaged when it is not what the
// record names - what came is dropped then - or ErrFull, or what the disk answered.
func (s *Store) AddPart(f SealedFile, sum data.Hash, offset int64, piece []byte) (have int64, err error) {
	s.filing.Lock()
	defer s.filing.Unlock()
	disk, dir := s.opt.files, AttachmentsPath(s.path)
	if _, whole := s.FilePath(f); whole {
		return f.Size, nil
	}
	old, was := s.partOf(f)
	path := filepath.Join(dir, f.Name+"."+sum.String()+partSuffix)
	if old != "" && was != sum {
		if err := disk.Remove(old); err != nil {
			return 0, wrap("take in attachment", explain(err))
		}
	}
	if !exists(dir) {
		if err := disk.Mkdir(dir); err != nil {
			return 0, wrap("take in attachment", explain(err))
		}
	}
	have, err = s.growPart(path, f.Size, offset, piece)
	if err == nil && have == f.Size {
		err = s.placePart(f, path, sum)
	}
	if errors.Is(err, data.ErrDamaged) {
		have, err = 0, errors.Join(err, removeStale(disk, path))
	}
	return have, wrap("take in attachment", explain(err))
}

// growPart writes a piece behind what is there, and flushes a file that is whole.
func (s *Store) growPart(path string, size, offset int64, piece []byte) (have int64, err error) {
	to, err := s.opt.files.Open(path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if have, err = to.Size(); err != nil {
		return 0, err
	}
	if offset != have {
		return have, nil
	}
	if have+int64(len(piece)) > size {
		return have, fmt.Errorf("attachment goes on: %w", data.ErrDamaged)
	}
	if _, err := to.WriteAt(piece, offset); err != nil {
		return have, errors.Join(err, to.Truncate(have))
	}
	if have += int64(len(piece)); have == size {
		err = to.Sync()
	}
	return have, err
}

// placePart checks a file that is all here and gives it its name.
func (s *Store) placePart(f SealedFile, path string, sum data.Hash) error {
	got, err := sumOf(path)
	if err == nil && got != sum {
		err = fmt.Errorf("attachment: %w", data.ErrDamaged)
	}
	if err == nil {
		_, err = s.openSealed(f, path)
	}
	if err != nil {
		return err
	}
	disk, whole := s.opt.files, filepath.Join(AttachmentsPath(s.path), f.Name)
	if exists(whole) { // and has not its size
		if err := setAside(disk, whole, "damaged", s.opt.Now()); err != nil {
			return err
		}
	}
	if err := disk.Rename(path, whole); err != nil {
		return err
	}
	disk.SyncDir(filepath.Dir(whole))
	return nil
}

// FileQueue returns the files that are here and not known to be at the township whose
// server's epoch this is, and those that are not here; first those that a township has the
// keys of because it has their case, then those of the newest cases.
func (s *Store) FileQueue(server data.Epoch) (send, fetch []SealedFile) {
	files := s.newestFiles()
	if len(files) == 0 {
		return nil, nil
	}
	sent := s.sentFiles()
	for _, f := range files {
		_, whole := s.FilePath(f)
		epoch, known := sent[f.Name]
		switch {
		case !whole:
			fetch = append(fetch, f)
		case !known || epoch != server:
			send = append(send, f)
		}
	}
	return send, fetch
}

// newestFiles returns the files that the record names in FileQueue's order.
func (s *Store) newestFiles() []SealedFile {
	files := map[data.CaseID][]SealedFile{}
	for _, f := range s.SealedFiles() {
		files[f.Case] = append(files[f.Case], f)
	}
	if len(files) == 0 {
		return nil
	}
	var out []SealedFile
	for _, row := range s.Rows() { // the newest first
		out = append(out, files[row.ID]...)
	}
	slices.SortStableFunc(out, func(a, b SealedFile) int {
		switch {
		case a.first == b.first:
			return 0
		case a.first:
			return -1
		}
		return 1
	})
	return out
}

// sent is what the record knows of files at the township; read when first asked for.
type sent struct {
	mu sync.Mutex
	by map[string]data.Epoch
}

// sentKey is where it stands in the state that the township has a file.
func sentKey(name string) []byte { return []byte("sent " + name) }

// FileSent notes that the township whose server's epoch this is has a file.
func (s *Store) FileSent(name string, server data.Epoch) error {
	s.sent.mu.Lock()
	defer s.sent.mu.Unlock()
	if s.knownSent()[name] == server {
		return nil
	}
	key := sentKey(name)
	err := s.update(func(t *txn) error {
		return t.put(bucketState, key, seal.Seal(t.s.master, server[:], ad(bucketState, key)))
	})
	if err == nil {
		s.sent.by[name] = server
	}
	return wrap("note file", err)
}

// sentFiles returns which server's epoch has which file.
func (s *Store) sentFiles() map[string]data.Epoch {
	s.sent.mu.Lock()
	defer s.sent.mu.Unlock()
	return maps.Clone(s.knownSent())
}

// knownSent reads the notes once. What cannot be read is not known: the township is asked
// again.
func (s *Store) knownSent() map[string]data.Epoch {
	if s.sent.by != nil {
		return s.sent.by
	}
	s.sent.by = map[string]data.Epoch{}
	_ = s.viewFile(func(t *txn) error {
		prefix := sentKey("")
		c := t.bucket(bucketState).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
			plain, err := seal.Open(s.master, v, ad(bucketState, k))
			if err == nil && len(plain) == len(data.Epoch{}) {
				s.sent.by[string(k[len(prefix):])] = data.Epoch(plain)
			}
		}
		return nil
	})
	return s.sent.by
}
