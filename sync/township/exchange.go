package township

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// maxHeldBytes bounds what one device may have in quarantine.
const maxHeldBytes = 64 << 20

// serveExchange serves the route of the exchange: it bounds the size, each device's
// rate and how many are worked on at once, and hands the bytes over.
func (s *Server) serveExchange(w http.ResponseWriter, r *http.Request) {
	body, ok := s.readBody(w, r, wire.MaxMessage)
	if !ok {
		return
	}
	sender, err := wire.Sender(body)
	if err == nil && !s.exchanges.allow(sender.String()) {
		resp := wire.Response{Proto: wire.Proto, Echo: wire.EchoOf(body), Now: s.now().Unix(), Reason: wire.CodeBusy}
		out, err := resp.Encode()
		s.send(w, out, err)
		return
	}
	s.inTurn(r.Context(), func() {
		begun := time.Now()
		out, err := s.Exchange(r.Context(), body)
		s.meters.observe("woshou_exchange_seconds", time.Since(begun))
		s.send(w, out, err)
	})
}

// serveEnrol serves the route of enrolment, where each address has few tries.
func (s *Server) serveEnrol(w http.ResponseWriter, r *http.Request) {
	body, ok := s.readBody(w, r, wire.MaxEnrol)
	if !ok {
		return
	}
	if !s.enrols.allow(address(r)) {
		resp := wire.EnrolResponse{Proto: wire.Proto, Reason: wire.CodeBusy}
		out, err := resp.Encode()
		s.send(w, out, err)
		return
	}
	s.inTurn(r.Context(), func() {
		out, err := s.Enrol(r.Context(), body)
		s.send(w, out, err)
	})
}

// inTurn runs f when fewer than maxAtOnce are running.
func (s *Server) inTurn(ctx context.Context, f func()) {
	select {
	case s.working <- struct{}{}:
		defer func() { <-s.working }()
		f()
	case <-ctx.Done():
	}
}

// send writes an answer; an error means that the request was not of this protocol.
func (s *Server) send(w http.ResponseWriter, out []byte, err error) {
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", wire.ContentType)
	w.Header()["Date"] = nil // the answer has the time
	_, _ = w.Write(out)      // a cut line is the device's to notice; what was stored stays
}

// Exchange answers one request of a device, as bytes for bytes: what it stored is
// durable when it returns. An error means that the bytes are not of this protocol.
func (s *Server) Exchange(ctx context.Context, body []byte) ([]byte, error) {
	resp, err := s.exchange(ctx, body)
	if errors.Is(err, wire.ErrForeign) {
		return nil, err
	}
	if err != nil {
		s.refuse("exchange", err)
		resp = &wire.Response{Reason: reasonOf(err)}
	}
	resp.Proto, resp.Echo, resp.Now = wire.Proto, wire.EchoOf(body), s.now().Unix()
	out, err := resp.Encode()
	s.meters.add("woshou_exchanges_total", "outcome", outcome(resp.Reason), 1)
	s.meters.add("woshou_received_bytes_total", "", "", float64(len(body)))
	s.meters.add("woshou_sent_bytes_total", "", "", float64(len(out)))
	return out, err
}

// outcome names what became of a request.
func outcome(reason wire.Code) string {
	return cmp.Or(string(reason), "ok")
}

// refuse logs why a request got no service.
func (s *Server) refuse(what string, err error) {
	if code := reasonOf(err); code == wire.CodeBusy || code == wire.CodeFull {
		s.log.Error(what, "error", err)
		return
	}
	s.log.Info(what, "refused", wire.CodeOf(err))
}

func (s *Server) exchange(ctx context.Context, body []byte) (*wire.Response, error) {
	req, key, err := s.verify(ctx, body)
	if err != nil {
		return nil, err
	}
	turn, err := s.answer(ctx, key, req)
	if err != nil {
		return nil, fmt.Errorf("exchange: %w", err)
	}
	return &turn.resp, nil
}

// answer does what a request signed with a key asks: its records in one transaction, then
// its files.
func (s *Server) answer(ctx context.Context, key ed25519.PublicKey, req *wire.Request) (turn *turn, err error) {
	err = s.update(ctx, func(tx ledger.Tx) (err error) {
		if turn, err = s.begin(tx, req, key); err != nil {
			return err
		}
		return turn.run()
	})
	if err != nil {
		return nil, err
	}
	if turn.added > 0 {
		s.growth.take(string(turn.village.ID), float64(turn.added))
	}
	s.meters.add("woshou_events_total", "", "", float64(turn.village.GSN-turn.start))
	s.meters.add("woshou_held_total", "", "", float64(turn.held))
	turn.carry()
	if turn.marked {
		s.up.rouse()
	}
	if turn.useful() {
		s.exchanges.give(req.Device.String(), usefulBack)
	}
	return turn, nil
}

