package view

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/backup"
	"woshou/data/store"
)

// accepted returns a case of the first sample, accepted on the desk's day.
func accepted(t *testing.T, d *Desk) *data.Case {
	t.Helper()
	_, sample := sampleNamed(t, "01")
	c, err := Play(d, until(t, sample, "accept", 1))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// conflicting returns a case of a desk with two conflicts: a text, and a telephone number.
func conflicting(t *testing.T, d *Desk) *data.Case {
	t.Helper()
	c := accepted(t, d)
	for _, change := range []func(*data.Case){
		func(n *data.Case) { n.Summary, n.Parties[0].Phone = "第一种说法", "660888" },
		func(n *data.Case) { n.Summary, n.Parties[0].Phone = "第二种说法", "660999" },
	} {
		next := c.Clone()
		change(next)
		if _, err := d.Store.SaveCase("edit", c, next); err != nil {
			t.Fatal(err)
		}
	}
	now, err := d.Store.Case(c.ID)
	if err != nil || len(now.Conflicts) != 2 {
		t.Fatalf("conflicts %+v, %v", now.Conflicts, err)
	}
	return now
}

func TestConflicts_StandWhereTheyBelong(t *testing.T) {
	d := newDesk(t, "2026-03-25")
	c := conflicting(t, d)
	v := d.TodayView(0)
	if len(v.Matters) != 1 || v.Matters[0].Kind != DueSettle || v.Matters[0].Case != c.ID {
		t.Errorf("today: %+v", v.Matters)
	}
	for _, x := range d.CaseView(c).Conflicts {
		if x.Tab != 0 || x.Shown == "" || x.Other == "" || strings.ContainsAny(x.Shown+x.Other, `{}"`) {
			t.Errorf("%+v", x)
		}
		if x.Editable != strings.Contains(x.Shown, "说法") {
			t.Errorf("editable: %+v", x)
		}
	}
}

func TestSettle_EditsTwoTexts(t *testing.T) {
	d := newDesk(t, "2026-03-25")
	c := conflicting(t, d)
	for _, x := range d.CaseView(c).Conflicts {
		_, err := d.Settle(c, SettleForm{Conflict: x.ID, Edit: true, Text: "  "})
		if !x.Editable {
			var no *data.Refused
			if !errors.As(err, &no) {
				t.Errorf("a telephone number was edited: %v", err)
			}
			continue
		}
		wantInvalid(t, err, "conflict.text", "text.empty")
		now, err := d.Settle(c, SettleForm{Conflict: x.ID, Edit: true, Text: "两种说法"})
		if err != nil || now.Summary != "两种说法" || len(now.Conflicts) != 1 {
			t.Errorf("%s, %+v, %v", now.Summary, now.Conflicts, err)
		}
	}
}

// Values of every kind that two people may change are shown as a person writes them.
func TestValues_AreShownInWords(t *testing.T) {
	d := newDesk(t, "2026-03-25")
	c := conflicting(t, d)
	party := c.Parties[0]
	c.Conflicts = nil
	for path, raw := range map[string]string{
		"received_on": `"2026-03-02"`, "claimed": "123400", "open": "true", "type": `"02"`, "status": `"accepted"`,
		"parties." + string(party.ID): `{"id":"x","name":"何桂英","phone":"660111","sex":"female"}`,
		"feedback":                    `{"on":"2026-03-02","text":"已经说了"}`, "future": `{"a":1}`, "summary": "null",
	} {
		c.Conflicts = append(c.Conflicts, data.Conflict{ID: data.NewElementID(), Path: path, Reason: data.TwoPeople, Other: []byte(raw)})
	}
	for _, x := range d.CaseView(c).Conflicts {
		if strings.ContainsAny(x.Other, `{}[]"`) && x.Other != `{"a":1}` {
			t.Errorf("%s: %s", x.Field, x.Other)
		}
	}
}

func TestSettleCommittee(t *testing.T) {
	d := newDesk(t, "2026-03-25")
	c := d.Store.Committee()
	c.Conflicts = append(c.Conflicts, data.Conflict{ID: "x", Path: "phone", Reason: data.TwoPeople, Other: []byte(`"0571-6600001"`)})
	if err := d.Store.SaveCommittee("test", c); err != nil {
		t.Fatal(err)
	}
	list := d.CommitteeConflicts()
	if len(list) != 1 || list[0].Other != "0571-6600001" || list[0].Field == "" {
		t.Fatalf("%+v", list)
	}
	if m := d.TodayView(0).Matters; len(m) != 1 || m[0].Kind != DueCommittee {
		t.Errorf("today: %+v", m)
	}
	if err := d.SettleCommittee(SettleForm{Conflict: "x", Take: true}); err != nil {
		t.Fatal(err)
	}
	if c := d.Store.Committee(); c.Phone != "0571-6600001" || len(c.Conflicts) != 0 {
		t.Errorf("phone %s, %+v", c.Phone, c.Conflicts)
	}
}

// Two records that bear one number are found; the one that was not printed gets another.
func TestRenumber(t *testing.T) {
	d := newDesk(t, "2026-03-25")
	a, b := accepted(t, d), accepted(t, d)
	next := b.Clone()
	next.Number, next.Year, next.Seq = a.Number, a.Year, a.Seq
	next.Papers = []data.Paper{{ID: "p", Form: "acceptance", Print: 1}}
	b, err := d.Store.SaveCase("test", b, next)
	if err != nil {
		t.Fatal(err)
	}
	v := d.TodayView(0)
	if len(v.Matters) != 1 || v.Matters[0].Kind != DueSameNumber || v.Matters[0].Case != a.ID {
		t.Fatalf("today: %+v", v.Matters)
	}
	same, ok := d.SameNumber(a)
	if !ok || !same.Renumber || same.Other != b.ID {
		t.Errorf("%+v", same)
	}
	if _, err := d.Renumber(b); err == nil {
		t.Error("the printed one was given another number")
	}
	a, err = d.Renumber(a)
	if err != nil || a.Number == b.Number || a.Seq == b.Seq || len(d.TodayView(0).Matters) != 0 {
		t.Errorf("%s and %s, %v", a.Number, b.Number, err)
	}
}

// enrolledDesk is a desk whose record is enrolled, with its numbers at the township.
func shareable(t *testing.T, d *Desk) {
	t.Helper()
	l := d.Store.Link()
	l.Address, l.Pin, l.Village, l.Key, l.ServerEpoch = "https://town.test", []byte("pin"), "v", make([]byte, 32), data.NewEpoch()
	if err := d.Store.SetLink(l); err != nil {
		t.Fatal(err)
	}
	if err := d.Store.Tend(d.Today()); err != nil {
		t.Fatal(err)
	}
	arrived(t, d)
}

// arrived has the township take all that waits.
func arrived(t *testing.T, d *Desk) {
	t.Helper()
	epoch, head, _ := d.Store.Head()
	l := d.Store.Link()
	var own []store.Pulled
	for seq := d.Store.Acked() + 1; seq <= head; seq++ {
		l.GSN++
		own = append(own, store.Pulled{GSN: l.GSN, Epoch: epoch, Seq: seq})
	}
	if err := d.Store.Receive(head, own, nil, l); err != nil {
		t.Fatal(err)
	}
}

func TestInvite_AndAcceptOnAnotherComputer(t *testing.T) {
	for name, withCopy := range map[string]bool{"with a copy": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, "2026-03-25")
			d.Backups = backup.New(d.Store.Path(), backup.Options{Now: d.Now, Store: cheap})
			c := accepted(t, d)
			if v := d.Computers(); v.Invite == "" {
				t.Error("an invitation without a township")
			}
			shareable(t, d)
			folder := t.TempDir()
			tell := func(backup.Progress) {}
			_, err := d.Invite(t.Context(), folder, "wrong", withCopy, tell)
			wantInvalid(t, err, "password", "password.wrong")
			in, err := d.Invite(t.Context(), folder, testPassword, withCopy, tell)
			if err != nil {
				t.Fatal(err)
			}
			f := JoinForm{File: in.Path, InviteCode: "00000-00000-00000"}
			_, err = f.Open()
			if err == nil {
				t.Error("another code opens it")
			}
			f.InviteCode = strings.ToLower(in.Code)
			invited, err := f.Open()
			if err != nil || f.HasCopy() != withCopy {
				t.Fatalf("copy %v, %v", f.HasCopy(), err)
			}
			f.Name, f.User, f.Password, f.Repeat = "二号电脑", Invitees(invited)[0].ID, "另一台的电脑", "另一台的电脑"
			path := filepath.Join(t.TempDir(), "record.db")
			opt := cheap
			keep := backup.New(path, backup.Options{Now: d.Now, Store: opt})
			cut, cancel := context.WithCancel(t.Context())
			cancel()
			if withCopy { // stopped before it is done: nothing is left
				if _, err := f.Accept(cut, path, keep, opt, tell); !errors.Is(err, context.Canceled) || store.Exists(path) {
					t.Errorf("stopped: %v", err)
				}
			}
			st, err := f.Accept(t.Context(), path, keep, opt, tell)
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			if st.Device() == d.Store.Device() || !st.Filling() || len(st.Rows()) != map[bool]int{true: 1, false: 0}[withCopy] {
				t.Errorf("device %s, %d cases", st.Device(), len(st.Rows()))
			}
			other := *d
			other.Store = st
			if withCopy {
				if got, err := st.Case(c.ID); err != nil || got.Number != c.Number {
					t.Errorf("%v", err)
				}
				if v, ok := other.Began(); !ok || v.Done {
					t.Errorf("began %+v", v)
				}
			}
			if v := d.Computers(); len(v.Rows) != 1 || !v.Rows[0].Self || len(v.Invited) != 1 || v.Numbers == "" {
				t.Errorf("computers %+v", v)
			}
			if _, err := f.Accept(t.Context(), path, keep, opt, tell); err == nil {
				t.Error("a second record over the first")
			}
			if _, err := os.Stat(in.Path); err != nil {
				t.Error("the invitation is the user's to delete")
			}
		})
	}
}

