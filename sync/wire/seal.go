package wire

import "crypto/sha256"

// SealID is what a request says of the township's public key that the device knows: the
// first bytes of its SHA-256; zero for none. The answer then need not repeat the key.
type SealID [4]byte

// SealIDOf names a township's public key (age, X25519), as its text.
func SealIDOf(recipient string) (id SealID) {
	if recipient != "" {
		sum := sha256.Sum256([]byte(recipient))
		copy(id[:], sum[:])
	}
	return id
}

// The fields of the township's public key in a request, its answer and the answer to an
// enrolment.
const (
	tagReqSeal      = 21
	tagRespSeal     = 21
	tagEnrolledSeal = 6
)
