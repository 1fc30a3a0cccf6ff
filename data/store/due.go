package store

import (
	"slices"

	"woshou/data"
)

// CaseDue is one thing that a case asks for by a day.
type CaseDue struct {
	Case data.CaseID
	data.Due
}

// Due returns what all cases ask for, earliest first, as data.Deadlines finds it for
// each. It is answered from memory.
func (s *Store) Due(today data.Day, cal *data.Calendar) []CaseDue {
	var out []CaseDue
	for _, it := range s.ordered() {
		if it.slim == nil {
			continue
		}
		for _, d := range data.Deadlines(it.slim, today, cal) {
			out = append(out, CaseDue{it.row.ID, d})
		}
	}
	slices.SortStableFunc(out, func(a, b CaseDue) int { return int(a.On - b.On) })
	return out
}

// slim returns the parts of a case that data.Deadlines looks at, without its texts.
func slim(c *data.Case) *data.Case {
	out := &data.Case{
		ID: c.ID, Status: c.Status, Type: c.Type, Source: c.Source, Organ: c.Organ,
		ReplyDue: c.ReplyDue, RepliedOn: c.RepliedOn, ReceivedOn: c.ReceivedOn, AcceptedOn: c.AcceptedOn,
		ConcludedOn: c.ConcludedOn, ClosedOn: c.ClosedOn, Extension: c.Extension,
	}
	for _, cf := range c.Confirmations {
		out.Confirmations = append(out.Confirmations, data.Confirmation{ID: cf.ID, Agreement: cf.Agreement, Result: cf.Result})
	}
	for _, f := range c.FollowUps {
		out.FollowUps = append(out.FollowUps, data.FollowUp{ID: f.ID, Agreement: f.Agreement, On: f.On})
	}
	for _, s := range c.Sessions {
		out.Sessions = append(out.Sessions, data.Session{ID: s.ID, On: s.On, NextOn: s.NextOn})
	}
	for _, a := range c.Agreements {
		a.Facts, a.Clauses, a.Parties, a.Marks, a.PrintHash = "", nil, nil, nil, ""
		a.Items = slices.Clone(a.Items)
		for i := range a.Items {
			a.Items[i].Thing, a.Items[i].Receipt, a.Items[i].Urges = "", "", nil
		}
		out.Agreements = append(out.Agreements, a)
	}
	for _, h := range c.HandUps {
		h.To, h.Reason, h.Result = "", "", ""
		out.HandUps = append(out.HandUps, h)
	}
	for _, s := range c.Suspensions {
		s.Reason = ""
		out.Suspensions = append(out.Suspensions, s)
	}
	return out
}
