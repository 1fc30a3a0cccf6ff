package pdf

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// square measures full-width characters as one em and the others as half.
type square struct{}

func (square) Advance(s Style, r rune) float64 {
	if extends(r) {
		return 0
	}
	if c := classOf(r); (c == word || c == space) && r != '　' {
		return s.Size / 2
	}
	return s.Size
}

const noStart, noEnd = "、。，．：；？！）】》”’—…％", "（【《“￥"

func texts(lines []line) []string {
	var out []string
	for _, ln := range lines {
		var b strings.Builder
		for _, s := range ln.Segments {
			b.WriteString(s.Text)
		}
		out = append(out, b.String())
	}
	return out
}

// edge returns how far to the right the ink of a line may reach, in pt.
func edge(ln line) float64 {
	if len(ln.Segments) == 0 {
		return 0
	}
	for i := len(ln.Segments) - 1; i >= 0; i-- {
		s := ln.Segments[i]
		if strings.TrimSpace(s.Text) == "" {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s.Text, " 　"))
		w := s.W - s.Style.Track
		if classOf(last) == closes {
			w -= s.Style.Size / 2
		}
		for _, r := range s.Text[len(strings.TrimRight(s.Text, " 　")):] {
			w -= square{}.Advance(s.Style, r) + s.Style.Track
		}
		return s.X + w
	}
	return 0
}

func TestBreakLines(t *testing.T) {
	tests := []struct {
		name, text string
		em, first  float64 // measure and first indent in em
		want       []string
	}{
		{"full lines", "甲乙丙丁戊己庚辛", 4, 0, []string{"甲乙丙丁", "戊己庚辛"}},
		{"first indent", "甲乙丙丁戊己庚辛", 4, 2, []string{"甲乙", "丙丁戊己", "庚辛"}},
		{"a trailing mark is squeezed onto its line", "甲乙丙丁戊己庚辛（），子丑寅卯", 10.5, 0, []string{"甲乙丙丁戊己庚辛（），", "子丑寅卯"}},
		{"to half its width", "甲乙丙丁戊己庚辛，子丑寅卯", 8.5, 0, []string{"甲乙丙丁戊己庚辛，", "子丑寅卯"}},
		{"or pushed down with the character before it", "甲乙丙丁。戊己庚", 4, 0, []string{"甲乙丙", "丁。戊", "己庚"}},
		{"no opening mark at the end", "甲乙丙（丁戊）己", 4, 0, []string{"甲乙丙", "（丁戊）", "己"}},
		{"an amount stays whole", "应付￥1234567.00元整", 9, 0, []string{"应付", "￥1234567.00元整"}},
		{"its capitals too", "一次性给付人民币捌佰元整和误工费", 9, 0, []string{"一次性给付", "人民币捌佰元整和误", "工费"}},
		{"capitals wider than a line break after 万", "人民币贰万肆仟叁佰壹拾陆元捌角整为止", 9, 0, []string{"人民币贰万", "肆仟叁佰壹拾陆元", "捌角整为止"}},
		{"an identity number stays whole", "证号33992119680315001X为", 10, 0, []string{"证号", "33992119680315001X", "为"}},
		{"a word wider than the line is broken", "ABCDEFGHIJ", 2, 0, []string{"ABCD", "EFGH", "IJ"}},
		{"a dash stays whole", "甲乙丙——丁戊", 4, 0, []string{"甲乙", "丙——", "丁戊"}},
		{"an ellipsis stays whole", "甲乙丙丁……戊己庚", 5, 0, []string{"甲乙丙", "丁……戊", "己庚"}},
		{"a year keeps its 年", "甲乙丙丁2026年三月", 7, 0, []string{"甲乙丙丁", "2026年三月"}},
		{"Latin breaks at spaces", "one two three", 4, 0, []string{"one two ", "three"}},
		{"no last line of one character: tightened", strings.Repeat("甲", 29), 28.5, 0, []string{strings.Repeat("甲", 29)}},
		{"no last line of one character: given company", "甲乙丙丁戊己庚辛壬", 8, 0, []string{"甲乙丙丁戊己庚", "辛壬"}},
		{"neighbouring marks share an em", "“（甲）”，“乙”。丙丁", 8, 0, []string{"“（甲）”，“乙”。", "丙丁"}},
		{"characters outside the BMP", "俞𬭎伟赵𫖯徐䶮", 3, 0, []string{"俞𬭎伟", "赵𫖯徐䶮"[:len("赵𫖯徐")], "䶮"}},
		{"empty", "", 8, 0, []string{""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := shape{Measure: tt.em * 16, First: tt.first * 16}
			got := texts(breakLines(square{}, []run{{Text: tt.text, Style: Style{Size: 16}}}, s))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("lines (-want +got):\n%s", d)
			}
		})
	}
}

