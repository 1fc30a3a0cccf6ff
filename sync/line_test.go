package sync_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"

	"woshou/sync/engine"
)

// fault is what a line does to one exchange. The zero value does nothing.
type fault struct {
	// kind is one of faults, or empty.
	kind string
	// at is the byte at which a message is cut.
	at int
}

// The faults. A cut is noticed, because the connection ends before the length it
// announced; a short message is not: something between changed the length too.
const (
	cutRequest   = "cut request"
	shortRequest = "short request"
	cutAnswer    = "cut answer"
	shortAnswer  = "short answer"
	twice        = "request arrives twice"
	late         = "an old request arrives before it"
	stale        = "the answer to an old request comes back"
	portal       = "a captive portal answers"
	noise        = "noise comes back"
	restart      = "the server restarts before it answers"
	fullThere    = "the server's disk is full"
	fullHere     = "the disk is full when the answer comes"
)

var faults = []string{cutRequest, shortRequest, cutAnswer, shortAnswer, twice, late, stale, portal, noise, fullThere, fullHere, restart}

// page is what portals answer, with status 200.
var page = []byte("<!DOCTYPE html><html><head><title>网络认证</title></head><body>请登录后上网</body></html>")

var errCut = &engine.Unreachable{Reason: "cut", Err: errors.New("connection reset")}

// lossy is a line to a town on which a plan decides what happens.
type lossy struct {
	w    *town
	plan func(request, answer []byte) fault
	// What passed, in order, as late messages.
	requests, answers [][]byte
	// room ends that this computer's disk is full.
	room func()
}

func (l *lossy) Exchange(ctx context.Context, request []byte) ([]byte, error) {
	l.makeRoom()
	f := l.plan(request, nil)
	old := len(l.requests) / 2
	switch f.kind {
	case cutRequest:
		return nil, errCut
	case shortRequest:
		request = request[:min(f.at, len(request))]
	case portal:
		return page, nil
	case twice:
		if _, err := l.w.Exchange(ctx, request); err != nil {
			return nil, err
		}
	case late:
		if len(l.requests) > 0 {
			if _, err := l.w.Exchange(ctx, l.requests[old]); err != nil {
				return nil, err
			}
		}
	}
	if f.kind == fullThere {
		l.room = fill(l.w.t)
	}
	answer, err := l.w.Exchange(ctx, request)
	l.makeRoom()
	if err != nil {
		return nil, err
	}
	l.requests, l.answers = append(l.requests, request), append(l.answers, answer)
	return l.bring(l.back(f, answer), answer)
}

// makeRoom ends that a disk is full.
func (l *lossy) makeRoom() {
	if l.room != nil {
		l.room()
		l.room = nil
	}
}

// back lets the plan see the answer when it has not decided yet.
func (l *lossy) back(f fault, answer []byte) fault {
	if f.kind == "" {
		return l.plan(nil, answer)
	}
	return f
}

func (l *lossy) bring(f fault, answer []byte) ([]byte, error) {
	switch f.kind {
	case cutAnswer:
		return nil, errCut
	case shortAnswer:
		return answer[:min(f.at, len(answer))], nil
	case stale:
		if old := len(l.answers) / 2; !bytes.Equal(l.requests[old], l.requests[len(l.requests)-1]) {
			return l.answers[old], nil // to the same words it would be taken for an answer
		}
	case noise:
		r := rand.New(rand.NewPCG(uint64(f.at), 1))
		b := append([]byte{}, answer...)
		for range 1 + len(b)/20 {
			b[r.IntN(len(b))] ^= byte(1 + r.IntN(255))
		}
		return b, nil
	case restart:
		l.w.restart()
		return nil, errCut
	case fullHere:
		l.room = fill(l.w.t)
	}
	return answer, nil
}

// once plans one fault for the next exchange.
func (l *lossy) once(kind string, at int) {
	l.plan = func(request, _ []byte) fault {
		if request != nil {
			l.plan = func([]byte, []byte) fault { return fault{} }
			return fault{kind, at}
		}
		return fault{}
	}
}

func newLine(w *town) *lossy {
	return &lossy{w: w, plan: func([]byte, []byte) fault { return fault{} }}
}
