package data

// Party is one side of a dispute (当事人), or a third person.
type Party struct {
	ID   ElementID `json:"id,omitzero"`
	Role Role      `json:"role,omitzero"`
	Kind PartyKind `json:"kind,omitzero"`
	Name string    `json:"name,omitzero"`
	// Pinyin overrides the reading that search derives from Name.
	Pinyin    string `json:"pinyin,omitzero"`
	Sex       Sex    `json:"sex,omitzero"`
	Ethnicity string `json:"ethnicity,omitzero"`
	Born      Day    `json:"born,omitzero"`
	// Age in years, for when the birthday is not known.
	Age     int    `json:"age,omitzero"`
	Job     string `json:"job,omitzero"`
	Phone   string `json:"phone,omitzero"`
	Reach   string `json:"reach,omitzero"`
	Address string `json:"address,omitzero"`
	// IDKind is empty for a resident identity card.
	IDKind     string     `json:"id_kind,omitzero"`
	IDNumber   ResidentID `json:"id_number,omitzero"`
	CreditCode CreditCode `json:"credit_code,omitzero"`
	// LegalRep is the legal representative or person in charge of an organisation.
	LegalRep     string `json:"legal_rep,omitzero"`
	LegalRepPost string `json:"legal_rep_post,omitzero"`
	// Represents lists the parties this one speaks for; Group is how many people
	// stand behind it, itself included (0 means one).
	Represents []ElementID `json:"represents,omitzero"`
	Group      int         `json:"group,omitzero"`
	// Representatives are those whom a group chose to speak for it, five at most.
	Representatives []string `json:"representatives,omitzero"`
	Guardian        string   `json:"guardian,omitzero"`
	GuardianTie     string   `json:"guardian_tie,omitzero"`
	GuardianPhone   string   `json:"guardian_phone,omitzero"`
	// GuardianConsentOn is the day the guardian agreed to the use of a child's data
	// (Personal Information Protection Law art. 31).
	GuardianConsentOn Day     `json:"guardian_consent_on,omitzero"`
	Agent             Agent   `json:"agent,omitzero"`
	Service           Service `json:"service,omitzero"`
	// ReadAloudBy names who reads papers to a party who cannot read them.
	ReadAloudBy string `json:"read_aloud_by,omitzero"`
	// ConsentOn is the day the party agreed to mediation (People's Mediation Law art. 17).
	ConsentOn Day `json:"consent_on,omitzero"`
	// InformedOn is the day rights and duties were told (arts. 23, 24; Ministry rules of 2002 art. 30).
	InformedOn Day       `json:"informed_on,omitzero"`
	InformedBy ElementID `json:"informed_by,omitzero"`
	// Openness is what the party chose when it was told (art. 23).
	Openness Openness `json:"openness,omitzero"`
}

// Openness is whether a party wants others to be able to listen.
type Openness string

// The two choices of art. 23; closed is the rule.
const (
	WantsOpen   Openness = "open"
	WantsClosed Openness = "closed"
)

// Role is a party's place in the dispute.
type Role string

// The roles of a party.
const (
	Applicant   Role = "applicant"
	Respondent  Role = "respondent"
	ThirdPerson Role = "third"
)

// PartyKind tells natural persons from organisations.
type PartyKind string

// The kinds of a party: 自然人, 法人, 其他组织.
const (
	Person       PartyKind = "person"
	Company      PartyKind = "company"
	Organisation PartyKind = "organisation"
)

// Agent acts for a party under a power of attorney (授权委托书).
type Agent struct {
	Name string `json:"name,omitzero"`
	// Special says that the agent may admit, waive, change requests and sign.
	Special bool   `json:"special,omitzero"`
	Phone   string `json:"phone,omitzero"`
	Power   string `json:"power,omitzero"`
	// PowerOn is the day of the power of attorney; it ends on Until, or with the mediation
	// of the dispute.
	PowerOn  Day  `json:"power_on,omitzero"`
	Until    Day  `json:"until,omitzero"`
	UntilEnd bool `json:"until_end,omitzero"`
	// Tie is what the agent is to the principal (与委托人关系).
	Sex      Sex        `json:"sex,omitzero"`
	IDNumber ResidentID `json:"id_number,omitzero"`
	Tie      string     `json:"tie,omitzero"`
	Address  string     `json:"address,omitzero"`
}

