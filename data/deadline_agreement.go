package data

// The kinds of what is due when a party does not perform.
const (
	// DueUrge: a reminder to the party in default, 1, 7 and 15 days after the day. It
	// stands in for the item itself until the party was reminded.
	DueUrge DueKind = "urge"
	// DueAdvice: the routes beside mediation are told when three reminders came to nothing.
	DueAdvice DueKind = "advice"
)

// urgeDays are the days after an item's own on which the party is reminded; the last
// is also when the other side is told the ways beside mediation.
var urgeDays = [3]int{1, 7, 15}

func addAgreement(c *Case, today Day, add func(DueKind, Day, ElementID)) {
	a := c.LatestInForce()
	if a == nil {
		return
	}
	addPerformance(c, today, add)
	for _, a := range c.InForce() {
		addConfirm(c, a, today, add)
	}
	last := a.EffectiveOn
	for _, o := range c.Owed() {
		if !o.Item.Monthly {
			last = max(last, o.Item.Due)
		}
	}
	switch visits := c.visits(a.ID); {
	case visits == 0:
		add(DueFollowUp, last.Add(firstFollowUp), a.ID)
	case visits == 1 && c.Status != Performed:
		add(DueFollowUp, last.Add(secondFollowUp), a.ID)
	}
}

// addConfirm adds the last day to apply for confirmation. It is a choice, not a duty:
// once the day has passed, nothing is due.
func addConfirm(c *Case, a *Agreement, today Day, add func(DueKind, Day, ElementID)) {
	if today > a.confirmLast() || c.mayApply(a) != "" {
		return
	}
	if code, _ := c.ConfirmHint(a); code == "" || code == confirmFamily {
		add(DueConfirm, a.ConfirmUntil(), a.ID)
	}
}

// addPerformance adds what is owed under the agreements in force, and what to do
// about what is overdue.
func addPerformance(c *Case, today Day, add func(DueKind, Day, ElementID)) {
	for _, o := range c.Owed() {
		if urge := o.Item.nextUrge(); o.Item.overdue(today) && urge != 0 && urge <= today {
			add(DueUrge, urge, o.Item.ID) // that, and not the payment itself, is what the room can do
		} else {
			add(DuePerform, o.Item.NextDue(), o.Item.ID)
		}
	}
	for _, a := range c.InForce() {
		if on := c.adviceDue(a, today); on != 0 {
			add(DueAdvice, on, a.ID)
		}
	}
}

// nextUrge returns the day the next reminder is due, or 0 after the last.
func (i *PerformanceItem) nextUrge() Day {
	due := i.NextDue()
	for _, days := range urgeDays {
		on := due.Add(days)
		if find(i.Urges, func(u *Urge) bool { return u.On >= on }) == nil {
			return on
		}
	}
	return 0
}

// adviceDue returns the day from which the routes beside mediation are to be told, or
// 0 while nothing is that late or they were told since.
func (c *Case) adviceDue(a *Agreement, today Day) Day {
	for _, o := range c.Overdue(today) {
		due := o.Item.NextDue()
		told := find(c.Advices, func(x *Advice) bool { return x.Agreement == a.ID && x.On > due })
		if on := due.Add(urgeDays[2]); o.Agreement.ID == a.ID && on <= today && told == nil {
			return on
		}
	}
	return 0
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
