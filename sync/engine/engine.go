package engine

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/wire"
)

// Options are what an engine takes from its surroundings; the zero value is right
// for the program.
type Options struct {
	// Now is the wall clock, shown to people and never used to decide.
	Now func() time.Time
	// Jitter returns a number from 0 to 1 that spreads the waits of many computers.
	Jitter func() float64
	// Idle is how long Run waits after a success; 0 means ten minutes.
	Idle time.Duration
	// Tend saves what the record wants to go along with an exchange (store.Tend); nil for
	// nothing. It is called before a round and when everything is exchanged.
	Tend func() error
}

// Engine brings this computer's events to the township and the village's stream
// back. Its methods may be called from several goroutines; one round runs at a time.
type Engine struct {
	st   *store.Store
	line Transport
	opt  Options
	turn chan struct{} // held during a round
	wake chan struct{}
	// village is the sealed key that the next request is to carry, gave that one was sent
	// in this round. Both belong to who has the turn.
	village []byte
	gave    bool

	files *courier

	mu      sync.Mutex
	state   state
	problem error
	lastTry time.Time
	busy    bool
	// server and last are the end of the township's stream, as it last said.
	server data.Epoch
	last   uint64
}

// Result is what one round did.
type Result struct {
	// Sent and Received count events; Received those that came with their bytes.
	Sent, Received int
}

// New returns the engine of an open store. A nil line is the township of the
// store's link over TLS.
func New(st *store.Store, line Transport, opt Options) *Engine {
	if line == nil {
		line = &HTTP{Where: func() (string, []byte) { l := st.Link(); return l.Address, l.Pin }, Proxy: through(st)}
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Jitter == nil {
		opt.Jitter = rand.Float64
	}
	if opt.Idle == 0 {
		opt.Idle = longestWait
	}
	e := &Engine{
		st: st, line: line, opt: opt, state: start(),
		turn: make(chan struct{}, 1), wake: make(chan struct{}, 1), files: newCourier(),
	}
	st.OnChange(e.files.changed)
	return e
}

// Run exchanges whenever something waits or the idle time has passed, until ctx
// ends. After a failure it waits longer each time, and never gives up.
func (e *Engine) Run(ctx context.Context) {
	for ctx.Err() == nil {
		_, wait, err := e.round(ctx)
		if err == nil && e.files.goesOn() {
			continue
		}
		if err == nil || errors.Is(err, ErrNotEnrolled) {
			wait = e.opt.Idle
		}
		timer := time.NewTimer(wait/2 + time.Duration(e.opt.Jitter()*float64(wait)))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-e.wake:
		}
		timer.Stop()
	}
}

// Wake makes Run exchange now: after a save, or an enrolment. It never waits.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default: // one is already under way
	}
}

// SyncNow exchanges until nothing is left on either side or something is wrong.
// What was exchanged before an error stays exchanged. CodeOf tells what an error
// means; it is one of this package's, of package wire's reasons, or of ctx.
func (e *Engine) SyncNow(ctx context.Context) (Result, error) {
	result, _, err := e.round(ctx)
	return result, err
}

