package tables

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Head returns the end of a chain.
func (t *tx) Head(c ledger.Chain) (ledger.Head, error) {
	v, err := t.get(heads, headKey(c))
	if errors.Is(err, data.ErrNotFound) {
		return ledger.Head{}, nil
	}
	if err != nil {
		return ledger.Head{}, err
	}
	seq, hash, err := unpackPlace(v)
	return ledger.Head{Seq: seq, Hash: hash}, err
}

func hashOf(v []byte) (h data.Hash, err error) {
	if copy(h[:], v) != len(h) {
		err = fmt.Errorf("chain: %w", data.ErrDamaged)
	}
	return h, err
}

// HashAt returns the hash of a chain at seq.
func (t *tx) HashAt(c ledger.Chain, seq uint64) (data.Hash, error) {
	v, err := t.get(chains, chainKey(c, seq))
	if err != nil {
		return data.Hash{}, err
	}
	return hashOf(v)
}

// HasUID reports whether a uid has had its effect in a village.
func (t *tx) HasUID(v ledger.VillageID, uid data.UID) (bool, error) {
	return t.has(uids, villageKey(v, uid[:]))
}

// MarkUID records that it has.
func (t *tx) MarkUID(v ledger.VillageID, uid data.UID) error {
	return t.put(uids, villageKey(v, uid[:]), []byte{})
}

// Stream returns the entries of a village after a gsn.
func (t *tx) Stream(v ledger.VillageID, after uint64, limit, maxBytes int) (out []ledger.Entry, err error) {
	if after == math.MaxUint64 || limit <= 0 {
		return nil, nil
	}
	size := 0
	err = t.s.Scan(stream, Range{From: villageKey(v, number(after+1)), To: afterVillage(v), Limit: limit}, func(k, b []byte) (bool, error) {
		e, err := unpackEntry(v, gsnOf(k), b)
		if err != nil {
			return false, err
		}
		if size += len(e.Event); size > maxBytes && len(out) > 0 {
			return false, nil
		}
		out = append(out, e)
		return true, nil
	})
	return out, err
}

// gsnOf reads the number at the end of a key.
func gsnOf(k []byte) uint64 {
	if len(k) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(k[len(k)-8:])
}

// DigestAt returns the digest of a village's stream up to gsn.
func (t *tx) DigestAt(v ledger.VillageID, gsn uint64) (data.Hash, error) {
	if gsn == 0 {
		return data.Hash{}, nil
	}
	b, err := t.get(stream, villageKey(v, number(gsn)))
	if err != nil {
		return data.Hash{}, err
	}
	return digestOf(b)
}

// EntriesOf returns the entries of a village's stream about one case.
func (t *tx) EntriesOf(v ledger.VillageID, subject data.CaseID) (out []ledger.Entry, err error) {
	var at [][]byte
	err = t.scan(about, villageKey(v, subject[:]), func(k, _ []byte) error {
		at = append(at, villageKey(v, number(gsnOf(k))))
		return nil
	})
	if err == nil {
		err = t.s.Fetch(stream, at)
	}
	for _, key := range at {
		if err != nil {
			return nil, err
		}
		var b []byte
		if b, err = t.get(stream, key); err != nil {
			return nil, fmt.Errorf("entry of a case: %w", data.ErrDamaged)
		}
		var e ledger.Entry
		e, err = unpackEntry(v, gsnOf(key), b)
		out = append(out, e)
	}
	return out, err
}

// Link moves the head of a chain by one.
func (t *tx) Link(c ledger.Chain, h ledger.Head) error {
	head, err := t.Head(c)
	switch {
	case err != nil:
		return err
	case h.Seq <= head.Seq:
		return fmt.Errorf("link event: %w", ledger.ErrExists)
	case h.Seq != head.Seq+1:
		return fmt.Errorf("link event after a gap: %w", data.ErrNotFound)
	}
	return errors.Join(t.put(chains, chainKey(c, h.Seq), h.Hash[:]), t.put(heads, headKey(c), packPlace(h.Seq, h.Hash)))
}

// end returns the number and the digest of the last entry of a stream.
func (t *tx) end(v ledger.VillageID) (gsn uint64, digest data.Hash, err error) {
	b, err := t.get(ends, villageKey(v))
	if errors.Is(err, data.ErrNotFound) {
		return 0, data.Hash{}, nil
	}
	if err != nil {
		return 0, data.Hash{}, err
	}
	return unpackPlace(b)
}

// Append links an entry and puts it at the end of its village's stream.
func (t *tx) Append(e ledger.Entry) error {
	gsn, digest, err := t.end(e.Village)
	switch {
	case err != nil:
		return err
	case e.GSN != 0 && e.GSN <= gsn:
		return fmt.Errorf("append entry: %w", ledger.ErrExists)
	case e.GSN != gsn+1:
		return fmt.Errorf("append entry after a gap: %w", data.ErrNotFound)
	}
	if err := t.Link(e.Chain, ledger.Head{Seq: e.Seq, Hash: e.Hash}); err != nil {
		return err
	}
	e.Digest = data.Chain(digest, e.Hash[:])
	return errors.Join(
		t.put(stream, villageKey(e.Village, number(e.GSN)), packEntry(e)),
		t.put(ends, villageKey(e.Village), packPlace(e.GSN, e.Digest)),
		t.put(about, villageKey(e.Village, e.Subject[:], number(e.GSN)), []byte{}))
}

// Hold sets an event aside.
func (t *tx) Hold(h ledger.Held) (bool, error) {
	place := append(append(append([]byte{}, h.Chain.Device[:]...), h.Hash[:]...), h.Reason...)
	if known, err := t.has(heldAt, place); known || err != nil {
		return false, err
	}
	size, err := t.HeldBytes(h.Chain.Device)
	if err != nil {
		return false, err
	}
	key, err := t.next(held)
	if err != nil {
		return false, err
	}
	return true, errors.Join(t.put(heldAt, place, key),
		t.put(heldSize, h.Chain.Device[:], number(uint64(size)+uint64(len(h.Event)))),
		t.put(held, key, packHeld(h)))
}

// Held returns the newest entries that were set aside.
func (t *tx) Held(limit int) (out []ledger.Held, err error) {
	err = t.last(held, limit, func(_, v []byte) error {
		h, err := unpackHeld(v)
		out = append(out, h)
		return err
	})
	return out, err
}

// HeldBytes returns how many bytes of a device's events are set aside.
func (t *tx) HeldBytes(d data.DeviceID) (int64, error) {
	v, err := t.s.Get(heldSize, d[:])
	if v == nil || err != nil {
		return 0, err
	}
	if len(v) != 8 {
		return 0, fmt.Errorf("held bytes: %w", data.ErrDamaged)
	}
	return int64(binary.BigEndian.Uint64(v)), nil
}
