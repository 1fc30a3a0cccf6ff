package wire

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"woshou/data"
)

func TestSeal_Travels(t *testing.T) {
	pub, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	req := Request{Proto: Proto, Device: data.DeviceID{1}, Epoch: data.Epoch{2}, Seal: SealIDOf("age1x")}
	b, err := Sign(key, &req)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Verify(pub, b)
	if err != nil || got.Seal != req.Seal || got.Seal == SealIDOf("age1y") || SealIDOf("") != (SealID{}) {
		t.Errorf("%v %v", got, err)
	}
	resp := Response{Proto: Proto, Echo: Echo{1}, Seal: "age1x"}
	if b, err = resp.Encode(); err != nil {
		t.Fatal(err)
	}
	if back, err := DecodeResponse(b); err != nil || back.Seal != "age1x" {
		t.Errorf("%v %v", back, err)
	}
	enrolled := EnrolResponse{Proto: Proto, Village: "v", Server: data.Epoch{1}, Seal: "age1x"}
	if b, err = enrolled.Encode(); err != nil {
		t.Fatal(err)
	}
	if back, err := DecodeEnrolResponse(b); err != nil || back.Seal != "age1x" {
		t.Errorf("%v %v", back, err)
	}
	// What an older program neither writes nor expects takes no bytes.
	resp.Seal, enrolled.Seal = "", ""
	plain, _ := resp.Encode()
	if bytes.Contains(plain, []byte{tagRespSeal, 0}) || len(plain) > 20 {
		t.Errorf("an answer without a key has %d bytes", len(plain))
	}
	long := strings.Repeat("a", MaxText+1)
	resp.Seal, enrolled.Seal = long, long
	if _, err := resp.Encode(); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if _, err := enrolled.Encode(); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}
