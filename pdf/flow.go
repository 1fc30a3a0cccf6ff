package pdf

// strip is a band of the page that is never cut: one line of text, one line of a
// table row, a row of places to sign. Its boxes stand at the page's X, in mm, and
// at Y from the strip's top.
type strip struct {
	Height float64 // mm
	Space  float64 // mm left above it, but not at the head of a page
	Keep   bool    // stays on the page of the strip before it
	Break  bool    // begins a page
	Boxes  []Box
	// Last is drawn too when the page ends here, and Head is put above the strip
	// when a page begins with it: the bottom rule and the repeated head of a table.
	Last []Box
	Head []strip
}

// heightOf is how high strips stand on one page.
func heightOf(strips []strip) float64 {
	sum := 0.0
	for _, s := range strips {
		sum += s.Space + s.Height
	}
	return sum
}

// area is the part of each page that text flows through, in mm.
type area struct{ Top, Height float64 }

// tolerance forgives rounding when a page is exactly full, in mm.
const tolerance = 1e-6

// paginate places strips one under the other on as many pages as they need and
// returns their boxes and the number of pages, at least one.
func paginate(strips []strip, a area) ([]Box, int) {
	var boxes []Box
	pages := 0
	for start := 0; start < len(strips) || pages == 0; {
		pages++
		end := pageEnd(strips, start, a.Height)
		boxes = append(boxes, placePage(strips[start:end], a.Top, pages)...)
		start = end
	}
	return boxes, pages
}

// pageEnd returns where the page that begins at start must end: after the last
// strip that fits and may end a page, and always at least one strip on.
func pageEnd(strips []strip, start int, height float64) int {
	if start == len(strips) {
		return start
	}
	used := 0.0
	for _, h := range strips[start].Head {
		used += h.Height
	}
	end := start
	for ; end < len(strips); end++ {
		need := strips[end].Height
		if end > start {
			need += strips[end].Space
		}
		switch {
		case end == start:
		case strips[end].Break:
			return end
		case used+need > height+tolerance:
			return legalEnd(strips, start, end)
		}
		used += need
	}
	return end
}

// legalEnd returns the last place up to end where a page may end.
func legalEnd(strips []strip, start, end int) int {
	for legal := end; legal > start; legal-- {
		if !strips[legal].Keep {
			return legal
		}
	}
	return end // nothing may end here: a chain of kept strips longer than a page
}

// placePage moves the boxes of one page's strips to their places.
func placePage(strips []strip, top float64, page int) []Box {
	var boxes []Box
	y := top
	put := func(bs []Box) {
		for _, b := range bs {
			b.Page, b.Y = page, b.Y+y
			boxes = append(boxes, b)
		}
	}
	if len(strips) > 0 {
		for _, h := range strips[0].Head {
			put(h.Boxes)
			y += h.Height
		}
	}
	for i, s := range strips {
		if i > 0 {
			y += s.Space
		}
		put(s.Boxes)
		if i == len(strips)-1 {
			put(s.Last)
		}
		y += s.Height
	}
	return boxes
}

// keepLines forbids to leave fewer than two strips of a paragraph on a page.
func keepLines(strips []strip) []strip {
	if n := len(strips); n > 1 {
		strips[1].Keep = true
		strips[n-1].Keep = true
	}
	return strips
}

// keepAll forbids any page end inside strips.
func keepAll(strips []strip) []strip {
	for i := 1; i < len(strips); i++ {
		strips[i].Keep = true
	}
	return strips
}
