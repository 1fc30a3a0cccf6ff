package store

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"

	"woshou/data"
)

// Unseal returns what was sealed to the village's public key (Recipient). The error is what
// age says.
func (s *Store) Unseal(r io.Reader) (io.Reader, error) { return age.Decrypt(r, s.identity) }

// Vouch returns what only a computer of the village can make of a sum: with it a file from
// another one is told from a stranger's.
func (s *Store) Vouch(sum data.Hash) []byte {
	key, err := hkdf.Key(sha256.New, s.secret, nil, "woshou peer stick", keySize)
	if err != nil {
		panic("store: " + err.Error()) // only for an impossible length
	}
	h := hmac.New(sha256.New, key)
	h.Write(sum[:])
	return h.Sum(nil)
}

// EachLog hands over, case by case and the committee's first, all events that are here, in
// their order, and the wrapped key; nil when there is none.
func (s *Store) EachLog(do func(id data.CaseID, key []byte, events [][]byte) error) error {
	return s.view(func(t *txn) error {
		ids, err := t.subjects()
		if err != nil {
			return err
		}
		for _, id := range ids {
			x, err := t.index(id)
			if err != nil {
				return err
			}
			var events [][]byte
			for _, at := range x.Events {
				raw, err := t.rawEvent(at.place)
				if err != nil {
					return err
				}
				events = append(events, raw)
			}
			if err := do(id, clone(t.get(bucketKeys, id[:])), events); err != nil {
				return err
			}
		}
		return nil
	})
}

// TakeIn takes in events of a case that came from another computer of the village without
// the township, and returns how many are new. They have no number in the stream yet; what
// the stream lacks of them is offered to it when it was next read to its end. The error
// wraps data.ErrDamaged for what is no event of the case; nothing is changed then.
func (s *Store) TakeIn(id data.CaseID, key []byte, events [][]byte) (fresh int, err error) {
	err = s.update(func(t *txn) error {
		in := &arrivals{t: t, cases: map[data.CaseID]*subject{}}
		if err := in.key(WrappedKey{id, key}); err != nil {
			return err
		}
		before := t.st.Arrivals
		for _, raw := range events {
			e, err := data.DecodeEvent(raw)
			if err != nil || e.Subject != id {
				return fmt.Errorf("event of another computer: %w", data.ErrDamaged)
			}
			if err := in.event(raw, 0); err != nil {
				return err
			}
		}
		for _, id := range in.order {
			if err := in.settle(id, in.cases[id]); err != nil {
				return err
			}
		}
		if fresh = int(t.st.Arrivals - before); fresh == 0 {
			return nil
		}
		link, err := t.link()
		if err != nil {
			return err
		}
		link.Offer = link.anew()
		return t.putLink(link)
	})
	return fresh, wrap("take in events", err)
}

// reordered reports whether events that were here before stand in another order.
func reordered(was, now []entry, foreign map[place]bool) bool {
	old := func(events []entry) (out []place) {
		for _, e := range events {
			if !foreign[e.place] {
				out = append(out, e.place)
			}
		}
		return out
	}
	return !slices.Equal(old(was), old(now))
}
