package form

import "woshou/data"

// What the committee's reports have in common: who reports, of when, and who answers
// for it.

// reporterRow is who fills the report in.
var reporterRow = Row{{Key: "committee.name", Label: "填报单位", Chars: 24, Get: func(s Subject) string { return s.Committee.Name }}}

// periodField is the span of days that a report is about.
func periodField(of func(Subject) data.Period) Field {
	return Field{Key: "report.period", Label: "统计时段", Chars: 24, Get: func(s Subject) string { return spanOf(of(s)) }}
}

// spanOf writes a span of days; an open end is left out.
func spanOf(p data.Period) string {
	if p.To == 0 {
		return p.From.Chinese()
	}
	return p.From.Chinese() + "至" + p.To.Chinese()
}

// later is the head of a report's second page and those after it.
func later(title string, of func(Subject) data.Period) func(Subject) string {
	return func(s Subject) string { return title + "（续）　" + spanOf(of(s)) }
}

// reported is the committee's seal on a report, with those who answer for it; who filled
// it in signs by his own word.
func reported(filledIn string) Signing {
	return Signing{
		Signers: []Signer{{Label: "负责人（签名）", Names: headNow}, {Label: filledIn, Names: someone}},
		Seal:    sealPhrase,
		On:      func(s Subject) data.Day { return s.Today },
	}
}

// headNow names the committee's head on the day of printing.
func headNow(s Subject) []string {
	if s.Today == 0 {
		return []string{""}
	}
	if h := s.Committee.Head(s.Today); h != nil {
		return []string{h.Name}
	}
	return []string{""}
}
