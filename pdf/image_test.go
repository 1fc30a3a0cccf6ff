package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"runtime"
	"testing"
)

// withOrientation puts an EXIF segment behind the first marker of a JPEG file.
func withOrientation(file []byte, orientation uint16, order binary.AppendByteOrder) []byte {
	mark := "MM\x00\x2A"
	if order.String() == "LittleEndian" {
		mark = "II\x2A\x00"
	}
	exif := order.AppendUint32([]byte("Exif\x00\x00"+mark), 8)
	exif = order.AppendUint16(exif, 2)
	for _, entry := range [][2]uint16{{0x0100, 5}, {0x0112, orientation}} {
		exif = order.AppendUint16(order.AppendUint16(exif, entry[0]), 3)
		exif = order.AppendUint16(order.AppendUint32(exif, 1), entry[1])
		exif = append(exif, 0, 0)
	}
	out := append([]byte{0xFF, 0xD8, 0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(out, exif...), file[2:]...)
}

// made reads the head of a picture and makes what is printed 100 mm wide and high.
func made(file []byte) (*Image, error) {
	h, err := headOf(file)
	if err != nil {
		return nil, err
	}
	return newImage(file, h, 100, 100)
}

func decoded(t *testing.T, p *Image) image.Image {
	t.Helper()
	out, err := jpeg.Decode(bytes.NewReader(p.JPEG))
	if err != nil {
		t.Fatal(err)
	}
	if size := out.Bounds().Size(); size != image.Pt(p.Width, p.Height) {
		t.Fatalf("a picture of %v calls itself %v", size, p)
	}
	return out
}

// TestImage_UprightAsTheCameraWasHeld looks where two dots of a picture come to lie.
func TestImage_UprightAsTheCameraWasHeld(t *testing.T) {
	type spot struct{ u, v float64 }
	shown := map[int]func(u, v float64) spot{ // by the EXIF standard
		1: func(u, v float64) spot { return spot{u, v} }, 2: func(u, v float64) spot { return spot{1 - u, v} },
		3: func(u, v float64) spot { return spot{1 - u, 1 - v} }, 4: func(u, v float64) spot { return spot{u, 1 - v} },
		5: func(u, v float64) spot { return spot{v, u} }, 6: func(u, v float64) spot { return spot{1 - v, u} },
		7: func(u, v float64) spot { return spot{1 - v, 1 - u} }, 8: func(u, v float64) spot { return spot{v, 1 - u} },
	}
	file := jpegOf(scene(160, 90))
	for orientation, place := range shown {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			p, err := made(withOrientation(file, uint16(orientation), order))
			if err != nil {
				t.Fatal(err)
			}
			want := image.Pt(160, 90)
			if orientation >= 5 {
				want = image.Pt(90, 160)
			}
			picture := decoded(t, p)
			if picture.Bounds().Size() != want {
				t.Errorf("orientation %d: %v", orientation, picture.Bounds().Size())
				continue
			}
			for stored, roof := range map[spot]bool{{0.4, 0.1}: true, {0.1, 0.25}: true, {0.1, 0.45}: false, {0.6, 0.1}: false} {
				at := place(stored.u, stored.v)
				r, _, b, _ := picture.At(int(at.u*float64(want.X)), int(at.v*float64(want.Y))).RGBA()
				if (r > b) != roof {
					t.Errorf("orientation %d, %v: the roof is not where it belongs", orientation, order)
				}
			}
		}
	}
}

func TestImage_NoFinerThanPaperShows(t *testing.T) {
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"a large photograph", jpegOf(scene(4000, 3000)), "787x591"},
		{"a small one", jpegOf(scene(300, 200)), "300x200"},
		{"a long strip", pngOf(scene(3000, 10)), "787x3"},
	} {
		p, err := made(c.file)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%dx%d", p.Width, p.Height); got != c.want || p.Gray {
			t.Errorf("%s: %s, gray %v, want %s", c.name, got, p.Gray, c.want)
		}
		if again, err := made(c.file); err != nil || !bytes.Equal(p.JPEG, again.JPEG) || p.Digest != again.Digest {
			t.Errorf("%s: other bytes the second time, %v", c.name, err)
		}
		if _, ok := decoded(t, p).(*image.YCbCr); !ok {
			t.Errorf("%s: no colours", c.name)
		}
	}
}

// TestImage_KeepsFineLines: a page of text scanned finely must not lose strokes.
func TestImage_KeepsFineLines(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 3200, 3200))
	for i := range page.Pix {
		page.Pix[i] = 0xFF
		if i%3200%64 < 3 {
			page.Pix[i] = 0
		}
	}
	p, err := made(pngOf(page))
	if err != nil {
		t.Fatal(err)
	}
	if !p.Gray {
		t.Error("a scan without colours is kept in colours")
	}
	small, lines := decoded(t, p).(*image.Gray), 0
	for x := 1; x < small.Rect.Dx()-1; x++ {
		if here := small.GrayAt(x, 300).Y; here < 180 && here <= small.GrayAt(x-1, 300).Y && here < small.GrayAt(x+1, 300).Y {
			lines++
		}
	}
	if lines < 48 || lines > 50 {
		t.Errorf("%d of 50 lines are seen", lines)
	}
}

