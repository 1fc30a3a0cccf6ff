package store

import (
	"errors"
	"fmt"
	"slices"

	"woshou/data"
	"woshou/data/seal"
)

// Receive takes in one answer of the township, in one transaction: how far it has this
// device's log, the next part of its stream, keys of cases, and the link with the
// cursor moved behind them. Events of others are kept as they came and folded; an event
// already here, by UID, has no second effect. When link names another server epoch
// than before, the stream's numbers are forgotten and link.GSN counts anew. What it is
// offered (Offer) is the store's to write and not the caller's. The error is ErrMoved when the
// computer was enrolled elsewhere since link was read; it
// wraps data.ErrNotFound when the township names an event of this device that is not
// here - the file was set back - and data.ErrDamaged when its numbers cannot be;
// nothing is changed then.
func (s *Store) Receive(ackSeq uint64, pulled []Pulled, keys []WrappedKey, link Link) error {
	err := s.update(func(t *txn) error {
		if ackSeq > t.st.own().Seq {
			return fmt.Errorf("acknowledged %d of %d: %w", ackSeq, t.st.own().Seq, data.ErrNotFound)
		}
		t.st.Acked = ackSeq
		in := &arrivals{t: t, cases: map[data.CaseID]*subject{}}
		old, err := t.linkOf(link)
		if err == nil && old.ServerEpoch != link.ServerEpoch && old.ServerEpoch != (data.Epoch{}) {
			old.Offer = Offered{} // the server may come back to a life whose stream was given all once
			err = in.forget()
		}
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := in.key(k); err != nil {
				return err
			}
		}
		for _, p := range pulled {
			if err := in.take(p); err != nil {
				return err
			}
		}
		for _, id := range in.order {
			if err := in.settle(id, in.cases[id]); err != nil {
				return err
			}
		}
		link.Offer, link.Asked, link.Proxy = old.Offer, old.Asked, old.Proxy
		return t.putLink(link)
	})
	if err == nil {
		err = s.takeRecovery()
	}
	return wrap("receive", err)
}

// linkOf returns the link if it is to the township of another one.
func (t *txn) linkOf(other Link) (Link, error) {
	l, err := t.link()
	if err == nil && (l.Village != other.Village || l.Address != other.Address) {
		err = ErrMoved
	}
	return l, err
}

// ErrMoved says that an answer is of a township which is this computer's no longer.
var ErrMoved = errors.New("the answer is of another township than this computer's")

// StreamDigest returns the digest of the township's stream behind some events that follow
// it where its digest is from: SHA-256 over the digest before and the event's own hash in
// its chain. The error wraps data.ErrNotFound when they name an event of this device that
// is not here.
func (s *Store) StreamDigest(from data.Hash, pulled []Pulled) (data.Hash, error) {
	digest := from
	err := s.view(func(t *txn) error {
		for _, p := range pulled {
			raw := p.Event
			if raw == nil {
				at, err := t.st.place(p)
				if err == nil {
					raw, err = t.rawEvent(at)
				}
				if err != nil {
					return err
				}
			}
			e, err := data.DecodeEvent(raw)
			if err != nil {
				return err
			}
			h := data.Chain(e.Prev, raw)
			digest = data.Chain(digest, h[:])
		}
		return nil
	})
	return digest, wrap("stream", err)
}

// arrivals is one answer being taken in.
type arrivals struct {
	t     *txn
	cases map[data.CaseID]*subject
	order []data.CaseID
}

// subject is a case that an answer concerns.
type subject struct {
	index   *index
	uids    map[data.UID]int // where in the index each event is
	foreign map[place]bool
	newKey  bool
	dirty   bool
}

func (in *arrivals) subject(id data.CaseID) (*subject, error) {
	if sub := in.cases[id]; sub != nil {
		return sub, nil
	}
	x, err := in.t.index(id)
	if err != nil {
		return nil, err
	}
	sub := &subject{index: x, uids: map[data.UID]int{}, foreign: map[place]bool{}}
	for i, at := range x.Events {
		e, err := in.t.event(at.place)
		if err != nil {
			return nil, err
		}
		sub.uids[e.UID] = i
	}
	in.cases[id] = sub
	in.order = append(in.order, id)
	return sub, nil
}

