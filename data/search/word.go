package search

import (
	"bytes"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// word is one word of a query, ready to be looked for by the rarest of its bytes.
type word struct {
	bytes  []byte
	rarest int
	wide   bool   // among the far texts, at even places
	grams  []gram // the longest, which are the rarest, first
	whole  gram   // the gram that is all of it
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
	var win window
	for i, u := range utf16.Encode([]rune(s)) {
		longest := win.next(uint32(u))
		for g := longest; g != 0; g = g.shorter() {
			w.grams = append(w.grams, g)
		}
		if w.whole = 0; longest.length() == i+1 {
			w.whole = longest
		}
	}
	slices.Sort(w.grams)
	w.grams = slices.Compact(w.grams)
	slices.Reverse(w.grams)
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
func (w *word) in(e *entry) bool {
	text := e.near
	if w.wide {
		text = e.far
	}
	last := len(text) - len(w.bytes) + w.rarest // where the rarest byte may be at the latest
	for from := w.rarest; from <= last; from++ {
		i := bytes.IndexByte(text[from:last+1], w.bytes[w.rarest])
		if i < 0 {
			return false
		}
		from += i
		start := from - w.rarest
		if (!w.wide || start%2 == 0) && string(text[start:start+len(w.bytes)]) == string(w.bytes) {
			return true
		}
	}
	return false
}
