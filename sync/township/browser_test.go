package township

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

var shots = flag.String("shots", "", "folder that keeps the screenshots of the pages")

// browser drives a headless Chromium by the WebDriver protocol.
type browser struct {
	t       *testing.T
	driver  string
	session string
	shots   string
	// base is the server's address, axe the program that looks whether a page can be
	// read by everybody.
	base, axe string
}

// chromium is the one ChromeDriver and Chromium of the package's tests. It trusts one
// authority, which the servers that it visits share.
var chromium struct {
	driver       *exec.Cmd
	dir          string
	url, session string
}

// TestMain makes passwords cheap where their cost is not tested, and ends the Chromium that
// the tests have started.
func TestMain(m *testing.M) {
	cost = hashCost{1, 64, 1}
	code := m.Run()
	if chromium.session != "" {
		r, err := http.NewRequest(http.MethodDelete, chromium.url+chromium.session, nil)
		if err == nil {
			if resp, err := http.DefaultClient.Do(r); err == nil {
				_ = resp.Body.Close()
			}
		}
	}
	if chromium.driver != nil {
		_ = chromium.driver.Process.Kill()
		_ = chromium.driver.Wait()
	}
	_ = os.RemoveAll(chromium.dir)
	os.Exit(code)
}

// visited starts a server that the browser trusts, and returns its address.
func visited(t *testing.T) (s *Server, at *clock, base string) {
	t.Helper()
	at = &clock{startTime()}
	dir := t.TempDir()
	led, err := OpenLedger("", dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{fileCA, fileCAKey} {
		b, err := os.ReadFile(filepath.Join(trusted(t), name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err = New(Config{Dir: dir, Name: "清溪镇", Now: at.now, Ledger: led})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	addr, err := s.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return s, at, "https://" + addr
}

// trusted returns the folder of the authority that the browser trusts.
func trusted(t *testing.T) string {
	t.Helper()
	if chromium.dir == "" {
		dir, err := os.MkdirTemp("", "township-browser-")
		if err == nil {
			chromium.dir = dir
			_, err = openAuthority(dir, startTime())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return chromium.dir
}

// startBrowser returns the browser as one that was never anywhere, for visits to a server
// that was made by visited.
func startBrowser(t *testing.T, s *Server, base string) *browser {
	t.Helper()
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, shots: *shots, base: base, axe: string(axe)}
	if b.shots == "" {
		b.shots = t.TempDir()
	}
	if chromium.session == "" {
		b.launch(s.Pin())
	}
	b.driver, b.session = chromium.url, chromium.session
	b.open("about:blank")
	b.cdp("Network.clearBrowserCookies", map[string]any{}, nil)
	b.cdp("Network.clearBrowserCache", map[string]any{}, nil)
	for _, kind := range []string{"browser", "performance"} { // what was said of other visits
		b.call(http.MethodPost, b.session+"/se/log", map[string]string{"type": kind}, nil)
	}
	return b
}

// launch starts ChromeDriver and a Chromium that trusts one authority.
func (b *browser) launch(pin data.Hash) {
	t := b.t
	t.Helper()
	for _, name := range []string{"chromium", "chromedriver"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
	cmd := exec.Command("chromedriver", "--port=0")
	cmd.Env = append(os.Environ(), "LANGUAGE=zh_CN", "FONTCONFIG_FILE="+officeFonts(t, trusted(t)))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	chromium.driver = cmd
	port := regexp.MustCompile(`started successfully on port (\d+)`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := port.FindStringSubmatch(lines.Text()); m != nil {
			chromium.url = "http://127.0.0.1:" + m[1]
			break
		}
	}
	if chromium.url == "" {
		t.Fatal("ChromeDriver did not start")
	}
	args := []string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--lang=zh-CN",
		"--window-size=1366,768", "--user-data-dir=" + filepath.Join(chromium.dir, "profile"), "--no-proxy-server",
		"--ignore-certificate-errors-spki-list=" + base64.StdEncoding.EncodeToString(pin[:]),
	}
	var got struct{ SessionID string }
	b.driver = chromium.url
	b.call(http.MethodPost, "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"goog:chromeOptions": map[string]any{"args": args}, "goog:loggingPrefs": map[string]any{"browser": "ALL", "performance": "ALL"},
	}}}, &got)
	chromium.session = "/session/" + got.SessionID
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

// enter goes on as whom a session's secret is of, without the page of the login. A page of the
// server must be open.
func (b *browser) enter(secret string) {
	b.t.Helper()
	b.call(http.MethodPost, b.session+"/cookie", map[string]any{"cookie": map[string]any{
		"name": cookieName, "value": secret, "path": "/", "secure": true, "httpOnly": true,
	}}, nil)
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

// otherWindow goes on in the window that the last click opened, when it has loaded.
func (b *browser) otherWindow() {
	b.t.Helper()
	var was string
	b.call(http.MethodGet, b.session+"/window", nil, &was)
	for range 600 {
		var all []string
		b.call(http.MethodGet, b.session+"/window/handles", nil, &all)
		for _, handle := range all {
			if handle == was {
				continue
			}
			b.call(http.MethodPost, b.session+"/window", map[string]string{"handle": handle}, nil)
			var there bool
			if b.run(`return document.readyState == "complete" && location.href != "about:blank"`, &there); there {
				return
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatal("no other window")
}

// officeFonts returns a configuration by which the browser has the program's own fonts
// beside those of the machine, as an office's computer has its Chinese ones.
func officeFonts(t *testing.T, dir string) string {
	t.Helper()
	fonts, err := filepath.Abs("../../assets/fonts")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "fonts.conf")
	text := `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>` + fonts + `</dir></fontconfig>`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// shoot keeps a picture of the whole page, and checks that the page fits the window's
// width, that it can be read by everybody, and that the browser had nothing to complain
// about and asked nobody else for anything. It returns how many requests were made.
func (b *browser) shoot(name string) (asked int) {
	b.t.Helper()
	b.fits(name)
	b.readable(name)
	var picture struct{ Data string }
	b.cdp("Page.captureScreenshot", map[string]any{"captureBeyondViewport": true}, &picture)
	b.keep(name+".png", picture.Data)
	return b.quiet(name)
}

// fits checks that nothing is wider than the window.
func (b *browser) fits(name string) {
	b.t.Helper()
	var overflow int
	b.run("return document.documentElement.scrollWidth - window.innerWidth", &overflow)
	if overflow > 0 {
		b.t.Errorf("%s is %d px wider than the window", name, overflow)
	}
}

// readable runs axe over the page: WCAG 2.2 A and AA, and its best practices.
func (b *browser) readable(name string) {
	b.t.Helper()
	var found []struct {
		ID, Help string
		Nodes    []string
	}
	b.run(b.axe+`; return axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => ({ID: v.id, Help: v.help,
		Nodes: v.nodes.slice(0, 3).map(n => n.html + " " + n.failureSummary)})))`, &found)
	for _, f := range found {
		b.t.Errorf("%s: %s (%s)\n%s", name, f.Help, f.ID, strings.Join(f.Nodes, "\n"))
	}
}

// quiet checks the browser's own log, and where each request went; it returns how many
// there were.
func (b *browser) quiet(name string) (asked int) {
	b.t.Helper()
	var log []struct{ Level, Message string }
	b.call(http.MethodPost, b.session+"/se/log", map[string]string{"type": "browser"}, &log)
	for _, line := range log {
		b.t.Errorf("%s: the browser says %s %s", name, line.Level, line.Message)
	}
	b.call(http.MethodPost, b.session+"/se/log", map[string]string{"type": "performance"}, &log)
	for _, line := range log {
		var event struct {
			Message struct {
				Method string
				Params struct{ Request struct{ URL string } }
			}
		}
		if err := json.Unmarshal([]byte(line.Message), &event); err != nil {
			b.t.Fatal(err)
		}
		if event.Message.Method != "Network.requestWillBeSent" {
			continue
		}
		asked++
		// Its own parts, chrome: and data:, the browser has within itself.
		if url := event.Message.Params.Request.URL; !strings.HasPrefix(url, b.base+"/") && !strings.HasPrefix(url, "chrome:") && !strings.HasPrefix(url, "data:") {
			b.t.Errorf("%s asks for %s", name, url)
		}
	}
	return asked
}

// cdp gives the browser a command of its own protocol.
func (b *browser) cdp(command string, params map[string]any, value any) {
	b.t.Helper()
	b.call(http.MethodPost, b.session+"/goog/cdp/execute", map[string]any{"cmd": command, "params": params}, value)
}

// onPaper checks that a page fits a sheet of A4 across, and keeps it as it prints; it
// returns the number of sheets.
func (b *browser) onPaper(name string) int {
	b.t.Helper()
	const width = (297 - 24) * 960 / 254 // the sheet without its margins, in CSS pixels
	b.cdp("Emulation.setEmulatedMedia", map[string]any{"media": "print"}, nil)
	b.cdp("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 700, "deviceScaleFactor": 1, "mobile": false}, nil)
	b.fits(name + " on paper")
	b.cdp("Emulation.setEmulatedMedia", map[string]any{"media": ""}, nil)
	b.cdp("Emulation.clearDeviceMetricsOverride", map[string]any{}, nil)
	return b.print(name)
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
	s, _, base := visited(t)
	seed(t, s)
	b := startBrowser(t, s, base)
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
	if n := b.onPaper("totals"); n < 1 || n > 3 {
		t.Errorf("the totals print on %d sheets", n)
	}
	followFigures(t, b)
	showDisk(t, s, b)

	b.open(base + "/")
	b.follow(".totals tbody tr.now td:nth-child(5) a")
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

// showDisk shows the page while the disk is full, and while little is left on it.
func showDisk(t *testing.T, s *Server, b *browser) {
	t.Helper()
	left := uint64(0)
	roomy(s, &left)
	defer func() { s.disk.left = leftOn }()
	_ = s.noted(syscall.ENOSPC)
	b.open(b.base + "/")
	diff(t, "the first words of a full disk", strings.HasPrefix(b.text("main > p"), "服务器的磁盘满了"), true)
	b.shoot("disk-full")
	s.disk.full.Store(false)
	left = 300 << 20
	b.open(b.base + "/")
	diff(t, "the first words of a low disk", strings.HasPrefix(b.text("main > p"), "服务器的磁盘只剩 300 MB"), true)
	b.shoot("disk-low")
}

// followFigures opens every figure of the page that is shown.
func followFigures(t *testing.T, b *browser) {
	t.Helper()
	var links []struct {
		URL, Text string
		Zero      bool
	}
	b.run(`return [...document.querySelectorAll("td.n a")].map(a => ({URL: a.href, Text: a.textContent, Zero: a.className == "zero"}))`, &links)
	if len(links) < 5*12+18+12+6+3 {
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

// TestBrowser_EveryPageOfEveryRole opens every page that the table of routes lets a
// role see, on the screen and on paper, and the administrator's with no data, with 300
// villages, and with the longest and rarest names.
func TestBrowser_EveryPageOfEveryRole(t *testing.T) {
	worlds := map[string]struct {
		fill  func(*testing.T, *Server)
		roles []ledger.Role
	}{
		"empty": {func(*testing.T, *Server) {}, []ledger.Role{ledger.RoleAdmin}},
		"usual": {func(t *testing.T, s *Server) { seed(t, s) }, []ledger.Role{ledger.RoleAdmin, ledger.RoleClerk, ledger.RoleReader, ledger.RoleCounty}},
		"many":  {func(t *testing.T, s *Server) { crowd(t, s, 300, 3) }, []ledger.Role{ledger.RoleAdmin}},
		"level": {aboveTownships, []ledger.Role{ledger.RoleAdmin, ledger.RoleCounty}},
	}
	for world, w := range worlds {
		t.Run(world, func(t *testing.T) {
			s, at, base := visited(t)
			w.fill(t, s)
			b := startBrowser(t, s, base)
			at.move(time.Minute)
			for i, role := range w.roles {
				secret, _ := hired(t, s, fmt.Sprint("寿永康", i), role)
				b.open(b.base + "/login")
				b.quiet("login")
				b.enter(secret)
				b.everyPage(s, world+"-"+string(role), roleSets[role])
			}
		})
	}
}

// TestBrowser_County goes from the county's comparison to a township that differs, and to its
// villages.
func TestBrowser_County(t *testing.T) {
	s, at, base := visited(t)
	aboveTownships(t, s)
	at.move(time.Minute)
	b := startBrowser(t, s, base)
	secret, _ := hired(t, s, "寿永康", ledger.RoleCounty)
	b.open(b.base + "/login")
	b.quiet("login")
	b.enter(secret)
	b.open(b.base + "/check")
	diff(t, "the case that both have", b.text("section[aria-labelledby=twice] tbody tr td:nth-child(6)"), townNames[1]+" 桥头村")
	b.shoot("county-check")
	b.follow("tbody tr:first-child th a")
	diff(t, "the one to look at comes first", b.text("h1"), townNames[1]+" 核对")
	b.shoot("county-check-town")
	b.follow("th.place a")
	b.shoot("county-village")
	b.follow(".back a")
	b.shoot("county-town")
}

// aboveTownships makes a server the county's of two townships, which have one case both.
func aboveTownships(t *testing.T, s *Server) {
	t.Helper()
	for i, name := range townNames {
		town, err := New(Config{Dir: t.TempDir(), Name: name, Now: s.now, County: &upLine{to: s}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = town.Close() })
		shared := agreedFact()
		shared.Case = data.CaseID{7} // both have it
		var pc *computer
		if i == 0 {
			pc = seed(t, town)
		} else {
			pc = enrolled(t, town, "桥头村", "339921102201")
			pc.save(about(agreedFact()))
		}
		pc.save(about(shared))
		pc.sync()
		code, err := s.NewUnitCode(name, fmt.Sprintf("33992110%d", i+1))
		if err == nil {
			err = enrolUp(town, s, code)
		}
		if err == nil {
			err = town.SendUp(t.Context())
		}
		if err != nil && !errors.Is(err, ErrCountyTotals) {
			t.Fatal(err)
		}
	}
}

// everyPage opens the pages of a set of people.
func (b *browser) everyPage(s *Server, name string, set who) {
	b.t.Helper()
	village := ""
	if all, _, err := s.Totals(data.Period{}, data.FigureReceived); err == nil && len(all) > 0 {
		village = all[0].ID
	}
	opened := 0
	for _, r := range routes() {
		path, isGet := cutGet(r.pattern)
		if !isGet || r.who&set == 0 || strings.Contains(path, ".") {
			continue
		}
		path = strings.ReplaceAll(path, "{id}", village)
		if strings.HasSuffix(path, "/village") {
			if village == "" {
				continue
			}
			path += "?village=" + village
		}
		opened++
		shot := name + strings.NewReplacer("/", "-", "?village="+village, "").Replace(path)
		b.open(b.base + path)
		if b.shoot(shot) == 0 {
			b.t.Errorf("%s: no request was seen", shot)
		}
		if set == admins && b.onPaper(shot) == 0 {
			b.t.Errorf("%s prints on no sheet", shot)
		}
	}
	if opened < 3 {
		b.t.Errorf("%s: only %d pages", name, opened)
	}
}

// crowd registers many villages, with names up to the longest and with rare
// characters, a computer and some cases each.
func crowd(t testing.TB, s *Server, villages, cases int) {
	t.Helper()
	random := rand.New(rand.NewPCG(7, 8))
	names := []string{"东篱村", "石门村", "青禾社区", "𬭎𠅤村", "阿克苏克乌库孜别克塔吉克族自治乡柯尔克孜图什提尔曼新村社区居委会"}
	const together = 10 // villages in one transaction: a store is slow with too many records in one
	for first := 0; first < villages; first += together {
		err := s.update(context.Background(), func(tx ledger.Tx) error {
			counted := tallies{}
			for i := first; i < min(first+together, villages); i++ {
				if err := settle(tx, s, random, counted, names[i%len(names)], i, cases); err != nil {
					return err
				}
			}
			return counted.write(tx)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	s.board.forget()
}

// settle registers one village of a crowd.
func settle(tx ledger.Tx, s *Server, random *rand.Rand, counted tallies, name string, i, cases int) error {
	v := ledger.Village{ID: ledger.VillageID(fmt.Sprintf("v%04d", i)), Name: name, Area: fmt.Sprintf("3399%08d", i)}
	if i >= 5 {
		v.Name += fmt.Sprint(i)
	}
	for n := range cases {
		f := randomFact(random, n)
		f.Case = data.CaseID{byte(n), byte(n>>8) + 1, byte(i >> 8), byte(i)}
		row := f.Encode()
		if err := errors.Join(tx.PutCase(ledger.Case{ID: f.Case, Village: v.ID, GSN: 1, Row: row}), counted.replace(v.ID, nil, row)); err != nil {
			return err
		}
		v.Sum, v.Cases = v.Sum.Plus(row), v.Cases+1
	}
	d := ledger.Device{ID: data.DeviceID{byte(i >> 8), byte(i), 1}, Village: v.ID, Enrolled: s.now(), Committee: name + "人民调解委员会"}
	v.Heard = s.now().Add(-time.Duration(i%11) * 24 * time.Hour)
	d.Report = ledger.Report{At: v.Heard, Waiting: i % 4 / 3, Digest: v.Sum.Check(v.Cases), Cases: v.Cases, Same: true}
	switch i % 20 {
	case 3:
		v.Heard, d.Report = time.Time{}, ledger.Report{}
	case 4:
		d.Report.Digest, d.Report.Same = data.Hash{1}, false
	}
	if err := tx.PutVillage(v); err != nil || i%20 == 5 {
		return err
	}
	return tx.PutDevice(d)
}
