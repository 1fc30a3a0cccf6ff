package data

import "slices"

// Agreement is one version of a mediation agreement (调解协议), written or oral.
// Printing freezes a version; a changed text is a new element that supersedes it.
type Agreement struct {
	ID      ElementID     `json:"id,omitzero"`
	Form    AgreementForm `json:"form,omitzero"`
	Version int           `json:"version,omitzero"`
	// Amends names the agreement in force that this one supplements or replaces.
	Amends ElementID `json:"amends,omitzero"`
	// Replaces names what is no longer owed once this one is in force: performance
	// items of earlier agreements, or such an agreement as a whole.
	Replaces []ElementID       `json:"replaces,omitzero"`
	On       Day               `json:"on,omitzero"`
	Facts    string            `json:"facts,omitzero"`
	Clauses  []Clause          `json:"clauses,omitzero"`
	Items    []PerformanceItem `json:"items,omitzero"`
	// PrintHash is the SHA-256 of the frozen text, in hexadecimal; FrozenOn the day
	// it was frozen; Prints how often it was printed, first print included: 0 until the
	// first came out.
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

// Mark is one hand-made sign on the paper: signature, seal or fingerprint.
type Mark struct {
	ID    ElementID `json:"id,omitzero"`
	Party ElementID `json:"party,omitzero"`
	Kind  MarkKind  `json:"kind,omitzero"`
	On    Day       `json:"on,omitzero"`
	// By names who signed in the party's name when that is not the party, As in what
	// capacity.
	By string `json:"by,omitzero"`
	As MarkAs `json:"as,omitzero"`
}

// MarkAs is in what capacity somebody signs in a party's name.
type MarkAs string

// The capacities: 监护人, 委托代理人, 法定代表人或者负责人.
const (
	AsGuardian MarkAs = "guardian"
	AsAgent    MarkAs = "agent"
	AsHead     MarkAs = "head"
)

// SignsFor returns who signs in the party's name on a day and in what capacity: the
// guardian of a minor (Civil Code art. 19), the head of an organisation, an agent
// with special powers; nobody where the party signs.
func (p *Party) SignsFor(day Day) (string, MarkAs) {
	switch {
	case p.Minor(day):
		return p.Guardian, AsGuardian
	case p.Agent.Name != "" && p.Agent.Special:
		return p.Agent.Name, AsAgent
	case p.Kind == Company || p.Kind == Organisation:
		return p.LegalRep, AsHead
	}
	return "", ""
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

// Unprinted reports whether the text is fixed and no print of it has come out: it is on its
// way, or did not come. Nobody has it on paper.
func (a *Agreement) Unprinted() bool { return a.Frozen() && a.Prints == 0 }

// NeverOut reports whether the version was void before anybody had it on paper: it stands
// in the history alone.
func (a *Agreement) NeverOut() bool { return a.VoidOn != 0 && a.Unprinted() }

// settled reports whether the text is fixed, on paper or by taking effect.
func (a *Agreement) settled() bool { return a.Frozen() || a.EffectiveOn != 0 }

// InForce reports whether the agreement binds the parties.
func (a *Agreement) InForce() bool { return a.EffectiveOn != 0 && a.VoidOn == 0 }

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

// Check returns *Invalid for the first thing without which the agreement is not finished:
// a payment without payer, payee, amount or day, instalments that do not add up, a total
// above MaxAmount.
func (a *Agreement) Check() error { return firstGap(a.unfinished()) }

// CheckItems returns *Invalid for the first item whose amount cannot be, or that was to
// be done before the agreement was made and is not.
func (a *Agreement) CheckItems() error { return firstGap(a.lateItems()) }

// gaps returns all that keeps the agreement from being finished.
func (a *Agreement) gaps() findings { return slices.Concat(a.unfinished(), a.lateItems()) }

func (a *Agreement) unfinished() findings {
	var out findings
	out.stop(a.Form != Written && a.Form != Oral, "agreement.form", "form.empty", "")
	out.stop(a.On == 0, "agreement.on", "day.empty", "")
	out.gap(a.Facts == "", "agreement.facts", "facts.empty", "")
	out.stop(len(a.Clauses) == 0, "agreement.clauses", "clause.none", "")
	for i := range a.Clauses {
		out = append(out, a.Clauses[i].gaps()...)
		out = append(out, a.Clauses[i].itemGaps(a.Items)...)
	}
	for _, i := range a.Items {
		known := slices.ContainsFunc(a.Clauses, func(c Clause) bool { return c.ID == i.Clause })
		out.stop(i.Clause != "" && !known, "agreement.items", "items.clause", i.ID)
	}
	out.stop(a.Total() > MaxAmount, "agreement.clauses", "amount.large", "")
	return out
}

func (a *Agreement) lateItems() findings {
	var out findings
	for _, i := range a.Items {
		out.stop(i.Amount < 0 || i.Amount > MaxAmount, "item.amount", "amount.large", i.ID)
		out.stop(i.Due != 0 && i.DoneOn == 0 && i.Due < a.On, "item.due", "day.before_agreement", i.ID)
	}
	return out
}
