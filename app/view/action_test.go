package view

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/data/store"
	"woshou/pdf"
)

// goodIntake is an intake form with nothing wrong.
func goodIntake(d *Desk) IntakeForm {
	f := d.NewIntake()
	f.Type, f.Summary = "02", "两家为屋檐滴水争吵。"
	f.Parties[0].Name, f.Parties[1].Name = "叶建国", "张根土"
	return f
}

func TestIntake_BadInput(t *testing.T) {
	d := newDesk(t, "2026-03-02")
	tests := []struct {
		name        string
		change      func(f *IntakeForm)
		field, code string
	}{
		{"no source", func(f *IntakeForm) { f.Source = "" }, "intake.source", "choice.empty"},
		{"a referral without an organ", func(f *IntakeForm) { f.Source = data.Referral }, "intake.organ", "choice.empty"},
		{"no kind of dispute", func(f *IntakeForm) { f.Type = "" }, "intake.type", "choice.empty"},
		{"unknown kind of dispute", func(f *IntakeForm) { f.Type = "99" }, "intake.type", "choice.empty"},
		{"blank summary", func(f *IntakeForm) { f.Summary = " \n" }, "intake.summary", "text.empty"},
		{"no day", func(f *IntakeForm) { f.ReceivedOn = 0 }, "intake.received_on", "day.empty"},
		{"a day to come", func(f *IntakeForm) { f.ReceivedOn++ }, "intake.received_on", "day.future"},
		{"negative amount", func(f *IntakeForm) { f.Claimed = -1 }, "intake.claimed", "amount.zero"},
		{"amount over 1e12 fen", func(f *IntakeForm) { f.Claimed = data.MaxAmount + 1 }, "intake.claimed", "amount.large"},
		{"a party without a name", func(f *IntakeForm) { f.Parties[1].Name = "　" }, "respondent.name", "name.empty"},
		{"a name of 31 characters", func(f *IntakeForm) { f.Parties[0].Name = strings.Repeat("𬭎", 31) }, "applicant.name", "name.long"},
		{"a party without a role", func(f *IntakeForm) { f.Parties[0].Role = "" }, "party.role", "choice.empty"},
		{"wrong identity digit", func(f *IntakeForm) { f.Parties[0].IDNumber = "339921196803150015" }, "applicant.id_number", "id.check"},
		{"identity number of 17", func(f *IntakeForm) { f.Parties[0].IDNumber = "33992119680315001" }, "applicant.id_number", "id.length"},
		{"identity number of 30 February", func(f *IntakeForm) { f.Parties[0].IDNumber = "339921196802300014" }, "applicant.id_number", "id.date"},
		{"wrong credit code", func(f *IntakeForm) { f.Parties[0].CreditCode = "54339921MF9999011K" }, "party.credit_code", "uscc.check"},
		{"age of 131", func(f *IntakeForm) { f.Parties[0].Age = 131 }, "party.age", "age.range"},
		{"a negative group", func(f *IntakeForm) { f.Parties[0].Group = -1 }, "party.group", "group.range"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := goodIntake(d)
			tt.change(&f)
			_, err := d.Intake(f)
			wantInvalid(t, err, tt.field, tt.code)
		})
	}
	if n := len(d.Store.Rows()); n != 0 {
		t.Errorf("%d cases were saved by bad input", n)
	}
}

func TestIntake_DraftCanWait(t *testing.T) {
	d := newDesk(t, "2026-03-02")
	f := d.NewIntake()
	f.Draft, f.Parties[0].Name = true, "叶建国"
	c, err := d.Intake(f)
	if err != nil || c.Status != data.Draft || len(c.Parties) != 1 {
		t.Fatalf("draft: %v, %v", c, err)
	}
	_, err = d.Apply(c)
	wantRefused(t, err, "apply.summary")
	f = IntakeOf(c)
	f.Draft, f.Type, f.Summary = false, "02", "两家为屋檐滴水争吵。"
	if c, err = d.EditIntake(c, f); err != nil {
		t.Fatal(err)
	}
	if c, err = d.Apply(c); err != nil || c.Status != data.Applied {
		t.Fatalf("applied: %v, %v", c, err)
	}
	if next := NextStep(d.Words, c, d.Today()); next.Act != ActParty {
		t.Errorf("next step %s, want the other side", next.Act)
	}
}

