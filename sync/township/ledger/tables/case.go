package tables

import (
	"bytes"
	"errors"
	"fmt"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Case returns what is known of a case.
func (t *tx) Case(id data.CaseID) (ledger.Case, error) {
	v, err := t.get(cases, id[:])
	if err != nil {
		return ledger.Case{}, err
	}
	return unpackCase(id[:], v)
}

// Cases returns the cases of a village that have a fact row, by case ID.
func (t *tx) Cases(v ledger.VillageID) (out []ledger.Case, err error) {
	prefix := villageKey(v)
	var ids [][]byte
	err = t.scan(owned, prefix, func(k, _ []byte) error {
		ids = append(ids, bytes.Clone(k[len(prefix):]))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t.casesOf(ids)
}

// Newest returns the cases of a village by their last event.
func (t *tx) Newest(v ledger.VillageID, before uint64, limit int) (out []ledger.Case, err error) {
	if limit <= 0 {
		return nil, nil
	}
	r := Range{From: villageKey(v), To: afterVillage(v), Reverse: true, Limit: limit}
	if before != 0 {
		r.To = villageKey(v, number(before))
	}
	var ids [][]byte
	err = t.s.Scan(newest, r, func(_, id []byte) (bool, error) {
		ids = append(ids, bytes.Clone(id))
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return t.casesOf(ids)
}

// casesOf returns the cases with these IDs.
func (t *tx) casesOf(ids [][]byte) (out []ledger.Case, err error) {
	if err := t.s.Fetch(cases, ids); err != nil {
		return nil, err
	}
	for _, id := range ids {
		v, err := t.get(cases, id)
		if err != nil {
			return nil, fmt.Errorf("case of a village: %w", data.ErrDamaged)
		}
		c, err := unpackCase(id, v)
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
		t.move(owned, ownedKey(&old), ownedKey(&c), []byte{}),
		t.move(newest, newestKey(&old), newestKey(&c), c.ID[:]),
		t.put(cases, c.ID[:], packCase(c)))
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
func (t *tx) move(index *Table, from, to, value []byte) error {
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
	key, err := t.get(keys, villageKey(v, id[:]))
	return bytes.Clone(key), err
}

// PutKey writes it.
func (t *tx) PutKey(v ledger.VillageID, id data.CaseID, key []byte) error {
	return t.put(keys, villageKey(v, id[:]), bytes.Clone(key)) // it is a part of a whole message
}
