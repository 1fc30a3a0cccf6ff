package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"woshou/data"
	"woshou/data/store"
)

// Try restores the newest backup that can be reached to a place of its own, opens it
// with the open record's key, checks every event and case and every attachment, and
// compares what it holds with what was noted on the day it was made. An attachment that is
// bad there and whole beside the record is copied anew. The result is noted. The error wraps
// fs.ErrNotExist when there is no backup to try, data.ErrDamaged when it is not what
// it was, is the context's, or wraps store.ErrFull or store.ErrReadOnly when there is no
// place to try it; then nothing is noted.
func (k *Keeper) Try(ctx context.Context, st *store.Store, tell func(Progress)) (Drill, error) {
	k.work.Lock()
	defer k.work.Unlock()
	n, ok := k.newest()
	if !ok {
		return Drill{}, fmt.Errorf("try a backup: %w", fs.ErrNotExist)
	}
	d := Drill{At: k.now(), Name: n.Name, Made: n.At, Cases: n.Sum.Cases}
	var err error
	d.Mended, err = k.try(ctx, st, n, tell)
	if ctx.Err() != nil {
		return d, wrap("try a backup", ctx.Err())
	}
	if errors.Is(err, store.ErrFull) || errors.Is(err, store.ErrReadOnly) {
		return d, wrap("try a backup", err) // that says nothing of the backup
	}
	d.OK = err == nil
	noted := k.edit(func(b *book) {
		b.Drill = d
		for i := range b.Notes {
			if b.Notes[i].Name == n.Name && b.Notes[i].Folder == n.Folder {
				b.Notes[i].Bad = err != nil
			}
		}
	})
	return d, wrap("try a backup", errors.Join(err, noted))
}

// newest returns the newest backup that is there and not known to be bad.
func (k *Keeper) newest() (Note, bool) {
	for _, n := range k.Notes() {
		if !n.Bad && k.Present(n) {
			return n, true
		}
	}
	return Note{}, false
}

func (k *Keeper) try(ctx context.Context, st *store.Store, n Note, tell func(Progress)) (mended int, err error) {
	temp, err := k.temp()
	if err != nil {
		return 0, err
	}
	defer func() { _ = k.fs.RemoveAll(temp) }()
	local := filepath.Join(temp, "record.db")
	if _, err := copyFile(ctx, local, n.Path(), func(done int64) { tell(Progress{StepCopy, done, n.Size}) }); err != nil {
		return 0, store.Explain(err)
	}
	tell(Progress{Step: StepOpen})
	c, err := st.OpenCopy(local)
	if err != nil {
		return 0, err
	}
	err = c.Verify()
	if err == nil && SumOf(c) != n.Sum {
		err = fmt.Errorf("not what the backup held: %w", data.ErrDamaged)
	}
	if err == nil {
		mended, err = k.tryPool(ctx, c, n, tell)
	}
	return mended, errors.Join(err, c.Close())
}

// Problem says in a code what is wrong with the backups.
type Problem string

// The problems, empty for none.
const (
	ProblemNever   Problem = "never"   // no backup was made yet
	ProblemFolder  Problem = "folder"  // the chosen folder is not there, as with a stick pulled out
	ProblemFull    Problem = "full"    // its disk is full
	ProblemBlocked Problem = "blocked" // it may not be written
	ProblemDamaged Problem = "damaged" // a copy was not what it should be
	ProblemFailed  Problem = "failed"  // something else
	ProblemOld     Problem = "old"     // the newest is too old
	ProblemMissing Problem = "missing" // the newest is not where it was written
)

func problemOf(err error) Problem {
	switch {
	case errors.Is(err, store.ErrFull):
		return ProblemFull
	case errors.Is(err, store.ErrReadOnly):
		return ProblemBlocked
	case errors.Is(err, fs.ErrNotExist):
		return ProblemFolder
	case errors.Is(err, data.ErrDamaged):
		return ProblemDamaged
	}
	return ProblemFailed
}

// oldAfter is how many days the newest backup may be old while the record changes.
const oldAfter = 7

// Status is how safe the record is, for the first screen and the settings.
type Status struct {
	// Last is the newest backup that counts and can be reached; zero for none.
	Last Note
	// Drill is the last trial, zero for none.
	Drill Drill
	// Folder is where daily backups go; Beside says that it is the record's own disk.
	Folder  string
	Beside  bool
	Problem Problem
	// Since is when the problem began, where that is known.
	Since time.Time
}

// Status looks at the book and the folders. changed, which takes longer, is asked only
// when it matters whether the record holds something that the newest backup does not.
func (k *Keeper) Status(changed func() bool) Status {
	k.mu.Lock()
	b := k.readBook()
	k.mu.Unlock()
	s := Status{Drill: b.Drill, Folder: k.Folder()}
	s.Beside = s.Folder == k.beside
	s.Last, _ = k.newest()
	notes := k.Notes()
	switch {
	case b.Why != "":
		s.Problem, s.Since = b.Why, b.Failed
	case len(notes) == 0:
		s.Problem = ProblemNever
	case b.Folder != "" && !k.fs.IsDir(b.Folder):
		s.Problem = ProblemFolder
	case b.Drill.Name != "" && !b.Drill.OK:
		s.Problem, s.Since = ProblemDamaged, b.Drill.At
	case s.Last.Name == "":
		s.Problem = ProblemMissing
	case data.DayOf(k.now())-data.DayOf(s.Last.At) > oldAfter && changed():
		s.Problem, s.Since = ProblemOld, s.Last.At
	}
	return s
}

// Changed returns the question whether a record holds something that the newest backup does not.
func (k *Keeper) Changed(st *store.Store) func() bool {
	return func() bool {
		n, ok := k.newest()
		return !ok || n.Sum != SumOf(st)
	}
}