func TestSetParty_ReadsTheIdentityNumber(t *testing.T) {
	d, c := played(t, "01", "intake", 1, "2026-03-02")
	p := c.Parties[0]
	p.IDNumber, p.Sex, p.Born = " 33992119930416014x", data.Male, 0
	c, err := d.SetParty(c, p)
	if err != nil {
		t.Fatal(err)
	}
	got := c.Party(p.ID)
	if got.IDNumber != "33992119930416014X" || got.Sex != data.Female || got.Born != date(t, "1993-04-16") {
		t.Errorf("party %+v", got)
	}
}

func TestRemoveParty(t *testing.T) {
	d, c := played(t, "01", "intake", 1, "2026-03-02")
	c, err := d.RemoveParty(c, c.Parties[1].ID)
	if err != nil || len(c.Parties) != 1 {
		t.Fatalf("%d parties, %v", len(c.Parties), err)
	}
	if _, err := d.RemoveParty(c, "nobody"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("removing nobody: %v", err)
	}
	d, c = played(t, "01", "session", 1, "2026-03-02")
	_, err = d.RemoveParty(c, c.Parties[0].ID)
	wantRefused(t, err, "party.named")
	d, c = played(t, "01", "print", 1, "2026-03-24")
	_, err = d.RemoveParty(c, c.Parties[0].ID)
	wantRefused(t, err, "party.fixed")
	_, err = d.SetParty(c, data.Party{Role: data.ThirdPerson, Name: "杨秀莲"})
	wantRefused(t, err, "party.fixed")
}

