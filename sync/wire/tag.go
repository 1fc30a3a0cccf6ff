package wire

import (
	"encoding/binary"

	"woshou/data"
)

// writer writes fields as (number, length, bytes), as package data does for
// events. A zero value takes no bytes.
type writer struct{ out []byte }

func (w *writer) bytes(tag uint64, v []byte) {
	if len(v) == 0 {
		return
	}
	w.out = binary.AppendUvarint(w.out, tag)
	w.out = appendItem(w.out, v)
}

func (w *writer) uint(tag, v uint64) {
	if v != 0 {
		var b [binary.MaxVarintLen64]byte
		w.bytes(tag, b[:binary.PutUvarint(b[:], v)])
	}
}

// bool writes 1 for yes and nothing for no.
func (w *writer) bool(tag uint64, v bool) {
	if v {
		w.uint(tag, 1)
	}
}

// id writes an identifier or hash unless it is all zeros.
func (w *writer) id(tag uint64, v []byte) {
	for _, b := range v {
		if b != 0 {
			w.bytes(tag, v)
			return
		}
	}
}

// list writes its items one after another, each behind its length.
func (w *writer) list(tag uint64, items [][]byte) {
	var all []byte
	for _, item := range items {
		all = appendItem(all, item)
	}
	w.bytes(tag, all)
}

func appendItem(out, v []byte) []byte {
	out = binary.AppendUvarint(out, uint64(len(v)))
	return append(out, v...)
}

// fields are what takes the values of the numbers that a message knows, by number. Any
// other number belongs to a newer program and is skipped.
type fields []func(v []byte) error

// read hands every field to its taker; ErrDamaged for bytes that no writer wrote.
func (f fields) read(b []byte) error {
	var last uint64
	for len(b) > 0 {
		tag, n := binary.Uvarint(b)
		if n <= 0 || tag <= last {
			return data.ErrDamaged
		}
		v, rest, ok := cutItem(b[n:])
		if !ok || len(v) == 0 {
			return data.ErrDamaged
		}
		if tag < uint64(len(f)) && f[tag] != nil {
			if err := f[tag](v); err != nil {
				return err
			}
		}
		b, last = rest, tag
	}
	return nil
}

func cutItem(b []byte) (item, rest []byte, ok bool) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, false
	}
	return b[n : n+int(size)], b[n+int(size):], true
}

func intoID(dst []byte) func([]byte) error {
	return func(v []byte) error {
		if len(v) != len(dst) {
			return data.ErrDamaged
		}
		copy(dst, v)
		return nil
	}
}

func intoUint[T ~int | ~int64 | ~uint64](dst *T) func([]byte) error {
	return func(v []byte) error {
		x, n := binary.Uvarint(v)
		if n != len(v) || T(x) < 0 || uint64(T(x)) != x {
			return data.ErrDamaged
		}
		*dst = T(x)
		return nil
	}
}

func intoBool(dst *bool) func([]byte) error {
	return func(v []byte) error {
		var x uint64
		err := intoUint(&x)(v)
		*dst = x != 0
		return err
	}
}

func intoText[T ~string](dst *T) func([]byte) error {
	return func(v []byte) error {
		if len(v) > MaxText {
			return ErrTooLarge
		}
		*dst = T(v)
		return nil
	}
}

func intoList(max int, item func(v []byte) error) func([]byte) error {
	return func(b []byte) error {
		for n := 0; len(b) > 0; n++ {
			v, rest, ok := cutItem(b)
			if !ok || len(v) == 0 {
				return data.ErrDamaged
			}
			if n == max {
				return ErrTooLarge
			}
			if err := item(v); err != nil {
				return err
			}
			b = rest
		}
		return nil
	}
}
