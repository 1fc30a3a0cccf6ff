// Source: 司法确认提示, a local paper beside the agreement and no part of it; People's
// Mediation Law art. 33, Interpretation of the Civil Procedure Law arts. 351-355.

package form

import "woshou/data"

// Reminder is 司法确认提示.
const Reminder Code = "reminder"

var reminder2026 = Form{
	Code:    Reminder,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   "司法确认提示",
	Number:  caseNumber("协议编号："),
	Twice:   true,
	Parts: []Part{
		Space(4),
		Sentence{
			Text:   "本协议自{}起生效。如需司法确认，双方应在{}前共同向{}人民法院申请，免费；协议涉及身份关系效力或者物权、知识产权确权的，法院不受理确认申请。",
			Notice: true,
			Blanks: []Field{
				{Key: "agreement.effective_on", Label: "生效日期", Chars: 9, Day: true, Get: func(s Subject) string { return s.Agreement.EffectiveOn.Chinese() }},
				{Key: "agreement.confirm_until", Label: "最后日期", Chars: 9, Day: true, Get: func(s Subject) string { return s.Agreement.ConfirmUntil().Chinese() }},
				courtField,
			},
		},
	},
	Of: reminders,
}

// reminders are the written agreements of which a court may confirm something: what it
// never confirms is not promised.
func reminders(c *data.Case) []data.ElementID {
	var out []data.ElementID
	for i := range c.Agreements {
		a := &c.Agreements[i]
		if a.Form != data.Written || a.VoidOn != 0 {
			continue
		}
		if hint, _ := c.ConfirmHint(a); hint == "" || len(c.ConfirmParts(a)) > 0 {
			out = append(out, a.ID)
		}
	}
	return out
}
