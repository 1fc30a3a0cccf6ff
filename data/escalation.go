package data

import "slices"

// Escalation is a sign that a dispute may turn violent, and the report made of it
// (People's Mediation Law art. 25).
type Escalation struct {
	ID    ElementID        `json:"id,omitzero"`
	On    Day              `json:"on,omitzero"`
	Time  string           `json:"time,omitzero"`
	Kinds []EscalationKind `json:"kinds,omitzero"`
	// People is how many were in danger.
	People   int    `json:"people,omitzero"`
	Measures string `json:"measures,omitzero"`
	// Support is what help is asked for (请求支援事项); By reports, ReceivedBy took the report
	// at ReceivedAt, a time of day.
	Support    string `json:"support,omitzero"`
	By         string `json:"by,omitzero"`
	ReceivedBy string `json:"received_by,omitzero"`
	ReceivedAt string `json:"received_at,omitzero"`
	// ReportedTo and when; Reply is what came back.
	ReportedTo string `json:"reported_to,omitzero"`
	ReportedOn Day    `json:"reported_on,omitzero"`
	ReportedAt string `json:"reported_at,omitzero"`
	Reply      string `json:"reply,omitzero"`
	// Prevented is what was kept from happening, for the statistics; empty when nothing is claimed.
	Prevented Prevented `json:"prevented,omitzero"`
}

// EscalationKind is a sign of danger.
type EscalationKind string

// The signs of danger that are ticked.
const (
	ThreatHarm     EscalationKind = "threat"
	Armed          EscalationKind = "armed"
	FamilyViolence EscalationKind = "family"
	Crowd          EscalationKind = "crowd"
	PetitionIntent EscalationKind = "petition"
	MinorInvolved  EscalationKind = "minor"
	MentalIllness  EscalationKind = "mental"
	Weapons        EscalationKind = "weapons"
)

// Prevented is a column of the statistics on prevented escalation.
type Prevented string

// The four columns: suicide, crime, group petition, group fight.
const (
	PreventedSuicide  Prevented = "suicide"
	PreventedCrime    Prevented = "crime"
	PreventedPetition Prevented = "petition"
	PreventedFight    Prevented = "fight"
)

// MustReport reports whether the signs are such that the law names who is told at
// once: violence in a family (Anti-Domestic Violence Law art. 14) or harm to a minor
// (Law on the Protection of Minors art. 11).
func (e *Escalation) MustReport(kind EscalationKind) bool {
	return e.ReportedOn == 0 && slices.Contains(e.Kinds, kind)
}
