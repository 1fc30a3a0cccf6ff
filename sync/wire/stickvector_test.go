package wire

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"io"
	"testing"

	"woshou/data"
)

// stickVector is what a file by stick holds inside its sealing.
type stickVector struct {
	Items []any
	Vouch []byte
}

// A stick's kinds as vectors: how an item is read, and what vouches for the sum.
var stickKinds = map[string]struct {
	kind    byte
	item    func(n int, b []byte) (any, error)
	vouched func(items []any, sum data.Hash, last []byte) bool
}{
	"stick_up": {StickUp, func(_ int, b []byte) (any, error) { return Verify(pub(), b) },
		func(_ []any, sum data.Hash, last []byte) bool { return bytes.Equal(last, sum[:]) }},
	"stick_down": {StickDown, func(n int, b []byte) (any, error) {
		if n == 0 {
			return DecodeStickHead(b)
		}
		return DecodeResponse(b)
	}, vouchedByAuthority},
	"stick_peer": {StickPeer, func(_ int, b []byte) (any, error) { return DecodeStickCase(b) },
		func(_ []any, sum data.Hash, last []byte) bool { return hmac.Equal(last, vouchOfVillage(sum)) }},
}

func decodeStick(name string, b []byte) (any, error) {
	kind := stickKinds[name]
	r, err := OpenStick(bytes.NewReader(b), kind.kind)
	if err != nil {
		return nil, err
	}
	out := stickVector{Items: []any{}}
	for {
		raw, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		item, err := kind.item(len(out.Items), raw)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, item)
	}
	if out.Vouch = r.Vouch(); !kind.vouched(out.Items, r.Sum(), out.Vouch) {
		return nil, ErrSignature
	}
	return out, nil
}

// vouchOfVillage is the vouch of a village whose key is 07 x 32.
func vouchOfVillage(sum data.Hash) []byte {
	key, err := hkdf.Key(sha256.New, bytes.Repeat([]byte{7}, 32), nil, "woshou peer stick", 32)
	if err != nil {
		panic(err) // only for an impossible length
	}
	h := hmac.New(sha256.New, key)
	h.Write(sum[:])
	return h.Sum(nil)
}

func signedSum(sum data.Hash) []byte {
	digest := sha256.Sum256(append([]byte(StickVouch), sum[:]...))
	return digest[:]
}

func vouchedByAuthority(items []any, sum data.Hash, last []byte) bool {
	if len(items) == 0 {
		return false
	}
	key, err := x509.ParsePKIXPublicKey(items[0].(*StickHead).Authority)
	authority, ok := key.(*ecdsa.PublicKey)
	return err == nil && ok && ecdsa.VerifyASN1(authority, signedSum(sum), last)
}

// authorityOf is an authority whose private key on P-256 is a byte 32 times.
func authorityOf(t *testing.T, b byte) (key *ecdsa.PrivateKey, public []byte) {
	t.Helper()
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), bytes.Repeat([]byte{b}, 32))
	if err == nil {
		public, err = x509.MarshalPKIXPublicKey(key.Public())
	}
	if err != nil {
		t.Fatal(err)
	}
	return key, public
}

// stick writes a file of items that vouch vouches for.
func stick(t *testing.T, kind byte, vouch func(data.Hash) ([]byte, error), items ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewStick(&b, kind)
	for _, item := range items {
		err = errors.Join(err, w.Put(item))
	}
	if err := errors.Join(err, w.End(vouch)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// stickVectors are the files by stick, inside their sealing; age has vectors of its own.
func stickVectors(t *testing.T) map[string]vector {
	t.Helper()
	authority, public := authorityOf(t, 7)
	stranger, _ := authorityOf(t, 8)
	head := (&StickHead{Device: fullRequest().Device, Server: fullRequest().Server, GSN: 70000, Authority: public}).Encode()
	one, err := fullStickCase().Encode()
	if err != nil {
		t.Fatal(err)
	}
	bare := func(sum data.Hash) ([]byte, error) { return sum[:], nil }
	by := func(key *ecdsa.PrivateKey) func(data.Hash) ([]byte, error) {
		return func(sum data.Hash) ([]byte, error) { return key.Sign(nil, signedSum(sum), crypto.SHA256) }
	}
	exampleReq, exampleResp := example(t)
	up := stick(t, StickUp, bare, sign1(t, fullRequest()), exampleReq)
	down := stick(t, StickDown, by(authority), head, exampleResp)
	peer := stick(t, StickPeer, func(sum data.Hash) ([]byte, error) { return vouchOfVillage(sum), nil }, one)
	changed, newer := bytes.Clone(peer), bytes.Clone(up)
	changed[bytes.Index(changed, []byte("part"))] ^= 1
	newer[headSize]++
	begun := append(append(bytes.Clone(magic), StickUp), stickVersion)
	return map[string]vector{
		"stick_up":         {kind: "stick_up", expect: "ok", about: "two requests, signed by the key of seed 07 x 32", message: up},
		"stick_down":       {kind: "stick_down", expect: "ok", about: "head and an answer; authority: P-256, private key 07 x 32", message: down},
		"stick_peer":       {kind: "stick_peer", expect: "ok", about: "one case, from a village whose key is 07 x 32", message: peer},
		"stick_empty":      {kind: "stick_up", expect: "ok", about: "no item", message: stick(t, StickUp, bare)},
		"stick_down_other": {kind: "stick_down", expect: "signature", about: "signed by another authority (08 x 32) than the head names", message: stick(t, StickDown, by(stranger), head, exampleResp)},
		"stick_peer_other": {kind: "stick_peer", expect: "signature", about: "vouched for by the sum alone", message: stick(t, StickPeer, bare, one)},
		"stick_changed":    {kind: "stick_peer", expect: "signature", about: "one bit of the case's file changed", message: changed},
		"stick_cut":        {kind: "stick_up", expect: "damaged", about: "the last byte is missing", message: up[:len(up)-1]},
		"stick_longer":     {kind: "stick_up", expect: "damaged", about: "a byte behind the end", message: append(bytes.Clone(up), 0)},
		"stick_length":     {kind: "stick_up", expect: "damaged", about: "a length of 1 in two bytes", message: append(bytes.Clone(begun), 0x81, 0, 1)},
		"stick_large":      {kind: "stick_up", expect: "too_large", about: "an item of more than a message may have", message: append(bytes.Clone(begun), 0x81, 0x80, 0x44)},
		"stick_kind":       {kind: "stick_down", expect: "foreign", about: "a file on its way up where an answer belongs", message: up},
		"stick_newer":      {kind: "stick_up", expect: "newer", about: "version 2", message: newer},
	}
}
