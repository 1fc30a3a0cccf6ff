package data

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ResidentID is a checked resident identity number (居民身份证号码, GB 11643): 18 characters, the last may be X.
type ResidentID string

// CreditCode is a checked unified social credit code (统一社会信用代码, GB 32100): 18 characters.
type CreditCode string

// ParseResidentID reads an identity number; it accepts full-width characters, spaces and a small x. The error is
// *Invalid: id.old for the 15-digit number of before 1999, id.length, id.digits, id.date for a birth date that does
// not exist, id.check when the check character does not fit. The number is optional at intake: callers do not ask
// about an empty field. Area codes are not looked up, since old and abolished ones stay in use.
func ParseResidentID(s string) (ResidentID, error) {
	s = strings.ToUpper(strings.ReplaceAll(halfWidth(s), " ", ""))
	n := utf8.RuneCountInString(s)
	switch {
	case n == 15 && allDigits(s):
		return "", invalid("id", "id.old")
	case n != 18:
		return "", invalid("id", "id.length")
	case len(s) != 18 || !allDigits(s[:17]) || s[17] != 'X' && !allDigits(s[17:]):
		return "", invalid("id", "id.digits")
	}
	id := ResidentID(s)
	if id.Birth() == 0 {
		return "", invalid("id", "id.date")
	}
	if s[17] != residentCheck(s[:17]) {
		return "", invalid("id", "id.check")
	}
	return id, nil
}

var residentWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// residentCheck computes the check character for 17 digits.
func residentCheck(digits string) byte {
	sum := 0
	for i, w := range residentWeights {
		sum += w * int(digits[i]-'0')
	}
	return "10X98765432"[sum%11]
}

// Area returns the six-digit code of the county that issued the number.
func (id ResidentID) Area() string {
	if len(id) != 18 {
		return ""
	}
	return string(id[:6])
}

// firstBirth is the earliest year of birth; the standard's own example is of 1880.
const firstBirth = 1800

// Birth returns the day of birth, unset when the number holds none.
func (id ResidentID) Birth() Day {
	if len(id) != 18 {
		return 0
	}
	y, m, d, ok := splitDate(string(id[6:14]))
	if !ok || y < firstBirth || y > maxYear {
		return 0
	}
	day, err := realDay(y, time.Month(m), d)
	if err != nil {
		return 0
	}
	return day
}

// Male reports whether the order number is odd, which means male.
func (id ResidentID) Male() bool { return len(id) == 18 && (id[16]-'0')%2 == 1 }

// Masked shows the first six and last four characters: 330681********1234.
func (id ResidentID) Masked() string { return maskMiddle(string(id), 6, 4) }

// The 31 characters of a credit code in the order of their values; I, O, S, V and Z are not used.
const creditChars = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// ParseCreditCode reads a credit code; it accepts full-width characters, spaces and small letters. The error is
// *Invalid: uscc.length, uscc.chars for a character the standard leaves out, uscc.check when the check character
// does not fit.
func ParseCreditCode(s string) (CreditCode, error) {
	s = strings.ToUpper(strings.ReplaceAll(halfWidth(s), " ", ""))
	if utf8.RuneCountInString(s) != 18 {
		return "", invalid("uscc", "uscc.length")
	}
	if strings.Trim(s, creditChars) != "" {
		return "", invalid("uscc", "uscc.chars")
	}
	sum := 0
	for i, w := range creditWeights {
		sum += w * strings.IndexByte(creditChars, s[i])
	}
	if s[17] != creditChars[(31-sum%31)%31] {
		return "", invalid("uscc", "uscc.check")
	}
	return CreditCode(s), nil
}

// Masked shows the first six and last four characters.
func (c CreditCode) Masked() string { return maskMiddle(string(c), 6, 4) }

// maskMiddle replaces each character by a star but for some at both ends; a text of which this would hide fewer than
// four is all stars.
func maskMiddle(s string, head, tail int) string {
	r := []rune(s)
	if len(r) < head+tail+4 {
		head, tail = 0, 0
	}
	for i := head; i < len(r)-tail; i++ {
		r[i] = '*'
	}
	return string(r)
}