func TestBreakLines_RunsKeepTheirStyle(t *testing.T) {
	runs := []run{{Text: "姓名", Style: Style{Size: 12}}, {Text: "叶建国", Style: Style{Size: 16}, Line: true}, {Blank: 40, Line: true, Style: Style{Size: 12}}, {Text: "男", Style: Style{Size: 12}}}
	got := breakLines(square{}, runs, shape{Measure: 400})
	want := []line{{
		Segments: []segment{{0, 24, "姓名", Style{Size: 12}}, {24, 48, "叶建国", Style{Size: 16}}, {112, 12, "男", Style{Size: 12}}},
		Rules:    []span{{24, 88}},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// A dollar sign in an agreement about yuan would be a disaster.
func TestBreakLines_CurrencyInTheFaceOfDigits(t *testing.T) {
	lines := breakLines(square{}, []run{{Text: "人民币捌佰元整（￥800.00）", Style: Style{Role: Body, Size: 16}}}, shape{Measure: 400})
	var role Role
	for _, s := range lines[0].Segments {
		if strings.Contains(s.Text, "￥") {
			role = s.Style.Role
		}
	}
	if role != Song {
		t.Errorf("￥ is set in %v, want the face of the digits", role)
	}
}

func TestBreakLines_Justify(t *testing.T) {
	st := Style{Size: 10}
	set := func(text string, measure float64) []line {
		return breakLines(square{}, []run{{Text: text, Style: st}}, shape{Measure: measure})
	}
	lines := set("甲乙丙丁戊己庚辛壬癸子丑寅卯", 104) // 10 characters and 4 pt to spread over 9 places
	if got := lines[0].Segments[0].Style.Track; got < 0.444 || got > 0.445 {
		t.Errorf("track %v, want 4/9", got)
	}
	if e := edge(lines[0]); e < 104-1e-6 || e > 104+1e-6 {
		t.Errorf("right edge at %v, want 104", e)
	}
	if lines[1].Segments[0].Style.Track != 0 {
		t.Error("the last line is stretched")
	}
	lines = set("甲乙丙丁ABCDEFGHIJKLMN子丑寅卯", 75) // the word would leave 3.5 em in 4 characters
	if lines[0].Segments[0].Style.Track != 0 {
		t.Error("a line is stretched by more than 0.2 em a character")
	}
}

func TestBreakLines_QuarterEm(t *testing.T) {
	lines := breakLines(square{}, []run{{Text: "自2026年5月起，ABC。", Style: Style{Size: 10}}}, shape{Measure: 400})
	var xs []string
	for _, s := range lines[0].Segments {
		xs = append(xs, fmt.Sprintf("%s@%g", s.Text, s.X))
	}
	want := []string{"自@0", "2026@12.5", "年@35", "5@47.5", "月起，ABC。@55"}
	if d := cmp.Diff(want, xs); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestBreakLines_Align(t *testing.T) {
	one := []run{{Text: "甲乙", Style: Style{Size: 10}}}
	for a, want := range map[align]float64{justified: 0, left: 0, centred: 40, right: 80} {
		if got := breakLines(square{}, one, shape{Measure: 100, Align: a})[0].Segments[0].X; got != want {
			t.Errorf("align %d: x %v, want %v", a, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ in, want string }{
		{"甲\r\n乙\r丙\u2028丁", "甲\n乙\n丙\n丁"},
		{"甲\t乙\u00a0丙　丁", "甲 乙 丙　丁"},
		{"零\u200b宽\ufeff字\x00符", "零宽字符"},
		{"坏\xff字", "坏\ufffd字"},
	}
	for _, tt := range tests {
		if got := clean(tt.in); got != tt.want {
			t.Errorf("clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// samples are stuffs that random paragraphs are made of; no two forbidden marks
// in them follow one another beyond what writing has.
var samples = []string{
	"张根土", "给付", "叶建国", "医药费、误工费", "人民币捌佰元整（￥800.00）", "，", "。", "；", "“有事找村调委会”", "《民法典》第一千一百七十九条",
	"2026年3月31日前", "339921196803150014", "13800000000", "俞𬭎伟", "赵𫖯", "徐䶮", "陈𤧛", "𠮷", "——", "……", "25％", "A4", "Wi-Fi", "a, b", " ", "　",
	"阿依古丽·买买提", "【附件】", "人民币壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分", "e\u0301", "①②", "：", "！", "的", "了", "在村口",
}

func randomText(rng *rand.Rand) string {
	var b strings.Builder
	mark := true
	for n := rng.IntN(60); n > 0; n-- {
		s := samples[rng.IntN(len(samples))]
		r, _ := utf8.DecodeRuneInString(s)
		if isMark := classOf(r) != han && classOf(r) != word; isMark && mark {
			continue // writing begins with no mark and heaps none
		}
		last, _ := utf8.DecodeLastRuneInString(s)
		mark = classOf(last) != han && classOf(last) != word
		b.WriteString(s)
	}
	return b.String()
}

func TestBreakLines_Properties(t *testing.T) {
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 1))
		text := randomText(rng)
		em := 8 + float64(rng.IntN(220))/10
		runs := splitRuns(rng, text)
		s := shape{Measure: em * 16, First: 32, Align: align(rng.IntN(4))}
		lines := breakLines(square{}, runs, s)
		got := texts(lines)
		if strings.Join(got, "") != text {
			t.Fatalf("seed %d: text changed\n got %q\nwant %q", seed, got, text)
		}
		for i, ln := range got {
			if e := edge(lines[i]); e > s.Measure+0.01 {
				t.Errorf("seed %d: line %q reaches %.2f of %.2f", seed, ln, e, s.Measure)
			}
			trimmed := strings.TrimFunc(ln, unicode.IsSpace)
			first, _ := utf8.DecodeRuneInString(trimmed)
			last, _ := utf8.DecodeLastRuneInString(trimmed)
			if i > 0 && strings.ContainsRune(noStart, first) {
				t.Errorf("seed %d, %.1f em: line starts with %c: %q", seed, em, first, got)
			}
			if i < len(got)-1 && strings.ContainsRune(noEnd, last) {
				t.Errorf("seed %d, %.1f em: line ends with %c: %q", seed, em, last, got)
			}
			if i > 0 && isDigit(first) && splitWord(got[i-1], ln) > 0 && float64(splitWord(got[i-1], ln))/2 <= em-4 {
				t.Errorf("seed %d, %.1f em: number split: %q", seed, em, got)
			}
		}
		if t.Failed() {
			return
		}
	}
}

// splitWord returns how many characters of one word stand on both sides of a
// line's end, 0 when no word was split there.
func splitWord(before, after string) int {
	isWord := func(r rune) bool { return classOf(r) == word }
	tail := len([]rune(before)) - len([]rune(strings.TrimRightFunc(before, isWord)))
	head := len([]rune(after)) - len([]rune(strings.TrimLeftFunc(after, isWord)))
	if tail == 0 || head == 0 {
		return 0
	}
	return tail + head
}

func splitRuns(rng *rand.Rand, text string) []run {
	var runs []run
	rs := []rune(text)
	for len(rs) > 0 {
		n := 1 + rng.IntN(len(rs))
		for n < len(rs) && extends(rs[n]) {
			n++
		}
		runs = append(runs, run{Text: string(rs[:n]), Style: Style{Size: 16, Bold: rng.IntN(2) == 0}})
		rs = rs[n:]
	}
	return runs
}

func FuzzBreakLines(f *testing.F) {
	for i, s := range samples {
		f.Add(s+samples[(i+7)%len(samples)]+samples[(i*3)%len(samples)], uint16(40+i*30))
	}
	f.Add("。。。。（（（（", uint16(1))
	f.Fuzz(func(t *testing.T, text string, measure uint16) {
		text = clean(text)
		lines := breakLines(square{}, []run{{Text: text, Style: Style{Size: 16}}}, shape{Measure: float64(measure) / 4, First: 32})
		if got := strings.Join(texts(lines), ""); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	})
}
