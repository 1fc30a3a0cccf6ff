package engine

import (
	"errors"
	"time"

	"woshou/data"
	"woshou/sync/wire"
)

// Status is how the link stands, for a screen.
type Status struct {
	Enrolled bool
	// Busy says that a round is under way.
	Busy bool
	// Waiting counts the unsent events; OldestUnsent is when the first was written.
	Waiting      int
	OldestUnsent time.Time
	// LastOK and LastTry are wall clock; zero means never.
	LastOK, LastTry time.Time
	// Problem is the code of Err, empty when nothing is wrong.
	Problem wire.Code
	Err     error
	// The totals of both sides. Compared says that everything was exchanged when
	// they were taken; only then does Same mean anything.
	TownDigest, OwnDigest data.Hash
	TownCases, OwnCases   int
	Compared, Same        bool
}

// totals are the device's own, kept until its record changes.
type totals struct {
	epoch, server data.Epoch
	head, gsn     uint64
	digest        data.Hash
	cases         int
}

// ownTotals returns what the township would have once everything is sent, at the
// head it names.
func (e *Engine) ownTotals() totals {
	for {
		t := e.standing()
		e.mu.Lock()
		known := e.totals
		e.mu.Unlock()
		t.digest, t.cases = known.digest, known.cases
		if t == known && t.cases > 0 {
			return known
		}
		rows := e.st.FactRows()
		t.digest, t.cases = data.FactsDigest(rows), len(rows)
		if now := e.standing(); now.head != t.head || now.gsn != t.gsn {
			continue // saved meanwhile: the rows may be older or newer
		}
		e.mu.Lock()
		e.totals = t
		e.mu.Unlock()
		return t
	}
}

// standing names the state of the record that totals belong to.
func (e *Engine) standing() (t totals) {
	t.epoch, t.head, _ = e.st.Head()
	link := e.st.Link()
	t.server, t.gsn = link.ServerEpoch, link.GSN
	return t
}

// Status returns how the link stands now. It does not wait for a round.
func (e *Engine) Status() Status {
	link := e.st.Link()
	s := Status{
		Enrolled: link.Village != "", LastOK: link.LastOK,
		TownDigest: link.TownDigest, TownCases: link.TownCases,
	}
	s.Waiting, s.OldestUnsent = e.st.Pending()
	own := e.ownTotals()
	s.OwnDigest, s.OwnCases = own.digest, own.cases
	s.Compared = s.Enrolled && s.Waiting == 0 && s.TownDigest != data.Hash{}
	s.Same = s.Compared && s.TownDigest == s.OwnDigest && s.TownCases == s.OwnCases
	e.mu.Lock()
	s.Busy, s.Err, s.LastTry = e.busy, e.problem, e.lastTry
	e.mu.Unlock()
	switch {
	case !s.Enrolled:
		s.Err = ErrNotEnrolled
	case errors.Is(s.Err, ErrNotEnrolled):
		s.Err = nil // what the last try found is no longer true
	case s.Err == nil && s.Compared && !s.Same:
		s.Err = ErrTotals
	}
	s.Problem = CodeOf(s.Err)
	return s
}
