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
	// Act is empty for what no act on the case mends.
	Act        data.Move
	Element    data.ElementID
	Field      string
	Start, End int
}

// Findings returns what to look at before a paper of a case is printed, what forbids it
// first; element is what of the case the paper is about, as in form.Ref. Nothing of an
// agreement that is fixed, and of no such paper.
func (d *Desk) Findings(c *data.Case, code form.Code, element data.ElementID) []FindingView {
	f, s, err := d.subject(c, form.Ref{Code: code, Element: element})
	if err != nil {
		return nil
	}
	k := d.checker()
	var a *data.Agreement
	var found []data.Finding
	switch code {
	case form.Agreement, form.OralAgreement:
		if a = c.Agreement(element); a == nil || a.Frozen() || a.EffectiveOn != 0 {
			return nil
		}
		found = k.Agreement(c, a)
	case form.Acceptance:
		found = k.Intake(c)
	case form.Record:
		if i := slices.IndexFunc(c.Sessions, func(m data.Session) bool { return m.ID == element }); i >= 0 {
			found = k.Session(c, &c.Sessions[i])
		}
	}
	return d.findings(c, a, append(found, blanks(f, s, found)...))
}

// PaperFindings returns what to look at in several papers together, what forbids one first.
// What is lacking in more than one of them is told once.
func (d *Desk) PaperFindings(c *data.Case, refs []form.Ref) []FindingView {
	var out []FindingView
	type told struct {
		text string
		at   Target
	}
	seen := map[told]bool{}
	for _, ref := range refs {
		for _, v := range d.Findings(c, ref.Code, ref.Element) {
			if key := (told{v.Text, v.Target}); !seen[key] {
				seen[key] = true
				if len(refs) > 1 {
					v.Text = d.Words.T("finding.where", FormTitle(string(ref.Code)), v.Text)
				}
				out = append(out, v)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y FindingView) int { return order(x) - order(y) })
	return out
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
		about := e.Party
		if group, _, _ := strings.Cut(e.Key, "."); about == "" && ofElement[group] {
			about = s.Element
		}
		if e.Key == "case.number" && s.Case != nil && s.Case.NumberWaits() {
			out = append(out, numberWaits(f))
			continue
		}
		if !slices.ContainsFunc(found, func(o data.Finding) bool { return o.Field == e.Key && o.Element == about }) {
			out = append(out, data.Finding{Code: blank, Args: []string{strings.TrimRight(e.Label, "：")}, Field: e.Key, Element: about})
		}
	}
	return out
}

// numberWaits says that the paper is to bear a number that the case does not have yet. An
// agreement is signed and stays as it is, so that it waits for it.
func numberWaits(f *form.Form) data.Finding {
	out := data.Finding{Code: "finding.number_waits", Field: "case.number"}
	if f.Code == form.Agreement {
		out.Severity = data.Forbids
	}
	return out
}

// ofElement are the groups of fields that belong to the one thing of the case that a paper
// is about.
var ofElement = map[string]bool{
	"agent": true, "address": true, "inquiry": true, "evidence": true, "session": true, "escalation": true, "followup": true,
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

// place is where a field is mended: the act, and the field on its page.
type place struct {
	act   data.Move
	field string
}

// places are where the fields of the papers are mended that the acts call by other names.
var places = map[string]place{
	"case.number":       {data.MoveAccept, "accept.on"},
	"case.accepted_on":  {data.MoveAccept, "accept.on"},
	"case.applicants":   {ActParty, "party.name"},
	"case.respondents":  {ActParty, "party.name"},
	"case.parties":      {ActParty, "party.name"},
	"case.type":         {ActEdit, "intake.type"},
	"case.source":       {ActEdit, "intake.source"},
	"case.summary":      {ActEdit, "intake.summary"},
	"case.requests":     {ActEdit, "intake.requests"},
	"case.mediators":    {ActMediator, "accept.mediators"},
	"case.mediated":     {ActSession, "session.on"},
	"case.sessions":     {ActSession, "session.on"},
	"case.archived_on":  {data.MoveArchive, "archive.on"},
	"case.retention":    {data.MoveArchive, "archive.retention"},
	"volume.filed_by":   {data.MoveArchive, "archive.filed_by"},
	"volume.pages":      {data.MoveArchive, "archive.pages"},
	"volume.statement":  {data.MoveArchive, "archive.statement"},
	"party.informed_on": {ActInform, "inform.on"},
	"party.openness":    {ActInform, "inform.openness"},
	"item.amount":       {ActDraft, "agreement.items"},
	"item.due":          {ActDraft, "agreement.items"},
	"item.thing":        {ActDraft, "agreement.items"},
}

// groups are the acts that mend all other fields, by the first word of the field's name.
// What none mends stands in no case.
var groups = map[string]data.Move{
	"agreement": ActDraft, "clause": ActDraft, "party": ActParty, "agent": ActParty, "address": ActParty, "session": ActSession,
	"inquiry": ActInquiry, "evidence": ActEvidence, "escalation": ActEscalate, "followup": ActFollowUp, "confirm": ActConfirm,
	"termination": data.MoveTerminate, "handup": data.MoveHandUp,
}

// target returns where a finding is mended.
func target(a *data.Agreement, f *data.Finding) Target {
	group, _, _ := strings.Cut(f.Field, ".")
	t := Target{Act: groups[group], Element: f.Element, Field: f.Field, Start: f.Start, End: f.End}
	if p, ok := places[f.Field]; ok {
		t.Act, t.Field = p.act, p.field
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
