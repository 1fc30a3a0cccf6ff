package data

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Amounts in running text: 人民币捌佰元整（￥800.00）, 800元（大写：捌佰元整）, 捌佰（800）元,
// 0.9万元, with full-width digits and separators. Parts of the patterns below, over text
// that plain has made even.
const (
	numeralPart  = `[零壹贰叁肆伍陆柒捌玖拾佰仟一二三四五六七八九十百千两万亿]`
	digitPart    = `[零壹贰叁肆伍陆柒捌玖一二三四五六七八九两]`
	numeralsPart = `(?:` + numeralPart + ` ?)*` + numeralPart
	unitPart     = ` ?(?:元|块钱|块)`
	centsPart    = `(?: ?零? ?` + digitPart + ` ?[角毛])?(?: ?零? ?` + digitPart + ` ?分)?(?: ?[整正])?`
	// wordsPart is an amount in words with its unit, figuresPart one in figures.
	wordsPart   = `(?:` + numeralsPart + unitPart + centsPart + `|` + digitPart + ` ?[角毛](?: ?` + digitPart + ` ?分)?(?: ?[整正])?|` + digitPart + ` ?分(?: ?[整正])?)`
	numberPart  = `[0-9](?:[0-9, ]*[0-9])?(?:\.[0-9]+)?`
	figuresPart = `(?:(?:人民币|RMB|CNY)? ?¥? ?` + numberPart + `(?: ?[亿万千百] ?(?:` + numberPart + `)?)*(?:` + unitPart + `)?(?: ?[整正])?)`
	labelPart   = `(?:金额|人民币)? ?\)? ?:? ?(?:人民币 ?)?`
	smallPart   = `\(? ?小写` + labelPart
	capitalPart = `\(? ?大写` + labelPart
)

// written are the ways to write an amount twice. Which group holds the words, and whether
// the unit stands behind, is with each.
var written = []struct {
	find  *regexp.Regexp
	words int
}{
	{regexp.MustCompile(`(` + wordsPart + `) ?\( ?(?:(?:` + smallPart + `)|(?:即|计|折合|合计|共计) ?:? ?)?(` + figuresPart + `) ?\)`), 1},
	{regexp.MustCompile(`(` + numeralsPart + `) ?\( ?(` + figuresPart + `) ?\)` + unitPart), 1},
	{regexp.MustCompile(`(` + wordsPart + `) ?(?:[,、;] ?)?` + smallPart + `(` + figuresPart + `)`), 1},
	{regexp.MustCompile(`(` + wordsPart + `) ?(?:,? ?即 ?)?(¥ ?` + numberPart + `)`), 1},
	{regexp.MustCompile(`(` + wordsPart + `),? ?即 ?(` + figuresPart + unitPart + `)`), 1},
	{regexp.MustCompile(`(` + figuresPart + `) ?\( ?(?:` + capitalPart + `|人民币 ?)?(` + wordsPart + `) ?\)`), 2},
	{regexp.MustCompile(`(` + figuresPart + `) ?\( ?(` + numeralsPart + `) ?\)` + unitPart), 2},
	{regexp.MustCompile(`(` + figuresPart + `) ?(?:[,、;] ?)?` + capitalPart + `(` + wordsPart + `)`), 2},
}

var (
	amountInWords = regexp.MustCompile(wordsPart)
	amountParts   = regexp.MustCompile(`^(?:(` + numeralsPart + `)` + unitPart + `)?(?: ?零? ?(` + digitPart + `) ?[角毛])?(?: ?零? ?(` + digitPart + `) ?分)?(?: ?[整正])?$`)
	figureParts   = regexp.MustCompile(`(` + numberPart + `) ?([亿万千百])?`)
)

// pair is an amount that a text writes twice: where, in the even text, and how.
type pair struct {
	start, end     int
	words, figures string
}

// amountsIn returns amounts that a passage writes in words and in figures that differ, and
// capitals that are not written as they must be (Payment and Settlement Measures, annex 1).
func amountsIn(p passage) findings {
	even, back := plain(p.text)
	var out findings
	pairs := pairsIn(even)
	for _, x := range pairs {
		w, okW := readWords(x.words)
		f, okF := readFigures(x.figures)
		if okW && okF && w != f {
			out = append(out, p.at(back[x.start], back[x.end], "finding.capitals_differ", x.words, w.Grouped(), x.figures, f.Grouped()))
		}
	}
	for _, m := range amountInWords.FindAllStringIndex(even, -1) {
		right := rightCapitals(even, m[0], m[1])
		start, end := back[m[0]], back[m[1]]
		told := slices.ContainsFunc(out, func(f Finding) bool { return f.Start <= start && end <= f.End })
		if right != "" && !told {
			out = append(out, p.at(start, end, "finding.capitals_form", p.text[start:end], right))
		}
	}
	return out
}

