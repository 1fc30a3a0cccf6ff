package scan

import (
	"math/rand/v2"
	"testing"
)

// One page at 300 dots per inch in colour, from the file to the differences.
func BenchmarkPage(b *testing.B) {
	fonts := testFonts(b)
	c := roofTiles()
	doc := layOut(b, fonts, c, 1, digestOf(b, c))
	r := rand.New(rand.NewPCG(1, 2))
	s := newSheet(b, fonts, doc, 1)
	s.sign(r)
	file := flatbed(r, 300, true).of(b, s, r)
	for b.Loop() {
		p, err := Open(file)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := p.Compare(fonts, 1, doc); err != nil {
			b.Fatal(err)
		}
	}
}
