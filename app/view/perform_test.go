package view

import (
	"math/rand/v2"
	"strings"
	"testing"

	"woshou/data"
)

func TestPerform_PartsAddUp(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-03-30")
	item, hash := c.Current().Items[0].ID, c.Current().PrintHash
	if in := d.NewPerform(c, item); in.Amount != 80000 || in.By != "张根土" || in.Method != data.Cash {
		t.Errorf("the form proposes %+v", in)
	}
	in := PerformForm{Item: item, On: d.Today(), Amount: 30000, Method: data.WeChat, By: "张根土", Receipt: "收条1号", Witness: "王海燕"}
	c, err := d.Perform(c, in)
	if err != nil {
		t.Fatal(err)
	}
	i := c.Current().Item(item)
	if i.Left() != 50000 || i.DoneOn != 0 || len(i.Payments) != 1 || i.Payments[0].Receipt != "收条1号" {
		t.Errorf("after a part: %+v", i)
	}
	row := d.AgreementView(c, c.Current()).Items[0]
	if got := row.Paid[0].Text; got != "2026年3月30日 张根土付300.00元，微信转账，收条1号，见证人王海燕" {
		t.Errorf("payment %q", got)
	}
	if got := strings.Join(row.Notes, "|"); got != "已付300.00元，还欠500.00元" || row.Cells[len(row.Cells)-1] != "800.00元" {
		t.Errorf("notes %q, cells %q", got, row.Cells)
	}
	in.Amount = 50001
	_, err = d.Perform(c, in)
	wantInvalid(t, err, "perform.amount", "amount.over")
	in.Amount = 0 // the rest
	if c, err = d.Perform(c, in); err != nil {
		t.Fatal(err)
	}
	if i := c.Current().Item(item); i.DoneOn != d.Today() || i.Paid() != 80000 {
		t.Errorf("after the rest: %+v", i)
	}
	if a := c.Current(); a.PrintHash != hash || textHash(agreementText(t, c, a)) != hash {
		t.Error("paying changed the text that was printed")
	}
}

// However a payment is parted, no more than is owed is ever recorded.
func TestPerform_NeverMoreThanOwed(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		item := data.PerformanceItem{Amount: 1 + data.Fen(random.Int64N(100000)), Due: 1, Monthly: random.IntN(2) == 0}
		for range 30 {
			before := item.Paid()
			err := pay(&item, PerformForm{On: 2, Amount: data.Fen(random.Int64N(int64(item.Amount) * 2))})
			if err != nil && item.Paid() != before {
				t.Fatal("a payment that was refused was recorded")
			}
			if !item.Monthly && item.Paid() > item.Amount {
				t.Fatalf("%d paid of %d", item.Paid(), item.Amount)
			}
			for _, p := range item.Payments {
				if p.Amount <= 0 || item.Monthly && item.PaidFor(p.For) > item.Amount {
					t.Fatalf("%d paid for a month of %d", item.PaidFor(p.For), item.Amount)
				}
			}
			if item.Left() == 0 {
				break
			}
		}
	}
}

func TestPerform_Months(t *testing.T) {
	d, c := played(t, "03", "ruling", 1, "2026-06-20")
	item := c.Current().Items[0].ID
	if i := c.Current().Item(item); i.PaidFor(date(t, "2026-05-05")) != 60000 || i.NextDue() != date(t, "2026-06-05") {
		t.Fatalf("monthly item %+v", i)
	}
	if c.Status != data.Defaulted && len(c.Overdue(d.Today())) != 3 {
		t.Errorf("%s, %d overdue", c.Status, len(c.Overdue(d.Today())))
	}
	c, err := d.Perform(c, PerformForm{Item: item, On: d.Today(), Amount: 150000})
	if err != nil {
		t.Fatal(err)
	}
	i := c.Current().Item(item)
	if i.NextDue() != date(t, "2026-08-05") || i.Left() != 30000 || len(i.Payments) != 4 {
		t.Errorf("two months and a half: due %s, %s yuan left, %d payments", i.NextDue(), i.Left().Yuan(), len(i.Payments))
	}
	_, err = d.Perform(c, PerformForm{Item: item, On: d.Today(), Amount: 60000*11 + 30001})
	wantInvalid(t, err, "perform.amount", "amount.over")
	for _, item := range c.Current().Items[1:] {
		if c, err = d.Perform(c, PerformForm{Item: item.ID, On: d.Today()}); err != nil {
			t.Fatal(err)
		}
	}
	if c.Status != data.Performing || !c.Performed(d.Today()) {
		t.Errorf("%s after all paid June", c.Status)
	}
}

