package engine

import (
	"context"
	"errors"

	"woshou/data"
	"woshou/sync/line"
	"woshou/sync/wire"
)

// What can be wrong on the village's side of the link.
var (
	// ErrNotEnrolled says that the computer has no township yet.
	ErrNotEnrolled = line.ErrNowhere
	// ErrWrongTownship says that the server cannot prove to be the one whose
	// enrolment code was typed in: a wrong address, or someone in between.
	ErrWrongTownship = line.ErrWrongServer
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
type Unreachable = line.Unreachable

// HTTP is the Transport over TLS 1.3.
type HTTP = line.HTTP

// Transport carries one request's bytes to the township and its answer's bytes
// back. Whatever goes wrong on the way is an error; the bytes may still be
// nonsense, which the engine finds.
type Transport interface {
	Exchange(ctx context.Context, request []byte) (answer []byte, err error)
}

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
