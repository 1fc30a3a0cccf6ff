package data

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// NumberTemplate is the pattern of a committee's case numbers. Tokens in it stand for the year {年}, the short name
// of the place {地区}, the running number {序号} or, filled with zeros to a width of 1 to 9, {序号:3}, and the
// kind of paper {类型}.
type NumberTemplate string

// DefaultNumberTemplate follows the cover of the ministry's dossier form: （2026）示清人调字第001号.
const DefaultNumberTemplate NumberTemplate = "（{年}）{地区}人调字第{序号:3}号"

// A token may be typed with the colon of a Chinese input method.
var numberToken = regexp.MustCompile(`\{(年|地区|类型|序号)(?:[:：]([1-9]))?\}`)

// Check says whether the template gives each case of a committee its own number. The error is *Invalid: number.token
// for a token that is unknown or not closed, number.year or number.seq when the year or the running number is
// missing, without which numbers would repeat.
func (t NumberTemplate) Check() error {
	year, seq := false, false
	for _, m := range numberToken.FindAllStringSubmatch(string(t), -1) {
		year = year || m[1] == "年"
		seq = seq || m[1] == "序号"
		if m[2] != "" && m[1] != "序号" {
			return invalid("number", "number.token")
		}
	}
	switch {
	case strings.ContainsAny(numberToken.ReplaceAllString(string(t), ""), "{}"):
		return invalid("number", "number.token")
	case !year:
		return invalid("number", "number.year")
	case !seq:
		return invalid("number", "number.seq")
	}
	return nil
}

// Format writes the number of one case. A running number longer than its width is written whole.
func (t NumberTemplate) Format(area string, year, seq int, kind string) string {
	return numberToken.ReplaceAllStringFunc(string(t), func(token string) string {
		m := numberToken.FindStringSubmatch(token)
		switch m[1] {
		case "年":
			return strconv.Itoa(year)
		case "地区":
			return area
		case "类型":
			return kind
		}
		width, _ := strconv.Atoi(m[2]) // no width is 0
		return fmt.Sprintf("%0*d", width, seq)
	})
}
