package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	_ "embed" // the dictionary
	"fmt"

	"github.com/klauspost/compress/zstd"

	"woshou/data"
)

const (
	keySize  = 32
	saltSize = 16
	// cipherName is what the header calls the algorithm of sealed values.
	cipherName = "aes-256-gcm"
)

// The first byte of a sealed thing names its algorithm.
const sealedGCM = 1

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails on the systems Go supports
	return b
}

func newAEAD(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("store: " + err.Error()) // only for an impossible key size
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("store: " + err.Error()) // AES has the block size GCM wants
	}
	return aead
}

// seal returns algorithm, nonce and sealed bytes. ad is bound to them, not stored.
func seal(key cipher.AEAD, plain, ad []byte) []byte {
	out := make([]byte, 1, 1+len(plain)+key.Overhead())
	out[0] = sealedGCM
	return key.Seal(out, nil, plain, ad)
}

// unseal returns data.ErrDamaged when the bytes, the key or ad are not those of
// seal, and data.ErrNewer for an algorithm this program does not have.
func unseal(key cipher.AEAD, sealed, ad []byte) ([]byte, error) {
	return unsealInto(nil, key, sealed, ad)
}

// unsealInto puts the plain bytes behind into, in its room if there is enough.
func unsealInto(into []byte, key cipher.AEAD, sealed, ad []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, data.ErrDamaged
	}
	if sealed[0] != sealedGCM {
		// A flipped bit looks like this too, and is the likelier reading of one value.
		return nil, fmt.Errorf("algorithm %d: %w", sealed[0], data.ErrDamaged)
	}
	plain, err := key.Open(into, nil, sealed[1:], ad)
	if err != nil {
		return nil, data.ErrDamaged
	}
	return plain, nil
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
