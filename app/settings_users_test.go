package app

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/widget"
	"woshou/data"
)

func TestUsers_ReaderComesAndGoes(t *testing.T) {
	a, s := realApp(t, "使用人")
	press(t, a, "添加只能看的人")
	test.Type(a.window.Canvas().Focused(), "赵𫖯")
	press(t, a, "保存")
	shows(t, a, "还没有填")
	dialogFields(a)[1].SetText("村法律顾问")
	press(t, a, "保存")
	shows(t, a, "赵𫖯", "村法律顾问　只能看", "没有密码")
	press(t, a, "设密码")
	fields := dialogFields(a)
	fields[0].SetText(testPassword)
	fields[1].SetText(testPassword)
	press(t, a, "保存")
	shows(t, a, "这个密码不能用")
	fields[0].SetText("赵的密码一二")
	fields[1].SetText("赵的密码一二")
	press(t, a, "保存")
	shows(t, a, "给赵𫖯设了密码")
	if _, err := a.desk.Store.UserOf("赵的密码一二"); err != nil {
		t.Error(err)
	}
	press(t, a, "收回")
	shows(t, a, "收回赵𫖯的密码")
	press(t, a, "收回")
	shows(t, a, "收回了赵𫖯的密码", "没有密码")
	if _, err := a.desk.Store.UserOf("赵的密码一二"); !errors.Is(err, data.ErrPassword) {
		t.Errorf("the password still opens: %v", err)
	}
	r := a.desk.Store.Committee().Readers[0]
	r.From, r.To = a.today()-30, a.today()-1
	s.changeReader(r)
	press(t, a, "保存")
	for _, row := range a.desk.Store.Committee().Readers {
		if row.To == 0 {
			t.Error("the reader did not leave")
		}
	}
}

func TestUsers_AccessOfAMediator(t *testing.T) {
	a := shared(t)
	s := a.screen.(*settingsScreen)
	v, err := a.desk.UsersView()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range v.Rows {
		if r.Name != "俞𬭎伟" {
			continue
		}
		s.changeUser(r)
		d := a.window.Canvas().Overlays().Top()
		pick := firstSelect(d)
		pick.SetKey(string(data.Reads))
		press(t, a, "保存")
		if got := a.desk.Store.Committee().Mediator(r.ID).Access; got != data.Reads {
			t.Errorf("access %q", got)
		}
		s.changeUser(r)
		firstSelect(a.window.Canvas().Overlays().Top()).SetKey(writesKey)
		press(t, a, "保存")
		if got := a.desk.Store.Committee().Mediator(r.ID).Access; got != data.Writes {
			t.Errorf("access %q", got)
		}
	}
}

func TestUsers_NewSheet(t *testing.T) {
	a, _ := realApp(t, "使用人")
	press(t, a, "换新的恢复单")
	dialogFields(a)[0].SetText("not it")
	press(t, a, "保存")
	shows(t, a, "密码不对")
	dialogFields(a)[0].SetText(testPassword)
	press(t, a, "保存")
	shows(t, a, "打印恢复单", "只在现在显示一次")
	press(t, a, "收好了")
	shows(t, a, "先打印或者抄好")
	walkChecks(a, func(c *widget.Check) { c.SetChecked(true) })
	press(t, a, "收好了")
	if a.window.Canvas().Overlays().Top() != nil {
		t.Error("the sheet stays")
	}
	shows(t, a, "换了新的恢复单")
}

// firstSelect finds the first choice below o.
func firstSelect(o fyne.CanvasObject) *widget.Select {
	var found *widget.Select
	walk(o, func(o fyne.CanvasObject) {
		if s, ok := o.(*widget.Select); ok && found == nil {
			found = s
		}
	})
	return found
}

// walkChecks calls f with every box of the dialog on top.
func walkChecks(a *App, f func(*widget.Check)) {
	walk(a.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok {
			f(c)
		}
	})
}
