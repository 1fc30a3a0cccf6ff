// Source: 司法确认申请书, after the courts' sample of 2016 (请求事项, 事实和理由) with the
// sentences of the sample of 2011; contents by Interpretation of the Civil Procedure Law
// arts. 353-355.

package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"woshou/data"
)

// Confirmation is 司法确认申请书. The blocks of persons and of companies make its two
// layouts, person with person and person with company.
const Confirmation Code = "K"

var confirmation2016 = Form{
	Code:    Confirmation,
	Edition: "2016",
	From:    day("2016-08-01"),
	Title:   "司法确认申请书",
	Parts: []Part{
		PartyBlocks{
			Person: identityRows("申请人"), Company: bodyRows("申请人", "法定代表人"), Organisation: bodyRows("申请人", "负责人"),
			More: confirmAgentRows, Blank: 2,
		},
		Section{Field: Field{Key: "confirm.request", Label: "请求事项：", Get: confirmRequest}, Lines: 2},
		Heading("事实和理由："),
		Sentence{
			Text: "申请人因{}纠纷，于{}经{}人民调解委员会主持调解，达成如下协议：",
			Blanks: []Field{
				kindField,
				{Key: "agreement.on", Label: "协议日期", Chars: 9, Day: true, Get: func(s Subject) string { return s.Agreement.On.Chinese() }},
				committeeField,
			},
		},
		Section{Field: Field{Key: "confirm.clauses", Get: confirmClauses}, Lines: 7},
		Sentence{Text: "现请求{}人民法院对上述协议予以确认。", Blanks: []Field{courtField}},
		Phrase("申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如果因为该协议内容而给国家、集体或者他人造成损害的，愿意承担相应的民事责任和其他法律责任。"),
		Phrase("此致"),
		Sentence{Text: "{}人民法院", Blanks: []Field{courtField}, Flush: true},
		Section{Field: Field{Key: "confirm.papers", Label: "附：", Get: confirmPapers}, Inline: true},
		Signing{
			Signers: []Signer{{Label: "申请人（签名或者盖章）", Names: confirmSigners, Party: true}},
			On:      func(s Subject) data.Day { return s.Confirmation().AppliedOn },
		},
	},
	Of: applications,
	In: data.PartConfirmation,
}

// applications are those on record, and the agreements in force for which one may still
// be made, while there is something left to perform.
func applications(c *data.Case) []data.ElementID {
	var out []data.ElementID
	for i := range c.Confirmations {
		out = append(out, c.Confirmations[i].ID)
	}
	for _, a := range c.InForce() {
		if code, _ := c.WhyNotConfirm(a, a.EffectiveOn); code == "" && c.ClosedOn == 0 {
			out = append(out, a.ID)
		}
	}
	return out
}

var (
	kindField = Field{Key: "case.type", Label: "纠纷类型", Chars: 6, Get: func(s Subject) string {
		return strings.TrimSuffix(s.Case.Type.Name(), "纠纷")
	}}
	committeeField = Field{Key: "committee.name", Label: "人民调解委员会", Chars: 8, Get: func(s Subject) string {
		return stem(s.Committee.Name, "人民调解委员会")
	}}
	courtField = Field{Key: "confirm.court", Label: "人民法院", Chars: 8, Get: func(s Subject) string {
		court := s.Confirmation().Court
		if court == "" {
			court = s.Committee.Court
		}
		return stem(court, "人民法院")
	}}
	confirmAgentField = Field{Key: "confirm.agent", Label: "代理人", Chars: 20, Optional: true, Get: func(s Subject) string {
		switch agent := confirmAgent(s, s.Party); {
		case s.Party.Guardian != "":
			return s.Party.Guardian + "（法定代理人）"
		case agent != "":
			return agent + "（委托代理人）"
		}
		return ""
	}}
)

