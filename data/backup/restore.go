package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"woshou/data"
	"woshou/data/store"
)

// Found is what a backup file turned out to hold.
type Found struct {
	Sum       Sum
	Committee string
	// Newest is the newest day in it that a case was received; 0 for none.
	Newest data.Day
	// Files is how many attachments it names, Missing how many of them are neither here nor
	// with any backup that can be reached.
	Files, Missing int
}

// Opener unlocks a copy: with the open record's key, or with a password.
type Opener func(path string) (*store.Store, error)

// WithKey opens copies of the open record itself. They take over how far case numbers were
// given, so that none on paper is given again.
func WithKey(st *store.Store) Opener {
	return func(path string) (*store.Store, error) {
		copied, err := st.OpenRestored(path)
		if err != nil {
			return nil, err
		}
		if err := copied.RaiseNumbers(st); err != nil {
			return nil, errors.Join(err, copied.Close())
		}
		return copied, nil
	}
}

// WithPassword opens copies with a password that was right when they were made.
func (k *Keeper) WithPassword(password string) Opener {
	return func(path string) (*store.Store, error) {
		l, err := store.Open(path, k.opt)
		if err != nil {
			return nil, err
		}
		st, err := l.Unlock(password)
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
		return st, nil
	}
}

// Stage makes a backup file ready to take the record's place, once that is approved: it is
// copied beside the record, opened and wholly checked there, and begins a new epoch of
// its log, so that the township sees a fork and no rewriting. The record itself is not
// touched. The error is the context's, data.ErrPassword, wraps data.ErrDamaged or says
// what the disk answered; nothing is staged then.
func (k *Keeper) Stage(ctx context.Context, path string, open Opener, tell func(Progress)) (Found, error) {
	return k.staging(ctx, path, staging{open, beginAgain}, tell)
}

// staging is how a file is opened that is to be the record, and what it begins with.
type staging struct {
	open  Opener
	begin func(*store.Store) error
}

func (k *Keeper) staging(ctx context.Context, path string, how staging, tell func(Progress)) (Found, error) {
	k.work.Lock()
	defer k.work.Unlock()
	if err := k.unstage(); err != nil {
		return Found{}, wrap("restore", err)
	}
	found, err := k.stage(ctx, path, how, tell)
	if err != nil {
		_ = k.unstage() // the first error is the one to tell
	}
	return found, wrap("restore", err)
}

// Unstage gives up what Stage made ready.
func (k *Keeper) Unstage() error {
	k.work.Lock()
	defer k.work.Unlock()
	return wrap("give up the restore", k.unstage())
}

