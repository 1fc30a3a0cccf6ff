package app

import (
	"strings"

	"fyne.io/fyne/v2"

	"woshou/app/widget"
	"woshou/data"
)

// partyScreen enters a party of a case, or changes one.
type partyScreen struct {
	page
	seen  *data.Case
	party data.Party
	read  func() data.Party
}

func newParty(a *App, r Route) screen {
	return a.about(r.Case, func(c *data.Case) screen {
		s := &partyScreen{page: page{app: a}, seen: c, party: data.Party{Role: data.Respondent, Kind: data.Person}}
		if p := c.Party(r.Element); p != nil {
			s.party = *p
		} else if len(c.ByRole(data.Applicant)) == 0 {
			s.party.Role = data.Applicant
		}
		return s
	})
}

func (s *partyScreen) build() fyne.CanvasObject {
	s.form = s.app.newForm()
	who, more := s.person(), s.beside()
	s.read = func() data.Party {
		p := s.party
		who(&p)
		more(&p)
		return p
	}
	save := s.saveButton("form.save", s.save)
	if s.party.ID == "" {
		return s.frame(s.app.T("party.new"), s.form.grid, save)
	}
	remove := widget.NewButton(s.app.T("party.remove"), s.remove)
	return s.frame(s.party.Name, s.form.grid, remove, save)
}

// person asks for what stands on the papers.
func (s *partyScreen) person() func(*data.Party) {
	f, p := s.form, s.party
	role := f.choice("party.role*", string(p.Role), options(s.app, "role", []data.Role{data.Applicant, data.Respondent, data.ThirdPerson}))
	kind := f.choice("party.kind*", string(p.Kind), options(s.app, "kind", []data.PartyKind{data.Person, data.Company, data.Organisation}))
	name := f.text("party.name*", p.Name)
	id := f.resident("party.id_number", p.IDNumber)
	sex := f.choice("party.sex", string(p.Sex), options(s.app, "sex", []data.Sex{data.Male, data.Female}))
	ethnicity := f.text("party.ethnicity", p.Ethnicity)
	age := f.count("party.age", p.Age)
	job := f.text("party.job", p.Job)
	phone := f.text("party.phone", p.Phone)
	reach := f.text("party.reach", p.Reach)
	address := f.text("party.address", p.Address)
	return func(p *data.Party) {
		p.Role, p.Kind, p.Name = data.Role(role()), data.PartyKind(kind()), name()
		p.IDNumber, p.Sex, p.Ethnicity, p.Age = id(), data.Sex(sex()), ethnicity(), age()
		p.Job, p.Phone, p.Reach, p.Address = job(), phone(), reach(), address()
	}
}

// beside asks for who stands behind or beside the party, and what it agreed to.
func (s *partyScreen) beside() func(*data.Party) {
	f, p := s.form, s.party
	code := f.text("party.credit_code", string(p.CreditCode))
	rep := f.text("party.legal_rep", p.LegalRep)
	post := f.text("party.legal_rep_post", p.LegalRepPost)
	f.choice("party.beside", besideOf(&p), options(s.app, "beside", []string{"none", "guardian", "agent", "both"}))
	guardian := s.guardian()
	agent := s.agent()
	f.when("party.beside", []string{"guardian", "both"},
		"party.guardian", "party.guardian_tie", "party.guardian_phone", "party.guardian_consent_on")
	f.when("party.beside", []string{"agent", "both"}, "party.agent", "party.agent_id_number", "party.agent_sex", "party.agent_phone",
		"party.agent_tie", "party.agent_address", "party.agent_special", "party.power_on", "party.power_term")
	f.when("party.power_term", []string{"day"}, "party.power_until")
	group := f.count("party.group", p.Group)
	chosen := f.text("party.representatives", strings.Join(p.Representatives, "、"))
	reader := f.text("party.read_aloud_by", p.ReadAloudBy)
	consent := f.day("party.consent_on", p.ConsentOn)
	service := s.service()
	f.when("party.kind", []string{string(data.Person)},
		"party.id_number", "party.sex", "party.ethnicity", "party.age", "party.job")
	f.when("party.kind", []string{string(data.Company), string(data.Organisation)},
		"party.credit_code", "party.legal_rep", "party.legal_rep_post")
	return func(p *data.Party) {
		p.CreditCode, p.LegalRep, p.LegalRepPost = data.CreditCode(code()), rep(), post()
		p.Group, p.ReadAloudBy, p.ConsentOn = group(), reader(), consent()
		p.Representatives = strings.FieldsFunc(chosen(), func(r rune) bool { return strings.ContainsRune("、，,；;\n", r) })
		guardian(p)
		agent(p)
		service(p)
	}
}

