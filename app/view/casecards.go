package view

import (
	"strings"

	"woshou/data"
)

func (k *cards) intake() []Pair {
	c := k.c
	source := data.ListOf(data.ListSources, k.committee).Name(string(c.Source))
	if c.Organ != "" {
		source += "（" + data.ListOf(data.ListOrgans, k.committee).Name(string(c.Organ)) + "）"
	}
	return pairs(
		k.label("intake.type", data.ListOf(data.ListDisputeTypes, k.committee).Name(string(c.Type))),
		k.label("intake.source", source),
		k.label("intake.way", k.code("way.", string(c.Way))),
		k.label("intake.oral_by", k.names([]data.ElementID{c.OralBy})),
		k.label("intake.read_back_on", c.ReadBackOn.Chinese()),
		k.label("intake.organ_name", c.OrganName),
		k.label("intake.referral_no", c.ReferralNo),
		k.label("intake.received_on", c.ReceivedOn.Chinese()),
		k.label("intake.reply_due", c.ReplyDue.Chinese()),
		k.label("reply.on", c.RepliedOn.Chinese()),
		k.label("feedback.on", c.Feedback.On.Chinese()),
		k.label("feedback.result", k.outcome(c.Feedback)),
		k.label("accept.on", c.AcceptedOn.Chinese()),
		k.label("intake.place", c.Place),
		k.label("intake.summary", c.Summary),
		k.label("intake.requests", c.Requests),
		k.label("intake.claimed", money(c.Claimed)),
		k.label("intake.tags", strings.Join(c.Tags, "、")),
		k.label("intake.open", k.openness()),
		k.yes(c.Difficult, "intake.difficult"),
	)
}

// code returns the word of a code, nothing for no code.
func (k *cards) code(prefix, code string) string {
	if code == "" {
		return ""
	}
	return k.w.T(prefix + code)
}

func (k *cards) outcome(f data.Feedback) string {
	if f.On == 0 {
		return ""
	}
	return strings.TrimSpace(data.Outcomes.Name(string(f.Result)) + " " + f.Text)
}

// openness says whether others may listen, once the parties were asked.
func (k *cards) openness() string {
	switch {
	case k.c.Open:
		return k.w.T("openness.open")
	case len(k.c.Parties) > 0 && len(k.c.Uninformed()) == 0:
		return k.w.T("openness.closed")
	}
	return ""
}

