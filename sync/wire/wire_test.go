package wire

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"woshou/data"
)

// key is the test vectors' device key: RFC 8032's first seed would do as well.
func key() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

func pub() ed25519.PublicKey { return key().Public().(ed25519.PublicKey) }

func fullRequest() *Request {
	return &Request{
		Proto: 1, Device: data.DeviceID{1, 2}, Epoch: data.Epoch{3}, Head: 300, HeadHash: data.Hash{4},
		Server: data.Epoch{5}, GSN: 70000, Stream: data.Hash{10}, Check: data.Hash{6}, Cases: 12,
		Push:    [][]byte{[]byte("first event"), {0}, []byte("third")},
		Keys:    []WrappedKey{{Case: data.CaseID{9}, Key: []byte("sealed")}, {Key: []byte("committee")}},
		Waiting: 5, Want: 2048, Newest: true, Before: 69000,
		Sent: []FilePiece{{Case: data.CaseID{9}, Name: FileName{1}, Size: 100, Sum: data.Hash{8}, Offset: 40, Bytes: []byte("sealed part")},
			{Case: data.CaseID{9}, Name: FileName{2}, Size: 5, Sum: data.Hash{8}}},
		Recipient: "age1recipient",
		Wanted:    []FilePiece{{Case: data.CaseID{9}, Name: FileName{3}, Size: 70, Offset: 70}},
	}
}

func fullResponse() *Response {
	return &Response{
		Echo: Echo{1}, Proto: 1, Now: 1_790_000_000, Server: data.Epoch{5}, AckEpoch: data.Epoch{3}, Ack: 3,
		AckHash: data.Hash{4}, Reason: CodeFork, ForkAt: 2,
		Pull:    []Entry{{GSN: 7, Event: []byte("other's")}, {GSN: 9, Epoch: data.Epoch{3}, Seq: 3}, {GSN: 10, Device: data.DeviceID{1}, Seq: 1}},
		NextGSN: 11, More: true, Keys: []WrappedKey{{Case: data.CaseID{9}, Key: []byte("sealed")}},
		Stream: data.Hash{10}, Last: 90, Newest: []Entry{{GSN: 90, Event: []byte("newest case")}}, Before: 80,
		Check: data.Hash{6}, Cases: 12, Room: MaxPush,
		Taken: []FilePiece{{Name: FileName{1}, Size: 100, Sum: data.Hash{8}, Offset: 100}, {Name: FileName{2}, Reason: CodeFileQuota}},
		Given: []FilePiece{{Name: FileName{3}, Size: 70, Sum: data.Hash{8}, Offset: 60, Bytes: []byte("end")}},
	}
}

func countyRequest() *Request {
	return &Request{
		Proto: 1, Device: data.DeviceID{1, 2}, Epoch: data.Epoch{3},
		Sums:  []PlaceSum{{Area: "339921101201", Cases: 12, Check: data.Hash{6}}, {Area: "339921101202"}},
		Marks: &PlaceMarks{Area: "339921101201", After: data.CaseID{4}, Last: true, Marks: []data.RowMark{{Case: data.CaseID{5}, Mark: [8]byte{6}}, {Case: data.CaseID{7}}}},
	}
}

func countyResponse() *Response {
	return &Response{
		Echo: Echo{1}, Proto: 1, Places: []string{"339921101201", "339921101202"},
		Differs: []data.RowDifference{{Case: data.CaseID{5}, Here: true, There: true}, {Case: data.CaseID{7}, There: true}},
	}
}

func fullDisk() *Response {
	return &Response{Echo: Echo{1}, Proto: 1, Now: 1_790_000_000, Reason: CodeFull}
}

func fullEnrol() *EnrolRequest {
	return &EnrolRequest{
		Proto: 1, Secret: Secret{1, 2, 3, 4, 5}, Device: data.DeviceID{1}, Epoch: data.Epoch{3},
		Committee: "示例县清河镇东沟村人民调解委员会", Area: "339921101201",
	}
}

func fullEnrolled() *EnrolResponse {
	return &EnrolResponse{Proto: 1, Village: "v1", Town: "清河镇", Server: data.Epoch{5}}
}

