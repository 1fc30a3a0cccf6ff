package store

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"woshou/data"
)

// Options are what a store takes from its surroundings; the zero value is right
// for the program.
type Options struct {
	// Now is the wall clock, shown to people and never used to decide.
	Now func() time.Time
	// Argon2 is the cost of new passwords; zero fields mean DefaultArgon2.
	Argon2 Argon2Params
	// LockTimeout is how long Open waits for another program to let go of the
	// file; 0 means one second.
	LockTimeout time.Duration

	openFile func(string, int, os.FileMode) (*os.File, error)
}

func (o Options) filled() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Argon2 = o.Argon2.filled()
	if o.LockTimeout <= 0 {
		o.LockTimeout = time.Second
	}
	if o.openFile == nil {
		o.openFile = os.OpenFile
	}
	return o
}

// NewRecord is what the first run of the program asks for.
type NewRecord struct {
	Committee *data.Committee
	// Author is the mediator who sets the record up and whom Password belongs to.
	Author   data.ElementID
	Password string
}

// Store is an open, unlocked record. Its methods may be called from several
// goroutines.
type Store struct {
	disk   *disk
	path   string
	opt    Options
	master cipher.AEAD // seals what the village shares and what this file keeps
	secret []byte      // the village key behind master
	author data.ElementID

	writing sync.Mutex // one save at a time
	mu      sync.RWMutex
	mem     memory
	changed []func([]data.CaseID)
}

// Locked is an open file whose password is not yet given.
type Locked struct {
	disk   *disk
	path   string
	opt    Options
	header header
}

// Create makes a new record at path and returns it open, with the recovery key to
// be printed. The file appears whole or not at all. The error wraps fs.ErrExist
// when there is a file already, and is *data.Invalid for an empty password.
func Create(path string, first NewRecord, opt Options) (s *Store, recoveryKey string, err error) {
	opt = opt.filled()
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fs.ErrExist
		}
		return nil, "", fmt.Errorf("create record: %w", err)
	}
	secret := randomBytes(keySize)
	recoveryKey = newRecoveryKey()
	head, err := newHeader(secret, first, recoveryKey, opt.Argon2)
	if err != nil {
		return nil, "", err
	}
	fresh := path + newSuffix
	if err := removeStale(fresh); err != nil {
		return nil, "", fmt.Errorf("create record: %w", explain(err))
	}
	if err := createFile(fresh, head, secret, first, opt); err != nil {
		_ = os.Remove(fresh)
		return nil, "", fmt.Errorf("create record: %w", err)
	}
	if err := os.Rename(fresh, path); err != nil {
		_ = os.Remove(fresh)
		return nil, "", fmt.Errorf("create record: %w", explain(err))
	}
	syncDir(filepath.Dir(path))
	l, err := Open(path, opt)
	if err != nil {
		return nil, "", err
	}
	s, err = l.unlocked(secret, first.Author)
	return s, recoveryKey, err
}

// newSuffix marks a file that is not whole yet.
const newSuffix = ".new"

