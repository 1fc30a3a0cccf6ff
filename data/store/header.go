package store

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/crypto/argon2"

	"woshou/data"
	"woshou/data/seal"
)

// FormatVersion is the version of the file's format that this program writes.
const FormatVersion = 2

// Argon2Params is the cost of turning a password into a key (RFC 9106).
type Argon2Params struct {
	// Memory in KiB; Time is the number of passes; Lanes run side by side.
	Memory uint32 `json:"m"`
	Time   uint32 `json:"t"`
	Lanes  uint8  `json:"p"`
}

// DefaultArgon2 is the second recommended choice of RFC 9106: 64 MiB, three passes,
// four lanes.
var DefaultArgon2 = Argon2Params{Memory: 64 * 1024, Time: 3, Lanes: 4}

// What a header may ask of this computer: 4 GiB, 64 passes.
const (
	maxMemory = 4 << 20
	maxTime   = 64
)

func (p Argon2Params) filled() Argon2Params {
	if p.Memory == 0 {
		p.Memory = DefaultArgon2.Memory
	}
	if p.Time == 0 {
		p.Time = DefaultArgon2.Time
	}
	if p.Lanes == 0 {
		p.Lanes = DefaultArgon2.Lanes
	}
	return p
}

// The ways a wrap's key is made.
const (
	wrapArgon2   = "argon2id"
	wrapRecovery = "hkdf-sha256"
)

// keyWrap is the village key sealed for one user, or for the recovery key.
type keyWrap struct {
	Kind   string         `json:"kind"`
	Author data.ElementID `json:"author"`
	Argon2 Argon2Params   `json:"argon2,omitzero"`
	Salt   []byte         `json:"salt"`
	Sealed []byte         `json:"sealed"`
}

// ad binds a wrap to everything that stands beside it.
func (w *keyWrap) ad() []byte {
	return fmt.Appendf(nil, "wrap\x00%s\x00%s\x00%d.%d.%d\x00%x",
		w.Kind, w.Author, w.Argon2.Memory, w.Argon2.Time, w.Argon2.Lanes, w.Salt)
}

// header is the only plain part of the file: how the rest is opened.
type header struct {
	Cipher string    `json:"cipher"`
	Wraps  []keyWrap `json:"wraps"`
}

// headerMagic starts every header; the version follows, and a checksum ends it, in
// every version there will be.
var headerMagic = []byte("woshou record\n")

const headerSum = 8

func (h *header) encode() []byte {
	out := binary.AppendUvarint(bytes.Clone(headerMagic), FormatVersion)
	body, err := json.Marshal(h)
	if err != nil {
		panic("store: header cannot be encoded: " + err.Error()) // strings and numbers only
	}
	out = append(out, body...)
	sum := sha256.Sum256(out)
	return append(out, sum[:headerSum]...)
}

// decodeHeader returns data.ErrNewer for a whole header of a later version, and
// data.ErrDamaged for anything else it cannot use.
func decodeHeader(b []byte) (header, error) {
	damaged := fmt.Errorf("header: %w", data.ErrDamaged)
	cut := len(b) - headerSum
	if cut < len(headerMagic) || !bytes.HasPrefix(b, headerMagic) {
		return header{}, damaged
	}
	if sum := sha256.Sum256(b[:cut]); !bytes.Equal(sum[:headerSum], b[cut:]) {
		return header{}, damaged
	}
	version, n := binary.Uvarint(b[len(headerMagic):cut])
	switch {
	case n <= 0 || version == 0:
		return header{}, damaged
	case version > FormatVersion:
		return header{}, data.ErrNewer
	}
	var h header
	if json.Unmarshal(b[len(headerMagic)+n:cut], &h) != nil {
		return header{}, damaged
	}
	if h.Cipher != cipherName {
		return header{}, data.ErrNewer
	}
	for _, w := range h.Wraps {
		a := w.Argon2
		if w.Kind == wrapArgon2 && (a.Time == 0 || a.Lanes == 0 || a.Memory > maxMemory || a.Time > maxTime) {
			return header{}, damaged
		}
	}
	return h, nil
}

