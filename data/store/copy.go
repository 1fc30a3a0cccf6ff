package store

// OpenCopy opens another file of the same record with the key of this one: a backup,
// wherever it lies. The errors are those of Open; data.ErrDamaged also when the file
// belongs to another record.
func (s *Store) OpenCopy(path string) (*Store, error) {
	opt := s.opt
	opt.Alone = true
	l, err := Open(path, opt)
	if err != nil {
		return nil, err
	}
	return l.unlocked(s.secret, s.Author())
}

// OpenRestored opens a copy as OpenCopy does, and gives it the journal that a record
// has: it is to be the record.
func (s *Store) OpenRestored(path string) (*Store, error) {
	l, err := Open(path, s.opt)
	if err != nil {
		return nil, err
	}
	return l.unlocked(s.secret, s.Author())
}

// Explain adds to what the disk answered the decision a caller may take: ErrFull,
// ErrReadOnly, data.ErrLocked.
func Explain(err error) error { return explain(err) }
