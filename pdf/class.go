package pdf

import (
	"strings"
	"unicode"
)

// class says how a character behaves at the end of a line and beside others.
type class uint8

const (
	han    class = iota // an ideograph or any other full-width character
	word                // Latin letters, digits and the signs among them
	opens               // （《“: never at the end of a line; the left half is blank
	closes              // 、。）》”: never at the start of a line; the right half is blank
	inner               // — … · ％: never at the start of a line, no blank half
	prefix              // ￥ № ☐: never at the end of a line
	space
	blank // a place to write on, no character
)

const (
	openMarks   = "（【《“‘〈「『［｛〔〖"
	closeMarks  = "、。，．：；？！）】》”’〉」』］｝〕〗"
	innerMarks  = "—…·％～‰°℃々"
	prefixSigns = "￥¥$＄№§＃☐☑"
	// Half-width marks end or begin words; they obey the same ends of a line.
	wordOpens  = "([{"
	wordCloses = ")]},.;:!?%"
	// One of these after a number belongs to it.
	measureWords = "元角分万亿年月日时号条期份页项个名户次平米亩"
)

// capitals are the characters of an amount written out: 人民币捌佰元整.
const capitals = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整正"

// currency begins an amount written out.
const currency = "人民币"

func classOf(r rune) class {
	switch {
	case unicode.IsSpace(r):
		return space
	case strings.ContainsRune(openMarks, r):
		return opens
	case strings.ContainsRune(closeMarks, r):
		return closes
	case strings.ContainsRune(innerMarks, r):
		return inner
	case strings.ContainsRune(prefixSigns, r):
		return prefix
	case r < 0x2100, 0x2800 <= r && r < 0x2E80: // between them are full-width signs: ① √ →
		return word
	}
	return han
}

// extends reports whether r is drawn onto the character before it.
func extends(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me) }

// clean returns text as layout takes it: newlines as \n, other white space
// except the full-width space as plain spaces, and without the invisible
// characters that pasted text brings along (zero-width marks, controls).
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '　':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return -1
		}
		return r
	}, text)
}

// bond is how strongly two neighbours hold together at a line's end.
type bond uint8

const (
	free  bond = iota // a line may end here
	group             // inside an amount wider than a line, the place to break it
	keep              // inside a word or an amount; broken only when wider than a line
	never             // before 。 or after （; broken only when nothing else is left
)

// bondBetween returns the bond between a and its right neighbour b. inAmount
// says that both stand in the same amount written out.
func bondBetween(a, b unit, inAmount bool) bond {
	switch {
	case b.class == closes, b.class == inner, b.class == space, a.class == opens, a.class == prefix:
		return never
	case b.class == word && strings.ContainsRune(wordCloses, b.r) && a.class != space:
		return never
	case a.class == word && strings.ContainsRune(wordOpens, a.r):
		return never
	case inAmount:
		if strings.ContainsRune("万亿元", a.r) {
			return group
		}
		return keep
	case a.class == word && b.class == word:
		return keep
	case a.class == word && isDigit(a.r) && strings.ContainsRune(measureWords, b.r):
		return keep
	}
	return free
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// amounts marks, for each unit, whether it and the unit before it are in the
// same amount written out (人民币 and the capitals after it, or two and more
// capitals that end in 元, 角, 分 or 整).
func amounts(units []unit) []bool {
	in := make([]bool, len(units))
	for i := 0; i < len(units); {
		start, end := i, i
		for _, r := range currency {
			if end < len(units) && units[end].r == r {
				end++
			}
		}
		if end-start != 3 {
			end = start
		}
		first := end
		for end < len(units) && strings.ContainsRune(capitals, units[end].r) && units[end].r != 0 {
			end++
		}
		if end-first < 2 || !strings.ContainsRune("元角分整正", units[end-1].r) {
			i++
			continue
		}
		for k := start + 1; k < end; k++ {
			in[k] = true
		}
		i = end
	}
	return in
}