// unstage removes the marker first: without it the staged file is nothing.
func (k *Keeper) unstage() error {
	for _, path := range []string{k.marker, store.JournalPath(k.staged), k.staged} {
		if err := k.fs.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (k *Keeper) stage(ctx context.Context, path string, how staging, tell func(Progress)) (Found, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Found{}, err
	}
	_, err = copyFile(ctx, k.staged, path, func(done int64) { tell(Progress{StepCopy, done, info.Size()}) })
	if err != nil {
		return Found{}, store.Explain(err)
	}
	tell(Progress{Step: StepOpen})
	st, err := how.open(k.staged)
	if err != nil {
		return Found{}, err
	}
	found, err := check(ctx, st)
	if err == nil {
		err = k.bring(ctx, st, filepath.Dir(path), &found, tell)
	}
	if err == nil {
		err = how.begin(st)
	}
	return found, errors.Join(err, st.Close())
}

// Approve says that what was staged from a file is to take the record's place.
func (k *Keeper) Approve(path string) error {
	k.work.Lock()
	defer k.work.Unlock()
	if !exists(k.fs, k.staged) {
		return fmt.Errorf("restore: %w", fs.ErrNotExist)
	}
	raw, err := json.Marshal(marker{
		From: filepath.Base(path), Journal: exists(k.fs, store.JournalPath(k.staged)),
		Aside: k.record + ".replaced-" + k.now().UTC().Format("20060102-150405"),
	})
	if err == nil {
		k.fs.SyncDir(filepath.Dir(k.record))
		err = k.replace(k.marker, raw)
	}
	return wrap("restore", err)
}

func check(ctx context.Context, st *store.Store) (Found, error) {
	if err := st.Verify(); err != nil {
		return Found{}, err
	}
	found := Found{Sum: SumOf(st), Committee: st.Committee().Name}
	for _, row := range st.Rows() {
		found.Newest = max(found.Newest, row.Received)
	}
	return found, ctx.Err()
}

// beginAgain starts a new epoch after what the township has. A record that no
// township knows has nobody to tell.
func beginAgain(st *store.Store) error {
	if err := st.BeginRestored(); err != nil || st.Link().Address == "" {
		return err
	}
	return st.NewEpoch(st.Acked())
}

// marker says that a file waits to take the record's place. It is written when all is
// ready and removed when all is done.
type marker struct {
	From string `json:"from"`
	// Aside is the name that the record's files get; Journal says that the file that
	// waits has a journal.
	Aside   string `json:"aside"`
	Journal bool   `json:"journal,omitempty"`
}

func exists(fs files, path string) bool {
	_, err := fs.Size(path)
	return err == nil
}

// Switched says what Switch did.
type Switched struct {
	// From is the backup's name, Aside where the files that were the record are now.
	From, Aside string
}

// Switch puts an approved file in the record's place; it is called at the start, before
// the record is opened, and does nothing when none is approved. What was the record
// stays beside it under a dated name. Cut off at any step it leaves the old record or
// goes on at the next start. The error wraps data.ErrLocked while another program
// holds the record.
func (k *Keeper) Switch() (Switched, error) {
	k.work.Lock()
	defer k.work.Unlock()
	raw, err := k.fs.ReadFile(k.marker)
	if errors.Is(err, fs.ErrNotExist) {
		return Switched{}, nil
	}
	var m marker
	if err != nil || json.Unmarshal(raw, &m) != nil || !strings.HasPrefix(m.Aside, k.record) {
		return Switched{}, wrap("restore", errors.Join(err, k.unstage()))
	}
	if err := k.held(); err != nil {
		return Switched{}, wrap("restore", err)
	}
	if err := k.put(m); err != nil {
		return Switched{}, wrap("restore", store.Explain(err))
	}
	return Switched{m.From, m.Aside}, nil
}

// held returns data.ErrLocked while another program holds the record.
func (k *Keeper) held() error {
	l, err := store.Open(k.record, k.opt)
	if err == nil {
		return l.Close()
	}
	if errors.Is(err, data.ErrLocked) {
		return err
	}
	return nil // a record that cannot be opened is what backups are for
}

// put renames, in an order from which each step can be told by what is there: the
// staged file itself goes last.
func (k *Keeper) put(m marker) error {
	if exists(k.fs, k.staged) {
		journal, fresh := store.JournalPath(k.record), store.JournalPath(k.staged)
		steps := [][2]string{{k.record, m.Aside}}
		if exists(k.fs, fresh) || !m.Journal { // what lies there is still the old one
			steps = append(steps, [2]string{journal, store.JournalPath(m.Aside)})
		}
		steps = append(steps, [2]string{fresh, journal})
		for _, s := range steps {
			if !exists(k.fs, s[0]) {
				continue
			}
			if err := k.fs.Rename(s[0], s[1]); err != nil {
				return err
			}
		}
		if err := k.fs.Rename(k.staged, k.record); err != nil {
			return err
		}
		k.fs.SyncDir(filepath.Dir(k.record))
	}
	return k.fs.Remove(k.marker)
}

// Holding returns what may still hold the content of cases destroyed at a time: the
// backups made before, and the files that once were the record.
func (k *Keeper) Holding(destroyed time.Time) (notes []Note, replaced []string) {
	for _, n := range k.Notes() {
		if n.At.Before(destroyed) {
			notes = append(notes, n)
		}
	}
	all, _ := filepath.Glob(k.record + ".*") // the pattern is never malformed
	for _, path := range all {
		if isDated(strings.TrimPrefix(path, k.record)) {
			replaced = append(replaced, path)
		}
	}
	slices.Sort(replaced)
	return notes, replaced
}

// isDated reports whether a suffix is that of a file that was set aside: a word and a
// time, as in .replaced-20260710-093000.
func isDated(suffix string) bool {
	suffix = strings.TrimSuffix(suffix, ".journal")
	suffix = strings.TrimPrefix(suffix, ".journal")
	_, at, ok := strings.Cut(suffix, "-")
	if len(at) > len("20060102-150405") {
		at = at[:len("20060102-150405")]
	}
	_, err := time.Parse("20060102-150405", at)
	return ok && err == nil
}

// Replace makes a new backup and then removes the older ones that can be reached, the
// files that once were the record, and the attachments that nothing names any more, so that
// what was destroyed is in none of them.
// It returns the backups that could not be reached; their folders must be brought.
func (k *Keeper) Replace(ctx context.Context, st *store.Store, tell func(Progress)) (left []Note, err error) {
	fresh, err := k.Make(ctx, st, k.Folder(), tell)
	if err != nil {
		return nil, err
	}
	notes, replaced := k.Holding(fresh.At)
	folders := k.folders("")
	var errs []error
	for _, n := range notes {
		if !k.Present(n) {
			left = append(left, n)
			continue
		}
		errs = append(errs, k.drop(n))
	}
	for _, path := range replaced {
		errs = append(errs, k.fs.Remove(path))
	}
	for _, folder := range folders {
		errs = append(errs, k.thinPool(folder))
	}
	errs = append(errs, st.DropUnnamed())
	if err := errors.Join(errs...); err != nil {
		return left, fmt.Errorf("remove older backups: %w", err)
	}
	return left, nil
}
