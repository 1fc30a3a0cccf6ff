package sync_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// dayEnds checks what must hold at any time, and notes what the disks have.
func (s *sim) dayEnds() {
	s.holds()
	for _, computers := range s.places {
		for _, a := range computers {
			a.sleep()
		}
	}
}

// holds checks what must hold at any time.
func (s *sim) holds() {
	for place, computers := range s.places {
		computers[0].checkStream()
		here := s.atTown(place)
		for _, a := range computers {
			for uid := range a.events() {
				here[uid] = true
			}
		}
		for uid, at := range s.must {
			if at.place == place && !here[uid] && !s.erased[at.id] {
				s.Errorf("I4: event %s is on no disk and not at the township", uid)
			}
		}
	}
	for key, p := range s.photos {
		if !s.erased[key.id] && !s.hasPhoto(key, p) {
			s.Errorf("I4: a photo is on no disk and not at the township")
		}
	}
	for _, w := range s.towns {
		w.checkReads()
	}
	s.checkUp()
}

// checkReads holds that nobody opened a case handed up without an entry in the audit trail.
func (w *simTown) checkReads() {
	n := 0
	err := w.led.View(w.t.Context(), func(r ledger.Reader) error {
		acts, err := r.Acts(1 << 20)
		for _, act := range acts {
			if act.What == "hand_up_read" {
				n++
			}
		}
		return err
	})
	if err != nil || n != w.reads {
		w.t.Errorf("%d of %d readings are in the audit trail, %v", n, w.reads, err)
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
	err := a.w.led.View(s.Context(), func(r ledger.Reader) error {
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
	err = a.w.led.View(s.Context(), func(r ledger.Reader) error {
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
	have, ids := map[data.UID]bool{}, []data.CaseID{data.CommitteeID}
	for _, row := range v.st.Rows() {
		ids = append(ids, row.ID)
	}
	for _, id := range ids {
		history, err := v.st.History(id)
		if errors.Is(err, data.ErrDestroyed) || errors.Is(err, data.ErrNotFound) {
			continue // a computer that has just joined has no committee's record
		}
		if err != nil {
			v.t.Fatal(err)
		}
		for _, e := range history {
			have[e.UID] = true
		}
	}
	return have
}

// picture tells whether anything moved: heads and cursors of all computers and townships,
// and how many photos wait.
func (s *sim) picture() string {
	var b strings.Builder
	for _, computers := range s.places {
		for _, a := range computers {
			epoch, head, _ := a.st.Head()
			l := a.st.Link()
			fmt.Fprint(&b, epoch, head, a.st.Acked(), l.ServerEpoch, l.GSN, a.eng.Status().Files, ";")
		}
	}
	for _, w := range s.towns {
		up, _ := w.srv.County(s.Context())
		fmt.Fprint(&b, up.Epoch, up.Head, up.Acked, up.Server, up.GSN, ";")
	}
	return b.String()
}

// checkAll holds the invariants after everything was exchanged.
func (s *sim) checkAll() {
	for place, computers := range s.places {
		s.check(place, computers)
		s.checkOwners(computers)
		s.checkNumbers(computers)
		s.checkPhotos(place, computers)
	}
	for _, w := range s.towns {
		s.checkTotals(w)
		w.checkReads()
	}
	if s.county != nil {
		s.checkCounty()
	}
}

// check holds the invariants for one village.
func (s *sim) check(place int, computers []*actor) {
	atTown := s.atTown(place)
	cases := computers[0].eng.Status().OwnCases
	for i, a := range computers {
		a.wantSame(cases)
		have := a.events()
		for uid, at := range s.must {
			if at.place == place && (!have[uid] && !s.erased[at.id] || !atTown[uid]) {
				s.Errorf("I4: event %s: at computer %d %v, at the township %v", uid, i, have[uid], atTown[uid])
			}
		}
		if got, want := a.states(), computers[0].states(); got != want {
			s.Errorf("I5: computers 0 and %d show\n%s\n%s", i, want, got)
		}
		for _, row := range a.st.Rows() {
			if _, err := a.st.Case(row.ID); err != nil && !s.erased[row.ID] {
				s.Errorf("I4: a case at computer %d: %v", i, err)
			}
		}
		if err := a.st.Verify(); err != nil {
			s.Errorf("the record of computer %d: %v", i, err)
		}
	}
	s.nothingTypedIsGone(computers[0])
	s.itemsAreOfTwo(computers[0])
}

// checkOwners holds I6: a case has one owner, of whom village and township say the same,
// and one fence.
func (s *sim) checkOwners(computers []*actor) {
	v := computers[0]
	away := map[data.CaseID]bool{}
	for _, h := range v.town.letters() {
		away[h.Case] = true
	}
	v.st.Cases(func(c *data.Case) bool {
		if c.Fence != v.town.fence(c.ID) || (c.AtTownship() != nil) != away[c.ID] {
			s.Errorf("I6: a case has fence %d at the village and %d at the township, which owns it: %v there, %v here",
				c.Fence, v.town.fence(c.ID), away[c.ID], c.AtTownship() != nil)
		}
		return true
	})
}

// checkPhotos holds that each photo that is left can be looked at on every computer, to
// the last byte, and that none of a destroyed case is left anywhere.
func (s *sim) checkPhotos(place int, computers []*actor) {
	for i, a := range computers {
		for key, p := range s.photos {
			if p.place != place || s.erased[key.id] {
				continue
			}
			if got, err := a.st.ReadFile(key.id, p.a); err != nil || data.HashOf(got) != p.a.Hash {
				s.Errorf("a photo at computer %d: %d of %d bytes, %v", i, len(got), p.a.Size, err)
			}
		}
		for _, id := range a.st.Committee().Destroyed() {
			found, err := filepath.Glob(filepath.Join(a.w.dir, "files", "*", id.String(), "*"))
			if err != nil || len(found) > 0 {
				s.Errorf("of a destroyed case are left at the township: %v, %v", found, err)
			}
			if _, err := a.st.Case(id); !errors.Is(err, data.ErrDestroyed) && !errors.Is(err, data.ErrNotFound) {
				s.Errorf("a destroyed case at computer %d: %v", i, err)
			}
		}
	}
}

// rows returns the fact rows of a township's villages, by case; none is of two villages.
func (s *sim) rows(w *simTown) (rows [][]byte, facts []data.Fact) {
	seen := map[data.CaseID]bool{}
	for _, computers := range s.places {
		if computers[0].town != w {
			continue
		}
		for _, row := range computers[0].st.FactRows() {
			f, err := data.DecodeFact(row)
			if err != nil || seen[f.Case] {
				s.Errorf("I6: a row is counted twice: %v, %v", seen[f.Case], err)
			}
			seen[f.Case] = true
			rows, facts = append(rows, row), append(facts, f)
		}
	}
	return rows, facts
}

// checkTotals holds I6: the villages' counts add up to the township's, for every
// figure, and to the cases at the villages themselves.
func (s *sim) checkTotals(w *simTown) {
	rows, facts := s.rows(w)
	if digest, n, err := w.srv.Digest(); err != nil || n != len(rows) || digest != data.TotalsCheck(rows) {
		s.Errorf("I6: the township has %d rows and the villages %d, %v", n, len(rows), err)
	}
	for _, f := range data.Figures {
		figure := data.Figure(f.Code)
		villages, all, err := w.srv.Totals(data.Period{}, figure)
		if err != nil {
			s.Fatal(err)
		}
		sum := 0
		for _, v := range villages {
			sum += v.Totals.Figures[figure].Cases
		}
		own := data.TotalsOf(facts, data.Period{}, figure)
		if diff := gocmp.Diff(own.Figures, all.Figures); diff != "" || sum != own.Figures[figure].Cases {
			s.Errorf("I6: %s: villages have %d; the township counts otherwise than they do: %s", f.Code, sum, diff)
		}
	}
	if found, err := w.srv.Check(s.Context()); err != nil || len(found) > 0 {
		s.Errorf("I7: the township's own check: %+v, %v", found, err)
	}
}

// digest is of all that computers and servers have: records, streams and totals.
func (s *sim) digest() data.Hash {
	h := sha256.New()
	for _, computers := range s.places {
		for _, a := range computers {
			fmt.Fprint(h, a.states(), a.st.Link(), a.st.FactRows())
			err := a.st.EachLog(func(id data.CaseID, key []byte, events [][]byte) error {
				fmt.Fprint(h, id, key, events)
				return nil
			})
			if err != nil {
				s.Fatal(err)
			}
		}
	}
	servers := s.towns
	if s.county != nil {
		servers = append(servers, s.county)
	}
	for _, w := range servers {
		if err := w.led.Backup(s.Context(), h); err != nil {
			s.Fatal(err)
		}
	}
	return data.Hash(h.Sum(nil))
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
	here := a.events()
	for _, t := range s.typed {
		if here[t.uid] {
			for _, text := range t.seen {
				visible[text] = true
			}
		}
	}
	known := a.known()
	for _, t := range s.typed {
		if _, counts := s.must[t.uid]; counts && slices.Contains(known, t.id) && !visible[t.text] {
			s.Errorf("I8: what was typed as %.20q is shown nowhere", t.text)
		}
	}
}

// itemsAreOfTwo holds the other half of I8: nobody is asked to decide between a text and the
// one that it was written over.
func (s *sim) itemsAreOfTwo(a *actor) {
	a.st.Cases(func(c *data.Case) bool {
		for _, item := range c.Conflicts {
			var other string
			if item.Path != "summary" || item.Reason != data.TwoPeople || json.Unmarshal(item.Other, &other) != nil {
				continue
			}
			wrote := slices.DeleteFunc(slices.Clone(s.typed), func(t typed) bool { return t.id != c.ID || t.text != c.Summary })
			if len(wrote) == 1 && wrote[0].over == other {
				s.Errorf("I8: %.20q was written over %.20q, and both are left to decide", c.Summary, other)
			}
		}
		return true
	})
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
