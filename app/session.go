package app

import (
	"slices"

	"fyne.io/fyne/v2"

	"woshou/data"
)

// sessionScreen records a meeting, or puts one right.
type sessionScreen struct {
	page
	seen    *data.Case
	session data.Session
}

func newSession(a *App, r Route) screen {
	return a.about(r.Case, func(c *data.Case) screen {
		s := &sessionScreen{page: page{app: a}, seen: c, session: a.desk.NewSession(c)}
		if i := slices.IndexFunc(c.Sessions, func(x data.Session) bool { return x.ID == r.Element }); i >= 0 {
			s.session = c.Sessions[i]
		}
		return s
	})
}

func (s *sessionScreen) build() fyne.CanvasObject {
	s.form = s.app.newForm()
	meeting, said := s.meeting(), s.said()
	save := s.saveButton("form.save", func() {
		s.saveTo(1, func() (*data.Case, error) {
			v := s.session
			meeting(&v)
			said(&v)
			return s.app.desk.SetSession(s.seen, v)
		})
	})
	return s.frame(s.app.T("session.new")+"　"+s.seen.Title(), s.form.grid, save)
}

// meeting asks when, where and who.
func (s *sessionScreen) meeting() func(*data.Session) {
	f, v := s.form, s.session
	on := f.day("session.on*", v.On)
	start := f.clock("session.start", v.Start)
	end := f.clock("session.end", v.End)
	place := f.text("session.place*", v.Place)
	mode := f.choice("session.mode", string(v.Mode), options(s.app, "mode", []data.SessionMode{data.FaceToFace, data.Separate, data.Video}))
	present := f.ticks("session.present*", s.app.partyOptions(s.seen), among(v.Present))
	mediators := f.ticks("session.mediators", s.app.mediatorOptions(v.Mediators), among(v.Mediators))
	return func(v *data.Session) {
		v.On, v.Start, v.End, v.Place = on(), start(), end(), place()
		v.Mode, v.Present, v.Mediators = data.SessionMode(mode()), elements(present()), elements(mediators())
	}
}

// said asks what was said and what came of it.
func (s *sessionScreen) said() func(*data.Session) {
	f, v := s.form, s.session
	notes := f.area("session.notes*", v.Notes, 8)
	result := f.area("session.result", v.Result, 2)
	read := f.tick("session.read", v.ReadToAll)
	next := f.day("session.next_on", v.NextOn)
	nextAt := f.clock("session.next_at", v.NextAt)
	beside := s.beside()
	return func(v *data.Session) {
		v.Notes, v.Result, v.ReadToAll, v.NextOn, v.NextAt = notes(), result(), read(), next(), nextAt()
		beside(v)
	}
}

// beside asks who else was there.
func (s *sessionScreen) beside() func(*data.Session) {
	f, v := s.form, s.session
	recorder := f.text("session.recorder", v.Recorder)
	invited := f.text("session.invited", v.Invited)
	consented := f.tick("session.consented", v.Consented)
	open := f.tick("session.open", v.Open)
	judge := f.tick("session.judge", v.JudgeGuided)
	name := f.text("session.judge_name", v.Judge)
	return func(v *data.Session) {
		v.Recorder, v.Invited, v.Consented = recorder(), invited(), consented()
		v.Open, v.JudgeGuided, v.Judge = open(), judge(), name()
	}
}