func newHeader(secret []byte, first NewRecord, recoveryKey string, cost Argon2Params) (header, error) {
	h := header{Cipher: cipherName}
	if err := h.setPassword(secret, first.Author, first.Password, cost); err != nil {
		return h, err
	}
	return h, h.setRecovery(secret, first.Author, recoveryKey)
}

// setRecovery wraps the village key under a recovery key, in place of an earlier one.
func (h *header) setRecovery(secret []byte, author data.ElementID, recoveryKey string) error {
	entropy, err := parseRecoveryKey(recoveryKey)
	if err != nil {
		return err
	}
	w := keyWrap{Kind: wrapRecovery, Author: author, Salt: randomBytes(saltSize)}
	w.Sealed = seal.Seal(seal.NewKey(w.recoveryKey(entropy)), secret, w.ad())
	h.setWrap(w)
	return nil
}

var errNoPassword = &data.Invalid{Field: "password", Code: "password.empty"}

// setPassword wraps the village key for an author, in place of an earlier wrap.
// Wraps of equal cost share their salt, so that one derivation tries them all.
func (h *header) setPassword(secret []byte, author data.ElementID, password string, cost Argon2Params) error {
	if password == "" {
		return errNoPassword
	}
	w := keyWrap{Kind: wrapArgon2, Author: author, Argon2: cost, Salt: randomBytes(saltSize)}
	for _, other := range h.Wraps {
		if other.Kind == wrapArgon2 && other.Argon2 == cost {
			w.Salt = other.Salt
		}
	}
	w.Sealed = seal.Seal(seal.NewKey(w.passwordKey(password)), secret, w.ad())
	h.Wraps = slices.DeleteFunc(h.Wraps, func(o keyWrap) bool { return o.Kind == wrapArgon2 && o.Author == author })
	h.Wraps = append(h.Wraps, w)
	return nil
}

func (w *keyWrap) passwordKey(password string) []byte {
	return argon2.IDKey([]byte(password), w.Salt, w.Argon2.Time, w.Argon2.Memory, w.Argon2.Lanes, keySize)
}

// recoveryKey needs no slow derivation: the key on the paper is random.
func (w *keyWrap) recoveryKey(entropy []byte) []byte {
	key, err := hkdf.Key(sha256.New, entropy, w.Salt, "woshou recovery", keySize)
	if err != nil {
		panic("store: " + err.Error()) // only for an impossible key size
	}
	return key
}

// openWith returns the village key and the wrap that a password opens.
func (h *header) openWith(password string) ([]byte, *keyWrap, error) {
	derived := map[string][]byte{}
	for i := range h.Wraps {
		w := &h.Wraps[i]
		if w.Kind != wrapArgon2 {
			continue
		}
		id := fmt.Sprint(w.Argon2, w.Salt)
		if derived[id] == nil {
			derived[id] = w.passwordKey(password)
		}
		if secret, err := seal.Open(seal.NewKey(derived[id]), w.Sealed, w.ad()); err == nil && len(secret) == keySize {
			return secret, w, nil
		}
	}
	return nil, nil, data.ErrPassword
}

// openRecovery returns the village key and the author the recovery key stands for.
func (h *header) openRecovery(text string) ([]byte, data.ElementID, error) {
	entropy, err := parseRecoveryKey(text)
	if err != nil {
		return nil, "", err
	}
	for i := range h.Wraps {
		w := &h.Wraps[i]
		if w.Kind != wrapRecovery {
			continue
		}
		if secret, err := seal.Open(seal.NewKey(w.recoveryKey(entropy)), w.Sealed, w.ad()); err == nil && len(secret) == keySize {
			return secret, w.Author, nil
		}
	}
	return nil, "", data.ErrPassword
}
