package app

import (
	"slices"
	"strconv"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// askPrint shows what is going to be printed; printing it there freezes it.
func askPrint(s *caseScreen, _ data.ElementID) {
	if a := s.seen.Current(); a != nil {
		s.to(Route{Page: PagePreview, Element: a.ID, Form: forms.Agreement})
	}
}

// askAgree asks first where agreeing cannot be taken back: an oral agreement is in
// force from then on.
func askAgree(s *caseScreen, element data.ElementID) {
	agree := simple(func(s *caseScreen) (*data.Case, error) { return s.app.desk.Agree(s.seen) })
	if a := s.seen.Current(); a == nil || a.Form != data.Oral {
		agree(s, element)
		return
	}
	widget.Confirm(s.app.window.Canvas(), widget.Question{
		Title: s.title(data.MoveAgree), Text: s.app.T("agree.oral"), Yes: s.title(data.MoveAgree),
	}, func(yes bool) {
		if yes {
			agree(s, element)
		}
	})
}

func askUnsign(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	reason := f.area("unsign.reason*", "", 2)
	s.take(data.MoveUnsign, f, func() (*data.Case, error) {
		return s.app.desk.BackToTable(s.seen, view.BackForm{Reason: reason()})
	})
}

func askMark(s *caseScreen, party data.ElementID) {
	f := s.app.newForm()
	who := f.choice("mark.party*", string(party), s.signerOptions())
	kind := f.choice("mark.kind*", string(data.Signature), options(s.app, "mark", view.MarkKinds))
	on := f.day("mark.on*", s.app.today())
	by := f.text("mark.by", "")
	s.take(view.ActMark, f, func() (*data.Case, error) {
		return s.app.desk.Mark(s.seen, view.MarkForm{Party: data.ElementID(who()), Kind: data.MarkKind(kind()), On: on(), By: by()})
	})
}

// signerOptions lists the parties whose mark is still missing.
func (s *caseScreen) signerOptions() []widget.Option {
	a := s.seen.Current()
	missing := among(a.Missing(s.seen))
	return slices.DeleteFunc(s.app.partyOptions(&data.Case{Parties: a.Signers(s.seen)}),
		func(o widget.Option) bool { return !missing(o.Key) })
}

// itemOptions lists the performance items that are still open.
func (s *caseScreen) itemOptions() []widget.Option {
	var out []widget.Option
	for _, v := range s.view.Agreements {
		for _, i := range v.Items {
			if i.Open {
				out = append(out, widget.Option{Key: string(i.ID), Label: joined(i.Cells)})
			}
		}
	}
	return out
}

// soleOr returns the key given, or that of the only option there is.
func soleOr(key data.ElementID, options []widget.Option) string {
	if key == "" && len(options) == 1 {
		return options[0].Key
	}
	return string(key)
}

func askPerform(s *caseScreen, id data.ElementID) {
	f := s.app.newForm()
	items := s.itemOptions()
	item := f.choice("perform.item*", soleOr(id, items), items)
	on := f.day("perform.on*", s.app.today())
	amount := f.money("perform.amount", 0)
	receipt := f.text("perform.receipt", "")
	s.take(view.ActPerform, f, func() (*data.Case, error) {
		return s.app.desk.Perform(s.seen, view.PerformForm{Item: data.ElementID(item()), On: on(), Amount: amount(), Receipt: receipt()})
	})
}

func askUrge(s *caseScreen, id data.ElementID) {
	f := s.app.newForm()
	items := s.itemOptions()
	item := f.choice("urge.item*", soleOr(id, items), items)
	on := f.day("urge.on*", s.app.today())
	by := f.text("urge.by*", s.author())
	text := f.area("urge.text*", "", 2)
	s.take(view.ActUrge, f, func() (*data.Case, error) {
		return s.app.desk.Urge(s.seen, view.UrgeForm{Item: data.ElementID(item()), On: on(), By: by(), Text: text()})
	})
}

// author is the name of the mediator at the desk.
func (s *caseScreen) author() string {
	if m := s.app.desk.Store.Committee().Mediator(s.app.desk.Store.Author()); m != nil {
		return m.Name
	}
	return ""
}

func askFollowUp(s *caseScreen, id data.ElementID) {
	v := s.app.desk.NewFollowUp(s.seen)
	if i := slices.IndexFunc(s.seen.FollowUps, func(f data.FollowUp) bool { return f.ID == id }); i >= 0 {
		v = s.seen.FollowUps[i]
	}
	f := s.app.newForm()
	on := f.day("followup.on*", v.On)
	by := f.text("followup.by*", v.By)
	visit := f.tick("followup.visit", v.Visit)
	performed := f.choice("followup.performed*", string(v.Performed), options(s.app, "performed", view.PerformanceNotes))
	stars := f.choice("followup.satisfaction", strconv.Itoa(v.Satisfaction), satisfactions(s.app))
	risk := f.tick("followup.new_risk", v.NewRisk)
	text := f.area("followup.text", v.Text, 3)
	s.take(view.ActFollowUp, f, func() (*data.Case, error) {
		v.On, v.By, v.Visit, v.Performed = on(), by(), visit(), data.PerformanceNote(performed())
		v.NewRisk, v.Text = risk(), text()
		v.Satisfaction, _ = strconv.Atoi(stars()) // nothing picked is 0: not asked
		return s.app.desk.SetFollowUp(s.seen, v)
	})
}

func satisfactions(a *App) []widget.Option {
	var out []widget.Option
	for n := 5; n >= 1; n-- {
		out = append(out, widget.Option{Key: strconv.Itoa(n), Label: view.Stars(a.Words, n)})
	}
	return out
}

func askConfirm(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	court := f.text("confirm.court*", s.app.desk.Store.Committee().Court)
	on := f.day("confirm.applied_on*", s.app.today())
	docket := f.text("confirm.docket", "")
	s.take(view.ActConfirm, f, func() (*data.Case, error) {
		return s.app.desk.Confirm(s.seen, view.ConfirmForm{Court: court(), AppliedOn: on(), Docket: docket()})
	})
}

func askRuling(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	result := f.choice("ruling.result*", "", options(s.app, "confirmation", view.ConfirmationResults))
	on := f.day("ruling.on*", s.app.today())
	docket := f.text("confirm.docket", "")
	reason := f.area("ruling.reason", "", 2)
	s.take(view.ActRuling, f, func() (*data.Case, error) {
		return s.app.desk.Ruling(s.seen, view.RulingForm{Result: data.ConfirmationResult(result()), On: on(), Docket: docket(), Reason: reason()})
	})
}

// askSettle shows both values of the first conflict and lets a person decide.
func askSettle(s *caseScreen, _ data.ElementID) {
	if len(s.view.Conflicts) == 0 {
		return
	}
	c := s.view.Conflicts[0]
	settle := func(take bool) func() bool {
		return func() bool {
			_, err := s.app.desk.Settle(s.seen, view.SettleForm{Conflict: c.ID, Take: take})
			return s.app.done(err)
		}
	}
	body := pairs([]view.Pair{
		{Label: s.app.T("conflict.field"), Value: c.Field}, {Label: s.app.T("conflict.reason"), Value: c.Reason},
		{Label: s.app.T("conflict.shown"), Value: c.Shown}, {Label: s.app.T("conflict.other"), Value: c.Other},
		{Label: s.app.T("conflict.who"), Value: c.Who + " " + c.When},
	})
	choices := []widget.Choice{{Text: s.app.T("conflict.keep"), Action: settle(false)}}
	if c.Takable {
		choices = append(choices, widget.Choice{Text: s.app.T("conflict.take"), Action: settle(true)})
	}
	choices = append(choices, widget.Choice{Text: s.app.T("form.cancel")})
	widget.NewDialog(s.app.window.Canvas(), s.title(view.ActSettle), body, choices...)
}
