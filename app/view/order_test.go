package view

import (
	"errors"
	"slices"
	"testing"

	"woshou/data"
)

// Days in the wrong order are told at their field, and nothing is saved.
func TestActions_DaysInTheWrongOrder(t *testing.T) {
	on := func(s string) data.Day { return date(t, "2026-"+s) }
	type act = func(d *Desk, c *data.Case) (*data.Case, error)
	for name, x := range map[string]struct {
		after       string
		n           int
		today       string
		do          act
		field, code string
	}{
		"ended before the last meeting": {"session", 6, "03-24", func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Terminate(c, TerminateForm{On: on("03-23"), Ground: "T2"})
		}, "terminate.on", "day.early"},
		"withdrawn before the last meeting": {"session", 6, "03-24", func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Withdraw(c, WithdrawForm{On: on("03-23"), Text: "和解"})
		}, "withdraw.on", "day.early"},
		"handed up before the last meeting": {"session", 6, "03-24", func(d *Desk, c *data.Case) (*data.Case, error) {
			in := d.NewHandUp(c)
			in.To, in.Reason, in.Duty, in.Contact, in.SentOn = "清溪镇人民调解委员会", "疑难", "规定", "杨秀莲", on("03-20")
			return d.HandUp(c, in)
		}, "handup.sent_on", "day.early"},
		"an agreement before the first meeting": {"session", 6, "03-24", func(d *Desk, c *data.Case) (*data.Case, error) {
			for i := range c.Sessions {
				s := c.Sessions[i]
				s.On = max(s.On, on("03-05"))
				var err error
				if c, err = d.SetSession(c, s); err != nil {
					return nil, err
				}
			}
			return d.SetAgreement(c, AgreementForm{Form: data.Oral, On: on("03-04"), Facts: "事实", Clauses: []data.Clause{{Kind: data.Refrain, Text: "和好"}}})
		}, "agreement.on", "day.early"},
		"closed before it was performed": {"perform", 4, "04-20", func(d *Desk, c *data.Case) (*data.Case, error) {
			return d.Close(c, DayForm{on("03-25")})
		}, "close.on", "day.early"},
		"received after it was accepted": {"accept", 1, "03-10", func(d *Desk, c *data.Case) (*data.Case, error) {
			in := IntakeOf(c)
			in.ReceivedOn = on("03-03")
			return d.EditIntake(c, in)
		}, "intake.received_on", "day.late"},
		"met before the rights were told": {"accept", 1, "03-10", func(d *Desk, c *data.Case) (*data.Case, error) {
			c, err := d.Inform(c, InformForm{On: on("03-05"), By: "dongli1"})
			if err != nil {
				return nil, err
			}
			s := d.NewSession(c)
			s.On, s.Place, s.Notes = on("03-04"), "调解室", "双方陈述。"
			return d.SetSession(c, s)
		}, "session.on", "day.informed"},
		"suspended again while it was suspended": {"session", 1, "03-20", func(d *Desk, c *data.Case) (*data.Case, error) {
			c, err := d.Suspend(c, SuspendForm{From: on("03-04"), Kind: "illness"})
			if err == nil {
				c, err = d.Resume(c, DayForm{on("03-15")})
			}
			if err != nil {
				return nil, err
			}
			return d.Suspend(c, SuspendForm{From: on("03-10"), Kind: "illness"})
		}, "suspend.from", "day.early"},
	} {
		t.Run(name, func(t *testing.T) {
			if x.after == "perform" {
				_, s := sampleNamed(t, "01")
				x.n = 0
				for _, step := range s.Steps {
					if step.Do == x.after {
						x.n++
					}
				}
			}
			d, c := played(t, "01", x.after, x.n, "2026-"+x.today)
			_, err := x.do(d, c)
			wantInvalid(t, err, x.field, x.code)
		})
	}
}

// What an unfinished draft may hold does not become an agreement.
func TestAgree_ChecksWhatADraftHeld(t *testing.T) {
	d, c := played(t, "01", "session", 6, "2026-03-24")
	f := AgreementForm{Form: data.Oral, On: d.Today(), Facts: "事实", Draft: true, Clauses: []data.Clause{{
		Kind: data.PayMoney, From: []data.ElementID{c.Parties[1].ID}, To: []data.ElementID{c.Parties[0].ID}, Amount: 80000, Purpose: "医药费", Due: date(t, "2026-03-01"),
	}}}
	c, err := d.SetAgreement(c, f)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Agree(c)
	wantRefused(t, err, "agree.unclear")
	f.Clauses[0].Due, f.On = date(t, "2026-03-31"), date(t, "2026-03-01")
	if c, err = d.SetAgreement(c, f); err != nil {
		t.Fatal(err)
	}
	_, err = d.Agree(c)
	wantRefused(t, err, "agree.early")
}

