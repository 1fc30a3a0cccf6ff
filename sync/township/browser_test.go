package township

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var shots = flag.String("shots", "", "folder that keeps the screenshots of the pages")

// browser drives a headless Chromium by the WebDriver protocol.
type browser struct {
	t       *testing.T
	driver  string
	session string
	shots   string
}

// startBrowser starts ChromeDriver and a Chromium that trusts one authority.
func startBrowser(t *testing.T, s *Server) *browser {
	t.Helper()
	for _, name := range []string{"chromium", "chromedriver"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
	cmd := exec.Command("chromedriver", "--port=0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	b := &browser{t: t, shots: *shots}
	if b.shots == "" {
		b.shots = t.TempDir()
	}
	port := regexp.MustCompile(`started successfully on port (\d+)`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := port.FindStringSubmatch(lines.Text()); m != nil {
			b.driver = "http://127.0.0.1:" + m[1]
			break
		}
	}
	if b.driver == "" {
		t.Fatal("ChromeDriver did not start")
	}
	pin := s.Pin()
	args := []string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--lang=zh-CN",
		"--window-size=1366,768", "--user-data-dir=" + t.TempDir(), "--no-proxy-server",
		"--ignore-certificate-errors-spki-list=" + base64.StdEncoding.EncodeToString(pin[:]),
	}
	var got struct{ SessionID string }
	b.call(http.MethodPost, "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"goog:chromeOptions": map[string]any{"args": args}, "goog:loggingPrefs": map[string]any{"browser": "ALL"},
	}}}, &got)
	b.session = "/session/" + got.SessionID
	t.Cleanup(func() { b.call(http.MethodDelete, b.session, nil, nil) })
	return b
}

// call makes one WebDriver request; value receives what it answers.
func (b *browser) call(method, path string, body, value any) {
	b.t.Helper()
	var in bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&in).Encode(body); err != nil {
			b.t.Fatal(err)
		}
	}
	r, err := http.NewRequest(method, b.driver+path, &in)
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != http.StatusOK {
		b.t.Fatalf("%s %s: %s %s %v", method, path, resp.Status, answer.Value, err)
	}
	if value != nil {
		if err := json.Unmarshal(answer.Value, value); err != nil {
			b.t.Fatalf("%s %s answers %s: %v", method, path, answer.Value, err)
		}
	}
}

func (b *browser) open(url string) {
	b.t.Helper()
	b.call(http.MethodPost, b.session+"/url", map[string]string{"url": url}, nil)
}

// element finds the first element of a selector and returns its path.
func (b *browser) element(selector string) string {
	b.t.Helper()
	var found map[string]string
	b.call(http.MethodPost, b.session+"/element", map[string]string{"using": "css selector", "value": selector}, &found)
	for _, id := range found {
		return b.session + "/element/" + id
	}
	b.t.Fatalf("no %s", selector)
	return ""
}

func (b *browser) click(selector string) {
	b.t.Helper()
	b.call(http.MethodPost, b.element(selector)+"/click", struct{}{}, nil)
}

