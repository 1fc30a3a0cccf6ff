package view

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"woshou/data"
)

func TestPerform_ItemOnce(t *testing.T) {
	d, c := played(t, "01", "perform", 1, "2026-03-30")
	_, err := d.Perform(c, PerformForm{Item: c.Current().Items[0].ID, On: d.Today()})
	wantRefused(t, err, "perform.item_done")
	_, err = d.Urge(c, UrgeForm{Item: c.Current().Items[0].ID, On: d.Today(), By: "杨秀莲", Text: "催"})
	wantRefused(t, err, "perform.item_done")
}

func TestStartDay_FindsDefault(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-03-31")
	if n, err := d.StartDay(); n != 0 || err != nil {
		t.Fatalf("on the due day %d cases moved, %v", n, err)
	}
	next := d.at(date(t, "2026-04-01"))
	if n, err := next.StartDay(); n != 1 || err != nil {
		t.Fatalf("a day later %d cases moved, %v", n, err)
	}
	c, err := d.Store.Case(c.ID)
	if err != nil || c.Status != data.Defaulted {
		t.Fatalf("%s, %v", c.Status, err)
	}
	if step := NextStep(d.Words, c, date(t, "2026-04-01")); step.Act != ActUrge {
		t.Errorf("next step %s, want to urge", step.Act)
	}
	if n, err := next.StartDay(); n != 0 || err != nil {
		t.Errorf("again: %d cases moved, %v", n, err)
	}
}

// A clock that stood in 2099 for a day has put nobody in default for good.
func TestStartDay_AfterAWrongClock(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-03-25")
	for _, x := range []struct {
		day  string
		want data.Status
	}{{"1970-01-01", data.Performing}, {"2099-01-01", data.Defaulted}, {"1970-01-02", data.Defaulted}, {"2026-03-26", data.Performing}} {
		if _, err := d.at(date(t, x.day)).StartDay(); err != nil {
			t.Fatal(err)
		}
		if now, err := d.Store.Case(c.ID); err != nil || now.Status != x.want {
			t.Errorf("on %s: %v, %v", x.day, now.Status, err)
		}
	}
}

func TestSuspendResumeExtend(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-03-10")
	by := data.ConcludeBy(c, d.Today())
	c, err := d.Suspend(c, SuspendForm{From: date(t, "2026-03-04"), Reason: "伤情鉴定"})
	if err != nil || c.Status != data.Suspended {
		t.Fatal(err)
	}
	if next := NextStep(d.Words, c, d.Today()); next.Act != data.MoveResume {
		t.Errorf("next %s", next.Act)
	}
	_, err = d.Resume(c, DayForm{date(t, "2026-03-03")})
	wantInvalid(t, err, "resume.on", "day.early")
	if c, err = d.Resume(c, DayForm{d.Today()}); err != nil || c.Status != data.Mediating {
		t.Fatal(err)
	}
	if got := data.ConcludeBy(c, d.Today()); got != by.Add(6) {
		t.Errorf("to conclude by %s, want %s", got, by.Add(6))
	}
	c, err = d.Extend(c, ExtendForm{To: by.Add(30), Consents: ConsentsOn(c, d.Today())})
	if err != nil || data.ConcludeBy(c, d.Today()) != by.Add(30) {
		t.Errorf("to conclude by %s, %v", data.ConcludeBy(c, d.Today()), err)
	}
}

func TestReopen_AmendsWhatIsInForce(t *testing.T) {
	d, c := played(t, "01", "close", 1, "2026-05-20")
	old := c.Current().ID
	c, err := d.Reopen(c, ReopenForm{On: d.Today(), Kind: "facts", Consents: ConsentsOn(c, d.Today())})
	if err != nil || c.Status != data.Mediating || c.ClosedOn != 0 {
		t.Fatalf("%v %v", c, err)
	}
	f := d.NewAgreement(c)
	f.Clauses = []data.Clause{{Kind: data.OtherClause, Text: "屋檐加装接水槽。"}}
	if c, err = d.SetAgreement(c, f); err != nil {
		t.Fatal(err)
	}
	if a := c.Current(); a.Amends != old || a.ID == old || c.Agreement(old).VoidOn != 0 {
		t.Errorf("new agreement %+v", a)
	}
}

