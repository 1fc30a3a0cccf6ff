package data

// Case is one dispute before the committee, from the first word to the archive.
// It is the fold of its events; nothing else changes it.
type Case struct {
	ID     CaseID `json:"id,omitzero"`
	Status Status `json:"status,omitzero"`
	// Fence is the highest fence of the case's events; the fold keeps it.
	Fence uint64 `json:"fence,omitzero"`
	// Number is the printed number; Year and Seq are the place it was drawn from. NumberBy is
	// the computer that is to give the number once it has one.
	Number   string      `json:"number,omitzero"`
	Year     int         `json:"year,omitzero"`
	Seq      int         `json:"seq,omitzero"`
	NumberBy DeviceText  `json:"number_by,omitzero"`
	Type     DisputeType `json:"type,omitzero"`
	Tags     []string    `json:"tags,omitzero"`
	Source   Source      `json:"source,omitzero"`
	// Way is how an application was made. An oral one is written down on the spot and
	// read back (Farm-land Contract Disputes Law art. 7).
	Way        ApplicationWay `json:"way,omitzero"`
	OralBy     ElementID      `json:"oral_by,omitzero"`
	ReadBackOn Day            `json:"read_back_on,omitzero"`
	// Organ referred the case, with a letter's number and the day a reply is due;
	// OrganName is the court or station itself.
	Organ      Organ  `json:"organ,omitzero"`
	OrganName  string `json:"organ_name,omitzero"`
	ReferralNo string `json:"referral_no,omitzero"`
	ReplyDue   Day    `json:"reply_due,omitzero"`
	RepliedOn  Day    `json:"replied_on,omitzero"`
	// Feedback is what the organ was told of the end.
	Feedback Feedback `json:"feedback,omitzero"`
	// Summary is 纠纷简要情况, Requests 当事人申请事项, one a line.
	Place    string `json:"place,omitzero"`
	Summary  string `json:"summary,omitzero"`
	Requests string `json:"requests,omitzero"`
	// Claimed in fen.
	Claimed    Fen  `json:"claimed,omitzero"`
	ReceivedOn Day  `json:"received_on,omitzero"`
	AcceptedOn Day  `json:"accepted_on,omitzero"`
	Open       bool `json:"open,omitzero"`
	Difficult  bool `json:"difficult,omitzero"`

	Mediators     []Assignment   `json:"mediators,omitzero"`
	Parties       []Party        `json:"parties,omitzero"`
	Sessions      []Session      `json:"sessions,omitzero"`
	Inquiries     []Inquiry      `json:"inquiries,omitzero"`
	Evidence      []Evidence     `json:"evidence,omitzero"`
	Agreements    []Agreement    `json:"agreements,omitzero"`
	Confirmations []Confirmation `json:"confirmations,omitzero"`
	FollowUps     []FollowUp     `json:"follow_ups,omitzero"`
	Escalations   []Escalation   `json:"escalations,omitzero"`
	HandUps       []HandUp       `json:"hand_ups,omitzero"`
	Suspensions   []Suspension   `json:"suspensions,omitzero"`
	Reopenings    []Reopening    `json:"reopenings,omitzero"`
	Papers        []Paper        `json:"papers,omitzero"`
	Attachments   []Attachment   `json:"attachments,omitzero"`
	Spellings     []Spelling     `json:"spellings,omitzero"`

	Refusal     Ending    `json:"refusal,omitzero"`
	Termination Ending    `json:"termination,omitzero"`
	Withdrawal  Ending    `json:"withdrawal,omitzero"`
	Extension   Extension `json:"extension,omitzero"`
	// ConcludedOn is the day the mediation ended, with or without an agreement.
	ConcludedOn Day       `json:"concluded_on,omitzero"`
	ClosedOn    Day       `json:"closed_on,omitzero"`
	ArchivedOn  Day       `json:"archived_on,omitzero"`
	Retention   Retention `json:"retention,omitzero"`
	Volume      Volume    `json:"volume,omitzero"`
	// Looks is who was shown what is kept covered.
	Looks []Look `json:"looks,omitzero"`
	// VoidReason says why a record made by mistake no longer counts.
	VoidReason string `json:"void_reason,omitzero"`
	// Import says that the case was taken from a ledger kept before.
	Import Import `json:"import,omitzero"`
	// CourtActions is what came back from courts about the agreements.
	CourtActions []CourtAction `json:"court_actions,omitzero"`
	// Advices is what parties were told about ways beside mediation, Remediations when
	// an agreement in force went back to the table.
	Advices      []Advice      `json:"advices,omitzero"`
	Remediations []Remediation `json:"remediations,omitzero"`
	Folded
}

