package data

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOpened_Golden(t *testing.T) {
	o := Opened{HandUp: "h1", AnswerTo: "age1", Key: "k1", Sealed: []byte{1, 2, 3}}
	if got := hex.EncodeToString(o.Encode()); got != "01026831"+"020461676531"+"03026b31"+"0403010203" {
		t.Errorf("encoded %s", got)
	}
	back, err := DecodeOpened(o.Encode())
	if diff := cmp.Diff(o, back); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	e := sampleEvent()
	e.Opened = o.Encode()
	whole, err := DecodeEvent(e.Encode())
	if diff := cmp.Diff(e, whole); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestDecodeOpened_Refuses(t *testing.T) {
	full := Opened{HandUp: "h1", AnswerTo: "age1", Key: "k1", Sealed: []byte{1}}
	for name, change := range map[string]func(*Opened){
		"no hand-up":   func(o *Opened) { o.HandUp = "" },
		"no recipient": func(o *Opened) { o.AnswerTo = "" },
		"no content":   func(o *Opened) { o.Sealed = nil },
		"a long name":  func(o *Opened) { o.AnswerTo = string(bytes.Repeat([]byte("a"), maxOpenedText+1)) },
	} {
		o := full
		change(&o)
		if _, err := DecodeOpened(o.Encode()); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecodeOpened(f *testing.F) {
	f.Add((&Opened{HandUp: "h1", AnswerTo: "age1", Key: "k1", Sealed: []byte{1}}).Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := DecodeOpened(b)
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("unexpected error %v", err)
		}
		if err != nil {
			return
		}
		if back, err := DecodeOpened(o.Encode()); err != nil || cmp.Diff(o, back) != "" {
			t.Errorf("encoded again: %v %s", err, cmp.Diff(o, back))
		}
	})
}
