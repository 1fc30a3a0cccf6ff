package app

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// draft opens the agreement of a new case.
func draft(t *testing.T, a *App, stage string) (*agreementScreen, *data.Case) {
	t.Helper()
	c := caseAt(t, a, stage)
	openCase(t, a, c.ID, 2)
	press(t, a, "起草协议")
	s, ok := a.screen.(*agreementScreen)
	if !ok {
		t.Fatalf("the draft opens %T", a.screen)
	}
	return s, c
}

// clauseOf adds a clause of a kind with these parts.
func clauseOf(t *testing.T, a *App, kind data.ClauseKind, parts ...[2]string) {
	t.Helper()
	shortcut(a, fyne.KeyInsert, fyne.KeyModifierAlt)
	press(t, a, a.T("clause."+string(kind)))
	fillIn(t, a, parts)
	press(t, a, "放进去")
}

// payment are the parts of a payment of 800 yuan from the respondent to the applicant.
func payment(more ...[2]string) [][2]string {
	return append([][2]string{{"clause.from", "张根土"}, {"clause.to", "叶建国"}, {"clause.purpose", "医药费"}, {"amount", "800"}, {"clause.due", "2026-12-31"}}, more...)
}

func TestAgreement_ClausesOfEveryKind(t *testing.T) {
	a := villageApp(t, 0)
	s, c := draft(t, a, "mediating")
	shows(t, a, "还没有写一条")
	enter(t, a, "agreement.facts", "院墙滴水，双方争执。")
	for _, kind := range data.ClauseKinds {
		parts := [][2]string{{"clause.text", "双方照办。"}}
		if kind.Money() {
			parts = payment([2]string{"clause.method", "现金"})
		}
		clauseOf(t, a, kind, parts...)
		if a.window.Canvas().Overlays().Top() != nil {
			t.Fatalf("%s is not taken:\n%s", kind, texts(a))
		}
	}
	if len(s.draft.Clauses) != len(data.ClauseKinds) || !s.dirty() {
		t.Fatalf("%d clauses, dirty %v", len(s.draft.Clauses), s.dirty())
	}
	press(t, a, "写好了")
	got := stored(t, a, c.ID).Current()
	if got == nil || got.Facts != "院墙滴水，双方争执。" || len(got.Clauses) != len(data.ClauseKinds) {
		t.Fatalf("the agreement is %+v:\n%s", got, texts(a))
	}
	for i, text := range forms.Clauses(c, got) {
		shows(t, a, text)
		if got.Clauses[i].Kind != data.ClauseKinds[i] || got.Clauses[i].Monthly != (got.Clauses[i].Kind == data.Support) {
			t.Errorf("clause %d is %+v", i, got.Clauses[i])
		}
	}
	if screen, ok := a.screen.(*caseScreen); !ok || screen.tab != 2 {
		t.Errorf("it leads to %T", a.screen)
	}
}

func TestAgreement_EditMoveRemove(t *testing.T) {
	a := villageApp(t, 0)
	s, c := draft(t, a, "mediating")
	for _, text := range []string{"甲", "乙", "丙"} {
		clauseOf(t, a, data.OtherClause, [2]string{"clause.text", text})
	}
	order := func() string {
		var out string
		for _, cl := range s.draft.Clauses {
			out += cl.Text
		}
		return out
	}
	test.Tap(firstButton(s.clauses.Objects[2], "上移"))
	if order() != "甲丙乙" || a.window.Canvas().Focused() != fyne.Focusable(s.edits[1]) {
		t.Errorf("moved up: %s, focus on %T", order(), a.window.Canvas().Focused())
	}
	if !firstButton(s.clauses.Objects[0], "上移").Disabled() {
		t.Error("the first clause offers to move up")
	}
	test.Tap(firstButton(s.clauses.Objects[0], "删去"))
	test.Tap(firstButton(s.clauses.Objects[1], "修改"))
	enter(t, a, "clause.text", "丁")
	press(t, a, "放进去")
	if order() != "丙丁" {
		t.Errorf("clauses %s", order())
	}
	shows(t, a, "1. 丙", "2. 丁")
	shortcut(a, fyne.KeyInsert, fyne.KeyModifierAlt)
	press(t, a, a.T("clause.other"))
	enter(t, a, "clause.text", "戊")
	abandon(t, a)
	if order() != "丙丁" {
		t.Errorf("a clause that was not kept stays: %s", order())
	}
	shortcut(a, fyne.KeyD, fyne.KeyModifierControl)
	if got := stored(t, a, c.ID).Current(); got == nil || len(got.Clauses) != 2 {
		t.Errorf("the draft kept is %+v", got)
	}
}