// Assignment puts a mediator in charge of a case (People's Mediation Law art. 19).
type Assignment struct {
	ID       ElementID `json:"id,omitzero"`
	Mediator ElementID `json:"mediator,omitzero"`
	// Name as it was on the day, so that papers stay true when people leave.
	Name string `json:"name,omitzero"`
	// Chosen says that the parties chose this mediator.
	Chosen bool `json:"chosen,omitzero"`
	// WithdrewOn is set when the mediator withdrew (回避); Replaces is the mediator whose
	// place this one took.
	WithdrewOn Day       `json:"withdrew_on,omitzero"`
	Reason     string    `json:"reason,omitzero"`
	Replaces   ElementID `json:"replaces,omitzero"`
	// Relation is what the mediator disclosed: kin of a party, an interest. Mediating on
	// then needs the parties' agreement on KeptOn (Rules on Online Mediation art. 13).
	Relation string `json:"relation,omitzero"`
	KeptOn   Day    `json:"kept_on,omitzero"`
}

// Bound reports whether the mediator disclosed a relation and must withdraw unless the
// parties agree.
func (m *Assignment) Bound() bool { return m.WithdrewOn == 0 && m.Relation != "" && m.KeptOn == 0 }

// Ending is how a case was refused, terminated or withdrawn, with the advice on
// other remedies that was given (People's Mediation Law art. 26).
type Ending struct {
	On     Day    `json:"on,omitzero"`
	Ground Ground `json:"ground,omitzero"`
	Text   string `json:"text,omitzero"`
	Advice string `json:"advice,omitzero"`
	// By is the party who took the application back.
	By ElementID `json:"by,omitzero"`
	// ReportedTo is the court that was told of a suspected sham, and when.
	ReportedTo string `json:"reported_to,omitzero"`
	ReportedOn Day    `json:"reported_on,omitzero"`
}

// ShamSuspected is the termination ground that asks for a report to the court (Rules
// on Online Mediation art. 23; Rules on Specially Invited Mediation art. 18).
const ShamSuspected Ground = "T7"

// Consent is the day on which one party agreed to something.
type Consent struct {
	ID    ElementID `json:"id,omitzero"`
	Party ElementID `json:"party,omitzero"`
	On    Day       `json:"on,omitzero"`
}

// unconsented returns the first party whose consent is not among those given, or "".
func (c *Case) unconsented(given []Consent) ElementID {
	for _, p := range c.Parties {
		if find(given, func(g *Consent) bool { return g.Party == p.ID && g.On != 0 }) == nil {
			return p.ID
		}
	}
	return ""
}

// Feedback is the result that the body which sent a case, or took it, tells the other.
type Feedback struct {
	On Day `json:"on,omitzero"`
	// Result is a code of Outcomes.
	Result Outcome `json:"result,omitzero"`
	Text   string  `json:"text,omitzero"`
	// Amount is the money agreed on, in fen.
	Amount Fen `json:"amount,omitzero"`
}

// OwesFeedback reports whether the organ that referred the case does not know yet how
// it ended, or ended again.
func (c *Case) OwesFeedback() bool {
	return c.Source == Referral && (c.Feedback.On == 0 || c.Feedback.On < c.ConcludedOn)
}

// ApplicationWay is a code of ApplicationWays.
type ApplicationWay string

// The ways to apply: 书面, 口头, 扫码.
const (
	InWriting ApplicationWay = "writing"
	ByMouth   ApplicationWay = "oral"
	ByScan    ApplicationWay = "scan"
)

// ApplicationWays lists the ways in the order the desk offers them.
var ApplicationWays = []ApplicationWay{InWriting, ByMouth, ByScan}

// Extension moves the end of the mediation, with the consent of every party;
// ConsentOn is the latest of their days.
type Extension struct {
	To        Day       `json:"to,omitzero"`
	ConsentOn Day       `json:"consent_on,omitzero"`
	Consents  []Consent `json:"consents,omitzero"`
}

// Suspension stops the clock, for an expert appraisal or an absence.
type Suspension struct {
	ID     ElementID      `json:"id,omitzero"`
	From   Day            `json:"from,omitzero"`
	To     Day            `json:"to,omitzero"`
	Kind   SuspensionKind `json:"kind,omitzero"`
	Reason string         `json:"reason,omitzero"`
}

