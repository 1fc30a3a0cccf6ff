package data

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The words that end the name of a place, the smallest places first.
var placeWords = []string{"居委会", "社区", "村委会", "村", "街道", "镇", "乡", "县", "区", "市"}

// MaskAddress shows an address down to the village or community, 示例县清溪镇东篱村***, or to
// the smallest place it names. An address that names none is hidden whole.
func MaskAddress(s string) string {
	if s == "" {
		return ""
	}
	for _, w := range placeWords {
		i := strings.Index(s, w)
		if i <= 0 {
			continue
		}
		if end := i + len(w); end < len(s) {
			return s[:end] + "***"
		}
		return s
	}
	return strings.Repeat("*", min(utf8.RuneCountInString(s), 4))
}

// MaskAccount shows the last four characters of an account or bank card: ****1234.
func MaskAccount(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) < 8 {
		return strings.Repeat("*", min(len(r), 4))
	}
	return "****" + string(r[len(r)-4:])
}

// Masked returns a copy of the party in which nobody can be recognised who is not known
// already (domain rules of masking): the names of persons, telephones, numbers, addresses,
// and people behind the party. Organisations keep their names.
func (p Party) Masked() Party {
	if p.Kind == Person || p.Kind == "" {
		p.Name = MaskName(p.Name)
	}
	p.Pinyin, p.Born = "", 0
	p.Phone, p.Address = maskFilled(p.Phone, MaskPhone), MaskAddress(p.Address)
	p.Reach, p.Guardian, p.ReadAloudBy = hide(p.Reach), maskFilled(p.Guardian, MaskName), maskFilled(p.ReadAloudBy, MaskName)
	p.IDNumber, p.CreditCode = ResidentID(p.IDNumber.Masked()), CreditCode(p.CreditCode.Masked())
	p.LegalRep, p.GuardianPhone = maskFilled(p.LegalRep, MaskName), maskFilled(p.GuardianPhone, MaskPhone)
	p.Representatives = slices.Clone(p.Representatives)
	for i, name := range p.Representatives {
		p.Representatives[i] = maskFilled(name, MaskName)
	}
	p.Agent, p.Service = p.Agent.masked(), p.Service.masked()
	return p
}

// masked leaves out what may tell whose agent it is.
func (a Agent) masked() Agent {
	return Agent{
		Name: maskFilled(a.Name, MaskName), Phone: maskFilled(a.Phone, MaskPhone), Special: a.Special,
		Sex: a.Sex, IDNumber: ResidentID(a.IDNumber.Masked()), Address: MaskAddress(a.Address),
	}
}

func (s Service) masked() Service {
	return Service{
		Receiver: maskFilled(s.Receiver, MaskName), ReceiverPhone: maskFilled(s.ReceiverPhone, MaskPhone),
		ReceiverAddress: MaskAddress(s.ReceiverAddress), Electronic: s.Electronic, Account: hide(s.Account), Email: hide(s.Email),
	}
}

func maskFilled(s string, mask func(string) string) string {
	if s == "" {
		return ""
	}
	return mask(s)
}

func hide(s string) string { return strings.Repeat("*", min(utf8.RuneCountInString(s), 4)) }

// MaskText covers in a text the names of the case's parties and of those who stand beside
// them, and every long number, which may be a telephone, a bank card or an identity number.
func (c *Case) MaskText(s string) string {
	var names []string
	for i := range c.Parties {
		names = append(names, c.Parties[i].people()...)
	}
	// The longest first: 王海燕 is not 王海 with a sign behind it.
	slices.SortStableFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		if utf8.RuneCountInString(name) > 1 {
			s = strings.ReplaceAll(s, name, MaskName(name))
		}
	}
	return longNumber.ReplaceAllStringFunc(s, func(number string) string {
		r := []rune(number)
		return "****" + string(r[len(r)-4:])
	})
}

// people names the persons behind the party; an organisation is none.
func (p *Party) people() []string {
	names := append([]string{p.LegalRep, p.Guardian, p.Agent.Name, p.Service.Receiver, p.ReadAloudBy}, p.Representatives...)
	if p.Kind == Person || p.Kind == "" {
		names = append(names, p.Name)
	}
	return names
}

// longNumber finds numbers of seven digits and more, and telephones written in groups.
var longNumber = regexp.MustCompile(`1\d{2}[ -]\d{4}[ -]\d{4}|[0-9０-９]{7,}[XxＸｘ]?`)
