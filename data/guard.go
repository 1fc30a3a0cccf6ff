package data

// Each guard answers with the code of the reason a move must wait, and the
// element that stands in the way; an empty code lets it pass.

func guardApply(c *Case, _ Day) (string, ElementID) {
	switch {
	case len(c.ByRole(Applicant)) == 0 && c.Source != OwnMotion:
		return "apply.applicant", ""
	case len(c.Parties) == 0:
		return "apply.party", ""
	case c.Summary == "":
		return "apply.summary", ""
	case c.ReceivedOn == 0:
		return "apply.received", ""
	case c.Way == ByMouth && c.ReadBackOn == 0:
		return "apply.read_back", ""
	}
	for i := range c.Parties {
		if c.Parties[i].Check() != nil {
			return "apply.party_wrong", c.Parties[i].ID
		}
	}
	return "", ""
}

// People's Mediation Law art. 17: no mediation where one side clearly refuses.
func guardAccept(c *Case, day Day) (string, ElementID) {
	switch {
	case len(c.Parties) < 2 || len(c.ByRole(Respondent)) == 0 && c.Source != OwnMotion:
		return "accept.other_side", ""
	case !DisputeTypes.Has(string(c.Type.Main())):
		return "accept.type", ""
	case len(c.ActiveMediators()) == 0:
		return "accept.mediator", ""
	case c.Number == "" && c.NumberBy == "":
		return "accept.number", ""
	case day < c.ReceivedOn:
		return "accept.before_received", ""
	}
	for _, p := range c.Parties {
		if p.ConsentOn == 0 {
			return "accept.consent", p.ID
		}
	}
	return guardMinors(c, day)
}

// A guardian stands beside a minor (Civil Code art. 34), and agrees to the use of a
// child's data (Personal Information Protection Law art. 31).
func guardMinors(c *Case, day Day) (string, ElementID) {
	for i := range c.Parties {
		switch p := &c.Parties[i]; {
		case p.Minor(day) && p.Guardian == "":
			return "accept.guardian", p.ID
		case p.Child(day) && p.GuardianConsentOn == 0:
			return "accept.guardian_consent", p.ID
		}
	}
	return "", ""
}

func guardRefuse(c *Case, _ Day) (string, ElementID) {
	switch {
	case !c.Refusal.Ground.refuses():
		return "refuse.ground", ""
	case c.Refusal.Advice == "":
		return "refuse.advice", ""
	}
	return "", ""
}

func guardInformed(c *Case, day Day) (string, ElementID) {
	if left := c.Uninformed(); len(left) > 0 {
		return "mediate.informed", left[0]
	}
	if bound := find(c.Mediators, (*Assignment).Bound); bound != nil {
		return "mediate.relation", bound.ID
	}
	return guardMinors(c, day)
}

// Meet returns why no meeting may be held on a day: a party who does not know its
// rights, a mediator who has to withdraw, a minor who stands alone.
func (c *Case) Meet(day Day) (code string, element ElementID) { return guardInformed(c, day) }

func guardExtend(c *Case, _ Day) (string, ElementID) {
	switch {
	case c.Extension.ConsentOn == 0 || c.unconsented(c.Extension.Consents) != "":
		return "extend.consent", c.unconsented(c.Extension.Consents)
	case c.Extension.To <= c.AcceptedOn:
		return "extend.to", ""
	}
	return "", ""
}

func guardSuspend(c *Case, _ Day) (string, ElementID) {
	if s := c.suspension(); s == nil || s.Reason == "" && s.Kind == "" || s.From == 0 {
		return "suspend.reason", ""
	}
	return "", ""
}

func guardResume(c *Case, _ Day) (string, ElementID) {
	n := len(c.Suspensions)
	if n == 0 || c.suspension() != nil || c.Suspensions[n-1].To < c.Suspensions[n-1].From {
		return "resume.day", ""
	}
	return "", ""
}

// suspension returns the suspension that has no end yet, or nil.
func (c *Case) suspension() *Suspension {
	return find(c.Suspensions, func(s *Suspension) bool { return s.To == 0 })
}

