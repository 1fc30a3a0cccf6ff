package township

import (
	"errors"
	"net/http"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// accountsBody is the page of the people who may open the pages.
type accountsBody struct {
	Accounts []accountRow
	Roles    []roleChoice
}

// accountRow is one account.
type accountRow struct {
	Name, State, Class string
	Role               ledger.Role
	Disabled, Self     bool
}

// roleChoice is a role with what it may do.
type roleChoice struct {
	Code       ledger.Role
	Name, Does string
}

// roleChoices are the roles, the one that most people need first.
func roleChoices() (all []roleChoice) {
	for _, r := range []struct {
		code ledger.Role
		does string
	}{
		{ledger.RoleClerk, "统计和案件清单、核对、移送的案件、接入码、优盘交换"}, {ledger.RoleReader, "只看统计和案件清单"},
		{ledger.RoleCounty, "只看统计、案件清单和核对"}, {ledger.RoleAdmin, "全部，包括账号、电脑和备份"},
	} {
		all = append(all, roleChoice{r.code, roleNames(r.code), r.does})
	}
	return all
}

func (p *pages) accounts(v visit) { p.accountsPage(v, http.StatusOK, "") }

func (p *pages) accountsPage(v visit, status int, problem string) {
	var all []ledger.Account
	err := p.s.led.View(v.r.Context(), func(r ledger.Reader) (err error) { all, err = r.Accounts(); return err })
	if err != nil {
		p.broken(v, err)
		return
	}
	body := accountsBody{Roles: roleChoices()}
	for _, a := range all {
		row := accountRow{Name: a.Name, Role: roleOf(a), Disabled: a.Disabled, Self: a.Name == v.account.Name, State: "正常", Class: "good"}
		switch {
		case a.Disabled:
			row.State, row.Class = "已停用", "off"
		case lockedAt(&a, p.s.now()):
			row.State, row.Class = "密码错误过多，锁定至 "+moment(a.Locked), "bad"
		case a.Change:
			row.State, row.Class = "等待首次登录", "wait"
		}
		body.Accounts = append(body.Accounts, row)
	}
	p.show(v, status, "accounts", page{Title: menuAccounts, Problem: problem, Body: body})
}

// oneTimeBody shows a one-time password, this once.
type oneTimeBody struct{ Name, Password, Host string }

func (p *pages) newAccount(v visit) {
	name := v.r.FormValue("name")
	password, err := p.s.newAccount(v.r.Context(), v.account.Name, name, ledger.Role(v.r.FormValue("role")))
	p.oneTime(v, name, password, err)
}

func (p *pages) resetPassword(v visit) {
	name := v.r.FormValue("name")
	password, err := p.s.resetPassword(v.r.Context(), v.account.Name, name)
	p.oneTime(v, name, password, err)
}

func (p *pages) oneTime(v visit, name, password string, err error) {
	if p.refusedAccount(v, err) {
		return
	}
	p.show(v, http.StatusOK, "onetime", page{Title: "一次性密码", Body: oneTimeBody{name, password, v.r.Host}})
}

func (p *pages) setRole(v visit) {
	p.changed(v, p.s.setRole(v.r.Context(), v.account.Name, v.r.FormValue("name"), ledger.Role(v.r.FormValue("role"))))
}

func (p *pages) disable(v visit) {
	p.changed(v, p.s.setDisabled(v.r.Context(), v.account.Name, v.r.FormValue("name"), true))
}

func (p *pages) enable(v visit) {
	p.changed(v, p.s.setDisabled(v.r.Context(), v.account.Name, v.r.FormValue("name"), false))
}

// changed answers a change of an account.
func (p *pages) changed(v visit, err error) {
	if !p.refusedAccount(v, err) {
		http.Redirect(v.w, v.r, "/accounts", http.StatusSeeOther)
	}
}

// refusedAccount answers a change that was not made, and reports whether it did.
func (p *pages) refusedAccount(v visit, err error) bool {
	var invalid *data.Invalid
	switch {
	case errors.As(err, &invalid):
		p.accountsPage(v, http.StatusBadRequest, explain(err))
	case err != nil:
		p.broken(v, err)
	}
	return err != nil
}