func TestAccept_NumbersAreNeverUsedTwice(t *testing.T) {
	d := newDesk(t, "2026-03-02")
	accept := func() *data.Case {
		t.Helper()
		c, err := d.Intake(goodIntake(d))
		if err != nil {
			t.Fatal(err)
		}
		c, err = d.Accept(c, AcceptForm{On: d.Today(), Mediators: []data.ElementID{"dongli1"}, Consent: ids(c)})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	a := accept()
	if _, err := d.VoidCase(a, VoidForm{Reason: "登记了两次"}); err != nil {
		t.Fatal(err)
	}
	b := accept()
	if a.Number == b.Number || b.Seq != a.Seq+1 || b.Number != "（2026）示清东人调字第002号" {
		t.Errorf("numbers %s and %s", a.Number, b.Number)
	}
}

func ids(c *data.Case) []data.ElementID {
	var out []data.ElementID
	for _, p := range c.Parties {
		out = append(out, p.ID)
	}
	return out
}

func TestActions_BadInput(t *testing.T) {
	early, late := date(t, "2026-01-01"), date(t, "2026-12-31")
	type act = func(d *Desk, c *data.Case) (*data.Case, error)
	tests := []struct {
		name        string
		sample      string
		after       string
		n           int
		do          act
		field, code string
	}{
		{"accept before receipt", "01", "intake", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.Accept(c, AcceptForm{On: early}) }, "accept.on", "day.early"},
		{"accept tomorrow", "01", "intake", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.Accept(c, AcceptForm{On: late}) }, "accept.on", "day.future"},
		{"unknown mediator", "01", "intake", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Accept(c, AcceptForm{On: d.Today(), Mediators: []data.ElementID{"x"}})
		}, "accept.mediators", "mediator.unknown"},
		{"refuse without ground", "01", "intake", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Refuse(c, RefuseForm{On: d.Today(), Advice: "起诉"})
		}, "refuse.ground", "choice.empty"},
		{"a tie of nobody", "01", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Recuse(c, RecuseForm{On: d.Today(), Reason: "亲戚", Mediator: "x"})
		}, "recuse.mediator", "choice.empty"},
		{"a tie without words", "01", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Recuse(c, RecuseForm{On: d.Today(), Mediator: "dongli1"})
		}, "recuse.reason", "text.empty"},
		{"replaced by themselves", "02", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Recuse(c, RecuseForm{On: d.Today(), Reason: "亲戚", Mediator: "dongli1", Replacement: "dongli1"})
		}, "recuse.replacement", "mediator.none"},
		{"the last mediator goes", "02", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Recuse(c, RecuseForm{On: d.Today(), Reason: "亲戚", Mediator: "dongli1"})
		}, "recuse.replacement", "mediator.none"},
		{"neither open nor closed", "01", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Inform(c, InformForm{On: d.Today(), Openness: "half"})
		}, "inform.openness", "choice.empty"},
		{"six representatives", "01", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			p := c.Parties[0]
			p.Group, p.Representatives = 12, []string{"甲", "乙", "丙", "丁", "戊", "己"}
			return d.SetParty(c, p)
		}, "party.representatives", "representatives.many"},
		{"two representatives of one", "01", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			p := c.Parties[0]
			p.Representatives = []string{"甲", "乙"}
			return d.SetParty(c, p)
		}, "party.representatives", "representatives.group"},
		{"a power of nobody", "01", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			p := c.Parties[0]
			p.Agent.PowerOn = d.Today()
			return d.SetParty(c, p)
		}, "party.agent", "name.empty"},
		{"no mediator left", "01", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.Assign(c, MediatorsForm{On: d.Today()}) }, "accept.mediators", "mediator.none"},
		{"mediator withdrew on no day", "01", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Assign(c, MediatorsForm{Mediators: []data.ElementID{"dongli2"}})
		}, "mediators.on", "day.empty"},
		{"told before receipt", "01", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.Inform(c, InformForm{On: early}) }, "inform.on", "day.early"},
		{"meeting without place", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			s := d.NewSession(c)
			s.Place, s.Notes = " ", "谈"
			return d.SetSession(c, s)
		}, "session.place", "place.empty"},
		{"meeting without anybody", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			s := d.NewSession(c)
			s.Present, s.Notes = nil, "谈"
			return d.SetSession(c, s)
		}, "session.present", "present.none"},
		{"meeting without notes", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.SetSession(c, d.NewSession(c)) }, "session.notes", "notes.empty"},
		{"meeting before acceptance", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			s := d.NewSession(c)
			s.On, s.Notes = early, "谈"
			return d.SetSession(c, s)
		}, "session.on", "day.early"},
		{"next meeting before this one", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			s := d.NewSession(c)
			s.NextOn, s.Notes = early, "谈"
			return d.SetSession(c, s)
		}, "session.next_on", "day.early"},
		{"guests nobody agreed to", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			s := d.NewSession(c)
			s.Invited, s.Notes = "村民代表一名", "谈"
			return d.SetSession(c, s)
		}, "session.consented", "consent.invited"},
		{"meeting that ends before it begins", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			s := d.NewSession(c)
			s.Start, s.End, s.Notes = "10:00", "09:30", "谈"
			return d.SetSession(c, s)
		}, "session.end", "time.order"},
		{"an hour without a day", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			s := d.NewSession(c)
			s.NextAt, s.Notes = "10:00", "谈"
			return d.SetSession(c, s)
		}, "session.next_on", "day.empty"},
		{"inquiry of somebody aged 131", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.SetInquiry(c, data.Inquiry{On: d.Today(), Person: "王海燕", Notes: "问答", Age: 131})
		}, "inquiry.age", "age.range"},
		{"inquiry with nothing but the beginning", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			q := d.NewInquiry(c)
			q.Person = "王海燕"
			return d.SetInquiry(c, q)
		}, "inquiry.notes", "text.empty"},
		{"evidence of an unknown kind", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.SetEvidence(c, data.Evidence{Title: "照片", Kind: "照片"})
		}, "evidence.kind", "choice.empty"},
		{"evidence of tomorrow", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.SetEvidence(c, data.Evidence{Title: "照片", On: late})
		}, "evidence.on", "day.future"},
		{"inquiry of nobody", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.SetInquiry(c, data.Inquiry{On: d.Today(), Notes: "问答"})
		}, "inquiry.person", "name.empty"},
		{"inquiry without notes", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.SetInquiry(c, data.Inquiry{On: d.Today(), Person: "王海燕"})
		}, "inquiry.notes", "text.empty"},
		{"evidence without title", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.SetEvidence(c, data.Evidence{}) }, "evidence.title", "text.empty"},
		{"evidence of -1 pages", "01", "inform", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.SetEvidence(c, data.Evidence{Title: "照片", Pages: -1})
		}, "evidence.pages", "pages.range"},
		{"extension that is none", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Extend(c, ExtendForm{To: c.AcceptedOn.Add(2), Consents: ConsentsOn(c, d.Today())})
		}, "extend.to", "extend.short"},
		{"suspended for nothing", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.Suspend(c, SuspendForm{From: d.Today()}) }, "suspend.reason", "text.empty"},
		{"suspended for an unknown kind", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Suspend(c, SuspendForm{From: d.Today(), Kind: "holiday"})
		}, "suspend.kind", "choice.empty"},
		{"extended by one side", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Extend(c, ExtendForm{To: late, Consents: ConsentsOn(c, d.Today())[1:]})
		}, "extend.consents", "consent.each"},
		{"a sham that nobody was told of", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Terminate(c, TerminateForm{On: d.Today(), Ground: data.ShamSuspected})
		}, "terminate.reported_to", "text.empty"},
		{"a sham told tomorrow", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Terminate(c, TerminateForm{On: d.Today(), Ground: data.ShamSuspected, ReportedTo: "示例县人民法院", ReportedOn: late})
		}, "terminate.reported_on", "day.future"},
		{"withdrawn by a stranger", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Withdraw(c, WithdrawForm{On: d.Today(), Text: "x", By: "x"})
		}, "withdraw.by", "choice.empty"},
		{"terminated without ground", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Terminate(c, TerminateForm{On: d.Today(), Ground: "R1"})
		}, "terminate.ground", "choice.empty"},
		{"withdrawn for nothing", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.Withdraw(c, WithdrawForm{On: d.Today()}) }, "withdraw.text", "text.empty"},
		{"handed up to nobody", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.HandUp(c, HandUpForm{Reason: "x"}) }, "handup.to", "text.empty"},
		{"handed up without consent", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewHandUp(c)
			in.To, in.Reason = "镇调委会", "x"
			return d.HandUp(c, in)
		}, "handup.consents", "consent.each"},
		{"handed up with one side's consent", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewHandUp(c)
			in.To, in.Reason, in.Consents = "镇调委会", "x", ConsentsOn(c, d.Today())[:1]
			return d.HandUp(c, in)
		}, "handup.consents", "consent.each"},
		{"handed up without a list of papers", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewHandUp(c)
			in.To, in.Reason, in.Copies = "镇调委会", "x", " "
			return d.HandUp(c, in)
		}, "handup.copies", "text.empty"},
		{"papers without pages", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewHandUp(c)
			in.To, in.Reason, in.Copies = "镇调委会", "x", "人民调解记录"
			return d.HandUp(c, in)
		}, "handup.copies", "copies.form"},
		{"handed up by nobody", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewHandUp(c)
			in.To, in.Reason, in.Contact = "镇调委会", "x", ""
			return d.HandUp(c, in)
		}, "handup.contact", "text.empty"},
		{"handed up for an answer in a year", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewHandUp(c)
			in.To, in.Reason, in.Consents, in.Days = "镇调委会", "x", ConsentsOn(c, d.Today()), 365
			return d.HandUp(c, in)
		}, "handup.days", "days.range"},
		{"signs without a kind", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Escalate(c, data.Escalation{On: d.Today(), Measures: "x"})
		}, "escalation.kinds", "choice.empty"},
		{"signs at 25:00", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Escalate(c, data.Escalation{On: d.Today(), Time: "25:00"})
		}, "escalation.time", "time.form"},
		{"a report taken at 7", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Escalate(c, data.Escalation{On: d.Today(), Kinds: EscalationKinds[:1], Measures: "x", ReceivedAt: "7"})
		}, "escalation.received_at", "time.form"},
		{"prevented with nobody in danger", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Escalate(c, data.Escalation{On: d.Today(), Kinds: EscalationKinds[:1], Measures: "x", Prevented: data.PreventedCrime})
		}, "escalation.people", "people.range"},
		{"reported to nobody", "01", "session", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Escalate(c, data.Escalation{On: d.Today(), Kinds: EscalationKinds[:1], Measures: "x", ReportedOn: d.Today()})
		}, "escalation.reported_to", "text.empty"},
		{"void for nothing", "01", "accept", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.VoidCase(c, VoidForm{}) }, "void.reason", "text.empty"},
		{"mark of no kind", "01", "print", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Mark(c, MarkForm{Party: c.Parties[0].ID, On: d.Today()})
		}, "mark.kind", "choice.empty"},
		{"mark of a stranger", "01", "print", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Mark(c, MarkForm{Party: "x", Kind: data.Signature, On: d.Today()})
		}, "mark.party", "choice.empty"},
		{"mark before the print", "01", "print", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Mark(c, MarkForm{Party: c.Parties[0].ID, Kind: data.Signature, On: date(t, "2026-03-20")})
		}, "mark.on", "day.early"},
		{"seal of tomorrow", "01", "print", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.Seal(c, DayForm{late}) }, "seal.on", "day.future"},
		{"back without a reason", "01", "print", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.BackToTable(c, BackForm{}) }, "unsign.reason", "text.empty"},
		{"unknown item", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.Perform(c, PerformForm{On: d.Today()}) }, "perform.item", "choice.empty"},
		{"paid too much", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Perform(c, PerformForm{Item: c.Current().Items[0].ID, On: d.Today(), Amount: 80001})
		}, "perform.amount", "amount.over"},
		{"paid before the agreement", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Perform(c, PerformForm{Item: c.Current().Items[0].ID, On: early})
		}, "perform.on", "day.early"},
		{"urged without words", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Urge(c, UrgeForm{Item: c.Current().Items[0].ID, On: d.Today(), By: "杨秀莲"})
		}, "urge.text", "text.empty"},
		{"paid by an invisible name", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Perform(c, PerformForm{Item: c.Current().Items[0].ID, On: d.Today(), By: "a\u200b"})
		}, "perform.by", "name.chars"},
		{"a negative payment", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Perform(c, PerformForm{Item: c.Current().Items[0].ID, On: d.Today(), Amount: -1})
		}, "perform.amount", "amount.zero"},
		{"urged by smoke", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Urge(c, UrgeForm{Item: c.Current().Items[0].ID, On: d.Today(), By: "杨秀莲", Text: "催", Means: "smoke"})
		}, "urge.means", "choice.empty"},
		{"told by nobody", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			x := d.NewAdvice(c)
			x.By = ""
			return d.Advise(c, x)
		}, "advice.by", "name.empty"},
		{"told nothing", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			x := d.NewAdvice(c)
			x.Routes = []data.Route{"fight"}
			return d.Advise(c, x)
		}, "advice.routes", "choice.empty"},
		{"a court action of no kind", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.CourtAction(c, data.CourtAction{On: d.Today(), Court: "示例县人民法院"})
		}, "court_action.kind", "choice.empty"},
		{"void for nothing at all", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.VoidAgreement(c, VoidAgreementForm{On: d.Today()})
		}, "void_agreement.reason", "text.empty"},
		{"talks without consent", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Remediate(c, RemediateForm{On: d.Today(), Reason: "想分期"})
		}, "remediate.consent", "consent.empty"},
		{"talks for nothing", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Remediate(c, RemediateForm{On: d.Today(), Consent: true})
		}, "remediate.reason", "text.empty"},
		{"confirmation by one side", "03", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewConfirm(c)
			in.AppliedOn, in.Parties = date(t, "2026-05-01"), ids(c)[1:]
			return d.Confirm(c, in)
		}, "confirm.parties", "confirm.joint"},
		{"confirmation of everything", "03", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewConfirm(c)
			in.AppliedOn, in.Parties, in.Scope = date(t, "2026-05-01"), ids(c), ""
			return d.Confirm(c, in)
		}, "confirm.scope", "confirm.scope"},
		{"confirmation by an agent there is not", "03", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewConfirm(c)
			in.AppliedOn, in.Parties, in.ByAgent = date(t, "2026-05-01"), ids(c), ids(c)[:1]
			return d.Confirm(c, in)
		}, "confirm.by_agent", "confirm.agent"},
		{"a court anywhere", "03", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewConfirm(c)
			in.AppliedOn, in.Parties, in.Seat = date(t, "2026-05-01"), ids(c), "moon"
			return d.Confirm(c, in)
		}, "confirm.seat", "choice.empty"},
		{"visit with nothing found", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.SetFollowUp(c, data.FollowUp{On: d.Today(), By: "杨秀莲"})
		}, "followup.performed", "performed.empty"},
		{"satisfaction of 6", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			f := d.NewFollowUp(c)
			f.Satisfaction = 6
			return d.SetFollowUp(c, f)
		}, "followup.satisfaction", "satisfaction.range"},
		{"confirmation by no court", "01", "paper_seen", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Confirm(c, ConfirmForm{AppliedOn: d.Today()})
		}, "confirm.court", "text.empty"},
		{"rejected without a reason", "03", "confirm", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Ruling(c, RulingForm{Result: data.Rejected, On: d.Today()})
		}, "ruling.reason", "text.empty"},
		{"a ruling of -1 pages", "03", "confirm", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Ruling(c, RulingForm{Result: data.Confirmed, On: d.Today(), Pages: -1})
		}, "ruling.pages", "pages.range"},
		{"reopened for nothing", "01", "close", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.Reopen(c, ReopenForm{On: d.Today()}) }, "reopen.kind", "choice.empty"},
		{"reopened for another reason that is not told", "01", "close", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Reopen(c, ReopenForm{On: d.Today(), Kind: "other"})
		}, "reopen.text", "text.empty"},
		{"reopened without consent", "01", "close", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Reopen(c, ReopenForm{On: d.Today(), Kind: "facts"})
		}, "reopen.consents", "consent.each"},
		{"archived for a short time without a reason", "01", "close", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Archive(c, ArchiveForm{On: d.Today(), Retention: data.ShortTerm, Pages: 9})
		}, "archive.why_short", "text.empty"},
		{"archived without pages", "01", "close", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Archive(c, ArchiveForm{On: d.Today(), Retention: data.LongTerm})
		}, "archive.pages", "pages.dossier"},
		{"result of a hand-up that is none", "07", "hand_up_answer", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.HandUpResult(c, FeedbackForm{On: d.Today(), Result: "S9"})
		}, "hand_up_result.result", "choice.empty"},
		{"result before the town took it", "07", "hand_up_answer", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.HandUpResult(c, FeedbackForm{On: early, Result: data.OutcomeWritten})
		}, "hand_up_result.on", "day.early"},
		{"archived for no time", "01", "close", 1, func(d *Desk, c *data.Case) (*data.Case, error) { return d.Archive(c, ArchiveForm{On: d.Today()}) }, "archive.retention", "choice.empty"},
		{"returned without words", "07", "hand_up", 1, func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.AnswerHandUp(c, AnswerForm{On: d.Today(), Returned: true})
		}, "answer.result", "text.empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, c := played(t, tt.sample, tt.after, tt.n, "2026-05-20")
			before := c.Clone()
			_, err := tt.do(d, c)
			wantInvalid(t, err, tt.field, tt.code)
			unchanged(t, d, before, c)
			if Explain(d.Words, err).Title == Explain(d.Words, invalid("", "text.empty")).Title {
				t.Errorf("the field %s has no label", tt.field)
			}
		})
	}
}