func TestComputers_NameAndRetire(t *testing.T) {
	d := newDesk(t, "2026-03-25")
	shareable(t, d)
	id := d.Computers().Rows[0].ID
	if err := d.NameComputer(id, "村部"); err != nil {
		t.Fatal(err)
	}
	if err := d.RetireComputer(id, true); err != nil {
		t.Fatal(err)
	}
	v := d.Computers()
	if v.Rows[0].Name != "村部" || !v.Rows[0].Retired || d.TodayView(0).Matters[0].Kind != DueRetired {
		t.Errorf("%+v", v.Rows)
	}
	if err := d.RetireComputer(id, false); err != nil || d.Computers().Rows[0].Retired {
		t.Errorf("used again: %v", err)
	}
}

// A case that is accepted while no number is sure waits for it, and gets it after an exchange.
func TestAccept_WaitsForItsNumber(t *testing.T) {
	d := newDesk(t, "2026-03-25")
	first := accepted(t, d)
	shareable(t, d)
	if err := d.Store.NewEpoch(d.Store.Acked()); err != nil { // as after a restore
		t.Fatal(err)
	}
	c := accepted(t, d)
	if !c.NumberWaits() || d.CaseView(c).Number != d.Words.T("case.number_waits") {
		t.Errorf("number %q", c.Number)
	}
	if m := d.TodayView(0).Matters; len(m) != 1 || m[0].Kind != DueNumber {
		t.Errorf("today: %+v", m)
	}
	if n, err := d.GiveNumbers(); n != 0 || err != nil {
		t.Errorf("%d numbers were given, %v", n, err)
	}
	if err := d.Store.Tend(d.Today()); err != nil {
		t.Fatal(err)
	}
	arrived(t, d)
	if n, err := d.GiveNumbers(); n != 1 || err != nil {
		t.Fatalf("%d numbers were given, %v", n, err)
	}
	now, err := d.Store.Case(c.ID)
	if err != nil || now.Number == "" || now.Number == first.Number || now.NumberBy != "" {
		t.Errorf("number %q, %v", now.Number, err)
	}
}
