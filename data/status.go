package data

import "slices"

// Status is where a case stands in its life.
type Status string

// The statuses of a case, in the order of its life.
const (
	Draft         Status = "draft"
	Applied       Status = "applied"
	RefusedCase   Status = "refused"
	Accepted      Status = "accepted"
	Investigating Status = "investigating"
	Mediating     Status = "mediating"
	Suspended     Status = "suspended"
	Agreed        Status = "agreed"
	PendingMarks  Status = "pending_marks"
	Performing    Status = "performing"
	Defaulted     Status = "defaulted"
	Performed     Status = "performed"
	Terminated    Status = "terminated"
	Withdrawn     Status = "withdrawn"
	HandedUp      Status = "handed_up"
	Closed        Status = "closed"
	Archived      Status = "archived"
	Void          Status = "void"
)

// Statuses lists every status in the order of a case's life.
var Statuses = []Status{
	Draft, Applied, RefusedCase, Accepted, Investigating, Mediating, Suspended, Agreed, PendingMarks,
	Performing, Defaulted, Performed, Terminated, Withdrawn, HandedUp, Closed, Archived, Void,
}

// Ongoing reports whether the mediation itself is still going on.
func (s Status) Ongoing() bool { return slices.Contains(ongoing, s) }

// Move is one step in the life of a case.
type Move string

// The moves of a case.
const (
	MoveApply       Move = "apply"
	MoveAccept      Move = "accept"
	MoveRefuse      Move = "refuse"
	MoveInvestigate Move = "investigate"
	MoveMediate     Move = "mediate"
	MoveExtend      Move = "extend"
	MoveSuspend     Move = "suspend"
	MoveResume      Move = "resume"
	MoveAgree       Move = "agree"
	MoveFreeze      Move = "freeze"
	MoveUnsign      Move = "unsign"
	MoveEffect      Move = "effect"
	MoveDefault     Move = "default"
	MoveRecover     Move = "recover"
	MovePerformed   Move = "performed"
	MoveUndone      Move = "undone"
	MoveTerminate   Move = "terminate"
	MoveWithdraw    Move = "withdraw"
	MoveHandUp      Move = "hand_up"
	MoveReturn      Move = "return"
	MoveRemediate   Move = "remediate"
	MoveKeep        Move = "keep"
	MoveClose       Move = "close"
	MoveReopen      Move = "reopen"
	MoveArchive     Move = "archive"
	MoveVoid        Move = "void"
)

// Step is one row of the table of moves: where a move may start, where it leads
// (nowhere when empty), and what must be true first. Guard returns a reason's code, and the element
// that stands in the way where there is one.
type Step struct {
	Move  Move
	From  []Status
	To    Status
	Guard func(c *Case, day Day) (code string, element ElementID)
	// Stamp sets what follows from the move itself.
	Stamp func(c *Case, day Day)
}

var (
	ongoing  = []Status{Accepted, Investigating, Mediating}
	unending = []Status{Applied, Accepted, Investigating, Mediating, Suspended, Agreed, PendingMarks}
	inForce  = []Status{Performing, Defaulted, Performed}
)

// Steps is the life of a case as a table (People's Mediation Law arts. 17-33).
var Steps = []Step{
	{MoveApply, []Status{Draft}, Applied, guardApply, nil},
	{MoveAccept, []Status{Applied}, Accepted, guardAccept, func(c *Case, day Day) { c.AcceptedOn = day }},
	{MoveRefuse, []Status{Applied}, RefusedCase, guardRefuse, func(c *Case, day Day) { c.Refusal.On, c.ConcludedOn = day, day }},
	{MoveInvestigate, []Status{Accepted, Mediating}, Investigating, guardInformed, nil},
	{MoveMediate, []Status{Accepted, Investigating}, Mediating, guardInformed, nil},
	{MoveExtend, ongoing, "", guardExtend, nil},
	{MoveSuspend, ongoing, Suspended, guardSuspend, nil},
	{MoveResume, []Status{Suspended}, Mediating, guardResume, stampBack},
	{MoveAgree, []Status{Mediating}, Agreed, guardAgree, nil},
	{MoveFreeze, []Status{Agreed}, PendingMarks, guardFreeze, nil},
	{MoveUnsign, []Status{Agreed, PendingMarks}, Mediating, guardUnsign, nil},
	{MoveEffect, []Status{Agreed, PendingMarks}, Performing, guardEffect, stampEffect},
	{MoveDefault, []Status{Performing}, Defaulted, guardDefault, nil},
	{MoveRecover, []Status{Defaulted}, Performing, guardRecover, nil},
	{MovePerformed, []Status{Performing, Defaulted}, Performed, guardPerformed, nil},
	{MoveUndone, []Status{Performed}, Performing, guardUndone, nil},
	{MoveTerminate, []Status{Accepted, Investigating, Mediating, Suspended, Agreed, PendingMarks}, Terminated, guardTerminate,
		func(c *Case, day Day) { stampEnd(c, day, &c.Termination) }},
	{MoveWithdraw, unending, Withdrawn, guardWithdraw, func(c *Case, day Day) { stampEnd(c, day, &c.Withdrawal) }},
	{MoveHandUp, unending, HandedUp, guardHandUp, func(c *Case, day Day) { stampEnd(c, day, nil) }},
	{MoveReturn, []Status{HandedUp}, Mediating, guardReturn, stampBack},
	{MoveRemediate, inForce, Mediating, guardRemediate, func(c *Case, _ Day) { c.ConcludedOn = 0 }},
	{MoveKeep, []Status{Accepted, Investigating, Mediating, Agreed}, Performing, guardKeep, func(c *Case, _ Day) { c.ConcludedOn = c.LatestInForce().EffectiveOn }},
	{MoveClose, []Status{Performed, Performing, Defaulted, Terminated, Withdrawn, HandedUp, RefusedCase}, Closed, guardClose,
		func(c *Case, day Day) { c.ClosedOn = day }},
	{MoveReopen, []Status{Closed}, Mediating, guardReopen, stampBack},
	{MoveArchive, []Status{Closed}, Archived, guardArchive, func(c *Case, day Day) { c.ArchivedOn = day }},
	{MoveVoid, []Status{Draft, Applied, Accepted}, Void, guardVoid, nil},
}

