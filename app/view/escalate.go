package view

import (
	"slices"
	"strings"

	"woshou/data"
)

// EscalationKinds lists the signs of danger in the order the desk offers them.
var EscalationKinds = []data.EscalationKind{
	data.ThreatHarm, data.Armed, data.FamilyViolence, data.Crowd, data.PetitionIntent,
	data.MinorInvolved, data.MentalIllness, data.Weapons,
}

// Escalate records signs of danger and the report made of them, or changes the
// record with the same ID (People's Mediation Law art. 25: report at once).
func (d *Desk) Escalate(seen *data.Case, e data.Escalation) (*data.Case, error) {
	e.Measures, e.Reply = strings.TrimSpace(e.Measures), strings.TrimSpace(e.Reply)
	e.ReportedTo, e.Support = strings.TrimSpace(e.ReportedTo), strings.TrimSpace(e.Support)
	e.By, e.ReceivedBy = data.NormalizeName(e.By), data.NormalizeName(e.ReceivedBy)
	if err := first(
		d.happened("escalation.on", e.On, 0),
		checkClock("escalation.time", e.Time), checkClock("escalation.reported_at", e.ReportedAt),
		checkClock("escalation.received_at", e.ReceivedAt),
		d.checkEscalation(&e),
	); err != nil {
		return nil, err
	}
	return d.act(seen, ActEscalate, func(c *data.Case) error {
		if e.ID == "" {
			e.ID = data.NewElementID()
		}
		c.Escalations = put(c.Escalations, e, func(o *data.Escalation) bool { return o.ID == e.ID })
		return nil
	})
}

func (d *Desk) checkEscalation(e *data.Escalation) error {
	unknown := slices.ContainsFunc(e.Kinds, func(k data.EscalationKind) bool { return !known(EscalationKinds, k) })
	switch {
	case len(e.Kinds) == 0 || unknown:
		return invalid("escalation.kinds", "choice.empty")
	case e.Measures == "":
		return invalid("escalation.measures", "text.empty")
	case e.Prevented != "" && !known(data.PreventedKinds[:], e.Prevented):
		return invalid("escalation.prevented", "choice.empty")
	case e.People < 0 || e.People > 9999 || e.Prevented != "" && e.People == 0:
		return invalid("escalation.people", "people.range")
	}
	return d.checkReport(e)
}

// checkReport checks to whom and when the signs were reported: both or neither.
func (d *Desk) checkReport(e *data.Escalation) error {
	switch {
	case e.ReportedTo == "" && e.ReportedOn == 0 && e.ReportedAt == "":
		return nil
	case e.ReportedTo == "":
		return invalid("escalation.reported_to", "text.empty")
	case e.ReportedOn == e.On && e.ReportedAt != "" && e.ReportedAt < e.Time:
		return invalid("escalation.reported_at", "time.order")
	}
	return d.happened("escalation.reported_on", e.ReportedOn, e.On)
}

// checkClock checks a time of day, 21:10; none is fine.
func checkClock(field, s string) error {
	if s == "" {
		return nil
	}
	ok := len(s) == 5 && s[2] == ':' && digits(s[:2]+s[3:]) && s[:2] < "24" && s[3:] < "60"
	if !ok {
		return invalid(field, "time.form")
	}
	return nil
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
