package wire

import "woshou/data"

// WrappedKey is a case's key, sealed under the village's key.
type WrappedKey struct {
	Case data.CaseID
	Key  []byte
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
