package data

import "strings"

// CourtAction is what a court was asked about an agreement, or did to it, after
// the parties left the table: the columns of court feedback in the statistics
// table (People's Mediation Law art. 32).
type CourtAction struct {
	ID ElementID `json:"id,omitzero"`
	// Agreement it is about; empty for a case that ended without one.
	Agreement ElementID       `json:"agreement,omitzero"`
	Kind      CourtActionKind `json:"kind,omitzero"`
	On        Day             `json:"on,omitzero"`
	Court     string          `json:"court,omitzero"`
	Docket    string          `json:"docket,omitzero"`
	Text      string          `json:"text,omitzero"`
}

// CourtActionKind is a code of CourtActionKinds.
type CourtActionKind string

// What a party asked of a court, or the court did to the agreement.
const (
	Sued            CourtActionKind = "sued"
	JudgmentChanged CourtActionKind = "changed"
	JudgmentRevoked CourtActionKind = "revoked"
	JudgmentInvalid CourtActionKind = "invalid"
	// PaymentOrder: a payment order (支付令) was applied for (Labour Dispute
	// Mediation and Arbitration Law art. 16).
	PaymentOrder CourtActionKind = "payment_order"
)

// CourtActionKinds lists the kinds in the order the desk offers them.
var CourtActionKinds = List{
	{Code: string(Sued), Name: "起诉"}, {Code: string(PaymentOrder), Name: "申请支付令"},
	{Code: string(JudgmentChanged), Name: "判决变更"}, {Code: string(JudgmentRevoked), Name: "判决撤销"},
	{Code: string(JudgmentInvalid), Name: "确认无效"},
}

// Check returns *Invalid for the first field that is missing.
func (x *CourtAction) Check() error {
	switch {
	case !CourtActionKinds.Has(string(x.Kind)):
		return invalid("court_action.kind", "choice.empty")
	case x.On == 0:
		return invalid("court_action.on", "day.empty")
	case strings.TrimSpace(x.Court) == "":
		return invalid("court_action.court", "text.empty")
	}
	return nil
}
