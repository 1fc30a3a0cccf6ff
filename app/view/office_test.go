package view

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// codeOf is the code of an input error, empty for none.
func codeOf(err error) string {
	var bad *data.Invalid
	if errors.As(err, &bad) {
		return bad.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestCourtView(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	p := data.ReportYear(2026)
	v := d.CourtView(p)
	if len(v.Rows) != 0 || len(v.Counts) != len(data.CourtKinds)+1 {
		t.Fatalf("%+v", v)
	}
	if len(v.Proposed) == 0 { // a sample went to the court
		t.Fatal("nothing is proposed")
	}
	first := v.Proposed[0]
	if first.Entry.ID != "" || first.Case == "" || first.Audience == "" {
		t.Errorf("%+v", first)
	}
	for range v.Proposed {
		if err := d.SetCourtEntry(d.CourtView(p).Proposed[0].Entry); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.SetCourtEntry(data.CourtEntry{On: date(t, "2026-06-01"), Kind: data.CourtPublicity, Audience: "村民", People: 60}); err != nil {
		t.Fatal(err)
	}
	if err := d.SetCourtEntry(data.CourtEntry{On: date(t, "2026-08-01"), Kind: data.CourtPublicity}); codeOf(err) != "day.future" {
		t.Errorf("a day to come: %v", err)
	}
	w := d.CourtView(p)
	if len(w.Proposed) != 0 || len(w.Rows) != len(v.Proposed)+1 || w.Rows[0].People != "60" {
		t.Errorf("%d proposed, %d rows", len(w.Proposed), len(w.Rows))
	}
	if !slices.Contains(w.Counts, CourtCount{"普法宣传", "1次，60人次"}) {
		t.Errorf("counts %+v", w.Counts)
	}
	if rows := d.CourtPairs(w.Rows[0]); len(rows) != 2 || rows[0].Value != "村民" {
		t.Errorf("%+v", rows)
	}
	text := written(t, d.CourtLedgerSheet(p))
	if !strings.Contains(text, "普法宣传") || !strings.Contains(text, first.Case) {
		t.Errorf("the workbook holds\n%s", text)
	}
	if err := d.RemoveCourtEntry(w.Rows[0].Entry.ID); err != nil || len(d.CourtView(p).Rows) != len(v.Proposed) {
		t.Errorf("removed: %v", err)
	}
}

func TestTasks(t *testing.T) {
	d := filledDesk(t, 1, "2026-07-10")
	task := data.Task{Issuer: "清溪镇", Object: "村口饭店", Problems: "电线老化", IssuedOn: date(t, "2026-07-01"), Due: date(t, "2026-07-08")}
	if err := d.SetTask(task); err != nil {
		t.Fatal(err)
	}
	late := task
	late.Object, late.Due, late.Addressees = "水塘", 0, []string{"水利站", "平安办"}
	if err := d.SetTask(late); err != nil {
		t.Fatal(err)
	}
	v := d.TasksView()
	if len(v.Open) != 2 || v.Open[0].Task.Object != "水塘" || v.Open[1].Tone != Bad || v.Open[1].State != "已逾期" || v.Open[1].When == "" || v.Open[0].Verify {
		t.Fatalf("%+v", v.Open)
	}
	red := late
	red.Object, red.Grade = "危墙", "红"
	if err := d.SetTask(red); err != nil {
		t.Fatal(err)
	}
	v = d.TasksView()
	if v.Open[1].Task.Object != "危墙" || v.Open[1].Task.Due != date(t, "2026-07-04") {
		t.Errorf("red is due on %+v", v.Open[1].Task)
	}
	got := v.Open[2].Task
	for name, x := range map[string]struct {
		do   func() error
		want string
	}{
		"put right by nobody":      {func() error { return d.FixTask(got, "换了电线", "", d.Today()) }, "text.empty"},
		"put right before":         {func() error { return d.FixTask(got, "换了电线", "楼国平", date(t, "2026-06-30")) }, "day.early"},
		"closed but not put right": {func() error { return d.VerifyTask(got, "寿永康", d.Today()) }, "day.empty"},
	} {
		if code := codeOf(x.do()); code != x.want {
			t.Errorf("%s: %q, want %q", name, code, x.want)
		}
	}
	if err := d.FixTask(got, "换了电线", " 楼国平 ", date(t, "2026-07-09")); err != nil {
		t.Fatal(err)
	}
	row := d.TasksView().Open[2]
	if !row.Verify || row.Fix || row.Task.FixedBy != "楼国平" {
		t.Fatalf("%+v", row)
	}
	if err := d.RejectTask(row.Task); codeOf(err) != "text.empty" {
		t.Errorf("sent back without a word: %v", err)
	}
	row.Task.Guidance, row.Task.GuidedBy = " 开关没有换", "金彩娟 "
	if err := d.RejectTask(row.Task); err != nil {
		t.Fatal(err)
	}
	row = d.TasksView().Open[2]
	if !row.Fix || row.Task.Guidance != "开关没有换" || row.Task.GuidedBy != "金彩娟" || row.Task.Fix != "换了电线" {
		t.Fatalf("sent back: %+v", row.Task)
	}
	if err := d.FixTask(row.Task, "换了电线和开关", "楼国平", d.Today()); err != nil {
		t.Fatal(err)
	}
	row = d.TasksView().Open[2]
	row.Task.Guidance = "合格"
	if err := d.VerifyTask(row.Task, "楼国平", d.Today()); codeOf(err) != "task.verifier" {
		t.Errorf("verified by who put it right: %v", err)
	}
	if err := d.VerifyTask(row.Task, "寿永康", d.Today()); err != nil {
		t.Fatal(err)
	}
	if v := d.TasksView(); len(v.Open) != 2 || len(v.Closed) != 1 || v.Closed[0].Tone != Good {
		t.Errorf("%+v", v)
	}
}

func TestHandOver(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	v := d.HandOverView()
	if len(v.Years) != 1 || v.Years[0].Year != "2026" || v.Years[0].Files != "5" || v.Unexplained != 0 || v.Files != "共5卷" {
		t.Fatalf("%+v", v)
	}
	one := d.LedgerView(LedgerQuery{}).Rows[0].ID
	seen, err := d.Store.Case(one)
	if err != nil {
		t.Fatal(err)
	}
	apart := seen.Clone()
	apart.Seq += 2
	if _, err := d.Store.SaveCase("test", seen, apart); err != nil {
		t.Fatal(err)
	}
	v = d.HandOverView()
	if v.Unexplained != 2 || len(v.Missing) != 2 {
		t.Fatalf("missing %+v", v.Missing)
	}
	h := data.Succession{On: d.Today(), From: d.HeadName(), To: "楼国平", Witness: "金彩娟"}
	if err := d.SetSuccession(h); codeOf(err) != "handover.gaps" {
		t.Errorf("handed over with gaps: %v", err)
	}
	for _, m := range v.Missing {
		if err := d.SetGap(m.Year, m.Seq, " "); codeOf(err) != "text.empty" {
			t.Errorf("no reason: %v", err)
		}
		for _, reason := range []string{"登记后撤销", "写坏作废"} {
			if err := d.SetGap(m.Year, m.Seq, reason); err != nil {
				t.Fatal(err)
			}
		}
	}
	if gaps := d.Store.Committee().Gaps; len(gaps) != 2 || gaps[0].Reason != "写坏作废" {
		t.Errorf("%+v", gaps)
	}
	dir := t.TempDir()
	name, digest, err := d.HandOverCopy(dir)
	if info, statErr := os.Stat(filepath.Join(dir, name)); err != nil || statErr != nil || info.Size() == 0 || len(digest) != 64 {
		t.Fatalf("copy %s %s: %v %v", name, digest, err, statErr)
	}
	h.File, h.Digest = name, digest
	if err := d.SetSuccession(h); err != nil {
		t.Fatal(err)
	}
	v = d.HandOverView()
	if len(v.Past) != 1 || !strings.Contains(v.Past[0].Title, "楼国平") || v.Unexplained != 0 {
		t.Errorf("%+v", v.Past)
	}
	text := written(t, d.HandOverSheet())
	for _, want := range []string{"写坏作废", "监交人（签名）", name, digest[:8]} {
		if !strings.Contains(text, want) {
			t.Errorf("the workbook lacks %s:\n%s", want, text)
		}
	}
}

func TestLists_OwnRows(t *testing.T) {
	d := filledDesk(t, 1, "2026-07-10")
	for _, name := range data.ListNames {
		v := d.ListView(name)
		if len(v.Rows) == 0 || v.Name == "" || v.Source == "" {
			t.Errorf("%s: %+v", name, v)
		}
	}
	loan := data.ListRow{List: data.ListDisputeTypes, Row: data.Row{Code: " 04a ", Name: "民间借贷纠纷"}}
	if err := d.SetListRow(loan); err != nil {
		t.Fatal(err)
	}
	if err := d.SetListRow(loan); codeOf(err) != "list.taken" {
		t.Errorf("a code twice: %v", err)
	}
	v := d.ListView(data.ListDisputeTypes)
	last := v.Rows[len(v.Rows)-1]
	if len(v.Rows) != 19 || !last.Own || last.Over || last.Note != "本地" || last.More != "统计时算作：合同纠纷" {
		t.Fatalf("%+v", last)
	}
	if err := d.RemoveListRow(last.Row.ID); err != nil || len(d.ListView(data.ListDisputeTypes).Rows) != 19 {
		t.Errorf("an entry that cases may name was taken away: %v", err)
	}
	last.Row.To = date(t, "2026-07-09")
	if err := d.SetListRow(last.Row); err != nil {
		t.Fatal(err)
	}
	if l := d.Offered(data.ListDisputeTypes, ""); l.Has("04a") || !d.Offered(data.ListDisputeTypes, "04a").Has("04a") {
		t.Error("what is retired is offered only where it is held")
	}
	tour := data.ListRow{List: data.ListDisputeTypes, Row: data.Row{Code: "12", Name: "旅游纠纷", To: date(t, "2026-01-01")}}
	if err := d.SetListRow(tour); err != nil {
		t.Fatal(err)
	}
	row := d.ListView(data.ListDisputeTypes).Rows[11]
	if !row.Over || row.Note != "已停用" || d.Offered(data.ListDisputeTypes, "").Has("12") {
		t.Errorf("%+v", row)
	}
	if err := d.RemoveListRow(row.Row.ID); err != nil || !d.Offered(data.ListDisputeTypes, "").Has("12") {
		t.Errorf("the shipped entry does not come back: %v", err)
	}
}

func TestLists_Holidays(t *testing.T) {
	d := filledDesk(t, 1, "2026-07-10")
	v := d.ListView(data.ListHolidays)
	if !strings.Contains(v.Note, "2027") {
		t.Errorf("note %q", v.Note)
	}
	var spans []string
	for _, r := range v.Rows {
		spans = append(spans, r.Name+" "+r.Code+" "+r.More)
	}
	want := []string{
		"元旦 放假 3天", "星期日 调休上班 ", "星期六 调休上班 ", "春节 放假 9天", "星期六 调休上班 ", "清明节 放假 3天", "劳动节 放假 5天", "星期六 调休上班 ",
		"端午节 放假 3天", "星期日 调休上班 ", "中秋节 放假 3天", "国庆节 放假 7天", "星期六 调休上班 ",
	}
	if diff := cmp.Diff(want, spans); diff != "" {
		t.Error(diff)
	}
	own := data.ListRow{List: data.ListHolidays, Row: data.Row{Code: data.HolidayOff, Name: "春节", From: date(t, "2027-02-05"), To: date(t, "2027-02-12")}}
	if err := d.SetListRow(own); err != nil {
		t.Fatal(err)
	}
	rows := d.ListView(data.ListHolidays).Rows
	last := rows[len(rows)-1]
	if !last.Own || last.More != "8天" || d.calendar().Works(date(t, "2027-02-05")) {
		t.Errorf("%+v", last)
	}
	if err := d.RemoveListRow(last.Row.ID); err != nil || !d.calendar().Works(date(t, "2027-02-05")) {
		t.Errorf("removed: %v", err)
	}
	// The desk counts its working days by the notice: three days from 30 September.
	if got := d.calendar().AddWorkdays(date(t, "2026-09-30"), 3); got != date(t, "2026-10-10") {
		t.Errorf("three working days later is %s", got)
	}
}

func TestSetMediator_OneHead(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	old := d.HeadName()
	var other data.Mediator
	for _, m := range d.ActiveMediators(d.Today()) {
		if !m.Head {
			other = m
		}
	}
	other.Head = true
	if _, err := d.SetMediator(other); err != nil {
		t.Fatal(err)
	}
	if d.HeadName() != other.Name || old == "" || old == other.Name {
		t.Errorf("head %s, before %s", d.HeadName(), old)
	}
	for _, w := range d.SettingsView().Warnings {
		if strings.Contains(w, "只能有一位") {
			t.Error("two heads")
		}
	}
}

// Changing the committee's own fields leaves alone what another window entered.
func TestSetCommittee_LeavesTheRest(t *testing.T) {
	d := filledDesk(t, 1, "2026-07-10")
	seen := *d.Store.Committee()
	if err := d.SetScreening(data.Screening{On: d.Today(), Times: 1}); err != nil {
		t.Fatal(err)
	}
	seen.TermStart, seen.TermEnd = date(t, "2025-01-01"), date(t, "2024-01-01")
	if err := d.SetCommittee(seen); codeOf(err) != "day.early" {
		t.Errorf("a term that ends before it begins: %v", err)
	}
	seen.TermEnd, seen.Catalogue = date(t, "2027-12-31"), data.LocalCatalogue
	if err := d.SetCommittee(seen); err != nil {
		t.Fatal(err)
	}
	if c := d.Store.Committee(); len(c.Screenings) != 1 || c.TermEnd != seen.TermEnd || c.Catalogue != data.LocalCatalogue {
		t.Errorf("%+v", c)
	}
}

// A dispute that comes in the day before the National Day is to be answered three
// working days later: 8, 9 and Saturday 10 October, which is worked.
func TestDeadlines_KnowTheHolidays(t *testing.T) {
	d := newDesk(t, "2026-09-30")
	c, err := d.Intake(goodIntake(d))
	if err != nil {
		t.Fatal(err)
	}
	due := d.dueRows(c)
	if len(due) != 1 || due[0].Kind != data.DueAnswer || due[0].On != date(t, "2026-10-10") {
		t.Errorf("due %+v", due)
	}
	day := data.ListRow{List: data.ListHolidays, Row: data.Row{Code: data.HolidayOff, Name: "本地放假", From: date(t, "2026-10-08")}}
	if err := d.SetListRow(day); err != nil {
		t.Fatal(err)
	}
	if due := d.dueRows(c); due[0].On != date(t, "2026-10-12") {
		t.Errorf("with a day off of the place's own: %+v", due)
	}
}
