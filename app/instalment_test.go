package app

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/app/widget"
	"woshou/assets/fonts"
	"woshou/data"
	forms "woshou/data/form"
)

// split opens the parts of a payment of 800 yuan in a new draft.
func split(t *testing.T, a *App) (*agreementScreen, *instalmentDialog) {
	t.Helper()
	s, _ := draft(t, a, "mediating")
	clauseOf(t, a, data.PayMoney, payment([2]string{"clause.method", "现金"})...)
	return s, s.parts(0)
}

func TestInstalments_AnyDaysAndAmounts(t *testing.T) {
	a := villageApp(t, 0)
	s, d := split(t, a)
	if len(d.rows) != 1 || d.sum.Text != "各期加起来800.00元，正好。" {
		t.Fatalf("%d parts, %q", len(d.rows), d.sum.Text)
	}
	dialogFits(t, a, "the parts of a payment")
	d.rows[0].due.SetText("2026-2-21")
	d.rows[0].amount.SetText("300")
	test.Tap(d.rows[0].paid)
	shows(t, a, "各期加起来300.00元，应付800.00元，还差500.00元。")
	press(t, a, "加一期")
	if got := d.rows[1]; got.amount.Text != "500.00" || got.due.Text != "2026-03-21" {
		t.Errorf("the next part is %s on %s", got.amount.Text, got.due.Text)
	}
	d.rows[1].amount.SetText("150.5")
	d.rows[1].due.SetText("2026-8-1")
	press(t, a, "放进去")
	shows(t, a, "⚠ 各期加起来不等于总数")
	press(t, a, "加一期")
	d.rows[2].due.SetText("2026-7-31")
	press(t, a, "放进去")
	items := s.draft.Items
	if len(items) != 3 || items[0].DoneOn.String() != "2026-02-21" || items[0].Paid() != 30000 || items[1].Due.String() != "2026-07-31" || items[2].Amount != 15050 {
		t.Fatalf("the parts are %+v", items)
	}
	shows(t, a, "2026-02-21已履行 300.00元；2026-07-31 349.50元；2026-08-01 150.50元")
	text := forms.Items(s.seen, &data.Agreement{On: s.draft.On, Clauses: s.draft.Clauses, Items: items})
	if !strings.Contains(text[0], "医药费（2026年2月21日已付）") {
		t.Errorf("the paper says %q", text)
	}
	test.Tap(firstButton(s.clauses.Objects[0], "分期"))
	shows(t, a, "第3期", "各期加起来800.00元，正好。")
	press(t, a, "取消")
	if a.window.Canvas().Overlays().Top() != nil {
		t.Error("parts that were only looked at ask before they go")
	}
}

func TestInstalments_Mistakes(t *testing.T) {
	a := villageApp(t, 0)
	s, d := split(t, a)
	for _, w := range []struct{ due, amount, says string }{
		{"2026-7-32", "800", "没有这一天"}, {"2026-7-1", "800", "早于协议日期"}, {"2026-12-1", "八百", "看不懂这个金额"},
		{"2026-12-1", "799.99", "还差0.01元"}, {"2026-12-1", "800.01", "多了0.01元"}, {"", "800", "什么时候付"},
	} {
		d.rows[0].due.SetText(w.due)
		d.rows[0].amount.SetText(w.amount)
		if strings.HasPrefix(w.says, "还") || strings.HasPrefix(w.says, "多") {
			shows(t, a, w.says)
		}
		press(t, a, "放进去")
		if !strings.Contains(d.sum.Text, w.says) && !strings.Contains(d.sum.Text, "不等于总数") {
			t.Errorf("%s of %q: %q", w.amount, w.due, d.sum.Text)
		}
	}
	if len(s.draft.Items) != 0 {
		t.Errorf("a mistake was taken: %+v", s.draft.Items)
	}
	test.Tap(firstButton(d.list.Objects[0], "删去"))
	press(t, a, "放进去")
	shows(t, a, "⚠ 各期加起来不等于总数")
	abandon(t, a)
}

func TestInstalments_EachPayerHisOwn(t *testing.T) {
	a := villageApp(t, 0)
	s, c := draft(t, a, "mediating")
	s.draft.Clauses = []data.Clause{{ID: "c", Kind: data.PayMoney, From: everybody(c), To: []data.ElementID{"x"}, Amount: 600, Due: a.today().Add(90)}}
	s.fill()
	d := s.parts(0)
	if len(d.rows) != 2 || d.rows[0].from == nil {
		t.Fatalf("%d parts for two payers", len(d.rows))
	}
	d.rows[0].amount.SetText("5")
	d.rows[1].amount.SetText("7") // adds up, but not for each
	press(t, a, "放进去")
	shows(t, a, "⚠ 各期加起来不等于总数")
	d.rows[0].amount.SetText("6")
	d.rows[1].amount.SetText("6")
	press(t, a, "放进去")
	if len(s.draft.Items) != 2 || s.draft.Items[0].From == s.draft.Items[1].From {
		t.Errorf("parts %+v", s.draft.Items)
	}
}

