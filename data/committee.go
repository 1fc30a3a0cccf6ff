package data

import (
	"slices"
	"strings"
	"unicode/utf8"
)

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
	// Catalogue is the template of the dossiers' catalogue (卷内目录).
	Catalogue CatalogueKind `json:"catalogue,omitzero"`
	// CourtLedger is 共享法庭台账, Tasks 交办单.
	CourtLedger []CourtEntry `json:"court_ledger,omitzero"`
	Tasks       []Task       `json:"tasks,omitzero"`
	// Rows are the place's own entries of the lists.
	Rows []ListRow `json:"rows,omitzero"`
	// Screenings are the rounds in search of disputes (排查).
	Screenings []Screening  `json:"screenings,omitzero"`
	Subsidy    SubsidyTerms `json:"subsidy,omitzero"`
	// Successions are the changes of head, Gaps the numbers that no case has and why.
	Successions []Succession `json:"successions,omitzero"`
	Gaps        []NumberGap  `json:"gaps,omitzero"`
	// Readers may open the record and change nothing; AccessLog is who was let in and when.
	Readers   []Reader     `json:"readers,omitzero"`
	AccessLog []AccessNote `json:"access_log,omitzero"`
	// Keeping is the place's rule of how long dossiers are kept, Destructions the lists
	// of those that were destroyed.
	Keeping      Keeping       `json:"keeping,omitzero"`
	Destructions []Destruction `json:"destructions,omitzero"`
	// Imports are the ledgers that were taken in, Exports what left the program.
	Imports []ImportBatch `json:"imports,omitzero"`
	Exports []Export      `json:"exports,omitzero"`
	// Computers are the village's, Invitations what further ones may join by, Blocks the
	// claims on case numbers. Recovery is the village's key sealed under the newest recovery
	// key (data/store/FORMAT.md), in base64: a new sheet replaces the old one on all computers.
	Computers   []Computer    `json:"computers,omitzero"`
	Invitations []Invitation  `json:"invitations,omitzero"`
	Blocks      []NumberBlock `json:"blocks,omitzero"`
	Recovery    string        `json:"recovery,omitzero"`
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

// CatalogueKind is a code of CatalogueKinds.
type CatalogueKind string

// The templates of a dossier's catalogue. Empty means the ministry's.
const (
	MinistryCatalogue CatalogueKind = "ministry"
	LocalCatalogue    CatalogueKind = "local"
)

// CatalogueKinds lists the templates in the order the settings offer them.
var CatalogueKinds = List{
	{Code: string(MinistryCatalogue), Name: "司法部九项目录"},
	{Code: string(LocalCatalogue), Name: "地方十三项目录"},
}

// CatalogueKind returns the template of the dossiers' catalogue.
func (c *Committee) CatalogueKind() CatalogueKind {
	if c.Catalogue == "" {
		return MinistryCatalogue
	}
	return c.Catalogue
}

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
	// Access is what the mediator may do in the record; a head manages it.
	Access Access `json:"access,omitzero"`
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

// Serving returns the mediators who serve on a day.
func (c *Committee) Serving(day Day) []Mediator {
	var out []Mediator
	for _, m := range c.Mediators {
		if m.serves(day) {
			out = append(out, m)
		}
	}
	return out
}

func (m *Mediator) serves(day Day) bool {
	return (m.From == 0 || m.From <= day) && (m.To == 0 || day <= m.To)
}

// Head returns the committee's head on a day, or nil.
func (c *Committee) Head(day Day) *Mediator {
	return find(c.Mediators, func(m *Mediator) bool { return m.Head && m.serves(day) })
}

// The numbers of People's Mediation Law arts. 8 and 9: members, and years of a term.
const (
	leastMembers = 3
	mostMembers  = 9
	termYears    = 3
	termWarning  = 60 // days before its end
)

// termEnd returns the last day of the committee's term: three years where only its start
// is known, of a term from 29 February the last of the month; 0 when neither is.
func (c *Committee) termEnd() Day {
	if c.TermEnd != 0 || c.TermStart == 0 {
		return c.TermEnd
	}
	y, m, d := c.TermStart.Date()
	return civil(y+termYears, m, d).Add(-1)
}

// Warnings returns the codes of what is not as the law asks on a day: 3 to 9 members,
// one head, a woman among them (art. 8), a term of 3 years (art. 9) with its end in
// sight or past.
func (c *Committee) Warnings(day Day) []string {
	var out []string
	members, heads, women, end := 0, 0, 0, c.termEnd()
	for _, m := range c.Serving(day) {
		if m.Appointed {
			continue
		}
		members++
		if m.Head {
			heads++
		}
		if m.Sex == Female {
			women++
		}
	}
	for code, bad := range map[string]bool{
		"members_few": members < leastMembers, "members_many": members > mostMembers,
		"no_head": heads == 0, "two_heads": heads > 1, "no_woman": women == 0,
		"no_term":   c.TermStart == 0 && c.TermEnd == 0,
		"term_long": c.TermStart != 0 && c.TermEnd > c.TermStart.AddMonth(12*termYears),
		"term_over": end != 0 && end < day,
		"term_ends": end >= day && day >= end.Add(-termWarning),
	} {
		if bad {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// maxCommitteeName is the longest name of a committee in characters: it stands on a seal.
const maxCommitteeName = 60

// CheckNames returns *Invalid for a name that is missing, or too long for a seal.
func (c *Committee) CheckNames() error {
	switch {
	case strings.TrimSpace(c.Name) == "":
		return invalid("committee.name", "name.empty")
	case utf8.RuneCountInString(c.Name) > maxCommitteeName:
		return invalid("committee.name", "committee.long")
	case utf8.RuneCountInString(c.SealName) > maxCommitteeName:
		return invalid("committee.seal_name", "committee.long")
	}
	return nil
}

// Check returns *Invalid for the first field that set-up cannot do without.
func (c *Committee) Check() error {
	if err := c.CheckNames(); err != nil {
		return err
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

// Staff is who works at mediation on a day, for the table of organisations and people
// (人民调解组织、人员情况统计表): People's Mediation Law art. 10.
type Staff struct{ Mediators, Members, Appointed, FullTime, PartTime, Women int }

// StaffOf counts the mediators who serve on a day.
func StaffOf(c *Committee, day Day) (s Staff) {
	for _, m := range c.Serving(day) {
		s.Mediators++
		count := func(yes bool, a, b *int) {
			if yes {
				*a++
			} else {
				*b++
			}
		}
		count(m.Appointed, &s.Appointed, &s.Members)
		count(m.FullTime, &s.FullTime, &s.PartTime)
		if m.Sex == Female {
			s.Women++
		}
	}
	return s
}
