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

	"filippo.io/age"
	"go.etcd.io/bbolt"

	"woshou/data"
	"woshou/data/seal"
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

	// Alone opens a single file, such as a backup: no journal beside it is read or
	// written. What is saved then is in that file only.
	Alone bool

	openFile opener
	files    files
	opened   func(*bbolt.DB) // told of every bbolt file, for tests
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
	if o.files == nil {
		o.files = system{o.openFile, o.LockTimeout}
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
	naming []byte      // the key of the names of attachments' files
	// identity is what townships answer to.
	identity *age.X25519Identity
	author   data.ElementID

	journal *journal // nil when Alone, or when it could not be made yet
	aside   string   // what is to become of a journal that was no use
	repairs []Repair

	writing sync.Mutex // one save at a time, held until the journal has it
	ahead   ahead

	mu  sync.RWMutex
	mem memory

	filing  sync.Mutex // one change in the folder of attachments at a time
	sent    sent
	hearing sync.Mutex // a lock of its own, for saves do not wait for who reads
	changed []func([]data.CaseID)
}

// Locked is an open file whose password is not yet given.
type Locked struct {
	disk   *disk
	path   string
	opt    Options
	header header
	// fault is why the bbolt file is no use; journal is nil when that is none.
	fault   error
	journal *journal
	record  recordID
}

// Create makes a new record at path and returns it open, with the recovery key to
// be printed. The file appears whole or not at all. The error wraps fs.ErrExist
// when there is a file already, and is *data.Invalid for an empty password.
func Create(path string, first NewRecord, opt Options) (s *Store, recoveryKey string, err error) {
	opt = opt.filled()
	if Exists(path) {
		return nil, "", fmt.Errorf("create record: %w", fs.ErrExist)
	}
	secret := randomBytes(keySize)
	recoveryKey = newRecoveryKey()
	head, err := newHeader(secret, first, recoveryKey, opt.Argon2)
	if err != nil {
		return nil, "", err
	}
	s, err = makeRecord(path, opt, secret, first.Author, func(fresh string) error {
		return createFile(fresh, head, secret, first, opt)
	})
	if err != nil {
		return nil, "", err
	}
	return s, recoveryKey, nil
}

// makeRecord puts a new file in its place, whole or not at all, and opens it.
func makeRecord(path string, opt Options, secret []byte, author data.ElementID, create func(fresh string) error) (s *Store, err error) {
	fresh := path + newSuffix
	if err := removeStale(opt.files, fresh); err != nil {
		return nil, fmt.Errorf("create record: %w", explain(err))
	}
	if err := create(fresh); err != nil {
		_ = opt.files.Remove(fresh)
		return nil, fmt.Errorf("create record: %w", err)
	}
	if err := opt.files.Rename(fresh, path); err != nil {
		_ = opt.files.Remove(fresh)
		return nil, fmt.Errorf("create record: %w", explain(err))
	}
	opt.files.SyncDir(filepath.Dir(path))
	l, err := Open(path, opt)
	if err == nil {
		s, err = l.unlocked(secret, author)
	}
	if err == nil && s.journal == nil {
		err = errors.Join(s.ready(), s.Close()) // why there is none
	}
	if err != nil {
		return nil, errors.Join(err, Remove(path))
	}
	return s, nil
}

func createFile(path string, head header, secret []byte, first NewRecord, opt Options) error {
	opt.Alone = true
	d, err := openDisk(path, opt)
	if err != nil {
		return err
	}
	s := newStore(d, path, opt, secret, first.Author)
	err = s.initialize(head, &state{Device: data.NewDeviceID(), Chains: []chain{{Epoch: data.NewEpoch()}}}, Link{})
	if err == nil {
		err = s.SaveCommittee("setup", first.Committee)
	}
	return errors.Join(err, d.close())
}

// initialize writes the header, the buckets and the first state of a new file, and the link
// if it has one.
func (s *Store) initialize(head header, st *state, link Link) error {
	return s.writeTx(func(tx *bbolt.Tx) error {
		if err := makeBuckets(tx); err != nil {
			return err
		}
		meta := tx.Bucket([]byte(bucketMeta))
		if err := errors.Join(meta.Put(keyHeader, head.encode()), meta.Put(keyRecord, randomBytes(len(recordID{})))); err != nil {
			return err
		}
		t := s.newTxn(tx)
		t.cp = &copied{Fold: data.FoldVersion}
		t.st = st
		t.st.Format = FormatVersion
		if link.Address != "" {
			if err := t.putLink(link); err != nil {
				return err
			}
		}
		if _, err := t.putState(); err != nil {
			return err
		}
		return t.putCopied()
	})
}

