package app

import (
	"slices"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// askConfirm records the joint application to a court. What it may confirm is asked
// only where that is not everything.
func askConfirm(s *caseScreen, _ data.ElementID) {
	f, in := s.app.newForm(), s.app.desk.NewConfirm(s.seen)
	a := s.seen.ToConfirm(in.AppliedOn)
	signers := s.app.partyOptions(&data.Case{Parties: a.Signers(s.seen)})
	agents := slices.DeleteFunc(slices.Clone(signers), func(o widget.Option) bool {
		p := s.seen.Party(data.ElementID(o.Key))
		return p == nil || p.Agent.Name == ""
	})
	court := f.text("confirm.court*", in.Court)
	seat := f.choice("confirm.seat", string(in.Seat), rows(data.CourtSeats))
	on := f.day("confirm.applied_on*", in.AppliedOn)
	parties := f.ticks("confirm.parties*", signers, among(in.Parties))
	byAgent := func() []string { return nil }
	if len(agents) > 0 {
		byAgent = f.ticks("confirm.by_agent", agents, among(in.ByAgent))
	}
	scope := func() string { return in.Scope }
	if hint, _ := s.seen.ConfirmHint(a); hint != "" {
		scope = f.text("confirm.scope*", in.Scope)
	}
	papers := f.ticks("confirm.papers", rows(data.ConfirmationPapers), func(key string) bool { return slices.Contains(in.Papers, key) })
	docket := f.text("confirm.docket", in.Docket)
	s.take(view.ActConfirm, f, func() (*data.Case, error) {
		return s.app.desk.Confirm(s.seen, view.ConfirmForm{
			Court: court(), Seat: data.CourtSeat(seat()), AppliedOn: on(), Docket: docket(),
			Parties: elements(parties()), ByAgent: elements(byAgent()), Papers: papers(), Scope: scope(),
		})
	})
}

func askRuling(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	result := f.choice("ruling.result*", "", options(s.app, "confirmation", view.ConfirmationResults))
	on := f.day("ruling.on*", s.app.today())
	docket := f.text("confirm.docket", "")
	pages := f.count("ruling.pages", 0)
	reason := f.area("ruling.reason", "", 2)
	s.take(view.ActRuling, f, func() (*data.Case, error) {
		return s.app.desk.Ruling(s.seen, view.RulingForm{
			Result: data.ConfirmationResult(result()), On: on(), Docket: docket(), Pages: pages(), Reason: reason(),
		})
	})
}

// askAdvise records which ways beside mediation a party was told of.
func askAdvise(s *caseScreen, _ data.ElementID) {
	f, x := s.app.newForm(), s.app.desk.NewAdvice(s.seen)
	on := f.day("advice.on*", x.On)
	by := f.text("advice.by*", x.By)
	to := f.ticks("advice.to*", s.app.partyOptions(s.seen), among(x.To))
	routes := f.ticks("advice.routes*", rows(data.Routes), func(key string) bool { return slices.Contains(x.Routes, data.Route(key)) })
	text := f.area("advice.text", "", 2)
	s.take(view.ActAdvise, f, func() (*data.Case, error) {
		x.On, x.By, x.To, x.Text, x.Routes = on(), by(), elements(to()), text(), nil
		for _, r := range routes() {
			x.Routes = append(x.Routes, data.Route(r))
		}
		return s.app.desk.Advise(s.seen, x)
	})
}

// askCourt records what came back from a court, or opens what was recorded.
func askCourt(s *caseScreen, id data.ElementID) {
	x := data.CourtAction{On: s.app.today(), Court: s.app.desk.Store.Committee().Court}
	if i := slices.IndexFunc(s.seen.CourtActions, func(x data.CourtAction) bool { return x.ID == id }); i >= 0 {
		x = s.seen.CourtActions[i]
	}
	f := s.app.newForm()
	kind := f.choice("court_action.kind*", string(x.Kind), rows(data.CourtActionKinds))
	on := f.day("court_action.on*", x.On)
	court := f.text("court_action.court*", x.Court)
	docket := f.text("court_action.docket", x.Docket)
	text := f.area("court_action.text", x.Text, 2)
	s.take(view.ActCourt, f, func() (*data.Case, error) {
		x.Kind, x.On, x.Court, x.Docket, x.Text = data.CourtActionKind(kind()), on(), court(), docket(), text()
		return s.app.desk.CourtAction(s.seen, x)
	})
}

func askRemediate(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("remediate.on*", s.app.today())
	reason := f.area("remediate.reason*", "", 2)
	consent := f.tick("remediate.consent*", false)
	s.take(data.MoveRemediate, f, func() (*data.Case, error) {
		return s.app.desk.Remediate(s.seen, view.RemediateForm{On: on(), Consent: consent(), Reason: reason()})
	})
}

func askKeep(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	reason := f.area("keep.reason*", "", 2)
	s.take(data.MoveKeep, f, func() (*data.Case, error) {
		return s.app.desk.Keep(s.seen, view.BackForm{Reason: reason()})
	})
}

// askVoidAgreement asks twice, by a reason and by a button that says what it does.
func askVoidAgreement(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("void_agreement.on*", s.app.today())
	reason := f.area("void_agreement.reason*", "", 2)
	f.dialog(s.title(view.ActVoidAgreement), widget.Choice{Text: s.title(view.ActVoidAgreement), Danger: true, Action: func() bool {
		return f.save(func() error {
			_, err := s.app.desk.VoidAgreement(s.seen, view.VoidAgreementForm{On: on(), Reason: reason()})
			return err
		})
	}})
}
