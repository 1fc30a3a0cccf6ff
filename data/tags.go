package data

import "encoding/binary"

// tagWriter writes fields as (number, length, bytes), all varints. A zero value
// takes no bytes, so equal records have equal bytes whatever fields exist.
type tagWriter struct{ out []byte }

func (w *tagWriter) bytes(tag uint64, v []byte) {
	if len(v) == 0 {
		return
	}
	w.out = binary.AppendUvarint(w.out, tag)
	w.out = binary.AppendUvarint(w.out, uint64(len(v)))
	w.out = append(w.out, v...)
}

func (w *tagWriter) uint(tag, v uint64) {
	if v != 0 {
		w.bytes(tag, binary.AppendUvarint(nil, v))
	}
}

// readTags calls field for every field, in rising order; ErrDamaged for bytes
// that no tagWriter wrote.
func readTags(b []byte, field func(tag uint64, v []byte) error) error {
	var last uint64
	for len(b) > 0 {
		tag, n := uvarint(b)
		if n <= 0 || tag <= last {
			return ErrDamaged
		}
		size, m := uvarint(b[n:])
		if m <= 0 || size == 0 || size > uint64(len(b)-n-m) {
			return ErrDamaged
		}
		v := b[n+m : n+m+int(size)]
		if err := field(tag, v); err != nil {
			return err
		}
		b, last = b[n+m+int(size):], tag
	}
	return nil
}

func readUint(v []byte) (uint64, error) {
	x, n := uvarint(v)
	if n != len(v) || x == 0 {
		return 0, ErrDamaged
	}
	return x, nil
}

// uvarint is binary.Uvarint for the shortest form only, so that equal records have
// equal bytes; n is 0 for any other.
func uvarint(b []byte) (x uint64, n int) {
	x, n = binary.Uvarint(b)
	if n > 1 && b[n-1] == 0 {
		return 0, 0
	}
	return x, n
}

func exactly(dst, v []byte) error {
	if len(v) != len(dst) {
		return ErrDamaged
	}
	copy(dst, v)
	return nil
}
