package app

import (
	"path/filepath"
	"testing"

	"woshou/app/widget"
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
	proxy := rowOf(t, a, "proxy").field.(*widget.Entry)
	proxy.SetText("proxy")
	press(t, a, a.T("proxy.save"))
	shows(t, a, "代理服务器写得不对")
	proxy.SetText("192.168.1.1:8080")
	press(t, a, a.T("proxy.save"))
	if l := a.desk.Store.Link(); l.Proxy != "192.168.1.1:8080" {
		t.Errorf("link %+v", l)
	}
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
