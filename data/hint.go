package data

import (
	"regexp"
	"strings"
)

// Hint is something a reviewer or a court may object to in the text of an agreement.
// Hints stop nobody: the mediator decides.
type Hint struct {
	// Clause is the clause in question; empty for the agreement as a whole.
	Clause ElementID
	Code   string
}

// Hints returns what to look at once more in an agreement before it is printed: parts
// that are missing (a court rejects what is unclear: Interpretation of the Civil
// Procedure Law art. 358), words that are easily confused, and what no court confirms.
func (a *Agreement) Hints(c *Case) []Hint {
	var out []Hint
	for i := range a.Clauses {
		cl := &a.Clauses[i]
		for _, code := range cl.hints(c, a) {
			out = append(out, Hint{cl.ID, code})
		}
	}
	for _, code := range a.hints(c) {
		out = append(out, Hint{Code: code})
	}
	return out
}

type hintList []string

// add appends a code whose condition holds.
func (l *hintList) add(on bool, code string) {
	if on {
		*l = append(*l, code)
	}
}

func (a *Agreement) hints(c *Case) []string {
	var out hintList
	later, late := false, false
	var text strings.Builder
	for i := range a.Clauses {
		cl := &a.Clauses[i]
		later = later || cl.Kind.Performable() && cl.Due > a.On
		late = late || cl.Kind == OnDefault
		text.WriteString(cl.Purpose + "\n" + cl.Text + "\n")
	}
	words := text.String()
	out.add(a.Form == Oral && c.Type.Labour(), "hint.labour_written")
	out.add(a.Form == Oral && later, "hint.later_written")
	out.add(len(a.Clauses) > 0 && later && !late, "hint.default")
	out.add(strings.Contains(words, "赔偿") && strings.Contains(words, "补偿"), "lint.compensation")
	out.add(strings.Contains(words, "定金") && strings.Contains(words, "订金"), "lint.deposit_both")
	out.add(mixes(words, "赡养", "抚养", "扶养"), "lint.support_mixed")
	return out
}

// mixes reports whether a text has more than one of some words.
func mixes(text string, words ...string) bool {
	n := 0
	for _, w := range words {
		if strings.Contains(text, w) {
			n++
		}
	}
	return n > 1
}

// What a text should not leave open, and sums that belong in parts of their own.
var (
	vagueWords = []string{"尽快", "适当", "酌情", "大约", "左右", "若干", "有空", "方便的时候", "等等"}
	sumInWords = regexp.MustCompile(`[0-9０-９一二三四五六七八九十百千万]+(\.[0-9]+)?元`)
)

func (cl *Clause) hints(c *Case, a *Agreement) []string {
	var out hintList
	text := cl.Purpose + "\n" + cl.Text
	switch {
	case cl.Kind.Money():
		out.add(cl.Method == "", "hint.method")
		out.add(cl.Method == Transfer && !containsAny(text, []string{"账户", "账号", "银行", "卡"}), "hint.account")
	case cl.Kind.Performable():
		out.add(len(cl.From) == 0, "hint.doer")
		out.add(cl.Due == 0, "hint.due")
		out.add(cl.Kind == DoAct && cl.AcceptedBy == "", "hint.acceptance")
		out.add(cl.Kind == HandOver && len(cl.To) == 0, "hint.receiver")
	case cl.Kind == OtherClause || cl.Kind == BearCosts && cl.Amount == 0:
		out.add(sumInWords.MatchString(text), "hint.sum")
	}
	out.add(containsAny(text, vagueWords), "lint.vague")
	out.add(strings.Contains(text, "订金") && !strings.Contains(text, "定金"), "lint.deposit")
	if code := cl.supportWord(c, a, text); code != "" {
		out = append(out, code)
	}
	if code := cl.unconfirmable(); code != "" {
		out = append(out, code)
	}
	return out
}

// generation is the least number of years between parents and children.
const generation = 16

// supportWord checks the word for support against the ages of who pays and who
// receives: children support parents (赡养), parents raise children (抚养), husband,
// wife, brothers and sisters support each other (扶养); Civil Code arts. 1059, 1067, 1075.
func (cl *Clause) supportWord(c *Case, a *Agreement, text string) string {
	older, known := cl.yearsOlder(c, a)
	switch {
	case !known:
		return ""
	case strings.Contains(text, "赡养") && older < 0:
		return "lint.support_parent"
	case strings.Contains(text, "抚养") && older >= generation:
		return "lint.support_child"
	case strings.Contains(text, "扶养") && (older >= generation || -older >= generation):
		return "lint.support_equal"
	}
	return ""
}

// yearsOlder returns how many years the first who receives is older than the first who
// pays, where both are persons whose ages are known.
func (cl *Clause) yearsOlder(c *Case, a *Agreement) (int, bool) {
	if len(cl.From) == 0 || len(cl.To) == 0 {
		return 0, false
	}
	from, to := c.Party(cl.From[0]), c.Party(cl.To[0])
	if from == nil || to == nil || from.Kind != Person || to.Kind != Person {
		return 0, false
	}
	payer, payee := from.AgeOn(a.On), to.AgeOn(a.On)
	return payee - payer, payer > 0 && payee > 0
}
