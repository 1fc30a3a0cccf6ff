package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/backup"
	"woshou/data/store"
)

// newCaseAt saves a draft with a place.
func newCaseAt(t *testing.T, a *App, place string) {
	t.Helper()
	c := &data.Case{ID: data.NewCaseID()}
	after := c.Clone()
	after.Status, after.Place, after.ReceivedOn = data.Draft, place, a.today()
	if _, err := a.desk.Store.SaveCase("intake", c, after); err != nil {
		t.Fatal(err)
	}
}

// later moves the clock of the desk and of its backups.
func later(a *App, d time.Duration) {
	a.clock = func() time.Time { return testNow.Add(d) }
	a.Now = a.clock
	a.desk.Now = a.clock
	a.desk.Backups = a.keeper()
}

func TestBackup_TriedAndRestored(t *testing.T) {
	a, _ := realApp(t, "备份")
	shows(t, a, "还没有备份过")
	newCaseAt(t, a, "一号")
	folder := t.TempDir()
	press(t, a, "备份到优盘")
	dialogFields(a)[0].SetText(folder)
	press(t, a, "存到这里")
	press(t, a, "知道了")
	shows(t, a, "还没有试恢复过", "可用，1件", folder)
	press(t, a, "试恢复一次")
	shows(t, a, "试恢复成功", "1件案件")
	press(t, a, "知道了")
	shows(t, a, "已试恢复")
	newCaseAt(t, a, "二号")
	later(a, 24*time.Hour)
	press(t, a, "用备份恢复")
	press(t, a, "核对这份备份")
	shows(t, a, "备份核对好了", "有1件案件")
	press(t, a, "先不换")
	press(t, a, "用备份恢复")
	dialogFields(a)[0].SetText(filepath.Join(folder, "none.db"))
	press(t, a, "核对这份备份")
	shows(t, a, "找不到这个文件")
	dialogFields(a)[0].SetText(a.desk.Backups.Notes()[0].Path())
	press(t, a, "核对这份备份")
	press(t, a, "关闭程序，换上")
	b := appIn(t, a.home)
	shows(t, b, "已经换成备份", "换下来的记录还在")
	press(t, b, "知道了")
	typeIn(t, b.screen.(*unlockScreen).form, "password", testPassword)
	press(t, b, "打开")
	if rows := b.desk.Store.Rows(); len(rows) != 1 {
		t.Errorf("%d cases after the restore", len(rows))
	}
}

func TestBackup_FolderAndTheEndOfTheDay(t *testing.T) {
	a, _ := realApp(t, "备份")
	folder := t.TempDir()
	press(t, a, "修改")
	dialogFields(a)[0].SetText(folder)
	press(t, a, "存到这里")
	shows(t, a, folder)
	newCaseAt(t, a, "一号")
	a.close()
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 {
		t.Errorf("%d files, %v", len(files), err)
	}
	b := appIn(t, a.home)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	typeIn(t, b.screen.(*unlockScreen).form, "password", testPassword)
	press(t, b, "打开")
	press(t, b, "⚠ 备份要看一看")
	shows(t, b, "优盘拔掉了")
	if b.route.Page != PageSettings || settingsTabs[b.route.Tab].word != "settings.tab.backup" {
		t.Errorf("page %d, tab %d", b.route.Page, b.route.Tab)
	}
}

