package township

import (
	"woshou/data"
	"woshou/sync/township/ledger"
)

// walked bounds how many of a village's newest events are looked through for what
// differs.
const walked = 5000

// finding says what was found where a computer's sum is not the township's.
type finding int

const (
	// foundNothing: the sum alone does not tell.
	foundNothing finding = iota
	// foundLater: the computer's sum is the township's of an earlier time.
	foundLater
	// foundMissing: it is the township's without one case.
	foundMissing
	// foundOlder: it is the township's with an older row of one case.
	foundOlder
)

// differ finds the cases by which a computer's own sum of the rows differs from the
// township's. A sum tells no rows; but where the computer lacks what came last, or one
// case, or a change of one case, taking just that away gives the computer's sum.
type differ struct {
	r       ledger.Reader
	village *ledger.Village

	// Of the newest events that wrote a row: which case, and the row.
	writes []write
	// rows are the rows that a case had within them, the newest last.
	rows map[data.CaseID][][]byte
	// first is the gsn before the oldest of these events.
	first uint64
}

type write struct {
	subject data.CaseID
	row     []byte
}

// find compares with what a computer said.
func (d *differ) find(r ledger.Report) (finding, []data.CaseID, error) {
	if err := d.read(); err != nil {
		return foundNothing, nil, err
	}
	if ids := d.later(r); ids != nil {
		return foundLater, ids, nil
	}
	cases, err := d.r.Cases(d.village.ID)
	if err != nil {
		return foundNothing, nil, err
	}
	sum, n := d.village.Sum, d.village.Cases
	for _, c := range cases {
		without := sum.Minus(c.Row)
		if r.Cases == n-1 && without.Check(n-1) == r.Digest {
			return foundMissing, []data.CaseID{c.ID}, nil
		}
		for _, older := range d.rows[c.ID] {
			if r.Cases == n && without.Plus(older).Check(n) == r.Digest {
				return foundOlder, []data.CaseID{c.ID}, nil
			}
		}
	}
	return foundNothing, nil, nil
}

// read reads the newest events once.
func (d *differ) read() error {
	if d.rows != nil {
		return nil
	}
	d.rows = map[data.CaseID][][]byte{}
	d.first = max(d.village.GSN, walked) - walked
	for gsn := d.first; gsn < d.village.GSN; {
		entries, err := d.r.Stream(d.village.ID, gsn, 1024, 1<<20)
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, e := range entries {
			gsn = e.GSN
			event, err := data.DecodeEvent(e.Event)
			if err == nil && e.Reason == "" && len(event.Facts) > 0 && e.Subject != data.CommitteeID {
				d.writes = append(d.writes, write{e.Subject, event.Facts})
				d.rows[e.Subject] = append(d.rows[e.Subject], event.Facts)
			}
		}
	}
	return nil
}

// later takes away what came last, event by event, until the sum is the computer's; it
// returns the cases that these events are of.
func (d *differ) later(r ledger.Report) (ids []data.CaseID) {
	sum, n := d.village.Sum, d.village.Cases
	left, seen := map[data.CaseID]int{}, map[data.CaseID]bool{}
	for id, rows := range d.rows {
		left[id] = len(rows)
	}
	for i := len(d.writes) - 1; i >= 0; i-- {
		w := d.writes[i]
		left[w.subject]--
		sum = sum.Minus(w.row)
		switch k := left[w.subject]; {
		case k > 0:
			sum = sum.Plus(d.rows[w.subject][k-1])
		case d.first > 0:
			return nil // what it was before is not read
		default:
			n--
		}
		if !seen[w.subject] {
			seen[w.subject], ids = true, append(ids, w.subject)
		}
		if n == r.Cases && sum.Check(n) == r.Digest {
			return ids
		}
	}
	return nil
}
