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
		view.ActReply: askDay(view.ActReply, "reply.on*", func(s *caseScreen, on data.Day) (*data.Case, error) {
			return s.app.desk.Reply(s.seen, view.ReplyForm{On: on})
		}),
		data.MoveSuspend: askSuspend,
		data.MoveResume: askDay(data.MoveResume, "resume.on*", func(s *caseScreen, on data.Day) (*data.Case, error) {
			return s.app.desk.Resume(s.seen, view.DayForm{On: on})
		}),
		data.MoveExtend: askExtend,
		data.MoveAgree:  askAgree,
		data.MoveUnsign: askUnsign,
		view.ActMark:    askMark,
		view.ActMediMark: askDay(view.ActMediMark, "mediator_mark.on*", func(s *caseScreen, on data.Day) (*data.Case, error) {
			return s.app.desk.MediatorMark(s.seen, view.DayForm{On: on})
		}),
		view.ActSeal: askDay(view.ActSeal, "seal.on*", func(s *caseScreen, on data.Day) (*data.Case, error) {
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
		data.MoveClose: askDay(data.MoveClose, "close.on*", func(s *caseScreen, on data.Day) (*data.Case, error) {
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

// simple takes an act that needs nothing more than being chosen.
func simple(do func(s *caseScreen) (*data.Case, error)) asker {
	return func(s *caseScreen, _ data.ElementID) {
		_, err := do(s)
		s.app.done(err)
	}
}

// askDay takes an act that needs nothing but its day.
func askDay(act data.Move, field string, do func(s *caseScreen, on data.Day) (*data.Case, error)) asker {
	return func(s *caseScreen, _ data.ElementID) {
		f := s.app.newForm()
		on := f.day(field, s.app.today())
		s.take(act, f, func() (*data.Case, error) { return do(s, on()) })
	}
}

// longLabel is from how many characters on a name is cut beside a box: all of it
// stands on the case.
const longLabel = 16

// partyOptions names the parties of a case; two of the same name by their roles too.
func (a *App) partyOptions(c *data.Case) []widget.Option {
	times := map[string]int{}
	for _, p := range c.Parties {
		times[p.Name]++
	}
	var out []widget.Option
	for _, p := range c.Parties {
		label := p.Name
		if name := []rune(label); len(name) > longLabel {
			label = string(name[:longLabel]) + "…"
		}
		if times[p.Name] > 1 {
			label += "（" + a.T("role."+string(p.Role)) + "）"
		}
		out = append(out, widget.Option{Key: string(p.ID), Label: label})
	}
	return distinct(out)
}

// mediatorOptions names the mediators who serve now, and of the others those whom a
// record already names.
func (a *App) mediatorOptions(named []data.ElementID) []widget.Option {
	var out []widget.Option
	active := a.desk.ActiveMediators(a.today())
	for _, m := range active {
		out = append(out, widget.Option{Key: string(m.ID), Label: m.Name})
	}
	committee := a.desk.Store.Committee()
	for _, id := range named {
		serves := slices.ContainsFunc(active, func(m data.Mediator) bool { return m.ID == id })
		if m := committee.Mediator(id); m != nil && !serves {
			out = append(out, widget.Option{Key: string(id), Label: m.Name})
		}
	}
	return distinct(out)
}

// inCharge lists the mediators of the case; before there are any, the one at the desk.
func (s *caseScreen) inCharge() []data.ElementID {
	var out []data.ElementID
	for _, m := range s.seen.ActiveMediators() {
		out = append(out, m.Mediator)
	}
	if len(out) == 0 {
		out = append(out, s.app.desk.Store.Author())
	}
	return out
}

// among reports of a key whether it is that of one of these elements.
func among(ids []data.ElementID) func(key string) bool {
	return func(key string) bool { return slices.Contains(ids, data.ElementID(key)) }
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
	mediators := f.ticks("accept.mediators*", s.app.mediatorOptions(s.inCharge()), among(s.inCharge()))
	chosen := f.tick("accept.chosen", false)
	consent := f.ticks("accept.consent*", s.app.partyOptions(s.seen), always)
	s.take(data.MoveAccept, f, func() (*data.Case, error) {
		return s.app.desk.Accept(s.seen, view.AcceptForm{
			On: on(), Mediators: elements(mediators()), Chosen: chosen(), Consent: elements(consent()),
		})
	})
}

func askRefuse(s *caseScreen, _ data.ElementID) {
	s.askEnding(data.MoveRefuse, data.RefusalGrounds, s.app.desk.Refuse)
}

func askMediators(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	who := f.ticks("accept.mediators*", s.app.mediatorOptions(s.inCharge()), among(s.inCharge()))
	chosen := f.tick("accept.chosen", false)
	on := f.day("mediators.on", s.app.today())
	reason := f.text("mediators.reason", "")
	s.take(view.ActMediator, f, func() (*data.Case, error) {
		return s.app.desk.Assign(s.seen, view.MediatorsForm{Mediators: elements(who()), Chosen: chosen(), On: on(), Reason: reason()})
	})
}

func askInform(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	who := f.ticks("inform.parties*", s.app.partyOptions(s.seen), always)
	on := f.day("inform.on*", s.app.today())
	by := f.choice("inform.by*", string(s.app.desk.Store.Author()), s.app.mediatorOptions(nil))
	s.take(view.ActInform, f, func() (*data.Case, error) {
		return s.app.desk.Inform(s.seen, view.InformForm{Parties: elements(who()), On: on(), By: data.ElementID(by())})
	})
}

func askInquiry(s *caseScreen, id data.ElementID) {
	q := data.Inquiry{On: s.app.today(), Inquirers: s.inCharge()}
	if i := slices.IndexFunc(s.seen.Inquiries, func(q data.Inquiry) bool { return q.ID == id }); i >= 0 {
		q = s.seen.Inquiries[i]
	}
	f := s.app.newForm()
	on := f.day("inquiry.on*", q.On)
	place := f.text("inquiry.place", q.Place)
	person := f.text("inquiry.person*", q.Person)
	relation := f.text("inquiry.relation", q.Relation)
	who := f.ticks("inquiry.inquirers", s.app.mediatorOptions(q.Inquirers), among(q.Inquirers))
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
	provider := f.choice("evidence.provider", string(e.Provider), s.app.partyOptions(s.seen))
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
