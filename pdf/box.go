package pdf

import (
	"fmt"
	"strings"

	"woshou/data"
)

// Kind says what a Box draws.
type Kind uint8

// The kinds of boxes. X and Y are in mm from the page's top-left corner.
const (
	Text    Kind = iota // one run of characters; X,Y is the left end of its baseline, W what layout measured
	Rule                // a line from (X,Y) to (X+W,Y+H)
	Frame               // the outline of the rectangle X,Y,W,H
	Circle              // the outline of the ellipse inside X,Y,W,H
	Modules             // a square of black and white modules (QR code) filling X,Y,W,H
	Picture             // an image filling X,Y,W,H
)

// Role names a typeface by its job on the page.
type Role uint8

// The roles. Digits, Latin and everything else below U+2E80 come from the
// bundled Song face in Body, Song and Kai, so a line is equally long with
// whichever FangSong and Kai a computer has.
const (
	Body  Role = iota // FangSong; the Song face where no FangSong is at hand
	Title             // the heavy Song of titles; other characters are Song made bold
	Song              // the Song face
	Sans              // headings (HeiTi)
	Kai               // quotations and notices; the Body face where no Kai is at hand
)

// Style is how a Text box is set. The zero Style at a Size is black Body text.
type Style struct {
	Role  Role
	Size  float64 // pt
	Track float64 // pt added after every character, the last one too; may be negative
	Bold  bool    // strokes thickened by drawing; no advance changes
	Gray  float64 // 0 black to 1 white; lines too
}

// Box is one mark on one page, all lengths in millimetres.
type Box struct {
	Page       int // from 1
	Kind       Kind
	X, Y, W, H float64
	Text       string
	Style      Style
	Pen        float64 // line width in mm of Rule, Frame and Circle; 0 means 0.2 mm
	Dash       bool    // dashed line
	Modules    []bool  // row-major, a square number of modules, true is black
	Image      *Image  // of a Picture
	Hand       bool    // a place to sign, to seal or for a fingerprint: hands mark the paper there
}

// Document is a laid-out paper: what Draw writes and Raster paints. Created
// comes from the record, never from the clock, so that equal content gives
// equal bytes.
type Document struct {
	Title   string
	Subject string
	Author  string // the committee
	Number  string // document number
	Created data.Day
	Pages   int
	// Wide says of each page whether it is wider than high; nil where none is.
	Wide  []bool
	Boxes []Box
	// Marks are the places that a reader's list of contents leads to.
	Marks []Mark
}

// Mark is an entry of the list of contents: a paper's title and its first page, from 1.
type Mark struct {
	Title string
	Page  int
}

// Size returns the width and height of a page, from 1, in mm.
func (d *Document) Size(page int) (width, height float64) {
	if page <= len(d.Wide) && d.Wide[page-1] {
		return PageHeight, PageWidth
	}
	return PageWidth, PageHeight
}

// A4 in millimetres.
const (
	PageWidth  = 210.0
	PageHeight = 297.0
)

// millimetres per point; font sizes and advances are in points.
const mmPerPt = 25.4 / 72

var kindNames = [...]string{"text", "rule", "frame", "circle", "modules", "picture"}

// String returns the kind's word in goldens.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind%d", uint8(k))
}

var roleNames = [...]string{"body", "title", "song", "sans", "kai"}

// String returns the role's word in goldens.
func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return fmt.Sprintf("role%d", uint8(r))
}

// String returns the box as one line of a golden file: page, kind, place in
// hundredths of a millimetre and what differs from the zero Style.
func (b Box) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%d %s %.2f,%.2f", b.Page, b.Kind, b.X, b.Y)
	if b.W != 0 || b.H != 0 {
		fmt.Fprintf(&s, " %.2fx%.2f", b.W, b.H)
	}
	if b.Kind == Text {
		fmt.Fprintf(&s, " %s %.4g", b.Style.Role, b.Style.Size)
	}
	if b.Style.Track != 0 {
		fmt.Fprintf(&s, " track %.3f", b.Style.Track)
	}
	if b.Style.Bold {
		s.WriteString(" bold")
	}
	if b.Style.Gray != 0 {
		fmt.Fprintf(&s, " gray %.2f", b.Style.Gray)
	}
	if b.Pen != 0 {
		fmt.Fprintf(&s, " pen %.2f", b.Pen)
	}
	if b.Dash {
		s.WriteString(" dash")
	}
	switch b.Kind {
	case Text:
		fmt.Fprintf(&s, " %q", b.Text)
	case Modules:
		fmt.Fprintf(&s, " %d modules", len(b.Modules))
	case Picture:
		fmt.Fprintf(&s, " %s", b.Image)
	}
	return s.String()
}
