package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"woshou/app/theme"
	"woshou/app/widget"
	"woshou/data"
)

// totalsApp returns the samples at a tab of the totals.
func totalsApp(t *testing.T, tab string) (*App, *totalsScreen) {
	t.Helper()
	a := sampleApp(t)
	a.Show(Route{Page: PageTotals})
	press(t, a, tab)
	return a, a.screen.(*totalsScreen)
}

func TestTotals_EveryTabAtEverySize(t *testing.T) {
	a := sampleApp(t)
	for _, scale := range []float32{theme.ScaleNormal, theme.ScaleHuge} {
		a.setScale(scale)
		for tab := range totalsTabs {
			a.open(Route{Page: PageTotals, Tab: tab})
			settle()
			if s := a.screen.(*totalsScreen); len(s.list.Objects) == 0 || s.tab != tab || s.chooser.Visible() == totalsTabs[tab].timeless {
				t.Errorf("tab %d at %v is empty", tab, scale)
			}
		}
	}
}

func TestTotals_StatisticsOpenTheirCases(t *testing.T) {
	a, s := totalsApp(t, "统计表")
	shows(t, a, "调解案件总数", "防止民间纠纷转化为刑事案件", "调解成功率＝调解成功数÷（调解成功数＋调解不成）", "80.0%", "4/5", "75.0%")
	period := data.ReportYearOf(a.today())
	for _, r := range a.desk.StatisticsView(period).Rows {
		for _, f := range []data.Filter{r.All, r.Written} {
			want := len(a.desk.CasesBehind(f))
			if want == 0 {
				continue
			}
			a.Show(Route{Page: PageLedger, Filter: f})
			if l := a.screen.(*ledgerScreen); len(l.view.Rows) != want {
				t.Errorf("%s counts %d and opens %d", r.Label, want, len(l.view.Rows))
			}
		}
	}
	shows(t, a, "：共")
	a.Back()
	s.span.SetKey("2026-q2")
	if p, ok := s.chosen(); !ok || p.From.String() != "2026-03-01" || p.To.String() != "2026-05-31" {
		t.Errorf("the second quarter is %v", p)
	}
	s.span.SetKey("year-2025")
	if p, _ := s.chosen(); p != data.ReportYear(2025) {
		t.Errorf("last year is %v", p)
	}
}

func TestTotals_Screening(t *testing.T) {
	a, _ := totalsApp(t, "排查")
	shows(t, a, "还没有排查记录")
	press(t, a, "登记排查")
	press(t, a, "保存")
	shows(t, a, "排查1次", a.today().String())
	press(t, a, "修改")
	dialogField(t, a, "1").SetText("0")
	press(t, a, "保存")
	shows(t, a, "至少填1")
	dialogField(t, a, "0").SetText("3")
	press(t, a, "保存")
	shows(t, a, "本期排查3次")
	press(t, a, "删除")
	press(t, a, "删除")
	shows(t, a, "还没有排查记录")
}

func TestTotals_CourtLedger(t *testing.T) {
	a, s := totalsApp(t, "法庭")
	shows(t, a, "指导调解", "可以登记的")
	v := a.desk.CourtView(s.query.Period)
	press(t, a, "登入台账")
	press(t, a, "保存")
	if got := a.desk.CourtView(s.query.Period); len(got.Rows) != 1 || len(got.Proposed) != len(v.Proposed)-1 {
		t.Errorf("%d rows, %d proposed", len(got.Rows), len(got.Proposed))
	}
	press(t, a, "登记一项")
	press(t, a, "保存")
	shows(t, a, "请选择")
}

func TestTotals_TaskLoop(t *testing.T) {
	a, s := totalsApp(t, "交办单")
	shows(t, a, "没有待办的交办单")
	task := data.Task{Issuer: "清溪镇", Object: "村口饭店", Problems: "电线老化", IssuedOn: a.today().Add(-9), Due: a.today().Add(-2)}
	s.askTask(task)
	press(t, a, "保存")
	shows(t, a, "村口饭店", "已逾期")
	task = a.desk.TasksView().Open[0].Task
	task.Fix, task.FixedBy = "换了电线", "楼国平"
	s.askFix(task)
	press(t, a, "保存")
	shows(t, a, "待验收")
	press(t, a, "退回再改")
	press(t, a, "保存")
	shows(t, a, "还没有填")
	press(t, a, "取消")
	press(t, a, "验收销号")
	press(t, a, "保存")
	shows(t, a, "还没有填")
	fillIn(t, a, [][2]string{{"task.guidance", "合格"}, {"task.guided_by", "金彩娟"}, {"task.verified_by", "寿永康"}})
	press(t, a, "保存")
	shows(t, a, "已销号1件", "没有待办的交办单", "寿永康", "金彩娟")
}

