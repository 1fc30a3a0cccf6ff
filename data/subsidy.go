package data

import (
	"slices"
	"sync"
)

// SubsidyTerms is a county's rule for paying mediators by the case (以案定补):
// People's Mediation Law art. 16. Amounts are in fen.
type SubsidyTerms struct {
	// OralPercent and FailedPercent are what an oral agreement and a case without
	// agreement are paid, of the grade's amount; 0 pays nothing.
	OralPercent   int `json:"oral_percent,omitzero"`
	FailedPercent int `json:"failed_percent,omitzero"`
	// Unperformed pays cases too whose agreement is not performed yet.
	Unperformed bool           `json:"unperformed,omitzero"`
	Grades      []SubsidyGrade `json:"grades,omitzero"`
}

// SubsidyGrade is one grade of difficulty (简易、一般、疑难、重大). A case is of the last
// grade of which it reaches any mark; the first grade asks nothing.
type SubsidyGrade struct {
	ID   ElementID `json:"id,omitzero"`
	Name string    `json:"name,omitzero"`
	// People, Amount in fen and Sessions are the least that make the grade; 0 is no mark.
	People   int `json:"people,omitzero"`
	Amount   Fen `json:"amount,omitzero"`
	Sessions int `json:"sessions,omitzero"`
	// Difficult makes every case of the grade that is marked as difficult.
	Difficult bool `json:"difficult,omitzero"`
	// Pay is what one case of the grade is paid.
	Pay Fen `json:"pay,omitzero"`
}

// ShippedSubsidy returns the example terms of data/lists/subsidy.json, for a county
// to change.
func ShippedSubsidy() SubsidyTerms {
	t := shippedSubsidy()
	t.Grades = slices.Clone(t.Grades)
	return t
}

var shippedSubsidy = sync.OnceValue(func() (t SubsidyTerms) {
	readList("subsidy", &t)
	return t
})

// SubsidyRule returns the committee's terms, or the shipped example while it has none.
func (c *Committee) SubsidyRule() SubsidyTerms {
	if len(c.Subsidy.Grades) == 0 {
		return ShippedSubsidy()
	}
	return c.Subsidy
}

