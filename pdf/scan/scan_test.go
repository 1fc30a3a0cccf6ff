package scan

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"woshou/data/form"
	"woshou/pdf"
)

// plain makes a picture of a page as it came out of the printer.
func plain(t testing.TB, fonts *pdf.Fonts, doc *pdf.Document, page int, dpi float64) *image.Gray {
	t.Helper()
	gray, err := pdf.Raster(fonts, doc, page, dpi)
	if err != nil {
		t.Fatal(err)
	}
	return grayOf(gray)
}

func TestOpen_ReadsTheCode(t *testing.T) {
	fonts := testFonts(t)
	c := roofTiles()
	sum := digestOf(t, c)
	doc := layOut(t, fonts, c, 1, sum)
	var file bytes.Buffer
	if err := png.Encode(&file, plain(t, fonts, doc, 2, 200)); err != nil {
		t.Fatal(err)
	}
	p, err := Open(file.Bytes())
	want := pdf.Code{Number: c.Number, Version: 1, Digest: sum, Form: form.Agreement, Page: 2, Pages: doc.Pages}
	if err != nil || p.Code != want {
		t.Fatalf("%+v, %v", p, err)
	}
	at, _ := codeOf(doc, 2)
	for i, corner := range []Point{{at.X, at.Y}, {at.X + at.W, at.Y}, {at.X + at.W, at.Y + at.H}, {at.X, at.Y + at.H}} {
		dx, dy := p.Corners[i].X/200*25.4-corner.X, p.Corners[i].Y/200*25.4-corner.Y
		if dx*dx+dy*dy > 0.3*0.3 {
			t.Errorf("corner %d is %.2f, %.2f mm off", i, dx, dy)
		}
	}
}

func TestOpen_Refuses(t *testing.T) {
	blank := image.NewGray(image.Rect(0, 0, 1000, 1400))
	var file, small bytes.Buffer
	if err := errors.Join(jpeg.Encode(&file, blank, nil), jpeg.Encode(&small, blank.SubImage(image.Rect(0, 0, 99, 1400)), nil)); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		file []byte
		want error
	}{
		"text": {[]byte("no picture"), ErrPicture}, "cut": {file.Bytes()[:len(file.Bytes())/2], ErrPicture},
		"small": {small.Bytes(), ErrPicture}, "nothing": {nil, ErrPicture}, "blank": {file.Bytes(), ErrNoCode},
	} {
		if _, err := Open(x.file); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", name, err, x.want)
		}
	}
}

func TestCompare_WhichPrinting(t *testing.T) {
	fonts := testFonts(t)
	c := roofTiles()
	var prints []*pdf.Document
	for n := 1; n <= 3; n++ {
		prints = append(prints, layOut(t, fonts, c, n, digestOf(t, c)))
	}
	for n, doc := range prints {
		page := 1 + n%2
		p, err := Read(plain(t, fonts, doc, page, 200))
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Compare(fonts, page, prints...)
		if err != nil || got.Print != n || len(got.Differences) != 0 {
			t.Errorf("printing %d, page %d: %+v, %v", n+1, page, got, err)
		}
	}
}

// A page of the right code with another page's text is no fit, or all different.
func TestCompare_OtherText(t *testing.T) {
	fonts := testFonts(t)
	c := roofTiles()
	doc := layOut(t, fonts, c, 1, digestOf(t, c))
	other := c.Clone()
	other.Agreements[0].Facts = "双方因屋瓦和遮挡物发生争执，经调解员到场查看后确认。"
	p, err := Read(plain(t, fonts, layOut(t, fonts, other, 1, digestOf(t, c)), 1, 200))
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Compare(fonts, 1, doc)
	if err == nil && len(got.Differences) < 3 || err != nil && !errors.Is(err, ErrNoFit) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestPicture_FramesDifferences(t *testing.T) {
	fonts := testFonts(t)
	c := roofTiles()
	doc := layOut(t, fonts, c, 1, digestOf(t, c))
	paper := plain(t, fonts, doc, 1, 200)
	r := rand.New(rand.NewPCG(1, 1))
	for range 3000 { // a word hidden below a blot
		x, y := 620+r.IntN(160), 1160+r.IntN(40)
		paper.Pix[y*paper.Stride+x] = 0
	}
	p, err := Read(paper)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Compare(fonts, 1, doc)
	if err != nil || len(got.Differences) == 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	picture := got.Picture(100)
	if picture.Rect.Dx() != 826 || picture.Rect.Dy() != 1169 {
		t.Errorf("picture of %v", picture.Rect)
	}
	framed := 0
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			if one := picture.RGBAAt(x, y); one == addedColour || one == missingColour {
				framed++
			}
		}
	}
	if framed < 100 {
		t.Errorf("%d dots of frames", framed)
	}
}

// FuzzReadCode gives the reader of codes all sorts of dots, 120 to a row.
func FuzzReadCode(f *testing.F) {
	modules, size, err := pdf.QR(pdf.CodeText("（2026）示清东人调字第001号", form.Agreement, pdf.Print{Digest: strings.Repeat("9a", 32)}, 1, 2))
	if err != nil {
		f.Fatal(err)
	}
	const wide = 120
	seed := bytes.Repeat([]byte{255}, wide*wide)
	for i, black := range modules {
		if x, y := 2*(i%size)+9, 2*(i/size)+9; black {
			for _, at := range []int{y*wide + x, y*wide + x + 1, (y+1)*wide + x, (y+1)*wide + x + 1} {
				seed[at] = 0
			}
		}
	}
	read := func(dots []byte) (pdf.Code, bool) {
		picture := image.NewGray(image.Rect(0, 0, wide, max(40, min(200, len(dots)/wide))))
		copy(picture.Pix, dots)
		code, _, ok := readCode(levels{{picture, 1}}, picture.Rect, 1)
		return code, ok
	}
	if code, ok := read(seed); !ok || code.Pages != 2 {
		f.Fatalf("the seed is not read: %+v", code)
	}
	f.Add(seed)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, dots []byte) {
		if code, ok := read(dots); ok && code.Number == "" && code.Digest == "" {
			t.Error("a code that says nothing")
		}
	})
}

// What another program paints from the printed file is the same page.
func TestCompare_PaintedByPoppler(t *testing.T) {
	fonts := testFonts(t)
	c := roofTiles()
	doc := layOut(t, fonts, c, 1, digestOf(t, c))
	dir := t.TempDir()
	var file bytes.Buffer
	if err := pdf.Render(&file, fonts, doc); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "paper.pdf"), file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdftoppm", "-r", "300", "-png", filepath.Join(dir, "paper.pdf"), filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v: %s", err, out)
	}
	for page := 1; page <= doc.Pages; page++ {
		picture, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("page-%d.png", page)))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Open(picture)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Compare(fonts, page, doc)
		if err != nil || len(got.Differences) > 0 {
			t.Errorf("page %d: %+v, %v", page, got.Differences, err)
		}
	}
}
