package view

import (
	"strconv"
	"strings"

	"woshou/data"
	"woshou/data/sheet"
)

// SubsidyRow is one case of the subsidy sheet, or one that is left out of it.
type SubsidyRow struct {
	Case          data.CaseID
	Number, Title string
	Closed        string
	Grade, Form   string
	Papers        string
	Pay, Shares   string
	// Why says why the case is left out, and what its dossier lacks.
	Why string
}

// SubsidySum is what one mediator gets.
type SubsidySum struct{ Name, Cases, Pay string }

// SubsidyView is the application for subsidies (补贴申报表) of a period.
type SubsidyView struct {
	Period     string
	Rows, Left []SubsidyRow
	Sums       []SubsidySum
	Total      string
	Terms      data.SubsidyTerms
	// Rules says by what terms, in lines; Shipped that they are only the example.
	Rules   []string
	Shipped bool
}

// subsidySheet computes the sheet from the cases that were closed in the period.
func (d *Desk) subsidySheet(p data.Period) *data.SubsidySheet {
	var closed []*data.Case
	rows := d.Store.Rows()
	for i := range rows {
		if !p.Has(rows[i].Fact.Closed) {
			continue
		}
		if c, err := d.Store.Case(rows[i].ID); err == nil { // a case that cannot be read is told where it is opened
			closed = append(closed, c)
		}
	}
	return data.Subsidy(d.Store.Committee(), closed, p)
}

// SubsidyView prepares the subsidy sheet of a period.
func (d *Desk) SubsidyView(p data.Period) *SubsidyView {
	w, c, s := d.Words, d.Store.Committee(), d.subsidySheet(p)
	v := &SubsidyView{
		Period: periodText(w, p), Total: s.Total.Grouped() + "元", Terms: c.SubsidyRule(), Shipped: len(c.Subsidy.Grades) == 0,
	}
	for _, l := range s.Lines {
		v.Rows = append(v.Rows, SubsidyRow{
			Case: l.Case, Number: l.Number, Title: l.Title, Closed: l.Closed.String(), Grade: gradeText(l),
			Form: data.Outcomes.Name(string(l.Outcome)), Papers: w.T("subsidy.papers", l.Papers), Pay: l.Pay.Grouped() + "元", Shares: shares(l.Shares),
		})
	}
	for _, l := range s.Left {
		v.Left = append(v.Left, SubsidyRow{Case: l.Case, Number: l.Number, Title: l.Title, Closed: l.Closed.String(), Why: d.leftOut(l)})
	}
	for _, x := range s.Sums {
		v.Sums = append(v.Sums, SubsidySum{x.Name, strconv.Itoa(x.Cases), x.Pay.Grouped() + "元"})
	}
	v.Rules = d.subsidyRules(&v.Terms)
	return v
}

func gradeText(l data.SubsidyLine) string {
	if l.Percent == 100 {
		return l.Grade
	}
	return l.Grade + " " + strconv.Itoa(l.Percent) + "%"
}

// shares names the mediators, with what each gets where they are several.
func shares(list []data.Share) string {
	var out []string
	for _, x := range list {
		text := x.Name
		if len(list) > 1 {
			text += " " + x.Pay.Grouped()
		}
		out = append(out, text)
	}
	return strings.Join(out, "、")
}

// leftOut says why a case is not paid for, with the reasons of archiving for what its
// dossier lacks.
func (d *Desk) leftOut(l data.SubsidyLeft) string {
	text := d.Words.T("subsidy.left." + l.Code)
	if l.Code != data.LeftIncomplete {
		return text
	}
	var lacks []string
	for _, x := range l.Lacks {
		lacks = append(lacks, Reason(d.Words, &data.Refused{Code: x.Code}))
	}
	return text + "：" + strings.Join(lacks, " ")
}

