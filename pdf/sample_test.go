package pdf

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"woshou/data"
)

// beside is the folder of the repository's fonts that lie beside the program.
const beside = "../assets/fonts/beside"

// testFonts loads the repository's fonts: tests must not depend on what the computer has.
func testFonts(t testing.TB) *Fonts {
	t.Helper()
	f, err := Load(beside)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// rareNames are ordinary names that other programs print as empty boxes.
var rareNames = []string{"俞𬭎伟", "赵𫖯", "徐䶮", "陈𤧛", "孙𨱔", "阿依古丽·买买提"}

// sample is a document of every kind of box: a title, body text of several
// pages with rare names, lines, a seal's place and a QR code.
func sample(t testing.TB, pages int) *Document {
	t.Helper()
	day, err := data.NewDay(2025, time.March, 14)
	if err != nil {
		t.Fatal(err)
	}
	doc := &Document{
		Title: "人民调解协议书（俞𬭎伟）", Subject: "邻里纠纷", Author: "青川镇龙泉村人民调解委员会",
		Number: "龙泉民调〔2025〕第1号", Created: day, Pages: pages,
	}
	modules, _, err := QR("WS1|339921|2025-1|9f86d081")
	if err != nil {
		t.Fatal(err)
	}
	body := Style{Role: Body, Size: 16, Track: -0.2}
	text := []rune("经本会主持调解，双方当事人自愿达成如下协议：乙方于2025年6月30日前向甲方支付人民币1,280.50元（大写：壹仟贰佰捌拾元伍角整），“逾期”不付的，按年利率3.85%计算利息——此后互不追究……")
	for page := 1; page <= pages; page++ {
		add := func(b Box) { b.Page = page; doc.Boxes = append(doc.Boxes, b) }
		add(Box{X: 60, Y: 45, Text: "人民调解协议书", Style: Style{Role: Title, Size: 22, Track: 6}})
		add(Box{X: 28, Y: 60, Text: "一、当事人基本情况", Style: Style{Role: Sans, Size: 16}})
		for i, name := range rareNames {
			add(Box{X: 28, Y: 70 + float64(i)*9, Text: name, Style: body})
			add(Box{X: 100, Y: 70 + float64(i)*9, Text: name, Style: Style{Role: Song, Size: 14, Bold: i%2 == 0}})
			add(Box{Kind: Rule, X: 28, Y: 71.5 + float64(i)*9, W: 60, Dash: i == 1})
		}
		for line := range 12 {
			from := (line*23 + page*7) % (len(text) - 28)
			add(Box{X: 28, Y: 130 + float64(line)*9.88, Text: string(text[from : from+28]), Style: body})
		}
		add(Box{Kind: Frame, X: 26, Y: 62, W: 160, H: 56, Pen: 0.4})
		add(Box{Kind: Circle, X: 130, Y: 200, W: 42, H: 42, Dash: true, Style: Style{Gray: 0.6}})
		add(Box{Kind: Modules, X: 160, Y: 250, W: 22, H: 22, Modules: modules})
		add(Box{X: 95, Y: 285, Text: "第1页 共3页", Style: Style{Role: Song, Size: 12}})
	}
	return doc
}

// TestSample_ForHumanEyes writes the sample where WOSHOU_SAMPLE says, as PDF.
func TestSample_ForHumanEyes(t *testing.T) {
	dir := os.Getenv("WOSHOU_SAMPLE")
	if dir == "" {
		t.Skip("WOSHOU_SAMPLE names no folder")
	}
	f, err := os.Create(filepath.Join(dir, "sample.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := Draw(f, testFonts(t), sample(t, 3)); err != nil {
		t.Fatal(err)
	}
}