// SuspensionKind is why the clock stops.
type SuspensionKind string

// SuspensionKinds lists the reasons: 鉴定评估, 当事人生病, 当事人外出, 其他.
var SuspensionKinds = []SuspensionKind{"appraisal", "illness", "away", "other"}

// Reopening takes up a closed case again with the parties' consent.
type Reopening struct {
	ID       ElementID    `json:"id,omitzero"`
	On       Day          `json:"on,omitzero"`
	Kind     ReopenReason `json:"kind,omitzero"`
	Text     string       `json:"text,omitzero"`
	Consents []Consent    `json:"consents,omitzero"`
}

// ReopenReason is why a closed case is taken up again.
type ReopenReason string

// ReopenReasons lists the reasons: 协议违法或者显失公平, 有新的事实, 法院不予确认, 其他.
var ReopenReasons = []ReopenReason{"unfair", "facts", "court", "other"}

// Volume is what the cover and the last page of the dossier say of its making.
type Volume struct {
	FiledBy   string `json:"filed_by,omitzero"`
	CheckedBy string `json:"checked_by,omitzero"`
	Pages     int    `json:"pages,omitzero"`
	Shelf     string `json:"shelf,omitzero"`
	// Statement is 卷宗情况说明: what is missing, or a copy, and why.
	Statement string `json:"statement,omitzero"`
	// WhyShort says why a short keeping time is enough.
	WhyShort string `json:"why_short,omitzero"`
}

// Retention is the class of a dossier's keeping time.
type Retention string

// The three classes in use; years are a local rule.
const (
	ShortTerm Retention = "short"
	LongTerm  Retention = "long"
	Permanent Retention = "permanent"
)

// Party returns the party with this ID, or nil.
func (c *Case) Party(id ElementID) *Party {
	return find(c.Parties, func(p *Party) bool { return p.ID == id })
}

// Agreement returns the agreement with this ID, or nil.
func (c *Case) Agreement(id ElementID) *Agreement {
	return find(c.Agreements, func(a *Agreement) bool { return a.ID == id })
}

// Current returns the newest agreement that is not void, or nil.
func (c *Case) Current() *Agreement {
	for i := len(c.Agreements) - 1; i >= 0; i-- {
		if c.Agreements[i].VoidOn == 0 {
			return &c.Agreements[i]
		}
	}
	return nil
}

// ByRole returns the parties in a role, in the order they were entered.
func (c *Case) ByRole(role Role) []Party {
	var out []Party
	for _, p := range c.Parties {
		if p.Role == role {
			out = append(out, p)
		}
	}
	return out
}

// Title names the case for people as the cover of the dossier does (卷名): the
// parties' names and the kind of dispute.
func (c *Case) Title() string {
	first := func(role Role) string {
		ps := c.ByRole(role)
		switch len(ps) {
		case 0:
			return ""
		case 1:
			return ps[0].Name
		}
		return ps[0].Name + "等"
	}
	a, b := first(Applicant), first(Respondent)
	if a != "" && b != "" {
		a += "与"
	}
	return a + b + c.Type.Name()
}

// ActiveMediators returns the mediators who have not withdrawn.
func (c *Case) ActiveMediators() []Assignment {
	var out []Assignment
	for _, m := range c.Mediators {
		if m.WithdrewOn == 0 {
			out = append(out, m)
		}
	}
	return out
}

// People returns how many people the dispute concerns.
func (c *Case) People() int {
	n := 0
	for i := range c.Parties {
		n += c.Parties[i].People()
	}
	return n
}

// Uninformed returns the parties who were not yet told their rights and duties
// (People's Mediation Law arts. 23, 24; Ministry rules of 2002 art. 30).
func (c *Case) Uninformed() []ElementID {
	var out []ElementID
	for _, p := range c.Parties {
		if p.InformedOn == 0 {
			out = append(out, p.ID)
		}
	}
	return out
}

// Check returns *Invalid for the first part that cannot be kept as it is.
func (c *Case) Check() error {
	for i := range c.Parties {
		if err := c.Parties[i].Check(); err != nil {
			return err
		}
	}
	for i := range c.Sessions {
		if err := c.Sessions[i].Check(); err != nil {
			return err
		}
	}
	if c.Claimed != 0 {
		return CheckAmount(c.Claimed)
	}
	return nil
}
