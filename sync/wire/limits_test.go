package wire

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"woshou/data"
)

// noise is bytes that do not compress, as sealed events are.
func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.New(rand.NewPCG(1, uint64(n)))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func entries(n int, event []byte) []Entry {
	list := make([]Entry, n)
	for i := range list {
		list[i] = Entry{GSN: uint64(i + 1), Event: event, Seq: 1}
	}
	return list
}

func repeat[T any](v T, n int) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = v
	}
	return list
}

// Every limit holds at n and refuses n+1, for the writer and for the reader.
func TestRequest_Limits(t *testing.T) {
	wrapped := WrappedKey{Case: data.CaseID{1}, Key: []byte{1}}
	for name, c := range map[string]struct {
		within, beyond func(*Request)
	}{
		"push": {
			func(r *Request) { r.Push = [][]byte{noise(MaxPush - 1), {1}} },
			func(r *Request) { r.Push = [][]byte{noise(MaxPush), {1}} },
		},
		"one event": {
			func(r *Request) { r.Push = [][]byte{noise(data.MaxEvent)} },
			func(r *Request) { r.Push = [][]byte{noise(data.MaxEvent + 1)} },
		},
		"count of events": {
			func(r *Request) { r.Push = repeat([]byte{1}, MaxEntries) },
			func(r *Request) { r.Push = repeat([]byte{1}, MaxEntries+1) },
		},
		"count of keys": {
			func(r *Request) { r.Keys = repeat(wrapped, MaxKeys) },
			func(r *Request) { r.Keys = repeat(wrapped, MaxKeys+1) },
		},
		"key": {
			func(r *Request) { r.Keys = []WrappedKey{{Key: noise(MaxKey)}} },
			func(r *Request) { r.Keys = []WrappedKey{{Key: noise(MaxKey + 1)}} },
		},
	} {
		r := fullRequest()
		c.within(r)
		if _, err := Verify(pub(), sign1(t, r)); err != nil {
			t.Errorf("%s at the limit: %v", name, err)
		}
		c.beyond(r)
		if _, err := Sign(key(), r); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s beyond the limit: Sign = %v, want ErrTooLarge", name, err)
		}
		if _, err := Verify(pub(), unchecked(t, r)); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s beyond the limit: Verify = %v, want ErrTooLarge", name, err)
		}
	}
}

