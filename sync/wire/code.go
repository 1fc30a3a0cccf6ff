package wire

import (
	"errors"
	"fmt"

	"woshou/data"
)

// Code is the reason in an answer: a stable word that the desk explains. Empty
// means that nothing is wrong.
type Code string

// The reasons a township gives.
const (
	// The answer to an exchange; the device does what link.md C4 says.
	CodeFork    Code = "fork"
	CodeGap     Code = "gap"
	CodeRewound Code = "rewound"
	// The device is not served.
	CodeUnknownDevice Code = "unknown_device"
	CodeRevoked       Code = "revoked"
	CodeSignature     Code = "signature"
	// The message is not served.
	CodeBusy     Code = "busy"
	CodeTooLarge Code = "too_large"
	CodeDamaged  Code = "damaged"
	CodeNewer    Code = "newer"
	// CodeFull is a busy township that says why: nothing can be stored there now.
	CodeFull Code = "full"
	// The answer to an enrolment.
	CodeUnknownCode Code = "code_unknown"
	CodeExpired     Code = "code_expired"
	CodeUsed        Code = "code_used"
	CodeTries       Code = "code_tries"
	CodeNoVillage   Code = "no_village_key"
)

// What went wrong between device and township.
var (
	// ErrForeign says that the bytes are not from this protocol: a captive portal
	// or another server answered (rule C5).
	ErrForeign       = errors.New("the answer is not from a township")
	ErrFork          = errors.New("this computer's log and the township's copy went different ways")
	ErrGap           = errors.New("events are missing before the ones sent")
	ErrRewound       = errors.New("the township holds later events of this computer")
	ErrUnknownDevice = errors.New("the township does not know this computer")
	ErrRevoked       = errors.New("the township has revoked this computer")
	ErrSignature     = errors.New("the signature is not this computer's")
	ErrBusy          = errors.New("the township is busy")
	ErrFull          = errors.New("the township cannot store anything now")
	ErrTooLarge      = errors.New("the message is larger than agreed")
	ErrUnknownCode   = errors.New("the township did not issue this enrolment code")
	ErrExpired       = errors.New("the enrolment code has expired")
	ErrUsed          = errors.New("the enrolment code has been used")
	ErrTries         = errors.New("too many tries with a wrong enrolment code")
	ErrNoVillage     = errors.New("no computer of the village has left the village's sealed key at the township")
)

// codes pairs each reason with its error.
var codes = []struct {
	code Code
	err  error
}{
	{CodeFork, ErrFork}, {CodeGap, ErrGap}, {CodeRewound, ErrRewound},
	{CodeUnknownDevice, ErrUnknownDevice}, {CodeRevoked, ErrRevoked}, {CodeSignature, ErrSignature},
	{CodeBusy, ErrBusy}, {CodeFull, ErrFull}, {CodeTooLarge, ErrTooLarge}, {CodeDamaged, data.ErrDamaged}, {CodeNewer, data.ErrNewer},
	{CodeUnknownCode, ErrUnknownCode}, {CodeExpired, ErrExpired}, {CodeUsed, ErrUsed}, {CodeTries, ErrTries},
	{CodeFileAbsent, ErrFileAbsent}, {CodeFileErased, ErrFileErased}, {CodeFileQuota, ErrFileQuota}, {CodeFileFull, ErrFileFull},
	{CodeFileDamaged, ErrFileDamaged},
	{CodeNoVillage, ErrNoVillage},
}

// broader pairs a reason that came after version 0.4.0 with the one that stands in its
// place for programs that do not know it, which would take it for a call to update.
var broader = map[Code]Code{CodeFull: CodeBusy}

// split returns the plain reason, which every program knows, and the closer one, empty where
// there is none.
func (c Code) split() (plain, closer Code) {
	if b, ok := broader[c]; ok {
		return b, c
	}
	return c, ""
}

// intoCloser reads a closer reason in the place of the plain one. One that is not known, or
// does not belong to it, says nothing.
func intoCloser(dst *Code) func([]byte) error {
	return func(v []byte) error {
		if plain, ok := broader[Code(v)]; ok && plain == *dst {
			*dst = Code(v)
		}
		return nil
	}
}

// Codes lists every reason, so that tests can see that each is explained.
func Codes() []Code {
	list := make([]Code, len(codes))
	for i, c := range codes {
		list[i] = c.code
	}
	return list
}

// Err returns the error a reason stands for, nil for none. A reason that only a
// newer township knows gives an error wrapping data.ErrNewer.
func (c Code) Err() error {
	if c == "" {
		return nil
	}
	for _, known := range codes {
		if known.code == c {
			return known.err
		}
	}
	return fmt.Errorf("reason %q: %w", string(c), data.ErrNewer)
}

// CodeOf returns the reason to answer for an error, empty for nil. An error that
// has no reason of its own is busy: the device waits and comes again.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	for _, known := range codes {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	return CodeBusy
}
