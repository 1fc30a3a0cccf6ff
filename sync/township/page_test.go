package township

import (
	"context"
	"html"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// clerk is a browser without a screen.
type clerk struct {
	t    *testing.T
	base string
	http *http.Client
}

// open serves a server's pages and returns a browser that has not logged in.
func open(t *testing.T, s *Server) *clerk {
	t.Helper()
	web := httptest.NewTLSServer(s.Handler())
	t.Cleanup(web.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := web.Client()
	client.Jar = jar
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &clerk{t, web.URL, client}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (c *clerk) do(method, path string, form url.Values, header ...string) answer {
	c.t.Helper()
	r, err := http.NewRequest(method, c.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.http.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(b)}
}

func (c *clerk) get(path string) answer { c.t.Helper(); return c.do(http.MethodGet, path, nil) }

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// post sends a form as the page would: with the token that stands in it.
func (c *clerk) post(path string, fields ...string) answer {
	c.t.Helper()
	form := url.Values{}
	if m := tokenField.FindStringSubmatch(c.get("/password").body); m != nil {
		form.Set("token", m[1])
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return c.do(http.MethodPost, path, form)
}

// admitted returns a browser that has logged in and set its password.
func admitted(t *testing.T, s *Server) *clerk {
	t.Helper()
	first := oneTime(t, s)
	c := open(t, s)
	if a := c.post("/login", "name", adminName, "password", first); a.status != http.StatusSeeOther {
		t.Fatalf("login: %d", a.status)
	}
	if a := c.post("/password", "old", first, "next", newPassword, "repeat", newPassword); a.status != http.StatusSeeOther {
		t.Fatalf("password: %d %s", a.status, a.body)
	}
	return c
}

func TestPages_WantTheFirstPasswordChanged(t *testing.T) {
	s, _ := newServer(t)
	seed(t, s)
	first := oneTime(t, s)
	c := open(t, s)
	c.post("/login", "name", adminName, "password", first)
	for _, path := range []string{"/", "/cases", "/check", "/devices", "/acts"} {
		a := c.get(path)
		if a.status != http.StatusSeeOther || a.header.Get("Location") != "/password" {
			t.Errorf("%s gave %d to %s", path, a.status, a.header.Get("Location"))
		}
	}
	diff(t, "a code", c.post("/codes", "name", "新村", "area", "339921101299").header.Get("Location"), "/password")
	for _, f := range []struct {
		old, next, repeat, says string
		status                  int
	}{
		{"wrong", newPassword, newPassword, "原密码不对", 403}, {first, "short", "short", "至少10个字符", 400},
		{first, newPassword, newPassword + "x", "两次输入", 400}, {first, newPassword, newPassword, "", 303},
	} {
		a := c.post("/password", "old", f.old, "next", f.next, "repeat", f.repeat)
		if a.status != f.status || !strings.Contains(a.body, f.says) {
			t.Errorf("%+v gave %d", f, a.status)
		}
	}
	diff(t, "afterwards", c.get("/").status, http.StatusOK)
}

func TestPages_LockOut(t *testing.T) {
	s, at := newServer(t)
	admitted(t, s)
	c := open(t, s)
	for range maxFailed {
		a := c.post("/login", "name", adminName, "password", "wrong")
		if a.status != http.StatusForbidden || !strings.Contains(a.body, "账号或密码不对") {
			t.Fatalf("a wrong password gave %d", a.status)
		}
	}
	if a := c.post("/login", "name", adminName, "password", newPassword); !strings.Contains(a.body, "请在09:31:00以后再试") {
		t.Errorf("while locked: %d", a.status)
	}
	at.move(lockFirst)
	diff(t, "afterwards", c.post("/login", "name", adminName, "password", newPassword).status, http.StatusSeeOther)
	stop := time.Now()
	s.logins.now = func() time.Time { return stop }
	for range loginBurst {
		c.post("/login", "name", "nobody", "password", "x")
	}
	diff(t, "beyond the burst", c.post("/login", "name", adminName, "password", newPassword).status, http.StatusTooManyRequests)
}

func TestPages_LoadNothingFromElsewhere(t *testing.T) {
	s, _ := newServer(t)
	seed(t, s)
	c := admitted(t, s)
	outside := regexp.MustCompile(`(?i)<script|\son\w+=|style=|https?://|javascript:|@import|url\(`)
	for _, path := range []string{"/", "/cases?figure=received", "/check", "/devices", "/accounts", "/acts", "/password", "/login", "/style.css", "/nothing"} {
		a := c.get(path)
		if m := outside.FindString(a.body); m != "" {
			t.Errorf("%s holds %q", path, m)
		}
		for name, want := range secure {
			if got := a.header.Get(name); got != want && path != "/style.css" {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if !strings.Contains(a.header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s has no policy", path)
		}
	}
	cookies := open(t, s).post("/login", "name", adminName, "password", newPassword).header["Set-Cookie"]
	if len(cookies) != 1 || !strings.HasSuffix(cookies[0], "; Path=/; HttpOnly; Secure; SameSite=Strict") {
		t.Errorf("cookie %q", cookies)
	}
}

// seed fills two villages with cases of every type, outcome and month, and
// registers a third without any; it returns one of the computers.
func seed(t *testing.T, s *Server) *computer {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	pcs := []*computer{enrolled(t, s, dongli, dongliArea), enrolled(t, s, shimen, shimenArea)}
	if _, err := s.NewCode("青禾社区", "339921101203"); err != nil {
		t.Fatal(err)
	}
	for i := range 120 {
		c := pcs[min(random.IntN(3), 1)]
		c.save(about(randomFact(random, i)))
	}
	for _, c := range pcs {
		r := c.sync()
		req := c.request()
		req.Check, req.Cases = r.Check, r.Cases
		c.send(req)
	}
	return pcs[0]
}

// randomFact is a case that began at some day of half a year around New Year.
func randomFact(random *rand.Rand, i int) data.Fact {
	f := data.Fact{
		Case: data.CaseID{1, byte(i)}, Status: data.Mediating, Source: data.Application, People: 2 + random.IntN(3),
		Type: data.DisputeType(data.DisputeTypes[random.IntN(18)].Code), Received: day(1, 1).Add(random.IntN(200) - 60),
	}
	if i%10 == 0 {
		f.Source, f.Organ = data.Referral, data.Court
	}
	f.Accepted = f.Received.Add(1)
	if f.Outcome = []data.Outcome{"", "S1", "S1", "S1", "S2", "S3", "F", "X", "R"}[random.IntN(9)]; f.Outcome == "" {
		return f
	}
	f.Concluded, f.Status, f.Sessions = f.Received.Add(1+random.IntN(30)), data.Closed, 1+random.IntN(4)
	switch f.Outcome {
	case data.OutcomeRefused:
		f.Accepted = 0
	case data.OutcomeWritten, data.OutcomeOral:
		f.Amount, f.Effective = data.Fen(random.IntN(5_000_000)), f.Concluded
		f.Performance = []data.Performance{data.InPerformance, data.FullyDone}[random.IntN(2)]
		if random.IntN(3) == 0 {
			f.Applied, f.Confirmation = f.Concluded, data.Confirmed
		}
	}
	if i%25 == 0 {
		f.Status = data.Void
	}
	return f
}

var (
	figureLink = regexp.MustCompile(`<a href="(/cases\?[^"]*)"[^>]*>(\d+)</a>`)
	chipLink   = regexp.MustCompile(`<a class="chip[^"]*" href="([^"]+)"`)
	caseCount  = regexp.MustCompile(`<strong class="count">(\d+)</strong>`)
)

// TestPages_EveryFigureOpensItsRows follows every link of the totals page, for
// every figure and for several periods.
func TestPages_EveryFigureOpensItsRows(t *testing.T) {
	s, _ := newServer(t)
	seed(t, s)
	c := admitted(t, s)
	pages := []string{"/", "/?from=&to=&figure=received", "/?from=2026-01-15&to=2026-02-14&figure=open"}
	for _, m := range chipLink.FindAllStringSubmatch(c.get("/").body, -1) {
		pages = append(pages, html.UnescapeString(m[1]))
	}
	if len(pages) < 3+3+1+12+12 {
		t.Errorf("only %d pages", len(pages))
	}
	opened := map[string]int{}
	some := 0
	for _, path := range pages {
		body := c.get(path).body
		links := figureLink.FindAllStringSubmatch(body, -1)
		if least := 4*12 + 18 + 6 + 3; len(links) < least {
			t.Errorf("%s has %d figures, want at least %d", path, len(links), least)
		}
		for _, m := range links {
			want, _ := strconv.Atoi(m[2])
			got, known := opened[m[1]]
			if !known {
				list := c.get(html.UnescapeString(m[1])).body
				got = strings.Count(list, `<tr class="case">`)
				opened[m[1]] = got
				if n := caseCount.FindStringSubmatch(list); n == nil || n[1] != strconv.Itoa(got) {
					t.Errorf("%s says %v and lists %d", m[1], n, got)
				}
				some += got
			}
			if got != want {
				t.Errorf("%s: %s shows %d and opens %d rows", path, m[1], want, got)
			}
		}
	}
	if some < 1000 {
		t.Errorf("only %d rows seen", some)
	}
}

// TestPages_PartsAddUp compares the shown figures with the rows themselves.
func TestPages_PartsAddUp(t *testing.T) {
	s, _ := newServer(t)
	seed(t, s)
	villages, all, err := s.Totals(data.ReportYear(2026), data.FigureAgreed)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range data.Figures {
		sum := data.Tally{}
		for _, v := range villages {
			one := v.Totals.Figures[data.Figure(f.Code)]
			sum = data.Tally{Cases: sum.Cases + one.Cases, People: sum.People + one.People, Amount: sum.Amount + one.Amount}
		}
		diff(t, f.Name, sum, all.Figures[data.Figure(f.Code)])
	}
	q := query{period: data.ReportYear(2026), figure: data.FigureAgreed}
	for _, p := range partsOf(q, &all) {
		sum := 0
		for _, r := range p.Rows {
			sum += r.Cell.Count
		}
		diff(t, p.Title, sum, all.Figures[data.FigureAgreed].Cases)
	}
}

func TestPages_RefuseBadQuestions(t *testing.T) {
	s, _ := newServer(t)
	seed(t, s)
	c := admitted(t, s)
	for path, want := range map[string]int{
		"/?from=2026-02-30&to=2026-03-01": 400, "/?from=2026-03-02&to=2026-03-01": 400, "/?figure=nothing": 400,
		"/cases?month=2026-13": 400, "/cases?figure=%00": 400, "/cases?village=none": 404, "/nothing": 404,
		"/cases?sort=nothing": 400, "/cases?sort=amount&page=9999": 200, "/cases?page=9999": 200,
		"/cases?from=2026-01-05&to=2026-03-20&page=100": 200, "/cases?from=2026-01-05&to=2026-03-20&page=101": 400,
		"/cases?type=99": 200, "/cases?outcome=%3Cscript%3E": 200, "/?from=20260301&to=": 200,
	} {
		a := c.get(path)
		if a.status != want || strings.Contains(a.body, "<script") {
			t.Errorf("%s gave %d, want %d", path, a.status, want)
		}
	}
}

func TestPages_DevicesAndCodes(t *testing.T) {
	s, at := newServer(t)
	pc := seed(t, s)
	c := admitted(t, s)
	for _, f := range []struct {
		fields []string
		status int
		says   string
	}{
		{[]string{"name", "新村", "area", "33992110129"}, 400, "12位数字"},
		{[]string{"name", "新村", "area", dongliArea}, 400, "已登记为另一个村"},
		{[]string{"name", "", "area", "339921101299"}, 400, "请填写"},
		{[]string{"name", "<b>新村</b>", "area", "339921101299"}, 200, "&lt;b&gt;新村&lt;/b&gt;"},
		{[]string{"known", dongliArea + " " + dongli}, 200, dongli},
		{[]string{"known", "nonsense"}, 400, ""},
	} {
		a := c.post("/codes", f.fields...)
		if a.status != f.status || !strings.Contains(a.body, f.says) {
			t.Errorf("%q gave %d", f.fields, a.status)
		}
	}
	shown := regexp.MustCompile(`<p class="bigcode">([^<]+)</p>`).FindStringSubmatch(c.post("/codes", "known", dongliArea+" "+dongli).body)
	if shown == nil {
		t.Fatal("no code")
	}
	other := newComputer(t, s)
	diff(t, "enrolled with it", other.enrol(shown[1], dongliArea).Reason == "", true)
	body := c.get("/devices").body
	if !strings.Contains(body, "已使用（"+short(other.id)+"）") || !strings.Contains(body, "可使用") {
		t.Error("codes and their states are not listed")
	}
	for _, id := range []string{"", "00", strings.Repeat("f", 32), strings.Repeat("f", 3200), "zz"} {
		if a := c.post("/devices/revoke", "device", id); a.status != 400 && a.status != 404 {
			t.Errorf("revoking %q gave %d", id, a.status)
		}
	}
	diff(t, "revoke", c.post("/devices/revoke", "device", pc.id.String()).status, http.StatusSeeOther)
	diff(t, "revoked", string(pc.send(pc.request()).Reason), "revoked")
	if acts := c.get("/acts").body; !strings.Contains(acts, "停用电脑") || !strings.Contains(acts, "生成接入码") {
		t.Error("the audit trail does not show it")
	}
	at.move(time.Hour / 3)
	if !strings.Contains(c.get("/devices").body, "已过期") {
		t.Error("an old code is not shown as expired")
	}
}

func TestPages_CheckSaysWhoDiffers(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	c := admitted(t, s)
	says := func(want string) {
		t.Helper()
		if !strings.Contains(c.get("/check").body, ">"+want+"</span>") {
			t.Errorf("the page does not say %s", want)
		}
	}
	says("未连接")
	pc.save(about(agreedFact()))
	req := pc.request()
	req.Waiting = 3
	r := pc.send(req)
	says("传输中")
	pc.acked, pc.gsn, pc.server = r.Ack, r.NextGSN, r.Server
	req = pc.request()
	req.Check, req.Cases = data.Hash{1}, 9
	pc.send(req)
	says("不一致")
	req.Check, req.Cases = r.Check, 1
	pc.send(req)
	says("一致")
	body := c.get("/check").body
	if got := strings.Count(body, grouped(r.Check)); got != 3 { // the town's, the village's two
		t.Errorf("the digest stands on the page %d times", got)
	}
	pc.add([]byte("nonsense"))
	pc.send(pc.request())
	if !strings.Contains(c.get("/check").body, "内容无法辨认") {
		t.Error("a refused event is not shown")
	}
	if _, err := s.NewCode(shimen, shimenArea); err != nil {
		t.Fatal(err)
	}
	says("未接入")
}

func TestPages_AnswerADefectOnce(t *testing.T) {
	s, _ := newServer(t)
	c := admitted(t, s)
	good := s.led
	s.led = failing{broken{good}}
	a := c.get("/check")
	diff(t, "status", a.status, http.StatusInternalServerError)
	if strings.Contains(a.body, errFull.Error()) {
		t.Error("the page tells the inside of the server")
	}
	s.led = good
	h := s.watch(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("defect") }))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	diff(t, "after a panic", w.Code, http.StatusInternalServerError)
}

// TestLog_HoldsNoSecret goes through the pages and the link with every request
// logged, and looks for what was typed.
func TestLog_HoldsNoSecret(t *testing.T) {
	var log strings.Builder
	s, _ := newServer(t)
	s.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	first := oneTime(t, s)
	c := admitted(t, s)
	seed(t, s)
	c.post("/codes", "name", "俞𬭎伟家", "area", "339921101299")
	c.post("/login", "name", "俞𬭎伟", "password", "typed in the wrong field")
	c.get("/cases?village=俞𬭎伟")
	newComputer(t, s).send(newComputer(t, s).request())
	if strings.Count(log.String(), "level=") < 5 {
		t.Fatalf("log is\n%s", log.String())
	}
	for _, secret := range []string{first, newPassword, "typed", "俞", "%E4%BF%9E", "东篱", "token", "127.0.0.1"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, log.String())
		}
	}
}

// broken is a ledger that cannot be read.
type broken struct{ ledger.Ledger }

func (b broken) View(context.Context, func(ledger.Reader) error) error { return errFull }
