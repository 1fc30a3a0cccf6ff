package data

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// The persons of the sample cases, with invented numbers of an area code that is not assigned.
var samplePersons = []struct {
	name string
	male bool
	id   string
}{
	{"叶建国", true, "339921196803150014"},
	{"张根土", true, "339921195911020036"},
	{"俞𬭎伟", true, "339921198206170112"},
	{"何桂英", false, "339921195102090026"},
	{"王海燕", false, "339921199003210043"},
	{"陈志强", true, "339921198708050057"},
	{"赵𫖯", true, "339921197609230074"},
	{"金彩娟", false, "339921198001110060"},
	{"骆阿水", true, "339921195512190097"},
	{"骆阿根", true, "339921195706300135"},
	{"黄喆", true, "339921199510120157"},
	{"杨秀莲", false, "339921196311270087"},
	{"楼国平", true, "339921197105040170"},
	{"斯大伟", true, "339921198502180198"},
	{"蒋玉凤", false, "339921194208060103"},
	{"蒋建明", true, "339921196612250215"},
	{"蒋建军", true, "339921197007140231"},
	{"蒋丽丽", false, "339921197410030120"},
	{"周天明", true, "339921197809100258"},
	{"阿依古丽·买买提", false, "33992119930416014X"},
	{"钱雨桐", false, "339921201205200169"},
	{"钱立", true, "33992119840208027X"},
	{"徐䶮", true, "339921199901010297"},
	{"寿永康", true, "339921196005050318"},
	{"郦小红", false, "33992119720229018X"},
}

func TestResidentID_SamplePersons(t *testing.T) {
	for _, p := range samplePersons {
		id, err := ParseResidentID(p.id)
		if err != nil || string(id) != p.id {
			t.Errorf("%s: ParseResidentID(%s) = %s, %v", p.name, p.id, id, err)
			continue
		}
		if id.Male() != p.male || id.Area() != "339921" {
			t.Errorf("%s: male %v, area %s", p.name, id.Male(), id.Area())
		}
		if birth := p.id[6:10] + "-" + p.id[10:12] + "-" + p.id[12:14]; id.Birth().String() != birth {
			t.Errorf("%s: born %s, want %s", p.name, id.Birth(), birth)
		}
		if want := "339921********" + p.id[14:]; id.Masked() != want {
			t.Errorf("%s: masked %s, want %s", p.name, id.Masked(), want)
		}
		if err := CheckName(p.name); err != nil || NormalizeName(p.name) != p.name {
			t.Errorf("%s: name is changed to %q or refused: %v", p.name, NormalizeName(p.name), err)
		}
	}
}

