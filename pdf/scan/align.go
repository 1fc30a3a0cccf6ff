package scan

import "math"

// overlay lays the picture over the page: a warp of the whole, and how far each part of
// the page is off it, as paper that is not flat makes it.
type overlay struct {
	warp
	step float64 // mm between the knots of the net
	wide int     // knots in a row
	net  []Point // how far off, in mm
}

// The rounds of laying over, from coarse to fine.
var (
	growing = search{block: 16, step: 13, reach: 3.5, like: 0.45}
	coarse  = search{block: 12, step: 11, reach: 1.5, like: 0.5}
	finer   = search{block: 9, step: 9, reach: 0.55, like: 0.5}
)

// minFound is the share of a page's blocks that must be found on its picture.
const minFound = 0.5

// align lays the picture over a page as it prints, at 200 dots per inch, from the page's
// code outwards: the further from the code, the less the code alone says. The error is
// ErrNoFit.
func align(picture levels, fine proof, start warp) (*overlay, error) {
	middle := fine.halved()
	rough := middle.halved()
	w := start
	blocks := rough.blocks(growing)
	for _, radius := range []float64{40, 60, 85, 120, 160, 220, 400, 400} {
		near := within(blocks, w.origin, radius)
		w = w.fitted(rough.find(near, growing, picture, w.at, w.dots))
	}
	blocks = middle.blocks(coarse)
	for range 2 {
		w = w.fitted(middle.find(blocks, coarse, picture, w.at, w.dots))
	}
	o := &overlay{warp: w, step: finer.step}
	o.knot(middle, middle.find(blocks, coarse, picture, w.at, w.dots))
	blocks = fine.blocks(finer)
	found := fine.find(blocks, finer, picture, o.at, w.dots)
	if len(found) < 4 || float64(len(found)) < minFound*float64(len(blocks)) {
		return nil, ErrNoFit
	}
	o.knot(fine, found)
	return o, nil
}

// within returns the places not further than radius from another.
func within(places []Point, from Point, radius float64) []Point {
	var out []Point
	for _, p := range places {
		if math.Hypot(p.X-from.X, p.Y-from.Y) <= radius {
			out = append(out, p)
		}
	}
	return out
}

// knot makes the net from the matches: each knot is off as the matches around it are.
func (o *overlay) knot(p proof, found []match) {
	o.wide = int(float64(p.gray.Rect.Dx())/p.dots/o.step) + 2
	high := int(float64(p.gray.Rect.Dy())/p.dots/o.step) + 2
	net := make([]Point, o.wide*high)
	for i := range net {
		at := Point{float64(i%o.wide) * o.step, float64(i/o.wide) * o.step}
		var places, offs []Point
		for _, m := range found {
			away := Point{m.page.X - at.X, m.page.Y - at.Y}
			if max(math.Abs(away.X), math.Abs(away.Y)) <= 1.6*o.step {
				places, offs = append(places, away), append(offs, o.off(m))
			}
		}
		if len(places) >= 3 {
			net[i] = Point{
				planeAt(places, offs, func(p Point) float64 { return p.X }),
				planeAt(places, offs, func(p Point) float64 { return p.Y }),
			}
		}
	}
	o.net = net
}

// off returns how far a match is off the warp, in mm of the page.
func (o *overlay) off(m match) Point {
	const step = 1.0
	at, right, down := o.warp.at(m.page), o.warp.at(Point{m.page.X + step, m.page.Y}), o.warp.at(Point{m.page.X, m.page.Y + step})
	a, b, c, d := right.X-at.X, down.X-at.X, right.Y-at.Y, down.Y-at.Y
	x, y := m.seen.X-at.X, m.seen.Y-at.Y
	det := a*d - b*c
	return Point{step * (d*x - b*y) / det, step * (a*y - c*x) / det}
}

// at returns where a place of the page is in the picture.
func (o *overlay) at(p Point) Point {
	x, y := p.X/o.step, p.Y/o.step
	left, top := int(x), int(y)
	fx, fy := x-float64(left), y-float64(top)
	i := top*o.wide + left
	if i+o.wide+1 >= len(o.net) {
		return o.warp.at(p)
	}
	a, b, c, d := o.net[i], o.net[i+1], o.net[i+o.wide], o.net[i+o.wide+1]
	return o.warp.at(Point{
		p.X + (1-fy)*(a.X+fx*(b.X-a.X)) + fy*(c.X+fx*(d.X-c.X)),
		p.Y + (1-fy)*(a.Y+fx*(b.Y-a.Y)) + fy*(c.Y+fx*(d.Y-c.Y)),
	})
}

// How far a match may be off the middle one around a knot, in mm, and how steep the net
// may be: one altered word moves nothing, and paper bends gently.
const (
	strayMatch = 0.35
	bendSlack  = 0.02
)

// planeAt returns one part of how far a knot is off, from those of places around it: on
// the plane through them, so that a knot at the rim is not drawn to the middle.
func planeAt(places, offs []Point, part func(Point) float64) float64 {
	values := make([]float64, len(offs))
	for i, o := range offs {
		values[i] = part(o)
	}
	usual := median(values)
	var n, x, y, xx, xy, yy, v, xv, yv float64
	for i, p := range places {
		d := values[i] - usual
		if math.Abs(d) > strayMatch {
			continue
		}
		n, x, y, xx, xy, yy = n+1, x+p.X, y+p.Y, xx+p.X*p.X, xy+p.X*p.Y, yy+p.Y*p.Y
		v, xv, yv = v+d, xv+d*p.X, yv+d*p.Y
	}
	stiff := matchSlack * matchSlack / (bendSlack * bendSlack)
	// n a + x b + y c = v, x a + (xx+stiff) b + xy c = xv, y a + xy b + (yy+stiff) c = yv
	xx, yy = xx+stiff-x*x/n, yy+stiff-y*y/n
	xy -= x * y / n
	xv, yv = xv-x*v/n, yv-y*v/n
	det := xx*yy - xy*xy
	b, c := (xv*yy-yv*xy)/det, (yv*xx-xv*xy)/det
	return usual + (v-x*b-y*c)/n
}
