package data

import "testing"

// Case 1 of the samples through its whole life, from the first word to the archive.
func TestLife_Neighbours(t *testing.T) {
	c := sampleNeighbours()
	meetings, paper := c.Sessions, c.Agreements
	c.Sessions, c.Agreements = nil, nil
	c.Parties[0].InformedOn = 0
	do(t, c, MoveApply, "03-02")
	if code := refused(t, c, MoveMediate, "03-02"); code != "move.order" {
		t.Errorf("mediation before acceptance: %s", code)
	}
	do(t, c, MoveAccept, "03-02")
	if c.AcceptedOn != on("03-02") {
		t.Errorf("accepted on %s", c.AcceptedOn)
	}
	if code := refused(t, c, MoveMediate, "03-02"); code != "mediate.informed" {
		t.Errorf("mediation without the notice of rights: %s", code)
	}
	c.Parties[0].InformedOn = on("03-02")
	do(t, c, MoveMediate, "03-02")
	c.Agreements = paper
	if code := refused(t, c, MoveAgree, "03-24"); code != "agree.session" {
		t.Errorf("agreement without a meeting: %s", code)
	}
	c.Sessions = meetings
	do(t, c, MoveAgree, "03-24")
	if Follow(c, on("03-24")); c.Status != Agreed {
		t.Fatalf("an unsigned paper led to %s", c.Status)
	}
	freeze(c, c.Current(), "03-24")
	do(t, c, MoveFreeze, "03-24")
	sign(c, c.Current(), "03-24")
	Follow(c, on("03-24"))
	if a := c.Current(); c.Status != Performing || a.EffectiveOn != on("03-24") || c.ConcludedOn != on("03-24") {
		t.Fatalf("signed and sealed: %s, in force %s, concluded %s", c.Status, a.EffectiveOn, c.ConcludedOn)
	}
	neighboursPerform(t, c)
	do(t, c, MoveClose, "04-20")
	if code := refused(t, c, MoveArchive, "04-21"); code != "archive.followup" {
		t.Errorf("archived without a return visit: %s", code)
	}
	c.FollowUps = []FollowUp{{ID: "f", Agreement: "g", On: on("04-20"), By: "寿永康", Visit: true, Performed: FoundPerformed, Satisfaction: 5}}
	c.Retention, c.Volume = LongTerm, Volume{FiledBy: "寿永康", Pages: 24}
	do(t, c, MoveArchive, "05-01")
	if c.ClosedOn != on("04-20") || c.ArchivedOn != on("05-01") || c.Status != Archived {
		t.Errorf("%s, closed %s, archived %s", c.Status, c.ClosedOn, c.ArchivedOn)
	}
}

// The parties perform step by step, one of them late.
func neighboursPerform(t *testing.T, c *Case) {
	t.Helper()
	items := c.Current().Items
	for _, step := range []struct {
		day  string
		done int
		want Status
	}{
		{"03-31", 0, Performing},
		{"04-01", -1, Defaulted}, // the screen still hangs there
		{"04-05", 2, Performing},
		{"04-10", -1, Performing}, // the tiles are due today
		{"04-11", -1, Defaulted},
		{"04-12", 1, Performed},
	} {
		if step.done >= 0 {
			items[step.done].DoneOn = on(step.day)
		}
		if Follow(c, on(step.day)); c.Status != step.want {
			t.Fatalf("%s on %s, want %s", c.Status, step.day, step.want)
		}
	}
}

// Case 2: two meetings, too far apart; title to land may not be settled by an agreement.
func TestLife_Terminated(t *testing.T) {
	c := draft(2, "03", person("a", Applicant, "楼国平", "339921197105040170"), person("r", Respondent, "斯大伟", "339921198502180198"))
	do(t, c, MoveApply, "03-02")
	do(t, c, MoveAccept, "03-03")
	do(t, c, MoveMediate, "03-05")
	c.Sessions = []Session{meeting("s1", "03-05"), meeting("s2", "04-08")}
	c.Termination = Ending{Ground: "T2"}
	if code := refused(t, c, MoveTerminate, "04-08"); code != "terminate.advice" {
		t.Errorf("terminated without advice on other remedies: %s", code)
	}
	c.Termination.Advice = "可以申请镇人民政府确权，或者向人民法院起诉。"
	do(t, c, MoveTerminate, "04-08")
	if c.ConcludedOn != on("04-08") || c.Termination.On != on("04-08") {
		t.Errorf("concluded %s, terminated %s", c.ConcludedOn, c.Termination.On)
	}
	if c.Confirmable() != "confirm.title" {
		t.Error("confirmation of title was offered")
	}
	do(t, c, MoveClose, "04-08")
	f, _ := FactOf(c)
	if f.Outcome != OutcomeFailed || f.Ground != "T2" || f.Sessions != 2 {
		t.Errorf("fact row: outcome %s, ground %s, %d meetings", f.Outcome, f.Ground, f.Sessions)
	}
}