// confirmAgentRows name who acts for an applicant; there is a place for it in a block that
// is filled by hand.
func confirmAgentRows(s Subject) []Row {
	if s.Party.Name != "" && confirmAgentField.Get(s) == "" {
		return nil
	}
	return []Row{{confirmAgentField}}
}

// stem is a body's name before the words that the paper prints after it: a tribunal of a
// court applies as the court.
func stem(name, words string) string {
	before, _, _ := strings.Cut(strings.TrimSpace(name), words)
	return before
}

// confirmAgent names who applies in the party's name: as recorded once there is an
// application, else the agent the party has now.
func confirmAgent(s Subject, p *data.Party) string {
	cf := s.Confirmation()
	for _, x := range cf.Applicants {
		if x.Party == p.ID {
			return x.Agent
		}
	}
	if now := s.Case.Party(p.ID); cf.ID == "" && now != nil {
		return now.Agent.Name
	}
	return ""
}

func confirmSigners(s Subject) []string {
	var out []string
	for _, p := range s.Parties() {
		p.Agent.Name = confirmAgent(s, &p)
		out = append(out, signerOf(&p))
	}
	if len(out) == 0 {
		return []string{"", ""}
	}
	return out
}

// confirmRequest asks for the whole agreement, or for the clauses that a court confirms.
func confirmRequest(s Subject) string {
	if s.Agreement.On == 0 {
		return ""
	}
	number := ""
	if s.Case.Number != "" {
		number = "（编号：" + s.Case.Number + "）"
	}
	text := "请求依法确认申请人于" + s.Agreement.On.Chinese() + "达成的人民调解协议" + number
	parts := confirmParts(s)
	if len(parts) == 0 {
		return text + "有效。"
	}
	var names []string
	for _, n := range parts {
		names = append(names, strconv.Itoa(n))
	}
	return text + "第" + strings.Join(names, "、") + "条有效；其余各条不在请求确认的范围内。"
}

// confirmClauses are the agreement's clauses that are to be confirmed, with the numbers
// that they have there.
func confirmClauses(s Subject) string {
	all := Clauses(s.Case, s.Agreement)
	parts := confirmParts(s)
	if len(parts) == 0 {
		return numbered(all)
	}
	var out []string
	for _, n := range parts {
		out = append(out, fmt.Sprintf("%d、%s", n, all[n-1]))
	}
	return strings.Join(out, "\n")
}

var (
	scopeWords  = regexp.MustCompile(`第[0-9、，,和及 ]+[条项]`)
	scopeNumber = regexp.MustCompile(`[0-9]+`)
)

// confirmParts are the places of the clauses that are to be confirmed where that is not
// the whole agreement: those the application names, else those that a court may confirm
// (Interpretation of the Civil Procedure Law art. 355).
func confirmParts(s Subject) []int {
	if hint, _ := s.Case.ConfirmHint(s.Agreement); hint == "" && s.Confirmation().Scope == "" {
		return nil
	}
	var out []int
	for _, words := range scopeWords.FindAllString(s.Confirmation().Scope, -1) {
		for _, digits := range scopeNumber.FindAllString(words, -1) {
			if n, err := strconv.Atoi(digits); err == nil && 1 <= n && n <= len(s.Agreement.Clauses) {
				out = append(out, n)
			}
		}
	}
	if len(out) == 0 {
		out = s.Case.ConfirmParts(s.Agreement)
	}
	return out
}

// confirmPapers lists what goes along with the application: as recorded, else what a
// court always asks for.
func confirmPapers(s Subject) string {
	codes := s.Confirmation().Papers
	if len(codes) == 0 {
		codes = []string{"agreement", "presided", "identity", "address"}
		for _, p := range s.Parties() {
			if confirmAgent(s, &p) != "" {
				codes = append(codes, "attorney")
				break
			}
		}
	}
	var out []string
	for _, row := range data.ConfirmationPapers {
		for _, code := range codes {
			if row.Code == code && code != "application" {
				out = append(out, row.Name)
			}
		}
	}
	return numbered(out)
}
