package data

// Committee is the people's mediation committee (人民调解委员会) that owns this
// record: People's Mediation Law arts. 8, 9, 13, 14.
type Committee struct {
	Name       string         `json:"name,omitzero"`
	Level      CommitteeLevel `json:"level,omitzero"`
	CreditCode CreditCode     `json:"credit_code,omitzero"`
	// Area is the 12-digit statistical code of the village.
	Area string `json:"area,omitzero"`
	// AreaShort stands in case numbers for {地区}, for example 示清东.
	AreaShort string `json:"area_short,omitzero"`
	Village   string `json:"village,omitzero"`
	Town      string `json:"town,omitzero"`
	County    string `json:"county,omitzero"`
	Address   string `json:"address,omitzero"`
	Phone     string `json:"phone,omitzero"`
	// SealName is the name as it stands on the seal; empty means Name.
	SealName       string         `json:"seal_name,omitzero"`
	NumberTemplate NumberTemplate `json:"number_template,omitzero"`
	// Court is the basic court that confirmation applications go to.
	Court     string     `json:"court,omitzero"`
	TermStart Day        `json:"term_start,omitzero"`
	TermEnd   Day        `json:"term_end,omitzero"`
	Mediators []Mediator `json:"mediators,omitzero"`
	// CourtLedger is 共享法庭台账, Tasks 交办单.
	CourtLedger []CourtEntry `json:"court_ledger,omitzero"`
	Tasks       []Task       `json:"tasks,omitzero"`
	Folded
}

// CommitteeLevel is the level a committee works at (People's Mediation Law arts. 8, 34).
type CommitteeLevel string

// The levels of a committee.
const (
	LevelVillage  CommitteeLevel = "village"
	LevelTown     CommitteeLevel = "town"
	LevelCounty   CommitteeLevel = "county"
	LevelTrade    CommitteeLevel = "trade"
	LevelBusiness CommitteeLevel = "business"
)

// Mediator is a people's mediator (人民调解员), a member of the committee or one
// appointed by it (People's Mediation Law arts. 13, 14).
type Mediator struct {
	ID   ElementID `json:"id,omitzero"`
	Name string    `json:"name,omitzero"`
	Sex  Sex       `json:"sex,omitzero"`
	// Head is the head of the committee (主任).
	Head bool `json:"head,omitzero"`
	// Appointed says 聘任, otherwise an elected member (委员).
	Appointed bool   `json:"appointed,omitzero"`
	FullTime  bool   `json:"full_time,omitzero"`
	Phone     string `json:"phone,omitzero"`
	CertNo    string `json:"cert_no,omitzero"`
	From      Day    `json:"from,omitzero"`
	To        Day    `json:"to,omitzero"`
}

// Mediator returns the mediator with this ID, or nil.
func (c *Committee) Mediator(id ElementID) *Mediator {
	return find(c.Mediators, func(m *Mediator) bool { return m.ID == id })
}

// Seal returns the name as it stands on the committee's seal.
func (c *Committee) Seal() string {
	if c.SealName != "" {
		return c.SealName
	}
	return c.Name
}

// Numbers returns the committee's template for case numbers.
func (c *Committee) Numbers() NumberTemplate {
	if c.NumberTemplate != "" {
		return c.NumberTemplate
	}
	return DefaultNumberTemplate
}

// Check returns *Invalid for the first field that set-up cannot do without.
func (c *Committee) Check() error {
	if c.Name == "" {
		return invalid("committee.name", "name.empty")
	}
	if err := CheckAreaCode(c.Area); err != nil {
		return err
	}
	if err := c.Numbers().Check(); err != nil {
		return err
	}
	if c.CreditCode != "" {
		if _, err := ParseCreditCode(string(c.CreditCode)); err != nil {
			return err
		}
	}
	if len(c.Mediators) == 0 {
		return invalid("committee.mediators", "mediator.none")
	}
	for _, m := range c.Mediators {
		if err := CheckName(m.Name); err != nil {
			return err
		}
	}
	return nil
}

// Sex is a person's sex as it stands on the papers; empty when not given.
type Sex string

// The two entries the national forms know.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// find returns the first element that fits, or nil.
func find[T any](list []T, fits func(*T) bool) *T {
	for i := range list {
		if fits(&list[i]) {
			return &list[i]
		}
	}
	return nil
}