// Service is how papers reach a party, as it confirmed (送达地址确认书): at its own address,
// or through who receives them for it (代收人).
type Service struct {
	Receiver        string `json:"receiver,omitzero"`
	ReceiverPhone   string `json:"receiver_phone,omitzero"`
	ReceiverAddress string `json:"receiver_address,omitzero"`
	// Electronic is whether papers may come by message or e-mail, which needs the party's
	// consent (Civil Procedure Law art. 90): by WeChat or telephone at Account, at Email.
	Electronic Electronic `json:"electronic,omitzero"`
	Account    string     `json:"account,omitzero"`
	Email      string     `json:"email,omitzero"`
}

// Electronic is a party's answer to electronic service; empty while it was not asked.
type Electronic string

// The two answers: 同意, 不同意.
const (
	ElectronicAgreed  Electronic = "agreed"
	ElectronicRefused Electronic = "refused"
)

// MaxRepresentatives is how many may speak for a group (a local rule that is the
// pattern: Ningbo Regulation on People's Mediation art. 20).
const MaxRepresentatives = 5

// maxPeople bounds every count of people.
const maxPeople = 1_000_000

// People returns how many people the party stands for, at least one.
func (p *Party) People() int { return max(1, p.Group) }

// AgeOn returns the party's age in whole years on a day, from the birthday or the
// identity number when known, else the age given, else 0.
func (p *Party) AgeOn(day Day) int {
	born := p.Born
	if born == 0 {
		born = p.IDNumber.Birth()
	}
	if born == 0 || day == 0 {
		return p.Age
	}
	by, bm, bd := born.Date()
	y, m, d := day.Date()
	age := y - by
	if m < bm || m == bm && d < bd {
		age--
	}
	return max(age, 0)
}

// Minor reports whether the party is known to be under 18 on a day (Civil Code art. 17).
func (p *Party) Minor(day Day) bool {
	known := p.Born != 0 || p.IDNumber != "" || p.Age > 0
	return p.Kind == Person && known && p.AgeOn(day) < 18
}

// childAge is the age below which a guardian decides on personal data, in years.
const childAge = 14

// Child reports whether the party is known to be under 14 on a day (Personal
// Information Protection Law art. 31).
func (p *Party) Child(day Day) bool { return p.Minor(day) && p.AgeOn(day) < childAge }

// Check returns *Invalid for the first field that cannot be kept as it is.
func (p *Party) Check() error {
	if p.Kind == Person || p.Name == "" {
		if err := CheckName(p.Name); err != nil {
			return err
		}
	}
	if err := p.checkNumbers(); err != nil {
		return err
	}
	if p.Age < 0 || p.Age > 130 {
		return invalid("party.age", "age.range")
	}
	if p.Group < 0 || p.Group > maxPeople {
		return invalid("party.group", "group.range")
	}
	if len(p.Representatives) > MaxRepresentatives {
		return invalid("party.representatives", "representatives.many")
	}
	return nil
}

// checkNumbers checks the numbers that check themselves.
func (p *Party) checkNumbers() error {
	ids := []ResidentID{p.Agent.IDNumber}
	if p.IDKind == "" {
		ids = append(ids, p.IDNumber)
	}
	for _, id := range ids {
		if id == "" {
			continue
		}
		if _, err := ParseResidentID(string(id)); err != nil {
			return err
		}
	}
	if p.CreditCode != "" {
		_, err := ParseCreditCode(string(p.CreditCode))
		return err
	}
	return nil
}
