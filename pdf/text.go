package pdf

import "strings"

// measurer tells how wide a character is set; *Fonts is one.
type measurer interface {
	// Advance returns the width of r in pt, without Track.
	Advance(Style, rune) float64
}

// run is a stretch of a paragraph in one style. A run with Blank is an empty
// place Blank pt wide to write on; a run with Line stands on a drawn line.
type run struct {
	Text  string
	Style Style
	Line  bool
	Blank float64
}

// align says where the lines of a paragraph stand.
type align uint8

const (
	justified align = iota // both edges straight, the last line ragged
	left
	centred
	right
)

// shape is the form of a paragraph; all lengths in pt.
type shape struct {
	Measure float64 // line width
	First   float64 // indent of the first line
	Hang    float64 // indent of the other lines
	Align   align
}

// segment is a part of a line that is drawn in one go, X pt from the line's
// left edge. Style.Track holds the stretching.
type segment struct {
	X, W  float64
	Text  string
	Style Style
}

// span is a drawn line under a part of a text line, in pt.
type span struct{ X, W float64 }

// line is one line of a paragraph.
type line struct {
	Segments []segment
	Rules    []span
}

// The limits of what a line may be squeezed and stretched, in em a character.
const (
	maxStretch = 0.2  // beyond this a line stays ragged
	maxShrink  = 0.02 // to let a trailing mark stay on its line
	maxTighten = 0.04 // to spare the paragraph a last line of one character
	hanGap     = 0.25 // between Chinese characters and Latin ones or digits
)

// fitSlack forgives rounding when a line is exactly full, in pt.
const fitSlack = 1e-6

// unit is a character with the marks that combine with it.
type unit struct {
	text  string
	r     rune // the first character; 0 for a blank
	class class
	style Style
	line  bool
	w     float64 // width, the style's own Track included
	half  float64 // what can be squeezed from it when it is a mark
	gap   float64 // to the unit before it when both are on one line; negative when squeezed
	bond  bond    // with the unit before it
}

// breakLines sets runs as a paragraph. Every character of the runs is in
// exactly one line, in order. Text should be clean and without newlines.
func breakLines(m measurer, runs []run, s shape) []line {
	units := unitsOf(m, runs)
	if len(units) == 0 {
		return []line{{}}
	}
	ends := breakPoints(units, s)
	lines := make([]line, 0, len(ends))
	for i, start := 0, 0; i < len(ends); i++ {
		indent := s.Hang
		if i == 0 {
			indent = s.First
		}
		lines = append(lines, setLine(units[start:ends[i]], s, indent, i == len(ends)-1))
		start = ends[i]
	}
	return lines
}

// unitsOf splits runs into units and settles what depends on neighbours only.
func unitsOf(m measurer, runs []run) []unit {
	var units []unit
	for _, rn := range runs {
		if rn.Blank > 0 {
			units = append(units, unit{class: blank, style: rn.Style, line: rn.Line, w: rn.Blank})
		}
		begin := len(units)
		for _, r := range rn.Text {
			if extends(r) && len(units) > begin {
				units[len(units)-1].text += string(r)
				continue
			}
			u := unit{text: string(r), r: r, class: classOf(r), style: rn.Style, line: rn.Line}
			if u.class == prefix && u.style.Role == Body {
				u.style.Role = Song // as the digits after it; free FangSong faces draw ￥ as a dollar sign
			}
			u.w = m.Advance(rn.Style, r) + rn.Style.Track
			if (u.class == opens || u.class == closes) && u.w > 0.8*rn.Style.Size {
				u.half = rn.Style.Size / 2
			}
			units = append(units, u)
		}
	}
	inAmount := amounts(units)
	for i := 1; i < len(units); i++ {
		a, b := units[i-1], &units[i]
		b.gap = gapBetween(a, *b)
		b.bond = bondBetween(a, *b, inAmount[i])
	}
	return units
}

