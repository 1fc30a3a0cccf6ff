package township

import (
	"bytes"
	"context"
	"errors"
	"html"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/letter"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// village is who a computer of these tests answers for.
var lettersKey = letter.Identity([32]byte{7: 1})

// canary is a word that may be read only where the case is opened.
const canary = "毛竹林界址以老水渠为准"

// up makes an event a hand-up of a case, along with which files go.
func (c *computer) up(id data.CaseID, fence uint64, files ...letter.File) {
	c.t.Helper()
	l := letter.Letter{
		Case: id, HandUp: "h" + data.NewElementID(), From: "东篱村人民调解委员会", Number: "（2026）示清石人调字第002号", To: "清溪镇人民调解委员会",
		Reason: canary, History: "2026年4月20日收到。\n第1次调解，没有谈拢。\n第2次调解，没有谈拢。", Contact: "金彩娟 660200", SentOn: data.DayOf(c.s.now()),
		Consents: []letter.Consent{{Name: "骆阿水", On: data.DayOf(c.s.now())}, {Name: "骆阿根", On: data.DayOf(c.s.now())}},
		Files:    files,
		Papers:   []letter.Paper{{Title: "1983年山权证复印件（骆阿水）", Pages: 1}, {Title: "人民调解记录", Pages: 3}},
		Parts: []letter.Part{
			{Code: "parties", Title: "当事人姓名、性别、年龄", Rows: []letter.Row{{Label: "申请人", Value: "骆阿水 <b>男</b> 61岁"}, {Label: "被申请人", Value: "骆阿根 男 58岁"}}},
			{Code: "dispute", Title: "纠纷情况和请求", Rows: []letter.Row{{Label: "纠纷简要情况", Value: "祖山毛竹林界址不清，双方各执1983年山权证复印件。"}}},
		},
	}
	o, err := l.Seal(c.s.seal.recipient, lettersKey.Recipient().String())
	if err != nil {
		c.t.Fatal(err)
	}
	c.save(func(e *data.Event) {
		about(data.Fact{Case: id, Status: data.HandedUp, Type: "forest", Received: 739700, Accepted: 739701, Concluded: 739720, People: 2})(e)
		e.Kind, e.Fence, e.Opened = "hand_up", fence, o.Encode()
	})
}

func handUpsOf(t *testing.T, s *Server) (all []ledger.HandUp) {
	t.Helper()
	if err := s.led.View(context.Background(), func(r ledger.Reader) (err error) { all, err = r.HandUps(10); return err }); err != nil {
		t.Fatal(err)
	}
	return all
}

func wantWords(t *testing.T, where, body string, is bool, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(html.UnescapeString(body), w) != is {
			t.Errorf("%s: has %q is not %v", where, w, is)
		}
	}
}

