package township

import (
	"net/http"
	"slices"
	"strings"

	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// who is a set of those who may use a route; the zero set is nobody.
type who uint8

const (
	admins who = 1 << iota
	clerks
	readers
	counties
	// devices sign what they send; the exchange finds out who they are.
	devices
	// public needs no login.
	public

	office = admins | clerks
	people = admins | clerks | readers | counties
)

// route is one route of the server, and the menu's entry that its page is under.
// The entry leads to the first GET route that bears it.
type route struct {
	pattern string // as http.ServeMux reads it
	who     who
	serve   func(*pages, visit)
	menu    string
}

// The entries of the menu.
const (
	menuTotals   = "统计"
	menuCheck    = "核对"
	menuHandUps  = "移送案件"
	menuDevices  = "电脑接入"
	menuStick    = "优盘交换"
	menuAccounts = "账号"
	menuUplink   = "上级"
	menuBackups  = "备份"
	menuActs     = "操作记录"
)

// routes is the one table of what the server answers, and to whom. What is not in
// it is answered to nobody. Rows behind a figure are part of the totals: they hold
// no more than what the figures count.
func routes() []route {
	return []route{
		{"POST " + wire.PathExchange, devices, (*pages).exchange, ""},
		{"POST " + wire.PathEnrol, devices, (*pages).enrol, ""},

		{"GET /style.css", public, (*pages).file, ""},
		{"GET /icon.svg", public, (*pages).file, ""},
		{"GET /login", public, (*pages).showLogin, ""},
		{"POST /login", public, (*pages).login, ""},

		{"GET /{$}", people, (*pages).totals, menuTotals},
		{"GET /cases", people, (*pages).cases, menuTotals},
		{"GET /village", people, (*pages).village, menuTotals},
		{"GET /statistics.xlsx", people, (*pages).statistics, ""},
		{"GET /villages.xlsx", people, (*pages).villagesSheet, ""},
		{"GET /cases.xlsx", people, (*pages).casesSheet, ""},
		{"GET /cases.csv", people, (*pages).casesText, ""},
		{"GET /check", office | counties, (*pages).check, menuCheck},
		{"GET /check/village", office | counties, (*pages).checkVillage, menuCheck},

		{"GET /handups", office, (*pages).handUps, menuHandUps},
		{"POST /handups/open", office, (*pages).openHandUp, menuHandUps},
		{"POST /handups/file", office, (*pages).openHandUpFile, menuHandUps},
		{"POST /handups/answer", office, (*pages).answerHandUp, menuHandUps},

		{"GET /devices", office, (*pages).devices, menuDevices},
		{"POST /codes", office, (*pages).newCode, menuDevices},
		{"POST /devices/revoke", admins, (*pages).revoke, menuDevices},

		{"GET " + pathStick, office, (*pages).showStick, menuStick},
		{"POST " + pathStick, office, (*pages).stick, menuStick},

		{"GET /accounts", admins, (*pages).accounts, menuAccounts},
		{"POST /accounts", admins, (*pages).newAccount, menuAccounts},
		{"POST /accounts/role", admins, (*pages).setRole, menuAccounts},
		{"POST /accounts/disable", admins, (*pages).disable, menuAccounts},
		{"POST /accounts/enable", admins, (*pages).enable, menuAccounts},
		{"POST /accounts/password", admins, (*pages).resetPassword, menuAccounts},

		{"GET /uplink", admins, (*pages).uplink, menuUplink},
		{"POST /uplink", admins, (*pages).enrolUp, menuUplink},
		{"POST /uplink/send", admins, (*pages).sendUp, menuUplink},

		{"GET /backups", admins, (*pages).backups, menuBackups},
		{"POST /backups", admins, (*pages).backUp, menuBackups},
		{"GET /acts", admins, (*pages).acts, menuActs},

		{"GET /password", people, (*pages).showPassword, ""},
		{"POST /password", people, (*pages).password, ""},
		{"POST /sessions/end", people, (*pages).endOthers, ""},
		{"POST /logout", people, (*pages).logout, ""},
		{"/", people, (*pages).notFound, ""},
	}
}

// roleOf returns an account's role; a record without one is older than the roles.
func roleOf(a ledger.Account) ledger.Role {
	if a.Role == "" {
		return ledger.RoleAdmin
	}
	return a.Role
}

// has reports whether an account's role is in the set. A role that this program
// does not know is in none.
func (w who) has(a ledger.Account) bool {
	of := map[ledger.Role]who{
		ledger.RoleAdmin: admins, ledger.RoleClerk: clerks, ledger.RoleReader: readers, ledger.RoleCounty: counties,
	}
	return w&of[roleOf(a)] != 0
}

// link is an entry of the menu.
type link struct {
	Name, Path string
	Current    bool
}

// menu returns the entries that a visit's account may follow.
func (p *pages) menu(v visit) (all []link) {
	for _, r := range p.routes {
		path, isGet := cutGet(r.pattern)
		known := slices.ContainsFunc(all, func(l link) bool { return l.Name == r.menu })
		if r.menu != "" && isGet && !known && r.who.has(v.account) {
			all = append(all, link{r.menu, path, r.menu == v.route.menu})
		}
	}
	return all
}

// guard lets only those of a route's set through to it.
func (p *pages) guard(r route) http.HandlerFunc {
	switch {
	case r.who == public, r.who == devices:
		return func(w http.ResponseWriter, q *http.Request) { r.serve(p, visit{w: w, r: q, route: r}) }
	default:
		return p.private(r)
	}
}

// cutGet returns the path of a pattern that is asked for by GET.
func cutGet(pattern string) (string, bool) {
	path, ok := strings.CutPrefix(pattern, "GET ")
	return strings.TrimSuffix(path, "{$}"), ok
}
