package app

import (
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
	group := f.count("party.group", p.Group)
	guardian := f.text("party.guardian", p.Guardian)
	agent := f.text("party.agent", p.Agent.Name)
	agentPhone := f.text("party.agent_phone", p.Agent.Phone)
	special := f.tick("party.agent_special", p.Agent.Special)
	reader := f.text("party.read_aloud_by", p.ReadAloudBy)
	consent := f.day("party.consent_on", p.ConsentOn)
	f.when("party.kind", []string{string(data.Person)},
		"party.id_number", "party.sex", "party.ethnicity", "party.age", "party.job", "party.guardian")
	f.when("party.kind", []string{string(data.Company), string(data.Organisation)},
		"party.credit_code", "party.legal_rep", "party.legal_rep_post")
	return func(p *data.Party) {
		p.CreditCode, p.LegalRep, p.LegalRepPost = data.CreditCode(code()), rep(), post()
		p.Group, p.Guardian, p.ReadAloudBy, p.ConsentOn = group(), guardian(), reader(), consent()
		p.Agent.Name, p.Agent.Phone, p.Agent.Special = agent(), agentPhone(), special()
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
