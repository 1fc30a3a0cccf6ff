// Source: 激化风险报告, a local paper; People's Mediation Law art. 25 asks to report at once.

package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

// EscalationReport is 激化风险报告.
const EscalationReport Code = "escalation"

var escalation2026 = Form{
	Code:    EscalationReport,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   "激化风险报告",
	Early:   true,
	Parts: []Part{
		Sentence{
			Text: "{}：", Flush: true,
			Blanks: []Field{{Key: "escalation.reported_to", Label: "报送", Chars: 12, Get: func(s Subject) string { return s.Escalation().ReportedTo }}},
		},
		Row{
			{Key: "committee.name", Label: "报告单位", Chars: 11, Get: func(s Subject) string { return s.Committee.Name }},
			{Key: "escalation.reported_on", Label: "时间", Chars: 9, Get: func(s Subject) string {
				return moment(s.Escalation().ReportedOn, s.Escalation().ReportedAt, "")
			}},
		},
		Section{Field: Field{Key: "case.parties", Label: "当事人：", Get: peopleConcerned}, Lines: 2, Inline: true},
		Section{Field: Field{Key: "case.summary", Label: "简况：", Get: summaryField.Get}, Lines: 3, Inline: true},
		Choices{
			Field:   Field{Key: "escalation.kinds", Label: "危险表现：", Get: func(s Subject) string { return Ticked(dangers(s)) }},
			Options: dangers, Boxes: true,
		},
		Row{
			{Key: "escalation.on", Label: "发现时间", Chars: 9, Get: func(s Subject) string { return moment(s.Escalation().On, s.Escalation().Time, "") }},
			{Key: "escalation.people", Label: "涉及人数", Chars: 4, Optional: true, Get: func(s Subject) string { return count(s.Escalation().People) }},
		},
		Section{Field: Field{Key: "escalation.measures", Label: "已采取措施：", Get: func(s Subject) string { return s.Escalation().Measures }}, Lines: 2, Inline: true},
		Section{Field: Field{Key: "escalation.support", Label: "请求支援事项：", Optional: true, Get: func(s Subject) string { return s.Escalation().Support }}, Lines: 2, Inline: true},
		Row{
			{Key: "escalation.by", Label: "报告人", Chars: 8, Optional: true, Get: func(s Subject) string { return s.Escalation().By }},
			{Key: "committee.phone", Label: "电话", Chars: 8, Get: func(s Subject) string { return s.Committee.Phone }},
		},
		Row{
			{Key: "escalation.received_by", Label: "接报人", Chars: 8, Optional: true, Get: func(s Subject) string { return s.Escalation().ReceivedBy }},
			{Key: "escalation.received_at", Label: "时间", Chars: 8, Optional: true, Get: func(s Subject) string { return clock(s.Escalation().ReceivedAt) }},
		},
		Section{Field: Field{Key: "escalation.reply", Label: "回复：", Optional: true, Get: func(s Subject) string { return s.Escalation().Reply }}, Lines: 2, Inline: true},
	},
	Of: func(c *data.Case) []data.ElementID {
		var out []data.ElementID
		for i := range c.Escalations {
			out = append(out, c.Escalations[i].ID)
		}
		return out
	},
	In:       data.PartRecord,
	Optional: true,
}

// count is a number as an entry; none is a blank.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// peopleConcerned names the parties, a line each, with how they are found.
func peopleConcerned(s Subject) string {
	var out []string
	for i := range s.Case.Parties {
		p := &s.Case.Parties[i]
		line := []string{p.Name}
		if sex := sexName(p.Sex); sex != "" {
			line = append(line, sex)
		}
		if age := p.AgeOn(s.Escalation().On); age > 0 {
			line = append(line, strconv.Itoa(age)+"岁")
		}
		for _, text := range []string{p.Address, reach(p)} {
			if text != "" {
				line = append(line, text)
			}
		}
		out = append(out, strings.Join(line, "，"))
	}
	return strings.Join(out, "\n")
}

// dangerWords are the signs of danger in the order of the report.
var dangerWords = []struct {
	kind  data.EscalationKind
	words string
}{
	{data.ThreatHarm, "扬言伤害、自杀"}, {data.Armed, "持械"}, {data.FamilyViolence, "家暴"}, {data.Crowd, "聚众"},
	{data.PetitionIntent, "越级上访意向"}, {data.MinorInvolved, "涉未成年人"}, {data.MentalIllness, "涉精神障碍"}, {data.Weapons, "涉枪爆毒"},
}

func dangers(s Subject) []Choice {
	var out []Choice
	for _, w := range dangerWords {
		chosen := false
		for _, k := range s.Escalation().Kinds {
			chosen = chosen || k == w.kind
		}
		out = append(out, Choice{Text: w.words, Chosen: chosen})
	}
	return out
}
