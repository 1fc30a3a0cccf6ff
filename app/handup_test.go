package app

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/letter"
)

// linkedApp is a village whose township has a key.
func linkedApp(t *testing.T) *App {
	t.Helper()
	a := villageApp(t, 0)
	l := a.desk.Store.Link()
	l.Address, l.Village, l.Seal = "https://town.test:8443", "v1", letter.Identity([32]byte{5: 1}).Recipient().String()
	if err := a.desk.Store.SetLink(l); err != nil {
		t.Fatal(err)
	}
	return a
}

// A case goes over the line after what the township will read was shown; then the desk
// says where it is and changes nothing of it.
func TestHandUp_OverTheLine(t *testing.T) {
	a := linkedApp(t)
	c := caseAt(t, a, "mediating")
	s := openCase(t, a, c.ID, 0)
	s.act(data.MoveHandUp, "")
	settle()
	dialogFits(t, a, "hand up")
	parts := rowOf(t, a, "handup.way").field.(*widget.Select)
	if parts.Selected != "纸质移送" {
		t.Errorf("proposed: %s", parts.Selected)
	}
	if row, ok := formRows(a)[a.T("field.handup.parts")]; ok && row.field.Visible() {
		t.Error("the parts are asked for a letter on paper")
	}
	fillIn(t, a, [][2]string{{"handup.to", "清溪镇调委会"}, {"handup.way", "随网上移送"}, {"handup.reason", "界址不清"}, {"handup.consents", "2026-7-10"}, {"handup.copies", "调解记录 8页"}})
	if !rowOf(t, a, "handup.parts").field.Visible() {
		t.Error("the parts are not asked")
	}
	dialogFits(t, a, "over the line")
	press(t, a, save)
	shown := texts(a)
	for _, want := range []string{"镇街将看到这些内容", "界址不清", c.Parties[0].Name, c.Summary} {
		if !strings.Contains(shown, want) {
			t.Errorf("the preview lacks %s:\n%s", want, shown)
		}
	}
	if id := string(c.Parties[0].IDNumber); id != "" && strings.Contains(shown, id) {
		t.Error("the preview shows the identity number")
	}
	dialogFits(t, a, "preview")
	press(t, a, "取消")
	if got, _ := a.desk.Store.Case(c.ID); got.Status != data.Mediating {
		t.Fatalf("after a preview that was left: %s", got.Status)
	}
	press(t, a, save)
	press(t, a, "确认移送")
	got, err := a.desk.Store.Case(c.ID)
	if err != nil || got.Status != data.HandedUp || got.AtTownship() == nil || got.Fence != 1 {
		t.Fatalf("%v, %s, fence %d", err, got.Status, got.Fence)
	}
	if top := a.window.Canvas().Overlays().Top(); top != nil {
		t.Fatalf("a dialog stays:\n%s", texts(a))
	}
	if key(a, fyne.KeyF3); a.route.Page != PageLedger {
		t.Error("the window's keys do nothing after a hand-up")
	}
	s = openCase(t, a, c.ID, 0)
	if !strings.Contains(texts(a), "已移送镇街，等候接收") {
		t.Errorf("the case does not say who has it:\n%s", texts(a))
	}
	if m := s.view.Move("edit"); m.Allowed || !strings.Contains(m.Reason, "镇街") {
		t.Errorf("%+v", m)
	}
}

// Which photos go along is asked where the case goes over the line; a sensitive one is not
// ticked, and one that cannot go says why.
func TestHandUp_FilesGoAlong(t *testing.T) {
	a := linkedApp(t)
	c := caseAt(t, a, "mediating")
	c, err := a.desk.SetEvidence(c, data.Evidence{Title: "屋檐现状", Pages: 1})
	if err != nil {
		t.Fatal(err)
	}
	evidence := c.Evidence[len(c.Evidence)-1].ID
	for i, in := range []view.AttachmentForm{
		{About: evidence, Name: "屋檐.jpg", Content: photo(t, roof, 40, 30)},
		{About: evidence, Name: "病历.jpg", Content: photo(t, wall, 40, 30), Sensitive: true},
		{Name: "微信图片_20260412093321_一张名字特别长的现场照片0001.jpg", Content: photo(t, roof, 60, 30)},
		{Name: "不见了.jpg", Content: photo(t, wall, 70, 30)},
	} {
		if c, err = a.desk.AttachFile(c, in); err != nil {
			t.Fatal(i, err)
		}
	}
	gone, _ := a.desk.Store.SealedFile(c.ID, c.Attachments[len(c.Attachments)-1])
	path, _ := a.desk.Store.FilePath(gone)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	s := openCase(t, a, c.ID, 0)
	s.act(data.MoveHandUp, "")
	settle()
	fillIn(t, a, [][2]string{{"handup.to", "清溪镇调委会"}, {"handup.way", "随网上移送"}, {"handup.reason", "界址不清"}, {"handup.consents", "2026-7-10"}, {"handup.copies", "调解记录 8页"}})
	column := rowOf(t, a, "handup.files").field.(*fyne.Container)
	var labels []string
	for _, o := range column.Objects {
		if check, ok := o.(*widget.Check); ok {
			labels = append(labels, check.Text)
			if check.Checked {
				t.Errorf("%s is ticked", check.Text)
			}
		}
	}
	if len(labels) != 3 || !strings.Contains(labels[0], "屋檐现状") || !strings.Contains(labels[1], "敏感") || !strings.Contains(texts(a), "不见了.jpg：附件找不到了") {
		t.Errorf("%q\n%s", labels, texts(a))
	}
	dialogFits(t, a, "with photos")
	enter(t, a, "handup.files", labels[0])
	enter(t, a, "handup.files", labels[2])
	press(t, a, save)
	for shown, want := range map[string]bool{"屋檐.jpg": true, "一张名字特别长的现场照片0001.jpg": true, "附件排在记录后面传": true} {
		if strings.Contains(texts(a), shown) != want {
			t.Errorf("the preview has %s is not %v", shown, want)
		}
	}
	dialogFits(t, a, "preview with photos")
	press(t, a, "确认移送")
	got, err := a.desk.Store.Case(c.ID)
	if err != nil || len(got.HandUps) != 1 || len(got.HandUps[0].Files) != 2 || got.HandUps[0].Files[0].Name != "屋檐.jpg" {
		t.Fatalf("%v, %+v", err, got.HandUps)
	}
	openCase(t, a, c.ID, 0)
	if !strings.Contains(texts(a), "随网移送的附件") {
		t.Errorf("the case does not say what went along:\n%s", texts(a))
	}
}

// What the form lacks is said in the form, before anything is shown or sent.
func TestHandUp_OverTheLineSaysWhatIsMissing(t *testing.T) {
	a := linkedApp(t)
	s := openCase(t, a, caseAt(t, a, "mediating").ID, 0)
	s.act(data.MoveHandUp, "")
	settle()
	fillIn(t, a, [][2]string{{"handup.to", "清溪镇调委会"}, {"handup.way", "随网上移送"}, {"handup.copies", "调解记录 8页"}, {"handup.reason", "界址不清"}, {"handup.consents", "2026-7-10"}})
	for _, o := range []string{"当事人姓名、性别、年龄", "纠纷情况和请求", "激化苗头和处置"} {
		enter(t, a, "handup.parts", o)
	}
	press(t, a, save)
	if note := noteOf(t, a, "handup.parts"); note == "" || strings.Contains(texts(a), "确认移送") {
		t.Errorf("nothing ticked: %q\n%s", note, texts(a))
	}
}
