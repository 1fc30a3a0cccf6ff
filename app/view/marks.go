package view

import "woshou/data"

// MarkForm is one party's mark on the paper.
type MarkForm struct {
	Party data.ElementID `json:"party"`
	Kind  data.MarkKind  `json:"kind"`
	On    data.Day       `json:"on"`
	// By names who signed when that is not the party: a guardian or an agent.
	By string `json:"by"`
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
		a.Marks = append(a.Marks, data.Mark{
			ID: data.NewElementID(), Party: in.Party, Kind: in.Kind, On: in.On, By: data.NormalizeName(in.By),
		})
		return nil
	})
}

// Unmark takes back a mark that was recorded by mistake, while the agreement is
// not in force.
func (d *Desk) Unmark(seen *data.Case, party data.ElementID) (*data.Case, error) {
	return d.change(seen, ActMark, func(c *data.Case) error {
		a := c.Current()
		if c.Status != data.PendingMarks || a == nil || a.MarkOf(party) == nil {
			return refuse(ActMark, "mark.status", "")
		}
		for i := range a.Marks {
			if a.Marks[i].Party == party {
				a.Marks = append(a.Marks[:i], a.Marks[i+1:]...)
				break
			}
		}
		return nil
	})
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
	return d.sign(seen, ActPaper, "paper_seen.on", d.Today(), func(_ *data.Case, a *data.Agreement) error {
		a.PaperSeen = true
		return nil
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
