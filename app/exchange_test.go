package app

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// withCase returns a desk of its own with one case, at the tab of the exchange.
func withCase(t *testing.T) (*App, *data.Case) {
	t.Helper()
	a, _ := realApp(t, "导入和导出")
	in := a.desk.NewIntake()
	in.Type, in.Summary = "02", "叶建国家的瓦片落到张家屋上"
	in.Parties[0].Name, in.Parties[1].Name = "叶建国", "张根土"
	in.Parties[0].Phone = "13800005678"
	c, err := a.desk.Intake(in)
	if err != nil {
		t.Fatal(err)
	}
	return a, c
}

func TestExchange_LedgerIsCoveredUnlessAsked(t *testing.T) {
	a, _ := withCase(t)
	dir := t.TempDir()
	press(t, a, "导出台账")
	into(t, a, filepath.Join(dir, "none"))
	press(t, a, "存到这里")
	shows(t, a, "找不到这个文件夹")
	into(t, a, dir)
	press(t, a, "存到这里")
	shows(t, a, "已导出", dir)
	press(t, a, "知道了")
	onlyFile(t, dir, "台账")
	shows(t, a, "导出记录", "已遮盖")
	a.Show(Route{Page: PageLedger})
	press(t, a, "导出表格")
	into(t, a, dir)
	var tick *widget.Check
	visible(a, func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok {
			tick = c
		}
	})
	test.Tap(tick)
	press(t, a, "存到这里")
	if got := a.desk.Store.Committee().Exports; len(got) != 2 || !got[0].Masked || got[1].Masked {
		t.Errorf("recorded %+v", got)
	}
}

func TestExchange_EverythingAsksForThePassword(t *testing.T) {
	a, _ := withCase(t)
	dir := t.TempDir()
	press(t, a, "导出全部资料")
	into(t, a, dir)
	key := dialogFields(a)
	key[1].SetText("wrong")
	press(t, a, "存到这里")
	shows(t, a, "密码不对")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("%v, %v", entries, err)
	}
	key[1].SetText(testPassword)
	press(t, a, "存到这里")
	shows(t, a, "已导出1件案件", "没有加密")
	onlyFile(t, dir, "握手言和全部资料")
}

var told = regexp.MustCompile(`口令：([0-9 ]{29})`)

func TestExchange_OneCaseGoesToAnotherComputer(t *testing.T) {
	a, c := withCase(t)
	dir := t.TempDir()
	a.Show(Route{Page: PageCase, Case: c.ID})
	press(t, a, "其他步骤")
	press(t, a, "封装本案")
	into(t, a, dir)
	press(t, a, "封装本案")
	shows(t, a, "封好了", dir)
	m := told.FindStringSubmatch(texts(a))
	if m == nil {
		t.Fatalf("no passphrase on the screen:\n%s", texts(a))
	}
	press(t, a, "知道了")
	files, err := filepath.Glob(filepath.Join(dir, "*.woshoucase"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	open := func(a *App, phrase string) {
		t.Helper()
		a.Show(Route{Page: PageSettings, Tab: tabOf("settings.tab.exchange")})
		press(t, a, "打开封好的案件")
		f := dialogFields(a)
		f[0].SetText(files[0])
		f[len(f)-1].SetText(phrase)
		press(t, a, "打开")
	}
	open(a, m[1])
	shows(t, a, "内容完全一样")
	press(t, a, "取消")
	b, _ := realApp(t, "导入和导出")
	open(b, "1234")
	shows(t, b, "口令不对")
	press(t, b, "取消")
	if b.window.Canvas().Overlays().Top() != nil {
		press(t, b, "不保存")
	}
	open(b, m[1])
	shows(t, b, "叶建国与张根土邻里纠纷")
	press(t, b, "存进本机")
	if got, err := b.desk.Store.Case(c.ID); err != nil || len(data.Diff(c, got)) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if s, ok := b.screen.(*caseScreen); !ok || s.id != c.ID {
		t.Errorf("at %T", b.screen)
	}
	after := c.Clone()
	after.Summary = "另有说法"
	if _, err := b.desk.Store.SaveCase(string(view.ActEdit), c, after); err != nil {
		t.Fatal(err)
	}
	open(b, m[1])
	shows(t, b, "并排列出来")
	press(t, b, "合并")
	if got, err := b.desk.Store.Case(c.ID); err != nil || len(got.Conflicts) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFindFiles_ByEnding(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for _, name := range []string{"Documents/a.xlsx", "Documents/b.TXT", "Downloads/c.CSV", "Documents/d.doc"} {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := findFiles([]string{".xlsx", ".csv"}); len(got) != 2 {
		t.Errorf("found %v", got)
	}
	photo := filepath.Join(home, "Desktop", "DCIM", "Camera", "IMG_1.JPG")
	if err := os.MkdirAll(filepath.Join(filepath.Dir(photo), "..", ".thumbnails"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{photo, filepath.Join(filepath.Dir(photo), "..", ".thumbnails", "1.jpg")} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := findFiles([]string{".jpg"}); len(got) != 1 || got[0] != photo {
		t.Errorf("a camera's pictures: %v", got)
	}
	if got := findFiles([]string{".woshoucase"}); len(got) != 0 {
		t.Errorf("found %v", got)
	}
}
