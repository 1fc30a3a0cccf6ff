package view

import (
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/form"
)

// FindingView is one thing to look at before a paper is printed, in plain words.
type FindingView struct {
	// Text says where and what, Hint what to do.
	Text, Hint string
	// Excerpt is the words in question, where it is about some.
	Excerpt string
	// Forbids says that the paper is not printed; any other the user may print all the same.
	Forbids bool
	Target  Target
}

// Target is the place where a finding is mended: the act whose page or dialog has the
// field, on which element, and which part of the field's text, in bytes.
type Target struct {
	Act        data.Move
	Element    data.ElementID
	Field      string
	Start, End int
}

// Findings returns what to look at before a paper of a case is printed, what forbids it
// first: of an agreement, the version with this ID. Nothing of a version that is fixed.
func (d *Desk) Findings(c *data.Case, code form.Code, agreement data.ElementID) []FindingView {
	k, s := d.checker(), form.Subject{Committee: d.Store.Committee(), Case: c}
	var found []data.Finding
	switch code {
	case form.Agreement:
		s.Agreement = c.Agreement(agreement)
		if s.Agreement == nil || s.Agreement.Frozen() {
			return nil
		}
		found = k.Agreement(c, s.Agreement)
	case form.Acceptance:
		found = k.Intake(c)
	}
	f, err := form.On(code, d.Today())
	if err != nil {
		return nil
	}
	return d.findings(c, s.Agreement, append(found, blanks(f, s, found)...))
}

// SessionFindings returns what to look at in the record of a meeting.
func (d *Desk) SessionFindings(c *data.Case, s *data.Session) []FindingView {
	return d.findings(c, nil, d.checker().Session(c, s))
}

// DraftFindings returns what to look at in an agreement while it is drafted, but for the
// parts that saving it asks for.
func (d *Desk) DraftFindings(c *data.Case, in AgreementForm) []FindingView {
	a := data.Agreement{Form: in.Form, On: in.On, Facts: in.Facts, Clauses: in.Clauses, Items: in.Items}
	found := slices.DeleteFunc(d.checker().Agreement(c, &a), func(f data.Finding) bool { return f.Gap() })
	return d.findings(c, &a, found)
}

func (d *Desk) checker() *data.Checker { return data.CheckerOn(d.Store.Committee(), d.Today()) }

// blank is the words of an entry of a paper that the record leaves blank.
const blank = "finding.blank"

// blanks returns the entries that the paper needs and the record lacks, but for those of
// which something was found already.
func blanks(f *form.Form, s form.Subject, found []data.Finding) []data.Finding {
	var out []data.Finding
	for _, e := range form.Missing(f, s) {
		if !slices.ContainsFunc(found, func(o data.Finding) bool { return o.Field == e.Key && o.Element == e.Party }) {
			out = append(out, data.Finding{Code: blank, Args: []string{strings.TrimRight(e.Label, "：")}, Field: e.Key, Element: e.Party})
		}
	}
	return out
}

// findings puts what is found into words, what forbids printing first.
func (d *Desk) findings(c *data.Case, a *data.Agreement, found []data.Finding) []FindingView {
	var out []FindingView
	for _, f := range found {
		var args []any
		for _, arg := range f.Args {
			args = append(args, arg)
		}
		m := message("", d.Words.T(f.Code, args...))
		if where := d.where(c, a, f.Element); where != "" {
			m.Text = d.Words.T("finding.where", where, m.Text)
		}
		out = append(out, FindingView{
			Text: m.Text, Hint: m.Hint, Excerpt: f.Text, Forbids: f.Severity == data.Forbids, Target: target(a, &f),
		})
	}
	slices.SortStableFunc(out, func(x, y FindingView) int { return order(x) - order(y) })
	return out
}

func order(v FindingView) int {
	if v.Forbids {
		return 0
	}
	return 1
}

// where names the part of the case or the agreement that a finding is about.
func (d *Desk) where(c *data.Case, a *data.Agreement, id data.ElementID) string {
	if a != nil && id != "" {
		if it := a.Item(id); it != nil {
			id = it.Clause
		}
		if i := slices.IndexFunc(a.Clauses, func(cl data.Clause) bool { return cl.ID == id }); i >= 0 {
			return d.Words.T("finding.clause", i+1)
		}
	}
	k := cards{w: d.Words, c: c}
	return k.about(id)
}

// Where the fields of the papers are mended: the act, and the field on its page.
var places = map[string]struct {
	act   data.Move
	field string
}{
	"case.number":      {data.MoveAccept, "accept.on"},
	"case.accepted_on": {data.MoveAccept, "accept.on"},
	"case.applicants":  {ActParty, "party.name"},
	"case.respondents": {ActParty, "party.name"},
	"case.type":        {ActEdit, "intake.type"},
	"case.source":      {ActEdit, "intake.source"},
	"case.summary":     {ActEdit, "intake.summary"},
	"case.requests":    {ActEdit, "intake.requests"},
	"item.amount":      {ActDraft, "agreement.items"},
	"item.due":         {ActDraft, "agreement.items"},
	"item.thing":       {ActDraft, "agreement.items"},
}

// target returns where a finding is mended.
func target(a *data.Agreement, f *data.Finding) Target {
	t := Target{Act: ActDraft, Element: f.Element, Field: f.Field, Start: f.Start, End: f.End}
	group, _, _ := strings.Cut(f.Field, ".")
	if p, ok := places[f.Field]; ok {
		t.Act, t.Field = p.act, p.field
	} else if group == "party" {
		t.Act = ActParty
	} else if group == "session" {
		t.Act = ActSession
	}
	if a == nil || t.Act != ActDraft {
		return t
	}
	if it := a.Item(t.Element); it != nil {
		t.Element = it.Clause
	}
	cl := clauseOf(a, t.Element)
	if cl == nil {
		return t
	}
	switch {
	case t.Field == "clause.purpose":
		t.Field = PurposeField(cl.Kind)
	case t.Field == "clause.from" && !cl.Kind.Money():
		t.Field = "clause.doer"
	}
	return t
}

// purposeFields names the field of what is owed, for the kinds that have one.
var purposeFields = map[data.ClauseKind]string{
	data.PayMoney: "clause.purpose", data.Support: "clause.purpose", data.DoAct: "clause.deed", data.HandOver: "clause.thing",
	data.Apologise: "clause.manner", data.Refrain: "clause.refrained", data.ShareUse: "clause.shared", data.BearCosts: "clause.costs",
}

// PurposeField returns the name of the field that asks what a clause of a kind is about,
// or an empty one where the kind has none.
func PurposeField(k data.ClauseKind) string { return purposeFields[k] }