// besideOf says who stands beside a party: few have anybody, so the page asks first.
func besideOf(p *data.Party) string {
	switch {
	case p.Guardian != "" && p.Agent.Name != "":
		return "both"
	case p.Guardian != "":
		return "guardian"
	case p.Agent.Name != "":
		return "agent"
	}
	return "none"
}

// guardian asks who stands beside a minor.
func (s *partyScreen) guardian() func(*data.Party) {
	f, p := s.form, s.party
	name := f.text("party.guardian", p.Guardian)
	tie := f.text("party.guardian_tie", p.GuardianTie)
	phone := f.text("party.guardian_phone", p.GuardianPhone)
	consent := f.day("party.guardian_consent_on", p.GuardianConsentOn)
	return func(p *data.Party) {
		p.Guardian, p.GuardianTie, p.GuardianPhone, p.GuardianConsentOn = name(), tie(), phone(), consent()
	}
}

// agent asks who acts for the party, and with what power.
func (s *partyScreen) agent() func(*data.Party) {
	f, p := s.form, s.party
	name := f.text("party.agent", p.Agent.Name)
	id := f.resident("party.agent_id_number", p.Agent.IDNumber)
	sex := f.choice("party.agent_sex", string(p.Agent.Sex), options(s.app, "sex", []data.Sex{data.Male, data.Female}))
	phone := f.text("party.agent_phone", p.Agent.Phone)
	tie := f.text("party.agent_tie", p.Agent.Tie)
	address := f.text("party.agent_address", p.Agent.Address)
	special := f.tick("party.agent_special", p.Agent.Special)
	power := f.day("party.power_on", p.Agent.PowerOn)
	term := f.choice("party.power_term", termOf(&p.Agent), options(s.app, "power_term", []string{"end", "day"}))
	until := f.day("party.power_until", p.Agent.Until)
	return func(p *data.Party) {
		a := &p.Agent
		a.Name, a.IDNumber, a.Sex, a.Phone, a.Tie, a.Address = name(), id(), data.Sex(sex()), phone(), tie(), address()
		a.Special, a.PowerOn, a.UntilEnd, a.Until = special(), power(), term() == "end", until()
	}
}

// termOf says how the term of an agent's power ends; nothing while that is not known.
func termOf(a *data.Agent) string {
	switch {
	case a.UntilEnd:
		return "end"
	case a.Until != 0:
		return "day"
	}
	return ""
}

// service asks who receives the party's papers, and whether they may come by message.
func (s *partyScreen) service() func(*data.Party) {
	f, v := s.form, s.party.Service
	who := "self"
	if v.Receiver != "" {
		who = "receiver"
	}
	f.choice("party.receives", who, options(s.app, "receives", []string{"self", "receiver"}))
	name := f.text("party.receiver", v.Receiver)
	phone := f.text("party.receiver_phone", v.ReceiverPhone)
	address := f.text("party.receiver_address", v.ReceiverAddress)
	electronic := f.choice("party.electronic", string(v.Electronic), options(s.app, "electronic", []data.Electronic{data.ElectronicAgreed, data.ElectronicRefused}))
	account := f.text("party.account", v.Account)
	email := f.text("party.email", v.Email)
	f.when("party.receives", []string{"receiver"}, "party.receiver", "party.receiver_phone", "party.receiver_address")
	f.when("party.electronic", []string{string(data.ElectronicAgreed)}, "party.account", "party.email")
	return func(p *data.Party) {
		p.Service = data.Service{
			Receiver: name(), ReceiverPhone: phone(), ReceiverAddress: address(),
			Electronic: data.Electronic(electronic()), Account: account(), Email: email(),
		}
	}
}

func (s *partyScreen) save() {
	s.saveTo(0, func() (*data.Case, error) { return s.app.desk.SetParty(s.seen, s.read()) })
}

func (s *partyScreen) remove() {
	widget.Confirm(s.app.window.Canvas(), widget.Question{
		Title: s.app.T("party.remove"), Text: s.app.T("party.remove_text", s.party.Name), Danger: true,
	}, func(yes bool) {
		if !yes {
			return
		}
		if _, err := s.app.desk.RemoveParty(s.seen, s.party.ID); s.app.done(err) {
			s.app.returnTo(Route{Page: PageCase, Case: s.seen.ID})
		}
	})
}
