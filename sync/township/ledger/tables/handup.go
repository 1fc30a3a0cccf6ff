package tables

import (
	"bytes"
	"errors"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// HandUp returns what was handed up by an event.
func (t *tx) HandUp(v ledger.VillageID, id data.UID) (ledger.HandUp, error) {
	return read[ledger.HandUp](t, handUps, villageKey(v, id[:]))
}

// HandUps returns the newest hand-ups.
func (t *tx) HandUps(limit int) (out []ledger.HandUp, err error) {
	var at [][]byte
	err = t.last(handed, limit, func(k, _ []byte) error {
		at = append(at, bytes.Clone(k[8:]))
		return nil
	})
	if err == nil {
		err = t.s.Fetch(handUps, at)
	}
	for _, key := range at {
		if err != nil {
			return nil, err
		}
		var h ledger.HandUp
		h, err = read[ledger.HandUp](t, handUps, key)
		out = append(out, h)
	}
	return out, err
}

// PutHandUp writes it.
func (t *tx) PutHandUp(h ledger.HandUp) error {
	var was []byte
	key := villageKey(h.Village, h.ID[:])
	switch old, err := t.HandUp(h.Village, h.ID); {
	case err == nil:
		was = handedKey(&old, key)
	case !errors.Is(err, data.ErrNotFound):
		return err
	}
	return errors.Join(t.move(handed, was, handedKey(&h, key), []byte{}), write(t, handUps, key, h))
}

func handedKey(h *ledger.HandUp, key []byte) []byte {
	return append(number(uint64(h.Received.UnixMicro())+1<<63), key...) // times before 1970 sort first
}
