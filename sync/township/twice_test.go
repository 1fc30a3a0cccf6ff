package township

import (
	"strings"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// twiceOf returns the cases of a server that two places sent: case, where it counts, who else
// sent it.
func twiceOf(t *testing.T, s *Server) (out [][3]string) {
	t.Helper()
	c, err := s.compared(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range c.twice {
		out = append(out, [3]string{row.ID, row.Counts, row.Other})
	}
	return out
}

func TestTwice_ACaseOfTwoVillages(t *testing.T) {
	s, at := newServer(t)
	a, b := enrolled(t, s, dongli, dongliArea), enrolled(t, s, shimen, shimenArea)
	shared := agreedFact()
	a.save(about(shared))
	a.sync()
	c := admitted(t, s)
	diff(t, "before", strings.Contains(c.get("/check").body, "两处都报送的案件"), false)
	copied := shared
	copied.People++
	for range 2 { // it is shown once
		at.move(seenEvery)
		b.save(about(copied))
		b.sync()
	}
	b.save(about(agreedFact()))
	b.save(func(e *data.Event) { about(agreedFact())(e); e.Device = a.id }) // set aside for another reason
	b.sync()
	diff(t, "twice", twiceOf(t, s), [][3]string{{caseShort(shared.Case), dongli, shimen}})
	body := c.get("/check").body
	row := "<td>" + dongli + "</td><td>" + shimen + `</td><td class="d">` + moment(at.now()) + "</td>"
	if !strings.Contains(body, "两处都报送的案件") || !strings.Contains(body, row) {
		t.Errorf("the page does not have %s", row)
	}
}

// A case of two townships is shown at the county alone, with the village where it counts now.
func TestTwice_ACaseOfTwoTownships(t *testing.T) {
	w, shared, _ := differing(t)
	want := [][3]string{{caseShort(shared.Case), townNames[0] + " 村00", townNames[1] + " 村10"}}
	diff(t, "twice", twiceOf(t, w.county), want)
	for _, town := range w.towns {
		diff(t, "at a township", len(twiceOf(t, town)), 0)
	}
	w.facts[0][shared.Case] = shared
	w.move(0)
	w.sendFirst(t)
	want[0][1] = townNames[0] + " 村01"
	diff(t, "after a move within its township", twiceOf(t, w.county), want)
}

func TestSentIn_ReadsOnlyWhatOthersHave(t *testing.T) {
	for name, h := range map[string]ledger.Held{
		"no event":     {Village: "v", Reason: ledger.ReasonOwner, Event: []byte("nonsense")},
		"other reason": {Village: "v", Reason: ledger.ReasonFork, Event: (&data.Event{Version: data.EventVersion, Kind: "edit"}).Encode()},
	} {
		if by, cases := sentIn(&h); by != "" || cases != nil {
			t.Errorf("%s: %s %v", name, by, cases)
		}
	}
}
