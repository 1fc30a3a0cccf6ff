package township

import (
	"bytes"
	"errors"
	"fmt"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// pushed is one event of a push with the place it claims in the device's chain.
type pushed struct {
	raw   []byte
	event data.Event
	seq   uint64
	prev  data.Hash
	// refused says that the bytes cannot be this chain's, and why.
	refused ledger.Reason
}

// push takes the events in order until one does not fit; nothing from a device that knows
// another life of the stream.
func (t *turn) push() error {
	if t.stale {
		return nil
	}
	for i, raw := range t.req.Push {
		p, err := t.read(i, raw)
		if err != nil {
			return err
		}
		fits, err := t.take(p)
		if err != nil {
			return err
		}
		if fits {
			continue
		}
		if t.resp.Reason == wire.CodeFork {
			return t.quarantine(t.req.Push[i:], ledger.ReasonFork)
		}
		return nil
	}
	return nil
}

// mayGrow refuses the whole exchange when its village adds more than a village writes: one
// computer must not fill the disk of all. Nothing is lost, the computer comes again.
func (t *turn) mayGrow() error {
	if t.added == 0 || t.s.growth.has(string(t.village.ID), float64(t.added)) {
		return nil
	}
	t.s.meters.add("woshou_turned_away_total", "what", "events", 1)
	return fmt.Errorf("the village of computer %s adds too many bytes of events: %w", t.device.ID, wire.ErrBusy)
}

// read finds the place of an event. An event that names another writer, or bytes
// that are no event, stand where the request says its push ends; their
// predecessor can only be the one that is there.
func (t *turn) read(i int, raw []byte) (pushed, error) {
	p := pushed{raw: raw}
	var err error
	p.event, err = data.DecodeEvent(raw)
	switch {
	case err != nil:
		p.refused = ledger.ReasonUnreadable
	case p.event.Device != t.chain.Device || p.event.Epoch != t.chain.Epoch:
		p.refused = ledger.ReasonWriter
	default:
		p.seq, p.prev = p.event.Seq, p.event.Prev
		return p, nil
	}
	p.seq = t.head.Seq + 1
	behind := uint64(max(t.req.Waiting, 0)) + uint64(len(t.req.Push)-1-i)
	if t.req.Head > behind {
		p.seq = t.req.Head - behind
	}
	if p.prev, err = t.hashBefore(p.seq); errors.Is(err, data.ErrNotFound) {
		err = nil // a gap, which take finds by the seq
	}
	return p, err
}

// hashBefore returns the chain's hash before seq.
func (t *turn) hashBefore(seq uint64) (data.Hash, error) {
	if seq <= 1 {
		return data.Hash{}, nil
	}
	return t.tx.HashAt(t.chain, seq-1)
}

// take applies rules R1 to R4 to one event and reports whether it fitted.
func (t *turn) take(p pushed) (bool, error) {
	hash := data.Chain(p.prev, p.raw)
	switch {
	case p.seq > t.head.Seq+1: // R4
		t.resp.Reason = wire.CodeGap
		return false, nil
	case p.seq == t.head.Seq+1 && p.prev == t.head.Hash: // R1
		t.common = p.seq
		return true, t.append(p, hash)
	case p.seq == t.head.Seq+1:
		return false, t.fork()
	}
	have, err := t.tx.HashAt(t.chain, p.seq)
	if err != nil {
		return false, err
	}
	if have == hash { // R2
		t.common = p.seq
		return true, nil
	}
	before, err := t.hashBefore(p.seq) // R3
	if err == nil && before == p.prev {
		t.common = p.seq - 1
	}
	return false, errors.Join(err, t.fork())
}

func (t *turn) fork() error {
	t.resp.Reason, t.resp.ForkAt = wire.CodeFork, t.common
	return nil
}

// append puts an event that follows its predecessor into the chain, and into the
// stream unless it is refused; either way it is acknowledged.
func (t *turn) append(p pushed, hash data.Hash) error {
	reason := p.refused
	var was, now ledger.Case
	var err error
	switch {
	case reason != "":
	case t.village.Town:
		reason, err = t.effectOfTown(&p, hash)
	default:
		was, now, reason, err = t.effect(&p.event)
	}
	if err != nil {
		return err
	}
	t.head = ledger.Head{Seq: p.seq, Hash: hash}
	t.added += len(p.raw)
	switch reason {
	case ledger.ReasonUnreadable, ledger.ReasonWriter, ledger.ReasonOwner:
		t.held++
		_, err := t.tx.Hold(ledger.Held{
			Village: t.village.ID, Chain: t.chain, Seq: p.seq, Hash: hash,
			Received: t.s.now(), Reason: reason, Event: p.raw,
		})
		return errors.Join(err, t.tx.Link(t.chain, t.head))
	}
	t.village.GSN++
	err = t.tx.Append(ledger.Entry{
		Village: t.village.ID, GSN: t.village.GSN, Chain: t.chain, Seq: p.seq, Hash: hash,
		Subject: p.event.Subject, Received: t.s.now(), Reason: reason, Event: p.raw,
	})
	if err == nil && t.erases(&p.event) {
		err = t.erase(p.event.Subject)
	}
	if err == nil && reason != ledger.ReasonRepeat {
		err = t.tx.MarkUID(t.village.ID, p.event.UID)
	}
	switch {
	case err != nil || p.event.Subject == data.CommitteeID || t.village.Town:
		return err
	case reason == ledger.ReasonRepeat:
		return t.touch(p.event.Subject)
	}
	if reason != ledger.ReasonLate {
		if err := t.handUp(&p.event, was); err != nil {
			return err
		}
	}
	return t.put(was, now)
}

// erases reports whether an event destroys a case of its village; a township's server has none.
func (t *turn) erases(e *data.Event) bool {
	return !t.village.Town && e.Kind == data.KindErased && e.Subject != data.CommitteeID
}

// effect returns what is known of an event's case before and after it, or the reason why
// the event changes nothing. The last event in stream order wins; one with a lower
// fence than its case has reached is late; events of any kind are carried (rule
// R5), and one without a fact row leaves the row as it is.
func (t *turn) effect(e *data.Event) (was, now ledger.Case, why ledger.Reason, err error) {
	known, err := t.tx.HasUID(t.village.ID, e.UID)
	switch {
	case err != nil:
		return was, now, "", err
	case known:
		return was, now, ledger.ReasonRepeat, nil // R6
	case e.Subject == data.CommitteeID && len(e.Facts) > 0:
		return was, now, ledger.ReasonFacts, nil
	case e.Subject == data.CommitteeID:
		return was, now, "", nil
	}
	was, err = t.tx.Case(e.Subject)
	switch {
	case errors.Is(err, data.ErrNotFound):
		was = ledger.Case{ID: e.Subject, Village: t.village.ID}
	case err != nil:
		return was, now, "", err
	case was.Village != t.village.ID:
		return was, was, ledger.ReasonOwner, nil // R7
	}
	now = was
	if e.Fence < was.Fence {
		return was, now, ledger.ReasonLate, nil
	}
	now.Fence = e.Fence
	if len(e.Facts) == 0 {
		return was, now, "", nil
	}
	if f, err := data.DecodeFact(e.Facts); err != nil || f.Case != e.Subject {
		return was, now, ledger.ReasonFacts, nil
	}
	now.Row, now.GSN = bytes.Clone(e.Facts), t.village.GSN+1
	return was, now, "", nil
}

// quarantine keeps events that contradict the chain, or come from a revoked
// device, up to a limit for each device. They have no effect and are not
// acknowledged.
func (t *turn) quarantine(events [][]byte, why ledger.Reason) error {
	size, err := t.tx.HeldBytes(t.device.ID)
	if err != nil {
		return err
	}
	for _, raw := range events {
		if size += int64(len(raw)); size > maxHeldBytes {
			t.s.log.Warn("quarantine of a device is full", "device", t.device.ID)
			return nil
		}
		h := ledger.Held{Village: t.village.ID, Chain: t.chain, Received: t.s.now(), Reason: why, Event: raw}
		e, err := data.DecodeEvent(raw)
		if err == nil {
			h.Seq = e.Seq
		}
		h.Hash = data.Chain(e.Prev, raw) // of bytes that are no event: after nothing
		fresh, err := t.tx.Hold(h)
		if err != nil {
			return err
		}
		if fresh {
			t.held++
		}
	}
	return nil
}

// keepKeys stores the sealed keys of the cases that were pushed. The first key of
// a case stays: replacing it would make its events unreadable.
func (t *turn) keepKeys() error {
	if len(t.req.Keys) == 0 {
		return nil
	}
	subjects := map[data.CaseID]bool{}
	for _, raw := range t.req.Push {
		if e, err := data.DecodeEvent(raw); err == nil {
			subjects[e.Subject] = true
		}
	}
	for _, k := range t.req.Keys {
		if !subjects[k.Case] {
			continue
		}
		_, err := t.tx.Key(t.village.ID, k.Case)
		if errors.Is(err, data.ErrNotFound) {
			err = t.tx.PutKey(t.village.ID, k.Case, k.Key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
