package township

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// Where sealed files lie: fileFolder/village/case/name.sum, with partMark behind one that is
// not whole. The names are the villages' own and say nothing here.
const (
	fileFolder = "files"
	partMark   = ".part"
)

// partKept is how long a file that is not whole waits for the rest.
const partKept = 90 * 24 * time.Hour

// DefaultFileQuota is how many bytes of files a village may have here.
const DefaultFileQuota = 4 << 30

// fileStore keeps the sealed files of villages in a folder. It can read none of them.
type fileStore struct {
	dir   string
	quota int64
	// turns lets one request at a time work on the files of a village; villages share few.
	turns [64]sync.Mutex

	mu   sync.Mutex
	used map[ledger.VillageID]int64 // of villages that were asked about
}

func newFileStore(dir string, quota int64) *fileStore {
	if quota <= 0 {
		quota = DefaultFileQuota
	}
	return &fileStore{dir: filepath.Join(dir, fileFolder), quota: quota, used: map[ledger.VillageID]int64{}}
}

// turn waits for the village's turn and returns what ends it.
func (f *fileStore) turn(v ledger.VillageID) (end func()) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(v)) // never fails
	m := &f.turns[h.Sum32()%uint32(len(f.turns))]
	m.Lock()
	return m.Unlock
}

func (f *fileStore) villageDir(v ledger.VillageID) string { return filepath.Join(f.dir, string(v)) }

func (f *fileStore) caseDir(v ledger.VillageID, id data.CaseID) string {
	return filepath.Join(f.villageDir(v), hex.EncodeToString(id[:]))
}

// kept is a file as it lies in its case's folder.
type kept struct {
	path string
	sum  data.Hash
	size uint64
	part bool
}

// find returns the whole file of a name, or else what is there of the one with this sum.
func (f *fileStore) find(v ledger.VillageID, id data.CaseID, name wire.FileName, sum data.Hash) (k kept, found bool) {
	all, err := os.ReadDir(f.caseDir(v, id))
	if err != nil {
		return k, false
	}
	prefix := hex.EncodeToString(name[:]) + "."
	for _, e := range all {
		rest, ours := strings.CutPrefix(e.Name(), prefix)
		text, part := strings.CutSuffix(rest, partMark)
		b, err := hex.DecodeString(text)
		if !ours || err != nil || len(b) != len(sum) || part && data.Hash(b) != sum {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue
		}
		k = kept{filepath.Join(f.caseDir(v, id), e.Name()), data.Hash(b), uint64(info.Size()), part}
		if !part {
			return k, true
		}
		found = true
	}
	return k, found
}

// take answers a piece that was sent, or a question how far the file is here. What does
// not follow what is here changes nothing: the answer's offset decides where the sender
// goes on.
func (f *fileStore) take(v ledger.VillageID, p *wire.FilePiece) wire.FilePiece {
	defer f.turn(v)()
	out := wire.FilePiece{Name: p.Name, Size: p.Size, Sum: p.Sum}
	k, found := f.find(v, p.Case, p.Name, p.Sum)
	if found && !k.part {
		out.Size, out.Sum, out.Offset = k.size, k.sum, k.size
		return out
	}
	out.Offset = min(k.size, p.Size)
	at := filepath.Join(f.caseDir(v, p.Case), hex.EncodeToString(p.Name[:])+"."+p.Sum.String())
	var err error
	switch {
	case found && k.size >= p.Size: // its last byte came, and then the server or the disk failed
		out.Offset, err = f.finish(at, p)
	case len(p.Bytes) == 0 || p.Offset != k.size || p.Sum == (data.Hash{}):
		return out
	case f.full(v, len(p.Bytes)):
		out.Reason = wire.CodeFileQuota
		return out
	default:
		out.Offset, err = f.grow(at, p)
	}
	f.use(v, int64(out.Offset)-int64(k.size))
	if err != nil {
		out.Reason = fileReason(err)
	}
	return out
}

// grow writes a piece behind what is there and returns how much that is; the last one makes
// the file whole.
func (f *fileStore) grow(at string, p *wire.FilePiece) (have uint64, err error) {
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return p.Offset, err
	}
	to, err := os.OpenFile(at+partMark, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return p.Offset, err
	}
	have = p.Offset + uint64(len(p.Bytes))
	if _, err = to.WriteAt(p.Bytes, int64(p.Offset)); err != nil {
		have, err = p.Offset, errors.Join(err, to.Truncate(int64(p.Offset)))
	}
	if err = errors.Join(err, to.Close()); err != nil || have < p.Size {
		return have, err
	}
	return f.finish(at, p)
}

