package store

import (
	"fmt"
	"time"

	"woshou/data"
)

// Committee returns a copy of the committee's record.
func (s *Store) Committee() *data.Committee {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mem.committee.Clone()
}

// MoveCommittee is what SaveCommittee refuses, with a code that says why.
const MoveCommittee data.Move = "committee"

var errAwaited = refuse(MoveCommittee, "committee.awaited")

// SaveCommittee brings the committee's record to next, as one event; without a
// difference nothing is saved. The error is *data.Refused on a computer that joined and has
// not received the village's yet - one begun here would have a key of its own, and the
// village's would never open - or says what the disk answered.
func (s *Store) SaveCommittee(kind string, next *data.Committee) error {
	err := s.update(func(t *txn) error {
		var current data.Committee
		found, err := t.load(data.CommitteeID, &current)
		if err == nil && !found && t.st.Filling != nil {
			err = errAwaited
		}
		if err != nil {
			return err
		}
		changes := data.Diff(&current, next)
		if len(changes) == 0 {
			return nil
		}
		return t.save(kind, &current, data.Body{Changes: changes}, nil)
	})
	return wrap("save committee", err)
}

// Case returns a copy of a case; data.ErrNotFound when there is none, or when its
// content is not on this computer.
func (s *Store) Case(id data.CaseID) (*data.Case, error) {
	s.mu.RLock()
	cached, it := s.recent(id), s.mem.items[id]
	s.mu.RUnlock()
	switch {
	case cached != nil:
		return cached.Clone(), nil
	case it == nil:
		return nil, fmt.Errorf("case %s: %w", id, data.ErrNotFound)
	case it.row.Destroyed:
		return nil, fmt.Errorf("case %s: %w", id, data.ErrDestroyed)
	}
	c := new(data.Case)
	err := s.view(func(t *txn) error { return t.loadCase(id, c) })
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mem.items[id] == it { // nothing was saved meanwhile
		s.mem.keep(id, c)
	}
	return c.Clone(), nil
}

// recent returns a case that memory has whole, nil for another. It is called with the
// lock of memory held; the case is shared.
func (s *Store) recent(id data.CaseID) *data.Case {
	saves, _, _ := s.ahead.now()
	if r, found := record(saves, id); found {
		c, _ := r.(*data.Case)
		return c
	}
	return s.mem.recent[id]
}

func (t *txn) loadCase(id data.CaseID, c *data.Case) error {
	found, err := t.load(id, c)
	if err == nil && !found {
		err = fmt.Errorf("case %s: %w", id, data.ErrNotFound)
	}
	return err
}

// SaveCase appends what differs between before and after to the device's log as one
// event and returns the case as it then is, when the disk has it. The difference is
// applied to the case as it stands now: where it changed since before was read, both
// values are kept and the case says so in Conflicts. For a new case before is
// &data.Case{ID: id}. Without a difference nothing is saved. The error is
// *data.Invalid when the two differ in ID, or wraps ErrFull, ErrReadOnly,
// data.ErrDamaged or what the disk answered; nothing is saved then.
func (s *Store) SaveCase(kind string, before, after *data.Case) (*data.Case, error) {
	return s.saveCase(kind, before, after, nil)
}

func (s *Store) saveCase(kind string, before, after *data.Case, opened []byte) (*data.Case, error) {
	id := before.ID
	if id == data.CommitteeID || id != after.ID {
		return nil, &data.Invalid{Field: "case", Code: "id.wrong"}
	}
	moved, err := s.loosen(before, after)
	defer func() { s.settleFiles(id, moved) }()
	if err != nil {
		return nil, wrap("save case", err)
	}
	changes := data.Diff(before, after)
	current := new(data.Case)
	var saved *data.Case
	err = s.update(func(t *txn) error {
		found, err := t.current(id, current)
		switch {
		case err != nil:
			return err
		case len(changes) == 0 && found:
			saved = current
			return nil
		case len(changes) == 0:
			return fmt.Errorf("case %s: %w", id, data.ErrNotFound)
		case !found && t.get(bucketFacts, id[:]) != nil:
			return fmt.Errorf("content of case %s: %w", id, data.ErrNotFound)
		}
		current.ID = id // of a new one
		err = t.save(kind, current, data.Body{Changes: changes}, opened)
		saved = current.Clone() // memory keeps the case itself
		return err
	})
	if err != nil {
		return nil, wrap("save case", err)
	}
	return saved, nil
}

// current fills a case as it now is, from memory where it is there.
func (t *txn) current(id data.CaseID, into *data.Case) (bool, error) {
	t.s.mu.RLock()
	cached := t.s.recent(id)
	t.s.mu.RUnlock()
	if cached == nil {
		return t.load(id, into)
	}
	*into = *cached.Clone()
	return true, nil
}

// SaveCases saves new cases, each as an event of its own, in one transaction: all of them
// or none.
func (s *Store) SaveCases(kind string, cases []*data.Case) error {
	return wrap("save cases", s.update(func(t *txn) error {
		for _, c := range cases {
			if c.ID == data.CommitteeID || t.get(bucketFacts, c.ID[:]) != nil {
				return &data.Invalid{Field: "case", Code: "id.wrong"}
			}
			now := &data.Case{ID: c.ID}
			if err := t.save(kind, now, data.Body{Changes: data.Diff(&data.Case{ID: c.ID}, c)}, nil); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Cases yields every case, newest first, decoded one by one (about 0.1 ms each). A
// case whose content is not on this computer is left out. For what is due use Due.
func (s *Store) Cases(yield func(*data.Case) bool) {
	for _, row := range s.Rows() {
		c, err := s.Case(row.ID)
		if err == nil && !yield(c) {
			return
		}
	}
}

// Entry is one event of a case's history.
type Entry struct {
	UID    data.UID
	Author data.ElementID
	// At is the wall clock of the computer that wrote it.
	At   time.Time
	Kind string
	// Changes is empty when the event's content is not on this computer.
	Changes []data.Change
	// Sent says that the township has it.
	Sent   bool
	Device data.DeviceID
	// Late says that it was written without knowing that the case was handed up or had
	// come back; what it changes was not taken.
	Late bool
}

// History returns the events of a case, or of the committee, in the order they are
// folded. The error wraps data.ErrNotFound or data.ErrDamaged.
func (s *Store) History(id data.CaseID) ([]Entry, error) {
	var out []Entry
	err := s.view(func(t *txn) error {
		x, err := t.index(id)
		if err != nil {
			return err
		}
		if len(x.Events) == 0 {
			return data.ErrNotFound
		}
		key, err := t.caseKey(id)
		if err != nil {
			return err
		}
		fence := uint64(0)
		for _, at := range x.Events {
			e, err := t.event(at.place)
			if err != nil {
				return err
			}
			late := e.Fence < fence
			fence = max(fence, e.Fence)
			body, _ := t.s.openBody(key, &e)
			out = append(out, Entry{
				UID: e.UID, Author: e.Author, At: time.Unix(e.At, 0), Kind: e.Kind, Device: e.Device,
				Changes: body.Changes, Sent: t.st.sent(at), Late: late,
			})
		}
		return nil
	})
	return out, wrap("history", err)
}

// sent reports whether the township has an event.
func (st *state) sent(e entry) bool {
	return e.GSN != 0 || e.Line != st.line() || e.N <= st.Acked
}
