package search

import (
	"bytes"
	"math/bits"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// perBlock entries share a block: as many as a word has bits.
const perBlock = 64

// area holds the bytes of a block's entries one behind the other.
type area struct {
	bytes []byte
	ends  []uint32
}

func (a *area) at(n int) []byte {
	from := uint32(0)
	if n > 0 {
		from = a.ends[n-1]
	}
	return a.bytes[from:a.ends[n]]
}

func (a *area) add(b []byte) {
	a.bytes = append(a.bytes, b...)
	a.ends = append(a.ends, uint32(len(a.bytes)))
}

// block is 64 entries and, once it is full, columns of which pairs of characters
// occur in each. A block that others may read is never changed, but by adding behind
// what they know of.
type block struct {
	near, far area
	pairs     columns
	// fresh are entries that replaced those of the areas.
	fresh []replaced
	stale uint64 // the entries that fresh replaces, a bit each
}

type replaced struct {
	n int
	entry
}

// maxFresh is how many replaced entries a block carries until it is made anew.
const maxFresh = 24

func (b *block) full() bool { return len(b.near.ends) == perBlock }

// add returns the block with one more entry.
func (b *block) add(e *entry) *block {
	next := *b
	next.near.add(e.near)
	next.far.add(e.far)
	if next.full() {
		next.near.bytes, next.far.bytes = clone(next.near.bytes), clone(next.far.bytes)
	}
	return &next
}

// clone copies without room for more.
func clone(b []byte) []byte { return append(make([]byte, 0, len(b)), b...) }

// replace returns the block with another entry in a place.
func (b *block) replace(n int, e *entry) *block {
	next := *b
	next.fresh = slices.DeleteFunc(slices.Clone(b.fresh), func(r replaced) bool { return r.n == n })
	next.fresh = append(next.fresh, replaced{n, entry{clone(e.near), clone(e.far)}})
	next.stale |= 1 << n
	if len(next.fresh) > maxFresh {
		return next.anew()
	}
	return &next
}

// anew returns the block without anything that was replaced.
func (b *block) anew() *block {
	next := &block{
		near: area{make([]byte, 0, len(b.near.bytes)), make([]uint32, 0, perBlock)},
		far:  area{make([]byte, 0, len(b.far.bytes)), make([]uint32, 0, perBlock)},
	}
	for n := range b.near.ends {
		e := b.entry(n)
		next.near.add(e.near)
		next.far.add(e.far)
	}
	if next.full() {
		next.pairs = next.sign()
	}
	return next
}

func (b *block) entry(n int) entry {
	for _, r := range b.fresh {
		if r.n == n {
			return r.entry
		}
	}
	return entry{b.near.at(n), b.far.at(n)}
}

// find returns the entries in which every word occurs, a bit each.
func (b *block) find(words []word) uint64 {
	out := ^uint64(0) >> (perBlock - len(b.near.ends))
	for i := range words {
		if out = b.having(&words[i], out); out == 0 {
			break
		}
	}
	return out
}

// having returns which of some entries have a word.
func (b *block) having(w *word, among uint64) (out uint64) {
	may := among &^ b.stale
	if b.pairs != nil {
		may = b.pairs.having(w.pairs, may)
	}
	for ; may != 0; may &= may - 1 {
		if n := bits.TrailingZeros64(may); w.in(b.near.at(n), b.far.at(n)) {
			out |= 1 << n
		}
	}
	for _, r := range b.fresh {
		if bit := uint64(1) << r.n; among&bit != 0 && w.in(r.near, r.far) {
			out |= bit
		}
	}
	return out
}

// columns say in which entries of a block a pair of characters, or a single one, may
// occur: a row for what pairs have in common by chance of their hash, a column of
// bits for each entry. They may say too much, never too little.
type columns []uint64

// sign makes the columns of a full block.
func (b *block) sign() columns {
	units := len(b.near.bytes) + len(b.far.bytes)/2
	out := make(columns, units*rowsPerUnit/perBlock+1)
	for n := range perBlock {
		out.take(entry{b.near.at(n), b.far.at(n)}, 1<<n)
	}
	return out
}

// rowsPerUnit is how many rows there are for each character that an entry has on
// average: 5 leave about two of three bits unset, at 0.4 of the size of the text.
const rowsPerUnit = 5

func (s columns) take(e entry, bit uint64) {
	var g grams
	for _, c := range e.near {
		s.mark(g.next(uint32(c)), bit)
	}
	for i := 0; i+1 < len(e.far); i += 2 {
		s.mark(g.next(uint32(e.far[i])|uint32(e.far[i+1])<<8), bit)
	}
}

func (s columns) mark(hashes [3]uint32, bit uint64) {
	for _, h := range hashes {
		if h != 0 {
			s[s.row(h)] |= bit
			s[s.row(h*second)] |= bit
		}
	}
}

// grams goes through a text unit by unit of UTF-16.
type grams struct{ first, second uint32 }

// next returns the hashes of a unit, of the pair and of the three it ends; 0 for one
// that is of no use: all entries have all digits, small letters and pairs of digits,
// and three of anything else are too many.
func (g *grams) next(unit uint32) (out [3]uint32) {
	ascii := unit < utf8.RuneSelf
	if !ascii {
		out[0] = hash(0, unit)
	}
	if !ascii || !digit(unit) || !digit(g.second) {
		out[1] = hash(g.second, unit)
	}
	if ascii && g.first|g.second < utf8.RuneSelf {
		out[2] = hash(g.first<<8|g.second, unit)
	}
	g.first, g.second = g.second, unit
	return out
}

func digit(unit uint32) bool { return unit >= '0' && unit <= '9' }

func hash(a, b uint32) uint32 { return (a<<16 ^ b) * 0x9E3779B1 }

// second makes another hash of a hash: a pair shares one row with something that is in
// every entry now and then, but hardly ever both.
const second = 0x85EBCA6B

// row uses the highest bits of a hash, which are the best.
func (s columns) row(h uint32) uint64 { return uint64(h) * uint64(len(s)) >> 32 }

// having returns which of some entries may have all of some pairs.
func (s columns) having(pairs []uint32, among uint64) uint64 {
	for _, h := range pairs {
		among &= s[s.row(h)] & s[s.row(h*second)]
	}
	return among
}

// word is one word of a query, ready to be looked for by the rarest of its bytes.
type word struct {
	bytes  []byte
	rarest int
	wide   bool // among the far texts, at even places
	pairs  []uint32
}

// newWord prepares a word; not ok for signs alone, which are no word.
func newWord(s string, near, far *rarity) (w word, ok bool) {
	r := near
	w.bytes = []byte(s)
	if w.wide = slices.ContainsFunc(w.bytes, func(c byte) bool { return c >= utf8.RuneSelf }); w.wide {
		r, w.bytes = far, nil
		for _, c := range s {
			w.bytes = appendUnits(w.bytes, c)
		}
	}
	for i, c := range w.bytes {
		if r[c] < r[w.bytes[w.rarest]] {
			w.rarest = i
		}
	}
	var g grams
	for i, u := range utf16.Encode([]rune(s)) {
		for n, h := range g.next(uint32(u)) {
			if h != 0 && n <= i { // else it reaches back to before the word
				w.pairs = append(w.pairs, h)
			}
		}
	}
	return w, w.wide || slices.ContainsFunc(w.bytes, alphanumeric)
}

// rarity counts how often each byte occurs.
type rarity [256]int

func (r *rarity) count(b []byte) {
	for _, c := range b {
		r[c]++
	}
}

// in reports whether the word occurs.
func (w *word) in(near, far []byte) bool {
	hay := near
	if w.wide {
		hay = far
	}
	last := len(hay) - len(w.bytes) + w.rarest // where the rarest byte may be at the latest
	for from := w.rarest; from <= last; from++ {
		i := bytes.IndexByte(hay[from:last+1], w.bytes[w.rarest])
		if i < 0 {
			return false
		}
		from += i
		start := from - w.rarest
		if (!w.wide || start%2 == 0) && string(hay[start:start+len(w.bytes)]) == string(w.bytes) {
			return true
		}
	}
	return false
}
