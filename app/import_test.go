package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

const oldLedger = `案号,受理日期,申请人,被申请人,纠纷类型,调解结果,协议金额,调解员,结案日期
（2025）示清东人调字第001号,2025.3.2,叶建国,张根土,邻里,调解成功,800,王海燕,2025.3.24
（2025）示清东人调字第002号,2025年4月1日,楼国平,斯大伟,宅基地,调解不成,,王海燕,2025年4月8日
3,2025-05-11,骆阿水,骆阿根,奇事,口头协议,3000,,2025-05-12
4,2025-06-03,,黄喆,邻里,成功,,,2025-06-04
5,2025-07-01,陈志强,徐䶮,借贷,,,,2025-07-02
`

// atImport returns a desk at the import of a file.
func atImport(t *testing.T, text string) (*App, *importScreen) {
	t.Helper()
	a, _ := realApp(t, "导入和导出")
	press(t, a, "导入旧台账")
	s, ok := a.screen.(*importScreen)
	if !ok {
		t.Fatalf("at %T", a.screen)
	}
	path := filepath.Join(t.TempDir(), "旧台账.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s.form.fields["import.file"].(*widget.Entry).SetText(path)
	return a, s
}

// selects are the choices on the screen, in their order.
func selects(a *App) []*widget.Select {
	var out []*widget.Select
	visible(a, func(o fyne.CanvasObject) {
		if s, ok := o.(*widget.Select); ok {
			out = append(out, s)
		}
	})
	return out
}

func TestImport_FromFileToLedgerAndBack(t *testing.T) {
	a, _ := atImport(t, oldLedger)
	press(t, a, "下一步")
	shows(t, a, "第2步", "共5行", "2025-03-02", "邻里纠纷；房屋宅基地纠纷；奇事")
	press(t, a, "下一步")
	shows(t, a, "第3步", "可以导入2件", "有3行不能导入", "第4行　纠纷类型　奇事", "名字还没有填", "写了结案日期，没有写结果", "叶建国、张根土")
	var tick *widget.Check
	visible(a, func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok {
			tick = c
		}
	})
	test.Tap(tick)
	settle()
	shows(t, a, "可以导入3件", "有2行不能导入")
	selects(a)[0].SetKey(string(data.OutcomeWritten))
	settle()
	shows(t, a, "可以导入4件", "有1行不能导入")
	press(t, a, "导入4件")
	shows(t, a, "已导入4件")
	if got := len(a.desk.Store.Rows()); got != 4 {
		t.Errorf("%d cases", got)
	}
	press(t, a, "去看台账")
	if _, ok := a.screen.(*ledgerScreen); !ok {
		t.Errorf("at %T", a.screen)
	}
	shows(t, a, "共4件")
	a.Show(Route{Page: PageSettings, Tab: tabOf("settings.tab.exchange")})
	shows(t, a, "导入4件", "旧台账.csv")
	press(t, a, "撤销导入")
	shows(t, a, "全部作废")
	press(t, a, "撤销导入")
	shows(t, a, "已撤销4件")
	press(t, a, "知道了")
	shows(t, a, "已撤销")
	for _, f := range a.desk.Store.Facts() {
		if f.Status != data.Void {
			t.Errorf("a case still counts: %+v", f)
		}
	}
}

func TestImport_ColumnsAreChangedByHand(t *testing.T) {
	a, s := atImport(t, "甲,乙,丙,丁\nx,叶建国,2025-03-02,邻里\n")
	press(t, a, "下一步")
	press(t, a, "下一步")
	shows(t, a, "没有选哪一栏是“申请人”")
	press(t, a, "知道了")
	for i, key := range []string{"applicant", "applicant", "received", "type"} {
		selects(a)[i].SetKey(key)
	}
	if s.in.Columns[0] != "" || s.in.Columns[1] != "applicant" {
		t.Errorf("two columns are one thing: %q", s.in.Columns)
	}
	press(t, a, "下一步")
	shows(t, a, "可以导入0件", "没有写结果")
	if !button(t, a, "导入0件").Disabled() {
		t.Error("nothing can be imported, and the button says it can")
	}
	press(t, a, "上一步")
	shows(t, a, "第2步")
	press(t, a, "上一步")
	shows(t, a, "第1步")
	if !strings.HasSuffix(s.form.fields["import.file"].(*widget.Entry).Text, "旧台账.csv") {
		t.Error("the file's name is forgotten")
	}
}

func TestImport_TellsABadFileAtItsField(t *testing.T) {
	a, s := atImport(t, "")
	press(t, a, "下一步")
	shows(t, a, "文件里没有内容")
	s.form.fields["import.file"].(*widget.Entry).SetText("/no/such/file.xlsx")
	press(t, a, "下一步")
	shows(t, a, "找不到这个文件")
	if s.step != stepFile {
		t.Errorf("at step %d", s.step)
	}
}

func TestImport_ExportsWhatIsNotTaken(t *testing.T) {
	a, _ := atImport(t, oldLedger)
	press(t, a, "下一步")
	press(t, a, "下一步")
	press(t, a, "导出这张单子")
	dir := t.TempDir()
	into(t, a, dir)
	press(t, a, "存到这里")
	shows(t, a, "没有导入的行.xlsx")
	onlyFile(t, dir, "没有导入的行.xlsx")
}

// into types a folder into the dialog that asks for one.
func into(t *testing.T, a *App, dir string) {
	t.Helper()
	e, ok := a.window.Canvas().Focused().(*widget.Entry)
	if !ok {
		t.Fatalf("the focus is on %T", a.window.Canvas().Focused())
	}
	e.SetText(dir)
}

func onlyFile(t *testing.T, dir, want string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || !strings.HasPrefix(entries[0].Name(), want) {
		t.Errorf("%v, %v, want %s", entries, err, want)
	}
}

// A stop is seen between two cases, and what is in can be taken back.
func TestWithProgress_Stops(t *testing.T) {
	a := newApp(t)
	steps, third, pressed := 0, make(chan bool), make(chan bool)
	withProgress(a, "一件事", func(p view.Progress) (int, error) {
		for p(steps, 10) {
			if steps++; steps == 3 {
				close(third)
				<-pressed
			}
		}
		return steps, nil
	}, func(n int, err error) {
		if n != 3 || err != nil {
			t.Errorf("%d steps, %v", n, err)
		}
		steps = -1
	})
	<-third
	test.Tap(button(t, a, "停止"))
	shows(t, a, "正在停止")
	close(pressed)
	settle()
	if steps != -1 || a.window.Canvas().Overlays().Top() != nil {
		t.Error("the dialog is still there")
	}
}
