package printer

import (
	"context"
	"fmt"
	"image"
	"image/draw"
)

// pageDPI is how finely pages are drawn for a printer that takes pictures.
const pageDPI = 300

// device takes pages one after another.
type device interface {
	begin(title string) error
	page(*bitmap) error
	end() error
	// abort takes back what was begun: no page of it shall come out.
	abort()
}

// bitmap is a page as printers take pictures: rows of bytes from the top, each row filled
// up to a multiple of four bytes; a byte a dot in grey, or three in the order blue, green,
// red.
type bitmap struct {
	width, height int
	grey          bool
	rows          []byte
}

// sendPages draws the pages of a paper and gives them to a device. After an error or when
// the context ends nothing of the paper comes out.
func sendPages(ctx context.Context, d device, paper Paper) error {
	if err := d.begin(paper.Title); err != nil {
		return fmt.Errorf("begin to print: %w", err)
	}
	for n := 1; n <= paper.Pages; n++ {
		err := ctx.Err()
		var page image.Image
		if err == nil {
			page, err = paper.Page(n, pageDPI)
		}
		if err == nil {
			err = d.page(bitmapOf(upright(page)))
		}
		if err != nil {
			d.abort()
			return fmt.Errorf("print page %d of %d: %w", n, paper.Pages, err)
		}
	}
	if err := d.end(); err != nil {
		d.abort()
		return fmt.Errorf("end to print: %w", err)
	}
	return nil
}

// upright turns a page that is wider than high, so that it fills the sheet; its top comes
// to lie at the binding edge.
func upright(page image.Image) image.Image {
	b := page.Bounds()
	if b.Dx() <= b.Dy() {
		return page
	}
	if g, ok := page.(*image.Gray); ok {
		out := image.NewGray(image.Rect(0, 0, b.Dy(), b.Dx()))
		for y := range b.Dx() {
			for x := range b.Dy() {
				out.Pix[y*out.Stride+x] = g.Pix[x*g.Stride+b.Dx()-1-y]
			}
		}
		return out
	}
	out := image.NewRGBA(image.Rect(0, 0, b.Dy(), b.Dx()))
	for y := range b.Dx() {
		for x := range b.Dy() {
			out.Set(x, y, page.At(b.Max.X-1-y, b.Min.Y+x))
		}
	}
	return out
}

// bitmapOf turns a page into rows of bytes.
func bitmapOf(page image.Image) *bitmap {
	b := page.Bounds()
	out := &bitmap{width: b.Dx(), height: b.Dy()}
	if g, ok := page.(*image.Gray); ok {
		out.grey = true
		stride := (out.width + 3) &^ 3
		out.rows = make([]byte, stride*out.height)
		for y := range out.height {
			copy(out.rows[y*stride:], g.Pix[y*g.Stride:y*g.Stride+out.width])
		}
		return out
	}
	flat := image.NewRGBA(image.Rect(0, 0, out.width, out.height))
	draw.Draw(flat, flat.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Rect, page, b.Min, draw.Over)
	stride := (3*out.width + 3) &^ 3
	out.rows = make([]byte, stride*out.height)
	for y := range out.height {
		row := out.rows[y*stride:]
		for x := range out.width {
			p := flat.Pix[y*flat.Stride+4*x:]
			row[3*x], row[3*x+1], row[3*x+2] = p[2], p[1], p[0]
		}
	}
	return out
}
