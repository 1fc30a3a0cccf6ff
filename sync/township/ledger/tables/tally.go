package tables

import (
	"encoding/binary"
	"errors"
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
	err = t.scan(tallies, villageKey(v), func(k, b []byte) error {
		key, err := readTallyKey(k)
		if err != nil || key.Month < from || key.Month > to {
			return err
		}
		tally, err := unpackTally(b)
		out = append(out, ledger.Tally{TallyKey: key, Tally: tally})
		return err
	})
	return out, err
}

// AddTally adds to tallies; one that is nothing is not kept.
func (t *tx) AddTally(deltas ...ledger.Tally) error {
	at := keysOf(deltas, func(d *ledger.Tally) []byte { return tallyKey(&d.TallyKey) })
	if err := t.s.Fetch(tallies, at); err != nil {
		return err
	}
	for i, d := range deltas {
		b, err := t.s.Get(tallies, at[i])
		if err != nil {
			return err
		}
		if err := t.addTally(at[i], b, d.Tally); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) addTally(key, b []byte, delta data.Tally) error {
	sum := delta
	if b != nil {
		old, err := unpackTally(b)
		if err != nil {
			return err
		}
		sum = old.Plus(delta)
	}
	switch {
	case sum != (data.Tally{}):
		return t.put(tallies, key, packTally(sum))
	case b != nil:
		return t.delete(tallies, key)
	}
	return nil
}

// TallyState returns how far the tallies are counted. The record is the rule, and behind
// it, while they are being counted anew, the last village.
func (t *tx) TallyState() (s ledger.TallyState, err error) {
	v, err := t.get(meta, keyTallyRule)
	if errors.Is(err, data.ErrNotFound) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	u := unpacker{b: v}
	s.Rule, s.Counting = int(u.uint()), len(u.b) > 0
	if s.Counting {
		s.Upto = ledger.VillageID(u.text())
	}
	return s, u.err("state of the tallies")
}

// SetTallyState writes it.
func (t *tx) SetTallyState(s ledger.TallyState) error {
	var p packer
	p.uint(uint64(s.Rule))
	if s.Counting {
		p.text(string(s.Upto))
	}
	return t.put(meta, keyTallyRule, p)
}
