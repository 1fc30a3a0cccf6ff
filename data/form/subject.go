package form

import (
	"fmt"

	"woshou/data"
)

// Subject is what a paper speaks of. The methods that return a part of the case never
// return nil: a blank form speaks of an empty one.
type Subject struct {
	Committee *data.Committee
	Case      *data.Case
	// Element is what of the case the paper is about; empty for the case itself.
	Element data.ElementID
	// Agreement is set for papers that speak of one.
	Agreement *data.Agreement
	// Party is set while the fields of one party's block are read, and for papers of one
	// party.
	Party *data.Party
	// Today is the day of printing, for papers that bear it.
	Today data.Day
	// Images returns the photographs and scans of an element of the case, which lie apart
	// from the record; nil where there are none.
	Images func(data.ElementID) []Picture
	// Bound is how the dossier is bound, for the papers that say so; nil leaves the
	// numbers of pages blank.
	Bound *Binding
}

// images returns the pictures of an element.
func (s Subject) images(id data.ElementID) []Picture {
	if s.Images == nil {
		return nil
	}
	return s.Images(id)
}

// About returns the subject of a paper of a case. data.ErrNotFound says that the case
// has no such element.
func About(committee *data.Committee, c *data.Case, ref Ref, today data.Day) (Subject, error) {
	s := Subject{Committee: committee, Case: c, Element: ref.Element, Today: today}
	f, err := Lookup(ref.Code, "")
	if err != nil {
		return s, err
	}
	if f.Of != nil && ref.Element != "" && c.Agreement(ref.Element) == nil && !has(f.Of(c), ref.Element) {
		return s, fmt.Errorf("form %s of %s: %w", ref.Code, ref.Element, data.ErrNotFound)
	}
	if s.Agreement = c.Agreement(ref.Element); s.Agreement == nil {
		if s.Agreement = s.agreementOf(); s.Agreement == nil {
			s.Agreement = &data.Agreement{}
		}
	}
	s.Party = c.Party(ref.Element)
	return s, nil
}

// Blank returns the subject of a form to be filled by hand: it knows the committee only.
func Blank(committee *data.Committee) Subject {
	return Subject{Committee: committee, Case: &data.Case{}, Agreement: &data.Agreement{}}
}

func has(list []data.ElementID, id data.ElementID) bool {
	for _, e := range list {
		if e == id {
			return true
		}
	}
	return false
}

// agreementOf returns the agreement that the subject's element belongs to, else the
// newest in force, or nil.
func (s Subject) agreementOf() *data.Agreement {
	if a := s.Case.Agreement(s.FollowUp().Agreement); a != nil {
		return a
	}
	if a := s.Case.Agreement(s.Confirmation().Agreement); a != nil {
		return a
	}
	return s.Case.LatestInForce()
}

// Parties returns the parties as the paper names them: an agreement's frozen
// copy, else the case's.
func (s Subject) Parties() []data.Party {
	if s.Agreement != nil {
		return s.Agreement.Signers(s.Case)
	}
	return s.Case.Parties
}

// element returns the element with an ID, or an empty one.
func element[T any](list []T, id data.ElementID, idOf func(*T) data.ElementID) *T {
	for i := range list {
		if id != "" && idOf(&list[i]) == id {
			return &list[i]
		}
	}
	return new(T)
}

// Session returns the meeting that the paper records.
func (s Subject) Session() *data.Session {
	return element(s.Case.Sessions, s.Element, func(e *data.Session) data.ElementID { return e.ID })
}

// Inquiry returns the investigation that the paper records.
func (s Subject) Inquiry() *data.Inquiry {
	return element(s.Case.Inquiries, s.Element, func(e *data.Inquiry) data.ElementID { return e.ID })
}

// FollowUp returns the follow-up that the paper records.
func (s Subject) FollowUp() *data.FollowUp {
	return element(s.Case.FollowUps, s.Element, func(e *data.FollowUp) data.ElementID { return e.ID })
}

// Confirmation returns the application to the court that the paper is.
func (s Subject) Confirmation() *data.Confirmation {
	return element(s.Case.Confirmations, s.Element, func(e *data.Confirmation) data.ElementID { return e.ID })
}

// HandUp returns the hand-up that the paper is the letter of.
func (s Subject) HandUp() *data.HandUp {
	return element(s.Case.HandUps, s.Element, func(e *data.HandUp) data.ElementID { return e.ID })
}

// Escalation returns the danger that the paper reports.
func (s Subject) Escalation() *data.Escalation {
	return element(s.Case.Escalations, s.Element, func(e *data.Escalation) data.ElementID { return e.ID })
}
