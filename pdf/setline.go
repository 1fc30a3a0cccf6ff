package pdf

import "math"

// setLine places units on one line.
func setLine(units []unit, s shape, indent float64, last bool) line {
	if len(units) == 0 {
		return line{}
	}
	width := naturalWidth(units)
	room := s.Measure - indent
	tail := lastVisible(units)
	if width > room+fitSlack && tail.class == closes {
		width -= tail.half
	}
	extra := stretch(units, room-width, s.Align, last)
	x := indent
	switch s.Align {
	case centred:
		x += max(0, (room-width)/2)
	case right:
		x += max(0, room-width)
	}
	ln := segmentsOf(units, x, extra)
	if n := len(ln.Rules); n > 0 { // a squeezed mark at the end takes no line with it over the edge
		ln.Rules[n-1].W = min(ln.Rules[n-1].W, s.Measure-ln.Rules[n-1].X)
	}
	return ln
}

// stretch returns what to add at each stretchable place when slack pt of the
// line are free (negative when it is too full).
func stretch(units []unit, slack float64, a align, last bool) float64 {
	places := stretchable(units)
	if places == 0 {
		return 0
	}
	each := slack / float64(places)
	switch em := units[0].style.Size; {
	case each < -maxTighten*em*1.01: // wider than any line: set as it is
		return 0
	case each < 0:
		return each
	case a != justified || last || each > maxStretch*em:
		return 0
	}
	return each
}

// segmentsOf joins units that follow one another evenly, from x pt on.
func segmentsOf(units []unit, x, extra float64) line {
	var ln line
	var seg segment
	flush := func() {
		if seg.Text != "" {
			ln.Segments = append(ln.Segments, seg)
		}
		seg = segment{}
	}
	for i, u := range units {
		if i > 0 {
			x += u.gap
			if units[i-1].class != word || u.class != word {
				x += extra
			}
		}
		style := u.style
		if u.class != word {
			style.Track += extra
		}
		if u.class == blank || seg.Text == "" || seg.Style != style || math.Abs(seg.X+seg.W-x) > 1e-6 {
			flush()
			seg = segment{X: x, Style: style}
		}
		seg.Text += u.text
		seg.W = x + u.w + style.Track - u.style.Track - seg.X
		if u.line {
			ln.underline(x, u.w, i > 0 && units[i-1].line)
		}
		x += u.w
	}
	flush()
	return ln
}

// underline draws a line under w pt from x on, as part of the one before it
// when joined.
func (ln *line) underline(x, w float64, joined bool) {
	if n := len(ln.Rules); joined && n > 0 {
		ln.Rules[n-1].W = x + w - ln.Rules[n-1].X
		return
	}
	ln.Rules = append(ln.Rules, span{x, w})
}
