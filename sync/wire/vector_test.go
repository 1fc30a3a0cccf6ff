package wire

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woshou/data"
)

var update = flag.Bool("update", false, "write the test vectors that are missing")

// A vector is a file of header lines, an empty line and the message in
// hexadecimal. expect names the error or is ok; decoded is the message as JSON.
// One that is there is only read: other programs are tested with it, and what a release
// wrote must be readable for ever, also where today's packer would choose other bytes.
type vector struct {
	kind, expect, about, decoded string
	message                      []byte
}

func (v vector) write(path string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "kind: %s\nexpect: %s\nabout: %s\n", v.kind, v.expect, v.about)
	if v.decoded != "" {
		fmt.Fprintf(&b, "decoded: %s\n", v.decoded)
	}
	b.WriteString("\n")
	for line := v.message; len(line) > 0; {
		n := min(40, len(line))
		fmt.Fprintf(&b, "%x\n", line[:n])
		line = line[n:]
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

func readVector(t *testing.T, path string) (v vector) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	head := map[string]*string{"kind": &v.kind, "expect": &v.expect, "about": &v.about, "decoded": &v.decoded}
	for lines.Scan() {
		if name, value, ok := strings.Cut(lines.Text(), ": "); ok && head[name] != nil {
			*head[name] = value
			continue
		}
		b, err := hex.DecodeString(lines.Text())
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		v.message = append(v.message, b...)
	}
	return v
}

// decodeVector decodes a message of a kind; requests are of key's device.
func decodeVector(kind string, b []byte) (any, error) {
	switch kind {
	case "request":
		return Verify(pub(), b)
	case "response":
		return DecodeResponse(b)
	case "enrol":
		return VerifyEnrol(b)
	case "enrolled":
		return DecodeEnrolResponse(b)
	case "stick_up", "stick_down", "stick_peer":
		return decodeStick(kind, b)
	}
	return nil, fmt.Errorf("kind %q", kind)
}

var expected = map[string]error{
	"ok": nil, "foreign": ErrForeign, "damaged": data.ErrDamaged, "newer": data.ErrNewer,
	"signature": ErrSignature, "too_large": ErrTooLarge,
}

// writeMissing writes the vectors that a folder does not have.
func writeMissing(t *testing.T, dir string, vectors map[string]vector) {
	t.Helper()
	for name, v := range vectors {
		path := filepath.Join(dir, name+".txt")
		if _, err := os.Lstat(path); err == nil {
			continue
		}
		if err := v.write(path); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVectors(t *testing.T) {
	if *update {
		writeMissing(t, "testdata", makeVectors(t))
	}
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d vectors, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			v := readVector(t, path)
			want, known := expected[v.expect]
			got, err := decodeVector(v.kind, v.message)
			if !known || !errors.Is(err, want) {
				t.Fatalf("expect %s: %v", v.expect, err)
			}
			if v.expect != "ok" {
				return
			}
			if text, err := json.Marshal(got); err != nil || string(text) != v.decoded {
				t.Errorf("decoded %s, %v\nwant    %s", text, err, v.decoded)
			}
		})
	}
}

// Each vector has its file, and one that is there is never written again.
func TestVectors_AreWrittenOnce(t *testing.T) {
	dir, all := t.TempDir(), makeVectors(t)
	released := filepath.Join(dir, "request.txt")
	if err := os.WriteFile(released, []byte("as released"), 0o644); err != nil {
		t.Fatal(err)
	}
	writeMissing(t, dir, all)
	if text, err := os.ReadFile(released); err != nil || string(text) != "as released" {
		t.Errorf("a released vector is now %q, %v", text, err)
	}
	for name := range all {
		for _, dir := range []string{dir, "testdata"} {
			if _, err := os.Stat(filepath.Join(dir, name+".txt")); err != nil {
				t.Error(err)
			}
		}
	}
}

