package app

import (
	"slices"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

func askEscalate(s *caseScreen, id data.ElementID) {
	e := data.Escalation{On: s.app.today(), People: s.seen.People()}
	if i := slices.IndexFunc(s.seen.Escalations, func(e data.Escalation) bool { return e.ID == id }); i >= 0 {
		e = s.seen.Escalations[i]
	}
	f := s.app.newForm()
	on := f.day("escalation.on*", e.On)
	at := f.clock("escalation.time", e.Time)
	kinds := f.ticks("escalation.kinds*", options(s.app, "escalation", view.EscalationKinds),
		func(key string) bool { return slices.Contains(e.Kinds, data.EscalationKind(key)) })
	people := f.count("escalation.people", e.People)
	measures := f.area("escalation.measures*", e.Measures, 3)
	to := f.text("escalation.reported_to", e.ReportedTo)
	reported := f.day("escalation.reported_on", e.ReportedOn)
	reply := f.area("escalation.reply", e.Reply, 2)
	prevented := f.choice("escalation.prevented", string(e.Prevented), options(s.app, "prevented", data.PreventedKinds[:]))
	s.take(view.ActEscalate, f, func() (*data.Case, error) {
		e.On, e.Time, e.People, e.Measures = on(), at(), people(), measures()
		e.ReportedTo, e.ReportedOn, e.Reply, e.Prevented = to(), reported(), reply(), data.Prevented(prevented())
		e.Kinds = nil
		for _, k := range kinds() {
			e.Kinds = append(e.Kinds, data.EscalationKind(k))
		}
		return s.app.desk.Escalate(s.seen, e)
	})
}

func askTerminate(s *caseScreen, _ data.ElementID) {
	s.askEnding(data.MoveTerminate, data.TerminationGrounds, func(seen *data.Case, in view.RefuseForm) (*data.Case, error) {
		return s.app.desk.Terminate(seen, view.TerminateForm(in))
	})
}

// askEnding ends a case on one of the grounds, with the advice that the law asks for.
// Its fields are named after the move.
func (s *caseScreen) askEnding(move data.Move, grounds data.List, end func(*data.Case, view.RefuseForm) (*data.Case, error)) {
	f, name := s.app.newForm(), string(move)
	on := f.day(name+".on*", s.app.today())
	ground := f.choice(name+".ground*", "", rows(grounds))
	text := f.area(name+".text", "", 2)
	advice := f.area(name+".advice*", view.DefaultAdvice(s.seen), 3)
	s.take(move, f, func() (*data.Case, error) {
		return end(s.seen, view.RefuseForm{On: on(), Ground: data.Ground(ground()), Text: text(), Advice: advice()})
	})
}

func askWithdraw(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("withdraw.on*", s.app.today())
	text := f.area("withdraw.text*", "", 2)
	s.take(data.MoveWithdraw, f, func() (*data.Case, error) {
		return s.app.desk.Withdraw(s.seen, view.WithdrawForm{On: on(), Text: text()})
	})
}

func askHandUp(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	to := f.text("handup.to*", "")
	reason := f.area("handup.reason*", "", 3)
	consent := f.day("handup.consent_on*", s.app.today())
	sent := f.day("handup.sent_on*", s.app.today())
	pages := f.count("handup.pages", 0)
	s.take(data.MoveHandUp, f, func() (*data.Case, error) {
		return s.app.desk.HandUp(s.seen, view.HandUpForm{To: to(), Reason: reason(), ConsentOn: consent(), SentOn: sent(), Pages: pages()})
	})
}

func askAnswer(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("answer.on*", s.app.today())
	returned := f.tick("answer.returned", false)
	result := f.area("answer.result", "", 3)
	s.take(view.ActAnswer, f, func() (*data.Case, error) {
		return s.app.desk.AnswerHandUp(s.seen, view.AnswerForm{On: on(), Returned: returned(), Result: result()})
	})
}

func askReopen(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("reopen.on*", s.app.today())
	consent := f.tick("reopen.consent*", false)
	s.take(data.MoveReopen, f, func() (*data.Case, error) {
		return s.app.desk.Reopen(s.seen, view.ReopenForm{On: on(), Consent: consent()})
	})
}

func askArchive(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("archive.on*", s.app.today())
	retention := f.choice("archive.retention*", string(data.LongTerm), options(s.app, "retention", view.Retentions))
	s.take(data.MoveArchive, f, func() (*data.Case, error) {
		return s.app.desk.Archive(s.seen, view.ArchiveForm{On: on(), Retention: data.Retention(retention())})
	})
}

// askVoid asks twice, by a reason and by a button that says what it does.
func askVoid(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	reason := f.area("void.reason*", "", 2)
	f.dialog(s.title(data.MoveVoid), widget.Choice{Text: s.title(data.MoveVoid), Danger: true, Action: func() bool {
		return f.save(func() error {
			_, err := s.app.desk.VoidCase(s.seen, view.VoidForm{Reason: reason()})
			return err
		})
	}})
}
