package township

import (
	"errors"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// A case that two villages or two townships send counts for the first; what the other sends
// of it is set aside. Such cases are found among what was set aside last.

// How many of the newest events that were set aside are looked through, and how many cases
// are shown.
const (
	heldLooked = 200
	twiceShown = 50
)

// twice is a case that somebody else sent as well.
type twice struct {
	ledger.Case
	// By is the other village, of a township's villages perhaps; Held when its event came last.
	By   ledger.VillageID
	Held ledger.Held
}

// sentTwice returns the cases of events that were set aside, the newest first, with whoever
// sent each as well.
func sentTwice(r ledger.CaseReader, held []ledger.Held) (out []twice, err error) {
	type sender struct {
		of data.CaseID
		by ledger.VillageID
	}
	seen := map[sender]bool{}
	for i := range held {
		by, cases := sentIn(&held[i])
		for _, id := range cases {
			if seen[sender{id, by}] || len(out) == twiceShown {
				continue
			}
			seen[sender{id, by}] = true
			c, err := r.Case(id)
			if err != nil && !errors.Is(err, data.ErrNotFound) {
				return nil, err
			}
			if err == nil && townOf(c.Village) != townOf(by) { // of a township's rows only some are another's
				out = append(out, twice{c, by, held[i]})
			}
		}
	}
	return out, nil
}

// sentIn returns what an event that was set aside is about if others have it: the village
// that sent it, and the cases.
func sentIn(h *ledger.Held) (by ledger.VillageID, cases []data.CaseID) {
	e, err := data.DecodeEvent(h.Event)
	if err != nil || h.Reason != ledger.ReasonOwner {
		return "", nil
	}
	if b, ok := readBulk(&e); ok && e.Kind == data.KindRows {
		return villageOf(h.Village, b.Area), b.cases
	}
	return h.Village, []data.CaseID{e.Subject}
}

// twiceRow is such a case on the page: where it counts, and who sent it as well.
type twiceRow struct {
	At, Counts, Other string
	caseRow
}

// twiceRows puts them into words.
func twiceRows(all []twice, names map[ledger.VillageID]string) (rows []twiceRow, err error) {
	for i := range all {
		one := &all[i]
		row := twiceRow{At: moment(one.Held.Received), Counts: placeName(one.Village, names), Other: placeName(one.By, names)}
		if row.caseRow, err = caseHere(row.Counts, &one.Case); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// placeName names a village, behind its township at a county.
func placeName(id ledger.VillageID, names map[ledger.VillageID]string) string {
	if town := townOf(id); town != id {
		return names[town] + " " + names[id]
	}
	return names[id]
}