func TestHandUp_ReturnedGoesOn(t *testing.T) {
	d, c := played(t, "07", "hand_up", 1, "2026-05-14")
	if next := NextStep(d.Words, c, d.Today()); next.Act != ActAnswer {
		t.Errorf("next %s", next.Act)
	}
	_, err := d.Close(c, DayForm{d.Today()})
	wantRefused(t, err, "close.handup")
	c, err = d.AnswerHandUp(c, AnswerForm{On: d.Today(), Returned: true, Result: "请村里先到场查看", Missing: "现场照片"})
	if err != nil || c.Status != data.Mediating || c.ConcludedOn != 0 {
		t.Fatalf("%v %v", c, err)
	}
	told := strings.Join(warnings(d.Words, c, d.Today()), "\n")
	if !strings.Contains(told, "请村里先到场查看") || !strings.Contains(told, "现场照片") {
		t.Errorf("the case does not say that it came back:\n%s", told)
	}
	if rows := d.TodayView(0).Today; !slices.ContainsFunc(rows, func(r DueRow) bool { return r.Kind == data.DueReturned && r.Case == c.ID }) {
		t.Errorf("the first screen does not say that a case came back: %+v", rows)
	}
	in := d.NewHandUp(c)
	in.To, in.Reason, in.Consents, in.Copies = "清溪镇人民调解委员会", "再次移送", ConsentsOn(c, d.Today()), "人民调解记录 3页\n山权证复印件，2 页"
	c, err = d.HandUp(c, in)
	if err != nil || len(c.HandUps) != 2 || c.HandUps[1].Pages != 5 || c.HandUps[1].Copies[1].Title != "山权证复印件" {
		t.Errorf("%+v %v", c.HandUps, err)
	}
}

func TestReferral_NeedsAnAnswer(t *testing.T) {
	d := newDesk(t, "2026-03-02")
	f := goodIntake(d)
	f.Source, f.Organ, f.ReferralNo, f.ReplyDue = data.Referral, data.Court, "（2026）示委12号", d.Today().Add(30)
	c, err := d.Intake(f)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = d.Accept(c, AcceptForm{On: d.Today(), Mediators: []data.ElementID{"dongli1"}, Consent: ids(c)}); err != nil {
		t.Fatal(err)
	}
	if c, err = d.Terminate(c, TerminateForm{On: d.Today(), Ground: "T1"}); err != nil {
		t.Fatal(err)
	}
	if c.Termination.Advice != DefaultAdvice(c) || c.Termination.Advice == "" {
		t.Errorf("advice %q", c.Termination.Advice)
	}
	_, err = d.Close(c, DayForm{d.Today()})
	wantRefused(t, err, "close.feedback")
	if next := NextStep(d.Words, c, d.Today()); next.Act != ActFeedback {
		t.Errorf("next %s", next.Act)
	}
	in := d.NewFeedback(c)
	if in.Result != data.OutcomeFailed {
		t.Errorf("the desk proposes the result %s", in.Result)
	}
	if c, err = d.Feedback(c, in); err != nil {
		t.Fatal(err)
	}
	if c, err = d.Close(c, DayForm{d.Today()}); err != nil {
		t.Fatalf("close: %v", err)
	}
	_, err = d.Feedback(c, in)
	wantRefused(t, err, "feedback.none")
}

func TestAssign_WithdrawsWhoIsLeftOut(t *testing.T) {
	d, c := played(t, "01", "accept", 1, "2026-03-02")
	c, err := d.Assign(c, MediatorsForm{Mediators: []data.ElementID{"dongli2"}, On: d.Today(), Reason: "与当事人是亲戚"})
	if err != nil {
		t.Fatal(err)
	}
	active := c.ActiveMediators()
	if len(active) != 1 || active[0].Name != "王海燕" || len(c.Mediators) != 2 || c.Mediators[0].Reason == "" {
		t.Errorf("mediators %+v", c.Mediators)
	}
}

