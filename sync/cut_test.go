package sync_test

import (
	"testing"
)

// A push, cut at every byte on its way there: nothing is stored, nothing is lost.
func TestEveryCut_OfARequest(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v := w.newVillage(t, l)
	v.add()
	v.add()
	for at, length := 0, 1; at < length; at++ {
		l.plan = func(request, _ []byte) fault {
			if request == nil {
				return fault{}
			}
			length = len(request)
			return fault{shortRequest, at}
		}
		if _, err := v.eng.SyncNow(t.Context()); err == nil {
			t.Fatalf("a request cut at byte %d of %d was taken", at, length)
		}
	}
	if entries, _ := v.stream(); len(entries) != 0 {
		t.Errorf("%d events of cut requests are at the township", len(entries))
	}
	l.once("", 0)
	v.sync()
	v.wantSame(2)
}

// The answer to a push, cut at every byte on its way back: the events are sent
// again and have no second effect (trap T5).
func TestEveryCut_OfAnAnswer(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v := w.newVillage(t, l)
	v.add()
	v.add()
	cutEveryAnswer(t, l, v)
	v.wantSame(2)
	if entries, _ := v.stream(); len(entries) != 3 {
		t.Errorf("%d entries, want the committee's and two cases", len(entries))
	}
}

// An answer that brings another computer's events and keys, cut at every byte: all
// of it arrives or none (rule C2, trap T4).
func TestEveryCut_OfAPull(t *testing.T) {
	w := newTown(t)
	l := newLine(w)
	v := w.newVillage(t, l)
	v.sync()
	c := v.clone()
	id := c.add()
	c.sync()
	cursor := v.st.Link().GSN
	cutEveryAnswer(t, l, v)
	if v.st.Link().GSN == cursor {
		t.Error("nothing was pulled")
	}
	if _, err := v.st.Case(id); err != nil {
		t.Errorf("the other computer's case: %v", err)
	}
	v.wantSame(1)
}

// cutEveryAnswer cuts every answer of a round at every byte, then lets it pass.
func cutEveryAnswer(t *testing.T, l *lossy, v *village) {
	t.Helper()
	for rounds := 0; rounds < 10; rounds++ {
		for at, length := 0, 1; at < length; at++ {
			l.plan = func(_, answer []byte) fault {
				if answer == nil {
					return fault{}
				}
				length = len(answer)
				return fault{shortAnswer, at}
			}
			before := v.st.Link()
			if _, err := v.eng.SyncNow(t.Context()); err == nil {
				t.Fatalf("an answer cut at byte %d of %d was taken", at, length)
			}
			if after := v.st.Link(); after.GSN != before.GSN || after.LastOK != before.LastOK {
				t.Fatalf("an answer cut at byte %d of %d moved the cursor", at, length)
			}
		}
		// One whole answer, then cuts again until nothing is left to exchange.
		whole := 0
		l.plan = func(_, answer []byte) fault {
			if answer != nil {
				whole++
			}
			if answer != nil && whole > 1 {
				return fault{cutAnswer, 0}
			}
			return fault{}
		}
		if _, err := v.eng.SyncNow(t.Context()); err == nil {
			return
		}
	}
	t.Fatal("the round does not end")
}
