package township

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// asked returns a method and a path that a route serves.
func (r route) asked() (method, path string) {
	method, path, ok := strings.Cut(r.pattern, " ")
	if !ok {
		return http.MethodGet, "/nothing"
	}
	path = strings.TrimSuffix(path, "{$}")
	return method, regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, "x")
}

// hiredClerk returns a browser that is logged in with a role.
func hiredClerk(t *testing.T, s *Server, name string, role ledger.Role) *clerk {
	t.Helper()
	secret, _ := hired(t, s, name, role)
	c := open(t, s)
	u, err := url.Parse(c.base)
	if err != nil {
		t.Fatal(err)
	}
	c.http.Jar.SetCookies(u, []*http.Cookie{{Name: cookieName, Value: secret, Secure: true, Path: "/"}})
	return c
}

var roleSets = map[ledger.Role]who{
	ledger.RoleAdmin: admins, ledger.RoleClerk: clerks, ledger.RoleReader: readers, ledger.RoleCounty: counties,
}

// harmful is a form that would change something on every route.
func harmful(pc *computer) url.Values {
	return url.Values{
		"name": {"郦小红"}, "area": {"339921101299"}, "device": {pc.id.String()}, "role": {"admin"},
		"old": {newPassword}, "next": {"石桥下的第三棵老樟树"}, "repeat": {"石桥下的第三棵老樟树"},
	}
}

