package view

import (
	"regexp"
	"slices"
	"strings"

	"woshou/data"
)

// SetParty enters a party, or changes the one with the same ID. The identity
// number, where given, fills sex and birthday.
func (d *Desk) SetParty(seen *data.Case, p data.Party) (*data.Case, error) {
	p, err := checkParty(p)
	if err != nil {
		return nil, err
	}
	return d.act(seen, ActParty, func(c *data.Case) error {
		if old := c.Party(p.ID); old != nil {
			*old = p
			return nil
		}
		if !slices.Contains(early, c.Status) {
			return refuse(ActParty, "party.fixed", "")
		}
		p.ID = data.NewElementID()
		c.Parties = append(c.Parties, p)
		return nil
	})
}

// RemoveParty takes out a party entered by mistake; one that a meeting or an
// agreement names stays.
func (d *Desk) RemoveParty(seen *data.Case, id data.ElementID) (*data.Case, error) {
	return d.act(seen, ActParty, func(c *data.Case) error {
		switch {
		case c.Party(id) == nil:
			return data.ErrNotFound
		case !slices.Contains(early, c.Status):
			return refuse(ActParty, "party.fixed", id)
		case named(c, id):
			return refuse(ActParty, "party.named", id)
		}
		c.Parties = slices.DeleteFunc(c.Parties, func(p data.Party) bool { return p.ID == id })
		return nil
	})
}

// named reports whether something that happened names the party: a meeting, evidence, an
// agreement, also one that all signed and whose clauses do not name everybody.
func named(c *data.Case, id data.ElementID) bool {
	return slices.ContainsFunc(c.Sessions, func(s data.Session) bool { return slices.Contains(s.Present, id) }) ||
		slices.ContainsFunc(c.Evidence, func(e data.Evidence) bool { return e.Provider == id }) ||
		slices.ContainsFunc(c.Parties, func(p data.Party) bool { return slices.Contains(p.Represents, id) }) ||
		slices.ContainsFunc(c.Agreements, func(a data.Agreement) bool {
			signs := slices.ContainsFunc(a.Signers(c), func(p data.Party) bool { return p.ID == id })
			return signs && (a.Frozen() || a.EffectiveOn != 0) || slices.ContainsFunc(a.Clauses, func(cl data.Clause) bool {
				return slices.Contains(cl.From, id) || slices.Contains(cl.To, id)
			})
		})
}

// checkParty tidies what was typed and returns *data.Invalid with the screen's field.
func checkParty(p data.Party) (data.Party, error) {
	p.Name = data.NormalizeName(p.Name)
	p.Guardian, p.Agent.Name = data.NormalizeName(p.Guardian), data.NormalizeName(p.Agent.Name)
	p.LegalRep, p.ReadAloudBy = data.NormalizeName(p.LegalRep), data.NormalizeName(p.ReadAloudBy)
	p.GuardianTie = strings.TrimSpace(p.GuardianTie)
	tidyAgent(&p.Agent)
	tidyService(&p.Service)
	p.Phone, p.Address, p.Job = strings.TrimSpace(p.Phone), strings.TrimSpace(p.Address), strings.TrimSpace(p.Job)
	if p.Kind == "" {
		p.Kind = data.Person
	}
	if err := data.CheckName(p.Name); err != nil {
		return p, inField("party.name", err)
	}
	switch {
	case !known([]data.Role{data.Applicant, data.Respondent, data.ThirdPerson}, p.Role):
		return p, invalid("party.role", "choice.empty")
	case p.Age < 0 || p.Age > 130:
		return p, invalid("party.age", "age.range")
	case p.Group < 0 || p.Group > 9999:
		return p, invalid("party.group", "group.range")
	}
	if err := checkGroup(&p); err != nil {
		return p, err
	}
	return checkNumbers(p)
}

// checkGroup checks who speaks for the party: five representatives of a group at
// most, an agent with a power of attorney.
func checkGroup(p *data.Party) error {
	var names []string
	for _, name := range p.Representatives {
		if name = data.NormalizeName(name); name != "" {
			names = append(names, name)
		}
	}
	p.Representatives = names
	for _, name := range names {
		if err := data.CheckName(name); err != nil {
			return inField("party.representatives", err)
		}
	}
	switch {
	case len(names) > data.MaxRepresentatives:
		return invalid("party.representatives", "representatives.many")
	case len(names) > max(1, p.Group):
		return invalid("party.representatives", "representatives.group")
	}
	return checkBeside(p)
}