// Check returns *Invalid for the first part of the terms that cannot be paid by.
func (t *SubsidyTerms) Check() error {
	for field, n := range map[string]int{"subsidy.oral_percent": t.OralPercent, "subsidy.failed_percent": t.FailedPercent} {
		if n < 0 || n > 100 {
			return invalid(field, "percent.range")
		}
	}
	if len(t.Grades) == 0 {
		return invalid("subsidy.grades", "list.empty")
	}
	for _, g := range t.Grades {
		if err := g.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Check returns *Invalid for the first field of the grade that cannot be paid by.
func (g *SubsidyGrade) Check() error {
	switch {
	case g.Name == "":
		return invalid("grade.name", "name.empty")
	case g.People < 0 || g.Sessions < 0:
		return invalid("grade.people", "count.form")
	case g.Amount < 0 || g.Amount > MaxAmount:
		return invalid("grade.amount", "amount.large")
	case g.Pay < 0 || g.Pay > maxSubsidy:
		return invalid("grade.pay", "amount.large")
	}
	return nil
}

// maxSubsidy bounds one case's pay, in fen: far above any county's rule.
const maxSubsidy = 100_000_00

// Grade returns the grade of a case, nil when the terms have none.
func (t *SubsidyTerms) Grade(c *Case) *SubsidyGrade {
	amount := c.Claimed
	if len(c.InForce()) > 0 {
		amount = c.Moved()
	}
	for i := len(t.Grades) - 1; i > 0; i-- {
		g := &t.Grades[i]
		if g.People > 0 && c.People() >= g.People || g.Amount > 0 && amount >= g.Amount ||
			g.Sessions > 0 && len(c.Sessions) >= g.Sessions || g.Difficult && c.Difficult {
			return g
		}
	}
	if len(t.Grades) == 0 {
		return nil
	}
	return &t.Grades[0]
}

// SubsidySheet is the application for a period's subsidies (补贴申报表).
type SubsidySheet struct {
	Period Period
	Lines  []SubsidyLine
	// Left are the period's closed cases that are not paid for, with the reason.
	Left []SubsidyLeft
	// Sums are what each mediator gets, in the order of the committee's list.
	Sums  []Share
	Total Fen
}

// SubsidyLine is one case that is paid for.
type SubsidyLine struct {
	Case          CaseID
	Number, Title string
	Type          DisputeType
	Closed        Day
	Outcome       Outcome
	Grade         string
	// Percent of the grade's amount that the case is paid; Pay is what that comes to, in fen.
	Percent int
	Pay     Fen
	Shares  []Share
	// Papers is how many of the nine parts of the dossier are there: its proof.
	Papers int
}

// Share is what one mediator gets, in fen, and of how many cases.
type Share struct {
	Mediator ElementID
	Name     string
	Cases    int
	Pay      Fen
}

// SubsidyLeft is a closed case that is not paid for. Code is why; Lacks are the
// dossier's items that are missing.
type SubsidyLeft struct {
	Case          CaseID
	Number, Title string
	Closed        Day
	Code          string
	Lacks         []Lack
}

// Why a closed case is left out of the sheet.
const (
	LeftRefused     = "refused"
	LeftFailed      = "failed"
	LeftOral        = "oral"
	LeftUnperformed = "unperformed"
	LeftIncomplete  = "incomplete"
	LeftNobody      = "nobody"
)

// Subsidy returns the sheet of a period: every case closed in it, paid by the
// committee's terms or left out with the reason. A pure function of the cases.
func Subsidy(c *Committee, cases []*Case, p Period) *SubsidySheet {
	terms := c.SubsidyRule()
	s := &SubsidySheet{Period: p}
	for _, k := range cases {
		if k.Status == Void || k.Import.Guest || !p.Has(k.ClosedOn) {
			continue
		}
		percent, left := terms.percent(k)
		_, lacks := proof(k)
		switch {
		case left != "":
		case len(lacks) > 0:
			left = LeftIncomplete
		case len(k.ActiveMediators()) == 0:
			left = LeftNobody
		}
		if left != "" {
			s.Left = append(s.Left, SubsidyLeft{k.ID, k.Number, k.Title(), k.ClosedOn, left, lacks})
			continue
		}
		s.pay(k, terms.Grade(k), percent)
	}
	slices.SortStableFunc(s.Lines, func(a, b SubsidyLine) int { return int(a.Closed - b.Closed) })
	slices.SortStableFunc(s.Left, func(a, b SubsidyLeft) int { return int(a.Closed - b.Closed) })
	s.sum(c)
	return s
}

// proof returns how many parts of a case's dossier are there, and what keeps it from
// being complete.
func proof(k *Case) (papers int, lacks []Lack) {
	for _, item := range Dossier(k) {
		if item.Count > 0 {
			papers++
		}
		lacks = append(lacks, item.Lacks...)
	}
	return papers, lacks
}

// percent returns how much of its grade a case is paid, or why it is not.
func (t *SubsidyTerms) percent(k *Case) (percent int, left string) {
	f, _ := FactOf(k)
	switch f.Outcome {
	case OutcomeWritten:
		percent = 100
	case OutcomeOral:
		percent, left = t.OralPercent, LeftOral
	case OutcomeFailed:
		percent, left = t.FailedPercent, LeftFailed
	case OutcomeRefused:
		return 0, LeftRefused
	default:
		return 0, LeftFailed
	}
	switch {
	case percent == 0:
		return 0, left
	case f.Outcome != OutcomeFailed && !t.Unperformed && !k.Performed(k.ClosedOn): // of support, what is due so far
		return 0, LeftUnperformed
	}
	return percent, ""
}

// pay adds a case's line. Its pay is split evenly among its mediators; the fen that
// do not divide go to the first of them, one each.
func (s *SubsidySheet) pay(k *Case, g *SubsidyGrade, percent int) {
	f, _ := FactOf(k)
	papers, _ := proof(k)
	line := SubsidyLine{
		Case: k.ID, Number: k.Number, Title: k.Title(), Type: k.Type, Closed: k.ClosedOn, Outcome: f.Outcome,
		Grade: g.Name, Percent: percent, Pay: (g.Pay*Fen(percent) + 50) / 100, Papers: papers,
	}
	who := k.ActiveMediators()
	each, rest := line.Pay/Fen(len(who)), int(line.Pay%Fen(len(who)))
	for i, m := range who {
		pay := each
		if i < rest {
			pay++
		}
		line.Shares = append(line.Shares, Share{m.Mediator, m.Name, 1, pay})
	}
	s.Lines = append(s.Lines, line)
	s.Total += line.Pay
}

// sum adds up what each mediator gets.
func (s *SubsidySheet) sum(c *Committee) {
	byID := map[ElementID]*Share{}
	var order []ElementID
	for _, m := range c.Mediators {
		byID[m.ID] = &Share{Mediator: m.ID, Name: m.Name}
		order = append(order, m.ID)
	}
	for _, line := range s.Lines {
		for _, share := range line.Shares {
			if byID[share.Mediator] == nil {
				byID[share.Mediator] = &Share{Mediator: share.Mediator, Name: share.Name}
				order = append(order, share.Mediator)
			}
			sum := byID[share.Mediator]
			sum.Cases++
			sum.Pay += share.Pay
		}
	}
	for _, id := range order {
		if byID[id].Cases > 0 {
			s.Sums = append(s.Sums, *byID[id])
		}
	}
}
