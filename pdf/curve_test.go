package pdf

import (
	"math"
	"slices"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/google/go-cmp/cmp"
)

func TestAppendCubic_StaysNear(t *testing.T) {
	for _, c := range [][4][2]int{
		{{0, 0}, {0, 552}, {448, 1000}, {1000, 1000}}, // a quarter circle
		{{0, 0}, {900, 900}, {-100, 900}, {800, 0}},   // a loop
		{{0, 0}, {300, 0}, {600, 0}, {900, 0}},        // a straight line
		{{10, 10}, {12, 15}, {14, 15}, {15, 10}},      // a tiny bow
	} {
		at := func(i int) fixed.Point26_6 {
			return fixed.Point26_6{X: fixed.Int26_6(c[i][0]), Y: fixed.Int26_6(-c[i][1])}
		}
		points := appendCubic([]point{{c[0][0], c[0][1], true}}, [3]fixed.Point26_6{at(1), at(2), at(3)}, 1)
		parts := (len(points) - 1) / 2
		worst := 0.0
		for i := range parts {
			p, q, r := points[2*i], points[2*i+1], points[2*i+2]
			for s := 0.0; s <= 1; s += 0.125 {
				x := (1-s)*(1-s)*float64(p.x) + 2*s*(1-s)*float64(q.x) + s*s*float64(r.x)
				y := (1-s)*(1-s)*float64(p.y) + 2*s*(1-s)*float64(q.y) + s*s*float64(r.y)
				at := (float64(i) + s) / float64(parts)
				wantX, _ := cubic(c[0][0], c[1][0], c[2][0], c[3][0], at)
				wantY, _ := cubic(c[0][1], c[1][1], c[2][1], c[3][1], at)
				worst = max(worst, math.Hypot(x-wantX, y-wantY))
			}
		}
		if worst > 1+math.Sqrt2/2 { // the tolerance and the rounding to whole units
			t.Errorf("%v in %d parts is %.2f units off", c, parts, worst)
		}
	}
}

func TestSimplify_DropsWhatIsImplied(t *testing.T) {
	on, off := func(x, y int) point { return point{x, y, true} }, func(x, y int) point { return point{x, y, false} }
	square := []point{on(0, 0), on(0, 10), on(10, 10), on(10, 0), on(0, 0)}
	if diff := cmp.Diff(square[:4], simplify(square), cmp.AllowUnexported(point{})); diff != "" {
		t.Error(diff)
	}
	curve := []point{on(0, 0), off(0, 10), on(5, 15), off(10, 20), on(30, 20), off(40, 10), on(40, 0)}
	want := []point{on(0, 0), off(0, 10), off(10, 20), on(30, 20), off(40, 10), on(40, 0)}
	if diff := cmp.Diff(want, simplify(curve), cmp.AllowUnexported(point{})); diff != "" {
		t.Error(diff)
	}
}

// drawnOut is an outline as polygons, steps lines for a curve.
func drawnOut(o outline, steps int) [][]spot {
	var out [][]spot
	for _, c := range o {
		var polygon []spot
		for i, p := range c {
			at := spot{float64(p.x), float64(p.y)}
			if p.on {
				polygon = append(polygon, at)
				continue
			}
			from, to := ending(c[(i+len(c)-1)%len(c)], at), ending(c[(i+1)%len(c)], at)
			for i := range steps + 1 {
				t := float64(i) / float64(steps)
				u, v, w := (1-t)*(1-t), 2*t*(1-t), t*t
				polygon = append(polygon, spot{u*from.x + v*at.x + w*to.x, u*from.y + v*at.y + w*to.y})
			}
		}
		out = append(out, polygon)
	}
	return out
}

// ending is where a curve with the control point p ends towards its neighbour, which may
// be a control point too.
func ending(neighbour point, p spot) spot {
	at := spot{float64(neighbour.x), float64(neighbour.y)}
	if neighbour.on {
		return at
	}
	return spot{(at.x + p.x) / 2, (at.y + p.y) / 2}
}

// furthest is how far the corners of a are at most from the lines of b.
func furthest(a, b [][]spot) float64 {
	worst := 0.0
	for _, p := range slices.Concat(a...) {
		nearest := math.Inf(1)
		for _, polygon := range b {
			for i, q := range polygon {
				nearest = min(nearest, apart(p, q, polygon[(i+1)%len(polygon)]))
			}
		}
		worst = max(worst, nearest)
	}
	return worst
}

// apart is how far p is from the line from a to b.
func apart(p, a, b spot) float64 {
	x, y := b.x-a.x, b.y-a.y
	t := 0.0
	if length := x*x + y*y; length > 0 {
		t = max(0, min(1, ((p.x-a.x)*x+(p.y-a.y)*y)/length))
	}
	return math.Hypot(p.x-a.x-t*x, p.y-a.y-t*y)
}

// TestMerge_StaysNear compares glyphs of every face with what they are without merging.
func TestMerge_StaysNear(t *testing.T) {
	f := testFonts(t)
	for _, face := range []*face{f.song, f.title, f.sans, f.fang, f.kai} {
		all, merged, worst := 0, 0, 0.0
		for r := '一'; r < '龟'; r += 2003 {
			g := face.glyph(r)
			if g == nil {
				continue
			}
			var buf sfnt.Buffer
			segments, err := face.font.LoadGlyph(&buf, g.index, fixed.Int26_6(face.upem), nil)
			if err != nil {
				t.Fatal(err)
			}
			tolerance := outlineTolerance * float64(face.upem)
			after := outlineOf(segments, tolerance)
			before := outlineOf(segments, tolerance/10)
			for i := range before {
				all += len(before[i])
			}
			for i := range after {
				merged += len(after[i])
			}
			one, other := drawnOut(before, 6), drawnOut(after, 24)
			// a cubic curve is first cut, then merged; and points are whole units
			off := max(furthest(one, other), furthest(other, one))
			if worst = max(worst, off); off > 2*tolerance+1 {
				t.Errorf("%s %c is %.2f units off", face.full, r, off)
			}
		}
		t.Logf("%s: %d points of %d, %.2f units off", face.full, merged, all, worst)
		if merged > all || face == f.fang && merged > all*7/10 {
			t.Errorf("%s: %d points became %d", face.full, all, merged)
		}
	}
}
