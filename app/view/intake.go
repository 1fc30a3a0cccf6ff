package view

import (
	"cmp"
	"errors"
	"strings"

	"woshou/data"
)

// IntakeForm is what the intake screen asks: who, where, what happened, what is
// wanted. Everything else can wait.
type IntakeForm struct {
	Source data.Source `json:"source"`
	// Way, and for an oral application who wrote it down and when it was read back.
	Way        data.ApplicationWay `json:"way"`
	OralBy     data.ElementID      `json:"oral_by"`
	ReadBackOn data.Day            `json:"read_back_on"`
	// Organ, OrganName, ReferralNo and ReplyDue are of a referral.
	Organ      data.Organ       `json:"organ"`
	OrganName  string           `json:"organ_name"`
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
		Source: data.Application, Way: data.InWriting, ReceivedOn: d.Today(), OralBy: d.Store.Author(), ReadBackOn: d.Today(),
		Parties: []data.Party{{Role: data.Applicant, Kind: data.Person}, {Role: data.Respondent, Kind: data.Person}},
	}
}

// IntakeOf returns the form filled from a case.
func IntakeOf(c *data.Case) IntakeForm {
	return IntakeForm{
		Source: c.Source, Way: c.Way, OralBy: c.OralBy, ReadBackOn: c.ReadBackOn,
		Organ: c.Organ, OrganName: c.OrganName, ReferralNo: c.ReferralNo, ReplyDue: c.ReplyDue, Type: c.Type,
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
	if next := cmp.Or(seen.AcceptedOn, seen.ConcludedOn); next != 0 && in.ReceivedOn > next {
		return nil, invalid("intake.received_on", "day.late")
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
	c.Source, c.Way, c.OralBy, c.ReadBackOn = in.Source, in.Way, in.OralBy, in.ReadBackOn
	c.Organ, c.OrganName, c.ReferralNo, c.ReplyDue = in.Organ, strings.TrimSpace(in.OrganName), in.ReferralNo, in.ReplyDue
	c.Type, c.Tags, c.Place, c.Claimed = in.Type, in.Tags, strings.TrimSpace(in.Place), in.Claimed
	c.Summary, c.Requests = strings.TrimSpace(in.Summary), strings.TrimSpace(in.Requests)
	c.ReceivedOn, c.Open, c.Difficult = in.ReceivedOn, in.Open, in.Difficult
}

func (d *Desk) checkIntake(in *IntakeForm) error {
	in.tidy()
	if in.Draft {
		return nil
	}
	switch {
	case !data.Sources.Has(string(in.Source)):
		return invalid("intake.source", "choice.empty")
	case in.Source == data.Referral && !d.list(data.ListOrgans).Has(string(in.Organ)):
		return invalid("intake.organ", "choice.empty")
	case !d.list(data.ListDisputeTypes).Has(string(in.Type)):
		return invalid("intake.type", "choice.empty")
	case strings.TrimSpace(in.Summary) == "":
		return invalid("intake.summary", "text.empty")
	case in.Claimed != 0 && data.CheckAmount(in.Claimed) != nil:
		return inField("intake.claimed", data.CheckAmount(in.Claimed))
	}
	if err := d.happened("intake.received_on", in.ReceivedOn, 0); err != nil {
		return err
	}
	return d.checkWay(in)
}

// tidy leaves out what does not belong to the source.
func (in *IntakeForm) tidy() {
	if in.Source != data.Referral {
		in.Organ, in.OrganName, in.ReferralNo, in.ReplyDue = "", "", "", 0
	}
	if in.Source != data.Application {
		in.Way = ""
	}
	if in.Way != data.ByMouth {
		in.OralBy, in.ReadBackOn = "", 0
	}
}

// checkWay checks how the case came: an oral application was written down and read
// back (Farm-land Contract Disputes Law art. 7), a referral is answered later.
func (d *Desk) checkWay(in *IntakeForm) error {
	switch {
	case in.Way != "" && !known(data.ApplicationWays, in.Way):
		return invalid("intake.way", "choice.empty")
	case in.Way == data.ByMouth && d.Store.Committee().Mediator(in.OralBy) == nil:
		return invalid("intake.oral_by", "choice.empty")
	case in.Way == data.ByMouth:
		return d.happened("intake.read_back_on", in.ReadBackOn, in.ReceivedOn)
	case in.ReplyDue != 0 && in.ReplyDue < in.ReceivedOn:
		return invalid("intake.reply_due", "day.early")
	}
	return nil
}

// list returns a list of the domain with the place's own entries.
func (d *Desk) list(name data.ListName) data.List { return data.ListOf(name, d.Store.Committee()) }

// AcceptForm accepts a case: the day, who mediates, and which parties agreed to
// mediation that day.
type AcceptForm struct {
	On        data.Day         `json:"on"`
	Mediators []data.ElementID `json:"mediators"`
	// Chosen says that the parties chose the mediators themselves.
	Chosen  bool             `json:"chosen"`
	Consent []data.ElementID `json:"consent"`
}

// Accept accepts a case and gives it the next number of the year; see number.
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
		c.Year, _, _ = in.On.Date()
		if err := d.number(c); err != nil {
			return err
		}
		return data.Do(c, data.MoveAccept, in.On)
	})
}

