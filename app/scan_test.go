package app

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
	"woshou/pdf"
)

// scansOf writes the pages of a case's agreement as a scanner does, the amount of money
// altered on the first, and returns the folder.
func scansOf(t *testing.T, a *App, c *data.Case, alter bool) string {
	t.Helper()
	doc, err := a.desk.Paper(c, forms.Ref{Code: forms.Agreement, Element: c.Current().ID})
	if err != nil {
		t.Fatal(err)
	}
	if alter {
		for i := range doc.Boxes {
			doc.Boxes[i].Text = strings.ReplaceAll(doc.Boxes[i].Text, "800.00", "900.00")
		}
	}
	dir := t.TempDir()
	for n := 1; n <= doc.Pages; n++ {
		page, err := pdf.Raster(a.desk.Fonts, doc, n, 200)
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(dir, "扫描"+string(rune('0'+n))+".png"))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, page); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// checkedScans runs the check of a folder from the case's list of papers.
func checkedScans(t *testing.T, a *App, from *data.Case, dir string) *scanScreen {
	t.Helper()
	lying(t, nil)
	openCase(t, a, from.ID, dossierTab)
	press(t, a, "核对扫描件")
	s := a.screen.(*scanScreen)
	if !s.check.Disabled() {
		t.Error("nothing is chosen, and it can be checked")
	}
	s.form.fields["scan.file"].(*widget.Entry).SetText(dir)
	press(t, a, "核对")
	return s
}

func TestScan_FramesWhatIsAltered(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "printed")
	s := checkedScans(t, a, c, scansOf(t, a, c, true))
	shows(t, a, "发现了问题", "人民调解协议书", "扫描1.png", "和记录", "第1张")
	if s.report == nil || s.report.Tone != view.Bad || !s.sheet.Visible() || s.sheet.Image.Bounds().Dx() < 100 {
		t.Fatalf("report %+v", s.report)
	}
	if s.page.Offset.Y <= 0 {
		t.Error("the difference is not scrolled to")
	}
	first := s.sheet.Image
	press(t, a, "下一张")
	shows(t, a, "第2张", "扫描2.png")
	if s.sheet.Image == first {
		t.Error("the next scan looks like the first")
	}
	press(t, a, "换图片")
	shows(t, a, "图片或者文件夹")
}

func TestScan_OfAnotherCaseAndNone(t *testing.T) {
	a := villageApp(t, 0)
	c, other := caseAt(t, a, "printed"), caseAt(t, a, "drafted")
	checkedScans(t, a, other, scansOf(t, a, c, false))
	shows(t, a, "没有发现和记录不一样的地方", "不是您打开的这件")
	press(t, a, "打开这件案件")
	if a.route.Page != PageCase || a.route.Case != c.ID {
		t.Errorf("at page %d of %v", a.route.Page, a.route.Case)
	}
	a.Show(Route{Page: PageLedger})
	press(t, a, "核对扫描件")
	s := a.screen.(*scanScreen)
	s.form.fields["scan.file"].(*widget.Entry).SetText(filepath.Join(t.TempDir(), "没有.jpg"))
	press(t, a, "核对1张")
	shows(t, a, "找不到这个文件")
	notes := filepath.Join(t.TempDir(), "笔记.png")
	if err := os.WriteFile(notes, []byte("笔记"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.form.fields["scan.file"].(*widget.Entry).SetText(notes)
	press(t, a, "核对1张")
	shows(t, a, "这个文件不是能看的图片", "没有能对照的图")
}

// Pictures that lie about are offered with a box each, those of a camera too, and stay
// ticked when others are chosen.
func TestScan_BoxesOfWhatLiesAbout(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "printed")
	at := lying(t, nil)
	card := filepath.Join(filepath.Dir(at("x")), "DCIM", "100CANON")
	if err := os.MkdirAll(filepath.Dir(card), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(scansOf(t, a, c, false), card); err != nil {
		t.Fatal(err)
	}
	openCase(t, a, c.ID, dossierTab)
	press(t, a, "核对扫描件")
	s := a.screen.(*scanScreen)
	enter(t, a, "scan.file", boxLabel(filepath.Join(card, "扫描1.png")))
	press(t, a, "核对1张")
	shows(t, a, "缺第2页")
	press(t, a, "换图片")
	if s.check.Disabled() || !strings.Contains(s.check.Text, "1") {
		t.Errorf("what was ticked is not: %q", s.check.Text)
	}
	enter(t, a, "scan.path", card)
	press(t, a, "核对2张")
	shows(t, a, "没有发现和记录不一样的地方")
}
