package data

import "slices"

// Agreement is one version of a mediation agreement (调解协议), written or oral.
// Printing freezes a version; a changed text is a new element that supersedes it.
type Agreement struct {
	ID      ElementID     `json:"id,omitzero"`
	Form    AgreementForm `json:"form,omitzero"`
	Version int           `json:"version,omitzero"`
	// Amends names the agreement in force that this one supplements or replaces.
	Amends  ElementID         `json:"amends,omitzero"`
	On      Day               `json:"on,omitzero"`
	Facts   string            `json:"facts,omitzero"`
	Clauses []Clause          `json:"clauses,omitzero"`
	Items   []PerformanceItem `json:"items,omitzero"`
	// PrintHash is the SHA-256 of the frozen text, in hexadecimal; FrozenOn the day
	// it was frozen; Prints how often it was printed, first print included.
	PrintHash string `json:"print_hash,omitzero"`
	FrozenOn  Day    `json:"frozen_on,omitzero"`
	Prints    int    `json:"prints,omitzero"`
	Edition   string `json:"edition,omitzero"`
	// Parties is the frozen text's copy of the parties, as they stand on the paper.
	Parties []Party `json:"parties,omitzero"`
	// Marks, MediatorMark and SealOn are what puts a written agreement in force
	// (People's Mediation Law art. 29); PaperSeen says the marked paper was seen.
	Marks        []Mark `json:"marks,omitzero"`
	MediatorMark Day    `json:"mediator_mark,omitzero"`
	SealOn       Day    `json:"seal_on,omitzero"`
	PaperSeen    bool   `json:"paper_seen,omitzero"`
	// EffectiveOn is the latest of the marks' days, or the day an oral agreement
	// was reached (arts. 29, 30).
	EffectiveOn Day    `json:"effective_on,omitzero"`
	VoidOn      Day    `json:"void_on,omitzero"`
	VoidReason  string `json:"void_reason,omitzero"`
}

// AgreementForm tells a written agreement from an oral one (arts. 28-30).
type AgreementForm string

// The forms of an agreement.
const (
	Written AgreementForm = "written"
	Oral    AgreementForm = "oral"
)

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

// PerformanceItem is one thing to be done under an agreement (履行项): a payment,
// an instalment, a handing over, an act. People's Mediation Law art. 31.
type PerformanceItem struct {
	ID     ElementID `json:"id,omitzero"`
	Clause ElementID `json:"clause,omitzero"`
	From   ElementID `json:"from,omitzero"`
	To     ElementID `json:"to,omitzero"`
	// Amount in fen; 0 for an act or a thing.
	Amount Fen    `json:"amount,omitzero"`
	Thing  string `json:"thing,omitzero"`
	Method Method `json:"method,omitzero"`
	Due    Day    `json:"due,omitzero"`
	// Monthly items fall due again every month from Due; PaidThrough is the last
	// due day that was met.
	Monthly     bool   `json:"monthly,omitzero"`
	PaidThrough Day    `json:"paid_through,omitzero"`
	DoneOn      Day    `json:"done_on,omitzero"`
	Receipt     string `json:"receipt,omitzero"`
	Urges       []Urge `json:"urges,omitzero"`
}

// Urge is one reminder to a party in default (督促): People's Mediation Law art. 31.
type Urge struct {
	ID   ElementID `json:"id,omitzero"`
	On   Day       `json:"on,omitzero"`
	By   string    `json:"by,omitzero"`
	Text string    `json:"text,omitzero"`
}

// NextDue returns the day the item falls due next, or 0 when nothing is left to do.
func (i *PerformanceItem) NextDue() Day {
	if i.DoneOn != 0 {
		return 0
	}
	due := i.Due
	for n := 1; i.Monthly && due != 0 && due <= i.PaidThrough; n++ {
		due = i.Due.AddMonth(n)
	}
	return due
}

// Mark is one hand-made sign on the paper: signature, seal or fingerprint.
type Mark struct {
	ID    ElementID `json:"id,omitzero"`
	Party ElementID `json:"party,omitzero"`
	Kind  MarkKind  `json:"kind,omitzero"`
	On    Day       `json:"on,omitzero"`
	// By names who signed when that is not the party: a guardian or an agent.
	By string `json:"by,omitzero"`
}

// MarkKind is the kind of a mark; any of the three will do (art. 29).
type MarkKind string

// The kinds of marks.
const (
	Signature   MarkKind = "signature"
	SealMark    MarkKind = "seal"
	Fingerprint MarkKind = "fingerprint"
)

// Frozen reports whether this version's text may no longer change.
func (a *Agreement) Frozen() bool { return a.FrozenOn != 0 }

// settled reports whether the text is fixed, on paper or by taking effect.
func (a *Agreement) settled() bool { return a.Frozen() || a.EffectiveOn != 0 }

// InForce reports whether the agreement binds the parties.
func (a *Agreement) InForce() bool { return a.EffectiveOn != 0 && a.VoidOn == 0 }

// Item returns the performance item with this ID, or nil.
func (a *Agreement) Item(id ElementID) *PerformanceItem {
	return find(a.Items, func(i *PerformanceItem) bool { return i.ID == id })
}

// MarkOf returns the party's mark, or nil.
func (a *Agreement) MarkOf(party ElementID) *Mark {
	return find(a.Marks, func(m *Mark) bool { return m.Party == party && m.On != 0 })
}

// Signers returns the parties as the agreement names them: the frozen copy once
// it is printed, the case's own until then.
func (a *Agreement) Signers(c *Case) []Party {
	if a.Frozen() && len(a.Parties) > 0 {
		return a.Parties
	}
	return c.Parties
}

