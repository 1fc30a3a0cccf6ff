package data

import "testing"

// mediating is case 1 at the table, its last meeting on 24 March, without an agreement.
func mediating(t *testing.T) *Case {
	t.Helper()
	c := sampleNeighbours()
	c.Agreements = nil
	do(t, c, MoveApply, "03-02")
	do(t, c, MoveAccept, "03-02")
	do(t, c, MoveMediate, "03-02")
	return c
}

// A mediation does not end before its last meeting, before it was suspended, or before it was taken up again.
func TestDo_EndsAfterTheLastStep(t *testing.T) {
	ends := map[Move]func(*Case){
		MoveTerminate: func(c *Case) { c.Termination = Ending{Ground: "T2", Advice: "可以起诉。"} },
		MoveWithdraw:  func(c *Case) { c.Withdrawal = Ending{Text: "自行和解。"} },
		MoveHandUp: func(c *Case) {
			c.HandUps = append(c.HandUps, HandUp{ID: "h", To: "镇", Reason: "疑难", History: "六次", Contact: "寿永康", Duty: "规定", SentOn: on("03-20"), Copies: []HandUpCopy{{ID: "p", Title: "记录", Pages: 1}}})
		},
	}
	for move, prepare := range ends {
		for name, x := range map[string]struct {
			edit        func(*Case)
			early, then string
		}{
			"after the last meeting": {func(*Case) {}, "03-23", "03-24"},
			"after a suspension": {func(c *Case) {
				c.Status, c.Suspensions = Suspended, []Suspension{{ID: "u", From: on("03-26"), Kind: "illness"}}
			}, "03-25", "03-26"},
			"after a reopening": {func(c *Case) { c.Reopenings = []Reopening{{ID: "o", On: on("04-20"), Kind: "facts"}} }, "04-19", "04-20"},
			"after a return": {func(c *Case) {
				c.HandUps = []HandUp{{ID: "h1", To: "镇", SentOn: on("03-25"), ReturnedOn: on("03-28")}}
			}, "03-27", "03-28"},
		} {
			c := mediating(t)
			x.edit(c)
			prepare(c)
			if code := refused(t, c, move, x.early); code != "move.early" {
				t.Errorf("%s %s: %s", move, name, code)
			}
			do(t, c, move, x.then)
		}
	}
}

// A case is closed after what was agreed is done, not before.
func TestDo_ClosesAfterPerformance(t *testing.T) {
	c := agreed(t)
	for i := range c.Current().Items {
		c.Current().Items[i].DoneOn = on("04-12")
	}
	Follow(c, on("04-12"))
	if code := refused(t, c, MoveClose, "04-11"); code != "move.early" {
		t.Errorf("closed before the last item was done: %s", code)
	}
	do(t, c, MoveClose, "04-12")
	c.Reopenings = []Reopening{{ID: "o", On: on("04-12"), Kind: "facts"}}
	if code := refused(t, c, MoveReopen, "04-11"); code != "move.early" {
		t.Errorf("reopened before it was closed: %s", code)
	}
	c.FollowUps = []FollowUp{{ID: "f", Agreement: "g", On: on("04-12"), By: "寿永康", Performed: FoundPerformed}}
	c.Retention, c.Volume = LongTerm, Volume{FiledBy: "寿永康", Pages: 24}
	if code := refused(t, c, MoveArchive, "04-11"); code != "move.early" {
		t.Errorf("archived before it was closed: %s", code)
	}
}

// An agreement is not older than the first meeting, nor than the talks that it came from.
func TestDo_AgreesAfterTheFirstMeeting(t *testing.T) {
	for name, x := range map[string]struct {
		edit        func(*Case)
		early, then string
	}{
		"the first meeting": {func(c *Case) { c.Sessions = []Session{meeting("s", "03-05")} }, "03-04", "03-05"},
		"talks reopened":    {func(c *Case) { c.Reopenings = []Reopening{{ID: "o", On: on("03-26"), Kind: "facts"}} }, "03-25", "03-26"},
	} {
		c := mediating(t)
		x.edit(c)
		c.Agreements = []Agreement{agreement("g", Oral, x.early, money("c1", "r", "a", 80000, "03-31"))}
		if code := refused(t, c, MoveAgree, "03-28"); code != "agree.early" {
			t.Errorf("%s: %s", name, code)
		}
		c.Agreements[0].On = on(x.then)
		do(t, c, MoveAgree, "03-28")
	}
}

// A case that left its suspension by another way is suspended no more when it comes back.
func TestDo_EndsTheSuspension(t *testing.T) {
	c := mediating(t)
	c.Suspensions = []Suspension{{ID: "u", From: on("03-25"), Kind: "illness"}}
	do(t, c, MoveSuspend, "03-25")
	c.HandUps = []HandUp{{ID: "h", To: "镇", Reason: "疑难", History: "六次", Contact: "寿永康", Duty: "规定", SentOn: on("03-27"), Copies: []HandUpCopy{{ID: "p", Title: "记录", Pages: 1}}}}
	do(t, c, MoveHandUp, "03-27")
	if c.Suspensions[0].To != on("03-27") {
		t.Errorf("suspended until %q", c.Suspensions[0].To)
	}
	c.HandUps[0].ReturnedOn = on("04-03")
	do(t, c, MoveReturn, "04-03")
	// 2 days suspended and 7 at the receiver's do not count.
	if got := ConcludeBy(c, on("05-30")); got != on("04-11") {
		t.Errorf("to conclude by %s", got)
	}
}

// Two ends on one day: the case ended the way it ended last.
func TestFactOf_EndedTwiceOnOneDay(t *testing.T) {
	c := mediating(t)
	c.Termination = Ending{Ground: "T1", Advice: "可以起诉。"}
	do(t, c, MoveTerminate, "03-24")
	do(t, c, MoveClose, "03-24")
	c.Reopenings = []Reopening{{ID: "o", On: on("03-24"), Kind: "other"}}
	do(t, c, MoveReopen, "03-24")
	c.Withdrawal = Ending{Text: "自行和解。"}
	do(t, c, MoveWithdraw, "03-24")
	if f, _ := FactOf(c); f.Outcome != OutcomeWithdrawn {
		t.Errorf("withdrawn after it was terminated: %s", f.Outcome)
	}
	if c.Termination.Ground != "T1" {
		t.Error("the ground of the first end is lost")
	}
}