// pairsIn finds the amounts that are written twice, the first that begins before others
// that share a part with it.
func pairsIn(even string) []pair {
	var all []pair
	for _, way := range written {
		for _, m := range way.find.FindAllStringSubmatchIndex(even, -1) {
			w, f := even[m[2]:m[3]], even[m[4]:m[5]]
			if way.words == 2 {
				w, f = f, w
			}
			if strings.ContainsAny(w, "角毛分") && !strings.ContainsAny(w, "元块") && !strings.ContainsAny(f, "元块¥.") {
				continue // 三分（3）地
			}
			all = append(all, pair{m[0], m[1], strings.TrimSpace(w), strings.TrimSpace(f)})
		}
	}
	slices.SortStableFunc(all, func(a, b pair) int { return cmp.Or(a.start-b.start, b.end-a.end) })
	var out []pair
	for _, x := range all {
		if n := len(out); n == 0 || out[n-1].end <= x.start {
			out = append(out, x)
		}
	}
	return out
}

// plain makes a text even, character by character: half-width, one kind of bracket, the
// simple forms of numerals. back leads from its bytes to those of the text.
func plain(text string) (even string, back []int) {
	var b strings.Builder
	for i, r := range text {
		n, _ := b.WriteRune(evenRune(r))
		for range n {
			back = append(back, i)
		}
	}
	return b.String(), append(back, len(text))
}

// otherForms are characters that stand for one of another form.
var otherForms = map[rune]rune{
	'〇': '零', '○': '零', '壱': '壹', '貳': '贰', '贰': '贰', '弍': '贰', '弐': '贰', '參': '叁', '叄': '叁', '参': '叁', '陸': '陆',
	'萬': '万', '億': '亿', '圓': '元', '圆': '元', '両': '两', '兩': '两', '￥': '¥', '【': '(', '】': ')', '〔': '(', '〕': ')', '[': '(', ']': ')',
}

func evenRune(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		r = r - '！' + '!'
	case r != '\n' && unicode.IsSpace(r):
		return ' '
	}
	if other, ok := otherForms[r]; ok {
		return other
	}
	return r
}

// readFigures reads an amount in figures: 900.00元, ￥1,600, 0.9万元, 1万8千元.
func readFigures(s string) (Fen, bool) {
	var sum, last int64 = 0, 0
	for i, m := range figureParts.FindAllStringSubmatch(s, -1) {
		size := map[string]int64{"亿": 1e8, "万": 1e4, "千": 1000, "百": 100, "": 1}[m[2]]
		f, ok := scaled(m[1], size)
		if !ok || i > 0 && size >= last || sum+f > int64(maxCapitals) {
			return 0, false
		}
		sum, last = sum+f, size
	}
	return Fen(sum), last != 0
}

// scaled returns a number of so many yuan, in fen, where that comes out even.
func scaled(number string, size int64) (int64, bool) {
	whole, rest, _ := strings.Cut(strings.ReplaceAll(number, ", ", ","), ".")
	whole, ok := ungroup(strings.ReplaceAll(whole, " ", ","))
	if !ok || len(whole)+len(rest) > 15 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+rest, 10, 64)
	if err != nil || n > int64(maxCapitals)/size/100 {
		return 0, false
	}
	n *= size * 100
	for range rest {
		if n%10 != 0 {
			return 0, false
		}
		n /= 10
	}
	return n, true
}

// readWords reads an amount in words, in capitals or not: 捌佰元整, 八百元, 伍角, 捌佰.
func readWords(s string) (Fen, bool) {
	m := amountParts.FindStringSubmatch(s)
	if m == nil {
		n, ok := readNumeral(strings.ReplaceAll(s, " ", ""))
		return Fen(n * 100), ok
	}
	var n int64
	ok := m[1]+m[2]+m[3] != ""
	if m[1] != "" {
		if n, ok = readNumeral(strings.ReplaceAll(m[1], " ", "")); !ok {
			return 0, false
		}
	}
	return Fen(n*100 + digitOf(m[2])*10 + digitOf(m[3])), ok
}

// digitOf returns the value of a digit in words, 0 for none.
func digitOf(s string) int64 {
	for _, set := range []string{"零壹贰叁肆伍陆柒捌玖", "零一二三四五六七八九", "零一两"} {
		if i := strings.Index(set, s); s != "" && i >= 0 {
			return int64(i / len("零"))
		}
	}
	return 0
}

