package view

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/form"
)

func textHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// agreementText is the text of an agreement that its printing freezes.
func agreementText(t *testing.T, c *data.Case, a *data.Agreement) string {
	t.Helper()
	f, err := form.Lookup(form.Agreement, a.Edition)
	if err != nil {
		t.Fatal(err)
	}
	return form.Text(f, form.Subject{Case: c, Agreement: a})
}

// together is an application of all parties to the committee's court on a day.
func together(d *Desk, c *data.Case, on data.Day) ConfirmForm {
	in := d.NewConfirm(c)
	in.Court, in.AppliedOn, in.Parties = "示例县人民法院", on, ids(c)
	return in
}

func TestConfirm_RejectedLeadsBackToTheTable(t *testing.T) {
	d, c := played(t, "03", "confirm", 1, "2026-05-10")
	if cf := c.Confirmations[0]; len(cf.Applicants) != 4 || cf.Scope == "" || cf.Seat != "committee" {
		t.Errorf("the sample's application: %+v", cf)
	}
	_, err := d.Confirm(c, together(d, c, d.Today()))
	wantRefused(t, err, "confirm.again")
	_, err = d.Remediate(c, RemediateForm{On: d.Today(), Reason: "再谈"})
	wantInvalid(t, err, "remediate.consent", "consent.empty")
	c, err = d.Ruling(c, RulingForm{Result: data.Rejected, On: d.Today(), Reason: "内容不明确", Docket: "（2026）示调确17号", Pages: 2})
	if err != nil || c.Confirmations[0].Docket != "（2026）示调确17号" || c.Confirmations[0].RulingPages != 2 {
		t.Fatal(err)
	}
	c, err = d.Remediate(c, RemediateForm{On: d.Today(), Consent: true, Reason: "法院认为不明确"})
	if err != nil || c.Status != data.Mediating || len(c.Remediations) != 1 || c.Remediations[0].ID == "" {
		t.Errorf("%s %v %+v", c.Status, err, c.Remediations)
	}
}

func TestConfirm_TakenBackMayBeMadeAgain(t *testing.T) {
	d, c := played(t, "03", "confirm", 1, "2026-05-10")
	c, err := d.Ruling(c, RulingForm{Result: data.ApplicationTaken, On: d.Today(), Reason: "材料不齐"})
	if err != nil {
		t.Fatal(err)
	}
	if c, err = d.Confirm(c, together(d, c, d.Today())); err != nil || len(c.Confirmations) != 2 {
		t.Errorf("%d applications, %v", len(c.Confirmations), err)
	}
}

func TestConfirm_TitleAndTime(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-05-20")
	_, err := d.Confirm(c, together(d, c, date(t, "2026-04-24")))
	wantRefused(t, err, "confirm.late")
	title := c.Clone()
	title.Type, title.Current().Clauses = "03", title.Current().Clauses[1:]
	_, err = d.Confirm(title, together(d, title, date(t, "2026-04-01")))
	wantRefused(t, err, "confirm.title")
	c, err = d.Confirm(c, together(d, c, date(t, "2026-04-23")))
	if err != nil || len(c.Confirmations) != 1 || c.Confirmations[0].Scope != "" {
		t.Errorf("on the last day: %v", err)
	}
}

func TestConfirm_OnlyThePayment(t *testing.T) {
	d, c := played(t, "03", "paper_seen", 1, "2026-04-20")
	if in := d.NewConfirm(c); in.Scope != "请求确认第1、2条" {
		t.Errorf("proposed %q", in.Scope)
	}
	if v := d.AgreementView(c, c.Current()); v.ConfirmUntil != "2026年5月17日，请求确认第1、2条" {
		t.Errorf("until %q", v.ConfirmUntil)
	}
}

// supplement puts a supplement in force: 500 yuan by the end of April.
func supplement(t *testing.T, d *Desk, c *data.Case, replaces ...data.ElementID) *data.Case {
	t.Helper()
	must := func(next *data.Case, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		c = next
	}
	must(d.Remediate(c, RemediateForm{On: d.Today(), Consent: true, Reason: "想少付一些"}))
	in := d.NewAgreement(c)
	in.Facts, in.Replaces = "双方重新商定金额。", replaces
	in.Clauses = []data.Clause{{ID: "n", Kind: data.PayMoney, From: ids(c)[1:], To: ids(c)[:1], Amount: 50000, Purpose: "医药费", Method: data.Cash, Due: date(t, "2026-04-30")}}
	must(d.SetAgreement(c, in))
	printed, _, err := d.PrintAgreement(c)
	must(printed, err)
	for _, id := range ids(c) {
		must(d.Mark(c, MarkForm{Party: id, Kind: data.Signature, On: d.Today()}))
	}
	must(d.MediatorMark(c, DayForm{d.Today()}))
	must(d.Seal(c, DayForm{d.Today()}))
	must(d.PaperSeen(c))
	return c
}

