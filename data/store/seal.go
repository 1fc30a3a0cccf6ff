package store

import (
	"crypto/rand"
	_ "embed" // the dictionary
	"fmt"

	"github.com/klauspost/compress/zstd"

	"woshou/data"
	"woshou/data/seal"
)

const (
	keySize  = seal.KeySize
	saltSize = 16
	// cipherName is what the header calls the algorithm of sealed values.
	cipherName = "aes-256-gcm"
)

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails on the systems Go supports
	return b
}

// The first byte of packed bytes says how they were made smaller.
const (
	packedPlain = 0
	packedZstd1 = 1 // zstd with dictionary 1
)

// maxUnpacked bounds what a packed value may grow to, in bytes.
const maxUnpacked = 16 << 20

// dictionary1 is typical text of records. It is part of the format: not a byte of it
// may change; a better one becomes dictionary 2.
//
//go:embed dictionary1.txt
var dictionary1 []byte

const dictionaryID = 1

var (
	// events packs what is saved before it is acknowledged, encoder all else.
	events, encoder = newEncoder(1), newEncoder(2)
	decoder, _      = zstd.NewReader(nil, zstd.WithDecoderDictRaw(dictionaryID, dictionary1),
		zstd.WithDecoderConcurrency(4), zstd.WithDecoderMaxMemory(maxUnpacked))
)

// newEncoder takes the fastest level: with the dictionary the others are not smaller.
func newEncoder(atOnce int) *zstd.Encoder {
	e, _ := zstd.NewWriter(nil, zstd.WithEncoderDictRaw(dictionaryID, dictionary1),
		zstd.WithEncoderConcurrency(atOnce), zstd.WithEncoderCRC(false), zstd.WithSingleSegment(true),
		zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20))
	return e
}

func pack(plain []byte) []byte      { return packWith(encoder, plain) }
func packEvent(plain []byte) []byte { return packWith(events, plain) }

// restPacker has the encoder of events put its tables in order, which it does before it
// packs, so that the next save need not wait for that.
func restPacker() { events.EncodeAll([]byte{0}, nil) }

func packWith(e *zstd.Encoder, plain []byte) []byte {
	out := e.EncodeAll(plain, []byte{packedZstd1})
	if len(out) > len(plain) {
		return append([]byte{packedPlain}, plain...)
	}
	return out
}

func unpack(b []byte) ([]byte, error) { return unpackInto(nil, b) }

// unpackInto puts the bytes behind into, in its room if there is enough.
func unpackInto(into, b []byte) ([]byte, error) {
	switch {
	case len(b) == 0:
	case b[0] == packedPlain:
		return append(into, b[1:]...), nil
	case b[0] == packedZstd1:
		if out, err := decoder.DecodeAll(b[1:], into); err == nil {
			return out, nil
		}
	default:
		return nil, fmt.Errorf("packing %d: %w", b[0], data.ErrNewer)
	}
	return nil, fmt.Errorf("packed value: %w", data.ErrDamaged)
}
