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
func (cl *Clause) Check() error { return firstGap(cl.gaps()) }

// gaps returns the parts that the clause cannot do without.
func (cl *Clause) gaps() findings {
	var out findings
	if !cl.Kind.Money() {
		out.gap(cl.Text == "" && cl.Purpose == "", "clause.text", "clause.empty", cl.ID)
		return out
	}
	out.gap(len(cl.From) == 0, "clause.from", "clause.payer", cl.ID)
	out.gap(len(cl.To) == 0, "clause.to", "clause.payee", cl.ID)
	same := slices.ContainsFunc(cl.From, func(id ElementID) bool { return slices.Contains(cl.To, id) })
	out.gap(same, "clause.to", "clause.same", cl.ID)
	out.gap(cl.Due == 0, "clause.due", "clause.due", cl.ID)
	out.amount("amount", cl.Amount, cl.ID)
	return out
}

// amount appends what is wrong with an amount. One that no case can hold is not printed.
func (l *findings) amount(field string, f Fen, element ElementID) {
	l.gap(f == 0, field, "amount.zero", element)
	l.stop(f < 0, field, "amount.zero", element)
	l.stop(f > MaxAmount, field, "amount.large", element)
}

// CheckItems returns *Invalid when the instalments of a payment, among these items, are
// not clear or do not add up to what each payer owes.
func (cl *Clause) CheckItems(items []PerformanceItem) error { return firstGap(cl.itemGaps(items)) }

// itemGaps returns what is not clear about the instalments of a payment, or else that they
// do not add up.
func (cl *Clause) itemGaps(items []PerformanceItem) findings {
	if !cl.Kind.Money() || cl.Monthly {
		return nil
	}
	var out findings
	owed := map[ElementID]Fen{}
	for _, from := range cl.From {
		owed[from] += cl.Amount
	}
	for _, i := range items {
		if i.Clause != cl.ID {
			continue
		}
		out.amount("amount", i.Amount, cl.ID)
		out.gap(i.Due == 0 && i.DoneOn == 0, "agreement.items", "clause.due", cl.ID)
		owed[i.From] -= i.Amount
	}
	if len(out) > 0 {
		return out
	}
	for _, left := range owed {
		if left != 0 {
			out.gap(true, "agreement.items", "items.sum", cl.ID)
			break
		}
	}
	return out
}
