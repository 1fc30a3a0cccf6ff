package store

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"woshou/data"
)

// What a disk can refuse, for the desk to explain.
var (
	// ErrFull says that the disk has no room for the save.
	ErrFull = errors.New("disk is full")
	// ErrReadOnly says that the file or its disk may not be written.
	ErrReadOnly = errors.New("disk or file is read-only")
)

// fault is what guard makes of a panic.
type fault struct{ cause any }

func (f *fault) Error() string { return fmt.Sprint(f.cause) }
func (f *fault) Unwrap() error { return data.ErrDamaged }

// guard runs what touches the file's memory map. bbolt trusts its pages and
// panics, or the processor faults, when they are damaged; guard turns that into
// data.ErrDamaged.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = &fault{r}
		}
	}()
	return explain(fn())
}

// disk is the open bbolt file. After a fault nobody knows which of bbolt's locks are
// held, so bbolt is not called again.
type disk struct {
	db     *bbolt.DB
	file   *os.File
	broken atomic.Bool
	swap   sync.RWMutex // held by readers; a compaction puts another file behind db
	// unsure says that a commit failed. bbolt then reads its free pages from the file, where
	// they may be those of the failed transaction: pages among them that who began to
	// read before still needs.
	unsure atomic.Bool
}

func (d *disk) update(fn func(*bbolt.Tx) error) error {
	d.outlast()
	return d.noted(d.run(func() error { return d.db.Update(fn) }))
}

// outlast waits for who reads since before a commit failed.
func (d *disk) outlast() {
	if d.unsure.Load() {
		d.swap.Lock()
		d.unsure.Store(false)
		d.swap.Unlock()
	}
}

func (d *disk) noted(err error) error {
	if err != nil {
		d.unsure.Store(true)
	}
	return err
}

func (d *disk) view(fn func(*bbolt.Tx) error) error {
	d.swap.RLock()
	defer d.swap.RUnlock()
	return d.run(func() error { return d.db.View(fn) })
}

func (d *disk) run(fn func() error) error {
	if d.broken.Load() {
		return fmt.Errorf("after an earlier fault: %w", data.ErrDamaged)
	}
	err := guard(fn)
	var f *fault
	if errors.As(err, &f) {
		d.broken.Store(true)
	}
	return err
}

// begin starts a transaction that commit or rollback ends, in whatever goroutine.
func (d *disk) begin(writes bool) (tx *bbolt.Tx, err error) {
	if writes {
		d.outlast()
	} else {
		d.swap.RLock()
	}
	err = d.run(func() error {
		tx, err = d.db.Begin(writes)
		return err
	})
	if err != nil && !writes {
		d.swap.RUnlock()
	}
	return tx, err
}

func (d *disk) commit(tx *bbolt.Tx) error { return d.noted(d.run(tx.Commit)) }

func (d *disk) rollback(tx *bbolt.Tx) {
	if !tx.Writable() {
		defer d.swap.RUnlock()
	}
	_ = d.run(tx.Rollback)
}

func (d *disk) close() error {
	if d == nil {
		return nil
	}
	if d.broken.Load() {
		letGo(d.file)
		return nil
	}
	return explain(d.db.Close())
}

// answer pairs an error number of the system with its meaning.
type answer struct {
	errno syscall.Errno
	means error
}

// errnos pairs what the system answers with what the desk explains.
var errnos = []answer{
	{syscall.ENOSPC, ErrFull}, {syscall.EDQUOT, ErrFull}, {syscall.EFBIG, ErrFull},
	{syscall.EROFS, ErrReadOnly}, {syscall.EACCES, ErrReadOnly}, {syscall.EPERM, ErrReadOnly},
	{syscall.EBADF, ErrReadOnly},
}

// explain adds to an error of bbolt or the disk the decision a caller may take.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrFull), errors.Is(err, ErrReadOnly), errors.Is(err, data.ErrDamaged):
		return err
	case errors.Is(err, berrors.ErrTimeout):
		return data.ErrLocked
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch), errors.Is(err, berrors.ErrChecksum):
		return fmt.Errorf("%w: %w", data.ErrDamaged, err)
	}
	for _, e := range append(errnos, systemErrnos...) {
		// bbolt keeps only the text of what stopped it from growing the file.
		if errors.Is(err, e.errno) || strings.Contains(err.Error(), e.errno.Error()) {
			return fmt.Errorf("%w: %w", e.means, err)
		}
	}
	return err
}

// wrap says what was being done.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// openDisk opens the bbolt file and holds its lock. When bbolt gives up half way, the
// lock is let go of.
func openDisk(path string, opt Options) (*disk, error) {
	d := new(disk)
	err := guard(func() (err error) {
		d.db, err = bbolt.Open(path, 0o600, &bbolt.Options{
			Timeout: opt.LockTimeout, PageSize: pageSize, NoStatistics: true,
			OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
				f, err := opt.openFile(name, flag, mode)
				d.file = f
				return f, err
			},
		})
		return err
	})
	if err != nil {
		if d.file != nil {
			letGo(d.file)
		}
		return nil, err
	}
	if opt.opened != nil {
		opt.opened(d.db)
	}
	return d, nil
}
