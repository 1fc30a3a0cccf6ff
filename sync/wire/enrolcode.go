package wire

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"

	"woshou/data"
)

// Secret is the part of an enrolment code that only its two readers know.
type Secret [5]byte

// PinSize is the number of bytes of a pin in an enrolment code: 80 bits.
const PinSize = 10

// EnrolCode is what the township shows for one computer and a person types there:
// a secret, and the pin by which the computer knows this township.
type EnrolCode struct {
	Secret Secret
	Pin    [PinSize]byte
}

// PinOf returns the pin of a certificate authority: SHA-256 of its public key in
// the DER form that its certificate holds (RawSubjectPublicKeyInfo). An enrolment
// code carries the first PinSize bytes, an enrolled computer keeps all.
func PinOf(spki []byte) data.Hash { return sha256.Sum256(spki) }

// NewCode returns a code with a fresh secret for the township with this pin.
func NewCode(pin data.Hash) EnrolCode {
	c := EnrolCode{Pin: [PinSize]byte(pin[:PinSize])}
	// crypto/rand.Read never fails on the systems Go supports; it ends the program instead.
	_, _ = rand.Read(c.Secret[:])
	return c
}

// codeAlphabet is Crockford's: no I, L, O or U, so nothing reads as 0, 1 or V.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// A code is codeGroups groups of groupData characters and one check character.
const (
	codeGroups = 6
	groupData  = 4
)

// String writes the code in six groups of five letters and digits.
func (c EnrolCode) String() string {
	var groups []string
	for g, values := range c.values() {
		var b strings.Builder
		for _, v := range values {
			b.WriteByte(codeAlphabet[v])
		}
		b.WriteByte(codeAlphabet[groupCheck(g, values[:])])
		groups = append(groups, b.String())
	}
	return strings.Join(groups, "-")
}

// values cuts the code's 120 bits into five-bit values, by group.
func (c EnrolCode) values() (groups [codeGroups][groupData]byte) {
	bits, have, i := 0, 0, 0
	for _, b := range append(c.Secret[:], c.Pin[:]...) {
		bits, have = bits<<8|int(b), have+8
		for ; have >= 5; i++ {
			have -= 5
			groups[i/groupData][i%groupData] = byte(bits >> have & 31)
		}
		bits &= 1<<have - 1
	}
	return groups
}

// ParseCode reads a code as people type it: in either case, with any spaces and
// dashes, in full-width characters, with O for 0, I or L for 1 and U for V. The error is
// *data.Invalid with code.length, code.character, or code.group1 to code.group6
// for the group that holds a slip.
func ParseCode(s string) (EnrolCode, error) {
	var values []byte
	for _, r := range s {
		v, skip, ok := codeValue(r)
		if !ok {
			return EnrolCode{}, &data.Invalid{Field: "code", Code: "code.character"}
		}
		if !skip {
			values = append(values, v)
		}
	}
	if len(values) != codeGroups*(groupData+1) {
		return EnrolCode{}, &data.Invalid{Field: "code", Code: "code.length"}
	}
	var raw []byte
	bits, have := 0, 0
	for g := range codeGroups {
		group := values[g*(groupData+1):][:groupData+1]
		if groupCheck(g, group[:groupData]) != group[groupData] {
			return EnrolCode{}, &data.Invalid{Field: "code", Code: fmt.Sprintf("code.group%d", g+1)}
		}
		for _, v := range group[:groupData] {
			bits, have = bits<<5|int(v), have+5
			if have >= 8 {
				have -= 8
				raw = append(raw, byte(bits>>have))
				bits &= 1<<have - 1
			}
		}
	}
	return EnrolCode{Secret: Secret(raw[:5]), Pin: [PinSize]byte(raw[5:])}, nil
}

// codeValue returns a character's five bits; skip is true for what stands between
// the groups.
func codeValue(r rune) (v byte, skip, ok bool) {
	if r >= '！' && r <= '～' {
		r -= '！' - '!' // full-width forms, as a Chinese input method types them
	}
	switch {
	case strings.ContainsRune(" -\t\r\n\u3000\u2010\u2013\u2014\u2212·", r):
		return 0, true, true
	case r == 'o' || r == 'O':
		r = '0'
	case r == 'u' || r == 'U':
		r = 'V'
	case strings.ContainsRune("iIlL", r):
		r = '1'
	case r >= 'a' && r <= 'z':
		r -= 'a' - 'A'
	}
	i := strings.IndexRune(codeAlphabet, r)
	return byte(max(i, 0)), false, i >= 0
}

// groupCheck is a weighted sum over the field of 32 elements. The weights differ
// and are not zero, so one wrong character or two exchanged ones always show; the
// group's number is part of it, so exchanged groups show too.
func groupCheck(group int, values []byte) byte {
	sum, weight := byte(group), byte(2)
	for _, v := range values {
		sum ^= times(weight, v)
		weight = times(weight, 2)
	}
	return sum
}

// times multiplies in GF(32) with the polynomial x^5 + x^2 + 1.
func times(a, b byte) (product byte) {
	for ; b > 0; b >>= 1 {
		if b&1 != 0 {
			product ^= a
		}
		if a <<= 1; a >= 32 {
			a ^= 0b100101
		}
	}
	return product
}
