package view

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"woshou/data"
	"woshou/pdf"
)

// scanned returns the pages of a document as a scanner gives them, upside down.
func scanned(t *testing.T, d *Desk, doc *pdf.Document, name string) []ScanFile {
	t.Helper()
	var out []ScanFile
	for page := 1; page <= doc.Pages; page++ {
		painted, err := pdf.Raster(d.Fonts, doc, page, 200)
		if err != nil {
			t.Fatal(err)
		}
		paper := painted.(*image.Gray)
		slices.Reverse(paper.Pix)
		glass := image.NewGray(image.Rect(0, 0, paper.Rect.Dx()+20, paper.Rect.Dy()+30))
		draw.Draw(glass, glass.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(glass, paper.Rect.Add(image.Pt(12, 17)), paper, image.Point{}, draw.Src)
		var file bytes.Buffer
		if err := jpeg.Encode(&file, glass, &jpeg.Options{Quality: 70}); err != nil {
			t.Fatal(err)
		}
		out = append(out, ScanFile{Name: name + number(page), Data: file.Bytes()})
	}
	return out
}

// toTheEnd is a progress that never stops.
func toTheEnd(int, int) bool { return true }

// told lists everything that a report says.
func told(r *ScanReport) string {
	all := slices.Clone(r.Findings)
	for _, s := range r.Sheets {
		all = append(all, s.File+" "+s.Paper+"："+strings.Join(s.Findings, ""))
	}
	return strings.Join(append(all, r.Summary), "\n")
}

func TestCheckScan(t *testing.T) {
	d, c := played(t, "01", "mark", 1, "2026-03-24")
	first, err := d.Paper(c, agreementRef(c))
	if err != nil {
		t.Fatal(err)
	}
	old := scanned(t, d, first, "old")
	if c, err = d.BackToTable(c, BackForm{Reason: "改付款日期"}); err != nil {
		t.Fatal(err)
	}
	facts := d.NewAgreement(c)
	facts.Facts += "又谈了一次。"
	if c, err = d.SetAgreement(c, facts); err != nil {
		t.Fatal(err)
	}
	var now []ScanFile
	for range 2 { // printed twice
		var job *Job
		if c, job, err = d.PrintAgreement(c); err != nil {
			t.Fatal(err)
		}
		now = scanned(t, d, job.Document, "page")
	}
	altered := scanned(t, d, alteredAmount(t, d, c), "altered")
	_, acceptance, err := d.PrintAcceptance(c)
	if err != nil {
		t.Fatal(err)
	}
	register := scanned(t, d, acceptance.Document, "register")
	for _, x := range []struct {
		name  string
		files []ScanFile
		tone  Tone
		want  []string
	}{
		{"whole", now, Good, []string{"人民调解协议书（第2版）第1页", "没有发现和记录不一样的地方"}},
		{"a page of the old version", append([]ScanFile{old[0]}, now[1:]...), Bad, []string{"这一页是人民调解协议书（第1版），其余的是人民调解协议书（第2版）", "缺第1页"}},
		{"the old version", old[:1], Bad, []string{"这一版已经作废"}},
		{"an amount", altered[:1], Bad, []string{"不一样", "￥800"}},
		{"a page twice, another paper, no picture", []ScanFile{now[1], now[1], register[0], {"notes", []byte("notes")}}, Bad, []string{
			"缺第1页（共2页）", "第2页不止一张：page2、page2", "这一页是另一份文书：人民调解受理登记表", "notes ：这个文件不是能看的图片",
		}},
		{"nothing", nil, Plain, []string{"还没有选图片"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			r, err := d.CheckScan(x.files, toTheEnd)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range x.want {
				if !strings.Contains(told(r), want) {
					t.Errorf("lacks %s:\n%s", want, told(r))
				}
			}
			if r.Tone != x.tone || len(x.files) > 0 && r.Case != c.ID {
				t.Errorf("tone %s, case %v:\n%s", r.Tone, r.Case, told(r))
			}
		})
	}
}

// alteredAmount is the case's agreement with one digit of its amount replaced.
func alteredAmount(t *testing.T, d *Desk, c *data.Case) *pdf.Document {
	t.Helper()
	doc, err := d.Paper(c, agreementRef(c))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(doc.Boxes, func(b pdf.Box) bool { return b.Page == 1 && strings.Contains(b.Text, "800.00") })
	if i < 0 {
		t.Fatal("no amount on the first page")
	}
	doc.Boxes[i].Text = strings.Replace(doc.Boxes[i].Text, "800.00", "900.00", 1)
	return doc
}

func TestCheckScan_OfAnotherRecord(t *testing.T) {
	d, c := played(t, "01", "print", 1, "2026-03-24")
	doc, err := d.Paper(c, agreementRef(c))
	if err != nil {
		t.Fatal(err)
	}
	files := scanned(t, d, doc, "page")[:1]
	empty := newDesk(t, "2026-03-24")
	r, err := empty.CheckScan(files, toTheEnd)
	if err != nil || r.Tone != Bad || !strings.Contains(told(r), "没有案号"+c.Number) {
		t.Errorf("%v\n%s", err, told(r))
	}
	other, oc := played(t, "01", "draft", 1, "2026-03-24") // the same number, another text
	facts := other.NewAgreement(oc)
	facts.Facts += "又谈了一次。"
	if oc, err = other.SetAgreement(oc, facts); err != nil {
		t.Fatal(err)
	}
	if _, _, err = other.PrintAgreement(oc); err != nil {
		t.Fatal(err)
	}
	if r, err = other.CheckScan(files, toTheEnd); err != nil || r.Tone != Bad || !strings.Contains(told(r), "校验码和记录对不上") {
		t.Errorf("%v\n%s", err, told(r))
	}
}

// What changed in the record after a printing is no forgery, and is not compared.
func TestCheckScan_ChangedSince(t *testing.T) {
	d, c := played(t, "01", "accept", 1, "2026-03-02")
	c, job, err := d.PrintAcceptance(c)
	if err != nil {
		t.Fatal(err)
	}
	files := scanned(t, d, job.Document, "page")
	p := c.Parties[1]
	p.Name = "张根生"
	if _, err := d.SetParty(c, p); err != nil {
		t.Fatal(err)
	}
	r, err := d.CheckScan(files, toTheEnd)
	if err != nil || r.Tone != Warn || !strings.Contains(told(r), "打印以后，记录又改过") {
		t.Errorf("%v\n%s", err, told(r))
	}
}
