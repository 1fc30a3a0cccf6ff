package search

import (
	"bytes"
	"iter"
	"math/bits"
	"slices"
)

// phrase is what many entries of a block have word for word: a place, the beginning of
// all phone numbers, the set wording of papers. Nobody need look for a part of it in
// their texts.
type phrase struct {
	hash    gram
	text    entry
	entries uint64
}

// phrases are those of a block. Each is as long as half of the entries have every gram
// of it.
type phrases []phrase

// counter says how many entries have a gram; phrases need not know it exactly.
type counter interface{ count(gram) int }

// phrases returns those of a full block.
func (d *draft) phrases(entries []entry) (out phrases) {
	d.tally.clear()
	for n := range entries {
		for hash, text := range entries[n].phrases(d) {
			d.tally.mark(hash, 1<<n)
			d.found = append(d.found, phrase{hash, text, 1 << n})
		}
	}
	for i := range d.found {
		f := &d.found[i]
		at, _ := d.tally.find(f.hash)
		if bits.OnesCount64(d.tally.bits[at]) >= usual && !out.mark(f) {
			out = append(out, phrase{f.hash, f.text.clone(), f.entries})
		}
	}
	clear(d.found) // it must not keep their texts
	d.found = d.found[:0]
	return out
}

// mark notes who has a text too, if it is one of the phrases; not ok when there is none
// of its hash.
func (p phrases) mark(found *phrase) (ok bool) {
	at := slices.IndexFunc(p, func(p phrase) bool { return p.hash == found.hash })
	if at < 0 {
		return false
	}
	if old := &p[at].text; bytes.Equal(old.near, found.text.near) && bytes.Equal(old.far, found.text.far) {
		p[at].entries |= found.entries
	}
	return true
}

// replace returns the phrases with another entry in a place.
func (p phrases) replace(n int, e *entry, by counter) phrases {
	next := slices.Clone(p)
	for i := range next {
		next[i].entries &^= 1 << n
	}
	for hash, text := range e.phrases(by) {
		next.mark(&phrase{hash, text, 1 << n})
	}
	return next
}

// having returns which of some entries have a word within a phrase.
func (p phrases) having(w *word, among uint64) (out uint64) {
	for i := range p {
		if among&^out&p[i].entries != 0 && w.in(&p[i].text) {
			out |= among & p[i].entries
		}
	}
	return out
}

// phrases yields what may be phrases of an entry, with a hash.
func (e *entry) phrases(by counter) iter.Seq2[gram, entry] {
	return func(yield func(gram, entry) bool) {
		var w window
		from, hash := 0, gram(0)
		for i := range len(e.near) + len(e.far)/2 {
			g := w.next(e.unit(i))
			if g != 0 && by.count(g) >= half {
				if hash == 0 {
					from = i + 1 - g.length()
				}
				hash = (hash^g)*0x01000193 | 1
				continue
			}
			// What one gram says needs no phrase.
			if hash != 0 && i-from > 2 && !yield(hash, e.part(from, i)) {
				return
			}
			hash = 0
		}
	}
}

// part returns some units that follow each other.
func (e *entry) part(from, to int) entry {
	if to <= len(e.near) {
		return entry{near: e.near[from:to]}
	}
	return entry{far: e.far[2*(from-len(e.near)) : 2*(to-len(e.near))]}
}
