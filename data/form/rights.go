// Source: 人民调解当事人权利义务告知书, a local paper that dossiers are expected to have;
// what is told follows People's Mediation Law arts. 4, 23, 24, 26, 31 and 33 and Personal
// Information Protection Law arts. 7, 17 and 45, in words of our own.

package form

import (
	"slices"
	"strings"

	"woshou/data"
)

// Rights is 人民调解当事人权利义务告知书.
const Rights Code = "E"

var rights2021 = Form{
	Code:    Rights,
	Edition: "2021",
	From:    day("2021-11-01"), // the Personal Information Protection Law takes effect
	Title:   "人民调解当事人权利义务告知书",
	Parts: []Part{
		Notice(strings.Join([]string{
			"一、人民调解委员会是调解民间纠纷的群众性组织，调解不收任何费用。",
			"二、调解以双方自愿为前提，您可以接受、拒绝，也可以随时要求停止。",
			"三、您可以选择调解员，可以要求公开或者不公开进行。",
			"四、请如实说明情况，遵守秩序，尊重对方和调解员。",
			"五、达成的协议对双方有约束力；需要法院确认的，请双方在协议生效后三十日内一起向法院申请。",
			"六、调解不成，您可以依法仲裁、请有关部门处理或者向法院起诉。",
			"七、您的姓名、电话、证件等信息只用于办理本案、归档、统计和依法移交，保存期限按卷宗保管期限执行；您可以查看、更正自己的信息。",
		}, "\n")),
		PartyTable{
			Columns: []PartyColumn{
				{Field: Field{Key: "party.name", Label: "当事人", Get: func(s Subject) string { return signerOf(s.Party) }}, Share: 32},
				{Field: Field{Key: "party.openness", Label: "是否公开", Get: func(s Subject) string { return Ticked(opennessChoices(s)) }}, Share: 22, Options: opennessChoices},
				{Field: Field{Key: "party.informed_on", Label: "告知人、告知时间", Get: told}, Share: 38},
				{Field: Field{Label: "签名或按指印"}, Share: 36},
				{Field: Field{Label: "日期"}, Share: 28, Align: Right, Fixed: "年　月　日"},
			},
			Least: 14,
			Blank: 2,
		},
		Signing{
			Signers: []Signer{{Label: "告知人（签名）", Names: tellers}},
			On:      toldOn,
		},
	},
	Early: true,
	Of:    once,
	In:    data.PartRegister,
}

// opennessChoices is what a party may choose between (art. 23).
func opennessChoices(s Subject) []Choice {
	return []Choice{
		{Text: "公开", Chosen: s.Party.Openness == data.WantsOpen},
		{Text: "不公开", Chosen: s.Party.Openness == data.WantsClosed},
	}
}

// told says who told the party its rights and when, and who read them out.
func told(s Subject) string {
	p := s.Party
	if p.InformedOn == 0 {
		return ""
	}
	lines := []string{s.mediator(p.InformedBy), p.InformedOn.Chinese()}
	if p.ReadAloudBy != "" {
		lines = append(lines, "已向其宣读", "宣读人："+p.ReadAloudBy)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// tellers names those who told, each once.
func tellers(s Subject) []string {
	var ids []data.ElementID
	for _, p := range s.Parties() {
		if p.InformedOn != 0 && !slices.Contains(ids, p.InformedBy) {
			ids = append(ids, p.InformedBy)
		}
	}
	return orSomeone(s.mediators(ids))
}

// toldOn is the day on which the last party was told.
func toldOn(s Subject) data.Day {
	var last data.Day
	for _, p := range s.Parties() {
		last = max(last, p.InformedOn)
	}
	return last
}
