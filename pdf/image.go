package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"

	"golang.org/x/image/draw"
)

// Image is a picture as it is printed: a baseline JPEG without transparency, no finer
// than paper shows. Equal pictures of equal size have equal bytes.
type Image struct {
	JPEG          []byte
	Width, Height int // in dots
	Gray          bool
	Digest        string // the SHA-256 of JPEG in hexadecimal
}

// String returns the picture as goldens name it: size and the beginning of the digest.
func (p *Image) String() string {
	if p == nil {
		return "none"
	}
	return fmt.Sprintf("%dx%d %s", p.Width, p.Height, p.Digest[:min(8, len(p.Digest))])
}

// The limits of pictures.
const (
	printedDPI   = 200.0
	coarsestDPI  = 72.0      // a small picture is not blown up beyond this
	mostSide     = 1 << 16   // dots
	mostMemory   = 256 << 20 // bytes that decoding may take
	mostScans    = 64        // of a progressive JPEG, each of which costs time
	jpegQuality  = 80
	grayLikeness = 10 // how far the colours of a picture that counts as gray may lie apart
)

// errImage is what is said of a picture that cannot be printed: no JPEG or PNG, damaged,
// or made to fill the memory.
var errImage = errors.New("the picture cannot be read")

// imageHead is what is known of a picture before it is decoded.
type imageHead struct {
	png           bool
	width, height int // as stored
	orientation   int // EXIF, 1 to 8
	memory        int // bytes that decoding takes at most
}

// turned reports whether the picture lies on its side as it is stored.
func (h imageHead) turned() bool { return h.orientation >= 5 }

// size returns width and height as the picture is looked at.
func (h imageHead) size() (width, height int) {
	if h.turned() {
		return h.height, h.width
	}
	return h.width, h.height
}

// headOf reads the head of a JPEG or PNG file and refuses what would fill the memory.
func headOf(file []byte) (imageHead, error) {
	var h imageHead
	var err error
	switch {
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		h, err = pngHead(file)
	case bytes.HasPrefix(file, []byte{0xFF, 0xD8}):
		h, err = jpegHead(file)
	default:
		err = errImage
	}
	if err != nil {
		return h, err
	}
	if h.width < 1 || h.height < 1 || h.width > mostSide || h.height > mostSide || h.memory > mostMemory {
		return h, fmt.Errorf("%d by %d dots: %w", h.width, h.height, errImage)
	}
	return h, nil
}

// pngHead reads IHDR, the first chunk. An interlaced picture is held twice.
func pngHead(file []byte) (imageHead, error) {
	const size = 8 + 8 + 13
	if len(file) < size || string(file[12:16]) != "IHDR" {
		return imageHead{}, errImage
	}
	head := file[16:]
	h := imageHead{png: true, orientation: 1}
	h.width, h.height = int(binary.BigEndian.Uint32(head)), int(binary.BigEndian.Uint32(head[4:]))
	if h.width > mostSide || h.height > mostSide {
		return h, errImage
	}
	bytesEach := 4
	if head[8] == 16 {
		bytesEach = 8
	}
	h.memory = h.width * h.height * bytesEach
	if head[12] != 0 {
		h.memory *= 2
	}
	return h, nil
}

// jpegHead walks the segments up to the frame. A progressive picture is held whole as
// coefficients, four bytes each, beside its dots.
func jpegHead(file []byte) (imageHead, error) {
	h := imageHead{orientation: 1}
	for b := file[2:]; len(b) >= 4; {
		if b[0] != 0xFF {
			return h, errImage
		}
		marker := b[1]
		if marker == 0xFF { // padding
			b = b[1:]
			continue
		}
		length := int(binary.BigEndian.Uint16(b[2:]))
		if length < 2 || 2+length > len(b) {
			return h, errImage
		}
		segment := b[4 : 2+length]
		b = b[2+length:]
		switch marker {
		case 0xE1:
			if o := exifOrientation(segment); o != 0 {
				h.orientation = o
			}
		case 0xC0, 0xC1, 0xC2:
			return h, h.frame(segment, marker == 0xC2, file)
		case 0xDA:
			return h, errImage // a scan before its frame
		}
	}
	return h, errImage
}

