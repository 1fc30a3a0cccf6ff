package wire

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// Both directions: each reason becomes an error and the error that reason again.
func TestCode_BothWays(t *testing.T) {
	seen := map[error]bool{}
	for _, code := range Codes() {
		err := code.Err()
		if err == nil || seen[err] {
			t.Errorf("%s: error %v is missing or shared", code, err)
		}
		seen[err] = true
		if got := CodeOf(fmt.Errorf("while exchanging: %w", err)); got != code {
			t.Errorf("%s comes back as %s", code, got)
		}
		if code == "" || len(code) > MaxText {
			t.Errorf("%q cannot travel", code)
		}
	}
	if err := Code("").Err(); err != nil || CodeOf(nil) != "" {
		t.Errorf("no reason: %v, %q", err, CodeOf(nil))
	}
	if err := Code("from the future").Err(); !errors.Is(err, data.ErrNewer) {
		t.Errorf("unknown reason: %v, want ErrNewer", err)
	}
	if got := CodeOf(errors.New("disk full")); got != CodeBusy {
		t.Errorf("an error without a reason is answered as %s, want busy", got)
	}
}

// A program of 0.4.0 or older reads the plain reason and skips the closer one.
func TestCode_AnOlderProgramReadsThePlainReason(t *testing.T) {
	for closer, plain := range broader {
		answer, busy := fullResponse(), fullResponse()
		answer.Reason, busy.Reason = closer, plain
		enrolled, busyEnrolled := fullEnrolled(), fullEnrolled()
		enrolled.Reason, busyEnrolled.Reason = closer, plain
		for _, c := range []struct {
			kind  byte
			b, as []byte
			newer int
		}{
			{kindResponse, encode(t, answer), encode(t, busy), tagRespCloser},
			{kindEnrolled, encodeEnrolled(t, enrolled), encodeEnrolled(t, busyEnrolled), tagEnrolledCloser},
		} {
			said, want := fieldsOf(t, c.b, c.kind), fieldsOf(t, c.as, c.kind)
			if !bytes.Equal(said[c.newer], []byte(closer)) {
				t.Errorf("%s travels as %q", closer, said[c.newer])
			}
			delete(said, c.newer)
			if diff := cmp.Diff(said, want); diff != "" {
				t.Errorf("%s to an older program (-sent +as %s):\n%s", closer, plain, diff)
			}
		}
		got, err := DecodeResponse(encode(t, answer))
		if err != nil || got.Reason != closer {
			t.Errorf("%s comes back as %s, %v", closer, got.Reason, err)
		}
		other, err := DecodeEnrolResponse(encodeEnrolled(t, enrolled))
		if err != nil || other.Reason != closer {
			t.Errorf("%s comes back as %s, %v", closer, other.Reason, err)
		}
	}
}

func encodeEnrolled(t *testing.T, r *EnrolResponse) []byte {
	t.Helper()
	b, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fieldsOf returns the fields of an answer as they travel.
func fieldsOf(t *testing.T, b []byte, kind byte) map[int][]byte {
	t.Helper()
	packed, err := open(b, kind, MaxMessage)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := unpack(packed, MaxMessage)
	if err != nil {
		t.Fatal(err)
	}
	out, all := map[int][]byte{}, make(fields, 64)
	for n := range all {
		all[n] = func(v []byte) error { out[n] = bytes.Clone(v); return nil }
	}
	if err := all.read(plain); err != nil {
		t.Fatal(err)
	}
	return out
}

// A closer reason says something only beside the plain one that it belongs to.
func TestCode_ACloserReasonBelongsToItsPlainOne(t *testing.T) {
	for _, c := range []struct{ plain, closer, want Code }{
		{CodeBusy, CodeFull, CodeFull}, {CodeFork, CodeFull, CodeFork}, {"", CodeFull, ""},
		{CodeBusy, "of the future", CodeBusy}, {CodeBusy, CodeRevoked, CodeBusy}, {CodeBusy, "", CodeBusy},
	} {
		got := c.plain
		if err := intoCloser(&got)([]byte(c.closer)); err != nil || got != c.want {
			t.Errorf("%q with %q reads as %q, %v", c.plain, c.closer, got, err)
		}
	}
}
