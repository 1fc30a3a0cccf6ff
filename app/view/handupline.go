package view

import (
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/letter"
)

// The parts of the record that may go to the township with a case, as the form lists them.
const (
	PartParties    = "parties"
	PartContacts   = "contacts"
	PartIdentity   = "identity"
	PartDispute    = "dispute"
	PartMeetings   = "meetings"
	PartInquiries  = "inquiries"
	PartEvidence   = "evidence"
	PartAgreements = "agreements"
	PartDanger     = "danger"
)

// LetterParts lists the parts in the order of the letter.
var LetterParts = []string{
	PartParties, PartContacts, PartIdentity, PartDispute, PartMeetings, PartInquiries, PartEvidence, PartAgreements, PartDanger,
}

// usualParts are ticked unless somebody says otherwise: who quarrels about what, and what
// others must know at once. Anything more is the parties' to allow (Personal Information
// Protection Law arts. 6, 23, 29).
var usualParts = []string{PartParties, PartDispute, PartDanger}

// CanHandUpOnline reports whether a case can go to the township over the line: this
// computer is enrolled and has the township's key.
func (d *Desk) CanHandUpOnline() bool {
	l := d.Store.Link()
	return l.Village != "" && l.Seal != ""
}

// HandUpLetter returns what the township would read of a case: the preview. The error is
// that of HandUp.
func (d *Desk) HandUpLetter(seen *data.Case, in HandUpForm) (*letter.Letter, error) {
	h, err := d.handUp(seen, in)
	if err != nil {
		return nil, err
	}
	return d.letter(seen, h)
}

// online checks what a hand-up over the line needs more, and notes it.
func (d *Desk) online(seen *data.Case, h *data.HandUp, in HandUpForm) (err error) {
	if !d.CanHandUpOnline() {
		return invalid("handup.way", "handup.no_key")
	}
	for _, p := range LetterParts {
		if slices.Contains(in.Parts, p) {
			h.Parts = append(h.Parts, p)
		}
	}
	if len(h.Parts) == 0 {
		return invalid("handup.parts", "choice.empty")
	}
	h.SealedTo = letter.NameOf(d.Store.Link().Seal)
	h.Files, err = d.along(seen, in.Files)
	return err
}

// handUpOnline seals the letter to the township's key and saves it with the case.
func (d *Desk) handUpOnline(seen *data.Case, h data.HandUp) (*data.Case, error) {
	l, err := d.letter(seen, &h)
	if err != nil {
		return nil, err
	}
	o, err := l.Seal(d.Store.Link().Seal, d.Store.Recipient())
	if err != nil {
		return nil, err
	}
	after, err := d.edited(seen, up(h))
	if err != nil {
		return nil, err
	}
	return d.Store.SaveOpened(string(data.MoveHandUp), seen, after, o)
}

// letter puts what was agreed on into ready words, and lists the files with their keys.
func (d *Desk) letter(c *data.Case, h *data.HandUp) (l *letter.Letter, err error) {
	committee := d.Store.Committee()
	l = &letter.Letter{
		Version: letter.Version, Case: c.ID, HandUp: h.ID, From: committee.Name, Number: c.Number, To: h.To, Reason: h.Reason, History: h.History,
		Contact: h.Contact, SentOn: h.SentOn, Days: h.Days, Duty: h.Duty,
	}
	for _, g := range h.Consents {
		if p := c.Party(g.Party); p != nil {
			l.Consents = append(l.Consents, letter.Consent{Name: p.Name, On: g.On})
		}
	}
	for _, p := range h.Copies {
		l.Papers = append(l.Papers, letter.Paper{Title: p.Title, Pages: p.Pages})
	}
	k := &cards{w: d.Words, c: c, committee: committee, today: d.Today()}
	for _, code := range h.Parts {
		part, rows := letter.Part{Code: code, Title: d.Words.T("letter." + code)}, k.letterPart(code)
		if code == PartAgreements {
			rows = d.letterAgreements(c)
		}
		for _, r := range rows {
			part.Rows = append(part.Rows, letter.Row{Label: r.Label, Value: r.Value})
		}
		l.Parts = append(l.Parts, part)
	}
	l.Files, err = d.letterFiles(c, h.Files)
	return l, err
}

