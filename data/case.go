package data

// Case is one dispute before the committee, from the first word to the archive.
// It is the fold of its events; nothing else changes it.
type Case struct {
	ID     CaseID `json:"id,omitzero"`
	Status Status `json:"status,omitzero"`
	// Number is the printed number; Year and Seq are the place it was drawn from.
	Number string      `json:"number,omitzero"`
	Year   int         `json:"year,omitzero"`
	Seq    int         `json:"seq,omitzero"`
	Type   DisputeType `json:"type,omitzero"`
	Tags   []string    `json:"tags,omitzero"`
	Source Source      `json:"source,omitzero"`
	// Organ referred the case, with a letter's number and the day a reply is due.
	Organ      Organ  `json:"organ,omitzero"`
	ReferralNo string `json:"referral_no,omitzero"`
	ReplyDue   Day    `json:"reply_due,omitzero"`
	RepliedOn  Day    `json:"replied_on,omitzero"`
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
	Papers        []Paper        `json:"papers,omitzero"`

	Refusal     Ending    `json:"refusal,omitzero"`
	Termination Ending    `json:"termination,omitzero"`
	Withdrawal  Ending    `json:"withdrawal,omitzero"`
	Extension   Extension `json:"extension,omitzero"`
	// ConcludedOn is the day the mediation ended, with or without an agreement.
	ConcludedOn Day       `json:"concluded_on,omitzero"`
	ClosedOn    Day       `json:"closed_on,omitzero"`
	ArchivedOn  Day       `json:"archived_on,omitzero"`
	Retention   Retention `json:"retention,omitzero"`
	// VoidReason says why a record made by mistake no longer counts.
	VoidReason string `json:"void_reason,omitzero"`
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
	// WithdrewOn is set when the mediator withdrew (回避).
	WithdrewOn Day    `json:"withdrew_on,omitzero"`
	Reason     string `json:"reason,omitzero"`
}

// Ending is how a case was refused, terminated or withdrawn, with the advice on
// other remedies that was given (People's Mediation Law art. 26).
type Ending struct {
	On     Day    `json:"on,omitzero"`
	Ground Ground `json:"ground,omitzero"`
	Text   string `json:"text,omitzero"`
	Advice string `json:"advice,omitzero"`
}

// Extension moves the end of the mediation, with both sides' consent.
type Extension struct {
	To        Day `json:"to,omitzero"`
	ConsentOn Day `json:"consent_on,omitzero"`
}

// Suspension stops the clock, for an expert appraisal or an absence.
type Suspension struct {
	ID     ElementID `json:"id,omitzero"`
	From   Day       `json:"from,omitzero"`
	To     Day       `json:"to,omitzero"`
	Reason string    `json:"reason,omitzero"`
}

// Paper is one printing of a statutory document.
type Paper struct {
	ID    ElementID `json:"id,omitzero"`
	Form  string    `json:"form,omitzero"`
	On    Day       `json:"on,omitzero"`
	Print int       `json:"print,omitzero"`
	// Hash is the SHA-256 of the printed text, in hexadecimal.
	Hash  string `json:"hash,omitzero"`
	Pages int    `json:"pages,omitzero"`
	// Fonts names the faces that were used.
	Fonts string `json:"fonts,omitzero"`
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
