package data

import (
	"math"
	"strings"
	"testing"
)

func TestParseYuan(t *testing.T) {
	for s, want := range map[string]Fen{
		"0":                 0,
		"800":               80000,
		"800.5":             80050,
		"800.50":            80050,
		"0.05":              5,
		"007":               700,
		"1,409.50":          140950,
		"16409.02":          1640902,
		"1,000,000":         100000000,
		"１，４０９．５０":          140950,
		"￥800":              80000,
		"¥ 800.00":          80000,
		"800元":              80000,
		"￥ 800.5 元":         80050,
		"　800。5　":           80050,
		"100000000000000":   1e16,
		"10,000,000,000.00": MaxAmount,
	} {
		if got, err := ParseYuan(s); err != nil || got != want {
			t.Errorf("ParseYuan(%q) = %d, %v, want %d", s, got, err, want)
		}
	}
}

func TestParseYuan_Refused(t *testing.T) {
	for s, want := range map[string]string{
		"":                     "amount.form",
		"元":                    "amount.form",
		"八百":                   "amount.form",
		"-800":                 "amount.form",
		"+800":                 "amount.form",
		"8e2":                  "amount.form",
		"800.":                 "amount.form",
		".5":                   "amount.form",
		"8.0.0":                "amount.form",
		"16,40":                "amount.form",
		"1409,500":             "amount.form",
		",800":                 "amount.form",
		"1,,409":               "amount.form",
		"800,":                 "amount.form",
		"8 00":                 "amount.form",
		"8￥00":                 "amount.form",
		"800.5.":               "amount.form",
		"0.5,0":                "amount.form",
		"800.005":              "amount.decimals",
		"800.500":              "amount.decimals",
		"100000000000000.01":   "amount.large",
		"92233720368547758.08": "amount.large",
		"99999999999999999999": "amount.large",
	} {
		if got, err := ParseYuan(s); codeIn(t, err) != want || got != 0 {
			t.Errorf("ParseYuan(%q) = %d, %v, want %s", s, got, err, want)
		}
	}
}

func TestCheckAmount(t *testing.T) {
	for f, want := range map[Fen]string{
		1:             "",
		80000:         "",
		MaxAmount:     "",
		0:             "amount.zero",
		-1:            "amount.zero",
		math.MinInt64: "amount.zero",
		MaxAmount + 1: "amount.large",
		math.MaxInt64: "amount.large",
	} {
		if got := codeIn(t, CheckAmount(f)); got != want {
			t.Errorf("CheckAmount(%d) = %q, want %q", f, got, want)
		}
	}
}

func TestFen_YuanGrouped(t *testing.T) {
	for _, c := range []struct {
		f             Fen
		yuan, grouped string
	}{
		{0, "0.00", "0.00"},
		{5, "0.05", "0.05"},
		{50, "0.50", "0.50"},
		{-5, "-0.05", "-0.05"},
		{80000, "800.00", "800.00"},
		{99999, "999.99", "999.99"},
		{100000, "1000.00", "1,000.00"},
		{1640902, "16409.02", "16,409.02"},
		{-1640902, "-16409.02", "-16,409.02"},
		{MaxAmount, "10000000000.00", "10,000,000,000.00"},
		{math.MinInt64, "-92233720368547758.08", "-92,233,720,368,547,758.08"},
	} {
		if got := c.f.Yuan(); got != c.yuan {
			t.Errorf("%d.Yuan() = %q, want %q", c.f, got, c.yuan)
		}
		if got := c.f.Grouped(); got != c.grouped {
			t.Errorf("%d.Grouped() = %q, want %q", c.f, got, c.grouped)
		}
	}
}

