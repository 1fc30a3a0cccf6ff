// Package backup keeps copies of a record: made after a day's work and on demand,
// opened and checked before they count, tried now and then, thinned out, and brought
// back into the record's place. It knows files and the store, no window.
package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"woshou/data"
	"woshou/data/store"
)

// FolderName is the folder beside the record that daily backups go to until another
// is chosen.
const FolderName = "备份"

// Step is what is being done.
type Step string

// The steps, in their order.
const (
	StepCollect Step = "collect" // the record is written out and checked
	StepFiles   Step = "files"   // attachments are copied, or read and checked
	StepCopy    Step = "copy"    // the copy goes to its folder
	StepCompare Step = "compare" // it is read back
	StepOpen    Step = "open"    // a copy is opened, every event and case checked
)

// Progress is how far a step has come, in bytes; Total is 0 where nobody knows.
type Progress struct {
	Step        Step
	Done, Total int64
}

// Options are what a keeper takes from its surroundings.
type Options struct {
	Now func() time.Time
	// Store opens copies.
	Store store.Options

	files files
}

// Keeper keeps the backups of the record at one path. Its methods may be called from
// several goroutines; one copy is made or tried at a time.
type Keeper struct {
	record, book, marker, staged, beside string

	now  func() time.Time
	opt  store.Options
	fs   files
	mu   sync.Mutex // the book
	work sync.Mutex // one copy at a time
}

// New returns the keeper of the record at a path. Nothing is read or written yet.
func New(record string, opt Options) *Keeper {
	dir := filepath.Dir(record)
	k := &Keeper{
		record: record, book: filepath.Join(dir, "backups.json"),
		marker: record + ".restore.json", staged: record + ".restore",
		beside: filepath.Join(dir, FolderName), now: opt.Now, opt: opt.Store, fs: opt.files,
	}
	if k.now == nil {
		k.now = time.Now
	}
	if k.fs == nil {
		k.fs = disk{}
	}
	return k
}

// Name returns the name of a backup made at a time.
func Name(at time.Time) string { return namePrefix + at.Format(nameTime) + nameSuffix }

const (
	namePrefix = "握手言和备份-"
	nameTime   = "2006-01-02-150405"
	nameSuffix = ".db"
)

// ours reports whether a name is one that Name gives.
func ours(name string) bool {
	at, whole := strings.CutPrefix(name, namePrefix)
	at, ends := strings.CutSuffix(at, nameSuffix)
	_, err := time.Parse(nameTime, at)
	return whole && ends && err == nil
}

// Make writes a backup of an open record into a folder, which is made if it is the
// one beside the record. The copy is opened, chain-checked and folded before it is
// moved, and compared byte by byte after. The error is the context's when it was
// cancelled, wraps fs.ErrNotExist for a folder that is not there, store.ErrFull or
// store.ErrReadOnly; nothing is left then.
func (k *Keeper) Make(ctx context.Context, st *store.Store, folder string, tell func(Progress)) (Note, error) {
	k.work.Lock()
	defer k.work.Unlock()
	n, err := k.make(ctx, st, folder, tell)
	if err == nil {
		err = k.remember(n)
	}
	if err != nil && ctx.Err() == nil {
		err = k.fail(err)
	}
	return n, wrap("backup", err)
}

func (k *Keeper) make(ctx context.Context, st *store.Store, folder string, tell func(Progress)) (Note, error) {
	if folder == k.beside {
		if err := k.fs.MkdirAll(folder); err != nil {
			return Note{}, err
		}
	}
	if !k.fs.IsDir(folder) {
		return Note{}, fs.ErrNotExist
	}
	at := k.now()
	n := Note{Name: Name(at), Folder: folder, At: at, Sum: SumOf(st)}
	if exists(k.fs, n.Path()) {
		return n, fs.ErrExist
	}
	tell(Progress{Step: StepCollect})
	temp, err := k.temp()
	if err != nil {
		return Note{}, err
	}
	defer func() { _ = k.fs.RemoveAll(temp) }()
	local := filepath.Join(temp, "record.db")
	files, err := st.Backup(local)
	if err != nil {
		return Note{}, err
	}
	if n.Size, err = k.fs.Size(local); err != nil {
		return n, err
	}
	if n.Files, err = k.carry(ctx, st, n.Path(), files, tell); err != nil {
		return n, err
	}
	if err := k.deliver(ctx, local, n, tell); err != nil {
		_ = k.fs.Remove(listOf(n.Path())) // the first error is the one to tell
		return n, err
	}
	return n, nil
}

