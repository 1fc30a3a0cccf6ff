package data

// FollowUp is a return visit after an agreement (回访): People's Mediation Law art. 31.
type FollowUp struct {
	ID        ElementID `json:"id,omitzero"`
	Agreement ElementID `json:"agreement,omitzero"`
	On        Day       `json:"on,omitzero"`
	By        string    `json:"by,omitzero"`
	// Visit says the visit was in person, otherwise by telephone.
	Visit     bool            `json:"visit,omitzero"`
	Performed PerformanceNote `json:"performed,omitzero"`
	// Satisfaction from 1 (not at all) to 5 (very); 0 not asked.
	Satisfaction int    `json:"satisfaction,omitzero"`
	NewRisk      bool   `json:"new_risk,omitzero"`
	Text         string `json:"text,omitzero"`
}

// PerformanceNote is what a follow-up found.
type PerformanceNote string

// The findings of a follow-up: 已履行, 部分, 未履行, 反悔.
const (
	FoundPerformed PerformanceNote = "performed"
	FoundPartly    PerformanceNote = "partly"
	FoundNot       PerformanceNote = "not"
	FoundRevoked   PerformanceNote = "revoked"
)

// Confirmation is an application to a court to confirm an agreement (司法确认):
// People's Mediation Law art. 33, Civil Procedure Law arts. 205-206.
type Confirmation struct {
	ID        ElementID          `json:"id,omitzero"`
	Agreement ElementID          `json:"agreement,omitzero"`
	Court     string             `json:"court,omitzero"`
	AppliedOn Day                `json:"applied_on,omitzero"`
	Docket    string             `json:"docket,omitzero"`
	Result    ConfirmationResult `json:"result,omitzero"`
	RuledOn   Day                `json:"ruled_on,omitzero"`
	Reason    string             `json:"reason,omitzero"`
}

// ConfirmationResult is how the court answered.
type ConfirmationResult string

// The answers of a court; empty while it has not ruled.
const (
	Confirmed           ConfirmationResult = "confirmed"
	ConfirmationRefused ConfirmationResult = "not_accepted"
	Rejected            ConfirmationResult = "rejected"
	ApplicationTaken    ConfirmationResult = "withdrawn"
)

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
	// ReportedTo and when; Reply is what came back.
	ReportedTo string `json:"reported_to,omitzero"`
	ReportedOn Day    `json:"reported_on,omitzero"`
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

// HandUp passes a case to another body, with the parties' consent, until it is
// accepted or returned (移送; Personal Information Protection Law art. 23).
type HandUp struct {
	ID        ElementID `json:"id,omitzero"`
	To        string    `json:"to,omitzero"`
	Reason    string    `json:"reason,omitzero"`
	ConsentOn Day       `json:"consent_on,omitzero"`
	SentOn    Day       `json:"sent_on,omitzero"`
	Pages     int       `json:"pages,omitzero"`
	// AcceptedOn or ReturnedOn is the receiver's answer; Result what came of it.
	AcceptedOn Day    `json:"accepted_on,omitzero"`
	ReturnedOn Day    `json:"returned_on,omitzero"`
	Result     string `json:"result,omitzero"`
}

// Check returns *Invalid when the visit lacks what its form must state.
func (f *FollowUp) Check() error {
	switch {
	case f.On == 0:
		return invalid("followup.on", "day.empty")
	case f.By == "":
		return invalid("followup.by", "name.empty")
	case f.Performed == "":
		return invalid("followup.performed", "performed.empty")
	case f.Satisfaction < 0 || f.Satisfaction > 5:
		return invalid("followup.satisfaction", "satisfaction.range")
	}
	return nil
}