// mostNumeral bounds the numbers that are read.
const mostNumeral = 1e14

// readNumeral reads a whole number. It does not guess: 一二百 and 一千五 are no numbers.
func readNumeral(s string) (int64, bool) {
	for _, big := range []struct {
		unit string
		size int64
	}{{"亿", 1e8}, {"万", 1e4}} {
		i := strings.LastIndex(s, big.unit)
		if i < 0 {
			continue
		}
		left, okLeft := readNumeral(s[:i])
		rest := s[i+len(big.unit):]
		right, okRight := int64(0), true
		if rest != "" {
			right, okRight = readNumeral(rest)
		}
		loose := right > 0 && right < 10 && !strings.HasPrefix(rest, "零") && !isCapital(s)
		ok := okLeft && okRight && left > 0 && left <= mostNumeral/big.size && right < big.size && !loose
		return left*big.size + right, ok
	}
	return readSection(s)
}

// readSection reads a number below ten thousand.
func readSection(s string) (int64, bool) {
	var sum, last int64 = 0, 1e4
	digit := int64(-1) // -1 is none
	zero := false      // a 零 stands before the digit
	for _, r := range s {
		size := map[rune]int64{'仟': 1000, '千': 1000, '佰': 100, '百': 100, '拾': 10, '十': 10}[r]
		switch {
		case size == 0 && digit > 0, size >= last:
			return 0, false
		case size == 0:
			zero = zero || r == '零'
			digit = digitOf(string(r))
			continue
		case digit < 0 && size == 10 && sum == 0:
			digit = 1 // 十, 拾
		case digit < 0:
			return 0, false
		}
		sum, last, digit, zero = sum+digit*size, size, -1, false
	}
	if digit > 0 && last > 10 && last < 1e4 && !zero && !isCapital(s) {
		return 0, false // 一千五
	}
	return sum + max(0, digit), s != ""
}

// isCapital reports whether a number is written in capitals, at least in part.
func isCapital(s string) bool { return strings.ContainsAny(s, "壹贰叁肆伍陆柒捌玖拾佰仟") }

// rightCapitals returns how an amount in capitals must be written, or nothing where it is
// right, or may be a name or a word that only looks like one.
func rightCapitals(even string, start, end int) string {
	s := strings.ReplaceAll(even[start:end], " ", "")
	if !isCapital(s) || len([]rune(s)) < surelyAmount && !calledAmount(even[:start], s) || printedPlaces(s) {
		return ""
	}
	value, ok := readWords(s)
	if !ok || value > maxCapitals {
		return ""
	}
	right := value.Capitals()
	bare := strings.NewReplacer("块钱", "元", "块", "元").Replace(strings.TrimRight(s, "整正"))
	if slices.Contains(capitalForms(strings.TrimSuffix(right, "整")), bare) {
		return ""
	}
	return right
}

// surelyAmount is from how many characters on an amount is no name or word: 陆元, 收拾元宵.
const surelyAmount = 4

// calledAmount reports whether a few characters are said to be an amount in capitals.
func calledAmount(before, s string) bool {
	before = strings.TrimRight(before, " :")
	return strings.ContainsAny(s, "整正") || strings.HasSuffix(before, "人民币") || strings.HasSuffix(before, "大写") || strings.HasSuffix(before, "大写)")
}

// printedPlaces reports whether an amount is written into a printed row of places, zeros
// and all: 壹仟零佰零拾伍元.
func printedPlaces(s string) bool {
	return containsAny(s, []string{"零仟", "零佰", "零拾", "零万", "零角", "零分"})
}

// capitalForms returns an amount in capitals with each 零 that may stand and may be left
// out: behind 亿 and 万 when their last digit is none, and behind 元 likewise.
func capitalForms(right string) []string {
	forms := []string{right}
	for _, u := range []string{"亿", "万", "元"} {
		for _, f := range forms {
			i := strings.Index(f, u)
			if i < 0 || i+len(u) >= len(f) {
				continue
			}
			head, tail := f[:i+len(u)], f[i+len(u):]
			switch bare, has := strings.CutPrefix(tail, "零"); {
			case has && u == "元" && strings.Contains(bare, "角"):
				forms = append(forms, head+bare)
			case !has && endsInZero(f[:i]):
				forms = append(forms, head+"零"+tail)
			}
		}
	}
	return forms
}

// endsInZero reports whether a number in capitals has no digit in its last place.
func endsInZero(s string) bool {
	return strings.HasSuffix(s, "拾") || strings.HasSuffix(s, "佰") || strings.HasSuffix(s, "仟")
}