func TestImage_TransparentIsWhite(t *testing.T) {
	p := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for x := range 20 {
		for y := range 40 {
			p.SetNRGBA(x, y, color.NRGBA{200, 0, 0, 255})
		}
	}
	out, err := made(pngOf(p))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := decoded(t, out).At(35, 20).RGBA(); min(r, g, b)>>8 < 250 {
		t.Errorf("what is transparent is %x %x %x", r, g, b)
	}
}

// bombs are files that claim more than they hold, or that cost more than they are worth.
func bombs() map[string][]byte {
	png := pngOf(scene(8, 8))
	huge := bytes.Clone(png)
	binary.BigEndian.PutUint32(huge[16:], 60000)
	binary.BigEndian.PutUint32(huge[20:], 60000)
	beyond := bytes.Clone(png)
	binary.BigEndian.PutUint32(beyond[16:], 0xFFFFFFFF)
	photo := jpegOf(scene(8, 8))
	frame := bytes.Index(photo, []byte{0xFF, 0xC0})
	wide := bytes.Clone(photo)
	binary.BigEndian.PutUint32(wide[frame+5:], 0xFFFFFFFF)
	progressive := bytes.Clone(photo)
	progressive[frame+1] = 0xC2
	binary.BigEndian.PutUint32(progressive[frame+5:], 0x20002000)
	scans := bytes.Clone(photo)
	scans[frame+1] = 0xC2
	scans = append(scans, bytes.Repeat([]byte{0xFF, 0xDA, 0, 2}, 100)...)
	return map[string][]byte{
		"a PNG of 60000 by 60000": huge, "a PNG of 4 thousand million": beyond, "a JPEG of 65535 by 65535": wide,
		"a progressive JPEG of 8192 by 8192": progressive, "a hundred scans": scans,
		"nothing": nil, "a GIF": []byte("GIF89a\x01\x00\x01\x00"), "a cut PNG": png[:30], "a cut JPEG": photo[:frame+6],
		"the head of a PNG": png[:60], "the head of a JPEG": photo[:len(photo)/2], "a marker of no length": {0xFF, 0xD8, 0xFF, 0xE1, 0, 0},
	}
}

func TestImage_RefusesBombsWithoutMemory(t *testing.T) {
	for name, file := range bombs() {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := made(file)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, errImage) {
			t.Errorf("%s: error %v", name, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
			t.Errorf("%s took %d bytes", name, took)
		}
	}
}

func TestExifOrientation_OfDamagedSegments(t *testing.T) {
	whole := withOrientation(jpegOf(scene(8, 8)), 6, binary.BigEndian)[6:]
	segment := whole[:6+8+2+2*12]
	if got := exifOrientation(segment); got != 6 {
		t.Fatalf("orientation %d", got)
	}
	for n := range len(segment) {
		if got := exifOrientation(segment[:n]); got != 0 {
			t.Errorf("%d bytes say %d", n, got)
		}
	}
	far := bytes.Clone(segment)
	binary.BigEndian.PutUint32(far[10:], 0xFFFFFFF0)
	if got := exifOrientation(far); got != 0 {
		t.Errorf("a directory beyond the end says %d", got)
	}
}

func FuzzImage(f *testing.F) {
	for _, file := range bombs() {
		f.Add(file)
	}
	f.Add(withOrientation(jpegOf(scene(9, 7)), 6, binary.LittleEndian))
	f.Add(pngOf(scene(9, 7)))
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := headOf(file)
		if err != nil || h.memory > 1<<22 {
			return
		}
		if p, err := newImage(file, h, 50, 50); err == nil && (p.Width > 394 || p.Height > 394) {
			t.Errorf("%v is too fine", p)
		}
	})
}

// BenchmarkImage is a photograph of 12 million dots.
func BenchmarkImage(b *testing.B) {
	file := jpegOf(scene(4000, 3000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := made(file); err != nil {
			b.Fatal(err)
		}
	}
}

// For a screen a picture is turned as its camera was held and fits, and is never blown up.
func TestUpright(t *testing.T) {
	onItsSide := withOrientation(jpegOf(scene(400, 200)), 6, binary.BigEndian)
	for room, want := range map[image.Point]image.Point{
		{1000, 1000}: {200, 400}, {100, 1000}: {100, 200}, {1000, 40}: {20, 40},
	} {
		p, err := Upright(onItsSide, room.X, room.Y)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Bounds().Size(); got != want {
			t.Errorf("in %v it is %v, want %v", room, got, want)
		}
	}
	if _, err := Upright([]byte("GIF89a"), 10, 10); !errors.Is(err, errImage) {
		t.Errorf("no picture: %v", err)
	}
}
