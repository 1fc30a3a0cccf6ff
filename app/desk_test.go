package app

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

func TestToday_RowsOpenTheirCase(t *testing.T) {
	a := sampleApp(t)
	s := a.screen.(*todayScreen)
	v := a.desk.TodayView(0)
	rows := append(append(v.Overdue, v.Today...), v.Soon...)
	if len(rows) == 0 {
		t.Fatal("nothing is due in the samples")
	}
	shows(t, a, rows[0].Title, rows[0].When, rows[0].Number, v.Unsent)
	var first *widget.Button
	walk(s.list, func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && first == nil {
			first = b
		}
	})
	test.Tap(first)
	if c, ok := a.screen.(*caseScreen); !ok || c.id != rows[0].Case {
		t.Errorf("the first row opens %T", a.screen)
	}
}

func TestToday_LongListsSayThatTheyEnd(t *testing.T) {
	a := sampleApp(t)
	s := a.screen.(*todayScreen)
	s.list.Objects = s.group("today.overdue", make([]view.DueRow, mostRows+1))
	s.list.Refresh()
	if n := len(s.list.Objects); n != mostRows+2 {
		t.Errorf("%d lines for %d rows", n, mostRows+1)
	}
	shows(t, a, "（51项）", "只列出前50项")
}

func TestNavigation_KeysAndPlaces(t *testing.T) {
	a := sampleApp(t)
	for _, p := range places {
		key(a, p.key.Name)
		if a.route.Page != p.page {
			t.Errorf("%s leads to page %d, want %d", p.key, a.route.Page, p.page)
		}
	}
	key(a, fyne.KeyEscape)
	if a.route.Page != PageSync {
		t.Errorf("Esc leads back to page %d", a.route.Page)
	}
}

func TestLedger_SearchesAsOneTypes(t *testing.T) {
	a := sampleApp(t)
	a.Show(Route{Page: PageLedger})
	s := a.screen.(*ledgerScreen)
	all := len(a.desk.Store.Rows())
	if len(s.view.Rows) != all || a.window.Canvas().Focused() != fyne.Focusable(s.text) {
		t.Fatalf("%d of %d cases, focus on %T", len(s.view.Rows), all, a.window.Canvas().Focused())
	}
	test.Type(s.text, "yjg") // 叶建国
	if len(s.view.Rows) != 1 || !strings.Contains(s.view.Rows[0].Parties, "叶建国") {
		t.Fatalf("rows %+v", s.view.Rows)
	}
	shows(t, a, "共1件", "叶建国")
	s.text.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if c, ok := a.screen.(*caseScreen); !ok || c.seen == nil {
		t.Errorf("Enter on the only case opens %T", a.screen)
	}
}

func TestLedger_NothingFound(t *testing.T) {
	a := sampleApp(t)
	a.Show(Route{Page: PageLedger})
	s := a.screen.(*ledgerScreen)
	test.Type(s.text, "没有这个人")
	shows(t, a, "共0件", "没有找到")
	s.enter()
	if a.screen != screen(s) {
		t.Error("Enter on nothing leaves the ledger")
	}
}

func TestLedger_Filters(t *testing.T) {
	a := sampleApp(t)
	a.Show(Route{Page: PageLedger})
	s := a.screen.(*ledgerScreen)
	s.group.SetKey(string(view.GroupPerform))
	for _, r := range s.view.Rows {
		if r.Status != "履行中" {
			t.Errorf("group %q shows %q", view.GroupPerform, r.Status)
		}
	}
	if len(s.view.Rows) != 1 {
		t.Errorf("%d cases are being performed", len(s.view.Rows))
	}
	s.group.SetSelectedIndex(0)
	kind := a.desk.Store.Rows()[0].Type
	s.kind.SetKey(string(kind))
	if len(s.view.Rows) != 1 || !strings.HasPrefix(kind.Name(), s.view.Rows[0].Type) {
		t.Errorf("type %s gives %+v", kind, s.view.Rows)
	}
	for column := range s.columns {
		if text := s.cell(0, column).Text; text == "" {
			t.Errorf("column %d is empty", column)
		}
	}
}