// unchecked is a request's bytes from a program that keeps no limits.
func unchecked(t *testing.T, r *Request) []byte {
	t.Helper()
	var w writer
	w.uint(tagReqProto, uint64(r.Proto))
	w.id(tagReqEpoch, r.Epoch[:])
	w.list(tagReqPush, r.Push)
	w.list(tagReqKeys, encodeKeys(r.Keys))
	b, err := sign(kindRequest, key(), r.Device[:], w.out, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestResponse_Limits(t *testing.T) {
	for name, c := range map[string]struct {
		within, beyond []Entry
	}{
		"pull":             {entries(2, noise(MaxPull/2)), entries(2, noise(MaxPull/2+1))},
		"one event":        {entries(1, noise(data.MaxEvent)), entries(1, noise(data.MaxEvent+1))},
		"count of entries": {entries(MaxEntries, nil), entries(MaxEntries+1, nil)},
	} {
		r := fullResponse()
		r.NextGSN, r.Pull, r.Newest = 1<<20, c.within, nil
		if _, err := DecodeResponse(encode(t, r)); err != nil {
			t.Errorf("%s at the limit: %v", name, err)
		}
		r.Pull = c.beyond
		if _, err := r.Encode(); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s beyond the limit: Encode = %v, want ErrTooLarge", name, err)
		}
		var w writer
		w.id(tagRespEcho, r.Echo[:])
		w.uint(tagRespProto, 1)
		var list [][]byte
		for _, e := range r.Pull {
			list = append(list, e.encode())
		}
		w.list(tagRespPull, list)
		w.uint(tagRespNextGSN, r.NextGSN)
		b, err := seal(kindResponse, w.out, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := DecodeResponse(b); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s beyond the limit: Decode = %v, want ErrTooLarge", name, err)
		}
	}
}

// The events of a pull and of the newest cases are bounded together.
func TestResponse_NewestLimit(t *testing.T) {
	r := fullResponse()
	r.Pull, r.Newest = entries(1, noise(MaxPull/2)), entries(1, noise(MaxPull/2))
	r.NextGSN = r.Pull[0].GSN
	if _, err := DecodeResponse(encode(t, r)); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	r.Newest = entries(1, noise(MaxPull/2+1))
	if _, err := r.Encode(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("beyond the limit: %v, want ErrTooLarge", err)
	}
}

func TestEnrol_Limits(t *testing.T) {
	r := fullEnrol()
	r.Committee = strings.Repeat("x", MaxText)
	if _, err := SignEnrol(key(), r); err != nil {
		t.Errorf("name at the limit: %v", err)
	}
	r.Committee += "x"
	if _, err := SignEnrol(key(), r); !errors.Is(err, ErrTooLarge) {
		t.Errorf("name beyond the limit: %v, want ErrTooLarge", err)
	}
	a := fullEnrolled()
	a.Town = strings.Repeat("x", MaxText+1)
	if _, err := a.Encode(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("town beyond the limit: %v, want ErrTooLarge", err)
	}
	if _, err := VerifyEnrol(append(bytes.Clone(magic), append([]byte{kindEnrol}, make([]byte, MaxEnrol)...)...)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("message beyond the limit: %v, want ErrTooLarge", err)
	}
}

func TestCut_EndsWithAWholeCharacter(t *testing.T) {
	for text, want := range map[string]string{
		"": "", strings.Repeat("x", MaxText): strings.Repeat("x", MaxText), strings.Repeat("x", MaxText+1): strings.Repeat("x", MaxText),
		strings.Repeat("村", 67): strings.Repeat("村", 66), strings.Repeat("𬭎", 51): strings.Repeat("𬭎", 50),
		"x" + strings.Repeat("𬭎", 50): "x" + strings.Repeat("𬭎", 49),
	} {
		if got := Cut(text); got != want {
			t.Errorf("%d bytes are cut to %q", len(text), got)
		}
	}
}

func TestMessage_NeedsItsNames(t *testing.T) {
	for name, spoil := range map[string]func(*Request){
		"protocol": func(r *Request) { r.Proto = 0 },
		"device":   func(r *Request) { r.Device = data.DeviceID{} },
		"epoch":    func(r *Request) { r.Epoch = data.Epoch{} },
		"event":    func(r *Request) { r.Push = [][]byte{nil} },
		"key":      func(r *Request) { r.Keys = []WrappedKey{{}} },
	} {
		r := fullRequest()
		spoil(r)
		if _, err := Sign(key(), r); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("request without %s: %v, want ErrDamaged", name, err)
		}
	}
	for name, spoil := range map[string]func(*Response){
		"echo":           func(r *Response) { r.Echo = Echo{} },
		"protocol":       func(r *Response) { r.Proto = 0 },
		"order":          func(r *Response) { r.Pull[1].GSN = r.Pull[0].GSN },
		"a right cursor": func(r *Response) { r.NextGSN = 9 },
		"entry":          func(r *Response) { r.Pull[0] = Entry{GSN: 7} },
		"newest number":  func(r *Response) { r.Newest[0].GSN = 0 },
		"newest event":   func(r *Response) { r.Newest[0].Event = nil },
	} {
		r := fullResponse()
		spoil(r)
		if _, err := r.Encode(); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("answer without %s: %v, want ErrDamaged", name, err)
		}
	}
	if _, err := (&EnrolResponse{Proto: 1, Village: "v1"}).Encode(); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("enrolment answer without server epoch: %v, want ErrDamaged", err)
	}
	if _, err := (&EnrolResponse{Proto: 1, Reason: CodeUsed}).Encode(); err != nil {
		t.Errorf("refused enrolment: %v", err)
	}
}
