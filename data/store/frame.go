package store

import (
	"bytes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"woshou/data"
	"woshou/data/seal"
)

// The journal is a row of frames. A frame is one transaction of the store:
//
//	length of the sealed payload (4 bytes) | number (8) | hash (32) | sealed payload
//
// The hash runs: SHA-256 of the hash before, length, number and sealed payload. So a
// frame that is torn, lost, repeated or in another's place does not follow.
const (
	frameHeader = 4 + 8 + sha256.Size
	maxFrame    = 1 << 30
)

// position is a place between two frames of a journal.
type position struct {
	Journal journalID
	// Frame is the number of the frame before it, Hash that frame's, Offset its end in
	// bytes from the file's start.
	Frame  uint64
	Offset int64
	Hash   data.Hash
}

// journalID names one journal file; recordID the record, for ever.
type (
	journalID [16]byte
	recordID  [16]byte
)

// start is the position before a journal's first frame.
func (s *slot) start() position {
	sum := sha256.Sum256(append(append([]byte("woshou frames\x00"), s.Record[:]...), s.Journal[:]...))
	return position{Journal: s.Journal, Offset: framesAt, Hash: sum}
}

func (p *position) ad() []byte {
	return binary.BigEndian.AppendUint64(append([]byte("frame\x00"), p.Journal[:]...), p.Frame)
}

func frameHash(prev data.Hash, lengthAndNumber, sealed []byte) (sum data.Hash) {
	h := sha256.New()
	h.Write(prev[:])
	h.Write(lengthAndNumber)
	h.Write(sealed)
	h.Sum(sum[:0])
	return sum
}

// frame returns the bytes of the frame after p and moves p behind it.
func (p *position) frame(key cipher.AEAD, plain []byte) []byte {
	p.Frame++
	sealed := seal.Seal(key, plain, p.ad())
	out := make([]byte, 0, frameHeader+len(sealed))
	out = binary.BigEndian.AppendUint32(out, uint32(len(sealed)))
	out = binary.BigEndian.AppendUint64(out, p.Frame)
	p.Hash = frameHash(p.Hash, out, sealed)
	out = append(out, p.Hash[:]...)
	p.Offset += int64(frameHeader + len(sealed))
	return append(out, sealed...)
}

// What a frame does to a bucket. Snapshots of cases are not in the journal: they are
// folded anew from the events.
type change struct {
	bucket string
	key    []byte
	value  []byte // nil deletes
}

// put does to the bucket what the change says.
func (c *change) put(b *bbolt.Bucket) error {
	if c.value == nil {
		return b.Delete(c.key)
	}
	return b.Put(c.key, c.value)
}

const changesVersion = 1

// bucketNumbers are the buckets' names in a frame; a number is never used twice.
var bucketNumbers = map[string]byte{bucketState: 1, bucketLog: 2, bucketFacts: 3, bucketKeys: 4}

func appendChange(out []byte, c change) []byte {
	out = append(out, bucketNumbers[c.bucket], byte(len(c.key)))
	out = append(out, c.key...)
	// 0 deletes, otherwise the length and one.
	if c.value == nil {
		return append(out, 0)
	}
	out = binary.AppendUvarint(out, uint64(len(c.value))+1)
	return append(out, c.value...)
}

// decodeChanges reads a frame's payload; the error wraps data.ErrDamaged, or
// data.ErrNewer for a payload of a later version.
func decodeChanges(b []byte) ([]change, error) {
	damaged := fmt.Errorf("frame: %w", data.ErrDamaged)
	if len(b) == 0 || b[0] == 0 {
		return nil, damaged
	}
	if b[0] > changesVersion {
		return nil, fmt.Errorf("frame: %w", data.ErrNewer)
	}
	var out []change
	for b = b[1:]; len(b) > 0; {
		var c change
		for name, n := range bucketNumbers {
			if n == b[0] {
				c.bucket = name
			}
		}
		if c.bucket == "" || len(b) < 2 || b[1] == 0 || len(b) < 2+int(b[1]) {
			return nil, damaged
		}
		c.key, b = b[2:2+int(b[1])], b[2+int(b[1]):]
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n)+1 {
			return nil, damaged
		}
		if b = b[n:]; size > 0 {
			c.value, b = bytes.Clone(b[:size-1]), b[size-1:]
			if c.value == nil {
				c.value = []byte{}
			}
		}
		out = append(out, c)
	}
	return out, nil
}
