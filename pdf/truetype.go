package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is one parsed font, TrueType or CFF, with the glyphs asked for so far.
// Both kinds of outlines become TrueType's: that is what gofpdf embeds, and
// one form serves the paper and the preview.
type face struct {
	full   string // full name, for people
	post   string // PostScript name, letters, digits and hyphens only
	font   *sfnt.Font
	upem   int // font units per em
	cff    bool
	square bool // of Chinese characters and marks only those one em wide are taken

	mu     sync.RWMutex
	glyphs map[rune]*glyph // nil for a character the font has not
}

// glyph is one character of a face.
type glyph struct {
	char    rune
	index   sfnt.GlyphIndex
	advance int // font units

	once    sync.Once
	outline outline
	data    []byte // a glyf entry
	err     error
}

// point is a point of a closed TrueType contour, in font units, y upwards.
type point struct {
	x, y int
	on   bool // on the curve; else the control point of a quadratic curve
}

type outline [][]point

// buffers are sfnt's scratch space: one must not be used twice at a time.
var buffers = sync.Pool{New: func() any { return new(sfnt.Buffer) }}

// parseFace reads a font's tables, not its glyphs. Of a collection it takes the
// first font. data must not change afterwards.
func parseFace(data []byte) (*face, error) {
	collection, err := sfnt.ParseCollection(data)
	if err != nil {
		return nil, err
	}
	h, err := readHeader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return newFace(collection, h)
}

// newFace is the first font of a collection.
func newFace(collection *sfnt.Collection, h header) (*face, error) {
	parsed, err := collection.Font(0)
	if err != nil {
		return nil, err
	}
	f := &face{font: parsed, upem: int(parsed.UnitsPerEm()), cff: h.cff, glyphs: map[rune]*glyph{}}
	if f.full, err = parsed.Name(nil, sfnt.NameIDFull); err != nil {
		return nil, err
	}
	name, err := parsed.Name(nil, sfnt.NameIDPostScript)
	if err != nil {
		return nil, err
	}
	f.post = strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, name)
	if f.post == "" {
		f.post = "Unnamed" // of Chinese characters alone
	}
	return f, nil
}

// header is what sfnt does not tell of a font.
type header struct {
	cff    bool
	rights uint16 // OS/2's fsType: what its maker lets embed
}

// readHeader reads it of a font or of the first one in a collection.
func readHeader(r io.ReaderAt) (h header, err error) {
	b := make([]byte, 16)
	read := func(at uint32) {
		if err == nil {
			_, err = r.ReadAt(b, int64(at))
		}
	}
	start := uint32(0)
	read(0)
	if string(b[:4]) == "ttcf" {
		start = binary.BigEndian.Uint32(b[12:])
		read(start)
	}
	h.cff = string(b[:4]) == "OTTO"
	for i := range uint32(binary.BigEndian.Uint16(b[4:])) {
		read(start + 12 + 16*i)
		if string(b[:4]) == "OS/2" {
			read(binary.BigEndian.Uint32(b[8:]))
			h.rights = binary.BigEndian.Uint16(b[8:])
			break
		}
	}
	return h, err
}

// mayEmbed reports whether a part of the font may be put into a document. The
// bits are OpenType's: restricted; no subsetting; bitmaps only.
func (h header) mayEmbed() bool { return h.rights&0xF != 1<<1 && h.rights&(1<<8|1<<9) == 0 }

// scaled turns font units into pt at a size in pt.
func (f *face) scaled(units int, size float64) float64 {
	return float64(units) * size / float64(f.upem)
}

// glyph returns the glyph of r, or nil.
func (f *face) glyph(r rune) *glyph {
	f.mu.RLock()
	g, known := f.glyphs[r]
	f.mu.RUnlock()
	if known {
		return g
	}
	g = f.lookUp(r)
	f.mu.Lock()
	defer f.mu.Unlock()
	if first, known := f.glyphs[r]; known {
		return first // another goroutine was here
	}
	f.glyphs[r] = g
	return g
}

func (f *face) lookUp(r rune) *glyph {
	switch {
	case invisible(r):
		g := &glyph{char: r}
		g.once.Do(func() {}) // nothing to load: it stays empty and 0 wide
		return g
	case unicode.Is(unicode.Co, r):
		return nil // private use: no two fonts mean the same
	}
	buf := buffers.Get().(*sfnt.Buffer)
	defer buffers.Put(buf)
	index, err := f.font.GlyphIndex(buf, r)
	if err != nil || index == 0 {
		return nil
	}
	// At a size of upem sixty-fourths of a pixel, results are in font units.
	advance, err := f.font.GlyphAdvance(buf, index, fixed.Int26_6(f.upem), font.HintingNone)
	if err != nil || f.square && r >= firstHan && int(advance) != f.upem {
		return nil
	}
	return &glyph{char: r, index: index, advance: int(advance)}
}

