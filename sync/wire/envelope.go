package wire

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"woshou/data"
)

// A message starts with magic and its kind, so that no web page passes for one.
// The first byte is no text in any encoding.
var magic = []byte{0x8a, 'W', 'S'}

const (
	kindRequest  = 'q'
	kindResponse = 'r'
	kindEnrol    = 'e'
	kindEnrolled = 'f'
)

// The byte before the fields says how they are packed.
const (
	packPlain = 0
	packZstd  = 1
)

const headSize = 4 // magic and kind

// smallMessage is the size in bytes up to which the quick packer packs: what it loses
// against the thorough one there is a few bytes, and the thorough one's tables cost more
// time than everything else about such a message.
const smallMessage = 4 << 10

// tinyMessage is the size in bytes up to which nothing is packed: such a message is
// identifiers and hashes, which do not get shorter.
const tinyMessage = 256

var (
	packer      = newPacker(zstd.SpeedBetterCompression)
	quickPacker = newPacker(zstd.SpeedFastest)
	unpacker    = newUnpacker()
)

func newPacker(level zstd.EncoderLevel) *zstd.Encoder {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(level),
		zstd.WithWindowSize(2<<20), zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err)
	}
	return w
}

func newUnpacker() *zstd.Decoder {
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(MaxMessage),
		zstd.WithDecoderMaxWindow(2<<20), zstd.WithDecoderLowmem(true))
	if err != nil {
		panic(err)
	}
	return r
}

// pack returns the fields behind the byte that names their packing, the shorter
// of plain and zstd.
func pack(plain []byte) []byte {
	by := packer
	switch {
	case len(plain) <= tinyMessage:
		return appendItem([]byte{packPlain}, plain)
	case len(plain) <= smallMessage:
		by = quickPacker
	}
	small := by.EncodeAll(plain, append(make([]byte, 0, len(plain)+64), packZstd))
	if len(small) <= len(plain) {
		return small
	}
	return appendItem([]byte{packPlain}, plain)
}

// unpack is pack's inverse. It refuses what would grow beyond limit bytes.
func unpack(b []byte, limit int) ([]byte, error) {
	if len(b) == 0 {
		return nil, data.ErrDamaged
	}
	var plain []byte
	switch b[0] {
	case packPlain: // behind its length, so that a cut shows
		var rest []byte
		var whole bool
		if plain, rest, whole = cutItem(b[1:]); !whole || len(rest) > 0 {
			return nil, data.ErrDamaged
		}
	case packZstd:
		var err error
		plain, err = unpacker.DecodeAll(b[1:], nil)
		if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
			return nil, ErrTooLarge
		}
		if err != nil {
			return nil, data.ErrDamaged
		}
	default:
		return nil, data.ErrNewer
	}
	if len(plain) > limit {
		return nil, ErrTooLarge
	}
	return plain, nil
}

// open checks size, magic and kind and returns what follows them.
func open(b []byte, kind byte, limit int) ([]byte, error) {
	switch {
	case !bytes.HasPrefix(b, magic) || len(b) < headSize:
		return nil, ErrForeign
	case len(b) > limit:
		return nil, ErrTooLarge
	case b[3] != kind:
		return nil, data.ErrDamaged
	}
	return b[headSize:], nil
}

// seal puts magic and kind before a packed message that nobody signs.
func seal(kind byte, plain []byte, limit int) ([]byte, error) {
	out := append(append(bytes.Clone(magic), kind), pack(plain)...)
	if len(plain) > limit || len(out) > limit {
		return nil, ErrTooLarge
	}
	return out, nil
}

// sign returns magic, kind, sender, signature and the packed message; the
// signature covers everything else.
func sign(kind byte, key ed25519.PrivateKey, sender, plain []byte, limit int) ([]byte, error) {
	head := append(append(bytes.Clone(magic), kind), sender...)
	packed := pack(plain)
	out := append(bytes.Clone(head), ed25519.Sign(key, append(head, packed...))...)
	out = append(out, packed...)
	if len(plain) > limit || len(out) > limit {
		return nil, ErrTooLarge
	}
	return out, nil
}

// verify checks the signature of a message whose sender takes size bytes and
// returns the unpacked fields. Nothing is unpacked before the signature is good.
func verify(b []byte, pub ed25519.PublicKey, size, limit int) ([]byte, error) {
	at := headSize + size
	if len(b) < at+ed25519.SignatureSize {
		return nil, data.ErrDamaged
	}
	packed := b[at+ed25519.SignatureSize:]
	signed := append(bytes.Clone(b[:at]), packed...)
	if len(pub) != ed25519.PublicKeySize || !ed25519.Verify(pub, signed, b[at:at+ed25519.SignatureSize]) {
		return nil, ErrSignature
	}
	return unpack(packed, limit)
}

// Echo names the bytes of one request. The answer repeats it, so that an answer
// to an earlier request is never taken for this one's.
type Echo [8]byte

// EchoOf returns the echo of a request's bytes as they travelled.
func EchoOf(request []byte) Echo {
	sum := sha256.Sum256(request)
	return Echo(sum[:8])
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