// Nothing of a case is shown, logged or listed before somebody opens it; who does, stands
// in the audit trail; the answer is for the village alone.
func TestHandUps_OpenedByAClerkOnly(t *testing.T) {
	var log bytes.Buffer
	at := &clock{time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)}
	s, err := New(Config{Dir: t.TempDir(), Name: "清溪镇", Now: at.now, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	pc := enrolled(t, s, dongli, dongliArea)
	id := data.NewCaseID()
	pc.up(id, 1)
	pc.sync()
	c := admitted(t, s)
	for _, path := range []string{"/", "/cases", "/check", "/devices", "/acts", "/handups"} {
		wantWords(t, path, c.get(path).body, false, canary, "骆阿水", "660200")
	}
	list := c.get("/handups").body
	wantWords(t, "list", list, true, dongli, id.String()[:8], "等候接收", "2026-05-14")
	h := handUpsOf(t, s)[0]
	key := handUpKey(&h)
	if a := c.post("/handups/answer", "case", key, "state", "returned", "by", "王镇长", "text", ""); a.status != http.StatusBadRequest {
		t.Errorf("a return without a reason: %d", a.status)
	}
	page := c.post("/handups/open", "case", key)
	wantWords(t, "case", page.body, true, canary, "骆阿水 <b>男</b> 61岁", "骆阿根 2026年5月11日", "1983年山权证复印件（骆阿水） 1页", "金彩娟")
	if strings.Contains(page.body, "<b>男") {
		t.Error("what a village wrote is taken for HTML")
	}
	wantWords(t, "audit", c.get("/acts").body, true, "打开移送案件", adminName, id.String())
	if a := c.post("/handups/answer", "case", key, "state", "accepted", "by", "王镇长", "text", "已派员"); a.status != http.StatusOK || !strings.Contains(a.body, "已接收") {
		t.Errorf("accepted: %d", a.status)
	}
	if a := c.post("/handups/answer", "case", key, "state", "accepted", "by", "王镇长"); a.status != http.StatusConflict {
		t.Errorf("accepted twice: %d", a.status)
	}
	at.move(8 * 24 * time.Hour)
	c = hiredClerk(t, s, "寿永康", ledger.RoleAdmin) // the first session has ended
	wantWords(t, "list after eight days", c.get("/handups").body, true, "已接收", ">8<")
	for state, fields := range map[string][]string{
		"no result": {"state", "settled", "by", "王镇长", "on", "2026-05-12"}, "a day to come": {"state", "settled", "by", "王镇长", "result", "S1", "on", "2027-05-12"},
		"an amount that is none": {"state", "settled", "by", "王镇长", "result", "S1", "on", "2026-05-12", "amount", "三千"},
	} {
		if a := c.post("/handups/answer", append(fields, "case", key)...); a.status != http.StatusBadRequest {
			t.Errorf("settled with %s: %d", state, a.status)
		}
	}
	a := c.post("/handups/answer", "case", key, "state", "settled", "by", "王镇长", "result", "S1", "on", "2026-05-18", "amount", "3000", "text", canary)
	if a.status != http.StatusOK || !strings.Contains(a.body, "已办结") {
		t.Errorf("settled: %d", a.status)
	}
	wantWords(t, "the case once more", c.post("/handups/open", "case", key).body, true, "已派员", "结果说明", "王镇长")
	wantWords(t, "log", log.String(), false, canary, "骆阿水", "王镇长")
	wantWords(t, "audit", c.get("/acts").body, false, canary, "骆阿水")
	for _, odd := range []string{"", "x", "x." + h.ID.String(), key + "0", string(h.Village) + ".zz"} {
		if a := c.post("/handups/open", "case", odd); a.status != http.StatusNotFound {
			t.Errorf("%q: %d", odd, a.status)
		}
	}
	wantAnswers(t, pc, id)
}

// wantAnswers pulls what the township wrote and opens it as the village.
func wantAnswers(t *testing.T, pc *computer, id data.CaseID) {
	t.Helper()
	r := pc.send(pc.request())
	c := &data.Case{ID: id, Status: data.HandedUp}
	var kinds []string
	for _, p := range r.Pull {
		e, err := data.DecodeEvent(p.Event)
		if err != nil {
			t.Fatal(err)
		}
		if c.HandUps == nil { // as the village has it
			all, _ := data.DecodeEvent(pc.events[0])
			o, _ := data.DecodeOpened(all.Opened)
			c.HandUps, c.Fence = []data.HandUp{{ID: o.HandUp, SealedTo: o.Key}}, all.Fence
		}
		if _, err := letter.OpenAnswer(e.Body, letter.Identity([32]byte{8: 1})); !errors.Is(err, letter.ErrKey) {
			t.Errorf("another village opens the answer: %v", err)
		}
		body, err := letter.OpenAnswer(e.Body, lettersKey)
		if err != nil {
			t.Fatal(err)
		}
		data.Apply(c, &e, body)
		kinds = append(kinds, e.Kind)
	}
	diff(t, "kinds", kinds, []string{data.KindHandUpAccepted, data.KindHandUpSettled})
	h := c.HandUps[0]
	if h.Settled.Amount != 300000 || h.Settled.Text != canary || h.AcceptedOn == 0 || h.ReceivedBy != "王镇长" || h.Result != "已派员" || c.Fence != 2 || len(c.Conflicts) > 0 {
		t.Errorf("the village has %+v, fence %d, %v", h, c.Fence, c.Conflicts)
	}
}

// Who may not handle cases is told nothing of them, and can answer none.
func TestHandUps_AreNotForReaders(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	pc.up(data.NewCaseID(), 1)
	pc.sync()
	h := handUpsOf(t, s)[0]
	for _, role := range []ledger.Role{ledger.RoleReader, ledger.RoleCounty} {
		c := hiredClerk(t, s, string(role)+"1", role)
		for _, path := range []string{"/handups/open", "/handups/answer"} {
			a := c.post(path, "case", handUpKey(&h), "state", "returned", "by", "x", "text", "x")
			if a.status != http.StatusForbidden || strings.Contains(a.body, canary) {
				t.Errorf("%s: %s gave %d", role, path, a.status)
			}
		}
		if a := c.get("/handups"); a.status != http.StatusForbidden {
			t.Errorf("%s: the list gave %d", role, a.status)
		}
	}
	if h := handUpsOf(t, s)[0]; h.State != "" {
		t.Errorf("it was answered: %s", h.State)
	}
}

// The fence says who owns a case: what opens a case without raising it, a late letter and a
// letter about another village's case have no effect.
func TestHandUps_Fences(t *testing.T) {
	s, _ := newServer(t)
	pc, other := enrolled(t, s, dongli, dongliArea), enrolled(t, s, shimen, shimenArea)
	id := data.NewCaseID()
	pc.up(id, 0)
	pc.sync()
	if n := len(handUpsOf(t, s)); n != 0 {
		t.Errorf("%d hand-ups of a fence that was not raised", n)
	}
	other.up(id, 7)
	other.sync()
	if n := len(handUpsOf(t, s)); n != 0 {
		t.Errorf("%d hand-ups of another village's case", n)
	}
	pc.up(id, 2)
	pc.up(id, 2) // from another computer at the same time
	pc.up(id, 1) // late
	pc.sync()
	all := handUpsOf(t, s)
	if len(all) != 2 {
		t.Fatalf("%d letters", len(all))
	}
	answer := Answer{State: handUpReturned, By: "x", Text: "x"}
	if err := s.AnswerHandUp(context.Background(), "x", all[0].Village, all[0].ID, answer); err != nil {
		t.Fatal(err)
	}
	for _, h := range handUpsOf(t, s) {
		if h.State != handUpReturned {
			t.Errorf("a letter of the same fence is %q", h.State)
		}
		if err := s.AnswerHandUp(context.Background(), "x", h.Village, h.ID, answer); !errors.Is(err, errHandUpGone) {
			t.Errorf("returned twice: %v", err)
		}
	}
	if err := s.AnswerHandUp(context.Background(), "x", all[0].Village, data.NewUID(), answer); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a hand-up that is none: %v", err)
	}
}

