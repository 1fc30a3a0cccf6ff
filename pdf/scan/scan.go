// Package scan holds scanned and photographed pages against the record: it reads the
// code that every printed page bears, lays the scan over the page as the record prints
// it, and finds printed text that is missing or differs and ink that was added. Marks
// that people make on paper — signatures, seals, fingerprints — are no differences. It
// knows the page, not the case: whose page it is and which printing, the desk decides.
package scan

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // the formats of scanners
	_ "image/png"  // and phones

	"woshou/pdf"
)

// The errors of reading a scan.
var (
	// ErrPicture says that a file is no picture that can be read, or too large a one.
	ErrPicture = errors.New("no picture of a page")
	// ErrNoCode says that no code of a printed page was found.
	ErrNoCode = errors.New("no code of a printed page")
	// ErrNoFit says that a page is so different, or its picture so poor, that the two
	// cannot be laid over one another.
	ErrNoFit = errors.New("the picture does not fit the page")
)

// maxDots bounds what is unpacked: a little more than A4 at 600 dots per inch has.
const maxDots = 40_000_000

// minSide is the least width of a picture in dots; A4 at 70 dots per inch is wider.
const minSide = 500

// Page is a scanned page whose code was read.
type Page struct {
	Code pdf.Code
	// Corners are the code's corners in the picture, in dots: as the code stands upright,
	// top left, top right, bottom right, bottom left.
	Corners [4]Point

	picture image.Image
	// ink is the picture without what is red.
	ink levels
}

// Point is a place in a picture in dots, or on a page in mm.
type Point struct{ X, Y float64 }

// Open reads a JPEG or PNG file of one page and the code on it. The errors are
// ErrPicture and ErrNoCode.
func Open(file []byte) (*Page, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil || min(config.Width, config.Height) < minSide || config.Width > maxDots/config.Height {
		return nil, fmt.Errorf("open scan: %w", ErrPicture)
	}
	picture, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("open scan: %w", ErrPicture)
	}
	return Read(picture)
}

// Read reads the code on a picture of one page. The error is ErrNoCode.
func Read(picture image.Image) (*Page, error) {
	p := &Page{picture: picture, ink: newLevels(withoutRed(picture))}
	var err error
	p.Code, p.Corners, err = findCode(p.ink)
	return p, err
}

// withoutRed returns the picture as seen through a red glass: seals and fingerprints
// vanish, and print under them stays. A grey picture has no colour to take out.
func withoutRed(picture image.Image) *image.Gray {
	size := picture.Bounds()
	out := image.NewGray(image.Rect(0, 0, size.Dx(), size.Dy()))
	if gray, ok := picture.(*image.Gray); ok {
		draw.Draw(out, out.Rect, gray, size.Min, draw.Src)
		return out
	}
	band := image.NewRGBA(image.Rect(0, 0, size.Dx(), 1))
	for y := range size.Dy() {
		draw.Draw(band, band.Rect, picture, size.Min.Add(image.Pt(0, y)), draw.Src)
		row := out.Pix[y*out.Stride:]
		for x := range size.Dx() {
			row[x] = band.Pix[4*x]
		}
	}
	return out
}
