package pdf

import (
	"fmt"
	"strconv"

	"woshou/data/form"
)

// The room around pictures, in mm.
const (
	pictureGap  = 6.0 // between two on one page
	captionGap  = 1.5
	captionLead = 6.5
)

// BadPicture says which picture of a paper cannot be printed, so that a person can be
// asked before anything reaches paper.
type BadPicture struct {
	Number int // from 1, in the order of the paper
	Err    error
}

// Error names the picture by its number alone: its caption may name people.
func (e *BadPicture) Error() string { return fmt.Sprintf("picture %d: %v", e.Number, e.Err) }

// Unwrap returns why.
func (e *BadPicture) Unwrap() error { return e.Err }

// pictures sets pictures with their captions: those that are higher than wide one to a
// page, the others two.
func (l *layout) pictures(list []form.Picture) {
	for i, p := range list {
		s, err := l.picture(i+1, p)
		if err != nil {
			if l.err == nil {
				l.err = &BadPicture{i + 1, err}
			}
			return
		}
		l.add(pictureGap, s)
	}
}

// picture sets one picture over its numbered caption, as large as its place allows, but
// a small one no coarser than can be looked at.
func (l *layout) picture(number int, p form.Picture) (strip, error) {
	head, err := headOf(p.Image)
	if err != nil {
		return strip{}, err
	}
	caption := []run{{Text: "图" + strconv.Itoa(number) + "　" + clean(p.Caption), Style: cellStyle}}
	lines := breakLines(l.fonts, caption, shape{Measure: l.page.textWidth / mmPerPt, Align: centred})
	below := captionGap + captionLead*float64(len(lines))
	w, h := head.size()
	slot := l.room
	if h <= w {
		slot = (l.room - pictureGap) / 2
	}
	dot := min(25.4/coarsestDPI, l.page.textWidth/float64(w), (slot-below)/float64(h)) // mm
	width, height := dot*float64(w), dot*float64(h)
	var image *Image
	if !l.bare {
		if image, err = newImage(p.Image, head, width, height); err != nil {
			return strip{}, err
		}
	}
	x := l.page.left + (l.page.textWidth-width)/2
	s := strip{Height: height + below, Boxes: []Box{
		{Kind: Picture, X: x, W: width, H: height, Image: image},
		{Kind: Frame, X: x, W: width, H: height, Pen: hairline, Style: Style{Gray: 0.6}},
	}}
	top := height + captionGap
	for _, ln := range lines {
		s.Boxes = append(s.Boxes, ln.boxes(l.page.left, top+baseline(captionLead, smallSize))...)
		top += captionLead
	}
	return s, nil
}
