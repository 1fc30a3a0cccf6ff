package township

import (
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// How many lines the pages of records show.
const (
	heldShown    = 50
	actsShown    = 200
	actsRead     = 10_000
	codesShown   = 20
	devicesShown = 50
)

// short is how people tell computers apart.
func short(id data.DeviceID) string { return strings.ToUpper(id.String()[:6]) }

// devicesBody is the page of computers and enrolment codes.
type devicesBody struct {
	Villages []villageChoice
	Towns    []villageChoice
	Codes    []codeRow
	Devices  []deviceRow
	Sheaf    sheaf
	// Revokes says that the reader of the page may revoke.
	Revokes bool
}

type villageChoice struct{ Name, Area string }

type codeRow struct{ Village, Expires, Tries, State string }

type deviceRow struct {
	ID, Short, Village, Committee, Enrolled, Heard, Revoked string
}

func (p *pages) devices(v visit) { p.devicesPage(v, http.StatusOK, "") }

func (p *pages) devicesPage(v visit, status int, problem string) {
	body := devicesBody{Revokes: admins.has(v.account)}
	names := map[ledger.VillageID]string{}
	var devices []ledger.Device
	err := p.s.ask(v.r.Context(), func(b *board) error {
		for _, one := range b.order {
			names[one.ID] = one.Name
			for _, d := range one.devices {
				devices = append(devices, d.Device)
			}
			switch {
			case one.Town:
				body.Towns = append(body.Towns, villageChoice{one.Name, one.Area})
			case one.Of == "":
				body.Villages = append(body.Villages, villageChoice{one.Name, one.Area})
			}
		}
		return nil
	})
	var codes []ledger.Code
	if err == nil {
		err = p.s.led.View(v.r.Context(), func(r ledger.Reader) (err error) { codes, err = r.Codes(); return err })
	}
	if err != nil {
		p.broken(v, err)
		return
	}
	for _, c := range codes[:min(len(codes), codesShown)] {
		body.Codes = append(body.Codes, p.codeLine(c, names))
	}
	slices.SortFunc(devices, compareDevices)
	asked, _ := readListing(v.r.URL.Query()) // what no page links to shows the first page
	devices, body.Sheaf = cutPage(devices, devicesShown, asked.page, func(page int) string {
		return "/devices?page=" + listing{page: page}.pageName() + "#devices"
	})
	for _, d := range devices {
		row := deviceRow{
			ID: d.ID.String(), Short: short(d.ID), Village: names[d.Village], Committee: d.Committee,
			Enrolled: moment(d.Enrolled), Heard: moment(d.Report.At),
		}
		if !d.Revoked.IsZero() {
			row.Revoked = moment(d.Revoked)
		}
		body.Devices = append(body.Devices, row)
	}
	p.show(v, status, "devices", page{Title: "电脑接入", Problem: problem, Body: body})
}

func (p *pages) codeLine(c ledger.Code, names map[ledger.VillageID]string) codeRow {
	row := codeRow{Village: names[c.Village], Expires: moment(c.Expires), State: "可使用"}
	if c.Stick {
		row.State = "可使用（优盘）"
	}
	switch {
	case c.UsedBy != data.DeviceID{}:
		row.State = "已使用（" + short(c.UsedBy) + "）"
	case c.Tries >= codeTries:
		row.State = "输错过多，已作废"
	case over(&c, p.s.now()):
		row.State = "已过期"
	}
	return row
}

// codeBody shows a code, this once.
type codeBody struct {
	Code, Village, Expires, Host string
	Town, Stick                  bool
}

func (p *pages) newCode(v visit) {
	name, area := v.r.FormValue("name"), v.r.FormValue("area")
	if known := v.r.FormValue("known"); known != "" {
		area, name, _ = strings.Cut(known, " ")
	}
	of := unit{name: name, area: area, town: v.r.FormValue("town") != "", stick: v.r.FormValue("stick") != ""}
	shown, code, err := p.s.newCode(v.r.Context(), v.account.Name, of)
	var invalid *data.Invalid
	switch {
	case errors.As(err, &invalid):
		p.devicesPage(v, http.StatusBadRequest, explain(err))
	case err != nil:
		p.broken(v, err)
	default:
		p.show(v, http.StatusOK, "code", page{Title: "接入码", Body: codeBody{
			Code: shown, Village: strings.TrimSpace(name), Town: of.town, Stick: of.stick, Expires: moment(code.Expires), Host: v.r.Host,
		}})
	}
}

func (p *pages) revoke(v visit) {
	var id data.DeviceID
	b, err := hex.DecodeString(v.r.FormValue("device"))
	if err != nil || copy(id[:], b) != len(b) || len(b) != len(id) {
		p.message(v, http.StatusBadRequest, "没有这台电脑。")
		return
	}
	switch err := p.s.revoke(v.r.Context(), v.account.Name, id); {
	case errors.Is(err, data.ErrNotFound):
		p.message(v, http.StatusNotFound, "没有这台电脑。")
	case err != nil:
		p.broken(v, err)
	default:
		http.Redirect(v.w, v.r, "/devices", http.StatusSeeOther)
	}
}

// actRow is one line of the audit trail.
type actRow struct{ At, Who, What, Object string }

// actsBody is the page of the audit trail; Cut says that there are older lines than it has.
type actsBody struct {
	Rows  []actRow
	Sheaf sheaf
	Cut   bool
}

func (p *pages) acts(v visit) {
	var all []ledger.Act
	err := p.s.led.View(v.r.Context(), func(r ledger.Reader) (err error) { all, err = r.Acts(actsRead); return err })
	if err != nil {
		p.broken(v, err)
		return
	}
	body := actsBody{Cut: len(all) == actsRead}
	asked, _ := readListing(v.r.URL.Query()) // what no page links to shows the first page
	all, body.Sheaf = cutPage(all, actsShown, asked.page, func(page int) string {
		return "/acts?page=" + listing{page: page}.pageName()
	})
	for _, a := range all {
		body.Rows = append(body.Rows, actRow{moment(a.At), whoNames(a.Who), actNames(a.What), objectName(a)})
	}
	p.show(v, http.StatusOK, "acts", page{Title: menuActs, Body: body})
}
