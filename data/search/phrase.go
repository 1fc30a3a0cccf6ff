package search

import (
	"bytes"
	"iter"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// phrase is what many entries of a block have word for word between signs and digits: a
// place, the set wording of papers. Nobody need look for a part of it in their texts.
type phrase struct {
	hash    gram
	text    []byte // as in far
	entries uint64
}

// phrases are those of a block.
type phrases []phrase

// phrasesOf returns the phrases that many of a block's entries have.
func phrasesOf(entries []entry) (out phrases) {
	t := tallies.Get().(*table)
	defer t.release()
	for n := range entries {
		for hash := range stretches(entries[n].far) {
			t.mark(hash, 1<<n)
		}
	}
	for n := range entries {
		for hash, text := range stretches(entries[n].far) {
			at, _ := t.find(hash)
			if bits.OnesCount64(t.bits[at]) >= usual && !out.mark(hash, text, 1<<n) {
				out = append(out, phrase{hash, bytes.Clone(text), 1 << n})
			}
		}
	}
	return out
}

// mark notes that entries have a text, if it is one of the phrases; not ok when there
// is none of its hash.
func (p phrases) mark(hash gram, text []byte, entries uint64) (ok bool) {
	at := slices.IndexFunc(p, func(p phrase) bool { return p.hash == hash })
	if at >= 0 && bytes.Equal(p[at].text, text) {
		p[at].entries |= entries
	}
	return at >= 0
}

// replace returns the phrases with another entry in a place.
func (p phrases) replace(n int, e *entry) phrases {
	next := slices.Clone(p)
	for i := range next {
		next[i].entries &^= 1 << n
	}
	for hash, text := range stretches(e.far) {
		next.mark(hash, text, 1<<n)
	}
	return next
}

// having returns which of some entries have a word within a phrase.
func (p phrases) having(w *word, among uint64) (out uint64) {
	for i := range p {
		if among&^out&p[i].entries != 0 && w.within(p[i].text) {
			out |= among & p[i].entries
		}
	}
	return out
}

// shortest is the length of phrases that are worth it, in bytes: grams say what is shorter.
const shortest = 6

// stretches yields what stands between signs, digits and Latin letters, with a hash.
func stretches(far []byte) iter.Seq2[gram, []byte] {
	return func(yield func(gram, []byte) bool) {
		from, hash := 0, uint32(0)
		for i := 0; i+1 < len(far); i += 2 {
			u := uint32(far[i]) | uint32(far[i+1])<<8
			if u >= utf8.RuneSelf && u&^0x3F != 0x3000 {
				hash = (hash ^ u) * 0x01000193
				continue
			}
			if i-from >= shortest && !yield(gram(hash|1), far[from:i]) {
				return
			}
			from, hash = i+2, 0
		}
	}
}
