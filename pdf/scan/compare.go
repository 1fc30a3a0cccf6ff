package scan

import (
	"fmt"
	"image"
	"image/draw"
	"math"
	"slices"

	"woshou/pdf"
)

// Kind says how a place of a scan differs from the record.
type Kind uint8

// The kinds of differences.
const (
	Missing Kind = 1 << iota // what the record prints there is not on the scan
	Added                    // ink is on the scan that the record does not print
	Changed = Missing | Added
)

// Difference is a place where a scan differs from the record.
type Difference struct {
	At   Rect // on the page, in mm
	Kind Kind
	// Printed is what the record prints there and close by; empty where it prints nothing.
	Printed string
}

// Comparison is a scan laid over its page.
type Comparison struct {
	Differences []Difference
	// Print is which of the given printings the scan shows, from 0.
	Print int

	picture       image.Image
	overlay       *overlay
	width, height float64 // of the page in mm
}

// context is how far around a difference the record's words are told, in mm.
const context = 6

// fineness is how many dots an inch has while a scan is compared.
const fineness = 200

// Compare holds the scan against a page as the record prints it, the same text in one
// printing or more: which one the scan shows is found. The errors are ErrNoFit, and the
// errors of painting.
func (p *Page) Compare(fonts *pdf.Fonts, page int, prints ...*pdf.Document) (*Comparison, error) {
	doc := prints[0]
	at, ok := codeOf(doc, page)
	if !ok {
		return nil, fmt.Errorf("compare page %d: %w", page, ErrNoCode)
	}
	common, own := sameBoxes(page, prints)
	whole, err := proofOf(fonts, doc, page, common)
	if err != nil {
		return nil, err
	}
	o, err := align(p.ink, whole, warpOfCode(p.Corners, Point{at.X, at.Y}, at.W))
	if err != nil {
		return nil, err
	}
	c := &Comparison{picture: p.picture, overlay: o}
	c.width, c.height = doc.Size(page)
	seen := inksSeen(p.ink, o, whole.gray.Rect.Dx(), whole.gray.Rect.Dy(), whole.dots)
	if c.Print, err = whichPrint(fonts, page, prints, own, seen); err != nil {
		return nil, err
	}
	must, guides, all := split(prints[c.Print], page)
	mustProof, err := proofOf(fonts, doc, page, must)
	if err != nil {
		return nil, err
	}
	guideProof, err := proofOf(fonts, doc, page, guides)
	if err != nil {
		return nil, err
	}
	k := &check{code: at, block: textBlock(must), seen: seen, guides: inksOf(guideProof.gray), hands: handPlaces(all), dots: whole.dots}
	k.match(inksOf(mustProof.gray))
	for _, d := range k.differences() {
		d.Printed = words(fonts, must, d.At.grown(context, 0))
		c.Differences = append(c.Differences, d)
	}
	return c, nil
}

// proofOf paints boxes of a page.
func proofOf(fonts *pdf.Fonts, doc *pdf.Document, page int, boxes []pdf.Box) (proof, error) {
	part := *doc
	part.Boxes = boxes
	painted, err := pdf.Raster(fonts, &part, page, fineness)
	if err != nil {
		return proof{}, err
	}
	return proof{grayOf(painted), fineness / 25.4}, nil
}

// grayOf returns a picture without its colours.
func grayOf(m image.Image) *image.Gray {
	if gray, ok := m.(*image.Gray); ok {
		return gray
	}
	gray := image.NewGray(m.Bounds())
	draw.Draw(gray, gray.Rect, m, m.Bounds().Min, draw.Src)
	return gray
}