// follow clicks what leads to another page and waits until that is there.
func (b *browser) follow(selector string) {
	b.t.Helper()
	b.run("window.leaving = true", nil)
	b.click(selector)
	for range 600 {
		var there bool
		if b.run(`return !window.leaving && document.readyState == "complete"`, &there); there {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatalf("%s leads nowhere", selector)
}

func (b *browser) write(selector, text string) {
	b.t.Helper()
	b.call(http.MethodPost, b.element(selector)+"/value", map[string]string{"text": text}, nil)
}

func (b *browser) text(selector string) (s string) {
	b.t.Helper()
	b.call(http.MethodGet, b.element(selector)+"/text", nil, &s)
	return s
}

// run runs a script in the page and reads what it returns.
func (b *browser) run(script string, value any) {
	b.t.Helper()
	b.call(http.MethodPost, b.session+"/execute/sync", map[string]any{"script": script, "args": []any{}}, value)
}

// shoot keeps a picture of the window, and checks that the page fits its width and
// that the browser had nothing to complain about.
func (b *browser) shoot(name string) {
	b.t.Helper()
	var overflow int
	b.run("return document.documentElement.scrollWidth - window.innerWidth", &overflow)
	if overflow > 0 {
		b.t.Errorf("%s is %d px wider than the window", name, overflow)
	}
	var picture string
	b.call(http.MethodGet, b.session+"/screenshot", nil, &picture)
	b.keep(name+".png", picture)
	var log []struct{ Level, Message string }
	b.call(http.MethodPost, b.session+"/se/log", map[string]string{"type": "browser"}, &log)
	for _, line := range log {
		b.t.Errorf("%s: the browser says %s %s", name, line.Level, line.Message)
	}
}

func (b *browser) keep(name, base64Text string) {
	b.t.Helper()
	raw, err := base64.StdEncoding.DecodeString(base64Text)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.shots, name), raw, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// print keeps the page as it prints and returns the number of sheets.
func (b *browser) print(name string) int {
	b.t.Helper()
	var sheet string
	b.call(http.MethodPost, b.session+"/print", map[string]any{
		"orientation": "landscape", "page": map[string]float64{"width": 21, "height": 29.7}, "shrinkToFit": false,
	}, &sheet)
	b.keep(name+".pdf", sheet)
	raw, _ := base64.StdEncoding.DecodeString(sheet)
	return bytes.Count(raw, []byte("/Type /Page\n"))
}

// TestBrowser_ClerkAtWork logs in with the one-time password, changes it, and goes
// through all pages; every figure opens exactly as many rows as it says.
func TestBrowser_ClerkAtWork(t *testing.T) {
	s, _ := newServer(t)
	seed(t, s)
	addr, err := s.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := startBrowser(t, s)
	base := "https://" + addr
	b.open(base + "/")
	b.shoot("login")
	b.write("[name=name]", adminName)
	b.write("[name=password]", oneTime(t, s))
	b.follow("main button")
	diff(t, "page after the first login", b.text("h1"), "我的账号")
	b.shoot("password")
	b.write("[name=old]", oneTime(t, s))
	b.write("[name=next]", newPassword)
	b.write("[name=repeat]", newPassword)
	b.follow("main button")
	if !strings.HasPrefix(b.text("h1"), "2026报表年度") {
		t.Fatalf("the totals are titled %q", b.text("h1"))
	}
	b.shoot("totals")
	var below int
	b.run("window.scrollTo(0, 700); return window.scrollY", &below)
	b.shoot("totals-below")
	if n := b.print("totals"); n < 1 || n > 3 {
		t.Errorf("the totals print on %d sheets", n)
	}
	followFigures(t, b)

	b.open(base + "/")
	b.follow(".totals tbody tr:first-child td:nth-child(5) a")
	b.shoot("cases")
	b.follow(".back a")
	for _, page := range []string{"check", "acts", "devices"} {
		b.follow("nav a[href='/" + page + "']")
		b.shoot(page)
	}
	b.click("details summary")
	b.shoot("devices-revoke")
	b.follow("form[action='/codes'] button")
	if len(b.text(".bigcode")) != 35 {
		t.Errorf("the code reads %q", b.text(".bigcode"))
	}
	b.shoot("code")
	b.follow("nav a[href='/accounts']")
	b.write("form[action='/accounts'] [name=name]", "寿永康")
	b.follow("form[action='/accounts'] button")
	diff(t, "the one-time password", []any{b.text("h1"), len(b.text(".bigcode"))}, []any{"寿永康 的一次性密码", 16})
	b.shoot("onetime")
	b.follow("main p a")
	b.click("details summary")
	b.shoot("accounts")
	b.follow("form[action='/logout'] button")
	diff(t, "after logout", b.text("h1"), "登录")
	b.open(base + "/cases")
	diff(t, "a page after logout", b.text("h1"), "登录")
}

// followFigures opens every figure of the page that is shown.
func followFigures(t *testing.T, b *browser) {
	t.Helper()
	var links []struct {
		URL, Text string
		Zero      bool
	}
	b.run(`return [...document.querySelectorAll("td.n a")].map(a => ({URL: a.href, Text: a.textContent, Zero: a.className == "zero"}))`, &links)
	if len(links) < 4*12+18+12+6+3 {
		t.Errorf("the page has %d figures", len(links))
	}
	for _, l := range links {
		b.open(l.URL)
		var rows int
		b.run(`return document.querySelectorAll("tr.case").length`, &rows)
		if fmt.Sprint(rows) != l.Text || l.Zero != (rows == 0) {
			t.Errorf("%s shows %s and opens %d rows", l.URL, l.Text, rows)
		}
	}
}
