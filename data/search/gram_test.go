package search

import (
	"math/rand/v2"
	"testing"
	"unicode/utf16"

	"woshou/data"
)

// few characters make texts in which everything is usual sooner or later: characters
// of two units, with halves alike, digits, letters and signs, also beside each other.
var few = []rune("甲乙丙丁\U00020000\U00020001\U0002C000，、1229ab-－ \n")

func fewOf(r *rand.Rand, n int) string {
	out := make([]rune, n)
	for i := range out {
		out[i] = few[r.IntN(len(few))]
	}
	return string(out)
}

// Grams that were rare become usual and usual ones rare while cases come, change and
// go; what is found stays what a plain look finds.
func TestFind_UsualComesAndGoes(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 8))
		set := []string{fewOf(r, 12), "、" + "本协议自双方签字之日起生效" + "，", "住东篱村" + fewOf(r, 5)}
		var x Index
		plain := map[Slot][]string{}
		for step := range 900 {
			c := &data.Case{Summary: fewOf(r, r.IntN(12)), Requests: fewOf(r, r.IntN(4))}
			if r.IntN(300) < step%300 { // hardly any, then nearly all, three times
				c.Summary += set[r.IntN(len(set))]
			}
			at := Slot(r.IntN(3 * perBlock))
			switch {
			case int(at) >= len(plain):
				at = x.Add(c)
			case r.IntN(9) == 0:
				x.Remove(at)
				c = new(data.Case)
			default:
				x.Put(at, c)
			}
			plain[at] = lines(c)
			if step%3 == 0 {
				from := []rune(set[r.IntN(len(set))])[r.IntN(5):]
				for _, q := range []string{fewOf(r, 1), fewOf(r, 2), fewOf(r, 3), string(from[:1+r.IntN(len(from))])} {
					same(t, &x, plain, q)
				}
			}
		}
	}
}

// Each gram has a number of its own, and its shorter ones are those of its end.
func TestGram_OfOneText(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	of := func(units []uint16) (g gram) {
		var w window
		for _, u := range units {
			g = w.next(uint32(u))
		}
		return g
	}
	texts := map[gram][3]uint16{}
	for range 20_000 {
		units := utf16.Encode([]rune(fewOf(r, 4) + string(rune(0x21+r.IntN(0x600)*r.IntN(300)))))
		for end := range len(units) {
			g := of(units[:end+1])
			if units[end] <= ' ' {
				if g != 0 {
					t.Fatalf("%x: a gram ends with white space", units[:end+1])
				}
				continue
			}
			n := 0
			for s := g; s != 0; s = s.shorter() {
				n++
			}
			for from := end + 1 - n; from <= end; from++ {
				var text [3]uint16
				copy(text[:], units[from:end+1])
				if old, ok := texts[g]; ok && old != text || g != of(units[from:end+1]) {
					t.Fatalf("%x is %x and %x", g, old, text)
				}
				texts[g], g = text, g.shorter()
			}
		}
	}
}
