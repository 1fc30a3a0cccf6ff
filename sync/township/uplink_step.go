package township

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"time"

	"woshou/data"
	"woshou/sync/line"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// upAnswer is what one exchange with the county came to.
type upAnswer struct {
	// repaired says that the chain began anew, final that nothing waits on either side,
	// same that the totals are the same then.
	repaired, final, same bool
	// places and differs are what the county answered to a comparison.
	places  []string
	differs []data.RowDifference
}

// upStep is what an answer means: rules C2 to C4 and C6 of the protocol.
type upStep struct {
	// anew says that a new epoch begins and every row goes up again; it excludes take.
	anew, take bool
	err        error
}

// upInput is an answer, with what this side knows: the request's echo, its own hash at
// the acknowledged event, and the stream's digest at the answer's cursor, zero where it
// cannot know it.
type upInput struct {
	echo    wire.Echo
	resp    *wire.Response
	ackHash data.Hash
	digest  data.Hash
	sound   bool
}

// judge compares an answer with the own chain. It reads and writes nothing. Rows are
// states and not acts, so one repair serves every contradiction: all of them, once more.
func judge(link *ledger.Uplink, in upInput) upStep {
	r := in.resp
	reason := r.Reason.Err()
	switch {
	case r.Echo != in.echo:
		return upStep{err: ErrCountyStale}
	case errors.Is(reason, wire.ErrFork), errors.Is(reason, wire.ErrRewound):
		return upStep{anew: true}
	case reason != nil && !errors.Is(reason, wire.ErrGap):
		return upStep{err: reason}
	case r.AckEpoch != link.Epoch || r.Server == data.Epoch{}:
		return upStep{err: data.ErrDamaged}
	case r.Ack > link.Head, in.ackHash != r.AckHash:
		return upStep{anew: true}
	case !in.sound, r.Stream != data.Hash{} && r.Stream != in.digest:
		return upStep{err: data.ErrDamaged}
	}
	return upStep{take: true}
}

// upAsk is what a request asks beside its push.
type upAsk struct {
	sums  []wire.PlaceSum
	marks *wire.PlaceMarks
}

// exchange sends one request and takes in the answer.
func (u *uplink) exchange(ctx context.Context, more *upAsk) (done upAnswer, err error) {
	link, req, err := u.request(ctx, more)
	if err != nil {
		return done, err
	}
	request, err := wire.Sign(ed25519.NewKeyFromSeed(link.Key), req)
	if err != nil {
		return done, err
	}
	begun := time.Now()
	answer, err := u.line.Exchange(ctx, request)
	var resp *wire.Response
	if err == nil {
		resp, err = wire.DecodeResponse(answer)
	}
	if err != nil {
		u.shrink(err)
		return done, err
	}
	do, left, err := u.takeIn(ctx, link, upInput{echo: wire.EchoOf(request), resp: resp})
	if err != nil {
		return done, err
	}
	if time.Since(begun) < upFirst && resp.Room >= wire.MaxPush {
		u.piece = min(2*u.piece, wire.MaxPush)
	}
	done.repaired, done.places, done.differs = do.anew, resp.Places, resp.Differs
	done.final = do.take && !left && !resp.More && resp.Ack == link.Head && resp.Server == link.Server && req.Check != data.Hash{}
	done.same = resp.Check == req.Check && resp.Cases == req.Cases
	return done, nil
}

// takeIn judges an answer and does what it means, in one transaction. left says that rows
// are dirty still, or again.
func (u *uplink) takeIn(ctx context.Context, link ledger.Uplink, in upInput) (do upStep, left bool, err error) {
	err = u.s.update(ctx, func(tx ledger.Tx) error {
		do = upStep{}
		now, err := tx.Uplink()
		if err == nil && (now.Epoch != link.Epoch || now.Address != link.Address) {
			err = ErrCountyStale // enrolled elsewhere meanwhile
		}
		if err == nil {
			err = in.read(tx, &link)
		}
		if err != nil {
			return err
		}
		if do = judge(&link, in); do.err != nil {
			return do.err
		}
		if err := u.s.takeUp(tx, now, do, &in); err != nil {
			return err
		}
		dirty, err := tx.Dirty(1)
		left = len(dirty) > 0
		return err
	})
	return do, left, err
}

