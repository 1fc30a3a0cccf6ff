package scan

import (
	"image"
	"image/color"
	"math"
)

// The colours of frames: of what is missing or differs, and of what was added.
var (
	missingColour = color.RGBA{R: 0xC6, G: 0x28, B: 0x28, A: 0xFF}
	addedColour   = color.RGBA{R: 0xE0, G: 0x7B, B: 0x00, A: 0xFF}
)

// The frame around a difference, in mm.
const (
	frameGap = 1.2
	framePen = 0.6
)

// Picture returns the scan, straightened to the page, at so many dots an inch with the
// differences framed.
func (c *Comparison) Picture(dpi float64) *image.RGBA {
	dots := dpi / 25.4
	out := image.NewRGBA(image.Rect(0, 0, int(c.width*dots), int(c.height*dots)))
	from := c.picture.Bounds()
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			var r, g, b, n uint32
			for i := range 4 { // the mean of four places is less jagged than one
				at := c.overlay.at(Point{(float64(x) + 0.25 + 0.5*float64(i%2)) / dots, (float64(y) + 0.25 + 0.5*float64(i/2)) / dots})
				place := image.Pt(int(math.Floor(at.X)), int(math.Floor(at.Y))).Add(from.Min)
				if place.In(from) {
					pr, pg, pb, _ := c.picture.At(place.X, place.Y).RGBA()
					r, g, b, n = r+pr>>8, g+pg>>8, b+pb>>8, n+1
				}
			}
			one := color.RGBA{0xDD, 0xDD, 0xDD, 0xFF} // beyond the scan's edges
			if n > 0 {
				one = color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), 0xFF}
			}
			out.SetRGBA(x, y, one)
		}
	}
	for _, d := range c.Differences {
		line := missingColour
		if d.Kind == Added {
			line = addedColour
		}
		frame(out, d.At.grown(frameGap, frameGap), dots, line)
	}
	return out
}

// frame draws the outline of a rectangle.
func frame(on *image.RGBA, r Rect, dots float64, line color.RGBA) {
	pen := max(2, int(framePen*dots))
	outer := image.Rect(int(r.X*dots)-pen, int(r.Y*dots)-pen, int((r.X+r.W)*dots)+pen, int((r.Y+r.H)*dots)+pen)
	inner := outer.Inset(pen)
	shown := outer.Intersect(on.Rect)
	for y := shown.Min.Y; y < shown.Max.Y; y++ {
		for x := shown.Min.X; x < shown.Max.X; x++ {
			if !image.Pt(x, y).In(inner) {
				on.SetRGBA(x, y, line)
			}
		}
	}
}
