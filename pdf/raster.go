package pdf

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"slices"

	"golang.org/x/image/draw"
	"golang.org/x/image/vector"
)

// Raster paints one page, from 1, on white at dpi dots per inch, from the boxes
// Draw writes and with the same outlines: the preview shows what is printed. It is an
// *image.Gray unless the page has a picture in colours. The errors are Draw's, and a
// page or a dpi (1 to 1200) out of range.
func Raster(fonts *Fonts, doc *Document, page int, dpi float64) (image.Image, error) {
	if page < 1 || page > doc.Pages {
		return nil, fmt.Errorf("paint page %d of %d", page, doc.Pages)
	}
	if !(dpi >= 1 && dpi <= 1200) {
		return nil, fmt.Errorf("paint at %g dots per inch", dpi)
	}
	width, height := doc.Size(page)
	w, h := int(math.Round(width/25.4*dpi)), int(math.Round(height/25.4*dpi))
	c := &canvas{
		fonts: fonts,
		dots:  dpi / 25.4,
		image: image.NewGray(image.Rect(0, 0, w, h)),
		mask:  image.NewAlpha(image.Rect(0, 0, w, h)),
		paths: vector.NewRasterizer(w, h),
	}
	for i := range c.image.Pix {
		c.image.Pix[i] = 0xFF
	}
	boxes := slices.DeleteFunc(slices.Clone(doc.Boxes), func(b Box) bool { return b.Page != page })
	if err := c.page(boxes); err != nil {
		return nil, fmt.Errorf("paint page %d: %w", page, err)
	}
	painted, err := c.pictures(boxes)
	if err != nil {
		return nil, fmt.Errorf("paint page %d: %w", page, err)
	}
	return painted, nil
}

// canvas is a page being painted. Shapes of one gray are collected as paths
// and painted at once.
type canvas struct {
	fonts *Fonts
	dots  float64 // per mm
	image *image.Gray
	mask  *image.Alpha
	paths *vector.Rasterizer
}

// page paints text first and lines over it: their outlines turn different ways
// and would cancel each other in one path.
func (c *canvas) page(boxes []Box) error {
	// lightest first, so that black text stays black over a pale seal
	order := func(a, b Box) int {
		return cmp.Or(cmp.Compare(b.Style.Gray, a.Style.Gray), cmp.Compare(layer(a), layer(b)))
	}
	slices.SortStableFunc(boxes, order)
	for i, b := range boxes {
		if i > 0 && order(boxes[i-1], b) != 0 {
			c.paint(boxes[i-1].Style.Gray)
		}
		if err := c.box(b); err != nil {
			return err
		}
	}
	if len(boxes) > 0 {
		c.paint(boxes[len(boxes)-1].Style.Gray)
	}
	return nil
}

// pictures paints the pictures over the rest, which leaves room for them, and returns
// the page.
func (c *canvas) pictures(boxes []Box) (image.Image, error) {
	var page draw.Image = c.image
	colours := func(b Box) bool { return b.Kind == Picture && !b.Image.Gray }
	if slices.ContainsFunc(boxes, colours) {
		page = image.NewRGBA(c.image.Rect)
		draw.Draw(page, c.image.Rect, c.image, image.Point{}, draw.Src)
	}
	for _, b := range boxes {
		if b.Kind != Picture {
			continue
		}
		picture, err := jpeg.Decode(bytes.NewReader(b.Image.JPEG))
		if err != nil {
			return nil, err
		}
		dot := func(mm float64) int { return int(math.Round(mm * c.dots)) }
		place := image.Rect(dot(b.X), dot(b.Y), dot(b.X+b.W), dot(b.Y+b.H))
		if size := place.Size(); size.X > 0 && size.Y > 0 && size.X < b.Image.Width && size.Y < b.Image.Height {
			picture = shrink(picture, size.X, size.Y)
		}
		draw.ApproxBiLinear.Scale(page, place, picture, picture.Bounds(), draw.Src, nil)
	}
	return page, nil
}

func layer(b Box) int {
	if b.Kind == Text {
		return 0
	}
	return 1
}

// paint lays the collected paths on the page in gray, 0 to 1.
func (c *canvas) paint(gray float64) {
	c.paths.DrawOp = draw.Src
	c.paths.Draw(c.mask, c.mask.Bounds(), image.Opaque, image.Point{})
	size := c.paths.Size()
	c.paths.Reset(size.X, size.Y)
	level := int(math.Round(gray * 255))
	for i, a := range c.mask.Pix {
		if a != 0 {
			under := int(c.image.Pix[i])
			c.image.Pix[i] = uint8(under + (level-under)*int(a)/255)
		}
	}
}

