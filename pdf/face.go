package pdf

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"woshou/assets/fonts"
)

// Fonts is the set of typefaces a document is set in. It is safe for
// concurrent use.
type Fonts struct {
	song, title, sans, rare *face          // part of the program
	fang, kai               *face          // nil where there is none
	more                    []func() *face // files opened for characters that all others lack
}

// bundled parses the fonts of the program once: they are the same for every
// Fonts, and so are the glyphs already read from them.
var bundled = sync.OnceValues(func() (Fonts, error) {
	var f Fonts
	for _, b := range []struct {
		face **face
		data []byte
	}{{&f.song, fonts.Song()}, {&f.title, fonts.Title()}, {&f.sans, fonts.UI()}, {&f.rare, fonts.Rare()}} {
		var err error
		if *b.face, err = parseFace(b.data); err != nil {
			return f, fmt.Errorf("parse bundled font: %w", err)
		}
	}
	return f, nil
})

// Load returns the fonts of the program with those it finds by name in places,
// which are folders, searched with all below them, or font files: a FangSong and a
// Kai, the first that serves in the first place that has one, and whatever holds
// rare characters. None of them has to be there, and a file that is damaged or
// that its maker does not let embed counts as not there: Body is then set in
// Song, Kai in Body, and Missing tells the characters that cannot be printed.
func Load(places ...string) (*Fonts, error) {
	f, err := bundled()
	if err != nil {
		return nil, err
	}
	files := fontFiles(places)
	f.fang = firstSquare(files.named(fangFiles))
	f.kai = firstSquare(files.named(kaiFiles))
	for _, path := range files.named(rareFiles) {
		f.more = append(f.more, sync.OnceValue(func() *face {
			face, _ := openFace(path) // nil when it is no font: passed over
			return face
		}))
	}
	return &f, nil
}

// firstHan is where the Chinese part of Unicode begins. What is below it -
// digits, Latin, quotes, dashes, circled numbers - comes from the program's own
// fonts where they have it, because its width would otherwise depend on the computer.
const firstHan = 0x2E80

// faces returns the faces to try for r in role, best first; nil entries are
// skipped. All are in every list: a character that prints in one role prints in all.
func (f *Fonts) faces(role Role, r rune) [6]*face {
	switch {
	case role == Sans:
		return [6]*face{f.sans, f.song, f.rare, f.title, f.fang, f.kai}
	case role == Title:
		return [6]*face{f.title, f.song, f.rare, f.sans, f.fang, f.kai}
	case role == Song || r < firstHan:
		return [6]*face{f.song, f.rare, f.sans, f.title, f.fang, f.kai}
	case role == Kai:
		return [6]*face{f.kai, f.fang, f.song, f.rare, f.sans, f.title}
	}
	return [6]*face{f.fang, f.song, f.rare, f.sans, f.title, f.kai}
}

// find returns the glyph of r in role and the face it is from, or nil.
func (f *Fonts) find(role Role, r rune) (*face, *glyph) {
	for _, face := range f.faces(role, r) {
		if face == nil {
			continue
		}
		if g := face.glyph(r); g != nil {
			return face, g
		}
	}
	for _, open := range f.more {
		face := open()
		if face == nil {
			continue
		}
		if g := face.glyph(r); g != nil {
			return face, g
		}
	}
	return nil, nil
}

// Advance returns the width in pt of r at s.Size, without Track. Chinese
// characters and marks, curly quotes, the dash (one of two), the ellipsis and
// the middle dot are one em wide. A character that no font has, or that is not
// seen, is 0 wide.
func (f *Fonts) Advance(s Style, r rune) float64 {
	face, g := f.find(s.Role, r)
	if g == nil {
		return 0
	}
	return face.scaled(g.advance, s.Size)
}

// Width returns the width in pt of text, Track included after each character.
func (f *Fonts) Width(s Style, text string) float64 {
	w := 0.0
	for _, r := range text {
		w += f.Advance(s, r) + s.Track
	}
	return w
}

// Has reports whether r can be printed in role, by its own face or by one
// standing in for it.
func (f *Fonts) Has(role Role, r rune) bool {
	_, g := f.find(role, r)
	return g != nil
}

// Missing returns the characters of text that no font has, each once, in
// order of appearance.
func (f *Fonts) Missing(text string) []rune {
	var missing []rune
	for _, r := range text {
		if !f.Has(Body, r) && !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	return missing
}

// Names returns the full names of the fonts doc is set in, in order of first
// use, for the record of a printed document.
func (f *Fonts) Names(doc *Document) []string {
	var names []string
	for _, b := range doc.Boxes {
		if b.Kind != Text {
			continue
		}
		for _, r := range b.Text {
			if face, _ := f.find(b.Style.Role, r); face != nil && !slices.Contains(names, face.full) {
				names = append(names, face.full)
			}
		}
	}
	return names
}

// faceRun is a stretch of a Text box in one face.
type faceRun struct {
	face   *face
	x      float64 // pt from the box's X
	bold   bool
	glyphs []*glyph
}

// errNoGlyph is what drawing says of a character no font has. Layout looks for
// such characters first, and can say where they stand.
var errNoGlyph = errors.New("a character is in no font")

// runs cuts a Text box into stretches of one face.
func (f *Fonts) runs(b Box) ([]faceRun, error) {
	var runs []faceRun
	x := 0.0
	for _, r := range b.Text {
		face, g := f.find(b.Style.Role, r)
		if g == nil {
			return nil, fmt.Errorf("page %d: %w", b.Page, errNoGlyph)
		}
		if n := len(runs); n == 0 || runs[n-1].face != face {
			bold := b.Style.Bold || b.Style.Role == Title && face != f.title
			runs = append(runs, faceRun{face: face, x: x, bold: bold})
		}
		last := &runs[len(runs)-1]
		last.glyphs = append(last.glyphs, g)
		x += face.scaled(g.advance, b.Style.Size) + b.Style.Track
	}
	return runs, nil
}
