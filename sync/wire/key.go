package wire

import (
	"crypto/sha256"

	"woshou/data"
)

// WrappedKey is a case's key, sealed under the village's key.
type WrappedKey struct {
	Case data.CaseID
	Key  []byte
}

// NoVillage is the name of a village's key that is not there.
var NoVillage = []byte{0}

// VillageDigest names a village's sealed key; NoVillage for none.
func VillageDigest(sealed []byte) []byte {
	if len(sealed) == 0 {
		return NoVillage
	}
	sum := sha256.Sum256(sealed)
	return sum[:8]
}

// intoKey takes one sealed key, or the name of one.
func intoKey(dst *[]byte) func([]byte) error {
	return func(v []byte) error {
		if len(v) > MaxKey {
			return ErrTooLarge
		}
		*dst = v
		return nil
	}
}

const (
	tagKeyCase = iota + 1
	tagKeyBytes
)

func encodeKeys(keys []WrappedKey) [][]byte {
	out := make([][]byte, len(keys))
	for i, k := range keys {
		var w writer
		w.bytes(tagKeyCase, k.Case[:]) // the committee's own ID is all zeros, and travels
		w.bytes(tagKeyBytes, k.Key)
		out[i] = w.out
	}
	return out
}

func intoKeys(dst *[]WrappedKey) func([]byte) error {
	return intoList(MaxKeys, func(v []byte) error {
		var k WrappedKey
		err := fields{
			tagKeyCase:  intoID(k.Case[:]),
			tagKeyBytes: func(v []byte) error { k.Key = v; return nil },
		}.read(v)
		*dst = append(*dst, k)
		return err
	})
}

func checkKeys(keys []WrappedKey) error {
	if len(keys) > MaxKeys {
		return ErrTooLarge
	}
	for _, k := range keys {
		if len(k.Key) == 0 {
			return data.ErrDamaged
		}
		if len(k.Key) > MaxKey {
			return ErrTooLarge
		}
	}
	return nil
}
