package data

import (
	"regexp"
	"strings"
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
	// RulingPages is how many pages of the dossier the court's ruling takes.
	RulingPages int `json:"ruling_pages,omitzero"`
	// Seat is why this court: a code of CourtSeats.
	Seat CourtSeat `json:"seat,omitzero"`
	// Applicants are the parties who applied together; Papers is what was handed in, as
	// codes of ConfirmationPapers.
	Applicants []ConfirmationApplicant `json:"applicants,omitzero"`
	// Scope is the part that is to be confirmed, where a court would not confirm all.
	Scope  string   `json:"scope,omitzero"`
	Papers []string `json:"papers,omitzero"`
}

// ConfirmationApplicant is a party who applied, in person or by an agent.
type ConfirmationApplicant struct {
	ID    ElementID `json:"id,omitzero"`
	Party ElementID `json:"party,omitzero"`
	// Agent applied in the party's name; empty when the party came in person.
	Agent string `json:"agent,omitzero"`
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

// CourtSeat is a code of CourtSeats.
type CourtSeat string

// CourtSeats lists which court may confirm (Civil Procedure Law art. 205): the one
// that invited the mediation; else the basic court at the committee's seat, at a
// party's domicile, or where the object of the dispute lies.
var CourtSeats = List{
	{Code: "committee", Name: "调解组织所在地法院"},
	{Code: "domicile", Name: "当事人住所地法院"},
	{Code: "object", Name: "标的物所在地法院"},
	{Code: "invited", Name: "邀请调解的法院"},
}

// ConfirmationPapers lists what a court asks for (Interpretation of the Civil
// Procedure Law art. 354; Provisions on Judicial Confirmation of 2011 art. 3).
var ConfirmationPapers = List{
	{Code: "application", Name: "司法确认申请书"},
	{Code: "agreement", Name: "调解协议书"},
	{Code: "presided", Name: "调解组织主持调解的证明"},
	{Code: "identity", Name: "各方身份证明、住址、联系方式"},
	{Code: "property", Name: "有关的财产权利证明"},
	{Code: "address", Name: "送达地址确认书"},
	{Code: "attorney", Name: "代理人的授权委托书"},
}

// ConfirmUntil returns the last day to apply for confirmation: 30 days from the day
// of effect (People's Mediation Law art. 33); 0 while the agreement is not in force. It is
// the day that people are told, also where it is free and a court takes the next.
func (a *Agreement) ConfirmUntil() Day {
	if a.EffectiveOn == 0 {
		return 0
	}
	return a.EffectiveOn.Add(ConfirmationDays)
}

// confirmLast returns the last day on which a court takes the application: where
// ConfirmUntil is free, the first working day after it (Civil Procedure Law art. 85).
func (a *Agreement) confirmLast() Day { return Holidays().OnOrAfter(a.ConfirmUntil()) }

// confirmation returns the latest application to confirm an agreement, or nil.
func (c *Case) confirmation(agreement ElementID) *Confirmation {
	for i := len(c.Confirmations) - 1; i >= 0; i-- {
		if c.Confirmations[i].Agreement == agreement {
			return &c.Confirmations[i]
		}
	}
	return nil
}

// mayApply returns why no application can be made for an agreement, whatever the
// day, or an empty code: only a written one in force, once, unless the application
// was taken back or not accepted.
func (c *Case) mayApply(a *Agreement) string {
	cf := c.confirmation(a.ID)
	switch {
	case !a.InForce():
		return "confirm.status"
	case a.Form != Written:
		return "confirm.written"
	case cf == nil || cf.Result == ApplicationTaken || cf.Result == ConfirmationRefused:
		return ""
	}
	return "confirm.again"
}

// WhyNotConfirm returns why the parties cannot apply to a court on a day to confirm
// an agreement, as a code and the element in question, or an empty code.
func (c *Case) WhyNotConfirm(a *Agreement, day Day) (string, ElementID) {
	if code := c.mayApply(a); code != "" {
		return code, a.ID
	}
	if code, element := c.ConfirmHint(a); code != "" && len(c.ConfirmParts(a)) == 0 {
		return code, element
	}
	if day > a.confirmLast() {
		return "confirm.late", a.ID
	}
	return "", ""
}

// ToConfirm returns the agreement that the parties may apply for on a day, or else the
// latest in force, or nil.
func (c *Case) ToConfirm(day Day) *Agreement {
	all := c.InForce()
	for i := len(all) - 1; i >= 0; i-- {
		if code, _ := c.WhyNotConfirm(all[i], day); code == "" {
			return all[i]
		}
	}
	return c.LatestInForce()
}

// Confirmable returns what to know about a dispute before anyone promises
// confirmation by a court, or an empty code: disputes about land, houses and woods
// are often about title, which courts do not confirm (Interpretation of the Civil
// Procedure Law art. 355). It is never offered for them.
func (c *Case) Confirmable() string {
	switch c.Type.Main() {
	case "03", "07", "08":
		return confirmTitle
	}
	return ""
}

// What makes a clause one that courts do not confirm (Interpretation of the Civil
// Procedure Law art. 355): words of real rights and intellectual property, and of
// relations of status.
var (
	titleWords = []string{
		"确权", "所有权", "使用权归", "经营权归", "承包权归", "归其所有", "权属", "产权", "地界", "界址", "为界", "林权",
		"著作权", "专利权", "商标权", "知识产权",
	}
	statusWords = []string{
		"离婚", "婚姻关系", "亲子关系", "收养", "父子关系", "母子关系", "父女关系", "母女关系", "断绝关系", "抚养权", "监护权",
	}
)

// namesTitle are words that name a paper or a person and give nobody a title.
var namesTitle = strings.NewReplacer("产权证", "", "产权人", "", "所有权人", "", "权属证", "", "权属争议", "")

// The codes of what courts do not confirm.
const (
	confirmTitle        = "confirm.title"
	confirmTitleClause  = "confirm.title_clause"
	confirmStatusClause = "confirm.status_clause"
	confirmFamily       = "confirm.family"
)

// ConfirmHint returns what to say of an agreement before anyone promises confirmation,
// as a code and the clause in question, or an empty code: what it says of title or of
// status is not confirmed, the rest may be.
func (c *Case) ConfirmHint(a *Agreement) (string, ElementID) {
	for i := range a.Clauses {
		if code := a.Clauses[i].unconfirmable(); code != "" {
			return code, a.Clauses[i].ID
		}
	}
	if code := c.Confirmable(); code != "" {
		return code, ""
	}
	if c.Type.Main() == "01" {
		return confirmFamily, ""
	}
	return "", ""
}

// ConfirmParts returns the places, from 1, of the clauses that a court may confirm: in
// a dispute about title or within a family those about money, else all that do not
// speak of title or status.
func (c *Case) ConfirmParts(a *Agreement) []int {
	narrow := c.Confirmable() != "" || c.Type.Main() == "01"
	var out []int
	for i := range a.Clauses {
		cl := &a.Clauses[i]
		if cl.unconfirmable() == "" && (!narrow || cl.Kind.Money() || cl.Kind == BearCosts) {
			out = append(out, i+1)
		}
	}
	return out
}

// unconfirmable returns why a court does not confirm the clause, or an empty code.
func (cl *Clause) unconfirmable() string {
	text := namesTitle.Replace(cl.says())
	switch {
	case containsAny(text, titleWords) || ownedBy.MatchString(text):
		return confirmTitleClause
	case !cl.Kind.Money() && containsAny(text, statusWords):
		return confirmStatusClause
	}
	return ""
}

// ownedBy finds what a text gives to someone: 归张三所有, and not 归还所有欠款.
var ownedBy = regexp.MustCompile("归[^还，。；、\n]{1,12}所有")

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
