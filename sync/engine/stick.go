package engine

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/wire"
)

// What can be wrong with a file that goes by stick.
var (
	// ErrStickTown says that this computer does not know the township's public key yet: it
	// comes with the enrolment, or the next exchange over the line.
	ErrStickTown = errors.New("the township's public key is not here yet")
	// ErrStickOther says that the file is for another computer or another village.
	ErrStickOther = errors.New("the file is for another computer")
	// ErrStickForged says that the file does not come from the township it should.
	ErrStickForged = errors.New("the file is not signed by the township")
	// ErrStickOld says that the file answers one from before this computer's link changed.
	ErrStickOld = errors.New("the answer is older than the link")
)

// Stick is what a file by stick holds or brought.
type Stick struct {
	// Events and Files count what goes; what came and was new here.
	Events, Files int
	// Acked says how many own events the township confirmed.
	Acked int
	// Enrolled says that the township has taken this computer, and nothing else came.
	Enrolled bool
	// Again says that another way there and back is needed: after a fork, and where the stream
	// has to be read before what waits may go.
	Again bool
}

// WriteStick writes a file with everything that waits for the township, sealed to it: the
// same requests as over the line. With files, photos and scans go along, and those of other
// computers are asked for. What another computer's file brought goes along in its place. The
// error wraps ErrNotEnrolled, ErrStickTown or ErrStore.
func (e *Engine) WriteStick(ctx context.Context, to io.Writer, files bool) (Stick, error) {
	if err := e.hold(ctx); err != nil {
		return Stick{}, err
	}
	defer e.release()
	link := e.st.Link()
	if link.Village == "" || len(link.Key) != ed25519.SeedSize {
		return Stick{}, ErrNotEnrolled
	}
	town, err := age.ParseX25519Recipient(link.Seal)
	if err != nil {
		return Stick{}, ErrStickTown
	}
	if err := e.offerAgain(); err != nil {
		return Stick{}, err
	}
	if err := e.tend(); err != nil { // the way is long: it goes along with the first file already
		return Stick{}, err
	}
	link = e.st.Link()
	sealed, err := age.Encrypt(to, town)
	if err != nil {
		return Stick{}, fmt.Errorf("write stick: %w", err)
	}
	w, err := wire.NewStick(sealed, wire.StickUp)
	p := stickUp{e: e, link: link, w: w}
	if err == nil {
		err = p.records()
	}
	if err == nil && files {
		err = p.files()
	}
	if err == nil {
		err = w.End(wire.SumsUp)
	}
	if err = errors.Join(err, sealed.Close()); err != nil {
		return Stick{}, fmt.Errorf("write stick: %w", err)
	}
	return p.out, nil
}

// offerAgain gives the stream what came from elsewhere since it was read to its end: it is not
// read again first, as over the line, for that would take a way of its own.
func (e *Engine) offerAgain() error {
	for link := e.st.Link(); link.ReadOnce() && !link.Offered(); link = e.st.Link() {
		if err := e.st.Offer(link.ServerEpoch); err != nil {
			return inStore(err)
		}
	}
	return nil
}

