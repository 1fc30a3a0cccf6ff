// Source: 送达地址确认书, Civil Procedure Law art. 90 (electronic service), Rules on Online
// Mediation by People's Courts and practice; a court asks for it with an application to
// confirm (data.ConfirmationPapers).

package form

import "woshou/data"

// ServiceAddress is 送达地址确认书 of a party.
const ServiceAddress Code = "address"

var address2026 = Form{
	Code:    ServiceAddress,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   "送达地址确认书",
	Number:  caseNumber("编号："),
	Early:   true,
	Parts: []Part{
		Space(4),
		PartyBlocks{Own: true, Person: addressRows("姓名"), Company: addressRows("名称"), Organisation: addressRows("名称")},
		Row{
			optional(partyField("address.receiver", "代收人", 8, func(p *data.Party) string { return p.Service.Receiver })),
			optional(partyField("address.receiver_phone", "代收人电话", 8, func(p *data.Party) string { return p.Service.ReceiverPhone })),
		},
		Row{optional(partyField("address.receiver_address", "代收人地址", 22, func(p *data.Party) string { return p.Service.ReceiverAddress }))},
		Choices{
			Field:   optional(Field{Key: "address.electronic", Label: "是否同意以微信、短信、电子邮件送达：", Get: func(s Subject) string { return Ticked(electronic(s)) }}),
			Options: electronic, Boxes: true,
		},
		Row{optional(partyField("address.account", "接收送达的微信号、手机号", 12, func(p *data.Party) string { return p.Service.Account }))},
		Row{optional(partyField("address.email", "接收送达的电子邮箱", 14, func(p *data.Party) string { return p.Service.Email }))},
		Notice("以上地址、电话和接收方式由本人提供并确认无误；有变更的，本人应当及时告知人民调解委员会。"),
		Signing{
			Signers: []Signer{{Label: "确认人（签名）", Names: func(s Subject) []string { return []string{signerOf(s.Party)} }, Party: true}},
			On:      func(Subject) data.Day { return 0 },
		},
	},
	Of: func(c *data.Case) []data.ElementID {
		var out []data.ElementID
		for i := range c.Parties {
			out = append(out, c.Parties[i].ID)
		}
		return out
	},
	In:       data.PartRegister,
	Optional: true,
}

// electronic are the two answers to electronic service.
func electronic(s Subject) []Choice {
	return []Choice{
		{Text: "同意", Chosen: s.Party.Service.Electronic == data.ElectronicAgreed},
		{Text: "不同意", Chosen: s.Party.Service.Electronic == data.ElectronicRefused},
	}
}

// addressRows are the rows of the party's own entries; who is the word for its name.
func addressRows(who string) []Row {
	return []Row{
		{partyField("party.name", who, 10, func(p *data.Party) string { return p.Name }), phoneOf("电话")},
		{partyField("party.address", "地址", 25, func(p *data.Party) string { return p.Address })},
	}
}