// shrink makes the next piece smaller where that may help.
func (u *uplink) shrink(err error) {
	if _, ok := errors.AsType[*line.Unreachable](err); ok || errors.Is(err, data.ErrDamaged) || errors.Is(err, wire.ErrTooLarge) {
		u.piece = max(u.piece/2, wire.MinPiece)
	}
}

// request appends what is dirty to the own chain, if its turn has come, and says where
// this server stands.
func (u *uplink) request(ctx context.Context, more *upAsk) (link ledger.Uplink, req *wire.Request, err error) {
	err = u.s.update(ctx, func(tx ledger.Tx) error {
		var err error
		if link, err = tx.Uplink(); err != nil {
			return err
		}
		if more == nil {
			if err := u.s.batch(tx, &link); err != nil {
				return err
			}
		}
		req = &wire.Request{
			Proto: wire.Proto, Device: link.Device, Epoch: link.Epoch, Head: link.Head, HeadHash: link.HeadHash,
			Server: link.Server, GSN: link.GSN, Stream: link.Digest, Want: u.piece,
		}
		if more != nil {
			req.Sums, req.Marks = more.sums, more.marks
		} else if req.Push, err = tx.OwnEvents(link.Epoch, link.Acked, u.piece); err != nil {
			return err
		}
		req.Push = req.Push[:min(len(req.Push), wire.MaxEntries)]
		req.Waiting = int(link.Head - link.Acked - uint64(len(req.Push)))
		if req.Waiting == 0 {
			if err := upStanding(tx, req); err != nil {
				return err
			}
		}
		return tx.PutUplink(link)
	})
	return link, req, err
}

// upStanding sets a request's totals check over everything here, unless more may be dirty
// than the push has.
func upStanding(r ledger.Reader, req *wire.Request) error {
	if dirty, err := r.Dirty(upBatch); err != nil || len(dirty) == upBatch {
		return err
	}
	villages, err := r.Villages()
	var sum data.FactSum
	for _, v := range villages {
		if !v.Town {
			sum, req.Cases = sum.And(v.Sum), req.Cases+v.Cases
		}
	}
	req.Check = sum.Check(req.Cases)
	return err
}

// read finds what this side knows of an answer's places in the chain and the stream.
func (in *upInput) read(tx ledger.Tx, link *ledger.Uplink) (err error) {
	if in.ackHash, err = ownHash(tx, link, in.resp.Ack); err != nil {
		return err
	}
	digest, gsn := link.Digest, link.GSN
	if in.resp.Server != link.Server {
		digest, gsn = data.Hash{}, 0
	}
	in.sound = false
	for _, e := range in.resp.Pull {
		gsn++
		hash, ok, err := entryHash(tx, link, e)
		if err != nil || !ok || e.GSN != gsn {
			return err
		}
		digest = data.Chain(digest, hash[:])
	}
	in.digest, in.sound = digest, in.resp.NextGSN == gsn
	return nil
}

// entryHash returns the hash of an entry of the county's stream: an own event, or one of
// an earlier life of this server.
func entryHash(tx ledger.Tx, link *ledger.Uplink, e wire.Entry) (hash data.Hash, ok bool, err error) {
	if len(e.Event) > 0 {
		event, err := data.DecodeEvent(e.Event)
		return data.Chain(event.Prev, e.Event), err == nil, nil
	}
	if e.Epoch != link.Epoch || e.Seq > link.Head {
		return hash, false, nil
	}
	hash, err = ownHash(tx, link, e.Seq)
	return hash, true, err
}

// ownHash returns the hash of the own chain at seq, zero before its first event and beyond
// its head.
func ownHash(tx ledger.Tx, link *ledger.Uplink, seq uint64) (data.Hash, error) {
	switch {
	case seq == 0 || seq > link.Head:
		return data.Hash{}, nil
	case seq == link.Head:
		return link.HeadHash, nil
	}
	next, err := tx.OwnEvents(link.Epoch, seq, 0)
	if err != nil {
		return data.Hash{}, err
	}
	if len(next) == 0 {
		return data.Hash{}, data.ErrDamaged
	}
	e, err := data.DecodeEvent(next[0])
	return e.Prev, err
}