func makeBuckets(tx *bbolt.Tx) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	return nil
}

func newStore(d *disk, path string, opt Options, secret []byte, author data.ElementID) *Store {
	s := &Store{
		disk: d, path: path, opt: opt,
		master: seal.NewKey(secret), secret: secret, naming: namingKey(secret), identity: villageIdentity(secret), author: author,
		mem: newMemory(),
	}
	s.ahead.init()
	return s
}

// Open opens the two files of a record and holds them for this program. One of them is
// enough; the other is made anew when the record is unlocked. The error wraps
// fs.ErrNotExist when there is none, data.ErrLocked when another program holds them,
// data.ErrNewer when a newer version wrote them, data.ErrDamaged when neither is what was
// written, ErrReadOnly when they may not be written, or says what the disk answered.
// Nothing is changed yet.
func Open(path string, opt Options) (*Locked, error) {
	l := &Locked{path: path, opt: opt.filled()}
	if err := l.open(); err != nil {
		_ = l.Close()
		return nil, fmt.Errorf("open record: %w", err)
	}
	return l, nil
}

func (l *Locked) open() error {
	seq, err := l.openFile()
	if err != nil && !errors.Is(err, data.ErrDamaged) && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if l.fault = err; l.opt.Alone {
		return err
	}
	l.journal, err = openJournal(l.opt.files, JournalPath(l.path))
	if err != nil && !errors.Is(err, data.ErrDamaged) && !errors.Is(err, fs.ErrNotExist) {
		return explain(err)
	}
	if err != nil {
		return l.fault
	}
	if l.fault != nil || l.journal.slot.Seq > seq && l.journal.slot.Record == l.record {
		h, err := decodeHeader(l.journal.slot.Header)
		if err != nil {
			return errors.Join(err, l.fault)
		}
		l.header = h
	}
	if errors.Is(l.fault, fs.ErrNotExist) {
		l.fault = fmt.Errorf("no file: %w", data.ErrDamaged)
	}
	return nil
}

// openFile opens the bbolt file and reads its header and how often that was changed.
func (l *Locked) openFile() (seq uint64, err error) {
	info, err := os.Stat(l.path)
	if err != nil {
		return 0, err
	}
	if info.Size() < minPages*pageSize {
		return 0, fmt.Errorf("file of %d bytes: %w", info.Size(), data.ErrDamaged)
	}
	checked, err := l.checkFile()
	if err != nil {
		return 0, err
	}
	if l.disk, err = openDisk(l.path, l.opt); err != nil {
		return 0, err
	}
	return l.readHeader(checked)
}

// checkFile looks at the pages before bbolt does, which keeps a damaged file mapped when
// it gives up: Windows then lets nobody replace or remove it. While another program has
// the file its pages change; opening it waits for that one.
func (l *Locked) checkFile() (checked bool, err error) {
	f, err := os.Open(l.path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	if err := holdRecord(f); err != nil {
		return false, nil
	}
	return true, checkPages(l.path)
}

func (l *Locked) readHeader(checked bool) (seq uint64, err error) {
	if !checked {
		if err := checkPages(l.path); err != nil {
			return 0, err
		}
	}
	err = l.disk.view(func(tx *bbolt.Tx) error {
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
		copy(l.record[:], meta.Get(keyRecord))
		seq = slotSeq(tx)
		return nil
	})
	return seq, err
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

func (l *Locked) unlocked(secret []byte, author data.ElementID) (*Store, error) {
	s := newStore(l.disk, l.path, l.opt, secret, author)
	if s.journal = l.journal; s.journal != nil {
		s.journal.key = s.master
	} else if exists(JournalPath(l.path)) {
		s.aside = "damaged"
	}
	if err := s.open(l.fault); err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("unlock: %w", err)
	}
	if !s.opt.Alone {
		s.tidyFiles()
		_ = s.takeRecovery() // a disk that cannot be written shows itself at the next save
	}
	return s, nil
}

// Close lets go of the files.
func (l *Locked) Close() error {
	if l.journal != nil {
		_ = l.journal.file.Close()
	}
	return l.disk.close()
}

// Close lets go of the files, after a save that is under way.
func (s *Store) Close() error {
	s.Settle()
	s.writing.Lock()
	defer s.writing.Unlock()
	s.ahead.wait()
	return errors.Join(explain(s.journal.close()), s.disk.close())
}

// Path returns where the file is.
func (s *Store) Path() string { return s.path }
