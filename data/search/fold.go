package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"woshou/data"
)

// fold makes what was typed and what is looked through alike: capitals become small,
// wide characters narrow (Chinese keyboards produce both), private-use code points of
// old systems standard, and any white space one space.
func fold(s string) string {
	s = standard(s)
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r = foldRune(r); r >= 0 {
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out)
}

const (
	// dots are what is typed for the dot in a name, 阿依古丽·买买提.
	dots      = "•‧・\u0387"
	invisible = "\uFEFF\u200B"
)

// foldRune returns the folded character, -1 for one that is invisible.
func foldRune(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case r < utf8.RuneSelf:
		if r < ' ' || r == 0x7F {
			return ' '
		}
	case r >= 0x3100 && r < 0xFE00: // nearly all there is: nothing to fold
		return r
	case r >= '！' && r <= '～':
		return foldRune(r - '！' + '!')
	case strings.ContainsRune(dots, r):
		return '·'
	case strings.ContainsRune(invisible, r):
		return -1
	case r < 0x3100 && unicode.IsSpace(r):
		return ' '
	}
	return r
}

// standard replaces private-use code points; data knows by what.
func standard(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r >= 0xE000 && r <= 0xF8FF }) {
		return data.NormalizeName(s)
	}
	return s
}