// settle stores what changed of a case. Numbers that leave its events in the order they
// were folded in leave its state as it is.
func (in *arrivals) settle(id data.CaseID, sub *subject) error {
	if !sub.dirty {
		return nil
	}
	was := slices.Clone(sub.index.Events)
	sub.index.sortEvents()
	if slices.Equal(was, sub.index.Events) && len(sub.foreign) == 0 && !sub.newKey {
		return in.t.putIndex(id, sub.index)
	}
	answered, err := in.t.answered(sub.foreign)
	if err != nil {
		return err
	}
	moved := overtaken(sub.index.Events, sub.foreign) || reordered(was, sub.index.Events, sub.foreign)
	return in.t.refold(id, sub.index, answered || moved)
}

// take places one event of the stream.
func (in *arrivals) take(p Pulled) error {
	if p.GSN == 0 && p.Event == nil {
		return fmt.Errorf("event without number: %w", data.ErrDamaged)
	}
	if p.Event == nil {
		return in.own(p)
	}
	return in.event(p.Event, p.GSN)
}

// event places an event by its bytes; gsn is 0 when it did not come with the stream.
func (in *arrivals) event(raw []byte, gsn uint64) error {
	e, err := data.DecodeEvent(raw)
	if err != nil {
		// It cannot be read here; a later version of this program may.
		return in.arrive(raw, nil)
	}
	sub, err := in.subject(e.Subject)
	if err != nil {
		return err
	}
	if at, known := sub.uids[e.UID]; known {
		sub.number(at, gsn)
		return nil
	}
	return in.arrive(raw, func(at place) {
		sub.uids[e.UID] = len(sub.index.Events)
		sub.index.Events = append(sub.index.Events, entry{at, gsn})
		sub.foreign[at], sub.dirty = true, true
	})
}

// number gives an event its number in the stream, if it has none: the first counts.
func (sub *subject) number(at int, gsn uint64) {
	if e := &sub.index.Events[at]; e.GSN == 0 && gsn != 0 {
		e.GSN, sub.dirty = gsn, true
	}
}

// arrive keeps the bytes of an event from elsewhere.
func (in *arrivals) arrive(event []byte, note func(place)) error {
	in.t.st.Arrivals++
	at := place{0, in.t.st.Arrivals}
	if note != nil {
		note(at)
	}
	return in.t.putEvent(at, event)
}

// place returns where an event of this device is that comes without its bytes.
func (st *state) place(p Pulled) (place, error) {
	line := slices.IndexFunc(st.Chains, func(c chain) bool { return c.Epoch == p.Epoch })
	if line < 0 || p.Seq == 0 || p.Seq > st.Chains[line].Seq {
		return place{}, fmt.Errorf("own event %d: %w", p.Seq, data.ErrNotFound)
	}
	return place{uint32(line + 1), p.Seq}, nil
}

// own numbers an event of this device.
func (in *arrivals) own(p Pulled) error {
	place, err := in.t.st.place(p)
	if err != nil {
		return err
	}
	e, err := in.t.event(place)
	if err != nil {
		return err
	}
	sub, err := in.subject(e.Subject)
	if err != nil {
		return err
	}
	at, known := sub.uids[e.UID]
	if !known {
		return fmt.Errorf("index: %w", data.ErrDamaged)
	}
	sub.number(at, p.GSN)
	return nil
}

// key keeps a case's key, unless there is one: a case has one key for ever.
func (in *arrivals) key(k WrappedKey) error {
	t := in.t
	if t.get(bucketKeys, k.Case[:]) != nil {
		return nil
	}
	secret, err := seal.Open(t.s.master, k.Key, ad(bucketKeys, k.Case[:]))
	if err != nil || len(secret) != keySize {
		return nil // not sealed by this village: it opens nothing
	}
	sub, err := in.subject(k.Case)
	if err != nil {
		return err
	}
	sub.newKey, sub.dirty = true, true
	return t.swap(bucketKeys, k.Case[:], k.Key)
}

// forget drops the stream's numbers of all events: the township's server was restored
// and counts anew.
func (in *arrivals) forget() error {
	ids, err := in.t.subjects()
	if err != nil {
		return err
	}
	for _, id := range ids {
		sub, err := in.subject(id)
		if err != nil {
			return err
		}
		for i := range sub.index.Events {
			e := &sub.index.Events[i]
			sub.dirty = sub.dirty || e.GSN != 0
			e.GSN = 0
		}
	}
	return nil
}
