package view

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/backup"
)

// archived saves a case that was archived on a day.
func archived(t *testing.T, d *Desk, on string, class data.Retention, number string) data.CaseID {
	t.Helper()
	c := &data.Case{ID: data.NewCaseID()}
	a := c.Clone()
	a.ReceivedOn = date(t, on) - 10
	a.AcceptedOn, a.ClosedOn, a.ArchivedOn = a.ReceivedOn, a.ReceivedOn+5, date(t, on)
	a.Status, a.Type, a.Source, a.Number, a.Retention = data.Archived, "04", data.Application, number, class
	a.Parties = []data.Party{{ID: "p1", Role: data.Applicant, Name: "叶建国", Phone: "13800005678"}}
	if _, err := d.Store.SaveCase("archive", c, a); err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func TestKeepingView(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	archived(t, d, "2014-03-04", data.ShortTerm, "第3号")
	archived(t, d, "2012-03-04", data.ShortTerm, "第1号")
	archived(t, d, "2016-03-04", data.ShortTerm, "第5号") // until the end of this year
	archived(t, d, "2012-03-04", data.LongTerm, "第2号")
	archived(t, d, "1990-03-04", data.Permanent, "第0号")
	if v := d.KeepingView(); len(v.Over) != 0 || v.Rule[0].Value != "还没有定" || !v.Manages {
		t.Errorf("without a rule: %+v", v)
	}
	wantInvalid(t, d.SetKeeping(data.Keeping{Short: 30, Long: 10}), "keeping.long", "years.order")
	if err := d.SetKeeping(data.Keeping{Short: 10, Long: 30}); err != nil {
		t.Fatal(err)
	}
	v := d.KeepingView()
	if len(v.Over) != 2 || v.Over[0].Number != "第1号" || v.Over[1].Number != "第3号" || v.Over[0].Until != "2022年12月31日" {
		t.Errorf("over: %+v", v.Over)
	}
	if v.Rule[1].Value != "30年" || v.Rule[2].Value != "永远保管" {
		t.Errorf("rule %+v", v.Rule)
	}
}

func TestDestroy(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	gone, kept := archived(t, d, "2012-03-04", data.ShortTerm, "第1号"), archived(t, d, "2016-03-04", data.ShortTerm, "第5号")
	if err := d.SetKeeping(data.Keeping{Short: 10, Long: 30}); err != nil {
		t.Fatal(err)
	}
	form := DestroyForm{Cases: []data.CaseID{gone}, Reason: "期满", Witness: "王海燕", Approver: "徐䶮", ApprovedOn: d.Today() - 3}
	for name, tt := range map[string]struct {
		spoil       func(*DestroyForm)
		field, code string
	}{
		"nothing":    {func(f *DestroyForm) { f.Cases = nil }, "destroy.cases", "choice.empty"},
		"alone":      {func(f *DestroyForm) { f.Witness = "杨秀莲" }, "destroy.witness", "people.two"},
		"unapproved": {func(f *DestroyForm) { f.Approver = " " }, "destroy.approver", "text.empty"},
		"tomorrow":   {func(f *DestroyForm) { f.ApprovedOn = d.Today() + 1 }, "destroy.approved_on", "day.future"},
	} {
		f := form
		tt.spoil(&f)
		t.Run(name, func(t *testing.T) { wantInvalid(t, d.CheckDestroy(f), tt.field, tt.code) })
	}
	early := form
	early.Cases = []data.CaseID{kept}
	wantRefused(t, d.Destroy(early), "destroy.early")
	if !d.DestroyedAt().IsZero() {
		t.Error("something is noted as destroyed")
	}
	before := data.FactsDigest(d.Store.FactRows())
	if err := d.Destroy(form); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Store.Case(gone); !errors.Is(err, data.ErrDestroyed) {
		t.Errorf("the case: %v", err)
	}
	if data.FactsDigest(d.Store.FactRows()) != before {
		t.Error("the totals changed")
	}
	v := d.KeepingView()
	if len(v.Over) != 0 || len(v.Lists) != 1 || d.DestroyedNumber(gone) != "第1号" || d.DestroyedNumber(kept) != "" {
		t.Errorf("after: %+v", v)
	}
	if list := v.Lists[0]; !strings.Contains(list.Title, "1件") || len(list.Rows) != 7 {
		t.Errorf("list %+v", list)
	}
	rows, err := d.History(gone)
	if err != nil || len(rows) != 2 || rows[0].What != "销毁了内容" || rows[1].Who != "杨秀莲" {
		t.Errorf("history %+v, %v", rows, err)
	}
	for _, row := range d.LedgerView(LedgerQuery{Limit: 10}).Rows {
		if (row.Status == "已销毁") != (row.ID == gone) {
			t.Errorf("the ledger says %+v", row)
		}
	}
	if found := d.LedgerView(LedgerQuery{Text: "13800005678", Limit: 10}).Rows; len(found) != 1 || found[0].ID != kept {
		t.Errorf("the telephone number finds %+v", found)
	}
}

// What a list of another computer names is destroyed here at the day's start.
func TestStartDay_DestroysWhatIsListed(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	gone := archived(t, d, "2012-03-04", data.ShortTerm, "第1号")
	c := d.Store.Committee()
	c.Destructions = []data.Destruction{{ID: "d1", DoneOn: d.Today(), Cases: []data.DestroyedCase{{ID: "r1", Case: gone}}}}
	if err := d.Store.SaveCommittee("destroy", c); err != nil {
		t.Fatal(err)
	}
	if _, err := d.StartDay(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Store.Case(gone); !errors.Is(err, data.ErrDestroyed) {
		t.Errorf("the case: %v", err)
	}
}

// backed gives a desk a keeper, with a clock that goes a minute on at every look.
func backed(d *Desk) {
	at := d.Now()
	clock := func() time.Time { at = at.Add(time.Minute); return at }
	d.Now = clock
	d.Backups = backup.New(d.Store.Path(), backup.Options{Now: clock, Store: cheap})
}

func quiet(backup.Progress) {}

func TestBackupView(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	backed(d)
	if text, _ := d.BackupNotice(); text != "" {
		t.Errorf("an empty record wants a backup: %q", text)
	}
	gone := archived(t, d, "2012-03-04", data.ShortTerm, "第1号")
	if text, tone := d.BackupNotice(); text == "" || tone != Warn {
		t.Errorf("notice %q", text)
	}
	v := d.BackupView()
	if v.Tone != Warn || !strings.Contains(v.Summary, "还没有备份过") || v.Problem.Hint != "" {
		t.Errorf("before the first: %+v", v)
	}
	n, err := d.Backups.Make(context.Background(), d.Store, t.TempDir(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if v = d.BackupView(); v.Tone != Good || !strings.Contains(v.Summary, "还没有试恢复过") || len(v.Rows) != 1 || !v.Rows[0].Here {
		t.Errorf("after the first: %+v", v)
	}
	if !d.TryDue() {
		t.Error("it was never tried, and need not be")
	}
	if _, err := d.Backups.Try(context.Background(), d.Store, quiet); err != nil {
		t.Fatal(err)
	}
	if v = d.BackupView(); !strings.Contains(v.Summary, "已试恢复") || d.TryDue() {
		t.Errorf("after the trial: %+v", v)
	}
	if text, _ := d.BackupNotice(); text != "" || len(v.Old) != 0 {
		t.Errorf("notice %q, old %v", text, v.Old)
	}
	if err := d.SetKeeping(data.Keeping{Short: 10}); err != nil {
		t.Fatal(err)
	}
	err = d.Destroy(DestroyForm{Cases: []data.CaseID{gone}, Reason: "期满", Witness: "王海燕", Approver: "徐䶮", ApprovedOn: d.Today()})
	if err != nil {
		t.Fatal(err)
	}
	if v = d.BackupView(); len(v.Old) != 1 || v.Old[0].Note.Name != n.Name {
		t.Errorf("old backups: %+v", v.Old)
	}
	if left, err := d.ReplaceBackups(context.Background(), quiet); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
	if v = d.BackupView(); len(v.Old) != 0 || len(v.Rows) != 1 {
		t.Errorf("after they were replaced: %+v", v)
	}
}

func TestStage_ByWhoManages(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	backed(d)
	archived(t, d, "2012-03-04", data.ShortTerm, "第1号")
	n, err := d.Backups.Make(context.Background(), d.Store, t.TempDir(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{"", testPassword} {
		found, err := d.Stage(context.Background(), n.Path(), password, quiet)
		if err != nil || !strings.Contains(FoundText(d.Words, found), "有1件案件，最近一件收到的日期是2012年") {
			t.Errorf("%+v, %v", found, err)
		}
	}
	if _, err := d.Stage(context.Background(), n.Path(), "not it", quiet); !errors.Is(err, data.ErrPassword) {
		t.Errorf("a wrong password: %v", err)
	}
	withReader(t, d)
	if err := d.Store.SwitchUser(readerPassword); err != nil {
		t.Fatal(err)
	}
	_, err = d.Stage(context.Background(), n.Path(), "", quiet)
	wantRefused(t, err, "user.manage")
}

func TestProgressText(t *testing.T) {
	w := chinese(t)
	for _, step := range []backup.Step{backup.StepCollect, backup.StepCopy, backup.StepCompare, backup.StepOpen} {
		if text, part := ProgressText(w, backup.Progress{Step: step}); !strings.HasPrefix(text, "正在") || part >= 0 {
			t.Errorf("%s: %q, %v", step, text, part)
		}
	}
	if _, part := ProgressText(w, backup.Progress{Step: backup.StepCopy, Done: 1, Total: 4}); part != 0.25 {
		t.Errorf("a quarter is %v", part)
	}
}

func TestRepairs_InWords(t *testing.T) {
	w := chinese(t)
	for _, kind := range []string{"completed", "journal", "file", "foreign"} {
		if text := w.T("repair."+kind, "2026年7月10日"); !strings.HasPrefix(text, "2026年7月10日：") {
			t.Errorf("%s: %q", kind, text)
		}
	}
	if got := newDesk(t, "2026-07-10").Repairs(); len(got) != 0 {
		t.Errorf("a new record was repaired: %v", got)
	}
}
