package store

import (
	"bytes"
	"errors"

	"woshou/data"
	"woshou/data/seal"
)

// compare finds out what the journal is to the file. A journal that is no use is closed,
// one that is ahead is applied; whole gets, later, whether the journal's frames that the
// file has are whole.
func (t *txn) compare(whole chan bool) (ahead bool, err error) {
	s, j := t.s, t.s.journal
	switch {
	case j.slot.Record != t.record():
		s.dropJournal("other")
		s.repaired(JournalForeign)
		return false, nil
	case j.slot.Journal != t.cp.Journal:
		return false, t.compareStates(j)
	}
	from := t.cp.position
	end, err := t.catchUp(j, 0)
	if err != nil {
		return false, err
	}
	if more, err := j.more(end); err != nil || more {
		return false, errors.Join(err, data.ErrDamaged)
	}
	<-whole
	go func() {
		at, err := j.scan(j.slot.start(), from.Offset, nil)
		whole <- err == nil && at == from
	}()
	if err := j.goOn(end); err != nil && !tolerable(explain(err)) {
		return false, err
	}
	if end == from {
		return false, nil
	}
	s.repaired(Completed)
	return true, nil
}

// compareStates judges a journal of this record that is not the one the file copied from:
// a new one whose making was cut off, the one of an older or a newer copy of the file, or
// of a copy that went its own way.
func (t *txn) compareStates(j *journal) error {
	last, err := t.s.lastState(j, place{t.st.line(), t.st.own().Seq})
	switch {
	case err != nil:
		t.s.dropJournal("damaged")
		t.s.repaired(JournalRemade)
	case last.includes(t.st) && last.beyond(t.st):
		return errBehind
	case last.includes(t.st):
		t.s.dropJournal("")
	default:
		t.s.dropJournal("other")
		t.s.repaired(JournalForeign)
	}
	return nil
}

// reached is how far a journal's frames go.
type reached struct {
	st   state
	head data.Hash // of the event at the place asked for
}

// lastState reads a whole journal.
func (s *Store) lastState(j *journal, at place) (*reached, error) {
	var sealed []byte
	out := new(reached)
	_, err := j.scan(j.slot.start(), 0, func(plain []byte) error {
		changes, err := decodeChanges(plain)
		for _, c := range changes {
			switch {
			case c.bucket == bucketState && bytes.Equal(c.key, keyState):
				sealed = c.value
			case c.bucket == bucketLog && bytes.Equal(c.key, at.key()):
				out.head, err = s.hashOf(c)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	st, err := s.decodeState(sealed)
	if err != nil {
		return nil, err
	}
	out.st = *st
	return out, nil
}

func (s *Store) hashOf(c change) (data.Hash, error) {
	raw, err := seal.Open(s.master, c.value, ad(bucketLog, c.key))
	if err != nil {
		return data.Hash{}, err
	}
	e, err := data.DecodeEvent(raw)
	return data.Chain(e.Prev, raw), err
}

// includes reports whether all events of another state are in this one.
func (r *reached) includes(o *state) bool {
	own := o.own()
	if r.st.Device != o.Device || len(r.st.Chains) < len(o.Chains) || r.st.Arrivals < o.Arrivals {
		return false
	}
	same := r.st.Chains[len(o.Chains)-1]
	return same.Epoch == own.Epoch && same.Seq >= own.Seq && (own.Seq == 0 || r.head == own.Hash)
}

// beyond reports whether there are more events than in another state.
func (r *reached) beyond(o *state) bool {
	return len(r.st.Chains) > len(o.Chains) || r.st.own().Seq > o.own().Seq || r.st.Arrivals > o.Arrivals
}
