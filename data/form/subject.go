package form

import (
	"fmt"
	"slices"

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
	// List is what a committee's paper is about: a *HandOver, a *data.SubsidySheet; listed
	// reads it.
	List any
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
	c = c.Spelled()
	s := Subject{Committee: committee, Case: c, Element: ref.Element, Today: today}
	f, err := Lookup(ref.Code, "")
	if err != nil {
		return s, err
	}
	if f.Of != nil && ref.Element != "" && c.Agreement(ref.Element) == nil && !slices.Contains(f.Of(c), ref.Element) {
		return s, fmt.Errorf("form %s of %s: %w", ref.Code, ref.Element, data.ErrNotFound)
	}
	if s.Agreement = c.Agreement(ref.Element); s.Agreement == nil && !f.Early {
		s.Agreement = s.agreementOf()
	}
	if s.Agreement == nil {
		s.Agreement = &data.Agreement{}
	}
	if s.Party = c.Party(ref.Element); s.Party == nil {
		s.Party = &data.Party{}
	}
	return s, nil
}

// Blank returns the subject of a form to be filled by hand: it knows the committee only.
func Blank(committee *data.Committee) Subject {
	return Subject{Committee: committee, Case: &data.Case{}, Agreement: &data.Agreement{}, Party: &data.Party{}}
}

// OfCommittee returns the subject of a committee's paper, which is about no case, and
// what it lists.
func OfCommittee(committee *data.Committee, list any, today data.Day) Subject {
	s := Blank(committee)
	s.List, s.Today = list, today
	return s
}

// listed returns what a committee's paper lists, an empty one on a blank form.
func listed[T any](s Subject) *T {
	if list, ok := s.List.(*T); ok && list != nil {
		return list
	}
	return new(T)
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
	if a, _, _ := s.payment(); a != nil {
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

// inRole returns the parties of a role, all for "", or where there are none as many
// empty ones as a paper to be filled by hand has room for.
func (s Subject) inRole(role data.Role, blank int) []data.Party {
	var out []data.Party
	for _, p := range s.Parties() {
		if role == "" || p.Role == role {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		out = make([]data.Party, blank)
	}
	return out
}

// mediator names a mediator as the case does, else as the committee does now.
func (s Subject) mediator(id data.ElementID) string {
	for _, m := range s.Case.Mediators {
		if id != "" && m.Mediator == id && m.Name != "" {
			return m.Name
		}
	}
	if s.Committee != nil {
		if m := s.Committee.Mediator(id); m != nil {
			return m.Name
		}
	}
	return ""
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

// Payment returns the payment that the paper is the receipt of, and what it was made for.
func (s Subject) Payment() (*data.PerformanceItem, *data.Payment) {
	if a, item, payment := s.payment(); a != nil {
		return item, payment
	}
	return &data.PerformanceItem{}, &data.Payment{}
}

// payment finds the payment that the subject's element is, or returns nil.
func (s Subject) payment() (*data.Agreement, *data.PerformanceItem, *data.Payment) {
	for i := range s.Case.Agreements {
		a := &s.Case.Agreements[i]
		for j := range a.Items {
			item := &a.Items[j]
			for k := range item.Payments {
				if s.Element != "" && item.Payments[k].ID == s.Element {
					return a, item, &item.Payments[k]
				}
			}
		}
	}
	return nil, nil, nil
}

// HandUp returns the hand-up that the paper is the letter of.
func (s Subject) HandUp() *data.HandUp {
	return element(s.Case.HandUps, s.Element, func(e *data.HandUp) data.ElementID { return e.ID })
}

// Escalation returns the danger that the paper reports.
func (s Subject) Escalation() *data.Escalation {
	return element(s.Case.Escalations, s.Element, func(e *data.Escalation) data.ElementID { return e.ID })
}