// gapBetween returns the space between neighbours on one line: a quarter em
// between Chinese and Latin, minus half an em where two marks meet.
func gapBetween(a, b unit) float64 {
	switch {
	case a.class == han && b.class == word && !strings.ContainsRune(wordCloses+wordOpens, b.r),
		a.class == word && b.class == han && !strings.ContainsRune(wordCloses+wordOpens, a.r):
		return hanGap * min(a.style.Size, b.style.Size)
	case a.class == closes && (b.class == closes || b.class == opens):
		return -a.half
	case a.class == opens && b.class == opens:
		return -b.half
	}
	return 0
}

// breakPoints returns the index after the last unit of each line.
func breakPoints(units []unit, s shape) []int {
	var ends []int
	for start := 0; start < len(units); {
		room := s.Measure - s.Hang
		if start == 0 {
			room = s.Measure - s.First
		}
		end := lineEnd(units, start, room)
		ends = append(ends, end)
		start = end
	}
	return spareLonely(units, ends, s)
}

// lineEnd returns where the line that begins at start must end, at least one
// unit later.
func lineEnd(units []unit, start int, room float64) int {
	var best [never + 1]int // the last place that fits, for each bond
	width, fits := 0.0, true
	for end := start + 1; end <= len(units); end++ {
		u := units[end-1]
		if end-1 > start {
			width += u.gap
		}
		width += u.w
		if u.class != space { // spaces at the end of a line hang over the edge
			fits = least(units[start:end], width, maxShrink) <= room+fitSlack
		}
		switch {
		case fits && end == len(units):
			return end
		case fits:
			best[units[end].bond] = end
		case width > room+2*u.style.Size:
			end = len(units)
		}
	}
	for _, end := range best {
		if end > start {
			return end
		}
	}
	return start + 1
}

// least returns how narrow a line of units may be set for its natural width:
// a trailing mark gives half, and then the others a little.
func least(units []unit, width, shrink float64) float64 {
	last := lastVisible(units)
	if last.class != closes {
		return width
	}
	return width - last.half - shrink*last.style.Size*float64(stretchable(units))
}

// stretchable counts the places between units where a line can give or take.
func stretchable(units []unit) int {
	n := 0
	units = trimSpace(units)
	for i := 1; i < len(units); i++ {
		if units[i-1].class != word || units[i].class != word {
			n++
		}
	}
	return n
}

// spareLonely keeps a paragraph from ending in a line of one character: the
// line before it takes it in, or gives it company.
func spareLonely(units []unit, ends []int, s shape) []int {
	n := len(ends)
	if n < 2 || !lonely(units[ends[n-2]:]) {
		return ends
	}
	start, room := 0, s.Measure-s.First
	if n > 2 {
		start, room = ends[n-3], s.Measure-s.Hang
	}
	both := units[start:]
	tight := naturalWidth(both) - maxTighten*both[0].style.Size*float64(stretchable(both))
	if last := lastVisible(both); last.class == closes {
		tight -= last.half
	}
	if tight <= room {
		return append(ends[:n-2], len(units))
	}
	for end := ends[n-2] - 1; end > start+1 && naturalWidth(units[start:end]) > room*2/3; end-- {
		if units[end].bond == free {
			ends[n-2] = end
			break
		}
	}
	return ends
}

// lonely reports whether units are one character and its marks.
func lonely(units []unit) bool {
	n := 0
	for _, u := range units {
		if u.class == han || u.class == word || u.class == blank {
			n++
		}
	}
	return n < 2
}

// naturalWidth returns the width of units on one line before stretching,
// without the spaces at its end.
func naturalWidth(units []unit) float64 {
	width := 0.0
	for i, u := range trimSpace(units) {
		if i > 0 {
			width += u.gap
		}
		width += u.w
	}
	return width
}

// trimSpace returns units without the spaces at the end.
func trimSpace(units []unit) []unit {
	for len(units) > 1 && units[len(units)-1].class == space {
		units = units[:len(units)-1]
	}
	return units
}

// lastVisible returns the last unit that is no space.
func lastVisible(units []unit) unit {
	units = trimSpace(units)
	return units[len(units)-1]
}
