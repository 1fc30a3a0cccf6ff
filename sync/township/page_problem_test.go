package township

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// longName is a village's name as long as one may be.
var longName = strings.Repeat("阿克苏克乌库孜别克柯尔克孜新村", 4)

// Pages that say no can be read by everybody as well, and the longest name breaks none.
func TestBrowser_Problems(t *testing.T) {
	s, _, base := visited(t)
	pc := enrolled(t, s, longName, dongliArea)
	pc.up(data.NewCaseID(), 1)
	pc.sync()
	secret, _ := hired(t, s, "寿永康", ledger.RoleClerk)
	b := startBrowser(t, s, base)
	b.open(base + "/login")
	b.enter(secret)
	for name, path := range map[string]string{
		"forbidden": "/accounts", "none": "/nothing", "question": "/?figure=none", "village": "/village?village=none",
		"devices": "/devices", "handups": "/handups", "totals": "/", "check": "/check",
	} {
		b.open(base + path)
		b.fits(name)
		b.readable(name)
		var out int
		b.run(`return [...document.querySelectorAll(".card select, .card input, .card button")].filter(e =>
			e.getBoundingClientRect().right > e.closest(".card").getBoundingClientRect().right).length`, &out)
		if out > 0 {
			t.Errorf("%s: %d fields reach out of their cards", name, out)
		}
	}
	b.open(base + "/handups")
	var lines float64
	b.run(`const b = document.querySelector("tr.handup button"); return b.clientHeight / parseFloat(getComputedStyle(b).lineHeight)`, &lines)
	if lines > 2 {
		t.Errorf("the button to open a case has %.1f lines", lines)
	}
}

// A sheet of paper has the state of each computer, and nothing that is only for the screen.
func TestBrowser_PaperHasNoForms(t *testing.T) {
	s, _, base := visited(t)
	pc := enrolled(t, s, dongli, dongliArea)
	pc.up(data.NewCaseID(), 1)
	pc.sync()
	s.keeper.problem = errors.New("a backup failed")
	secret, _ := hired(t, s, "寿永康", ledger.RoleAdmin)
	b := startBrowser(t, s, base)
	b.open(base + "/login")
	b.enter(secret)
	b.cdp("Emulation.setEmulatedMedia", map[string]any{"media": "print"}, nil)
	defer b.cdp("Emulation.setEmulatedMedia", map[string]any{"media": ""}, nil)
	b.open(base + "/devices")
	paper := b.text("main")
	wantWords(t, "computers", paper, true, "正常")
	wantWords(t, "computers", paper, false, "备份没有成功", "确认停用", "登记并生成")
	b.open(base + "/handups")
	b.run(`document.querySelector("tr.handup form").submit()`, nil)
	comesTo(t, b, "h1", "移送的案件")
	wantWords(t, "case", b.text("main"), false, "答复", "退回")
}

// comesTo waits until a heading has some words.
func comesTo(t *testing.T, b *browser, selector, words string) {
	t.Helper()
	for range 600 {
		var text string
		if b.run(`return (document.querySelector("`+selector+`") || {}).textContent || ""`, &text); strings.Contains(text, words) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s never says %s", selector, words)
}

// A case that waits is listed, however many came after it.
func TestPages_AnOldHandUpStaysListed(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	old := data.NewCaseID()
	pc.up(old, 1)
	pc.sync()
	err := s.update(t.Context(), func(tx ledger.Tx) error {
		all, err := tx.HandUps(1)
		for range handUpsShown + 5 {
			newer := all[0]
			newer.ID, newer.State, newer.Received = data.NewUID(), handUpReturned, newer.Received.Add(time.Minute)
			err = errors.Join(err, tx.PutHandUp(newer))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page := admitted(t, s).get("/handups").body
	diff(t, "lines", strings.Count(page, `<tr class="handup">`), handUpsShown+1)
	wantWords(t, "list", page, true, "等候接收")
}

// The audit trail can be read back page by page, and says in words why a computer was refused.
func TestPages_ActsInPages(t *testing.T) {
	s, _ := newServer(t)
	c := admitted(t, s)
	err := s.update(t.Context(), func(tx ledger.Tx) (err error) {
		for i := range actsShown {
			err = errors.Join(err, s.note(tx, adminName, actReject, "code_expired"), s.note(tx, adminName, actRevoke, fmt.Sprint("电脑", i)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	first := c.get("/acts").body
	wantWords(t, "first page", first, true, "电脑199<", "接入码已过期", "第 1/3 页")
	wantWords(t, "first page", first, false, "电脑9<", "code_expired")
	wantWords(t, "second page", c.get("/acts?page=2").body, true, "电脑9<")
}

// What was typed is still there when a form comes back with its problem.
func TestPages_KeepWhatWasTyped(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	pc.up(data.NewCaseID(), 1)
	pc.sync()
	c := admitted(t, s)
	h := handUpsOf(t, s)[0]
	page := c.post("/handups/answer", "case", handUpKey(&h), "state", "settled", "by", "王镇长", "result", "S1", "on", "2026-05-18",
		"amount", "三千", "text", "以老水渠中线<b>为界")
	diff(t, "an amount that is none", page.status, http.StatusBadRequest)
	wantWords(t, "answer", page.body, true, `>以老水渠中线<b>为界</textarea>`, `name="on" type="date" value="2026-05-18"`, `value="S1" selected`, `value="三千"`, `value="王镇长"`)
	if strings.Contains(page.body, "线<b>") || strings.Count(html.UnescapeString(page.body), "以老水渠中线") != 1 {
		t.Error("what was typed is taken for HTML, or stands in another form")
	}
	page = c.post("/codes", "name", "西山村", "area", "33992110120")
	wantWords(t, "village", page.body, true, `value="西山村"`, `value="33992110120"`)
	page = c.post("/uplink", "address", "10.0.0.1", "code", "abc")
	wantWords(t, "county", page.body, true, `value="10.0.0.1"`, `value="abc"`)
}

// A search stays among the villages of the township that is shown.
func TestPages_FindWithinATownship(t *testing.T) {
	s, _ := newServer(t)
	aboveTownships(t, s)
	c := hiredClerk(t, s, "寿永康", ledger.RoleCounty)
	all, _, err := s.Totals(data.Period{}, data.FigureReceived)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if body := c.get("/?town=" + all[i].ID).body; strings.Contains(body, "桥头村") {
			wantWords(t, "page", body, true, `name="town" value="`+all[i].ID+`"`)
			return
		}
	}
	t.Error("no township shows 桥头村")
}

// Where there is no village yet, only who can make a code is sent to do so.
func TestPages_EmptyForWhoCannotHelpIt(t *testing.T) {
	s, _ := newServer(t)
	for role, invited := range map[ledger.Role]bool{ledger.RoleClerk: true, ledger.RoleReader: false, ledger.RoleCounty: false} {
		body := hiredClerk(t, s, string(role)+"1", role).get("/").body
		wantWords(t, string(role), body, true, "还没有村（社区）。")
		wantWords(t, string(role), body, invited, "生成接入码")
	}
}