func TestDefaultAdvice_FitsTheDispute(t *testing.T) {
	tests := map[data.DisputeType]string{"02": "起诉", "03": "确权", "07": "自然资源", "10": "仲裁委员会", "11": "仲裁委员会", "17": "有关部门"}
	for kind, word := range tests {
		if got := DefaultAdvice(&data.Case{Type: kind}); !strings.Contains(got, word) {
			t.Errorf("advice for %s does not name %s: %s", kind.Name(), word, got)
		}
	}
}

func TestSettle(t *testing.T) {
	conflict := func(t *testing.T) (*Desk, *data.Case) {
		t.Helper()
		d, seen := played(t, "01", "accept", 1, "2026-03-02")
		p, q := seen.Parties[0], seen.Parties[0]
		p.Phone, q.Phone = "660888", "660999"
		if _, err := d.SetParty(seen, p); err != nil {
			t.Fatal(err)
		}
		c, err := d.SetParty(seen, q)
		if err != nil || len(c.Conflicts) != 1 {
			t.Fatalf("conflicts %v, %v", c.Conflicts, err)
		}
		return d, c
	}
	t.Run("shown", func(t *testing.T) {
		d, c := conflict(t)
		v := d.CaseView(c)
		if v.Next.Act != ActSettle || len(v.Conflicts) != 1 || len(v.Warnings) == 0 {
			t.Fatalf("next %s, conflicts %+v", v.Next.Act, v.Conflicts)
		}
		x := v.Conflicts[0]
		if x.Field != "联系电话" || x.Shown != "660999" || x.Other != "660888" || !x.Takable || x.Who != "杨秀莲" {
			t.Errorf("conflict %+v", x)
		}
	})
	t.Run("keep", func(t *testing.T) {
		d, c := conflict(t)
		c, err := d.Settle(c, SettleForm{Conflict: c.Conflicts[0].ID})
		if err != nil || len(c.Conflicts) != 0 || c.Parties[0].Phone != "660999" {
			t.Errorf("phone %s, conflicts %v, %v", c.Parties[0].Phone, c.Conflicts, err)
		}
	})
	t.Run("take", func(t *testing.T) {
		d, c := conflict(t)
		c, err := d.Settle(c, SettleForm{Conflict: c.Conflicts[0].ID, Take: true})
		if err != nil || len(c.Conflicts) != 0 || c.Parties[0].Phone != "660888" {
			t.Errorf("phone %s, conflicts %v, %v", c.Parties[0].Phone, c.Conflicts, err)
		}
	})
	t.Run("unknown", func(t *testing.T) {
		d, c := conflict(t)
		if _, err := d.Settle(c, SettleForm{Conflict: "x"}); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a frozen text cannot be taken", func(t *testing.T) {
		d, before := played(t, "01", "draft", 1, "2026-03-24")
		if _, _, err := d.PrintAgreement(before); err != nil {
			t.Fatal(err)
		}
		late := before.Clone()
		late.Current().Facts = "另一种说法"
		c, err := d.Store.SaveCase("draft", before, late)
		if err != nil || len(c.Conflicts) != 1 {
			t.Fatalf("conflicts %v, %v", c.Conflicts, err)
		}
		if x := d.CaseView(c).Conflicts[0]; x.Takable || x.Other != "另一种说法" || x.Field != "纠纷主要事实、争议事项" {
			t.Errorf("conflict %+v", x)
		}
		_, err = d.Settle(c, SettleForm{Conflict: c.Conflicts[0].ID, Take: true})
		wantRefused(t, err, "settle.frozen")
		if c, err = d.Settle(c, SettleForm{Conflict: c.Conflicts[0].ID}); err != nil || len(c.Conflicts) != 0 {
			t.Errorf("noting it: %v, %v", c.Conflicts, err)
		}
	})
}

// Support goes on month by month: after the return visit the desk proposes the next
// month's payment, never the closing of the case.
func TestNextStep_RunningSupportIsNotClosed(t *testing.T) {
	d, c := played(t, "03", "follow_up", 1, "2026-05-13")
	if len(c.FollowUps) == 0 || c.Status != data.Performing {
		t.Fatalf("the sample is %s with %d return visits", c.Status, len(c.FollowUps))
	}
	if step := NextStep(d.Words, c, d.Today()); step.Act != ActPerform || c.Current().Item(step.Element) == nil {
		t.Errorf("next is %s on %q", step.Act, step.Element)
	}
}
