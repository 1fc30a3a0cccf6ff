package search

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// A name of many characters with several readings each would have readings without
// end. Names of people have few characters, and get all their readings.
const (
	maxReadings     = 32
	maxReadingsLong = 8  // of a name longer than shortName
	shortName       = 5  // characters
	maxRead         = 40 // characters of one name
)

// readings appends the initials and the full pinyin of a folded name without spaces,
// a line each, in every combination of its characters' readings up to a bound; nothing
// for a name without Chinese characters.
func readings(out []byte, name string) []byte {
	most := maxReadings
	if utf8.RuneCountInString(name) > shortName {
		most = maxReadingsLong
	}
	short, full := []string{""}, []string{""}
	hanzi, n := false, 0
	for _, r := range name {
		if n++; n > maxRead {
			break
		}
		syllables := syllablesOf(r)
		if len(syllables) == 0 {
			continue
		}
		hanzi = hanzi || r >= utf8.RuneSelf
		short, full = combine(short, initials(syllables), most), combine(full, syllables, most)
	}
	if !hanzi {
		return out
	}
	for _, lines := range [][]string{short, full} {
		for _, line := range lines {
			out = append(append(out, line...), '\n')
		}
	}
	return out
}

func initials(syllables []string) []string {
	out := make([]string, 0, 4)
	for _, s := range syllables {
		if !slices.Contains(out, s[:1]) {
			out = append(out, s[:1])
		}
	}
	return out
}

// combine puts each tail behind each head; only the usual reading, the first, when
// that would be more than most.
func combine(heads, tails []string, most int) []string {
	if len(heads)*len(tails) > most {
		tails = tails[:1]
	}
	out := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			out = append(out, h+t)
		}
	}
	return out
}

// known keeps the syllables of the characters met so far.
var known sync.Map // rune → []string

// syllablesOf returns the readings of a character without tones, the usual one
// first; a letter or digit reads as itself.
func syllablesOf(r rune) []string {
	if s, ok := known.Load(r); ok {
		return s.([]string)
	}
	var out []string
	switch {
	case r >= '0' && r <= '9' || r >= 'a' && r <= 'z':
		out = []string{string(r)}
	case r >= utf8.RuneSelf:
		for tone := range strings.SplitSeq(pinyin.PinyinDict[int(r)], ",") {
			s := toneless.Replace(tone)
			if s != "" && s[0] >= 'a' && s[0] <= 'z' && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
		if out == nil {
			return nil // without end, as others' characters are
		}
	}
	known.Store(r, out)
	return out
}

// toneless writes ü as v, as keyboards do.
var toneless = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o",
	"ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ü", "v",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m", "ế", "e", "ề", "e", "ê", "e", "\u0304", "", "\u030c", "", "\u0300", "",
)
