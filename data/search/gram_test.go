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

// scattered has the pairs of a text, and not the text.
func scattered(text string) (out string) {
	r := []rune(text)
	for i := range len(r) - 1 {
		out += "，" + string(r[i:i+2])
	}
	return out + "，"
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
				text := set[r.IntN(len(set))]
				if r.IntN(4) == 0 {
					text = scattered(text)
				}
				c.Summary += text
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

func phraseOf(text string) *entry {
	e := new(entry)
	e.read(&data.Case{Summary: text})
	return e
}

type everything struct{}

func (everything) count(gram) int { return perBlock }

// Two texts of one hash are not taken for each other, though their pairs are there.
func TestPhrases_OneHash(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	seen := map[gram]string{}
	one, other := "", ""
	for one == "" {
		text := string([]rune{rune(0x4E00 + r.IntN(20_000)), rune(0x4E00 + r.IntN(20_000)), rune(0x4E00 + r.IntN(20_000))})
		for hash := range phraseOf(text).phrases(everything{}) {
			if old := seen[hash]; old != "" && old != text {
				one, other = old, text
			}
			seen[hash] = text
		}
	}
	var x Index
	plain := map[Slot][]string{}
	for n := range perBlock {
		c := &data.Case{Summary: []string{one, scattered(one) + other, scattered(other) + one, scattered(one + other)}[n%4]}
		plain[x.Add(c)] = lines(c)
	}
	same(t, &x, plain, one)
	same(t, &x, plain, other)
}

// Whoever has a phrase need not be looked through, also one who got it later.
func TestPhrases_Known(t *testing.T) {
	var x Index
	for range perBlock {
		x.Add(&data.Case{Place: "清溪镇东篱村村道"})
	}
	p := x.blocks[0].signs.phrases
	w, _ := newWord("东篱村", &x.near, &x.far)
	for _, step := range []struct {
		text string
		want uint64
	}{{"清溪镇东篱村村道", ^uint64(0)}, {scattered("清溪镇东篱村村道"), ^uint64(1 << 5)}, {"3号 清溪镇东篱村村道，", ^uint64(0)}, {"东篱村村", ^uint64(1 << 5)}} {
		p = p.replace(5, phraseOf(step.text), x.blocks[0].signs)
		if got := p.having(&w, ^uint64(0)); got != step.want {
			t.Errorf("%s: %x is known, want %x", step.text, got, step.want)
		}
	}
}
