package sheet

import (
	"regexp"
	"strconv"
	"strings"

	"woshou/data"
)

// parties makes the parties of a case from the columns of both sides, or from one column
// that names them all.
func (p *Plan) parties(c *data.Case, v values) error {
	applicants, respondents := people(v[FieldApplicant], data.Applicant), people(v[FieldRespondent], data.Respondent)
	if both := v[FieldParties]; both != "" {
		a, r := splitSides(both)
		if len(applicants) == 0 {
			applicants = people(a, data.Applicant)
		}
		if len(respondents) == 0 {
			respondents = people(r, data.Respondent)
		}
	}
	if len(applicants) == 0 {
		return wrong(FieldApplicant, "name.empty")
	}
	detail(applicants, v, FieldApplicantPhone, FieldApplicantAddress, FieldApplicantID)
	detail(respondents, v, FieldRespondentPhone, FieldRespondentAddress, FieldRespondentID)
	c.Parties = append(applicants, respondents...)
	for i := range c.Parties {
		if err := c.Parties[i].Check(); err != nil {
			f := FieldApplicant
			if c.Parties[i].Role == data.Respondent {
				f = FieldRespondent
			}
			return inField(f, err)
		}
	}
	return nil
}

// detail gives the first of a side its telephone, address and identity number. A number
// that cannot be right is kept as it was written, as no identity card's.
func detail(side []data.Party, v values, phone, address, id Field) {
	if len(side) == 0 {
		return
	}
	first := &side[0]
	if first.Phone == "" {
		first.Phone = clip(v[phone], 60)
	}
	first.Address = clip(v[address], 200)
	switch number := oneLine(v[id]); {
	case number == "":
	case first.Kind != data.Person:
		if code, err := data.ParseCreditCode(number); err == nil {
			first.CreditCode = code
		}
	default:
		if known, err := data.ParseResidentID(number); err == nil {
			first.IDNumber = known
		} else {
			first.IDKind, first.IDNumber = "原台账所记证件号", data.ResidentID(clip(number, 40))
		}
	}
}

// people makes the parties of one side.
func people(text string, role data.Role) []data.Party {
	var out []data.Party
	for _, name := range splitNames(text) {
		if len(out) == mostParties {
			break
		}
		if p := person(name); p.Name != "" {
			p.ID, p.Role = data.NewElementID(), role
			out = append(out, p)
		}
	}
	return out
}

// mostParties bounds the parties of one side.
const mostParties = 100

var (
	remark = regexp.MustCompile(`[（(]([^（()）]*)[)）]`)
	group  = regexp.MustCompile(`等([0-9]{1,5})(人|户|名|家)?$`)
)

// person makes a party of a name with what ledgers put behind it: (男，55岁), 等12户.
func person(text string) data.Party {
	p := data.Party{Kind: data.Person}
	name := text
	if unit(text) {
		p.Kind = data.Organisation
		if strings.HasSuffix(remark.ReplaceAllString(text, ""), "公司") {
			p.Kind = data.Company
		}
	} else if m := remark.FindStringSubmatch(text); m != nil {
		name = remark.ReplaceAllString(text, "")
		switch {
		case strings.Contains(m[1], "男"):
			p.Sex = data.Male
		case strings.Contains(m[1], "女"):
			p.Sex = data.Female
		}
	}
	if m := group.FindStringSubmatch(name); m != nil {
		p.Group, _ = strconv.Atoi(m[1]) // at most five digits
		name = strings.TrimSuffix(name, m[0])
	}
	p.Name = data.NormalizeName(strings.TrimSuffix(strings.TrimSpace(name), "等"))
	return p
}

var unitWords = []string{
	"公司", "合作社", "委员会", "村委", "居委", "超市", "银行", "信用社", "医院", "卫生院", "学校", "小学", "中学", "幼儿园",
	"工程队", "项目部", "经营部", "服务部", "门市部", "饭店", "商店", "工厂", "中心", "协会", "集团",
}

// unit reports whether a name is that of an organisation.
func unit(name string) bool { return has(name, unitWords) }

// splitNames parts a list of names. A space parts names only where all are short: 张 三 is one name.
func splitNames(s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,;；/／\n\t|", r) })
	if len(parts) == 1 {
		if words := strings.Fields(s); len(words) > 1 && allNames(words) {
			parts = words
		}
	}
	var out []string
	for _, p := range rejoin(parts) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// rejoin puts together what a comma inside brackets parted: 叶建国（男，55岁）.
func rejoin(parts []string) []string {
	var out []string
	open := 0
	for _, p := range parts {
		if open > 0 {
			out[len(out)-1] += "，" + p
		} else {
			out = append(out, p)
		}
		open += strings.Count(p, "（") + strings.Count(p, "(") - strings.Count(p, "）") - strings.Count(p, ")")
		open = max(open, 0)
	}
	return out
}

func allNames(words []string) bool {
	for _, w := range words {
		if n := len([]rune(w)); n < 2 || n > 4 {
			return false
		}
	}
	return true
}

// splitSides parts a cell that names both sides: 甲与乙, 甲诉乙, 甲—乙, else the first name
// against the others.
func splitSides(s string) (applicants, respondents string) {
	s = strings.TrimSpace(s)
	for _, sep := range []string{"诉", "与", "vs", "VS", "——", "—", "－", "-", "\n"} {
		if a, r, ok := strings.Cut(s, sep); ok && strings.TrimSpace(a) != "" && strings.TrimSpace(r) != "" {
			return a, r
		}
	}
	if a, r, ok := strings.Cut(s, "和"); ok && len([]rune(a)) >= 2 && len([]rune(r)) >= 2 && !strings.ContainsAny(s, "、，,") {
		return a, r
	}
	names := splitNames(s)
	if len(names) == 0 {
		return "", ""
	}
	return names[0], strings.Join(names[1:], "、")
}
