package app

import (
	"strings"

	"fyne.io/fyne/v2"

	"woshou/app/view"
	"woshou/data"
)

// intakeScreen takes in a new dispute, or changes what was said at intake.
type intakeScreen struct {
	page
	seen *data.Case // nil for a new dispute
	read func() view.IntakeForm
}

func newIntake(a *App, r Route) screen {
	if r.Case == data.CommitteeID {
		return &intakeScreen{page: page{app: a}}
	}
	return a.about(r.Case, func(c *data.Case) screen { return &intakeScreen{page: page{app: a}, seen: c} })
}

func (s *intakeScreen) build() fyne.CanvasObject {
	s.form = s.app.newForm()
	in, title := s.app.desk.NewIntake(), s.app.T("intake.new")
	if s.seen != nil {
		in, title = view.IntakeOf(s.seen), s.seen.Title()
	}
	var parties func() []data.Party
	if s.seen == nil {
		parties = s.people(in.Parties)
	}
	story := s.story(in)
	s.read = func() view.IntakeForm {
		out := story()
		if parties != nil {
			out.Parties = parties()
		}
		return out
	}
	save := s.saveButton("intake.save", func() { s.save(false) })
	if s.seen != nil {
		return s.frame(title, s.form.grid, save)
	}
	draft := s.app.keys.Button(s.app.T("intake.draft"), keyDraft, func() { s.save(true) })
	return s.frame(title, s.form.grid, draft, save)
}

// people asks for the two sides, with what the papers cannot do without; more of
// each, and more parties, are entered on the case.
func (s *intakeScreen) people(given []data.Party) func() []data.Party {
	var reads []func() data.Party
	for _, p := range given {
		prefix := string(p.Role) + "."
		f := s.form
		name := f.text(prefix+"name*", p.Name)
		phone := f.text(prefix+"phone", p.Phone)
		id := f.resident(prefix+"id_number", p.IDNumber)
		address := f.text(prefix+"address", p.Address)
		reads = append(reads, func() data.Party {
			p.Name, p.Phone, p.IDNumber, p.Address = name(), phone(), id(), address()
			return p
		})
	}
	return func() []data.Party {
		var out []data.Party
		for _, read := range reads {
			out = append(out, read())
		}
		return out
	}
}

// story asks what happened and how it came to the committee.
func (s *intakeScreen) story(in view.IntakeForm) func() view.IntakeForm {
	f := s.form
	kind := f.choice("intake.type*", string(in.Type), rows(s.app.desk.Offered(data.ListDisputeTypes, string(in.Type))))
	summary := f.area("intake.summary*", in.Summary, 5)
	requests := f.area("intake.requests", in.Requests, 2)
	claimed := f.money("intake.claimed", in.Claimed)
	place := f.text("intake.place", in.Place)
	received := f.day("intake.received_on*", in.ReceivedOn)
	came := s.came(in)
	difficult := f.tick("intake.difficult", in.Difficult)
	return func() view.IntakeForm {
		out := view.IntakeForm{
			Type: data.DisputeType(kind()), Tags: in.Tags, Place: place(), Summary: summary(), Requests: requests(),
			Claimed: claimed(), ReceivedOn: received(), Open: in.Open, Difficult: difficult(), Draft: in.Draft,
		}
		came(&out)
		return out
	}
}

// came asks how the dispute came to the committee: who applied and how, or which organ
// sent it with which letter.
func (s *intakeScreen) came(in view.IntakeForm) func(*view.IntakeForm) {
	f, a := s.form, s.app
	source := f.choice("intake.source*", string(in.Source), rows(a.desk.Offered(data.ListSources, string(in.Source))))
	way := f.choice("intake.way", string(in.Way), options(a, "way", data.ApplicationWays))
	by := f.choice("intake.oral_by", string(in.OralBy), a.mediatorOptions([]data.ElementID{in.OralBy}))
	readBack := f.day("intake.read_back_on", in.ReadBackOn)
	organ := f.choice("intake.organ", string(in.Organ), rows(a.desk.Offered(data.ListOrgans, string(in.Organ))))
	name := f.text("intake.organ_name", in.OrganName)
	letter := f.text("intake.referral_no", in.ReferralNo)
	reply := f.day("intake.reply_due", in.ReplyDue)
	f.when("intake.source", []string{string(data.Application)}, "intake.way")
	f.when("intake.way", []string{string(data.ByMouth)}, "intake.oral_by", "intake.read_back_on")
	f.when("intake.source", []string{string(data.Referral)}, "intake.organ", "intake.organ_name", "intake.referral_no", "intake.reply_due")
	return func(out *view.IntakeForm) {
		out.Source, out.Way, out.OralBy, out.ReadBackOn = data.Source(source()), data.ApplicationWay(way()), data.ElementID(by()), readBack()
		out.Organ, out.OrganName, out.ReferralNo, out.ReplyDue = data.Organ(organ()), name(), strings.TrimSpace(letter()), reply()
	}
}

// list returns a list with the place's own entries, as it is offered today.
func (a *App) list(name data.ListName) data.List {
	return data.ListOf(name, a.desk.Store.Committee()).On(a.today())
}

func (s *intakeScreen) save(draft bool) {
	s.saveTo(0, func() (*data.Case, error) {
		in := s.read()
		if s.seen != nil {
			return s.app.desk.EditIntake(s.seen, in)
		}
		in.Draft = draft
		return s.app.desk.Intake(in)
	})
}
