// Source: 授权委托书, Civil Procedure Law art. 62 and the practice of mediation rooms.

package form

import (
	"strings"

	"woshou/data"
)

// PowerOfAttorney is 授权委托书 of a party.
const PowerOfAttorney Code = "power"

var power2026 = Form{
	Code:    PowerOfAttorney,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   "授权委托书",
	Early:   true,
	Parts: []Part{
		PartyBlocks{
			Own: true, Person: identityRows("委托人"),
			Company: bodyRows("委托人", "法定代表人"), Organisation: bodyRows("委托人", "负责人"),
		},
		Space(2),
		Row{
			partyField("agent.name", "受托人姓名", 8, func(p *data.Party) string { return p.Agent.Name }),
			optional(partyField("agent.sex", "性别", 2, func(p *data.Party) string { return sexName(p.Agent.Sex) })),
			partyField("agent.phone", "联系方式", 8, func(p *data.Party) string { return p.Agent.Phone }),
		},
		Row{
			optional(partyField("agent.id_number", "身份证件号码", 12, func(p *data.Party) string { return string(p.Agent.IDNumber) })),
			optional(partyField("agent.tie", "与委托人关系", 5, func(p *data.Party) string { return p.Agent.Tie })),
		},
		Row{optional(partyField("agent.address", "单位或住址", 22, func(p *data.Party) string { return p.Agent.Address }))},
		Space(2),
		Sentence{
			Text: "事项：参加{}纠纷调解。", Flush: true,
			Blanks: []Field{{Key: "case.title", Label: "纠纷", Chars: 16, Get: func(s Subject) string { return strings.TrimSuffix(s.Case.Title(), "纠纷") }}},
		},
		Choices{
			Field:   Field{Key: "agent.special", Label: "权限：", Get: func(s Subject) string { return Ticked(powers(s)) }},
			Options: powers, Boxes: true,
		},
		Sentence{
			Text: "期限：自{}起至{}止。", Flush: true,
			Blanks: []Field{
				{Key: "agent.power_on", Label: "委托起始", Chars: 9, Day: true, Get: func(s Subject) string { return s.Party.Agent.PowerOn.Chinese() }},
				{Key: "agent.until", Label: "委托终止", Chars: 9, Day: true, Optional: true, Get: powerUntil},
			},
		},
		Sentence{Text: "附：双方证件复印件。", Flush: true},
		Signing{
			Signers: []Signer{
				{Label: "委托人（签名按指印）", Names: principal, Finger: true, Party: true},
				{Label: "受托人（签名按指印）", Names: func(s Subject) []string { return []string{s.Party.Agent.Name} }, Finger: true},
			},
			On: func(s Subject) data.Day { return s.Party.Agent.PowerOn },
		},
	},
	Of: func(c *data.Case) []data.ElementID {
		var out []data.ElementID
		for i := range c.Parties {
			if c.Parties[i].Agent.Name != "" {
				out = append(out, c.Parties[i].ID)
			}
		}
		return out
	},
	In:       data.PartRegister,
	Optional: true,
}

// powerUntil is the end of an agent's term: a day, or that of the mediation.
func powerUntil(s Subject) string {
	if s.Party.Agent.UntilEnd {
		return "本纠纷调解终结"
	}
	return s.Party.Agent.Until.Chinese()
}

// powers are the two widths of an agent's powers.
func powers(s Subject) []Choice {
	given := s.Party.Agent.Name != ""
	return []Choice{
		{Text: "一般", Chosen: given && !s.Party.Agent.Special},
		{Text: "特别（承认、放弃、变更请求，达成并签署协议）", Chosen: given && s.Party.Agent.Special},
	}
}

// principal names who gives the power: the party, a minor's guardian, a body's head.
func principal(s Subject) []string {
	p := s.Party
	switch {
	case p.Guardian != "":
		return []string{p.Name + "（监护人：" + p.Guardian + "）"}
	case p.LegalRep != "":
		return []string{p.Name + "（" + p.LegalRep + "）"}
	}
	return []string{p.Name}
}
