package scan

import (
	"image"
	"math"
	"slices"
)

// proof is a page as the record prints it: grey, and how many dots a mm has.
type proof struct {
	gray *image.Gray
	dots float64
}

// halved is the same at half the fineness.
func (p proof) halved() proof { return proof{halved(p.gray), p.dots / 2} }

// search says how a block of print is looked for in the picture.
type search struct {
	block, step float64 // mm: the side of a block, from one block to the next
	reach       float64 // mm, how far around its place
	like        float64 // how alike it must be
}

// minSpread is the least standard deviation of grey that makes a block worth looking for.
const minSpread = 14

// blocks lists the middles of the blocks of a print that show enough to be found.
func (p proof) blocks(s search) []Point {
	var out []Point
	half := int(s.block * p.dots / 2)
	step := s.step * p.dots
	for y := float64(half); int(y)+half < p.gray.Rect.Dy(); y += step {
		for x := float64(half); int(x)+half < p.gray.Rect.Dx(); x += step {
			if _, spread := p.block(int(x), int(y), half); spread >= minSpread {
				out = append(out, Point{(math.Floor(x) + 0.5) / p.dots, (math.Floor(y) + 0.5) / p.dots})
			}
		}
	}
	return out
}

// block returns the greys of a block around a dot, less their mean, and their spread.
func (p proof) block(x, y, half int) ([]float32, float64) {
	side := 2*half + 1
	out := make([]float32, 0, side*side)
	sum := 0
	for row := y - half; row <= y+half; row++ {
		for _, v := range p.gray.Pix[row*p.gray.Stride+x-half : row*p.gray.Stride+x+half+1] {
			out = append(out, float32(v))
			sum += int(v)
		}
	}
	mean := float32(sum) / float32(len(out))
	square := 0.0
	for i := range out {
		out[i] -= mean
		square += float64(out[i]) * float64(out[i])
	}
	return out, math.Sqrt(square / float64(len(out)))
}

// find looks for blocks of print in the picture around the places that lead says.
func (p proof) find(blocks []Point, s search, picture levels, lead func(Point) Point, dots float64) []match {
	level := picture.finest(p.dots / dots)
	half, reach := int(s.block*p.dots/2), int(math.Ceil(s.reach*p.dots))
	var out []match
	for _, at := range blocks {
		x, y := int(at.X*p.dots), int(at.Y*p.dots)
		block, spread := p.block(x, y, half)
		if spread < minSpread {
			continue
		}
		window := p.window(level, at, half+reach, lead)
		if move, like, ok := bestMove(block, window, half, reach); ok && like >= s.like {
			seen := lead(Point{at.X + move.X/p.dots, at.Y + move.Y/p.dots})
			out = append(out, match{page: at, seen: seen, like: like})
		}
	}
	return out
}

// window returns what the picture shows around a place of the page, as fine as the print.
func (p proof) window(from level, at Point, half int, lead func(Point) Point) []float32 {
	out := make([]float32, 0, (2*half+1)*(2*half+1))
	for y := -half; y <= half; y++ {
		// Within a window the way from page to picture is straight.
		left := lead(Point{at.X - float64(half)/p.dots, at.Y + float64(y)/p.dots})
		right := lead(Point{at.X + float64(half)/p.dots, at.Y + float64(y)/p.dots})
		dx, dy := (right.X-left.X)/float64(2*half), (right.Y-left.Y)/float64(2*half)
		for x := range 2*half + 1 {
			out = append(out, float32(from.at(Point{left.X + dx*float64(x), left.Y + dy*float64(x)})-128))
		}
	}
	return out
}

// bestMove returns how a block must be moved to be most like the window around it, in
// parts of dots, and how alike the two are then: the correlation. A block that is most
// alike at the window's edge is not found.
func bestMove(block, window []float32, half, reach int) (Point, float64, bool) {
	side, wide := 2*half+1, 2*(half+reach)+1
	n := 2*reach + 1
	likes := make([]float64, n*n)
	norm := 0.0
	for _, v := range block {
		norm += float64(v) * float64(v)
	}
	sums, squares := totals(window, wide)
	best := 0
	for i := range likes {
		cross := float32(0)
		for y := range side {
			from := (y+i/n)*wide + i%n
			cross += product(block[y*side:(y+1)*side], window[from:from+side])
		}
		sum := totalOf(sums, wide, i%n, i/n, side)
		spread := totalOf(squares, wide, i%n, i/n, side) - sum*sum/float64(len(block))
		if spread > 1 {
			likes[i] = float64(cross) / math.Sqrt(spread*norm)
		}
		if likes[i] > likes[best] {
			best = i
		}
	}
	x, y := best%n, best/n
	if x == 0 || y == 0 || x == n-1 || y == n-1 {
		return Point{}, 0, false
	}
	move := Point{
		float64(x-reach) + vertex(likes[best-1], likes[best], likes[best+1]),
		float64(y-reach) + vertex(likes[best-n], likes[best], likes[best+n]),
	}
	return move, likes[best], true
}

// product returns the sum of the products of two rows; four sums side by side, which a
// processor adds up at once.
func product(a, b []float32) float32 {
	var p, q, r, s float32
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		u, v := a[i:i+4:i+4], b[i:i+4:i+4]
		p, q, r, s = p+u[0]*v[0], q+u[1]*v[1], r+u[2]*v[2], s+u[3]*v[3]
	}
	for ; i < len(a); i++ {
		p += a[i] * b[i]
	}
	return p + q + r + s
}

// totals adds up a window and its squares, from its corner to each place.
func totals(window []float32, wide int) (sums, squares []float64) {
	across := wide + 1
	sums, squares = make([]float64, across*across), make([]float64, across*across)
	for i, v := range window {
		at := (i/wide+1)*across + i%wide + 1
		f := float64(v)
		sums[at] = f + sums[at-1] + sums[at-across] - sums[at-across-1]
		squares[at] = f*f + squares[at-1] + squares[at-across] - squares[at-across-1]
	}
	return sums, squares
}

// totalOf returns the total of a square of a window.
func totalOf(totals []float64, wide, x, y, side int) float64 {
	a, b := y*(wide+1)+x, (y+side)*(wide+1)+x
	return totals[b+side] - totals[b] - totals[a+side] + totals[a]
}

// vertex returns where a parabola through three values, the middle one the greatest, has
// its top: from -0.5 to 0.5.
func vertex(before, at, after float64) float64 {
	bend := before - 2*at + after
	if bend >= 0 {
		return 0
	}
	return max(-0.5, min(0.5, (before-after)/(2*bend)))
}

// median returns the middle value; 0 of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
