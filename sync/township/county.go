package township

import (
	"bytes"
	"errors"
	"strings"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// A township's server is a device of its county: it sends the fact rows of its villages, and
// nothing else. The county keeps them under the villages of that township, so that totals,
// lists and the recount are those of any village.

// villageOf names a township's village here. Each township has its own, so that none can
// write another's.
func villageOf(town ledger.VillageID, area string) ledger.VillageID {
	return town + "." + ledger.VillageID(area)
}

// bulk is what an event with a township's rows holds.
type bulk struct {
	data.FactPlace
	rows  [][]byte
	cases []data.CaseID
}

// readBulk reads an event's rows; ok is false for what are none.
func readBulk(e *data.Event) (b bulk, ok bool) {
	var err error
	if b.FactPlace, err = data.DecodeFactPlace(e.Place); err != nil {
		return b, false
	}
	if b.rows, err = data.DecodeFacts(e.Facts); err != nil || len(b.rows) != len(b.GSN) {
		return b, false
	}
	for _, row := range b.rows {
		f, err := data.DecodeFact(row)
		if err != nil {
			return b, false
		}
		b.cases = append(b.cases, f.Case)
	}
	return b, true
}

// enter notes that rows of a life of the village's stream came with an event of the
// township's. What was written in another life is older than they.
func enter(v *ledger.Village, b *bulk, gsn uint64) {
	if v.Epoch != b.Life {
		v.Epoch, v.Since = b.Life, gsn
	}
}

// late reports whether a case has a newer row already than one of a place in its village's
// stream.
func late(v *ledger.Village, was *ledger.Case, at uint64) bool {
	return was.Village == v.ID && was.GSN >= v.Since && was.Fence > at
}

// effectOfTown takes the rows of an event, and returns the reason why it has no effect. A
// case that another township or village has is left to it; the event is then held as well.
func (t *turn) effectOfTown(p *pushed, hash data.Hash) (ledger.Reason, error) {
	known, err := t.tx.HasUID(t.village.ID, p.event.UID)
	switch {
	case err != nil:
		return "", err
	case known:
		return ledger.ReasonRepeat, nil
	case p.event.Kind != data.KindRows:
		return "", nil // carried, of a newer program
	}
	b, ok := readBulk(&p.event)
	if !ok {
		return ledger.ReasonFacts, nil
	}
	refused, err := t.takeRows(&b)
	if err != nil || refused == 0 {
		return "", err
	}
	t.held++
	_, err = t.tx.Hold(ledger.Held{
		Village: t.village.ID, Chain: t.chain, Seq: p.seq, Hash: hash,
		Received: t.s.now(), Reason: ledger.ReasonOwner, Event: p.raw,
	})
	return "", err
}

// takeRows writes rows, and returns how many are of cases that are not this township's.
func (t *turn) takeRows(b *bulk) (refused int, err error) {
	gsn := t.village.GSN + 1
	at, err := t.tx.Village(villageOf(t.village.ID, b.Area))
	if errors.Is(err, data.ErrNotFound) {
		at, err = ledger.Village{ID: villageOf(t.village.ID, b.Area), Area: b.Area, Of: t.village.ID}, nil
	}
	if err != nil {
		return 0, err
	}
	enter(&at, b, gsn)
	at.Name, at.GSN, at.Heard = b.Name, gsn, t.s.now()
	for i, row := range b.rows {
		was, err := t.tx.Case(b.cases[i])
		if errors.Is(err, data.ErrNotFound) {
			was, err = ledger.Case{ID: b.cases[i], Village: at.ID}, nil
		}
		if err != nil {
			return 0, err
		}
		switch {
		case !t.owns(was.Village):
			refused++
			continue
		case late(&at, &was, b.GSN[i]):
			continue
		}
		now := ledger.Case{ID: was.ID, Village: at.ID, Fence: b.GSN[i], GSN: gsn, Row: row}
		if err := t.move(&at, was, now); err != nil {
			return 0, err
		}
	}
	return refused, t.tx.PutVillage(at)
}

// owns reports whether a village is one of the township's whose turn it is.
func (t *turn) owns(id ledger.VillageID) bool {
	return strings.HasPrefix(string(id), string(villageOf(t.village.ID, "")))
}

// move writes a row into the place of a case's old one, which may be another village's of
// the same township, with what follows from it.
func (t *turn) move(at *ledger.Village, was, now ledger.Case) error {
	if err := t.tx.PutCase(now); err != nil || was.Village == now.Village && bytes.Equal(was.Row, now.Row) {
		return err
	}
	if len(was.Row) == 0 {
		t.village.Cases++
	}
	t.village.Sum = t.village.Sum.Minus(was.Row).Plus(now.Row)
	if was.Village == at.ID && len(was.Row) > 0 {
		at.Cases, at.Sum = at.Cases-1, at.Sum.Minus(was.Row)
	} else if len(was.Row) > 0 {
		from, err := t.tx.Village(was.Village)
		if err != nil {
			return err
		}
		from.Cases, from.Sum, from.GSN = from.Cases-1, from.Sum.Minus(was.Row), at.GSN
		if err := t.tx.PutVillage(from); err != nil {
			return err
		}
	}
	at.Cases, at.Sum = at.Cases+1, at.Sum.Plus(now.Row)
	err := t.tally(was.Village, was.Row, nil)
	if err == nil {
		err = t.tally(at.ID, nil, now.Row)
	}
	if err != nil {
		return err
	}
	return t.mark(now.ID)
}

// keptDiffers bounds the different cases that are kept for the page.
const keptDiffers = 200

// differ answers what a township asks when the totals checks differ: which of its villages,
// and which of a village's cases. A village's computer may ask for its own cases.
func (t *turn) differ() error {
	if err := t.differentPlaces(); err != nil || t.req.Marks == nil {
		return err
	}
	m, id := t.req.Marks, t.village.ID
	switch {
	case !t.village.Town:
		m.Area = ""
	case data.CheckAreaCode(m.Area) != nil:
		return nil
	default:
		id = villageOf(id, m.Area)
	}
	cases, err := t.tx.Cases(id)
	if err != nil {
		return err
	}
	var here []data.RowMark
	for _, c := range cases {
		if t.inPart(c.ID) {
			here = append(here, data.MarkOf(c.ID, c.Row))
		}
	}
	t.resp.Differs = data.DiffRows(here, m.Marks)
	t.keepDiffers(m.Area, m.After == data.CaseID{})
	t.resp.Differs = t.resp.Differs[:min(len(t.resp.Differs), wire.MaxDiffers)]
	return nil
}

// inPart reports whether a case is within what the request's marks cover.
func (t *turn) inPart(id data.CaseID) bool {
	m := t.req.Marks
	end := m.End()
	return (m.After == data.CaseID{} || bytes.Compare(id[:], m.After[:]) > 0) && (m.Last || bytes.Compare(id[:], end[:]) <= 0)
}

// differentPlaces compares the sums of a township's villages.
func (t *turn) differentPlaces() error {
	if !t.village.Town || len(t.req.Sums) == 0 {
		return nil
	}
	named := map[ledger.VillageID]bool{}
	for _, s := range t.req.Sums {
		id := villageOf(t.village.ID, s.Area)
		named[id] = true
		v, err := t.tx.Village(id)
		if err != nil && !errors.Is(err, data.ErrNotFound) {
			return err
		}
		if v.Cases != s.Cases || v.Sum.Check(v.Cases) != s.Check {
			t.resp.Places = append(t.resp.Places, s.Area)
		}
	}
	villages, err := t.tx.Villages()
	for _, v := range villages {
		if v.Of == t.village.ID && !named[v.ID] && v.Cases > 0 && len(t.resp.Places) < wire.MaxPlaces {
			t.resp.Places = append(t.resp.Places, v.Area)
		}
	}
	return err
}

// keepDiffers keeps for the page which cases differ, in place of what was known of the
// village's when this is the first part.
func (t *turn) keepDiffers(area string, first bool) {
	kept := &ledger.Differs{At: t.s.now()}
	if t.village.Differs != nil {
		for _, c := range t.village.Differs.Cases {
			if !first || c.Area != area {
				kept.Cases = append(kept.Cases, c)
			}
		}
	}
	for _, d := range t.resp.Differs {
		if len(kept.Cases) < keptDiffers {
			kept.Cases = append(kept.Cases, ledger.DifferentCase{Area: area, Case: d.Case, Here: d.Here, There: d.There})
		}
	}
	t.village.Differs = kept
}
