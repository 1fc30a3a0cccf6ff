package sync_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// dayEnds checks what must hold at any time, and notes what the disks have.
func (s *sim) dayEnds() {
	for place, computers := range s.places {
		computers[0].checkStream()
		here := s.atTown(place)
		for _, a := range computers {
			for uid := range a.events() {
				here[uid] = true
			}
			a.sleep()
		}
		for uid, at := range s.must {
			if at == place && !here[uid] {
				s.Errorf("I4: event %s is on no disk and not at the township", uid)
			}
		}
	}
}

// exchanged holds, after a whole exchange, I2: what the township acknowledged is durable
// there; and I5: the computer has read the stream that the township has.
func (s *sim) exchanged(a *actor) {
	s.acknowledged(a)
	link := a.st.Link()
	if link.GSN == 0 {
		return
	}
	err := s.w.led.View(s.Context(), func(r ledger.Reader) error {
		digest, err := r.DigestAt(ledger.VillageID(link.Village), link.GSN)
		if err == nil && digest != link.Stream {
			err = fmt.Errorf("its digest there is another")
		}
		return err
	})
	if err != nil {
		s.Errorf("I5: the stream was read up to %d: %v", link.GSN, err)
	}
}

func (s *sim) acknowledged(a *actor) {
	epoch, _, _ := a.st.Head()
	acked := a.st.Acked()
	if acked == 0 {
		return
	}
	own, err := a.st.After(acked-1, 0)
	if err != nil {
		s.Fatal(err)
	}
	e, err := data.DecodeEvent(own[0])
	if err != nil {
		s.Fatal(err)
	}
	err = s.w.led.View(s.Context(), func(r ledger.Reader) error {
		have, err := r.HashAt(ledger.Chain{Device: a.st.Device(), Epoch: epoch}, acked)
		if err == nil && have != data.Chain(e.Prev, own[0]) {
			err = fmt.Errorf("another event")
		}
		return err
	})
	if err != nil {
		s.Errorf("I2: event %d was acknowledged: %v", acked, err)
	}
}

// atTown returns the uids of a village's stream and of what is in quarantine.
func (s *sim) atTown(place int) map[data.UID]bool {
	have := map[data.UID]bool{}
	entries, _ := s.places[place][0].stream()
	for _, entry := range entries {
		if e, err := data.DecodeEvent(entry.Event); err == nil {
			have[e.UID] = true
		}
	}
	return have
}

// events returns the uids of a computer's history.
func (v *village) events() map[data.UID]bool {
	have := map[data.UID]bool{}
	v.st.Cases(func(c *data.Case) bool {
		history, err := v.st.History(c.ID)
		if err != nil {
			v.t.Fatal(err)
		}
		for _, e := range history {
			have[e.UID] = true
		}
		return true
	})
	return have
}

// picture tells whether anything moved: heads and cursors of all computers.
func (s *sim) picture() string {
	var b strings.Builder
	for _, computers := range s.places {
		for _, a := range computers {
			epoch, head, _ := a.st.Head()
			l := a.st.Link()
			fmt.Fprint(&b, epoch, head, a.st.Acked(), l.ServerEpoch, l.GSN, ";")
		}
	}
	return b.String()
}

// check holds the invariants for one village after everything was exchanged.
func (s *sim) check(place int, computers []*actor) {
	atTown := s.atTown(place)
	cases := computers[0].eng.Status().OwnCases
	for i, a := range computers {
		a.wantSame(cases)
		have := a.events()
		for uid, at := range s.must {
			if at == place && (!have[uid] || !atTown[uid]) {
				s.Errorf("I4: event %s: at computer %d %v, at the township %v", uid, i, have[uid], atTown[uid])
			}
		}
		if got, want := a.states(), computers[0].states(); got != want {
			s.Errorf("I5: computers 0 and %d show\n%s\n%s", i, want, got)
		}
	}
	s.nothingTypedIsGone(computers[0])
}

// checkTotals holds I6: the villages' counts add up to the township's, for every
// figure, and to the number of its cases.
func (s *sim) checkTotals() {
	for _, f := range data.Figures {
		villages, all, err := s.w.srv.Totals(data.Period{}, data.Figure(f.Code))
		if err != nil {
			s.Fatal(err)
		}
		sum, rows := 0, 0
		for _, v := range villages {
			sum += v.Totals.Figures[data.Figure(f.Code)].Cases
			rows += v.Cases
		}
		own := 0
		for _, computers := range s.places {
			own += len(computers[0].st.FactRows())
		}
		if sum != all.Figures[data.Figure(f.Code)].Cases || rows != own {
			s.Errorf("I6: %s: villages have %d, the township %d; %d rows there, %d at the villages", f.Code, sum, all.Figures[data.Figure(f.Code)].Cases, rows, own)
		}
	}
}

// nothingTypedIsGone holds I8: a text that was typed is shown, or somebody who saw it
// wrote another, or an item shows it.
func (s *sim) nothingTypedIsGone(a *actor) {
	visible := map[string]bool{}
	a.st.Cases(func(c *data.Case) bool {
		visible[c.Summary] = true
		for _, item := range c.Conflicts {
			var text string
			if json.Unmarshal(item.Other, &text) == nil {
				visible[text] = true
			}
		}
		return true
	})
	for _, t := range s.typed {
		if _, counts := s.must[t.uid]; counts {
			visible[t.seen] = true
		}
	}
	known := a.known()
	for _, t := range s.typed {
		if _, counts := s.must[t.uid]; counts && slices.Contains(known, t.id) && !visible[t.text] {
			s.Errorf("I8: what was typed as %q is shown nowhere", t.text)
		}
	}
}

// states returns what a computer shows of all cases, as text.
func (v *village) states() string {
	var ids []data.CaseID
	all := map[data.CaseID]string{}
	v.st.Cases(func(c *data.Case) bool {
		ids = append(ids, c.ID)
		all[c.ID] = asText(v.t, c)
		return true
	})
	var b strings.Builder
	for _, id := range sorted(ids) {
		fmt.Fprintln(&b, all[id])
	}
	return b.String()
}

func sorted(ids []data.CaseID) []data.CaseID {
	slices.SortFunc(ids, func(a, b data.CaseID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

func asText(t testing.TB, c *data.Case) string {
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