func sign1(t testing.TB, r *Request) []byte {
	t.Helper()
	b, err := Sign(key(), r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func encode(t testing.TB, r *Response) []byte {
	t.Helper()
	b, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMessage_ComesBackAsItWas(t *testing.T) {
	b := sign1(t, fullRequest())
	got, err := Verify(pub(), b)
	if err != nil {
		t.Fatal(err)
	}
	want := fullRequest()
	want.Echo = EchoOf(b)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("request (-want +got):\n%s", d)
	}
	resp, err := DecodeResponse(encode(t, fullResponse()))
	if d := cmp.Diff(fullResponse(), resp); err != nil || d != "" {
		t.Errorf("response: %v (-want +got):\n%s", err, d)
	}
	b = sign1(t, countyRequest())
	got, err = Verify(pub(), b)
	want = countyRequest()
	want.Echo = EchoOf(b)
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("county's request: %v (-want +got):\n%s", err, d)
	}
	resp, err = DecodeResponse(encode(t, countyResponse()))
	if d := cmp.Diff(countyResponse(), resp); err != nil || d != "" {
		t.Errorf("county's response: %v (-want +got):\n%s", err, d)
	}
	wantEnrol := fullEnrol()
	eb, err := SignEnrol(key(), wantEnrol)
	if err != nil {
		t.Fatal(err)
	}
	enrol, err := VerifyEnrol(eb)
	if d := cmp.Diff(wantEnrol, enrol); err != nil || d != "" || !bytes.Equal(enrol.Key, pub()) {
		t.Errorf("enrolment: %v (-want +got):\n%s", err, d)
	}
	fb, err := fullEnrolled().Encode()
	if err != nil {
		t.Fatal(err)
	}
	enrolled, err := DecodeEnrolResponse(fb)
	if d := cmp.Diff(fullEnrolled(), enrolled); err != nil || d != "" {
		t.Errorf("enrolment answer: %v (-want +got):\n%s", err, d)
	}
}

func TestRequest_NamesItsSenderBeforeTheSignatureIsChecked(t *testing.T) {
	got, err := Sender(sign1(t, fullRequest()))
	if err != nil || got != fullRequest().Device {
		t.Errorf("Sender = %v, %v", got, err)
	}
}

func TestVerify_RefusesEveryChangedByte(t *testing.T) {
	b := sign1(t, fullRequest())
	for i := range b {
		changed := bytes.Clone(b)
		changed[i] ^= 1
		if _, err := Verify(pub(), changed); err == nil {
			t.Errorf("byte %d changed: accepted", i)
		}
	}
	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	if _, err := Verify(other, b); !errors.Is(err, ErrSignature) {
		t.Errorf("another device's key: %v, want ErrSignature", err)
	}
	if _, err := Verify(nil, b); !errors.Is(err, ErrSignature) {
		t.Errorf("no key: %v, want ErrSignature", err)
	}
	eb, err := SignEnrol(key(), fullEnrol())
	if err != nil {
		t.Fatal(err)
	}
	for i := range eb {
		changed := bytes.Clone(eb)
		changed[i] ^= 1
		if _, err := VerifyEnrol(changed); err == nil {
			t.Errorf("enrolment byte %d changed: accepted", i)
		}
	}
}

// A cut at any byte, and anything appended, is found (trap T6).
func TestDecode_RefusesEveryCut(t *testing.T) {
	decoders := map[string]struct {
		bytes  []byte
		decode func([]byte) error
	}{
		"request":  {sign1(t, fullRequest()), func(b []byte) error { _, err := Verify(pub(), b); return err }},
		"response": {encode(t, fullResponse()), func(b []byte) error { _, err := DecodeResponse(b); return err }},
	}
	big := fullResponse()
	big.Pull[0].Event = bytes.Repeat([]byte("compressible "), 500)
	decoders["compressed response"] = struct {
		bytes  []byte
		decode func([]byte) error
	}{encode(t, big), decoders["response"].decode}
	for name, d := range decoders {
		if err := d.decode(d.bytes); err != nil {
			t.Fatalf("%s whole: %v", name, err)
		}
		for n := range d.bytes {
			if d.decode(d.bytes[:n]) == nil {
				t.Errorf("%s cut after %d of %d bytes: accepted", name, n, len(d.bytes))
			}
		}
		if d.decode(append(bytes.Clone(d.bytes), 0)) == nil {
			t.Errorf("%s with a byte appended: accepted", name)
		}
	}
}

func TestDecode_IgnoresWhatOthersAnswer(t *testing.T) {
	for _, page := range []string{
		"<!DOCTYPE html><html><body>请登录</body></html>", "", "OK", "{}", "\xef\xbb\xbf<html>", "\x8aW", "HTTP/1.1 200 OK\r\n",
	} {
		if _, err := DecodeResponse([]byte(page)); !errors.Is(err, ErrForeign) {
			t.Errorf("%q as an answer: %v, want ErrForeign", page, err)
		}
		if _, err := Verify(pub(), []byte(page)); !errors.Is(err, ErrForeign) {
			t.Errorf("%q as a request: %v, want ErrForeign", page, err)
		}
		if _, err := DecodeEnrolResponse([]byte(page)); !errors.Is(err, ErrForeign) {
			t.Errorf("%q as an enrolment answer: %v, want ErrForeign", page, err)
		}
		if _, err := VerifyEnrol([]byte(page)); !errors.Is(err, ErrForeign) {
			t.Errorf("%q as an enrolment: %v, want ErrForeign", page, err)
		}
	}
	if _, err := DecodeResponse(sign1(t, fullRequest())); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("a request as an answer: %v, want ErrDamaged", err)
	}
}

