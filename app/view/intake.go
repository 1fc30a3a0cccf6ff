package view

import (
	"errors"
	"strings"

	"woshou/data"
)

// IntakeForm is what the intake screen asks: who, where, what happened, what is
// wanted. Everything else can wait.
type IntakeForm struct {
	Source     data.Source      `json:"source"`
	Organ      data.Organ       `json:"organ"`
	ReferralNo string           `json:"referral_no"`
	ReplyDue   data.Day         `json:"reply_due"`
	Type       data.DisputeType `json:"type"`
	Tags       []string         `json:"tags"`
	Place      string           `json:"place"`
	Summary    string           `json:"summary"`
	Requests   string           `json:"requests"`
	Claimed    data.Fen         `json:"claimed"` // fen; 0 when no money is asked for
	ReceivedOn data.Day         `json:"received_on"`
	Open       bool             `json:"open"`
	Difficult  bool             `json:"difficult"`
	// Parties are entered with a new case; later they are changed one by one.
	Parties []data.Party `json:"parties"`
	// Draft keeps a half-filled new case without taking it in.
	Draft bool `json:"draft"`
}

// NewIntake returns the form of a new case as the screen first shows it.
func (d *Desk) NewIntake() IntakeForm {
	return IntakeForm{
		Source: data.Application, ReceivedOn: d.Today(),
		Parties: []data.Party{{Role: data.Applicant, Kind: data.Person}, {Role: data.Respondent, Kind: data.Person}},
	}
}

// IntakeOf returns the form filled from a case.
func IntakeOf(c *data.Case) IntakeForm {
	return IntakeForm{
		Source: c.Source, Organ: c.Organ, ReferralNo: c.ReferralNo, ReplyDue: c.ReplyDue, Type: c.Type,
		Tags: c.Tags, Place: c.Place, Summary: c.Summary, Requests: c.Requests, Claimed: c.Claimed,
		ReceivedOn: c.ReceivedOn, Open: c.Open, Difficult: c.Difficult, Draft: c.Status == data.Draft,
	}
}

// Intake takes in a new dispute; it then waits to be accepted or refused
// (People's Mediation Law arts. 17, 18).
func (d *Desk) Intake(in IntakeForm) (*data.Case, error) {
	parties, err := intakeParties(in)
	if err == nil {
		err = d.checkIntake(&in)
	}
	if err != nil {
		return nil, err
	}
	c := &data.Case{ID: data.NewCaseID()}
	before := c.Clone()
	c.Status, c.Parties = data.Draft, parties
	in.fill(c)
	if !in.Draft {
		if err := data.Do(c, data.MoveApply, d.Today()); err != nil {
			return nil, err
		}
	}
	data.Standardize(c)
	return d.Store.SaveCase(string(ActIntake), before, c)
}

// intakeParties checks the parties of a new case. An error names the field by the
// party's role, as the intake screen has one block for each side: applicant.name.
func intakeParties(in IntakeForm) ([]data.Party, error) {
	var out []data.Party
	for _, p := range in.Parties {
		if in.Draft && strings.TrimSpace(p.Name) == "" {
			continue
		}
		checked, err := checkParty(p)
		var bad *data.Invalid
		if errors.As(err, &bad) && (bad.Field == "party.name" || bad.Field == "party.id_number") {
			return nil, invalid(strings.Replace(bad.Field, "party", string(p.Role), 1), bad.Code)
		}
		if err != nil {
			return nil, err
		}
		checked.ID = data.NewElementID()
		out = append(out, checked)
	}
	return out, nil
}

// EditIntake changes what was said at intake.
func (d *Desk) EditIntake(seen *data.Case, in IntakeForm) (*data.Case, error) {
	if err := d.checkIntake(&in); err != nil {
		return nil, err
	}
	return d.act(seen, ActEdit, func(c *data.Case) error {
		in.fill(c)
		return nil
	})
}

// Apply takes in a case that was kept as a draft.
func (d *Desk) Apply(seen *data.Case) (*data.Case, error) {
	return d.change(seen, data.MoveApply, func(c *data.Case) error {
		return data.Do(c, data.MoveApply, d.Today())
	})
}

func (in *IntakeForm) fill(c *data.Case) {
	c.Source, c.Organ, c.ReferralNo, c.ReplyDue = in.Source, in.Organ, in.ReferralNo, in.ReplyDue
	c.Type, c.Tags, c.Place, c.Claimed = in.Type, in.Tags, strings.TrimSpace(in.Place), in.Claimed
	c.Summary, c.Requests = strings.TrimSpace(in.Summary), strings.TrimSpace(in.Requests)
	c.ReceivedOn, c.Open, c.Difficult = in.ReceivedOn, in.Open, in.Difficult
}

