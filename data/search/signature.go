package search

import (
	"math/bits"
	"slices"
	"sync"
)

const (
	// usual is how many entries of a block a gram must have to be in the table of its
	// signature: below, rows take less room.
	usual = 12
	// usualSingle is that for single units, the first that somebody types.
	usualSingle = 6
	// half of the entries have what phrases are made of.
	half = perBlock / 2
	// rowsPerUnit is how many rows there are for each unit that an entry has on average.
	// They leave about four of five bits unset, at a quarter of the size of the text.
	rowsPerUnit = 4
)

// signature says which entries of a block have a gram: exactly for what many have; for
// others, too much now and then, never too little. They share rows with what comes
// there by chance, two each. A signature is never changed.
type signature struct {
	exact   table
	rows    []uint64
	room    int // how many more units the rows may take
	phrases phrases
}

// draft is what making a signature takes, kept for the next.
type draft struct {
	rough [1 << 14]uint64 // by the row of a gram: which entries have it, or one like it
	tally table
	found phrases
}

var drafts = sync.Pool{New: func() any { return &draft{tally: newTable(1 << 12)} }}

// sign makes the signature of a full block.
func sign(entries []entry) *signature {
	d := drafts.Get().(*draft)
	defer drafts.Put(d)
	clear(d.rough[:])
	d.tally.clear()
	units := 0
	for n := range entries {
		for g := range entries[n].grams() {
			d.rough[g.row(len(d.rough))] |= 1 << n
			units++
		}
	}
	s := &signature{rows: make([]uint64, units*rowsPerUnit/perBlock+1), room: units}
	for n := range entries {
		for g := range entries[n].grams() {
			if g.longest() && d.count(g) < usual { // as nearly all: not worth counting each
				s.markRows(g, 1<<n)
				g = g.shorter()
			}
			if g != 0 {
				d.tally.mark(g, 1<<n)
			}
		}
	}
	d.tally.spread()
	s.take(&d.tally)
	s.phrases = d.phrases(entries)
	return s
}

// count returns how many entries have a gram, at most.
func (d *draft) count(g gram) int { return bits.OnesCount64(d.rough[g.row(len(d.rough))]) }

// take takes all grams of a table.
func (s *signature) take(t *table) {
	often := func(at int) bool {
		n := bits.OnesCount64(t.bits[at])
		return n >= usual || n >= usualSingle && t.grams[at].shorter() == 0
	}
	exact := 0
	for at := range t.grams {
		if often(at) {
			exact++
		}
	}
	s.exact = newTable(exact*4/3 + 1)
	for at, g := range t.grams {
		if often(at) {
			s.exact.mark(g, t.bits[at])
		} else if g != 0 {
			s.markRows(g, t.bits[at])
		}
	}
}

func (s *signature) markRows(g gram, entries uint64) {
	s.rows[g.row(len(s.rows))] |= entries
	s.rows[g.other(len(s.rows))] |= entries
}

// replace returns the signature with another entry in a place; nil when it is better
// made anew.
func (s *signature) replace(n int, e *entry) *signature {
	next := &signature{s.exact.without(n), slices.Clone(s.rows), s.room, nil}
	for longest := range e.grams() {
		for g := longest; g != 0; g = g.shorter() {
			if at, ok := next.exact.find(g); ok {
				next.exact.bits[at] |= 1 << n
			} else {
				next.markRows(g, 1<<n)
			}
		}
		next.room--
	}
	if next.room < 0 {
		return nil
	}
	next.phrases = s.phrases.replace(n, e, next)
	return next
}

// count returns how many entries have a gram, 0 when few do.
func (s *signature) count(g gram) int {
	at, _ := s.exact.find(g)
	return bits.OnesCount64(s.exact.bits[at])
}

// having returns which of some entries may have a word.
func (s *signature) having(w *word, among uint64) uint64 {
	if at, ok := s.exact.find(w.whole); ok {
		return among & s.exact.bits[at]
	}
	for _, g := range w.grams {
		if at, ok := s.exact.find(g); ok {
			among &= s.exact.bits[at]
		} else {
			among &= s.rows[g.row(len(s.rows))] & s.rows[g.other(len(s.rows))]
		}
		if among == 0 {
			break
		}
	}
	return among
}

// sure returns which of some entries that may have a word need not be looked through.
func (s *signature) sure(w *word, may uint64) uint64 {
	switch _, ok := s.exact.find(w.whole); {
	case ok:
		return may
	case bits.OnesCount64(may) >= usual:
		return s.phrases.having(w, may)
	}
	return 0
}
