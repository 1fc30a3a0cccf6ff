package app

import (
	"path/filepath"
	"testing"

	"woshou/data/store"
)

// The settings of the link: what is chosen is kept, a wrong limit is said at its field, and
// files for sticks are written and taken in.
func TestSettingsLink(t *testing.T) {
	a, _ := realApp(t, "与镇街的连接")
	shows(t, a, "照片和扫描件的传送", "自动传送", "今天已经用了", "写给镇街", "收镇街的回执", "写给另一台电脑")
	if err := a.desk.SetFiles(store.FilesPaused, "25"); err != nil {
		t.Fatal(err)
	}
	a.refresh()
	shows(t, a, "暂停传送")
	if v := a.desk.Files(); v.Mode != store.FilesPaused || v.Daily != "25" {
		t.Errorf("%+v", v)
	}
	if err := a.desk.SetProxy("10.0.0.1"); err == nil {
		t.Error("a proxy without a port was kept")
	}
	if err := a.desk.SetProxy(" 10.0.0.1:3128 "); err != nil || a.desk.Store.Link().Proxy != "10.0.0.1:3128" {
		t.Errorf("%v, %q", err, a.desk.Store.Link().Proxy)
	}
	a.refresh()
	shows(t, a, "代理服务器", "10.0.0.1:3128")
	dir := t.TempDir()
	press(t, a, "写给另一台电脑")
	shows(t, a, "带上照片和扫描件")
	dialogFields(a)[0].SetText(dir)
	press(t, a, "存到这里")
	shows(t, a, "写好了", "文件在")
	press(t, a, "知道了")
	files, err := filepath.Glob(filepath.Join(dir, "*.woshoupeer"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	press(t, a, "收另一台电脑的文件")
	dialogFields(a)[0].SetText(files[0])
	press(t, a, "收下")
	shows(t, a, "没有变化")
	press(t, a, "知道了")
	press(t, a, "收镇街的回执")
	dialogFields(a)[0].SetText(files[0])
	press(t, a, "收下")
	shows(t, a, "还没有连接镇街")
	press(t, a, "取消")
}
