package sync_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"

	"woshou/data"
	"woshou/sync/engine"
	"woshou/sync/township"
	"woshou/sync/township/ledger"
)

// What happens between computers and servers in the simulation.

// once plans a deed's fault on a line, until the function that it returns is called.
func (d deed) once(l *lossy) (end func()) {
	n := 0
	l.plan = func(request, _ []byte) fault {
		if request == nil {
			return fault{}
		}
		if n++; n-1 == d.on {
			return d.fault
		}
		return fault{}
	}
	return func() {
		l.makeRoom()
		l.plan = func([]byte, []byte) fault { return fault{} }
	}
}

// exchange syncs over a line that spoils one exchange; with doFiles, photos go too.
func (s *sim) exchange(d deed, place int, a *actor) {
	a.enrolAgain()
	end := d.once(a.line)
	var err error
	if d.do == doFiles {
		err = a.eng.SyncFiles(s.Context())
	} else {
		_, err = a.eng.SyncNow(s.Context())
	}
	a.st.Settle()
	end()
	if err == nil {
		a.unmet = false
		s.exchanged(a)
	}
	s.giveNumbers(place, a)
}

// byStick carries a stick to the township and back: the way there and the way back may be
// cut short, and an old answer may come once more.
func (s *sim) byStick(d deed, _ int, a *actor) {
	a.enrolAgain()
	up := a.write(d.n%2 == 0)
	if d.n%5 == 1 {
		up = up[:d.n%len(up)]
	}
	var out bytes.Buffer
	if _, err := a.w.srv.Stick(s.Context(), township.Operator, bytes.NewReader(up), &out); err != nil {
		if d.n%5 != 1 {
			s.Errorf("a stick: %v", err)
		}
		return
	}
	answer := out.Bytes()
	switch d.n % 5 {
	case 2:
		return // it is lost
	case 3:
		answer = answer[:d.n%len(answer)]
	case 4:
		if a.stick != nil {
			a.take(a.stick)
		}
	}
	a.stick = answer
	a.take(answer)
}

// take takes a stick's answer in; one that is cut short, or of another life of the stream,
// is refused.
func (a *actor) take(answer []byte) {
	_, _ = a.eng.TakeStick(a.t.Context(), bytes.NewReader(answer))
	a.st.Settle()
}

// byPeer carries a stick to another computer of the village.
func (s *sim) byPeer(d deed, place int, a *actor) {
	others := s.places[place]
	to := others[d.n%len(others)]
	if to == a || to.away {
		return
	}
	var b bytes.Buffer
	if _, err := engine.WritePeer(a.st, &b, d.n%2 == 0); err != nil {
		s.Fatal(err)
	}
	if _, err := to.eng.TakePeer(s.Context(), bytes.NewReader(b.Bytes())); err != nil {
		s.Errorf("a stick from another computer: %v", err)
	}
	to.st.Settle()
}

// letters returns the cases that wait for an answer of the township, or for its end.
func (w *simTown) letters() []ledger.HandUp {
	return slices.DeleteFunc(w.handUps(), func(h ledger.HandUp) bool {
		return h.State != "" && h.State != "accepted" || h.Fence != w.fence(h.Case)
	})
}

// fence returns a case's fence at a township.
func (w *simTown) fence(id data.CaseID) (fence uint64) {
	err := w.led.View(w.t.Context(), func(r ledger.Reader) error {
		c, err := r.Case(id)
		fence = c.Fence
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return fence
}

// answer has the township accept, return or settle a case that is its own.
func (s *sim) answer(d deed, w *simTown) {
	all := w.letters()
	if len(all) == 0 {
		return
	}
	h := all[d.n%len(all)]
	a := []township.Answer{
		{State: "accepted", By: "王镇长", Text: "收到"},
		{State: "returned", By: "王镇长", Text: "退回"},
		{State: "settled", By: "王镇长", Result: data.OutcomeWritten, On: data.DayOf(noon()), Text: secret, Amount: 300000},
	}[d.n/len(all)%3]
	if a.State == "accepted" && h.State != "" {
		a.State = "returned"
	}
	if err := w.srv.AnswerHandUp(s.Context(), "clerk", h.Village, h.ID, a); err != nil {
		s.Errorf("the township owns a case and cannot answer: %v", err)
		return
	}
	for place, computers := range s.places {
		if computers[0].st.Link().Village == string(h.Village) && computers[0].town == w {
			entries, _ := computers[0].stream()
			e, err := data.DecodeEvent(entries[len(entries)-1].Event)
			if err != nil {
				s.Fatal(err)
			}
			s.must[e.UID] = saved{place, h.Case}
		}
	}
}

// readLetter has a clerk read a case handed up.
func (s *sim) readLetter(d deed, w *simTown) {
	all := w.handUps()
	if len(all) == 0 {
		return
	}
	h := all[d.n%len(all)]
	l, _, _, err := w.srv.ReadHandUp(s.Context(), "clerk", h.Village, h.ID)
	if err != nil || l.Case != h.Case || l.Reason != secret {
		s.Errorf("a letter cannot be read: %v", err)
	}
	w.reads++
}

// changeQuota makes the room for photos small, or large again.
func (s *sim) changeQuota(_ deed, w *simTown) {
	w.quota = 50_000 - w.quota
	w.restart()
}

func (w *simTown) backUp() { w.copies = append(w.copies, townCopy{w.backup(), w.reads}) }

// setBack restores a server to one of its backups and reports whether there was one.
func (w *simTown) setBack(n int, told bool) bool {
	if len(w.copies) == 0 {
		return false
	}
	to := w.copies[n%len(w.copies)]
	w.restore(to.ledger, told)
	w.reads = to.reads
	return true
}

func (s *sim) setTownBackTold(d deed, w *simTown) { s.setTownBack(w, d.n/2, true, d.n%2 == 0) }

func (s *sim) setTownBackUntold(d deed, w *simTown) { s.setTownBack(w, d.n, false, false) }

// setTownBack restores a township, perhaps without its photos; of that it is always told,
// for nothing else would show that they are gone.
func (s *sim) setTownBack(w *simTown, n int, told, bare bool) {
	claims := s.claims(w)
	if w.bare = w.bare || bare; !w.setBack(n, told || w.bare) {
		return
	}
	w.back, w.agreed = true, false
	if bare {
		if err := os.RemoveAll(filepath.Join(w.dir, "files")); err != nil {
			s.Fatal(err)
		}
		w.restart()
	}
	for place, left := range s.claims(w) {
		s.blind[place] = s.blind[place] || left < claims[place]
		s.forget(place)
	}
}