// Missing returns the parties who have not yet put their mark.
func (a *Agreement) Missing(c *Case) []ElementID {
	var out []ElementID
	for _, p := range a.Signers(c) {
		if a.MarkOf(p.ID) == nil {
			out = append(out, p.ID)
		}
	}
	return out
}

// Effect returns the day the agreement takes effect, or 0 while something is
// missing: the latest of all marks and the seal for a written one (People's
// Mediation Law art. 29), the day it was reached for an oral one (art. 30).
func (a *Agreement) Effect(c *Case) Day {
	if a.Form == Oral {
		return a.On
	}
	unmarked := a.MediatorMark == 0 || a.SealOn == 0 || !a.PaperSeen
	if unmarked || len(a.Signers(c)) == 0 || len(a.Missing(c)) > 0 {
		return 0
	}
	day := max(a.MediatorMark, a.SealOn)
	for _, m := range a.Marks {
		day = max(day, m.On)
	}
	return day
}

// Performed reports whether nothing that can be finished is left to do; monthly
// items count as performed while no instalment is overdue on the day.
func (a *Agreement) Performed(day Day) bool {
	for i := range a.Items {
		if a.Items[i].DoneOn == 0 && (!a.Items[i].Monthly || a.Items[i].NextDue() < day) {
			return false
		}
	}
	return true
}

// Overdue returns the items whose day has passed.
func (a *Agreement) Overdue(day Day) []PerformanceItem {
	var out []PerformanceItem
	for _, i := range a.Items {
		if due := i.NextDue(); due != 0 && due < day {
			out = append(out, i)
		}
	}
	return out
}

// Total returns the money the agreement moves, in fen; of monthly support it
// counts one year, since support has no end that could be summed.
func (a *Agreement) Total() Fen {
	var sum Fen
	for _, c := range a.Clauses {
		if !c.Kind.Money() {
			continue
		}
		each := c.Amount * Fen(max(1, len(c.From)))
		if c.Monthly {
			each *= 12
		}
		sum += each
	}
	return sum
}

// Copies returns how many originals are made: one for each party and one for the
// committee (People's Mediation Law art. 29).
func (a *Agreement) Copies(c *Case) int { return len(a.Signers(c)) + 1 }

// Check returns *Invalid for the first clause a reviewer would send back:
// a payment without payer, payee, amount or day, or instalments that do not add up;
// and for a total above MaxAmount.
func (a *Agreement) Check() error {
	if a.Form != Written && a.Form != Oral {
		return invalid("agreement.form", "form.empty")
	}
	if a.On == 0 {
		return invalid("agreement.on", "day.empty")
	}
	if a.Facts == "" {
		return invalid("agreement.facts", "facts.empty")
	}
	if len(a.Clauses) == 0 {
		return invalid("agreement.clauses", "clause.none")
	}
	for _, c := range a.Clauses {
		if err := c.Check(); err != nil {
			return err
		}
		if err := a.checkItems(c); err != nil {
			return err
		}
	}
	for _, i := range a.Items {
		if i.Clause != "" && !slices.ContainsFunc(a.Clauses, func(c Clause) bool { return c.ID == i.Clause }) {
			return invalid("agreement.items", "items.clause")
		}
	}
	if a.Total() > MaxAmount {
		return invalid("agreement.clauses", "amount.large")
	}
	return nil
}

// Check returns *Invalid for the first part the clause cannot do without.
func (c *Clause) Check() error {
	if !c.Kind.Money() {
		if c.Text == "" && c.Purpose == "" {
			return invalid("clause.text", "clause.empty")
		}
		return nil
	}
	switch {
	case len(c.From) == 0:
		return invalid("clause.from", "clause.payer")
	case len(c.To) == 0:
		return invalid("clause.to", "clause.payee")
	case slices.ContainsFunc(c.From, func(id ElementID) bool { return slices.Contains(c.To, id) }):
		return invalid("clause.to", "clause.same")
	case c.Due == 0:
		return invalid("clause.due", "clause.due")
	}
	return CheckAmount(c.Amount)
}

func (a *Agreement) checkItems(c Clause) error {
	if !c.Kind.Money() || c.Monthly {
		return nil
	}
	var sum Fen
	for _, i := range a.Items {
		if i.Clause != c.ID {
			continue
		}
		if err := CheckAmount(i.Amount); err != nil {
			return err
		}
		if i.Due == 0 && i.DoneOn == 0 {
			return invalid("agreement.items", "clause.due")
		}
		sum += i.Amount
	}
	if sum != c.Amount*Fen(len(c.From)) {
		return invalid("agreement.items", "items.sum")
	}
	return nil
}

// ItemsOf returns the performance items a clause calls for when they are not
// entered by hand: one for every party that owes, or for the clause itself.
func ItemsOf(c Clause) []PerformanceItem {
	if !c.Kind.Performable() {
		return nil
	}
	owing := c.From
	if len(owing) == 0 {
		owing = []ElementID{""}
	}
	var to ElementID
	if len(c.To) > 0 {
		to = c.To[0]
	}
	var out []PerformanceItem
	for _, from := range owing {
		item := PerformanceItem{
			ID: NewElementID(), Clause: c.ID, From: from, To: to,
			Method: c.Method, Due: c.Due, Monthly: c.Monthly,
		}
		if c.Kind.Money() {
			item.Amount = c.Amount
		} else {
			item.Thing = c.Purpose
		}
		out = append(out, item)
	}
	return out
}