// takeUp does with the ledger what an answer asks for: what is acknowledged is no longer
// dirty, in the transaction that moves the cursor.
func (s *Server) takeUp(tx ledger.Tx, link ledger.Uplink, do upStep, in *upInput) error {
	r := in.resp
	if do.anew {
		link.Epoch, link.Head, link.HeadHash, link.Acked = data.NewEpoch(), 0, data.Hash{}, 0
		return errors.Join(tx.PutUplink(link), markAll(tx))
	}
	if r.Ack > link.Acked {
		if err := clearDirty(tx, &link, r.Ack); err != nil {
			return err
		}
	}
	link.Acked, link.Server, link.GSN, link.Digest = r.Ack, r.Server, r.NextGSN, in.digest
	return tx.PutUplink(link)
}

// compare finds the rows that differ and has them sent once more.
func (u *uplink) compare(ctx context.Context) error {
	sums, err := u.sums(ctx)
	if err != nil {
		return err
	}
	done, err := u.exchange(ctx, &upAsk{sums: sums})
	if err != nil {
		return err
	}
	for _, area := range done.places {
		if err := u.comparePlace(ctx, area); err != nil {
			return err
		}
	}
	return nil
}

// sums returns the totals check of each village.
func (u *uplink) sums(ctx context.Context) (out []wire.PlaceSum, err error) {
	err = u.s.led.View(ctx, func(r ledger.Reader) error {
		out = nil
		villages, err := r.Villages()
		for _, v := range villages {
			if !v.Town && len(out) < wire.MaxPlaces {
				out = append(out, wire.PlaceSum{Area: v.Area, Cases: v.Cases, Check: v.Sum.Check(v.Cases)})
			}
		}
		return err
	})
	return out, err
}

// comparePlace compares the rows of one village, in parts.
func (u *uplink) comparePlace(ctx context.Context, area string) error {
	var after data.CaseID
	for {
		marks, lives, err := u.marks(ctx, area, after)
		if err != nil {
			return err
		}
		done, err := u.exchange(ctx, &upAsk{marks: marks})
		if err != nil {
			return err
		}
		if err := u.again(ctx, marks, lives, done.differs); err != nil || marks.Last {
			return err
		}
		after = marks.End()
	}
}

// marks returns the marks of a village's rows behind a case, and the life of its stream.
func (u *uplink) marks(ctx context.Context, area string, after data.CaseID) (m *wire.PlaceMarks, life data.Epoch, err error) {
	err = u.s.led.View(ctx, func(r ledger.Reader) error {
		var all []data.RowMark
		villages, err := r.Villages()
		if err != nil {
			return err
		}
		for _, v := range villages {
			if v.Area != area || v.Town {
				continue
			}
			if life, err = lifeOf(r, v); err != nil {
				return err
			}
			cases, err := r.Cases(v.ID)
			if err != nil {
				return err
			}
			for _, c := range cases {
				all = append(all, data.MarkOf(c.ID, c.Row))
			}
		}
		m = wire.PartOf(all, after, wire.MaxMarks)
		m.Area = area
		return nil
	})
	return m, life, err
}

// again marks the rows that differ, but none twice in one life of its village's stream:
// the county has its reason.
func (u *uplink) again(ctx context.Context, m *wire.PlaceMarks, life data.Epoch, differs []data.RowDifference) error {
	here := map[data.CaseID]data.RowMark{}
	for _, mark := range m.Marks {
		for i := range life {
			mark.Mark[i] ^= life[i]
		}
		here[mark.Case] = mark
	}
	var once []data.RowMark
	for _, d := range differs {
		if mark, ok := here[d.Case]; ok && !u.sent[mark] {
			once = append(once, mark)
		}
	}
	err := u.s.update(ctx, func(tx ledger.Tx) (err error) {
		for _, mark := range once {
			err = errors.Join(err, tx.MarkDirty(mark.Case))
		}
		return err
	})
	for _, mark := range once {
		u.sent[mark] = u.sent[mark] || err == nil
	}
	return err
}

// compareCases orders rows by where they stand in their village's stream: neighbours are
// near in time, which packs well.
func compareCases(a, b *ledger.Case) int {
	return cmp.Or(cmp.Compare(a.GSN, b.GSN), bytes.Compare(a.ID[:], b.ID[:]))
}
