package engine

import (
	"slices"

	"woshou/data"
	"woshou/sync/wire"
)

// Where the totals checks differ although everything is exchanged, the township is given the
// marks of the rows here, part by part, and says which cases differ. It is asked once for a pair
// of checks: the rows that these are over stay the same, and so would the answer.

// keptDiffers bounds the cases that are kept, and so what is asked where everything differs.
const keptDiffers = 50

// checks are the totals checks of both sides when everything was exchanged. The township's
// is zero when it gave none.
type checks struct{ own, town data.Hash }

// comparison is the step core's memory of the rows that were compared.
type comparison struct {
	at checks
	// asking says that the next request has a part: never the first one of a round, so that a
	// comparison that fails holds up nothing else.
	asking bool
	// after is the case up to which rows were compared, found those that differ.
	after data.CaseID
	found []data.RowDifference
	// over says that nothing more is asked, whole that all rows were compared.
	over, whole bool
}

// asks says whether a request that names this check of the rows here has a part of them.
func (c comparison) asks(own data.Hash) bool { return c.asking && c.at.own == own }

// took is the step after an exchange that left nothing on either side; of what the request asked
// and the answer said only the comparison matters. It changes neither.
func (c comparison) took(now checks, asked *wire.PlaceMarks, said []data.RowDifference) comparison {
	if now != c.at {
		c = comparison{at: now, over: now.town == data.Hash{} || now.own == now.town}
	} else if asked != nil && !c.over {
		c.after = asked.End()
		c.found = slices.Concat(c.found, turned(said))
		c.whole = asked.Last && len(c.found) <= keptDiffers
		c.found = c.found[:min(len(c.found), keptDiffers)]
		c.over = asked.Last || len(c.found) == keptDiffers
	}
	c.asking = !c.over
	return c
}

// turned is what the township said, seen from here.
func turned(said []data.RowDifference) []data.RowDifference {
	out := make([]data.RowDifference, len(said))
	for i, d := range said {
		out[i] = data.RowDifference{Case: d.Case, Here: d.There, There: d.Here}
	}
	return out
}

// marksIn is how many marks a piece has room for.
func marksIn(piece int) int { return min(piece/wire.MarkSize, wire.MaxMarks) }

// compare is the step after an exchange that left nothing on either side, unless something was
// saved meanwhile.
func (e *Engine) compare(s state, do act, me self, req *wire.Request, resp *wire.Response) (state, act) {
	own, _, head := e.st.TotalsCheck()
	if !do.final || do.again || head != me.head {
		return s, do
	}
	s.compare = s.compare.took(checks{own, resp.Check}, req.Marks, resp.Differs)
	do.again = s.compare.asking
	return s, do
}