// checkBeside checks who acts for the party and who receives its papers.
func checkBeside(p *data.Party) error {
	a, s := &p.Agent, &p.Service
	switch {
	case a.Name == "" && *a != (data.Agent{}):
		return invalid("party.agent", "name.empty")
	case a.Until != 0 && a.Until < a.PowerOn:
		return invalid("party.power_until", "day.before_power")
	case s.Receiver == "" && (s.ReceiverPhone != "" || s.ReceiverAddress != ""):
		return invalid("party.receiver", "name.empty")
	case s.Email != "" && !emailForm.MatchString(s.Email):
		return invalid("party.email", "email.form")
	}
	return nil
}

// emailForm is what every address has: something before and behind one @.
var emailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)

func tidyAgent(a *data.Agent) {
	a.Phone, a.Power, a.Tie, a.Address = strings.TrimSpace(a.Phone), strings.TrimSpace(a.Power), strings.TrimSpace(a.Tie), strings.TrimSpace(a.Address)
	if a.UntilEnd {
		a.Until = 0
	}
	if *a == (data.Agent{Power: a.Power}) { // nobody is left who has it
		a.Power = ""
	}
}

func tidyService(s *data.Service) {
	s.Receiver, s.ReceiverPhone, s.ReceiverAddress = data.NormalizeName(s.Receiver), strings.TrimSpace(s.ReceiverPhone), strings.TrimSpace(s.ReceiverAddress)
	s.Account, s.Email = strings.TrimSpace(s.Account), strings.TrimSpace(s.Email)
}

// checkNumbers reads the identity numbers, which fill sex and birthday, and the
// credit code.
func checkNumbers(p data.Party) (data.Party, error) {
	if p.IDNumber != "" && p.IDKind == "" {
		id, err := data.ParseResidentID(string(p.IDNumber))
		if err != nil {
			return p, inField("party.id_number", err)
		}
		p.IDNumber, p.Born, p.Sex = id, id.Birth(), sexOf(id)
	}
	if a := &p.Agent; a.IDNumber != "" {
		id, err := data.ParseResidentID(string(a.IDNumber))
		if err != nil {
			return p, inField("party.agent_id_number", err)
		}
		a.IDNumber, a.Sex = id, sexOf(id)
	}
	if p.CreditCode != "" {
		code, err := data.ParseCreditCode(string(p.CreditCode))
		if err != nil {
			return p, inField("party.credit_code", err)
		}
		p.CreditCode = code
	}
	return p, nil
}

// sexOf reads the sex in an identity number.
func sexOf(id data.ResidentID) data.Sex {
	if id.Male() {
		return data.Male
	}
	return data.Female
}

// InformForm records that parties were told their rights and duties.
type InformForm struct {
	// Parties who were told; empty means all who were not told yet.
	Parties []data.ElementID `json:"parties"`
	On      data.Day         `json:"on"`
	// By is the mediator who told them.
	By data.ElementID `json:"by"`
	// Openness is whether they chose that others may listen; empty means closed.
	Openness data.Openness `json:"openness"`
}

// Inform records the telling of rights and duties (People's Mediation Law arts.
// 23, 24), which must come before the first meeting, and the choice of open or closed
// mediation: it is open only when every party wants it (Ministry rules of 2002 art. 29).
func (d *Desk) Inform(seen *data.Case, in InformForm) (*data.Case, error) {
	if err := d.happened("inform.on", in.On, seen.ReceivedOn); err != nil {
		return nil, err
	}
	if in.Openness == "" {
		in.Openness = data.WantsClosed
	}
	if !known([]data.Openness{data.WantsOpen, data.WantsClosed}, in.Openness) {
		return nil, invalid("inform.openness", "choice.empty")
	}
	return d.act(seen, ActInform, func(c *data.Case) error {
		ids := in.Parties
		if len(ids) == 0 {
			ids = c.Uninformed()
		}
		for _, id := range ids {
			p := c.Party(id)
			if p == nil {
				return data.ErrNotFound
			}
			p.InformedOn, p.InformedBy, p.Openness = in.On, in.By, in.Openness
		}
		c.Open = !slices.ContainsFunc(c.Parties, func(p data.Party) bool { return p.Openness != data.WantsOpen })
		return nil
	})
}
