package township

import (
	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// newestCases bounds how many cases are looked at for one answer.
const newestCases = 256

// newest adds whole cases, those with the newest events first: as many as fit into limit
// bytes and count entries, and one of up to wire.Piece in any case. A case that is larger
// is left to the stream. The committee's own record comes before all others.
func (t *turn) newest(limit, count int) error {
	room := &room{bytes: limit, entries: count}
	if t.req.Before == 0 {
		if _, err := t.whole(data.CommitteeID, room); err != nil {
			return err
		}
	}
	cases, err := t.tx.Newest(t.village.ID, t.req.Before, newestCases)
	if err != nil {
		return err
	}
	for _, c := range cases {
		fits, err := t.whole(c.ID, room)
		if err != nil {
			return err
		}
		if !fits {
			t.resp.Before = c.Last + 1
			return nil
		}
	}
	if len(cases) == newestCases {
		t.resp.Before = cases[newestCases-1].Last
	}
	return nil
}

// room is what is left of an answer.
type room struct{ bytes, entries, taken int }

// whole adds all events of a case. It reports false when they must wait for the next answer.
func (t *turn) whole(id data.CaseID, left *room) (bool, error) {
	entries, err := t.tx.EntriesOf(t.village.ID, id)
	if err != nil {
		return false, err
	}
	var out []wire.Entry
	size := 0
	for _, e := range entries {
		if e.Reason != ledger.ReasonRepeat {
			out = append(out, wire.Entry{GSN: e.GSN, Event: e.Event})
			size += len(e.Event)
		}
	}
	alone := left.taken == 0
	switch {
	case size > max(left.bytes, wire.Piece) && alone, len(out) > wire.PieceEntries:
		return true, nil // never fits
	case !alone && (size > left.bytes || len(out) > left.entries):
		return false, nil
	}
	left.bytes, left.entries, left.taken = left.bytes-size, left.entries-len(out), left.taken+len(out)
	t.resp.Newest = append(t.resp.Newest, out...)
	return true, t.addKey(id, map[data.CaseID]bool{})
}
