package data

import (
	"regexp"
	"slices"
	"strings"
)

// passages returns the texts of the clause.
func (cl *Clause) passages() []passage {
	return []passage{
		{field: "clause.purpose", element: cl.ID, text: cl.Purpose, clause: cl},
		{field: "clause.text", element: cl.ID, text: cl.Text, clause: cl},
	}
}

// says is all that the clause says in words.
func (cl *Clause) says() string { return cl.Purpose + "\n" + cl.Text }

// sumInWords finds a sum that belongs in a part of its own; penalties are none.
var (
	sumInWords = regexp.MustCompile(`[0-9０-９一二三四五六七八九十百千万]+(\.[0-9]+)?元`)
	penalties  = []string{"违约金", "滞纳金", "逾期"}
)

// completeness returns which parts a court or a reviewer would miss in the clause, beside
// those it cannot do without.
func (cl *Clause) completeness() findings {
	var out findings
	look := func(on bool, field, code string) { out.add(on, Finding{Code: code, Field: field, Element: cl.ID}) }
	switch {
	case cl.Kind.Money():
		look(cl.Method == "", "clause.method", "finding.method")
		look(cl.Method == Transfer && !containsAny(cl.says(), []string{"账户", "账号", "银行", "卡"}), "clause.text", "finding.account")
	case cl.Kind.Performable():
		look(len(cl.From) == 0, "clause.from", "finding.doer")
		look(cl.Due == 0, "clause.due", "finding.due")
		look(cl.Kind == DoAct && cl.AcceptedBy == "", "clause.accepted_by", "finding.acceptance")
		look(cl.Kind == HandOver && len(cl.To) == 0, "clause.to", "finding.receiver")
	case cl.Kind == OtherClause || cl.Kind == BearCosts && cl.Amount == 0:
		for _, p := range cl.passages() {
			if m := sumInWords.FindStringIndex(p.text); m != nil && !containsAny(p.text, penalties) {
				out = append(out, p.at(m[0], m[1], "finding.sum"))
				break
			}
		}
	}
	return out
}

// wording returns words of the clause that are easily confused, and what no court confirms.
func (cl *Clause) wording(c *Case, a *Agreement) findings {
	var out findings
	for _, p := range cl.passages() {
		if f, ok := p.first("finding.deposit", "订金"); ok && !strings.Contains(cl.says(), "定金") {
			out = append(out, f)
			break
		}
	}
	if mixesSupport(cl.says()) {
		out = append(out, Finding{Code: "finding.support_mixed", Field: "clause.text", Element: cl.ID})
	} else if f, ok := cl.supportWord(c, a); ok {
		out = append(out, f)
	}
	out = append(out, cl.damages(c, a)...)
	if code := cl.unconfirmable(); code != "" {
		out = append(out, Finding{Code: code, Field: "clause.text", Element: cl.ID})
	}
	return out
}

// lawful are the names that the law gives to compensation without fault.
var lawful = regexp.MustCompile(`(?:征地|征收|征用|土地|拆迁|安置|青苗|经济|生态|搬迁|房屋|林木|地上附着物)补偿|补偿安置`)

// expropriation finds compensation that the law does not call damages.
var expropriation = regexp.MustCompile(`(?:征地|征收|拆迁|青苗)赔偿`)

// damages tells damages for a fault (赔偿) from what is paid without one (补偿): both in
// one clause, the wrong name, or a payer to whom the facts give the fault.
func (cl *Clause) damages(c *Case, a *Agreement) findings {
	var out findings
	text := lawful.ReplaceAllString(cl.says(), "")
	both := strings.Contains(text, "赔偿") && strings.Contains(text, "补偿")
	out.add(both, Finding{Code: "finding.compensation", Field: "clause.text", Element: cl.ID})
	for _, p := range cl.passages() {
		if m := expropriation.FindStringIndex(p.text); m != nil {
			out = append(out, p.at(m[0], m[1], "finding.expropriation"))
		}
	}
	if p := cl.passages()[0]; cl.Kind == PayMoney && !both && strings.Contains(text, "补偿") && !lawful.MatchString(p.text) && cl.faultOf(c, a) {
		if f, ok := p.first("finding.fault", "补偿"); ok {
			out = append(out, f)
		}
	}
	return out
}

// faultOf reports whether the facts say that somebody who pays was at fault for the most part.
func (cl *Clause) faultOf(c *Case, a *Agreement) bool {
	return slices.ContainsFunc(cl.From, func(id ElementID) bool {
		p := c.Party(id)
		return p != nil && p.Name != "" &&
			regexp.MustCompile(regexp.QuoteMeta(p.Name)+`[^，。；、\n]{0,4}(?:负|承担)[^，。；、\n]{0,2}(?:全部|主要)责任`).MatchString(a.Facts)
	})
}

// completeness returns what the agreement as a whole leaves open.
func (a *Agreement) completeness(c *Case) findings {
	later, late := false, false
	for i := range a.Clauses {
		cl := &a.Clauses[i]
		later = later || cl.Kind.Performable() && cl.Due > a.On
		late = late || cl.Kind == OnDefault
	}
	var out findings
	look := func(on bool, field, code string) { out.add(on, Finding{Code: code, Field: field}) }
	look(a.Form == Oral && c.Type.Labour(), "agreement.form", "finding.labour_written")
	look(a.Form == Oral && later, "agreement.form", "finding.later_written")
	look(later && !late, "agreement.clauses", "finding.default")
	return out
}

// mixtures returns words that differ from clause to clause and should not.
func (a *Agreement) mixtures() findings {
	var out findings
	var text strings.Builder
	for i := range a.Clauses {
		text.WriteString(a.Clauses[i].says() + "\n")
	}
	both := strings.Contains(text.String(), "定金") && strings.Contains(text.String(), "订金")
	out.add(both, Finding{Code: "finding.deposit_both", Field: "agreement.clauses"})
	return out
}
