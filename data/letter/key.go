package letter

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"filippo.io/age"

	"woshou/data"
)

// ErrKey says that a letter was sealed to another key.
var ErrKey = errors.New("sealed to another key")

// NameOf names a recipient.
func NameOf(recipient string) data.KeyName {
	sum := sha256.Sum256([]byte(recipient))
	return data.KeyName(hex.EncodeToString(sum[:8]))
}

// CheckRecipient returns an error wrapping data.ErrDamaged for a text that is no
// recipient of age, X25519.
func CheckRecipient(s string) error {
	if _, err := age.ParseX25519Recipient(s); err != nil {
		return fmt.Errorf("recipient: %w", data.ErrDamaged)
	}
	return nil
}

// Identity returns the identity whose secret is these 32 bytes.
func Identity(secret [32]byte) *age.X25519Identity {
	id, err := age.ParseX25519Identity(bech32("AGE-SECRET-KEY-", secret[:]))
	if err != nil {
		panic("letter: " + err.Error()) // 32 bytes are always one
	}
	return id
}

// keyOr says whether age refused because of the key or because of the bytes.
func keyOr(err error) error {
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		return ErrKey
	}
	return data.ErrDamaged
}

const bech32Letters = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"

// bech32 writes bytes as age writes its keys (BIP 173), in capitals.
func bech32(prefix string, b []byte) string {
	var values []byte
	acc, bits := 0, 0
	for _, x := range b {
		acc, bits = acc<<8|int(x), bits+8
		for ; bits >= 5; bits -= 5 {
			values = append(values, byte(acc>>(bits-5))&31)
		}
		acc &= 1<<bits - 1
	}
	if bits > 0 {
		values = append(values, byte(acc<<(5-bits))&31)
	}
	out := []byte(prefix + "1")
	for _, v := range append(values, bech32Check(prefix, values)...) {
		out = append(out, bech32Letters[v])
	}
	return string(out)
}

// bech32Check returns the six values of the checksum.
func bech32Check(prefix string, values []byte) []byte {
	all := make([]byte, 0, 2*len(prefix)+1+len(values)+6)
	for _, c := range []byte(prefix) {
		all = append(all, (c|0x20)>>5) // as in small letters
	}
	all = append(all, 0)
	for _, c := range []byte(prefix) {
		all = append(all, (c|0x20)&31)
	}
	all = append(append(all, values...), 0, 0, 0, 0, 0, 0)
	sum := uint32(1)
	for _, v := range all {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range []uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	sum ^= 1
	out := make([]byte, 6)
	for i := range out {
		out[i] = byte(sum>>(5*(5-i))) & 31
	}
	return out
}