// unchanged checks that neither the screen's case nor the stored one changed.
func unchanged(t *testing.T, d *Desk, before, seen *data.Case) {
	t.Helper()
	if diff := cmp.Diff(before, seen); diff != "" {
		t.Errorf("the screen's case changed:\n%s", diff)
	}
	now, err := d.Store.Case(before.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, now); diff != "" {
		t.Errorf("the stored case changed:\n%s", diff)
	}
}

func TestActions_OutOfOrder(t *testing.T) {
	d, c := played(t, "01", "intake", 1, "2026-03-02")
	before, today := c.Clone(), d.Today()
	tests := []struct {
		name string
		do   func() (*data.Case, error)
		code string
	}{
		{"accept without consent", func() (*data.Case, error) {
			return d.Accept(c, AcceptForm{On: today, Mediators: []data.ElementID{"dongli1"}})
		}, "accept.consent"},
		{"accept without mediator", func() (*data.Case, error) { return d.Accept(c, AcceptForm{On: today, Consent: ids(c)}) }, "accept.mediator"},
		{"meeting", func() (*data.Case, error) {
			s := d.NewSession(c)
			s.Notes = "谈"
			return d.SetSession(c, s)
		}, "session.status"},
		{"draft", func() (*data.Case, error) {
			return d.SetAgreement(c, AgreementForm{On: today, Draft: true})
		}, "draft.status"},
		{"agree", func() (*data.Case, error) { return d.Agree(c) }, "move.order"},
		{"print", func() (*data.Case, error) { c, _, err := d.PrintAgreement(c); return c, err }, "freeze.written"},
		{"print the registration", func() (*data.Case, error) { c, _, err := d.PrintAcceptance(c); return c, err }, "register.accepted"},
		{"mark", func() (*data.Case, error) { return d.Mark(c, MarkForm{Kind: data.Signature}) }, "mark.status"},
		{"unmark", func() (*data.Case, error) { return d.Unmark(c, UnmarkForm{Act: ActMark, Party: c.Parties[0].ID}) }, "mark.status"},
		{"mediator's mark", func() (*data.Case, error) { return d.MediatorMark(c, DayForm{today}) }, "mark.status"},
		{"seal", func() (*data.Case, error) { return d.Seal(c, DayForm{today}) }, "mark.status"},
		{"paper", func() (*data.Case, error) { return d.PaperSeen(c) }, "mark.status"},
		{"perform", func() (*data.Case, error) { return d.Perform(c, PerformForm{On: today}) }, "perform.status"},
		{"take back", func() (*data.Case, error) { return d.Unperform(c, UnperformForm{}) }, "unperform.none"},
		{"advise", func() (*data.Case, error) {
			return d.Advise(c, data.Advice{On: today, By: "杨秀莲", To: ids(c), Routes: []data.Route{data.RouteSue}})
		}, "perform.status"},
		{"court action", func() (*data.Case, error) {
			return d.CourtAction(c, data.CourtAction{Kind: data.Sued, On: today, Court: "x"})
		}, "court_action.status"},
		{"void the agreement", func() (*data.Case, error) { return d.VoidAgreement(c, VoidAgreementForm{}) }, "void_agreement.status"},
		{"keep", func() (*data.Case, error) { return d.Keep(c, BackForm{}) }, "move.order"},
		{"follow-up", func() (*data.Case, error) {
			f := d.NewFollowUp(c)
			f.By = "杨秀莲"
			return d.SetFollowUp(c, f)
		}, "follow_up.status"},
		{"confirm", func() (*data.Case, error) { return d.Confirm(c, ConfirmForm{Court: "x", AppliedOn: today}) }, "confirm.status"},
		{"ruling", func() (*data.Case, error) { return d.Ruling(c, RulingForm{Result: data.Confirmed, On: today}) }, "ruling.none"},
		{"remediate", func() (*data.Case, error) { return d.Remediate(c, RemediateForm{On: today}) }, "move.order"},
		{"answer a hand-up", func() (*data.Case, error) { return d.AnswerHandUp(c, AnswerForm{On: today}) }, "hand_up_answer.none"},
		{"reply", func() (*data.Case, error) { return d.Reply(c, ReplyForm{today}) }, "reply.none"},
		{"resume", func() (*data.Case, error) { return d.Resume(c, DayForm{today}) }, "move.order"},
		{"terminate", func() (*data.Case, error) {
			return d.Terminate(c, TerminateForm{On: today, Ground: "T1"})
		}, "move.order"},
		{"close", func() (*data.Case, error) { return d.Close(c, DayForm{today}) }, "move.order"},
		{"reopen", func() (*data.Case, error) {
			return d.Reopen(c, ReopenForm{On: today, Kind: "facts", Consents: ConsentsOn(c, today)})
		}, "move.order"},
		{"archive", func() (*data.Case, error) {
			return d.Archive(c, ArchiveForm{On: today, Retention: data.LongTerm, Pages: 9})
		}, "move.order"},
		{"settle", func() (*data.Case, error) { return d.Settle(c, SettleForm{}) }, "settle.none"},
		{"back to the table", func() (*data.Case, error) { return d.BackToTable(c, BackForm{}) }, "move.order"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.do()
			wantRefused(t, err, tt.code)
			unchanged(t, d, before, c)
		})
	}
}