// Why returns *Refused with the reason a move is not allowed on a day, or nil
// when it is.
func Why(c *Case, move Move, day Day) error {
	step := find(Steps, func(s *Step) bool { return s.Move == move })
	if step == nil {
		return &Refused{Move: move, Code: "move.unknown"}
	}
	if !slices.Contains(step.From, c.Status) {
		return &Refused{Move: move, Code: "move.order"}
	}
	if day == 0 {
		return &Refused{Move: move, Code: "move.day"}
	}
	if code, element := step.Guard(c, day); code != "" {
		return &Refused{Move: move, Code: code, Element: element}
	}
	if day < c.Earliest(move) {
		return &Refused{Move: move, Code: "move.early"}
	}
	return nil
}

// Do takes a move on a day, or returns *Refused and leaves the case as it is.
func Do(c *Case, move Move, day Day) error {
	if err := Why(c, move, day); err != nil {
		return err
	}
	step := find(Steps, func(s *Step) bool { return s.Move == move })
	if s := c.suspension(); s != nil && c.Status == Suspended {
		s.To = day // whichever way the case leaves it
	}
	if step.To != "" {
		c.Status = step.To
	}
	if step.Stamp != nil {
		step.Stamp(c, day)
	}
	return nil
}

// Earliest returns the first day on which a move may be taken, as far as what is on
// record says: nothing comes before the case does, an agreement before the first
// meeting, an end before the last, closing before what was agreed is done.
func (c *Case) Earliest(move Move) Day {
	switch move {
	case MoveExtend:
		return c.begun()
	case MoveSuspend:
		return max(c.begun(), c.suspendedUntil())
	case MoveAgree:
		return max(c.ReceivedOn, c.begun(), c.firstMeeting())
	case MoveTerminate, MoveWithdraw, MoveHandUp:
		return max(c.ReceivedOn, c.lastStep())
	case MoveClose:
		return max(c.ReceivedOn, c.AcceptedOn, c.ConcludedOn, c.lastDone())
	case MoveRemediate:
		return max(c.ReceivedOn, c.AcceptedOn, c.ConcludedOn)
	case MoveReopen, MoveArchive:
		return max(c.ReceivedOn, c.AcceptedOn, c.ClosedOn)
	}
	return max(c.ReceivedOn, c.AcceptedOn)
}

// Follow takes the moves that follow by themselves from what is on record: the
// day of effect when the last mark is there (art. 29), performance, default.
func Follow(c *Case, today Day) {
	c.settleItems()
	for _, move := range []Move{MoveEffect, MoveUndone, MoveRecover, MovePerformed, MoveDefault} {
		_ = Do(c, move, today) // a refusal only means that it does not follow yet
	}
}

// stampBack leads a case no further than it had come: before it was accepted it
// cannot be mediated (art. 17), nor before the parties know their rights.
func stampBack(c *Case, _ Day) {
	switch {
	case c.AcceptedOn == 0:
		c.Status = Applied
	case len(c.Uninformed()) > 0:
		c.Status = Accepted
	}
	c.ClosedOn, c.ConcludedOn = 0, 0
}

// stampEnd sets the day the mediation ended, and of the end itself where it has one. An
// earlier end of the same day keeps its ground and loses the day: the last one counts.
func stampEnd(c *Case, day Day, end *Ending) {
	for _, e := range []*Ending{&c.Termination, &c.Withdrawal} {
		if e.On == day {
			e.On = 0
		}
	}
	if end != nil {
		end.On = day
	}
	c.ConcludedOn = day
}

func stampEffect(c *Case, _ Day) {
	a := c.Current()
	a.EffectiveOn = a.Effect(c)
	c.ConcludedOn = a.EffectiveOn
}
