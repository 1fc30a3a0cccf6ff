package view

import (
	"strings"

	"woshou/data"
)

func (k *cards) inquiries() []Card {
	var out []Card
	for _, q := range k.c.Inquiries {
		out = append(out, Card{
			ID: q.ID, Title: q.On.Chinese() + " " + q.Person,
			Rows: pairs(
				k.label("inquiry.place", q.Place), k.label("inquiry.inquirers", k.names(q.Inquirers)),
				k.label("inquiry.recorder", q.Recorder), k.label("inquiry.relation", q.Relation),
				k.label("inquiry.notes", q.Notes),
			),
		})
	}
	return out
}

func (k *cards) evidence() []Card {
	var out []Card
	for _, e := range k.c.Evidence {
		card := Card{ID: e.ID, Title: strings.TrimSpace(e.Kind + " " + e.Title), Rows: pairs(
			k.label("evidence.provider", k.names([]data.ElementID{e.Provider})),
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

func (k *cards) followUps() []Card {
	var out []Card
	for _, f := range k.c.FollowUps {
		means := k.w.T("followup.phone")
		if f.Visit {
			means = k.w.T("followup.visit")
		}
		card := Card{ID: f.ID, Title: f.On.Chinese() + " " + means, Rows: pairs(
			k.label("followup.by", f.By),
			k.label("followup.performed", k.w.T("performed."+string(f.Performed))),
			k.label("followup.satisfaction", Stars(k.w, f.Satisfaction)),
			k.label("followup.text", f.Text),
		)}
		if f.NewRisk {
			card.Note, card.Tone = k.w.T("followup.risk"), Bad
		}
		out = append(out, card)
	}
	return out
}

// Stars returns a satisfaction of 1 to 5 in words; 0 was not asked.
func Stars(w Words, n int) string {
	words := []string{
		"", w.T("satisfaction.1"), w.T("satisfaction.2"), w.T("satisfaction.3"), w.T("satisfaction.4"), w.T("satisfaction.5"),
	}
	if n < 0 || n >= len(words) {
		return ""
	}
	return words[n]
}

func (k *cards) confirmations() []Card {
	var out []Card
	for _, cf := range k.c.Confirmations {
		result := k.w.T("confirmation.open")
		if cf.Result != "" {
			result = k.w.T("confirmation." + string(cf.Result))
		}
		out = append(out, Card{ID: cf.ID, Title: cf.Court, Note: result, Rows: pairs(
			k.label("confirm.applied_on", cf.AppliedOn.Chinese()), k.label("confirm.docket", cf.Docket),
			k.label("ruling.on", cf.RuledOn.Chinese()), k.label("ruling.reason", cf.Reason),
		)})
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
		prevented := ""
		if e.Prevented != "" {
			prevented = k.w.T("prevented." + string(e.Prevented))
		}
		card := Card{ID: e.ID, Title: strings.TrimSpace(e.On.Chinese() + " " + e.Time), Tone: Warn, Rows: pairs(
			k.label("escalation.kinds", strings.Join(kinds, "、")), k.label("escalation.people", number(e.People)),
			k.label("escalation.measures", e.Measures), k.label("escalation.reported_to", e.ReportedTo),
			k.label("escalation.reported_on", e.ReportedOn.Chinese()), k.label("escalation.reply", e.Reply),
			k.label("escalation.prevented", prevented),
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
		card := Card{ID: h.ID, Title: h.To, Rows: pairs(
			k.label("handup.reason", h.Reason), k.label("handup.consent_on", h.ConsentOn.Chinese()),
			k.label("handup.sent_on", h.SentOn.Chinese()), k.label("handup.pages", number(h.Pages)),
			k.label("answer.on", max(h.AcceptedOn, h.ReturnedOn).Chinese()), k.label("answer.result", h.Result),
		)}
		switch {
		case h.AcceptedOn != 0:
			card.Note, card.Tone = k.w.T("handup.accepted"), Good
		case h.ReturnedOn != 0:
			card.Note, card.Tone = k.w.T("handup.returned"), Warn
		default:
			card.Note, card.Tone = k.w.T("handup.waiting"), Warn
		}
		out = append(out, card)
	}
	return out
}

// ending says how the case ended: refused, terminated, withdrawn, suspended on the
// way, extended, closed, archived, void.
func (k *cards) ending() []Pair {
	c := k.c
	var out []Pair
	for _, s := range c.Suspensions {
		out = append(out, k.label("suspend.reason", strings.TrimSpace(s.From.Chinese()+"-"+s.To.Chinese()+" "+s.Reason)))
	}
	retention := ""
	if c.Retention != "" {
		retention = k.w.T("retention." + string(c.Retention))
	}
	return append(out, pairs(
		k.label("extend.to", c.Extension.To.Chinese()),
		k.label("refuse.on", c.Refusal.On.Chinese()), k.label("refuse.ground", ground(data.RefusalGrounds, c.Refusal)),
		k.label("refuse.text", c.Refusal.Text), k.label("refuse.advice", c.Refusal.Advice),
		k.label("terminate.on", c.Termination.On.Chinese()), k.label("terminate.ground", ground(data.TerminationGrounds, c.Termination)),
		k.label("terminate.text", c.Termination.Text), k.label("terminate.advice", c.Termination.Advice),
		k.label("withdraw.on", c.Withdrawal.On.Chinese()), k.label("withdraw.text", c.Withdrawal.Text),
		k.label("concluded.on", c.ConcludedOn.Chinese()), k.label("close.on", c.ClosedOn.Chinese()),
		k.label("archive.on", c.ArchivedOn.Chinese()), k.label("archive.retention", retention),
		k.label("void.reason", c.VoidReason),
	)...)
}

func ground(list data.List, e data.Ending) string {
	if e.Ground == "" {
		return ""
	}
	return list.Name(string(e.Ground))
}

func (k *cards) papers() []Card {
	var out []Card
	for i := len(k.c.Papers) - 1; i >= 0; i-- {
		p := k.c.Papers[i]
		out = append(out, Card{ID: p.ID, Title: FormTitle(p.Form), Note: k.w.T("paper.print", p.Print, p.On.Chinese(), p.Pages)})
	}
	return out
}
