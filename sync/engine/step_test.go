package engine

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/wire"
)

var (
	epochA  = data.Epoch{1}
	serverA = data.Epoch{2}
	hashA   = data.Hash{3}
	streamA = data.Hash{4}
	streamB = data.Hash{5}
)

// someone is a device at 10 of 12, in a stream at 100.
func someone() self {
	return self{device: data.DeviceID{9}, epoch: epochA, head: 12, headHash: data.Hash{12}, acked: 10, server: serverA, gsn: 100, stream: streamA, offered: true}
}

// agreeing is an answer that agrees with someone up to 12.
func agreeing() answered {
	return answered{
		me: someone(), echo: wire.Echo{7}, ackHash: hashA, stream: streamB,
		resp: &wire.Response{
			Echo: wire.Echo{7}, Proto: 1, Server: serverA, AckEpoch: epochA, Ack: 12, AckHash: hashA, NextGSN: 102,
		},
	}
}

func TestState_Answered(t *testing.T) {
	foreign := (&data.Event{Version: 1, UID: data.UID{1}, Seq: 1}).Encode()
	for name, c := range map[string]struct {
		change func(in *answered)
		want   act
		err    error
	}{
		"all is taken": {func(*answered) {}, act{receive: true, ack: 12, stream: streamB, final: true}, nil},
		"part is taken": {
			func(in *answered) { in.resp.Ack = 11 }, act{receive: true, ack: 11, stream: streamB, again: true}, nil,
		},
		"more to pull": {
			func(in *answered) { in.resp.More = true }, act{receive: true, ack: 12, stream: streamB, again: true}, nil,
		},
		"an event of another, an own mark": {
			func(in *answered) {
				in.resp.Pull = []wire.Entry{{GSN: 101, Event: foreign}, {GSN: 102, Epoch: epochA, Seq: 12}}
			}, act{receive: true, ack: 12, stream: streamB, final: true}, nil,
		},
		"a gap only names the head": {
			func(in *answered) { in.resp.Ack, in.resp.Reason = 8, wire.CodeGap }, act{receive: true, ack: 8, stream: streamB, again: true}, nil,
		},
		"the server was set back": {
			func(in *answered) { in.resp.Ack, in.resp.Server, in.resp.NextGSN = 3, data.Epoch{5}, 0 },
			act{receive: true, ack: 3, stream: streamB, offer: true, again: true}, nil,
		},
		"the server was set back, and the stream is long": {
			func(in *answered) {
				in.resp.Ack, in.resp.Server, in.resp.NextGSN, in.resp.More = 3, data.Epoch{5}, 0, true
			},
			act{receive: true, ack: 3, stream: streamB, again: true}, nil,
		},
		"the stream's end, the first time": {
			func(in *answered) { in.me.offered, in.resp.Ack, in.resp.NextGSN = false, 10, 100 },
			act{receive: true, ack: 10, stream: streamB, offer: true, again: true}, nil,
		},
		"the stream that was named": {
			func(in *answered) { in.resp.Stream = streamB }, act{receive: true, ack: 12, stream: streamB, final: true}, nil,
		},
		"another stream than was named": {func(in *answered) { in.resp.Stream = streamA }, act{}, data.ErrDamaged},
		"a stream that the device cannot reckon": {
			func(in *answered) { in.stream, in.resp.Stream = data.Hash{}, streamA },
			act{receive: true, ack: 12, stream: streamA, final: true}, nil,
		},
		"the newest cases": {
			func(in *answered) {
				in.me.gsn, in.me.stream, in.resp.NextGSN, in.resp.More = 0, data.Hash{}, 0, true
				in.resp.Newest = []wire.Entry{{GSN: 101, Event: foreign}}
			}, act{receive: true, ack: 12, stream: streamB, again: true}, nil,
		},
		"newest cases that are no events": {
			func(in *answered) { in.resp.Newest = []wire.Entry{{GSN: 101, Event: []byte("<html>")}} }, act{}, data.ErrDamaged,
		},
		"a fork": {
			func(in *answered) { in.resp.Reason, in.resp.ForkAt = wire.CodeFork, 6 }, act{newEpoch: true, ack: 6, again: true}, nil,
		},
		"a fork after what was acknowledged": {
			func(in *answered) { in.resp.Reason, in.resp.ForkAt = wire.CodeFork, 11 }, act{newEpoch: true, ack: 10, again: true}, nil,
		},
		"this device was rewound": {
			func(in *answered) { in.resp.Reason, in.resp.Ack = wire.CodeRewound, 20 }, act{newEpoch: true, ack: 10, again: true}, nil,
		},
		"rewound, without the reason": {
			func(in *answered) { in.resp.Ack = 20 }, act{newEpoch: true, ack: 10, again: true}, nil,
		},
		"another hash above what was acknowledged": {
			func(in *answered) { in.ackHash[0]++ }, act{newEpoch: true, ack: 10, again: true}, nil,
		},
		"another hash below it": {
			func(in *answered) { in.resp.Ack = 5; in.ackHash[0]++ }, act{newEpoch: true, ack: 0, again: true}, nil,
		},
		"the answer to another request": {func(in *answered) { in.echo[0]++ }, act{}, ErrStale},
		"refused":                       {func(in *answered) { in.resp.Reason = wire.CodeRevoked }, act{}, wire.ErrRevoked},
		"a reason of the future":        {func(in *answered) { in.resp.Reason = "future" }, act{}, data.ErrNewer},
		"another chain":                 {func(in *answered) { in.resp.AckEpoch = data.Epoch{8} }, act{}, data.ErrDamaged},
		"no server epoch":               {func(in *answered) { in.resp.Server = data.Epoch{} }, act{}, data.ErrDamaged},
		"a mark beyond the head": {
			func(in *answered) { in.resp.Pull = []wire.Entry{{GSN: 101, Epoch: epochA, Seq: 13}} }, act{}, data.ErrDamaged,
		},
		"a mark of another chain": {
			func(in *answered) { in.resp.Pull = []wire.Entry{{GSN: 101, Epoch: data.Epoch{8}, Seq: 1}} }, act{}, data.ErrDamaged,
		},
		"a mark of another device": {
			func(in *answered) {
				in.resp.Pull = []wire.Entry{{GSN: 101, Device: data.DeviceID{8}, Epoch: epochA, Seq: 1}}
			}, act{}, data.ErrDamaged,
		},
		"bytes that are no event": {
			func(in *answered) { in.resp.Pull = []wire.Entry{{GSN: 101, Event: []byte("<html>")}} }, act{}, data.ErrDamaged,
		},
		"nothing taken": {
			func(in *answered) { in.resp.Ack, in.resp.NextGSN = 10, 100 }, act{}, ErrStuck,
		},
		"more announced, nothing given": {
			func(in *answered) { in.resp.Ack, in.resp.NextGSN, in.resp.More, in.me.head = 10, 100, true, 10 }, act{}, ErrStuck,
		},
	} {
		in := agreeing()
		c.change(&in)
		_, got := start().answered(in)
		if !errors.Is(got.err, c.err) || (got.err == nil) != (c.err == nil) {
			t.Errorf("%s: error %v, want %v", name, got.err, c.err)
		}
		got.err, got.wait = nil, 0
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// The core has no memory but its state: the same input gives the same step.
func TestState_IsPure(t *testing.T) {
	s := state{piece: 2048, fails: 3}
	before := s
	s1, a1 := s.answered(agreeing())
	s2, a2 := s.answered(agreeing())
	if !reflect.DeepEqual(s1, s2) || a1 != a2 || !reflect.DeepEqual(s, before) {
		t.Errorf("%+v %+v, then %+v %+v", s1, a1, s2, a2)
	}
	if s1.fails != 0 || s1.piece != 2048 {
		t.Errorf("after a success: %+v", s1)
	}
}

// Pieces grow only on a line that carries full ones quickly, up to what is allowed.
func TestState_Pieces(t *testing.T) {
	in := agreeing()
	in.resp.Room = 64 << 10
	s := start()
	for range 20 {
		in.pushed = s.piece
		s, _ = s.answered(in)
	}
	if s.piece != wire.MaxPull || s.room != 64<<10 {
		t.Errorf("full and quick: %+v", s)
	}
	s, in.pushed = state{piece: wire.MinPiece}, 0
	in.resp.Given = []wire.FilePiece{{Bytes: make([]byte, wire.MinPiece)}}
	if s, _ = s.answered(in); s.piece != 2*wire.MinPiece {
		t.Errorf("a piece of a file came quickly, and the next is %d", s.piece)
	}
	in.resp.Given = nil
	s, in.pushed = start(), 10
	if s, _ = s.answered(in); s.piece != wire.Piece {
		t.Errorf("hardly anything moved, and the piece is %d", s.piece)
	}
	in.pushed, in.slow = s.piece, true
	if s, _ = s.answered(in); s.piece != wire.Piece {
		t.Errorf("a slow line, and the piece is %d", s.piece)
	}
	in.resp.Room = 1 << 30
	if s, _ = s.answered(in); s.room != wire.MaxPush {
		t.Errorf("a township of the future takes %d", s.room)
	}
}

// An empty computer asks for the newest cases until it has enough, once.
func TestNewest(t *testing.T) {
	me := self{empty: true}
	big := wire.Entry{GSN: 9, Event: make([]byte, enough/2)}
	var n newest
	if !n.asks(me) || n.asks(self{empty: true, gsn: 1}) || n.asks(self{}) {
		t.Error("who asks first")
	}
	n = n.took(&wire.Response{Newest: []wire.Entry{big}, Before: 8})
	if me.empty = false; !n.asks(me) || n.before != 8 {
		t.Errorf("after the first answer: %+v", n)
	}
	if n = n.took(&wire.Response{Newest: []wire.Entry{big}, Before: 7}); n.asks(me) || n.asks(self{empty: true}) {
		t.Errorf("with enough: %+v", n)
	}
	if n := (newest{}).took(&wire.Response{Newest: []wire.Entry{big}}); n.asks(self{empty: true}) {
		t.Errorf("with all there is: %+v", n)
	}
	if n := (newest{}).took(&wire.Response{}); n.asks(self{empty: true}) {
		t.Errorf("a township that knows nothing of it: %+v", n)
	}
}

func TestState_FailedWaitsLonger(t *testing.T) {
	s := start()
	var do act
	var last time.Duration
	for range 100 {
		s, do = s.failed(wire.ErrBusy)
		if do.wait < last || do.wait < firstWait || do.wait > longestWait || do.again {
			t.Fatalf("%+v after a wait of %v", do, last)
		}
		last = do.wait
	}
	if last != longestWait || s.piece != wire.Piece {
		t.Errorf("at the end: wait %v, piece %d", last, s.piece)
	}
}

// A township without room takes nothing, and is asked again later.
func TestState_AFullTownshipIsTriedAgain(t *testing.T) {
	in := agreeing()
	in.resp.Reason = wire.CodeFull
	_, do := start().answered(in)
	if !errors.Is(do.err, wire.ErrFull) || do.wait != firstWait || do.receive || do.newEpoch || do.again {
		t.Errorf("%+v", do)
	}
}

func TestState_RepairsAreBounded(t *testing.T) {
	s, in := start(), agreeing()
	in.resp.Reason = wire.CodeFork
	var do act
	n := 0
	for do.again = true; do.again; n++ {
		s, do = s.answered(in)
	}
	if n != maxRepairs+1 || !errors.Is(do.err, wire.ErrFork) {
		t.Errorf("%d steps, %v", n, do.err)
	}
	if _, do = s.round().answered(in); !do.newEpoch {
		t.Errorf("the next round does not try again: %+v", do)
	}
}
