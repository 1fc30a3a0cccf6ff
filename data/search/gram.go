package search

import (
	"iter"
	"slices"
	"unicode/utf8"
)

// gram is a unit of UTF-16, two that follow each other, or three of ASCII, packed into
// a number of its own; 0 is none.
type gram uint32

// loneSurrogate is what no other unit but the second half of a character follows, so
// that pairs leave room for three of ASCII behind it.
const loneSurrogate = 0xD800

// shorter returns the gram without its first unit.
func (g gram) shorter() gram {
	switch first, second := g>>16, g>>7&0x7F; {
	case first == 0:
		return 0
	case first&^0x7F == loneSurrogate && g&0xFFFF < 1<<14:
		return second<<16 | g&0x7F
	}
	return g & 0xFFFF
}

// window goes through a text unit by unit.
type window struct{ first, second uint32 }

// next returns the longest gram that a unit ends. None reaches over white space, as no
// word does.
func (w *window) next(unit uint32) (g gram) {
	switch {
	case unit <= ' ':
		*w = window{}
		return 0
	case w.first != 0 && w.first|w.second|unit < utf8.RuneSelf:
		g = gram((loneSurrogate|w.first)<<16 | w.second<<7 | unit)
	default:
		g = gram(w.second<<16 | unit)
	}
	w.first, w.second = w.second, unit
	return g
}

// longest reports whether the gram is the shorter of none: it is neither a single unit
// nor a pair of ASCII.
func (g gram) longest() bool { return g>>16 != 0 && g&^0x7F007F != 0 }

// length returns how many units the gram has.
func (g gram) length() (n int) {
	for ; g != 0; g = g.shorter() {
		n++
	}
	return n
}

// grams yields the longest gram that each unit of an entry ends.
func (e *entry) grams() iter.Seq[gram] {
	return func(yield func(gram) bool) {
		var w window
		for i := range len(e.near) + len(e.far)/2 {
			if g := w.next(e.unit(i)); g != 0 && !yield(g) {
				return
			}
		}
	}
}

// unit returns one of an entry's units.
func (e *entry) unit(i int) uint32 {
	if i < len(e.near) {
		return uint32(e.near[i])
	}
	i = 2 * (i - len(e.near))
	return uint32(e.far[i]) | uint32(e.far[i+1])<<8
}

// row returns one of n places for a gram.
func (g gram) row(n int) int { return int(uint64(uint32(g)*0x9E3779B1) * uint64(n) >> 32) }

// other returns a second place, which another gram that shares the first hardly has.
func (g gram) other(n int) int { return int(uint64(uint32(g)*0xC2B2AE35) * uint64(n) >> 32) }

// table says for some grams exactly which entries of a block have them, a bit each.
// The places of grams are found by trying one after the other from their row.
type table struct {
	grams []gram
	bits  []uint64
	used  int
}

func newTable(places int) table {
	return table{grams: make([]gram, places), bits: make([]uint64, places)}
}

// without returns the table without an entry.
func (t *table) without(n int) table {
	next := table{t.grams, slices.Clone(t.bits), t.used}
	for i := range next.bits {
		next.bits[i] &^= 1 << n
	}
	return next
}

// find returns a gram's place, or the free one where it belongs.
func (t *table) find(g gram) (at int, ok bool) {
	for at = g.row(len(t.grams)); t.grams[at] != 0; {
		if t.grams[at] == g {
			return at, true
		}
		if at++; at == len(t.grams) {
			at = 0
		}
	}
	return at, false
}

// mark notes that entries have a gram.
func (t *table) mark(g gram, entries uint64) {
	at, ok := t.find(g)
	if !ok {
		if t.used++; t.used*4 > len(t.grams)*3 {
			t.grow()
			at, _ = t.find(g)
		}
		t.grams[at] = g
	}
	t.bits[at] |= entries
}

func (t *table) grow() {
	next := newTable(len(t.grams)*3/2 + 4)
	for i, g := range t.grams {
		if g != 0 {
			at, _ := next.find(g)
			next.grams[at], next.bits[at] = g, t.bits[i]
		}
	}
	t.grams, t.bits = next.grams, next.bits
}

// spread marks the shorter grams of those that are there.
func (t *table) spread() {
	grams, entries := t.grams, t.bits // which growing leaves behind
	for i, g := range grams {
		for g = g.shorter(); g != 0; g = g.shorter() {
			t.mark(g, entries[i])
		}
	}
}

func (t *table) clear() {
	clear(t.grams)
	clear(t.bits)
	t.used = 0
}