// state is everything on a server that a form could change, without the sessions,
// the times of contact and the audit trail.
func state(t *testing.T, s *Server) (all []any) {
	t.Helper()
	err := s.led.View(context.Background(), func(r ledger.Reader) error {
		accounts, err := r.Accounts()
		if err != nil {
			return err
		}
		villages, err := r.Villages()
		if err != nil {
			return err
		}
		devices, err := r.Devices()
		if err != nil {
			return err
		}
		codes, err := r.Codes()
		all = append(all, accounts, villages, devices, codes)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestRoutes_EachRoleMayUseItsOwn asks every route of the table as every role.
func TestRoutes_EachRoleMayUseItsOwn(t *testing.T) {
	for role, set := range roleSets {
		t.Run(string(role), func(t *testing.T) {
			s, _ := newServer(t)
			pc := seed(t, s)
			if _, err := s.newAccount(context.Background(), adminName, "郦小红", ledger.RoleReader); err != nil {
				t.Fatal(err)
			}
			c := hiredClerk(t, s, "寿永康", role)
			for _, r := range routes() {
				if r.who&people == 0 || strings.HasSuffix(r.pattern, "/logout") {
					continue
				}
				method, path := r.asked()
				before := state(t, s)
				var a answer
				if form := harmful(pc); method == http.MethodPost {
					var fields []string
					for name, value := range form {
						fields = append(fields, name, value[0])
					}
					a = c.post(path, fields...)
				} else {
					a = c.do(method, path, nil)
				}
				if allowed := r.who&set != 0; (a.status == http.StatusForbidden) == allowed {
					t.Errorf("%s gave %d to %s", r.pattern, a.status, role)
				} else if !allowed {
					diff(t, "after "+r.pattern, state(t, s), before)
				}
			}
		})
	}
}

// TestRoutes_NeedALogin asks every route of the table without a session, with one
// that has ended, and with one that was made up.
func TestRoutes_NeedALogin(t *testing.T) {
	s, at := newServer(t)
	pc := seed(t, s)
	visitors := map[string]*clerk{"nobody": open(t, s), "a session that ended": admitted(t, s)}
	at.move(idleEnd)
	forged := open(t, s)
	u, _ := url.Parse(forged.base)
	forged.http.Jar.SetCookies(u, []*http.Cookie{{Name: cookieName, Value: "guess", Secure: true, Path: "/"}})
	visitors["a forged cookie"] = forged
	before := state(t, s)
	for who, c := range visitors {
		for _, r := range routes() {
			if r.who == public || r.who == devices {
				continue
			}
			method, path := r.asked()
			for _, m := range slices.Compact([]string{method, http.MethodPut, http.MethodHead}) {
				a := c.do(m, path, harmful(pc))
				if a.status != http.StatusSeeOther || a.header.Get("Location") != "/login" || strings.Contains(a.body, dongli) {
					t.Errorf("%s: %s %s gave %d to %s", who, m, path, a.status, a.header.Get("Location"))
				}
			}
		}
	}
	diff(t, "state", state(t, s), before)
}

// TestRoutes_RefuseForgedForms sends every form of the table without the session's
// token, with a wrong one, with another session's, from elsewhere, and too large.
func TestRoutes_RefuseForgedForms(t *testing.T) {
	s, _ := newServer(t)
	pc := seed(t, s)
	c := admitted(t, s)
	other := hiredClerk(t, s, "寿永康", ledger.RoleAdmin)
	token := func(c *clerk) string { return tokenField.FindStringSubmatch(c.get("/password").body)[1] }
	own, others := token(c), token(other)
	before := state(t, s)
	tried := 0
	for _, r := range routes() {
		method, path := r.asked()
		if method != http.MethodPost || r.who == devices || r.who == public {
			continue
		}
		form := func(token string) url.Values {
			f := maps.Clone(harmful(pc))
			f.Set("token", token)
			return f
		}
		for name, a := range map[string]answer{
			"no token":              c.do("POST", path, form("")),
			"a wrong token":         c.do("POST", path, form("guess")),
			"another's token":       c.do("POST", path, form(others)),
			"another site":          c.do("POST", path, form(own), "Sec-Fetch-Site", "cross-site"),
			"another origin":        c.do("POST", path, form(own), "Origin", "https://evil.example"),
			"a form without an end": c.do("POST", path, url.Values{"pad": {strings.Repeat("x", maxForm)}, "token": {own}}),
		} {
			tried++
			if a.status != http.StatusForbidden {
				t.Errorf("%s with %s gave %d", path, name, a.status)
			}
		}
		diff(t, "GET "+path, c.do("GET", path+"?"+form(own).Encode(), nil).status == http.StatusSeeOther, false)
	}
	if tried < 6*9 {
		t.Errorf("only %d forms tried", tried)
	}
	diff(t, "login from another site", c.do("POST", "/login", url.Values{"name": {adminName}, "password": {newPassword}}, "Sec-Fetch-Site", "cross-site").status, http.StatusForbidden)
	diff(t, "state", state(t, s), before)
	diff(t, "still logged in", c.get("/").status, http.StatusOK)
}

// TestRoutes_MenuShowsWhatMayBeUsed: no entry leads to a refusal, and none that may
// be used is missing.
func TestRoutes_MenuShowsWhatMayBeUsed(t *testing.T) {
	s, _ := newServer(t)
	admitted(t, s)
	want := map[ledger.Role][]string{
		ledger.RoleAdmin:  {menuTotals, menuCheck, menuHandUps, menuDevices, menuStick, menuAccounts, menuUplink, menuBackups, menuActs},
		ledger.RoleClerk:  {menuTotals, menuCheck, menuHandUps, menuDevices, menuStick},
		ledger.RoleReader: {menuTotals}, ledger.RoleCounty: {menuTotals, menuCheck},
	}
	entry := regexp.MustCompile(`<a href="([^"]+)"(?: aria-current="page")?>([^<]+)</a>\n`)
	for role, names := range want {
		c := hiredClerk(t, s, string(role)+"1", role)
		body := c.get("/").body
		body = body[strings.Index(body, "<nav"):strings.Index(body, "</nav>")]
		var got []string
		for _, m := range entry.FindAllStringSubmatch(body, -1) {
			got = append(got, m[2])
			page := c.get(m[1])
			if page.status != http.StatusOK || !strings.Contains(page.body, `<a href="`+m[1]+`" aria-current="page">`) {
				t.Errorf("%s: %s gave %d, or is not shown as the current entry", role, m[1], page.status)
			}
		}
		diff(t, string(role), got, names)
	}
}

// TestRoutes_TableIsClosed: what is not in the table is answered to nobody.
func TestRoutes_TableIsClosed(t *testing.T) {
	s, _ := newServer(t)
	c := open(t, s)
	for _, r := range routes() {
		if r.who == 0 || r.who&people == 0 && r.who != public && r.who != devices {
			t.Errorf("%s is for a set that means nothing", r.pattern)
		}
	}
	for _, path := range []string{"/web/frame.html", "/metrics", "/debug/pprof/", "/backup", "/first-password.txt", "/style.css/", "/login/x"} {
		if a := c.get(path); a.status != http.StatusSeeOther || a.header.Get("Location") != "/login" {
			t.Errorf("%s gave %d", path, a.status)
		}
	}
	var hidden who
	diff(t, "the empty set", hidden.has(ledger.Account{Role: ledger.RoleAdmin}), false)
	body := bytes.Repeat([]byte("x"), 100)
	for _, path := range []string{wire.PathExchange, wire.PathEnrol} {
		a := c.do("POST", path, url.Values{"x": {string(body)}})
		diff(t, path, []any{a.status, a.body, len(a.header["Set-Cookie"])}, []any{http.StatusBadRequest, "", 0})
	}
}

// Who may not use a form is refused before anything of it is read.
func TestRoutes_RefuseBeforeReading(t *testing.T) {
	s, _ := newServer(t)
	admitted(t, s)
	c := hiredClerk(t, s, "寿永康", ledger.RoleReader)
	sent := 0
	body := io.MultiReader(strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"),
		readerFunc(func(b []byte) (int, error) {
			if sent += len(b); sent > maxStick {
				return 0, io.EOF
			}
			return len(b), nil
		}))
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, c.base+pathStick, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	resp, err := c.http.Do(r)
	if err == nil { // the server may have closed the connection first
		said, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden || !strings.Contains(string(said), "您的账号不能使用") {
			t.Errorf("%d %.200s", resp.StatusCode, said)
		}
	}
	if sent > 64<<20 {
		t.Errorf("%d bytes were taken from who may send none", sent)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