// makeVectors builds the files; they are read back by TestVectors and by whoever
// implements the protocol again.
func makeVectors(t *testing.T) map[string]vector {
	req, resp := sign1(t, fullRequest()), encode(t, fullResponse())
	enrol, err := SignEnrol(key(), fullEnrol())
	if err != nil {
		t.Fatal(err)
	}
	enrolled, err := fullEnrolled().Encode()
	if err != nil {
		t.Fatal(err)
	}
	joins, joined := fullEnrol(), fullEnrolled()
	joins.Committee, joins.Area, joins.Joins, joined.Key = "", "", true, []byte("sealed under the recovery key")
	joining, err := SignEnrol(key(), joins)
	if err != nil {
		t.Fatal(err)
	}
	taken, err := joined.Encode()
	if err != nil {
		t.Fatal(err)
	}
	refused, err := (&EnrolResponse{Proto: 1, Reason: CodeFull}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	leaves, kept := fullRequest(), fullResponse()
	leaves.Village, kept.Village = joined.Key, VillageDigest(joined.Key)
	exampleReq, exampleResp := example(t)
	repetitive := fullResponse()
	repetitive.Pull, repetitive.Newest = []Entry{{GSN: 1, Event: bytes.Repeat([]byte("event "), 100)}}, nil
	var newer writer
	newer.id(tagRespEcho, []byte{1, 2, 3, 4, 5, 6, 7, 8})
	newer.uint(tagRespProto, 2)
	newer.bytes(200, []byte("unknown"))
	future, err := seal(kindResponse, newer.out, MaxMessage)
	if err != nil {
		t.Fatal(err)
	}
	forged := bytes.Clone(req)
	forged[30] ^= 1
	head := func(kind byte, rest ...byte) []byte { return append(append(bytes.Clone(magic), kind), rest...) }
	vectors := map[string]vector{
		"request":         {kind: "request", expect: "ok", about: "every field; signed by the key of seed 07 x 32", message: req},
		"response":        {kind: "response", expect: "ok", about: "every field", message: resp},
		"response_zstd":   {kind: "response", expect: "ok", about: "packed by zstd", message: encode(t, repetitive)},
		"response_newer":  {kind: "response", expect: "ok", about: "protocol 2, field 200 is skipped", message: future},
		"enrol":           {kind: "enrol", expect: "ok", about: "signed by the key it carries", message: enrol},
		"enrolled":        {kind: "enrolled", expect: "ok", about: "bound to a village", message: enrolled},
		"enrol_joins":     {kind: "enrol", expect: "ok", about: "a computer without a record", message: joining},
		"enrolled_joins":  {kind: "enrolled", expect: "ok", about: "with the village's sealed key", message: taken},
		"request_village": {kind: "request", expect: "ok", about: "leaves the village's sealed key", message: sign1(t, leaves)},
		"answer_village":  {kind: "response", expect: "ok", about: "names the village's sealed key", message: encode(t, kept)},
		"response_full":   {kind: "response", expect: "ok", about: "nothing can be stored: busy for programs up to 0.4.0", message: encode(t, fullDisk())},
		"enrolled_full":   {kind: "enrolled", expect: "ok", about: "nothing can be stored: busy for programs up to 0.4.0", message: refused},
		"example_request": {kind: "request", expect: "ok", about: "PROTOCOL.md, Example: one event goes up", message: exampleReq},
		"example_answer":  {kind: "response", expect: "ok", about: "PROTOCOL.md, Example: it is acknowledged", message: exampleResp},
		"request_county":  {kind: "request", expect: "ok", about: "a township compares with its county; signed by the key of seed 07 x 32", message: sign1(t, countyRequest())},
		"response_county": {kind: "response", expect: "ok", about: "what differs at the county", message: encode(t, countyResponse())},
		"request_forged":  {kind: "request", expect: "signature", about: "one bit of the signature changed", message: forged},
		"request_cut":     {kind: "request", expect: "signature", about: "the last byte is missing", message: req[:len(req)-1]},
		"request_kind":    {kind: "request", expect: "damaged", about: "an answer where a request belongs", message: resp},
		"response_html":   {kind: "response", expect: "foreign", about: "a captive portal's page", message: []byte("<html>登录</html>")},
		"response_empty":  {kind: "response", expect: "damaged", about: "no byte after the kind", message: head(kindResponse)},
		"response_twice":  {kind: "response", expect: "damaged", about: "field 2 twice", message: head(kindResponse, 0, 6, 2, 1, 1, 2, 1, 1)},
		"response_length": {kind: "response", expect: "damaged", about: "field 2 longer than the message", message: head(kindResponse, 0, 3, 2, 9, 1)},
		"response_cut":    {kind: "response", expect: "damaged", about: "cut between two fields", message: head(kindResponse, 0, 6, 2, 1, 1)},
		"response_pack":   {kind: "response", expect: "newer", about: "packing 2 is unknown", message: head(kindResponse, 2, 2, 1, 1)},
		"response_bomb": {kind: "response", expect: "too_large", about: "64 MB of zeros",
			message: append(head(kindResponse), packer.EncodeAll(make([]byte, 64<<20), []byte{packZstd})...)},
	}
	maps.Copy(vectors, stickVectors(t))
	for name, v := range vectors {
		if v.expect == "ok" {
			got, err := decodeVector(v.kind, v.message)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			text, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			v.decoded = string(text)
			vectors[name] = v
		}
	}
	return vectors
}

// example is the exchange that PROTOCOL.md explains byte by byte.
func example(t *testing.T) (request, answer []byte) {
	id := noise(128)
	req := &Request{
		Proto: 1, Device: data.DeviceID(id[:16]), Epoch: data.Epoch(id[16:24]), Head: 1, HeadHash: data.Hash(id[24:56]),
		Server: data.Epoch(id[56:64]), GSN: 6, Stream: data.Hash(id[64:96]), Push: [][]byte{[]byte("event")}, Want: Piece,
	}
	request = sign1(t, req)
	return request, encode(t, &Response{
		Echo: EchoOf(request), Proto: 1, Now: 1_790_000_000, Server: req.Server, AckEpoch: req.Epoch, Ack: 1, AckHash: req.HeadHash,
		Pull: []Entry{{GSN: 7, Epoch: req.Epoch, Seq: 1}}, NextGSN: 7, Stream: data.Chain(req.Stream, req.HeadHash[:]),
		Last: 7, Check: data.TotalsCheck([][]byte{[]byte("row")}), Cases: 1, Room: MaxPush,
	})
}

// The document shows the bytes that the program writes.
func TestProtocol_ShowsTheExample(t *testing.T) {
	text, err := os.ReadFile("../PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	for line := range strings.Lines(string(text)) {
		if fields := strings.Split(line, "|"); len(fields) > 2 {
			shown.WriteString(strings.ReplaceAll(strings.Trim(fields[1], " `"), " ", ""))
		}
	}
	request, answer := example(t)
	for what, b := range map[string][]byte{"request": request, "answer": answer} {
		if !strings.Contains(shown.String(), hex.EncodeToString(b)) {
			t.Errorf("the example's %s is not %x", what, b)
		}
	}
}