// subsidyRules spells the terms out, a grade a line.
func (d *Desk) subsidyRules(t *data.SubsidyTerms) []string {
	w := d.Words
	var out []string
	for i, g := range t.Grades {
		var marks []string
		if g.People > 0 {
			marks = append(marks, w.T("subsidy.mark.people", g.People))
		}
		if g.Amount > 0 {
			marks = append(marks, w.T("subsidy.mark.amount", g.Amount.Grouped()))
		}
		if g.Sessions > 0 {
			marks = append(marks, w.T("subsidy.mark.sessions", g.Sessions))
		}
		if g.Difficult {
			marks = append(marks, w.T("subsidy.mark.difficult"))
		}
		text := w.T("subsidy.mark.rest")
		if i > 0 {
			text = strings.Join(marks, w.T("subsidy.mark.or"))
		}
		out = append(out, w.T("subsidy.rule", g.Name, g.Pay.Grouped(), text))
	}
	out = append(out, w.T("subsidy.percents", t.OralPercent, t.FailedPercent))
	if !t.Unperformed {
		out = append(out, w.T("subsidy.performed_only"))
	}
	return out
}

// SetSubsidyTerms changes how oral and failed cases are paid.
func (d *Desk) SetSubsidyTerms(oral, failed int, unperformed bool) error {
	return d.subsidyTerms(func(t *data.SubsidyTerms) { t.OralPercent, t.FailedPercent, t.Unperformed = oral, failed, unperformed })
}

// SetSubsidyGrade changes a grade, or adds one above the others.
func (d *Desk) SetSubsidyGrade(g data.SubsidyGrade) error {
	g.Name = strings.TrimSpace(g.Name)
	if err := g.Check(); err != nil {
		return err
	}
	return d.subsidyTerms(func(t *data.SubsidyTerms) {
		if g.ID == "" {
			g.ID = data.NewElementID()
		}
		t.Grades = put(t.Grades, g, func(o *data.SubsidyGrade) bool { return o.ID == g.ID })
	})
}

func (d *Desk) subsidyTerms(edit func(*data.SubsidyTerms)) error {
	terms := d.Store.Committee().SubsidyRule()
	edit(&terms)
	if err := terms.Check(); err != nil {
		return err
	}
	return d.committee("subsidy", func(c *data.Committee) { c.Subsidy = terms })
}

// SubsidySheet is the application for a spreadsheet.
func (d *Desk) SubsidySheet(p data.Period) sheet.Sheet {
	w, s, v := d.Words, d.subsidySheet(p), d.SubsidyView(p)
	out := sheet.Sheet{
		Name: w.T("subsidy.sheet"), Title: w.T("subsidy.title"), Subtitle: d.Store.Committee().Name + "　" + v.Period, Foot: v.Rules,
		Columns: []sheet.Column{
			{Head: w.T("subsidy.seq"), Width: 4}, {Head: w.T("ledger.number"), Width: 16}, {Head: w.T("subsidy.case"), Width: 20}, {Head: w.T("subsidy.closed"), Width: 8},
			{Head: w.T("subsidy.form"), Width: 9}, {Head: w.T("subsidy.grade"), Width: 7}, {Head: w.T("subsidy.proof"), Width: 8},
			{Head: w.T("subsidy.who"), Width: 14}, {Head: w.T("subsidy.pay"), Width: 9},
		},
		Sum: []sheet.Cell{{}, sheet.Text(w.T("subsidy.total")), {}, {}, {}, {}, {}, {}, sheet.Money(s.Total)},
	}
	for i, r := range v.Rows {
		out.Rows = append(out.Rows, []sheet.Cell{
			sheet.Whole(i + 1), sheet.Text(r.Number), sheet.Text(r.Title), sheet.Day(s.Lines[i].Closed), sheet.Text(r.Form), sheet.Text(r.Grade),
			sheet.Text(r.Papers), sheet.Text(r.Shares), sheet.Money(s.Lines[i].Pay),
		})
	}
	for _, x := range v.Sums {
		out.Foot = append(out.Foot, w.T("subsidy.sum", x.Name, x.Cases, x.Pay))
	}
	for _, r := range v.Left {
		out.Foot = append(out.Foot, w.T("subsidy.not", r.Number, r.Why))
	}
	return out
}