// verify reads a request signed by its device, and returns the key that it is signed
// with. Keys that were read are kept: only an enrolment changes one, and begin compares it
// inside the transaction.
func (s *Server) verify(ctx context.Context, body []byte) (*wire.Request, ed25519.PublicKey, error) {
	sender, err := wire.Sender(body)
	if err != nil {
		return nil, nil, err
	}
	if kept, ok := s.keys.Load(sender); ok {
		key := kept.(ed25519.PublicKey)
		req, err := wire.Verify(key, body)
		if !errors.Is(err, wire.ErrSignature) {
			return req, key, err
		}
	}
	var device ledger.Device
	err = s.led.View(ctx, func(r ledger.Reader) (err error) { device, err = r.Device(sender); return err })
	if errors.Is(err, data.ErrNotFound) {
		err = wire.ErrUnknownDevice
	}
	if err != nil {
		return nil, nil, err
	}
	s.keys.Store(sender, ed25519.PublicKey(device.Key))
	req, err := wire.Verify(device.Key, body)
	return req, device.Key, err
}

// turn is one exchange inside its transaction.
type turn struct {
	s       *Server
	tx      ledger.Tx
	req     *wire.Request
	device  ledger.Device
	village ledger.Village
	chain   ledger.Chain
	head    ledger.Head
	// cursor is the position in the stream that the device has, start the stream's
	// end before this exchange. stale says that the device knows another life of it.
	cursor, start uint64
	stale         bool
	// common is the last place at which both sides are known to agree.
	common uint64
	// held counts what was set aside, added the bytes of events that are new here.
	held, added int
	// counted is what the exchange changes of the tallies.
	counted tallies
	// asked says that above is known: whether there is a county, marked that it has
	// something to learn.
	asked, above, marked bool
	resp                 wire.Response
	cargo
}

// begin reads what the exchange rests on. What may be written follows from the
// device's own record and never from the request (rule R7).
func (s *Server) begin(tx ledger.Tx, req *wire.Request, key ed25519.PublicKey) (*turn, error) {
	t := &turn{s: s, tx: tx, req: req, chain: ledger.Chain{Device: req.Device, Epoch: req.Epoch}, counted: tallies{}}
	var err error
	if t.device, err = tx.Device(req.Device); err != nil {
		return nil, err
	}
	if !key.Equal(ed25519.PublicKey(t.device.Key)) {
		return nil, wire.ErrSignature // it has enrolled anew meanwhile
	}
	if t.village, err = tx.Village(t.device.Village); err != nil {
		return nil, err
	}
	if t.head, err = tx.Head(t.chain); err != nil {
		return nil, err
	}
	t.start = t.village.GSN
	if req.Seal != wire.SealIDOf(s.seal.recipient) {
		t.resp.Seal = s.seal.recipient
	}
	return t, nil
}

