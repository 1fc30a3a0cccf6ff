package scan

import (
	"image"
	"math"
	"slices"
)

// inks is a page as ink: 0 where the paper is bare, 255 where print is black.
type inks struct {
	wide, high int
	pix        []uint8
}

func newInks(wide, high int) *inks { return &inks{wide, high, make([]uint8, wide*high)} }

// inksOf turns a proof into ink.
func inksOf(gray *image.Gray) *inks {
	out := newInks(gray.Rect.Dx(), gray.Rect.Dy())
	for i, v := range gray.Pix {
		out.pix[i] = 255 - v
	}
	return out
}

// tile is the side, in dots, of the squares in which the paper's white is measured.
const tile = 24

// inksSeen lays the picture over a page of a size in dots and turns it into ink: what
// light fell on the paper is taken out.
func inksSeen(picture levels, o *overlay, wide, high int, dots float64) *inks {
	out := newInks(wide, high)
	level := picture.finest(dots / o.dots)
	const run = 16 // dots between two places that are led over; what is between is straight
	for y := range high {
		at := func(x int) Point { return o.at(Point{(float64(x) + 0.5) / dots, (float64(y) + 0.5) / dots}) }
		from := at(0)
		for x := 0; x < wide; x += run {
			to := at(x + run)
			dx, dy := (to.X-from.X)/run, (to.Y-from.Y)/run
			for i := range min(run, wide-x) {
				out.pix[y*wide+x+i] = uint8(level.at(Point{from.X + dx*float64(i), from.Y + dy*float64(i)}) + 0.5)
			}
			from = to
		}
	}
	white := out.whites()
	across := (wide + tile - 1) / tile
	for y := range high {
		for x := range wide {
			i := y*wide + x
			paper := between(white, across, float64(x)/tile-0.5, float64(y)/tile-0.5)
			out.pix[i] = uint8(255 * max(0, 1-float64(out.pix[i])/paper))
		}
	}
	return out
}

// whites measures how bright the paper is in each tile: brighter than most of it, and not
// unlike its neighbours.
func (k *inks) whites() []float64 {
	across, down := (k.wide+tile-1)/tile, (k.high+tile-1)/tile
	raw := make([]float64, across*down)
	for i := range raw {
		var count [256]int
		n := 0
		for y := i / across * tile; y < min((i/across+1)*tile, k.high); y++ {
			for x := i % across * tile; x < min((i%across+1)*tile, k.wide); x++ {
				count[k.pix[y*k.wide+x]]++
				n++
			}
		}
		level, above := 255, 0
		for ; level > 0 && above < n/5; level-- {
			above += count[level]
		}
		raw[i] = float64(level)
	}
	out := make([]float64, len(raw))
	for i := range raw {
		var around []float64
		for y := max(0, i/across-2); y <= min(down-1, i/across+2); y++ {
			for x := max(0, i%across-2); x <= min(across-1, i%across+2); x++ {
				around = append(around, raw[y*across+x])
			}
		}
		slices.Sort(around)
		out[i] = max(40, around[len(around)*3/5])
	}
	return out
}

// between returns the value at a place between those of a net, across values to a row.
func between(net []float64, across int, x, y float64) float64 {
	down := len(net) / across
	x, y = max(0, min(x, float64(across-1))), max(0, min(y, float64(down-1)))
	left, top := min(int(x), max(0, across-2)), min(int(y), max(0, down-2))
	fx, fy := x-float64(left), y-float64(top)
	right, below := min(left+1, across-1), min(top+1, down-1)
	a := net[top*across+left] + fx*(net[top*across+right]-net[top*across+left])
	b := net[below*across+left] + fx*(net[below*across+right]-net[below*across+left])
	return a + fy*(b-a)
}

// blurred returns the ink as seen through a lens that spreads a dot by sigma dots.
func (k *inks) blurred(sigma float64) *inks {
	if sigma < 0.3 {
		return k
	}
	reach := int(math.Ceil(2.5 * sigma))
	weights := make([]int, 2*reach+1)
	sum := 0.0
	for i := range weights {
		sum += math.Exp(-float64((i-reach)*(i-reach)) / (2 * sigma * sigma))
	}
	for i := range weights {
		weights[i] = int(math.Round(65536 * math.Exp(-float64((i-reach)*(i-reach))/(2*sigma*sigma)) / sum))
	}
	return k.turnedBlur(weights).turnedBlur(weights)
}

// turnedBlur blurs along rows and swaps rows and columns, so that doing it twice blurs
// both ways.
func (k *inks) turnedBlur(weights []int) *inks {
	reach := len(weights) / 2
	out := newInks(k.high, k.wide)
	padded := make([]int, k.wide+2*reach)
	for y := range k.high {
		for x, v := range k.pix[y*k.wide : (y+1)*k.wide] {
			padded[x+reach] = int(v)
		}
		for x := range k.wide {
			sum := 32768
			for i, w := range weights {
				sum += w * padded[x+i]
			}
			out.pix[x*k.high+y] = uint8(min(255, sum>>16))
		}
	}
	return out
}

// spread returns the most ink within reach dots of each dot, along rows and columns.
func (k *inks) spread(reach int) *inks { return k.turnedSpread(reach).turnedSpread(reach) }

func (k *inks) turnedSpread(reach int) *inks {
	out := newInks(k.high, k.wide)
	padded := make([]uint8, k.wide+2*reach)
	for y := range k.high {
		copy(padded[reach:], k.pix[y*k.wide:(y+1)*k.wide])
		for x := range k.wide {
			most := padded[x]
			for _, v := range padded[x+1 : x+2*reach+1] {
				most = max(most, v)
			}
			out.pix[x*k.high+y] = most
		}
	}
	return out
}

// rows returns some rows of the page.
func (k *inks) rows(from, to int) *inks {
	return &inks{k.wide, to - from, k.pix[from*k.wide : to*k.wide]}
}