func (d *Desk) checkIntake(in *IntakeForm) error {
	if in.Draft {
		return nil
	}
	switch {
	case !data.Sources.Has(string(in.Source)):
		return invalid("intake.source", "choice.empty")
	case in.Source == data.Referral && !data.Organs.Has(string(in.Organ)):
		return invalid("intake.organ", "choice.empty")
	case !data.DisputeTypes.Has(string(in.Type)):
		return invalid("intake.type", "choice.empty")
	case strings.TrimSpace(in.Summary) == "":
		return invalid("intake.summary", "text.empty")
	case in.Claimed != 0 && data.CheckAmount(in.Claimed) != nil:
		return inField("intake.claimed", data.CheckAmount(in.Claimed))
	}
	if in.Source != data.Referral {
		in.Organ, in.ReferralNo, in.ReplyDue = "", "", 0
	}
	return d.happened("intake.received_on", in.ReceivedOn, 0)
}

// AcceptForm accepts a case: the day, who mediates, and which parties agreed to
// mediation that day.
type AcceptForm struct {
	On        data.Day         `json:"on"`
	Mediators []data.ElementID `json:"mediators"`
	// Chosen says that the parties chose the mediators themselves.
	Chosen  bool             `json:"chosen"`
	Consent []data.ElementID `json:"consent"`
}

// Accept accepts a case and gives it the next number of the year (domain: one
// committee, one calendar year, never reused).
func (d *Desk) Accept(seen *data.Case, in AcceptForm) (*data.Case, error) {
	if err := d.happened("accept.on", in.On, seen.ReceivedOn); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveAccept, func(c *data.Case) error {
		for _, id := range in.Consent {
			if p := c.Party(id); p != nil && p.ConsentOn == 0 {
				p.ConsentOn = in.On
			}
		}
		if err := d.assign(c, in.Mediators, in.Chosen); err != nil {
			return err
		}
		committee := d.Store.Committee()
		c.Year, _, _ = in.On.Date()
		c.Seq = d.Store.NextSeq(c.Year)
		c.Number = committee.Numbers().Format(committee.AreaShort, c.Year, c.Seq, c.Type.Name())
		return data.Do(c, data.MoveAccept, in.On)
	})
}

// MediatorsForm names who mediates a case from now on.
type MediatorsForm struct {
	Mediators []data.ElementID `json:"mediators"`
	Chosen    bool             `json:"chosen"`
	// On and Reason say when and why the others withdrew (回避).
	On     data.Day `json:"on"`
	Reason string   `json:"reason"`
}

// Assign changes who mediates; a mediator who is left out withdraws.
func (d *Desk) Assign(seen *data.Case, in MediatorsForm) (*data.Case, error) {
	return d.act(seen, ActMediator, func(c *data.Case) error {
		if len(in.Mediators) == 0 {
			return invalid("accept.mediators", "mediator.none")
		}
		for i := range c.Mediators {
			m := &c.Mediators[i]
			if m.WithdrewOn != 0 || known(in.Mediators, m.Mediator) {
				continue
			}
			if err := d.happened("mediators.on", in.On, c.ReceivedOn); err != nil {
				return err
			}
			m.WithdrewOn, m.Reason = in.On, strings.TrimSpace(in.Reason)
		}
		return d.assign(c, in.Mediators, in.Chosen)
	})
}

// assign puts mediators of the committee in charge who are not yet.
func (d *Desk) assign(c *data.Case, ids []data.ElementID, chosen bool) error {
	committee := d.Store.Committee()
	for _, id := range ids {
		m := committee.Mediator(id)
		if m == nil {
			return invalid("accept.mediators", "mediator.unknown")
		}
		charged := false
		for _, a := range c.ActiveMediators() {
			charged = charged || a.Mediator == id
		}
		if !charged {
			c.Mediators = append(c.Mediators, data.Assignment{ID: data.NewElementID(), Mediator: id, Name: m.Name, Chosen: chosen})
		}
	}
	return nil
}

// RefuseForm refuses a case: the ground, a code of data.RefusalGrounds, and the
// advice on other remedies that was given.
type RefuseForm struct {
	On     data.Day    `json:"on"`
	Ground data.Ground `json:"ground"`
	Text   string      `json:"text"`
	Advice string      `json:"advice"`
}

// Refuse refuses to take a case and records what advice was given.
func (d *Desk) Refuse(seen *data.Case, in RefuseForm) (*data.Case, error) {
	if err := first(
		d.happened("refuse.on", in.On, seen.ReceivedOn),
		oneOf("refuse.ground", data.RefusalGrounds, string(in.Ground)),
		filled("refuse.advice", strings.TrimSpace(in.Advice)),
	); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveRefuse, func(c *data.Case) error {
		c.Refusal = data.Ending{Ground: in.Ground, Text: strings.TrimSpace(in.Text), Advice: strings.TrimSpace(in.Advice)}
		return data.Do(c, data.MoveRefuse, in.On)
	})
}

// ReplyForm records the answer to the organ that referred the case.
type ReplyForm struct {
	On data.Day `json:"on"`
}

// Reply records that the organ which referred the case was answered.
func (d *Desk) Reply(seen *data.Case, in ReplyForm) (*data.Case, error) {
	if err := d.happened("reply.on", in.On, seen.ReceivedOn); err != nil {
		return nil, err
	}
	return d.act(seen, ActReply, func(c *data.Case) error {
		c.RepliedOn = in.On
		return nil
	})
}

func oneOf(field string, list data.List, code string) error {
	if !list.Has(code) {
		return invalid(field, "choice.empty")
	}
	return nil
}
