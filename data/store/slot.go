package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"woshou/data"
)

// A journal starts with two slots that say whose it is and how it is unlocked. They are
// written in turn, so that one of them is whole whenever the power goes.
const (
	slotSize = 32 << 10
	framesAt = 2 * slotSize
)

// slotMagic starts every slot; the version, the length of the body, the body and its
// checksum follow, in every version there will be.
var slotMagic = []byte("woshou journal\n")

// journalVersion is the version of the journal that this program writes.
const journalVersion = 1

// slot is what a journal says of itself.
type slot struct {
	// Seq counts the changes of the header; the slot with the higher one counts.
	Seq     uint64
	Record  recordID
	Journal journalID
	// Header is the record's header, as in the bbolt file.
	Header []byte
}

// encode returns slotSize bytes; nil when the header has too many wraps for that.
func (s *slot) encode() []byte {
	body := binary.BigEndian.AppendUint64(nil, s.Seq)
	body = append(append(append(body, s.Record[:]...), s.Journal[:]...), s.Header...)
	out := binary.AppendUvarint(bytes.Clone(slotMagic), journalVersion)
	out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
	out = append(out, body...)
	sum := sha256.Sum256(out)
	out = append(out, sum[:]...)
	if len(out) > slotSize {
		return nil
	}
	return append(out, make([]byte, slotSize-len(out))...)
}

// decodeSlot returns data.ErrNewer for a whole slot of a later version, and
// data.ErrDamaged for anything else it cannot use.
func decodeSlot(b []byte) (slot, error) {
	damaged := fmt.Errorf("journal's slot: %w", data.ErrDamaged)
	if !bytes.HasPrefix(b, slotMagic) {
		return slot{}, damaged
	}
	version, n := binary.Uvarint(b[len(slotMagic):])
	at := len(slotMagic) + n
	if n <= 0 || version == 0 || len(b) < at+4 {
		return slot{}, damaged
	}
	end := uint64(at) + 4 + uint64(binary.BigEndian.Uint32(b[at:]))
	if end+sha256.Size > uint64(len(b)) {
		return slot{}, damaged
	}
	if sum := sha256.Sum256(b[:end]); !bytes.Equal(sum[:], b[end:end+sha256.Size]) {
		return slot{}, damaged
	}
	if version > journalVersion {
		return slot{}, data.ErrNewer
	}
	body := b[at+4 : end]
	var s slot
	fixed := 8 + len(s.Record) + len(s.Journal)
	if len(body) < fixed {
		return slot{}, damaged
	}
	s.Seq = binary.BigEndian.Uint64(body)
	copy(s.Record[:], body[8:])
	copy(s.Journal[:], body[8+len(s.Record):])
	s.Header = bytes.Clone(body[fixed:])
	return s, nil
}
