package search

import (
	"math/bits"
	"slices"
)

// perBlock entries share a block: as many as a word has bits.
const perBlock = 64

// block is up to 64 entries and, once it is full, a signature of what they have. A
// block that others may read is never changed, but by adding behind what they know of.
type block struct {
	entries []entry
	signs   *signature
}

func (b *block) full() bool { return len(b.entries) == perBlock }

// add returns the block with one more entry.
func (b *block) add(e *entry) *block { return &block{entries: append(b.entries, e.clone())} }

// replace returns the block with another entry in a place.
func (b *block) replace(n int, e *entry) *block {
	next := b.swap(n, e)
	if b.signs != nil {
		next.signs = b.signs.replace(n, e)
	}
	return next.signed()
}

// forget returns the block without anything of an entry.
func (b *block) forget(n int) *block { return b.swap(n, new(entry)).signed() }

func (b *block) swap(n int, e *entry) *block {
	next := &block{entries: slices.Clone(b.entries)}
	next.entries[n] = e.clone()
	return next
}

// signed returns the block, if it is full, with its signature, and with its entries one
// behind the other, where they are quickly looked through.
func (b *block) signed() *block {
	if !b.full() || b.signs != nil {
		return b
	}
	next := &block{make([]entry, perBlock), sign(b.entries)}
	size := 0
	for _, e := range b.entries {
		size += len(e.near) + len(e.far)
	}
	all := make([]byte, 0, size)
	take := func(text []byte) []byte {
		from := len(all)
		all = append(all, text...)
		return all[from:]
	}
	for n, e := range b.entries {
		next.entries[n].near = take(e.near)
	}
	for n, e := range b.entries {
		next.entries[n].far = take(e.far)
	}
	return next
}

// find returns the entries in which every word occurs, a bit each.
func (b *block) find(words []word) uint64 {
	out := ^uint64(0) >> (perBlock - len(b.entries))
	if b.signs != nil {
		for i := range words {
			if out = b.signs.having(&words[i], out); out == 0 {
				return 0
			}
		}
	}
	for i := range words {
		out = b.having(&words[i], out)
	}
	return out
}

// having returns which of some entries that may have a word do.
func (b *block) having(w *word, may uint64) (out uint64) {
	if b.signs != nil {
		out = b.signs.sure(w, may)
	}
	for may &^= out; may != 0; may &= may - 1 {
		if n := bits.TrailingZeros64(may); w.in(&b.entries[n]) {
			out |= 1 << n
		}
	}
	return out
}