func TestAgreement_InstalmentsAddUp(t *testing.T) {
	a := villageApp(t, 0)
	s, c := draft(t, a, "mediating")
	clauseOf(t, a, data.PayMoney, payment([2]string{"clause.instalments", "3"})...)
	shows(t, a, "于2026年12月31日前给付叶建国医药费人民币捌佰元整（￥800.00），分三期付清")
	due := func() (out string, sum data.Fen) {
		for _, i := range s.draft.Items {
			out += i.Due.String() + " "
			sum += i.Amount
		}
		return out, sum
	}
	if days, sum := due(); days != "2026-10-31 2026-11-30 2026-12-31 " || sum != 80000 {
		t.Errorf("due %s, %s yuan", days, sum.Yuan())
	}
	open := func() { test.Tap(firstButton(s.clauses.Objects[0], "修改")) }
	open()
	if got := rowOf(t, a, "clause.instalments").field.(*widget.Entry).Text; got != "3" {
		t.Errorf("the clause opens with %s parts", got)
	}
	before := slices.Clone(s.draft.Items)
	press(t, a, "放进去")
	if !slices.EqualFunc(before, s.draft.Items, func(x, y data.PerformanceItem) bool { return x.ID == y.ID }) {
		t.Error("parts that did not change are made anew")
	}
	open()
	fillIn(t, a, [][2]string{{"clause.from", "叶建国"}, {"clause.to", "张根土"}, {"clause.from", "张根土"}, {"clause.to", "叶建国"}, {"clause.due", "2026-9-30"}, {"amount", "100.01"}})
	press(t, a, "放进去")
	if days, sum := due(); days != "2026-07-30 2026-08-30 2026-09-30 " || sum != 10001 {
		t.Errorf("due %s, %s yuan", days, sum.Yuan())
	}
	press(t, a, "写好了")
	if got := stored(t, a, c.ID).Current(); got == nil || len(got.Items) != 3 || got.Check() != nil {
		t.Errorf("the agreement is %+v:\n%s", got, texts(a))
	}
}

func TestAgreement_InstalmentsThatCannotBe(t *testing.T) {
	a := villageApp(t, 0)
	draft(t, a, "mediating")
	shortcut(a, fyne.KeyInsert, fyne.KeyModifierAlt)
	press(t, a, a.T("clause.pay"))
	for _, w := range []struct{ amount, due, n, says string }{
		{"800", "2026-12-31", "9", "分得太早"}, {"0.02", "2026-12-31", "3", "分得太多"}, {"800", "2100-1-1", "361", "分得太多"}, {"800", "2026-12-31", "3.5", "数字不对"},
	} {
		enter(t, a, "amount", w.amount)
		enter(t, a, "clause.due", w.due)
		enter(t, a, "clause.instalments", w.n)
		if w.amount == "800" && w.n == "9" {
			fillIn(t, a, [][2]string{{"clause.from", "张根土"}, {"clause.to", "叶建国"}})
		}
		press(t, a, "放进去")
		if note := noteOf(t, a, "clause.instalments"); !strings.Contains(note, w.says) {
			t.Errorf("%s in %s by %s: below the field %q", w.amount, w.n, w.due, note)
		}
	}
	abandon(t, a)
}

func TestAgreement_SeveralPayersInParts(t *testing.T) {
	a := villageApp(t, 0)
	s, c := draft(t, a, "mediating")
	s.draft.Clauses = []data.Clause{{ID: "c", Kind: data.PayMoney, From: everybody(c), To: []data.ElementID{"x"}, Amount: 600, Due: a.today().Add(90)}}
	s.draft.Items = view.Split(s.draft.Clauses[0], 2, a.today())
	s.fill()
	test.Tap(firstButton(s.clauses.Objects[0], "修改"))
	if got := rowOf(t, a, "clause.instalments").field.(*widget.Entry).Text; got != "2" {
		t.Errorf("two parts for two payers open as %s parts", got)
	}
}

func TestAgreement_PartsAgreedByHandStay(t *testing.T) {
	a := villageApp(t, 0)
	s, _ := draft(t, a, "drafted")
	cl := s.draft.Clauses[0]
	s.draft.Items = []data.PerformanceItem{
		{ID: "1", Clause: cl.ID, From: cl.From[0], To: cl.To[0], Amount: 70000, Due: a.today()},
		{ID: "2", Clause: cl.ID, From: cl.From[0], To: cl.To[0], Amount: 10000, Due: a.today()},
	}
	test.Tap(firstButton(s.clauses.Objects[0], "修改"))
	enter(t, a, "clause.purpose", "误工费")
	press(t, a, "放进去")
	if i := s.draft.Items; len(i) != 2 || i[0].Amount != 70000 || i[1].ID != "2" {
		t.Errorf("the parts are now %+v", i)
	}
}

