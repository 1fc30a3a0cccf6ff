package scan

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"woshou/pdf"
)

// sheet is a printed page of paper at 300 dots per inch, as red, green and blue see it.
type sheet struct {
	planes [3]*image.Gray
	boxes  []pdf.Box
}

const sheetDots = 300 / 25.4

func newSheet(t testing.TB, fonts *pdf.Fonts, doc *pdf.Document, page int) *sheet {
	t.Helper()
	gray := plain(t, fonts, doc, page, 300)
	s := &sheet{}
	for i := range s.planes {
		s.planes[i] = image.NewGray(gray.Rect)
		copy(s.planes[i].Pix, gray.Pix)
	}
	for _, b := range doc.Boxes {
		if b.Page == page {
			s.boxes = append(s.boxes, b)
		}
	}
	return s
}

// clone returns another sheet with the same on it.
func (s *sheet) clone() *sheet {
	out := &sheet{boxes: s.boxes}
	for i, p := range s.planes {
		out.planes[i] = &image.Gray{Pix: slices.Clone(p.Pix), Stride: p.Stride, Rect: p.Rect}
	}
	return out
}

// pen is an ink: how much of each colour it lets through.
type pen [3]float64

var (
	blueBlack = pen{0.15, 0.2, 0.45}
	sealRed   = pen{0.93, 0.3, 0.32}
	white     = pen{-1, -1, -1} // hides what is below
)

// dot inks the dots around a place in mm.
func (s *sheet) dot(x, y, radius float64, ink pen) {
	r := radius * sheetDots
	cx, cy := x*sheetDots, y*sheetDots
	size := s.planes[0].Rect
	for py := max(0, int(cy-r)); py <= min(size.Dy()-1, int(cy+r)); py++ {
		for px := max(0, int(cx-r)); px <= min(size.Dx()-1, int(cx+r)); px++ {
			if (float64(px)-cx)*(float64(px)-cx)+(float64(py)-cy)*(float64(py)-cy) > r*r {
				continue
			}
			for i, p := range s.planes {
				at := py*p.Stride + px
				if ink[i] < 0 {
					p.Pix[at] = 250
				} else {
					p.Pix[at] = uint8(min(float64(p.Pix[at]), 255*ink[i]))
				}
			}
		}
	}
}

// line draws a stroke between places in mm.
func (s *sheet) line(x0, y0, x1, y1, wide float64, ink pen) {
	n := int(math.Hypot(x1-x0, y1-y0)/0.08) + 1
	for i := range n + 1 {
		f := float64(i) / float64(n)
		s.dot(x0+f*(x1-x0), y0+f*(y1-y0), wide/2, ink)
	}
}

// scrawl writes something like a name over a width, in mm.
func (s *sheet) scrawl(r *rand.Rand, x, y, wide float64) {
	for at := x; at < x+wide; at += 9 {
		for range 7 {
			x0, y0 := at+8*r.Float64(), y-9*r.Float64()
			s.line(x0, y0, x0+6*(r.Float64()-0.4), y0+6*(r.Float64()-0.4), 0.4+0.3*r.Float64(), blueBlack)
		}
	}
}

// stamp lays a disc of red over the paper that print shows through.
func (s *sheet) stamp(x, y, radius float64, keep func(dx, dy float64) bool) {
	size := s.planes[0].Rect
	for py := max(0, int((y-radius)*sheetDots)); py < min(size.Dy(), int((y+radius)*sheetDots)); py++ {
		for px := max(0, int((x-radius)*sheetDots)); px < min(size.Dx(), int((x+radius)*sheetDots)); px++ {
			dx, dy := float64(px)/sheetDots-x, float64(py)/sheetDots-y
			if dx*dx+dy*dy > radius*radius || keep != nil && !keep(dx, dy) {
				continue
			}
			for i, p := range s.planes {
				at := py*p.Stride + px
				p.Pix[at] = uint8(float64(p.Pix[at]) * sealRed[i])
			}
		}
	}
}

// sign puts on the page what people put there: names, fingerprints, the seal, the seam seal.
func (s *sheet) sign(r *rand.Rand) {
	off := func(most float64) float64 { return most * (2*r.Float64() - 1) }
	for _, b := range s.boxes {
		switch {
		case b.Kind == pdf.Circle:
			s.stamp(b.X+b.W/2+off(4), b.Y+b.H/2+off(4), b.W/2, nil)
		case b.Kind == pdf.Frame && b.Hand:
			s.stamp(b.X+b.W/2+off(2), b.Y+b.H/2+off(2), 7, func(dx, dy float64) bool { return math.Sin(9*math.Hypot(dx, dy*0.7+2)) > -0.3 })
		case b.Kind == pdf.Rule && b.Hand:
			s.scrawl(r, b.X+4+off(3), b.Y+2+off(2), 27)
		}
	}
	s.stamp(210, 148+off(5), 21, nil)
	s.scrawl(r, 180, 20, 14) // the page's number in the dossier
}

// take says how a page is scanned or photographed.
type take struct {
	colour       bool
	dpi          float64
	turn         float64 // degrees
	scale        float64
	tilt         float64 // change of scale over the page's height
	bow          float64 // dots that paper is off where it does not lie flat
	blur         float64 // dots
	noise, shade float64
	quality      int // of JPEG
}

