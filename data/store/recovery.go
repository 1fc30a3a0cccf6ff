package store

import (
	"fmt"
	"strings"

	"woshou/data"
)

// paperKey is a kind of key that people write down: groups of five characters, four that are
// random and one that checks the group and its place. A wrong character, two that changed
// places and groups that changed places are all found, and the group is named.
type paperKey struct {
	groups int
	// length and slip are the errors; a slip's field ends with the group, counted from 1.
	length, slip data.Invalid
}

// A recovery key has 140 random bits and lasts for years; the code of an invitation has 60,
// lasts for a day, and each try of it costs what a try of a password does.
var (
	recoveryPaper = paperKey{
		7, data.Invalid{Field: "recovery", Code: "recovery.length"}, data.Invalid{Field: "recovery", Code: "recovery.slip"},
	}
	invitePaper = paperKey{
		3, data.Invalid{Field: "invite", Code: "invite.length"}, data.Invalid{Field: "invite", Code: "invite.slip"},
	}
)

const (
	groupRandom    = 4
	recoveryDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // no I, L, O, U
)

func newRecoveryKey() string { return recoveryPaper.make() }

func (k paperKey) make() string {
	groups := make([]string, k.groups)
	random := randomBytes(k.groups * groupRandom)
	for g := range groups {
		var v [groupRandom]byte
		for i := range v {
			v[i] = random[g*groupRandom+i] % 32
		}
		groups[g] = groupText(g, v)
	}
	return strings.Join(groups, "-")
}

func groupText(g int, v [groupRandom]byte) string {
	var b strings.Builder
	for _, x := range v {
		b.WriteByte(recoveryDigits[x])
	}
	b.WriteByte(recoveryDigits[groupCheck(g, v)])
	return b.String()
}

// groupCheck is a sum over the field of 32 elements with a weight for each place.
func groupCheck(g int, v [groupRandom]byte) byte {
	sum := byte(g + 1)
	for _, x := range v {
		sum = double(sum ^ x)
	}
	return sum
}

// double multiplies by x in GF(2)[x]/(x^5+x^2+1).
func double(v byte) byte {
	v <<= 1
	if v&32 != 0 {
		v ^= 32 | 5
	}
	return v
}

// CheckRecoveryKey says whether text is written like a recovery key; spaces, dashes,
// small letters and O, I, L for 0, 1, 1 are taken as meant. The error is
// *data.Invalid: recovery.length, or recovery.slip with the group, counted from 1,
// at the end of Field ("recovery.3").
func CheckRecoveryKey(text string) error {
	_, err := recoveryPaper.parse(text)
	return err
}

// CheckInviteCode says the same of the code of an invitation: invite.length, or invite.slip
// with the group at the end of Field ("invite.3").
func CheckInviteCode(text string) error {
	_, err := invitePaper.parse(text)
	return err
}

var asMeant = strings.NewReplacer("-", "", " ", "", "\u3000", "", "－", "", "\t", "", "\n", "", "\r", "",
	"O", "0", "I", "1", "L", "1")

func parseRecoveryKey(text string) ([]byte, error) { return recoveryPaper.parse(text) }

// parse returns the random values of a key, four a group.
func (k paperKey) parse(text string) ([]byte, error) {
	text = asMeant.Replace(strings.ToUpper(text))
	const group = groupRandom + 1
	if len(text) != k.groups*group {
		bad := k.length
		return nil, &bad
	}
	var out []byte
	for g := range k.groups {
		var v [group]byte
		slip := false
		for i := range v {
			at := strings.IndexByte(recoveryDigits, text[g*group+i])
			slip = slip || at < 0
			v[i] = byte(at)
		}
		random := [groupRandom]byte(v[:groupRandom])
		if slip || groupCheck(g, random) != v[groupRandom] {
			bad := k.slip
			bad.Field = fmt.Sprintf("%s.%d", bad.Field, g+1)
			return nil, &bad
		}
		out = append(out, random[:]...)
	}
	return out, nil
}
