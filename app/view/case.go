package view

import (
	"strconv"

	"woshou/data"
)

// Tone says how a word is coloured.
type Tone string

// The tones, from nothing to say to something wrong.
const (
	Plain Tone = ""
	Busy  Tone = "busy"
	Good  Tone = "good"
	Warn  Tone = "warn"
	Bad   Tone = "bad"
)

// StatusTone returns the tone of a status.
func StatusTone(s data.Status) Tone {
	switch s {
	case data.Applied, data.PendingMarks, data.HandedUp:
		return Warn
	case data.Accepted, data.Investigating, data.Mediating, data.Agreed, data.Performing:
		return Busy
	case data.Performed, data.Closed:
		return Good
	case data.Defaulted:
		return Bad
	}
	return Plain
}

// Pair is one line of a card: what it is, and what the record says.
type Pair struct{ Label, Value string }

// Card is one part of a case: a party, a meeting, a return visit. ID is the part's.
type Card struct {
	ID    data.ElementID
	Title string
	Note  string // what is missing or special, in a few words
	Tone  Tone
	Rows  []Pair
	// Full are the rows with what Rows keep covered; nil where nothing is.
	Full []Pair
}

// Stage is one station of the progress line.
type Stage struct {
	Label         string
	Done, Current bool
}

// CaseView is the case screen: the head, one recommended step, all acts, and the
// contents of the tabs.
type CaseView struct {
	Case   *data.Case
	Title  string // the case's name as on the dossier
	Number string // the printed number, or a word for none yet
	Status string
	Tone   Tone
	Stages []Stage
	Next   Step
	Moves  []MoveView
	Dues   []DueRow
	// Warnings are sentences to read before promising anything.
	Warnings []string

	Intake        []Pair
	Mediators     []Card
	Parties       []Card
	Sessions      []Card
	Inquiries     []Card
	Evidence      []Card
	Agreements    []AgreementView // newest first; void versions too, where anybody had them
	FollowUps     []Card
	Confirmations []Card
	Advices       []Card
	CourtActions  []Card
	Remediations  []Card
	Escalations   []Card
	HandUps       []Card
	Ending        []Pair
	Reopenings    []Card
	Dossier       DossierView
	Papers        []PaperRow
	Conflicts     []Conflict
}

// CaseView prepares the case screen.
func (d *Desk) CaseView(c *data.Case) *CaseView {
	w, today := d.Words, d.Today()
	v := &CaseView{
		Case: c, Title: c.Title(), Number: c.Number,
		Status: w.T("status." + string(c.Status)), Tone: StatusTone(c.Status),
		Stages: stages(w, c), Next: NextStep(w, c, today), Moves: Moves(w, c, today),
		Dues: d.dueRows(c), Warnings: warnings(w, c, today),
	}
	switch {
	case c.NumberWaits():
		v.Number = w.T("case.number_waits")
	case v.Number == "":
		v.Number = w.T("case.no_number")
	}
	k := cards{w: w, c: c, committee: d.Store.Committee(), today: today}
	v.Intake, v.Mediators, v.Parties = k.intake(), k.mediators(), k.parties()
	v.Sessions, v.Inquiries, v.Evidence = k.sessions(), k.inquiries(), k.evidence()
	for i := len(c.Agreements) - 1; i >= 0; i-- {
		if a := &c.Agreements[i]; !a.NeverOut() || len(c.AttachmentsOf(a.ID)) > 0 {
			v.Agreements = append(v.Agreements, d.AgreementView(c, a))
		}
	}
	v.FollowUps, v.Confirmations = k.followUps(), k.confirmations()
	v.Advices, v.CourtActions, v.Remediations = k.advices(), k.courtActions(), k.remediations()
	v.Escalations, v.HandUps = k.escalations(), k.handUps()
	v.Reopenings, v.Dossier = k.reopenings(), k.dossier()
	v.Ending, v.Papers, v.Conflicts = k.ending(), d.PaperRows(c), d.conflicts(c)
	v.cover(w)
	if d.Store.Access() == data.Reads {
		v.readOnly(w)
	}
	return v
}

// Move returns the view of one act.
func (v *CaseView) Move(act data.Move) MoveView {
	for _, m := range v.Moves {
		if m.Act == act {
			return m
		}
	}
	return MoveView{Act: act}
}

