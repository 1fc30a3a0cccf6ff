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
	case !DisputeTypes.Has(string(c.Type)):
		return "accept.type", ""
	case len(c.ActiveMediators()) == 0:
		return "accept.mediator", ""
	case c.Number == "":
		return "accept.number", ""
	case day < c.ReceivedOn:
		return "accept.before_received", ""
	}
	for _, p := range c.Parties {
		if p.ConsentOn == 0 {
			return "accept.consent", p.ID
		}
	}
	return "", ""
}

func guardRefuse(c *Case, _ Day) (string, ElementID) {
	switch {
	case !RefusalGrounds.Has(string(c.Refusal.Ground)):
		return "refuse.ground", ""
	case c.Refusal.Advice == "":
		return "refuse.advice", ""
	}
	return "", ""
}

func guardInformed(c *Case, _ Day) (string, ElementID) {
	if left := c.Uninformed(); len(left) > 0 {
		return "mediate.informed", left[0]
	}
	return "", ""
}

func guardExtend(c *Case, _ Day) (string, ElementID) {
	switch {
	case c.Extension.ConsentOn == 0:
		return "extend.consent", ""
	case c.Extension.To <= c.AcceptedOn:
		return "extend.to", ""
	}
	return "", ""
}

func guardSuspend(c *Case, _ Day) (string, ElementID) {
	if s := c.suspension(); s == nil || s.Reason == "" || s.From == 0 {
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

// People's Mediation Law art. 26: a termination names the other remedies.
func guardTerminate(c *Case, _ Day) (string, ElementID) {
	switch {
	case !TerminationGrounds.Has(string(c.Termination.Ground)):
		return "terminate.ground", ""
	case c.Termination.Advice == "":
		return "terminate.advice", ""
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
	case h.ConsentOn == 0:
		return "handup.consent", h.ID
	case h.SentOn == 0:
		return "handup.sent", h.ID
	}
	return guardNoFrozen(c)
}

func (c *Case) openHandUp() *HandUp {
	return find(c.HandUps, func(h *HandUp) bool { return h.AcceptedOn == 0 && h.ReturnedOn == 0 })
}

func guardReturn(c *Case, _ Day) (string, ElementID) {
	n := len(c.HandUps)
	if n == 0 || c.HandUps[n-1].ReturnedOn == 0 {
		return "return.day", ""
	}
	return "", ""
}

func guardClose(c *Case, day Day) (string, ElementID) {
	a := c.Current()
	switch {
	case c.Status == HandedUp && c.openHandUp() != nil:
		return "close.handup", c.openHandUp().ID
	case c.Status == Terminated && c.Source == Referral && c.RepliedOn == 0:
		return "close.reply", ""
	case c.Status == Performing && (a == nil || !a.Performed(day)):
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

// RefusedForGood reports whether the case was never accepted.
func (c *Case) RefusedForGood() bool { return c.Refusal.On != 0 && c.AcceptedOn == 0 }

// People's Mediation Law art. 27: registration, working records, agreement. A case
// that was withdrawn or handed up may have ended before there was any work.
func guardArchive(c *Case, _ Day) (string, ElementID) {
	a := c.Current()
	worked := len(c.Sessions)+len(c.Inquiries) > 0
	switch {
	case c.Termination.On != 0 && !worked || a != nil && a.InForce() && len(c.Sessions) == 0:
		return "archive.sessions", ""
	case a != nil && a.InForce() && a.Form == Written && c.visits(a.ID) == 0:
		return "archive.followup", ""
	case c.Retention == "":
		return "archive.retention", ""
	}
	return "", ""
}

func guardVoid(c *Case, _ Day) (string, ElementID) {
	if c.VoidReason == "" {
		return "void.reason", ""
	}
	return "", ""
}
