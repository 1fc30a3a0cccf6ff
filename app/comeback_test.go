package app

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/app/widget"
	"woshou/assets/fonts"
	"woshou/data"
)

// One who opens a case from the ledger and comes back finds what was searched for, and
// the case that was chosen.
func TestLedger_ComesBackToItsPlace(t *testing.T) {
	a := sampleApp(t)
	a.Show(Route{Page: PageLedger})
	s := a.screen.(*ledgerScreen)
	test.Type(s.text, "2026")
	s.group.SetKey(string(view.GroupDone))
	if len(s.view.Rows) < 2 {
		t.Fatalf("%d cases", len(s.view.Rows))
	}
	s.table.SetCurrent(1)
	chosen := s.view.Rows[1].ID
	s.open(1)
	key(a, fyne.KeyEscape)
	back, ok := a.screen.(*ledgerScreen)
	if !ok {
		t.Fatalf("Esc leads to %T", a.screen)
	}
	if back.text.Text != "2026" || back.group.Key() != string(view.GroupDone) || back.text.CursorColumn != 4 {
		t.Errorf("search %q at %d, group %q", back.text.Text, back.text.CursorColumn, back.group.Key())
	}
	if len(back.view.Rows) != len(s.view.Rows) || back.currentCase() != chosen {
		t.Errorf("%d cases, another is chosen: %v", len(back.view.Rows), back.currentCase() != chosen)
	}
	key(a, fyne.KeyF2)
	key(a, fyne.KeyF3)
	if fresh := a.screen.(*ledgerScreen); fresh.text.Text != "" || fresh.group.Key() != string(view.GroupAll) {
		t.Errorf("F3 opens the ledger with %q", fresh.text.Text)
	}
}

func TestToday_LooksAtAnotherDay(t *testing.T) {
	a := sampleApp(t)
	s := a.screen.(*todayScreen)
	if !s.back.Hidden {
		t.Error("the way back to today shows on today")
	}
	test.Type(s.pick, "2026-12-25")
	shows(t, a, "2026年12月25日 星期五", "已经过期", "回到今天")
	press(t, a, "回到今天")
	shows(t, a, a.desk.TodayView(0).Day)
	if s.pick.Text != "" || !s.back.Hidden {
		t.Errorf("back on today: %q", s.pick.Text)
	}
	test.Type(s.pick, "1999-01-01")
	shows(t, a, "那一天没有到期的事")
	s.pick.SetText("")
	test.Type(s.pick, "2028-03-20")
	shows(t, a, "任期届满")
	for _, row := range s.group("today.soon", a.desk.TodayView(s.on).Soon) {
		walk(row, func(o fyne.CanvasObject) {
			if b, ok := o.(*widget.Button); ok && a.route.Page == PageToday {
				test.Tap(b)
			}
		})
	}
	if a.route.Page != PageSettings {
		t.Errorf("the term opens page %d", a.route.Page)
	}
}

func TestDossierTab_SaysWhatIsMissing(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "closed")
	s := openCase(t, a, c.ID, dossierTab)
	shows(t, a, "还缺1样", "6. 回访记录", "缺", "书面协议至少要回访一次", "9. 封底", "归档时填")
	if s.view.Move(data.MoveArchive).Allowed {
		t.Error("the archive is offered")
	}
	a.Theme = theme.New(fonts.UI(), nil)
	a.setScale(theme.ScaleHuge)
	a.open(Route{Page: PageCase, Case: c.ID, Tab: dossierTab})
	settle()
	if size := a.window.Content().MinSize(); size.Width > screenWidth || size.Height > screenHeight {
		t.Errorf("in the largest type it needs %v", size)
	}
}

// Each party has a day of its own; a day that cannot be read is said, and so is one
// that is missing. Many parties have one day.
func TestConsents_EachParty(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "mediating")
	f := a.newForm()
	read := f.consents("extend.consents*", c)
	field := f.fields["extend.consents"].(*fyne.Container)
	days := daysIn(field)
	if got := read(); got[0].On != 0 || got[1].On != 0 {
		t.Errorf("consents are proposed: %+v", got)
	}
	days[0].SetDay(a.today())
	days[1].SetText("2026-7-8")
	if got := read(); len(got) != 2 || got[0].On != a.today() || got[1].On.String() != "2026-07-08" || got[1].Party != c.Parties[1].ID || f.err() != nil {
		t.Errorf("%+v, %v", got, f.err())
	}
	days[0].SetText("2026-2-30")
	if err := f.err(); err == nil || !strings.Contains(err.Error(), "extend.consents") {
		t.Errorf("a day that is none: %v", err)
	}
	if cursor(field) != fyne.Focusable(days[0]) {
		t.Error("the cursor does not begin in the first day")
	}
	many := crowded(t, a)
	f = a.newForm()
	read = f.consents("extend.consents*", many)
	f.fields["extend.consents"].(*widget.DayEntry).SetDay(a.today())
	if got := read(); len(got) != len(many.Parties) || got[len(got)-1].On != a.today() {
		t.Errorf("%d consents for %d parties", len(got), len(many.Parties))
	}
}

// A choice that is hidden hides what depends on it.
func TestIntake_AskOnlyWhatBelongsToTheSource(t *testing.T) {
	a := sampleApp(t)
	a.Show(Route{Page: PageIntake})
	f := a.screen.(*intakeScreen).form
	seen := func() string {
		var out []string
		for _, name := range []string{"way", "oral_by", "read_back_on", "organ", "organ_name", "referral_no", "reply_due"} {
			if f.fields["intake."+name].Visible() {
				out = append(out, name)
			}
		}
		return strings.Join(out, " ")
	}
	pick := func(name, key string) { f.fields["intake."+name].(*widget.Select).SetKey(key) }
	for _, step := range []struct{ field, key, want string }{
		{"source", string(data.Application), "way"},
		{"way", string(data.ByMouth), "way oral_by read_back_on"},
		{"source", string(data.Referral), "organ organ_name referral_no reply_due"},
		{"source", string(data.OwnMotion), ""},
		{"source", string(data.Application), "way oral_by read_back_on"},
	} {
		pick(step.field, step.key)
		if got := seen(); got != step.want {
			t.Errorf("%s is %s: %q, want %q", step.field, step.key, got, step.want)
		}
	}
}
