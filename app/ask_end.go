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
	support := f.area("escalation.support", e.Support, 2)
	to := f.text("escalation.reported_to", e.ReportedTo)
	reported := f.day("escalation.reported_on", e.ReportedOn)
	reportedAt := f.clock("escalation.reported_at", e.ReportedAt)
	by := f.text("escalation.by", e.By)
	receivedBy := f.text("escalation.received_by", e.ReceivedBy)
	receivedAt := f.clock("escalation.received_at", e.ReceivedAt)
	reply := f.area("escalation.reply", e.Reply, 2)
	prevented := f.choice("escalation.prevented", string(e.Prevented), options(s.app, "prevented", data.PreventedKinds[:]))
	s.take(view.ActEscalate, f, func() (*data.Case, error) {
		e.On, e.Time, e.People, e.Measures = on(), at(), people(), measures()
		e.Support, e.By, e.ReceivedBy, e.ReceivedAt = support(), by(), receivedBy(), receivedAt()
		e.ReportedTo, e.ReportedOn, e.ReportedAt, e.Reply, e.Prevented = to(), reported(), reportedAt(), reply(), data.Prevented(prevented())
		e.Kinds = nil
		for _, k := range kinds() {
			e.Kinds = append(e.Kinds, data.EscalationKind(k))
		}
		return s.app.desk.Escalate(s.seen, e)
	})
}

func askTerminate(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("terminate.on*", s.app.today())
	ground := f.choice("terminate.ground*", "", rows(s.app.list(data.ListTerminations)))
	court := f.text("terminate.reported_to*", s.app.desk.Store.Committee().Court)
	reported := f.day("terminate.reported_on*", s.app.today())
	f.when("terminate.ground", []string{string(data.ShamSuspected)}, "terminate.reported_to", "terminate.reported_on")
	text := f.area("terminate.text", "", 2)
	advice := f.area("terminate.advice*", view.DefaultAdvice(s.seen), 3)
	s.take(data.MoveTerminate, f, func() (*data.Case, error) {
		return s.app.desk.Terminate(s.seen, view.TerminateForm{
			On: on(), Ground: data.Ground(ground()), Text: text(), Advice: advice(), ReportedTo: court(), ReportedOn: reported(),
		})
	})
}

func askWithdraw(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("withdraw.on*", s.app.today())
	by := f.choice("withdraw.by", "", s.app.partyOptions(s.seen))
	text := f.area("withdraw.text*", "", 2)
	s.take(data.MoveWithdraw, f, func() (*data.Case, error) {
		return s.app.desk.Withdraw(s.seen, view.WithdrawForm{On: on(), By: data.ElementID(by()), Text: text()})
	})
}

func askAnswer(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("answer.on*", s.app.today())
	by := f.text("answer.by", "")
	returned := f.tick("answer.returned", false)
	result := f.area("answer.result", "", 3)
	missing := f.area("answer.missing", "", 2)
	s.take(view.ActAnswer, f, func() (*data.Case, error) {
		return s.app.desk.AnswerHandUp(s.seen, view.AnswerForm{On: on(), By: by(), Returned: returned(), Result: result(), Missing: missing()})
	})
}

func askReopen(s *caseScreen, _ data.ElementID) {
	f := s.app.newForm()
	on := f.day("reopen.on*", s.app.today())
	kind := f.choice("reopen.kind*", "", options(s.app, "reopen_reason", data.ReopenReasons))
	text := f.area("reopen.text", "", 2)
	consents := f.consents("reopen.consents*", s.seen)
	s.take(data.MoveReopen, f, func() (*data.Case, error) {
		return s.app.desk.Reopen(s.seen, view.ReopenForm{On: on(), Kind: data.ReopenReason(kind()), Text: text(), Consents: consents()})
	})
}

// askArchive counts the pages of the dossier before it asks.
func askArchive(s *caseScreen, _ data.ElementID) {
	desk, seen := s.app.desk, s.seen
	background(func() (view.ArchiveForm, error) { return desk.NewArchive(seen), nil }, func(in view.ArchiveForm, err error) {
		switch {
		case s.app.screen != screen(s):
		case err != nil:
			s.app.fail(err)
		default:
			s.askArchive(in)
		}
	})
}

func (s *caseScreen) askArchive(in view.ArchiveForm) {
	f := s.app.newForm()
	on := f.day("archive.on*", in.On)
	retention := f.choice("archive.retention*", string(in.Retention), options(s.app, "retention", view.Retentions))
	why := f.text("archive.why_short*", in.WhyShort)
	f.when("archive.retention", []string{string(data.ShortTerm)}, "archive.why_short")
	pages := f.count("archive.pages*", in.Pages)
	filed := f.text("archive.filed_by*", in.FiledBy)
	checked := f.text("archive.checked_by", in.CheckedBy)
	shelf := f.text("archive.shelf", in.Shelf)
	statement := f.area("archive.statement", in.Statement, 2)
	s.take(data.MoveArchive, f, func() (*data.Case, error) {
		return s.app.desk.Archive(s.seen, view.ArchiveForm{
			On: on(), Retention: data.Retention(retention()), WhyShort: why(), Pages: pages(), FiledBy: filed(),
			CheckedBy: checked(), Shelf: shelf(), Statement: statement(),
		})
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