// Who signed, gave evidence or is spoken for stays a party, also where no meeting and no clause names them.
func TestRemoveParty_KeepsWhoSigned(t *testing.T) {
	d, c := played(t, "01", "session", 6, "2026-03-24")
	c, err := d.SetParty(c, data.Party{Role: data.ThirdPerson, Name: "何桂英", ConsentOn: d.Today(), InformedOn: d.Today()})
	if err != nil {
		t.Fatal(err)
	}
	third := c.Parties[2].ID
	given, err := d.SetEvidence(c, data.Evidence{Title: "照片", Provider: third})
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.RemoveParty(given, third)
	wantRefused(t, err, "party.named")
	given, err = d.SetEvidence(given, data.Evidence{ID: given.Evidence[len(given.Evidence)-1].ID, Title: "照片"})
	if err != nil {
		t.Fatal(err)
	}
	f := AgreementForm{Form: data.Oral, On: d.Today(), Facts: "事实", Clauses: []data.Clause{{Kind: data.Refrain, Text: "三方和好。"}}}
	if c, err = d.SetAgreement(given, f); err != nil {
		t.Fatal(err)
	}
	if c, err = d.Agree(c); err != nil {
		t.Fatal(err)
	}
	if c, err = d.Remediate(c, RemediateForm{On: d.Today(), Consent: true, Reason: "补充"}); err != nil {
		t.Fatal(err)
	}
	_, err = d.RemoveParty(c, third)
	wantRefused(t, err, "party.named")
	if !slices.ContainsFunc(c.Parties, func(p data.Party) bool { return p.ID == third }) {
		t.Error("the party is gone")
	}
}

// A packed case whose content was destroyed here does not come back.
func TestTakeParcel_OfADestroyedCase(t *testing.T) {
	d, c := played(t, "01", "close", 1, "2026-06-30")
	c, err := d.Archive(c, ArchiveForm{On: d.Today(), Retention: data.LongTerm, Pages: 24})
	if err != nil {
		t.Fatal(err)
	}
	path := t.TempDir() + "/a.woshoucase"
	if err := d.PackCase(c, path, phrase); err != nil {
		t.Fatal(err)
	}
	if err := d.SetKeeping(data.Keeping{Short: 1, Long: 2}); err != nil {
		t.Fatal(err)
	}
	late := d.at(date(t, "2099-01-05"))
	in := DestroyForm{Cases: []data.CaseID{c.ID}, Reason: "期满", Witness: "寿永康", Approver: "司法所", ApprovedOn: late.Today()}
	if err := late.Destroy(in); err != nil {
		t.Fatal(err)
	}
	for _, merge := range []bool{false, true} {
		if _, err := late.TakeParcel(opened(t, path), merge); !errors.Is(err, data.ErrDestroyed) {
			t.Errorf("merge %v: %v", merge, err)
		}
	}
}

// The paper is seen when all marks are on it; a mark that is taken back is seen anew.
func TestPaperSeen_AfterAllMarks(t *testing.T) {
	d, c := played(t, "01", "mark", 1, "2026-03-24")
	_, err := d.PaperSeen(c)
	wantRefused(t, err, "effect.party")
	d, c = played(t, "01", "mark", 2, "2026-03-24")
	_, err = d.PaperSeen(c)
	wantRefused(t, err, "effect.mediator")
	c.Current().PaperSeen = true // as an older program let it be
	if c, err = d.Unmark(c, UnmarkForm{Act: ActMark, Party: c.Parties[0].ID}); err != nil || c.Current().PaperSeen {
		t.Errorf("after a mark was taken back: seen %v, %v", c.Current().PaperSeen, err)
	}
}

// Everyone who is to be paid is told the ways beside mediation, not the first alone.
func TestNewAdvice_TellsAllPayees(t *testing.T) {
	d, c := played(t, "01", "session", 6, "2026-03-24")
	c, err := d.SetParty(c, data.Party{Role: data.ThirdPerson, Name: "何桂英", ConsentOn: d.Today(), InformedOn: d.Today()})
	if err != nil {
		t.Fatal(err)
	}
	payees := []data.ElementID{c.Parties[0].ID, c.Parties[2].ID}
	f := AgreementForm{Form: data.Oral, On: d.Today(), Facts: "事实", Clauses: []data.Clause{{
		Kind: data.PayMoney, From: []data.ElementID{c.Parties[1].ID}, To: payees, Amount: 80001, Purpose: "赔偿款", Due: d.Today(),
	}}}
	if c, err = d.SetAgreement(c, f); err != nil {
		t.Fatal(err)
	}
	if c, err = d.Agree(c); err != nil {
		t.Fatal(err)
	}
	if got := d.at(d.Today().Add(20)).NewAdvice(c).To; !slices.Equal(got, payees) {
		t.Errorf("told %v, want %v", got, payees)
	}
}