// invisible reports whether r only tells how its neighbours are to be shown:
// variation selectors, joiners, marks of direction, byte order marks. Fonts
// draw such a character as an empty box or as a hyphen, if they have it at all.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// load reads g's outline; the error says that the font file is damaged.
func (f *face) load(g *glyph) error {
	g.once.Do(func() {
		buf := buffers.Get().(*sfnt.Buffer)
		defer buffers.Put(buf)
		segments, err := f.font.LoadGlyph(buf, g.index, fixed.Int26_6(f.upem), nil)
		if err != nil {
			g.err = fmt.Errorf("read glyph %d of %s: %w", g.index, f.full, err)
			return
		}
		g.outline = outlineOf(segments, outlineTolerance*float64(f.upem))
		if f.cff { // CFF turns the other way round
			for _, contour := range g.outline {
				slices.Reverse(contour[1:]) // the first point is on the curve and stays first
			}
		}
		g.data = g.outline.glyf()
	})
	return g.err
}

// bounds returns the box of all points; all 0 for an empty outline.
func (o outline) bounds() (x0, y0, x1, y1 int) {
	for i, c := range o {
		for j, p := range c {
			if i == 0 && j == 0 {
				x0, y0, x1, y1 = p.x, p.y, p.x, p.y
			}
			x0, y0, x1, y1 = min(x0, p.x), min(y0, p.y), max(x1, p.x), max(y1, p.y)
		}
	}
	return x0, y0, x1, y1
}

// area is twice the signed area of the control polygons, negative when they turn clockwise.
func (o outline) area() int {
	sum := 0
	for _, c := range o {
		for i, p := range c {
			q := c[(i+1)%len(c)]
			sum += p.x*q.y - q.x*p.y
		}
	}
	return sum
}

// thicker returns the outline with every edge moved outwards by grow font
// units, as a pen of twice that width does it.
func (o outline) thicker(grow float64) outline {
	if o.area() > 0 {
		grow = -grow // outwards is then on the other side
	}
	thick := make(outline, len(o))
	for i, c := range o {
		thick[i] = make([]point, len(c))
		for j, p := range c {
			before, after := c[(j+len(c)-1)%len(c)], c[(j+1)%len(c)]
			x0, y0 := direction(before, p)
			x1, y1 := direction(p, after)
			// the corner of the two moved edges, not further out than twice grow
			f := grow / max(1+x0*x1+y0*y1, 0.5)
			thick[i][j] = rounded(float64(p.x)-(y0+y1)*f, float64(p.y)+(x0+x1)*f, p.on)
		}
	}
	return thick
}

// direction returns the unit vector from p to q, 0 when they are one.
func direction(p, q point) (x, y float64) {
	x, y = float64(q.x-p.x), float64(q.y-p.y)
	if length := math.Hypot(x, y); length > 0 {
		return x / length, y / length
	}
	return 0, 0
}

// Flags of a point in a glyf entry (OpenType specification, "glyf").
const (
	flagOn     = 1 << 0
	flagXByte  = 1 << 1
	flagYByte  = 1 << 2
	flagRepeat = 1 << 3
	flagXSame  = 1 << 4 // with flagXByte: the byte is positive
	flagYSame  = 1 << 5
)

// glyf writes the outline as a simple glyph without hints; nil when it is empty.
func (o outline) glyf() []byte {
	if len(o) == 0 {
		return nil
	}
	x0, y0, x1, y1 := o.bounds()
	var b []byte
	for _, v := range []int{len(o), x0, y0, x1, y1} {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	last := -1
	for _, c := range o {
		last += len(c)
		b = binary.BigEndian.AppendUint16(b, uint16(last))
	}
	b = append(b, 0, 0) // no instructions

	flags := make([]byte, 0, last+1)
	var xs, ys []byte
	var before point
	for _, p := range slices.Concat(o...) {
		var flag byte
		if p.on {
			flag = flagOn
		}
		xs, flag = appendDelta(xs, flag, p.x-before.x, flagXByte, flagXSame)
		ys, flag = appendDelta(ys, flag, p.y-before.y, flagYByte, flagYSame)
		flags = append(flags, flag)
		before = p
	}
	b = appendFlags(b, flags)
	return append(append(b, xs...), ys...)
}

// appendDelta appends one coordinate, relative to the point before.
func appendDelta(b []byte, flag byte, delta int, short, same byte) ([]byte, byte) {
	switch {
	case delta == 0:
		return b, flag | same
	case delta > 0 && delta < 256:
		return append(b, byte(delta)), flag | short | same
	case delta < 0 && delta > -256:
		return append(b, byte(-delta)), flag | short
	}
	return binary.BigEndian.AppendUint16(b, uint16(delta)), flag
}

// appendFlags writes runs of equal flags as one flag and a count.
func appendFlags(b, flags []byte) []byte {
	for i := 0; i < len(flags); {
		n := 1
		for n < 256 && i+n < len(flags) && flags[i+n] == flags[i] {
			n++
		}
		if n > 2 {
			b = append(b, flags[i]|flagRepeat, byte(n-1))
		} else {
			b = append(b, flags[i:i+n]...)
		}
		i += n
	}
	return b
}
