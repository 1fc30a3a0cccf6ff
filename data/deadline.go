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
	// DueFeedback: the organ that referred the case is told how it ended, the same day.
	DueFeedback DueKind = "feedback"
	// DueReport: signs of danger are reported at once (People's Mediation Law art. 25).
	DueReport DueKind = "report"
	// DueHandUp: the receiver's answer to a hand-up, in the days that the letter asks for,
	// else 3 working days.
	DueHandUp DueKind = "hand_up"
	// DueHandUpResult: what came of a hand-up, to be asked 30 days after it was accepted.
	DueHandUpResult DueKind = "hand_up_result"
	// DueReturned: a hand-up came back, and the case has not gone on since.
	DueReturned DueKind = "returned"
	// DueClose: a case that ended without an agreement is closed the same day.
	DueClose DueKind = "close"
	// DueArchive: 30 days after the case was closed.
	DueArchive DueKind = "archive"
	// DueTerm: the term of the committee, or of a mediator, ends (People's Mediation Law
	// art. 9: three years).
	DueTerm DueKind = "term"
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
	handUpDays     = 30
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
		addPerformance(c, today, add) // of an agreement that is talked about again
		if h := c.CameBack(); h != nil {
			add(DueReturned, h.ReturnedOn, h.ID)
		}
	case Performing, Defaulted, Performed:
		addAgreement(c, today, add)
	case HandedUp:
		if h := c.openHandUp(); h != nil && h.SentOn != 0 {
			add(DueHandUp, HandUpBy(h.SentOn, h.Days, cal), h.ID)
		} else if h := c.Unsettled(); h != nil {
			add(DueHandUpResult, h.AcceptedOn.Add(handUpDays), h.ID)
		}
	case RefusedCase, Terminated, Withdrawn:
		add(DueClose, c.ConcludedOn, "")
	case Closed:
		add(DueArchive, c.ClosedOn.Add(archiveDays), "")
	}
	addReports(c, add)
	slices.SortStableFunc(out, func(a, b Due) int { return int(a.On - b.On) })
	return out
}

// addReports adds whom to tell what: the organ that referred the case, whoever must
// know of danger.
func addReports(c *Case, add func(DueKind, Day, ElementID)) {
	if c.Status == Void || c.Status == Archived {
		return
	}
	if c.Source == Referral && c.RepliedOn == 0 && c.Feedback.On == 0 {
		add(DueReply, c.ReplyDue, "")
	}
	if c.OwesFeedback() {
		add(DueFeedback, c.ConcludedOn, "")
	}
	for _, e := range c.Escalations {
		if e.ReportedOn == 0 {
			add(DueReport, e.On, e.ID)
		}
	}
}

// TermDue returns the terms that end within 60 days or have ended: the
// committee's, three years where only its start is known, and those of mediators who
// still serve.
func TermDue(c *Committee, today Day) []Due {
	var out []Due
	if end := c.termEnd(); end != 0 && today >= end.Add(-termWarning) {
		out = append(out, Due{Kind: DueTerm, On: end})
	}
	for _, m := range c.Mediators {
		if m.To >= today && today >= m.To.Add(-termWarning) {
			out = append(out, Due{DueTerm, m.To, m.ID})
		}
	}
	return out
}

func addMediation(c *Case, today Day, add func(DueKind, Day, ElementID)) {
	if a := c.Current(); a != nil && a.Frozen() && a.EffectiveOn == 0 {
		add(DueMarks, a.FrozenOn.Add(marksDays), a.ID)
	} else if s := c.LastMeeting(); s != nil && c.Status.Ongoing() {
		add(DueSession, s.NextOn, s.ID)
	}
	add(DueConclude, ConcludeBy(c, today), "")
	if c.Type.Labour() {
		add(DueArbitration, c.ReceivedOn.Add(labourDays), "")
	}
}

// ConcludeBy returns the last day of the mediation: suspended days, and those until a
// hand-up was returned, are not counted (Rules on Online Mediation art. 26); those before
// an extension was agreed are within it.
func ConcludeBy(c *Case, today Day) Day {
	if c.AcceptedOn == 0 {
		return 0
	}
	from := c.begun()
	by := from.AddMonth(1)
	if c.Source == Referral && c.Organ == Court {
		by = from.Add(courtDays)
	}
	by = by.Add(c.paused(from, today))
	if c.Extension.ConsentOn < from { // none, or of talks that ended
		return by
	}
	return max(by, c.Extension.To.Add(c.paused(c.Extension.ConsentOn, today)))
}

// paused counts the days from a day on in which the mediation stood still: suspended, or
// handed up until it was returned. Days in which both are on record count once.
func (c *Case) paused(from, today Day) int {
	var spans []Period
	for _, s := range c.Suspensions {
		if s.To == 0 {
			s.To = today
		}
		spans = append(spans, Period{s.From, s.To})
	}
	for _, h := range c.HandUps {
		spans = append(spans, Period{h.SentOn, h.ReturnedOn})
	}
	slices.SortFunc(spans, func(a, b Period) int { return int(a.From - b.From) })
	days := 0
	for _, p := range spans {
		days += max(p.To.Sub(max(p.From, from)), 0)
		from = max(from, p.To)
	}
	return days
}

// begun returns the day the clock of the mediation began: acceptance, or the day the
// parties came back to the table.
func (c *Case) begun() Day {
	from := c.AcceptedOn
	for _, r := range c.Reopenings {
		from = max(from, r.On)
	}
	for _, r := range c.Remediations {
		from = max(from, r.On)
	}
	return from
}
