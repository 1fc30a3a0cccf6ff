package store

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"

	"filippo.io/age"

	"woshou/data"
	"woshou/data/letter"
	"woshou/data/seal"
)

// villageIdentity makes the identity to which a township answers. All computers of the
// village have it.
func villageIdentity(secret []byte) *age.X25519Identity {
	key, err := hkdf.Key(sha256.New, secret, nil, "woshou village recipient", keySize)
	if err != nil {
		panic("store: " + err.Error()) // only for an impossible length
	}
	return letter.Identity([keySize]byte(key))
}

// Recipient returns the village's public key (age, X25519), to which a township seals
// its answers.
func (s *Store) Recipient() string { return s.identity.Recipient().String() }

// SaveOpened is SaveCase for a case that is handed up over the line: the event carries what
// the township may read. The case is the township's from this event on.
func (s *Store) SaveOpened(kind string, before, after *data.Case, o data.Opened) (*data.Case, error) {
	if after.AtTownship() == nil || before.AtTownship() != nil {
		return nil, &data.Invalid{Field: "case", Code: "id.wrong"}
	}
	return s.saveCase(kind, before, after, o.Encode())
}

// openBody opens what an event says; data.ErrDamaged when the key is not its own.
func (s *Store) openBody(key cipher.AEAD, e *data.Event) (data.Body, error) {
	switch {
	case key == nil:
		return data.Body{}, fmt.Errorf("event body: %w", data.ErrNotFound)
	case len(e.Body) == 0: // that a case is destroyed
		return data.Body{}, nil
	case answers(e):
		return letter.OpenAnswer(e.Body, s.identity)
	}
	packed, err := seal.Open(key, e.Body, e.UID[:])
	if err != nil {
		return data.Body{}, fmt.Errorf("event body: %w", err)
	}
	plain, err := unpack(packed)
	if err != nil {
		return data.Body{}, err
	}
	return data.DecodeBody(plain)
}

// answers reports whether an event is a township's answer, sealed to the village.
func answers(e *data.Event) bool { return len(e.Body) > 0 && e.Body[0] == letter.Sealed }

// answered reports whether a township's answer is among what has just arrived: the row that
// follows from it is the village's to tell.
func (t *txn) answered(foreign map[place]bool) (bool, error) {
	for at := range foreign {
		e, err := t.event(at)
		if err != nil || answers(&e) {
			return err == nil, err
		}
	}
	return false, nil
}