func TestTotals_SubsidyTerms(t *testing.T) {
	a, s := totalsApp(t, "补贴")
	shows(t, a, "可申报", "这是示例标准", "简易：每件50.00元（其他）", "每位调解员")
	s.askTerms(data.SubsidyTerms{OralPercent: 101})
	press(t, a, "保存")
	shows(t, a, "请填0到100")
	dialogField(t, a, "101").SetText("60")
	press(t, a, "保存")
	shows(t, a, "口头协议按60%")
	s.askGrade(data.SubsidyGrade{Name: "特别重大", Pay: 100000, People: 50})
	press(t, a, "保存")
	shows(t, a, "特别重大：每件1,000.00元（50人以上）")
	press(t, a, "看案件")
	if _, ok := a.screen.(*caseScreen); !ok {
		t.Errorf("a line opens %T", a.screen)
	}
}

func TestExportButton(t *testing.T) {
	a, s := totalsApp(t, "统计表")
	dir := t.TempDir()
	for _, name := range []string{"人民调解案件情况统计表 " + a.today().String() + ".xlsx", "人民调解案件情况统计表 " + a.today().String() + "-2.xlsx"} {
		s.open(1)
		press(t, a, "导出表格")
		folder := visibleEntry(t, a)
		folder.SetText(dir)
		press(t, a, "存到这里")
		shows(t, a, "已导出", name)
		press(t, a, "知道了")
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// visibleEntry is the last field that can be typed in.
func visibleEntry(t *testing.T, a *App) *widget.Entry {
	t.Helper()
	entry, ok := a.window.Canvas().Focused().(*widget.Entry)
	if !ok {
		t.Fatalf("the focus is on %T", a.window.Canvas().Focused())
	}
	return entry
}

func TestSettings_Lists(t *testing.T) {
	a, s := realApp(t, "本地清单")
	shows(t, a, "婚姻家庭纠纷", "信访分类：农村农业")
	s.askRow(data.ListRow{List: data.ListDisputeTypes, Row: data.Row{Code: "19", Name: "民间借贷纠纷"}}, "x")
	press(t, a, "保存")
	shows(t, a, "例如04a")
	dialogField(t, a, "19").SetText("04a")
	press(t, a, "保存")
	shows(t, a, "民间借贷纠纷", "本地", "统计时算作：合同纠纷")
	for _, name := range data.ListNames {
		s.chosen = name
		a.refresh()
		if len(s.list.Objects) < 4 {
			t.Errorf("%s is empty", name)
		}
		s.askRow(data.ListRow{List: name}, "x")
		press(t, a, "取消")
	}
	shows(t, a, "2027年的放假安排还没有", "国庆节")
}

func TestSettings_NewHeadTakesOver(t *testing.T) {
	a, s := realApp(t, "调委会")
	head := a.desk.Store.Committee().Mediators[0]
	head.Head = true
	s.changeMediator(head)
	press(t, a, "保存")
	before := a.desk.HeadName()
	s.changeMediator(data.Mediator{From: a.today(), Head: true})
	test.Type(a.window.Canvas().Focused(), "王海燕")
	press(t, a, "保存")
	if a.desk.HeadName() != "王海燕" || before == "" || s.tab != tabHandOver {
		t.Fatalf("head %s, tab %d", a.desk.HeadName(), s.tab)
	}
	shows(t, a, "主任由"+before+"换成了王海燕", "档案移交清单", "还没有登记过交接")
	press(t, a, "登记交接")
	press(t, a, "保存")
	shows(t, a, "还没有填")
	h := s.handing
	h.Witness = "楼国平"
	press(t, a, "取消")
	s.askSuccession(h)
	press(t, a, "保存")
	if got := a.desk.Store.Committee().Successions; len(got) != 1 || got[0].To != "王海燕" || got[0].From != before {
		t.Errorf("%+v", got)
	}
	shows(t, a, before+"移交给王海燕")
	if strings.Contains(texts(a), "请做好档案交接") {
		t.Error("it still asks for the hand-over")
	}
}