// run does the exchange; a revoked device gets nothing.
func (t *turn) run() error {
	if !t.device.Revoked.IsZero() {
		t.resp.Reason = wire.CodeRevoked
		return t.quarantine(t.req.Push, ledger.ReasonRevoked)
	}
	steps := []func() error{t.position, t.push, t.mayGrow, t.count, t.compare, t.acknowledge, t.keepKeys, t.keepVillage, t.pull, t.mayCarry, t.differ, t.report}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// position takes the device's cursor if it is of this life of the stream. One that shows that
// the server came back from a backup without being told begins a new life for this village. A
// device that knows another life is told of this one before anything is taken from it, so that
// what it has keeps its order.
func (t *turn) position() error {
	server, err := t.tx.Epoch()
	if err != nil {
		return err
	}
	life := t.village.Life(server)
	back, err := t.setBack(life)
	if err != nil {
		return err
	}
	if back {
		t.village.Hear(life)
		if life, err = t.renew(server); err != nil {
			return err
		}
	} else if t.req.Server == life {
		t.cursor = t.req.GSN
	}
	t.village.Hear(t.req.Server, life)
	t.resp.Server = life
	t.stale = t.req.Server != life && t.req.Server != data.Epoch{}
	return nil
}

// setBack reports whether the device's cursor is of a stream that the server had and forgot: it
// lies beyond the stream's end, its digest is not the stream's, or its life was never told to
// anybody.
func (t *turn) setBack(life data.Epoch) (bool, error) {
	switch t.req.Server {
	case data.Epoch{}:
		return false, nil
	case life:
		same, err := t.sameStream()
		return !same, err
	}
	return !slices.Contains(t.village.Lives, t.req.Server), nil
}

// renew begins a new life of the village's stream, unless that happens too often to be true.
func (t *turn) renew(server data.Epoch) (life data.Epoch, err error) {
	if !t.s.renewals.allow(string(t.village.ID)) {
		return life, wire.ErrBusy
	}
	t.village.Epoch = data.NewEpoch()
	life = t.village.Life(server)
	return life, t.tx.AddAct(ledger.Act{At: t.s.now(), Who: t.device.ID.String(), What: actRestored, Object: life.String()})
}

// sameStream reports whether the stream is the one that the device has read, as far as it
// says.
func (t *turn) sameStream() (bool, error) {
	if t.req.GSN > t.village.GSN {
		return false, nil
	}
	if t.req.Stream == (data.Hash{}) {
		return true, nil
	}
	digest, err := t.tx.DigestAt(t.village.ID, t.req.GSN)
	return digest == t.req.Stream, err
}

func (t *turn) acknowledge() error {
	t.resp.AckEpoch, t.resp.Ack, t.resp.AckHash = t.chain.Epoch, t.head.Seq, t.head.Hash
	return nil
}

// useful reports whether the exchange brought something forward.
func (t *turn) useful() bool {
	return t.village.GSN > t.start || t.resp.NextGSN > t.cursor || len(t.resp.Newest) > 0 || t.carried
}

// compare looks at the device's head, which may show a fork or a rewind although
// nothing was pushed.
func (t *turn) compare() error {
	if t.resp.Reason != "" || t.req.Head > t.head.Seq {
		return nil
	}
	var hash data.Hash
	if t.req.Head > 0 {
		var err error
		if hash, err = t.tx.HashAt(t.chain, t.req.Head); err != nil {
			return err
		}
	}
	if hash != t.req.HeadHash {
		return t.fork()
	}
	t.common = t.req.Head
	if t.req.Head < t.head.Seq {
		t.resp.Reason = wire.CodeRewound
	}
	return nil
}

// pull adds the stream after the cursor, or the newest cases when a device that has
// nothing yet asked for them and there are any.
func (t *turn) pull() error {
	limit, count := t.limit(), wire.PieceEntries
	if limit > wire.Piece {
		count = wire.MaxEntries
	}
	t.resp.NextGSN, t.resp.Last, t.resp.Room = t.cursor, t.village.GSN, wire.MaxPush
	if t.req.Newest && t.cursor == 0 {
		if err := t.newest(limit, count); err != nil || len(t.resp.Newest) > 0 {
			t.resp.More = true
			return err
		}
	}
	entries, err := t.tx.Stream(t.village.ID, t.cursor, count, limit)
	if err != nil {
		return err
	}
	size := 0
	seen := map[data.CaseID]bool{}
	for _, e := range entries {
		out := wire.Entry{GSN: e.GSN}
		if t.has(e) {
			out.Device, out.Epoch, out.Seq = e.Chain.Device, e.Chain.Epoch, e.Seq
		} else {
			if size += len(e.Event); size > limit && len(t.resp.Pull) > 0 {
				break
			}
			out.Event = e.Event
			if err := t.addKey(e.Subject, seen); err != nil {
				return err
			}
		}
		t.resp.Pull = append(t.resp.Pull, out)
		t.resp.NextGSN = e.GSN
	}
	t.resp.More = t.resp.NextGSN < t.village.GSN
	if t.resp.Stream, err = t.tx.DigestAt(t.village.ID, t.resp.NextGSN); t.resp.Stream == t.req.Stream {
		t.resp.Stream = data.Hash{} // the device has it
	}
	return err
}

// has reports whether the device holds an entry's bytes: its own, of the epoch and
// up to the head that it named. It takes the answer only if its own hash is the one
// acknowledged; after a fork it holds what both sides have in common.
func (t *turn) has(e ledger.Entry) bool {
	if t.resp.Reason == wire.CodeFork {
		return e.Chain == t.chain && e.Seq <= t.common
	}
	return e.Chain == t.chain && e.Seq <= t.req.Head
}

func (t *turn) addKey(id data.CaseID, seen map[data.CaseID]bool) error {
	if seen[id] {
		return nil
	}
	seen[id] = true
	key, err := t.tx.Key(t.village.ID, id)
	switch {
	case errors.Is(err, data.ErrNotFound):
		return nil
	case err != nil || len(key) == 0: // destroyed
		return err
	}
	t.resp.Keys = append(t.resp.Keys, wire.WrappedKey{Case: id, Key: key})
	return nil
}

// report writes what the device said of itself and answers the totals check.
func (t *turn) report() error {
	t.resp.Check, t.resp.Cases = t.village.Sum.Check(t.village.Cases), t.village.Cases
	now := t.s.now()
	t.device.Report = ledger.Report{
		At: now, Waiting: t.req.Waiting, Behind: int(t.start - min(t.cursor, t.start)),
		Digest: t.req.Check, Cases: t.req.Cases, Same: t.req.Check == t.resp.Check,
	}
	t.village.Heard = now
	if t.device.Report.Same {
		t.village.Differs = nil
	}
	return errors.Join(t.tx.PutDevice(t.device), t.tx.PutVillage(t.village))
}
