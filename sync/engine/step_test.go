package engine

import (
	"errors"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/wire"
)

var (
	epochA  = data.Epoch{1}
	serverA = data.Epoch{2}
	hashA   = data.Hash{3}
)

// someone is a device at 10 of 12, in a stream at 100.
func someone() self {
	return self{device: data.DeviceID{9}, epoch: epochA, head: 12, headHash: data.Hash{12}, acked: 10, server: serverA, gsn: 100}
}

// agreeing is an answer that agrees with someone up to 12.
func agreeing() answered {
	return answered{
		me: someone(), echo: wire.Echo{7}, ackHash: hashA,
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
		"all is taken": {func(*answered) {}, act{receive: true, ack: 12, final: true}, nil},
		"part is taken": {
			func(in *answered) { in.resp.Ack = 11 }, act{receive: true, ack: 11, again: true}, nil,
		},
		"more to pull": {
			func(in *answered) { in.resp.More = true }, act{receive: true, ack: 12, again: true}, nil,
		},
		"an event of another, an own mark": {
			func(in *answered) {
				in.resp.Pull = []wire.Entry{{GSN: 101, Event: foreign}, {GSN: 102, Epoch: epochA, Seq: 12}}
			}, act{receive: true, ack: 12, final: true}, nil,
		},
		"a gap only names the head": {
			func(in *answered) { in.resp.Ack, in.resp.Reason = 8, wire.CodeGap }, act{receive: true, ack: 8, again: true}, nil,
		},
		"the server was set back": {
			func(in *answered) { in.resp.Ack, in.resp.Server, in.resp.NextGSN = 3, data.Epoch{5}, 0 },
			act{receive: true, ack: 3, again: true}, nil,
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
	if s1 != s2 || a1 != a2 || s != before {
		t.Errorf("%+v %+v, then %+v %+v", s1, a1, s2, a2)
	}
	if s1.fails != 0 || s1.piece != 4096 {
		t.Errorf("after a success: %+v", s1)
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
	if last != longestWait || s.piece != wire.MaxPush {
		t.Errorf("at the end: wait %v, piece %d", last, s.piece)
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
