package view

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"woshou/data"
)

func TestSettings(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	v := d.SettingsView()
	if v.NextNumber != "（2026）示清东人调字第001号" || len(v.Mediators) != 4 || v.Mediators[0].Note != "主任" || len(v.Warnings) != 0 {
		t.Errorf("%+v", v)
	}
	c := v.Committee
	c.Mediators = nil // the screen's form knows the committee's own fields only
	c.NumberTemplate, c.TermEnd = "（{年}）第{序号:3}号", date(t, "2026-08-01")
	if err := d.SetCommittee(c); err != nil {
		t.Fatal(err)
	}
	v = d.SettingsView()
	if v.NextNumber != "（2026）第001号" || len(v.Mediators) != 4 || len(v.Warnings) != 1 {
		t.Errorf("after the change: %s, %d mediators, %v", v.NextNumber, len(v.Mediators), v.Warnings)
	}
	for _, bad := range []struct {
		change      func(c *data.Committee)
		field, code string
	}{
		{func(c *data.Committee) { c.Name = " " }, "committee.name", "name.empty"},
		{func(c *data.Committee) { c.Name = strings.Repeat("村", 61) }, "committee.name", "committee.long"},
		{func(c *data.Committee) { c.SealName = strings.Repeat("𬭎", 61) }, "committee.seal_name", "committee.long"},
		{func(c *data.Committee) { c.Area = "3399" }, "committee.area", "area.length"},
		{func(c *data.Committee) { c.CreditCode = "54339921MF9999011K" }, "committee.credit_code", "uscc.check"},
		{func(c *data.Committee) { c.NumberTemplate = "第{序号}号" }, "committee.number_template", "number.year"},
		{func(c *data.Committee) { c.Catalogue = "mine" }, "committee.catalogue", "choice.empty"},
	} {
		x := *d.Store.Committee()
		bad.change(&x)
		wantInvalid(t, d.SetCommittee(x), bad.field, bad.code)
	}
	id, err := d.SetMediator(data.Mediator{Name: "黄喆", From: date(t, "2026-07-01")})
	if err != nil || len(d.ActiveMediators(d.Today())) != 5 {
		t.Fatalf("%v", err)
	}
	if _, err := d.SetMediator(data.Mediator{ID: id, Name: "黄喆", From: date(t, "2026-07-01"), To: date(t, "2026-07-09")}); err != nil {
		t.Fatal(err)
	}
	if n := len(d.ActiveMediators(d.Today())); n != 4 || !strings.Contains(d.SettingsView().Mediators[4].Note, "离任") {
		t.Errorf("%d mediators serve", n)
	}
	_, err = d.SetMediator(data.Mediator{Name: "黄喆", From: date(t, "2026-07-01"), To: date(t, "2026-06-01")})
	wantInvalid(t, err, "mediator.to", "day.early")
	_, err = d.SetMediator(data.Mediator{})
	wantInvalid(t, err, "mediator.name", "name.empty")
}

func TestSetup_StepByStep(t *testing.T) {
	f := SetupForm{}
	wantInvalid(t, f.Next(), "committee.name", "name.empty")
	f.Committee = *village(t, 0).Committee.Clone()
	mediators := f.Committee.Mediators
	f.Committee.Mediators = nil
	if err := f.Next(); err != nil || f.Step() != StepMediators {
		t.Fatalf("step %d, %v", f.Step(), err)
	}
	wantInvalid(t, f.Next(), "setup.mediators", "mediator.none")
	f.Committee.Mediators, f.Author = mediators, 5
	wantInvalid(t, f.Next(), "setup.author", "choice.empty")
	f.Author = 1
	if err := f.Next(); err != nil || f.Step() != StepPassword {
		t.Fatalf("step %d, %v", f.Step(), err)
	}
	f.Back()
	if f.Step() != StepMediators || f.Next() != nil {
		t.Fatal("back and forth")
	}
	wantInvalid(t, f.Next(), "password.new", "password.empty")
	f.Password = "短"
	wantInvalid(t, f.Next(), "password.new", "password.short")
	f.Password = testPassword
	wantInvalid(t, f.Next(), "password.repeat", "password.differ")
	path := filepath.Join(t.TempDir(), "record.db")
	_, _, err := f.Create(path, cheap)
	wantInvalid(t, err, "password.repeat", "password.differ")
	if _, err := os.Stat(path); err == nil {
		t.Fatal("a record was made from a bad form")
	}
	f.Repeat = testPassword
	st, key, err := f.Create(path, cheap)
	if err != nil || key == "" || f.Step() != StepRecovery || st.Author() != mediators[1].ID {
		t.Fatalf("%v, key %q, step %d", err, key, f.Step())
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	f.Back()
	if f.Step() != StepRecovery {
		t.Error("the recovery sheet was left backwards")
	}
	unlock(t, path, key)
}

// unlock tries every way into a record.
func unlock(t *testing.T, path, key string) {
	t.Helper()
	w := chinese(t)
	if v := OpenRecord(w, path+".none", cheap); v.Start != StartSetup {
		t.Errorf("no file: start %d", v.Start)
	}
	if err := os.WriteFile(path+".bad", []byte(strings.Repeat("x", 70000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if v := OpenRecord(w, path+".bad", cheap); v.Start != StartProblem || v.Problem.Title != "文件损坏" {
		t.Errorf("damaged file: %+v", v)
	}
	v := OpenRecord(w, path, cheap)
	if v.Start != StartUnlock {
		t.Fatalf("start %d: %+v", v.Start, v.Problem)
	}
	short := cheap
	short.LockTimeout = 10 * time.Millisecond
	if twice := OpenRecord(w, path, short); twice.Start != StartProblem || twice.Problem.Title != "程序已经打开了" {
		t.Errorf("opened twice: %+v", twice)
	}
	_, err := v.Unlock("")
	wantInvalid(t, err, "password", "password.empty")
	if _, err := v.Unlock("不是这个"); !errors.Is(err, data.ErrPassword) {
		t.Errorf("wrong password: %v", err)
	}
	_, err = v.Recover("")
	wantInvalid(t, err, "recovery", "recovery.empty")
	r, err := v.Recover(key)
	if err != nil || len(r.Users) != 1 || r.Users[0].ID != r.Holder {
		t.Fatalf("users %+v, %v", r, err)
	}
	_, err = r.Reset(r.Holder, "新密码一二三", "新密码一二四")
	wantInvalid(t, err, "password.repeat", "password.differ")
	st, err := r.Reset(r.Holder, "新密码一二三", "新密码一二三")
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	v = OpenRecord(w, path, cheap)
	if st, err = v.Unlock("新密码一二三"); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	locked := OpenRecord(w, path, cheap)
	if err := locked.Close(); err != nil {
		t.Error(err)
	}
}
