package pdf

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// hanazono is where Debian's fonts-hanazono puts what `make build` copies beside the program.
const hanazono = "/usr/share/fonts/truetype/hanazono"

// fullFonts are those of a whole installation.
func fullFonts(t testing.TB) *Fonts {
	t.Helper()
	if _, err := os.Stat(filepath.Join(hanazono, "HanaMinB.ttf")); err != nil {
		t.Skip("fonts-hanazono is not installed (make setup-build)")
	}
	f, err := Load(beside, filepath.Join(hanazono, "HanaMinB.ttf"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func between(first, last rune) []rune {
	var all []rune
	for r := first; r <= last; r++ {
		all = append(all, r)
	}
	return all
}

// twoBytes are the characters of GB 18030's two-byte area, without private use.
func twoBytes(t *testing.T) []rune {
	t.Helper()
	var all []rune
	decoder := simplifiedchinese.GB18030.NewDecoder()
	for hi := 0x81; hi <= 0xFE; hi++ {
		for lo := 0x40; lo <= 0xFE; lo++ {
			s, err := decoder.Bytes([]byte{byte(hi), byte(lo)})
			if r := bytes.Runes(s); err == nil && len(r) == 1 && r[0] != unicode.ReplacementChar && !unicode.Is(unicode.Co, r[0]) {
				all = append(all, r[0])
			}
		}
	}
	if len(all) < 21000 {
		t.Fatalf("the two-byte area has %d characters", len(all))
	}
	return all
}

// TestFonts_CoverGB18030 walks what GB 18030-2022 has of Chinese characters, and
// its marks, with the program's own fonts, with those of the repository, and
// with all of them.
func TestFonts_CoverGB18030(t *testing.T) {
	alone, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	sets := map[string]func(testing.TB) *Fonts{
		"the program alone": func(testing.TB) *Fonts { return alone },
		"the repository":    testFonts,
		"all":               fullFonts,
	}
	general := []rune(strings.Join(strings.Split(string(read(t, "../assets/fonts/testdata/general.txt")), "\n")[1:], ""))
	for _, c := range []struct {
		name string
		of   string
		text []rune
	}{
		{"general use", "the program alone", general},
		{"names of the ID system", "the program alone", []rune("𬭎𫖯𤧛𨱔䶮㛃𠮷𡠹𫝋𫝦")},
		{"two-byte area", "the program alone", twoBytes(t)},
		{"unified", "the program alone", between(0x4E00, 0x9FEF)},
		{"extension A", "the program alone", between(0x3400, 0x4DB5)},
		{"Kangxi radicals", "the program alone", between(0x2F00, 0x2FD5)},
		{"strokes", "the program alone", between(0x31C0, 0x31E3)},
		{"compatibility", "the program alone", between(0xF900, 0xFA29)},
		{"marks", "the program alone", []rune("☐☑☒□√×①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳°℃㎡㎜㎏№￥〇々·—…＿_–‖※→←↑↓≒≠≤≥±÷㈠㊣〔〕【】〖〗「」『』ⅠⅫⅰ")},
		{"ends of the blocks", "the repository", append(between(0x4DB6, 0x4DBF), between(0x9FF0, 0x9FFF)...)},
		{"extension B", "all", between(0x20000, 0x2A6D6)},
		{"extension C", "all", between(0x2A700, 0x2B734)},
		{"extension D", "all", between(0x2B740, 0x2B81D)},
		{"extension E", "all", between(0x2B820, 0x2CEA1)},
		{"extension F", "all", between(0x2CEB0, 0x2EBE0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := sets[c.of](t)
			if missing := f.Missing(string(c.text)); missing != nil {
				t.Fatalf("%d characters of %d are missing: %.40q", len(missing), len(c.text), string(missing))
			}
			for _, role := range []Role{Body, Title, Song, Sans, Kai} {
				checkPrints(t, f, role, c.text)
			}
		})
	}
}

// checkPrints looks at every character's advance and at some of the outlines.
func checkPrints(t *testing.T, f *Fonts, role Role, text []rune) {
	t.Helper()
	for i, r := range text {
		face, g := f.find(role, r)
		if g == nil {
			t.Errorf("%U is not there in %v", r, role)
			continue
		}
		if unicode.Is(unicode.Han, r) && g.advance != face.upem {
			t.Errorf("%U in %v is %d wide of %d", r, role, g.advance, face.upem)
		}
		if i%97 != 0 && len(text) > 200 {
			continue
		}
		if err := face.load(g); err != nil || len(g.outline) == 0 && r != '\u3000' {
			t.Errorf("%U of %s is empty: %v", r, face.full, err)
		}
	}
}

// TestFonts_MissingAgreesInEveryRole: what one role prints, all print.
func TestFonts_MissingAgreesInEveryRole(t *testing.T) {
	for _, places := range [][]string{nil, {filepath.Join(beside, "FandolFang.ttf")}, {filepath.Join(beside, "WoshouKai.ttf")}, {beside}} {
		f, err := Load(places...)
		if err != nil {
			t.Fatal(err)
		}
		for r := rune(' '); r < 0x32400; r += 1 + r/0x4000 {
			want := f.Has(Body, r)
			for _, role := range []Role{Title, Song, Sans, Kai} {
				if f.Has(role, r) != want {
					t.Errorf("with %v: %U prints in %v or in %v, not in both", places, r, Body, role)
				}
			}
			if len(f.Missing(string(r))) == 0 != want {
				t.Errorf("with %v: Missing says otherwise of %U", places, r)
			}
		}
	}
}

func TestFonts_WhatIsNotSeenPrintsNothing(t *testing.T) {
	f := testFonts(t)
	for _, r := range "\u00AD\u034F\u115F\u1160\u180B\u200B\u200D\u200E\u202E\u2060\u3164\uFE00\uFE0F\uFEFF\U000E0001\U000E0100" {
		for _, role := range []Role{Body, Title, Song, Sans, Kai} {
			face, g := f.find(role, r)
			if g == nil {
				t.Errorf("%U is missing in %v", r, role)
				continue
			}
			if err := face.load(g); err != nil || g.advance != 0 || g.outline != nil {
				t.Errorf("%U in %v is %d wide, %d contours, %v", r, role, g.advance, len(g.outline), err)
			}
		}
	}
	for r := rune(0x300); r <= 0x36F; r++ { // an accent that is there takes no room; any other is told as missing
		if w := f.Advance(Style{Size: 10}, r); w != 0 {
			t.Errorf("the accent %U is %g wide", r, w)
		}
	}
	if missing := f.Missing("葛\U000E0101飾\uFE00e\u0301"); missing != nil {
		t.Errorf("missing %q", missing)
	}
}

// rareSample has a sample of each extension in each role, and its text.
func rareSample() (doc *Document, text string) {
	doc = &Document{Title: "生僻字", Pages: 1}
	var all strings.Builder
	for _, block := range [][2]rune{
		{0x3400, 0x4DB5}, {0x20000, 0x2A6D6}, {0x2A700, 0x2B734}, {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1}, {0x2CEB0, 0x2EBE0},
	} {
		for _, role := range []Role{Body, Title, Song, Sans, Kai} {
			var line strings.Builder
			line.WriteString("楷")
			for i := range rune(30) {
				line.WriteRune(block[0] + (block[1]-block[0])*(i+30*rune(role))/150)
			}
			y := 15 + 8*float64(len(doc.Boxes))
			doc.Boxes = append(doc.Boxes, Box{Page: 1, X: 20, Y: y, Text: line.String(), Style: Style{Size: 14, Role: role}})
			all.WriteString(line.String())
		}
	}
	return doc, all.String()
}

func TestDraw_RareTextComesBack(t *testing.T) {
	doc, want := rareSample()
	path := drawnIn(t, fullFonts(t), doc)
	if !bytes.Equal(read(t, path), read(t, drawnIn(t, fullFonts(t), doc))) {
		t.Error("the second time other bytes come out")
	}
	got := strings.Join(strings.Fields(output(t, "pdftotext", "-raw", "-enc", "UTF-8", path, "-")), "")
	if got != want {
		t.Errorf("came back as %s\nwant %s", got, want)
	}
}
