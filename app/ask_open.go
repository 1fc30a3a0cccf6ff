package app

import (
	"slices"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// asker starts an act on a case: it asks what the act needs and then takes it.
type asker func(s *caseScreen, element data.ElementID)

// askers holds one asker for every act that a case screen offers.
var askers map[data.Move]asker

func init() { // a map literal would be a cycle: askers -> screens -> askers
	askers = map[data.Move]asker{
		view.ActEdit:     func(s *caseScreen, _ data.ElementID) { s.to(Route{Page: PageIntake}) },
		view.ActParty:    func(s *caseScreen, id data.ElementID) { s.to(Route{Page: PageParty, Element: id}) },
		view.ActSession:  func(s *caseScreen, id data.ElementID) { s.to(Route{Page: PageSession, Element: id}) },
		view.ActDraft:    func(s *caseScreen, _ data.ElementID) { s.to(Route{Page: PageAgreement}) },
		view.ActPrint:    askPrint,
		view.ActRegister: func(s *caseScreen, _ data.ElementID) { s.to(Route{Page: PagePreview, Form: forms.Acceptance}) },

		data.MoveApply:   simple(func(s *caseScreen) (*data.Case, error) { return s.app.desk.Apply(s.seen) }),
		data.MoveAccept:  askAccept,
		data.MoveRefuse:  askRefuse,
		view.ActMediator: askMediators,
		view.ActInform:   askInform,
		view.ActInquiry:  askInquiry,
		view.ActEvidence: askEvidence,
		view.ActReply: askDay("reply.on*", func(s *caseScreen, on data.Day) (*data.Case, error) {
			return s.app.desk.Reply(s.seen, view.ReplyForm{On: on})
		}),
		data.MoveSuspend: askSuspend,
		data.MoveResume: askDay("resume.on*", func(s *caseScreen, on data.Day) (*data.Case, error) {
			return s.app.desk.Resume(s.seen, view.DayForm{On: on})
		}),
		data.MoveExtend: askExtend,
		data.MoveAgree:  simple(func(s *caseScreen) (*data.Case, error) { return s.app.desk.Agree(s.seen) }),
		data.MoveUnsign: askUnsign,
		view.ActMark:    askMark,
		view.ActMediMark: askDay("mark.on*", func(s *caseScreen, on data.Day) (*data.Case, error) {
			return s.app.desk.MediatorMark(s.seen, view.DayForm{On: on})
		}),
		view.ActSeal: askDay("mark.on*", func(s *caseScreen, on data.Day) (*data.Case, error) {
			return s.app.desk.Seal(s.seen, view.DayForm{On: on})
		}),
		view.ActPaper:      simple(func(s *caseScreen) (*data.Case, error) { return s.app.desk.PaperSeen(s.seen) }),
		view.ActPerform:    askPerform,
		view.ActUrge:       askUrge,
		view.ActFollowUp:   askFollowUp,
		view.ActConfirm:    askConfirm,
		view.ActRuling:     askRuling,
		data.MoveRemediate: simple(func(s *caseScreen) (*data.Case, error) { return s.app.desk.Remediate(s.seen) }),
		view.ActEscalate:   askEscalate,
		data.MoveTerminate: askTerminate,
		data.MoveWithdraw:  askWithdraw,
		data.MoveHandUp:    askHandUp,
		view.ActAnswer:     askAnswer,
		data.MoveClose: askDay("close.on*", func(s *caseScreen, on data.Day) (*data.Case, error) {
			return s.app.desk.Close(s.seen, view.DayForm{On: on})
		}),
		data.MoveReopen:  askReopen,
		data.MoveArchive: askArchive,
		data.MoveVoid:    askVoid,
		view.ActSettle:   askSettle,
	}
}

// title is the words on an act's button, for its dialog.
func (s *caseScreen) title(act data.Move) string { return s.view.Move(act).Label }

// take asks with a form and then takes the act.
func (s *caseScreen) take(act data.Move, f *form, action func() (*data.Case, error)) {
	s.app.ask(s.title(act), f, func() error {
		_, err := action()
		return err
	})
}

// simple takes an act that needs nothing more than a yes.
func simple(do func(s *caseScreen) (*data.Case, error)) asker {
	return func(s *caseScreen, _ data.ElementID) {
		_, err := do(s)
		s.app.done(err)
	}
}

// askDay takes an act that needs nothing but its day.
func askDay(field string, do func(s *caseScreen, on data.Day) (*data.Case, error)) asker {
	return func(s *caseScreen, _ data.ElementID) {
		f := s.app.newForm()
		on := f.day(field, s.app.today())
		s.app.ask(s.app.T("case.day"), f, func() error {
			_, err := do(s, on())
			return err
		})
	}
}

func (s *caseScreen) partyOptions() []widget.Option {
	var out []widget.Option
	for _, p := range s.seen.Parties {
		out = append(out, widget.Option{Key: string(p.ID), Label: p.Name})
	}
	return out
}

func (s *caseScreen) mediatorOptions() []widget.Option {
	var out []widget.Option
	for _, m := range s.app.desk.ActiveMediators(s.app.today()) {
		out = append(out, widget.Option{Key: string(m.ID), Label: m.Name})
	}
	return out
}

// assigned reports whether a mediator is in charge of the case; one who is alone
// in the committee always is.
func (s *caseScreen) assigned(key string) bool {
	if len(s.mediatorOptions()) == 1 || s.app.desk.Store.Author() == data.ElementID(key) && len(s.seen.Mediators) == 0 {
		return true
	}
	return slices.ContainsFunc(s.seen.ActiveMediators(), func(m data.Assignment) bool { return string(m.Mediator) == key })
}

func elements(keys []string) []data.ElementID {
	var out []data.ElementID
	for _, k := range keys {
		out = append(out, data.ElementID(k))
	}
	return out
}

func always(string) bool { return true }

func askAccept(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("accept.on*", s.app.today())
	mediators := f.ticks("accept.mediators*", s.mediatorOptions(), s.assigned)
	chosen := f.tick("accept.chosen", false)
	consent := f.ticks("accept.consent*", s.partyOptions(), always)
	s.take(data.MoveAccept, f, func() (*data.Case, error) {
		return s.app.desk.Accept(s.seen, view.AcceptForm{
			On: on(), Mediators: elements(mediators()), Chosen: chosen(), Consent: elements(consent()),
		})
	})
}

func askRefuse(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("refuse.on*", s.app.today())
	ground := f.choice("refuse.ground*", "", rows(data.RefusalGrounds))
	text := f.area("refuse.text", "", 2)
	advice := f.area("refuse.advice*", view.DefaultAdvice(s.seen), 3)
	s.take(data.MoveRefuse, f, func() (*data.Case, error) {
		return s.app.desk.Refuse(s.seen, view.RefuseForm{On: on(), Ground: data.Ground(ground()), Text: text(), Advice: advice()})
	})
}

func askMediators(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	who := f.ticks("accept.mediators*", s.mediatorOptions(), s.assigned)
	chosen := f.tick("accept.chosen", false)
	on := f.day("mediators.on", s.app.today())
	reason := f.text("mediators.reason", "")
	s.take(view.ActMediator, f, func() (*data.Case, error) {
		return s.app.desk.Assign(s.seen, view.MediatorsForm{Mediators: elements(who()), Chosen: chosen(), On: on(), Reason: reason()})
	})
}

func askInform(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	who := f.ticks("inform.parties*", s.partyOptions(), always)
	on := f.day("inform.on*", s.app.today())
	by := f.choice("inform.by*", string(s.app.desk.Store.Author()), s.mediatorOptions())
	s.take(view.ActInform, f, func() (*data.Case, error) {
		return s.app.desk.Inform(s.seen, view.InformForm{Parties: elements(who()), On: on(), By: data.ElementID(by())})
	})
}

func askInquiry(s *caseScreen, id data.ElementID) {
	q := data.Inquiry{On: s.app.today()}
	if i := slices.IndexFunc(s.seen.Inquiries, func(q data.Inquiry) bool { return q.ID == id }); i >= 0 {
		q = s.seen.Inquiries[i]
	}
	f := s.app.newForm()
	on := f.day("inquiry.on*", q.On)
	place := f.text("inquiry.place", q.Place)
	person := f.text("inquiry.person*", q.Person)
	relation := f.text("inquiry.relation", q.Relation)
	who := f.ticks("inquiry.inquirers", s.mediatorOptions(), s.assigned)
	recorder := f.text("inquiry.recorder", q.Recorder)
	notes := f.area("inquiry.notes*", q.Notes, 6)
	s.take(view.ActInquiry, f, func() (*data.Case, error) {
		q.On, q.Place, q.Person, q.Relation = on(), place(), person(), relation()
		q.Inquirers, q.Recorder, q.Notes = elements(who()), recorder(), notes()
		return s.app.desk.SetInquiry(s.seen, q)
	})
}

func askEvidence(s *caseScreen, id data.ElementID) {
	var e data.Evidence
	if i := slices.IndexFunc(s.seen.Evidence, func(e data.Evidence) bool { return e.ID == id }); i >= 0 {
		e = s.seen.Evidence[i]
	}
	f := s.app.newForm()
	kind := f.text("evidence.kind", e.Kind)
	title := f.text("evidence.title*", e.Title)
	provider := f.choice("evidence.provider", string(e.Provider), s.partyOptions())
	pages := f.count("evidence.pages", e.Pages)
	shelf := f.text("evidence.shelf", e.Shelf)
	isCopy := f.tick("evidence.copy", e.Copy)
	sensitive := f.tick("evidence.sensitive", e.Sensitive)
	s.take(view.ActEvidence, f, func() (*data.Case, error) {
		e.Kind, e.Title, e.Provider, e.Pages = kind(), title(), data.ElementID(provider()), pages()
		e.Shelf, e.Copy, e.Sensitive = shelf(), isCopy(), sensitive()
		return s.app.desk.SetEvidence(s.seen, e)
	})
}

func askSuspend(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	from := f.day("suspend.from*", s.app.today())
	reason := f.area("suspend.reason*", "", 2)
	s.take(data.MoveSuspend, f, func() (*data.Case, error) {
		return s.app.desk.Suspend(s.seen, view.SuspendForm{From: from(), Reason: reason()})
	})
}

func askExtend(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	to := f.day("extend.to*", data.ConcludeBy(s.seen, s.app.today()).AddMonth(1))
	consent := f.day("extend.consent_on*", s.app.today())
	s.take(data.MoveExtend, f, func() (*data.Case, error) {
		return s.app.desk.Extend(s.seen, view.ExtendForm{To: to(), ConsentOn: consent()})
	})
}
