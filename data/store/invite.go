package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"woshou/data"
	"woshou/data/seal"
)

// Invited is what an invitation says to the computer that joins by it.
type Invited struct {
	// ID is the invitation's in the committee's record.
	ID data.ElementID `json:"id"`
	// Address and Pin are the township's; Committee and Area the village's.
	Address   string `json:"address"`
	Pin       []byte `json:"pin"`
	Committee string `json:"committee"`
	Area      string `json:"area"`
	// People are who may sit at the new computer.
	People []Person `json:"people"`
	// Copy is the name of the copy of the record that lies beside the invitation; empty
	// for none.
	Copy string `json:"copy,omitempty"`
}

// Person is a mediator as an invitation names one.
type Person struct {
	ID   data.ElementID `json:"id"`
	Name string         `json:"name"`
}

// invitation is an invitation's file: how the rest is opened, and the rest.
type invitation struct {
	Argon2 Argon2Params `json:"argon2"`
	Salt   []byte       `json:"salt"`
	Sealed []byte       `json:"sealed"`
}

// inviteContent is what the seal holds.
type inviteContent struct {
	Invited
	Key      []byte `json:"key"`
	Recovery []byte `json:"recovery"`
}

// inviteMagic starts every invitation; the version follows, and a checksum ends it, in
// every version there will be.
var inviteMagic = []byte("woshou invitation\n")

const (
	inviteVersion = 1
	// maxInvite bounds a file, in bytes; maxInviteMemory what it may ask of this computer,
	// in KiB, and maxInviteTime in passes.
	maxInvite       = 64 << 10
	maxInviteMemory = 256 << 10
	maxInviteTime   = 16
)

// Invite returns an invitation for one more computer, as a file, and the code that opens it,
// to be shown once. Only who manages may; the error is ErrUnsent while the key may not
// leave this computer.
func (s *Store) Invite(what Invited) (file []byte, code string, err error) {
	if s.Access() != data.Manages {
		return nil, "", wrap("invite", errManage)
	}
	if err := s.Share(); err != nil {
		return nil, "", err
	}
	recovery, err := s.SealedKey()
	if err != nil {
		return nil, "", err
	}
	plain, err := json.Marshal(inviteContent{what, s.secret, recovery})
	if err != nil {
		return nil, "", wrap("invite", err)
	}
	code = invitePaper.make()
	entropy, err := invitePaper.parse(code)
	if err != nil {
		return nil, "", wrap("invite", err)
	}
	in := invitation{Argon2: s.opt.Argon2, Salt: randomBytes(saltSize)}
	in.Sealed = seal.Seal(seal.NewKey(in.key(entropy)), plain, in.ad())
	return in.encode(), code, nil
}

func (in *invitation) key(entropy []byte) []byte {
	w := keyWrap{Argon2: in.Argon2, Salt: in.Salt}
	return w.passwordKey(string(entropy))
}

func (in *invitation) ad() []byte {
	return fmt.Appendf(nil, "invitation\x00%d.%d.%d\x00%x", in.Argon2.Memory, in.Argon2.Time, in.Argon2.Lanes, in.Salt)
}

func (in *invitation) encode() []byte {
	out := binary.AppendUvarint(bytes.Clone(inviteMagic), inviteVersion)
	body, err := json.Marshal(in)
	if err != nil {
		panic("store: invitation cannot be encoded: " + err.Error()) // strings and numbers only
	}
	out = append(out, body...)
	sum := sha256.Sum256(out)
	return append(out, sum[:headerSum]...)
}

// decodeInvitation returns data.ErrNewer for a whole one of a later version, and
// data.ErrDamaged for anything else it cannot use.
func decodeInvitation(b []byte) (in invitation, err error) {
	damaged := fmt.Errorf("invitation: %w", data.ErrDamaged)
	cut := len(b) - headerSum
	if len(b) > maxInvite || cut < len(inviteMagic) || !bytes.HasPrefix(b, inviteMagic) {
		return in, damaged
	}
	if sum := sha256.Sum256(b[:cut]); !bytes.Equal(sum[:headerSum], b[cut:]) {
		return in, damaged
	}
	version, n := binary.Uvarint(b[len(inviteMagic):cut])
	switch {
	case n <= 0 || version == 0:
		return in, damaged
	case version > inviteVersion:
		return in, data.ErrNewer
	}
	if json.Unmarshal(b[len(inviteMagic)+n:cut], &in) != nil {
		return invitation{}, damaged
	}
	if a := in.Argon2; a.Time == 0 || a.Lanes == 0 || a.Memory == 0 || a.Memory > maxInviteMemory || a.Time > maxInviteTime || len(in.Salt) == 0 {
		return invitation{}, damaged
	}
	return in, nil
}

// OpenInvitation opens an invitation with its code. The error is *data.Invalid for a slip of
// the pen, data.ErrPassword when the code is another invitation's, data.ErrNewer or
// data.ErrDamaged.
func OpenInvitation(file []byte, code string) (*Invited, *VillageKey, error) {
	entropy, err := invitePaper.parse(code)
	if err != nil {
		return nil, nil, err
	}
	in, err := decodeInvitation(file)
	if err != nil {
		return nil, nil, err
	}
	plain, err := seal.Open(seal.NewKey(in.key(entropy)), in.Sealed, in.ad())
	if err != nil {
		return nil, nil, fmt.Errorf("invitation: %w", data.ErrPassword)
	}
	var c inviteContent
	if json.Unmarshal(plain, &c) != nil || len(c.Key) != keySize {
		return nil, nil, fmt.Errorf("invitation: %w", data.ErrDamaged)
	}
	w, err := decodeSealed(c.Recovery)
	if err != nil {
		return nil, nil, err
	}
	return &c.Invited, &VillageKey{c.Key, w}, nil
}
