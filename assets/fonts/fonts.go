// Package fonts holds the typefaces that are part of the program; those that lie
// beside it as files are in the folder beside. They stay
// uncompressed in the executable, so that a page of a font is read only when a
// character on it is used. The township's server does not import this package.
package fonts

import _ "embed"

//go:embed ui.otf
var ui []byte

//go:embed song.otf
var song []byte

//go:embed title.otf
var title []byte

//go:embed rare.ttf
var rare []byte

// UI returns Woshou Sans: the screen's font and the paper's HeiTi. CFF outlines.
// Callers must not change the bytes; this holds for every function here.
func UI() []byte { return ui }

// Song returns Woshou Song: the paper's Song, digits and Latin. CFF outlines.
func Song() []byte { return song }

// Title returns Woshou Title, a heavy Song with the 6500 characters of levels 1
// and 2 of the Table of General Standard Chinese Characters. CFF outlines.
func Title() []byte { return title }

// Rare returns Woshou Rare: name characters of the resident-ID system and marks
// (☐ ☑ ☒) that the other fonts lack. TrueType outlines.
func Rare() []byte { return rare }