// flatbed is a scan as scanners make it.
func flatbed(r *rand.Rand, dpi float64, colour bool) take {
	return take{
		colour: colour, dpi: dpi, turn: 6*r.Float64() - 3 + 90*float64(r.IntN(4)), scale: 0.97 + 0.06*r.Float64(),
		blur: 0.5 + 0.6*r.Float64(), noise: 3 + 6*r.Float64(), shade: 0.15 * r.Float64(), quality: 60 + r.IntN(30),
	}
}

// photo is a picture that a telephone takes.
func photo(r *rand.Rand) take {
	t := flatbed(r, 230+30*r.Float64(), true)
	t.bow = 12 * r.Float64()
	t.tilt, t.blur, t.noise, t.shade = 0.02+0.08*r.Float64(), 0.8+0.6*r.Float64(), 5+7*r.Float64(), 0.35*r.Float64()
	t.turn += 6*r.Float64() - 3
	return t
}

// of makes the picture as a JPEG file.
func (k take) of(t testing.TB, s *sheet, r *rand.Rand) []byte {
	t.Helper()
	page := s.planes[0].Rect
	per := k.dpi / 300 * k.scale
	sin, cos := math.Sincos(k.turn * math.Pi / 180)
	w := (math.Abs(cos)*float64(page.Dx()) + math.Abs(sin)*float64(page.Dy())) * per
	h := (math.Abs(sin)*float64(page.Dx()) + math.Abs(cos)*float64(page.Dy())) * per
	if k.tilt == 0 { // a scanner's glass is as large as the paper: what is turned loses its corners
		w, h = float64(page.Dx())*k.dpi/300, float64(page.Dy())*k.dpi/300
		if math.Abs(sin) > 0.5 {
			w, h = h, w
		}
	}
	size := image.Rect(0, 0, int(w), int(h))
	direction := 2 * math.Pi * r.Float64()
	shadeX, shadeY := k.shade*math.Cos(direction)/w, k.shade*math.Sin(direction)/h
	tiltX, tiltY := k.tilt/w*math.Cos(direction*3), k.tilt/h*math.Sin(direction*3)
	shiftX, shiftY := 6*r.Float64(), 6*r.Float64()
	colours := 1
	if k.colour {
		colours = 3
	}
	var planes [3]*image.Gray
	var from [3]level
	for i := range colours {
		planes[i] = image.NewGray(size)
		from[i] = level{s.plane(i, k.colour), 1}
		if per < 0.7 {
			from[i] = newLevels(from[i].gray).finest(per)
		}
	}
	for y := range size.Dy() {
		for x := range size.Dx() {
			dx, dy := float64(x)-w/2-shiftX, float64(y)-h/2-shiftY
			z := (1 + tiltX*dx + tiltY*dy) / per
			at := Point{(cos*dx+sin*dy)*z + float64(page.Dx())/2, (cos*dy-sin*dx)*z + float64(page.Dy())/2}
			if k.bow != 0 {
				at.X += k.bow * math.Sin(3*at.Y/float64(page.Dy()))
				at.Y += k.bow * math.Sin(4*at.X/float64(page.Dx()))
			}
			table := k.tilt != 0 && (at.X < 1 || at.Y < 1 || at.X > float64(page.Dx()-1) || at.Y > float64(page.Dy()-1))
			light := 0.9 * (1 - k.shade/2 + shadeX*dx + shadeY*dy)
			for i := range colours {
				v := from[i].at(at)
				if table {
					v = 70
				}
				planes[i].Pix[y*planes[i].Stride+x] = uint8(12 + v*light)
			}
		}
	}
	for i := range colours {
		planes[i] = soften(planes[i], k.blur)
		for p := range planes[i].Pix {
			planes[i].Pix[p] = uint8(max(0, min(255, float64(planes[i].Pix[p])+k.noise*grain[r.Uint32()&0xffff])))
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, joinedPlanes(planes), &jpeg.Options{Quality: k.quality}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// plane returns the paper as one colour sees it, or as grey.
func (s *sheet) plane(i int, colour bool) *image.Gray {
	if colour {
		return s.planes[i]
	}
	out := image.NewGray(s.planes[0].Rect)
	for p := range out.Pix {
		out.Pix[p] = uint8((299*int(s.planes[0].Pix[p]) + 587*int(s.planes[1].Pix[p]) + 114*int(s.planes[2].Pix[p])) / 1000)
	}
	return out
}

func joinedPlanes(planes [3]*image.Gray) image.Image {
	if planes[1] == nil {
		return planes[0]
	}
	out := image.NewRGBA(planes[0].Rect)
	for i := range planes[0].Pix {
		for n, p := range planes {
			out.Pix[4*i+n] = p.Pix[i]
		}
		out.Pix[4*i+3] = 255
	}
	return out
}

func soften(g *image.Gray, sigma float64) *image.Gray {
	k := &inks{g.Rect.Dx(), g.Rect.Dy(), g.Pix}
	return &image.Gray{Pix: k.blurred(sigma).pix, Stride: g.Stride, Rect: g.Rect}
}

// grain is noise with a spread of 1.
var grain = func() (out [1 << 16]float64) {
	r := rand.New(rand.NewPCG(1, 1))
	for i := range out {
		out[i] = r.NormFloat64()
	}
	return out
}()
