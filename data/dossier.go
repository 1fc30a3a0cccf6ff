package data

import "slices"

// DossierPart is one of the nine papers of a dossier (卷内目录).
type DossierPart string

// The parts of a dossier in the order of the ministry's catalogue.
const (
	PartRegister     DossierPart = "register"
	PartInquiry      DossierPart = "inquiry"
	PartEvidence     DossierPart = "evidence"
	PartRecord       DossierPart = "record"
	PartAgreement    DossierPart = "agreement"
	PartFollowUp     DossierPart = "follow_up"
	PartConfirmation DossierPart = "confirmation"
	PartStatement    DossierPart = "statement"
	PartBack         DossierPart = "back"
)

// The cover and the catalogue are no parts of the catalogue's: they come before.
const (
	PartCover     DossierPart = "cover"
	PartCatalogue DossierPart = "catalogue"
)

// DossierParts lists the nine parts in their order.
var DossierParts = []DossierPart{
	PartRegister, PartInquiry, PartEvidence, PartRecord, PartAgreement,
	PartFollowUp, PartConfirmation, PartStatement, PartBack,
}

// DossierItem is one part of a case's dossier: what there is of it, and what is not.
type DossierItem struct {
	Part DossierPart
	// Must says that this case cannot be archived without the part; otherwise it is in
	// the dossier as needed.
	Must bool
	// Count is how many of the part are on record.
	Count int
	// Lacks keep the case from being archived. Hints are what whoever checks the dossier
	// will ask for.
	Lacks, Hints []Lack
}

// Lack is one thing that a dossier does not have: the code of a reason, and the
// element it is about where there is one.
type Lack struct {
	Code    string
	Element ElementID
}

func (i *DossierItem) lack(missing bool, code string, element ElementID) {
	if missing {
		i.Lacks = append(i.Lacks, Lack{code, element})
	}
}

func (i *DossierItem) hint(missing bool, code string, element ElementID) {
	if missing {
		i.Hints = append(i.Hints, Lack{code, element})
	}
}

// Dossier returns the nine parts of a case's dossier in their order, with what is
// missing of each (People's Mediation Law art. 27; the ministry's set of papers of
// 2010). It looks at the record alone: what is printed may be kept by hand.
func Dossier(c *Case) []DossierItem {
	out := make([]DossierItem, len(DossierParts))
	for i, part := range DossierParts {
		out[i].Part = part
		dossierRules[part](c, &out[i])
	}
	return out
}

var dossierRules = map[DossierPart]func(*Case, *DossierItem){
	PartRegister: registerPart, PartInquiry: inquiryPart, PartEvidence: evidencePart, PartRecord: recordPart,
	PartAgreement: agreementPart, PartFollowUp: followUpPart, PartConfirmation: confirmationPart,
	PartStatement: statementPart, PartBack: backPart,
}

// registerPart is the application or the register of acceptance.
func registerPart(c *Case, item *DossierItem) {
	item.Must, item.Count = true, 1
	item.lack(c.Summary == "", "archive.summary", "")
	if c.AcceptedOn == 0 {
		return
	}
	for _, p := range c.Parties {
		item.lack(p.ConsentOn == 0, "archive.consent", p.ID)
		item.lack(p.InformedOn == 0, "archive.informed", p.ID)
		item.hint(p.Agent.Name != "" && p.Agent.PowerOn == 0, "dossier.power", p.ID)
	}
	item.hint(!c.printed("C", "D"), "dossier.not_printed", "")
}

// printed reports whether one of these forms was printed from the record.
func (c *Case) printed(forms ...string) bool {
	return slices.ContainsFunc(c.Papers, func(p Paper) bool { return slices.Contains(forms, p.Form) })
}

func inquiryPart(c *Case, item *DossierItem) {
	item.Count = len(c.Inquiries)
	for i := range c.Inquiries {
		q := &c.Inquiries[i]
		item.hint(!q.Witnessed(), "dossier.one_inquirer", q.ID)
		item.hint(!q.ReadBack, "dossier.read_back", q.ID)
	}
}

func evidencePart(c *Case, item *DossierItem) {
	item.Count = len(c.Evidence)
	for _, e := range c.Evidence {
		item.hint(e.Pages == 0, "dossier.pages", e.ID)
		item.hint(e.Shelf == "", "dossier.shelf", e.ID)
	}
}

// recordPart is the records of the meetings. A case that was withdrawn or handed up
// may have ended before there was any.
func recordPart(c *Case, item *DossierItem) {
	item.Count = len(c.Sessions)
	agreed := c.LatestInForce() != nil
	item.Must = agreed || c.Termination.On != 0
	item.lack(agreed && item.Count == 0 || c.Termination.On != 0 && item.Count+len(c.Inquiries) == 0, "archive.sessions", "")
	for _, s := range c.Sessions {
		item.hint(s.Result == "", "dossier.result", s.ID)
		item.hint(!s.ReadToAll, "dossier.read_to_all", s.ID)
	}
}

// agreementPart is the agreement, written or oral; a case may end without one.
func agreementPart(c *Case, item *DossierItem) {
	for i := range c.Agreements {
		a := &c.Agreements[i]
		if a.InForce() {
			item.Must = true
			item.Count++
		}
		item.hint(a.Frozen() && a.VoidOn != 0 && !a.NeverOut() && c.Volume.Statement == "", "dossier.voided", a.ID)
	}
}

// followUpPart: a written agreement is followed up at least once (art. 31).
func followUpPart(c *Case, item *DossierItem) {
	item.Count = len(c.FollowUps)
	if a := c.LatestInForce(); a != nil && a.Form == Written {
		item.Must = true
		item.lack(c.visits(a.ID) == 0, "archive.followup", a.ID)
	}
}

// confirmationPart is the application to the court and its answer.
func confirmationPart(c *Case, item *DossierItem) {
	item.Count = len(c.Confirmations)
	item.Must = item.Count > 0
	for _, cf := range c.Confirmations {
		item.lack(cf.Result == "", "archive.ruling", cf.ID)
	}
}

// statementPart says what is not as it should be in the dossier, and why.
func statementPart(c *Case, item *DossierItem) {
	if c.Volume.Statement != "" {
		item.Count = 1
		return
	}
	copies := slices.ContainsFunc(c.Evidence, func(e Evidence) bool { return e.Copy })
	item.hint(copies, "dossier.copies", "")
}

// backPart is the last page: who bound the dossier, and how many pages it has.
func backPart(c *Case, item *DossierItem) {
	item.Must = true
	if c.Volume.FiledBy != "" {
		item.Count = 1
	}
	item.lack(c.Volume.FiledBy == "", "archive.filed_by", "")
	item.lack(c.Volume.Pages <= 0, "archive.pages", "")
}