func (c *canvas) box(b Box) error {
	switch b.Kind {
	case Text:
		return c.text(b)
	case Modules:
		n := int(math.Sqrt(float64(len(b.Modules))))
		w, h := b.W/float64(n), b.H/float64(n)
		for _, m := range moduleRows(b.Modules, n) {
			y := b.Y + float64(m.row)*h
			x0, x1 := b.X+float64(m.from)*w, b.X+float64(m.to)*w
			c.polygon([]spot{{x0, y}, {x1, y}, {x1, y + h}, {x0, y + h}})
		}
	case Rule:
		c.stroke(b, []spot{{b.X, b.Y}, {b.X + b.W, b.Y + b.H}})
	case Frame:
		x, y := b.X+b.W, b.Y+b.H
		c.stroke(b, []spot{{b.X, b.Y}, {x, b.Y}, {x, y}, {b.X, y}, {b.X, b.Y}})
	case Circle:
		const sides = 120
		line := make([]spot, sides+1)
		for i := range line {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / sides)
			line[i] = spot{b.X + b.W/2*(1+cos), b.Y + b.H/2*(1+sin)}
		}
		c.stroke(b, line)
	}
	return nil
}

func (c *canvas) text(b Box) error {
	runs, err := c.fonts.runs(b)
	if err != nil {
		return err
	}
	for _, r := range runs {
		scale := b.Style.Size / float64(r.face.upem) * mmPerPt * c.dots
		x, y := (b.X+r.x*mmPerPt)*c.dots, b.Y*c.dots
		for _, g := range r.glyphs {
			if err := r.face.load(g); err != nil {
				return err
			}
			o := g.outline
			if r.bold {
				o = o.thicker(boldPen / 2 * float64(r.face.upem))
			}
			c.glyph(o, x, y, scale)
			x += float64(g.advance)*scale + b.Style.Track*mmPerPt*c.dots
		}
	}
	return nil
}

// glyph adds an outline with its origin at x, y, in dots.
func (c *canvas) glyph(o outline, x, y, scale float64) {
	at := func(p point) (float32, float32) {
		return float32(x + float64(p.x)*scale), float32(y - float64(p.y)*scale)
	}
	middle := func(p, q point) (float32, float32) {
		px, py := at(p)
		qx, qy := at(q)
		return (px + qx) / 2, (py + qy) / 2
	}
	for _, contour := range o {
		first := slices.IndexFunc(contour, func(p point) bool { return p.on })
		if first < 0 { // all control points: start between two of them
			first = 0
			c.paths.MoveTo(middle(contour[len(contour)-1], contour[0]))
		} else {
			c.paths.MoveTo(at(contour[first]))
			first++
		}
		for i := range contour {
			p, next := contour[(first+i)%len(contour)], contour[(first+i+1)%len(contour)]
			px, py := at(p)
			switch {
			case p.on:
				c.paths.LineTo(px, py)
			case next.on:
				nx, ny := at(next)
				c.paths.QuadTo(px, py, nx, ny)
			default:
				mx, my := middle(p, next)
				c.paths.QuadTo(px, py, mx, my)
			}
		}
		c.paths.ClosePath()
	}
}

// spot is a place: on the page in mm, in a glyph in font units.
type spot struct{ x, y float64 }

func (c *canvas) polygon(corners []spot) {
	for i, s := range corners {
		x, y := float32(s.x*c.dots), float32(s.y*c.dots)
		if i == 0 {
			c.paths.MoveTo(x, y)
		} else {
			c.paths.LineTo(x, y)
		}
	}
	c.paths.ClosePath()
}

// stroke draws a line through spots with the box's pen and dashes.
func (c *canvas) stroke(b Box, line []spot) {
	pen := b.Pen
	if pen == 0 {
		pen = defaultPen
	}
	pen = max(pen, 1/c.dots) // never thinner than a dot, as viewers do
	along := 0.0             // mm since the line's start
	for i, to := range line[1:] {
		from := line[i]
		length := math.Hypot(to.x-from.x, to.y-from.y)
		if length == 0 {
			continue
		}
		dx, dy := (to.x-from.x)/length, (to.y-from.y)/length
		for _, part := range parts(along, length, b.Dash) {
			x0, y0 := from.x+dx*part[0], from.y+dy*part[0]
			x1, y1 := from.x+dx*part[1], from.y+dy*part[1]
			nx, ny := -dy*pen/2, dx*pen/2
			c.polygon([]spot{{x0 - nx, y0 - ny}, {x1 - nx, y1 - ny}, {x1 + nx, y1 + ny}, {x0 + nx, y0 + ny}})
		}
		along += length
	}
}

// parts returns what is drawn of length mm of a line that began along mm ago.
func parts(along, length float64, dash bool) [][2]float64 {
	if !dash {
		return [][2]float64{{0, length}}
	}
	const period = dashOn + dashOff
	var list [][2]float64
	for start := -math.Mod(along, period); start < length; start += period {
		from, to := max(start, 0), min(start+dashOn, length)
		if from < to {
			list = append(list, [2]float64{from, to})
		}
	}
	return list
}