// The first block is the test list of the paper rules, the second the sums of the sample cases.
var capitalsTable = []struct{ yuan, want string }{
	{"0", "零元整"},
	{"0.05", "伍分"},
	{"1.01", "壹元零壹分"},
	{"10", "壹拾元整"},
	{"1005", "壹仟零伍元整"},
	{"1409.50", "壹仟肆佰零玖元伍角整"},
	{"1680.32", "壹仟陆佰捌拾元零叁角贰分"},
	{"16409.02", "壹万陆仟肆佰零玖元零贰分"},
	{"107000.53", "壹拾万柒仟元零伍角叁分"},
	{"325.04", "叁佰贰拾伍元零肆分"},
	{"20500", "贰万零伍佰元整"},
	{"100010000", "壹亿零壹万元整"},

	{"800", "捌佰元整"},
	{"600", "陆佰元整"},
	{"18600", "壹万捌仟陆佰元整"},
	{"29500", "贰万玖仟伍佰元整"},
	{"3000", "叁仟元整"},
	{"880", "捌佰捌拾元整"},
	{"24316.80", "贰万肆仟叁佰壹拾陆元捌角整"},

	{"0.50", "伍角整"},
	{"0.55", "伍角伍分"},
	{"1.10", "壹元壹角整"},
	{"10.10", "壹拾元零壹角整"},
	{"10.01", "壹拾元零壹分"},
	{"101", "壹佰零壹元整"},
	{"1001", "壹仟零壹元整"},
	{"1010", "壹仟零壹拾元整"},
	{"10001", "壹万零壹元整"},
	{"101000", "壹拾万壹仟元整"},
	{"1000000", "壹佰万元整"},
	{"10001000", "壹仟万壹仟元整"},
	{"10000100", "壹仟万零壹佰元整"},
	{"100000001", "壹亿零壹元整"},
	{"100007000", "壹亿零柒仟元整"},
	{"110000000", "壹亿壹仟万元整"},
	{"10000000000", "壹佰亿元整"},
	{"1000000000000", "壹万亿元整"},
	{"1000000000001", "壹万亿零壹元整"},
	{"1000050000000", "壹万亿零伍仟万元整"},
	{"1000100000000", "壹万零壹亿元整"},
	{"12345678901234.56", "壹拾贰万叁仟肆佰伍拾陆亿柒仟捌佰玖拾万壹仟贰佰叁拾肆元伍角陆分"},
	{"100000000000000", "壹佰万亿元整"},
}

func TestFen_Capitals(t *testing.T) {
	for _, c := range capitalsTable {
		f, err := ParseYuan(c.yuan)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Capitals(); got != c.want {
			t.Errorf("%s.Capitals() = %q, want %q", c.yuan, got, c.want)
		}
	}
	for _, f := range []Fen{-1, -80000, math.MinInt64, 1e16 + 1, math.MaxInt64} {
		if got := f.Capitals(); got != "" {
			t.Errorf("%d.Capitals() = %q, want nothing", f, got)
		}
	}
}

// readCapitals is the other direction, written on its own: what a bank clerk reads from the capitals.
func readCapitals(s string) Fen {
	var total, section, digit Fen // total in yuan once 元 has been read, in fen at the end
	for _, r := range s {
		switch r {
		case '仟', '佰', '拾':
			section += digit * map[rune]Fen{'仟': 1000, '佰': 100, '拾': 10}[r]
			digit = 0
		case '万':
			section = (section + digit) * 1e4
			total, section, digit = total+section, 0, 0
		case '亿':
			total, section, digit = (total+section+digit)*1e8, 0, 0
		case '元':
			total, section, digit = (total+section+digit)*100, 0, 0
		case '角':
			total, digit = total+digit*10, 0
		case '分':
			total, digit = total+digit, 0
		case '整':
		default:
			digit = Fen(strings.IndexRune("零壹贰叁肆伍陆柒捌玖", r) / len("零"))
		}
	}
	return total
}

func checkCapitals(t *testing.T, f Fen) {
	t.Helper()
	s := f.Capitals()
	if got := readCapitals(s); got != f {
		t.Errorf("%d.Capitals() = %q, which reads as %d", f, s, got)
	}
	if strings.Contains(s, "零零") || f != 0 && strings.HasPrefix(s, "零") || strings.HasSuffix(s, "整") == (f%10 != 0) {
		t.Errorf("%d.Capitals() = %q is badly written", f, s)
	}
}

func TestFen_Capitals_ReadBack(t *testing.T) {
	for f := Fen(0); f <= 120000; f++ {
		checkCapitals(t, f)
	}
	for f := Fen(1); f < 1e16; f *= 10 { // every pair of digits far apart
		for g := Fen(1); g < f; g *= 10 {
			checkCapitals(t, f+g)
			checkCapitals(t, f-g)
		}
	}
}

func FuzzCapitals(f *testing.F) {
	for _, n := range []int64{0, 5, 101, 10700053, 1e12, 1e16, 1e14 + 1, 5e13 + 1e6} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, n int64) {
		if n < 0 || n > 1e16 {
			if s := Fen(n).Capitals(); s != "" {
				t.Errorf("%d.Capitals() = %q, want nothing", n, s)
			}
			return
		}
		checkCapitals(t, Fen(n))
	})
}

func FuzzParseYuan(f *testing.F) {
	for _, s := range []string{"", "800", "800.5", "1,409.50", "１，４０９．５０", "￥800", "800元", "-1", "1e5", "99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseYuan(s)
		if codeIn(t, err) != "" {
			return
		}
		if v < 0 || v > 1e16 {
			t.Fatalf("ParseYuan(%q) = %d is out of range", s, v)
		}
		for _, text := range []string{v.Yuan(), v.Grouped(), "￥" + v.Grouped() + "元"} {
			if back, err := ParseYuan(text); err != nil || back != v {
				t.Errorf("%q is %d, but its text %q is %d, %v", s, v, text, back, err)
			}
		}
	})
}
