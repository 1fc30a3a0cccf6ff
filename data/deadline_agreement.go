package data

func addAgreement(c *Case, today Day, add func(DueKind, Day, ElementID)) {
	a := c.Current()
	if a == nil {
		return
	}
	// Confirmation is a choice, not a duty: once its last day has passed, nothing is due.
	until := a.EffectiveOn.Add(ConfirmationDays)
	if c.Confirmable() == "" && c.confirmation(a.ID) == nil && a.Form == Written && today <= until {
		add(DueConfirm, until, a.ID)
	}
	last := a.EffectiveOn
	for i := range a.Items {
		add(DuePerform, a.Items[i].NextDue(), a.Items[i].ID)
		if !a.Items[i].Monthly {
			last = max(last, a.Items[i].Due)
		}
	}
	switch visits := c.visits(a.ID); {
	case visits == 0:
		add(DueFollowUp, last.Add(firstFollowUp), a.ID)
	case visits == 1 && c.Status != Performed:
		add(DueFollowUp, last.Add(secondFollowUp), a.ID)
	}
}

// confirmation returns the latest application to confirm an agreement, or nil.
func (c *Case) confirmation(agreement ElementID) *Confirmation {
	for i := len(c.Confirmations) - 1; i >= 0; i-- {
		if c.Confirmations[i].Agreement == agreement {
			return &c.Confirmations[i]
		}
	}
	return nil
}

// visits counts the follow-ups of an agreement.
func (c *Case) visits(agreement ElementID) int {
	n := 0
	for _, f := range c.FollowUps {
		if f.Agreement == agreement {
			n++
		}
	}
	return n
}

// Confirmable returns why a court would not confirm the agreement, or an empty
// code (Interpretation of the Civil Procedure Law art. 355): titles to land and
// houses, and relations of status. A warning to show before anyone promises it.
func (c *Case) Confirmable() string {
	switch c.Type {
	case "03", "07", "08":
		return "confirm.title"
	}
	return ""
}