// MaskName shows the first character of a name and a star for each other one: 叶**. A name of one character is
// hidden. Combining marks and variation selectors belong to the character before them.
func MaskName(s string) string {
	first, stars := "", 0
	for _, r := range s {
		switch {
		case first == "":
			first = string(r)
		case !unicode.Is(unicode.M, r):
			stars++
		case stars == 0:
			first += string(r)
		}
	}
	if first != "" && stars == 0 {
		return "*"
	}
	return first + strings.Repeat("*", stars)
}

var (
	phoneLike      = regexp.MustCompile(`^[0-9+() -]+$`)
	mobileNumber   = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landlineNumber = regexp.MustCompile(`^(0\d{2,3})?\d{7,8}$`)
	serviceNumber  = regexp.MustCompile(`^[48]00\d{7}$`)
)

// phoneDigits returns the digits of a phone number without spaces, hyphens and +86, and whether s is one number and
// not free text.
func phoneDigits(s string) (string, bool) {
	s = halfWidth(s)
	if !phoneLike.MatchString(s) {
		return "", false
	}
	s = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(s)
	s = strings.TrimPrefix(s, "+86")
	return s, allDigits(s)
}

// MaskPhone shows a mobile number as 138****5678 and the last four digits of a landline. Short numbers and free text,
// which may name a relative, are hidden whole.
func MaskPhone(s string) string {
	digits, ok := phoneDigits(s)
	if !ok {
		return strings.Repeat("*", min(utf8.RuneCountInString(s), 4))
	}
	if len(digits) >= 11 {
		return maskMiddle(digits, 3, 4)
	}
	return maskMiddle(digits, 0, 4)
}

// CheckPhone returns phone.digits when s looks like a mistyped phone number, otherwise "". It only warns: short
// village numbers and words such as 无 or 由子女代接 are normal.
func CheckPhone(s string) string {
	digits, ok := phoneDigits(s)
	if !ok || len(digits) < 7 {
		return ""
	}
	if mobileNumber.MatchString(digits) || landlineNumber.MatchString(digits) || serviceNumber.MatchString(digits) {
		return ""
	}
	return "phone.digits"
}

// maxName is the longest name in characters.
const maxName = 30

// CheckName says whether a normalised name can be stored and printed. The error is *Invalid: name.empty, name.long
// above 30 characters, name.chars for control or invisible formatting characters.
func CheckName(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return invalid("name", "name.empty")
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unprintable):
		return invalid("name", "name.chars")
	case utf8.RuneCountInString(s) > maxName:
		return invalid("name", "name.long")
	}
	return nil
}

func unprintable(r rune) bool {
	return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// Characters that GBK put at FE50-FEA0 and that had no code point of their own then. Old systems and ID readers
// still deliver them as U+E815 to U+E864; these are the standard characters, in that order (GB 18030-2022).
const gbkCharacters = "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"

const gbkPrivateFirst, gbkPrivateLast = 0xE815, 0xE864

var gbkStandard = []rune(gbkCharacters)

// NormalizeName returns the name with private-use code points of old Chinese code pages replaced by the standard
// characters (U+E863 becomes 䶮 U+4DAE), look-alike middle dots by U+00B7, byte order marks and zero-width spaces
// removed, and runs of any white space, full-width too, made one space or trimmed. It never decomposes or
// composes a character: names keep the code points they came with.
func NormalizeName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r = standardRune(r); {
		case r == '•' || r == '‧' || r == '・' || r == '\u0387':
			return '·'
		case r == '\uFEFF' || r == '\u200B':
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// standardRune replaces a private-use code point of GBK by its standard character.
func standardRune(r rune) rune {
	if r >= gbkPrivateFirst && r <= gbkPrivateLast {
		return gbkStandard[r-gbkPrivateFirst]
	}
	return r
}

// halfWidth turns full-width digits, letters, signs and spaces, as a Chinese input method types them, into ASCII
// (its full stop into the point of a number) and trims the ends. It is for numbers and dates, not for names.
func halfWidth(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '。':
			return '.'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s))
}

// allDigits reports whether s is one or more ASCII digits.
func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
