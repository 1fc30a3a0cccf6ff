package pdf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"woshou/assets/fonts"
)

// Fonts is the set of typefaces a document is set in. It is safe for
// concurrent use.
type Fonts struct {
	song, title, sans, rare *face
	fang                    *face // nil where no FangSong is at hand
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

// Load returns the bundled fonts and the first FangSong found: fangPath when
// not empty, fonts/FandolFang.ttf beside the executable, then the
// system's. No FangSong is not an error: Body is then set in Song, and Names
// says so. An error means that the file at fangPath is there but is no font.
func Load(fangPath string) (*Fonts, error) {
	f, err := bundled()
	if err != nil {
		return nil, err
	}
	if fangPath != "" {
		f.fang, err = readFace(fangPath)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	for _, path := range fangSongs() {
		if f.fang != nil {
			break
		}
		f.fang, _ = readFace(path) // a file of the system that is no font is passed over
	}
	return &f, nil
}

// fangSongs lists where a FangSong may be, best first.
func fangSongs() []string {
	var paths []string
	if exe, err := os.Executable(); err == nil {
		paths = append(paths, filepath.Join(filepath.Dir(exe), "fonts", "FandolFang.ttf"))
	}
	if windows := os.Getenv("WINDIR"); windows != "" {
		paths = append(paths, filepath.Join(windows, "Fonts", "simfang.ttf"))
	}
	return paths
}

// readFace parses the font file at path; fs.ErrNotExist when there is none.
func readFace(path string) (*face, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	f, err := parseFace(b)
	if err != nil {
		return nil, fmt.Errorf("parse font %s: %w", path, err)
	}
	return f, nil
}

// firstHan is where the Chinese part of Unicode begins. What is below it -
// digits, Latin, quotes, dashes, circled numbers - never comes from FangSong,
// because its width would then depend on the computer.
const firstHan = 0x2E80

// faces returns the faces to try for r in role, best first; nil entries are skipped.
func (f *Fonts) faces(role Role, r rune) [5]*face {
	switch {
	case role == Sans:
		return [5]*face{f.sans, f.song, f.rare}
	case role == Title:
		return [5]*face{f.title, f.song, f.rare, f.sans}
	case role == Song || r < firstHan:
		return [5]*face{f.song, f.rare, f.sans}
	}
	return [5]*face{f.fang, f.song, f.rare, f.sans}
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
	return nil, nil
}

// Advance returns the width in pt of r at s.Size, without Track. Chinese
// characters and marks, curly quotes, the dash (one of two), the ellipsis and
// the middle dot are one em wide. A character no font has is 0 wide.
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

// Names returns the full names of the fonts, the Body face first, for the
// record of a printed document.
func (f *Fonts) Names() []string {
	var names []string
	for _, face := range []*face{f.fang, f.song, f.title, f.sans, f.rare} {
		if face != nil {
			names = append(names, face.full)
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