func TestSupplement_OldItemsStayDueUntilReplaced(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-03-28")
	old := c.Current()
	payment, repair := old.Items[0].ID, old.Items[1].ID
	c = supplement(t, d, c, payment)
	now := c.Current()
	if now.Amends != old.ID || len(now.Replaces) != 1 || c.Status != data.Performing {
		t.Fatalf("%s, supplement %+v", c.Status, now)
	}
	if text := agreementText(t, c, now); !strings.Contains(text, "以下原定事项不再履行：1、张根土") || textHash(text) != now.PrintHash {
		t.Errorf("the supplement reads %s", text)
	}
	_, err := d.Perform(c, PerformForm{Item: payment, On: d.Today()})
	wantInvalid(t, err, "perform.item", "choice.empty")
	if c, err = d.Perform(c, PerformForm{Item: repair, On: d.Today()}); err != nil {
		t.Fatal(err)
	}
	v := d.CaseView(c)
	if len(v.Agreements) != 2 || v.Agreements[1].Past || v.Agreements[1].Items[0].State != "已由后来的协议代替" || !v.Agreements[1].Items[2].Open {
		t.Errorf("the old agreement is shown as %+v", v.Agreements[1])
	}
	late := d.at(date(t, "2026-05-02"))
	if _, err := late.StartDay(); err != nil {
		t.Fatal(err)
	}
	if c, err = d.Store.Case(c.ID); err != nil || c.Status != data.Defaulted || len(c.Overdue(late.Today())) != 2 {
		t.Errorf("%s, %d overdue: %v", c.Status, len(c.Overdue(late.Today())), err)
	}
}

func TestSupplement_MayReplaceAll(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-03-28")
	old := c.Current().ID
	c = supplement(t, d, c, old)
	if v := d.CaseView(c); len(c.Owed()) != 1 || !v.Agreements[1].Past || !strings.Contains(v.Agreements[1].State, "代替") {
		t.Errorf("%d items owed", len(c.Owed()))
	}
	if text := agreementText(t, c, c.Current()); !strings.Contains(text, "原协议不再履行") {
		t.Errorf("it reads %s", text)
	}
}

func TestSupplement_ReplacesOnlyWhatIsOwed(t *testing.T) {
	d, c := played(t, "01", "perform", 1, "2026-03-30")
	done := c.Current().Items[0].ID
	c, err := d.Remediate(c, RemediateForm{On: d.Today(), Consent: true, Reason: "再谈"})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []data.ElementID{done, "nothing"} {
		in := d.NewAgreement(c)
		in.Draft, in.Replaces = true, []data.ElementID{id}
		_, err = d.SetAgreement(c, in)
		wantInvalid(t, err, "agreement.replaces", "choice.empty")
	}
}

func TestKeep_TheAgreementGoesOn(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-03-28")
	c, err := d.Remediate(c, RemediateForm{On: d.Today(), Consent: true, Reason: "想少付"})
	if err != nil {
		t.Fatal(err)
	}
	if c, err = d.SetAgreement(c, AgreementForm{Form: data.Written, On: d.Today(), Draft: true}); err != nil {
		t.Fatal(err)
	}
	_, err = d.Keep(c, BackForm{})
	wantInvalid(t, err, "keep.reason", "text.empty")
	if c, err = d.Keep(c, BackForm{Reason: "没有谈拢"}); err != nil {
		t.Fatal(err)
	}
	if c.Status != data.Performing || len(c.Undone()) != 3 || c.Current().ID != c.LatestInForce().ID || c.ConcludedOn != date(t, "2026-03-24") {
		t.Errorf("%s, %d left, concluded %s", c.Status, len(c.Undone()), c.ConcludedOn)
	}
}

func TestVoidAgreement_NothingIsOwed(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-04-20")
	c, err := d.VoidAgreement(c, VoidAgreementForm{On: d.Today(), Reason: "法院判决撤销"})
	if err != nil || len(c.Owed()) != 0 || c.Agreements[0].VoidReason == "" {
		t.Fatalf("%v %+v", err, c.Owed())
	}
	if next := NextStep(d.Words, c, d.Today()); next.Act != data.MoveClose {
		t.Errorf("next %s", next.Act)
	}
	if _, err = d.Remediate(c, RemediateForm{On: d.Today(), Consent: true, Reason: "重新谈"}); err != nil {
		t.Errorf("back to the table: %v", err)
	}
}

func TestEffectView_ListsTheMarks(t *testing.T) {
	d, c := played(t, "03", "seal", 1, "2026-04-17")
	v := d.EffectView(c)
	if len(v.Marks) != 6 || v.Marks[3] != "蒋丽丽签名、盖章或按指印：签名 2026年4月17日" || v.On != "2026年4月17日" {
		t.Errorf("%+v", v)
	}
	if c.Current().PaperSeen || c.Current().EffectiveOn != 0 {
		t.Error("asking put it in force")
	}
	d, c = played(t, "01", "seal", 1, "2026-03-24")
	if v := d.EffectView(c); v.Until != "2026年4月23日" || v.On != "2026年3月24日" {
		t.Errorf("%+v", v)
	}
}

func TestMark_AMinorNeedsAGuardian(t *testing.T) {
	d, c := played(t, "01", "inform", 1, "2026-03-24")
	p := c.Parties[1]
	p.IDNumber, p.Guardian = "339921201205200169", "钱立"
	c, err := d.SetParty(c, p)
	if err != nil {
		t.Fatal(err)
	}
	if in := d.NewMark(c, p.ID); in.By != "钱立" || in.As != data.AsGuardian {
		t.Errorf("proposed %+v", in)
	}
}
