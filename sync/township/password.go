package township

import (
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"woshou/data"
)

// How long a password is, in characters, and how many different ones it has.
const (
	minPassword  = 10
	maxPassword  = 128
	minDifferent = 5
)

// commonPasswords are what people here choose first, one a line, in lower case and
// without the digits and signs at the end. Lines that begin with # are comments.
//
//go:embed passwords.txt
var commonPasswords string

// hashCost is what Argon2id costs: passes, KiB, threads.
type hashCost struct {
	passes, memory uint32
	threads        uint8
}

// usualCost is that of a stored password (OWASP's second choice).
var usualCost = hashCost{2, 19 << 10, 1}

const hashSize, saltSize = 32, 16

// cost is that of the passwords that are stored; tests of other things make it less.
var cost = usualCost

// hashPassword returns a password's hash in PHC form.
func hashPassword(password string) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails on the systems Go supports
	sum := argon2.IDKey([]byte(password), salt, cost.passes, cost.memory, cost.threads, hashSize)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		cost.memory, cost.passes, cost.threads, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// checkPassword reports whether a password has this hash; what cannot be read
// matches nothing.
func checkPassword(hash, password string) bool {
	parts := strings.Split(hash, "$")
	var memory, passes uint32
	var threads uint8
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil || threads == 0 || passes == 0 {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || err2 != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// oneTimePassword returns 80 random bits without letters that look alike.
func oneTimePassword() string { return string(data.NewElementID()) }

// checkNewPassword returns *data.Invalid with password.short, password.long,
// password.same, password.name, password.simple or password.common.
func checkNewPassword(name, old, next string) error {
	code, small := "", strings.ToLower(next)
	switch n := utf8.RuneCountInString(next); {
	case n < minPassword:
		code = "password.short"
	case n > maxPassword:
		code = "password.long"
	case next == old:
		code = "password.same"
	case strings.Contains(small, strings.ToLower(name)):
		code = "password.name"
	case isSimple(small):
		code = "password.simple"
	case isCommon(small):
		code = "password.common"
	default:
		return nil
	}
	return &data.Invalid{Field: "password", Code: code}
}

// isSimple reports whether a password has few different characters, or is one long
// row of neighbours such as 1234567890.
func isSimple(s string) bool {
	different, runs := map[rune]bool{}, 0
	var last rune
	for i, r := range s {
		different[r] = true
		if i > 0 && (r-last > 1 || r-last < -1) {
			runs++
		}
		last = r
	}
	return len(different) < minDifferent || runs < 2
}

// isCommon reports whether a password is one of the list, perhaps with digits and
// signs around it.
func isCommon(s string) bool {
	word := strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	for line := range strings.Lines(commonPasswords) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") && (line == s || line == word) {
			return true
		}
	}
	return false
}
