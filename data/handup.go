package data

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// HandUp passes a case to another body (移送), with each party's consent or by a
// duty of law, until it is accepted or returned (Personal Information Protection Law
// art. 23).
type HandUp struct {
	ID     ElementID `json:"id,omitzero"`
	To     string    `json:"to,omitzero"`
	Reason string    `json:"reason,omitzero"`
	// History is what was done so far, Contact whom the receiver can ask.
	History string `json:"history,omitzero"`
	Contact string `json:"contact,omitzero"`
	// Copies lists the papers that go along.
	Copies []HandUpCopy `json:"copies,omitzero"`
	// Consents are the parties' days; ConsentOn is the latest of them. Duty is the rule
	// that the case goes by where there is no consent.
	Consents  []Consent `json:"consents,omitzero"`
	ConsentOn Day       `json:"consent_on,omitzero"`
	Duty      string    `json:"duty,omitzero"`
	SentOn    Day       `json:"sent_on,omitzero"`
	// Days is within how many days the letter asks for the answer (反馈期限); 0 leaves it open.
	Days  int `json:"days,omitzero"`
	Pages int `json:"pages,omitzero"`
	// AcceptedOn or ReturnedOn is the receiver's answer, ReceivedBy who gave it and
	// Result what they said; Missing is what they want before it comes again.
	AcceptedOn Day    `json:"accepted_on,omitzero"`
	ReturnedOn Day    `json:"returned_on,omitzero"`
	ReceivedBy string `json:"received_by,omitzero"`
	Result     string `json:"result,omitzero"`
	Missing    string `json:"missing,omitzero"`
	// Settled is how the receiver ended the case.
	Settled Feedback `json:"settled,omitzero"`
	// SealedTo is the township's key for which the case was opened when it went over the
	// line, empty when it went on paper; Parts are the codes of the parts that were sent.
	SealedTo KeyName  `json:"sealed_to,omitzero"`
	Parts    []string `json:"parts,omitzero"`
	// Files are the attachments that went along over the line.
	Files []HandUpFile `json:"files,omitzero"`
}

// HandUpFile is an attachment that went along with a case, whatever becomes of it in the
// case; ID is the attachment's.
type HandUpFile struct {
	ID   ElementID   `json:"id,omitzero"`
	Name string      `json:"name,omitzero"`
	Hash ContentHash `json:"hash,omitzero"`
}

// HandUpCopy is one paper that goes along with a case.
type HandUpCopy struct {
	ID    ElementID `json:"id,omitzero"`
	Title string    `json:"title,omitzero"`
	Pages int       `json:"pages,omitzero"`
}

// openHandUp returns the hand-up that has no answer yet, or nil.
func (c *Case) openHandUp() *HandUp {
	return find(c.HandUps, func(h *HandUp) bool { return h.AcceptedOn == 0 && h.ReturnedOn == 0 })
}

// Unsettled returns the hand-up that was accepted and whose end is not known, or nil.
func (c *Case) Unsettled() *HandUp {
	return find(c.HandUps, func(h *HandUp) bool { return h.AcceptedOn != 0 && h.ReturnedOn == 0 && h.Settled.On == 0 })
}

// CameBack returns the hand-up that was returned, or nil once the case went on: with a meeting,
// a new hand-up or a step of the life cycle beyond mediation.
func (c *Case) CameBack() *HandUp {
	n := len(c.HandUps)
	if n == 0 || c.HandUps[n-1].ReturnedOn == 0 || c.Status != Accepted && c.Status != Investigating && c.Status != Mediating {
		return nil
	}
	h := &c.HandUps[n-1]
	if last := c.LastMeeting(); last != nil && last.On > h.SentOn { // none is held while the case is away
		return nil
	}
	return h
}

// AtTownship returns the hand-up by which the township owns the case, or nil when the
// village does: it went over the line, and has neither come back nor been settled there.
func (c *Case) AtTownship() *HandUp {
	return find(c.HandUps, func(h *HandUp) bool { return h.SealedTo != "" && !h.ended() })
}

// ended reports whether the case came back, or was settled where it went.
func (h *HandUp) ended() bool { return h.ReturnedOn != 0 || h.Settled.On != 0 }

// Save folds an event that is written here, on top of the case's others. The event's fence
// rises when the case goes to the township, or comes back.
func (c *Case) Save(e *Event, body Body) {
	away := c.AtTownship() != nil
	Apply(c, e, body)
	if (c.AtTownship() != nil) != away {
		c.Fence++
	}
	e.Fence = c.Fence
}

// HandUpBy returns the last day of the receiver's answer to a case sent on a day: within
// the days that the letter asks for, else, for 0, as is usual.
func HandUpBy(sent Day, days int, cal *Calendar) Day {
	if days == 0 {
		return cal.AddWorkdays(sent, handUpWorkdays)
	}
	return cal.OnOrAfter(sent.Add(days))
}

// The kinds of the events that a township writes about a case handed up to it.
const (
	KindHandUpAccepted = "hand_up_accepted"
	KindHandUpReturned = "hand_up_returned"
	KindHandUpSettled  = "hand_up_settled"
)

// handUpAnswers are the fields of a hand-up that its receiver writes.
var handUpAnswers = []string{
	"accepted_on", "returned_on", "received_by", "result", "missing",
	"settled.on", "settled.result", "settled.text", "settled.amount",
}

// CheckAnswer returns an error wrapping ErrDamaged for a body that says more than a
// township may: the answer to one hand-up.
func (b Body) CheckAnswer() error {
	for _, c := range b.Changes {
		list, rest, _ := strings.Cut(c.Path, ".")
		id, field, _ := strings.Cut(rest, ".")
		if list != "hand_ups" || id == "" || !slices.Contains(handUpAnswers, field) {
			return fmt.Errorf("answer to a hand-up: %w", ErrDamaged)
		}
	}
	return nil
}

// answerAll has what ends one hand-up end all by which the township owns the case: two
// computers of a village may each have sent a letter, and the case comes back once. A hand-up
// that ended in both ways, here on paper and there, waits for a person.
func (c *Case) answerAll(e *Event, body Body) {
	for _, ch := range body.Changes {
		id, field, _ := strings.Cut(strings.TrimPrefix(ch.Path, "hand_ups."), ".")
		by := find(c.HandUps, func(h *HandUp) bool { return string(h.ID) == id })
		if by == nil || by.SealedTo == "" || field != "returned_on" && field != "settled.on" {
			continue
		}
		if by.ReturnedOn != 0 && by.Settled.On != 0 {
			c.keep(e, ch.Path, TwoPeople, encode(reflect.ValueOf(Day(0))))
		}
		for h := c.AtTownship(); h != nil && by.ended(); h = c.AtTownship() {
			h.AcceptedOn, h.ReturnedOn, h.ReceivedBy = by.AcceptedOn, by.ReturnedOn, by.ReceivedBy
			h.Result, h.Missing, h.Settled = by.Result, by.Missing, by.Settled
		}
	}
}

// answered takes the move that follows from a township's answer: a case that was
// returned is the village's again.
func (c *Case) answered(e *Event) {
	n := len(c.HandUps)
	if e.Kind != KindHandUpReturned || n == 0 {
		return
	}
	h := &c.HandUps[n-1]
	_ = Do(c, MoveReturn, max(h.ReturnedOn, c.Earliest(MoveReturn))) // refused when the case went on otherwise
}
