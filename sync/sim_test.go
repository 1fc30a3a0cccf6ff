package sync_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"woshou/data"
)

// How many seeds a test run plays. A failing seed replays exactly: give its number
// to TestSimulation's name, as in -run 'TestSimulation/seed=17$'.
const (
	shortSeeds = 40
	steps      = 24
)

var seeds = flag.Int("sync.seeds", 160, "worlds to play; a soak asks for more")

// A random life of a few villages and a township on bad lines, with computers and
// the server set back to backups and folders copied. Then the faults stop, all
// exchange, and the invariants must hold.
func TestSimulation(t *testing.T) {
	n := *seeds
	if testing.Short() {
		n = shortSeeds
	}
	for seed := range n {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { simulate(t, uint64(seed)) })
	}
}

// sim is one simulated world.
type sim struct {
	*testing.T
	*rand.Rand
	w *town
	// places are villages, each with its computers.
	places [][]*village
	// must is every event that a computer showed as saved and that is still on the
	// disk of somebody who takes part; the value is its village.
	must map[string]int
	// One backup each of the server and of a computer, to be set back to.
	townCopy []byte
	copies   map[*village]string
}

func simulate(t *testing.T, seed uint64) {
	s := &sim{T: t, Rand: rand.New(rand.NewPCG(seed, 42)), w: newTown(t), must: map[string]int{}, copies: map[*village]string{}}
	for range 1 + s.IntN(2) {
		l := newLine(s.w)
		s.places = append(s.places, []*village{s.w.newVillage(t, l)})
		l.plan = s.faulty
	}
	for range steps {
		s.step()
	}
	s.drain()
}

// faulty spoils every third exchange, before or after the server saw it.
func (s *sim) faulty(request, _ []byte) fault {
	if request == nil || s.IntN(3) > 0 {
		return fault{}
	}
	return fault{faults[s.IntN(len(faults))], s.IntN(600)}
}

func (s *sim) step() {
	place := s.IntN(len(s.places))
	v := s.places[place][s.IntN(len(s.places[place]))]
	switch n := s.IntN(100); {
	case n < 45:
		s.save(place, v)
	case n < 85:
		_, _ = v.eng.SyncNow(s.Context()) // whatever the line did
	case n < 87:
		s.w.restart()
	case n < 89:
		s.townCopy = s.w.backup()
	case n < 91:
		s.setTownBack(s.IntN(2) == 0)
	case n < 94:
		s.copies[v] = v.backup()
	case n < 97:
		s.setBack(place, v)
	case len(s.places[place]) < 3:
		c := v.clone()
		c.cases = append(c.cases, v.cases...)
		s.places[place] = append(s.places[place], c)
	}
}

// save records something and notes the event.
func (s *sim) save(place int, v *village) {
	if len(v.cases) == 0 || s.IntN(3) == 0 {
		v.add()
	} else {
		v.edit(v.cases[s.IntN(len(v.cases))], fmt.Sprintf("记录%d", s.IntN(1000)))
	}
	_, head, _ := v.st.Head()
	raw, err := v.st.After(head-1, 0)
	if err != nil {
		s.Fatal(err)
	}
	e, err := data.DecodeEvent(raw[0])
	if err != nil {
		s.Fatal(err)
	}
	s.must[e.UID.String()] = place
}

// setBack restores a computer. What only it had, and had not sent, is lost.
func (s *sim) setBack(place int, v *village) {
	path, ok := s.copies[v]
	if !ok {
		return
	}
	v.restore(path)
	var left []data.CaseID
	for _, id := range v.cases {
		if _, err := v.st.Case(id); err == nil {
			left = append(left, id)
		}
	}
	v.cases = left
	s.forget(place)
}

// setTownBack restores the server and may tell it so. One that is not told finds it out by
// the digests of its streams.
func (s *sim) setTownBack(told bool) {
	if s.townCopy == nil {
		return
	}
	s.w.restore(s.townCopy, told)
	for place := range s.places {
		s.forget(place)
	}
}

// forget drops the events that nobody who takes part has any more.
func (s *sim) forget(place int) {
	have := s.atTown(place)
	for _, v := range s.places[place] {
		for uid := range events(v) {
			have[uid] = true
		}
	}
	for uid, at := range s.must {
		if at == place && !have[uid] {
			delete(s.must, uid)
		}
	}
}

func (s *sim) atTown(place int) map[string]bool {
	have := map[string]bool{}
	entries, _ := s.places[place][0].stream()
	for _, entry := range entries {
		if e, err := data.DecodeEvent(entry.Event); err == nil {
			have[e.UID.String()] = true
		}
	}
	return have
}

// events returns the uids of a computer's history.
func events(v *village) map[string]bool {
	have := map[string]bool{}
	v.st.Cases(func(c *data.Case) bool {
		history, err := v.st.History(c.ID)
		if err != nil {
			v.t.Fatal(err)
		}
		for _, e := range history {
			have[e.UID.String()] = true
		}
		return true
	})
	return have
}

// drain stops the faults and lets all exchange until nothing changes, then checks.
func (s *sim) drain() {
	for _, computers := range s.places {
		computers[0].line.(*lossy).plan = func([]byte, []byte) fault { return fault{} }
	}
	for range 2 + 2*steps {
		before := s.picture()
		for _, computers := range s.places {
			for _, v := range computers {
				v.sync()
			}
		}
		if s.picture() == before {
			break
		}
	}
	for place, computers := range s.places {
		s.check(place, computers)
	}
}

// picture tells whether anything moved: heads and cursors of all computers.
func (s *sim) picture() string {
	var b strings.Builder
	for _, computers := range s.places {
		for _, v := range computers {
			epoch, head, _ := v.st.Head()
			l := v.st.Link()
			fmt.Fprint(&b, epoch, head, v.st.Acked(), l.ServerEpoch, l.GSN, ";")
		}
	}
	return b.String()
}

// check holds I1, I3, I4, I5 and I6 for one village.
func (s *sim) check(place int, computers []*village) {
	atTown := s.atTown(place)
	cases := computers[0].eng.Status().OwnCases
	for i, v := range computers {
		v.wantSame(cases)
		have := events(v)
		for uid, at := range s.must {
			if at == place && (!have[uid] || !atTown[uid]) {
				s.Errorf("I4: event %s: at computer %d %v, at the township %v", uid, i, have[uid], atTown[uid])
			}
		}
		if got, want := states(v), states(computers[0]); got != want {
			s.Errorf("I5: computers 0 and %d show\n%s\n%s", i, want, got)
		}
	}
}

// states returns what a computer shows of all cases, as text.
func states(v *village) string {
	var ids []data.CaseID
	all := map[data.CaseID]string{}
	v.st.Cases(func(c *data.Case) bool {
		text, err := json.Marshal(c)
		if err != nil {
			v.t.Fatal(err)
		}
		ids = append(ids, c.ID)
		all[c.ID] = string(text)
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