func TestActions_ClosedCaseStaysAsItIs(t *testing.T) {
	d, c := played(t, "01", "close", 1, "2026-05-20")
	_, err := d.SetParty(c, c.Parties[0])
	wantRefused(t, err, "edit.finished")
	_, err = d.SetSession(c, c.Sessions[0])
	wantRefused(t, err, "edit.finished")
	_, err = d.EditIntake(c, IntakeOf(c))
	wantRefused(t, err, "edit.finished")
}

func TestActions_TellWhenTheCaseMovedMeanwhile(t *testing.T) {
	d, seen := played(t, "01", "session", 6, "2026-03-24")
	if _, err := d.Withdraw(seen, WithdrawForm{On: d.Today(), Text: "自行和解"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Suspend(seen, SuspendForm{From: d.Today(), Reason: "外出"}); !errors.Is(err, data.ErrChanged) {
		t.Errorf("error %v, want ErrChanged", err)
	}
}

func TestActions_KeepWhatAnotherPersonTyped(t *testing.T) {
	d, seen := played(t, "01", "accept", 1, "2026-03-02")
	p := seen.Parties[0]
	p.Phone = "660999"
	if _, err := d.SetParty(seen, p); err != nil {
		t.Fatal(err)
	}
	// The second screen still shows the old telephone number and changes the job.
	q := seen.Parties[0]
	q.Job = "退休"
	c, err := d.SetParty(seen, q)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Parties[0]; got.Phone != "660999" || got.Job != "退休" || len(c.Conflicts) != 0 {
		t.Errorf("phone %s, job %s, conflicts %v", got.Phone, got.Job, c.Conflicts)
	}
}

func TestActions_FailedSaveChangesNothing(t *testing.T) {
	d, c := played(t, "01", "session", 6, "2026-03-24")
	path, before := d.Store.Path(), c.Clone()
	if err := d.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SetAgreement(c, AgreementForm{On: d.Today(), Draft: true}); err == nil {
		t.Fatal("saved into a closed file")
	} else if m := Explain(d.Words, err); m.Hint == "" {
		t.Errorf("no help for %v", err)
	}
	locked, err := store.Open(path, cheap)
	if err != nil {
		t.Fatal(err)
	}
	if d.Store, err = locked.Unlock(testPassword); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Store.Close() })
	unchanged(t, d, before, c)
}

func TestPrintAgreement_FreezesNothingWhenACharacterIsMissing(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-03-24")
	p := c.Parties[0]
	p.Name = "叶\uE000国"
	c, err := d.SetParty(c, p)
	if err != nil {
		t.Fatal(err)
	}
	before := c.Clone()
	_, paper, err := d.PrintAgreement(c)
	var missing *pdf.MissingGlyphs
	if !errors.As(err, &missing) || paper != nil {
		t.Fatalf("paper %v, error %v", paper, err)
	}
	unchanged(t, d, before, c)
}
