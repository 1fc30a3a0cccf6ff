package view

import (
	"slices"

	"woshou/data"
)

// MarkForm is one party's mark on the paper.
type MarkForm struct {
	Party data.ElementID `json:"party"`
	Kind  data.MarkKind  `json:"kind"`
	On    data.Day       `json:"on"`
	// By names who signed when that is not the party: a guardian or an agent.
	By string      `json:"by"`
	As data.MarkAs `json:"as"`
}

// MarkCapacities lists in what capacity one may sign for a party, as the desk offers them.
var MarkCapacities = []data.MarkAs{data.AsGuardian, data.AsAgent, data.AsHead}

// NewMark returns the form for a party's mark as the screen first shows it: with the
// guardian of a minor, the head of an organisation, an agent who may sign.
func (d *Desk) NewMark(c *data.Case, party data.ElementID) MarkForm {
	in := MarkForm{Party: party, Kind: data.Signature, On: d.Today()}
	if p := c.Party(party); p != nil {
		in.By, in.As = p.SignsFor(in.On)
	}
	return in
}

// MarkKinds lists the kinds of marks in the order the desk offers them.
var MarkKinds = []data.MarkKind{data.Signature, data.Fingerprint, data.SealMark}

// Mark records a party's signature, seal or fingerprint. With the last mark
// there, the agreement takes effect by itself (People's Mediation Law art. 29).
func (d *Desk) Mark(seen *data.Case, in MarkForm) (*data.Case, error) {
	if !known(MarkKinds, in.Kind) {
		return nil, invalid("mark.kind", "choice.empty")
	}
	return d.sign(seen, ActMark, "mark.on", in.On, func(c *data.Case, a *data.Agreement) error {
		signer := false
		for _, p := range a.Signers(c) {
			signer = signer || p.ID == in.Party
		}
		switch {
		case !signer:
			return invalid("mark.party", "choice.empty")
		case a.MarkOf(in.Party) != nil:
			return refuse(ActMark, "mark.twice", in.Party)
		}
		m := data.Mark{ID: data.NewElementID(), Party: in.Party, Kind: in.Kind, On: in.On, By: data.NormalizeName(in.By), As: in.As}
		if p := c.Party(in.Party); p != nil && p.Minor(in.On) && m.By == "" {
			return invalid("mark.by", "mark.guardian")
		}
		if m.By == "" {
			m.As = ""
		}
		a.Marks = append(a.Marks, m)
		return nil
	})
}

// UnmarkForm says which mark was recorded by mistake: a party's, by ActMark, the
// mediator's or the seal, by their acts.
type UnmarkForm struct {
	Act   data.Move      `json:"act"`
	Party data.ElementID `json:"party"`
}

// Unmark takes back a mark that was recorded by mistake, while the agreement is
// not in force.
func (d *Desk) Unmark(seen *data.Case, in UnmarkForm) (*data.Case, error) {
	return d.act(seen, ActUnmark, func(c *data.Case) error {
		a := c.Current()
		switch {
		case in.Act == ActMediMark:
			a.MediatorMark = 0
		case in.Act == ActSeal:
			a.SealOn = 0
		case a.MarkOf(in.Party) == nil:
			return refuse(ActUnmark, "mark.status", in.Party)
		}
		a.PaperSeen = false // it was another paper
		if in.Act == ActMark {
			a.Marks = slices.DeleteFunc(a.Marks, func(m data.Mark) bool { return m.Party == in.Party })
		}
		return nil
	})
}

// EffectView is what the last step before an agreement takes effect asks: the marks on
// the paper, and the day from which it binds.
type EffectView struct {
	Marks []string
	On    string
	// Until is the last day to apply for confirmation by a court; empty where that is
	// not offered.
	Until string
}

// EffectView lists what PaperSeen is going to say of the printed agreement.
func (d *Desk) EffectView(c *data.Case) EffectView {
	var v EffectView
	after := c.Clone()
	a := after.Current()
	if a == nil {
		return v
	}
	a.PaperSeen = true
	for _, line := range checks(d.Words, after, a) {
		if line.Act != ActPaper {
			v.Marks = append(v.Marks, line.Label+"："+line.Detail)
		}
	}
	a.EffectiveOn = a.Effect(after)
	v.On = a.EffectiveOn.Chinese()
	if hint, _ := after.ConfirmHint(a); hint == "" && a.Form == data.Written {
		v.Until = a.ConfirmUntil().Chinese()
	}
	return v
}

// DayForm is an act that needs nothing but its day.
type DayForm struct {
	On data.Day `json:"on"`
}

// MediatorMark records the mediator's signature.
func (d *Desk) MediatorMark(seen *data.Case, in DayForm) (*data.Case, error) {
	return d.sign(seen, ActMediMark, "mediator_mark.on", in.On, func(_ *data.Case, a *data.Agreement) error {
		a.MediatorMark = in.On
		return nil
	})
}

// Seal records that the committee's seal is on the paper.
func (d *Desk) Seal(seen *data.Case, in DayForm) (*data.Case, error) {
	return d.sign(seen, ActSeal, "seal.on", in.On, func(_ *data.Case, a *data.Agreement) error {
		a.SealOn = in.On
		return nil
	})
}

// PaperSeen records that the mediator holds the paper with all marks on it.
func (d *Desk) PaperSeen(seen *data.Case) (*data.Case, error) {
	return d.sign(seen, ActPaper, "paper_seen.on", d.Today(), func(c *data.Case, a *data.Agreement) error {
		a.PaperSeen = true
		return data.Why(c, data.MoveEffect, d.Today())
	})
}

// sign changes the marks of the printed agreement; a mark cannot be older than
// the print it stands on.
func (d *Desk) sign(seen *data.Case, act data.Move, field string, on data.Day, edit func(*data.Case, *data.Agreement) error) (*data.Case, error) {
	return d.act(seen, act, func(c *data.Case) error {
		a := c.Current()
		if err := d.happened(field, on, a.FrozenOn); err != nil {
			return err
		}
		return edit(c, a)
	})
}