// Case 7: handed up to the town, which accepts it; and the same when it comes back.
func TestLife_HandedUp(t *testing.T) {
	forest := func() *Case {
		c := draft(7, "07", person("a", Applicant, "骆阿水", "339921195512190097"), person("r", Respondent, "骆阿根", "339921195706300135"))
		do(t, c, MoveApply, "03-02")
		do(t, c, MoveAccept, "04-15")
		do(t, c, MoveInvestigate, "04-16")
		do(t, c, MoveMediate, "04-17")
		c.Sessions = []Session{meeting("s1", "04-17"), meeting("s2", "04-27"), meeting("s3", "05-08")}
		c.HandUps = []HandUp{handUp(c, "05-10", "05-11")}
		do(t, c, MoveHandUp, "05-11")
		if code := refused(t, c, MoveClose, "05-12"); code != "close.handup" {
			t.Errorf("closed before the town answered: %s", code)
		}
		return c
	}
	accepted := forest()
	accepted.HandUps[0].AcceptedOn = on("05-13")
	do(t, accepted, MoveClose, "05-13")
	if f, _ := FactOf(accepted); f.Outcome != OutcomeHandedUp || f.Concluded != on("05-11") {
		t.Errorf("handed up: outcome %s, concluded %s", f.Outcome, f.Concluded)
	}
	accepted.Retention, accepted.Volume = Permanent, Volume{FiledBy: "金彩娟", Pages: 12}
	do(t, accepted, MoveArchive, "05-20")

	back := forest()
	back.HandUps[0].ReturnedOn = on("05-14")
	do(t, back, MoveReturn, "05-14")
	if f, _ := FactOf(back); back.Status != Mediating || f.Outcome != "" || f.Concluded != 0 {
		t.Errorf("returned: %s, outcome %s, concluded %s", back.Status, f.Outcome, f.Concluded)
	}
	back.HandUps = append(back.HandUps, handUp(back, "05-15", "05-15"))
	back.HandUps[1].ID = "h2"
	do(t, back, MoveHandUp, "05-15")
	if due := Deadlines(back, on("05-15"), nil); len(due) != 1 || due[0].Element != "h2" {
		t.Errorf("handed up again: %v", due)
	}
}

// Case 9: an oral agreement, paid on the spot; it is in force when it is reached (art. 30).
func TestLife_Oral(t *testing.T) {
	c := draft(9, "05",
		Party{ID: "a", Role: Applicant, Kind: Organisation, Name: "示例县青禾农机专业合作社", CreditCode: "93339921MA99990217", LegalRep: "寿永康",
			ConsentOn: on("03-02"), InformedOn: on("03-02")},
		person("r", Respondent, "楼国平", "339921197105040170"))
	do(t, c, MoveApply, "03-02")
	do(t, c, MoveAccept, "03-02")
	do(t, c, MoveMediate, "03-02")
	c.Sessions = []Session{meeting("s1", "03-06")}
	c.Agreements = []Agreement{agreement("g", Oral, "03-06", money("c1", "r", "a", 88000, "03-06"))}
	do(t, c, MoveAgree, "03-06")
	if code := refused(t, c, MoveFreeze, "03-06"); code != "freeze.written" {
		t.Errorf("an oral agreement was to be printed and signed: %s", code)
	}
	c.Agreements[0].Items[0].DoneOn = on("03-06")
	Follow(c, on("03-06"))
	f, _ := FactOf(c)
	if c.Status != Performed || f.Effective != on("03-06") || f.Outcome != OutcomeOral || f.Amount != 88000 || !f.WithUnit || f.Performance != FullyDone {
		t.Errorf("%s, fact row %+v", c.Status, f)
	}
	do(t, c, MoveClose, "03-06")
	c.Retention, c.Volume = ShortTerm, Volume{FiledBy: "寿永康", Pages: 8, WhyShort: "当场付清的口头协议。"}
	do(t, c, MoveArchive, "03-07")
}