// whichPrint returns which printing a scan shows: the one most like it in its own boxes.
func whichPrint(fonts *pdf.Fonts, page int, prints []*pdf.Document, own [][]pdf.Box, seen *inks) (int, error) {
	best, least := 0, math.Inf(1)
	around := textBlock(slices.Concat(own...))
	for n, doc := range prints {
		if len(own[n]) == 0 {
			return 0, nil
		}
		one, err := proofOf(fonts, doc, page, own[n])
		if err != nil {
			return 0, err
		}
		must := inksOf(one.gray).blurred(1)
		off := 0.0
		for y := int(around.Y * one.dots); y < int((around.Y+around.H)*one.dots); y++ {
			for x := int(around.X * one.dots); x < int((around.X+around.W)*one.dots); x++ {
				d := float64(must.pix[y*must.wide+x]) - float64(seen.pix[y*must.wide+x])
				off += d * d
			}
		}
		if off < least {
			best, least = n, off
		}
	}
	return best, nil
}

// sameBoxes parts the boxes of a page that all printings have from each one's own.
func sameBoxes(page int, prints []*pdf.Document) (common []pdf.Box, own [][]pdf.Box) {
	count := map[string]int{}
	for _, doc := range prints {
		for _, b := range doc.Boxes {
			count[b.String()]++
		}
	}
	own = make([][]pdf.Box, len(prints))
	for n, doc := range prints {
		for _, b := range doc.Boxes {
			switch {
			case b.Page != page:
			case b.Kind == pdf.Text && count[b.String()] < len(prints):
				own[n] = append(own[n], b)
			case n == 0:
				common = append(common, b)
			}
		}
	}
	return common, own
}

// check holds what is seen of a page against what must be there.
type check struct {
	code         Rect
	hands        []Rect
	block        Rect
	dots         float64
	seen         *inks
	must, guides *inks
}

// match makes what must be there as sharp as the scan is, and the scan as black as print.
func (k *check) match(must *inks) {
	from, to := densest(must, 400)
	best, like := 0.0, -1.0
	part, seen := must.rows(from, to), k.seen.rows(from, to)
	for _, sigma := range []float64{0.4, 0.8, 1.2, 1.6, 2, 2.5, 3} {
		if l := correlation(part.blurred(sigma), seen); l > like {
			best, like = sigma, l
		}
	}
	k.must = must.blurred(best)
	gain := k.gain()
	for i, v := range k.seen.pix {
		k.seen.pix[i] = uint8(min(255, float64(v)*gain))
	}
}

// densest returns the rows of the page with the most ink, n of them.
func densest(k *inks, n int) (from, to int) {
	n = min(n, k.high)
	sums := make([]int, k.high+1)
	for y := range k.high {
		for _, v := range k.pix[y*k.wide : (y+1)*k.wide] {
			sums[y+1] += int(v)
		}
		sums[y+1] += sums[y]
	}
	for y := range k.high - n + 1 {
		if sums[y+n]-sums[y] > sums[from+n]-sums[from] {
			from = y
		}
	}
	return from, from + n
}

func correlation(a, b *inks) float64 {
	var n, sa, sb, aa, bb, ab float64
	for i := range a.pix {
		x, y := float64(a.pix[i]), float64(b.pix[i])
		n, sa, sb, aa, bb, ab = n+1, sa+x, sb+y, aa+x*x, bb+y*y, ab+x*y
	}
	return (ab - sa*sb/n) / math.Sqrt((aa-sa*sa/n)*(bb-sb*sb/n)+1)
}

// gain returns how much blacker the print would be than it is on the scan: the middle
// value of the tiles that have ink.
func (k *check) gain() float64 {
	var gains []float64
	for y := 0; y+tile <= k.must.high; y += tile {
		for x := 0; x+tile <= k.must.wide; x += tile {
			var cross, square float64
			for r := y; r < y+tile; r++ {
				for i := r*k.must.wide + x; i < r*k.must.wide+x+tile; i++ {
					m := float64(k.must.pix[i])
					cross += m * float64(k.seen.pix[i])
					square += m * m
				}
			}
			if square > 255*255*20 && cross > square/4 {
				gains = append(gains, square/cross)
			}
		}
	}
	if len(gains) == 0 {
		return 1
	}
	return max(0.8, min(3, median(gains)))
}