// temp makes a folder beside the record for what must not stay.
func (k *Keeper) temp() (string, error) {
	dir := filepath.Join(filepath.Dir(k.record), tempFolder)
	return dir, errors.Join(k.fs.RemoveAll(dir), k.fs.MkdirAll(dir))
}

const tempFolder = ".checking"

// deliver copies a checked file to where the note says and reads it back there.
func (k *Keeper) deliver(ctx context.Context, from string, n Note, tell func(Progress)) error {
	part := n.Path() + ".part"
	sum, err := copyFile(ctx, part, from, func(done int64) { tell(Progress{StepCopy, done, n.Size}) })
	if err == nil {
		var back []byte
		back, err = sumFile(ctx, part, func(done int64) { tell(Progress{StepCompare, done, n.Size}) })
		if err == nil && !bytes.Equal(sum, back) {
			err = fmt.Errorf("copy differs: %w", data.ErrDamaged)
		}
	}
	if err == nil {
		err = k.fs.Rename(part, n.Path())
	}
	if err != nil {
		_ = k.fs.Remove(part) // the first error is the one to tell
		return store.Explain(err)
	}
	k.fs.SyncDir(n.Folder)
	return nil
}

// chunk is how much is copied between two looks at the context, in bytes.
const chunk = 1 << 20

// copyFile copies a file until the disk has it and returns the SHA-256 of its bytes.
func copyFile(ctx context.Context, to, from string, tell func(int64)) ([]byte, error) {
	in, err := os.Open(from)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	sum, err := pour(ctx, out, in, tell)
	return sum, errors.Join(err, out.Sync(), out.Close())
}

func sumFile(ctx context.Context, path string, tell func(int64)) ([]byte, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	return pour(ctx, io.Discard, in, tell)
}

func pour(ctx context.Context, to io.Writer, from io.Reader, tell func(int64)) ([]byte, error) {
	h := sha256.New()
	both := io.MultiWriter(to, h)
	for done := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := io.CopyN(both, from, chunk)
		done += n
		tell(done)
		if errors.Is(err, io.EOF) {
			return h.Sum(nil), ctx.Err()
		}
		if err != nil {
			return nil, err
		}
	}
}

// Daily makes the day's backup when the record changed since the last one, and thins
// out the folder. While work goes on it makes one a day; at the end of work it makes
// another, and of the two the later stays. It reports whether it made one.
func (k *Keeper) Daily(ctx context.Context, st *store.Store, closing bool) (bool, error) {
	if !k.due(st, closing) {
		return false, nil
	}
	if _, err := k.Make(ctx, st, k.Folder(), func(Progress) {}); err != nil {
		return false, err
	}
	return true, k.Thin()
}

func (k *Keeper) due(st *store.Store, closing bool) bool {
	folder, now := k.Folder(), SumOf(st)
	for _, n := range k.Notes() {
		if n.Folder == folder && !n.Bad && k.Present(n) {
			return n.Sum != now && (closing || data.DayOf(n.At) != data.DayOf(k.now()))
		}
	}
	return true
}

// Thin removes from the folder of daily backups those that Keep lets go of. Files that
// were not made here, or are not as they were made, stay.
func (k *Keeper) Thin() error {
	folder := k.Folder()
	var good []Note
	var made []time.Time
	for _, n := range k.Notes() {
		if n.Folder == folder && !n.Bad && ours(n.Name) && k.Present(n) {
			good, made = append(good, n), append(made, n.At)
		}
	}
	var errs []error
	for i, keep := range Keep(made) {
		if !keep {
			errs = append(errs, k.drop(good[i]))
		}
	}
	errs = append(errs, k.thinPool(folder))
	return wrap("thin out backups", errors.Join(errs...))
}

// drop removes a backup of ours, its list of attachments and its note.
func (k *Keeper) drop(n Note) error {
	for _, path := range []string{n.Path(), listOf(n.Path())} {
		if err := k.fs.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return k.edit(func(b *book) {
		for i := range b.Notes {
			if b.Notes[i].Name == n.Name && b.Notes[i].Folder == n.Folder {
				b.Notes = append(b.Notes[:i], b.Notes[i+1:]...)
				return
			}
		}
	})
}

// wrap says what was being done.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