// suspendedUntil returns the latest day on which a suspension ended, 0 without one.
func (c *Case) suspendedUntil() Day {
	var until Day
	for _, s := range c.Suspensions {
		until = max(until, s.To)
	}
	return until
}

// People's Mediation Law art. 26: a termination names the other remedies.
func guardTerminate(c *Case, _ Day) (string, ElementID) {
	switch {
	case !c.Termination.Ground.ends():
		return "terminate.ground", ""
	case c.Termination.Advice == "":
		return "terminate.advice", ""
	case c.Termination.Ground == ShamSuspected && (c.Termination.ReportedTo == "" || c.Termination.ReportedOn == 0):
		return "terminate.sham", ""
	}
	return guardNoFrozen(c)
}

func guardWithdraw(c *Case, _ Day) (string, ElementID) {
	if c.Withdrawal.Text == "" {
		return "withdraw.reason", ""
	}
	return guardNoFrozen(c)
}

func guardHandUp(c *Case, _ Day) (string, ElementID) {
	h := c.openHandUp()
	switch {
	case h == nil || h.To == "":
		return "handup.to", ""
	case h.Reason == "":
		return "handup.reason", h.ID
	case h.History == "":
		return "handup.history", h.ID
	case len(h.Copies) == 0:
		return "handup.copies", h.ID
	case h.Contact == "":
		return "handup.contact", h.ID
	case h.Duty == "" && (h.ConsentOn == 0 || c.unconsented(h.Consents) != ""):
		return "handup.consent", h.ID
	case h.SentOn == 0:
		return "handup.sent", h.ID
	case h.SealedTo != "" && len(h.Parts) == 0:
		return "handup.parts", h.ID
	}
	return guardNoFrozen(c)
}

func guardReturn(c *Case, _ Day) (string, ElementID) {
	n := len(c.HandUps)
	if n == 0 || c.HandUps[n-1].ReturnedOn == 0 {
		return "return.day", ""
	}
	return "", ""
}

func guardClose(c *Case, day Day) (string, ElementID) {
	switch {
	case c.Status == HandedUp && c.openHandUp() != nil:
		return "close.handup", c.openHandUp().ID
	case c.AtTownship() != nil:
		return "close.away", c.AtTownship().ID
	case c.OwesFeedback():
		return "close.feedback", ""
	case c.Status == Performing && !c.Performed(day):
		return "close.performing", ""
	case c.Status == Defaulted && len(c.FollowUps) == 0:
		return "close.default", ""
	}
	return "", ""
}

func guardReopen(c *Case, _ Day) (string, ElementID) {
	switch {
	case c.RefusedForGood():
		return "reopen.refused", ""
	case !c.reopened():
		return "reopen.reason", ""
	case c.AcceptedOn == 0:
		return "", "" // back to where consent is asked
	}
	for _, p := range c.Parties {
		if p.ConsentOn == 0 {
			return "accept.consent", p.ID
		}
	}
	return "", ""
}

// reopened reports whether it is on record why the case is taken up again.
func (c *Case) reopened() bool {
	n := len(c.Reopenings)
	return n > 0 && c.Reopenings[n-1].Kind != "" && c.Reopenings[n-1].On >= c.ClosedOn
}

// RefusedForGood reports whether the case was never accepted.
func (c *Case) RefusedForGood() bool { return c.Refusal.On != 0 && c.AcceptedOn == 0 }

// People's Mediation Law art. 27: what a dossier cannot do without.
func guardArchive(c *Case, _ Day) (string, ElementID) {
	for _, item := range Dossier(c) {
		for _, lack := range item.Lacks {
			return lack.Code, lack.Element
		}
	}
	switch {
	case c.Retention == "":
		return "archive.retention", ""
	case c.Retention == ShortTerm && c.Volume.WhyShort == "":
		return "archive.why_short", ""
	}
	return "", ""
}

func guardVoid(c *Case, _ Day) (string, ElementID) {
	if c.VoidReason == "" {
		return "void.reason", ""
	}
	return "", ""
}
