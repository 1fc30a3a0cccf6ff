package view

import (
	"errors"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/store"
)

const readerPassword = "赵的密码一二三"

// withReader adds a reader with a password.
func withReader(t *testing.T, d *Desk) data.ElementID {
	t.Helper()
	id, err := d.SetReader(data.Reader{Name: " 赵𫖯 ", Post: "村法律顾问"})
	if err == nil {
		err = d.GivePassword(id, readerPassword, readerPassword)
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestUsersView(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	id := withReader(t, d)
	left := d.Store.Committee().Mediators[1]
	left.To = d.Today() - 1
	if _, err := d.SetMediator(left); err != nil {
		t.Fatal(err)
	}
	rows := func() map[string]UserRow {
		v, err := d.UsersView()
		if err != nil || !v.Manages {
			t.Fatalf("%+v, %v", v, err)
		}
		out := map[string]UserRow{}
		for _, r := range v.Rows {
			out[r.Name] = r
		}
		return out
	}
	got := rows()
	if r := got["赵𫖯"]; !r.Opens || !r.Reader || r.Access != "只能看" || r.Post != "村法律顾问" || r.ID != id {
		t.Errorf("the reader is %+v", r)
	}
	if r := got["杨秀莲"]; !r.Self || r.Access != "管理" {
		t.Errorf("the head is %+v", r)
	}
	if _, there := got[left.Name]; there {
		t.Error("who left and cannot come in is listed")
	}
	if err := d.GivePassword(left.ID, "王的密码一二三", "王的密码一二三"); err != nil {
		t.Fatal(err)
	}
	if r := rows()[left.Name]; !strings.Contains(r.Warning, "收回") {
		t.Errorf("who left and can come in is %+v", r)
	}
	if err := d.TakeAccess(left.ID); err != nil {
		t.Fatal(err)
	}
	v, err := d.UsersView()
	if err != nil || len(v.Log) != 3 || !strings.Contains(v.Log[0], "收回了王海燕的密码") || !strings.Contains(v.Log[2], "给赵𫖯设了密码") {
		t.Errorf("log %q, %v", v.Log, err)
	}
}

func TestUsers_Passwords(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	withReader(t, d)
	wantInvalid(t, d.OwnPassword("not it", "新的密码一", "新的密码一"), "password.new", "password.short")
	wantInvalid(t, d.OwnPassword("not it", "新的密码一二三", "新的密码一二三"), "password.old", "password.wrong")
	wantInvalid(t, d.OwnPassword(readerPassword, "新的密码一二三", "新的密码一二三"), "password.old", "password.wrong")
	wantInvalid(t, d.OwnPassword(testPassword, readerPassword, readerPassword), "password.new", "password.taken")
	if err := d.OwnPassword(testPassword, "新的密码一二三", "新的密码一二三"); err != nil {
		t.Fatal(err)
	}
	_, err := d.NewRecoveryKey(testPassword)
	wantInvalid(t, err, "password", "password.wrong")
	key, err := d.NewRecoveryKey("新的密码一二三")
	if err != nil || store.CheckRecoveryKey(key) != nil {
		t.Errorf("%q, %v", key, err)
	}
	if err := d.Store.SwitchUser(readerPassword); err != nil || d.UserName() != "赵𫖯" {
		t.Fatalf("%s, %v", d.UserName(), err)
	}
	if err := d.OwnPassword(readerPassword, "我的密码一二三", "我的密码一二三"); err != nil {
		t.Errorf("a reader's own password: %v", err)
	}
	_, err = d.NewRecoveryKey("我的密码一二三")
	wantRefused(t, err, "user.manage")
	_, err = d.SetReader(data.Reader{Name: "徐䶮", Post: "镇街指导员"})
	wantRefused(t, err, "user.reads")
}

func TestSetReader_Checks(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	_, err := d.SetReader(data.Reader{Post: "村法律顾问"})
	wantInvalid(t, err, "reader.name", "name.empty")
	_, err = d.SetReader(data.Reader{Name: "赵𫖯", Post: " "})
	wantInvalid(t, err, "reader.post", "text.empty")
	_, err = d.SetReader(data.Reader{Name: "赵𫖯", Post: "村法律顾问", From: d.Today(), To: d.Today() - 1})
	wantInvalid(t, err, "reader.to", "day.early")
	if err := d.SetAccess("nobody", data.Reads); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("access of nobody: %v", err)
	}
}

// Whatever a reader tries with a case is refused, and nothing of it is offered.
func TestReader_IsOfferedNothing(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	withReader(t, d)
	if err := d.Store.SwitchUser(readerPassword); err != nil {
		t.Fatal(err)
	}
	v := d.CaseView(c)
	for _, m := range v.Moves {
		if m.Allowed || m.Offered {
			t.Errorf("%s is offered", m.Act)
		}
	}
	if v.Next.Act != "" || v.Next.Hint == "" {
		t.Errorf("next %+v", v.Next)
	}
	_, err := d.SetParty(c, data.Party{Role: data.Respondent, Name: "张根土"})
	wantRefused(t, err, "user.reads")
	if n, err := d.StartDay(); n != 0 || err != nil {
		t.Errorf("the day's moves: %d, %v", n, err)
	}
	seen, err := d.Look(c, c.Parties[0].ID)
	if err != nil || len(seen.Looks) != 1 || seen.Looks[0].By != d.Store.Author() {
		t.Fatalf("a look: %v", err)
	}
	rows, err := d.History(c.ID)
	if err != nil || rows[0].Who != "赵𫖯" || rows[0].What != "看了遮住的内容："+c.Parties[0].Name {
		t.Errorf("history %+v, %v", rows[0], err)
	}
}

func TestCaseView_Covers(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	edited := c.Clone()
	edited.Parties[0].Phone, edited.Parties[0].IDNumber = "13800005678", "339921198803071234"
	edited.Parties[0].Agent = data.Agent{Name: "俞𬭎伟", Phone: "13911112222"}
	edited.Parties[1].Phone, edited.Parties[1].IDNumber, edited.Parties[1].Agent.Phone = "", "", ""
	edited.Evidence = []data.Evidence{
		{ID: "e1", Title: "诊断书", Pages: 3, Shelf: "第二格", Sensitive: true}, {ID: "e2", Title: "借条", Pages: 1},
	}
	c, err := d.Store.SaveCase("edit", c, edited)
	if err != nil {
		t.Fatal(err)
	}
	text := func(rows []Pair) string {
		var out []string
		for _, r := range rows {
			out = append(out, r.Value)
		}
		return strings.Join(out, "\n")
	}
	v := d.CaseView(c)
	shown, full := text(v.Parties[0].Rows), text(v.Parties[0].Full)
	for _, secret := range []string{"13800005678", "339921198803071234", "13911112222"} {
		if strings.Contains(shown, secret) || !strings.Contains(full, secret) {
			t.Errorf("%s: shown in %q, or not in %q", secret, shown, full)
		}
	}
	if v.Parties[1].Full != nil {
		t.Errorf("nothing is covered, and %v is to be uncovered", v.Parties[1].Full)
	}
	if len(v.Evidence[0].Rows) != 0 || !strings.Contains(text(v.Evidence[0].Full), "第二格") {
		t.Errorf("sensitive evidence: %+v", v.Evidence[0])
	}
	if len(v.Evidence[1].Rows) == 0 || v.Evidence[1].Full != nil {
		t.Errorf("other evidence: %+v", v.Evidence[1])
	}
}
