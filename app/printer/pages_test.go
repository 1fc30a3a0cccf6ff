package printer

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"slices"
	"testing"
)

// sheet notes what a printer is given.
type sheet struct {
	did    []string
	failAt string
	pages  []*bitmap
}

var errSheet = errors.New("no paper")

func (s *sheet) note(what string) error {
	s.did = append(s.did, what)
	if what == s.failAt {
		return errSheet
	}
	return nil
}

func (s *sheet) begin(title string) error { return s.note("begin " + title) }
func (s *sheet) end() error               { return s.note("end") }
func (s *sheet) abort()                   { _ = s.note("abort") }
func (s *sheet) page(b *bitmap) error {
	s.pages = append(s.pages, b)
	return s.note(fmt.Sprintf("page %dx%d", b.width, b.height))
}

// twoPages are an upright one and a wide one.
func twoPages(n int, _ float64) (image.Image, error) {
	return image.NewGray(image.Rect(0, 0, 2+n, 4)), nil // 3x4, 4x4, 5x4
}

func TestSendPages(t *testing.T) {
	paper := Paper{Title: "协议", Pages: 3, Page: twoPages}
	all := []string{"begin 协议", "page 3x4", "page 4x4", "page 4x5", "end"}
	for name, c := range map[string]struct {
		failAt string
		want   []string
	}{
		"all":               {"", all},
		"a printer is gone": {"begin 协议", all[:1]},
		"a page fails":      {"page 4x4", append(slices.Clone(all[:3]), "abort")},
		"the end fails":     {"end", append(slices.Clone(all), "abort")},
	} {
		s := &sheet{failAt: c.failAt}
		err := sendPages(context.Background(), s, paper)
		if !slices.Equal(s.did, c.want) || (c.failAt != "") != errors.Is(err, errSheet) {
			t.Errorf("%s: %v, %v", name, s.did, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	paper.Page = func(n int, dpi float64) (image.Image, error) {
		cancel()
		return twoPages(n, dpi)
	}
	s := &sheet{}
	if err := sendPages(ctx, s, paper); !errors.Is(err, context.Canceled) || !slices.Equal(s.did, []string{"begin 协议", "page 3x4", "abort"}) {
		t.Errorf("stopped: %v, %v", s.did, err)
	}
	paper.Page = func(int, float64) (image.Image, error) { return nil, errSheet }
	s = &sheet{}
	if err := sendPages(context.Background(), s, paper); !errors.Is(err, errSheet) || s.did[len(s.did)-1] != "abort" {
		t.Errorf("a page that cannot be drawn: %v, %v", s.did, err)
	}
}

func TestUpright(t *testing.T) {
	for name, wide := range map[string]interface {
		image.Image
		Set(x, y int, c color.Color)
	}{"grey": image.NewGray(image.Rect(0, 0, 3, 2)), "coloured": image.NewRGBA(image.Rect(0, 0, 3, 2))} {
		for i := range 6 {
			wide.Set(i%3, i/3, color.Gray{Y: uint8(10 * (i + 1))})
		}
		got := upright(wide)
		var rows [][]uint8 // 10 20 30 / 40 50 60 turned to the left
		for y := range got.Bounds().Dy() {
			var row []uint8
			for x := range got.Bounds().Dx() {
				row = append(row, color.GrayModel.Convert(got.At(x, y)).(color.Gray).Y)
			}
			rows = append(rows, row)
		}
		if want := [][]uint8{{30, 60}, {20, 50}, {10, 40}}; !slices.EqualFunc(rows, want, slices.Equal[[]uint8]) {
			t.Errorf("%s: %v, want %v", name, rows, want)
		}
	}
	if high := image.NewGray(image.Rect(0, 0, 2, 3)); upright(high) != image.Image(high) {
		t.Error("a page that is higher than wide was turned")
	}
}

func TestBitmapOf(t *testing.T) {
	grey := image.NewGray(image.Rect(0, 0, 3, 2))
	copy(grey.Pix, []byte{1, 2, 3, 4, 5, 6})
	if got := bitmapOf(grey); !got.grey || !slices.Equal(got.rows, []byte{1, 2, 3, 0, 4, 5, 6, 0}) {
		t.Errorf("grey %+v", got)
	}
	coloured := image.NewRGBA(image.Rect(0, 0, 1, 2))
	coloured.Set(0, 0, color.RGBA{R: 1, G: 2, B: 3, A: 255}) // what lies below is see-through: white paper
	if got := bitmapOf(coloured); got.grey || !slices.Equal(got.rows, []byte{3, 2, 1, 0, 255, 255, 255, 0}) {
		t.Errorf("coloured %+v", got)
	}
}