// stages returns the progress line: 登记 受理 调解 协议 签章 履行 结案 归档.
func stages(w Words, c *data.Case) []Stage {
	a := c.Current()
	written := a == nil || a.Form == data.Written
	reached := map[data.Status]int{
		data.Draft: 0, data.Applied: 1, data.Accepted: 2, data.Investigating: 2, data.Mediating: 2, data.Suspended: 2,
		data.Agreed: 3, data.PendingMarks: 4, data.Performing: 5, data.Defaulted: 5, data.Performed: 6,
		data.RefusedCase: 6, data.Terminated: 6, data.Withdrawn: 6, data.HandedUp: 6, data.Closed: 7, data.Archived: 8, data.Void: -1,
	}[c.Status]
	var out []Stage
	for i, name := range []string{
		w.T("stage.intake"), w.T("stage.accept"), w.T("stage.mediate"), w.T("stage.agree"),
		w.T("stage.sign"), w.T("stage.perform"), w.T("stage.close"), w.T("stage.archive"),
	} {
		skipped := i == 4 && !written || i >= 3 && i <= 5 && reached >= 6 && (a == nil || !a.InForce())
		if !skipped {
			out = append(out, Stage{Label: name, Done: i < reached, Current: i == reached})
		}
	}
	return out
}

// warnings returns what the mediator should know before promising anything.
func warnings(w Words, c *data.Case, today data.Day) []string {
	var out []string
	if note := importNote(w, c); note != "" {
		out = append(out, note)
	}
	if len(c.Conflicts) > 0 {
		out = append(out, w.T("warn.conflicts", len(c.Conflicts)))
	}
	if h := c.CameBack(); h != nil {
		out = append(out, w.T("warn.returned", h.To, h.ReturnedOn.Chinese(), h.Result))
		if h.Missing != "" {
			out = append(out, w.T("warn.missing", h.Missing))
		}
	}
	if c.Confirmable() != "" && c.Status != data.Void {
		out = append(out, w.T("warn.title"))
	}
	if c.Type.Main() == "01" {
		out = append(out, w.T("warn.family"))
	}
	for i := range c.Parties {
		out = append(out, partyWarnings(w, &c.Parties[i], today)...)
	}
	for i := range c.Mediators {
		if m := &c.Mediators[i]; m.Bound() {
			out = append(out, w.T("warn.relation", m.Name))
		}
	}
	for i := range c.Escalations {
		e := &c.Escalations[i]
		if e.ReportedOn == 0 {
			out = append(out, w.T("warn.report"))
		}
		if e.MustReport(data.FamilyViolence) {
			out = append(out, w.T("warn.violence"))
		}
		if e.MustReport(data.MinorInvolved) {
			out = append(out, w.T("warn.child_harm"))
		}
	}
	return out
}

// partyWarnings returns what is missing beside a party.
func partyWarnings(w Words, p *data.Party, today data.Day) []string {
	var out []string
	switch {
	case p.Minor(today) && p.Guardian == "":
		out = append(out, w.T("warn.minor", p.Name))
	case p.Child(today) && p.GuardianConsentOn == 0:
		out = append(out, w.T("warn.child", p.Name))
	}
	if p.Phone != "" && data.CheckPhone(p.Phone) != "" {
		out = append(out, w.T("warn.phone", p.Name))
	}
	if p.Agent.Name != "" && p.Agent.PowerOn == 0 {
		out = append(out, w.T("warn.power", p.Agent.Name))
	}
	if p.Kind == data.Company && p.LegalRep == "" {
		out = append(out, w.T("warn.legal_rep", p.Name))
	}
	return out
}

// cards makes the contents of the tabs.
type cards struct {
	w         Words
	c         *data.Case
	committee *data.Committee
	today     data.Day
}

// pairs leaves out the lines that say nothing.
func pairs(rows ...Pair) []Pair {
	var out []Pair
	for _, r := range rows {
		if r.Value != "" {
			out = append(out, r)
		}
	}
	return out
}

func (k *cards) label(field, value string) Pair { return Pair{k.w.T("field." + field), value} }

func (k *cards) yes(on bool, field string) Pair {
	if !on {
		return Pair{}
	}
	return k.label(field, k.w.T("yes"))
}

func money(f data.Fen) string {
	if f == 0 {
		return ""
	}
	return f.Grouped() + "元"
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