func TestPerform_ActIsAccepted(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-03-30")
	repair := c.Current().Items[1].ID
	in := d.NewPerform(c, repair)
	if in.AcceptedBy != "东篱村村民委员会" || in.Amount != 0 {
		t.Errorf("the form proposes %+v", in)
	}
	in.Receipt = "已修好"
	c, err := d.Perform(c, in)
	if err != nil {
		t.Fatal(err)
	}
	row := d.AgreementView(c, c.Current()).Items[1]
	if row.Money || len(row.Paid) != 1 || row.Paid[0].Text != "由东篱村村民委员会验收 已修好" || !row.Undo {
		t.Errorf("row %+v", row)
	}
	if c, err = d.Unperform(c, UnperformForm{Item: repair}); err != nil || c.Current().Item(repair).DoneOn != 0 {
		t.Fatalf("taken back: %v", err)
	}
	_, err = d.Unperform(c, UnperformForm{Item: repair})
	wantRefused(t, err, "unperform.none")
}

func TestUnperform_LeadsBackFromPerformed(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-03-30")
	var err error
	for _, item := range c.Current().Items {
		if c, err = d.Perform(c, PerformForm{Item: item.ID, On: d.Today()}); err != nil {
			t.Fatal(err)
		}
	}
	if c.Status != data.Performed {
		t.Fatalf("%s after everything was done", c.Status)
	}
	_, err = d.Perform(c, PerformForm{Item: c.Current().Items[0].ID, On: d.Today()})
	wantRefused(t, err, "perform.done")
	item := c.Current().Items[0]
	_, err = d.Unperform(c, UnperformForm{Item: item.ID, Payment: "other"})
	wantRefused(t, err, "unperform.none")
	if c, err = d.Unperform(c, UnperformForm{Item: item.ID, Payment: item.Payments[0].ID}); err != nil {
		t.Fatal(err)
	}
	if c.Status != data.Performing || c.Current().Items[0].Left() != 80000 {
		t.Errorf("%s, %s yuan left", c.Status, c.Current().Items[0].Left().Yuan())
	}
}

func TestUrge_ThenTheOtherRoutes(t *testing.T) {
	d, c := played(t, "06", "urge", 1, "2026-06-20")
	item := c.Current().Items[1].ID
	d = d.at(date(t, "2026-06-20"))
	if next := NextStep(d.Words, c, d.Today()); next.Act != ActUrge || next.Element != item {
		t.Fatalf("next %s on %s", next.Act, next.Element)
	}
	c, err := d.Urge(c, UrgeForm{Item: item, On: d.Today(), By: "钱立", Means: data.UrgeVisit, Text: "上门"})
	if err != nil {
		t.Fatal(err)
	}
	next := NextStep(d.Words, c, d.Today())
	if next.Act != ActAdvise {
		t.Fatalf("next %s, want the other routes", next.Act)
	}
	x := d.NewAdvice(c)
	if len(x.Routes) != 2 || x.Routes[1] != data.RoutePayment || len(x.To) != 1 || nameOf(c, x.To[0]) != "陈志强" {
		t.Errorf("advice %+v", x)
	}
	x.By = "钱立"
	if c, err = d.Advise(c, x); err != nil || len(c.Advices) != 1 {
		t.Fatal(err)
	}
	if next := NextStep(d.Words, c, d.Today()); next.Act != ActPerform {
		t.Errorf("next %s after that", next.Act)
	}
	if v := d.CaseView(c); len(v.Advices) != 1 || !strings.Contains(v.Advices[0].Rows[2].Value, "支付令") {
		t.Errorf("shown as %+v", v.Advices)
	}
}

func TestCourtAction_IsKeptAndChanged(t *testing.T) {
	d, c := played(t, "01", "close", 1, "2026-05-20")
	c, err := d.CourtAction(c, data.CourtAction{Kind: data.Sued, On: d.Today(), Court: "示例县人民法院"})
	if err != nil || c.CourtActions[0].Agreement != c.Current().ID {
		t.Fatalf("%+v %v", c.CourtActions, err)
	}
	x := c.CourtActions[0]
	x.Docket = "（2026）示民初5号"
	if c, err = d.CourtAction(c, x); err != nil || len(c.CourtActions) != 1 || c.CourtActions[0].Docket != x.Docket {
		t.Errorf("%+v %v", c.CourtActions, err)
	}
	if v := d.CaseView(c); v.CourtActions[0].Title != "2026年5月20日 起诉" {
		t.Errorf("shown as %+v", v.CourtActions)
	}
}

func TestFollowUp_Lawsuit(t *testing.T) {
	d, c := played(t, "01", "paper_seen", 1, "2026-04-05")
	f := d.NewFollowUp(c)
	f.By, f.Performed, f.Lawsuit, f.NewRisk = "杨秀莲", data.FoundRevoked, "张根土说要起诉 ", true
	c, err := d.SetFollowUp(c, f)
	if err != nil || c.FollowUps[0].Lawsuit != "张根土说要起诉" || c.FollowUps[0].Agreement != c.Current().ID {
		t.Errorf("%+v %v", c.FollowUps, err)
	}
}
