package engine

import (
	"time"

	"woshou/data"
	"woshou/sync/wire"
)

// self is what the device knows of itself at one moment.
type self struct {
	device   data.DeviceID
	epoch    data.Epoch
	head     uint64
	headHash data.Hash
	acked    uint64
	server   data.Epoch
	gsn      uint64
}

// state is the step core's memory between exchanges.
type state struct {
	// piece bounds the next push and the next pull, in bytes.
	piece int
	// fails counts failures since the last success.
	fails int
	// repairs counts new epochs and steps back since the round began.
	repairs int
}

// maxRepairs bounds the repairs of one round, so that a township which
// contradicts itself is asked again later and not at once for ever.
const maxRepairs = 4

// answered is the input after an answer came and was decoded.
type answered struct {
	me   self
	echo wire.Echo
	resp *wire.Response
	// ackHash is the device's own hash at resp.Ack, zero beyond its head.
	ackHash data.Hash
}

// act is what the step core wants done.
type act struct {
	// receive says that the answer's pull, keys and cursor go into the store, and
	// that everything up to ack is at the township.
	receive bool
	ack     uint64
	// newEpoch says that the events after ack are appended again under a new epoch
	// (rule C4); it excludes receive.
	newEpoch bool
	// again asks for another exchange at once.
	again bool
	// final says that everything is sent and pulled, so that totals can be compared.
	final bool
	// err is what is wrong; the next try is after wait.
	err  error
	wait time.Duration
}

// Waits between tries. They double from first to longest; the shell adds jitter.
const (
	firstWait   = 5 * time.Second
	longestWait = 10 * time.Minute
)

func start() state { return state{piece: wire.MaxPush} }

// round begins a run of exchanges.
func (s state) round() state {
	s.repairs = 0
	return s
}

// failed is the step after an exchange that brought no usable answer.
func (s state) failed(err error) (state, act) {
	if shrinks(err) {
		s.piece = max(s.piece/2, wire.MinPiece)
	}
	wait := longestWait
	if s.fails < 10 {
		wait = min(firstWait<<s.fails, longestWait)
	}
	s.fails++
	return s, act{err: err, wait: wait}
}

// answered is the step after an answer: rules C2 to C4 of the protocol.
func (s state) answered(in answered) (state, act) {
	me, r := in.me, in.resp
	if r.Echo != in.echo {
		return s.failed(ErrStale)
	}
	reason := r.Reason.Err()
	if reason != nil && reason != wire.ErrFork && reason != wire.ErrRewound && reason != wire.ErrGap {
		return s.failed(reason)
	}
	if r.AckEpoch != me.epoch || r.Server == (data.Epoch{}) {
		return s.failed(data.ErrDamaged)
	}
	switch {
	case reason == wire.ErrFork:
		return s.repair(min(me.acked, r.ForkAt))
	case r.Ack > me.head: // the township is ahead: this device was rewound
		return s.repair(me.acked)
	case r.AckHash != in.ackHash && r.Ack > me.acked:
		return s.repair(me.acked)
	case r.AckHash != in.ackHash:
		return s.repair(0)
	}
	return s.take(me, r)
}

// repair asks for a new epoch that holds again what follows ack.
func (s state) repair(ack uint64) (state, act) {
	if s.repairs++; s.repairs > maxRepairs {
		return s.failed(wire.ErrFork)
	}
	return s, act{newEpoch: true, ack: ack, again: true}
}

// take accepts an answer that agrees with the device's own chain.
func (s state) take(me self, r *wire.Response) (state, act) {
	for _, e := range r.Pull {
		if !readable(me, &e) {
			return s.failed(data.ErrDamaged)
		}
	}
	more := r.More || r.Ack < me.head
	back := r.Server != me.server || r.Ack < me.acked || r.NextGSN < me.gsn
	forward := r.Ack > me.acked || r.NextGSN > me.gsn
	if back {
		s.repairs++
	}
	if more && (!back && !forward || s.repairs > maxRepairs) {
		return s.failed(ErrStuck)
	}
	s.fails, s.piece = 0, min(2*s.piece, wire.MaxPush)
	return s, act{receive: true, ack: r.Ack, again: more, final: !more}
}

// readable says whether a pulled entry can go into the store: an event with a
// header, or the mark of an own one that the device holds.
func readable(me self, e *wire.Entry) bool {
	if len(e.Event) == 0 {
		return e.Epoch == me.epoch && e.Seq <= me.head && (e.Device == me.device || e.Device == data.DeviceID{})
	}
	_, err := data.DecodeEvent(e.Event)
	return err == nil
}
