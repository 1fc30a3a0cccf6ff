package view

import (
	"slices"
	"strings"

	"woshou/data"
)

// NewSession returns the form of the next meeting as the screen first shows it:
// today, everybody present, the place of the last meeting.
func (d *Desk) NewSession(c *data.Case) data.Session {
	s := data.Session{On: d.Today(), Mode: data.FaceToFace, Open: c.Open, Place: d.Store.Committee().Address}
	if n := len(c.Sessions); n > 0 {
		s.Place, s.Recorder = c.Sessions[n-1].Place, c.Sessions[n-1].Recorder
	}
	for _, p := range c.Parties {
		s.Present = append(s.Present, p.ID)
	}
	for _, m := range c.ActiveMediators() {
		s.Mediators = append(s.Mediators, m.Mediator)
	}
	return s
}

// SetSession records a meeting, or changes the one with the same ID. The first
// meeting brings the case into mediation.
func (d *Desk) SetSession(seen *data.Case, s data.Session) (*data.Case, error) {
	s.Place, s.Notes, s.Result = strings.TrimSpace(s.Place), strings.TrimSpace(s.Notes), strings.TrimSpace(s.Result)
	s.Recorder = data.NormalizeName(s.Recorder)
	if err := first(s.Check(), d.happened("session.on", s.On, seen.AcceptedOn)); err != nil {
		return nil, err
	}
	if err := checkMeeting(&s); err != nil {
		return nil, err
	}
	old := slices.ContainsFunc(seen.Sessions, func(o data.Session) bool { return o.ID == s.ID })
	if old {
		return d.edit(seen, ActSession, func(c *data.Case) error {
			c.Sessions = put(c.Sessions, s, func(o *data.Session) bool { return o.ID == s.ID })
			return nil
		})
	}
	for _, id := range s.Present {
		if p := seen.Party(id); p != nil && p.InformedOn > s.On {
			return nil, invalid("session.on", "day.informed")
		}
	}
	return d.act(seen, ActSession, func(c *data.Case) error {
		s.ID = data.NewElementID()
		c.Sessions = append(c.Sessions, s)
		if c.Status == data.Mediating {
			return nil
		}
		return data.Do(c, data.MoveMediate, s.On)
	})
}

// checkMeeting checks what stands beside the record itself.
func checkMeeting(s *data.Session) error {
	s.Invited, s.Judge = strings.TrimSpace(s.Invited), data.NormalizeName(s.Judge)
	if s.Invited == "" {
		s.Consented = false
	}
	switch {
	case s.NextOn != 0 && s.NextOn < s.On:
		return invalid("session.next_on", "day.early")
	case s.NextOn == 0 && s.NextAt != "":
		return invalid("session.next_on", "day.empty")
	case s.End != "" && s.End < s.Start:
		return invalid("session.end", "time.order")
	case s.Invited != "" && !s.Consented:
		return invalid("session.consented", "consent.invited")
	}
	return first(checkClock("session.start", s.Start), checkClock("session.end", s.End), checkClock("session.next_at", s.NextAt))
}

// edit is change for a record of the case that may be put right until it is closed.
func (d *Desk) edit(seen *data.Case, act data.Move, edit func(c *data.Case) error) (*data.Case, error) {
	if slices.Contains(finished, seen.Status) {
		return nil, refuse(act, "edit.finished", "")
	}
	return d.change(seen, act, edit)
}

// NewInquiry returns the form of an inquiry as the screen first shows it.
func (d *Desk) NewInquiry(c *data.Case) data.Inquiry {
	q := data.Inquiry{On: d.Today(), Notes: d.Words.T("inquiry.start")}
	for _, m := range c.ActiveMediators() {
		q.Inquirers = append(q.Inquirers, m.Mediator)
	}
	return q
}

// SetInquiry records what a witness said (调查记录), or changes the record with the same ID.
func (d *Desk) SetInquiry(seen *data.Case, q data.Inquiry) (*data.Case, error) {
	q.Person, q.Recorder, q.Notes = data.NormalizeName(q.Person), data.NormalizeName(q.Recorder), strings.TrimSpace(q.Notes)
	if q.Notes == d.Words.T("inquiry.start") {
		q.Notes = ""
	}
	if err := first(
		d.happened("inquiry.on", q.On, seen.ReceivedOn),
		checkClock("inquiry.at", q.At),
		inField("inquiry.person", data.CheckName(q.Person)),
		filled("inquiry.notes", q.Notes),
	); err != nil {
		return nil, err
	}
	if q.Age < 0 || q.Age > 130 {
		return nil, invalid("inquiry.age", "age.range")
	}
	return d.act(seen, ActInquiry, func(c *data.Case) error {
		if q.ID == "" {
			q.ID = data.NewElementID()
		}
		c.Inquiries = put(c.Inquiries, q, func(o *data.Inquiry) bool { return o.ID == q.ID })
		if c.Status == data.Accepted && data.Why(c, data.MoveInvestigate, q.On) == nil {
			return data.Do(c, data.MoveInvestigate, q.On)
		}
		return nil
	})
}

// medical is the kind of evidence that is always sensitive (Personal Information
// Protection Law art. 28).
const medical = "medical"

// SetEvidence lists a piece of evidence and where it lies, or changes the entry with
// the same ID. Words that an older record has for the kind stay as they are.
func (d *Desk) SetEvidence(seen *data.Case, e data.Evidence) (*data.Case, error) {
	e.Title, e.Shelf = strings.TrimSpace(e.Title), strings.TrimSpace(e.Shelf)
	kept := slices.ContainsFunc(seen.Evidence, func(o data.Evidence) bool { return o.ID == e.ID && o.Kind == e.Kind })
	if !kept && e.Kind != "" && !d.list(data.ListEvidenceKinds).Has(e.Kind) {
		return nil, invalid("evidence.kind", "choice.empty")
	}
	if err := filled("evidence.title", e.Title); err != nil {
		return nil, err
	}
	if e.Pages < 0 || e.Pages > 9999 {
		return nil, invalid("evidence.pages", "pages.range")
	}
	if e.On != 0 {
		if err := d.happened("evidence.on", e.On, 0); err != nil {
			return nil, err
		}
	}
	e.Sensitive = e.Sensitive || e.Kind == medical
	return d.act(seen, ActEvidence, func(c *data.Case) error {
		if e.ID == "" {
			e.ID = data.NewElementID()
		}
		c.Evidence = put(c.Evidence, e, func(o *data.Evidence) bool { return o.ID == e.ID })
		return nil
	})
}