func TestTotals_EveryFigureOpensItsCases(t *testing.T) {
	a := sampleApp(t)
	for _, r := range a.desk.TotalsView(view.TotalsQuery{}).Figures {
		if r.Cases == 0 {
			continue
		}
		a.Show(Route{Page: PageLedger, Filter: r.Filter})
		s := a.screen.(*ledgerScreen)
		if len(s.view.Rows) != r.Cases {
			t.Errorf("%s counts %d and opens %d", r.Label, r.Cases, len(s.view.Rows))
		}
		shows(t, a, r.Label+"：共"+strconv.Itoa(r.Cases)+"件")
	}
	press(t, a, "看全部案件")
	if s := a.screen.(*ledgerScreen); len(s.view.Rows) != len(a.desk.Store.Rows()) {
		t.Error("the way to all cases does not show all")
	}
}

func TestTotals_PeriodsAndParts(t *testing.T) {
	a := sampleApp(t)
	a.Show(Route{Page: PageTotals})
	s := a.screen.(*totalsScreen)
	shows(t, a, "2025年12月1日至2026年11月30日", "调解成功率", "办结：按纠纷类型")
	press(t, a, "口头协议")
	shows(t, a, "口头协议：按月份")
	s.span.SetKey(spanYear)
	shows(t, a, "2026年1月1日至2026年12月31日")
	s.span.SetKey(spanMonth)
	shows(t, a, "2026年5月1日至2026年5月31日")
	s.span.SetKey(spanOwn)
	shows(t, a, "请填好从哪天到哪天")
	test.Type(s.from, "2026-03-01")
	test.Type(s.to, "2026-03-31")
	shows(t, a, "2026年3月1日至2026年3月31日")
	press(t, a, strconv.Itoa(a.desk.TotalsView(s.query).Figures[0].Cases))
	if _, ok := a.screen.(*ledgerScreen); !ok {
		t.Errorf("a figure opens %T", a.screen)
	}
}

func TestCalendarPeriod(t *testing.T) {
	for _, c := range []struct {
		day, from, to string
		month         bool
	}{
		{"2026-02-10", "2026-02-01", "2026-02-28", true}, {"2024-02-29", "2024-02-01", "2024-02-29", true},
		{"2026-12-31", "2026-12-01", "2026-12-31", true}, {"2026-07-10", "2026-01-01", "2026-12-31", false},
	} {
		day, err := data.ParseDay(c.day)
		if err != nil {
			t.Fatal(err)
		}
		if p := calendarPeriod(day, c.month); p.From.String() != c.from || p.To.String() != c.to {
			t.Errorf("%s: %s to %s", c.day, p.From, p.To)
		}
	}
}

func TestSync_AloneAndMistakes(t *testing.T) {
	a := newApp(t)
	setUp(t, a)
	a.Show(Route{Page: PageSync})
	s := a.screen.(*syncScreen)
	shows(t, a, "还没有连接镇街", "接入码")
	press(t, a, "连接镇街")
	shows(t, a, "地址写得不对")
	typeIn(t, s.form, "address", "127.0.0.1:1")
	typeIn(t, s.form, "code", "ABC")
	press(t, a, "连接镇街")
	shows(t, a, "接入码的位数不对")
	s.form.fields["code"].(*widget.Entry).SetText("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
	press(t, a, "连接镇街")
	shows(t, a, "组输错了")
	if s.busy || s.enrol.Disabled() {
		t.Error("the button does not come back")
	}
}

func TestSync_SamplesAreNeverSent(t *testing.T) {
	a := sampleApp(t)
	a.Show(Route{Page: PageSync})
	shows(t, a, "示例不会报送")
	if a.desk.Engine != nil {
		t.Error("the samples have a link")
	}
}

func TestWatch_NewDayAndNews(t *testing.T) {
	a := newApp(t)
	setUp(t, a)
	next := func() { a.watch(a.work) }
	if _, err := a.desk.SetMediator(data.Mediator{Name: "王海燕"}); err != nil {
		t.Fatal(err)
	}
	if !a.work.stale.Load() {
		t.Fatal("a change is not noted")
	}
	next()
	if a.work.stale.Load() {
		t.Error("the screen was not filled anew")
	}
	tomorrow := testNow.Add(24 * time.Hour)
	a.Now = func() time.Time { return tomorrow }
	a.desk.Now = a.Now
	next()
	shows(t, a, "2026年7月11日")
	a.fail(data.ErrChanged)
	a.work.stale.Store(true)
	next()
	if !a.work.stale.Load() {
		t.Error("the screen changed under a dialog")
	}
	old := a.work
	a.closeDesk()
	a.watch(old) // a late timer does nothing
}
