package data

import (
	"strconv"
	"strings"
)

// Fen is an amount of money in fen, a hundredth of a yuan.
type Fen int64

// MaxAmount is the largest amount a case may hold, in fen (ten thousand million yuan).
const MaxAmount Fen = 1e12

// maxCapitals bounds what can be parsed and spelled out, in fen: room for totals over many cases.
const maxCapitals Fen = 1e16

// ParseYuan reads an amount in yuan as people type it: 800, 800.5, 1,409.50, also with full-width digits, a ￥
// before it or 元 behind it. Commas must part groups of three. The error is *Invalid: amount.form, amount.decimals
// for more than two decimals, amount.large above 1e16 fen.
func ParseYuan(s string) (Fen, error) {
	s = strings.TrimPrefix(strings.TrimPrefix(halfWidth(s), "￥"), "¥")
	s = strings.TrimSpace(strings.TrimSuffix(s, "元"))
	whole, cents, dot := strings.Cut(s, ".")
	whole, ok := ungroup(whole)
	if !ok || dot && !allDigits(cents) {
		return 0, invalid("amount", "amount.form")
	}
	if len(cents) > 2 {
		return 0, invalid("amount", "amount.decimals")
	}
	f, err := strconv.ParseInt(whole+(cents + "00")[:2], 10, 64)
	if err != nil || Fen(f) > maxCapitals {
		return 0, invalid("amount", "amount.large")
	}
	return Fen(f), nil
}

// ungroup takes the commas out of a whole number and says whether it was well written.
func ungroup(s string) (string, bool) {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if !allDigits(g) || i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && len(g) > 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// CheckAmount says whether f can be an amount in a case. The error is *Invalid: amount.zero for nothing or less,
// amount.large above MaxAmount.
func CheckAmount(f Fen) error {
	switch {
	case f <= 0:
		return invalid("amount", "amount.zero")
	case f > MaxAmount:
		return invalid("amount", "amount.large")
	}
	return nil
}

// Yuan returns the amount in yuan with two decimals: 16409.02.
func (f Fen) Yuan() string {
	sign, whole, cents := f.split()
	return sign + whole + "." + cents
}

// Grouped returns the amount in yuan with a comma every three digits: 16,409.02.
func (f Fen) Grouped() string {
	sign, whole, cents := f.split()
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + "." + cents
}

// split returns the sign, the digits of the yuan and the two digits of the fen.
func (f Fen) split() (sign, whole, cents string) {
	n := uint64(f)
	if f < 0 {
		sign, n = "-", -n
	}
	digits := strconv.FormatUint(n, 10)
	if len(digits) < 3 {
		digits = "00"[:3-len(digits)] + digits
	}
	return sign, digits[:len(digits)-2], digits[len(digits)-2:]
}

var capitals = [10]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}

// Capitals spells the amount in the capitals that papers require (大写; Payment and Settlement Measures, annex 1):
// 壹仟肆佰零玖元伍角整. It returns "" for a negative amount and above 1e16 fen. The prefix 人民币 is left to the paper.
func (f Fen) Capitals() string {
	if f < 0 || f > maxCapitals {
		return ""
	}
	yuan, jiao, fen := int64(f/100), f/10%10, f%10
	var b strings.Builder
	if yuan > 0 || f == 0 {
		b.WriteString(capitalInteger(yuan) + "元")
	}
	if jiao > 0 {
		if yuan > 0 && yuan%10 == 0 {
			b.WriteString("零")
		}
		b.WriteString(capitals[jiao] + "角")
	}
	if fen == 0 {
		return b.String() + "整"
	}
	if yuan > 0 && jiao == 0 {
		b.WriteString("零")
	}
	return b.String() + capitals[fen] + "分"
}

// capitalInteger spells n, 0 to 1e16-1, in groups of four digits. A 零 stands for the zeros before a digit, except
// for zeros that only end the group before.
func capitalInteger(n int64) string {
	if n == 0 {
		return capitals[0]
	}
	groups := [4]int64{n / 1e12, n / 1e8 % 1e4, n / 1e4 % 1e4, n % 1e4}
	units := [4]string{"万", "亿", "万", ""}
	var b strings.Builder
	skipped := false
	for i, g := range groups {
		if g != 0 {
			if b.Len() > 0 && (skipped || g < 1000) {
				b.WriteString("零")
			}
			b.WriteString(capitalGroup(g))
		}
		skipped = g == 0
		if g != 0 || i == 1 && groups[0] != 0 {
			b.WriteString(units[i])
		}
	}
	return b.String()
}

// capitalGroup spells 1 to 9999 with no leading 零.
func capitalGroup(g int64) string {
	var b strings.Builder
	zero := false
	for i, unit := range [4]string{"仟", "佰", "拾", ""} {
		digit := g / [4]int64{1000, 100, 10, 1}[i] % 10
		if digit == 0 {
			zero = true
			continue
		}
		if zero && b.Len() > 0 {
			b.WriteString("零")
		}
		zero = false
		b.WriteString(capitals[digit] + unit)
	}
	return b.String()
}
