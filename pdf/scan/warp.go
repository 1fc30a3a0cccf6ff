package scan

import "math"

// warp leads from a page in mm to its picture in dots: the homography that a flat page
// and a camera, or a scanner, make. The page is measured from origin in units of 100 mm.
type warp struct {
	origin Point
	h      [8]float64
	dots   float64 // of the picture per mm of the page, about
}

const warpUnit = 100.0

// at returns where a place of the page is in the picture.
func (w *warp) at(p Point) Point {
	x, y := (p.X-w.origin.X)/warpUnit, (p.Y-w.origin.Y)/warpUnit
	below := 1 + w.h[6]*x + w.h[7]*y
	return Point{(w.h[0]*x + w.h[1]*y + w.h[2]) / below, (w.h[3]*x + w.h[4]*y + w.h[5]) / below}
}

// warpOfCode is the first guess: the page goes on as its code begins. The code has its
// top left corner at a place of the page and is side mm wide.
func warpOfCode(corners [4]Point, at Point, side float64) warp {
	per := warpUnit / side
	right := Point{(corners[1].X - corners[0].X) * per, (corners[1].Y - corners[0].Y) * per}
	down := Point{(corners[3].X - corners[0].X) * per, (corners[3].Y - corners[0].Y) * per}
	return warp{
		origin: at,
		h:      [8]float64{right.X, down.X, corners[0].X, right.Y, down.Y, corners[0].Y},
		dots:   (math.Hypot(right.X, right.Y) + math.Hypot(down.X, down.Y)) / 2 / warpUnit,
	}
}

// match is a place of the page and where it was seen in the picture.
type match struct {
	page, seen Point
	like       float64 // how alike the two are, to 1
}

// How far a fit may go from the one before, as standard deviations: a page that shows
// print along one line only says nothing of the other direction.
const (
	placeSlack = 2.0  // mm
	turnSlack  = 0.01 // of the length
	tiltSlack  = 0.03 // change of scale over 100 mm
	matchSlack = 0.15 // mm, of one match
)

// fitted returns the warp that fits the matches best, near w where they say nothing.
// Matches far off, as altered print makes them, count little.
func (w *warp) fitted(matches []match) warp {
	out := *w
	for range 4 {
		out = w.leastSquares(matches, out.weights(matches))
	}
	return out
}

// weights returns how much each match counts.
func (w *warp) weights(matches []match) []float64 {
	off := make([]float64, len(matches))
	for i, m := range matches {
		at := w.at(m.page)
		off[i] = math.Hypot(at.X-m.seen.X, at.Y-m.seen.Y) / w.dots
	}
	usual := max(matchSlack, 2*median(off))
	for i, m := range matches {
		r := off[i] / usual
		off[i] = m.like / (1 + r*r*r*r)
	}
	return off
}

// leastSquares solves the fit with given weights.
func (w *warp) leastSquares(matches []match, weights []float64) warp {
	var a [8][9]float64 // normal equations, the right side last
	add := func(row [9]float64, weight float64) {
		for i := range 8 {
			for k := range 9 {
				a[i][k] += weight * row[i] * row[k]
			}
		}
	}
	per := 1 / (matchSlack * w.dots)
	for n, m := range matches {
		x, y := (m.page.X-w.origin.X)/warpUnit, (m.page.Y-w.origin.Y)/warpUnit
		seen := m.seen
		add([9]float64{x, y, 1, 0, 0, 0, -seen.X * x, -seen.X * y, seen.X}, weights[n]*per*per)
		add([9]float64{0, 0, 0, x, y, 1, -seen.Y * x, -seen.Y * y, seen.Y}, weights[n]*per*per)
	}
	turn := 1 / (turnSlack * warpUnit * w.dots)
	place := 1 / (placeSlack * w.dots)
	for i, stiff := range [8]float64{turn, turn, place, turn, turn, place, 1 / tiltSlack, 1 / tiltSlack} {
		var row [9]float64
		row[i], row[8] = 1, w.h[i]
		add(row, stiff*stiff)
	}
	out := *w
	out.h = solve(&a)
	return out
}

// solve solves eight equations by elimination; they are positive definite.
func solve(a *[8][9]float64) (x [8]float64) {
	for i := range 8 {
		for k := i + 1; k < 8; k++ {
			f := a[k][i] / a[i][i]
			for j := i; j < 9; j++ {
				a[k][j] -= f * a[i][j]
			}
		}
	}
	for i := 7; i >= 0; i-- {
		x[i] = a[i][8]
		for k := i + 1; k < 8; k++ {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}
