package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"woshou/data"
)

var errContent = fmt.Errorf("content: %w", data.ErrDamaged)

// checkLog sees to it that the log has every event the state counts, and no other,
// without reading them; the last one must be what the head says.
func (t *txn) checkLog() error {
	want := place{0, 1}
	err := t.bucket(bucketLog).ForEach(func(k, _ []byte) error {
		for want.N > t.st.length(want.Line) && int(want.Line) < len(t.st.Chains) {
			want = place{want.Line + 1, 1}
		}
		if want.N > t.st.length(want.Line) || !bytes.Equal(k, want.key()) {
			return fmt.Errorf("log: %w", data.ErrDamaged)
		}
		want.N++
		return nil
	})
	if err != nil {
		return err
	}
	for line := want.Line; int(line) <= len(t.st.Chains); line++ {
		if line > want.Line {
			want = place{line, 1}
		}
		if want.N <= t.st.length(line) {
			return fmt.Errorf("log: %w", data.ErrDamaged)
		}
	}
	return t.checkHead()
}

// checkContent compares what was read with the digests of the state.
func (t *txn) checkContent(found *content) error {
	sum, cases := found.sum, found.cases
	if t.st.Format == 0 { // version 1 has one digest of all
		sum.merge(cases)
		cases = contentSum{}
	}
	if sum != t.st.Content || cases != t.cp.Cases {
		return errContent
	}
	return nil
}

// length returns how many events a line of the log has.
func (st *state) length(line uint32) uint64 {
	if line == 0 {
		return st.Arrivals
	}
	return st.Chains[line-1].Seq
}

func (t *txn) checkHead() error {
	own := t.st.own()
	if t.st.Acked > own.Seq {
		return fmt.Errorf("log: %w", data.ErrDamaged)
	}
	if own.Seq == 0 {
		return nil
	}
	raw, err := t.rawEvent(place{t.st.line(), own.Seq})
	if err != nil {
		return err
	}
	e, err := data.DecodeEvent(raw)
	if err != nil {
		return err
	}
	if data.Chain(e.Prev, raw) != own.Hash || e.Epoch != own.Epoch || e.Device != t.st.Device {
		return fmt.Errorf("head of log: %w", data.ErrDamaged)
	}
	return nil
}

// Verify reads everything: each event of the device's chains follows from the one
// before it, every case is the fold of its events, every value is whole. It takes
// about as long as reading the file twice. The error wraps data.ErrDamaged.
func (s *Store) Verify() error {
	return wrap("verify", s.viewFile(func(t *txn) error {
		if err := t.checkLog(); err != nil {
			return err
		}
		if err := t.checkChains(); err != nil {
			return err
		}
		found, err := t.content(nil)
		if err != nil {
			return err
		}
		if err := t.checkContent(found); err != nil {
			return err
		}
		return t.checkFolds()
	}))
}

func (t *txn) checkChains() error {
	for i, c := range t.st.Chains {
		var hash data.Hash
		for n := range c.Seq {
			raw, err := t.rawEvent(place{uint32(i + 1), n + 1})
			if err != nil {
				return err
			}
			e, err := data.DecodeEvent(raw)
			if err != nil {
				return err
			}
			if e.Prev != hash || e.Seq != n+1 || e.Epoch != c.Epoch {
				return fmt.Errorf("chain at %d: %w", n+1, data.ErrDamaged)
			}
			hash = data.Chain(hash, raw)
		}
		if hash != c.Hash {
			return fmt.Errorf("chain head: %w", data.ErrDamaged)
		}
	}
	for n := range t.st.Arrivals {
		if _, err := t.rawEvent(place{0, n + 1}); err != nil {
			return err
		}
	}
	return nil
}

// checkFolds compares every snapshot with the fold of the case's events. The fold
// notes case numbers in the state; they are there already.
func (t *txn) checkFolds() error {
	return t.bucket(bucketFacts).ForEach(func(k, _ []byte) error {
		id := data.CaseID(k)
		x, err := t.index(id)
		if err != nil || len(x.Events) == 0 {
			return err
		}
		was, is := newRecord(id), newRecord(id)
		found, err := t.load(id, was)
		if err != nil || !found {
			return err
		}
		fact := x.Fact
		if err := t.fold(id, x, is); err != nil {
			return err
		}
		if !bytes.Equal(fact, x.Fact) || len(data.Diff(was, is)) > 0 {
			return fmt.Errorf("case %s is not its events: %w", id, data.ErrDamaged)
		}
		return nil
	})
}

// Backup writes a copy of the record to path while work goes on. The copy is opened
// and verified before it takes its name, and opens with the same passwords and
// recovery key. It returns the files of the attachments that the copy names, which are to
// go with it. The error wraps fs.ErrExist when there is a file already, ErrFull, or what
// the disk answered; nothing is left then.
func (s *Store) Backup(path string) ([]SealedFile, error) {
	fresh := path + newSuffix
	files, err := s.backup(path, fresh)
	if err != nil {
		_ = s.opt.files.Remove(fresh)
	}
	return files, wrap("backup", err)
}

func (s *Store) backup(path, fresh string) ([]SealedFile, error) {
	if err := s.upToDate(); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, os.ErrExist
	}
	if err := removeStale(s.opt.files, fresh); err != nil {
		return nil, explain(err)
	}
	if err := s.copyTo(fresh); err != nil {
		return nil, err
	}
	c, err := s.OpenCopy(fresh)
	if err != nil {
		return nil, err
	}
	files := c.SealedFiles()
	if err := errors.Join(c.Verify(), c.detach(), c.Close()); err != nil {
		return nil, err
	}
	if err := s.opt.files.Rename(fresh, path); err != nil {
		return nil, explain(err)
	}
	s.opt.files.SyncDir(filepath.Dir(path))
	return files, nil
}

// detach has a copy forget the journal: it is none that this copy misses.
func (s *Store) detach() error {
	t, err := s.begin()
	if err != nil {
		return err
	}
	return t.finish(position{})
}

func (s *Store) copyTo(path string) error {
	f, err := s.opt.files.Open(path, os.O_RDWR|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return explain(err)
	}
	err = s.readTx(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(io.NewOffsetWriter(f, 0))
		return err
	})
	return errors.Join(err, explain(f.Sync()), explain(f.Close()))
}
