package app

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/widget"
	"woshou/data"
)

// takeIn opens the intake of a new case and fills what it cannot do without.
func takeIn(t *testing.T, a *App) *intakeScreen {
	t.Helper()
	a.Show(Route{Page: PageIntake})
	s := a.screen.(*intakeScreen)
	fillIn(t, a, [][2]string{
		{"applicant.name", "叶建国"}, {"respondent.name", "陈𤧛"}, {"intake.type", "邻里纠纷"}, {"intake.summary", "院墙滴水。"},
	})
	return s
}

func TestIntake_SavesAndOpensTheCase(t *testing.T) {
	a := villageApp(t, 0)
	s := takeIn(t, a)
	if !s.dirty() {
		t.Error("what is typed would be lost without a question")
	}
	fillIn(t, a, [][2]string{
		{"applicant.id_number", "339921196803150014"}, {"respondent.phone", "660112"}, {"intake.claimed", "386"},
		{"intake.requests", "赔偿。"}, {"intake.difficult", ""},
	})
	shows(t, a, "男，1968年3月15日")
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	opened, ok := a.screen.(*caseScreen)
	if !ok {
		t.Fatalf("saved, and then %T:\n%s", a.screen, texts(a))
	}
	c := stored(t, a, opened.id)
	if c.Status != data.Applied || len(c.Parties) != 2 || c.Parties[1].Name != "陈𤧛" || c.Parties[1].Phone != "660112" ||
		c.Claimed != 38600 || !c.Difficult || c.Parties[0].Sex != data.Male {
		t.Errorf("the record holds %+v", c)
	}
	key(a, fyne.KeyEscape)
	if a.route.Page != PageToday || a.window.Canvas().Overlays().Top() != nil {
		t.Errorf("back leads to page %d", a.route.Page)
	}
}

func TestIntake_TypingBeginsAtOnceAndEnterGoesOn(t *testing.T) {
	a := villageApp(t, 0)
	key(a, fyne.KeyF2)
	shortcut(a, fyne.KeyN, fyne.KeyModifierControl)
	canvas := a.window.Canvas()
	for _, name := range []string{"applicant.name", "applicant.phone", "applicant.id_number", "applicant.address", "respondent.name"} {
		if canvas.Focused() != rowOf(t, a, name).field.(fyne.Focusable) {
			t.Fatalf("the cursor is not in %s but in %T", name, canvas.Focused())
		}
		if strings.HasSuffix(name, ".name") {
			test.Type(canvas.Focused(), "徐䶮")
		}
		canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
}

func TestIntake_MistakesShowWhereTheyAre(t *testing.T) {
	for _, w := range []struct{ field, value, says string }{
		{"applicant.name", "", "名字还没有填"},
		{"respondent.name", strings.Repeat("长", 31), "名字太长"},
		{"applicant.id_number", "339921196803150015", "有一位输错"},
		{"respondent.id_number", "33992119680231001X", "出生日期不存在"},
		{"intake.summary", " ", "还没有填"},
		{"intake.claimed", "0.001", "小数点后两位"},
		{"intake.claimed", "10000000000.01", "金额太大"},
		{"intake.claimed", "八百", "看不懂"},
		{"intake.received_on", "2026-2-30", "没有这一天"},
		{"intake.received_on", "2026-7-11", "还没有到"},
		{"intake.received_on", "", "日期还没有填"},
		{"intake.source", "委托移送", "还没有选"}, // the organ
	} {
		t.Run(w.field+" "+w.value, func(t *testing.T) {
			a := villageApp(t, 0)
			before := len(a.desk.Store.Rows())
			s := takeIn(t, a)
			enter(t, a, w.field, w.value)
			for range 2 {
				press(t, a, "登记  Ctrl+S")
				field := w.field
				if field == "intake.source" {
					field = "intake.organ"
				}
				if note := noteOf(t, a, field); !strings.Contains(note, w.says) {
					t.Errorf("below the field: %q", note)
				}
			}
			if a.screen != screen(s) || len(a.desk.Store.Rows()) != before {
				t.Error("it was saved all the same")
			}
		})
	}
}

func TestIntake_DraftKeepsHalf(t *testing.T) {
	a := villageApp(t, 0)
	a.Show(Route{Page: PageIntake})
	enter(t, a, "applicant.name", "叶建国")
	shortcut(a, fyne.KeyD, fyne.KeyModifierControl)
	opened, ok := a.screen.(*caseScreen)
	if !ok {
		t.Fatalf("a draft leads to %T:\n%s", a.screen, texts(a))
	}
	if c := stored(t, a, opened.id); c.Status != data.Draft || len(c.Parties) != 1 {
		t.Errorf("the draft is %+v", c)
	}
	shows(t, a, "登记内容还没有填完")
	key(a, fyne.KeyF8)
	fillIn(t, a, [][2]string{{"intake.type", "邻里纠纷"}, {"intake.summary", "院墙滴水。"}})
	press(t, a, "登记  Ctrl+S")
	if c := stored(t, a, opened.id); c.Summary != "院墙滴水。" || c.Status != data.Draft {
		t.Errorf("the draft is now %+v", c)
	}
}

func TestIntake_ReferralFieldsOnlyWhereTheyBelong(t *testing.T) {
	a := villageApp(t, 0)
	s := takeIn(t, a)
	if rowOf(t, a, "intake.organ").field.Visible() {
		t.Error("an application is asked for the organ that referred it")
	}
	fillIn(t, a, [][2]string{{"intake.source", "委托移送"}, {"intake.organ", "法院"}, {"intake.referral_no", "委托1号"}, {"intake.reply_due", "2026-13"}})
	press(t, a, "登记  Ctrl+S")
	if a.screen != screen(s) {
		t.Fatal("half a date was dropped")
	}
	enter(t, a, "intake.source", "当事人申请")
	press(t, a, "登记  Ctrl+S")
	opened, ok := a.screen.(*caseScreen)
	if !ok {
		t.Fatalf("a hidden field stops the save:\n%s", texts(a))
	}
	if c := stored(t, a, opened.id); c.Organ != "" || c.ReferralNo != "" || c.ReplyDue != 0 {
		t.Errorf("an application keeps %q %q %v", c.Organ, c.ReferralNo, c.ReplyDue)
	}
}

func TestIntake_LeavingAsks(t *testing.T) {
	a := villageApp(t, 0)
	s := takeIn(t, a)
	for _, leave := range []func(){
		func() { key(a, fyne.KeyEscape) },
		func() { key(a, fyne.KeyF3) },
		func() { press(t, a, "返回") },
		func() { press(t, a, "台账") },
	} {
		leave()
		shows(t, a, "还没有保存")
		key(a, fyne.KeyEscape) // stay
		if a.screen != screen(s) {
			t.Fatalf("it left for %T", a.screen)
		}
	}
	if got := s.form.fields["applicant.name"].(*widget.Entry).Text; got != "叶建国" {
		t.Errorf("the name is now %q", got)
	}
	key(a, fyne.KeyEscape)
	press(t, a, "不保存，离开")
	if a.route.Page != PageToday {
		t.Errorf("leaving leads to page %d", a.route.Page)
	}
}