// What cannot be opened is shown as that, and can be returned.
func TestHandUps_SealedToALostKey(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	was := s.seal
	s.seal = sealKey{letter.Identity([32]byte{9: 1}), letter.Identity([32]byte{9: 1}).Recipient().String()}
	pc.up(data.NewCaseID(), 1)
	s.seal = was
	pc.sync()
	c := admitted(t, s)
	h := handUpsOf(t, s)[0]
	page := c.post("/handups/open", "case", handUpKey(&h))
	wantWords(t, "case", page.body, true, "打不开", "退回")
	if a := c.post("/handups/answer", "case", handUpKey(&h), "state", "returned", "by", "王镇长", "text", "请重新移送"); a.status != http.StatusOK {
		t.Errorf("returned: %d", a.status)
	}
}

func TestSealKey_IsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	first, err := openSealKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := openSealKey(dir)
	if err != nil || again.recipient != first.recipient || letter.CheckRecipient(first.recipient) != nil {
		t.Errorf("%v, %s and %s", err, first.recipient, again.recipient)
	}
	if err := writeFile(dir+"/"+fileSealKey, []byte("AGE-SECRET-KEY-1NOTHING")); err != nil {
		t.Fatal(err)
	}
	if _, err := openSealKey(dir); !errors.Is(err, data.ErrDamaged) || strings.Contains(err.Error(), "NOTHING") {
		t.Errorf("a damaged key: %v", err)
	}
	if a, b := first.chain(data.Epoch{1}, "a"), first.chain(data.Epoch{2}, "a"); a.Device != b.Device || a.Epoch == b.Epoch || a.Epoch == first.chain(data.Epoch{1}, "b").Epoch {
		t.Error("chains of epochs or villages are one")
	}
}

// The key goes to who does not name it.
func TestExchange_TellsTheSealKeyOnce(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	r := pc.request()
	if got := pc.send(r).Seal; got != s.seal.recipient {
		t.Errorf("the first answer has %q", got)
	}
	r.Seal = wire.SealIDOf(s.seal.recipient)
	if got := pc.send(r).Seal; got != "" {
		t.Errorf("the next answer has %q", got)
	}
	r.Seal = wire.SealIDOf("age1other")
	if got := pc.send(r).Seal; got != s.seal.recipient {
		t.Errorf("after another key: %q", got)
	}
}

// TestBrowser_HandUps goes the way of a case through the pages.
func TestBrowser_HandUps(t *testing.T) {
	s, at, base := visited(t)
	pc := enrolled(t, s, dongli, dongliArea)
	for range 3 {
		pc.up(data.NewCaseID(), 1)
		pc.sync()
		at.move(20 * time.Hour)
	}
	b := startBrowser(t, s, base)
	b.open(b.base + "/")
	b.write("[name=name]", adminName)
	b.write("[name=password]", oneTime(t, s))
	b.follow("main button")
	b.write("[name=old]", oneTime(t, s))
	b.write("[name=next]", newPassword)
	b.write("[name=repeat]", newPassword)
	b.follow("main button")
	b.follow("nav a[href='/handups']")
	b.shoot("handups")
	b.follow("tr.handup:last-child button")
	b.shoot("handup")
	b.write("#accept textarea", "已派员到场")
	b.follow("#accept button")
	b.shoot("handup-accepted")
	b.follow("tr.handup:last-child button")
	var below int
	b.run("window.scrollTo(0, 9000); return window.scrollY", &below)
	b.shoot("handup-answer")
	b.run("document.querySelector('#settle select').value = 'S1'", nil)
	b.write("#settle textarea", "以老水渠中线为界")
	b.write("#settle [name=amount]", "3000")
	b.follow("#settle button")
	if got := b.text(".notice"); !strings.Contains(got, "已办结") {
		t.Errorf("after the settlement the page says %q", got)
	}
	b.shoot("handup-settled")
}
