package windowtest

import (
	"cmp"
	"fmt"
	"image"
	"math"
	"slices"
	"testing"

	"woshou/pdf"
)

// A person finds a button by what is written on it, and so do these tests: the words are drawn with the screen's own
// typeface and looked for in the picture of the screen.

// reader finds words in pictures.
type reader struct {
	t     *testing.T
	fonts *pdf.Fonts
	scale float64              // of the type on the screen, 1 for the normal size
	known map[string]*template // by text and size
}

// template is a text as a picture whose mean is 0 and whose length is 1, so that only its shape counts: not its
// colours, nor those behind it.
type template struct {
	w, h   int
	pixels []float32
}

// typeSizes are those of the desk's theme in pixels: text, headings, small print.
var typeSizes = []float64{17, 20, 15}

const (
	// alike is how well a place on the screen must match: 1 is the same, the right words come to 0.93, words with one
	// other character to 0.87.
	alike = 0.9
	// nearlyAlike is what the right words a pixel away surpass.
	nearlyAlike = 0.6
)

func newReader(t *testing.T) *reader {
	t.Helper()
	fonts, err := pdf.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &reader{t, fonts, 1, map[string]*template{}}
}

// draw draws a text, cropped to its ink.
func (r *reader) draw(text string, size float64) *template {
	r.t.Helper()
	key := fmt.Sprint(text, size)
	if known := r.known[key]; known != nil {
		return known
	}
	const dpi, margin = 72, 20.0 // a point is a pixel
	doc := &pdf.Document{Pages: 1, Boxes: []pdf.Box{{
		Page: 1, X: margin, Y: margin, W: 1, Text: text, Style: pdf.Style{Role: pdf.Sans, Size: size},
	}}}
	page, err := pdf.Raster(r.fonts, doc, 1, dpi)
	if err != nil {
		r.t.Fatal(err)
	}
	r.known[key] = shape(soft(page), inked(page))
	return r.known[key]
}

// inked is the smallest rectangle with all that is not white.
func inked(page *image.Gray) image.Rectangle {
	var ink image.Rectangle
	for y := page.Rect.Min.Y; y < page.Rect.Max.Y; y++ {
		for x := page.Rect.Min.X; x < page.Rect.Max.X; x++ {
			if page.GrayAt(x, y).Y < 250 {
				ink = ink.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return ink
}

// shape makes a template of a part of a picture.
func shape(page *image.Gray, part image.Rectangle) *template {
	m := &template{w: part.Dx(), h: part.Dy()}
	sum := 0.0
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			v := float64(page.GrayAt(x, y).Y)
			m.pixels = append(m.pixels, float32(v))
			sum += v
		}
	}
	mean, length := sum/float64(len(m.pixels)), 0.0
	for _, v := range m.pixels {
		length += (float64(v) - mean) * (float64(v) - mean)
	}
	for i := range m.pixels {
		m.pixels[i] = float32((float64(m.pixels[i]) - mean) / math.Sqrt(length))
	}
	return m
}

// find lists where a text stands in a picture, from top to bottom; light on dark counts like dark on light. A text in
// the size of buttons hides the same text in others.
func (r *reader) find(screen *image.Gray, text string) []image.Rectangle {
	r.t.Helper()
	screen = soft(screen)
	sums := sumsOf(screen)
	for _, size := range typeSizes {
		if found := r.draw(text, size*r.scale).find(screen, sums); len(found) > 0 {
			return found
		}
	}
	return nil
}

// place is where a template was tried and how well it matched.
type place struct {
	image.Rectangle
	score float64
}

// find lists the places that are alike, the best of those that overlap. It looks closely only around those places of
// every second line and column that are somewhat alike.
func (m *template) find(screen *image.Gray, sums *sums) []image.Rectangle {
	var found []place
	for y := 1; y+m.h < screen.Rect.Dy(); y += 2 {
		for x := 1; x+m.w < screen.Rect.Dx(); x += 2 {
			if m.score(screen, sums, x, y) >= nearlyAlike {
				if best := m.best(screen, sums, x, y); best.score >= alike {
					found = append(found, best)
				}
			}
		}
	}
	slices.SortStableFunc(found, func(a, b place) int { return cmp.Compare(b.score, a.score) })
	var apart []image.Rectangle
	for _, s := range found {
		if !slices.ContainsFunc(apart, s.Overlaps) {
			apart = append(apart, s.Rectangle)
		}
	}
	slices.SortFunc(apart, func(a, b image.Rectangle) int {
		return cmp.Or(cmp.Compare(a.Min.Y, b.Min.Y), cmp.Compare(a.Min.X, b.Min.X))
	})
	return apart
}

// best is the best place within a pixel.
func (m *template) best(screen *image.Gray, sums *sums, x, y int) place {
	var best place
	for v := y - 1; v <= y+1; v++ {
		for u := x - 1; u <= x+1; u++ {
			if score := m.score(screen, sums, u, v); score > best.score {
				best = place{image.Rect(u, v, u+m.w, v+m.h), score}
			}
		}
	}
	return best
}

// score says how alike the template and a part of the screen are, 0 to 1.
func (m *template) score(screen *image.Gray, sums *sums, x, y int) float64 {
	spread := sums.spread(x, y, m.w, m.h)
	if spread < float64(m.w*m.h)*100 { // nothing is written there
		return 0
	}
	product := float32(0)
	for row := range m.h {
		line := screen.Pix[(y+row)*screen.Stride+x:][:m.w]
		for i, v := range m.pixels[row*m.w:][:m.w] {
			product += v * float32(line[i])
		}
	}
	return math.Abs(float64(product)) / math.Sqrt(spread)
}

// sums are sums of all pixels above and left of a place, and of their squares, which make the sum over any rectangle
// a matter of four look-ups.
type sums struct {
	width         int
	plain, square []float64
}

func sumsOf(p *image.Gray) *sums {
	w, h := p.Rect.Dx()+1, p.Rect.Dy()+1
	s := &sums{w, make([]float64, w*h), make([]float64, w*h)}
	for y := 1; y < h; y++ {
		var plain, square float64
		for x := 1; x < w; x++ {
			v := float64(p.Pix[(y-1)*p.Stride+x-1])
			plain, square = plain+v, square+v*v
			s.plain[y*w+x] = s.plain[(y-1)*w+x] + plain
			s.square[y*w+x] = s.square[(y-1)*w+x] + square
		}
	}
	return s
}

// spread is the sum of the squared distances from the mean in a rectangle.
func (s *sums) spread(x, y, w, h int) float64 {
	a, b, c, d := y*s.width+x, y*s.width+x+w, (y+h)*s.width+x, (y+h)*s.width+x+w
	plain := s.plain[d] - s.plain[b] - s.plain[c] + s.plain[a]
	square := s.square[d] - s.square[b] - s.square[c] + s.square[a]
	return square - plain*plain/float64(w*h)
}

// soft blurs a picture a little: the screen's letters begin between two pixels, and those drawn here do not.
func soft(p *image.Gray) *image.Gray {
	out := image.NewGray(p.Rect)
	w, h := p.Rect.Dx(), p.Rect.Dy()
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			sum := 0
			for _, line := range []int{y - 1, y, y + 1} {
				at := line*p.Stride + x
				sum += int(p.Pix[at-1]) + int(p.Pix[at]) + int(p.Pix[at+1])
			}
			out.Pix[y*out.Stride+x] = uint8(sum / 9)
		}
	}
	return out
}
