package scan

import "image"

// level is a picture, halved some times over; its places are those of the whole picture.
type level struct {
	gray  *image.Gray
	times float64 // how many dots of the picture one of the level's is wide
}

// levels is a picture and its halves, the finest first.
type levels []level

// minLevel is the side of the smallest halved picture.
const minLevel = 200

func newLevels(src *image.Gray) levels {
	out := levels{{src, 1}}
	for {
		last := out[len(out)-1]
		if min(last.gray.Rect.Dx(), last.gray.Rect.Dy()) < 2*minLevel {
			return out
		}
		out = append(out, level{halved(last.gray), last.times * 2})
	}
}

// finest returns the level to read from for a picture scale times as wide: the coarsest
// that still has as many dots.
func (l levels) finest(scale float64) level {
	best := l[0]
	for _, one := range l[1:] {
		if one.times*scale <= 1.15 {
			best = one
		}
	}
	return best
}

// halved returns a picture of half the width and height.
func halved(src *image.Gray) *image.Gray {
	w, h := src.Rect.Dx()/2, src.Rect.Dy()/2
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		a := src.Pix[2*y*src.Stride:]
		b := src.Pix[(2*y+1)*src.Stride:]
		row := out.Pix[y*out.Stride : y*out.Stride+w]
		for x := range row {
			row[x] = uint8((int(a[2*x]) + int(a[2*x+1]) + int(b[2*x]) + int(b[2*x+1]) + 2) / 4)
		}
	}
	return out
}

// paper is what a picture shows beyond its edges.
const paper = 255

// at returns the grey at a place in dots of the whole picture, between the dots around.
func (l level) at(p Point) float64 {
	x, y := p.X/l.times-0.5, p.Y/l.times-0.5
	left, top := int(x), int(y)
	if x < 0 || y < 0 || left+1 >= l.gray.Rect.Dx() || top+1 >= l.gray.Rect.Dy() {
		return paper
	}
	fx, fy := x-float64(left), y-float64(top)
	i := top*l.gray.Stride + left
	pix := l.gray.Pix
	upper := float64(pix[i]) + fx*(float64(pix[i+1])-float64(pix[i]))
	lower := float64(pix[i+l.gray.Stride]) + fx*(float64(pix[i+l.gray.Stride+1])-float64(pix[i+l.gray.Stride]))
	return upper + fy*(lower-upper)
}
