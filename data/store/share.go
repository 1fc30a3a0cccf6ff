package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"woshou/data"
)

// VillageKey is the key of a village's record, on its way into a record of a further
// computer. It never leaves the program unsealed.
type VillageKey struct {
	secret []byte
	// recovery is the wrap of the recovery key: the village's sheet opens the new record too.
	recovery keyWrap
}

// Holder returns whom the recovery key was made for.
func (k *VillageKey) Holder() data.ElementID { return k.recovery.Author }

// sealedVersion begins a village's key that is sealed under its recovery key.
const sealedVersion = 1

// maxSealed bounds one, in bytes.
const maxSealed = 256

// encode returns the wrap as it leaves this computer: a version and JSON.
func (w *keyWrap) encode() []byte {
	body, err := json.Marshal(w)
	if err != nil {
		panic("store: wrap cannot be encoded: " + err.Error()) // strings and numbers only
	}
	return append([]byte{sealedVersion}, body...)
}

// decodeSealed returns data.ErrNewer for a later version, data.ErrDamaged for anything else
// that is no wrap of a recovery key.
func decodeSealed(b []byte) (w keyWrap, err error) {
	switch {
	case len(b) == 0 || len(b) > maxSealed:
		return w, fmt.Errorf("sealed key: %w", data.ErrDamaged)
	case b[0] != sealedVersion:
		return w, fmt.Errorf("sealed key: %w", data.ErrNewer)
	}
	if json.Unmarshal(b[1:], &w) != nil || w.Kind != wrapRecovery || len(w.Salt) == 0 || len(w.Sealed) == 0 {
		return keyWrap{}, fmt.Errorf("sealed key: %w", data.ErrDamaged)
	}
	return w, nil
}

// OpenSealedKey opens a village's key with the recovery key on its sheet. The error is
// *data.Invalid for a slip of the pen, data.ErrPassword when the sheet is of another
// village or an older one, data.ErrNewer or data.ErrDamaged.
func OpenSealedKey(sealed []byte, recoveryKey string) (*VillageKey, error) {
	if err := CheckRecoveryKey(recoveryKey); err != nil {
		return nil, err
	}
	w, err := decodeSealed(sealed)
	if err != nil {
		return nil, err
	}
	h := header{Wraps: []keyWrap{w}}
	secret, _, err := h.openRecovery(recoveryKey)
	if err != nil {
		return nil, wrap("open the village's key", err)
	}
	return &VillageKey{secret, w}, nil
}

func (h *header) recovery() *keyWrap {
	i := slices.IndexFunc(h.Wraps, func(w keyWrap) bool { return w.Kind == wrapRecovery })
	if i < 0 {
		return nil
	}
	return &h.Wraps[i]
}

// SealedKey returns the village's key as sealed under the newest recovery key: only its
// sheet opens it.
func (s *Store) SealedKey() ([]byte, error) {
	h, err := s.readHeader()
	if err != nil {
		return nil, wrap("read the sealed key", err)
	}
	w := h.recovery()
	if w == nil {
		return nil, nil
	}
	return w.encode(), nil
}

// SealedDigest names a sealed key in 8 bytes; nil for none.
func SealedDigest(sealed []byte) []byte {
	if len(sealed) == 0 {
		return nil
	}
	sum := sha256.Sum256(sealed)
	return sum[:8]
}

// ErrUnsent says that the village's key may not leave this computer yet: the township
// does not have all case numbers that it gave.
var ErrUnsent = fmt.Errorf("case numbers are not at the township yet: %w", data.ErrNotFound)

// Share notes that the village's key leaves this computer, for the township to keep or in an
// invitation, so that from now on others may give case numbers too. The error is ErrUnsent
// while they could give one that this computer has given.
func (s *Store) Share() error {
	return wrap("share the village's key", s.update(func(t *txn) error {
		if t.st.Shared {
			return nil
		}
		confirmed, err := t.confirmed()
		if err != nil {
			return err
		}
		n, err := t.numbering()
		if err != nil {
			return err
		}
		sure := slices.ContainsFunc(n.Claims, func(b data.NumberBlock) bool {
			return confirmed[b.ID] && b.Device == n.Device && b.Epoch == n.Epoch
		})
		if !sure || t.st.Acked < t.st.own().Seq {
			return ErrUnsent
		}
		t.st.Shared = true
		return nil
	}))
}

// takeRecovery puts the recovery key that the committee's record names in the place of this
// computer's, once the record is all there.
func (s *Store) takeRecovery() error {
	text := s.Committee().Recovery
	if text == "" || s.Filling() {
		return nil
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil // a later program wrote it
	}
	w, err := decodeSealed(sealed)
	if err != nil {
		return nil
	}
	if own, err := s.SealedKey(); err != nil || bytes.Equal(own, sealed) {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.editHeader(func(h *header) error {
		h.setWrap(w)
		return nil
	})
}

// setWrap puts a recovery key's wrap in the place of an earlier one.
func (h *header) setWrap(w keyWrap) {
	h.Wraps = append(slices.DeleteFunc(h.Wraps, func(o keyWrap) bool { return o.Kind == wrapRecovery }), w)
}

// tellRecovery writes the new recovery key's seal into the committee's record.
func (s *Store) tellRecovery() error {
	sealed, err := s.SealedKey()
	if err != nil {
		return err
	}
	c := s.Committee()
	c.Recovery = base64.StdEncoding.EncodeToString(sealed)
	return s.SaveCommittee("recovery", c)
}
