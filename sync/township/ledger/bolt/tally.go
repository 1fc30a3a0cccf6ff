package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// tallyKey writes a key so that keys sort by their fields.
func tallyKey(k *ledger.TallyKey) []byte {
	p := packer(villageKey(k.Village))
	p.text(string(k.Figure))
	p = binary.BigEndian.AppendUint32(p, uint32(k.Month))
	p = binary.BigEndian.AppendUint32(p, uint32(k.Since))
	p.text(string(k.Type))
	p.text(string(k.Outcome))
	return p
}

func readTallyKey(b []byte) (k ledger.TallyKey, err error) {
	u := unpacker{b: b}
	k.Village = ledger.VillageID(u.text())
	k.Figure = data.Figure(u.text())
	k.Month, k.Since = data.Month(u.uint32()), data.Month(u.uint32())
	k.Type, k.Outcome = data.DisputeType(u.text()), data.Outcome(u.text())
	return k, u.err("tally")
}

// Tallies returns the tallies of a village in a span of months.
func (t *tx) Tallies(v ledger.VillageID, from, to data.Month) (out []ledger.Tally, err error) {
	if to == 0 {
		to = math.MaxInt32
	}
	prefix := villageKey(v)
	cur := t.b.Bucket(bucketTallies).Cursor()
	for k, b := cur.Seek(prefix); bytes.HasPrefix(k, prefix); k, b = cur.Next() {
		key, err := readTallyKey(k)
		if err != nil {
			return nil, err
		}
		if key.Month < from || key.Month > to {
			continue
		}
		tally, err := unpackTally(b)
		if err != nil {
			return nil, err
		}
		out = append(out, ledger.Tally{TallyKey: key, Tally: tally})
	}
	return out, nil
}

// AddTally adds to a tally; one that is nothing is not kept.
func (t *tx) AddTally(key ledger.TallyKey, delta data.Tally) error {
	k := tallyKey(&key)
	var sum data.Tally
	if b := t.b.Bucket(bucketTallies).Get(k); b != nil {
		var err error
		if sum, err = unpackTally(b); err != nil {
			return err
		}
	}
	sum.Cases, sum.People, sum.Amount = sum.Cases+delta.Cases, sum.People+delta.People, sum.Amount+delta.Amount
	if sum == (data.Tally{}) {
		return t.delete(bucketTallies, k)
	}
	return t.put(bucketTallies, k, packTally(sum))
}

// TallyRule returns the version of the rule of the tallies.
func (t *tx) TallyRule() (int, error) {
	v, err := t.get(bucketMeta, keyTallyRule)
	if errors.Is(err, data.ErrNotFound) {
		return 0, nil
	}
	n, size := binary.Uvarint(v)
	if err == nil && size <= 0 {
		err = fmt.Errorf("rule of the tallies: %w", data.ErrDamaged)
	}
	return int(n), err
}

// SetTallyRule writes it.
func (t *tx) SetTallyRule(version int) error {
	return t.put(bucketMeta, keyTallyRule, binary.AppendUvarint(nil, uint64(version)))
}