// round runs exchanges; after an error the next round is due after wait.
func (e *Engine) round(ctx context.Context) (result Result, wait time.Duration, err error) {
	select {
	case e.turn <- struct{}{}:
		defer func() { <-e.turn }()
	case <-ctx.Done():
		return result, 0, ctx.Err()
	}
	e.mu.Lock()
	s := e.state.round()
	e.busy, e.lastTry = true, e.opt.Now()
	e.mu.Unlock()
	e.files.begin()
	e.village, e.gave = nil, false
	do := act{again: true, err: e.before()}
	for do.again && do.err == nil {
		s, do = e.exchange(ctx, s, &result)
	}
	if do.err == nil {
		e.endFiles()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.busy, e.state = false, s
	if !errors.Is(do.err, context.Canceled) {
		e.problem = do.err
	}
	return result, do.wait, do.err
}

// exchange sends one request, takes in the answer and returns the next step.
func (e *Engine) exchange(ctx context.Context, s state, result *Result) (state, act) {
	link := e.st.Link()
	if link.Village == "" || len(link.Key) != ed25519.SeedSize {
		return s, act{err: ErrNotEnrolled}
	}
	me, req, err := e.request(link, s)
	if err != nil {
		return s.failed(fmt.Errorf("%w: %w", ErrStore, err))
	}
	bytes, err := wire.Sign(ed25519.NewKeyFromSeed(link.Key), req)
	if err != nil {
		return s.failed(err)
	}
	begun := time.Now()
	answer, err := e.line.Exchange(ctx, bytes)
	if ctx.Err() != nil {
		return s, act{err: ctx.Err()}
	}
	if err != nil {
		return s.failed(err)
	}
	resp, err := wire.DecodeResponse(answer)
	if err != nil {
		return s.failed(err)
	}
	in := answered{me: me, echo: wire.EchoOf(bytes), resp: resp, pushed: pushed(req), slow: time.Since(begun) > slowAfter}
	if in.ackHash, err = e.hashAt(me, resp.Ack); err == nil {
		in.stream, err = e.streamAfter(me, resp)
	}
	if err != nil {
		return s.failed(fmt.Errorf("%w: %w", ErrStore, err))
	}
	next, do := s.answered(in)
	if err := e.perform(do, link, me, resp); err != nil {
		return s.failed(err)
	}
	if do.receive {
		if err := e.unload(req, resp); err != nil {
			return s.failed(inStore(err))
		}
		result.count(me, resp)
		if do.again, err = e.goesOn(do, resp); err != nil {
			return s.failed(err)
		}
	}
	return next, do
}

// pushed returns how many bytes of events and files a request carries.
func pushed(r *wire.Request) (n int) {
	for _, event := range r.Push {
		n += len(event)
	}
	for _, p := range r.Sent {
		n += len(p.Bytes)
	}
	return n
}

// request reads where the device stands. The push is read before the head, so
// that a save in between cannot leave the head behind the push.
func (e *Engine) request(link store.Link, s state) (me self, r *wire.Request, err error) {
	acked := e.st.Acked()
	me = self{
		device: e.st.Device(), acked: acked, server: link.ServerEpoch, gsn: link.GSN, stream: link.Stream,
		empty: e.st.Empty(), offered: link.Offered(),
	}
	var push [][]byte
	if me.mayPush() {
		push, err = e.st.After(acked, min(s.piece, s.room))
		push = push[:min(len(push), wire.MaxEntries)]
	}
	if err != nil {
		return me, nil, err
	}
	keys, err := e.st.KeysAfter(acked, len(push))
	if err != nil {
		return me, nil, err
	}
	me.epoch, me.head, me.headHash = e.st.Head()
	r = &wire.Request{
		Proto: wire.Proto, Device: me.device, Epoch: me.epoch, Head: me.head, HeadHash: me.headHash,
		Server: me.server, GSN: me.gsn, Stream: me.stream, Push: push, Want: s.piece,
		Waiting: int(me.head - acked - uint64(len(push))), Seal: wire.SealIDOf(link.Seal), Village: e.village,
	}
	e.village = nil
	if s.newest.asks(me) {
		r.Newest, r.Before = true, s.newest.before
	}
	for _, k := range keys {
		r.Keys = append(r.Keys, wire.WrappedKey{Case: k.Case, Key: k.Key})
	}
	if check, cases, head := e.st.TotalsCheck(); r.Waiting == 0 && head == me.head {
		r.Check, r.Cases = check, cases
	}
	return me, r, e.load(r, s, link)
}

// hashAt returns the hash of the device's chain at seq, zero before its first
// event and beyond its head.
func (e *Engine) hashAt(me self, seq uint64) (data.Hash, error) {
	switch {
	case seq == 0 || seq > me.head:
		return data.Hash{}, nil
	case seq == me.head:
		return me.headHash, nil
	}
	next, err := e.st.After(seq, 0)
	if err != nil {
		return data.Hash{}, err
	}
	if len(next) == 0 {
		return data.Hash{}, data.ErrDamaged
	}
	event, err := data.DecodeEvent(next[0])
	return event.Prev, err
}

// streamAfter returns the stream's digest at the cursor of an answer by what the device has,
// zero when it does not know where it began, or when the answer leaves something out.
func (e *Engine) streamAfter(me self, r *wire.Response) (data.Hash, error) {
	digest, gsn := me.stream, me.gsn
	if r.Server != me.server {
		digest, gsn = data.Hash{}, 0
	}
	if gsn > 0 && digest == (data.Hash{}) || r.NextGSN != gsn+uint64(len(r.Pull)) {
		return data.Hash{}, nil
	}
	for i := range r.Pull {
		if r.Pull[i].GSN != gsn+1+uint64(i) || !readable(me, &r.Pull[i]) {
			return data.Hash{}, nil
		}
	}
	digest, err := e.st.StreamDigest(digest, pulled(r.Pull))
	if errors.Is(err, data.ErrNotFound) {
		err = nil // a mark of what is not here: the step core finds it
	}
	return digest, err
}

func pulled(entries []wire.Entry) []store.Pulled {
	out := make([]store.Pulled, len(entries))
	for i, p := range entries {
		out[i] = store.Pulled{GSN: p.GSN, Event: p.Event, Epoch: p.Epoch, Seq: p.Seq}
	}
	return out
}

// early returns events that came before their turn, without their numbers: those count once
// the stream was read up to them, for the server may be set back before that.
func early(entries []wire.Entry) (out []store.Pulled) {
	for _, e := range entries {
		if e.Event != nil {
			out = append(out, store.Pulled{Event: e.Event})
		}
	}
	return out
}

// perform does what the step core wants done with the store.
func (e *Engine) perform(do act, link store.Link, me self, r *wire.Response) error {
	if do.newEpoch {
		return inStore(e.st.NewEpoch(do.ack))
	}
	if !do.receive {
		return nil
	}
	if now := e.st.Link(); now.Village != link.Village || now.Address != link.Address || now.Proxy != link.Proxy {
		return ErrStale // enrolled elsewhere meanwhile
	}
	link.ServerEpoch, link.GSN, link.Stream = r.Server, r.NextGSN, do.stream
	link.LastTry, link.LastOK = e.opt.Now(), e.opt.Now()
	link.Sealed(r.Seal, e.opt.Now())
	link.TownDigest, link.TownCases = data.Hash{}, 0
	if do.final {
		link.TownDigest, link.TownCases = r.Check, r.Cases
	}
	keys := make([]store.WrappedKey, len(r.Keys))
	for i, k := range r.Keys {
		keys[i] = store.WrappedKey{Case: k.Case, Key: k.Key}
	}
	err := e.st.Receive(do.ack, append(early(r.Newest), pulled(r.Pull)...), keys, link)
	for do.offer && err == nil && !link.Offered() {
		err = e.st.Offer(r.Server)
		link = e.st.Link()
	}
	if err == nil {
		e.mu.Lock()
		e.server, e.last = r.Server, max(r.Last, r.NextGSN)
		e.mu.Unlock()
	}
	return inStore(err)
}

func inStore(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrStore, err)
}

func (r *Result) count(me self, resp *wire.Response) {
	if resp.Ack > me.acked {
		r.Sent += int(resp.Ack - me.acked)
	}
	for _, p := range resp.Pull {
		if p.Event != nil {
			r.Received++
		}
	}
}