// finish makes a file of which every byte is here whole: it is flushed, checked and named,
// or dropped. It returns how much of it is here.
func (f *fileStore) finish(at string, p *wire.FilePiece) (have uint64, err error) {
	part, err := os.OpenFile(at+partMark, os.O_RDWR, 0)
	if err == nil {
		err = errors.Join(part.Sync(), part.Close())
	}
	if err != nil {
		return p.Size, err
	}
	if sum, err := sumFile(at + partMark); err != nil || sum != p.Sum {
		return 0, errors.Join(err, wire.ErrFileDamaged, os.Remove(at+partMark))
	}
	if err := os.Rename(at+partMark, at); err != nil {
		return p.Size, err
	}
	syncDir(filepath.Dir(at))
	return p.Size, nil
}

// fileReason is what a device is told of an error; the disk's own are the office's matter.
func fileReason(err error) wire.Code {
	switch {
	case errors.Is(err, wire.ErrFileDamaged):
		return wire.CodeFileDamaged
	case isFull(err):
		return wire.CodeFileFull
	}
	return wire.CodeBusy
}

// give answers a wish with a piece of at most limit bytes.
func (f *fileStore) give(v ledger.VillageID, p *wire.FilePiece, limit int) wire.FilePiece {
	defer f.turn(v)()
	out := wire.FilePiece{Name: p.Name}
	k, found := f.find(v, p.Case, p.Name, data.Hash{})
	if !found || k.part || k.size > wire.MaxFile {
		out.Reason = wire.CodeFileAbsent
		return out
	}
	out.Size, out.Sum = k.size, k.sum
	if p.Sum == k.sum {
		out.Offset = min(p.Offset, k.size)
	}
	from, err := os.Open(k.path)
	if err != nil {
		out.Reason = wire.CodeBusy
		return out
	}
	defer func() { _ = from.Close() }()
	out.Bytes = make([]byte, min(uint64(limit), k.size-out.Offset))
	if _, err := from.ReadAt(out.Bytes, int64(out.Offset)); err != nil {
		out.Bytes, out.Reason = nil, wire.CodeBusy
	}
	return out
}

// forget removes the files of a case of which the key was destroyed.
func (f *fileStore) forget(v ledger.VillageID, id data.CaseID) error {
	defer f.turn(v)()
	f.mu.Lock()
	delete(f.used, v)
	f.mu.Unlock()
	if err := os.RemoveAll(f.caseDir(v, id)); err != nil {
		return fmt.Errorf("remove files of a destroyed case: %w", err)
	}
	syncDir(f.villageDir(v))
	return nil
}

// usedBy returns how many bytes a village has here, counted once.
func (f *fileStore) usedBy(v ledger.VillageID) (int64, error) {
	f.mu.Lock()
	used, known := f.used[v]
	f.mu.Unlock()
	if known {
		return used, nil
	}
	err := filepath.WalkDir(f.villageDir(v), func(_ string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			used += info.Size()
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count files of a village: %w", err)
	}
	f.mu.Lock()
	f.used[v] = used
	f.mu.Unlock()
	return used, nil
}

// full reports whether a village has no room for so many bytes more.
func (f *fileStore) full(v ledger.VillageID, more int) bool {
	used, err := f.usedBy(v)
	return err != nil || used+int64(more) > f.quota
}

// use notes what a village has more, if that was counted.
func (f *fileStore) use(v ledger.VillageID, more int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, counted := f.used[v]; counted {
		f.used[v] += more
	}
}

// sweep removes what a forgetting that was cut off left, files of cases whose key is gone,
// and parts that nobody went on with since a time.
func (f *fileStore) sweep(r ledger.Reader, since time.Time) error {
	parts, err := filepath.Glob(filepath.Join(f.dir, "*", "*", "*"+partMark))
	for _, path := range parts {
		if info, err := os.Stat(path); err == nil && info.ModTime().Before(since) {
			_ = os.Remove(path) // or the next start does it
		}
	}
	if err != nil {
		return err
	}
	paths, err := filepath.Glob(filepath.Join(f.dir, "*", "*"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		b, err := hex.DecodeString(filepath.Base(path))
		if err != nil || len(b) != len(data.CaseID{}) {
			continue
		}
		v, id := ledger.VillageID(filepath.Base(filepath.Dir(path))), data.CaseID(b)
		gone, err := erased(r, v, id)
		if err == nil && gone {
			err = f.forget(v, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// erased reports whether a village destroyed the key of a case: a key of no bytes stands
// in its place for ever.
func erased(r ledger.CaseReader, v ledger.VillageID, id data.CaseID) (bool, error) {
	key, err := r.Key(v, id)
	if errors.Is(err, data.ErrNotFound) {
		return false, nil
	}
	return err == nil && len(key) == 0, err
}

func sumFile(path string) (sum data.Hash, err error) {
	from, err := os.Open(path)
	if err != nil {
		return sum, err
	}
	defer func() { _ = from.Close() }()
	h := sha256.New()
	_, err = io.Copy(h, from)
	return data.Hash(h.Sum(nil)), err
}

// syncDir makes renames in a folder durable where the system allows it.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
