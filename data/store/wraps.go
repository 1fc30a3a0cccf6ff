package store

import (
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// readHeader returns the header as the file has it.
func (s *Store) readHeader() (h header, err error) {
	err = s.readTx(func(tx *bbolt.Tx) error {
		h, err = decodeHeader(tx.Bucket([]byte(bucketMeta)).Get(keyHeader))
		return err
	})
	return h, err
}

// writeHeader changes how the record is unlocked, durably, in both copies: first the
// journal's other slot, from then on it counts; then the file; then the first slot, so
// that no old wrap stays. It is called with the lock of saves held.
func (s *Store) writeHeader(h header) error {
	if err := s.together(); err != nil {
		return err
	}
	put := func(seq uint64) error {
		return s.writeTx(func(tx *bbolt.Tx) error {
			if err := putSlotSeq(tx, seq); err != nil {
				return err
			}
			return tx.Bucket([]byte(bucketMeta)).Put(keyHeader, h.encode())
		})
	}
	if s.journal == nil {
		return put(0)
	}
	next := s.journal.slot
	next.Seq, next.Header = next.Seq+1, h.encode()
	if err := s.journal.writeSlot(next); err != nil {
		return explain(err)
	}
	if err := put(next.Seq); err != nil {
		return err
	}
	next.Seq++
	return explain(s.journal.writeSlot(next))
}

func slotSeq(tx *bbolt.Tx) uint64 {
	b := tx.Bucket([]byte(bucketMeta)).Get(keySlot)
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func (t *txn) slotSeq() uint64 { return slotSeq(t.tx) }

func putSlotSeq(tx *bbolt.Tx, seq uint64) error {
	return tx.Bucket([]byte(bucketMeta)).Put(keySlot, binary.BigEndian.AppendUint64(nil, seq))
}

// editHeader runs edit on the header and writes what it leaves, unless it fails. It is
// called with the lock of saves held.
func (s *Store) editHeader(edit func(*header) error) error {
	h, err := s.readHeader()
	if err != nil {
		return err
	}
	if err := edit(&h); err != nil {
		return err
	}
	return s.writeHeader(h)
}
