package app

import (
	"slices"

	"fyne.io/fyne/v2"

	"woshou/app/widget"
	"woshou/data"
)

// sessionScreen records a meeting, or puts one right.
type sessionScreen struct {
	page
	id      data.CaseID
	seen    *data.Case
	session data.Session
}

func newSession(a *App, r Route) screen {
	s := &sessionScreen{page: page{app: a}, id: r.Case}
	c, err := a.desk.Store.Case(r.Case)
	if err != nil {
		a.fail(err)
		return s
	}
	s.seen, s.session = c, a.desk.NewSession(c)
	if i := slices.IndexFunc(c.Sessions, func(x data.Session) bool { return x.ID == r.Element }); i >= 0 {
		s.session = c.Sessions[i]
	}
	return s
}

func (s *sessionScreen) build() fyne.CanvasObject {
	s.form = s.app.newForm()
	if s.seen == nil {
		return s.frame(s.app.T("session.new"), s.form.grid)
	}
	meeting, said := s.meeting(), s.said()
	save := s.saveButton("form.save", func() {
		done := s.form.save(func() error {
			v := s.session
			meeting(&v)
			said(&v)
			_, err := s.app.desk.SetSession(s.seen, v)
			return err
		})
		if done {
			s.app.returnTo(Route{Page: PageCase, Case: s.id, Tab: 1})
		}
	})
	return s.frame(s.app.T("session.new")+"　"+s.seen.Title(), s.form.grid, save)
}

// meeting asks when, where and who.
func (s *sessionScreen) meeting() func(*data.Session) {
	f, v := s.form, s.session
	c := &caseScreen{app: s.app, seen: s.seen}
	on := f.day("session.on*", v.On)
	start := f.text("session.start", v.Start)
	end := f.text("session.end", v.End)
	place := f.text("session.place*", v.Place)
	mode := f.choice("session.mode", string(v.Mode), options(s.app, "mode", []data.SessionMode{data.FaceToFace, data.Separate, data.Video}))
	present := f.ticks("session.present*", c.partyOptions(), func(key string) bool { return slices.Contains(v.Present, data.ElementID(key)) })
	mediators := f.ticks("session.mediators", s.mediators(c), func(key string) bool { return slices.Contains(v.Mediators, data.ElementID(key)) })
	return func(v *data.Session) {
		v.On, v.Start, v.End, v.Place = on(), start(), end(), place()
		v.Mode, v.Present, v.Mediators = data.SessionMode(mode()), elements(present()), elements(mediators())
	}
}

// mediators lists those who serve and those the record already names.
func (s *sessionScreen) mediators(c *caseScreen) []widget.Option {
	out := c.mediatorOptions()
	committee := s.app.desk.Store.Committee()
	for _, id := range s.session.Mediators {
		known := slices.ContainsFunc(out, func(o widget.Option) bool { return o.Key == string(id) })
		if m := committee.Mediator(id); m != nil && !known {
			out = append(out, widget.Option{Key: string(id), Label: m.Name})
		}
	}
	return out
}

// said asks what was said and what came of it.
func (s *sessionScreen) said() func(*data.Session) {
	f, v := s.form, s.session
	notes := f.area("session.notes*", v.Notes, 8)
	result := f.area("session.result", v.Result, 2)
	next := f.day("session.next_on", v.NextOn)
	recorder := f.text("session.recorder", v.Recorder)
	invited := f.text("session.invited", v.Invited)
	open := f.tick("session.open", v.Open)
	judge := f.tick("session.judge", v.JudgeGuided)
	read := f.tick("session.read", v.ReadToAll)
	return func(v *data.Session) {
		v.Notes, v.Result, v.NextOn, v.Recorder = notes(), result(), next(), recorder()
		v.Invited, v.Open, v.JudgeGuided, v.ReadToAll = invited(), open(), judge(), read()
	}
}