func removeStale(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func createFile(path string, head header, secret []byte, first NewRecord, opt Options) error {
	d, err := openDisk(path, opt)
	if err != nil {
		return err
	}
	s := newStore(d, path, opt, secret, first.Author)
	err = s.begin(head)
	if err == nil {
		err = s.SaveCommittee("setup", first.Committee)
	}
	return errors.Join(err, d.close())
}

// begin writes the header, the buckets and the first state of a new file.
func (s *Store) begin(head header) error {
	return s.writeTx(func(tx *bbolt.Tx) error {
		for _, name := range buckets {
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		if err := tx.Bucket([]byte(bucketMeta)).Put(keyHeader, head.encode()); err != nil {
			return err
		}
		first := state{Device: data.NewDeviceID(), Chains: []chain{{Epoch: data.NewEpoch()}}}
		return s.putState(tx, &first)
	})
}

func newStore(d *disk, path string, opt Options, secret []byte, author data.ElementID) *Store {
	return &Store{
		disk: d, path: path, opt: opt,
		master: newAEAD(secret), secret: secret, author: author,
		mem: newMemory(),
	}
}

// Open opens the file of a record and holds it for this program. The error wraps
// data.ErrLocked when another program holds it, data.ErrNewer when a newer version
// wrote it, data.ErrDamaged when its bytes are not what was written, ErrReadOnly
// when it may not be written, or says what the disk answered. The file is not
// changed by any of these.
func Open(path string, opt Options) (*Locked, error) {
	opt = opt.filled()
	info, err := os.Stat(path)
	if err == nil && info.Size() < minPages*pageSize {
		err = fmt.Errorf("file of %d bytes: %w", info.Size(), data.ErrDamaged)
	}
	if err != nil {
		return nil, fmt.Errorf("open record: %w", err)
	}
	d, err := openDisk(path, opt)
	if err != nil {
		return nil, fmt.Errorf("open record: %w", err)
	}
	l := &Locked{disk: d, path: path, opt: opt}
	if err := l.readHeader(); err != nil {
		_ = d.close()
		return nil, fmt.Errorf("open record: %w", err)
	}
	return l, nil
}

func (l *Locked) readHeader() error {
	if err := checkPages(l.path); err != nil {
		return err
	}
	return l.disk.view(func(tx *bbolt.Tx) error {
		meta := tx.Bucket([]byte(bucketMeta))
		if meta == nil {
			return fmt.Errorf("no header: %w", data.ErrDamaged)
		}
		var err error
		if l.header, err = decodeHeader(meta.Get(keyHeader)); err != nil {
			return err
		}
		for _, name := range buckets {
			if tx.Bucket([]byte(name)) == nil {
				return fmt.Errorf("bucket %s: %w", name, data.ErrDamaged)
			}
		}
		return nil
	})
}

// Unlock opens the record with a user's password and makes that user the author
// of what is saved. It returns an error wrapping data.ErrPassword when no user has
// this password - Unlock may then be called again - or data.ErrDamaged, which closes
// the file.
func (l *Locked) Unlock(password string) (*Store, error) {
	secret, w, err := l.header.openWith(password)
	if err != nil {
		return nil, fmt.Errorf("unlock: %w", err)
	}
	return l.unlocked(secret, w.Author)
}

// Recover opens the record with the printed recovery key and gives the user who
// set the record up a new password. It returns *data.Invalid for a slip of the pen
// (see CheckRecoveryKey) or an empty password, and data.ErrPassword when the key
// belongs to another record.
func (l *Locked) Recover(recoveryKey, newPassword string) (*Store, error) {
	if newPassword == "" {
		return nil, errNoPassword
	}
	secret, author, err := l.header.openRecovery(recoveryKey)
	if err != nil {
		return nil, fmt.Errorf("recover: %w", err)
	}
	s, err := l.unlocked(secret, author)
	if err != nil {
		return nil, err
	}
	if err := s.AddPassword(author, newPassword); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

func (l *Locked) unlocked(secret []byte, author data.ElementID) (*Store, error) {
	s := newStore(l.disk, l.path, l.opt, secret, author)
	if err := s.load(); err != nil {
		_ = l.Close()
		return nil, fmt.Errorf("unlock: %w", err)
	}
	return s, nil
}

// Close lets go of the file.
func (l *Locked) Close() error { return l.disk.close() }

// Close lets go of the file, after a save that is under way.
func (s *Store) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.disk.close()
}

// Path returns where the file is.
func (s *Store) Path() string { return s.path }

// Author returns the mediator who unlocked the record.
func (s *Store) Author() data.ElementID { return s.author }

// AddPassword gives a mediator a password, in place of an earlier one. It returns
// *data.Invalid for an empty password.
func (s *Store) AddPassword(author data.ElementID, password string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.editHeader(func(h *header) error {
		return h.setPassword(s.secret, author, password, s.opt.Argon2)
	})
	return wrap("add password", err)
}

// ChangePassword replaces the password of the user it opens. It returns
// data.ErrPassword when old opens nothing and *data.Invalid for an empty new one.
func (s *Store) ChangePassword(old, new string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.editHeader(func(h *header) error {
		_, w, err := h.openWith(old)
		if err != nil {
			return err
		}
		return h.setPassword(s.secret, w.Author, new, s.opt.Argon2)
	})
	return wrap("change password", err)
}

func (s *Store) editHeader(edit func(*header) error) error {
	return s.writeTx(func(tx *bbolt.Tx) error {
		meta := tx.Bucket([]byte(bucketMeta))
		h, err := decodeHeader(meta.Get(keyHeader))
		if err != nil {
			return err
		}
		if err := edit(&h); err != nil {
			return err
		}
		return meta.Put(keyHeader, h.encode())
	})
}
