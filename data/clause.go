package data

import "slices"

// Clause is one clause of an agreement, with the parts a court needs to find it
// clear (Interpretation of the Civil Procedure Law art. 358).
type Clause struct {
	ID   ElementID  `json:"id,omitzero"`
	Kind ClauseKind `json:"kind,omitzero"`
	// From owes, To receives; element IDs of parties.
	From []ElementID `json:"from,omitzero"`
	To   []ElementID `json:"to,omitzero"`
	// Amount is what each of From owes, in fen: once, or every month if Monthly.
	Amount  Fen  `json:"amount,omitzero"`
	Monthly bool `json:"monthly,omitzero"`
	// Purpose is what the money is for, or the thing or act that is owed.
	Purpose string `json:"purpose,omitzero"`
	Method  Method `json:"method,omitzero"`
	Due     Day    `json:"due,omitzero"`
	// AcceptedBy checks that an act was done.
	AcceptedBy string `json:"accepted_by,omitzero"`
	// Text is what the parts do not say, in words; a clause may be Text alone.
	Text string `json:"text,omitzero"`
}

// ClauseKind is what a clause binds a party to.
type ClauseKind string

// The kinds of a clause.
const (
	PayMoney    ClauseKind = "pay"
	HandOver    ClauseKind = "thing"
	DoAct       ClauseKind = "act"
	Refrain     ClauseKind = "refrain"
	Apologise   ClauseKind = "apology"
	Support     ClauseKind = "support"
	ShareUse    ClauseKind = "share"
	BearCosts   ClauseKind = "costs"
	OnDefault   ClauseKind = "default"
	FinalClause ClauseKind = "final"
	OtherClause ClauseKind = "other"
)

// ClauseKinds lists the kinds in the order the desk offers them.
var ClauseKinds = []ClauseKind{PayMoney, Support, DoAct, HandOver, Refrain, Apologise, ShareUse, BearCosts, OnDefault, FinalClause, OtherClause}

// Money reports whether the clause binds to pay an amount.
func (k ClauseKind) Money() bool { return k == PayMoney || k == Support }

// Performable reports whether the clause leaves something to be done by a day.
func (k ClauseKind) Performable() bool {
	return k.Money() || k == HandOver || k == DoAct || k == Apologise
}

// Method is how money changes hands.
type Method string

// The usual methods of payment: 现金, 转账, 微信.
const (
	Cash     Method = "cash"
	Transfer Method = "transfer"
	WeChat   Method = "wechat"
)

// Check returns *Invalid for the first part the clause cannot do without.
func (cl *Clause) Check() error {
	if !cl.Kind.Money() {
		if cl.Text == "" && cl.Purpose == "" {
			return invalid("clause.text", "clause.empty")
		}
		return nil
	}
	switch {
	case len(cl.From) == 0:
		return invalid("clause.from", "clause.payer")
	case len(cl.To) == 0:
		return invalid("clause.to", "clause.payee")
	case slices.ContainsFunc(cl.From, func(id ElementID) bool { return slices.Contains(cl.To, id) }):
		return invalid("clause.to", "clause.same")
	case cl.Due == 0:
		return invalid("clause.due", "clause.due")
	}
	return CheckAmount(cl.Amount)
}

// CheckItems returns *Invalid when the instalments of a payment, among these items, are
// not clear or do not add up to what each payer owes.
func (cl *Clause) CheckItems(items []PerformanceItem) error {
	if !cl.Kind.Money() || cl.Monthly {
		return nil
	}
	owed := map[ElementID]Fen{}
	for _, from := range cl.From {
		owed[from] += cl.Amount
	}
	for _, i := range items {
		if i.Clause != cl.ID {
			continue
		}
		if err := CheckAmount(i.Amount); err != nil {
			return err
		}
		if i.Due == 0 && i.DoneOn == 0 {
			return invalid("agreement.items", "clause.due")
		}
		owed[i.From] -= i.Amount
	}
	for _, left := range owed {
		if left != 0 {
			return invalid("agreement.items", "items.sum")
		}
	}
	return nil
}
