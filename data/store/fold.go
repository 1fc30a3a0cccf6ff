package store

import (
	"crypto/cipher"
	"fmt"
	"slices"

	"woshou/data"
	"woshou/data/seal"
)

// fold makes a case's, or the committee's, state anew from its events in their order,
// and leaves in the index the fact row that the township has after them.
// An event whose body does not open changes nothing, but its fact row counts, and its fence
// does; the row of a late one does not.
func (t *txn) fold(id data.CaseID, x *index, r data.Record) error {
	key, err := t.caseKey(id)
	if err != nil {
		return err
	}
	c, _ := r.(*data.Case)
	x.Fact = nil
	for _, at := range x.Events {
		e, err := t.event(at.place)
		if err != nil {
			return err
		}
		if len(e.Facts) > 0 && (c == nil || e.Fence >= c.Fence) {
			x.Fact = append([]byte(nil), e.Facts...)
		}
		body, err := t.s.openBody(key, &e)
		if err != nil && at.Line != 0 && key != nil && e.Version <= data.EventVersion && !answers(&e) {
			return fmt.Errorf("case %s: %w", id, err)
		}
		if err != nil {
			body = data.Body{}
		}
		data.Apply(r, &e, body)
		if c != nil {
			t.st.used(c.Year, c.Seq)
		}
	}
	return nil
}

// newRecord returns the empty record that a subject's events fold into.
func newRecord(id data.CaseID) data.Record {
	if id == data.CommitteeID {
		return new(data.Committee)
	}
	return &data.Case{ID: id}
}

// refold makes a subject's snapshot anew from its sorted index. moved says that an own event
// may have been written without knowing one before it, so that its fact row may be wrong, or
// that a township answered, which tells no row; then one more own event gives the township
// the row of all together.
func (t *txn) refold(id data.CaseID, x *index, moved bool) error {
	r := newRecord(id)
	if err := t.fold(id, x, r); err != nil {
		return err
	}
	key, err := t.caseKey(id)
	if err != nil {
		return err
	}
	if c, ok := r.(*data.Case); ok && key != nil && moved {
		if err := t.tellRow(c, key, x); err != nil {
			return err
		}
	}
	if err := t.putIndex(id, x); err != nil || key == nil {
		return err
	}
	t.putSnapshot(id, key, r)
	return nil
}

// tellRow gives the township a case's row if it neither has it nor gets it with what waits
// here. An event that only another computer can send may stand behind all of that: one more
// would not change what is last.
func (t *txn) tellRow(c *data.Case, key cipher.AEAD, x *index) error {
	row := factRow(c)
	if row == nil || string(row) == string(x.Fact) {
		return nil
	}
	told, err := t.told(x)
	if err != nil || string(row) == string(told) {
		return err
	}
	return t.appendMerge(c, row, key, x)
}

// told returns the row of the last event that has a number or goes to the township.
func (t *txn) told(x *index) ([]byte, error) {
	line := t.st.line()
	for _, at := range slices.Backward(x.Events) {
		if at.GSN == 0 && (at.Line == 0 || at.Line < line) {
			continue
		}
		if e, err := t.event(at.place); err != nil || len(e.Facts) > 0 {
			return e.Facts, err
		}
	}
	return nil, nil
}

// remake makes a subject's snapshot anew where another program, or the journal, is ahead
// of it. Nothing of it goes to the journal.
func (t *txn) remake(id data.CaseID) error {
	x, err := t.index(id)
	if err != nil {
		return err
	}
	t.touched[id], t.facts[id] = true, x.Fact
	key, err := t.caseKey(id)
	if err != nil {
		return err
	}
	if key == nil || len(x.Events) == 0 {
		t.putSnapshot(id, nil, nil)
		return nil
	}
	r := newRecord(id)
	if err := t.fold(id, x, r); err != nil {
		return err
	}
	t.putSnapshot(id, key, r)
	return nil
}

// overtaken reports whether an own event follows one that has just arrived.
func overtaken(events []entry, foreign map[place]bool) bool {
	seen := false
	for _, e := range events {
		switch {
		case foreign[e.place]:
			seen = true
		case seen && e.Line != 0:
			return true
		}
	}
	return false
}

// MergeKind is the kind of an event that changes nothing and carries the fact row of
// a case that two computers changed at the same time, or that a township answered about.
const MergeKind = "merge"

func (t *txn) appendMerge(c *data.Case, row []byte, key cipher.AEAD, x *index) error {
	e := data.Event{UID: data.NewUID(), Kind: MergeKind, Subject: c.ID, At: t.s.opt.Now().Unix(), Fence: c.Fence, Facts: row}
	plain, err := data.Body{}.Encode()
	if err != nil {
		return err
	}
	return t.append(&e, seal.Seal(key, packEvent(plain), e.UID[:]), x)
}
