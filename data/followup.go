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
	// Lawsuit is what a party who went to court about the agreement came to; empty when
	// nobody did.
	Lawsuit string `json:"lawsuit,omitzero"`
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