func TestPerform_AsksForMoneyOnlyOfMoney(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "drafted", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		in := d.NewAgreement(c)
		in.Clauses = append(in.Clauses, data.Clause{Kind: data.DoAct, From: everybody(c)[:1], Purpose: "修瓦", AcceptedBy: "村委会", Due: d.Today()})
		return d.SetAgreement(c, in)
	}, stages[6].do, stages[7].do, stages[8].do)
	s := openCase(t, a, c.ID, 3)
	shows(t, a, "800.00元")
	s.act(view.ActPerform, c.Current().Items[1].ID)
	if rowOf(t, a, "perform.amount").field.Visible() || !rowOf(t, a, "perform.accepted_by").field.Visible() {
		t.Error("an act asks for money, or not who found it done")
	}
	pick := rowOf(t, a, "perform.item").field.(*widget.Select)
	pick.SetSelected(pick.Options[0])
	if got := rowOf(t, a, "perform.amount").field; !got.Visible() || got.(*widget.MoneyEntry).Text != "800.00" {
		t.Error("a payment does not propose what is left")
	}
	press(t, a, save)
	if i := stored(t, a, c.ID).Current().Items[0]; i.DoneOn == 0 || i.Payments[0].By != "张根土" {
		t.Errorf("the payment is %+v", i)
	}
}

func TestInstalments_FitInHugeType(t *testing.T) {
	a := villageApp(t, 0)
	a.Theme = theme.New(fonts.UI(), nil)
	a.setScale(theme.ScaleHuge)
	c := caseAt(t, a, "in force", renewed)
	openCase(t, a, c.ID, 2)
	press(t, a, "起草协议")
	clauseOf(t, a, data.PayMoney, payment()...)
	if size := a.window.Content().MinSize(); size.Width > screenWidth || size.Height > screenHeight {
		t.Errorf("a supplement needs %v", size)
	}
	d := a.screen.(*agreementScreen).parts(0)
	press(t, a, "加一期")
	dialogFits(t, a, "the parts of a payment")
	if got, want := d.rows[0].due.Size().Width, fyne.MeasureText("2026-12-31", a.Theme.Size("text"), fyne.TextStyle{}).Width; got < want+40 {
		t.Errorf("a date of %v has %v", want, got)
	}
}

func TestMarks_CanBeTakenBack(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "marked")
	openCase(t, a, c.ID, 2)
	press(t, a, "撤回") // the last: the seal
	press(t, a, "撤回签章登记")
	if got := stored(t, a, c.ID).Current(); got.SealOn != 0 || len(got.Marks) != 2 {
		t.Errorf("marks %+v", got)
	}
}

func TestPayments_CanBeTakenBack(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "performed")
	openCase(t, a, c.ID, 3)
	press(t, a, "撤回")
	shows(t, a, "付800.00元")
	press(t, a, "撤回履行登记")
	if got := stored(t, a, c.ID); got.Status != data.Performing || got.Current().Items[0].Left() != 80000 {
		t.Errorf("%s, %+v", got.Status, got.Current().Items[0])
	}
}

func TestFollowUp_NewSignsOfDanger(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "in force")
	s := openCase(t, a, c.ID, 3)
	s.act(view.ActFollowUp, "")
	fillIn(t, a, [][2]string{{"followup.new_risk", ""}, {"followup.text", "张根土扬言要动手"}})
	press(t, a, save)
	shows(t, a, "现在登记激化风险")
	press(t, a, "登记激化风险")
	if _, ok := formRows(a)[a.T("field.escalation.measures")]; !ok {
		t.Errorf("no form for signs of danger:\n%s", texts(a))
	}
	key(a, fyne.KeyEscape)
	if got := stored(t, a, c.ID).FollowUps; len(got) != 1 || !got[0].NewRisk {
		t.Errorf("visits %+v", got)
	}
}

func TestSupplement_SaysWhatItReplaces(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "in force", renewed)
	openCase(t, a, c.ID, 2)
	press(t, a, "起草协议")
	enter(t, a, "agreement.replaces", "整份原协议")
	clauseOf(t, a, data.PayMoney, payment()...)
	press(t, a, "写好了")
	got := stored(t, a, c.ID).Current()
	if got.Amends != c.Current().ID || len(got.Replaces) != 1 || got.Replaces[0] != c.Current().ID {
		t.Errorf("the supplement is %+v:\n%s", got, texts(a))
	}
	shows(t, a, "原协议不再履行")
}
