package bolt

import (
	"errors"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// HandUp returns what was handed up by an event.
func (t *tx) HandUp(v ledger.VillageID, id data.UID) (ledger.HandUp, error) {
	return read[ledger.HandUp](t, bucketHandUps, villageKey(v, id[:]))
}

// HandUps returns the newest hand-ups.
func (t *tx) HandUps(limit int) (out []ledger.HandUp, err error) {
	cur := t.b.Bucket(bucketHanded).Cursor()
	for k, _ := cur.Last(); k != nil && len(out) < limit; k, _ = cur.Prev() {
		h, err := read[ledger.HandUp](t, bucketHandUps, k[8:])
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
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
	return errors.Join(t.move(bucketHanded, was, handedKey(&h, key), []byte{}), write(t, bucketHandUps, key, h))
}

func handedKey(h *ledger.HandUp, key []byte) []byte {
	return append(number(uint64(h.Received.UnixMicro())+1<<63), key...) // times before 1970 sort first
}
