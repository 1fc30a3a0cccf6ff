package app

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"woshou/data"
)

func TestSession_Mistakes(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "informed")
	for _, w := range []struct {
		typed [][2]string
		field string
		says  string
	}{
		{nil, "session.notes", "调解记录还没有写"},
		{[][2]string{{"session.place", ""}}, "session.place", "地点还没有填"},
		{[][2]string{{"session.present", "叶建国"}, {"session.present", "张根土"}}, "session.present", "还没有选到场"},
		{[][2]string{{"session.notes", "谈了"}, {"session.on", "2026-7-11"}}, "session.on", "还没有到"},
		{[][2]string{{"session.notes", "谈了"}, {"session.next_on", "2026-7-1"}}, "session.next_on", "太早"},
		{[][2]string{{"session.notes", "谈了"}, {"session.start", "上午"}}, "session.start", "时间的写法"},
	} {
		openCase(t, a, c.ID, 1)
		key(a, fyne.KeyF8)
		fillIn(t, a, w.typed)
		press(t, a, save)
		if note := noteOf(t, a, w.field); !strings.Contains(note, w.says) {
			t.Errorf("%v: below %s %q", w.typed, w.field, note)
		}
		if len(stored(t, a, c.ID).Sessions) != 0 {
			t.Errorf("%v was saved", w.typed)
		}
		if w.typed != nil {
			abandon(t, a)
		}
	}
}

func TestSession_FirstOneBringsTheCaseIntoMediation(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "informed")
	openCase(t, a, c.ID, 0)
	key(a, fyne.KeyF8)
	if a.window.Canvas().Focused() != rowOf(t, a, "session.on").field.(fyne.Focusable) {
		t.Error("typing does not begin in the first field")
	}
	fillIn(t, a, [][2]string{{"session.present", "叶建国"}, {"session.mode", "背对背"}, {"session.notes", strings.Repeat("谈了又谈。", 300)}, {"session.read", ""}})
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	got := stored(t, a, c.ID)
	if got.Status != data.Mediating || len(got.Sessions) != 1 {
		t.Fatalf("%s with %d meetings", got.Status, len(got.Sessions))
	}
	if s := got.Sessions[0]; !slices.Equal(s.Present, everybody(c)[1:]) || s.Mode != data.Separate || !s.ReadToAll || s.Place == "" {
		t.Errorf("the meeting is %+v", s)
	}
	if s, ok := a.screen.(*caseScreen); !ok || s.tab != 1 {
		t.Errorf("it leads to %T", a.screen)
	}
	if f := a.window.Canvas().Focused(); f != nil {
		t.Errorf("the focus stays on a %T of the page that is gone", f)
	}
}

func TestSession_PutRightUntilClosed(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "performed")
	openCase(t, a, c.ID, 1)
	press(t, a, "打开")
	enter(t, a, "session.result", "达成协议")
	press(t, a, save)
	got := stored(t, a, c.ID).Sessions
	if len(got) != 1 || got[0].Result != "达成协议" || got[0].Notes != c.Sessions[0].Notes {
		t.Errorf("meetings %+v", got)
	}
}

func TestSession_MediatorWhoLeftStaysOnItsRecord(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "mediating")
	m := *a.desk.Store.Committee().Mediator(c.Sessions[0].Mediators[0])
	m.From, m.To = a.today().Add(-400), a.today().Add(-1)
	if _, err := a.desk.SetMediator(m); err != nil {
		t.Fatal(err)
	}
	openCase(t, a, c.ID, 1)
	press(t, a, "打开")
	enter(t, a, "session.result", "没有谈拢")
	press(t, a, save)
	if got := stored(t, a, c.ID).Sessions[0].Mediators; !slices.Equal(got, c.Sessions[0].Mediators) {
		t.Errorf("mediators %v", got)
	}
}
