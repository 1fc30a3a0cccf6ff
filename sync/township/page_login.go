package township

import (
	"errors"
	"net/http"

	"woshou/data"
)

func (p *pages) showLogin(v visit) {
	p.show(v, http.StatusOK, "login", page{Title: "登录"})
}

func (p *pages) login(v visit) {
	if !p.s.logins.allow(address(v.r)) {
		p.show(v, http.StatusTooManyRequests, "login", page{Title: "登录", Problem: "尝试过于频繁，请稍后再试。"})
		return
	}
	secret, err := p.s.login(v.r.Context(), v.r.FormValue("name"), v.r.FormValue("password"))
	problem := explain(err)
	p.s.meters.add("woshou_logins_total", "outcome", loginOutcome(err, problem), 1)
	switch {
	case problem != "":
		p.show(v, http.StatusForbidden, "login", page{Title: "登录", Problem: problem})
		return
	case err != nil:
		p.broken(v, err)
		return
	}
	http.SetCookie(v.w, &http.Cookie{
		Name: cookieName, Value: secret, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	http.Redirect(v.w, v.r, "/", http.StatusSeeOther)
}

func loginOutcome(err error, problem string) string {
	switch {
	case problem != "":
		return "refused"
	case err != nil:
		return "failed"
	}
	return "ok"
}

func (p *pages) logout(v visit) {
	if err := p.s.logout(v.r.Context(), v.session); err != nil {
		p.broken(v, err)
		return
	}
	http.SetCookie(v.w, &http.Cookie{Name: cookieName, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true})
	http.Redirect(v.w, v.r, "/login", http.StatusSeeOther)
}

// passwordBody is the page of the password.
type passwordBody struct {
	First bool
	Min   int
	Role  string
}

func (p *pages) passwordPage(v visit, status int, problem string) {
	p.show(v, status, "password", page{
		Title: "我的账号", Problem: problem,
		Body: passwordBody{First: v.account.Change, Min: minPassword, Role: roleNames(roleOf(v.account))},
	})
}

func (p *pages) showPassword(v visit) { p.passwordPage(v, http.StatusOK, "") }

func (p *pages) password(v visit) {
	if !p.s.logins.allow(address(v.r)) {
		p.passwordPage(v, http.StatusTooManyRequests, "尝试过于频繁，请稍后再试。")
		return
	}
	var err error
	next := v.r.FormValue("next")
	if next != v.r.FormValue("repeat") {
		err = &data.Invalid{Field: "password", Code: "password.repeat"}
	} else {
		err = p.s.changePassword(v.r.Context(), v.session, v.r.FormValue("old"), next)
	}
	var invalid *data.Invalid
	switch {
	case err == nil:
		http.Redirect(v.w, v.r, "/", http.StatusSeeOther)
	case errors.Is(err, errLocked):
		p.passwordPage(v, http.StatusForbidden, explain(err))
	case errors.Is(err, errLogin):
		p.passwordPage(v, http.StatusForbidden, "原密码不对。")
	case errors.As(err, &invalid):
		p.passwordPage(v, http.StatusBadRequest, explain(err))
	default:
		p.broken(v, err)
	}
}

func (p *pages) endOthers(v visit) {
	if err := p.s.endOthers(v.r.Context(), v.session); err != nil {
		p.broken(v, err)
		return
	}
	p.show(v, http.StatusOK, "password", page{
		Title: "我的账号", Notice: "其他电脑上的登录都已退出。", Body: passwordBody{Min: minPassword, Role: roleNames(roleOf(v.account))},
	})
}
