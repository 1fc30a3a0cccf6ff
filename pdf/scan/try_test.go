package scan

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

func TestTry(t *testing.T) {
	fonts := testFonts(t)
	c := roofTiles()
	doc := layOut(t, fonts, c, 1, digestOf(t, c))
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 7))
		page := 1 + int(seed)%doc.Pages
		s := newSheet(t, fonts, doc, page)
		s.sign(r)
		k := flatbed(r, 300, seed%2 == 0)
		if seed == 5 {
			k = photo(r)
		}
		file := k.of(t, s, r)
		os.WriteFile(fmt.Sprintf("/tmp/scan%d.jpg", seed), file, 0o644)
		t0 := time.Now()
		p, err := Open(file)
		t1 := time.Now()
		if err != nil {
			t.Log(seed, err)
			continue
		}
		cmp, err := p.Compare(fonts, page, doc)
		t.Logf("seed %d page %d %+v open %v compare %v err %v", seed, page, k, t1.Sub(t0), time.Since(t1), err)
		if err == nil {
			for _, d := range cmp.Differences {
				t.Logf("   %+v", d)
			}
		}
	}
}
