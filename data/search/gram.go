package search

import (
	"math/bits"
	"slices"
	"sync"
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

func (g gram) single() bool { return g != 0 && g>>16 == 0 }

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

func (t *table) clone() table { return table{slices.Clone(t.grams), slices.Clone(t.bits), t.used} }

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

// take marks the longest grams of an entry, from which spread makes the others.
func (t *table) take(e *entry, bit uint64) {
	var w window
	for _, c := range e.near {
		if g := w.next(uint32(c)); g != 0 {
			t.mark(g, bit)
		}
	}
	for i := 0; i+1 < len(e.far); i += 2 {
		if g := w.next(uint32(e.far[i]) | uint32(e.far[i+1])<<8); g != 0 {
			t.mark(g, bit)
		}
	}
}

func (t *table) spread() {
	grams, entries := t.grams, t.bits // which growing leaves behind
	for i, g := range grams {
		for g = g.shorter(); g != 0; g = g.shorter() {
			t.mark(g, entries[i])
		}
	}
}

// tallies saves making large tables again and again.
var tallies = sync.Pool{New: func() any { t := newTable(1 << 12); return &t }}

// tally returns the table of all grams of some entries, for release.
func tally(entries []entry, first int) *table {
	t := tallies.Get().(*table)
	for n := range entries {
		t.take(&entries[n], 1<<(first+n))
	}
	t.spread()
	return t
}

func (t *table) release() {
	clear(t.grams)
	clear(t.bits)
	t.used = 0
	tallies.Put(t)
}

const (
	// usual is how many entries of a block a gram must have to be in the table of its
	// signature: below, rows take less room.
	usual = 12
	// rowsPerGram leaves nearly four of five bits of the rows unset.
	rowsPerGram = 8
)

// signature says which entries of a block have a gram: exactly for single units, the
// first that somebody types, and for what many entries have; for others, too much now
// and then, never too little. They share rows with what comes there by chance, two
// each. A signature is never changed.
type signature struct {
	exact   table
	rows    []uint64
	room    int // how many more grams of an entry the rows may take
	phrases phrases
}

// sign makes the signature of a full block.
func sign(entries []entry) *signature {
	t := tally(entries, 0)
	defer t.release()
	exact, others := 0, 0
	for i, g := range t.grams {
		if n := bits.OnesCount64(t.bits[i]); n >= usual || g.single() {
			exact++
		} else {
			others += n
		}
	}
	s := &signature{
		exact: newTable(exact*4/3 + 1), rows: make([]uint64, others*rowsPerGram/perBlock+1), room: others / 2,
		phrases: phrasesOf(entries),
	}
	for i, g := range t.grams {
		if n := bits.OnesCount64(t.bits[i]); n >= usual || g.single() {
			s.exact.mark(g, t.bits[i])
		} else if n > 0 {
			s.mark(g, t.bits[i])
		}
	}
	return s
}

func (s *signature) mark(g gram, entries uint64) {
	s.rows[g.row(len(s.rows))] |= entries
	s.rows[g.other(len(s.rows))] |= entries
}

// replace returns the signature with another entry in a place; nil when it is better
// made anew.
func (s *signature) replace(n int, e *entry) *signature {
	t := tally([]entry{*e}, n)
	defer t.release()
	next := &signature{s.exact.clone(), slices.Clone(s.rows), s.room, s.phrases.replace(n, e)}
	for i := range next.exact.bits {
		next.exact.bits[i] &^= 1 << n
	}
	for i, g := range t.grams {
		switch _, ok := next.exactly(g); {
		case ok:
			next.exact.mark(g, t.bits[i])
		case g != 0:
			next.mark(g, t.bits[i])
			next.room--
		}
	}
	if next.room < 0 {
		return nil
	}
	return next
}

// exactly returns which entries have a gram; not ok when only the rows say so.
func (s *signature) exactly(g gram) (entries uint64, ok bool) {
	at, ok := s.exact.find(g)
	return s.exact.bits[at], ok || g.single()
}

// having returns which of some entries may have a word.
func (s *signature) having(w *word, among uint64) uint64 {
	if have, ok := s.exactly(w.whole); ok {
		return among & have
	}
	for _, g := range w.grams {
		have, ok := s.exactly(g)
		if !ok {
			have = s.rows[g.row(len(s.rows))] & s.rows[g.other(len(s.rows))]
		}
		if among &= have; among == 0 {
			break
		}
	}
	return among
}

// sure returns which of some entries that may have a word need not be looked through.
func (s *signature) sure(w *word, may uint64) uint64 {
	switch _, ok := s.exactly(w.whole); {
	case ok:
		return may
	case w.wide && bits.OnesCount64(may) >= usual:
		return s.phrases.having(w, may)
	}
	return 0
}
