package pdf

import (
	"strings"
	"testing"

	"woshou/data/form"
)

// saying returns the boxes of a text, in the order of the page.
func saying(doc *Document, text string) []Box {
	var out []Box
	for _, b := range doc.Boxes {
		if b.Kind == Text && b.Text == text {
			out = append(out, b)
		}
	}
	return out
}

func TestTwice(t *testing.T) {
	for name, want := range map[string]int{
		"full-receipt": 2, "blank-receipt": 2, "extreme-receipt": 1, "full-reminder": 2, "full-police": 1,
	} {
		p := paperNamed(t, name)
		f, err := form.Lookup(p.code, "")
		if err != nil {
			t.Fatal(err)
		}
		doc := p.layOut(t, plain{})
		if got := len(saying(doc, f.Title)); got != want || doc.Pages != 1 {
			t.Errorf("%s: %d copies on %d pages, want %d on one", name, got, doc.Pages, want)
		}
		if cut := len(saying(doc, "沿此线裁开")); cut != want-1 {
			t.Errorf("%s: %d lines to cut along", name, cut)
		}
	}
}

// TestSlip moves the cut line down line by line: what follows it is never torn apart.
func TestSlip(t *testing.T) {
	for lines := range 30 {
		c := full()
		c.HandUps[0].History = strings.Repeat("调解员上门听取双方意见。\n", lines)
		doc := paperOf("slip", c, form.Ref{Code: form.HandUpLetter, Element: "h1"}).layOut(t, plain{})
		cut := saying(doc, "回执")
		if len(cut) != 1 {
			t.Fatalf("%d lines: %d cut lines", lines, len(cut))
		}
		for _, b := range []string{"接收人（签名）", "清溪镇人民调解委员会", "（印）"} {
			found := saying(doc, b)
			if len(found) == 0 || found[len(found)-1].Page != cut[0].Page {
				t.Errorf("%d lines: %q is not on the page of the cut line", lines, b)
			}
		}
	}
}

func TestAbreast(t *testing.T) {
	doc := paperNamed(t, "list-handover").layOut(t, plain{})
	var row []Box
	for _, label := range []string{"移交人（签名）", "接收人（签名）", "监交人（签名）"} {
		row = append(row, saying(doc, label)...)
	}
	if len(row) != 3 || row[0].Y != row[1].Y || row[1].Y != row[2].Y || row[0].X >= row[1].X || row[1].X >= row[2].X {
		t.Errorf("places to sign %v, want three in a row", row)
	}
	doc = paperNamed(t, "full-receipt").layOut(t, plain{})
	label, beside := saying(doc, "按指印）"), saying(doc, "付款人")
	if len(label) != 2 || len(beside) != 2 || label[0].Y != beside[0].Y {
		t.Errorf("the label %v beside a fingerprint is not in one line with %v", label, beside)
	}
}

func TestSentence_TicksAndEdges(t *testing.T) {
	doc := paperNamed(t, "case2-N").layOut(t, plain{})
	var line strings.Builder
	for _, b := range doc.Boxes {
		if b.Kind == Text {
			line.WriteString(b.Text)
		}
	}
	text := squeezeOut(line.String())
	for _, want := range []string{"☐一方不愿继续☑分歧较大☐期限届满☐联系不上☐其他", "通过☐仲裁☑行政机关处理☑人民法院诉讼等途径"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	for _, b := range doc.Boxes {
		switch {
		case strings.HasPrefix(b.Text, "楼国平、"):
			if b.X != portrait.left {
				t.Errorf("the address begins at %.2f", b.X)
			}
		case strings.HasPrefix(b.Text, "你们之间"):
			if b.X <= portrait.left {
				t.Errorf("the letter is not indented: %.2f", b.X)
			}
		}
	}
}

func TestSentence_LongBlankGoesOn(t *testing.T) {
	runs := blankOr(form.Field{Chars: 24, Get: func(form.Subject) string { return "" }}, form.Subject{}, bodyStyle)
	sum := 0.0
	for _, r := range runs {
		sum += r.Blank
	}
	if len(runs) < 3 || sum != 24*bodySize {
		t.Errorf("%d pieces of %.0f pt, want several of %.0f", len(runs), sum, 24*bodySize)
	}
	if short := blankOr(form.Field{Chars: 9, Get: func(form.Subject) string { return "" }}, form.Subject{}, bodyStyle); len(short) != 1 {
		t.Errorf("a short blank is in %d pieces", len(short))
	}
}

func TestSection_Inline(t *testing.T) {
	l := &layout{fonts: plain{}, page: portrait}
	l.inline("简况：", "第一行\n第二行", 2)
	if len(l.strips) != 2 || len(l.strips[0].Boxes) != 2 || len(l.strips[1].Boxes) != 1 {
		t.Fatalf("strips %v, want a label with the first line, and the second", l.strips)
	}
	if a, b := l.strips[0].Boxes[1], l.strips[1].Boxes[0]; a.X-b.X > 0.01 || b.X-a.X > 0.01 || a.Text != "第一行" {
		t.Errorf("%v and %v do not begin under one another", a, b)
	}
	l = &layout{fonts: plain{}, page: portrait}
	l.inline("简况：", " ", 3)
	if len(l.strips) != 3 || len(l.strips[0].Boxes) != 2 || l.strips[0].Boxes[1].X <= l.strips[1].Boxes[0].X {
		t.Errorf("strips %v, want three lines to write on, the first beside the label", l.strips)
	}
	l.strips = nil
	if l.inline("备注：", "", 0); l.strips != nil {
		t.Errorf("an entry without text or lines takes room: %v", l.strips)
	}
}
