package bolt

import (
	"bytes"
	"errors"
	"math"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Case returns what is known of a case.
func (t *tx) Case(id data.CaseID) (ledger.Case, error) {
	v, err := t.get(bucketCases, id[:])
	if err != nil {
		return ledger.Case{}, err
	}
	return unpackCase(id[:], v)
}

// Cases returns the cases of a village that have a fact row, by case ID.
func (t *tx) Cases(v ledger.VillageID) (out []ledger.Case, err error) {
	prefix := villageKey(v)
	cases := t.b.Bucket(bucketCases)
	cur := t.b.Bucket(bucketOwned).Cursor()
	for k, _ := cur.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = cur.Next() {
		id := k[len(prefix):]
		c, err := unpackCase(id, cases.Get(id))
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// Newest returns the cases of a village by their last event.
func (t *tx) Newest(v ledger.VillageID, before uint64, limit int) (out []ledger.Case, err error) {
	prefix := villageKey(v)
	if before == 0 {
		before = math.MaxUint64
	}
	cur := t.b.Bucket(bucketNewest).Cursor()
	k, id := cur.Seek(villageKey(v, number(before)))
	if k == nil {
		k, id = cur.Last()
	} else {
		k, id = cur.Prev()
	}
	for ; bytes.HasPrefix(k, prefix) && len(out) < limit; k, id = cur.Prev() {
		c, err := unpackCase(id, t.b.Bucket(bucketCases).Get(id))
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// PutCase writes what is known of a case.
func (t *tx) PutCase(c ledger.Case) error {
	old, err := t.Case(c.ID)
	if err != nil && !errors.Is(err, data.ErrNotFound) {
		return err
	}
	return errors.Join(
		t.move(bucketOwned, ownedKey(&old), ownedKey(&c), []byte{}),
		t.move(bucketNewest, newestKey(&old), newestKey(&c), c.ID[:]),
		t.put(bucketCases, c.ID[:], packCase(c)))
}

// ownedKey is the key under which a case counts; nil while it has no row.
func ownedKey(c *ledger.Case) []byte {
	if len(c.Row) == 0 {
		return nil
	}
	return villageKey(c.Village, c.ID[:])
}

// newestKey is the key of a case's last event; nil while it has none.
func newestKey(c *ledger.Case) []byte {
	if c.Last == 0 {
		return nil
	}
	return villageKey(c.Village, number(c.Last))
}

// move puts an entry of an index from its old key to its new one.
func (t *tx) move(index, from, to, value []byte) error {
	if bytes.Equal(from, to) {
		return nil
	}
	var err error
	if from != nil {
		err = t.delete(index, from)
	}
	if to != nil {
		err = errors.Join(err, t.put(index, to, value))
	}
	return err
}

// Key returns the sealed key of a village's case.
func (t *tx) Key(v ledger.VillageID, id data.CaseID) ([]byte, error) {
	key, err := t.get(bucketKeys, villageKey(v, id[:]))
	return bytes.Clone(key), err
}

// PutKey writes it.
func (t *tx) PutKey(v ledger.VillageID, id data.CaseID, key []byte) error {
	return t.put(bucketKeys, villageKey(v, id[:]), key)
}
