package wire

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a decoder accepts, it writes again and reads as the same.

func FuzzVerify(f *testing.F) {
	f.Add(sign1(f, fullRequest()))
	f.Add(sign1(f, &Request{Proto: 1, Device: fullRequest().Device, Epoch: fullRequest().Epoch}))
	f.Fuzz(func(t *testing.T, b []byte) {
		// The signature of a changed message would never match: sign what follows it.
		if len(b) > headSize+16+64 {
			packed := b[headSize+16+64:]
			if plain, err := unpack(packed, MaxMessage); err == nil {
				b, _ = sign(kindRequest, key(), b[headSize:headSize+16], plain, MaxMessage)
			}
		}
		r, err := Verify(pub(), b)
		if err != nil {
			return
		}
		again, err := Verify(pub(), sign1(t, r))
		if err != nil {
			t.Fatal(err)
		}
		r.Echo, again.Echo = Echo{}, Echo{}
		if d := cmp.Diff(r, again); d != "" {
			t.Error(d)
		}
	})
}

func FuzzDecodeResponse(f *testing.F) {
	f.Add(encode(f, fullResponse()))
	big := fullResponse()
	big.Pull[0].Event = bytes.Repeat([]byte("event "), 300)
	f.Add(encode(f, big))
	f.Add([]byte("<html>"))
	f.Add([]byte{0x8a, 'W', 'S', 'r', 0, 3, 2, 1, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := DecodeResponse(b)
		if err != nil {
			return
		}
		again, err := DecodeResponse(encode(t, r))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(r, again); d != "" {
			t.Error(d)
		}
	})
}

func FuzzEnrol(f *testing.F) {
	b, err := SignEnrol(key(), fullEnrol())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	a, err := fullEnrolled().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(a)
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > headSize+32+64 {
			if plain, err := unpack(b[headSize+32+64:], MaxEnrol); err == nil {
				b, _ = sign(kindEnrol, key(), pub(), plain, MaxEnrol)
			}
		}
		if r, err := VerifyEnrol(b); err == nil {
			if _, err := SignEnrol(key(), r); err != nil {
				t.Fatal(err)
			}
		}
		if r, err := DecodeEnrolResponse(b); err == nil {
			if _, err := r.Encode(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzParseCode(f *testing.F) {
	f.Add(someCode().String())
	f.Add("ｏ０-iI lL 握手")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCode(s)
		if err != nil {
			return
		}
		if again, err := ParseCode(c.String()); err != nil || again != c {
			t.Errorf("%v comes back as %v, %v", c, again, err)
		}
	})
}