func TestAgreement_MistakesOfAClause(t *testing.T) {
	a := villageApp(t, 0)
	s, _ := draft(t, a, "mediating")
	shortcut(a, fyne.KeyInsert, fyne.KeyModifierAlt)
	press(t, a, a.T("clause.pay"))
	for _, w := range []struct{ field, value, wrong, says string }{
		{"", "", "clause.from", "谁来付钱"},
		{"clause.from", "张根土", "clause.to", "付给谁"},
		{"clause.to", "张根土", "clause.to", "同一个人"},
		{"clause.from", "叶建国", "clause.to", "同一个人"}, // both owe
		{"clause.from", "张根土", "clause.due", "什么时候付"},
		{"clause.due", "2026-7-9", "clause.due", "早于协议日期"},
		{"clause.due", "2026-7-32", "clause.due", "没有这一天"},
		{"clause.due", "2026-7-31", "amount", "大于零"},
		{"amount", "10000000000.01", "amount", "太大"},
	} {
		if w.field != "" {
			enter(t, a, w.field, w.value)
		}
		press(t, a, "放进去")
		if note := noteOf(t, a, w.wrong); !strings.Contains(note, w.says) {
			t.Errorf("%s %s: below %s %q", w.field, w.value, w.wrong, note)
		}
	}
	enter(t, a, "amount", "800")
	press(t, a, "放进去")
	if len(s.draft.Clauses) != 1 {
		t.Errorf("%d clauses:\n%s", len(s.draft.Clauses), texts(a))
	}
}

func TestAgreement_FinishingNamesWhatIsMissing(t *testing.T) {
	a := villageApp(t, 0)
	s, c := draft(t, a, "mediating")
	before := events(t, a, c.ID)
	unfinished := func() {
		t.Helper()
		press(t, a, "写好了")
		if events(t, a, c.ID) != before {
			t.Error("an unfinished agreement is saved as finished")
		}
	}
	enter(t, a, "agreement.facts", "")
	unfinished()
	if note := noteOf(t, a, "agreement.facts"); !strings.Contains(note, "主要事实还没有写") {
		t.Errorf("below the facts: %q", note)
	}
	enter(t, a, "agreement.facts", "院墙滴水。")
	unfinished()
	shows(t, a, "⚠ 协议还没有一条内容")
	s.draft.Clauses = []data.Clause{{ID: "1", Kind: data.OtherClause, Text: "和好。"}, {ID: "2", Kind: data.PayMoney, From: everybody(c)[:1], Amount: 5}}
	s.fill()
	unfinished()
	if note := noteOf(t, a, "clause.to"); !strings.Contains(note, "付给谁") {
		t.Errorf("the clause says %q:\n%s", note, texts(a))
	}
	fillIn(t, a, [][2]string{{"clause.to", "张根土"}, {"clause.due", "2026-7-20"}})
	press(t, a, "放进去")
	if s.problem.Visible() {
		t.Error("the old mistake is still told")
	}
	enter(t, a, "agreement.on", "2026-7-21")
	unfinished()
	if note := noteOf(t, a, "agreement.on"); !strings.Contains(note, "还没有到") {
		t.Errorf("below the day: %q", note)
	}
	enter(t, a, "agreement.on", "2026-7-10")
	s.draft.Items = []data.PerformanceItem{{ID: "i", Clause: "2", Amount: 4, Due: a.today()}}
	unfinished()
	shows(t, a, "⚠ 各期加起来不等于总数")
	s.draft.Items = nil
	press(t, a, "写好了")
	if got := stored(t, a, c.ID).Current(); got == nil || len(got.Clauses) != 2 {
		t.Errorf("the agreement is %+v:\n%s", got, texts(a))
	}
}

func TestAgreement_LeavingAsks(t *testing.T) {
	a := villageApp(t, 0)
	s, c := draft(t, a, "drafted")
	if s.dirty() {
		t.Error("a draft that was only looked at is dirty")
	}
	test.Tap(firstButton(s.clauses.Objects[0], "删去"))
	key(a, fyne.KeyEscape)
	press(t, a, "留下")
	if a.screen != screen(s) {
		t.Fatalf("it left for %T", a.screen)
	}
	abandon(t, a)
	if got := stored(t, a, c.ID).Current(); len(got.Clauses) != 1 {
		t.Error("leaving removed the clause")
	}
}

// What is found in a text is said while it is drafted and where it stands on the case, and
// each but once; what makes the paper void says that it is not printed.
func TestAgreement_SaysWhatIsFound(t *testing.T) {
	a := villageApp(t, 0)
	draft(t, a, "mediating")
	enter(t, a, "agreement.facts", "院墙滴水，双方争执。")
	clauseOf(t, a, data.PayMoney, payment([2]string{"clause.text", "捌佰元整（900元）"})...)
	clauseOf(t, a, data.OtherClause, [2]string{"clause.text", "不再追究刑事责任。"})
	found := []string{"提示：第1条：没有写怎么付", "提示：第1条：大写“捌佰元整”读作800.00元", "不能打印：第2条：有一条约定了刑事责任", "提示：没有写违约责任"}
	for range 2 {
		for _, want := range found {
			n := 0
			visible(a, func(o fyne.CanvasObject) {
				if l, ok := o.(*fynewidget.Label); ok && strings.HasPrefix(l.Text, want) {
					n++
				}
			})
			if n != 1 {
				t.Errorf("%s: %d times\n%s", want, n, texts(a))
			}
		}
		if _, ok := a.screen.(*agreementScreen); ok {
			press(t, a, "写好了")
		}
	}
	if screen, ok := a.screen.(*caseScreen); !ok || screen.view.Move(view.ActPrint).Allowed {
		t.Errorf("it leads to %T", a.screen)
	}
}
