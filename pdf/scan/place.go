package scan

import (
	"strings"

	"woshou/pdf"
)

// Rect is a rectangle of a page in mm.
type Rect struct{ X, Y, W, H float64 }

// grown returns the rectangle with more on each side.
func (r Rect) grown(x, y float64) Rect { return Rect{r.X - x, r.Y - y, r.W + 2*x, r.H + 2*y} }

// union returns the rectangle around both.
func (r Rect) union(o Rect) Rect {
	x, y := min(r.X, o.X), min(r.Y, o.Y)
	return Rect{x, y, max(r.X+r.W, o.X+o.W) - x, max(r.Y+r.H, o.Y+o.H) - y}
}

// meets reports whether the rectangles have a part in common.
func (r Rect) meets(o Rect) bool {
	return r.X < o.X+o.W && o.X < r.X+r.W && r.Y < o.Y+o.H && o.Y < r.Y+r.H
}

const mmPerPt = 25.4 / 72

// bounds returns the room that a box takes on the page.
func bounds(b pdf.Box) Rect {
	if b.Kind == pdf.Text {
		size := b.Style.Size * mmPerPt
		return Rect{b.X, b.Y - 0.88*size, b.W, 1.08 * size}
	}
	return Rect{b.X, b.Y, b.W, b.H}
}

// How far marks go beyond the places for them, in mm: nobody signs or seals exactly.
const (
	writeUp, writeDown, writeAside = 13.0, 8.0, 4.0
	blankUp, blankDown             = 9.0, 2.5
	stampAside                     = 8.0
)

// handPlaces lists the parts of a page where hands mark it: places to sign, to seal, for
// fingerprints, and lines to fill that nothing is printed on.
func handPlaces(boxes []pdf.Box) []Rect {
	var out []Rect
	for _, b := range boxes {
		r := bounds(b)
		switch {
		case b.Hand && b.Kind == pdf.Rule:
			out = append(out, Rect{r.X - writeAside, r.Y - writeUp, r.W + 2*writeAside, writeUp + writeDown})
		case b.Hand:
			out = append(out, r.grown(stampAside, stampAside))
		case b.Kind == pdf.Rule && b.H == 0 && b.W > 0 && !b.Dash && b.Style.Gray == 0:
			blank := Rect{r.X, r.Y - blankUp, r.W, blankUp + blankDown}
			if !printed(boxes, Rect{r.X, r.Y - 7, r.W, 7}) {
				out = append(out, blank)
			}
		}
	}
	return out
}

// printed reports whether text is printed in a part of the page.
func printed(boxes []pdf.Box, in Rect) bool {
	for _, b := range boxes {
		if b.Kind == pdf.Text && b.Style.Gray < paleGray && bounds(b).grown(-0.3, -1).meets(in) {
			return true
		}
	}
	return false
}

// paleGray is the grey from which on a text is a guide that marks may hide.
const paleGray = 0.3

// split parts the text that a page must show from the lines and guides that may be hidden,
// and leaves out its code, which is read. all are the boxes of the page.
func split(doc *pdf.Document, page int) (must, guides, all []pdf.Box) {
	for _, b := range doc.Boxes {
		if b.Page != page {
			continue
		}
		all = append(all, b)
		switch {
		case b.Kind == pdf.Modules:
		case b.Kind == pdf.Text && b.Style.Gray < paleGray:
			must = append(must, b)
		default:
			guides = append(guides, b)
		}
	}
	return must, guides, all
}

// codeOf returns where the page's code stands; false for a page without.
func codeOf(doc *pdf.Document, page int) (Rect, bool) {
	for _, b := range doc.Boxes {
		if b.Page == page && b.Kind == pdf.Modules {
			return bounds(b), true
		}
	}
	return Rect{}, false
}

// textBlock returns the part of the page around everything that is printed: beyond it
// are the margins, where people number, punch and stamp.
func textBlock(boxes []pdf.Box) Rect {
	var out Rect
	for i, b := range boxes {
		if i == 0 {
			out = bounds(b)
		}
		out = out.union(bounds(b))
	}
	return out.grown(1.5, 1.5)
}

// words returns the characters that the page prints in a part of it, line by line.
func words(fonts *pdf.Fonts, boxes []pdf.Box, in Rect) string {
	var out strings.Builder
	for _, b := range boxes {
		if b.Kind != pdf.Text || !bounds(b).meets(in) {
			continue
		}
		x := b.X
		for _, r := range b.Text {
			wide := (fonts.Advance(b.Style, r) + b.Style.Track) * mmPerPt
			if x+0.85*wide > in.X && x+0.15*wide < in.X+in.W {
				out.WriteRune(r)
			}
			x += wide
		}
	}
	return out.String()
}