func TestParseResidentID(t *testing.T) {
	for s, want := range map[string]ResidentID{
		"11010519491231002X": "11010519491231002X",
		"440524188001010014": "440524188001010014",
		"11010519491231002x": "11010519491231002X",
		"１１０１０５１９４９１２３１００２Ｘ": "11010519491231002X",
		"１１０１０５１９４９１２３１００２ｘ": "11010519491231002X",
		" 11010519491231002X ":  "11010519491231002X",
		"110105 1949 1231 002X": "11010519491231002X",
		"　110105　19491231　002X": "11010519491231002X",
	} {
		if got, _ := ParseResidentID(s); got != want {
			t.Errorf("ParseResidentID(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestParseResidentID_Refused(t *testing.T) {
	for s, want := range map[string]string{
		"":                    "id.length",
		"339921":              "id.length",
		"33992119680315001":   "id.length",
		"3399211968031500144": "id.length",
		"33992196803150A":     "id.length",
		"339921680315001":     "id.old",
		"３３９９２１６８０３１５００１":    "id.old",
		"33992119680315OO14": "id.digits",
		"339921-96803150014": "id.digits",
		"33992119680315001A": "id.digits",
		"33992X196803150014": "id.digits",
		"叶建国叶建国叶建国叶建国叶建国叶建国": "id.digits",
		"339921196802300014": "id.date",
		"339921196813150014": "id.date",
		"339921179912310014": "id.date",
		"339921220101010014": "id.date",
		"339921000000000014": "id.date",
		"339921196803150015": "id.check",
		"33992119680315001X": "id.check",
		"339921196803150041": "id.check",
	} {
		if got, err := ParseResidentID(s); codeIn(t, err) != want || got != "" {
			t.Errorf("ParseResidentID(%q) = %q, %v, want %s", s, got, err, want)
		}
	}
}

// The standard promises that one wrong character and two exchanged neighbours are always found.
func TestParseResidentID_EverySlip(t *testing.T) {
	id := samplePersons[0].id
	for i := range id {
		for c := byte('0'); c <= '9'; c++ {
			slip := id[:i] + string(c) + id[i+1:]
			if _, err := ParseResidentID(slip); (err == nil) != (slip == id) {
				t.Errorf("ParseResidentID(%s): %v", slip, err)
			}
		}
		if i > 0 {
			slip := id[:i-1] + string(id[i]) + string(id[i-1]) + id[i+1:]
			if _, err := ParseResidentID(slip); (err == nil) != (slip == id) {
				t.Errorf("ParseResidentID(%s): %v", slip, err)
			}
		}
	}
}

func TestResidentID_Unchecked(t *testing.T) {
	for _, id := range []ResidentID{"", "1", "护照E12345678", "3399210000000000XX"} {
		if id.Birth() != 0 {
			t.Errorf("%q has a birth date %s", id, id.Birth())
		}
		if s := string(id.Masked()); len(id) != 18 && strings.Trim(s, "*") != "" {
			t.Errorf("%q is shown as %q", id, s)
		}
	}
	if id := ResidentID("12"); id.Male() || id.Area() != "" {
		t.Errorf("a short number has sex %v and area %q", id.Male(), id.Area())
	}
}

func TestParseCreditCode(t *testing.T) {
	for name, code := range map[string]string{
		"the standard's own value": "91350100M000100Y43",
		"东篱村人民调解委员会":               "54339921MF9999011H",
		"示例县宏达建筑工程有限公司":            "91339921MA999903X5",
		"示例县青禾农机专业合作社":             "93339921MA99990217",
		"示例县好又多超市":                 "92339921MA99990482",
		"示例县美家物业服务有限公司":            "91339921MA9999064T",
		"清溪镇石门村股份经济合作社":            "N2339921MF9999054K",
	} {
		for _, s := range []string{code, strings.ToLower(code), " " + code[:8] + " " + code[8:]} {
			got, err := ParseCreditCode(s)
			if err != nil || string(got) != code {
				t.Errorf("%s: ParseCreditCode(%q) = %q, %v", name, s, got, err)
			}
		}
		if got, want := CreditCode(code).Masked(), code[:6]+"********"+code[14:]; got != want {
			t.Errorf("%s: masked %s, want %s", name, got, want)
		}
		if err := CheckName(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for i := range code { // the modulus is prime: any one wrong character is found
			for _, c := range creditChars {
				slip := code[:i] + string(c) + code[i+1:]
				if _, err := ParseCreditCode(slip); (err == nil) != (slip == code) {
					t.Errorf("ParseCreditCode(%s): %v", slip, err)
				}
			}
		}
	}
}

func TestParseCreditCode_Refused(t *testing.T) {
	for s, want := range map[string]string{
		"":                    "uscc.length",
		"91350100M000100Y4":   "uscc.length",
		"91350100M000100Y433": "uscc.length",
		"91350100MOOO1OOY43":  "uscc.chars",
		"91350100M000100I43":  "uscc.chars",
		"91350100M-00100Y43":  "uscc.chars",
		"91350100M00010中Y43":  "uscc.chars",
		"91350100M000100Y34":  "uscc.check",
	} {
		if got, err := ParseCreditCode(s); codeIn(t, err) != want || got != "" {
			t.Errorf("ParseCreditCode(%q) = %q, %v, want %s", s, got, err, want)
		}
	}
}

func TestMaskName(t *testing.T) {
	for s, want := range map[string]string{
		"叶建国":          "叶**",
		"俞𬭎伟":          "俞**",
		"𬭎伟":           "𬭎*",
		"钱立":           "钱*",
		"阿依古丽·买买提":     "阿*******",
		"叶":            "*",
		"e\u0301":      "*",
		"":             "",
		"葛\U000E0100立": "葛\U000E0100*",
	} {
		if got := MaskName(s); got != want {
			t.Errorf("MaskName(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestPhone(t *testing.T) {
	for s, want := range map[string]struct{ warning, masked string }{
		"13812345678":     {"", "138****5678"},
		"１３８１２３４５６７８":     {"", "138****5678"},
		"138 1234 5678":   {"", "138****5678"},
		"+86 13812345678": {"", "138****5678"},
		"0575-87654321":   {"", "057*****4321"},
		"(0575)87654321":  {"", "057*****4321"},
		"010-87654321":    {"", "010****4321"},
		"87654321":        {"", "****4321"},
		"400-123-4567":    {"", "******4567"},
		"661234":          {"", "******"},
		"":                {"", ""},
		"无":               {"", "*"},
		"由女儿王海燕代接":        {"", "****"},
		"1381234567":      {"phone.digits", "******4567"},
		"138123456789":    {"phone.digits", "138*****6789"},
		"12812345678":     {"phone.digits", "128****5678"},
		"57587654321":     {"phone.digits", "575****4321"},
	} {
		if got := CheckPhone(s); got != want.warning {
			t.Errorf("CheckPhone(%q) = %q, want %q", s, got, want.warning)
		}
		if got := MaskPhone(s); got != want.masked {
			t.Errorf("MaskPhone(%q) = %q, want %q", s, got, want.masked)
		}
	}
}

func TestNormalizeName(t *testing.T) {
	for s, want := range map[string]string{
		"徐\uE863":            "徐\u4DAE",
		"\uE815\uE816":       "\u2E81\U00020087",
		"\uE81E\uE826\uE82B": "\u9FB4\u9FB5\u9FB6",
		"\uE82C\uE832\uE843": "\u9FB7\u9FB8\u9FB9",
		"\uE854\uE864":       "\u9FBA\u9FBB",
		"\uE817\uE818\uE831": "\U00020089\U000200CC\U000215D7",
		"\uE83B\uE855":       "\U0002298F\U000241FE",
		"\uE814\uE865":       "\uE814\uE865", // not assigned to a character we know
		" 叶建国　":              "叶建国",
		"王　伟":                "王 伟",
		"J.\t  Smith\n":      "J. Smith",
		"阿依古丽·买买提":           "阿依古丽·买买提",
		"阿依古丽•买买提":           "阿依古丽·买买提",
		"阿依古丽・买买提":           "阿依古丽·买买提",
		"\uFEFF叶\u200B建国":    "叶建国",
		"e\u0301":            "e\u0301", // neither composed
		"\u00E9":             "\u00E9",  // nor decomposed
		"\uF9D0":             "\uF9D0",  // a compatibility character stays the one on the identity card
		"葛\U000E0100":        "葛\U000E0100",
		"孙𨱔":                 "孙𨱔",
		"":                   "",
	} {
		if got := NormalizeName(s); got != want {
			t.Errorf("NormalizeName(%+q) = %+q, want %+q", s, got, want)
		}
	}
	if len(gbkStandard) != gbkPrivateLast-gbkPrivateFirst+1 {
		t.Fatalf("%d standard characters for %d private ones", len(gbkStandard), gbkPrivateLast-gbkPrivateFirst+1)
	}
	seen := map[rune]bool{}
	for i, r := range gbkStandard {
		if seen[r] || r >= 0xE000 && r <= 0xF8FF {
			t.Errorf("character %d of the table, %U, is there twice or private", i, r)
		}
		seen[r] = true
	}
}

func TestCheckName(t *testing.T) {
	for s, want := range map[string]string{
		"叶建国":                   "",
		"俞𬭎伟":                   "",
		"J. Smith":              "",
		"叶":                     "",
		"":                      "name.empty",
		" 　":                    "name.empty",
		strings.Repeat("𬭎", 30): "",
		strings.Repeat("𬭎", 31): "name.long",
		"叶\x00建国":               "name.chars",
		"叶\n建国":                 "name.chars",
		"叶\u202E建国":             "name.chars", // would print the name backwards
		"叶\u2028建国":             "name.chars",
		"叶\u200D建国":             "name.chars",
		"叶\xff":                 "name.chars",
		"叶\uFFFD":               "name.chars",
	} {
		if got := codeIn(t, CheckName(s)); got != want {
			t.Errorf("CheckName(%q) = %q, want %q", s, got, want)
		}
	}
}

func FuzzParseResidentID(f *testing.F) {
	for _, s := range []string{"", "11010519491231002x", "339921680315001", "33992119680315OO14", "１１０１０５１９４９１２３１００２Ｘ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := ParseResidentID(s)
		if codeIn(t, err) == "" {
			if back, err := ParseResidentID(string(id)); err != nil || back != id {
				t.Errorf("%q is %q, which is %q, %v", s, id, back, err)
			}
			if len(id) != 18 || id.Birth() == 0 {
				t.Errorf("%q passes as %q", s, id)
			}
		}
		raw := ResidentID(s) // not checked: must not panic
		_, _, _, _ = raw.Birth(), raw.Male(), raw.Masked(), raw.Area()
	})
}

func FuzzParseCreditCode(f *testing.F) {
	for _, s := range []string{"", "91350100M000100Y43", "91350100m000100y43", "91350100MOOO1OOY43", "Ｎ2339921MF9999054K"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := ParseCreditCode(s)
		if codeIn(t, err) != "" {
			return
		}
		if back, err := ParseCreditCode(string(code)); err != nil || back != code {
			t.Errorf("%q is %q, which is %q, %v", s, code, back, err)
		}
	})
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"", "俞𬭎伟", "徐\uE863", "阿依古丽•买买提", " 王　伟 ", "\xff", "13812345678", "0575-8765432"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := NormalizeName(s)
		if again := NormalizeName(name); again != name {
			t.Errorf("%q becomes %q, then %q", s, name, again)
		}
		if !utf8.ValidString(name) {
			t.Errorf("%q becomes %q, not valid text", s, name)
		}
		shown := strings.Map(func(r rune) rune {
			if r == '*' || unicode.Is(unicode.M, r) {
				return -1
			}
			return r
		}, MaskName(name))
		if utf8.RuneCountInString(shown) > 1 || shown == name && name != "" {
			t.Errorf("of %q the mask shows %q", name, shown)
		}
		if masked := MaskPhone(s); utf8.RuneCountInString(masked) > utf8.RuneCountInString(s) {
			t.Errorf("phone %q is shown as %q", s, masked)
		}
		CheckPhone(s)
	})
}
