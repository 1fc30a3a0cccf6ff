package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/theme"
	"woshou/app/widget"
	"woshou/data/store"
)

// realApp returns a desk with an empty record of its own, at a tab of the settings.
func realApp(t *testing.T, tab string) (*App, *settingsScreen) {
	t.Helper()
	a := newApp(t)
	setUp(t, a)
	a.Show(Route{Page: PageSettings})
	press(t, a, tab)
	return a, a.screen.(*settingsScreen)
}

func TestSettings_Committee(t *testing.T) {
	a, s := realApp(t, "调委会")
	shows(t, a, "339921101201", "下一个案件的编号", "应当有妇女成员")
	test.Tap(firstButton(s.list, "修改"))
	area := dialogField(t, a, "339921101201")
	area.SetText("33992110120")
	press(t, a, "保存")
	shows(t, a, "12位数字")
	area.SetText("339921101202")
	press(t, a, "保存")
	if got := a.desk.Store.Committee().Area; got != "339921101202" {
		t.Errorf("area %s", got)
	}
	shows(t, a, "已保存", "339921101202")
}

func TestSettings_MediatorComesAndLeaves(t *testing.T) {
	a, s := realApp(t, "调委会")
	press(t, a, "添加调解员")
	test.Type(a.window.Canvas().Focused(), "王海燕")
	press(t, a, "保存")
	shows(t, a, "王海燕")
	m := a.desk.Store.Committee().Mediators[1]
	m.From, m.To = a.today().Add(-9), a.today().Add(-1)
	s.changeMediator(m)
	press(t, a, "保存")
	if left := a.desk.ActiveMediators(a.today()); len(left) != 1 || left[0].Name != "陈𤧛" {
		t.Errorf("active are %+v", left)
	}
	shows(t, a, "离任")
}

func TestSettings_TypeSizeStays(t *testing.T) {
	a, _ := realApp(t, "显示")
	shows(t, a, a.Paths.Record())
	press(t, a, "特大")
	if a.Theme.Scale() != theme.ScaleHuge || a.route.Page != PageSettings {
		t.Errorf("scale %v on page %d", a.Theme.Scale(), a.route.Page)
	}
	a = reopened(t, a)
	if a.Theme.Scale() != theme.ScaleHuge {
		t.Errorf("after a restart the scale is %v", a.Theme.Scale())
	}
	for _, text := range []string{"", "large", "-1", "99"} {
		if err := os.WriteFile(scaleFile(a.home), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s := a.Theme.Scaled(readScale(a.home)).Scale(); s < theme.ScaleNormal || s > theme.ScaleHuge {
			t.Errorf("file %q gives scale %v", text, s)
		}
	}
}

func TestSettings_Password(t *testing.T) {
	a, _ := realApp(t, "使用人")
	press(t, a, "修改密码")
	fields := dialogFields(a)
	for i, text := range []string{"not it at all", "新的密码一二三", "新的密码一二三"} {
		fields[i].SetText(text)
	}
	press(t, a, "保存")
	shows(t, a, "密码不对")
	fields[0].SetText(testPassword)
	fields[2].SetText("另一个密码")
	press(t, a, "保存")
	shows(t, a, "两次输入的密码不一样")
	fields[2].SetText("新的密码一二三")
	press(t, a, "保存")
	shows(t, a, "密码已经改好")
	a = reopened(t, a)
	typeIn(t, a.screen.(*unlockScreen).form, "password", "新的密码一二三")
	press(t, a, "打开")
	if a.desk == nil {
		t.Error("the new password does not open the record")
	}
}

func TestSettings_Backup(t *testing.T) {
	a, _ := realApp(t, "备份")
	folder := t.TempDir()
	for _, name := range []string{"握手言和备份-2026-07-10-090000.db", "握手言和备份-2026-07-10-090100.db"} {
		a.clock = func() time.Time { return testNow.Add(time.Minute * time.Duration(len(a.desk.Backups.Notes()))) }
		a.desk.Backups = a.keeper()
		press(t, a, "备份到优盘")
		field := dialogFields(a)[0]
		field.SetText(filepath.Join(folder, "none"))
		press(t, a, "存到这里")
		shows(t, a, "找不到这个文件夹")
		field.SetText(folder)
		press(t, a, "存到这里")
		path := filepath.Join(folder, name)
		shows(t, a, "备份好了", path)
		press(t, a, "知道了")
		locked, err := store.Open(path, a.storeOptions())
		if err != nil {
			t.Fatal(err)
		}
		st, err := locked.Unlock(testPassword)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestBackupFolders_NameRealFolders(t *testing.T) {
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, "Documents"), 0o700); err != nil {
		t.Fatal(err)
	}
	got := backupFolders(func(name string) string { return map[string]string{"HOME": home, "USER": "nobody-here"}[name] })
	if !slices.Equal(got, []string{filepath.Join(home, "Documents"), home}) {
		t.Errorf("folders %q", got)
	}
}

func TestNumbered(t *testing.T) {
	taken := map[string]bool{"a.pdf": true, "a-2.pdf": true}
	path, err := numbered("a", ".pdf", func(path string) error {
		if taken[path] {
			return fs.ErrExist
		}
		return nil
	})
	if path != "a-3.pdf" || err != nil {
		t.Errorf("%s, %v", path, err)
	}
	if _, err := numbered("a", ".pdf", func(string) error { return store.ErrFull }); !errors.Is(err, store.ErrFull) {
		t.Errorf("a full disk gives %v", err)
	}
	if _, err := numbered("a", ".pdf", func(string) error { return fs.ErrExist }); !errors.Is(err, fs.ErrExist) {
		t.Errorf("no free name gives %v", err)
	}
}

// firstButton finds the first button below o with this text.
func firstButton(o fyne.CanvasObject, text string) *widget.Button {
	var found *widget.Button
	walk(o, func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && found == nil && b.Text == text {
			found = b
		}
	})
	return found
}

// dialogFields lists the text fields of the dialog on top.
func dialogFields(a *App) []*widget.Entry {
	var fields []*widget.Entry
	walk(a.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if e, ok := o.(*widget.Entry); ok {
			fields = append(fields, e)
		}
	})
	return fields
}

// dialogField finds the text field of the dialog that holds a text.
func dialogField(t *testing.T, a *App, text string) *widget.Entry {
	t.Helper()
	for _, e := range dialogFields(a) {
		if e.Text == text {
			return e
		}
	}
	t.Fatalf("no field with %q", text)
	return nil
}

// Every tab has a key that is on the keyboard, and none has that of another.
func TestTabs_HaveKeysOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for place := range settingsTabs {
		key := tabKey(place)
		if r := []rune(key.Name); len(r) != 1 || r[0] < '0' || r[0] > '9' || seen[key.String()] {
			t.Errorf("the tab at %d has %s", place, key)
		}
		seen[key.String()] = true
	}
}