func (k *cards) mediators() []Card {
	var out []Card
	for i := range k.c.Mediators {
		m := &k.c.Mediators[i]
		card := Card{ID: m.ID, Title: m.Name, Rows: pairs(
			k.label("recuse.replaces", k.names([]data.ElementID{m.Replaces})), k.label("recuse.reason", m.Relation),
			k.label("recuse.kept_on", m.KeptOn.Chinese()),
		)}
		switch {
		case m.WithdrewOn != 0:
			card.Note = k.w.T("mediator.withdrew", m.WithdrewOn.Chinese())
			if m.Relation == "" {
				card.Rows = pairs(k.label("mediators.reason", m.Reason))
			}
		case m.Bound():
			card.Note, card.Tone = k.w.T("mediator.bound"), Bad
		case m.Chosen:
			card.Note = k.w.T("mediator.chosen")
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
		case p.Minor(k.today) && p.Guardian == "":
			card.Note, card.Tone = k.w.T("party.no_guardian"), Bad
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
	return pairs(
		k.label("party.kind", k.w.T("kind."+string(p.Kind))),
		k.label("party.sex", k.code("sex.", string(p.Sex))),
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
		k.label("party.representatives", strings.Join(p.Representatives, "、")),
		k.label("party.guardian", joinText(p.Guardian, p.GuardianTie, p.GuardianPhone)),
		k.label("party.guardian_consent_on", p.GuardianConsentOn.Chinese()),
		k.label("party.agent", k.agent(&p.Agent)),
		k.label("party.agent_id_number", p.Agent.IDNumber.Masked()),
		k.label("party.agent_address", p.Agent.Address),
		k.label("party.power_until", k.until(&p.Agent)),
		k.label("party.receiver", joinText(p.Service.Receiver, p.Service.ReceiverPhone, p.Service.ReceiverAddress)),
		k.label("party.electronic", joinText(k.code("electronic.", string(p.Service.Electronic)), p.Service.Account, p.Service.Email)),
		k.label("party.read_aloud_by", p.ReadAloudBy),
		k.label("party.consent_on", p.ConsentOn.Chinese()),
		k.label("party.informed_on", joinText(p.InformedOn.Chinese(), k.names([]data.ElementID{p.InformedBy}), k.code("openness.", string(p.Openness)))),
	)
}

func (k *cards) agent(a *data.Agent) string {
	if a.Name == "" {
		return ""
	}
	power := k.w.T("agent.general")
	if a.Special {
		power = k.w.T("agent.special")
	}
	return joinText(a.Name, k.code("sex.", string(a.Sex)), a.Tie, a.Phone, power, a.PowerOn.Chinese(), a.Power)
}

// until says when an agent's power ends.
func (k *cards) until(a *data.Agent) string {
	if a.UntilEnd {
		return k.w.T("power_term.end")
	}
	return a.Until.Chinese()
}

// joinText puts texts side by side, the empty ones left out.
func joinText(texts ...string) string {
	return strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
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
		card := Card{
			ID: s.ID, Title: k.w.T("session.title", i+1, s.On.Chinese()),
			Rows: pairs(
				k.label("session.on", when), k.label("session.place", s.Place), k.label("session.mode", k.code("mode.", string(s.Mode))),
				k.label("session.present", k.names(s.Present)), k.label("session.invited", s.Invited),
				k.label("session.mediators", k.names(s.Mediators)), k.label("session.recorder", s.Recorder),
				k.label("session.notes", s.Notes), k.label("session.result", s.Result),
				k.label("session.next_on", joinText(s.NextOn.Chinese(), s.NextAt)),
				k.yes(s.JudgeGuided, "session.judge"), k.label("session.judge_name", s.Judge), k.yes(s.ReadToAll, "session.read"),
			),
		}
		if s.Open {
			card.Note = k.w.T("openness.open")
		}
		out = append(out, card)
	}
	return out
}

func (k *cards) inquiries() []Card {
	var out []Card
	for i := range k.c.Inquiries {
		q := &k.c.Inquiries[i]
		card := Card{ID: q.ID, Title: joinText(q.On.Chinese(), q.At, q.Person), Rows: pairs(
			k.label("inquiry.place", q.Place), k.label("inquiry.inquirers", k.names(q.Inquirers)), k.label("inquiry.recorder", q.Recorder),
			k.label("inquiry.who", joinText(k.code("sex.", string(q.Sex)), k.years(q.Age), q.Job, q.Phone, q.Address)),
			k.label("inquiry.relation", q.Relation), k.label("inquiry.notes", q.Notes), k.yes(q.ReadBack, "inquiry.read_back"),
		)}
		if !q.Witnessed() {
			card.Note, card.Tone = k.w.T("inquiry.alone"), Warn
		}
		out = append(out, card)
	}
	return out
}

func (k *cards) years(age int) string {
	if age == 0 {
		return ""
	}
	return k.w.T("inquiry.years", age)
}

func (k *cards) evidence() []Card {
	var out []Card
	kinds := data.ListOf(data.ListEvidenceKinds, k.committee)
	for _, e := range k.c.Evidence {
		kind := ""
		if e.Kind != "" {
			kind = kinds.Name(e.Kind)
		}
		card := Card{ID: e.ID, Title: joinText(kind, e.Title), Rows: pairs(
			k.label("evidence.provider", joinText(k.names([]data.ElementID{e.Provider}), e.On.Chinese())),
			k.label("evidence.pages", number(e.Pages)), k.label("evidence.shelf", e.Shelf),
			k.yes(e.Copy, "evidence.copy"),
		)}
		if e.Sensitive {
			card.Note, card.Tone = k.w.T("evidence.sensitive"), Warn
		}
		out = append(out, card)
	}
	return out
}

func (k *cards) escalations() []Card {
	var out []Card
	for _, e := range k.c.Escalations {
		var kinds []string
		for _, kind := range e.Kinds {
			kinds = append(kinds, k.w.T("escalation."+string(kind)))
		}
		card := Card{ID: e.ID, Title: joinText(e.On.Chinese(), e.Time), Tone: Warn, Rows: pairs(
			k.label("escalation.kinds", strings.Join(kinds, "、")), k.label("escalation.people", number(e.People)),
			k.label("escalation.measures", e.Measures), k.label("escalation.support", e.Support), k.label("escalation.reported_to", e.ReportedTo),
			k.label("escalation.by", e.By), k.label("escalation.received_by", joinText(e.ReceivedBy, e.ReceivedAt)),
			k.label("escalation.reported_on", joinText(e.ReportedOn.Chinese(), e.ReportedAt)), k.label("escalation.reply", e.Reply),
			k.label("escalation.prevented", k.code("prevented.", string(e.Prevented))),
		)}
		if e.ReportedOn == 0 {
			card.Note, card.Tone = k.w.T("escalation.unreported"), Bad
		}
		out = append(out, card)
	}
	return out
}

func (k *cards) handUps() []Card {
	var out []Card
	for _, h := range k.c.HandUps {
		var papers []string
		for _, p := range h.Copies {
			papers = append(papers, k.w.T("copies.line", p.Title, p.Pages))
		}
		card := Card{ID: h.ID, Title: h.To, Rows: pairs(
			k.label("handup.reason", h.Reason), k.label("handup.history", h.History), k.label("handup.copies", strings.Join(papers, "\n")),
			k.label("handup.pages", number(h.Pages)), k.label("handup.contact", h.Contact),
			k.label("handup.consents", k.consented(h.Consents)), k.label("handup.consent_on", onlyIf(len(h.Consents) == 0, h.ConsentOn.Chinese())),
			k.label("handup.duty", h.Duty), k.label("handup.sent_on", h.SentOn.Chinese()), k.label("handup.days", number(h.Days)),
			k.label("handup.parts", k.lettered(h.Parts)), k.label("handup.files", fileNames(h.Files)),
			k.label("answer.on", joinText(max(h.AcceptedOn, h.ReturnedOn).Chinese(), h.ReceivedBy)), k.label("answer.result", h.Result),
			k.label("answer.missing", h.Missing),
			k.label("hand_up_result.on", h.Settled.On.Chinese()), k.label("hand_up_result.result", k.outcome(h.Settled)),
			k.label("hand_up_result.amount", money(h.Settled.Amount)),
		)}
		card.Note, card.Tone = k.handUpNote(&h)
		out = append(out, card)
	}
	return out
}

// handUpNote says where a hand-up stands.
func (k *cards) handUpNote(h *data.HandUp) (string, Tone) {
	switch {
	case h.Settled.On != 0:
		return k.w.T("handup.settled"), Good
	case h.ReturnedOn != 0:
		return k.w.T("handup.returned"), Warn
	case h.AcceptedOn != 0:
		return k.w.T("handup.accepted"), Good
	case h.SealedTo != "":
		return k.w.T("handup.waiting_online"), Warn
	}
	return k.w.T("handup.waiting"), Warn
}

// lettered names the parts that a letter showed.
func (k *cards) lettered(parts []string) string {
	var out []string
	for _, p := range parts {
		out = append(out, k.w.T("letter."+p))
	}
	return strings.Join(out, "\n")
}

func onlyIf(on bool, text string) string {
	if on {
		return text
	}
	return ""
}

// consented names who agreed on which day.
func (k *cards) consented(given []data.Consent) string {
	var out []string
	for _, g := range given {
		out = append(out, joinText(k.names([]data.ElementID{g.Party}), g.On.Chinese()))
	}
	return strings.Join(out, "\n")
}

func (k *cards) reopenings() []Card {
	var out []Card
	for _, r := range k.c.Reopenings {
		out = append(out, Card{ID: r.ID, Title: r.On.Chinese(), Rows: pairs(
			k.label("reopen.kind", k.code("reopen_reason.", string(r.Kind))), k.label("reopen.text", r.Text),
			k.label("reopen.consents", k.consented(r.Consents)),
		)})
	}
	return out
}

// ending says how the case ended: refused, terminated, withdrawn, suspended on the
// way, extended, closed, void.
func (k *cards) ending() []Pair {
	c := k.c
	var out []Pair
	for _, s := range c.Suspensions {
		out = append(out, k.label("suspend.reason", joinText(s.From.Chinese()+"-"+s.To.Chinese(), k.code("suspension.", string(s.Kind)), s.Reason)))
	}
	return append(out, pairs(
		k.label("extend.to", c.Extension.To.Chinese()), k.label("extend.consents", k.consented(c.Extension.Consents)),
		k.label("refuse.on", c.Refusal.On.Chinese()), k.label("refuse.ground", k.ground(data.ListRefusals, c.Refusal)),
		k.label("refuse.text", c.Refusal.Text), k.label("refuse.advice", c.Refusal.Advice),
		k.label("terminate.on", c.Termination.On.Chinese()), k.label("terminate.ground", k.ground(data.ListTerminations, c.Termination)),
		k.label("terminate.text", c.Termination.Text), k.label("terminate.advice", c.Termination.Advice),
		k.label("terminate.reported_to", joinText(c.Termination.ReportedTo, c.Termination.ReportedOn.Chinese())),
		k.label("withdraw.on", c.Withdrawal.On.Chinese()), k.label("withdraw.by", k.names([]data.ElementID{c.Withdrawal.By})),
		k.label("withdraw.text", c.Withdrawal.Text),
		k.label("concluded.on", c.ConcludedOn.Chinese()), k.label("close.on", c.ClosedOn.Chinese()),
		k.label("void.reason", c.VoidReason),
	)...)
}

func (k *cards) ground(list data.ListName, e data.Ending) string {
	if e.Ground == "" {
		return ""
	}
	return data.ListOf(list, k.committee).Name(string(e.Ground))
}
