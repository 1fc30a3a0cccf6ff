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
	// stream is the stream's digest at gsn, zero when it is not known.
	stream data.Hash
	// empty says that no case is here, offered that the stream of this server epoch was
	// read to its end once and given what it lacked, arrived that events of others are here.
	empty, offered, arrived bool
}

// state is the step core's memory between exchanges.
type state struct {
	// piece bounds the next push and the next pull, in bytes; room is what the township
	// takes.
	piece, room int
	// fails counts failures since the last success.
	fails int
	// repairs counts new epochs and steps back since the round began.
	repairs int
	newest  newest
	compare comparison
}

// newest is how far an empty computer has come with the newest cases.
type newest struct {
	// before is where to go on, bytes what came so far. over says that the stream's
	// turn has come.
	before uint64
	bytes  int
	over   bool
}

// enough is how many bytes of the newest cases come before the stream, which brings
// them again.
const enough = 256 << 10

// asks says whether the next request is for the newest cases.
func (n newest) asks(me self) bool {
	return me.gsn == 0 && !n.over && (me.empty || n.before > 0)
}

// took is the step after an answer.
func (n newest) took(r *wire.Response) newest {
	n.before = r.Before
	for _, e := range r.Newest {
		n.bytes += len(e.Event)
	}
	if len(r.Newest) == 0 || r.Before == 0 || n.bytes >= enough {
		return newest{over: true}
	}
	return n
}

// mayPush says whether events go up: not to a life of the stream that is read for the first
// time, lest they come before older ones that it lacks. At a first contact there are none but
// those that came by stick.
func (me self) mayPush() bool { return me.offered || me.server == data.Epoch{} && !me.arrived }

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
	// stream is the stream's digest at resp.NextGSN by the device's own reckoning, zero
	// when it cannot know it.
	stream data.Hash
	// pushed is how many bytes of events and files went up, slow whether the exchange took
	// so long that larger pieces would not.
	pushed int
	slow   bool
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
	// stream is the digest at the cursor that is stored.
	stream data.Hash
	// offer says that the stream is read to its end for the first time in its life.
	offer bool
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

// slowAfter is how long an exchange may take for the next to be larger.
const slowAfter = 5 * time.Second

func start() state { return state{piece: wire.Piece, room: wire.Piece} }

// round begins a run of exchanges.
func (s state) round() state {
	s.repairs, s.compare.asking = 0, false
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
	return s.take(in)
}

// repair asks for a new epoch that holds again what follows ack.
func (s state) repair(ack uint64) (state, act) {
	if s.repairs++; s.repairs > maxRepairs {
		return s.failed(wire.ErrFork)
	}
	return s, act{newEpoch: true, ack: ack, again: true}
}

// take accepts an answer that agrees with the device's own chain.
func (s state) take(in answered) (state, act) {
	me, r := in.me, in.resp
	if !in.sound() {
		return s.failed(data.ErrDamaged)
	}
	do := act{receive: true, ack: r.Ack, stream: in.stream}
	if do.stream == (data.Hash{}) {
		do.stream = r.Stream
	}
	do.offer = !r.More && !(me.offered && r.Server == me.server)
	do.again = r.More || r.Ack < me.head
	do.final = !do.again
	back := in.back()
	if back {
		s.repairs++
	}
	if do.again && (!back && !do.offer && !in.forward() || s.repairs > maxRepairs) {
		return s.failed(ErrStuck)
	}
	s.fails, s.newest = 0, s.newest.took(r)
	s.room = min(max(r.Room, wire.Piece), wire.MaxPush)
	if !in.slow && 2*in.moved() >= s.piece {
		s.piece = min(2*s.piece, wire.MaxPull)
	}
	return s, do
}

// back says whether the township stands behind where it stood, forward whether something
// was taken or given.
func (in *answered) back() bool {
	me, r := in.me, in.resp
	return r.Server != me.server || r.Ack < me.acked || r.NextGSN < me.gsn
}

func (in *answered) forward() bool {
	me, r := in.me, in.resp
	return r.Ack > me.acked || r.NextGSN > me.gsn || len(r.Newest) > 0
}

// moved returns how many bytes of events and files went the way that more went.
func (in *answered) moved() int {
	pulled := 0
	for _, p := range in.resp.Given {
		pulled += len(p.Bytes)
	}
	for _, entries := range [][]wire.Entry{in.resp.Pull, in.resp.Newest} {
		for _, e := range entries {
			pulled += len(e.Event)
		}
	}
	return max(in.pushed, pulled)
}

// sound says whether an answer's entries can go into the store, and are those of the stream
// that it names.
func (in *answered) sound() bool {
	for _, entries := range [][]wire.Entry{in.resp.Pull, in.resp.Newest} {
		for _, e := range entries {
			if !readable(in.me, &e) {
				return false
			}
		}
	}
	named := in.resp.Stream
	return named == data.Hash{} || in.stream == data.Hash{} || named == in.stream
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
