package app

import (
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"woshou/app/widget"
	"woshou/data"
)

func TestIdle_Tick(t *testing.T) {
	i := idle{limit: 3 * time.Minute}
	step := func(touched bool) (rest, lock bool) {
		if touched {
			i.touch()
		}
		return i.tick(30 * time.Second)
	}
	for n, tt := range []struct{ touched, rest, lock bool }{
		{true, false, false}, {false, false, false}, {false, true, false}, {false, false, false}, {false, false, false},
		{true, false, false}, {false, false, false}, {false, true, false}, {false, false, false}, {false, false, false},
		{false, false, false}, {false, false, true}, {false, false, true}, {true, false, false},
	} {
		if rest, lock := step(tt.touched); rest != tt.rest || lock != tt.lock {
			t.Errorf("tick %d: rest %v, lock %v", n, rest, lock)
		}
	}
	never := idle{}
	for range 1000 {
		if _, lock := never.tick(time.Hour); lock {
			t.Fatal("locked although it is never to be")
		}
	}
}

// shared is a desk with the one who set it up, a mediator and a reader.
func shared(t *testing.T) *App {
	t.Helper()
	a, _ := realApp(t, "使用人")
	id, err := a.desk.SetMediator(data.Mediator{Name: "俞𬭎伟"})
	if err == nil {
		err = a.desk.GivePassword(id, "俞的密码一二", "俞的密码一二")
	}
	if err != nil {
		t.Fatal(err)
	}
	reader, err := a.desk.SetReader(data.Reader{Name: "赵𫖯", Post: "村法律顾问"})
	if err == nil {
		err = a.desk.GivePassword(reader, "赵的密码一二", "赵的密码一二")
	}
	if err != nil {
		t.Fatal(err)
	}
	a.refresh()
	return a
}

func (l *cover) try(t *testing.T, password string) {
	t.Helper()
	typeIn(t, l.form, "password", password)
	l.form.fields["password"].(*widget.Entry).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	settle()
}

func TestLock_HidesAndGivesBack(t *testing.T) {
	a := shared(t)
	a.Show(Route{Page: PageIntake})
	typeIn(t, a.screen.(*intakeScreen).form, "intake.place", "东篱村口")
	a.confirmLoss(func() {}) // a dialog on top
	screen := a.screen
	a.lockNow()
	shows(t, a, "屏幕锁上了", "现在是")
	if strings.Contains(texts(a), "纠纷简要情况") || a.window.Canvas().Overlays().Top() != nil {
		t.Error("something is still to be seen")
	}
	a.keys.Bind(widget.Key{Name: fyne.KeyF12}, func() { t.Error("a key acts behind the lock") })
	key(a, fyne.KeyF12)
	a.lockNow() // again does nothing
	cover := a.cover
	cover.try(t, "wrong one")
	shows(t, a, "密码不对")
	cover.try(t, "俞的密码一二")
	shows(t, a, "没保存的内容")
	a.refresh() // news from the link
	a.open(Route{Page: PageToday})
	shows(t, a, "屏幕锁上了")
	a.screen = screen
	cover.try(t, testPassword)
	if a.cover != nil || a.window.Canvas().Overlays().Top() == nil {
		t.Error("not as it was")
	}
}

func TestLock_TypedTextIsThereAgain(t *testing.T) {
	a := shared(t)
	a.Show(Route{Page: PageIntake})
	typeIn(t, a.screen.(*intakeScreen).form, "intake.place", "东篱村口")
	a.lockNow()
	a.cover.try(t, testPassword)
	field := a.screen.(*intakeScreen).form.fields["intake.place"].(*widget.Entry)
	if a.cover != nil || field.Text != "东篱村口" {
		t.Errorf("the text is %q", field.Text)
	}
	shows(t, a, "纠纷简要情况")
}

func TestLock_AnotherUserBeginsAnew(t *testing.T) {
	a := shared(t)
	before := a.desk.Store.Author()
	a.lockNow()
	a.cover.try(t, "赵的密码一二")
	if a.desk.Store.Author() == before || a.route.Page != PageToday || a.cover != nil || len(a.back) != 0 {
		t.Errorf("author %s on page %d", a.desk.Store.Author(), a.route.Page)
	}
	a.Show(Route{Page: PageIntake})
	s := a.screen.(*intakeScreen)
	typeIn(t, s.form, "applicant.name", "张建国")
	press(t, a, "先存草稿")
	shows(t, a, "只能查看")
	if n := len(a.desk.Store.Rows()); n != 0 {
		t.Errorf("a reader saved %d cases", n)
	}
}

func TestLock_AfterTheTime(t *testing.T) {
	a := shared(t)
	press(t, a, "5分钟")
	if n := readIdle(a.home); n != 5 || a.idle.limit != 5*time.Minute {
		t.Errorf("%d minutes, %v", n, a.idle.limit)
	}
	a.watch(a.work)
	for range int(5*time.Minute/watchEvery) - 1 {
		a.watch(a.work)
	}
	settle()
	if a.cover != nil {
		t.Fatal("locked too early")
	}
	a.watch(a.work)
	if a.cover == nil {
		t.Fatal("not locked")
	}
	shows(t, a, "屏幕锁上了")
	if notes := a.desk.Backups.Notes(); len(notes) != 1 {
		t.Errorf("the quiet time made %d backups", len(notes))
	}
	a.cover.try(t, testPassword)
	press(t, a, "从不")
	if readIdle(a.home) != 0 || a.idle.limit != 0 {
		t.Error("still locks")
	}
	for _, text := range []string{"", "-3", "soon", "999999999"} {
		if err := os.WriteFile(idleFile(a.home), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if n := readIdle(a.home); n != usualMinutes {
			t.Errorf("%q: %d minutes", text, n)
		}
	}
}

func TestLock_SamplesHaveNothingToHide(t *testing.T) {
	a := sampleApp(t)
	a.lockNow()
	if a.cover != nil {
		t.Error("the samples are locked")
	}
}
