package township

import (
	"context"
	"crypto/subtle"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"woshou/data"
	"woshou/sync/township/ledger"
)

//go:embed web
var web embed.FS

// maxForm bounds a form's bytes.
const maxForm = 16 << 10

// cookieName binds the cookie to this host and to TLS (the __Host- prefix).
const cookieName = "__Host-woshou"

// secure is set on every page: nothing from elsewhere, no script at all, no frame,
// nothing kept by the browser.
var secure = map[string]string{
	"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; " +
		"base-uri 'none'; frame-ancestors 'none'",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=()",
	"Cache-Control":                "no-store",
}

// pages are the clerk's pages.
type pages struct {
	s         *Server
	routes    []route
	templates map[string]*template.Template
}

// visit is one request of somebody who has logged in.
type visit struct {
	w       http.ResponseWriter
	r       *http.Request
	route   route
	session ledger.Session
	account ledger.Account
}

// page is what the frame of every page shows, and the page's own Body.
type page struct {
	Title, Town, Account, Token, Path string
	Now, Notice, Problem              string
	Alerts                            []alert
	Menu                              []link
	Level                             level
	// Form is what was typed into a form that is shown again with its problem.
	Form url.Values
	Body any
}

// Typed is what was typed into a field of the form that answers a case with a state.
func (p page) Typed(field, state string) string {
	if p.Form.Get("state") != state {
		return ""
	}
	return p.Form.Get(field)
}

func newPages(s *Server) (*pages, error) {
	templates, err := readPages()
	return &pages{s: s, routes: routes(), templates: templates}, err
}

// readPages reads the embedded pages, once in a process.
var readPages = sync.OnceValues(func() (map[string]*template.Template, error) {
	out := map[string]*template.Template{}
	for _, name := range []string{"login", "totals", "cases", "check", "checkvillage", "devices", "code", "stick", "accounts", "onetime", "uplink", "backups", "acts", "handups", "handup", "password", "message"} {
		t, err := template.New("").Funcs(template.FuncMap{"list": captioned}).ParseFS(web, "web/frame.html", "web/parts.html", "web/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("read page %s: %w", name, err)
		}
		out[name] = t
	}
	return out, nil
})

// captioned is a list of cases under a caption, with their villages if those are several.
func captioned(caption string, rows []changedRow, villages bool) any {
	return struct {
		Caption  string
		Rows     []changedRow
		Villages bool
	}{caption, rows, villages}
}

// handler returns all routes. Those of the devices stand apart from the pages:
// they carry no cookie, no form and no page.
func (p *pages) handler() http.Handler {
	all, mux := http.NewServeMux(), http.NewServeMux()
	for _, r := range p.routes {
		if r.who == devices {
			all.Handle(r.pattern, p.guard(r))
		} else {
			mux.Handle(r.pattern, p.guard(r))
		}
	}
	// A form sent from another site is refused before anything reads it.
	guarded := http.NewCrossOriginProtection().Handler(mux)
	all.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		for name, value := range secure {
			w.Header().Set(name, value)
		}
		limit := int64(maxForm)
		if r.URL.Path == pathStick && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
			limit = maxStick // read only for who is logged in
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		deadline(w, p.s.limits.form)
		guarded.ServeHTTP(w, r)
	})
	return all
}

// file serves one of the embedded files under its own name.
func (p *pages) file(v visit) {
	v.w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(v.w, v.r, web, "web"+v.r.URL.Path)
}

func (p *pages) exchange(v visit) { p.s.serveExchange(v.w, v.r) }

func (p *pages) enrol(v visit) { p.s.serveEnrol(v.w, v.r) }

// private serves a page to a session whose account may see it and sends everybody
// else to the login. What changes something must carry the session's token;
// somebody with the one-time password can change it and nothing else.
func (p *pages) private(to route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := visit{w: w, r: r, route: to}
		cookie, err := r.Cookie(cookieName)
		if err == nil {
			v.session, v.account, err = p.s.session(r.Context(), cookie.Value)
		}
		switch {
		case errors.Is(err, http.ErrNoCookie), errors.Is(err, data.ErrNotFound):
			http.Redirect(w, r, "/login", http.StatusSeeOther)
		case err != nil:
			p.broken(v, err)
		case v.account.Change && r.URL.Path != "/password" && r.URL.Path != "/logout":
			http.Redirect(w, r, "/password", http.StatusSeeOther)
		case !to.who.has(v.account): // before anything of a form is read
			p.message(v, http.StatusForbidden, "您的账号不能使用这一项。需要时请找管理员。")
		case r.Method != http.MethodGet && r.Method != http.MethodHead && !sameToken(r.FormValue("token"), v.session.Token):
			p.message(v, http.StatusForbidden, "页面已过期，请返回后重试。")
		default:
			to.serve(p, v)
		}
	}
}

func sameToken(got, want string) bool {
	return want != "" && subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}

// show writes a page, or logs why it could not be made.
func (p *pages) show(v visit, status int, name string, pg page) {
	pg.Town, pg.Path, pg.Now = p.s.name, v.r.URL.Path, moment(p.s.now())
	pg.Account, pg.Token = v.session.Account, v.session.Token
	if pg.Problem != "" {
		pg.Form = v.r.PostForm
	}
	if pg.Account != "" && !v.account.Change {
		pg.Level = p.s.level(v.r.Context())
		pg.Menu = p.menu(v)
		if office.has(v.account) {
			pg.Alerts = p.s.alerts(pg.Level)
		}
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	if err := p.templates[name].ExecuteTemplate(v.w, "frame", pg); err != nil {
		p.s.log.Info("page not sent whole", "page", name, "kind", fmt.Sprintf("%T", err)) // the error holds an address
	}
}

func (p *pages) message(v visit, status int, text string) {
	p.show(v, status, "message", page{Title: "提示", Problem: text})
}

func (p *pages) notFound(v visit) {
	p.message(v, http.StatusNotFound, "没有这个页面。")
}

// broken answers an error that is nobody's input.
func (p *pages) broken(v visit, err error) {
	var u *Uncounted
	if errors.As(err, &u) {
		p.uncounted(v, u)
		return
	}
	if !errors.Is(err, context.Canceled) {
		p.s.log.Error("page", "route", v.route.pattern, "error", err)
	}
	if errors.Is(err, errNoRoom) {
		p.message(v, http.StatusInsufficientStorage, "服务器的磁盘满了，这一步没有做成，数据没有改变。请管理服务器的人清理磁盘，再试一次。")
		return
	}
	p.message(v, http.StatusInternalServerError, "服务器出错，数据没有改变。请稍后再试，或查看服务器日志。")
}

// retryAfter is how many seconds who asked for totals may wait while they are counted.
const retryAfter = "10"

// uncounted answers a question about totals that are being counted anew.
func (p *pages) uncounted(v visit, u *Uncounted) {
	v.w.Header().Set("Retry-After", retryAfter)
	p.message(v, http.StatusServiceUnavailable, fmt.Sprintf("正在重新汇总统计，已完成%d个村（社区），共%d个。完成后这里就有统计；各村照常传送，记录不受影响。请过一会儿刷新本页。", u.Done, u.All))
}

func (p *pages) today() data.Day { return data.DayOf(p.s.now().In(beijing)) }
