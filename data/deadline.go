package data

import "slices"

// DueKind is what is due.
type DueKind string

// The kinds of what is due.
const (
	// DueAnswer: accept or refuse, 3 working days after receipt (Rules on Online
	// Mediation by People's Courts art. 12; the good default elsewhere).
	DueAnswer DueKind = "answer"
	// DueSession: the next meeting that was agreed on.
	DueSession DueKind = "session"
	// DueConclude: one month after acceptance (Ministry rules of 2002 art. 33); 30
	// days for a court's referral (Rules on Online Mediation art. 24).
	DueConclude DueKind = "conclude"
	// DueArbitration: 15 days, after which a labour dispute may go to arbitration
	// (Labour Dispute Mediation and Arbitration Law art. 14).
	DueArbitration DueKind = "arbitration"
	// DueMarks: a printed agreement waits for marks or the seal.
	DueMarks DueKind = "marks"
	// DueConfirm: the last day to apply for judicial confirmation (People's
	// Mediation Law art. 33).
	DueConfirm DueKind = "confirm"
	// DuePerform: a performance item's day.
	DuePerform DueKind = "perform"
	// DueFollowUp: a return visit, 7 and 30 days after effect or the last due day.
	DueFollowUp DueKind = "follow_up"
	// DueReply: the answer to the organ that referred the case.
	DueReply DueKind = "reply"
	// DueHandUp: the receiver's answer to a hand-up, 3 working days.
	DueHandUp DueKind = "hand_up"
	// DueArchive: 30 days after the case was closed.
	DueArchive DueKind = "archive"
)

// ConfirmationDays is the span of art. 33, counted from the day of effect.
const ConfirmationDays = 30

const (
	answerWorkdays = 3
	courtDays      = 30
	labourDays     = 15
	marksDays      = 3
	archiveDays    = 30
	firstFollowUp  = 7
	secondFollowUp = 30
	handUpWorkdays = 3
)

// Due is one thing that a case asks for by a day.
type Due struct {
	Kind    DueKind
	On      Day
	Element ElementID
}

// Overdue reports whether the day has passed.
func (d Due) Overdue(today Day) bool { return d.On < today }

// Deadlines returns what a case asks for, earliest first: a pure function of the
// case, the day and the calendar.
func Deadlines(c *Case, today Day, cal *Calendar) []Due {
	var out []Due
	add := func(kind DueKind, on Day, element ElementID) {
		if on != 0 {
			out = append(out, Due{kind, on, element})
		}
	}
	switch c.Status {
	case Applied:
		add(DueAnswer, cal.AddWorkdays(c.ReceivedOn, answerWorkdays), "")
	case Accepted, Investigating, Mediating, Suspended, Agreed, PendingMarks:
		addMediation(c, today, add)
	case Performing, Defaulted, Performed:
		addAgreement(c, today, add)
	case HandedUp:
		if h := c.openHandUp(); h != nil && h.SentOn != 0 {
			add(DueHandUp, cal.AddWorkdays(h.SentOn, handUpWorkdays), h.ID)
		}
	case Closed:
		add(DueArchive, c.ClosedOn.Add(archiveDays), "")
	}
	if c.Source == Referral && c.RepliedOn == 0 && c.Status != Void {
		add(DueReply, c.ReplyDue, "")
	}
	slices.SortStableFunc(out, func(a, b Due) int { return int(a.On - b.On) })
	return out
}

func addMediation(c *Case, today Day, add func(DueKind, Day, ElementID)) {
	if a := c.Current(); a != nil && a.Frozen() && a.EffectiveOn == 0 {
		add(DueMarks, a.FrozenOn.Add(marksDays), a.ID)
	} else if n := len(c.Sessions); n > 0 && c.Status.Ongoing() {
		add(DueSession, c.Sessions[n-1].NextOn, c.Sessions[n-1].ID)
	}
	add(DueConclude, ConcludeBy(c, today), "")
	if c.Type.Labour() {
		add(DueArbitration, c.ReceivedOn.Add(labourDays), "")
	}
}

// ConcludeBy returns the last day of the mediation: suspended days are not counted
// (Rules on Online Mediation art. 26), those before an extension was agreed are
// within it.
func ConcludeBy(c *Case, today Day) Day {
	if c.AcceptedOn == 0 {
		return 0
	}
	by := c.AcceptedOn.AddMonth(1)
	if c.Source == Referral && c.Organ == Court {
		by = c.AcceptedOn.Add(courtDays)
	}
	extended := c.Extension.To
	for _, s := range c.Suspensions {
		to := s.To
		if to == 0 {
			to = today
		}
		days := max(to.Sub(s.From), 0)
		by = by.Add(days)
		if s.From >= c.Extension.ConsentOn {
			extended = extended.Add(days)
		}
	}
	if c.Extension.ConsentOn == 0 {
		return by
	}
	return max(by, extended)
}
