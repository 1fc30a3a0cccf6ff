package pdf

import (
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// outlineTolerance is how far an outline may be from the font's own, in em: at 16 pt and
// 1200 dots per inch a fifth of a dot.
const outlineTolerance = 0.75 / 1000

// outlineOf turns sfnt's segments, y downwards, into contours. Cubic curves
// become quadratic ones no further than tolerance font units away, and so do
// neighbouring curves that one can stand for.
func outlineOf(segments sfnt.Segments, tolerance float64) outline {
	var contours outline
	for _, s := range segments {
		if s.Op == sfnt.SegmentOpMoveTo {
			contours = append(contours, nil)
		}
		c := &contours[len(contours)-1]
		switch s.Op {
		case sfnt.SegmentOpMoveTo, sfnt.SegmentOpLineTo:
			*c = append(*c, pointOf(s.Args[0], true))
		case sfnt.SegmentOpQuadTo:
			*c = append(*c, pointOf(s.Args[0], false), pointOf(s.Args[1], true))
		case sfnt.SegmentOpCubeTo:
			*c = appendCubic(*c, s.Args, tolerance)
		}
	}
	kept := contours[:0]
	for _, c := range contours {
		if c = simplify(merge(c, tolerance)); len(c) > 2 {
			kept = append(kept, c)
		}
	}
	return kept
}

func pointOf(p fixed.Point26_6, on bool) point {
	return point{x: int(p.X), y: -int(p.Y), on: on}
}

// appendCubic appends the cubic curve from c's last point as 1 or more
// quadratic ones. A cubic cut into n equal parts is at most √3/36·d/n³ from
// the quadratics with the control points used here, d being the length of
// its third difference.
func appendCubic(c []point, args [3]fixed.Point26_6, tolerance float64) []point {
	p0, p1, p2, p3 := c[len(c)-1], pointOf(args[0], false), pointOf(args[1], false), pointOf(args[2], true)
	d := math.Hypot(float64(p3.x-3*p2.x+3*p1.x-p0.x), float64(p3.y-3*p2.y+3*p1.y-p0.y))
	n := max(1, int(math.Ceil(math.Cbrt(math.Sqrt(3)/36*d/tolerance))))
	step := 1 / float64(n)
	for i := range n {
		t0 := float64(i) * step
		t1 := t0 + step
		x0, dx0 := cubic(p0.x, p1.x, p2.x, p3.x, t0)
		x1, dx1 := cubic(p0.x, p1.x, p2.x, p3.x, t1)
		y0, dy0 := cubic(p0.y, p1.y, p2.y, p3.y, t0)
		y1, dy1 := cubic(p0.y, p1.y, p2.y, p3.y, t1)
		c = append(c,
			rounded((x0+x1)/2+step*(dx0-dx1)/4, (y0+y1)/2+step*(dy0-dy1)/4, false),
			rounded(x1, y1, true))
	}
	return c
}

// cubic returns the value and the derivative at t of a cubic Bézier curve.
func cubic(a, b, c, d int, t float64) (value, slope float64) {
	p0, p1, p2, p3 := float64(a), float64(b), float64(c), float64(d)
	u := 1 - t
	value = u*u*u*p0 + 3*u*u*t*p1 + 3*u*t*t*p2 + t*t*t*p3
	slope = 3*u*u*(p1-p0) + 6*u*t*(p2-p1) + 3*t*t*(p3-p2)
	return value, slope
}

func rounded(x, y float64, on bool) point {
	return point{x: int(math.Round(x)), y: int(math.Round(y)), on: on}
}

// simplify drops the closing point when it repeats the first one, and points
// that TrueType implies: those in the middle between two control points.
func simplify(c []point) []point {
	if n := len(c); n > 1 && c[0] == c[n-1] {
		c = c[:n-1]
	}
	kept := make([]point, 0, len(c))
	for i, p := range c {
		before, after := c[(i+len(c)-1)%len(c)], c[(i+1)%len(c)]
		implied := i > 0 && p.on && !before.on && !after.on &&
			near(2*p.x, before.x+after.x) && near(2*p.y, before.y+after.y)
		if !implied {
			kept = append(kept, p)
		}
	}
	return kept
}

func near(a, b int) bool { return a-b <= 1 && b-a <= 1 }

// mostMerged bounds how many pieces become one.
const mostMerged = 16

// merge puts one curve or line in the place of neighbouring ones wherever it is no
// further than tolerance font units away from them: fonts traced from pictures have
// three times the points that can be seen, and outlines are most of a file. All curves
// of c have both ends on the curve.
func merge(c []point, tolerance float64) []point {
	pieces := piecesOf(c)
	merged := append(make([]point, 0, len(c)+1), c[0])
	for len(pieces) > 0 {
		n, best := 1, pieces[0].points
		for n < min(len(pieces), mostMerged) {
			one := through(pieces[:n+1], tolerance)
			if one == nil {
				break
			}
			n, best = n+1, one
		}
		merged = append(merged, best...)
		pieces = pieces[n:]
	}
	return merged
}

// piece is a line or a curve of a contour.
type piece struct {
	from   point
	points []point // the control point, if it is a curve, and the end
	passes [4]spot // at each quarter, the last at the end
}

func piecesOf(c []point) []piece {
	pieces := make([]piece, 0, len(c))
	c = append(c, c[0])
	for len(c) > 1 {
		p := piece{from: c[0], points: c[1:2]}
		control := spot{float64(c[0].x+c[1].x) / 2, float64(c[0].y+c[1].y) / 2}
		if !c[1].on {
			p.points = c[1:3]
			control = spot{float64(c[1].x), float64(c[1].y)}
		}
		c = c[len(p.points):]
		if p.from == c[0] {
			continue
		}
		for i := range p.passes {
			t := float64(i+1) / float64(len(p.passes))
			u, v, w := (1-t)*(1-t), 2*t*(1-t), t*t
			p.passes[i].x = u*float64(p.from.x) + v*control.x + w*float64(c[0].x)
			p.passes[i].y = u*float64(p.from.y) + v*control.y + w*float64(c[0].y)
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// through returns the points of the line or else the curve that goes where the pieces go,
// without the first; nil when there is none within tolerance. Of a quadratic curve
// the place furthest from its chord is the one at t = 1/2, which gives the control point.
func through(pieces []piece, tolerance float64) []point {
	from, ends := pieces[0].from, pieces[len(pieces)-1].points
	to := ends[len(ends)-1]
	chord := newChord(from, to)
	if chord.length == 0 {
		return nil
	}
	var top spot // in the chord's frame
	for i := range pieces {
		for _, p := range pieces[i].passes {
			if p = chord.frame(p); math.Abs(p.y) > math.Abs(top.y) {
				top = p
			}
		}
	}
	if math.Abs(top.y) <= tolerance {
		if chord.covers(spot{chord.length / 2, 0}, pieces, tolerance) {
			return []point{to}
		}
		return nil
	}
	x, y := 2*top.x-chord.length/2, 2*top.y
	if x < 0 || x > chord.length {
		return nil // it would bulge out over an end
	}
	control := rounded(float64(from.x)+x*chord.dx-y*chord.dy, float64(from.y)+x*chord.dy+y*chord.dx, false)
	if !chord.covers(chord.frame(spot{float64(control.x), float64(control.y)}), pieces, tolerance) {
		return nil
	}
	return []point{control, to}
}

// chord is the frame in which a curve goes from 0,0 to length,0.
type chord struct {
	from           spot
	dx, dy, length float64
}

func newChord(from, to point) chord {
	x, y := float64(to.x-from.x), float64(to.y-from.y)
	length := math.Sqrt(x*x + y*y)
	return chord{spot{float64(from.x), float64(from.y)}, x / length, y / length, length}
}

func (c chord) frame(p spot) spot {
	x, y := p.x-c.from.x, p.y-c.from.y
	return spot{x*c.dx + y*c.dy, y*c.dx - x*c.dy}
}

// covers reports whether the curve over the chord, or the line where its control point
// is on the chord, is near all passes of the pieces, and they go along it without turning back.
func (c chord) covers(control spot, pieces []piece, tolerance float64) bool {
	last := 0.0
	for i := range pieces {
		for _, p := range pieces[i].passes {
			along, off := c.along(control, c.frame(p))
			if !(off <= tolerance) || along < last-alongSlack || along > 1+alongSlack {
				return false
			}
			last = max(last, along)
		}
	}
	return true
}

// alongSlack is what passes may go back along a curve, as part of it: rounding, not more.
const alongSlack = 0.02

// along returns how far along the curve p is, from 0 to 1, and how far off it, to the
// first order. With p = u·from + v·control + w·to the curve is v² = 4uw.
func (c chord) along(control, p spot) (along, off float64) {
	if control.y == 0 {
		return p.x / c.length, math.Abs(p.y)
	}
	v := p.y / control.y
	w := (p.x - v*control.x) / c.length
	u := 1 - v - w
	wy := -control.x / c.length / control.y
	uy := -1/control.y - wy
	sx, sy := 4*(w-u)/c.length, 2*v/control.y-4*(u*wy+w*uy)
	return w + v/2, math.Abs(v*v-4*u*w) / math.Sqrt(sx*sx+sy*sy)
}
