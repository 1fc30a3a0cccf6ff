package tables

import (
	"bytes"
	"fmt"
	"maps"

	"woshou/data"
)

// Layers are what transactions wrote one after another, the oldest first.
type Layers []Writes

// Get returns what was last written to a key: nil when it was removed.
func (l Layers) Get(t *Table, key []byte) (value []byte, written bool) {
	for i := len(l) - 1; i >= 0 && !written; i-- {
		value, written = l[i].Get(t, key)
	}
	return value, written
}

// Within returns what was last written to each key of a range.
func (l Layers) Within(t *Table, r Range) Writes {
	out := Writes{}
	for _, w := range l {
		for key, value := range w[t] {
			if r.has(key) {
				out.set(t, key, value)
			}
		}
	}
	return out
}

// Flat returns what was last written to each key.
func (l Layers) Flat() Writes {
	out := Writes{}
	for _, w := range l {
		for t, records := range w {
			if out[t] == nil {
				out[t] = make(map[string][]byte, len(records)*len(l)/2)
			}
			maps.Copy(out[t], records)
		}
	}
	return out
}

// Pack returns writes as bytes: for each table its name and how many records follow; of
// each record the key, and 0 for one that was removed or the length of the value and 1,
// and the value.
func (w Writes) Pack() []byte {
	p := make(packer, 0, w.size())
	for t, records := range w {
		p.text(t.Name)
		p.uint(uint64(len(records)))
		for key, value := range records {
			p.text(key)
			if value == nil {
				p.uint(0)
				continue
			}
			p.uint(uint64(len(value)) + 1)
			p.fixed(value)
		}
	}
	return p
}

// size is about how many bytes Pack makes.
func (w Writes) size() (n int) {
	for _, records := range w {
		for key, value := range records {
			n += len(key) + len(value) + 4
		}
	}
	return n + 64
}

// Unpack reads what Pack wrote. The error wraps data.ErrDamaged.
func Unpack(b []byte) (Writes, error) {
	w := Writes{}
	u := unpacker{b: bytes.Clone(b)}
	for len(u.b) > 0 && !u.bad {
		t := named[u.text()]
		if t == nil {
			return nil, fmt.Errorf("writes: %w", data.ErrDamaged)
		}
		for n := u.uint(); n > 0 && !u.bad; n-- {
			key := u.text()
			if size := u.uint(); size > 0 {
				w.set(t, key, u.take(size-1))
			} else {
				w.set(t, key, nil)
			}
		}
	}
	return w, u.err("writes")
}
