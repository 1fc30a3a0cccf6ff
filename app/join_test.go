package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/store"
)

// atTownship gives the record a township that answers nobody, which has all that was saved.
func atTownship(t *testing.T, a *App) {
	t.Helper()
	st := a.desk.Store
	l := st.Link()
	l.Address, l.Pin, l.Village, l.Key, l.ServerEpoch = "https://127.0.0.1:1", []byte("pin"), "v", make([]byte, 32), data.NewEpoch()
	if err := st.SetLink(l); err != nil {
		t.Fatal(err)
	}
	if err := st.Tend(a.today()); err != nil {
		t.Fatal(err)
	}
	epoch, head, _ := st.Head()
	var own []store.Pulled
	for seq := uint64(1); seq <= head; seq++ {
		l.GSN++
		own = append(own, store.Pulled{GSN: l.GSN, Epoch: epoch, Seq: seq})
	}
	if err := st.Receive(head, own, nil, l); err != nil {
		t.Fatal(err)
	}
}

// tickAll ticks every box that is shown.
func tickAll(a *App) {
	visible(a, func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok && !c.Checked {
			test.Tap(c)
		}
	})
}

// bigText is what stands in large type: the groups of a code.
func bigText(a *App) string {
	var groups []string
	visible(a, func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && len(text.Text) == 5 && strings.ToUpper(text.Text) == text.Text {
			groups = append(groups, text.Text)
		}
	})
	return strings.Join(groups, "-")
}

// A computer is invited on one desk and joins on another, with a copy of the record.
func TestJoin_ByInvitationToTheDesk(t *testing.T) {
	a, _ := realApp(t, "电脑")
	newCaseAt(t, a, "一号")
	shows(t, a, "还没有连接镇街")
	atTownship(t, a)
	a.refresh()
	shows(t, a, "就是这台", "1号电脑")
	press(t, a, "添加一台电脑")
	folder := t.TempDir()
	dialogFields(a)[0].SetText(folder)
	press(t, a, "写邀请")
	shows(t, a, "密码")
	fields := dialogFields(a)
	fields[len(fields)-1].SetText(testPassword)
	press(t, a, "写邀请")
	shows(t, a, "邀请写好了", "只显示这一次")
	code := bigText(a)
	press(t, a, "收好了")
	shows(t, a, "邀请写好了") // it stays until the code is noted
	tickAll(a)
	press(t, a, "收好了")
	shows(t, a, "写过的邀请", "用它加入的电脑有0台", "还留着")
	found, err := filepath.Glob(filepath.Join(folder, "*"+view.InvitationEnding))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	a.closeDesk()

	b := newApp(t)
	press(t, b, "加入本村已有的记录")
	shows(t, b, "用恢复单加入", "用邀请文件加入")
	press(t, b, "用邀请文件加入")
	s := b.screen.(*joinScreen)
	s.form.fields["invite.path"].(*widget.Entry).SetText(found[0])
	typeIn(t, s.form, "invite.code", "AAAAA-AAAAA-AAAAA")
	press(t, b, "下一步")
	shows(t, b, "写错了")
	s.form.fields["invite.code"].(*widget.Entry).SetText(strings.ToLower(code))
	press(t, b, "下一步")
	shows(t, b, "您是哪一位")
	typeIn(t, s.form, "password.new", "新电脑的密码")
	press(t, b, "加入")
	shows(t, b, "两次输入的密码不一样")
	s.form.fields["password.repeat"].(*widget.Entry).SetText("新电脑的密码")
	press(t, b, "加入")
	if b.desk == nil || len(b.desk.Store.Rows()) != 1 || b.route.Page != PageSync {
		t.Fatalf("the desk did not open:\n%s", texts(b))
	}
	b.Show(Route{Page: PageToday})
	shows(t, b, "有邀请里带来的1件案件", "请在“报送”连接镇街")
}

// A join that was cut off goes on with the recovery key.
func TestJoin_CutOffGoesOn(t *testing.T) {
	first := newApp(t)
	key := setUp(t, first)
	sealed, err := first.desk.Store.SealedKey()
	if err != nil {
		t.Fatal(err)
	}
	first.closeDesk()
	village, err := store.OpenSealedKey(sealed, key)
	if err != nil {
		t.Fatal(err)
	}
	paths := view.Paths{Dir: t.TempDir(), Program: t.TempDir()}
	if err := os.MkdirAll(filepath.Dir(paths.Record()), 0o700); err != nil {
		t.Fatal(err)
	}
	st, err := store.Join(paths.Record(), store.Joining{Key: village, Device: data.NewDeviceID(), Epoch: data.NewEpoch()}, first.storeOptions())
	if err == nil {
		err = st.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	a := appIn(t, paths)
	shows(t, a, "上次加入没有做完")
	u := a.screen.(*unlockScreen)
	typeIn(t, u.form, "recovery", key)
	press(t, a, "用恢复单打开")
	typeIn(t, u.form, "password.new", "新电脑的密码")
	typeIn(t, u.form, "password.repeat", "新电脑的密码")
	press(t, a, "换密码并打开")
	if a.desk == nil {
		t.Fatalf("the desk did not open:\n%s", texts(a))
	}
	shows(t, a, "全部取回后再编号")
}

// Both ways to join, and what is wrong, show on the first run.
func TestJoin_MistakesShowAtTheirFields(t *testing.T) {
	a := newApp(t)
	press(t, a, "加入本村已有的记录")
	press(t, a, "用恢复单加入")
	s := a.screen.(*joinScreen)
	press(t, a, "加入")
	shows(t, a, "还没有填")
	for field, text := range map[string]string{"join.address": "127.0.0.1:1", "join.code": "AAAAA", "join.recovery": "BBBBB"} {
		typeIn(t, s.form, field, text)
	}
	press(t, a, "加入")
	shows(t, a, "位数不对")
	if view.RecordExists(a.Paths) {
		t.Error("a record was made")
	}
	press(t, a, "返回")
	press(t, a, "返回")
	shows(t, a, "用备份恢复")
}

// What two people changed is decided where it stands, with the mouse and with the keys.
func TestMatters_AreDecidedAtTheDesk(t *testing.T) {
	a := sampleApp(t)
	st := a.desk.Store
	id := st.Rows()[0].ID
	for _, row := range st.Rows() {
		if row.Status == data.Mediating || row.Status == data.Accepted {
			id = row.ID
		}
	}
	before, err := st.Case(id)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"第一种说法。", "第二种说法。"} {
		after := before.Clone()
		after.Summary = text
		if _, err := st.SaveCase("edit", before, after); err != nil {
			t.Fatal(err)
		}
	}
	a.Show(Route{Page: PageToday})
	shows(t, a, "待处理（1项）", "两处不同的修改")
	a.Show(Route{Page: PageCase, Case: id})
	shows(t, a, "⚠ ", "第一种说法", "第二种说法")
	key(a, fyne.KeyF8) // the next step is to decide it
	shows(t, a, "合起来改")
	press(t, a, "合起来改")
	dialogFields(a)[0].SetText("两种说法都有。")
	press(t, a, "保存")
	if c, err := st.Case(id); err != nil || c.Summary != "两种说法都有。" || len(c.Conflicts) != 0 {
		t.Errorf("%+v, %v", c.Conflicts, err)
	}
}
