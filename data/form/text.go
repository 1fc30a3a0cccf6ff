package form

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"woshou/data"
)

// Text returns a paper as one text, which Digest covers: every entry and
// phrase, a line each, in printing order. It depends on the subject alone, so that the
// digest on a paper is found again in the record.
func Text(f *Form, s Subject) string {
	var b strings.Builder
	write := func(parts ...string) {
		b.WriteString(strings.Join(parts, ""))
		b.WriteByte('\n')
	}
	write(f.Title)
	if f.Opening != nil {
		if text := f.Opening(s); text != "" {
			write(text)
		}
	}
	entry := func(e Entry) {
		if e.Chars > 0 {
			write(strings.TrimSuffix(e.Label, "："), "：", e.Text)
		} else {
			write(e.Label)
			write(e.Text)
		}
	}
	if f.Number.Label != "" {
		entry(f.Number.entry(s))
	}
	for _, part := range f.Parts {
		for _, e := range part.entries(s) {
			entry(e)
		}
		for _, line := range words(part, s) {
			write(line)
		}
	}
	return b.String()
}

// Digest returns the SHA-256 of a paper in hexadecimal: of its text and, where it shows
// pictures, of the SHA-256 of each, in their order, a line each.
func Digest(f *Form, s Subject) string {
	h := sha256.New()
	io.WriteString(h, Text(f, s)) // into a sum: no error
	for _, part := range f.Parts {
		if p, ok := part.(Pictures); ok {
			for _, picture := range p.Get(s) {
				io.WriteString(h, string(data.HashOf(picture.Image))+"\n")
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// words returns what a part says beside its entries.
func words(part Part, s Subject) []string {
	switch p := part.(type) {
	case Passage:
		if text := p.Get(s); text != "" {
			return []string{text}
		}
	case Table:
		var out []string
		for _, row := range p.Rows(s) {
			out = append(out, strings.Join(row, "\t"))
		}
		return out
	case Signing:
		if p.On != nil {
			return []string{p.On(s).Chinese()}
		}
	}
	return nil
}

// numbered puts 1、 2、 … before the lines and joins them.
func numbered(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strconv.Itoa(i+1) + "、" + l)
	}
	return b.String()
}

// numberedLines is a text of one matter a line with the lines numbered, whatever numbers were
// typed before them.
func numberedLines(text string) string {
	var lines []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, ownNumber.ReplaceAllString(l, "$1$2"))
		}
	}
	return numbered(lines)
}

// ownNumber is a number that somebody typed before a line. What another number follows
// is left alone, unless a space parts them: 12.5亩, 1、2月的工资, 一、二楼.
var ownNumber = regexp.MustCompile(`^[（(]?[0-9一二三四五六七八九十]{1,3}[、．.)）](?:\s+(\S)|([^0-9一二三四五六七八九十\s]))`)

// moment writes a day with the time of day as papers do: 2026年3月2日9时30分至11时.
func moment(on data.Day, from, to string) string {
	text := on.Chinese() + clock(from)
	if to != "" {
		text += "至" + clock(to)
	}
	return text
}

// clock writes 09:30 as 9时30分 and 14:00 as 14时; other words stay as they are.
func clock(text string) string {
	hour, minute, ok := strings.Cut(text, ":")
	h, err := strconv.Atoi(hour)
	if !ok || err != nil {
		return text
	}
	if minute == "00" {
		return strconv.Itoa(h) + "时"
	}
	return strconv.Itoa(h) + "时" + minute + "分"
}

// byDay returns the IDs of elements in the order of their days.
func byDay[T any](list []T, on func(*T) data.Day, id func(*T) data.ElementID) []data.ElementID {
	var order []*T
	for i := range list {
		order = append(order, &list[i])
	}
	slices.SortStableFunc(order, func(a, b *T) int { return int(on(a) - on(b)) })
	var out []data.ElementID
	for _, e := range order {
		out = append(out, id(e))
	}
	return out
}

// numeral spells 1 to 99 in Chinese, larger numbers in digits.
func numeral(n int) string {
	digits := []rune("〇一二三四五六七八九")
	switch {
	case n < 1 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return string(digits[n])
	}
	s := "十"
	if n >= 20 {
		s = string(digits[n/10]) + s
	}
	if n%10 > 0 {
		s += string(digits[n%10])
	}
	return s
}
