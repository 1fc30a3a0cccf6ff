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
			{Key: "agent.sex", Label: "性别", Chars: 2, Optional: true, Get: byHand},
			partyField("agent.phone", "联系方式", 8, func(p *data.Party) string { return p.Agent.Phone }),
		},
		Row{
			{Key: "agent.id_number", Label: "身份证件号码", Chars: 12, Optional: true, Get: byHand},
			{Key: "agent.tie", Label: "与委托人关系", Chars: 5, Optional: true, Get: byHand},
		},
		Row{{Key: "agent.address", Label: "单位或住址", Chars: 22, Optional: true, Get: byHand}},
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
				{Key: "agent.until", Label: "委托终止", Chars: 9, Day: true, Optional: true, Get: byHand},
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
	In: data.PartRegister,
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
