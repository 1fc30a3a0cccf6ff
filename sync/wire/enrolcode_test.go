package wire

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"woshou/data"
)

func someCode() EnrolCode {
	c := EnrolCode{Secret: Secret{0x01, 0x23, 0x45, 0x67, 0x89}}
	pin := PinOf([]byte("a public key"))
	copy(c.Pin[:], pin[:])
	return c
}

func TestEnrolCode_ComesBackHoweverItIsTyped(t *testing.T) {
	want := someCode()
	s := want.String()
	if len(s) != 35 || strings.ContainsAny(s, "ILOU") {
		t.Fatalf("code %s", s)
	}
	wide := strings.Map(func(r rune) rune { return r + '！' - '!' }, s)
	for how, typed := range map[string]string{
		"as shown": s, "small": strings.ToLower(s), "without dashes": strings.ReplaceAll(s, "-", ""),
		"with spaces": " " + strings.ReplaceAll(s, "-", "  ") + "\n", "full width": wide,
		"ideographic spaces":  strings.ReplaceAll(s, "-", "\u3000"),
		"with letters for 01": strings.NewReplacer("0", "O", "1", "l").Replace(s),
		"with U for V":        strings.ReplaceAll(s, "V", "u"),
	} {
		if got, err := ParseCode(typed); err != nil || got != want {
			t.Errorf("%s, %q: %v, %v", how, typed, got, err)
		}
	}
}

func TestNewCode_CarriesThePinAndAFreshSecret(t *testing.T) {
	pin := PinOf([]byte("a public key"))
	a, b := NewCode(pin), NewCode(pin)
	if a.Secret == b.Secret || string(a.Pin[:]) != string(pin[:PinSize]) {
		t.Errorf("codes %v and %v", a, b)
	}
	if got, err := ParseCode(a.String()); err != nil || got != a {
		t.Errorf("%v comes back as %v, %v", a, got, err)
	}
}

func wantSlip(t *testing.T, typed, code string) {
	t.Helper()
	_, err := ParseCode(typed)
	if bad, ok := errors.AsType[*data.Invalid](err); !ok || bad.Field != "code" || bad.Code != code {
		t.Errorf("%q: %v, want %s", typed, err, code)
	}
}

// Every slip of one character, every exchange of neighbours in a group and every
// exchange of two groups is found, and the group is named.
func TestParseCode_FindsSlips(t *testing.T) {
	s := strings.ReplaceAll(someCode().String(), "-", "")
	for i := range s {
		group := fmt.Sprintf("code.group%d", i/5+1)
		for _, c := range codeAlphabet {
			if byte(c) != s[i] {
				wantSlip(t, s[:i]+string(c)+s[i+1:], group)
			}
		}
		if i%5 < 4 && s[i] != s[i+1] {
			wantSlip(t, s[:i]+s[i+1:i+2]+s[i:i+1]+s[i+2:], group)
		}
	}
	for a := range codeGroups {
		for b := a + 1; b < codeGroups; b++ {
			g := strings.Split(someCode().String(), "-")
			g[a], g[b] = g[b], g[a]
			wantSlip(t, strings.Join(g, ""), fmt.Sprintf("code.group%d", a+1))
		}
	}
	wantSlip(t, "", "code.length")
	wantSlip(t, s[1:], "code.length")
	wantSlip(t, s+"0", "code.length")
	wantSlip(t, s[:5]+"/"+s[6:], "code.character")
	wantSlip(t, "握手", "code.character")
}
