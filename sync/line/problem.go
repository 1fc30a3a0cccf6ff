package line

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"

	"woshou/sync/wire"
)

// What can be wrong with the other side.
var (
	// ErrNowhere says that no server to speak to is known yet.
	ErrNowhere = errors.New("not enrolled at a township")
	// ErrWrongServer says that the server cannot prove to be the one whose enrolment code
	// was typed in: a wrong address, or someone in between.
	ErrWrongServer = errors.New("the server is not the township of the enrolment code")
)

// Unreachable says that no township answered, and at which point it ended.
type Unreachable struct {
	// Reason is dns, connect, tls, proxy, timeout, cut, or http; Status is what a server or a
	// proxy answered, 0 for nothing.
	Reason string
	Status int
	Err    error
}

// Error names the point and the cause.
func (u *Unreachable) Error() string {
	if u.Status != 0 {
		return fmt.Sprintf("township unreachable: %s status %d", u.Reason, u.Status)
	}
	return fmt.Sprintf("township unreachable: %s: %v", u.Reason, u.Err)
}

// Unwrap returns the cause.
func (u *Unreachable) Unwrap() error { return u.Err }

// Reach turns an error of net/http into one of this package.
func Reach(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, ErrWrongServer) || errors.Is(err, wire.ErrForeign) {
		return err
	}
	if u, ok := errors.AsType[*Unreachable](err); ok {
		return u
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
