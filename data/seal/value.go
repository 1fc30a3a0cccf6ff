// Package seal is how what people wrote lies on disks and goes over lines: values sealed
// under a key, and the files of photos and scans, which are such values one behind another.
// It knows neither who keeps a key nor where anything lies.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"

	"woshou/data"
)

// KeySize is the size of every key, in bytes.
const KeySize = 32

// The first byte of a sealed value names its algorithm.
const sealedGCM = 1

// Overhead is how much longer a sealed value is than what it holds, in bytes: algorithm,
// nonce, tag.
const Overhead = 1 + 12 + 16

// NewKey makes a key of KeySize bytes ready for use (AES-256-GCM, a random nonce for each value).
func NewKey(key []byte) cipher.AEAD {
	if len(key) != KeySize {
		panic("seal: a key of an impossible size")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("seal: " + err.Error()) // only for an impossible key size
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("seal: " + err.Error()) // AES has the block size GCM wants
	}
	return aead
}

// Seal returns algorithm, nonce and sealed bytes. ad is bound to them, not stored.
func Seal(key cipher.AEAD, plain, ad []byte) []byte {
	out := make([]byte, 1, 1+len(plain)+key.Overhead())
	out[0] = sealedGCM
	return key.Seal(out, nil, plain, ad)
}

// Open returns data.ErrDamaged when the bytes, the key or ad are not those of Seal.
func Open(key cipher.AEAD, sealed, ad []byte) ([]byte, error) {
	return OpenInto(nil, key, sealed, ad)
}

// OpenInto is Open and puts the plain bytes behind into, in its room if there is enough.
func OpenInto(into []byte, key cipher.AEAD, sealed, ad []byte) ([]byte, error) {
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