// frame reads the frame of a JPEG: its size, and how finely each colour is sampled.
func (h *imageHead) frame(segment []byte, progressive bool, file []byte) error {
	if len(segment) < 6 || len(segment) < 6+3*int(segment[5]) {
		return errImage
	}
	h.height, h.width = int(binary.BigEndian.Uint16(segment[1:])), int(binary.BigEndian.Uint16(segment[3:]))
	most, sum := 1, 0
	for i := range int(segment[5]) {
		sampling := segment[6+3*i+1]
		samples := int(sampling>>4) * int(sampling&15)
		most, sum = max(most, samples), sum+samples
	}
	dots := (h.width + 32) * (h.height + 32) // whole blocks
	h.memory = dots * max(sum, 1) / most
	if progressive {
		h.memory *= 1 + 4
		if bytes.Count(file, []byte{0xFF, 0xDA}) > mostScans {
			return errImage
		}
	}
	if most == 1 && sum >= 3 { // may be RGB or CMYK, which is copied once more
		h.memory += 4 * dots
	}
	return nil
}

// exifOrientation finds how a camera was held in the segment that says so; 0 where it
// says nothing.
func exifOrientation(segment []byte) int {
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	const orientationTag, entrySize = 0x0112, 12
	for i := range int64(order.Uint16(tiff[at:])) {
		entry := at + 2 + entrySize*i
		if entry+entrySize > int64(len(tiff)) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == orientationTag {
			if o := int(order.Uint16(tiff[entry+8:])); o >= 1 && o <= 8 {
				return o
			}
			return 0
		}
	}
	return 0
}

// newImage makes the picture that is printed width by height mm large: scaled down to
// what paper shows, upright, on white, as a baseline JPEG.
func newImage(file []byte, h imageHead, width, height float64) (*Image, error) {
	upright, err := h.upright(file, width/25.4*printedDPI, height/25.4*printedDPI)
	if err != nil {
		return nil, err
	}
	var out image.Image = upright
	gray := grayOf(upright)
	if gray != nil {
		out = gray
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, out, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return nil, fmt.Errorf("write a picture: %w", err)
	}
	sum := sha256.Sum256(b.Bytes())
	size := upright.Rect.Size()
	return &Image{JPEG: b.Bytes(), Width: size.X, Height: size.Y, Gray: gray != nil, Digest: hex.EncodeToString(sum[:])}, nil
}

// Upright decodes a JPEG or PNG file for a screen: as its camera was held, on white, and no
// larger than width by height dots. What would fill the memory is refused.
func Upright(file []byte, width, height int) (image.Image, error) {
	h, err := headOf(file)
	if err != nil {
		return nil, err
	}
	return h.upright(file, float64(width), float64(height))
}

// upright decodes a picture, scaled down to fit into width by height dots.
func (h imageHead) upright(file []byte, width, height float64) (*image.RGBA, error) {
	decode := jpeg.Decode
	if h.png {
		decode = png.Decode
	}
	source, err := decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errImage, err)
	}
	w, ht := h.size()
	scale := min(1, width/float64(w), height/float64(ht))
	if h.turned() {
		w, ht = ht, w
	}
	small := shrink(source, max(1, int(math.Round(float64(w)*scale))), max(1, int(math.Round(float64(ht)*scale))))
	return orient(small, h.orientation), nil
}

// shrink scales a picture down, on white. It halves it as long as it is more than twice
// too large: of each halving every dot is the mean of four, and none needs more memory
// than the picture itself.
func shrink(source image.Image, width, height int) *image.RGBA {
	for {
		size := source.Bounds().Size()
		w, h := width, height
		if size.X > 2*width && size.Y > 2*height {
			w, h = (size.X+1)/2, (size.Y+1)/2
		}
		next := image.NewRGBA(image.Rect(0, 0, w, h))
		draw.Draw(next, next.Rect, image.White, image.Point{}, draw.Src)
		draw.ApproxBiLinear.Scale(next, next.Rect, source, source.Bounds(), draw.Over, nil)
		if w == width && h == height {
			return next
		}
		source = next
	}
}

// orient turns and mirrors a picture as its camera was held (EXIF orientation).
func orient(p *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 {
		return p
	}
	w, h := p.Rect.Dx(), p.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := x, y
			if orientation >= 5 {
				sx, sy = y, x
			}
			if orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8 {
				sx = w - 1 - sx
			}
			if orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7 {
				sy = h - 1 - sy
			}
			copy(out.Pix[out.PixOffset(x, y):][:4], p.Pix[p.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

// grayOf returns a picture without colours as one of grays, a third of the size; nil
// where it has colours.
func grayOf(p *image.RGBA) *image.Gray {
	for i := 0; i < len(p.Pix); i += 4 {
		r, g, b := p.Pix[i], p.Pix[i+1], p.Pix[i+2]
		if max(r, g, b)-min(r, g, b) > grayLikeness {
			return nil
		}
	}
	out := image.NewGray(p.Rect)
	for i := range out.Pix {
		c := p.Pix[4*i:]
		out.Pix[i] = color.GrayModel.Convert(color.RGBA{c[0], c[1], c[2], 0xFF}).(color.Gray).Y
	}
	return out
}