// A newer program's fields are skipped (trap T9).
func TestDecode_SkipsFieldsOfANewerProgram(t *testing.T) {
	var w writer
	w.id(tagRespEcho, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	w.uint(tagRespProto, 9)
	w.bytes(tagRespReason, []byte("a new reason"))
	w.bytes(99, []byte("something new"))
	w.bytes(1<<40, []byte("something newer"))
	b, err := seal(kindResponse, w.out, MaxMessage)
	if err != nil {
		t.Fatal(err)
	}
	r, err := DecodeResponse(b)
	if err != nil || r.Proto != 9 || r.Reason != "a new reason" {
		t.Fatalf("got %+v, %v", r, err)
	}
	if err := r.Reason.Err(); !errors.Is(err, data.ErrNewer) {
		t.Errorf("unknown reason: %v, want ErrNewer", err)
	}
	if _, err := DecodeResponse(append(bytes.Clone(magic), kindResponse, 2)); !errors.Is(err, data.ErrNewer) {
		t.Errorf("unknown packing: %v, want ErrNewer", err)
	}
}

func TestRead_RefusesWhatNoWriterWrote(t *testing.T) {
	for name, b := range map[string][]byte{
		"a number without length":  {5},
		"a length beyond the end":  {5, 9, 1},
		"an empty value":           {5, 0},
		"numbers that fall":        {5, 1, 1, 4, 1, 1},
		"a number twice":           {5, 1, 1, 5, 1, 1},
		"number zero":              {0, 1, 1},
		"a varint without end":     bytes.Repeat([]byte{0xff}, 11),
		"a length of 2^63":         binary.AppendUvarint([]byte{5}, 1<<63),
		"a hash of another length": {tagRespServer, 3, 1, 2, 3},
		"a number with a tail":     {tagRespAck, 2, 1, 1},
		"a negative count":         append([]byte{tagRespCases, 10}, binary.AppendUvarint(nil, 1<<63)...),
		"an item beyond its list":  {tagRespPull, 2, 9, 1},
		"an empty item":            {tagRespPull, 1, 0},
	} {
		if err := new(Response).fields().read(b); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("%s: %v, want ErrDamaged", name, err)
		}
	}
}

func TestUnpack_RefusesABomb(t *testing.T) {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	zeros := func(n int) []byte { return w.EncodeAll(make([]byte, n), []byte{packZstd}) }
	if plain, err := unpack(zeros(MaxMessage), MaxMessage); err != nil || len(plain) != MaxMessage {
		t.Errorf("message at the limit: %d bytes, %v", len(plain), err)
	}
	bombs := map[string][]byte{
		"one byte above the limit": zeros(MaxMessage + 1),
		"a gigabyte":               zeros(1 << 30),
		"two frames":               append(zeros(MaxMessage), w.EncodeAll(make([]byte, MaxMessage), nil)...),
	}
	for name, bomb := range bombs {
		if _, err := unpack(bomb, MaxMessage); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s, %d bytes packed: %v, want ErrTooLarge", name, len(bomb), err)
		}
	}
	if _, err := unpack(zeros(MaxEnrol+1), MaxEnrol); !errors.Is(err, ErrTooLarge) {
		t.Errorf("enrolment above the limit: %v", err)
	}
}
