package township

import (
	"errors"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// cargo is what a turn has to do with files once its transaction is durable.
type cargo struct {
	// may says of each case that a piece names whether the village may have files of it.
	may map[data.CaseID]wire.Code
	// erased are the cases whose files go.
	erased []data.CaseID
	// carried says that a piece came or went.
	carried bool
}

// erase puts a key of no bytes in the place of a case's: it never comes back.
func (t *turn) erase(id data.CaseID) error {
	gone, err := erased(t.tx, t.village.ID, id)
	if err != nil || gone {
		return err
	}
	t.erased = append(t.erased, id)
	return errors.Join(t.tx.PutKey(t.village.ID, id, []byte{}),
		t.tx.AddAct(ledger.Act{At: t.s.now(), Who: t.device.ID.String(), What: actErased, Object: id.String()}))
}

// mayCarry finds out which cases that pieces name are the village's (rule R7).
func (t *turn) mayCarry() error {
	t.may = map[data.CaseID]wire.Code{}
	for _, list := range [][]wire.FilePiece{t.req.Sent, t.req.Wanted} {
		for i := range list {
			id := list[i].Case
			if _, known := t.may[id]; known {
				continue
			}
			why, err := t.mayHold(id)
			if err != nil {
				return err
			}
			t.may[id] = why
		}
	}
	return nil
}

func (t *turn) mayHold(id data.CaseID) (wire.Code, error) {
	c, err := t.tx.Case(id)
	switch {
	case errors.Is(err, data.ErrNotFound):
		return wire.CodeFileAbsent, nil // its records come first
	case err != nil:
		return "", err
	case c.Village != t.village.ID:
		return wire.CodeFileErased, nil
	}
	gone, err := erased(t.tx, t.village.ID, id)
	if gone {
		return wire.CodeFileErased, err
	}
	return "", err
}

// carry takes and gives pieces of files, after the turn's records are durable and only
// when the answer brings the stream to its end: records go first.
func (t *turn) carry() {
	files, v := t.s.files, t.village.ID
	for _, id := range t.erased {
		if err := files.forget(v, id); err != nil {
			t.s.log.Error("files", "error", err) // the next start does it
		}
	}
	if t.resp.Reason != "" || t.may == nil {
		return
	}
	for i := range t.req.Sent {
		p := &t.req.Sent[i]
		if why := t.may[p.Case]; why != "" {
			t.resp.Taken = append(t.resp.Taken, wire.FilePiece{Name: p.Name, Size: p.Size, Reason: why})
			continue
		}
		t.resp.Taken = append(t.resp.Taken, files.take(v, p))
		t.carried = t.carried || len(p.Bytes) > 0
	}
	room := min(t.limit(), wire.MaxFilePiece)
	for _, e := range t.resp.Pull {
		room -= len(e.Event)
	}
	for i := range t.req.Wanted {
		if room <= 0 || t.resp.More {
			return
		}
		p := &t.req.Wanted[i]
		out := wire.FilePiece{Name: p.Name, Reason: t.may[p.Case]}
		if out.Reason == "" {
			out = files.give(v, p, room)
		}
		room -= len(out.Bytes)
		t.carried = t.carried || len(out.Bytes) > 0
		t.resp.Given = append(t.resp.Given, out)
	}
}

// limit bounds what goes back, in bytes.
func (t *turn) limit() int {
	if t.req.Want > 0 {
		return min(t.req.Want, wire.MaxPull)
	}
	return wire.Piece
}
