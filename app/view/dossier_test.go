package view

import (
	"slices"
	"strings"
	"testing"

	"woshou/data"
)

func TestHandUp_FromTheRecord(t *testing.T) {
	d, c := played(t, "07", "session", 3, "2026-05-08")
	in := d.NewHandUp(c)
	if !strings.Contains(in.History, "第3次调解，2026年5月8日：三次调解没有达成协议") || in.Contact != "金彩娟 660200" {
		t.Errorf("history %q, contact %q", in.History, in.Contact)
	}
	want := []string{"申请书或者受理登记表 1页", "1983年山权证复印件（骆阿水） 1页", "1983年山权证复印件（骆阿根） 1页", "调解记录 3页"}
	if got := strings.Split(in.Copies, "\n"); !slices.Equal(got, want) {
		t.Errorf("papers %q", got)
	}
	in.To, in.Reason, in.Duty = "清溪镇派出所", "涉嫌违法", "治安管理处罚法"
	in.SentOn = d.Today()
	c, err := d.HandUp(c, in)
	if err != nil || len(c.HandUps[0].Consents) != 0 || c.HandUps[0].Pages != 6 {
		t.Fatalf("by duty: %+v, %v", c.HandUps, err)
	}
	_, err = d.HandUpResult(c, FeedbackForm{On: d.Today(), Result: data.OutcomeWritten})
	wantRefused(t, err, "hand_up_result.none")
	if c, err = d.AnswerHandUp(c, AnswerForm{On: d.Today(), By: "王警官"}); err != nil {
		t.Fatal(err)
	}
	if next := NextStep(d.Words, c, d.Today()); next.Act != ActHandUpResult {
		t.Errorf("next %s", next.Act)
	}
	if c, err = d.HandUpResult(c, FeedbackForm{On: d.Today(), Result: data.OutcomeWritten, Text: "已达成协议"}); err != nil {
		t.Fatal(err)
	}
	if card := d.CaseView(c).HandUps[0]; !slices.Contains(card.Rows, Pair{"对方的办理结果", "达成书面协议 已达成协议"}) {
		t.Errorf("card %+v", card)
	}
	if _, err = d.Close(c, DayForm{d.Today()}); err != nil {
		t.Error(err)
	}
}

func TestParseCopies(t *testing.T) {
	good, err := parseCopies("\n 调解记录 12页 \n身份证复印件：2张\nID copy, 1p.\n1998年土地证1\n")
	if err != nil || len(good) != 4 {
		t.Fatalf("%v, %v", good, err)
	}
	for i, want := range []data.HandUpCopy{{Title: "调解记录", Pages: 12}, {Title: "身份证复印件", Pages: 2}, {Title: "ID copy", Pages: 1}, {Title: "1998年土地证", Pages: 1}} {
		if good[i].Title != want.Title || good[i].Pages != want.Pages || good[i].ID == "" {
			t.Errorf("%+v, want %+v", good[i], want)
		}
	}
	for _, bad := range []string{"调解记录", "调解记录 0页", "3页", "调解记录 10000页", strings.Repeat("长", 101) + " 1页", "调解记录 99999999999999999999页"} {
		_, err := parseCopies(bad)
		wantInvalid(t, err, "handup.copies", "copies.form")
	}
	_, err = parseCopies(" \n ")
	wantInvalid(t, err, "handup.copies", "text.empty")
}

func FuzzParseCopies(f *testing.F) {
	for _, s := range []string{"调解记录 12页", "𬭎 1p", "页", "1页\n2页", "a\x00 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		papers, err := parseCopies(s)
		if err != nil {
			return
		}
		for _, p := range papers {
			if p.Title == "" || p.Pages < 1 || p.Pages > 9999 || strings.TrimSpace(p.Title) != p.Title {
				t.Errorf("%q gives %+v", s, p)
			}
		}
	})
}

func TestDossierView(t *testing.T) {
	d, c := played(t, "02", "session", 1, "2026-03-20")
	if v := d.CaseView(c).Dossier; v.Tone != Plain || len(v.Rows) != 9 || v.Rows[4].State != "还没有" || len(v.Volume) != 0 {
		t.Errorf("on the way: %+v", v)
	}
	d, c = played(t, "01", "close", 1, "2026-05-20")
	v := d.CaseView(c).Dossier
	if v.Summary != "卷宗材料齐了" || v.Rows[0].Title != "1. 申请书或者受理登记表" || v.Rows[0].Need != "必须有" || v.Rows[1].Need != "有就放" ||
		v.Rows[3].Count != "6份" || v.Rows[8].State != "归档时填" {
		t.Errorf("closed: %+v", v)
	}
	c.FollowUps, c.Parties[1].InformedOn = nil, 0
	v = d.CaseView(c).Dossier
	if v.Summary != "还缺2样，补齐了才能归档" || v.Rows[0].Tone != Bad || !strings.HasPrefix(v.Rows[0].Lacks[0], "张根土：没有登记告知权利义务") ||
		!strings.Contains(v.Rows[5].Lacks[0], "至少要回访一次") {
		t.Errorf("two things missing: %+v", v)
	}
	_, err := d.Archive(c, ArchiveForm{On: d.Today(), Retention: data.LongTerm, Pages: 30})
	wantRefused(t, err, "archive.informed")
}

func TestArchive_CoverAndLastPage(t *testing.T) {
	d, c := played(t, "01", "close", 1, "2026-05-20")
	in := d.NewArchive(c)
	in.Retention, in.WhyShort, in.Pages, in.Statement = data.ShortTerm, "争议小，已履行", 31, " 缺一页 "
	c, err := d.Archive(c, in)
	if err != nil || c.Status != data.Archived {
		t.Fatal(err)
	}
	if want := (data.Volume{FiledBy: "杨秀莲", Pages: 31, Statement: "缺一页", WhyShort: "争议小，已履行"}); c.Volume != want {
		t.Errorf("volume %+v", c.Volume)
	}
	v := d.CaseView(c).Dossier
	if !slices.Contains(v.Volume, Pair{"全卷页数", "31"}) || v.Rows[8].State != "齐" {
		t.Errorf("%+v", v)
	}
}

// The first screen can be asked what will be due on another day, also for the term of
// the committee, three years (People's Mediation Law art. 9).
func TestTodayView_AnotherDay(t *testing.T) {
	d := filledDesk(t, 0, "2026-05-13")
	now, then := d.TodayView(0), d.TodayView(date(t, "2026-06-05"))
	if now.Other || !then.Other || then.Day != "2026年6月5日 星期五" {
		t.Errorf("%s %v, %s %v", now.Day, now.Other, then.Day, then.Other)
	}
	for _, r := range then.Today {
		if r.When != "当天" || r.On != date(t, "2026-06-05") {
			t.Errorf("row %+v", r)
		}
	}
	if len(then.Today) == 0 {
		t.Error("the support of June is not due on 5 June")
	}
	if same := d.TodayView(d.Today()); same.Other {
		t.Error("today is another day")
	}
	term := d.TodayView(date(t, "2028-03-25"))
	i := slices.IndexFunc(term.Soon, func(r DueRow) bool { return r.Kind == data.DueTerm })
	if i < 0 || term.Soon[i].Title != "东篱村人民调解委员会" || term.Soon[i].Label != "任期届满" || term.Soon[i].When != "还有6天" {
		t.Errorf("term: %+v", term.Soon)
	}
	if r := d.TodayView(date(t, "2028-03-30")).Soon; len(r) == 0 || r[0].When != "还有1天" {
		t.Errorf("the day before: %+v", r)
	}
}
