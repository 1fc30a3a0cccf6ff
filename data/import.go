package data

import (
	"regexp"
	"strconv"
	"strings"
)

// Import says that a case was not handled with this program but taken from a ledger kept
// before. Such a case counts in the totals as the ledger says; it has no dossier here.
type Import struct {
	// Batch is one import: all its cases can be taken back together.
	Batch ElementID `json:"batch,omitzero"`
	// From is the ledger's file name without its folder, Row the row in it, On the day it
	// was taken in.
	From string `json:"from,omitzero"`
	Row  int    `json:"row,omitzero"`
	On   Day    `json:"on,omitzero"`
	// Outcome and Amount, in fen, are what the ledger says of a case that has ended. An
	// open case has none, and goes on as any other.
	Outcome Outcome `json:"outcome,omitzero"`
	Amount  Fen     `json:"amount,omitzero"`
	// Performed says that the agreement was performed, as far as the ledger says.
	Performed bool `json:"performed,omitzero"`
	// Guest says that the case came packed from another committee, which counts it.
	Guest bool `json:"guest,omitzero"`
	// Result is what the ledger says of the outcome, word for word.
	Result string `json:"result,omitzero"`
}

// Imported reports whether the case was taken, ended, from a ledger kept before.
func (c *Case) Imported() bool { return c.Import.Outcome != "" && len(c.Agreements) == 0 }

// imported sets what a ledger kept before says of the case.
func (f *Fact) imported(c *Case) {
	if !c.Imported() {
		return
	}
	f.Outcome, f.Ground = c.Import.Outcome, ""
	if f.Outcome == OutcomeWritten || f.Outcome == OutcomeOral {
		f.Effective, f.Amount = c.ConcludedOn, c.Import.Amount
		if c.Import.Performed {
			f.Performance = FullyDone
		}
	}
}

// Parse reads a number that Format wrote with this template and short name of the place: the
// year and the running number in it. Signs and digits may be full-width or half-width.
func (t NumberTemplate) Parse(area, number string) (year, seq int, ok bool) {
	pattern := regexp.QuoteMeta(evenNumber(string(t)))
	pattern = strings.ReplaceAll(pattern, regexp.QuoteMeta("{地区}"), regexp.QuoteMeta(evenNumber(area)))
	pattern = strings.ReplaceAll(pattern, regexp.QuoteMeta("{年}"), `(?P<year>[0-9]{4})`)
	pattern = strings.ReplaceAll(pattern, regexp.QuoteMeta("{类型}"), `.*`)
	pattern = quotedSeq.ReplaceAllString(pattern, `(?P<seq>[0-9]{1,4})`)
	re, err := regexp.Compile("^" + pattern + "$")
	if err != nil {
		return 0, 0, false
	}
	m := re.FindStringSubmatch(evenNumber(number))
	y, s := re.SubexpIndex("year"), re.SubexpIndex("seq")
	if m == nil || y < 0 || s < 0 {
		return 0, 0, false
	}
	year, _ = strconv.Atoi(m[y]) // four digits
	seq, _ = strconv.Atoi(m[s])  // at most four digits
	return year, seq, seq > 0
}

var quotedSeq = regexp.MustCompile(`\\\{序号(?::[1-9])?\\\}`)

// SameNumber is the form of a case's number in which two writings of it are equal: brackets
// of any kind, full-width digits and spaces make no difference.
func SameNumber(number string) string { return evenNumber(number) }

func evenNumber(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '〔', '［', '【', '[':
			return '('
		case '〕', '］', '】', ']':
			return ')'
		case ' ', '\u3000':
			return -1
		}
		return r
	}, s)
	return halfWidth(s)
}
