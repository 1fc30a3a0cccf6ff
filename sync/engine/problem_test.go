package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"slices"
	"testing"

	"woshou/data"
	"woshou/sync/line"
	"woshou/sync/wire"
)

func TestCodeOf_GivesEveryErrorItsCode(t *testing.T) {
	for want, err := range map[wire.Code]error{
		"":                      nil,
		CodeStore:               fmt.Errorf("%w: %w", ErrStore, data.ErrDamaged),
		CodeCaptive:             fmt.Errorf("answer: %w", wire.ErrForeign),
		CodeStale:               ErrStale,
		CodeTotals:              ErrTotals,
		CodeStuck:               ErrStuck,
		CodeStopped:             context.Canceled,
		CodeWrongTownship:       fmt.Errorf("dial: %w", ErrWrongTownship),
		CodeOther:               errors.New("something else"),
		wire.CodeRevoked:        wire.ErrRevoked,
		wire.CodeBusy:           wire.ErrBusy,
		wire.CodeFull:           wire.ErrFull,
		wire.CodeDamaged:        data.ErrDamaged,
		wire.CodeNewer:          wire.Code("of the future").Err(),
		"unreachable_timeout":   &Unreachable{Reason: "timeout", Err: os.ErrDeadlineExceeded},
		wire.CodeUnknownDevice:  wire.ErrUnknownDevice,
		wire.CodeExpired:        fmt.Errorf("enrol: %w", wire.ErrExpired),
		wire.CodeTooLarge:       wire.ErrTooLarge,
		"unreachable_http":      &Unreachable{Reason: "http", Status: 503},
		CodeNotEnrolled:         ErrNotEnrolled,
		wire.Code("code_tries"): wire.ErrTries,
	} {
		if got := CodeOf(err); got != want {
			t.Errorf("%v: code %q, want %q", err, got, want)
		}
		if want != "" && !slices.Contains(Codes(), want) {
			t.Errorf("%s is not in Codes", want)
		}
	}
}

func TestCodes_AreDistinct(t *testing.T) {
	seen := map[wire.Code]bool{}
	for _, c := range Codes() {
		if seen[c] || c == "" {
			t.Errorf("code %q twice or empty", c)
		}
		seen[c] = true
	}
}

func TestReach_NamesThePoint(t *testing.T) {
	wrapped := func(err error) error { return &url.Error{Op: "Post", URL: "https://zhen.test", Err: err} }
	for want, err := range map[wire.Code]error{
		"unreachable_dns":     wrapped(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host"}}),
		"unreachable_connect": wrapped(&net.OpError{Op: "dial", Err: os.ErrPermission}),
		"unreachable_proxy":   wrapped(&net.OpError{Op: "proxyconnect", Err: io.EOF}),
		"unreachable_tls":     wrapped(&net.OpError{Op: "remote error", Err: tls.AlertError(40)}),
		"unreachable_timeout": wrapped(context.DeadlineExceeded),
		"unreachable_cut":     wrapped(io.ErrUnexpectedEOF),
		CodeWrongTownship:     wrapped(fmt.Errorf("verify: %w", ErrWrongTownship)),
		CodeStopped:           wrapped(context.Canceled),
	} {
		got := line.Reach(err)
		if CodeOf(got) != want {
			t.Errorf("%v: %s, want %s", err, CodeOf(got), want)
		}
		if u, ok := errors.AsType[*Unreachable](got); ok && (!errors.Is(got, u.Err) || u.Error() == "") {
			t.Errorf("%v lost its cause", got)
		}
	}
	if s := (&Unreachable{Reason: "http", Status: 503}).Error(); s != "township unreachable: http status 503" {
		t.Error(s)
	}
}
