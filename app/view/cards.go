package view

import (
	"strings"

	"woshou/data"
)

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
			k.label("followup.lawsuit", f.Lawsuit),
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
		var applicants, papers []string
		for _, x := range cf.Applicants {
			name := nameOf(k.c, x.Party)
			if x.Agent != "" {
				name += k.w.T("confirm.agent_of", x.Agent)
			}
			applicants = append(applicants, name)
		}
		for _, code := range cf.Papers {
			papers = append(papers, data.ConfirmationPapers.Name(code))
		}
		out = append(out, Card{ID: cf.ID, Title: cf.Court, Note: result, Rows: pairs(
			k.label("confirm.applied_on", cf.AppliedOn.Chinese()), k.label("confirm.docket", cf.Docket),
			k.label("confirm.parties", strings.Join(applicants, "、")), k.label("confirm.seat", data.CourtSeats.Name(string(cf.Seat))),
			k.label("confirm.scope", cf.Scope), k.label("confirm.papers", strings.Join(papers, "、")),
			k.label("ruling.on", cf.RuledOn.Chinese()), k.label("ruling.pages", number(cf.RulingPages)), k.label("ruling.reason", cf.Reason),
		)})
	}
	return out
}

func (k *cards) advices() []Card {
	var out []Card
	for _, x := range k.c.Advices {
		var routes []string
		for _, r := range x.Routes {
			routes = append(routes, data.Routes.Name(string(r)))
		}
		out = append(out, Card{ID: x.ID, Title: k.w.T("advice.title", x.On.Chinese()), Rows: pairs(
			k.label("advice.by", x.By), k.label("advice.to", k.names(x.To)),
			k.label("advice.routes", strings.Join(routes, "、")), k.label("advice.text", x.Text),
		)})
	}
	return out
}

func (k *cards) courtActions() []Card {
	var out []Card
	for _, x := range k.c.CourtActions {
		out = append(out, Card{ID: x.ID, Title: x.On.Chinese() + " " + data.CourtActionKinds.Name(string(x.Kind)), Rows: pairs(
			k.label("court_action.court", x.Court), k.label("court_action.docket", x.Docket), k.label("court_action.text", x.Text),
		)})
	}
	return out
}

func (k *cards) remediations() []Card {
	var out []Card
	for _, r := range k.c.Remediations {
		out = append(out, Card{ID: r.ID, Title: k.w.T("remediate.title", r.On.Chinese()), Rows: pairs(
			k.label("remediate.reason", r.Reason),
		)})
	}
	return out
}