// letterPart returns the lines of one part.
func (k *cards) letterPart(code string) []Pair {
	switch code {
	case PartDispute:
		return pairs(
			k.label("intake.type", data.ListOf(data.ListDisputeTypes, k.committee).Name(string(k.c.Type))),
			k.label("intake.place", k.c.Place), k.label("intake.summary", k.c.Summary), k.label("intake.requests", k.c.Requests),
			k.label("intake.claimed", money(k.c.Claimed)),
		)
	case PartMeetings:
		return lines(k.sessions())
	case PartInquiries:
		return lines(k.inquiries())
	case PartEvidence:
		return lines(k.evidence())
	case PartDanger:
		return lines(k.escalations())
	}
	var out []Pair
	for i := range k.c.Parties {
		out = append(out, k.letterParty(code, &k.c.Parties[i])...)
	}
	return out
}

// letterParty returns what a part says of one party.
func (k *cards) letterParty(code string, p *data.Party) []Pair {
	who := func(value string) []Pair { return pairs(Pair{k.w.T("role."+string(p.Role)) + " " + p.Name, value}) }
	switch code {
	case PartContacts:
		return who(joinText(p.Phone, p.Reach, p.Address, p.Guardian, p.GuardianTie, p.GuardianPhone, k.agent(&p.Agent)))
	case PartIdentity:
		return who(joinText(p.IDKind, string(p.IDNumber), string(p.CreditCode), p.Born.Chinese(), p.Ethnicity))
	}
	age := ""
	if n := p.AgeOn(k.today); n > 0 {
		age = k.w.T("letter.age", n)
	}
	return []Pair{{k.w.T("role." + string(p.Role)), joinText(p.Name, k.w.T("kind."+string(p.Kind)), k.code("sex.", string(p.Sex)), age)}}
}

// letterAgreements are the clauses that were agreed on.
func (d *Desk) letterAgreements(c *data.Case) []Pair {
	var out []Pair
	for i := range c.Agreements {
		if a := &c.Agreements[i]; a.VoidOn == 0 {
			v := d.AgreementView(c, a)
			out = append(out, Pair{v.Title, strings.Join(v.Clauses, "\n")})
		}
	}
	return out
}

// LetterCards shows a letter as the township's page does.
func (d *Desk) LetterCards(l *letter.Letter) []Card {
	var consents, papers []string
	for _, g := range l.Consents {
		consents = append(consents, joinText(g.Name, g.On.Chinese()))
	}
	for _, p := range l.Papers {
		papers = append(papers, d.Words.T("copies.line", p.Title, p.Pages))
	}
	k := &cards{w: d.Words}
	out := []Card{{Title: d.Words.T("part.handup"), Rows: pairs(
		k.label("committee.name", l.From), k.label("handup.to", l.To), k.label("handup.sent_on", l.SentOn.Chinese()), k.label("handup.days", number(l.Days)),
		k.label("handup.reason", l.Reason), k.label("handup.history", l.History), k.label("handup.contact", l.Contact),
		k.label("handup.duty", l.Duty), k.label("handup.consents", strings.Join(consents, "\n")), k.label("handup.copies", strings.Join(papers, "\n")),
	)}}
	for _, p := range l.Parts {
		card := Card{Title: p.Title}
		for _, r := range p.Rows {
			card.Rows = append(card.Rows, Pair{r.Label, r.Value})
		}
		if len(p.Rows) == 0 {
			card.Rows = []Pair{{Value: d.Words.T("letter.nothing")}}
		}
		out = append(out, card)
	}
	return append(out, d.filesCard(l.Files)...)
}

// lines are the rows of cards, each card's title above its own.
func lines(all []Card) []Pair {
	var out []Pair
	for _, c := range all {
		rows := c.Rows
		if c.Full != nil {
			rows = c.Full
		}
		out = append(append(out, Pair{c.Title, c.Note}), rows...)
	}
	return out
}

// whileAway are the acts that a case allows which the township owns: its answer on paper,
// what cannot wait, and what concerns the record alone.
var whileAway = []data.Move{ActAnswer, ActHandUpResult, ActEscalate, ActSettle, ActReply, ActFeedback}

// notAway returns why an act must wait while the township owns the case.
func notAway(c *data.Case, act data.Move) (string, data.ElementID) {
	if h := c.AtTownship(); h != nil && !slices.Contains(whileAway, act) {
		return "handup.away", h.ID
	}
	return "", ""
}

// takable reports whether the value of a conflict may be put in place of the shown one.
func takable(x *data.Conflict) bool {
	return x.Reason == data.TwoPeople || x.Reason == data.Late && !data.Stamped(x.Path)
}
