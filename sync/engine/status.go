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
	// The totals checks of both sides. Compared says that everything was exchanged when
	// they were taken; only then does Same mean anything.
	TownDigest, OwnDigest data.Hash
	TownCases, OwnCases   int
	Compared, Same        bool
	// Differs are the cases by which they differ, as the township found them when it was given
	// the marks of the rows here; Here is this computer. Unlisted says that there may be more.
	Differs  []data.RowDifference
	Unlisted bool
	// Files is how photos and scans stand; they wait for records and never hold them up.
	Files FileStatus
	// Read of the Last events of the township's stream are here; both are zero until
	// the township has said how many there are. A computer that begins anew has the
	// newest cases before the others.
	Read, Last uint64
}

// Status returns how the link stands now. It does not wait for a round.
func (e *Engine) Status() Status {
	link := e.st.Link()
	s := Status{
		Enrolled: link.Village != "", LastOK: link.LastOK,
		TownDigest: link.TownDigest, TownCases: link.TownCases,
	}
	s.Files = *e.files.status.Load()
	s.Waiting, s.OldestUnsent = e.st.Pending()
	s.OwnDigest, s.OwnCases, _ = e.st.TotalsCheck()
	s.Compared = s.Enrolled && s.Waiting == 0 && s.TownDigest != data.Hash{}
	s.Same = s.Compared && s.TownDigest == s.OwnDigest && s.TownCases == s.OwnCases
	e.mu.Lock()
	if c := e.state.compare; s.Compared && !s.Same && c.at == (checks{s.OwnDigest, s.TownDigest}) {
		s.Differs, s.Unlisted = c.found, !c.whole
	}
	s.Busy, s.Err, s.LastTry = e.busy, e.problem, e.lastTry
	if e.last > 0 && e.server == link.ServerEpoch {
		s.Read, s.Last = link.GSN, max(e.last, link.GSN)
	}
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
