package store

import (
	"bytes"
	"errors"

	"woshou/data"
)

// offerBytes bounds the events of one transaction of Offer.
const offerBytes = 1 << 20

// Offer gives the township's stream what it lacks, once it was read to its end in a server
// epoch: the events here that have no number in it, of this computer's older chains and of
// other computers, are appended to the device's log under their own UIDs, each case's in
// their order, before anything else of it. They begin a new epoch of the log; when there are
// none, nothing changes. A call does a part; it is called until link.Offered says that all
// is done.
func (s *Store) Offer(server data.Epoch) error {
	return wrap("offer", s.update(func(t *txn) error {
		link, err := t.link()
		if err != nil {
			return err
		}
		ids, err := t.subjects()
		if err != nil {
			return err
		}
		if link.Offer.Server != server {
			if link.Offer, err = t.beginOffer(server, ids); err != nil {
				return err
			}
		}
		if err := t.offer(&link.Offer, ids); err != nil {
			return err
		}
		return t.putLink(link)
	}))
}

// beginOffer begins a new epoch of the log when the stream lacks something that would not
// go to it anyway.
func (t *txn) beginOffer(server data.Epoch, ids []data.CaseID) (Offered, error) {
	o := Offered{Server: server, Line: t.st.line()}
	for _, id := range ids {
		x, err := t.index(id)
		if err != nil {
			return o, err
		}
		if len(x.lacking(o.Line)) > 0 {
			t.st.Chains = append(t.st.Chains, chain{Epoch: data.NewEpoch()})
			t.st.Acked = 0
			o.Line = t.st.line()
			return o, nil
		}
	}
	o.Done = true
	return o, nil
}

// lacking returns which events stand before a line of the log and have no number in the stream.
func (x *index) lacking(line uint32) (at []int) {
	for i, e := range x.Events {
		if e.GSN == 0 && e.Line < line {
			at = append(at, i)
		}
	}
	return at
}

// offer goes on behind the last subject that was looked at.
func (t *txn) offer(o *Offered, ids []data.CaseID) error {
	size, begun := 0, o.From != data.CommitteeID
	for _, id := range ids {
		if o.Done || begun && bytes.Compare(id[:], o.From[:]) <= 0 {
			continue
		}
		n, err := t.offerCase(id, o.Line)
		if err != nil {
			return err
		}
		if size, o.From = size+n, id; size > offerBytes {
			return nil
		}
	}
	o.Done = true
	return nil
}

// offerCase offers what the stream lacks of a case, and returns how many bytes that is.
func (t *txn) offerCase(id data.CaseID, line uint32) (size int, err error) {
	x, err := t.index(id)
	if err != nil {
		return 0, err
	}
	lacking := x.lacking(line)
	if len(lacking) == 0 {
		return 0, nil
	}
	key, err := t.caseKey(id)
	if err != nil {
		return 0, err
	}
	for _, i := range lacking {
		e, err := t.event(x.Events[i].place)
		if err != nil {
			return size, err
		}
		if _, err := t.s.openBody(key, &e); err != nil && key != nil && e.Version <= data.EventVersion {
			continue // nobody can read it
		}
		var large *data.Invalid
		if err := t.moveUp(&e, &x.Events[i]); errors.As(err, &large) {
			continue // its place in the other chain had a few bytes less
		} else if err != nil {
			return size, err
		}
		size += len(e.Body) + len(e.Facts) + len(e.Opened)
	}
	return size, t.refold(id, x, true)
}
