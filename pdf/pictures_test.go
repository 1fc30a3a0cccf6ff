package pdf

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/form"
)

// photographs are the pictures of a sample's photographed evidence: one wide, one high.
func photographs(id data.ElementID) []form.Picture {
	if id != "e1" {
		return nil
	}
	return []form.Picture{{Image: jpegOf(scene(320, 240))}, {Caption: "近景", Image: pngOf(scene(180, 240))}}
}

// scene is a picture with a dark roof at the top left, so that its way up is seen.
func scene(width, height int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{uint8(200 - 60*y/height), uint8(150 + 60*x/width), 230, 255}
			if x < width/2 && y < height/3 {
				c = color.RGBA{120, 40, 30, 255}
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

func jpegOf(p image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func pngOf(p image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// layOutPictures lays out pictures alone.
func layOutPictures(list ...form.Picture) ([]Box, int, error) {
	l := &layout{fonts: plain{}, page: portrait, room: portrait.textHeight}
	l.pictures(list)
	boxes, pages := paginate(l.strips, area{Top: portrait.top, Height: l.room})
	return boxes, pages, l.err
}

func TestPictures_OneOrTwoToAPage(t *testing.T) {
	wide := form.Picture{Caption: "屋瓦", Image: jpegOf(scene(2000, 1200))}
	high := form.Picture{Caption: "墙面", Image: jpegOf(scene(1200, 2000))}
	for _, c := range []struct {
		name  string
		list  []form.Picture
		pages []int // of each picture
	}{
		{"wide ones stand in twos", []form.Picture{wide, wide, wide}, []int{1, 1, 2}},
		{"high ones stand alone", []form.Picture{high, high}, []int{1, 2}},
		{"a high one leaves no room", []form.Picture{wide, high, wide}, []int{1, 2, 3}},
	} {
		boxes, _, err := layOutPictures(c.list...)
		if err != nil {
			t.Fatal(err)
		}
		var pages []int
		for _, b := range boxes {
			if b.Kind != Picture {
				continue
			}
			pages = append(pages, b.Page)
			if ratio, drawn := float64(b.Image.Width)/float64(b.Image.Height), b.W/b.H; math.Abs(ratio/drawn-1) > 0.01 {
				t.Errorf("%s: %v is out of proportion", c.name, b)
			}
			if b.Y < portrait.top || b.Y+b.H > portrait.top+portrait.textHeight || b.X < portrait.left || b.X+b.W > portrait.right()+1e-6 {
				t.Errorf("%s: %v stands outside the text block", c.name, b)
			}
			if b.W < portrait.textWidth/2 {
				t.Errorf("%s: %v is small", c.name, b)
			}
		}
		if d := cmp.Diff(c.pages, pages); d != "" {
			t.Errorf("%s: pages (-want +got):\n%s", c.name, d)
		}
	}
}

func TestPictures_Captions(t *testing.T) {
	long := strings.Repeat("叶建国家屋顶东侧被碰落的瓦片", 4)
	boxes, _, err := layOutPictures(form.Picture{Caption: "屋瓦", Image: pngOf(scene(30, 20))}, form.Picture{Caption: long, Image: pngOf(scene(400, 300))})
	if err != nil {
		t.Fatal(err)
	}
	doc := &Document{Pages: 1, Boxes: boxes}
	if got, want := allText(doc), "图1屋瓦图2"+long; got != want {
		t.Errorf("captions %q, want %q", got, want)
	}
	overlaps(t, "captions", doc)
	var pictures []Box
	for _, b := range boxes {
		switch b.Kind {
		case Picture:
			pictures = append(pictures, b)
		case Text:
			for _, p := range pictures {
				if b.Y-4 < p.Y+p.H && b.Y > p.Y {
					t.Errorf("%v stands in %v", b, p)
				}
			}
		}
	}
	if small := pictures[0].W; math.Abs(small-30*25.4/coarsestDPI) > 0.01 {
		t.Errorf("a picture of 30 dots is %.1f mm wide", small)
	}
}

func TestPictures_BadOne(t *testing.T) {
	c := full()
	s := about(c, form.EvidenceSheet)
	s.Images = func(data.ElementID) []form.Picture {
		return []form.Picture{{Image: pngOf(scene(20, 20))}, {Caption: "张根土家", Image: []byte("GIF89a")}}
	}
	_, err := layOut(plain{}, form.EvidenceSheet, s, Print{})
	var bad *BadPicture
	if !errors.As(err, &bad) || bad.Number != 2 || !errors.Is(err, errImage) || strings.Contains(err.Error(), "张根土") {
		t.Errorf("error %v, want the second picture without its caption", err)
	}
}

func TestRaster_Pictures(t *testing.T) {
	boxes, pages, err := layOutPictures(form.Picture{Image: jpegOf(scene(2000, 1200))}, form.Picture{Image: jpegOf(image.NewGray(image.Rect(0, 0, 300, 200)))})
	if err != nil {
		t.Fatal(err)
	}
	doc := &Document{Pages: pages, Boxes: boxes}
	painted, err := Raster(testFonts(t), doc, 1, 100)
	if err != nil {
		t.Fatal(err)
	}
	page, ok := painted.(*image.RGBA)
	if !ok {
		t.Fatalf("a page with colours is a %T", painted)
	}
	at := func(b Box, x, y float64) color.RGBA {
		return page.RGBAAt(int((b.X+x*b.W)/25.4*100), int((b.Y+y*b.H)/25.4*100))
	}
	for _, b := range boxes {
		if b.Kind != Picture {
			continue
		}
		roof, sky := at(b, 0.2, 0.2), at(b, 0.8, 0.8)
		if b.Image.Gray {
			if roof.R > 10 {
				t.Errorf("the black picture is %v", roof)
			}
		} else if roof.R < roof.B+40 || sky.B < sky.R+40 {
			t.Errorf("the roof is %v, the sky %v", roof, sky)
		}
	}
	if c := page.RGBAAt(5, 5); c != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("the corner is %v", c)
	}
}

func TestDraw_Pictures(t *testing.T) {
	same := form.Picture{Image: jpegOf(scene(3000, 2000))}
	boxes, pages, err := layOutPictures(same, same, form.Picture{Image: pngOf(image.NewGray(image.Rect(0, 0, 90, 60)))})
	if err != nil {
		t.Fatal(err)
	}
	path := drawn(t, &Document{Pages: pages, Boxes: boxes})
	lines := strings.Split(strings.TrimSpace(output(t, "pdfimages", "-list", path)), "\n")[2:]
	want := []string{"1 image rgb 3 8 jpeg", "1 image rgb 3 8 jpeg", "2 image gray 1 8 jpeg"}
	for i, line := range lines {
		f := strings.Fields(line)
		got := strings.Join([]string{f[0], f[2], f[5], f[6], f[7], f[8]}, " ")
		if i >= len(want) || got != want[i] {
			t.Errorf("image %d: %s", i, line)
		}
		if dots, err := strconv.Atoi(f[12]); err != nil || dots > 201 {
			t.Errorf("image %d has %s dots an inch", i, f[12])
		}
		if i == 1 && f[10] != strings.Fields(lines[0])[10] {
			t.Error("the same picture is in the file twice")
		}
	}
	if len(lines) != len(want) {
		t.Errorf("%d pictures, want %d", len(lines), len(want))
	}
	theirs := printed(t, path, 1, image.Pt(1654, 2339))
	ours, err := Raster(testFonts(t), &Document{Pages: pages, Boxes: boxes}, 1, 200)
	if err != nil {
		t.Fatal(err)
	}
	gray := image.NewGray(ours.Bounds())
	draw.Draw(gray, gray.Rect, ours, image.Point{}, draw.Src)
	if off := meanDifference(t, gray, theirs); off > 2 {
		t.Errorf("preview and print differ by %.2f", off)
	}
}