// RefuseForm refuses a case: the ground, a code of data.RefusalGrounds, and the
// advice on other remedies that was given.
type RefuseForm struct {
	On     data.Day    `json:"on"`
	Ground data.Ground `json:"ground"`
	Text   string      `json:"text"`
	Advice string      `json:"advice"`
}

// Refuse refuses to take a case and records what advice was given. An empty Advice
// means RefusalAdvice.
func (d *Desk) Refuse(seen *data.Case, in RefuseForm) (*data.Case, error) {
	in.Advice = strings.TrimSpace(in.Advice)
	if in.Advice == "" {
		in.Advice = RefusalAdvice(seen, in.Ground)
	}
	if err := first(
		d.happened("refuse.on", in.On, seen.ReceivedOn),
		oneOf("refuse.ground", d.list(data.ListRefusals), string(in.Ground)),
	); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveRefuse, func(c *data.Case) error {
		c.Refusal = data.Ending{Ground: in.Ground, Text: strings.TrimSpace(in.Text), Advice: in.Advice}
		return data.Do(c, data.MoveRefuse, in.On)
	})
}

// ReplyForm records the answer to the organ that referred the case.
type ReplyForm struct {
	On data.Day `json:"on"`
}

// Reply records that the organ which referred the case was told whether the committee
// takes it (Rules on Online Mediation by People's Courts art. 12: 3 working days).
func (d *Desk) Reply(seen *data.Case, in ReplyForm) (*data.Case, error) {
	if err := d.happened("reply.on", in.On, seen.ReceivedOn); err != nil {
		return nil, err
	}
	return d.act(seen, ActReply, func(c *data.Case) error {
		c.RepliedOn = in.On
		return nil
	})
}

// FeedbackForm tells the organ that referred the case how it ended.
type FeedbackForm struct {
	On data.Day `json:"on"`
	// Result is a code of data.Outcomes.
	Result data.Outcome `json:"result"`
	Text   string       `json:"text"`
}

// NewFeedback returns the form with the result that the record shows.
func (d *Desk) NewFeedback(c *data.Case) FeedbackForm {
	in := FeedbackForm{On: d.Today()}
	if f, ok := data.FactOf(c); ok {
		in.Result = f.Outcome
	}
	return in
}

// Feedback records that the organ which referred the case was told how it ended.
func (d *Desk) Feedback(seen *data.Case, in FeedbackForm) (*data.Case, error) {
	if err := first(
		d.happened("feedback.on", in.On, seen.ConcludedOn),
		oneOf("feedback.result", data.Outcomes, string(in.Result)),
	); err != nil {
		return nil, err
	}
	return d.act(seen, ActFeedback, func(c *data.Case) error {
		c.Feedback = data.Feedback{On: in.On, Result: in.Result, Text: strings.TrimSpace(in.Text)}
		return nil
	})
}

func oneOf(field string, list data.List, code string) error {
	if !list.Has(code) {
		return invalid(field, "choice.empty")
	}
	return nil
}
