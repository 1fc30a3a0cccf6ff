package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"

	"woshou/data"
	"woshou/sync/wire"
)

// What can be wrong on the village's side of the link.
var (
	// ErrNotEnrolled says that the computer has no township yet.
	ErrNotEnrolled = errors.New("not enrolled at a township")
	// ErrWrongTownship says that the server cannot prove to be the one whose
	// enrolment code was typed in: a wrong address, or someone in between.
	ErrWrongTownship = errors.New("the server is not the township of the enrolment code")
	// ErrStale says that an answer belongs to another request.
	ErrStale = errors.New("the answer belongs to another request")
	// ErrStuck says that the township neither takes nor gives what is left.
	ErrStuck = errors.New("the township makes no progress")
	// ErrTotals says that everything is exchanged and the totals still differ.
	ErrTotals = errors.New("the township's totals differ from this computer's")
	// ErrStore wraps what the store on this computer refused, a full disk for example.
	ErrStore = errors.New("storing what the township sent")
)

// Unreachable says that no township answered, and at which point it ended.
type Unreachable struct {
	// Reason is dns, connect, tls, proxy, timeout, cut, or http with Status.
	Reason string
	Status int
	Err    error
}

// Error names the point and the cause.
func (u *Unreachable) Error() string {
	if u.Status != 0 {
		return fmt.Sprintf("township unreachable: http status %d", u.Status)
	}
	return fmt.Sprintf("township unreachable: %s: %v", u.Reason, u.Err)
}

// Unwrap returns the cause.
func (u *Unreachable) Unwrap() error { return u.Err }

// The codes of this side, beside those of package wire.
const (
	CodeNotEnrolled   wire.Code = "not_enrolled"
	CodeWrongTownship wire.Code = "wrong_township"
	CodeCaptive       wire.Code = "captive_portal"
	CodeStale         wire.Code = "stale_answer"
	CodeStuck         wire.Code = "no_progress"
	CodeTotals        wire.Code = "totals_differ"
	CodeStore         wire.Code = "store"
	CodeStopped       wire.Code = "stopped"
	CodeOther         wire.Code = "other"
	// What can be wrong with a file by stick.
	CodeStickTown   wire.Code = "stick_town"
	CodeStickOther  wire.Code = "stick_other"
	CodeStickForged wire.Code = "stick_forged"
	CodeStickOld    wire.Code = "stick_old"
	codeUnreachable           = "unreachable_"
)

var unreachableReasons = []string{"dns", "connect", "tls", "proxy", "timeout", "cut", "http"}

var localCodes = []struct {
	code wire.Code
	err  error
}{
	{CodeStore, ErrStore}, {CodeStopped, context.Canceled}, {CodeNotEnrolled, ErrNotEnrolled},
	{CodeWrongTownship, ErrWrongTownship}, {CodeCaptive, wire.ErrForeign},
	{CodeStale, ErrStale}, {CodeStuck, ErrStuck}, {CodeTotals, ErrTotals},
	{CodeStickTown, ErrStickTown}, {CodeStickOther, ErrStickOther}, {CodeStickForged, ErrStickForged}, {CodeStickOld, ErrStickOld},
}

// Codes lists every code that Status and CodeOf can give, so that tests can see
// that each is explained.
func Codes() []wire.Code {
	list := wire.Codes()
	for _, c := range localCodes {
		list = append(list, c.code)
	}
	for _, reason := range unreachableReasons {
		list = append(list, wire.Code(codeUnreachable+reason))
	}
	return append(list, CodeFilesPaused, CodeFilesLimit, CodeOther)
}

// CodeOf returns the stable code of an error of this package, empty for nil.
func CodeOf(err error) wire.Code {
	if err == nil {
		return ""
	}
	for _, c := range localCodes {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	if u, ok := errors.AsType[*Unreachable](err); ok {
		return wire.Code(codeUnreachable + u.Reason)
	}
	if code := wire.CodeOf(err); code != wire.CodeBusy || errors.Is(err, wire.ErrBusy) {
		return code
	}
	return CodeOther
}

// shrinks says whether smaller pieces may help against an error: they do on a
// line that breaks, not against a refusal.
func shrinks(err error) bool {
	if u, ok := errors.AsType[*Unreachable](err); ok {
		return u.Reason == "cut" || u.Reason == "timeout" || u.Reason == "http"
	}
	return errors.Is(err, wire.ErrTooLarge) || errors.Is(err, data.ErrDamaged)
}

// reach turns an error of net/http into one of this package.
func reach(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, ErrWrongTownship) {
		return err
	}
	if errors.Is(err, http.ErrSchemeMismatch) { // plain HTTP where TLS was expected
		return fmt.Errorf("%w: %w", wire.ErrForeign, err)
	}
	u := &Unreachable{Reason: "cut", Err: err}
	slow, _ := errors.AsType[net.Error](err)
	op, _ := errors.AsType[*net.OpError](err)
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		u.Reason = "dns"
	} else if slow != nil && slow.Timeout() {
		u.Reason = "timeout"
	} else if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		u.Reason = "tls"
	} else if op != nil {
		u.Reason = reasonOf[op.Op]
	}
	if u.Reason == "" {
		u.Reason = "cut"
	}
	return u
}

// reasonOf names the point at which an operation of package net ended; reads and
// writes are cuts.
var reasonOf = map[string]string{
	"dial": "connect", "proxyconnect": "proxy",
	"remote error": "tls", "local error": "tls", // alerts
}