// Case 12: danger before acceptance; refused as a matter for the police, and still counted as prevented.
func TestLife_Refused(t *testing.T) {
	c := draft(12, "18", person("a", Applicant, "骆阿水", "339921195512190097"), person("r", Respondent, "斯大伟", "339921198502180198"))
	do(t, c, MoveApply, "04-18")
	c.Escalations = []Escalation{{ID: "e", On: on("04-18"), Time: "21:10", Kinds: []EscalationKind{ThreatHarm, Armed}, People: 2,
		Measures: "劝离、收缴刀具", ReportedTo: "清溪派出所", ReportedOn: on("04-18"), Prevented: PreventedCrime}}
	c.Refusal = Ending{Ground: "R5", Advice: "已经移送公安机关处理。"}
	do(t, c, MoveRefuse, "04-18")
	f, ok := FactOf(c)
	want := [4]PreventedCount{1: {1, 2}}
	if !ok || f.Outcome != OutcomeRefused || f.Ground != "R5" || f.Prevented != want || f.Concluded != on("04-18") || f.Accepted != 0 {
		t.Errorf("fact row %+v", f)
	}
	do(t, c, MoveClose, "04-19")
	if code := refused(t, c, MoveReopen, "04-20"); code != "reopen.refused" {
		t.Errorf("reopened a refused case: %s", code)
	}
	c.Retention, c.Volume = LongTerm, Volume{FiledBy: "寿永康", Pages: 24}
	do(t, c, MoveArchive, "04-20")
}

// Somebody will not sign: the printed version is voided, a new one is made, and the case may still fail.
func TestLife_Unsigned(t *testing.T) {
	c := sampleNeighbours()
	do(t, c, MoveApply, "03-02")
	do(t, c, MoveAccept, "03-02")
	do(t, c, MoveMediate, "03-02")
	do(t, c, MoveAgree, "03-24")
	freeze(c, c.Current(), "03-24")
	do(t, c, MoveFreeze, "03-24")
	if code := refused(t, c, MoveUnsign, "03-25"); code != "unsign.void" {
		t.Errorf("back to the table with a live paper: %s", code)
	}
	c.Current().VoidOn, c.Current().VoidReason = on("03-25"), "张根土不愿签字"
	do(t, c, MoveUnsign, "03-25")
	if code := refused(t, c, MoveAgree, "03-25"); code != "agree.none" {
		t.Errorf("agreed on a void paper: %s", code)
	}
	c.Termination = Ending{Ground: "T5", Advice: "可以向人民法院起诉。"}
	do(t, c, MoveTerminate, "03-26")
	if f, _ := FactOf(c); f.Outcome != OutcomeFailed || f.Amount != 0 || f.Effective != 0 || f.Performance != "" {
		t.Errorf("fact row %+v", f)
	}
}

// A court rejects the confirmation; the parties come back and agree anew, or do not (art. 33).
func TestLife_Rejected(t *testing.T) {
	back := func() *Case {
		c := agreed(t)
		c.Confirmations = []Confirmation{{ID: "q", Agreement: "g", Court: "示例县人民法院", AppliedOn: on("04-01"), Result: Rejected, RuledOn: on("04-10")}}
		do(t, c, MoveRemediate, "04-11")
		for _, d := range Deadlines(c, on("04-11"), nil) {
			if d.Kind == DueMarks || d.Kind == DueConfirm {
				t.Errorf("the rejected agreement still asks for %s", d.Kind)
			}
		}
		if code := refused(t, c, MoveAgree, "04-11"); code != "agree.none" {
			t.Errorf("agreed on the rejected text again: %s", code)
		}
		return c
	}
	c := back()
	second := agreement("g2", Written, "04-15", money("d1", "r", "a", 90000, "04-20"))
	second.Amends, second.Replaces = "g", []ElementID{"g"}
	c.Agreements = append(c.Agreements, second)
	do(t, c, MoveAgree, "04-15")
	freeze(c, c.Current(), "04-15")
	do(t, c, MoveFreeze, "04-15")
	sign(c, c.Current(), "04-15")
	Follow(c, on("04-15"))
	f, _ := FactOf(c)
	if f.Outcome != OutcomeWritten || f.Concluded != on("04-15") || f.Effective != on("04-15") || f.Amount != 90000 {
		t.Errorf("agreed anew: %+v", f)
	}
	if code := refused(t, c, MoveRemediate, "04-16"); code != "remediate.consent" {
		t.Errorf("the old ruling was used on the new agreement: %s", code)
	}

	c = back()
	c.Termination = Ending{Ground: "T1", Advice: "可以向人民法院起诉。"}
	do(t, c, MoveTerminate, "04-15")
	if f, _ := FactOf(c); f.Outcome != OutcomeFailed || f.Concluded != on("04-15") {
		t.Errorf("not agreed anew: %+v", f)
	}
}
