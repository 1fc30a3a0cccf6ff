package bolt

import (
	"bytes"

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

// PutCase writes what is known of a case.
func (t *tx) PutCase(c ledger.Case) error {
	if old, err := t.Case(c.ID); err == nil && (old.Village != c.Village || len(c.Row) == 0) {
		if err := t.delete(bucketOwned, villageKey(old.Village, c.ID[:])); err != nil {
			return err
		}
	}
	if len(c.Row) > 0 {
		if err := t.put(bucketOwned, villageKey(c.Village, c.ID[:]), []byte{}); err != nil {
			return err
		}
	}
	return t.put(bucketCases, c.ID[:], packCase(c))
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
