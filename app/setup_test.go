package app

import (
	"bytes"
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

// setUp goes through the first run as a user does and returns the recovery key.
func setUp(t *testing.T, a *App) string {
	t.Helper()
	s := a.screen.(*setupScreen)
	typeIn(t, s.form, "committee.name", "东篱村人民调解委员会")
	typeIn(t, s.form, "committee.area", "339921101201")
	press(t, a, "下一步")
	typeIn(t, s.form, "mediator.name", "陈𤧛")
	press(t, a, "下一步")
	typeIn(t, s.form, "password.new", testPassword)
	typeIn(t, s.form, "password.repeat", testPassword)
	press(t, a, "建立记录")
	if s.draft.Step() != view.StepRecovery {
		t.Fatalf("set-up stands at step %d:\n%s", s.draft.Step(), texts(a))
	}
	key := s.made.key
	start := button(t, a, "开始使用")
	if !start.Disabled() {
		t.Error("the desk can be opened before the recovery key is kept")
	}
	visible(a, func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok {
			test.Tap(c)
		}
	})
	press(t, a, "开始使用")
	if a.desk == nil {
		t.Fatal("the desk did not open")
	}
	return key
}

func TestSetup_ToTheDesk(t *testing.T) {
	a := newApp(t)
	key := setUp(t, a)
	shows(t, a, "还没有在办的案件", "登记纠纷")
	c := a.desk.Store.Committee()
	if c.Name != "东篱村人民调解委员会" || len(c.Mediators) != 1 || c.Mediators[0].Name != "陈𤧛" || c.Level != data.LevelVillage {
		t.Errorf("committee %+v", c)
	}
	if a.desk.Store.Author() != c.Mediators[0].ID {
		t.Error("who set up is not the author")
	}
	if strings.Count(key, "-") != 6 {
		t.Errorf("recovery key %q", key)
	}
}

func TestSetup_MistakesShowAtTheirFields(t *testing.T) {
	a := newApp(t)
	s := a.screen.(*setupScreen)
	press(t, a, "下一步")
	shows(t, a, "名字还没有填")
	typeIn(t, s.form, "committee.name", "东篱村人民调解委员会")
	typeIn(t, s.form, "committee.area", "12345")
	press(t, a, "下一步")
	shows(t, a, "12位数字")
	if a.window.Canvas().Focused() != s.form.fields["committee.area"].(fyne.Focusable) {
		t.Error("the cursor is not at the wrong field")
	}
	typeIn(t, s.form, "committee.area", "6789")
	s.form.fields["committee.area"].(*widget.Entry).SetText("339921101201")
	press(t, a, "下一步")
	press(t, a, "下一步")
	shows(t, a, "名字还没有填")
	typeIn(t, s.form, "mediator.name", "杨秀莲")
	press(t, a, "下一步")
	typeIn(t, s.form, "password.new", "123")
	press(t, a, "建立记录")
	shows(t, a, "密码太短")
	typeIn(t, s.form, "password.new", "45678")
	typeIn(t, s.form, "password.repeat", "87654321")
	press(t, a, "建立记录")
	shows(t, a, "两次输入的密码不一样")
	press(t, a, "上一步")
	if name := s.form.fields["mediator.name"].(*widget.Entry).Text; name != "杨秀莲" {
		t.Errorf("going back lost the name: %q", name)
	}
}

func TestSetup_OtherMediators(t *testing.T) {
	a := newApp(t)
	s := a.screen.(*setupScreen)
	typeIn(t, s.form, "committee.name", "东篱村人民调解委员会")
	typeIn(t, s.form, "committee.area", "339921101201")
	press(t, a, "下一步")
	typeIn(t, s.form, "mediator.name", "杨秀莲")
	for _, name := range []string{"王海燕", "俞𬭎伟"} {
		press(t, a, "添加调解员")
		press(t, a, "放进去")
		shows(t, a, "名字还没有填")
		test.Type(a.window.Canvas().Focused(), name)
		press(t, a, "放进去")
	}
	press(t, a, "删去") // the last one in the list
	press(t, a, "修改")
	shows(t, a, "王海燕")
	press(t, a, "取消")
	press(t, a, "下一步")
	var names []string
	for _, m := range s.draft.Committee.Mediators {
		names = append(names, m.Name)
	}
	if got := strings.Join(names, " "); got != "杨秀莲 王海燕" {
		t.Errorf("mediators %s", got)
	}
}

func TestSetup_DiskRefuses(t *testing.T) {
	a := newApp(t)
	s := a.screen.(*setupScreen)
	s.draft.Committee.Name, s.draft.Committee.Area = "东篱村人民调解委员会", "339921101201"
	s.draft.Committee.Mediators[0].Name = "杨秀莲"
	for range 2 {
		if err := s.draft.Next(); err != nil {
			t.Fatal(err)
		}
	}
	s.fill()
	typeIn(t, s.form, "password.new", testPassword)
	typeIn(t, s.form, "password.repeat", testPassword)
	if err := os.WriteFile(a.Paths.Record(), []byte("there already"), 0o600); err != nil {
		t.Fatal(err)
	}
	press(t, a, "建立记录")
	shows(t, a, "已经有一份记录")
	if s.draft.Step() != view.StepPassword {
		t.Errorf("set-up stands at step %d", s.draft.Step())
	}
}

func TestRecoverySheet_IsOnePageWithTheKey(t *testing.T) {
	a := newApp(t)
	setUp(t, a)
	o := opening{store: a.desk.Store, fonts: a.desk.Fonts, key: "ABCDE-FGHJK-MNPQR-STVWX-YZ012-34567-89ABC"}
	job, err := view.Loose(o.fonts, recoverySheet(a.Words, o, a.today()), "恢复单.pdf")
	if err != nil {
		t.Fatal(err)
	}
	sheet := job.PDF
	if !bytes.HasPrefix(sheet, []byte("%PDF-")) || bytes.Count(sheet, []byte("/Type /Page\n")) != 1 {
		t.Errorf("%d bytes are no PDF of one page", len(sheet))
	}
	folder := t.TempDir()
	for _, want := range []string{"恢复单.pdf", "恢复单-2.pdf"} {
		path, err := writeNumbered(folder, "恢复单.pdf", sheet)
		if err != nil || filepath.Base(path) != want {
			t.Errorf("wrote %s, %v; want %s", path, err, want)
		}
	}
}