// hold waits for the turn that rounds have.
func (e *Engine) hold(ctx context.Context) error {
	select {
	case e.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (e *Engine) release() { <-e.turn }

type stickUp struct {
	e    *Engine
	link store.Link
	w    *wire.StickWriter
	base wire.Request
	out  Stick
}

// records writes requests until every own event has its place in one, or, where none may go
// yet, the question for the stream.
func (p *stickUp) records() error {
	st := p.e.st
	at := st.Acked()
	r := wire.Request{
		Proto: wire.Proto, Device: st.Device(), Server: p.link.ServerEpoch, GSN: p.link.GSN, Stream: p.link.Stream,
		Seal: wire.SealIDOf(p.link.Seal), Recipient: st.Recipient(), Want: wire.MinPiece,
	}
	r.Epoch, r.Head, r.HeadHash = st.Head()
	if !p.e.self(p.link).mayPush() {
		r.Waiting, r.Want, p.out.Again = int(r.Head-at), wire.MaxPull, true
		p.base = r
		p.base.Recipient = ""
		return p.put(&r)
	}
	for {
		push, err := st.After(at, wire.MaxPush)
		if err != nil {
			return inStore(err)
		}
		// What was saved since the head was read goes with the next stick.
		push = push[:min(uint64(len(push)), wire.MaxEntries, r.Head-at)]
		keys, err := st.KeysAfter(at, len(push))
		if err != nil {
			return inStore(err)
		}
		at += uint64(len(push))
		r.Push, r.Keys, r.Waiting = push, nil, int(r.Head-at)
		for _, k := range keys {
			r.Keys = append(r.Keys, wire.WrappedKey{Case: k.Case, Key: k.Key})
		}
		p.out.Events += len(push)
		if at == r.Head {
			r.Want = wire.MaxPull
		}
		if err := p.put(&r); err != nil {
			return err
		}
		if r.Recipient = ""; at == r.Head {
			r.Push, r.Keys, p.base = nil, nil, r
			return nil
		}
	}
}

func (p *stickUp) put(r *wire.Request) error {
	b, err := wire.Sign(ed25519.NewKeyFromSeed(p.link.Key), r)
	if err != nil {
		return err
	}
	return p.w.Put(b)
}

// files writes the pieces of the files that wait, and asks for those that are not here.
func (p *stickUp) files() error {
	send, fetch := p.e.st.FileQueue(p.link.ServerEpoch)
	for _, f := range send {
		sum, err := p.e.st.SumSealed(f)
		if err != nil {
			continue // it is damaged: a backup may have a better one
		}
		for at := int64(0); at < f.Size; {
			part, err := p.e.st.ReadSealed(f, at, wire.MaxFilePiece)
			if err != nil {
				return inStore(err)
			}
			r, piece := p.base, pieceOf(f, sum)
			piece.Offset, piece.Bytes = uint64(at), part
			r.Sent = []wire.FilePiece{piece}
			if err := p.put(&r); err != nil {
				return err
			}
			at += int64(len(part))
		}
		p.out.Files++
	}
	for len(fetch) > 0 {
		n := min(len(fetch), wire.MaxFilePieces)
		r := p.base
		for _, f := range fetch[:n] {
			sum, have := p.e.st.FilePart(f)
			piece := pieceOf(f, sum)
			piece.Offset = uint64(have)
			r.Wanted = append(r.Wanted, piece)
		}
		if err := p.put(&r); err != nil {
			return err
		}
		fetch = fetch[n:]
	}
	return nil
}

// TakeStick takes in the file that a township wrote as its answer, to what waited or to the
// wish to be taken (WriteEnrolStick). Nothing is taken from a
// file that is not whole, not signed by the township's authority or not for this computer;
// one that was taken in before changes nothing. The error wraps ErrNotEnrolled,
// ErrStickOther, ErrStickForged, ErrStickOld, wire.ErrForeign, data.ErrDamaged,
// data.ErrNewer, a reason of package wire, or ErrStore.
func (e *Engine) TakeStick(ctx context.Context, from io.ReadSeeker) (Stick, error) {
	if err := e.hold(ctx); err != nil {
		return Stick{}, err
	}
	defer e.release()
	if r, err := wire.OpenStick(from, wire.StickEnrolled); err == nil {
		return Stick{Enrolled: true}, inStick(takeEnrolled(e.st, r))
	}
	d := stickDown{e: e, link: e.st.Link()}
	if d.link.Village == "" {
		return Stick{}, ErrNotEnrolled
	}
	_, err := from.Seek(0, io.SeekStart)
	var sum data.Hash
	var vouch []byte
	if err == nil {
		sum, vouch, err = d.each(from, func([]byte) error { return nil })
	}
	if err == nil {
		err = d.check(sum, vouch)
	}
	if err == nil {
		_, err = from.Seek(0, io.SeekStart)
	}
	if err == nil {
		_, _, err = d.each(from, d.take)
	}
	if err != nil {
		return d.out, inStick(err)
	}
	e.mu.Lock()
	e.problem = nil
	e.mu.Unlock()
	return d.out, nil
}

func inStick(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("take in stick: %w", err)
}

type stickDown struct {
	e    *Engine
	link store.Link
	head *wire.StickHead
	// over says that the records are taken in: what follows is of files.
	over bool
	out  Stick
}

// each opens the file and hands over its answers.
func (d *stickDown) each(from io.Reader, do func([]byte) error) (sum data.Hash, vouch []byte, err error) {
	r, err := openSealed(d.e.st, from, wire.StickDown)
	if err != nil {
		return sum, nil, err
	}
	item, err := r.Next()
	if err == nil {
		d.head, err = wire.DecodeStickHead(item)
	}
	for err == nil {
		if item, err = r.Next(); err == nil {
			err = do(item)
		}
	}
	if errors.Is(err, io.EOF) {
		return r.Sum(), r.Vouch(), nil
	}
	return sum, nil, err
}

// openSealed opens a file that was sealed to the village.
func openSealed(st *store.Store, from io.Reader, kind byte) (*wire.StickReader, error) {
	plain, err := st.Unseal(from)
	var other *age.NoIdentityMatchError
	switch {
	case errors.As(err, &other):
		return nil, ErrStickOther
	case err != nil:
		return nil, wire.ErrForeign
	}
	return wire.OpenStick(plain, kind)
}

// check finds out whether the township signed the file, for this computer.
func (d *stickDown) check(sum data.Hash, signature []byte) error {
	pin := wire.PinOf(d.head.Authority)
	if string(pin[:]) != string(d.link.Pin) || !vouched(d.head.Authority, sum, signature) {
		return ErrStickForged
	}
	if d.head.Device != d.e.st.Device() {
		return ErrStickOther
	}
	return nil
}

// vouched reports whether an authority signed the sum of an answer.
func vouched(authority []byte, sum data.Hash, signature []byte) bool {
	key, err := x509.ParsePKIXPublicKey(authority)
	pub, ok := key.(*ecdsa.PublicKey)
	digest := sha256.Sum256(append([]byte(wire.StickVouch), sum[:]...))
	return err == nil && ok && ecdsa.VerifyASN1(pub, digest[:], signature)
}

// take takes in one answer by the rules of an exchange. What it says of a place that was
// passed meanwhile is known already.
func (d *stickDown) take(item []byte) error {
	resp, err := wire.DecodeResponse(item)
	if err != nil {
		return err
	}
	if d.out.Again {
		return nil
	}
	e := d.e
	if d.over {
		return d.unload(resp)
	}
	d.over = !resp.More
	link := e.st.Link()
	me := e.self(link)
	me.epoch, me.head, me.headHash = e.st.Head()
	if done, err := d.catchUp(me, resp); done || err != nil {
		return err
	}
	in := answered{me: me, echo: resp.Echo, resp: resp}
	if in.ackHash, err = e.hashAt(me, resp.Ack); err == nil {
		in.stream, err = e.streamAfter(me, resp)
	}
	if err != nil {
		return inStore(err)
	}
	_, do := start().answered(in)
	if do.err != nil {
		return do.err
	}
	if err := e.perform(do, link, me, resp); err != nil {
		return err
	}
	if d.out.Again = do.newEpoch; d.out.Again {
		return nil
	}
	result := Result{}
	result.count(me, resp)
	d.out.Events, d.out.Acked = d.out.Events+result.Received, d.out.Acked+result.Sent
	return nil
}

// catchUp cuts off an answer what this computer has passed; done says that nothing is left.
func (d *stickDown) catchUp(me self, resp *wire.Response) (done bool, err error) {
	reason := resp.Reason.Err()
	if reason != nil && reason != wire.ErrFork && reason != wire.ErrRewound && reason != wire.ErrGap {
		return false, reason
	}
	switch {
	case d.old(me, resp):
		return false, ErrStickOld
	case resp.Server != me.server:
		return false, nil // another life of the stream, told to this one
	case resp.NextGSN <= me.gsn && resp.Ack <= me.acked:
		return true, nil
	}
	return false, d.cut(me, resp)
}

// old reports whether an answer is to an epoch of this computer, or a life of the stream,
// that is over.
func (d *stickDown) old(me self, resp *wire.Response) bool {
	asked := d.head.Server
	told := resp.Server == me.server || asked == me.server || asked == data.Epoch{} && me.gsn == 0
	return resp.AckEpoch != me.epoch || !told
}

// cut takes from an answer of the same life what this computer has passed.
func (d *stickDown) cut(me self, resp *wire.Response) (err error) {
	if resp.Ack < me.acked {
		resp.Ack = me.acked
		if resp.AckHash, err = d.e.hashAt(me, me.acked); err != nil {
			return inStore(err)
		}
	}
	for len(resp.Pull) > 0 && resp.Pull[0].GSN <= me.gsn {
		resp.Pull = resp.Pull[1:]
	}
	if resp.NextGSN < me.gsn {
		resp.NextGSN, resp.Stream = me.gsn, me.stream
	}
	return nil
}

// unload takes in what an answer says of files.
func (d *stickDown) unload(resp *wire.Response) error {
	c := d.e.files
	c.mu.Lock()
	if c.server != resp.Server || c.stale.Load() {
		c.stale.Store(true)
		c.read(d.e.st, resp.Server)
	}
	before := len(c.fetch)
	c.mu.Unlock()
	err := d.e.unload(&wire.Request{Sent: resp.Taken}, resp)
	c.mu.Lock()
	defer c.mu.Unlock()
	d.out.Files += before - len(c.fetch)
	return inStore(err)
}

// What files by stick are called.
const (
	StickUpExtension   = wire.StickUpExtension
	StickDownExtension = wire.StickDownExtension
	StickPeerExtension = wire.StickPeerExtension
)
