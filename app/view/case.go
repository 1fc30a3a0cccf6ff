package view

import (
	"strconv"
	"strings"

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
	Agreements    []AgreementView // newest first; void versions too
	FollowUps     []Card
	Confirmations []Card
	Escalations   []Card
	HandUps       []Card
	Ending        []Pair
	Papers        []Card
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
	if v.Number == "" {
		v.Number = w.T("case.no_number")
	}
	k := cards{w: w, c: c, committee: d.Store.Committee(), today: today}
	v.Intake, v.Mediators, v.Parties = k.intake(), k.mediators(), k.parties()
	v.Sessions, v.Inquiries, v.Evidence = k.sessions(), k.inquiries(), k.evidence()
	for i := len(c.Agreements) - 1; i >= 0; i-- {
		v.Agreements = append(v.Agreements, d.AgreementView(c, &c.Agreements[i]))
	}
	v.FollowUps, v.Confirmations = k.followUps(), k.confirmations()
	v.Escalations, v.HandUps = k.escalations(), k.handUps()
	v.Ending, v.Papers, v.Conflicts = k.ending(), k.papers(), d.conflicts(c)
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
	if len(c.Conflicts) > 0 {
		out = append(out, w.T("warn.conflicts", len(c.Conflicts)))
	}
	if c.Confirmable() != "" && c.Status != data.Void {
		out = append(out, w.T("warn.title"))
	}
	if c.Type == "01" {
		out = append(out, w.T("warn.family"))
	}
	for i := range c.Parties {
		p := &c.Parties[i]
		if p.Minor(today) && p.Guardian == "" {
			out = append(out, w.T("warn.minor", p.Name))
		}
		if p.Phone != "" && data.CheckPhone(p.Phone) != "" {
			out = append(out, w.T("warn.phone", p.Name))
		}
	}
	for _, e := range c.Escalations {
		if e.ReportedOn == 0 {
			out = append(out, w.T("warn.report"))
		}
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

func (k *cards) intake() []Pair {
	c := k.c
	source := data.Sources.Name(string(c.Source))
	if c.Organ != "" {
		source += "（" + data.Organs.Name(string(c.Organ)) + "）"
	}
	return pairs(
		k.label("intake.type", c.Type.Name()),
		k.label("intake.source", source),
		k.label("intake.referral_no", c.ReferralNo),
		k.label("intake.reply_due", c.ReplyDue.Chinese()),
		k.label("reply.on", c.RepliedOn.Chinese()),
		k.label("intake.received_on", c.ReceivedOn.Chinese()),
		k.label("accept.on", c.AcceptedOn.Chinese()),
		k.label("intake.place", c.Place),
		k.label("intake.summary", c.Summary),
		k.label("intake.requests", c.Requests),
		k.label("intake.claimed", money(c.Claimed)),
		k.label("intake.tags", strings.Join(c.Tags, "、")),
		k.yes(c.Open, "intake.open"),
		k.yes(c.Difficult, "intake.difficult"),
	)
}

func (k *cards) mediators() []Card {
	var out []Card
	for _, m := range k.c.Mediators {
		card := Card{ID: m.ID, Title: m.Name}
		if m.Chosen {
			card.Note = k.w.T("mediator.chosen")
		}
		if m.WithdrewOn != 0 {
			card.Note = k.w.T("mediator.withdrew", m.WithdrewOn.Chinese())
			card.Rows = pairs(k.label("mediators.reason", m.Reason))
		}
		out = append(out, card)
	}
	return out
}

func (k *cards) parties() []Card {
	var out []Card
	for i := range k.c.Parties {
		p := &k.c.Parties[i]
		card := Card{ID: p.ID, Title: k.w.T("role."+string(p.Role)) + " " + p.Name, Rows: k.party(p)}
		switch {
		case p.ConsentOn == 0:
			card.Note, card.Tone = k.w.T("party.no_consent"), Warn
		case p.InformedOn == 0:
			card.Note, card.Tone = k.w.T("party.uninformed"), Warn
		}
		out = append(out, card)
	}
	return out
}

func (k *cards) party(p *data.Party) []Pair {
	sex := ""
	if p.Sex != "" {
		sex = k.w.T("sex." + string(p.Sex))
	}
	return pairs(
		k.label("party.kind", k.w.T("kind."+string(p.Kind))),
		k.label("party.sex", sex),
		k.label("party.ethnicity", p.Ethnicity),
		k.label("party.age", number(p.AgeOn(k.today))),
		k.label("party.id_number", p.IDNumber.Masked()),
		k.label("party.credit_code", string(p.CreditCode)),
		k.label("party.legal_rep", strings.TrimSpace(p.LegalRep+" "+p.LegalRepPost)),
		k.label("party.job", p.Job),
		k.label("party.phone", p.Phone),
		k.label("party.reach", p.Reach),
		k.label("party.address", p.Address),
		k.label("party.group", number(p.Group)),
		k.label("party.guardian", p.Guardian),
		k.label("party.agent", p.Agent.Name),
		k.label("party.read_aloud_by", p.ReadAloudBy),
		k.label("party.consent_on", p.ConsentOn.Chinese()),
		k.label("party.informed_on", p.InformedOn.Chinese()),
	)
}

func (k *cards) names(ids []data.ElementID) string {
	var out []string
	for _, id := range ids {
		if p := k.c.Party(id); p != nil {
			out = append(out, p.Name)
		} else if m := k.committee.Mediator(id); m != nil {
			out = append(out, m.Name)
		}
	}
	return strings.Join(out, "、")
}

func (k *cards) sessions() []Card {
	var out []Card
	for i, s := range k.c.Sessions {
		when := s.On.Chinese()
		if s.Start != "" {
			when += " " + strings.Trim(s.Start+"-"+s.End, "-")
		}
		mode := ""
		if s.Mode != "" {
			mode = k.w.T("mode." + string(s.Mode))
		}
		out = append(out, Card{
			ID: s.ID, Title: k.w.T("session.title", i+1, s.On.Chinese()),
			Rows: pairs(
				k.label("session.on", when), k.label("session.place", s.Place), k.label("session.mode", mode),
				k.label("session.present", k.names(s.Present)), k.label("session.invited", s.Invited),
				k.label("session.mediators", k.names(s.Mediators)), k.label("session.recorder", s.Recorder),
				k.label("session.notes", s.Notes), k.label("session.result", s.Result),
				k.label("session.next_on", s.NextOn.Chinese()),
				k.yes(s.JudgeGuided, "session.judge"), k.yes(s.ReadToAll, "session.read"),
			),
		})
	}
	return out
}
