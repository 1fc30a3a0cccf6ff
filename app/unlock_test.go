package app

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/widget"
	"woshou/data"
	"woshou/data/store"
)

// reopened closes the desk and starts the program again on the same folder.
func reopened(t *testing.T, a *App) *App {
	t.Helper()
	settle()
	a.closeDesk()
	return appIn(t, a.home)
}

func TestUnlock_PasswordAndEnter(t *testing.T) {
	a := newApp(t)
	setUp(t, a)
	a = reopened(t, a)
	s, ok := a.screen.(*unlockScreen)
	if !ok {
		t.Fatalf("the program starts with %T", a.screen)
	}
	field := s.form.fields["password"].(*widget.Entry)
	if a.window.Canvas().Focused() != fyne.Focusable(field) {
		t.Error("the cursor is not in the password field")
	}
	typeIn(t, s.form, "password", "wrong one")
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	settle()
	shows(t, a, "密码不对", "忘记密码")
	if field.Text != "" {
		t.Error("the wrong password stays in the field")
	}
	press(t, a, "打开")
	shows(t, a, "密码还没有填")
	typeIn(t, s.form, "password", testPassword)
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	settle()
	if a.desk == nil {
		t.Fatal("the right password does not open the record")
	}
}

func TestUnlock_RecoveryKey(t *testing.T) {
	a := newApp(t)
	key := setUp(t, a)
	a = reopened(t, a)
	s := a.screen.(*unlockScreen)
	press(t, a, "忘记密码")
	recover := func(text string) {
		s.form.fields["recovery"].(*widget.Entry).SetText(text)
		press(t, a, "用恢复单打开")
	}
	recover("")
	shows(t, a, "恢复密钥还没有填")
	slip := []byte(key)
	slip[12] = map[bool]byte{true: 'A', false: 'B'}[slip[12] == 'B'] // in the third group
	recover(string(slip))
	shows(t, a, "第3组打错了")
	recover(key)
	typeIn(t, s.form, "password.new", "新的密码一二三")
	typeIn(t, s.form, "password.repeat", "新的密码一二四")
	press(t, a, "换密码并打开")
	shows(t, a, "两次输入的密码不一样")
	s.form.fields["password.repeat"].(*widget.Entry).SetText("新的密码一二三")
	press(t, a, "换密码并打开")
	if log := a.desk.Store.Committee().AccessLog; len(log) != 1 || log[0].What != data.AccessRecovered {
		t.Errorf("the log of access is %+v", log)
	}
	if a.desk == nil {
		t.Fatalf("the recovery key does not open the record:\n%s", texts(a))
	}
	a = reopened(t, a)
	typeIn(t, a.screen.(*unlockScreen).form, "password", "新的密码一二三")
	press(t, a, "打开")
	if a.desk == nil {
		t.Error("the new password does not open the record")
	}
}

func TestUnlock_KeyOfAnotherRecord(t *testing.T) {
	other := newApp(t)
	key := setUp(t, other)
	a := newApp(t)
	setUp(t, a)
	a = reopened(t, a)
	s := a.screen.(*unlockScreen)
	press(t, a, "忘记密码")
	typeIn(t, s.form, "recovery", key)
	press(t, a, "用恢复单打开")
	shows(t, a, "不是这份记录的")
}

func TestUnlock_ProblemsHaveAWayOn(t *testing.T) {
	t.Run("in use", func(t *testing.T) {
		a := newApp(t)
		setUp(t, a)
		second := appIn(t, a.home)
		shows(t, second, "程序已经打开了", "记录是安全的", "再试一次", "关闭程序", a.home.Record())
		a.closeDesk()
		press(t, second, "再试一次")
		if second.screen.(*unlockScreen).form == nil {
			t.Error("trying again does not ask for the password")
		}
	})
	t.Run("damaged", func(t *testing.T) {
		a := newApp(t)
		setUp(t, a)
		a.closeDesk()
		for _, path := range []string{a.home.Record(), store.JournalPath(a.home.Record())} {
			if err := os.WriteFile(path, []byte("not a record at all"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		second := appIn(t, a.home)
		shows(t, second, "文件损坏", "没有改动", a.home.Record())
	})
	t.Run("taken away meanwhile", func(t *testing.T) {
		a := newApp(t)
		setUp(t, a)
		a = reopened(t, a)
		a.screen.(*unlockScreen).release()
		if err := store.Remove(a.home.Record()); err != nil {
			t.Fatal(err)
		}
		a.screen.(*unlockScreen).look()
		settle()
		if _, ok := a.screen.(*setupScreen); !ok {
			t.Errorf("without a record the program shows %T", a.screen)
		}
	})
}

func TestSamples_AndBack(t *testing.T) {
	a := sampleApp(t)
	if title := a.window.Title(); title != "握手言和 （示例）" {
		t.Errorf("title %q", title)
	}
	shows(t, a, "离开示例", "2026年")
	if n := len(a.desk.Store.Rows()); n < 5 {
		t.Errorf("%d sample cases", n)
	}
	press(t, a, "离开示例")
	if _, ok := a.screen.(*setupScreen); !ok || a.desk != nil || a.window.Title() != "握手言和" {
		t.Errorf("back from the samples: %T, %q", a.screen, a.window.Title())
	}
	if !a.Now().Equal(testNow) {
		t.Error("the samples' clock stays")
	}
	press(t, a, "先看示例") // now from the file
	if a.desk == nil {
		t.Error("the samples do not open a second time")
	}
}

func TestSamples_DamagedAreMadeAnew(t *testing.T) {
	a := sampleApp(t)
	press(t, a, "离开示例")
	if err := os.WriteFile(a.home.Samples().Record(), []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	press(t, a, "先看示例")
	if a.desk == nil {
		t.Errorf("damaged samples do not open:\n%s", texts(a))
	}
}

func TestSamples_FromTheUnlockScreen(t *testing.T) {
	a := newApp(t)
	setUp(t, a)
	a = reopened(t, a)
	press(t, a, "先看示例")
	press(t, a, "离开示例")
	typeIn(t, a.screen.(*unlockScreen).form, "password", testPassword)
	press(t, a, "打开")
	if a.desk == nil || a.inSamples() {
		t.Error("the record does not open after the samples")
	}
}

func TestWindow_CloseAsksFirst(t *testing.T) {
	a := newApp(t)
	typeIn(t, a.screen.(*setupScreen).form, "committee.name", "东")
	a.leave(func() { t.Error("left without asking") })
	shows(t, a, "还没有保存")
	test.Tap(button(t, a, "留下"))
	if a.window.Canvas().Overlays().Top() != nil {
		t.Error("the question stays")
	}
	a.leave(a.close)
	press(t, a, "不保存，离开")
}
