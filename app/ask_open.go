package app

import (
	"slices"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// asker starts an act on a case: it asks what the act needs and then takes it.
type asker func(s *caseScreen, element data.ElementID)

// askers holds one asker for every act that a case screen offers.
var askers map[data.Move]asker

func init() { // a map literal would be a cycle: askers -> screens -> askers
	askers = map[data.Move]asker{
		view.ActEdit:    func(s *caseScreen, _ data.ElementID) { s.to(Route{Page: PageIntake}) },
		view.ActParty:   func(s *caseScreen, id data.ElementID) { s.to(Route{Page: PageParty, Element: id}) },
		view.ActSession: func(s *caseScreen, id data.ElementID) { s.to(Route{Page: PageSession, Element: id}) },
		view.ActDraft:   func(s *caseScreen, _ data.ElementID) { s.to(Route{Page: PageAgreement}) },
		view.ActPrint:   askPrint,

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
		view.ActFeedback: askFeedback,
		view.ActRecuse:   askRecuse,
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
		view.ActPaper:         askPaper,
		view.ActAdvise:        askAdvise,
		view.ActCourt:         askCourt,
		data.MoveKeep:         askKeep,
		view.ActVoidAgreement: askVoidAgreement,
		view.ActPerform:       askPerform,
		view.ActUrge:          askUrge,
		view.ActFollowUp:      askFollowUp,
		view.ActConfirm:       askConfirm,
		view.ActRuling:        askRuling,
		data.MoveRemediate:    askRemediate,
		view.ActEscalate:      askEscalate,
		data.MoveTerminate:    askTerminate,
		data.MoveWithdraw:     askWithdraw,
		data.MoveHandUp:       askHandUp,
		view.ActAnswer:        askAnswer,
		view.ActHandUpResult:  askHandUpResult,
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
	f := s.app.newForm()
	on := f.day("refuse.on*", s.app.today())
	ground := f.choice("refuse.ground*", "", rows(s.app.list(data.ListRefusals)))
	text := f.area("refuse.text", "", 2)
	advice := f.area("refuse.advice*", view.DefaultAdvice(s.seen), 4)
	f.prefilled("refuse.ground", "refuse.advice", func(key string) string { return view.RefusalAdvice(s.seen, data.Ground(key)) })
	s.take(data.MoveRefuse, f, func() (*data.Case, error) {
		return s.app.desk.Refuse(s.seen, view.RefuseForm{On: on(), Ground: data.Ground(ground()), Text: text(), Advice: advice()})
	})
}

func askFeedback(s *caseScreen, _ data.ElementID) {
	s.askResult(view.ActFeedback, s.app.desk.NewFeedback(s.seen), s.app.desk.Feedback)
}

func askHandUpResult(s *caseScreen, _ data.ElementID) {
	s.askResult(view.ActHandUpResult, view.FeedbackForm{On: s.app.today()}, s.app.desk.HandUpResult)
}

// askResult asks how a case ended. Its fields are named after the act.
func (s *caseScreen) askResult(act data.Move, in view.FeedbackForm, do func(*data.Case, view.FeedbackForm) (*data.Case, error)) {
	f, name := s.app.newForm(), string(act)
	on := f.day(name+".on*", in.On)
	result := f.choice(name+".result*", string(in.Result), rows(data.Outcomes))
	text := f.area(name+".text", in.Text, 3)
	s.take(act, f, func() (*data.Case, error) {
		return do(s.seen, view.FeedbackForm{On: on(), Result: data.Outcome(result()), Text: text()})
	})
}

func askRecuse(s *caseScreen, _ data.ElementID) {
	charged := s.inCharge()
	f := s.app.newForm()
	who := f.choice("recuse.mediator*", string(charged[0]), s.app.named(charged))
	reason := f.area("recuse.reason*", "", 2)
	on := f.day("recuse.on*", s.app.today())
	outcome := f.choice("recuse.outcome*", "leaves", options(s.app, "recuse", []string{"leaves", "kept"}))
	replacement := f.choice("recuse.replacement", "", s.app.mediatorOptions(nil))
	f.when("recuse.outcome", []string{"leaves"}, "recuse.replacement")
	s.take(view.ActRecuse, f, func() (*data.Case, error) {
		return s.app.desk.Recuse(s.seen, view.RecuseForm{
			Mediator: data.ElementID(who()), On: on(), Reason: reason(), Kept: outcome() == "kept", Replacement: data.ElementID(replacement()),
		})
	})
}

// named are mediators of the committee, whether they serve now or not.
func (a *App) named(ids []data.ElementID) []widget.Option {
	var out []widget.Option
	for _, o := range a.mediatorOptions(ids) {
		if slices.Contains(ids, data.ElementID(o.Key)) {
			out = append(out, o)
		}
	}
	return out
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
	open := f.choice("inform.openness*", string(data.WantsClosed), options(s.app, "openness", []data.Openness{data.WantsClosed, data.WantsOpen}))
	s.take(view.ActInform, f, func() (*data.Case, error) {
		return s.app.desk.Inform(s.seen, view.InformForm{
			Parties: elements(who()), On: on(), By: data.ElementID(by()), Openness: data.Openness(open()),
		})
	})
}

func askInquiry(s *caseScreen, id data.ElementID) {
	q := s.app.desk.NewInquiry(s.seen)
	if i := slices.IndexFunc(s.seen.Inquiries, func(q data.Inquiry) bool { return q.ID == id }); i >= 0 {
		q = s.seen.Inquiries[i]
	}
	f := s.app.newForm()
	on := f.day("inquiry.on*", q.On)
	place := f.text("inquiry.place", q.Place)
	person := f.text("inquiry.person*", q.Person)
	relation := f.text("inquiry.relation", q.Relation)
	notes := f.area("inquiry.notes*", q.Notes, 6)
	read := f.tick("inquiry.read_back", q.ReadBack)
	who := f.ticks("inquiry.inquirers", s.app.mediatorOptions(q.Inquirers), among(q.Inquirers))
	recorder := f.text("inquiry.recorder", q.Recorder)
	at := f.clock("inquiry.at", q.At)
	more := inquired(f, &q)
	s.take(view.ActInquiry, f, func() (*data.Case, error) {
		q.On, q.At, q.Place, q.Person, q.Relation = on(), at(), place(), person(), relation()
		q.Notes, q.ReadBack, q.Inquirers, q.Recorder = notes(), read(), elements(who()), recorder()
		more(&q)
		return s.app.desk.SetInquiry(s.seen, q)
	})
}

// inquired asks about the person who was asked, as the form has it.
func inquired(f *form, q *data.Inquiry) func(*data.Inquiry) {
	sex := f.choice("inquiry.sex", string(q.Sex), options(f.app, "sex", []data.Sex{data.Male, data.Female}))
	age := f.count("inquiry.age", q.Age)
	job := f.text("inquiry.job", q.Job)
	address := f.text("inquiry.address", q.Address)
	return func(q *data.Inquiry) {
		q.Sex, q.Age, q.Job, q.Address = data.Sex(sex()), age(), job(), address()
	}
}

func askEvidence(s *caseScreen, id data.ElementID) {
	var e data.Evidence
	if i := slices.IndexFunc(s.seen.Evidence, func(e data.Evidence) bool { return e.ID == id }); i >= 0 {
		e = s.seen.Evidence[i]
	}
	f := s.app.newForm()
	kinds := rows(s.app.list(data.ListEvidenceKinds))
	if e.Kind != "" && !slices.ContainsFunc(kinds, func(o widget.Option) bool { return o.Key == e.Kind }) {
		kinds = append(kinds, widget.Option{Key: e.Kind, Label: e.Kind}) // a word of an older record
	}
	kind := f.choice("evidence.kind", e.Kind, kinds)
	title := f.text("evidence.title*", e.Title)
	provider := f.choice("evidence.provider", string(e.Provider), append(s.app.partyOptions(s.seen), s.app.named(s.inCharge())...))
	on := f.day("evidence.on", e.On)
	pages := f.count("evidence.pages", e.Pages)
	shelf := f.text("evidence.shelf", e.Shelf)
	isCopy := f.tick("evidence.copy", e.Copy)
	sensitive := f.tick("evidence.sensitive", e.Sensitive)
	s.take(view.ActEvidence, f, func() (*data.Case, error) {
		e.Kind, e.Title, e.Provider, e.On, e.Pages = kind(), title(), data.ElementID(provider()), on(), pages()
		e.Shelf, e.Copy, e.Sensitive = shelf(), isCopy(), sensitive()
		return s.app.desk.SetEvidence(s.seen, e)
	})
}

func askSuspend(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	from := f.day("suspend.from*", s.app.today())
	kind := f.choice("suspend.kind*", "", options(s.app, "suspension", data.SuspensionKinds))
	reason := f.area("suspend.reason", "", 2)
	s.take(data.MoveSuspend, f, func() (*data.Case, error) {
		return s.app.desk.Suspend(s.seen, view.SuspendForm{From: from(), Kind: data.SuspensionKind(kind()), Reason: reason()})
	})
}

func askExtend(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	to := f.day("extend.to*", data.ConcludeBy(s.seen, s.app.today()).AddMonth(1))
	consents := f.consents("extend.consents*", s.seen)
	s.take(data.MoveExtend, f, func() (*data.Case, error) {
		return s.app.desk.Extend(s.seen, view.ExtendForm{To: to(), Consents: consents()})
	})
}
