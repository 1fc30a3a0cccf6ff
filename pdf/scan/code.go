package scan

import (
	"image"
	"math"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"woshou/pdf"
)

// findCode looks for the code of a printed page. It stands in a corner of the page, so
// each corner of the picture is looked at before the whole: Chinese print is full of
// squares in squares.
func findCode(ink levels) (pdf.Code, [4]Point, error) {
	whole := ink[0].gray.Rect
	width, height := whole.Dx(), whole.Dy()
	w, h := width*2/5, height*2/5
	cornerParts := []image.Rectangle{
		image.Rect(width-w, height-h, width, height), image.Rect(0, 0, w, h),
		image.Rect(0, height-h, w, height), image.Rect(width-w, 0, width, h),
	}
	wholeParts := []image.Rectangle{image.Rect(width/5, height/5, width*4/5, height*4/5), whole}
	// The finer a picture, the more of its grain is taken for modules; the coarser, the
	// fewer dots a module has: of pictures at 150 dots per inch, four times as large, all
	// codes were read in trials, at their own size one in ten.
	fine := max(0.5, float64(max(width, height))/3508)
	for _, try := range []struct {
		scale float64
		parts []image.Rectangle
	}{
		{min(1, 1/fine), cornerParts}, {2 / fine, cornerParts}, {1.4 / fine, cornerParts}, {0.7 / fine, cornerParts},
		{0.7 / fine, wholeParts},
	} {
		for _, part := range try.parts {
			if code, corners, ok := readCode(ink, part, try.scale); ok {
				return code, corners, nil
			}
		}
	}
	return pdf.Code{}, [4]Point{}, ErrNoCode
}

// readCode reads the code in a part of the picture at a scale.
func readCode(ink levels, part image.Rectangle, scale float64) (pdf.Code, [4]Point, bool) {
	dots := ink.part(part, scale)
	size := dots.Rect.Size()
	source, err := gozxing.NewPlanarYUVLuminanceSource(dots.Pix, dots.Stride, size.Y, 0, 0, size.X, size.Y, false)
	if err != nil {
		return pdf.Code{}, [4]Point{}, false
	}
	bits, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(source))
	if err != nil {
		return pdf.Code{}, [4]Point{}, false
	}
	hints := map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_CHARACTER_SET: "UTF-8",
	}
	found, err := qrcode.NewQRCodeReader().Decode(bits, hints)
	if err != nil {
		return pdf.Code{}, [4]Point{}, false
	}
	code, err := pdf.ParseCode(found.GetText())
	points := found.GetResultPoints()
	_, modules, sizeErr := pdf.QR(code.String())
	if err != nil || sizeErr != nil || len(points) < 3 {
		return pdf.Code{}, [4]Point{}, false
	}
	at := func(i int) Point {
		return Point{float64(part.Min.X) + points[i].GetX()/scale, float64(part.Min.Y) + points[i].GetY()/scale}
	}
	return code, corners(at(0), at(1), at(2), modules), true
}

// corners returns the corners of a code of size modules a side from the middles of its
// three squares, which are three and a half modules from the edges.
func corners(bottomLeft, topLeft, topRight Point, size int) [4]Point {
	between := float64(size - 7)
	place := func(x, y float64) Point {
		u, v := (x-3.5)/between, (y-3.5)/between
		return Point{
			topLeft.X + u*(topRight.X-topLeft.X) + v*(bottomLeft.X-topLeft.X),
			topLeft.Y + u*(topRight.Y-topLeft.Y) + v*(bottomLeft.Y-topLeft.Y),
		}
	}
	side := float64(size)
	return [4]Point{place(0, 0), place(side, 0), place(side, side), place(0, side)}
}

// part returns a part of the picture larger or smaller.
func (l levels) part(part image.Rectangle, scale float64) *image.Gray {
	if scale == 1 {
		return l[0].gray.SubImage(part).(*image.Gray)
	}
	level := l.finest(scale)
	w, h := int(float64(part.Dx())*scale), int(float64(part.Dy())*scale)
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			at := Point{float64(part.Min.X) + (float64(x)+0.5)/scale, float64(part.Min.Y) + (float64(y)+0.5)/scale}
			out.Pix[y*out.Stride+x] = uint8(math.Round(level.at(at)))
		}
	}
	return out
}
