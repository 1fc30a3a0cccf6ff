package app

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/app/widget"
	"woshou/assets/fonts"
	"woshou/data"
)

// photo is an invented photo of one colour.
func photo(t testing.TB, c color.Color, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		img.Set(i%w, i/w, c)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var (
	roof  = color.RGBA{R: 200, G: 40, B: 40, A: 255}
	wall  = color.RGBA{R: 40, G: 40, B: 200, A: 255}
	paper = []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n")
)

// lying puts files into the folders where the program looks for them, and returns where.
func lying(t *testing.T, files map[string][]byte) func(name string) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	at := func(name string) string { return filepath.Join(home, "Documents", name) }
	if err := os.MkdirAll(filepath.Dir(at("x")), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(at(name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return at
}

// withEvidence gives a case a piece of evidence, sensitive or not.
func withEvidence(sensitive bool) func(d *view.Desk, c *data.Case) (*data.Case, error) {
	return func(d *view.Desk, c *data.Case) (*data.Case, error) {
		return d.SetEvidence(c, data.Evidence{Title: "屋檐照片", Pages: 1, Sensitive: sensitive})
	}
}

// onTop is the picture that the dialog on top shows, or nil.
func onTop(a *App) *canvas.Image {
	var found *canvas.Image
	if top := a.window.Canvas().Overlays().Top(); top != nil {
		walk(top, func(o fyne.CanvasObject) {
			if img, ok := o.(*canvas.Image); ok && img.Image != nil {
				found = img
			}
		})
	}
	return found
}

// is reports whether a picture has about this colour in its middle.
func is(img *canvas.Image, want color.RGBA) bool {
	if img == nil {
		return false
	}
	at := img.Image.Bounds()
	r, _, b, _ := img.Image.At(at.Dx()/2, at.Dy()/2).RGBA()
	return (r > b) == (want.R > want.B)
}

func TestAttach_AddedLookedAtSavedAndTakenOut(t *testing.T) {
	at := lying(t, map[string][]byte{"屋檐.jpg": photo(t, roof, 40, 30), "院墙.jpg": photo(t, wall, 30, 40), "收条.pdf": paper, "坏的.png": []byte("\x89PNG\r\n\x1a\n")})
	a := villageApp(t, 0)
	c := caseAt(t, a, "mediating", withEvidence(false))
	openCase(t, a, c.ID, 1)
	press(t, a, "加照片或扫描件")
	shows(t, a, "可以选几个")
	press(t, a, "加进案件")
	shows(t, a, "还没有选")
	for _, name := range []string{"屋檐.jpg", "院墙.jpg", "收条.pdf", "坏的.png"} {
		enter(t, a, "attachment.file", boxLabel(at(name)))
	}
	press(t, a, "加进案件")
	shows(t, a, "有的文件没有加", "坏的.png：")
	press(t, a, "知道了")
	shows(t, a, "屋檐.jpg", "院墙.jpg", "收条.pdf")
	got := stored(t, a, c.ID)
	if len(got.AttachmentsOf(got.Evidence[0].ID)) != 3 {
		t.Fatalf("%+v", got.Attachments)
	}

	press(t, a, "看")
	first := onTop(a)
	press(t, a, "下一张")
	second := onTop(a)
	if is(first, roof) == is(second, roof) || a.window.Canvas().Overlays().Top() == nil {
		t.Errorf("the next picture is the same one: %v, %v", first, second)
	}
	if size := second.Size(); size.Height < a.window.Canvas().Size().Height/2 || size.Height > a.window.Canvas().Size().Height {
		t.Errorf("the picture is %v large", size)
	}
	press(t, a, "关闭")
	if onTop(a) != nil || len(stored(t, a, c.ID).Looks) != 0 {
		t.Error("an open picture is shown after closing, or noted as looked at")
	}

	dir := t.TempDir()
	test.Tap(besideReader(t, a))
	into(t, a, dir)
	press(t, a, "存到这里")
	shows(t, a, "文件已存好", dir)
	press(t, a, "知道了")
	if b, err := os.ReadFile(filepath.Join(dir, "收条.pdf")); err != nil || !bytes.Equal(b, paper) {
		t.Errorf("%q, %v", b, err)
	}
	press(t, a, "拿掉")
	press(t, a, "取消")
	if n := len(stored(t, a, c.ID).Attachments); n != 3 {
		t.Fatalf("%d are left of 3 after a no", n)
	}
	press(t, a, "拿掉")
	press(t, a, "拿掉")
	if n := len(stored(t, a, c.ID).Attachments); n != 2 {
		t.Errorf("%d are left of 3", n)
	}
}

// Each covered picture that is shown is noted, and an open one does not lead to it.
func TestAttach_CoveredPicturesAreNoted(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "mediating", withEvidence(true), func(d *view.Desk, c *data.Case) (*data.Case, error) {
		for i, shade := range []color.Color{roof, wall} {
			after, err := d.AttachFile(c, view.AttachmentForm{About: c.Evidence[0].ID, Name: "病历.jpg", Content: photo(t, shade, 20, 20+i)})
			if err != nil {
				return nil, err
			}
			c = after
		}
		return c, nil
	})
	openCase(t, a, c.ID, 1)
	shows(t, a, "看了会记下")
	press(t, a, "看")
	press(t, a, "上一张")
	press(t, a, "关闭")
	looks := stored(t, a, c.ID).Looks
	if len(looks) != 2 || looks[0].Element == looks[1].Element {
		t.Errorf("%+v", looks)
	}
	openCase(t, a, c.ID, 4)
	shows(t, a, "看了遮住的内容：病历.jpg")
}

// A signed scan belongs to the very version, by default to its last printing, and the list
// of papers says that it is there.
func TestAttach_SignedScanOfAnAgreement(t *testing.T) {
	at := lying(t, map[string][]byte{"签字.pdf": paper})
	a := villageApp(t, 0)
	c := caseAt(t, a, "drafted")
	openCase(t, a, c.ID, 2)
	if b := firstButton(a.screen.(*caseScreen).content, "加照片或扫描件"); b != nil {
		t.Error("a scan can be attached to a text that may still change")
	}
	c, _, err := a.desk.PrintAgreement(stored(t, a, c.ID))
	if err == nil {
		c, _, err = a.desk.PrintAgreement(c)
	}
	if err != nil {
		t.Fatal(err)
	}
	openCase(t, a, c.ID, 2)
	test.Tap(firstButton(a.screen.(*caseScreen).content, "加照片或扫描件"))
	enter(t, a, "attachment.file", boxLabel(at("签字.pdf")))
	press(t, a, "加进案件")
	shows(t, a, "签字.pdf", "第2次打印的")
	if got := stored(t, a, c.ID).AttachmentsOf(c.Current().ID); len(got) != 1 || got[0].Print != 2 {
		t.Errorf("%+v", got)
	}
	openCase(t, a, c.ID, dossierTab)
	shows(t, a, "已有签名扫描件")
}

// What shows the case as a whole stands with its intake; all of it fits in the largest type.
func TestAttach_ToTheCaseAsAWhole(t *testing.T) {
	long := strings.Repeat("微信图片", 20) + "_20260709.jpg"
	at := lying(t, map[string][]byte{long: photo(t, roof, 20, 30)})
	a := villageApp(t, 0)
	c := caseAt(t, a, "mediating")
	a.Theme = theme.New(fonts.UI(), nil)
	a.setScale(theme.ScaleHuge)
	fits := func(what string) {
		t.Helper()
		room := a.window.Canvas().Size()
		visible(a, func(o fyne.CanvasObject) {
			if p, ok := o.(*fynewidget.PopUp); ok {
				if size := p.Content.MinSize(); size.Width > room.Width || size.Height > room.Height {
					t.Errorf("%s needs %v", what, size)
				}
			}
		})
		if size := a.window.Content().MinSize(); size.Width > screenWidth || size.Height > screenHeight {
			t.Errorf("behind %s the screen needs %v", what, size)
		}
	}
	openCase(t, a, c.ID, 0)
	shows(t, a, "整个案件的照片和扫描件")
	press(t, a, "加照片或扫描件")
	fits("the question")
	enter(t, a, "attachment.file", boxLabel(at(long)))
	enter(t, a, "attachment.sensitive", "")
	press(t, a, "加进案件")
	shows(t, a, "_20260709.jpg", "看了会记下")
	fits("the case")
	if got := stored(t, a, c.ID).AttachmentsOf(""); len(got) != 1 || !got[0].Sensitive {
		t.Errorf("%+v", got)
	}
	press(t, a, "看")
	fits("the picture")
}

// A file that is not there is told, and the question stays.
func TestAttach_AFileThatIsNotThere(t *testing.T) {
	lying(t, nil)
	a := villageApp(t, 0)
	c := caseAt(t, a, "mediating", withEvidence(false))
	openCase(t, a, c.ID, 1)
	press(t, a, "加照片或扫描件")
	enter(t, a, "attachment.file", "/none/here.jpg")
	press(t, a, "加进案件")
	shows(t, a, "有的文件没有加", "here.jpg：")
	press(t, a, "知道了")
	press(t, a, "加进案件") // the question is still there
	if n := len(stored(t, a, c.ID).Attachments); n != 0 {
		t.Errorf("%d attachments", n)
	}
}

// besideReader is the button after the one that opens a reader: it saves the same file.
func besideReader(t *testing.T, a *App) *widget.Button {
	t.Helper()
	var last, found *widget.Button
	visible(a, func(o fyne.CanvasObject) {
		b, ok := o.(*widget.Button)
		if !ok {
			return
		}
		if last != nil && last.Text == "用阅读器打开" {
			found = b
		}
		last = b
	})
	if found == nil {
		t.Fatal("nothing is there for a reader")
	}
	return found
}

// toRead are the copies that lie open to read.
func toRead(t *testing.T, a *App) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(a.home.Opened(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// withPDF attaches a PDF to the case.
func withPDF(sensitive bool) func(d *view.Desk, c *data.Case) (*data.Case, error) {
	return func(d *view.Desk, c *data.Case) (*data.Case, error) {
		return d.AttachFile(c, view.AttachmentForm{Name: "收条.pdf", Content: paper, Sensitive: sensitive})
	}
}

// A PDF is opened with the computer's own reader from a copy, which goes when the desk is
// locked; a look at what is covered is noted.
func TestAttach_PDFInTheReader(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "mediating", withPDF(true))
	var opened []string
	a.reader = func(path string) error { opened = append(opened, path); return nil }
	openCase(t, a, c.ID, 0)
	press(t, a, "用阅读器打开")
	shows(t, a, "没有加密的副本", "锁屏或者退出程序时")
	press(t, a, "取消")
	if len(opened) != 0 || len(toRead(t, a)) != 0 {
		t.Fatalf("after a no %v is opened", opened)
	}
	press(t, a, "用阅读器打开")
	press(t, a, "打开")
	if got := toRead(t, a); len(opened) != 1 || len(got) != 1 || got[0] != opened[0] {
		t.Fatalf("opened %v, there is %v", opened, got)
	}
	if b, err := os.ReadFile(opened[0]); err != nil || !bytes.Equal(b, paper) {
		t.Errorf("%q, %v", b, err)
	}
	if n := len(stored(t, a, c.ID).Looks); n != 1 {
		t.Errorf("%d looks are noted", n)
	}
	a.forgetCopies()
	if got := toRead(t, a); len(got) != 0 {
		t.Errorf("left open to read: %v", got)
	}
	a.reader = func(string) error { return errors.New("no such program") }
	press(t, a, "用阅读器打开")
	press(t, a, "打开")
	shows(t, a, "没有找到阅读器")
	if got := toRead(t, a); len(got) != 0 {
		t.Errorf("not opened, and left open to read: %v", got)
	}
}

// A copy that cannot be removed is told, with its place; the next start tries again.
func TestAttach_CopyThatStays(t *testing.T) {
	a := villageApp(t, 0)
	remove := a.copies.remove
	a.copies.remove = func(string) error { return os.ErrPermission }
	a.forgetCopies()
	a.tellCopies(nil)
	shows(t, a, "副本还没有删掉", a.home.Opened())
	press(t, a, "知道了")
	a.copies.remove = remove
	ended := false
	a.tellCopies(func() { ended = true })
	if !ended || a.copies.left {
		t.Error("what can be removed holds the end up")
	}
}
