package data

func guardAgree(c *Case, day Day) (string, ElementID) {
	a := c.Current()
	switch {
	case a == nil || a.EffectiveOn != 0:
		return "agree.none", ""
	case len(c.Sessions) == 0:
		return "agree.session", ""
	case a.On > day:
		return "agree.future", a.ID
	case a.On < c.Earliest(MoveAgree):
		return "agree.early", a.ID
	case a.Void(c) != "":
		return a.Void(c), a.ID
	case a.Form == Oral && a.Check() != nil: // it binds at once, with no paper to look at first
		return "agree.unclear", a.ID
	}
	return guardMinors(c, day)
}

// Printing freezes the version (PML art. 29 is about one text that all sign).
func guardFreeze(c *Case, _ Day) (string, ElementID) {
	a := c.Current()
	switch {
	case a == nil || a.Form != Written:
		return "freeze.written", ""
	case c.NumberWaits():
		return "freeze.number", a.ID
	case a.Void(c) != "":
		return a.Void(c), a.ID
	case !a.Frozen() || len(a.PrintHash) != 64:
		return "freeze.print", a.ID
	}
	return "", ""
}

// Going back to the table voids the version on the paper; it does not edit it.
func guardUnsign(c *Case, _ Day) (string, ElementID) {
	if a := c.Current(); a != nil && a.Frozen() {
		return "unsign.void", a.ID
	}
	return "", ""
}

// People's Mediation Law art. 29 for written, art. 30 for oral agreements.
func guardEffect(c *Case, day Day) (string, ElementID) {
	a := c.Current()
	switch {
	case a == nil || a.EffectiveOn != 0:
		return "effect.none", ""
	case len(a.Signers(c)) == 0:
		return "effect.party", ""
	case a.Void(c) != "":
		return a.Void(c), a.ID
	}
	if a.Form == Written {
		if code, element := guardMarks(c, a); code != "" {
			return code, element
		}
	}
	if a.Effect(c) > day {
		return "effect.future", a.ID
	}
	return "", ""
}

func guardMarks(c *Case, a *Agreement) (string, ElementID) {
	left := a.Missing(c)
	switch {
	case !a.Frozen():
		return "freeze.print", a.ID
	case len(left) > 0:
		return "effect.party", left[0]
	case a.MediatorMark == 0:
		return "effect.mediator", a.ID
	case a.SealOn == 0:
		return "effect.seal", a.ID
	case !a.PaperSeen:
		return "effect.paper", a.ID
	}
	return "", ""
}

func guardDefault(c *Case, day Day) (string, ElementID) {
	if len(c.Overdue(day)) == 0 {
		return "default.none", ""
	}
	return "", ""
}

func guardRecover(c *Case, day Day) (string, ElementID) {
	if late := c.Overdue(day); len(late) > 0 {
		return "recover.overdue", late[0].Item.ID
	}
	return "", ""
}

func guardPerformed(c *Case, day Day) (string, ElementID) {
	if len(c.InForce()) == 0 {
		return "performed.none", ""
	}
	for _, o := range c.Owed() {
		if o.Item.DoneOn == 0 || o.Item.DoneOn > day {
			return "performed.item", o.Item.ID
		}
	}
	return "", ""
}

// What was recorded as done by mistake is owed again.
func guardUndone(c *Case, _ Day) (string, ElementID) {
	if len(c.Undone()) == 0 {
		return "performed.none", ""
	}
	return "", ""
}

// A paper that people may still sign must be voided before the case ends otherwise.
func guardNoFrozen(c *Case) (string, ElementID) {
	switch a := c.Current(); {
	case a == nil || !a.Frozen() || a.EffectiveOn != 0:
		return "", ""
	case a.Unprinted():
		return "end.unprinted", a.ID
	default:
		return "end.frozen", a.ID
	}
}

// Back to the table: after a court did not confirm the agreement, or it is void
// (People's Mediation Law art. 33); at any time with the consent of both sides.
func guardRemediate(c *Case, day Day) (string, ElementID) {
	a := c.LatestInForce()
	if a == nil {
		return "", ""
	}
	if cf := c.confirmation(a.ID); cf != nil && (cf.Result == Rejected || cf.Result == ConfirmationRefused) {
		return "", ""
	}
	agreed := find(c.Remediations, func(r *Remediation) bool { return r.Agreement == a.ID && r.On == day && r.ConsentOn != 0 })
	if agreed == nil {
		return "remediate.consent", a.ID
	}
	return "", ""
}

// The talks came to nothing, and the agreement in force goes on as it was.
func guardKeep(c *Case, _ Day) (string, ElementID) {
	if len(c.InForce()) == 0 {
		return "keep.none", ""
	}
	return guardNoFrozen(c)
}