func TestBackup_RescuesADamagedRecord(t *testing.T) {
	a, _ := realApp(t, "备份")
	newCaseAt(t, a, "一号")
	a.close()
	for _, path := range []string{a.home.Record(), store.JournalPath(a.home.Record())} {
		if err := os.WriteFile(path, []byte("not a record at all"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := appIn(t, a.home)
	shows(t, b, "文件损坏")
	press(t, b, "用备份恢复")
	dialogFields(b)[1].SetText("not the password")
	press(t, b, "核对并换上")
	shows(t, b, "密码")
	press(t, b, "知道了")
	press(t, b, "用备份恢复")
	dialogFields(b)[1].SetText(testPassword)
	press(t, b, "核对并换上")
	shows(t, b, "已经换成备份")
	press(t, b, "知道了")
	typeIn(t, b.screen.(*unlockScreen).form, "password", testPassword)
	press(t, b, "打开")
	if b.desk == nil || len(b.desk.Store.Rows()) != 1 {
		t.Errorf("the record is not back:\n%s", texts(b))
	}
}

// keptDesk is a desk with an archived case whose time is over.
func keptDesk(t *testing.T) (*App, *settingsScreen, data.CaseID) {
	t.Helper()
	a, s := realApp(t, "保管销毁")
	c := &data.Case{ID: data.NewCaseID()}
	after := c.Clone()
	after.Status, after.Place, after.ReceivedOn = data.Archived, "东篱村", a.today().Add(-5000)
	after.AcceptedOn, after.ClosedOn, after.ArchivedOn = after.ReceivedOn, after.ReceivedOn+9, after.ReceivedOn+10
	after.Number, after.Year, after.Seq, after.Retention, after.Type = "（2012）示清东人调字第007号", 2012, 7, data.ShortTerm, "04"
	after.Parties = []data.Party{{ID: "p1", Role: data.Applicant, Name: "叶建国"}}
	if _, err := a.desk.Store.SaveCase("intake", c, after); err != nil {
		t.Fatal(err)
	}
	a.refresh()
	return a, s, c.ID
}

func TestKeeping_RuleListAndDestroy(t *testing.T) {
	a, _, id := keptDesk(t)
	shows(t, a, "还没有定", "现在没有期限已满的案卷", "还没有销毁过")
	press(t, a, "修改")
	dialogFields(a)[0].SetText("30")
	dialogFields(a)[1].SetText("10")
	press(t, a, "保存")
	shows(t, a, "长期的年数应当比短期的多")
	dialogFields(a)[0].SetText("10")
	dialogFields(a)[1].SetText("30")
	press(t, a, "保存")
	shows(t, a, "10年", "30年", "第007号", "叶建国")
	press(t, a, "列清单销毁")
	press(t, a, "下一步")
	shows(t, a, "请")
	walkChecks(a, func(c *widget.Check) { c.SetChecked(true) })
	fields := dialogFields(a)
	fields[1].SetText(a.desk.Store.Committee().PersonName(a.desk.Store.Author()))
	fields[2].SetText("徐䶮")
	walk(a.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if e, ok := o.(*widget.DayEntry); ok {
			e.SetDay(a.today())
		}
	})
	press(t, a, "下一步")
	shows(t, a, "第二个人不能是您自己")
	fields[1].SetText("俞𬭎伟")
	press(t, a, "下一步")
	shows(t, a, "销毁这1件案卷")
	press(t, a, "销毁")
	shows(t, a, "已经销毁", "以前的备份里还有")
	press(t, a, "知道了")
	shows(t, a, "销毁清单（1件）", "徐䶮", "第007号")
	a.Show(Route{Page: PageCase, Case: id})
	shows(t, a, "这件案卷已经销毁", "第007号")
	a.Show(Route{Page: PageLedger})
	if row := a.desk.LedgerView(ledgerAll).Rows[0]; row.Status != "已销毁" {
		t.Errorf("the ledger says %q", row.Status)
	}
}

func TestKeeping_OldBackupsAreReplaced(t *testing.T) {
	a, _, id := keptDesk(t)
	if _, err := a.desk.Backups.Daily(t.Context(), a.desk.Store, true); err != nil {
		t.Fatal(err)
	}
	if err := a.desk.SetKeeping(data.Keeping{Short: 1}); err != nil {
		t.Fatal(err)
	}
	later(a, time.Hour)
	err := a.desk.Destroy(view.DestroyForm{
		Cases: []data.CaseID{id}, Reason: "期满", Witness: "俞𬭎伟", Approver: "徐䶮", ApprovedOn: a.today(),
	})
	if err != nil {
		t.Fatal(err)
	}
	later(a, 2*time.Hour)
	a.Show(Route{Page: PageSettings, Tab: tabOf("settings.tab.backup")})
	shows(t, a, "还留着已销毁案卷的备份")
	press(t, a, "换成新备份")
	press(t, a, "换成新备份")
	shows(t, a, "已经换好")
	press(t, a, "知道了")
	if notes := a.desk.Backups.Notes(); len(notes) != 1 || !notes[0].At.Equal(testNow.Add(2*time.Hour)) {
		t.Errorf("left %+v", notes)
	}
	if v := a.desk.BackupView(); len(v.Old) != 0 {
		t.Errorf("still old: %+v", v.Old)
	}
}

var ledgerAll = view.LedgerQuery{Limit: 10}

func TestCase_CoveredUntilAskedFor(t *testing.T) {
	a := sampleApp(t)
	var full *data.Case
	a.desk.Store.Cases(func(c *data.Case) bool {
		if len(c.Parties) > 0 && c.Parties[0].Phone != "" && c.Status != data.Archived {
			full = c
			return false
		}
		return true
	})
	a.Show(Route{Page: PageCase, Case: full.ID})
	phone := full.Parties[0].Phone
	if strings.Contains(texts(a), phone) {
		t.Fatal("the number is there without being asked for")
	}
	shows(t, a, data.MaskPhone(phone))
	test.Tap(firstButton(a.screen.(*caseScreen).content, "显示"))
	settle()
	shows(t, a, phone)
	c, err := a.desk.Store.Case(full.ID)
	if err != nil || len(c.Looks) != 1 || c.Looks[0].Element != full.Parties[0].ID || c.Looks[0].By != a.desk.Store.Author() {
		t.Errorf("looks %+v, %v", c.Looks, err)
	}
	a.Show(Route{Page: PageCase, Case: full.ID, Tab: 4})
	shows(t, a, "看了遮住的内容："+full.Parties[0].Name)
	a.Show(Route{Page: PageCase, Case: full.ID})
	if strings.Contains(texts(a), phone) {
		t.Error("it stays uncovered after the case was left")
	}
}

// What became of attachments that are gone is told where a backup is tried, in a quiet
// minute once, and stands with the backups while it lasts.
func TestBackup_AttachmentsThatAreGone(t *testing.T) {
	a, _ := realApp(t, "备份")
	newCaseAt(t, a, "一号")
	row := a.desk.Store.Rows()[0]
	c := stored(t, a, row.ID)
	if _, err := a.desk.AttachFile(c, view.AttachmentForm{Name: "收条.pdf", Content: paper}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.desk.Backups.Make(context.Background(), a.desk.Store, t.TempDir(), func(backup.Progress) {}); err != nil {
		t.Fatal(err)
	}
	kept := store.AttachmentsPath(a.home.Record())
	gone := func(pools bool) {
		t.Helper()
		err := os.RemoveAll(kept)
		if pools {
			for _, n := range a.desk.Backups.Notes() {
				err = errors.Join(err, os.RemoveAll(filepath.Join(n.Folder, backup.PoolName)))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	gone(false)
	a.refresh()
	shows(t, a, "有1个附件不见了")
	press(t, a, "试恢复一次")
	shows(t, a, "试恢复成功", "已经从备份找回")
	press(t, a, "知道了")
	gone(false)
	a.restBackup()
	settle()
	shows(t, a, "照片和扫描件", "已经从备份找回")
	press(t, a, "知道了")
	gone(true)
	a.restBackup()
	settle()
	shows(t, a, "备份里也没有")
	press(t, a, "知道了")
	a.restBackup()
	settle()
	if a.window.Canvas().Overlays().Top() != nil {
		t.Error("what was told is told again")
	}
}
